"""Errors in the provider's own shape: the body that its error responses describe, with the refusal written where it belongs.

Which field holds the message, the code and the kind follows from the names that APIs use for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from reelspec.language.contract.media import essence, is_json
from reelspec.language.contract.model import Content, Operation, Provider, Response
from reelspec.language.contract.schema import Constant, Definitions, Schema
from reelspec.language.contract.scope import resolved
from reelspec.language.rules.evaluate import accepts
from reelspec.language.rules.reach import kinds_of
from reelspec.language.source.node import Json
from reelspec.testing.mock.messages import Reply, json_reply
from reelspec.testing.mock.sample import sample

_MESSAGE = frozenset(
    [
        "message",
        "msg",
        "detail",
        "errormessage",
        "errormsg",
        "description",
        "reason",
        "title",
        "text",
        "errordescription",
    ]
)
_CODE = frozenset(["code", "errorcode", "errcode", "errno", "subcode"])
_KIND = frozenset(["type", "errortype", "kind", "status", "error", "name", "category"])
_STATUS = frozenset(["status", "statuscode", "httpstatus", "httpcode", "httpstatuscode"])
_PLACE = frozenset(["param", "field", "path", "loc", "location", "parameter", "pointer", "property"])
_LISTS = frozenset(["errors", "details", "violations", "issues", "fielderrors", "invalidparams"])
_WORDS = {
    400: ("invalid", "bad", "validation", "argument"),
    401: ("auth", "unauth", "key"),
    402: ("payment", "billing", "credit", "balance", "quota"),
    403: ("permission", "forbidden", "denied"),
    404: ("not_found", "notfound", "missing"),
    409: ("conflict",),
    413: ("large", "size", "invalid"),
    415: ("media", "unsupported", "invalid"),
    422: ("unprocessable", "validation", "invalid"),
    429: ("rate", "limit", "too_many", "throttl"),
    500: ("server", "internal"),
    502: ("gateway", "bad_gateway", "server"),
    503: ("unavailable", "overload", "server"),
}
_NAMES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "payment_required",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
}
_TELLING = _MESSAGE | _CODE | _KIND | _STATUS | _PLACE | _LISTS
_MOST_TRIES = 2_000
"""So many fields are looked at for one error."""
MOST_VIOLATIONS = 20
"""So many violations an error body lists."""


@dataclass(frozen=True)
class Violation:
    """What is wrong with a request.

    rule: the rule's id or the schema keyword. path: JSON Pointer in the body, or the parameter's name.
    """

    rule: str
    path: str
    message: str
    source: str = ""

    def as_dict(self) -> dict[str, Json]:
        """The violation as JSON."""
        return {"rule": self.rule, "path": self.path, "message": self.message, "source": self.source}


@dataclass(frozen=True)
class Refusal:
    """Why a request is not carried out. status: of HTTP; code: a word for programs."""

    status: int
    code: str
    message: str
    violations: tuple[Violation, ...] = ()


def refused(violations: tuple[Violation, ...], status: int) -> Refusal:
    """The refusal of a request for its violations, whose message names each with its rule."""
    first = violations[0]
    shown = [f"{violation.path or 'body'}: {violation.message} [{violation.rule}]" for violation in violations[:3]]
    more = f" (and {len(violations) - 3} more)" if len(violations) > 3 else ""
    return Refusal(status, first.rule, "; ".join(shown) + more, violations)


def listed_status(operation: Operation | None, *wanted: int) -> int:
    """The first of the statuses that the operation lists a response for, else the first."""
    listed = set() if operation is None else {response.status for response in operation.responses}
    return next((status for status in wanted if str(status) in listed), wanted[0])


def response_for(operation: Operation, status: int) -> Response | None:
    """The response that the operation describes for a status: its code, its class (`4XX`), or `default`."""
    by_status = {response.status: response for response in operation.responses}
    return by_status.get(str(status)) or by_status.get(f"{status // 100}XX") or by_status.get("default")


class Unanswerable(Exception):
    """There is no answer that the operation's response schema accepts; the message says what was looked for."""


def error_reply(provider: Provider, operation: Operation | None, refusal: Refusal) -> Reply:
    """The error as the operation's responses describe it; else as others of the provider do; else in a plain form.

    Raises Unanswerable when the operation describes one that cannot be made.
    """
    contents = () if operation is None else _contents(operation, refusal.status)
    content = min(contents, key=lambda each: not is_json(each.media_type), default=None)
    if content is not None and essence(content.media_type).startswith("text/"):
        kind = "text/plain" if "*" in content.media_type else content.media_type
        return Reply(refusal.status, refusal.message.encode(), [("content-type", kind)])
    reply = json_reply(refusal.status, error_body(provider, operation, refusal))
    if content is not None and is_json(content.media_type) and "*" not in content.media_type:
        reply.headers[0] = ("content-type", content.media_type)
    return reply


def error_body(provider: Provider, operation: Operation | None, refusal: Refusal) -> Json:
    """The JSON of an error, see `error_reply`."""
    for asked in provider.operations if operation is None else [operation]:
        for content in _contents(asked, refusal.status):
            if is_json(content.media_type) and content.schema is not None:
                made = error_value(content.schema, provider.definitions, refusal)
                if made is not None:
                    return made.value
                if operation is not None:
                    reason = f"no error ({refusal.status}) was found that its response schema accepts"
                    raise Unanswerable(f"{operation.id}: {reason}")
    return {
        "error": {"message": refusal.message, "type": kind_of(refusal.status), "code": refusal.code} | _more(refusal)
    }


