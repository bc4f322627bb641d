"""A row of the documents' tables, and helpers that write rows; for the tables and tests that read them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

# Sequence and Mapping, not list and dict: both are covariant, so `list[str]` is a JSON value too.
Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
Body: TypeAlias = dict[str, Json]

EVERY_REQUEST = "every request"
"""Section of the cases about which a page is silent and which are read alike for every document."""

NOT_STRING: tuple[Json, ...] = (5, True, ["text"], None)
NOT_BOOLEAN: tuple[Json, ...] = ("true", "false", 1, 0, None)
NOT_INTEGER: tuple[Json, ...] = ("8", 8.5, True, [8], None)
NOT_OBJECT: tuple[Json, ...] = ("https://example.com/a.png", 5, True, ["x"], None)
NOT_ARRAY: tuple[Json, ...] = ("https://example.com/a.png", {"0": "https://example.com/a.png"}, 5, True, None)


@dataclass(frozen=True, slots=True)
class Expected:
    """One violation that a body must give.

    rule: rule id or schema keyword. path: JSON Pointer (RFC 6901) of the fault. related: pointers of the
    other fields of the rule. severity: "error", "contested" or "warning", as without strict.
    """

    rule: str
    path: str
    related: tuple[str, ...] = ()
    severity: str = "error"


@dataclass(frozen=True, slots=True)
class Case:
    """A request body and all that must be said of it.

    name: unique in its document. model: the model that judges the body, whatever the body itself names.
    section: the place in the document that decides it. violations: all of them, in the stated order.
    """

    name: str
    model: str
    body: Body
    section: str
    violations: tuple[Expected, ...] = ()

    @property
    def valid(self) -> bool:
        """Whether no violation has severity "error"."""
        return all(violation.severity != "error" for violation in self.violations)


def warning(rule: str, path: str, related: tuple[str, ...] = ()) -> Expected:
    """An expected violation of severity "warning"."""
    return Expected(rule, path, related, "warning")


def contested(rule: str, path: str, related: tuple[str, ...] = ()) -> Expected:
    """An expected violation of severity "contested"."""
    return Expected(rule, path, related, "contested")


def put(body: Body, **fields: Json) -> Body:
    """A copy of `body` with these fields set."""
    return {**body, **fields}


def drop(body: Body, *names: str) -> Body:
    """A copy of `body` without these fields, each of which it must have."""
    missing = [name for name in names if name not in body]
    if missing:
        raise KeyError(f"not in the body: {', '.join(missing)}")
    return {name: value for name, value in body.items() if name not in names}


def shown(value: Json) -> str:
    """A value as it stands in the name of a case: its JSON text, or the length of a long string or array."""
    text = json.dumps(value, ensure_ascii=False)
    if len(text) <= 60:
        return text
    if isinstance(value, str):
        return f"{len(value)} code points, {value[0]} first"
    if isinstance(value, list):
        return f"{len(value)} items"
    return text[:60]


def accepted(model: str, base: Body, field: str, values: Iterable[Json], section: str = "") -> list[Case]:
    """Cases in which `base` with each of these values in `field` gives no violation.

    section: where the page says so; left out, the field's own name.
    """
    return [Case(f"{field} {shown(value)}", model, {**base, field: value}, section or field) for value in values]


def refused(model: str, base: Body, field: str, rule: str, values: Iterable[Json], section: str = "") -> list[Case]:
    """Cases in which `base` with each of these values in `field` breaks that one keyword of the field.

    rule: the keyword. section: where the page says so; left out, the field's own name.
    """
    return [
        Case(
            f"{field} {shown(value)}: {rule}",
            model,
            {**base, field: value},
            section or field,
            (Expected(rule, f"/{field}"),),
        )
        for value in values
    ]


def unknown(model: str, base: Body, names: Iterable[str]) -> list[Case]:
    """Cases in which `base` with one more field of each of these names is refused for that field alone."""
    return [
        Case(
            f"unknown field {name}",
            model,
            {**base, name: "value"},
            EVERY_REQUEST,
            (Expected("additionalProperties", f"/{name}"),),
        )
        for name in names
    ]


def unknown_escaped(model: str, base: Body) -> list[Case]:
    """Unknown fields: a name that a JSON Pointer must escape, an empty name, and one that holds null."""
    return [
        Case(
            "unknown field a/b~c, escaped in the pointer",
            model,
            {**base, "a/b~c": "value"},
            EVERY_REQUEST,
            (Expected("additionalProperties", "/a~1b~0c"),),
        ),
        Case(
            "unknown field with an empty name",
            model,
            {**base, "": "value"},
            EVERY_REQUEST,
            (Expected("additionalProperties", "/"),),
        ),
        Case(
            "unknown field that holds null",
            model,
            {**base, "extra": None},
            EVERY_REQUEST,
            (Expected("additionalProperties", "/extra"),),
        ),
    ]
