"""Facts held against facts: of a page against a spec, and of a newer page against the one that was locked.

Both sides are `Facts`: the part and path of every field, and what is said of it by kind. `compare` and `documentation.drift`
make of the changes what they report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from reelspec.documentation.comparison.values import json_key, key_of, same
from reelspec.documentation.pages.chinese import english
from reelspec.documentation.pages.page import LIMITS, FactKind, Page, Statement, way_to_authenticate
from reelspec.language.source.node import Json

Key: TypeAlias = tuple[str, str]
"""Part and path of a field; an empty path is the body, the answer or the operation as a whole."""
Facts: TypeAlias = Mapping[Key, Mapping[str, Json]]


_STATUS = re.compile(
    r"(?:\|\s)?[*`]{0,3}(?:(?:HTTP|status(?:\scode)?|responses?|returns|code)\s?:?\s?){0,2}\(?([1-5](?:\d\d|XX))\)?[*`]{0,3}(?:$|\s?[:|-]\s|\s(?=(?-i:[A-Z\u4e00-\u9fff])))",
    re.IGNORECASE,
)
_OF_ANSWERS = re.compile(r"\b(?:responses?|errors?|status(?:es)?|answers?|returns?)\b", re.IGNORECASE)
_SENT = re.compile(r"\bauthorization['\"]?\s?:\s?['\"]?(?:([A-Za-z]{3,20})\s)?[<{$\[]?\w", re.IGNORECASE)
_MEDIA_TYPE = re.compile(r"(?:application|multipart|text|image|video|audio)/[\w.+-]{1,60}")


class Nothing:
    """What is said of a fact of which nothing is said. It is false; null is a value."""

    def __bool__(self) -> bool:
        return False


NOTHING: Final = Nothing()
Said: TypeAlias = Json | Nothing


@dataclass(frozen=True)
class Change:
    """A fact in which two sides differ. kind "field": the field itself is there on one side alone, with what is said of it."""

    part: str
    path: str
    kind: str
    old: Said
    new: Said

    @property
    def key(self) -> Key:
        """The field."""
        return self.part, self.path


def changes(old: Facts, new: Facts) -> Iterator[Change]:
    """Every fact in which the sides differ: in the order of the old side, then what only the new one has."""
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key), new.get(key)
        if is_whole(key):  # what is said of it may be nothing
            before, after = before or {}, after or {}
        if before is None or after is None:
            yield Change(*key, "field", NOTHING if before is None else dict(before), _or_nothing(after))
            continue
        for kind in dict.fromkeys((*before, *after)):
            was, now = before.get(kind, NOTHING), after.get(kind, NOTHING)
            if not alike(kind, was, now):
                yield Change(*key, kind, was, now)


def is_whole(key: Key) -> bool:
    """Whether a key is the body, one of its schemas, the answer or the operation as a whole."""
    return not key[1] or (key[0] == "alternative" and " " not in key[1])


def _or_nothing(facts: Mapping[str, Json] | None) -> Said:
    return NOTHING if facts is None else dict(facts)


def alike(kind: str, one: Said, other: Said) -> bool:
    """Whether two sides say the same of a fact; of some kinds silence says something as well."""
    if kind in ("required", "deprecated", "uniqueItems"):
        return bool(one) == bool(other)
    if kind == "additionalProperties":
        return _admitted(one) == _admitted(other)
    if isinstance(one, Nothing) or isinstance(other, Nothing):
        return isinstance(one, Nothing) and isinstance(other, Nothing)
    if kind in LIMITS:
        return isinstance(one, list) and isinstance(other, list) and bounds_of(one) == bounds_of(other)
    if kind in ("options", "type", "security", "media", "responses", "headers", "oneOf"):
        return _several(one) == _several(other)
    return same(one, other)


def bounds_of(value: Said) -> tuple[tuple[str, str], tuple[str, str]]:
    """Both bounds of a limit, to be compared."""
    least, most = sides(value)
    return key_of(least), key_of(most)


def sides(value: Said) -> tuple[Json, Json]:
    """The least and the most of a limit; none where nothing is said."""
    return (value[0], value[1]) if isinstance(value, list) and len(value) == 2 else (None, None)


def listed(value: Said) -> list[Json]:
    """The values of a list; none where nothing is said."""
    return list(value) if isinstance(value, list) else [] if isinstance(value, Nothing) else [value]


def lacking(values: Iterable[Json], others: Iterable[Json]) -> list[Json]:
    """Those of the values that are none of the others."""
    known = {json_key(value) for value in others}
    return [value for value in values if json_key(value) not in known]


def _several(value: Json) -> frozenset[tuple[str, str]]:
    return frozenset(map(json_key, listed(value)))


def _admitted(value: Said) -> tuple[str, str]:
    """What other fields may be: all of them where nothing is said."""
    return json_key(True if isinstance(value, Nothing) or value == {} else value)


def facts_of(page: Page) -> dict[Key, dict[str, Json]]:
    """The facts of a page as JSON; that a field is there is its key."""
    fields: dict[Key, dict[str, Json]] = {}
    for fact in page.facts:
        facts = fields.setdefault((fact.part, fact.field), {})
        if fact.kind != "field":
            facts[fact.kind] = plain(fact.value)
    _authenticate(page, fields)
    media = list(dict.fromkeys(statement.text for statement in page.statements if is_media_of_body(statement)))
    if media and "media" not in fields.get(("operation", ""), {}):
        fields.setdefault(("body", ""), {})["media"] = list[Json](media)
    statuses = list(dict.fromkeys(status for statement in page.statements if (status := status_of(statement))))
    if statuses:
        fields.setdefault(("operation", ""), {}).setdefault("responses", list[Json](statuses))
    if page.endpoint is not None:
        operation = fields.setdefault(("operation", ""), {})
        operation.setdefault("endpoint", f"{page.endpoint.method} {page.endpoint.path}")
        if page.endpoint.server:
            operation.setdefault("servers", [page.endpoint.server])
    return fields


def status_of(statement: Statement) -> str | None:
    """The status of an answer that a line or row begins with, alone or before its meaning, where a page speaks of answers."""
    match = _STATUS.match(statement.text)
    if match is None or statement.kind in ("code", "type", "options", "limit", "endpoint"):
        return None
    around = statement.section[-1] if statement.section else ""
    alone = statement.part == "response" and match.end() == len(statement.text)
    return match[1] if alone or _OF_ANSWERS.search(english(around)) else None


def is_media_of_body(statement: Statement) -> bool:
    """Whether a line is the media type of the request body, as a rendered page shows it above the body's fields."""
    return statement.part == "body" and statement.field is None and _MEDIA_TYPE.fullmatch(statement.text) is not None