def _contents(operation: Operation, status: int) -> tuple[Content, ...]:
    response = response_for(operation, status)
    return () if response is None else response.contents


def kind_of(status: int) -> str:
    """A word for the kind of an error."""
    return _NAMES.get(status, "server_error" if status >= 500 else "invalid_request_error")


def error_value(schema: Schema, definitions: Definitions, refusal: Refusal) -> Constant | None:
    """A value of the schema that says the refusal; None when none is found that the schema accepts."""
    for detailed in (True, False):
        made = _Writer(definitions, refusal, detailed).write(schema, "", 0)
        if made is not None and accepts(schema, definitions, made):
            return Constant(made)
    sampled = sample(schema, definitions)
    return None if sampled is None else Constant(sampled.value)


def _more(refusal: Refusal) -> dict[str, Any]:
    if not refusal.violations:
        return {}
    return {"violations": [violation.as_dict() for violation in refusal.violations[:MOST_VIOLATIONS]]}


@dataclass
class _Writer:
    """Writes one refusal. detailed: the list of violations is added where the schema leaves room for it."""

    definitions: Definitions
    refusal: Refusal
    detailed: bool
    tries: Iterator[int] = field(default_factory=count)

    def write(self, schema: Schema, name: str, depth: int) -> Json:
        """The value of a field, None for one that has nothing to say."""
        if depth > 8 or schema.boolean is False or next(self.tries) > _MOST_TRIES:
            return None
        whole = resolved(schema, self.definitions)
        for value in self.values(whole, name, depth):
            if value is not None and accepts(schema, self.definitions, value):
                return value
        return None

    def values(self, whole: Schema, name: str, depth: int) -> list[Json]:
        branches: list[Json] = []
        for branch in (*whole.any_of, *whole.one_of):
            made = self.write(branch, name, depth + 1)
            branches += [] if made is None else [made]
        if whole.properties or whole.types == ("object",):
            return [*branches, self.written(whole, depth)]
        if whole.types is not None and "array" in whole.types:
            return [*branches, self.several(whole, name, depth)]
        return [*self.said(whole, name), *branches]

    def said(self, whole: Schema, name: str) -> list[Json]:
        """What a field of one word says, the likeliest first."""
        plain = _plain(name)
        refusal = self.refusal
        candidates: list[Json] = [] if whole.const is None else [whole.const.value]
        if whole.enum is not None or any(resolved(part, self.definitions).enum for part in whole.any_of):
            words = [
                *(whole.enum or ()),
                *(word for part in whole.any_of for word in resolved(part, self.definitions).enum or ()),
            ]
            known = _WORDS.get(refusal.status, _WORDS[500] if refusal.status >= 500 else _WORDS[400])
            candidates += [word for sign in known for word in words if isinstance(word, str) and sign in word.lower()]
            candidates += [refusal.status] if plain in _STATUS | _CODE else []
            candidates += whole.enum or ()
        if plain in _MESSAGE or not name:
            candidates.append(refusal.message)
        if plain in _STATUS and {"integer", "number"}.intersection(whole.value_types() or ()):
            candidates.append(refusal.status)
        if plain in _CODE:
            candidates += [refusal.code, refusal.status, str(refusal.status)]
        if plain in _KIND:
            candidates += [kind_of(refusal.status), refusal.message]
        if plain in _PLACE and refusal.violations:
            candidates.append(refusal.violations[0].path)
        if plain in ("success", "ok"):
            candidates.append(False)
        return candidates

    def written(self, whole: Schema, depth: int) -> Json:
        """An object; None when it says nothing."""
        made: dict[str, Json] = {}
        for name, inner in whole.properties.items():
            if depth and name not in whole.required and self.leads_away(name, inner):
                continue
            value = self.write(inner, name, depth + 1)
            if value is None and name in whole.required:
                sampled = sample(inner, self.definitions)
                if sampled is None:
                    return None
                value = sampled.value
            elif value is None:
                continue
            made[name] = value
        room = whole.additional_properties is None or whole.additional_properties.boolean is not False
        if room and not any(isinstance(member, dict) for member in made.values()):
            if not any(member == self.refusal.message for member in made.values()):
                made["message"] = self.refusal.message
            if self.detailed:
                for name, value in _more(self.refusal).items():
                    made.setdefault(name, value)
        return made or None

    def leads_away(self, name: str, inner: Schema) -> bool:
        """Whether a field is an object or a list that no error is written in: in large documents such lead to all others."""
        return _plain(name) not in _TELLING and bool({"object", "array"} & kinds_of(inner, self.definitions))

    def several(self, whole: Schema, name: str, depth: int) -> Json:
        """A list of what is wrong, an item for each violation."""
        plain = _plain(name)
        if whole.items is None or (name and plain not in _LISTS | _MESSAGE):
            return None
        items: list[Json] = []
        for violation in self.refusal.violations[:MOST_VIOLATIONS] or (None,):
            message = self.refusal.message if violation is None else violation.message
            violations = () if violation is None else (violation,)
            writer = replace(
                self, refusal=replace(self.refusal, message=message, violations=violations), detailed=False
            )
            made = writer.write(whole.items, "", depth + 1)
            items += [] if made is None else [made]
        return items or None


def _plain(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")
