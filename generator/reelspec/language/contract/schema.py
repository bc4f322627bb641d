"""What a spec says of a value, as one checked tree: schemas, the rules across their fields, and the conditions of rules.

One file, since the three hold each other: a schema has rules, a rule has conditions, a condition has schemas. Made by
`language.parser`, read by everything downstream. Schemas hold only keywords that every output carries, in the terms of
JSON Schema 2020-12 (Core and Validation); `language.parser` refuses the others by name and place. Truth of conditions is
Kleene's: a test on an absent field without a default, or on a refused value, is unknown. A `node` is what the spec
writes; it has no part in equality.
"""

from __future__ import annotations

import typing
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from dataclasses import field as attribute
from functools import cached_property
from itertools import pairwise
from operator import attrgetter
from types import MappingProxyType
from typing import ClassVar, Literal, NamedTuple, TypeAlias

from reelspec.language.contract.keywords import (
    APPLICATORS,
    BOUNDS,
    KEYWORDS,
    SIDES,
    Keyword,
    Measure,
    applied_to,
    bounds,
    cover,
)
from reelspec.language.contract.media import ACCEPTED, is_json
from reelspec.language.source.node import Json, Node
from reelspec.language.source.pointer import escape
from reelspec.language.source.values import type_of

Number: TypeAlias = int | float

TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")


@dataclass(frozen=True)
class Source:
    """Where a fact stands: a document of documents.yaml and a section of it.

    document: the document's id; title: its title; section: the section's name, None for the document as a whole.
    also: the other places where the same stands.
    """

    document: str
    title: str
    section: str | None = None
    also: tuple[Source, ...] = ()

    @property
    def places(self) -> tuple[Source, ...]:
        """Every place where it stands, each alone, in the order of writing."""
        return (replace(self, also=()) if self.also else self, *self.also)

    @property
    def documents(self) -> tuple[str, ...]:
        """The ids of the documents where it stands, none twice."""
        return tuple(dict.fromkeys(place.document for place in self.places))

    def __str__(self) -> str:
        words = self.title if self.section is None else f"{self.title}, {self.section}"
        for before, place in pairwise(self.places):
            same = place.document == before.document and place.section is not None
            words += f"; {place.section if same else place}"
        return words


@dataclass(frozen=True)
class Constant:
    """A JSON value that is there, so that null can be told from nothing (`const: null`, `default: null`)."""

    value: Json


@dataclass(frozen=True)
class Discriminator:
    """The field whose value says which schema an object is of (OpenAPI 3.1.1, Discriminator Object), for types.

    names: value -> definition, of the values that the document or the names of components give. base: the definition that
    the others extend, None where they are the choices of a union.
    """

    field: str
    names: Mapping[str, str]
    base: str | None = None


@dataclass(frozen=True)
class Default:
    """An entry of `x-default`: what the server certainly takes when the field is absent and the condition certainly true.

    when: None where nothing is asked.
    """

    when: Condition | None
    value: Constant
    node: Node | None = attribute(default=None, compare=False, repr=False)


_NOTHING: Mapping[str, typing.Any] = MappingProxyType({})


def _empty() -> Mapping[str, typing.Any]:
    return _NOTHING


