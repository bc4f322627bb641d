"""Everything that a client raises.

    VideoAPIError
    |-- ConfigurationError          a key is missing, or an argument cannot be used
    |-- LedgerError                 the ledger cannot be used; a call that costs money was not sent
    |-- InvalidRequestError         the body breaks rules of the specification; nothing was sent
    |-- APIConnectionError          no whole answer: refused, DNS, TLS, reset, too large, packed too often
    |   `-- APITimeoutError         no answer in time; the request may have been carried out all the same
    |-- APIStatusError              an answer that is not a success
    |   |-- BadRequestError         400, 422
    |   |-- AuthenticationError     401
    |   |-- PaymentRequiredError    402
    |   |-- PermissionDeniedError   403
    |   |-- NotFoundError           404
    |   |-- ConflictError           409
    |   |-- RateLimitError          429
    |   `-- ServerError             5xx
    |-- MalformedResponseError      a success whose body is not what was promised
    |-- NotAcceptedError            HTTP 200 with a code that refuses
    |-- TaskFailedError             the task has failed, was cancelled or has expired
    |-- TaskTimeoutError            the task has not ended in time; it goes on, and can be resumed
    `-- DownloadError               the result is not media, or did not arrive whole

Every error that comes after a task was created carries the task's id in `task_id`.
"""
# Error bodies are JSON values, of no known type.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol, SupportsIndex

    from .tasks import Task
    from .transport import Response

    class Violation(Protocol):
        """What a validator finds; every validator has a class of its own with these attributes."""

        rule: str
        path: str
        related: tuple[str, ...]
        message: str
        severity: str
        source: str


SHOWN = 500
"""So many characters of what a provider says are repeated in the message of an exception."""


def shortened(text: str) -> str:
    """The beginning of a text that may repeat a prompt or a picture."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}... ({len(text)} characters)"


class VideoAPIError(Exception):
    """Anything that a client raises.

    task_id: the task that it is about, None while there is none. perhaps_paid: whether a call that costs money may have
    been accepted although it failed.
    """

    task_id: str | None = None
    perhaps_paid: bool = False

    def __reduce_ex__(self, protocol: SupportsIndex, /) -> tuple[Any, ...]:
        # Exceptions are pickled by their arguments alone, which is not how these are made.
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[VideoAPIError], arguments: tuple[Any, ...], state: dict[str, Any]) -> VideoAPIError:
    """An exception from its pickle."""
    error = kind.__new__(kind, *arguments)
    error.args = arguments
    error.__dict__.update(state)
    return error


class ConfigurationError(VideoAPIError):
    """A key is missing, or an argument cannot be used."""


class LedgerError(VideoAPIError):
    """The ledger cannot be read or written. A call that costs money raises it before anything is sent."""


class InvalidRequestError(VideoAPIError):
    """The request breaks the specification, so it was not sent. violations: what is wrong with the body."""

    def __init__(self, message: str, violations: tuple[Violation, ...] = ()) -> None:
        super().__init__(message)
        self.violations = violations


class APIConnectionError(VideoAPIError):
    """There was no answer, or none that could be read to its end.

    not_sent: the connection was never made, so the provider knows nothing of the request. response: what has arrived of
    an answer that broke off, None if it had not begun. request_id: from its headers.
    """

    def __init__(self, message: str, *, not_sent: bool = False) -> None:
        super().__init__(message)
        self.not_sent = not_sent
        self.response: Response | None = None
        self.request_id: str | None = None


class APITimeoutError(APIConnectionError):
    """There was no answer in time."""


class APIStatusError(VideoAPIError):
    """The provider answered with a status that is no success.

    code, type: as the provider's error body says, None when it does not. request_id: from the headers of the answer.
    body: the body as JSON, or as text when it is none. response: the answer itself.
    """

    def __init__(
        self,
        message: str,
        *,
        status_code: int,
        code: str | int | None,
        type: str | None,
        request_id: str | None,
        body: Any,
        response: Response,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status_code = status_code
        self.code = code
        self.type = type
        self.request_id = request_id
        self.body = body
        self.response = response


class BadRequestError(APIStatusError):
    """400 or 422."""


class AuthenticationError(APIStatusError):
    """401."""


class PaymentRequiredError(APIStatusError):
    """402."""


class PermissionDeniedError(APIStatusError):
    """403."""


class NotFoundError(APIStatusError):
    """404."""


class ConflictError(APIStatusError):
    """409."""


class RateLimitError(APIStatusError):
    """429."""


class ServerError(APIStatusError):
    """5xx."""


class MalformedResponseError(VideoAPIError):
    """A success whose body is not what the specification promises. response: the answer itself."""

    def __init__(self, message: str, response: Response) -> None:
        super().__init__(message)
        self.response = response


class NotAcceptedError(VideoAPIError):
    """The status is a success, but the answer says that the request was not accepted. data: the answer."""

    def __init__(self, message: str, data: Any, response: Response) -> None:
        super().__init__(message)
        self.data = data
        self.response = response


class TaskFailedError(VideoAPIError):
    """The task has ended without a result. task: as the provider shows it. error: what the provider says of it."""

    def __init__(self, task: Task[Any], error: Any) -> None:
        said = error.get("message") if type(error) is dict else error
        text = f": {shortened(said)}" if type(said) is str and said else ""
        super().__init__(f"task {task.id} is {task.status}{text}")
        self.task = task
        self.error = error
        self.task_id = task.id


class TaskTimeoutError(VideoAPIError):
    """The task has not ended in time. It goes on: resume(task_id) waits for it again and costs nothing."""

    def __init__(self, task_id: str, timeout: float, task: Task[Any] | None) -> None:
        status = "" if task is None else f" (it is {task.status})"
        super().__init__(
            f"task {task_id} has not ended within {timeout:g} seconds{status}; "
            f"resume({task_id!r}) goes on waiting without paying again"
        )
        self.task_id = task_id
        self.task = task


class DownloadError(VideoAPIError):
    """A result could not be downloaded: it is not media, or it did not arrive whole."""


_BY_STATUS: dict[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    402: PaymentRequiredError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: BadRequestError,
    429: RateLimitError,
}


def error_class(status: int) -> type[APIStatusError]:
    """The class for a status code."""
    return _BY_STATUS.get(status, ServerError if status >= 500 else APIStatusError)
