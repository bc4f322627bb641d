"""What a schema and everything in place beside it (`$ref`, `allOf`, ...) say of an instance's type, put together.

Limits that no Python type expresses are left out. Where a union cannot be kept apart the result is wider, never narrower:
types help whoever writes a body, validators judge it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from reelspec.common.digest import digest
from reelspec.language.contract.keywords import BOUNDS, BY_NAME, KEYWORDS, cover
from reelspec.language.contract.naming import pascal
from reelspec.language.contract.schema import Condition, Definitions, Matches, Not, Present, Schema, admits_null
from reelspec.language.rules.equality import equal
from reelspec.language.rules.operators.must import parts_of
from reelspec.language.source.node import Json
from reelspec.language.source.values import has_type

MODEL, DEFINITION, RESPONSE, NESTED = range(4)
"""Ranks of names: where two types would have one name, the lower rank keeps it."""


class Key(NamedTuple):
    """Where a type stands. text: the place, unique; name: the class name that the place suggests.

    joint: what stands between the names of a type and of one inside it. Inside of definitions it is an underscore, so that
    `Task` with an object in its field `error` (`Task_Error`) and a definition `TaskError` never meet.
    """

    text: str
    name: str
    rank: int
    depth: int = 0
    joint: str = ""

    def child(self, step: str, word: str) -> Key:
        """The key of a type inside this one; both the step and the word depend on nothing but that type's own place."""
        return Key(f"{self.text}/{step}", self.name + self.joint + word, NESTED, self.depth + 1, self.joint)


def definition_key(name: str) -> Key:
    """The key of a definition."""
    return Key(f"$defs/{name}", pascal(name), DEFINITION, joint="_")


class Placed(NamedTuple):
    """A schema and where the types inside it are named from."""

    schema: Schema
    key: Key


Conjunction = tuple[Placed, ...]
"""Schemas that all judge the same instance."""


@dataclass
class Flat:
    """A conjunction without references and `allOf`.

    types, values: what is left of them, None when nothing is said. properties: for each field the alternatives, each a
    conjunction. groups: `anyOf` and `oneOf`. optional: what applies under a condition. files: a text may hold a local
    file. binary: it is bytes, where it is no part of JSON. nothing: no instance is accepted.
    """

    types: tuple[str, ...] | None = None
    values: tuple[Json, ...] | None = None
    properties: dict[str, tuple[Conjunction, ...]] = field(default_factory=dict)
    required: dict[str, None] = field(default_factory=dict)
    prefix: tuple[Conjunction, ...] = ()
    items: Conjunction = ()
    closed_tail: bool = False
    members: tuple[Placed, ...] = ()
    closed: bool = False
    groups: tuple[Conjunction, ...] = ()
    optional: tuple[Placed, ...] = ()
    files: bool = False
    binary: bool = False
    nothing: bool = False

    @property
    def known(self) -> bool:
        """Whether anything is said of the type, groups aside."""
        return self.types is not None or self.values is not None or self.shaped

    @property
    def shaped(self) -> bool:
        """Whether something is said of what is inside the instance."""
        return bool(self.properties or self.items or self.prefix or self.members)

    @property
    def is_object(self) -> bool:
        """Whether this is an object with fields, and nothing else."""
        return bool(self.properties) and self.values is None and set(self.types or ("object",)) <= {"object"}


def expand(conjunction: Conjunction, definitions: Definitions) -> Flat:
    """The conjunction as one."""
    flat = Flat()
    seen: set[str] = set()

    def visit(placed: Placed) -> None:
        schema, key = placed.schema, placed.key
        if schema.boolean is not None:
            flat.nothing = flat.nothing or not schema.boolean
            return
        if schema.ref is not None and schema.ref not in seen:
            seen.add(schema.ref)
            visit(Placed(definitions[schema.ref], definition_key(schema.ref)))
        _own(flat, schema, key)
        for part in schema.all_of:
            visit(Placed(part, key))
        for group in (schema.any_of, schema.one_of):
            placed_group = tuple(Placed(branch, branch_key(branch, key, definitions)) for branch in group)
            if group and placed_group not in flat.groups:
                flat.groups += (placed_group,)
        branches = tuple(branch for branch in (schema.then, schema.otherwise) if branch is not None)
        flat.optional += tuple(Placed(branch, key) for branch in (*branches, *schema.dependent_schemas.values()))
        _narrow(flat, schema, key, definitions)

    for placed in conjunction:
        visit(placed)
    if flat.types is not None and flat.values is not None:
        flat.values = tuple(value for value in flat.values if any(has_type(value, name) for name in flat.types))
    if flat.values == () or flat.types == ():
        flat.nothing = True
    if not flat.known and not flat.groups and len(flat.optional) > 1:
        flat.groups, flat.optional = (flat.optional,), ()
    return flat


