"""What a provider, its operations and a call are, and what a client was made with; what the generated clients describe.

`sending` makes requests of it and `answers` reads what comes back, without any input or output: the sync and the async
client have them in common. httpx is touched in `transport` alone, at the first request.
"""
# Bodies and answers are JSON values, of no known type until they have been judged.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

import os

from . import errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from typing import Any, Literal, NoReturn, SupportsIndex, TypeAlias, TypedDict

    from .errors import Violation

    Validation: TypeAlias = Literal["raise", "log", "off"]
    Warnings: TypeAlias = Literal["log", "raise"]
    Facts: TypeAlias = Mapping[str, Mapping[str, float | str | None]]
    """What is known of files, by the texts that name them in a body: seconds, width, height, bytes, fps, format."""
    Received: TypeAlias = Callable[[int, int | None], None]
    """(bytes received, bytes in all or None)."""
    AsyncReceived: TypeAlias = Callable[[int, int | None], Awaitable[object] | None]
    """The same for the async client, which awaits what it gives."""

    class Options(TypedDict, total=False):
        """What every call takes beside its own arguments, for overloads; absent or None, the client's own is used.

        extra_headers, extra_query, extra_body: added to the request, unjudged. timeout: seconds for each of connect,
        read, write and pool. validation, strict, warnings: how the body is judged, as SyncClient says. facts: what is known
        of the files that the body names, which is judged as well; nothing is fetched.
        """

        extra_headers: Mapping[str, str] | None
        extra_query: Mapping[str, Any] | None
        extra_body: Mapping[str, Any] | None
        timeout: float | None
        validation: Validation | None
        strict: bool | None
        warnings: Warnings | None
        facts: Facts | None


DEFAULT_TIMEOUT = 60.0
"""Seconds for each of connect, read, write and pool, where neither the client nor the call says otherwise."""

LARGEST_ANSWER = 64 * 1024 * 1024
"""Bytes of an answer, unpacked, that are kept, where the client does not say otherwise."""


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
    """A path, query, header or cookie parameter, and how its value is written (style and explode; "json": as JSON)."""

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
    answer is no JSON. files: model name -> the file in `schemas` that says which fields take local files, for the models
    that have such. schemes: names of the security schemes that are accepted. paid: calling it costs money.
    retry_statuses: statuses that promise "not accepted". idempotency_header: the header by which the provider
    recognises a repetition, "" when it has none.
    """

    __slots__ = (
        "discriminator",
        "files",
        "id",
        "idempotency_header",
        "is_json",
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
        files: Mapping[str, str] | None = None,
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
        self.is_json = media_type.partition(";")[0].strip().lower().endswith("json")
        self.discriminator = discriminator
        self.models = models or {}
        self.files = files or {}
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
    these, whose repr shows neither, and forgets them. body: the whole of it; or fields: by the names of arguments.
    deadline: of the monotonic clock, for the whole of the call. violations: what was found in a body that is sent.
    """

    __slots__ = (
        "arguments",
        "body",
        "deadline",
        "extra_body",
        "extra_headers",
        "extra_query",
        "facts",
        "fields",
        "operation",
        "strict",
        "timeout",
        "validation",
        "violations",
        "warnings",
    )

    def __init__(
        self,
        operation: Operation,
        arguments: Mapping[str, Any],
        body: Any = None,
        *,
        fields: dict[str, Any] | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        timeout: float | None = None,
        validation: Validation | None = None,
        strict: bool | None = None,
        warnings: Warnings | None = None,
        facts: Facts | None = None,
    ) -> None:
        self.operation = operation
        self.arguments = arguments
        self.body = body
        self.fields = fields
        self.extra_headers = extra_headers
        self.extra_query = extra_query
        self.extra_body = extra_body
        self.timeout = timeout
        self.validation: Validation | None = validation
        self.strict = strict
        self.warnings: Warnings | None = warnings
        self.facts: Facts | None = facts
        self.deadline: float | None = None
        self.violations: tuple[Violation, ...] = ()

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


class Place:
    """Where a result is downloaded from.

    own: the provider's base URL. request: gives the headers, for the provider's own host only, and the query.
    """

    __slots__ = ("own", "request", "url")

    def __init__(self, url: str, own: str, request: Request) -> None:
        self.url = url
        self.own = own
        self.request = request


class Settings:
    """What a client was made with. hidden: names of the headers that carry keys. It cannot be pickled."""

    __slots__ = (
        "api_key",
        "base_url",
        "headers",
        "hidden",
        "in_query",
        "last_secrets",
        "max_answer_bytes",
        "max_retries",
        "provider",
        "strict",
        "timeout",
        "validation",
        "warnings",
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
        warnings: Warnings,
        headers: Mapping[str, str] | None,
        max_answer_bytes: int = LARGEST_ANSWER,
    ) -> None:
        # What `repr` shows comes first, so that a traceback can show settings that were refused.
        self.provider = provider
        self.base_url = provider.base_url
        check_ways(validation, warnings)
        if type(max_answer_bytes) is not int or max_answer_bytes < 1:
            raise errors.ConfigurationError(f"max_answer_bytes must be 1 or more, not {max_answer_bytes!r:.40}")
        key = api_key if api_key is not None else os.environ.get(provider.variable)
        # A key that was read from a file ends in a newline more often than not.
        self.api_key: Secret | None = Secret(key.strip()) if key and key.strip() else None
        self.base_url = _address(base_url if base_url is not None else provider.base_url)
        self.timeout = timeout
        self.max_retries = max_retries
        self.max_answer_bytes = max_answer_bytes
        self.validation: Validation = validation
        self.strict = strict
        self.warnings: Warnings = warnings
        self.hidden = frozenset(
            {"authorization", "cookie", "proxy-authorization"}
            | {one.name.lower() for one in provider.schemes.values() if one.kind == "header"}
        )
        self.in_query = frozenset(one.name for one in provider.schemes.values() if one.kind == "query")
        self.last_secrets: tuple[list[str | None], tuple[str, ...]] | None = None
        self.headers: dict[str, str] = {}
        self.headers.update(given_headers(headers or {}, self.hidden))

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


def check_ways(validation: Validation, warnings: Warnings) -> None:
    """Raise ConfigurationError for a way of judging bodies that is none."""
    if validation not in ("raise", "log", "off"):
        raise errors.ConfigurationError(f'validation is "raise", "log" or "off", not {validation!r:.40}')
    if warnings not in ("log", "raise"):
        raise errors.ConfigurationError(f'warnings is "log" or "raise", not {warnings!r:.40}')


def usable_seconds(value: object) -> bool:
    """Whether a value is a span of time that the operating system can wait for."""
    return type(value) in (int, float) and 0 < value < 1e9  # type: ignore[operator]


_IN_NAMES = frozenset("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz")
"""What the name of a header is made of, in lower case (RFC 9110, section 5.6.2)."""


def given_headers(given: Mapping[str, str], hidden: frozenset[str]) -> dict[str, str]:
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