def _authenticate(page: Page, fields: dict[Key, dict[str, Json]]) -> None:
    """What a page lists as its ways to authenticate is a fact of the operation, not a header like others."""
    ways: dict[Key, str] = {}
    for fact in page.facts:
        heading = english(fact.section[-1]).lower() if fact.section else ""
        bearer = fact.part == "header" and fact.field.lower() == "authorization"  # also in a list of all headers
        if fact.kind == "field" and (
            bearer or (fact.part in ("header", "query", "cookie") and heading.startswith(("authori", "authent")))
        ):
            ways[fact.part, fact.field] = way_to_authenticate(fact.part, fact.field, scheme_of(page))
    if ways:
        for key in ways:
            del fields[key]
        fields.setdefault(("operation", ""), {}).setdefault("security", list[Json](ways.values()))


def scheme_of(page: Page) -> str | None:
    """The scheme of the header Authorization, which a page sends in it before the key; None where it sends the key alone, or
    behind a word that is no scheme (RFC 9110, section 11.1). A page that says neither means a bearer token."""
    sent: str | None = "bearer"
    for statement in page.statements:
        if "bearer" in statement.text.lower():
            return "bearer"
        match = _SENT.search(statement.text)
        if match is not None:
            sent = "basic" if (match[1] or "").lower() == "basic" else None
    return sent


def plain(value: object) -> Json:
    """A fact's value as JSON has it."""
    match value:
        case tuple() | list():
            return [plain(item) for item in value]
        case dict():
            return {str(key): plain(member) for key, member in value.items()}
        case None | str() | bool() | int() | float():
            return value
    return str(value)


def line_of(page: Page, key: Key, kind: FactKind | str = "field") -> int | None:
    """Where a page says a fact; else where it says that the field is there."""
    lines = {fact.kind: fact.line for fact in page.facts if (fact.part, fact.field) == key}
    return next((line for name, line in lines.items() if name == kind), lines.get("field"))
