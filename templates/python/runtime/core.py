"""Requests made and answers read without any input or output: what the sync and the async client have in common.

httpx is touched in `transport` alone, at the first request.
"""
# Bodies and answers are JSON values, of no known type until they have been judged.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

import os
from importlib import import_module
from typing import Generic, TypeVar

from . import errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Literal, NoReturn, SupportsIndex, TypeAlias

    from .transport import Response

    Validation: TypeAlias = Literal["raise", "log", "off"]

T = TypeVar("T")

REQUEST_IDS = ("x-request-id", "request-id", "x-trace-id", "x-amzn-requestid", "cf-ray")
"""Headers that carry the id of a request, in the order in which they are looked for."""


DEFAULT_TIMEOUT = 60.0
"""Seconds for each of connect, read, write and pool, where neither the client nor the call says otherwise."""

SHOWN = 500
"""So many characters of what a provider says are repeated in the message of an exception."""


MAY_HAVE_ACCEPTED = " may have accepted it and charge for it"
"""Said of calls that cost money and whose fate is unknown."""


class Secret(str):
    """A text with a key in it. It is sent as it is; a repr, as of a variable in a traceback, shows nothing of it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"

    def __reduce_ex__(self, protocol: SupportsIndex, /) -> NoReturn:
        raise TypeError("a key is not pickled")


class Scheme:
    """A security scheme (OpenAPI 3.1, Security Scheme Object): where the key goes.

    kind: "bearer", "basic", "header", "query" or "cookie"; name: of the header, parameter or cookie.
    """

    __slots__ = ("kind", "name")

    def __init__(self, kind: str, name: str = "Authorization") -> None:
        self.kind = kind
        self.name = name


class Parameter:
    """A path, query, header or cookie parameter, and how its value is written (style and explode)."""

    __slots__ = ("explode", "location", "name", "required", "style")

    def __init__(self, name: str, location: str, required: bool = False, style: str = "", explode: bool = True) -> None:
        self.name = name
        self.location = location
        self.required = required
        self.style = style
        self.explode = explode


class Operation:
    """One operation of a provider, as its specification describes it.

    parameters: by the name of the method's argument. models: model name -> module of its validator; a body without
    a discriminator has one model under "". renamed: argument -> field, where the field's name was taken.
    media_type: of the request body, "" without one. response: class of the JSON answer in `responses`, "" when the
    answer is no JSON. schemes: names of the security schemes that are accepted. paid: calling it costs money.
    retry_statuses: statuses that promise "not accepted". idempotency_header: the header by which the provider
    recognises a repetition, "" when it has none.
    """

    __slots__ = (
        "discriminator",
        "id",
        "idempotency_header",
        "media_type",
        "method",
        "models",
        "package",
        "paid",
        "parameters",
        "path",
        "renamed",
        "response",
        "retry_statuses",
        "schemes",
    )

    def __init__(
        self,
        id: str,
        method: str,
        path: str,
        *,
        package: str,
        parameters: Mapping[str, Parameter] | None = None,
        media_type: str = "",
        discriminator: str = "",
        models: Mapping[str, str] | None = None,
        renamed: Mapping[str, str] | None = None,
        response: str = "",
        schemes: tuple[str, ...] = (),
        paid: bool = False,
        retry_statuses: tuple[int, ...] = (),
        idempotency_header: str = "",
    ) -> None:
        self.id = id
        self.method = method
        self.path = path
        self.package = package
        self.parameters = parameters or {}
        self.media_type = media_type
        self.discriminator = discriminator
        self.models = models or {}
        self.renamed = renamed or {}
        self.response = response
        self.schemes = schemes
        self.paid = paid
        self.retry_statuses = retry_statuses
        self.idempotency_header = idempotency_header


class Provider:
    """What all operations of a provider share. variable: the environment variable of the key."""

    __slots__ = ("base_url", "name", "schemes", "variable")

    def __init__(self, name: str, base_url: str, variable: str, schemes: Mapping[str, Scheme]) -> None:
        self.name = name
        self.base_url = base_url
        self.variable = variable
        self.schemes = schemes


class Call:
    """A call as its method was given it.

    Tools that show tracebacks with variables show those of a method too, so it hands prompts and headers over in one of
    these, whose repr shows neither, and forgets them. deadline: of the monotonic clock, for the whole of the call.
    """

    __slots__ = (
        "arguments",
        "body",
        "deadline",
        "extra_body",
        "extra_headers",
        "extra_query",
        "operation",
        "strict",
        "timeout",
        "validation",
    )

    def __init__(
        self,
        operation: Operation,
        arguments: Mapping[str, Any],
        body: Any = None,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        timeout: float | None = None,
        validation: Validation | None = None,
        strict: bool | None = None,
    ) -> None:
        self.operation = operation
        self.arguments = arguments
        self.body = body
        self.extra_headers = extra_headers
        self.extra_query = extra_query
        self.extra_body = extra_body
        self.timeout = timeout
        self.validation: Validation | None = validation
        self.strict = strict
        self.deadline: float | None = None

    def __repr__(self) -> str:
        return f"<Call of {self.operation.id}>"


class Request:
    """A request that is ready to be sent.

    query: in the order of the specification. content: None without a body. secrets: texts that nothing may show.
    hidden: names of headers, and parameters: names of query parameters, whose values are secret.
    """

    __slots__ = (
        "content",
        "files",
        "form",
        "headers",
        "hidden",
        "method",
        "operation",
        "parameters",
        "query",
        "secrets",
        "timeout",
        "url",
    )

    def __init__(self, operation: Operation, url: str, headers: dict[str, str], query: list[tuple[str, str]]) -> None:
        self.operation = operation
        self.method = operation.method
        self.url = url
        self.headers = headers
        self.query = query
        self.content: bytes | None = None
        self.form: dict[str, Any] | None = None
        self.files: dict[str, Any] | None = None
        self.timeout: float | None = None
        self.hidden: frozenset[str] = frozenset()
        self.parameters: frozenset[str] = frozenset()
        self.secrets: tuple[str, ...] = ()


class Result(Generic[T]):
    """The answer to a call.

    data: the JSON value of the body. model: the same as a pydantic model, made when it is asked for (pydantic is
    needed only then). response: the answer itself, for status, headers and bytes.
    """

    __slots__ = ("_model", "_operation", "data", "response")

    def __init__(self, operation: Operation, data: Any, response: Response) -> None:
        self._operation = operation
        self._model: T | None = None
        self.data = data
        self.response = response

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
    """The answer to a call that gives bytes: a video, a picture."""

    __slots__ = ("_operation", "content", "content_type", "response")

    def __init__(self, operation: Operation, response: Response) -> None:
        self._operation = operation
        self.content: bytes = response.content
        self.content_type: str = response.headers.get("content-type", "")
        self.response = response

    @property
    def request_id(self) -> str | None:
        """The id that the provider gave the request."""
        return request_id(self.response)

    def __repr__(self) -> str:
        return f"<Content of {self._operation.id}: {len(self.content)} bytes>"


class Settings:
    """What a client was made with. hidden: names of the headers that carry keys. It cannot be pickled."""

    __slots__ = (
        "api_key",
        "base_url",
        "headers",
        "hidden",
        "in_query",
        "last_secrets",
        "max_retries",
        "provider",
        "strict",
        "timeout",
        "validation",
    )

    def __init__(
        self,
        provider: Provider,
        *,
        api_key: str | None,
        base_url: str | None,
        timeout: float | None,
        max_retries: int,
        validation: Validation,
        strict: bool,
        headers: Mapping[str, str] | None,
    ) -> None:
        # What `repr` shows comes first, so that a traceback can show settings that were refused.
        self.provider = provider
        self.base_url = provider.base_url
        if validation not in ("raise", "log", "off"):
            raise errors.ConfigurationError(f'validation is "raise", "log" or "off", not {validation!r}')
        key = api_key if api_key is not None else os.environ.get(provider.variable)
        # A key that was read from a file ends in a newline more often than not.
        self.api_key: Secret | None = Secret(key.strip()) if key and key.strip() else None
        self.base_url = _address(base_url if base_url is not None else provider.base_url)
        self.timeout = timeout
        self.max_retries = max_retries
        self.validation: Validation = validation
        self.strict = strict
        self.hidden = frozenset(
            {"authorization", "cookie", "proxy-authorization"}
            | {one.name.lower() for one in provider.schemes.values() if one.kind == "header"}
        )
        self.in_query = frozenset(one.name for one in provider.schemes.values() if one.kind == "query")
        self.last_secrets: tuple[list[str | None], tuple[str, ...]] | None = None
        self.headers: dict[str, str] = {}
        self.headers.update(_given_headers(headers or {}, self.hidden))

    def __repr__(self) -> str:
        return f"<{self.provider.name} at {self.base_url}>"

    def __reduce_ex__(self, protocol: SupportsIndex, /) -> NoReturn:
        raise TypeError("settings are not pickled: they hold a key")


def _address(text: str) -> str:
    """A base URL without the slash at its end. Raises ConfigurationError for what is none."""
    from urllib.parse import urlsplit

    problem = "" if text else "there is no base_url"
    if text and not text.startswith(("http://", "https://")):
        problem = "base_url must begin with http:// or https://"
    elif text and "@" in urlsplit(text).netloc:
        # It would be shown wherever the address is, and would replace the header with the key.
        problem = "base_url must not hold a user name or a password"
    if problem:
        raise errors.ConfigurationError(problem)
    return text.rstrip("/")


def prepare(settings: Settings, call: Call) -> Request:
    """The request of a call. Raises InvalidRequestError, ConfigurationError; nothing is sent by it."""
    operation, extra_headers = call.operation, call.extra_headers
    path = operation.path
    query: list[tuple[str, str]] = []
    headers = {"accept": "application/json" if operation.response else "*/*", **settings.headers}
    for argument, parameter in operation.parameters.items():
        value = call.arguments.get(argument)
        if value is None:
            if parameter.required:
                raise errors.InvalidRequestError(f"{operation.id}: {argument} is required")
            continue
        if parameter.location == "path":
            path = path.replace("{" + parameter.name + "}", _path_text(operation, argument, value))
        elif parameter.location == "query":
            query += _query(parameter, value)
        elif parameter.location == "header":
            headers[parameter.name.lower()] = _joined(value)
        else:
            _add_cookie(headers, f"{parameter.name}={_joined(value)}")
    _authorize(settings, call, headers, query)
    for name, value in (call.extra_query or {}).items():
        query += _query(Parameter(name, "query"), value)
    if extra_headers:
        headers.update(_given_headers(extra_headers, settings.hidden))
    if operation.idempotency_header and operation.idempotency_header.lower() not in headers:
        # Made once for the call, so that every attempt carries the same.
        headers[operation.idempotency_header.lower()] = os.urandom(16).hex()
    for name, value in headers.items():
        if not value.isascii() or not (value.isprintable() or value.replace("\t", "").isprintable()):
            raise errors.ConfigurationError(f"the header {name} has characters that a header cannot carry")
    request = Request(operation, settings.base_url + path, headers, query)
    request.timeout = call.timeout if call.timeout is not None else settings.timeout
    request.hidden = settings.hidden
    request.parameters = settings.in_query
    request.secrets = _secrets(settings, headers)
    if settings.in_query:
        request.secrets += tuple(
            Secret(value) for name, value in query if name in settings.in_query and len(value) >= SHORTEST_SECRET
        )
    if operation.media_type and call.body is not None:
        _fill(request, settings, call)
    elif call.extra_body:
        raise errors.ConfigurationError(f"{operation.id} has no request body for extra_body to add to")
    return request


_IN_NAMES = frozenset("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz")
"""What the name of a header is made of, in lower case (RFC 9110, section 5.6.2)."""


def _given_headers(given: Mapping[str, str], hidden: frozenset[str]) -> dict[str, str]:
    """Headers of the caller's. Raises ConfigurationError for what is no header, before anything is sent."""
    found: dict[str, str] = {}
    for name, value in given.items():
        lower = name.lower()
        if not lower or not _IN_NAMES.issuperset(lower):
            raise errors.ConfigurationError(f"{name!r:.80} is no name of a header")
        if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise errors.ConfigurationError(f"the header {name} must be a text, not {type(value).__name__}")
        found[lower] = Secret(value) if lower in hidden else value
    return found