@dataclass(frozen=True)
class Schema:
    """One schema object, or a boolean schema when `boolean` is not None. Absent keywords are None or empty."""

    node: Node | None = attribute(default=None, compare=False, repr=False)
    boolean: bool | None = None
    ref: str | None = None
    types: tuple[str, ...] | None = None
    enum: tuple[Json, ...] | None = None
    const: Constant | None = None
    minimum: Number | None = None
    maximum: Number | None = None
    exclusive_minimum: Number | None = None
    exclusive_maximum: Number | None = None
    multiple_of: Number | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    format: str | None = None
    prefix_items: tuple[Schema, ...] = ()
    items: Schema | None = None
    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool = False
    contains: Schema | None = None
    min_contains: int | None = None
    max_contains: int | None = None
    unevaluated_items: Schema | None = None
    properties: Mapping[str, Schema] = attribute(default_factory=_empty)
    pattern_properties: Mapping[str, Schema] = attribute(default_factory=_empty)
    additional_properties: Schema | None = None
    property_names: Schema | None = None
    unevaluated_properties: Schema | None = None
    required: tuple[str, ...] = ()
    min_properties: int | None = None
    max_properties: int | None = None
    dependent_required: Mapping[str, tuple[str, ...]] = attribute(default_factory=_empty)
    dependent_schemas: Mapping[str, Schema] = attribute(default_factory=_empty)
    all_of: tuple[Schema, ...] = ()
    any_of: tuple[Schema, ...] = ()
    one_of: tuple[Schema, ...] = ()
    negated: Schema | None = None
    condition: Schema | None = None
    then: Schema | None = None
    otherwise: Schema | None = None
    rules: tuple[Rule, ...] = ()
    default: Constant | None = None
    depends: tuple[Default, ...] = attribute(default=(), compare=False, repr=False)
    """What `x-default` says, whose text is among the annotations. No rule reads it."""
    source: Source | None = None
    annotations: Mapping[str, Json] = attribute(default_factory=_empty)
    discriminator: Discriminator | None = attribute(default=None, compare=False)

    @cached_property
    def _keywords(self) -> tuple[tuple[Keyword, typing.Any], ...]:
        # A list without values says that there are none (Validation, section 6.1.2).
        return tuple(
            (keyword, value)
            for keyword, value in zip(KEYWORDS, _judging(self), strict=True)
            if value is not None and (is_said(value) or keyword.shape == "values")
        )

    @cached_property
    def _parts(self) -> tuple[Subschema, ...]:
        inside: list[Subschema] = []
        for keyword, value in zip(APPLICATORS, _applied(self), strict=True):
            if isinstance(value, Schema):
                inside.append(Subschema(keyword, None, value))
            elif value:
                members = enumerate(value) if isinstance(value, tuple) else value.items()
                inside += [Subschema(keyword, key, inner) for key, inner in members]
        return tuple(inside)

    @property
    def media(self) -> Mapping[str, Json]:
        """What `x-media` says of the file behind a URL; empty when nothing is said."""
        media = self.annotations.get("x-media")
        return media if isinstance(media, dict) else {}

    @property
    def local_forms(self) -> tuple[str, ...]:
        """The forms, of those that `accepts` of `x-media` lists, in which the file itself is the text."""
        listed = self.media.get("accepts")
        return tuple(form for form in ACCEPTED if form != "url" and isinstance(listed, list) and form in listed)

    @property
    def is_binary(self) -> bool:
        """Whether its texts stand for bytes, where they are no part of JSON (OpenAPI 3.1.1, section 4.4.1.2)."""
        kind = self.annotations.get("contentMediaType")
        media = isinstance(kind, str) and "contentEncoding" not in self.annotations
        return self.format == "binary" or (media and not is_json(str(kind)) and not str(kind).startswith("text/"))

    def values(self) -> tuple[Json, ...] | None:
        """The finite list of values that `const`, `enum` or `type: boolean` leave, or None when there is no such list."""
        if self.const is not None:
            return (self.const.value,)
        if self.enum is not None:
            return self.enum
        if self.types == ("boolean",):
            return (True, False)
        return None

    def value_types(self) -> tuple[str, ...] | None:
        """The types that accepted values are of: those of `type`, else those of the values that `const` or `enum` lists,
        since a list without `type` says the type as well (Validation, section 6.1.2). None when neither is there."""
        if self.types is not None or not (listed := self.values()):
            return self.types
        types = dict.fromkeys(map(type_of, listed))
        return tuple(name for name in types if not (name == "integer" and "number" in types))


Definitions: TypeAlias = Mapping[str, Schema]


@dataclass(frozen=True)
class Constantly:
    """A condition that is decided: what is left of a test once a model's values are known."""

    value: bool


