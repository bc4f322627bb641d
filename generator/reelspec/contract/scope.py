"""The fields that the rules of an object may name: properties of the object itself, of its `allOf` and of what they refer to.

Read by `reading` (unknown names), by lowering and by the compiler (defaults, null, required).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from reelspec.contract.schema import Constant, Definitions, Schema, admits_null


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an object as its rules see it.

    default: what the server certainly takes when the field is absent, None when that is not known.
    nullable: the field admits null, and null counts as absent.
    """

    name: str
    schema: Schema
    required: bool
    default: Constant | None
    nullable: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """The fields of one object, and the definitions that their schemas refer to."""

    fields: Mapping[str, Field]
    definitions: Definitions

    def items_of(self, field: str) -> Scope:
        """The scope of the items of the array `field`; without fields when nothing is said of the items."""
        items = resolved(self.fields[field].schema, self.definitions).items
        return scope_of(items if items is not None else Schema(), self.definitions)

    def inside(self, field: str) -> Scope:
        """The scope of the object in `field`."""
        return scope_of(self.fields[field].schema, self.definitions)


def resolved(schema: Schema, definitions: Definitions) -> Schema:
    """`schema` with what its `$ref` leads to merged in, so that its own keywords can be read in one place.

    A keyword that stands beside the `$ref` wins over the referred one; for judging values the two stay apart.
    """
    seen: set[str] = set()
    while schema.ref is not None and schema.ref not in seen:
        seen.add(schema.ref)
        target = definitions[schema.ref]
        schema = replace(
            target,
            default=schema.default if schema.default is not None else target.default,
            annotations={**target.annotations, **schema.annotations},
            source=schema.source or target.source,
        )
    return schema


def scope_of(schema: Schema, definitions: Definitions) -> Scope:
    """The scope of the object that `schema` describes."""
    found: dict[str, Schema] = {}
    required: set[str] = set()
    seen: set[str] = set()

    def visit(one: Schema) -> None:
        if one.ref is not None and one.ref not in seen:
            seen.add(one.ref)
            visit(definitions[one.ref])
        required.update(one.required)
        for name, inner in one.properties.items():
            if name not in found:
                found[name] = inner
        for part in one.all_of:
            visit(part)

    visit(schema)
    fields = {}
    for name, inner in found.items():
        whole = resolved(inner, definitions)
        default = whole.default if whole.default is not None and whole.default.value is not None else None
        fields[name] = Field(name, whole, name in required, default, admits_null(inner, definitions))
    return Scope(fields, definitions)