def _own(flat: Flat, schema: Schema, key: Key) -> None:
    """Put the schema's own keywords to what is known."""
    flat.files = flat.files or bool(schema.local_forms)
    flat.binary = flat.binary or schema.is_binary
    if schema.types is not None:
        flat.types = schema.types if flat.types is None else common(flat.types, schema.types)
    values = (schema.const.value,) if schema.const is not None else schema.enum
    if values is not None:
        flat.values = (
            values
            if flat.values is None
            else tuple(value for value in flat.values if any(equal(value, other) for other in values))
        )
    for name, inner in schema.properties.items():
        placed = Placed(inner, key.child(f"properties/{name}", pascal(name) if name else "Empty"))
        before = flat.properties.get(name, ((),))
        flat.properties[name] = tuple((*conjunction, placed) for conjunction in before)
    flat.required.update(dict.fromkeys(schema.required))
    if schema.prefix_items and not flat.prefix:
        flat.prefix = tuple(
            (Placed(item, key.child(f"prefixItems/{index}", f"Item{index + 1}")),)
            for index, item in enumerate(schema.prefix_items)
        )
    if schema.items is not None:
        if schema.items.boolean is False:
            flat.closed_tail = True
        else:
            flat.items += (Placed(schema.items, key.child("items", "Item")),)
    for pattern, value in schema.pattern_properties.items():
        flat.members += (Placed(value, key.child(f"patternProperties/{pattern}", "Value")),)
    if schema.additional_properties is not None:
        if schema.additional_properties.boolean is None:
            flat.members += (Placed(schema.additional_properties, key.child("additionalProperties", "Value")),)
        elif not schema.additional_properties.boolean:
            flat.closed = True


def common(first: Sequence[str], second: Sequence[str]) -> tuple[str, ...]:
    """The types that two lists have in common: an integer is a number too (JSON Schema Validation, section 6.1.1)."""
    shared = [name for name in first if name in second or (name == "integer" and "number" in second)]
    shared += [name for name in second if name == "integer" and "number" in first and name not in shared]
    return tuple(shared)


_TYPED = (
    *("$ref", "type", "enum", "const", "prefixItems", "items", "properties", "patternProperties"),
    *("additionalProperties", "allOf", "anyOf", "oneOf", "if", "dependentSchemas"),
)
_UNTYPED = (
    *("multipleOf", "pattern", "format", "uniqueItems", "contains", "unevaluatedItems", "propertyNames", "required"),
    *("dependentRequired", "not", "then", "else", "unevaluatedProperties"),
)
"""Keywords that no type expresses, or not without one of the others."""
cover(__name__, (*_TYPED, *_UNTYPED), [keyword for keyword in KEYWORDS if keyword not in BOUNDS])
_TYPED_ATTRIBUTES = tuple(BY_NAME[name].attribute for name in _TYPED)


def says_something(schema: Schema, *, besides: str = "") -> bool:
    """Whether a schema has a keyword that a type can express. besides: the attribute of one that does not count."""
    if schema.boolean is False or schema.local_forms:
        return True
    return any(getattr(schema, name) for name in _TYPED_ATTRIBUTES if name != besides)


# Rules


def _narrow(flat: Flat, schema: Schema, key: Key, definitions: Definitions) -> None:
    """Take in what error rules without a guard demand of single fields; a model's specialisation leaves such rules."""
    for rule in schema.rules:
        if rule.severity != "error" or rule.when is not None:
            continue
        demand = rule.operator.demand()
        for part in () if demand is None else parts_of(demand):
            _demand(flat, part, key, definitions)


def _demand(flat: Flat, part: Condition, key: Key, definitions: Definitions) -> None:
    if isinstance(part, Present):
        flat.required[part.field] = None
        return
    if isinstance(part, Not) and isinstance(part.part, Present):
        _forbid(flat, part.part.field)
        return
    if not isinstance(part, Matches) or part.field not in flat.properties:
        return
    alternatives = flat.properties[part.field]
    if any(admits_null(placed.schema, definitions) for conjunction in alternatives for placed in conjunction):
        return
    if part.schema.boolean is False:
        _forbid(flat, part.field)
    elif part.schema.values() is not None:
        flat.properties[part.field] = tuple((*conjunction, Placed(part.schema, key)) for conjunction in alternatives)


def _forbid(flat: Flat, name: str) -> None:
    if name not in flat.required:
        flat.properties.pop(name, None)


def implied(flat: Flat) -> tuple[str, ...]:
    """The types that keywords speak of where none is named."""
    types = []
    if flat.properties or flat.members or flat.closed:
        types.append("object")
    if flat.items or flat.prefix:
        types.append("array")
    return tuple(types)


# Unions


