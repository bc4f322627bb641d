"""Calls of tools as request bodies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, cast


class OptionalFields(NamedTuple):
    """The fields of a model that may be absent, for which a tool call may hold null.

    discriminator, model: the field that names the model, None where there is one model alone, and its name. places: of those
    fields; `media[].url` is one of an array's items. again: the places of what stands inside of itself, each with a place that
    has the same fields.
    """

    discriminator: str | None
    model: str
    places: frozenset[str]
    again: Mapping[str, str] = {}


def body_of(arguments: Mapping[str, Any], models: Iterable[OptionalFields]) -> dict[str, Any]:
    """The arguments of a tool call without the nulls that stand for absent fields of the model that they name."""
    optional = set[str]()
    again: dict[str, str] = {}
    named = [one for one in models if one.discriminator is not None and arguments.get(one.discriminator) == one.model]
    for fields in named or [one for one in models if one.discriminator is None]:
        optional |= fields.places
        again.update(fields.again)
    return _fields(arguments, optional, again, "")


def _fields(value: Mapping[str, Any], optional: set[str], again: Mapping[str, str], at: str) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for name, inner in value.items():
        place = f"{at}.{name}" if at else name
        if inner is not None or place not in optional:
            body[name] = _value(inner, optional, again, place)
    return body


def _value(value: Any, optional: set[str], again: Mapping[str, str], at: str) -> Any:
    at = again.get(at, at)
    if isinstance(value, Mapping):
        return _fields(cast("Mapping[str, Any]", value), optional, again, at)
    if isinstance(value, list):
        return [_value(item, optional, again, f"{at}[]") for item in cast("Iterable[Any]", value)]
    return value
