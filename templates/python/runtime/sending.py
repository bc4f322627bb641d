"""Requests made of calls: parameters, keys, bodies that have been judged; and where results are. The clients call it."""
# Bodies and answers are JSON values, of no known type until they have been judged.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import import_module

from . import errors, records
from .choosing import Unnamed, named
from .core import (
    Call,
    Operation,
    Place,
    Request,
    Secret,
    Settings,
    check_ways,
    given_headers,
    scalar_text,
    usable_seconds,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .ledger import Intent


def prepare(settings: Settings, call: Call) -> Request:
    """The request of a call. Raises InvalidRequestError, ConfigurationError; nothing is sent by it."""
    operation, extra_headers = call.operation, call.extra_headers
    query: list[tuple[str, str]] = []
    headers = {"accept": operation.accept, **settings.headers}
    path, exact = _placed(call, headers, query)
    _authorize(settings, call, headers, query)
    for name, value in (call.extra_query or {}).items():
        try:
            query += [(name, scalar_text(one)) for one in (value if isinstance(value, (list, tuple)) else (value,))]
        except ValueError as error:
            raise errors.ConfigurationError(f"{operation.id}: {name} of extra_query {error}") from None
    if extra_headers:
        headers.update(given_headers(extra_headers, settings.hidden))
    if operation.idempotency_header and operation.idempotency_header.lower() not in headers:
        # Made once for the call, so that every attempt carries the same.
        headers[operation.idempotency_header.lower()] = os.urandom(16).hex()
    for name, value in headers.items():
        if not value.isascii() or not (value.isprintable() or value.replace("\t", "").isprintable()):
            raise errors.ConfigurationError(f"the header {name} has characters that a header cannot carry")
    server = settings.servers[operation.server] if operation.server else settings.base_url
    request = Request(operation, server + path, headers, query)
    request.exact = exact
    request.timeout = call.timeout if call.timeout is not None else settings.timeout
    if request.timeout is not None and not usable_seconds(request.timeout):
        raise errors.ConfigurationError(f"timeout must be seconds, more than 0, not {request.timeout!r:.40}")
    request.hidden = settings.hidden
    request.parameters = settings.in_query
    request.secrets = _secrets(settings, headers)
    if settings.in_query:
        request.secrets += tuple(
            Secret(value) for name, value in query if name in settings.in_query and len(value) >= SHORTEST_SECRET
        )
    if operation.media_type and (call.body is not None or call.fields is not None):
        _fill(request, settings, call)
    elif call.extra_body:
        raise errors.ConfigurationError(f"{operation.id} has no request body for extra_body to add to")
    return request


def _placed(call: Call, headers: dict[str, str], query: list[tuple[str, str]]) -> tuple[str, str]:
    """Put the parameters where they belong; the path, and what stands in the query as it is. Raises InvalidRequestError."""
    operation = call.operation
    path = operation.path
    exact: list[str] = []
    for argument, parameter in operation.parameters.items():
        value = call.arguments.get(argument)
        if value is None:
            if parameter.required:
                raise errors.InvalidRequestError(f"{operation.id}: {argument} is required")
            continue
        try:
            text = parameter.written(value)
            if parameter.location == "path":
                path = path.replace("{" + parameter.name + "}", _path_text(text, parameter.is_styled))
        except ValueError as error:
            raise errors.InvalidRequestError(f"{operation.id}: {argument} {error}") from None
        if parameter.location == "query":
            if parameter.is_styled:
                exact += [text] if text else []
            else:
                query.append((parameter.name, text))
        elif parameter.location == "header":
            headers[parameter.name.lower()] = text
        elif parameter.location == "cookie" and text:
            _add_cookie(headers, text)
    path, _, fixed = path.partition("?")  # some documents write parameters into the path; no value holds a raw `?`
    return path, "&".join([fixed, *exact] if fixed else exact)


def _fill(request: Request, settings: Settings, call: Call) -> None:
    """Judge the body and put it into the request."""
    operation, codec = request.operation, request.operation.codec
    body = _body(operation, call)
    try:
        if codec is not None:
            body = codec.taken(body)
        elif holds_files(call):
            from .local_files import embedded

            name = named(body, operation.discriminator) if operation.discriminator else ""
            body, found = embedded(operation, name, body)
            if found:
                call.facts = {**found, **(call.facts or {})}
        _judge(settings, call, body)
        if call.extra_body:
            if not isinstance(body, Mapping):
                raise errors.ConfigurationError(f"{operation.id}: extra_body adds to an object, and this body is none")
            body = {**body, **call.extra_body}
        if codec is None:
            request.headers["content-type"], request.content = operation.media_type, encode(operation, body)
        else:
            request.headers["content-type"], request.content = codec.written(body, operation.media_type)
        return
    except (ValueError, OSError) as error:
        if codec is None:
            raise
        problem = str(error)
    # Raised here, so that it does not carry the other, which holds the body.
    raise errors.InvalidRequestError(f"{operation.id}: {errors.shortened(problem)}")


_SIMPLE = frozenset({str, int, float, bool, type(None)})


def holds_files(call: Call) -> bool:
    """Whether a body holds a local file, which has to be read: a Path, or bytes; in what is no JSON, an open file."""
    opened = call.operation.codec is not None
    left: list[Any] = [call.fields if call.body is None else call.body]
    seen: set[int] = set()
    while left:
        one = left.pop()
        kind = type(one)
        if kind is dict:
            inner = one.values()
        elif kind is list:
            inner = one
        elif issubclass(kind, (dict, list, tuple)):
            inner = dict.values(one) if issubclass(kind, dict) else kind.__iter__(one)
        elif issubclass(kind, bytes) or hasattr(kind, "__fspath__") or (opened and hasattr(kind, "read")):
            return True
        else:
            continue
        if id(one) not in seen:  # it may contain itself
            seen.add(id(one))
            for each in inner:
                if type(each) not in _SIMPLE:
                    left.append(each)
    return False


def intent(settings: Settings, call: Call, content: bytes) -> Intent:
    """A call as a ledger has it. content: the body as it will be sent."""
    from .ledger import Intent

    operation = call.operation
    model = named(_body(operation, call), operation.discriminator) if operation.discriminator else ""
    # A name that no model has may be anything, as a prompt in the wrong place.
    return Intent(settings, operation.id, model if model in operation.models else "", content)


def encode(operation: Operation, body: Any) -> bytes:
    """The body as JSON text in UTF-8. Raises InvalidRequestError for values that JSON does not have."""
    import json

    try:
        return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        problem = str(error)
    # Raised here, so that it does not carry the other, which holds the body.
    raise errors.InvalidRequestError(f"{operation.id}: the body is not JSON: {errors.shortened(problem)}")


def _body(operation: Operation, call: Call) -> Any:
    """The body of a call, which is given whole or by its fields. Raises ConfigurationError."""
    body = call.body
    if body is None:
        renamed, fields = operation.renamed, call.fields
        return {renamed.get(name, name): value for name, value in fields.items()} if renamed and fields else fields
    if call.fields:
        raise errors.ConfigurationError(f"{operation.id} takes the whole body or its fields, not both")
    # What the request models have in common; they are not imported here, as they need pydantic.
    return body.root if getattr(type(body), "validator_module", None) is not None else body


def _judge(settings: Settings, call: Call, body: Any) -> None:
    """Hold the body against its model's validator. Raises InvalidRequestError; what is sent all the same is recorded.

    What was found then stands in the call as well.
    """
    operation = call.operation
    validation = settings.validation if call.validation is None else call.validation
    warnings = settings.warnings if call.warnings is None else call.warnings
    check_ways(validation, warnings)
    if validation == "off" or not operation.models:
        return
    if operation.codec is not None:
        body = operation.codec.judged(body)
    strict = settings.strict if call.strict is None else call.strict
    found: tuple[errors.Violation, ...] = ()
    problem = ""
    try:
        found = _validator(operation, body).validate(body, strict=strict, facts=call.facts)
    except ValueError as wrong:
        problem = str(wrong)
    if problem:
        raise errors.ConfigurationError(f"{operation.id}: {problem}")
    if not found:
        return
    kinds = {"error"} if validation == "raise" else set[str]()
    if warnings == "raise":
        kinds |= {"contested", "warning"}
    refused = tuple(one for one in found if one.severity in kinds)
    if refused:
        records.refused(operation, refused)
        # Two parts of a schema may say the same.
        lines = dict.fromkeys(f"{one.path or 'body'}: {one.message} [{one.rule}]" for one in refused)
        raise errors.InvalidRequestError(f"{operation.id}: {'; '.join(lines)}", refused)
    call.violations = found
    records.violations(operation, found)


def _validator(operation: Operation, body: Any) -> Any:
    """The validator of the model that the body names, or what says that it names none."""
    name = named(body, operation.discriminator) if operation.discriminator else ""
    module = operation.models.get(name)
    if module is not None:
        return import_module(f"{operation.package}.validators.{module}")
    return Unnamed(operation.discriminator, operation.models)


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


def _path_text(text: str, is_styled: bool) -> str:
    """A path parameter as text that cannot leave its place in the path. Raises ValueError."""
    from urllib.parse import quote

    try:
        made = text if is_styled else quote(text, safe="")
    except UnicodeEncodeError:  # half of a surrogate pair
        made = ""
    if not made or made in (".", ".."):
        raise ValueError(f"must not be {text!r:.80}")
    return made


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
        return Place(url, _own(settings), _key_of(settings, life, url))
    if life.content is None:
        raise errors.DownloadError("the task has no result yet")
    operation, argument = life.content
    task_id = task if isinstance(task, str) else task.id
    request = prepare(settings, Call(operation, {argument: task_id}))
    return Place(request.url, _own(settings), request)


def _own(settings: Settings) -> tuple[str, ...]:
    return settings.base_url, *settings.servers.values()


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
