"""Schemas as readers, generators and hosts of tools take them: rules put into words, conjunctions put together, an object's
fields in one place. For `codegen.readable` and `codegen.tools`.

Many tools read no more of an object than its `properties`, and lose them beside `allOf` or `anyOf`. A plain schema has none of
these around its fields, and no keyword that only judges. It is never narrower than the contract, and what it does not say
itself is told in words beside it.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from reelspec.codegen.json_schema import rule_said
from reelspec.codegen.plain.conjunction import (
    FIRST,
    TOLD,
    all_of,
    distinct,
    is_closed,
    is_reference,
    joined,
    listed,
    widest,
    with_fields,
)
from reelspec.codegen.plain.words import NOWHERE, differences, group_words, json_words, noted, within, word_of
from reelspec.codegen.types.flat import Placed, common, expand, informative
from reelspec.common import markdown
from reelspec.language.contract.model import Model
from reelspec.language.contract.operator import ordered
from reelspec.language.contract.schema import (
    Definitions,
    Matches,
    Not,
    Present,
    Rule,
    Schema,
    admits_null,
    keywords_of,
)
from reelspec.language.contract.schema import parts as subschemas_of
from reelspec.language.rules.equality import equal
from reelspec.language.rules.evaluate import accepts
from reelspec.language.rules.operators.must import parts_of
from reelspec.language.rules.words import condition_words
from reelspec.language.source.node import Json
from reelspec.language.source.values import type_of

MOST_BRANCHES = 64
"""Alternatives that multiply to more than this are put together as one object."""
_CASES = ("if", "then", "else", "dependentSchemas")
"""Keywords whose schemas judge the value in some cases only."""
_BESIDE = (*_CASES, "anyOf", "oneOf")
"""And those of which one judges it, or several."""
MOST_COPIES = 20_000
"""So many schemas are made inside of alternatives, which multiply; what would come after is left open."""
_DEEPEST = 8
"""So many references inside of one another are written in place, where they are at all."""
_MOST = 500
"""So many schemas are written in place of references; the rest stay references."""


class Group(NamedTuple):
    """The branches of an `anyOf` or a `oneOf`."""

    keyword: str
    branches: tuple[Schema, ...]


class Told(NamedTuple):
    """What is said in words. at: the field that has the object it is said of, `media[]` for the items of an array, "" for the
    whole body. when: the case in which it counts, "" for always. rule: None for a keyword. carried: the schema says it, too."""

    at: str
    when: str
    rule: Rule | None
    words: str
    carried: bool


def _untitled(own: str | None, place: str) -> str | None:
    return None


def _in_place(schema: Schema, place: str) -> Schema:
    return schema


@dataclass
class Plain:
    """Makes plain schemas.

    inline: write what references lead to in their place, as far as it does not lead back to itself, and of what is noted keep
    descriptions alone. title: gives the title of a schema by its own title and its place; None for none. apart: puts an
    alternative that is an object where it has a name, and gives what stands for it. told: collects what is said in words.
    kept: the definitions that references are left to.
    """

    definitions: Definitions
    inline: bool = False
    title: Callable[[str | None, str], str | None] = _untitled
    apart: Callable[[Schema, str], Schema] = _in_place
    told: list[Told] = field(default_factory=list)
    kept: dict[str, None] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)
    _when: str = ""
    _made: int = 0
    _branches: int = 0
    """In how many alternatives what is made stands, one inside of another."""
    _copied: int = 0
    """How many schemas have been made inside of alternatives."""
    _heard: set[tuple[str, str, str | None, str, bool]] = field(default_factory=set)

    def model(self, model: Model, place: str, *, single: bool = False) -> Schema:
        """The schema of a model's bodies: an alternative for each page about it. single: one object for all of them."""
        if len(model.forms) == 1:
            return self.of(model.forms[0].schema, place, single=single, whole=True)
        forms: list[Schema] = []
        cases: list[str] = []
        for form in model.forms:
            when = "otherwise" if form.when is None else f"when {condition_words(form.when)}"
            with self._case(when):
                made = self.of(form.schema, f"{place} {form.variant or 'otherwise'}", single=single, whole=True)
            described = " ".join(
                filter(None, (f"{markdown.inline(when[:1].upper() + when[1:])}:", noted(made, "description")))
            )
            made = replace(made, annotations={**made.annotations, "description": described})
            cases.append(when)
            forms.append(made if single else self.apart(made, f"{place} {form.variant or 'otherwise'}"))
        last = model.forms[-1].schema.annotations
        title = self.title(noted(model.forms[-1].schema, "title") or None, place)
        notes: dict[str, Json] = {} if title is None else {"title": title}
        notes |= {word: last[word] for word in ("description", "examples") if word in last}
        if single:
            self._tell_differences(cases, forms, "")
            return replace(widest(Schema(types=("object",)), forms), annotations=notes)
        return Schema(any_of=tuple(forms), annotations=notes)

    def of(self, schema: Schema, place: str, at: str = "", *, single: bool = False, whole: bool = False) -> Schema:
        """The schema made plain. place: where it stands, in words that make a title; at: as `Told` has it. single: an object
        is one object, whatever alternatives it has. whole: what a reference leads to takes its place."""
        if schema.boolean:
            return Schema()  # a boolean is no schema to many tools
        if schema.boolean is False:
            return schema
        if not whole and not self.inline and is_reference(schema):
            return _referring(schema)
        self._made += 1
        self._copied += bool(self._branches)
        if self._copied > MOST_COPIES:
            self._tell("", "more is asked than this schema says, which would become too large with all of it")
            return Schema()
        parts = self._reached([schema])
        led = [part.ref for part in parts if part.ref is not None]
        if led and (
            set(led) <= {*self._open}
            or (self.inline and (len(self._open) >= _DEEPEST or self._made > _MOST) and is_reference(schema))
        ):
            self.kept[led[0]] = None
            return Schema(ref=led[0])
        before = len(self._open)
        self._open += led
        try:
            return self._whole(parts, place, at, single)
        finally:
            del self._open[before:]

    def kept_definitions(self) -> dict[str, Schema]:
        """The definitions that references are left to, plain: those that lead back to themselves, and what is too deep."""
        definitions: dict[str, Schema] = {}
        while names := [name for name in self.kept if name not in definitions]:
            for name in names:
                self._made, self._copied = min(self._made, _MOST + 1), 0
                definitions[name] = self.of(self.definitions[name], "", name)
        return definitions

    def _reached(
        self, schemas: Iterable[Schema], beside: Collection[str] = (), followed: Iterable[str] = ()
    ) -> list[Schema]:
        """The schemas, and all that they lead to by `$ref` and `allOf`, in their order; foreign documents have long chains.
        beside: further keywords that lead on; followed: definitions that are not followed."""
        reached: list[Schema] = []
        waiting, seen = [*schemas][::-1], {*followed}
        while waiting:
            schema = waiting.pop()
            reached.append(schema)
            waiting += reversed((*schema.all_of, *_inside(schema, beside)))
            if schema.ref is not None and schema.ref not in seen:
                seen.add(schema.ref)
                waiting.append(self.definitions[schema.ref])
        return reached

    def _whole(self, parts: Sequence[Schema], place: str, at: str, single: bool) -> Schema:
        if any(part.boolean is False for part in parts):
            return Schema(boolean=False)
        base = self._narrowed(joined(parts), parts, at)
        groups: list[Group] = []
        silent: list[Group] = []
        for keyword, branches in [pair for part in parts for pair in (("anyOf", part.any_of), ("oneOf", part.one_of))]:
            group = Group(keyword, branches)
            if not branches or group in silent:
                continue
            flat = expand((Placed(base, NOWHERE),), self.definitions)
            if informative(flat, tuple(Placed(branch, NOWHERE) for branch in branches), self.definitions):
                group = Group(keyword, tuple(branch for branch in branches if branch.boolean is not False))
                groups += [] if group in groups else [group]
            else:
                silent.append(group)
        base = self._with_conditional(base, parts, groups, silent)
        self._tell_keywords(parts, at, closed=base.unevaluated_properties is not None)
        for group in silent:
            self._tell(at, group_words(*group))
        if not groups:
            return self._finished(base, place, at)
        if single or math.prod(len(group.branches) for group in groups) > MOST_BRANCHES:
            return self._single(base, groups, place, at)
        return self._union(base, groups, place, at)

    def _with_conditional(
        self, base: Schema, parts: Sequence[Schema], groups: Sequence[Group], silent: Sequence[Group]
    ) -> Schema:
        """The schema with the fields that it has in some cases only, by `if`, `dependentSchemas` and alternatives that become
        no schemas. Where all fields cannot be listed that may be evaluated, `unevaluatedProperties` does not close it."""
        closing = base.unevaluated_properties is not None
        conditional = [inner for part in parts for inner in _inside(part, _CASES if closing else _CASES[1:])]
        conditional += [branch for group in silent for branch in group.branches]
        if closing and (
            any(map(_takes_any_name, self._reached(conditional, _BESIDE)))
            or any(group.keyword == "anyOf" and not self._disjoint(base, group.branches) for group in groups)
        ):
            base = replace(base, unevaluated_properties=None)
        if not conditional or is_closed(base):
            return base
        branches = [branch for group in groups for branch in group.branches]
        names = _fields(self._reached(conditional, _BESIDE))
        every = _fields(self._reached((*conditional, *branches), _BESIDE))
        near = _fields(made := self._reached((*conditional, *branches), _BESIDE, self._open))
        self._open += [schema.ref for schema in made if schema.ref is not None and schema.ref not in self._open]
        # Of what leads back to what is being made the names are told, and no more.
        return with_fields(
            base,
            {
                name: (*near.get(name, ()), *([Schema()] if len(near.get(name, ())) < len(every[name]) else ()))
                for name in names
            },
        )

    def _disjoint(self, base: Schema, branches: Sequence[Schema]) -> bool:
        """Whether no value is taken by two of the alternatives: they are of other types, of other values, or objects that a
        field tells apart which all must have. What a plain schema leaves out decides nothing here."""
        if len(branches) > MOST_BRANCHES:
            return False
        seen = [joined((base, *self._reached([branch]))) for branch in branches]
        tags = [
            {
                name: values
                for name in schema.required
                if name in schema.properties
                and (values := joined(self._reached([schema.properties[name]])).values()) is not None
            }
            for schema in seen
        ]
        return all(
            _apart(first.types, second.types, first.values(), second.values())
            or (
                ("object",) in (first.types, second.types)
                and any(_apart(None, None, values, tags[other].get(name)) for name, values in tags[index].items())
            )
            for index, first in enumerate(seen)
            for other, second in enumerate(seen)
            if index < other
        )

    # Alternatives

    def _union(self, base: Schema, groups: Sequence[Group], place: str, at: str) -> Schema:
        """The alternatives, each with what is said beside them."""
        bare = replace(base, annotations={}, default=None)
        alone = len(groups) == 1 and not _says(bare, groups[0].branches, self.definitions)
        exclusive = all(group.keyword == "oneOf" for group in groups)
        if exclusive and not all(self._disjoint(bare, group.branches) for group in groups):
            exclusive = False  # plain, they take more values, and perhaps common ones
            self._tell(at, "exactly one of the alternatives must match")
        alternatives = []
        for combination in itertools.product(*(group.branches for group in groups)):
            name = " ".join((place, *(word_of(branch, self.definitions) for branch in combination)))
            whole = combination[0] if alone else Schema(all_of=(bare, *combination))
            if not is_reference(whole) and expand((Placed(whole, NOWHERE),), self.definitions).properties:
                own = next(filter(None, (noted(branch, "title") for branch in combination)), name)
                whole = Schema(all_of=(whole,), annotations={"title": own})
            with self._branch():
                made = self.of(whole, name, at)
            alternatives.append(self.apart(made, name) if made.properties else made)
        several = distinct([made for made in alternatives if made.boolean is not False])
        if len(several) == 1 and not base.annotations:
            return several[0]
        notes = self._notes(base, place)
        if not alone or not all(is_reference(branch) for branch in groups[0].branches):
            notes.pop("discriminator", None)  # its mapping leads to what the alternatives no longer are
        if not several:
            return Schema(boolean=False)
        if exclusive:
            return Schema(annotations=notes, default=base.default, one_of=several)
        return Schema(annotations=notes, default=base.default, any_of=several)

    def _single(self, base: Schema, groups: Sequence[Group], place: str, at: str) -> Schema:
        """One object with the fields of every alternative."""
        for _, group in groups:
            cases = [f"for {word_of(branch, self.definitions)}" for branch in group]
            branches = []
            for case, branch in zip(cases, group, strict=True):
                with self._case(case), self._branch():
                    branches.append(self.of(branch, place, at, single=True))
            self._tell(at, f"all that is asked in one of these cases must hold: {', '.join(cases)}")
            self._tell_differences(cases, branches, at)
            wide = widest(Schema(), [branch for branch in branches if branch.boolean is None])
            if not wide.properties or any(map(_takes_any_name, self._reached(group, _BESIDE))):
                base = replace(base, unevaluated_properties=None)
            base = joined((base, wide))
        return self._finished(base, place, at)

    @contextmanager
    def _branch(self) -> Iterator[None]:
        self._branches += 1
        yield
        self._branches -= 1

    @contextmanager
    def _case(self, words: str) -> Iterator[None]:
        before = self._when
        self._when = f"{before}, {words}" if before else words
        yield
        self._when = before

    # What is inside

    def _finished(self, schema: Schema, place: str, at: str) -> Schema:
        """The schema with what is inside it made plain, its values as tools take them."""
        if schema.unevaluated_properties is not None and schema.additional_properties is None:
            schema = replace(schema, additional_properties=schema.unevaluated_properties)
        made = {name: self.of(inner, f"{place} {name}", within(at, name)) for name, inner in schema.properties.items()}
        refused = [name for name, inner in made.items() if inner.boolean is False]
        if schema.types == ("object",) and {*refused} & {*schema.required}:
            return Schema(boolean=False)
        for name in () if is_closed(schema) else refused:
            self._tell(within(at, name), "must be absent")
        inside: dict[str, Any] = {
            "properties": {name: inner for name, inner in made.items() if inner.boolean is not False},
            "pattern_properties": {
                name: self.of(inner, f"{place} value", at) for name, inner in schema.pattern_properties.items()
            },
        }
        if schema.additional_properties is not None and schema.additional_properties.boolean is None:
            inside["additional_properties"] = self.of(schema.additional_properties, f"{place} value", at)
        inside |= self._items(schema, place, at)
        if schema.types is not None and "array" in schema.types and schema.items is None and not schema.prefix_items:
            inside["items"] = Schema()
        schema = replace(schema, annotations=self._notes(schema, place), unevaluated_properties=None, **inside)
        if schema.default is not None and not accepts(schema, self.definitions, schema.default.value):
            schema = replace(schema, default=None)
        return self._valued(schema, at)

    def _items(self, schema: Schema, place: str, at: str) -> dict[str, Any]:
        """`prefixItems` and `items`. An item that cannot be is said by `maxItems`, since a boolean is no schema to many tools."""
        prefix = [
            self.of(item, f"{place} item {index + 1}", f"{at}[{index}]")
            for index, item in enumerate(schema.prefix_items)
        ]
        items = None if schema.items is None else self.of(schema.items, f"{place} item", f"{at}[]")
        refused = [index for index, item in enumerate((*prefix, items)) if item is not None and item.boolean is False]
        if not refused:
            return {"prefix_items": tuple(prefix), "items": items}
        most = refused[0] if schema.max_items is None else min(refused[0], schema.max_items)
        return {"prefix_items": tuple(prefix[: refused[0]]), "items": None, "max_items": most}

    def _valued(self, schema: Schema, at: str) -> Schema:
        """The schema with its values listed by type, since many tools take no list of several types."""
        values = schema.values()
        if values is None or schema.enum is None:
            return schema
        if not values:
            return Schema(boolean=False)
        by_type: dict[str, list[Json]] = {}
        for value in values:
            by_type.setdefault(type_of(value), []).append(value)
        if {"array", "object"} & {*by_type}:
            self._tell(at, json_words(Schema(enum=schema.enum)))
        branches = [branch for kind, own in by_type.items() for branch in listed(kind, own)]
        if len(branches) == 1:
            branch = branches[0]
            return replace(
                schema, types=branch.types, enum=branch.enum, const=branch.const, items=schema.items or branch.items
            )
        return Schema(any_of=tuple(branches), annotations=schema.annotations, default=schema.default)

    def _notes(self, schema: Schema, place: str) -> dict[str, Json]:
        """The annotations, with the title that the schema is given."""
        own = noted(schema, "title") or None
        named = own is not None or schema.properties or schema.values() is not None
        kept = ("description",) if self.inline else tuple(word for word in schema.annotations if word != "title")
        notes = {word: schema.annotations[word] for word in kept if word in schema.annotations}
        title = self.title(own, place) if named else None
        return notes if title is None else {"title": title, **notes}

    # What is told

    def _tell(self, at: str, words: str, rule: Rule | None = None, *, carried: bool = False) -> None:
        key = (at, self._when, None if rule is None else rule.id, words, carried)
        if key not in self._heard:
            self._heard.add(key)
            self.told.append(Told(at, self._when, rule, words, carried))

    def _tell_differences(self, cases: Sequence[str], alternatives: Sequence[Schema], at: str) -> None:
        """What each alternative asks that not all do, for one object that stands for them all."""
        for case, demands in zip(cases, differences(alternatives), strict=True):
            with self._case(case):
                for name, words in demands:
                    self._tell(within(at, name), words)

    def _tell_keywords(self, parts: Sequence[Schema], at: str, *, closed: bool) -> None:
        """The keywords that a plain schema does not have. closed: it has `unevaluatedProperties: false`."""
        seen: set[str] = set()
        for part in parts:
            untold = {}
            for keyword, value in keywords_of(part):
                closes = keyword.name == "unevaluatedProperties" and (
                    value.boolean or (closed and value.boolean is False)
                )
                if (keyword.name in TOLD and not closes) or keyword.name in seen:
                    untold[keyword.attribute] = value
                elif keyword.name in FIRST:
                    seen.add(keyword.name)
            if untold:
                self._tell(at, json_words(Schema(**untold)))

    def _narrowed(self, schema: Schema, parts: Sequence[Schema], at: str) -> Schema:
        """Take in what error rules without a guard demand of single fields, and tell every rule."""
        for part in parts:
            for rule in part.rules:
                demand = rule.operator.demand() if rule.severity == "error" and rule.when is None else None
                carried = demand is not None
                for condition in () if demand is None else parts_of(demand):
                    schema, whole = self._demanded(schema, condition)
                    carried = carried and whole
                self._tell(at, str(rule_said(rule)["message"]), rule, carried=carried)
        return schema

    def _demanded(self, schema: Schema, part: object) -> tuple[Schema, bool]:
        """The schema with a demand of one field taken in; whether it says all of it."""
        match part:
            case Present(name) if name in schema.properties and not admits_null(
                schema.properties[name], self.definitions
            ):
                return replace(schema, required=ordered((*schema.required, name))), True
            case Not(Present(name)) if is_closed(schema) and name in schema.properties and name not in schema.required:
                if not admits_null(schema.properties[name], self.definitions):
                    others = {other: inner for other, inner in schema.properties.items() if other != name}
                    return replace(schema, properties=others), True
            case Matches(name, wanted) if name in schema.properties and not wanted.rules:
                own = schema.properties[name]
                if not admits_null(own, self.definitions):
                    default = own.default
                    whole = default is None or accepts(wanted, self.definitions, default.value)
                    narrowed = replace(wanted, annotations={}, default=None)
                    both = {**schema.properties, name: replace(all_of((own, narrowed)), annotations=own.annotations)}
                    return replace(schema, properties=both), whole
        return schema, False


