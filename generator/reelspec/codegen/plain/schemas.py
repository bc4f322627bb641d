"""Schemas as readers, generators and hosts of tools take them: rules put into words, conjunctions put together, an object's
fields in one place. For `codegen.readable` and `codegen.tools`.

Many tools read no more of an object than its `properties`, and lose them beside `allOf` or `anyOf`. A plain schema has none of
these around its fields, and no keyword that only judges. It is never narrower than the contract, and what it does not say
itself is told in words beside it.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from reelspec.codegen.json_schema import rule_said
from reelspec.codegen.plain.conjunction import (
    FIRST,
    TOLD,
    all_of,
    is_closed,
    is_reference,
    joined,
    listed,
    widest,
    with_fields,
)
from reelspec.codegen.plain.words import NOWHERE, differences, group_words, json_words, noted, within, word_of
from reelspec.codegen.types.flat import Placed, expand, informative
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
from reelspec.language.rules.evaluate import accepts
from reelspec.language.rules.operators.must import parts_of
from reelspec.language.rules.words import condition_words
from reelspec.language.source.node import Json
from reelspec.language.source.values import type_of

MOST_BRANCHES = 64
"""Alternatives that multiply to more than this are put together as one object."""
_DEEPEST = 8
"""So many references inside of one another are written in place, where they are at all."""
_MOST = 500
"""So many schemas are written in place of references; the rest stay references."""


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

    def model(self, model: Model, place: str, *, single: bool = False) -> Schema:
        """The schema of a model's bodies: an alternative for each page about it. single: one object for all of them."""
        if len(model.forms) == 1:
            return self.of(model.forms[0].schema, place, single=single, whole=True)
        found: list[Schema] = []
        cases: list[str] = []
        for form in model.forms:
            when = "otherwise" if form.when is None else f"when {condition_words(form.when)}"
            with self._case(when):
                made = self.of(form.schema, f"{place} {form.variant or 'otherwise'}", single=single, whole=True)
            described = " ".join(filter(None, (f"{markdown.inline(when.capitalize())}:", noted(made, "description"))))
            made = replace(made, annotations={**made.annotations, "description": described})
            cases.append(when)
            found.append(made if single else self.apart(made, f"{place} {form.variant or 'otherwise'}"))
        last = model.forms[-1].schema.annotations
        title = self.title(last.get("title") if isinstance(last.get("title"), str) else None, place)  # type: ignore[arg-type]
        notes: dict[str, Json] = {} if title is None else {"title": title}
        notes |= {word: last[word] for word in ("description", "examples") if word in last}
        if single:
            self._tell_differences(cases, found, "")
            return replace(widest(Schema(types=("object",)), found), annotations=notes)
        return Schema(any_of=tuple(found), annotations=notes)

    def of(self, schema: Schema, place: str, at: str = "", *, single: bool = False, whole: bool = False) -> Schema:
        """The schema made plain. place: where it stands, in words that make a title; at: as `Told` has it. single: an object
        is one object, whatever alternatives it has. whole: what a reference leads to takes its place."""
        if schema.boolean:
            return Schema()  # a boolean is no schema to many tools
        if schema.boolean is False:
            return schema
        if not whole and not self.inline and is_reference(schema):
            return _referring(schema)
        parts = self._parts(schema)
        led = [one.ref for one in parts if one.ref is not None]
        self._made += 1
        if led and (
            set(led) <= {*self._open}
            or (self.inline and (len(self._open) >= _DEEPEST or self._made > _MOST) and is_reference(schema))
        ):
            self.kept[led[0]] = None
            return Schema(ref=led[0])
        self._open += led
        try:
            return self._whole(parts, place, at, single)
        finally:
            del self._open[len(self._open) - len(led) :]

    def _parts(self, schema: Schema, seen: Iterable[str] = ()) -> list[Schema]:
        """The schema, and all that it leads to by `$ref` and `allOf`, in their order; foreign documents have long chains.
        seen: what is not followed."""
        found: list[Schema] = []
        waiting, followed = [schema], {*seen}
        while waiting:
            one = waiting.pop()
            found.append(one)
            waiting += reversed(one.all_of)
            if one.ref is not None and one.ref not in followed:
                followed.add(one.ref)
                waiting.append(self.definitions[one.ref])
        return found

    def _whole(self, parts: Sequence[Schema], place: str, at: str, single: bool) -> Schema:
        if any(one.boolean is False for one in parts):
            return Schema(boolean=False)
        base = self._narrowed(joined(parts), parts, at)
        base = with_fields(base, self._conditional(parts))
        self._tell_keywords(parts, at)
        groups: list[tuple[str, tuple[Schema, ...]]] = []
        for keyword, group in [pair for part in parts for pair in (("anyOf", part.any_of), ("oneOf", part.one_of))]:
            if not group or (keyword, group) in groups:
                continue
            flat = expand((Placed(base, NOWHERE),), self.definitions)
            if informative(flat, tuple(Placed(one, NOWHERE) for one in group), self.definitions):
                groups.append((keyword, tuple(one for one in group if one.boolean is not False)))
            else:
                self._tell(at, group_words(keyword, group))
        if not groups:
            return self._finished(base, place, at)
        size = 1
        for _, group in groups:
            size *= len(group)
        if single or size > MOST_BRANCHES:
            return self._single(base, groups, place, at)
        return self._union(base, groups, place, at)

    # Alternatives

    def _union(self, base: Schema, groups: Sequence[tuple[str, tuple[Schema, ...]]], place: str, at: str) -> Schema:
        """The alternatives, each with what is said beside them."""
        bare = replace(base, annotations={}, default=None)
        alone = len(groups) == 1 and not _says(bare, groups[0][1], self.definitions)
        found = []
        for combination in itertools.product(*(group for _, group in groups)):
            name = " ".join((place, *(word_of(one, self.definitions) for one in combination)))
            branch = combination[0] if alone else Schema(all_of=(bare, *combination))
            if not is_reference(branch) and expand((Placed(branch, NOWHERE),), self.definitions).properties:
                own = next((one.annotations["title"] for one in combination if noted(one, "title")), name)
                branch = Schema(all_of=(branch,), annotations={"title": own})
            made = self.of(branch, name, at)
            made = self.apart(made, name) if made.properties else made
            if made.boolean is not False and made not in found:
                found.append(made)
        if len(found) == 1 and not base.annotations:
            return found[0]
        notes = self._notes(base, place)
        if not alone or not all(is_reference(one) for one in groups[0][1]):
            notes.pop("discriminator", None)  # its mapping leads to what the alternatives no longer are
        keyword = "any_of" if any(keyword == "anyOf" for keyword, _ in groups) else "one_of"
        whole: dict[str, Any] = {keyword: tuple(found)}
        return Schema(annotations=notes, default=base.default, **whole) if found else Schema(boolean=False)

    def _single(self, base: Schema, groups: Sequence[tuple[str, tuple[Schema, ...]]], place: str, at: str) -> Schema:
        """One object with the fields of every alternative."""
        for _, group in groups:
            cases = [f"for {word_of(branch, self.definitions)}" for branch in group]
            found = []
            for case, branch in zip(cases, group, strict=True):
                with self._case(case):
                    found.append(self.of(branch, place, at, single=True))
            self._tell(at, f"all that is asked in one of these cases must hold: {', '.join(cases)}")
            self._tell_differences(cases, found, at)
            found = [one for one in found if one.boolean is None]
            wide = widest(Schema(), found)
            base = joined((base if wide.properties else replace(base, unevaluated_properties=None), wide))
        return self._finished(base, place, at)

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
        made = {name: self.of(one, f"{place} {name}", within(at, name)) for name, one in schema.properties.items()}
        refused = [name for name, one in made.items() if one.boolean is False]
        if schema.types == ("object",) and {*refused} & {*schema.required}:
            return Schema(boolean=False)
        for name in () if is_closed(schema) else refused:
            self._tell(within(at, name), "must be absent")
        inside: dict[str, Any] = {
            "properties": {name: one for name, one in made.items() if one.boolean is not False},
            "pattern_properties": {
                name: self.of(one, f"{place} value", at) for name, one in schema.pattern_properties.items()
            },
            "prefix_items": tuple(
                self.of(one, f"{place} item {index + 1}", f"{at}[{index}]")
                for index, one in enumerate(schema.prefix_items)
            ),
        }
        if schema.additional_properties is not None and schema.additional_properties.boolean is None:
            inside["additional_properties"] = self.of(schema.additional_properties, f"{place} value", at)
        if schema.items is not None:
            inside["items"] = self.of(schema.items, f"{place} item", f"{at}[]")
            if inside["items"].boolean is False:
                inside |= {"items": None, "max_items": min(len(schema.prefix_items), schema.max_items or 1 << 30)}
        if schema.types is not None and "array" in schema.types and schema.items is None and not schema.prefix_items:
            inside["items"] = Schema()
        schema = replace(schema, annotations=self._notes(schema, place), unevaluated_properties=None, **inside)
        if schema.default is not None and not accepts(schema, self.definitions, schema.default.value):
            schema = replace(schema, default=None)
        return self._valued(schema, at)

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
            one = branches[0]
            return replace(schema, types=one.types, enum=one.enum, const=one.const, items=schema.items or one.items)
        return Schema(any_of=tuple(branches), annotations=schema.annotations, default=schema.default)

    def _notes(self, schema: Schema, place: str) -> dict[str, Json]:
        """The annotations, with the title that the schema is given."""
        own = schema.annotations.get("title")
        objects = schema.properties or schema.values() is not None
        kept = ("description",) if self.inline else tuple(word for word in schema.annotations if word != "title")
        notes = {word: schema.annotations[word] for word in kept if word in schema.annotations}
        title = self.title(own if isinstance(own, str) else None, place) if objects or own is not None else None
        return notes if title is None else {"title": title, **notes}

    # What is told

    def _tell(self, at: str, words: str, rule: Rule | None = None, *, carried: bool = False) -> None:
        one = Told(at, self._when, rule, words, carried)
        if one not in self.told:
            self.told.append(one)

    def _tell_differences(self, cases: Sequence[str], found: Sequence[Schema], at: str) -> None:
        """What each alternative asks that not all do, for one object that stands for them all."""
        for index, (case, one) in enumerate(zip(cases, found, strict=True)):
            with self._case(case):
                for name, words in differences(one, (*found[:index], *found[index + 1 :])):
                    self._tell(within(at, name), words)

    def _tell_keywords(self, parts: Sequence[Schema], at: str) -> None:
        """The keywords that a plain schema does not have."""
        seen: set[str] = set()
        for part in parts:
            left = {}
            for keyword, value in keywords_of(part):
                closes = keyword.name == "unevaluatedProperties" and value.boolean is not None
                if (keyword.name in TOLD and not closes) or keyword.name in seen:
                    left[keyword.attribute] = value
                elif keyword.name in FIRST:
                    seen.add(keyword.name)
            if left:
                self._tell(at, json_words(Schema(**left)))

    def _narrowed(self, schema: Schema, parts: Sequence[Schema], at: str) -> Schema:
        """Take in what error rules without a guard demand of single fields, and tell every rule."""
        for part in parts:
            for rule in part.rules:
                demand = rule.operator.demand() if rule.severity == "error" and rule.when is None else None
                carried = demand is not None
                for one in () if demand is None else parts_of(demand):
                    schema, whole = self._demanded(schema, one)
                    carried = carried and whole
                self._tell(at, str(rule_said(rule, part, self.definitions)["message"]), rule, carried=carried)
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
                    left = {one: inner for one, inner in schema.properties.items() if one != name}
                    return replace(schema, properties=left), True
            case Matches(name, wanted) if name in schema.properties and not wanted.rules:
                own = schema.properties[name]
                if not admits_null(own, self.definitions):
                    default = own.default
                    whole = default is None or accepts(wanted, self.definitions, default.value)
                    narrowed = replace(wanted, annotations={}, default=None)
                    both = {**schema.properties, name: replace(all_of((own, narrowed)), annotations=own.annotations)}
                    return replace(schema, properties=both), whole
        return schema, False

    def _conditional(self, parts: Iterable[Schema]) -> dict[str, tuple[Schema, ...]]:
        """The fields that apply under a condition."""
        found: dict[str, tuple[Schema, ...]] = {}
        for part in parts:
            for branch in (part.then, part.otherwise, *part.dependent_schemas.values()):
                inner = [] if branch is None else self._parts(branch, self._open)
                for one in inner:
                    for name, schema in one.properties.items():
                        found[name] = (*found.get(name, ()), schema)
        return found


def _referring(schema: Schema) -> Schema:
    """A reference, beside which generators take no default but a scalar."""
    if schema.default is None or not isinstance(schema.default.value, list | dict):
        return schema
    text = f"Default: {markdown.code(json.dumps(schema.default.value, ensure_ascii=False))}."
    described = " ".join(filter(None, (noted(schema, "description"), text)))
    return replace(schema, default=None, annotations={**schema.annotations, "description": described})


def _says(base: Schema, group: Sequence[Schema], definitions: Definitions) -> bool:
    """Whether a schema says more of a value than the alternatives beside it do."""
    said = {keyword.name for keyword, _ in keywords_of(base)}
    if said - {"type"}:
        return True
    flats = [expand((Placed(one, NOWHERE),), definitions) for one in group]
    return base.types is not None and not all(
        set(one.types or (("object",) if one.properties else ("",))) <= set(base.types) for one in flats
    )