def _fill(request: Request, settings: Settings, call: Call) -> None:
    """Judge the body and put it into the request."""
    operation = request.operation
    body: Any = call.body
    if operation.renamed:
        body = {operation.renamed.get(name, name): value for name, value in body.items()}
    strict = settings.strict if call.strict is None else call.strict
    check(operation, body, call.validation or settings.validation, strict)
    if call.extra_body:
        if type(body) is not dict:
            raise errors.ConfigurationError(f"{operation.id}: extra_body adds to an object, and this body is none")
        body = {**body, **call.extra_body}
    kind = operation.media_type.partition(";")[0].strip().lower()
    if kind.endswith("json"):
        request.headers["content-type"] = "application/json"
        request.content = encode(operation, body)
    elif kind == "multipart/form-data":
        request.files, request.form = _parts(body)
    elif kind == "application/x-www-form-urlencoded":
        request.form = {name: _form_value(value) for name, value in body.items()}
    else:
        request.headers["content-type"] = "application/octet-stream" if "*" in kind else operation.media_type
        request.content = body.encode() if isinstance(body, str) else bytes(body)


def encode(operation: Operation, body: Any) -> bytes:
    """The body as JSON text in UTF-8. Raises InvalidRequestError for values that JSON does not have."""
    import json

    try:
        return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        problem = str(error)
    # Raised here, so that it does not carry the other, which holds the body.
    raise errors.InvalidRequestError(f"{operation.id}: the body is not JSON: {shortened(problem)}")


