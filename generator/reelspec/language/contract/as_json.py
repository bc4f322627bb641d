"""The contract as JSON values, for `reelspec show --json`: every dataclass a mapping, what is absent left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import get_args

from reelspec.language.contract.model import Contract
from reelspec.language.contract.schema import Condition, Constant, Operator
from reelspec.language.source.node import Json, Node


def contract_json(contract: Contract) -> Json:
    """The contract. A condition or operator carries its kind under `kind`; `place` is file:line:column."""
    return _json(contract)


def _json(value: object) -> Json:
    if isinstance(value, Constant):
        return {"value": value.value}
    if is_dataclass(value) and not isinstance(value, type):
        out: dict[str, Json] = {}
        if isinstance(value, (Operator, *get_args(Condition))):
            out["kind"] = getattr(value, "name", type(value).__name__.lower())
        for field in fields(value):
            if field.name in ("root", "placed", "targets"):
                continue  # the files themselves, as they were read
            inner = getattr(value, field.name)
            if isinstance(inner, Node):
                out["place"] = str(inner.place)
            elif inner is not None and inner != () and inner != {} and inner is not False:
                out[field.name] = _json(inner)
        return out
    if isinstance(value, Mapping):
        return {str(key): _json(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_json(item) for item in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(f"{type(value).__name__} is no part of a contract")