def _referring(schema: Schema) -> Schema:
    """A reference, beside which generators take no default but a scalar."""
    if schema.default is None or not isinstance(schema.default.value, list | dict):
        return schema
    text = f"Default: {markdown.code(json.dumps(schema.default.value, ensure_ascii=False))}."
    described = " ".join(filter(None, (noted(schema, "description"), text)))
    return replace(schema, default=None, annotations={**schema.annotations, "description": described})


def _says(base: Schema, group: Sequence[Schema], definitions: Definitions) -> bool:
    """Whether a schema says more of a value than the alternatives beside it do."""
    keywords = {keyword.name for keyword, _ in keywords_of(base)}
    if keywords - {"type"}:
        return True
    flats = [expand((Placed(branch, NOWHERE),), definitions) for branch in group]
    return base.types is not None and not all(
        set(flat.types or (("object",) if flat.properties else ("",))) <= set(base.types) for flat in flats
    )


def _inside(schema: Schema, keywords: Collection[str]) -> list[Schema]:
    """The schemas directly inside one, by these of its keywords."""
    return [part.schema for part in subschemas_of(schema) if part.keyword.name in keywords] if keywords else []


def _fields(schemas: Iterable[Schema]) -> dict[str, list[Schema]]:
    """What the schemas say of each field that one of them names."""
    fields: dict[str, list[Schema]] = {}
    for schema in schemas:
        for name, own in schema.properties.items():
            fields.setdefault(name, []).append(own)
    return fields


def _takes_any_name(schema: Schema) -> bool:
    """Whether fields are evaluated that the schema does not name."""
    others = (schema.additional_properties, schema.unevaluated_properties)
    return bool(schema.pattern_properties) or any(other is not None and other.boolean is not False for other in others)


def _apart(
    types: Sequence[str] | None,
    others: Sequence[str] | None,
    values: Sequence[Json] | None,
    listed: Sequence[Json] | None,
) -> bool:
    """Whether types, or values, have nothing in common. None: any."""
    if types is not None and others is not None and not common(types, others):
        return True
    if values is None or listed is None:
        return False
    return not any(equal(value, other) for value in values for other in listed)