def check(operation: Operation, body: Any, validation: Validation, strict: bool) -> None:
    """Judge the body by its model's validator. Raises InvalidRequestError with the violations, or logs them."""
    if validation == "off" or not operation.models:
        return
    if operation.discriminator:
        name = body.get(operation.discriminator) if type(body) is dict else None
        module = operation.models.get(name) if type(name) is str else None
        if module is None:
            known = ", ".join(operation.models)
            problem = f"{operation.id}: {operation.discriminator} must be one of {known}; it is {name!r:.80}"
            if validation == "raise":
                raise errors.InvalidRequestError(problem)
            _log(operation, problem)
            return
    else:
        module = operation.models[""]
    validator = import_module(f"{operation.package}.validators.{module}")
    if not strict and validator.is_valid(body):
        return
    found = [one for one in validator.validate(body, strict=strict) if one.severity == "error"]
    if not found:
        return
    lines = "; ".join(f"{one.path or 'body'}: {one.message} [{one.rule}]" for one in found)
    if validation == "raise":
        raise errors.InvalidRequestError(f"{operation.id}: {lines}", tuple(found))
    _log(operation, f"{operation.id}: {lines}")


def _log(operation: Operation, message: str) -> None:
    import logging

    logging.getLogger(operation.package).warning("%s", message)