@dataclass(frozen=True)
class All:
    """True when every part is; several fields in one mapping, or `all`."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Any:
    """True when one part is; `any`."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    """`not` around a condition, or around a test of one field."""

    part: Condition


@dataclass(frozen=True)
class Matches:
    """The value of `field` is accepted by `schema` (`size: 720P`, `size: [480P, 720P]`, `seed: {minimum: 1}`)."""

    field: str
    schema: Schema
    node: Node | None = attribute(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Present:
    """`field` is in the object, and not null where the field admits null."""

    field: str
    node: Node | None = attribute(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Contains:
    """Some item of the array `field` fulfils `condition`, which speaks of the item's own fields."""

    field: str
    condition: Condition
    node: Node | None = attribute(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Within:
    """The object in `field` fulfils `condition`, which speaks of that object's own fields."""

    field: str
    condition: Condition
    node: Node | None = attribute(default=None, compare=False, repr=False)


Test: TypeAlias = Matches | Present | Contains | Within
"""What is asked of one field of the object."""
Condition: TypeAlias = Constantly | All | Any | Not | Test

TRUE = Constantly(True)
FALSE = Constantly(False)


@dataclass(frozen=True)
class Presence:
    """Whether they are there, and nothing else."""


@dataclass(frozen=True)
class Demands:
    """That they fulfil conditions: (guard, condition), which may not be certainly false while the guard is certainly true."""

    pairs: tuple[tuple[Condition, Condition], ...]


@dataclass(frozen=True)
class Items:
    """How many items they have. arrays: each with the condition on the items that count, None for all of them;
    item_fields: the fields of the items that it reads itself, those that the conditions test aside."""

    arrays: tuple[tuple[str, Condition | None], ...]
    item_fields: tuple[str, ...]


@dataclass(frozen=True)
class Values:
    """What they hold, to work with it rather than to test it, so that it has to be an exact JSON value.

    item_fields: the fields of arrays' items that it reads; defaulted: the fields that stand for their default where they
    are absent; schemas: those that it judges by.
    """

    item_fields: tuple[str, ...]
    defaulted: tuple[str, ...]
    schemas: tuple[Schema, ...]


Asks: TypeAlias = Presence | Demands | Items | Values
"""What an operator asks of its fields. Nothing here has a default: an operator that forgot it would be judged wrongly."""


class Operator(ABC):
    """One kind of constraint across fields, as far as its tree goes: what it reads. `contract.operator` has its meaning."""

    name: ClassVar[str]

    @abstractmethod
    def reads(self) -> tuple[str, ...]:
        """The fields it reads, in the order of writing, none twice."""

    @abstractmethod
    def asks(self) -> Asks:
        """What it asks of the fields that it reads."""

    def computes(self) -> bool:
        """It works with values themselves rather than testing each, so that they have to be exact JSON values."""
        return isinstance(self.asks(), Values)

    def presence(self) -> tuple[str, ...]:
        """The fields of which it asks only whether they are there."""
        return self.reads() if isinstance(self.asks(), Presence) else ()

    def arrays(self) -> tuple[tuple[str, Condition | None], ...]:
        """The array fields whose items it counts, each with the condition on the items."""
        asks = self.asks()
        return asks.arrays if isinstance(asks, Items) else ()

    def item_fields(self) -> tuple[str, ...]:
        """The fields of its arrays' items that it reads itself, those that its conditions test aside."""
        asks = self.asks()
        return asks.item_fields if isinstance(asks, Items | Values) else ()

    def defaulted(self) -> tuple[str, ...]:
        """The fields that stand for their default where they are absent, those that its conditions test aside."""
        asks = self.asks()
        return asks.defaulted if isinstance(asks, Values) else ()

    def schemas(self) -> tuple[Schema, ...]:
        """The schemas in it that are part of no condition."""
        asks = self.asks()
        return asks.schemas if isinstance(asks, Values) else ()

    def conditions(self) -> tuple[Condition, ...]:
        """The conditions in it on the object's own fields, for checks of names and values."""
        return tuple(condition for pair in self.demands() for condition in pair)

    def demands(self) -> tuple[tuple[Condition, Condition], ...]:
        """(guard, condition): all that it says, where it is demands; nothing where it says anything else."""
        asks = self.asks()
        return asks.pairs if isinstance(asks, Demands) else ()

    def demand(self) -> Condition | None:
        """The condition that it is, where it is nothing more than one that may not be certainly false."""
        match self.demands():
            case ((guard, condition),) if guard == TRUE:
                return condition
        return None


Severity: TypeAlias = Literal["error", "contested", "warning"]


@dataclass(frozen=True)
class Rule:
    """A constraint across the fields of one object.

    when: the rule speaks only when this is certainly true; None = always.
    reads: the fields that the rule reads as its author wrote them, the guard's first; kept when a model's
    specialisation has decided some of them, so that violations name the same fields for every model.
    against: the place where the document says otherwise; given for contested rules only.
    """

    id: str
    when: Condition | None
    operator: Operator
    severity: Severity
    reads: tuple[str, ...]
    source: Source | None = None
    against: Source | None = None
    message: str | None = None
    node: Node | None = attribute(default=None, compare=False, repr=False)

    @property
    def operator_node(self) -> Node | None:
        """The operator's value in the spec, or the whole rule where that has none; None for a rule that no spec wrote."""
        return None if self.node is None else self.node.get(self.operator.name) or self.node


_BESIDE = {"node", "boolean", "rules", "default", "depends", "source", "annotations", "discriminator"}
"""What a schema has besides the keywords that judge by themselves."""

if {attribute_field.name for attribute_field in fields(Schema)} != _BESIDE | {
    keyword.attribute for keyword in KEYWORDS
}:
    raise NotImplementedError(
        "Schema and contract.keywords.KEYWORDS differ: each keyword has its attribute and its row"
    )

_judging = attrgetter(*(keyword.attribute for keyword in KEYWORDS))
_applied = attrgetter(*(keyword.attribute for keyword in APPLICATORS))


def is_said(value: object) -> bool:
    """An attribute of a schema says something: 0 as a bound does, no schemas and no names do not."""
    return value is not None and value is not False and value != () and value != {}


def keywords_of(schema: Schema) -> tuple[tuple[Keyword, typing.Any], ...]:
    """The judging keywords that stand in the schema, in the table's order, each with its value as `Schema` has it."""
    return schema._keywords


def bounds_of(schema: Schema, type: str) -> list[tuple[Keyword, typing.Any]]:
    """The bounds of values of a JSON type that the schema sets, in the table's order, each with the number."""
    set_bounds = [(keyword, getattr(schema, keyword.attribute)) for keyword in BOUNDS if keyword.type == type]
    return [(keyword, bound) for keyword, bound in set_bounds if bound is not None]


def span(schema: Schema, measure: Measure) -> tuple[int | None, int | None]:
    """The least and the most of what is counted that the schema accepts; None where nothing bounds it."""
    least, most = (
        [
            keyword.within(bound)
            for keyword in bounds(measure, side)
            if (bound := getattr(schema, keyword.attribute)) is not None
        ]
        for side in SIDES
    )
    return (int(max(least)) if least else None), (int(min(most)) if most else None)


class Subschema(NamedTuple):
    """A schema directly inside another one. key: its name or index in the keyword, None where it is the keyword's value."""

    keyword: Keyword
    key: str | int | None
    schema: Schema

    @property
    def pointer(self) -> str:
        """The JSON Pointer that leads to it (`/properties/size`)."""
        return f"/{self.keyword.name}" + ("" if self.key is None else f"/{escape(str(self.key))}")


def parts(schema: Schema) -> tuple[Subschema, ...]:
    """The schemas directly inside `schema`, in the table's order."""
    return schema._parts


def with_part(schema: Schema, part: Subschema, new: Schema | None) -> Schema:
    """`schema` with `new` in the place of what `part` says stands in it; without it where `new` is None."""
    attribute, key = part.keyword.attribute, part.key
    value = getattr(schema, attribute)
    changed: object = new
    if isinstance(key, int):
        changed = (*value[:key], *(() if new is None else (new,)), *value[key + 1 :])
    elif key is not None:
        changed = {name: inner for name, inner in {**value, key: new}.items() if inner is not None}
    return replace(schema, **{attribute: changed})  # type: ignore[arg-type]


def subschemas(schema: Schema) -> tuple[tuple[str, Schema], ...]:
    """The schemas directly inside `schema`, each with the JSON Pointer that leads to it (`/properties/size`)."""
    return tuple((part.pointer, part.schema) for part in parts(schema))


def nested(schema: Schema, definitions: Definitions | None = None) -> Iterator[Schema]:
    """The schema and all those written inside of it, at any depth, each before those in it, in the table's order.

    definitions: what references lead to; each definition follows the first that refers to it. None: none is followed.
    """
    waiting, followed = [schema], set[str]()
    while waiting:
        schema = waiting.pop()
        yield schema
        waiting += [part.schema for part in reversed(parts(schema))]
        if definitions is not None and schema.ref is not None and schema.ref not in followed:
            followed.add(schema.ref)
            waiting.append(definitions[schema.ref])


def in_place(schema: Schema) -> tuple[Schema, ...]:
    """The schemas directly inside `schema` that judge the very value that it judges."""
    return tuple(part.schema for part in parts(schema) if part.keyword.applies_to == "value")


def all_in_place(schema: Schema, definitions: Definitions) -> Iterator[Schema]:
    """All schemas that judge the very value that `schema` judges, whether or not they count: itself, those inside of it, and
    what they refer to, each definition once and before what stands beside the reference."""
    waiting, followed = [schema], set[str]()
    while waiting:
        schema = waiting.pop()
        yield schema
        waiting += reversed(in_place(schema))
        if schema.ref in definitions and schema.ref is not None and schema.ref not in followed:
            followed.add(schema.ref)
            waiting.append(definitions[schema.ref])


def admits_null(schema: Schema, definitions: Definitions) -> bool:
    """Whether the field that `schema` describes admits null; if it does, null counts as absent for rules.

    Each definition is asked once, however many references lead to it.
    """
    known: dict[str, bool] = {}

    def admits(part: Schema) -> bool:
        if part.boolean is not None:
            return part.boolean
        if part.ref is not None:
            if part.ref not in known:
                known[part.ref] = admits(definitions[part.ref])
            if not known[part.ref]:
                return False
        if part.types is not None and "null" not in part.types:
            return False
        finite = part.values()
        if finite is not None and None not in finite:
            return False
        if not all(map(admits, part.all_of)):
            return False
        return all(any(map(admits, branches)) for branches in (part.any_of, part.one_of) if branches)

    return admits(schema)


# That other keywords may refuse null besides decides nothing.
_NOT_ASKED = ("dependentSchemas", "not", "if", "then", "else")
cover(f"{__name__}.admits_null", ("allOf", "anyOf", "oneOf", *_NOT_ASKED), applied_to("value"))


def leaves(condition: Condition) -> Iterator[Test]:
    """The tests of the object's own fields, in the order of writing."""
    match condition:
        case All(parts) | Any(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case Matches() | Present() | Contains() | Within():
            yield condition
        case Constantly():
            pass


def every_leaf(condition: Condition) -> Iterator[Test]:
    """The tests of the object's own fields, each followed by those of the fields in it."""
    for leaf in leaves(condition):
        yield leaf
        if isinstance(leaf, Contains | Within):
            yield from every_leaf(leaf.condition)


def fields_read(condition: Condition) -> tuple[str, ...]:
    """The fields of the object that `condition` reads, in the order of writing, none twice."""
    return tuple(dict.fromkeys(leaf.field for leaf in leaves(condition)))


def conjunction(parts: tuple[Condition, ...]) -> Condition:
    """`All` of parts, with decided parts removed and a single part standing alone."""
    return _joined(All, parts, TRUE)


def disjunction(parts: tuple[Condition, ...]) -> Condition:
    """`Any` of parts, with decided parts removed and a single part standing alone."""
    return _joined(Any, parts, FALSE)


def _joined(joint: type[All | Any], parts: tuple[Condition, ...], neutral: Constantly) -> Condition:
    """neutral: what a part is that decides nothing, and what no parts come to."""
    left: list[Condition] = []
    for part in parts:
        if isinstance(part, joint):
            left += part.parts
        elif not isinstance(part, Constantly):
            left.append(part)
        elif part != neutral:
            return part
    if not left:
        return neutral
    return left[0] if len(left) == 1 else joint(tuple(left))


def negation(part: Condition) -> Condition:
    """`Not` of part, with double negation and decided parts removed."""
    match part:
        case Constantly(value):
            return Constantly(not value)
        case Not(inner):
            return inner
        case _:
            return Not(part)
