"""The fields that the rules of an object may name: properties of the object itself, of its `allOf` and of what they refer to.

Read by `language.parser` (unknown names), by lowering and by the compilers (defaults, null, required).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple

from reelspec.language.contract.facts import NUMBERS
from reelspec.language.contract.schema import Constant, Definitions, Schema, admits_null, is_said

_FILE = "the file of "


def file_name(field: str) -> str:
    """What conditions call the file that a field names: an object of what is known of it, which no body has."""
    return f"{_FILE}{field}"


def file_of(name: str) -> str | None:
    """The field that names the file which conditions call so; None for what is no file."""
    return name.removeprefix(_FILE) if name.startswith(_FILE) else None


FILE = Schema(
    types=("object",),
    properties={
        **{name: Schema(types=("number",)) for name in NUMBERS},
        "format": Schema(types=("string",)),
    },
)
"""What is known of a file."""


class Field(NamedTuple):
    """A field of an object as its rules see it.

    default: what the server certainly takes when the field is absent, None when that is not known.
    nullable: the field admits null, and null counts as absent.
    """

    name: str
    schema: Schema
    required: bool
    default: Constant | None
    nullable: bool


@dataclass(frozen=True)
class Scope:
    """The fields of one object, and the definitions that their schemas refer to.

    decided: fields whose value is certain whatever the body says, as the discriminator's is for one model.
    """

    fields: Mapping[str, Field]
    definitions: Definitions
    decided: frozenset[str] = frozenset()

    def items_of(self, field: str) -> Scope:
        """The scope of the items of the array `field`; without fields when nothing is said of the items."""
        items = resolved(self.fields[field].schema, self.definitions).items
        return scope_of(items if items is not None else Schema(), self.definitions)

    def inside(self, field: str) -> Scope:
        """The scope of the object in `field`."""
        return scope_of(self.fields[field].schema, self.definitions)


_APART = frozenset(["node", "boolean", "ref", "all_of", "condition", "then", "otherwise"])
"""What is not merged: it stays where it stands, and judges there."""


def conjuncts(schema: Schema, definitions: Definitions) -> tuple[Schema, ...]:
    """The schemas that all judge one value, as they are written: `schema` itself, what its `$ref` leads to and the parts of its
    `allOf`, each followed by those that it leads to in turn. A reference is followed once, so that definitions which refer to
    each other end, and cost no more than they are long.
    """
    judging: list[Schema] = []
    followed: set[str] = set()
    waiting = [schema]
    while waiting:
        part = waiting.pop()
        judging.append(part)
        waiting += reversed(part.all_of)
        if part.ref is not None and part.ref not in followed:
            followed.add(part.ref)
            waiting.append(definitions[part.ref])
    return tuple(judging)


def resolved(schema: Schema, definitions: Definitions) -> Schema:
    """`schema` with what its `$ref` and `allOf` lead to merged in, so that its keywords can be read in one place.

    A keyword that stands nearer wins over one that is referred to; fields, required names and rules are added up. For
    judging values the parts stay apart.
    """
    if schema.ref is None and not schema.all_of:
        return schema
    parts = conjuncts(schema, definitions)
    merged: dict[str, Any] = {}
    for attribute in fields(Schema):
        name = attribute.name
        if name in _APART:
            continue
        values = [getattr(part, name) for part in parts]
        if name in ("properties", "annotations"):
            merged[name] = {key: value for mapping in reversed(values) for key, value in mapping.items()}
            order = dict.fromkeys(key for mapping in values for key in mapping)
            merged[name] = {key: merged[name][key] for key in order}
        elif name in ("required", "rules"):
            merged[name] = tuple(
                {id(entry) if name == "rules" else entry: entry for value in values for entry in value}.values()
            )
        else:
            merged[name] = next((value for value in values if is_said(value)), getattr(schema, name))
    target = next((part for part in parts if part.ref is None), schema) if schema.ref is not None else schema
    return replace(schema, node=target.node, **merged)


def scope_of(schema: Schema, definitions: Definitions) -> Scope:
    """The scope of the object that `schema` describes."""
    schemas: dict[str, Schema] = {}
    required: set[str] = set()
    followed: set[str] = set()
    waiting = [schema]
    while waiting:
        part = waiting.pop()
        if part.ref is not None and part.ref not in followed:
            # Its own fields come after those of what it refers to.
            followed.add(part.ref)
            waiting += [part, definitions[part.ref]]
            continue
        required.update(part.required)
        schemas.update({name: inner for name, inner in part.properties.items() if name not in schemas})
        waiting += reversed(part.all_of)
    return Scope(_Fields(schemas, frozenset(required), definitions), definitions)


class _Fields(Mapping[str, Field]):
    """The fields of an object, each made when it is asked for: large documents have thousands that no rule reads."""

    def __init__(self, schemas: Mapping[str, Schema], required: frozenset[str], definitions: Definitions) -> None:
        self._schemas = schemas
        self._required = required
        self._definitions = definitions
        self._made: dict[str, Field] = {}

    def __getitem__(self, name: str) -> Field:
        if name not in self._made and name not in self._schemas and file_of(name) in self._schemas:
            self._made[name] = Field(name, FILE, False, None, False)
        if name not in self._made:
            inner = self._schemas[name]
            whole = resolved(inner, self._definitions)
            default = whole.default if whole.default is not None and whole.default.value is not None else None
            nullable = admits_null(inner, self._definitions)
            self._made[name] = Field(name, whole, name in self._required, default, nullable)
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._schemas or (isinstance(name, str) and file_of(name) in self._schemas)

    def __iter__(self) -> Iterator[str]:
        return iter(self._schemas)

    def __len__(self) -> int:
        return len(self._schemas)