def _authorize(settings: Settings, call: Call, headers: dict[str, str], query: list[tuple[str, str]]) -> None:
    """Put the key where the first known security scheme of the operation wants it, unless the caller has done so."""
    for name in call.operation.schemes:
        scheme = settings.provider.schemes.get(name)
        if scheme is None:
            continue
        if scheme.kind == "query":
            given = scheme.name in (call.extra_query or ())
        else:
            lower = "cookie" if scheme.kind == "cookie" else scheme.name.lower()
            given = lower in headers and scheme.kind != "cookie"
            given = given or any(one.lower() == lower for one in call.extra_headers or ())
        if given:
            return
        if settings.api_key is None:
            raise errors.ConfigurationError(
                f"{settings.provider.name} needs a key: give api_key, or set {settings.provider.variable}"
            )
        if scheme.kind == "bearer":
            headers["authorization"] = Secret(f"Bearer {settings.api_key}")
        elif scheme.kind == "basic":
            import base64

            headers["authorization"] = Secret("Basic " + base64.b64encode(settings.api_key.encode()).decode())
        elif scheme.kind == "query":
            query.append((scheme.name, settings.api_key))
        elif scheme.kind == "cookie":
            _add_cookie(headers, f"{scheme.name}={settings.api_key}")
        else:
            headers[scheme.name.lower()] = settings.api_key
        return


