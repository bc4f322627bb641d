"""What answers are made into: results, bytes, and errors by status. The clients and `tasks` call it."""
# Bodies and answers are JSON values, of no known type until they have been judged.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

from importlib import import_module
from typing import Generic, TypeVar

from . import errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .core import Operation
    from .transport import Response

T = TypeVar("T")

REQUEST_IDS = ("x-request-id", "request-id", "x-trace-id", "x-amzn-requestid", "cf-ray")
"""Headers that carry the id of a request, in the order in which they are looked for."""

MAY_HAVE_ACCEPTED = " may have accepted it and charge for it"
"""Said of calls that cost money and whose outcome is unknown."""


def may_charge(operation: Operation) -> str:
    """What is added to a message about a call whose outcome is unknown."""
    return f" (the provider{MAY_HAVE_ACCEPTED})" if operation.paid else ""


class Result(Generic[T]):
    """The answer to a call.

    data: the JSON value of the body. model: the same as a pydantic model, made when it is asked for (pydantic is
    needed only then). response: the answer itself, for status, headers and bytes. warnings: violations of the body that
    was sent all the same: doubtful or contested, and errors where validation is "log".
    """

    __slots__ = ("_model", "_operation", "data", "response", "warnings")

    def __init__(self, operation: Operation, data: Any, response: Response) -> None:
        self._operation = operation
        self._model: T | None = None
        self.data = data
        self.response = response
        self.warnings: tuple[errors.Violation, ...] = ()

    @property
    def model(self) -> T:
        """The answer as a pydantic model that keeps unknown fields and words.

        Raises MalformedResponseError when the body has another form, ImportError without pydantic.
        """
        model = self._model
        if model is None:
            model = self._model = parse_model(self._operation, self.data, self.response)
        return model

    @property
    def request_id(self) -> str | None:
        """The id that the provider gave the request, for questions to its support."""
        return request_id(self.response)

    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    def __repr__(self) -> str:
        return f"<Result of {self._operation.id}: {self.response.status_code}>"


class Content:
    """The answer to a call that gives what is no JSON: a video, a table as text. warnings: as of Result."""

    __slots__ = ("_operation", "content", "content_type", "response", "warnings")

    def __init__(self, operation: Operation, response: Response) -> None:
        self._operation = operation
        self.content: bytes = response.content
        self.content_type: str = response.headers.get("content-type", "")
        self.response = response
        self.warnings: tuple[errors.Violation, ...] = ()

    @property
    def text(self) -> str:
        """The bytes as text, in the character set that the answer names, else in UTF-8."""
        return self.response.text

    @property
    def request_id(self) -> str | None:
        """The id that the provider gave the request."""
        return request_id(self.response)

    def __repr__(self) -> str:
        return f"<Content of {self._operation.id}: {len(self.content)} bytes>"


def read(operation: Operation, response: Response) -> Any:
    """The result of a call. Raises APIStatusError and MalformedResponseError."""
    if not 200 <= response.status_code < 300:
        error = status_error(response)
        if operation.paid and (response.status_code >= 500 or response.status_code == 408):
            error.add_note(f"The provider{MAY_HAVE_ACCEPTED}.")
        raise error
    if not operation.response or is_other(operation, response):
        return Content(operation, response)
    if response.status_code in (204, 205) or not response.content:
        if operation.paid:
            text = f"{operation.id}: the answer ({response.status_code}) is empty"
            raise errors.MalformedResponseError(text + may_charge(operation), response)
        return Result(operation, None, response)
    return Result(operation, parse_json(operation, response), response)


def is_other(operation: Operation, response: Response) -> bool:
    """Whether an answer is of one of the media types that are no JSON, and that the operation may answer in as well."""
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not kind or kind.endswith(("/json", "+json")):
        return False
    return any(one in (kind, "*/*", f"{kind.partition('/')[0]}/*") for one in operation.others)


def parse_json(operation: Operation, response: Response) -> Any:
    """The body as JSON. Raises MalformedResponseError."""
    import json

    try:
        return json.loads(response.content)
    except (ValueError, RecursionError):
        kind = response.headers.get("content-type", "no content type")
    # Raised here, so that it does not carry the other, which holds the whole text.
    text = f"{operation.id}: the answer ({response.status_code}, {kind:.60}) is not JSON: {_short(response.content)}"
    raise errors.MalformedResponseError(text + may_charge(operation), response)


def _short(content: bytes) -> str:
    text = content[:200].decode("utf-8", "replace")
    return repr(text if len(content) <= 200 else text + "...")


def parse_model(operation: Operation, data: Any, response: Response) -> Any:
    """The answer as its pydantic model."""
    try:
        module = import_module(f"{operation.package}.responses")
    except ModuleNotFoundError as error:
        if error.name != "pydantic":
            raise
        raise ImportError("models of answers need pydantic: pip install 'pydantic>=2'; data needs nothing") from error
    status = str(response.status_code)
    name = operation.by_status.get(status) or operation.by_status.get(status[0], operation.response)
    model = getattr(module, name)
    try:
        validate = model.model_validate
    except AttributeError:
        from pydantic import TypeAdapter

        validate = TypeAdapter(model).validate_python
    try:
        return validate(data)
    except ValueError as error:
        problem = errors.shortened(str(error))
    raise errors.MalformedResponseError(f"the answer is not a {name}: {problem}", response)


def status_error(response: Response) -> errors.APIStatusError:
    """The error for an answer that is no success, with what the provider says in either shape of error body.

    Shapes: {"error": {"message", "type", "code"}} and {"code", "message", "data"}.
    """
    import json

    body: Any
    try:
        body = json.loads(response.content)
    except (ValueError, RecursionError):
        body = response.content[:10_000].decode("utf-8", "replace")
    said = body
    if type(body) is dict:
        inner = body.get("error")
        said = inner if type(inner) is dict else body
    message = code = kind = None
    if type(said) is dict:
        message, code, kind = said.get("message"), said.get("code"), said.get("type")
        if type(message) is not str:
            message = next(
                (one for one in (said.get("error"), said.get("detail"), said.get("msg")) if type(one) is str), None
            )
    status = response.status_code
    text = f"{status}" + (f" {errors.shortened(kind)}" if type(kind) is str else "")
    text += f": {errors.shortened(message)}" if message else ""
    return errors.error_class(status)(
        text,
        status_code=status,
        code=code if type(code) in (str, int) else None,
        type=kind if type(kind) is str else None,
        request_id=request_id(response),
        body=body,
        response=response,
    )


def request_id(response: Response) -> str | None:
    """The id of a request, from the headers of its answer."""
    for name in REQUEST_IDS:
        value: str | None = response.headers.get(name)
        if value:
            return value
    return None