def informative(flat: Flat, group: Conjunction, definitions: Definitions) -> bool:
    """Whether the branches of a group say anything of the type that `flat` does not say already."""
    for branch in group:
        inner = expand((branch,), definitions)
        if inner.nothing:
            continue
        if inner.values is not None or inner.items or inner.prefix or inner.members or inner.groups:
            return True
        if any(not _trivial(each) for each in inner.properties.values()):
            return True
        if (
            inner.types is not None
            and (flat.types is None or not set(flat.types) <= set(inner.types))
            and not flat.shaped
        ):
            return True
    return False


def _trivial(alternatives: Iterable[Conjunction]) -> bool:
    """Whether nothing is said of a field but that there is one."""
    return any(not any(says_something(placed.schema) for placed in conjunction) for conjunction in alternatives)


def whole(flat: Flat, definitions: Definitions) -> Flat:
    """One object that has the fields of every branch: for places where only a single class will do."""
    groups, optional = flat.groups, flat.optional
    flat = replace(flat, properties=dict(flat.properties), required=dict(flat.required), groups=(), optional=())
    for group in groups:
        branches = [whole(expand((branch,), definitions), definitions) for branch in group]
        flat = both(flat, widest([branch for branch in branches if not branch.nothing]))
    for placed in optional:
        for name, alternatives in whole(expand((placed,), definitions), definitions).properties.items():
            flat.properties.setdefault(name, alternatives)
    return flat


def both(first: Flat, second: Flat) -> Flat:
    """What satisfies both."""
    properties = dict(first.properties)
    for name, alternatives in second.properties.items():
        mine = properties.get(name)
        if mine is None or _trivial(mine):
            properties[name] = alternatives
        elif len(mine) == 1 and len(alternatives) == 1:
            properties[name] = ((*mine[0], *(placed for placed in alternatives[0] if placed not in mine[0])),)
    types = first.types if second.types is None else second.types
    if first.types is not None and second.types is not None:
        types = common(first.types, second.types)
    values = first.values if second.values is None else second.values
    if first.values is not None and second.values is not None:
        values = tuple(value for value in first.values if any(equal(value, other) for other in second.values))
    return Flat(
        types=types,
        values=values,
        properties=properties,
        required={**first.required, **second.required},
        prefix=first.prefix or second.prefix,
        items=(*first.items, *second.items),
        closed_tail=first.closed_tail or second.closed_tail,
        members=(*first.members, *second.members),
        closed=first.closed or second.closed,
        groups=(*first.groups, *second.groups),
        optional=(*first.optional, *second.optional),
        files=first.files or second.files,
        binary=first.binary or second.binary,
        nothing=first.nothing or second.nothing or types == () or values == (),
    )


def widest(branches: Sequence[Flat]) -> Flat:
    """What satisfies any of the branches, as far as one object can say it."""
    if not branches:
        return Flat()
    if len(branches) == 1:
        return branches[0]
    properties: dict[str, tuple[Conjunction, ...]] = {}
    for branch in branches:
        for name, alternatives in branch.properties.items():
            known = properties.get(name, ())
            properties[name] = (*known, *(conjunction for conjunction in alternatives if conjunction not in known))
    types: tuple[str, ...] | None = ()
    for branch in branches:
        mine = branch.types or (("object",) if branch.properties else None)
        types = None if types is None or mine is None else tuple(dict.fromkeys((*types, *mine)))
    return Flat(
        types=types,
        properties=properties,
        required={name: None for name in branches[0].required if all(name in branch.required for branch in branches)},
        members=tuple(member for branch in branches for member in branch.members),
        closed=all(branch.closed for branch in branches),
    )


def branch_key(schema: Schema, key: Key, definitions: Definitions) -> Key:
    """The key of a branch of a union, named after what the branch itself says, never after its position or its siblings.

    Its title, else the definition it refers to, else the value of the field that tells it from others, else its fields.
    """
    title = schema.annotations.get("title")
    if isinstance(title, str) and pascal(title) != "Model":
        return key.child(f"title/{title}", pascal(title))
    if schema.ref is not None:
        return key.child(f"ref/{schema.ref}", pascal(schema.ref))
    fields = _fields(schema, definitions)
    for name, inner in fields.items():
        values = inner.values()
        if values is not None and len(values) == 1 and isinstance(values[0], str) and pascal(values[0]) != "Model":
            return key.child(f"tag/{name}/{values[0]}", pascal(values[0]))
    names = sorted(schema.required) or sorted(fields)
    word = "".join(pascal(name) for name in names[:3])
    if len(names) > 3:
        word += short_digest("\0".join(names))
    if not word:
        word = "".join(pascal(name) for name in schema.types or ("option",))
    return key.child(f"fields/{'/'.join(names)}", word)


def _fields(schema: Schema, definitions: Definitions) -> Mapping[str, Schema]:
    fields = dict(schema.properties)
    for part in schema.all_of:
        inner = definitions[part.ref] if part.ref is not None else part
        fields.update(inner.properties)
    return fields


def short_digest(text: str) -> str:
    """Four characters that tell one text from another."""
    return digest(text.encode("utf-8", "surrogatepass"))[:4]