def _add_cookie(headers: dict[str, str], cookie: str) -> None:
    headers["cookie"] = Secret(f"{headers['cookie']}; {cookie}" if "cookie" in headers else cookie)


SHORTEST_SECRET = 8
"""Characters. What is shorter is looked for nowhere: it would be found where it is not meant."""


def _secrets(settings: Settings, headers: Mapping[str, str]) -> tuple[str, ...]:
    """The texts that must not be shown should an answer repeat them: the key, and headers that carry one."""
    given = [headers.get(name) for name in settings.hidden]
    known = settings.last_secrets
    if known is not None and known[0] == given:
        return known[1]
    from urllib.parse import quote_plus

    found = {"" if settings.api_key is None else str(settings.api_key)}
    for name in settings.hidden:
        for part in headers.get(name, "").split(";"):
            found |= {part.strip(), part.rpartition(" ")[2], part.partition("=")[2]}
    found |= {quote_plus(one) for one in found}
    secrets = tuple(Secret(one) for one in sorted(found, key=len, reverse=True) if len(one) >= SHORTEST_SECRET)
    # One call after the other has the same key. Stored in one step, as several threads may do so.
    settings.last_secrets = (given, secrets)
    return secrets


def _text(value: Any) -> str:
    if value is True or value is False:
        return "true" if value else "false"
    return str(value)


def _joined(value: Any) -> str:
    return ",".join(map(_text, value)) if isinstance(value, (list, tuple)) else _text(value)


def _path_text(operation: Operation, argument: str, value: Any) -> str:
    """A path parameter as text that cannot leave its place in the path."""
    from urllib.parse import quote

    try:
        text = quote(_joined(value), safe="")
    except UnicodeEncodeError:  # half of a surrogate pair
        text = ""
    if not text or text in (".", ".."):
        raise errors.InvalidRequestError(f"{operation.id}: {argument} must not be {value!r:.80}")
    return text


def _query(parameter: Parameter, value: Any) -> list[tuple[str, str]]:
    """A query parameter by its style: form (exploded or not), deepObject, spaceDelimited, pipeDelimited."""
    name = parameter.name
    if isinstance(value, dict):
        if parameter.style == "deepObject":
            return [(f"{name}[{key}]", _text(one)) for key, one in value.items()]
        if parameter.explode:
            return [(str(key), _text(one)) for key, one in value.items()]
        return [(name, ",".join(f"{key},{_text(one)}" for key, one in value.items()))]
    if isinstance(value, (list, tuple)):
        if parameter.explode:
            return [(name, _text(one)) for one in value]
        between = {"spaceDelimited": " ", "pipeDelimited": "|"}.get(parameter.style, ",")
        return [(name, between.join(map(_text, value)))]
    return [(name, _text(value))]


def _form_value(value: Any) -> Any:
    return [_text(one) for one in value] if isinstance(value, (list, tuple)) else _text(value)


