"""Models with every schema changed in one way: what a server may judge by instead of the spec."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from reelspec.language.contract.model import Model
from reelspec.language.contract.schema import Schema, parts, with_part

Change: TypeAlias = Callable[[Schema], Schema]


def with_change(model: Model, change: Change) -> Model:
    """The model with all its schemas changed. change: gets each with the schemas inside of it changed already."""
    return replace(
        model,
        schema=_changed(model.schema, change),
        forms=tuple(replace(form, schema=_changed(form.schema, change)) for form in model.forms),
        definitions={name: _changed(schema, change) for name, schema in model.definitions.items()},
    )


def without_rule(model: Model, name: str) -> Model:
    """The model without the rules of that id."""
    return with_change(
        model, lambda schema: replace(schema, rules=tuple(rule for rule in schema.rules if rule.id != name))
    )


def _changed(schema: Schema, change: Change) -> Schema:
    for part in parts(schema):
        new = _changed(part.schema, change)
        if new is not part.schema:
            schema = with_part(schema, part, new)
    changed = change(schema)
    return schema if changed == schema else changed
