"""One form of a model, as two sides write it: which bodies it judges, and whether its fields say the same. Called by
`difference` and `equivalence`.

A form judges the bodies for which its condition holds and those of the forms before it do not. So a value that the condition
keeps away tells nothing apart, and a field that the condition wants need not be required as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeAlias

from reelspec.cases.boundary_values import Domain, distinct, scalars
from reelspec.cases.choice import Choices
from reelspec.cases.comparison import Answer, Counterexample, Equivalent, Undecided, plain
from reelspec.cases.distinctions import Probe
from reelspec.cases.field_values import ANYTHING
from reelspec.cases.space import NoObject, Space
from reelspec.cases.variants import form_of, gates
from reelspec.language.contract.goals import Holds
from reelspec.language.contract.keywords import applied_to
from reelspec.language.contract.model import Model
from reelspec.language.contract.schema import (
    Contains,
    Definitions,
    Matches,
    Schema,
    Test,
    Within,
    bounds_of,
    keywords_of,
    leaves,
)
from reelspec.language.contract.scope import resolved, scope_of
from reelspec.language.rules.evaluate import accepts, evaluate
from reelspec.language.rules.goals import met
from reelspec.language.source.node import Json

Compared: TypeAlias = Callable[[Json], Counterexample | None]
WRITTEN = Undecided("their fields are written differently, and no body that was built shows a difference")
_OF_OBJECTS = ("properties", "required", "additionalProperties", "dependentRequired")
"""Keywords that say nothing of a value that is no object, and those below."""
_IN_OBJECTS = tuple(keyword.attribute for keyword in applied_to("field", "any field", "name"))


class FormPair:
    """The form at one place of two models that tell their forms apart alike."""

    def __init__(self, left: Model, right: Model, index: int) -> None:
        self.left = left
        self.form = left.forms[index]
        self.one, self.other = self.form.schema, right.forms[index].schema
        self.definitions = left.definitions
        self.scope = scope_of(self.one, left.definitions)
        self.gate = [gate for _, gate in gates(left)][index]
        self.tests: tuple[Test, ...] = tuple(
            leaf for goal in self.gate if isinstance(goal, Holds) for leaf in leaves(goal.condition)
        )
        self.asked = tuple(dict.fromkeys(leaf.field for leaf in self.tests if leaf.field in self.scope.fields))
        """The fields that decide whether the form judges a body."""

    @property
    def strays(self) -> bool:
        """What decides it, together with other fields, is a field that the form does not know."""
        return any(len(goal.fields()) > 1 and not set(goal.fields()) <= {*self.scope.fields} for goal in self.gate)

    def judges(self, body: Json) -> bool:
        """The form judges this body."""
        return len(self.left.forms) == 1 or form_of(self.left, body) is self.form

    def body(self, fixed: Choices, *, valid: bool = False) -> dict[str, Json] | NoObject:
        """A body that the form judges and that has these choices. valid: without any violation."""
        space = Space(self.one, self.definitions, goals=self.gate)
        body = space.solve(self.gate, fixed=fixed, fields_alone=not valid)
        if isinstance(body, NoObject) or self.judges(body):
            return body
        return NoObject(False)

    def refused(self, name: str) -> Domain:
        """Values that the field refuses, one for each way in which the tests of conditions can turn out."""
        mine = [leaf for leaf in self.tests if leaf.field == name]
        kinds = _kinds([leaf.schema for leaf in mine if isinstance(leaf, Matches)], self.definitions, name)
        seen: dict[tuple[bool | None, ...], Json] = {}
        whole = replace(resolved(self.scope.fields[name].schema, self.definitions), default=None)
        for value in kinds.values:
            if not accepts(whole, self.definitions, value):
                seen.setdefault(tuple(evaluate(leaf, {name: value}, self.scope) for leaf in mine), value)
        deep = any(isinstance(leaf, Contains | Within) for leaf in mine)
        return Domain(tuple(seen.values()), kinds.complete and not deep)

    # What stands outside of rules

    def bare(self, compared: Compared, *, full: bool) -> Answer:
        """What the two sides' fields tell apart, rules, defaults and required fields aside.

        full: every violation counts, so that none hides another.
        """
        ours, theirs = _frame(self.one), _frame(self.other)
        if plain(replace(ours, types=None)) != plain(replace(theirs, types=None)):
            return WRITTEN
        if self.one.types != self.other.types:
            if not _is_about_objects(ours):
                return WRITTEN
            for value in (*ANYTHING, 0.5):
                difference = None if isinstance(value, dict) else compared(value)
                if difference is not None:
                    return difference
            if "object" not in (self.one.types or ()) or "object" not in (self.other.types or ()):
                return WRITTEN
        fields = self.one.properties, self.other.properties
        if fields[0].keys() != fields[1].keys():
            return WRITTEN
        names = [name for name in fields[0] if _said(fields[0][name]) != _said(fields[1][name])]
        answers = [self._field(name, compared) for name in names]
        shown = next((each for each in answers if isinstance(each, Counterexample)), None)
        if shown is not None:
            return shown
        undecided = next((each for each in answers if isinstance(each, Undecided)), None)
        # One error hides another where only the verdict counts, and fields that differ are another domain for rules.
        rules = plain(self.one.rules) != plain(self.other.rules)
        return undecided or (WRITTEN if names and (rules or not full) else Equivalent())

    def _field(self, name: str, compared: Compared) -> Answer:
        """What two schemas of one field tell apart."""
        schemas = [resolved(each.properties[name], self.definitions) for each in (self.one, self.other)]
        mine = [leaf for leaf in self.tests if leaf.field == name]
        tests = [leaf.schema for leaf in mine if isinstance(leaf, Matches)]
        kinds = _kinds([*_parts(schemas), *tests], self.definitions, name)
        certain = kinds.complete and not any(isinstance(leaf, Contains | Within) for leaf in mine)
        certain = certain and not any(each.media for each in schemas)
        alone = [goal for goal in self.gate if set(goal.fields()) == {name}]
        for value in kinds.values:
            if not all(met(goal, {name: value}, self.scope) for goal in alone):
                continue
            body = self.body({name: value})
            if isinstance(body, NoObject):
                certain = False
                continue
            difference = compared(body)
            if difference is not None:
                return difference
        return Equivalent() if certain else WRITTEN


def _frame(schema: Schema) -> Schema:
    """The schema without what is looked at by itself: rules, fields, which of them are required."""
    return replace(schema, rules=(), properties={}, required=())


def _said(schema: Schema) -> Json:
    """A field's default decides tests of rules and nothing else."""
    return plain(replace(schema, default=None))


def _is_about_objects(schema: Schema) -> bool:
    """Besides its types the schema says nothing of values that are no objects."""
    names = {"type", *_OF_OBJECTS, *(keyword.name for keyword, _ in bounds_of(schema, "object"))}
    return all(keyword.name in names or keyword.attribute in _IN_OBJECTS for keyword, _ in keywords_of(schema))


def _parts(schemas: Iterable[Schema]) -> Iterator[Schema]:
    """Each keyword alone: what is refused is told by its keyword."""
    for schema in schemas:
        for keyword, value in keywords_of(schema):
            yield Schema(**{keyword.attribute: value})


def _kinds(tests: list[Schema], definitions: Definitions, name: str) -> Domain:
    """Values of every type, one for each way in which the tests can turn out. complete: these are all ways."""
    values: list[Json] = [*ANYTHING]
    complete = True
    for kind in ("string", "integer", "number", "boolean", "null"):
        domain = scalars(Schema(types=(kind,)), definitions, Probe(tests=tests), name)
        values += domain.values
        complete = complete and domain.complete
    values += [value for test in tests for value in test.values() or ()]
    return Domain(distinct(values), complete)