def _parts(body: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The files and the plain fields of a multipart body: bytes, open files and (name, content, type) tuples are files."""
    files: dict[str, Any] = {}
    form: dict[str, Any] = {}
    for name, value in body.items():
        if isinstance(value, (bytes, tuple)) or hasattr(value, "read"):
            files[name] = value
        elif isinstance(value, dict):
            import json

            form[name] = json.dumps(value, ensure_ascii=False, allow_nan=False)
        else:
            form[name] = _form_value(value)
    return files, form


# Results


class Place:
    """Where a result is downloaded from.

    own: the provider's base URL. request: gives the headers, for the provider's own host only, and the query.
    """

    __slots__ = ("own", "request", "url")

    def __init__(self, url: str, own: str, request: Request) -> None:
        self.url = url
        self.own = own
        self.request = request


def place_of_result(settings: Settings, life: Any, task: Any, index: int) -> Place:
    """Where the result of a task is: its own link, or the operation that gives the task's bytes."""
    urls = getattr(task, "result_urls", ())
    if isinstance(task, str) and task.startswith(("http://", "https://")):
        urls, index = (task,), 0
    if urls:
        try:
            url = urls[index]
        except IndexError:
            raise errors.ConfigurationError(f"the task has {len(urls)} results, so there is no index {index}") from None
        if not url.startswith(("http://", "https://")):
            raise errors.DownloadError(f"the result is at {url[:60]!r}, which is no http address")
        return Place(url, settings.base_url, _key_of(settings, life, url))
    if life.content is None:
        raise errors.DownloadError("the task has no result yet")
    operation, argument = life.content
    task_id = task if isinstance(task, str) else task.id
    request = prepare(settings, Call(operation, {argument: task_id}))
    return Place(request.url, settings.base_url, request)


def _key_of(settings: Settings, life: Any, url: str) -> Request:
    """A request that carries the key and nothing else, as the headers of a link on the provider's own host."""
    operation: Operation = life.poll[0]
    headers: dict[str, str] = {}
    if settings.api_key is not None:
        _authorize(settings, Call(operation, {}), headers, [])
    request = Request(operation, url, headers, [])
    request.timeout = settings.timeout
    request.parameters = settings.in_query
    request.hidden = settings.hidden
    request.secrets = _secrets(settings, headers)
    return request


# Answers


def read(operation: Operation, response: Response) -> Any:
    """The result of a call. Raises APIStatusError and MalformedResponseError."""
    if not 200 <= response.status_code < 300:
        error = status_error(response)
        if operation.paid and (response.status_code >= 500 or response.status_code == 408):
            error.add_note(f"The provider{MAY_HAVE_ACCEPTED}.")
        raise error
    if not operation.response:
        return Content(operation, response)
    if response.status_code in (204, 205) or not response.content:
        return Result(operation, None, response)
    return Result(operation, parse_json(operation, response), response)


def parse_json(operation: Operation, response: Response) -> Any:
    """The body as JSON. Raises MalformedResponseError."""
    import json

    try:
        return json.loads(response.content)
    except (ValueError, RecursionError):
        kind = response.headers.get("content-type", "no content type")
    # Raised here, so that it does not carry the other, which holds the whole text.
    text = f"{operation.id}: the answer ({response.status_code}, {kind:.60}) is not JSON: {_short(response.content)}"
    text += f" (the provider{MAY_HAVE_ACCEPTED})" if operation.paid else ""
    raise errors.MalformedResponseError(text, response)


def shortened(text: str) -> str:
    """The beginning of a text that may repeat a prompt or a picture."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}... ({len(text)} characters)"


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
        package = operation.package.partition(".")[0]
        raise ImportError(f"models of answers need pydantic: pip install {package}[models]; data needs nothing") from error
    model = getattr(module, operation.response)
    try:
        validate = model.model_validate
    except AttributeError:
        from pydantic import TypeAdapter

        validate = TypeAdapter(model).validate_python
    try:
        return validate(data)
    except ValueError as error:
        problem = shortened(str(error))
    raise errors.MalformedResponseError(f"the answer is not a {operation.response}: {problem}", response)


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
            message = next((one for one in (said.get("error"), said.get("detail"), said.get("msg")) if type(one) is str), None)
    status = response.status_code
    text = f"{status}" + (f" {shortened(kind)}" if type(kind) is str else "")
    text += f": {shortened(message)}" if message else ""
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
