"""When two parts of a contract say the same: each as text that is equal just then. Called all over `diff`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from reelspec.language.contract.schema import Constant, Rule
from reelspec.language.source.node import Json, Node


def rule_key(rule: Rule) -> str:
    """What a rule demands, as text: equal for rules that differ in words and places only."""
    return canonical(plain(replace(rule, message=None, source=None, against=None, reads=())))


def plain(value: object) -> Json:
    """A part of the contract as JSON, without places, sources and annotations; the order of listed values says nothing."""
    if isinstance(value, Node):
        return None
    if isinstance(value, Constant):
        return {"": value.value}
    if is_dataclass(value) and not isinstance(value, type):
        out: dict[str, Json] = {"": type(value).__name__}
        for attribute in fields(value):
            inner = getattr(value, attribute.name)
            if (
                attribute.name in ("node", "source", "against", "annotations", "depends")
                or inner is None
                or inner is False
            ):
                continue
            if isinstance(inner, tuple | Mapping) and not inner:
                continue
            simple = plain(inner)
            if attribute.name in ("enum", "required", "types") and isinstance(simple, list):
                simple = sorted(simple, key=canonical)
            out[attribute.name] = simple
        return out
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(f"{type(value).__name__} is no part of a contract")


def canonical(value: Any) -> str:
    """A value as text that is equal for equal JSON: 8.0 is 8, and the order of members says nothing (RFC 8259)."""
    return json.dumps(_numbers(value), sort_keys=True, default=repr)


def canonical_set(values: Iterable[Any]) -> list[str]:
    """The same for listed values whose order says nothing."""
    return sorted({canonical(value) for value in values})


def _numbers(value: Any) -> Any:
    if isinstance(value, Constant):
        return {"": _numbers(value.value)}
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {str(name): _numbers(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [_numbers(item) for item in value]
    return value
