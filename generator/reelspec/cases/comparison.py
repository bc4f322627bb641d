"""What a comparison of two models answers, and a part of a contract as JSON to compare by."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from typing import TypeAlias

from reelspec.cases.oracle import Expected
from reelspec.language.contract.schema import Schema
from reelspec.language.regex.errors import PatternError
from reelspec.language.regex.simple import literal_form
from reelspec.language.source.node import Json


@dataclass(frozen=True)
class Counterexample:
    """A body, and what each side says of it: () is accepted without a word."""

    body: Json
    left: tuple[Expected, ...]
    right: tuple[Expected, ...]


@dataclass(frozen=True)
class Equivalent:
    """No body tells the two apart."""


@dataclass(frozen=True)
class Undecided:
    """Nothing was found, and the search could not rule it out; why, in words."""

    reason: str


Answer: TypeAlias = Counterexample | Equivalent | Undecided
Judge: TypeAlias = Callable[[Json], tuple[Expected, ...]]


_WORDS = ("node", "source", "against", "message", "annotations", "depends")


def plain(value: object) -> Json:
    """A part of the contract as JSON, without places and descriptions; the order of listed values says nothing."""
    if is_dataclass(value) and not isinstance(value, type):
        out: dict[str, Json] = {"": type(value).__name__}
        for field in fields(value):
            inner = getattr(value, field.name)
            if field.name == "annotations" and isinstance(inner, dict) and "x-media" in inner:
                out["x-media"] = inner["x-media"]
            if field.name == "format" and isinstance(value, Schema) and _has_scheme(value):
                continue
            if field.name in _WORDS or inner is None or inner == () or inner == {} or inner is False:
                continue
            simple = plain(inner)
            if field.name in ("enum", "required", "types") and isinstance(simple, list):
                simple = sorted(simple, key=lambda item: json.dumps(item, sort_keys=True))
            out[field.name] = simple
        return out
    if isinstance(value, dict):
        return {str(name): plain(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return {str(name): plain(member) for name, member in dict(value).items()}  # type: ignore[call-overload]


def _has_scheme(schema: Schema) -> bool:
    """Every text that the pattern accepts begins with a scheme, so that `format: uri` has nothing to warn of."""
    try:
        form = None if schema.pattern is None else literal_form(schema.pattern)
    except PatternError:
        return False
    return (
        form is not None and form.kind == "prefix" and all(text[:1].isalpha() and ":" in text for text in form.values)
    )
