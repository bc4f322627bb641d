"""The form of a model: which controls its fields have."""

from __future__ import annotations

from collections.abc import Mapping

from reelspec.language.contract.model import Model
from reelspec.language.contract.schema import Definitions, Schema
from reelspec.language.contract.scope import Field, resolved, scope_of
from reelspec.language.source.node import Json

DEEPEST = 3
"""So many objects inside of one another have controls; what is deeper is written as JSON."""


def controls(model: Model) -> list[Json]:
    """A control for each field of a request, those of all pages about the model together."""
    fields: dict[str, Field] = {}
    for form in model.forms:
        fields = {**scope_of(form.schema, model.definitions).fields, **fields}
    return _controls(fields, model.definitions, 1)


def _controls(fields: Mapping[str, Field], definitions: Definitions, depth: int) -> list[Json]:
    return [
        {"name": name, "required": field.required, **_control(field.schema, definitions, depth)}
        for name, field in fields.items()
    ]


def _control(schema: Schema, definitions: Definitions, depth: int) -> dict[str, Json]:
    """kind: choice (of `values`), text, number, lines (texts, one a line), object and list (of objects, with `fields`), json."""
    values = schema.values()
    if values is not None:
        return {"kind": "choice", "values": list(values)}
    types = {*(schema.value_types() or ())} - {"null"}
    if types == {"string"}:
        return {"kind": "text"}
    if types and types <= {"integer", "number"}:
        return {"kind": "number"}
    items = None if schema.items is None else resolved(schema.items, definitions)
    if types == {"array"} and items is not None and items.value_types() == ("string",) and items.values() is None:
        return {"kind": "lines"}
    inner = items if types == {"array"} else schema if types == {"object"} else None
    fields = {} if inner is None else scope_of(inner, definitions).fields
    if fields and depth < DEEPEST:
        kind = "list" if types == {"array"} else "object"
        return {"kind": kind, "fields": _controls(fields, definitions, depth + 1)}
    return {"kind": "json"}
