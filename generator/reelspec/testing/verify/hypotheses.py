"""Other ways to judge bodies that would explain a server: another default, numbers taken out of quotes, texts counted in bytes.

Each gives a verdict of its own on every body, by the model's own judge. One that is contradicted by any answer explains
nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

from reelspec.cases.judge import Judge, judge_of
from reelspec.language.contract.model import Model, Provider
from reelspec.language.contract.operator import operator_of
from reelspec.language.contract.schema import Rule, Schema, fields_read
from reelspec.language.contract.scope import Scope, scope_of
from reelspec.language.source.node import Json
from reelspec.language.source.pointer import escape
from reelspec.language.source.values import has_type
from reelspec.testing.verify.answers import general
from reelspec.testing.verify.attempt import Attempt
from reelspec.testing.verify.changed import with_change
from reelspec.testing.verify.places import JudgedPlace, at, in_words, judged_at, places

MOST_VALUES = 12
"""So many values are tried as the default of one field."""
_SHORT = 40
"""Longer texts are all alike to a rule, but for their length."""
MOST_MODELS = 12
"""So many other models are tried in place of the one that the body names."""

Accepts: TypeAlias = Callable[[Json], bool | None]
"""The verdict on a body; None where it is the spec's."""


@dataclass(frozen=True)
class Hypothesis:
    """A way to judge bodies. words: it after "as if"; kind: those of one kind can be told together.

    rule, path: what it is about, "" where that follows from what it explains. strong: it is told wherever it explains
    something; another one has to explain more than what the refused or accepted bodies have in common. value: of a
    default, its JSON. where: the only field that it speaks of, in words. breaks: what a body that it refuses breaks.
    """

    kind: str
    words: str
    accepts: Accepts
    rule: str = ""
    path: str = ""
    strong: bool = False
    value: str = ""
    where: str = ""
    breaks: Callable[[Json], tuple[str, ...] | None] = lambda body: None


def united(several: Sequence[Hypothesis]) -> Hypothesis:
    """One hypothesis that says of several fields what each of these says of one."""
    first = several[0]
    verdicts = [hypothesis.accepts for hypothesis in several]

    def accepts(body: Json) -> bool | None:
        # Each was contradicted by nothing on its own; a body that several speak of is as the first says.
        return next((accepted for accepts_body in verdicts if (accepted := accepts_body(body)) is not None), None)

    names = [hypothesis.where for hypothesis in several]
    words = f"{first.words.removesuffix(f', in {first.where}')}, in {', '.join(names[:-1])} and {names[-1]}"
    return replace(first, words=words, accepts=accepts, path="", where="")


def any_of(words: Sequence[str]) -> str:
    """`a, b or c`."""
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else words[0]


class Hypotheses:
    """Those about one model. tried: the bodies whose verdicts are to be explained."""

    def __init__(self, model: Model, provider: Provider, tried: Sequence[Attempt]) -> None:
        self.model = model
        self._provider = provider
        self._tried = tried

    @cached_property
    def _judge(self) -> Judge:
        return judge_of(self.model)

    @cached_property
    def _places(self) -> tuple[JudgedPlace, ...]:
        return tuple(places(self.model))

    @cached_property
    def _by_path(self) -> Mapping[str, Schema]:
        return {place.path: place.whole for place in reversed(self._places)}

    def all(self) -> Iterator[Hypothesis]:
        """The likelier first."""
        yield from self._defaults()
        yield from self._readings()
        yield from self._refusals()
        yield from self._unread()
        yield from self._unguarded()
        yield from self._other_models()
        yield from self._other_rules()

    def _defaults(self) -> Iterator[Hypothesis]:
        """An absent field that rules read stands for another value, or for none."""
        for place in self._places:
            scope = scope_of(place.schema, self.model.definitions)
            read = {name for rule in place.whole.rules for name in (*rule.reads, *rule.operator.reads())}
            for name, field in scope.fields.items():
                if name not in read or field.required:
                    continue
                path = f"{place.path}/{escape(name)}"
                known = None if field.default is None else _text(field.default.value)
                listed = field.schema.values() or self._seen(path)
                for value in [
                    listed_value for listed_value in listed if listed_value is not None and _text(listed_value) != known
                ][:MOST_VALUES]:
                    words = f"{in_words(path)} were {_text(value)} when absent"
                    fill = self._filling(place, name, value)
                    yield Hypothesis(
                        "default",
                        words,
                        self._after(fill),
                        "default",
                        path,
                        strong=known is not None,
                        value=_text(value),
                        breaks=self._breaks(fill),
                    )
                if known is not None:
                    words = f"{in_words(path)} had no default"
                    yield Hypothesis(
                        "no default", words, self._without_default(place, name), "default", path, strong=True
                    )

    def _filling(self, place: JudgedPlace, name: str, value: Json) -> Callable[[Json], Json]:
        """A function that gives the objects at a place the field where they have none."""
        fill = _filling(place.path, name, value)
        return lambda body: fill(body) if judged_at(body, place, self.model) else body

    def _breaks(self, change: Callable[[Json], Json]) -> Callable[[Json], tuple[str, ...]]:
        return lambda body: _errors(self._judge, change(body))

    def _seen(self, path: str) -> tuple[Json, ...]:
        values = {
            _text(value): value
            for attempt in self._tried
            if attempt.case.valid
            for value in at(attempt.case.body, path)
        }
        return tuple(value for value in values.values() if not isinstance(value, list | dict))

    def _without_default(self, place: JudgedPlace, name: str) -> Accepts:
        made: list[Judge] = []
        field = place.whole.properties[name]

        def change(schema: Schema) -> Schema:
            inner = schema.properties.get(name)
            if inner is None or inner.node is not field.node:
                return schema
            return replace(schema, properties={**schema.properties, name: replace(inner, default=None)})

        def accepts(body: Json) -> bool | None:
            if all(not isinstance(value, dict) or name in value for value in judged_at(body, place, self.model)):
                return None
            if not made:
                made.append(judge_of(with_change(self.model, change)))
            return not _errors(made[0], body)

        return accepts

    def _readings(self) -> Iterator[Hypothesis]:
        """A value is taken for another one: everywhere, or in one field only."""
        wrongly = [
            attempt.case for attempt in self._tried if attempt.outcome.differs and attempt.outcome.verdict == "accepted"
        ]
        blamed = {general(violation.path, case.body) for case in wrongly for violation in case.violations}
        for kind, rule, words, change in _READINGS:
            strong = kind in ("bytes", "units")
            lenient = kind in _LENIENT
            if lenient and not wrongly:
                continue
            # What only lets more through shows where something was let through.
            paths = [path for path in self._by_path if path and (path in blamed or not lenient)]
            yield Hypothesis(kind, words, self._after(self._rewriting(change, None)), rule, strong=strong)
            for path in paths:
                field = in_words(path)
                accepts = self._after(self._rewriting(change, path))
                yield Hypothesis(kind, f"{words}, in {field}", accepts, rule, path, strong, where=field)

    def _rewriting(self, change: _Change, only: str | None) -> Callable[[Json], Json]:
        schemas = self._by_path

        def rewritten(value: Json, path: str) -> Json:
            if isinstance(value, dict):
                whole = schemas.get(path, _ANYTHING)
                members: dict[str, Json] = {}
                for name, inner in value.items():
                    inner_path = _below(path, name, schemas)
                    if only is not None and not f"{only}/".startswith(f"{inner_path}/"):
                        members[name] = inner
                        continue
                    schema = schemas.get(inner_path)
                    new = inner if only not in (None, inner_path) else change(inner, schema, whole)
                    if new is not _ABSENT:
                        members[name] = rewritten(new, inner_path)
                return members
            if isinstance(value, list):
                inner_path = f"{path}/*"
                schema = schemas.get(inner_path)
                items = [item if only not in (None, inner_path) else change(item, schema, _ANYTHING) for item in value]
                # An item that is absent is no item; fields only can be.
                items = [old if new is _ABSENT else new for old, new in zip(value, items, strict=True)]
                return [rewritten(item, inner_path) for item in items]
            return value

        return lambda body: rewritten(body, "")

    def _after(self, change: Callable[[Json], Json]) -> Accepts:
        def accepts(body: Json) -> bool | None:
            new = change(body)
            return None if new == body and _text(new) == _text(body) else not _errors(self._judge, new)

        return accepts

    def _refusals(self) -> Iterator[Hypothesis]:
        """A kind of value is refused wherever it stands."""
        for kind, rule, words, test in _REFUSALS:
            yield Hypothesis(kind, words, _refusing(test, self._by_path), rule)

    def _unread(self) -> Iterator[Hypothesis]:
        """Nothing inside an object or an array is judged."""
        for path in dict.fromkeys(place.path for place in self._places if place.path and _has_parts(place.whole)):
            yield Hypothesis(
                "unread", f"nothing inside {in_words(path)} were looked at", self._not_below(path), path=path
            )

    def _not_below(self, path: str) -> Accepts:
        def accepts(body: Json) -> bool | None:
            errors = [general(violation.path, body) for violation in self._judge(body) if violation.severity == "error"]
            return True if errors and all(error.startswith(f"{path}/") for error in errors) else None

        return accepts

    def _unguarded(self) -> Iterator[Hypothesis]:
        """A rule is applied where its condition does not hold."""
        for place in self._places:
            scope = scope_of(place.schema, self.model.definitions)
            for rule in place.whole.rules:
                if rule.when is not None and rule.severity == "error":
                    fields = " and ".join(
                        map(in_words, (f"{place.path}/{field_read}" for field_read in fields_read(rule.when)))
                    )
                    words = f"{rule.id} held whatever {fields} is"
                    yield Hypothesis("guard", words, self._always(rule, scope, place), rule.id, place.path)

    def _always(self, rule: Rule, scope: Scope, place: JudgedPlace) -> Accepts:
        def accepts(body: Json) -> bool | None:
            if _errors(self._judge, body):
                return None  # it is refused all the same
            for value in judged_at(body, place, self.model):
                if isinstance(value, dict) and operator_of(rule).fault(value, scope) is not None:
                    return False
            return None

        return accepts

    def _other_models(self) -> Iterator[Hypothesis]:
        """The body is judged as one of another model of the same operation."""
        key = self.model.discriminator
        if key is None:
            return
        own = {*self.model.operations}
        others = [model for model in self._provider.models if model.discriminator == key and own & {*model.operations}]
        for other in [other_model for other_model in others if other_model.name != self.model.name][:MOST_MODELS]:
            breaks = _as_another(other, key, self.model.value)
            words = f"{self.model.name} had the rules of {other.name}"
            yield Hypothesis("model", words, _unless(breaks), key, f"/{escape(key)}", breaks=breaks)

    def _other_rules(self) -> Iterator[Hypothesis]:
        """A rule asks for something else: what it reads decides, and nothing contradicts it."""
        for place in self._places:
            scope = scope_of(place.schema, self.model.definitions)
            for rule in place.whole.rules:
                if rule.severity == "error":
                    reads = dict.fromkeys((*rule.reads, *rule.operator.reads()))
                    accepts = self._another(rule.id, place, _reading(tuple(reads), scope))
                    if accepts is not None:
                        words = f"{rule.id} asked for something else"
                        yield Hypothesis("rule", words, accepts, rule.id, place.path)

    def _another(self, rule: str, place: JudgedPlace, reading: Callable[[Json], str]) -> Accepts | None:
        """The verdict of a rule that refuses whatever reads as an object that was wrongly refused, and accepts likewise; None
        where nothing was refused that reads unlike all that was accepted."""
        read: dict[tuple[bool, bool], set[str]] = {}
        for attempt in self._tried:
            fault = tuple(violation.rule for violation in attempt.case.violations)
            if (
                attempt.outcome.verdict in ("accepted", "refused")
                and set(fault) <= {rule}
                and not attempt.case.warnings
            ):
                seen = read.setdefault((attempt.case.valid, attempt.outcome.verdict == "accepted"), set())
                seen.update(map(reading, judged_at(attempt.case.body, place, self.model)))
        nothing: set[str] = set()
        refused = read.get((True, False), nothing) - read.get((True, True), nothing)
        accepted = read.get((False, True), nothing) - read.get((False, False), nothing)
        if not refused:
            return None

        def accepts(body: Json) -> bool | None:
            readings = {*map(reading, judged_at(body, place, self.model))}
            faults = _errors(self._judge, body)
            if not faults and readings & refused:
                return False
            return True if faults == (rule,) and readings & accepted else None

        return accepts


def _has_parts(schema: Schema) -> bool:
    return schema.items is not None or bool(schema.properties)


def _reading(names: Sequence[str], scope: Scope) -> Callable[[Json], str]:
    """A function that says what a rule sees of an object in the fields of these names: of long texts no more than how long
    they are, and of what is absent or null its default."""

    def seen(value: Json) -> Json:
        if isinstance(value, list):
            return [seen(inner) for inner in value]
        if isinstance(value, dict):
            return {name: seen(inner) for name, inner in sorted(value.items())}
        return len(value) if isinstance(value, str) and ("://" in value or len(value) > _SHORT) else value

    def reading(body: Json) -> str:
        fields: dict[str, Json] = {}
        for name in names:
            field = scope.fields.get(name)
            value = body.get(name) if isinstance(body, dict) else None
            if value is None and field is not None and field.default is not None:
                value = field.default.value
            fields[name] = seen(value)
        return _text(fields)

    return reading


def _errors(judge: Judge, body: Json) -> tuple[str, ...]:
    """The rules and keywords for which the judge refuses the body."""
    return tuple(dict.fromkeys(violation.rule for violation in judge(body) if violation.severity == "error"))


def _as_another(other: Model, key: str, name: str) -> Callable[[Json], tuple[str, ...] | None]:
    """A function that says what a body of the model of that name breaks as one of the other model; None of any other body."""
    made: list[Judge] = []

    def breaks(body: Json) -> tuple[str, ...] | None:
        if not isinstance(body, dict) or body.get(key) != name:
            return None
        made[:] = made or [judge_of(other)]
        return _errors(made[0], {**body, key: other.name})

    return breaks


def _unless(breaks: Callable[[Json], tuple[str, ...] | None]) -> Accepts:
    def accepts(body: Json) -> bool | None:
        broken = breaks(body)
        return None if broken is None else not broken

    return accepts


def _below(path: str, name: str, schemas: Mapping[str, Schema]) -> str:
    """The path of a field, with `*` where the spec speaks of fields of any name."""
    named, any_name = f"{path}/{escape(name)}", f"{path}/*"
    return any_name if named not in schemas and any_name in schemas else named


def _text(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)


def _filling(path: str, name: str, value: Json) -> Callable[[Json], Json]:
    """A function that gives the objects at the path the field where they have none."""

    def filled(body: Json, steps: Sequence[str]) -> Json:
        if not steps:
            return {**body, name: value} if isinstance(body, dict) and name not in body else body
        step, *rest = steps
        if isinstance(body, list) and step == "*":
            return [filled(item, rest) for item in body]
        if isinstance(body, dict):
            return {key: filled(member, rest) if step in ("*", escape(key)) else member for key, member in body.items()}
        return body

    return lambda body: filled(body, path.split("/")[1:])


# Readings: (kind, the keyword that is about, words after "as if", the change of one value)

_ABSENT: Json = "\0absent"
_ANYTHING = Schema()
_Change: TypeAlias = Callable[[Json, Schema | None, Schema], Json]
"""A value as the server takes it. Its schema, None for a field that has none; that of the object around it."""


def _types(schema: Schema | None) -> tuple[str, ...]:
    return () if schema is None else schema.value_types() or ()


def _unquoted(value: Json, schema: Schema | None, around: Schema) -> Json:
    types = _types(schema)
    if not isinstance(value, str) or "string" in types or not {"number", "integer", "boolean"} & {*types}:
        return value
    try:
        read: Json = json.loads(value)
    except ValueError:
        return value
    return read if isinstance(read, int | float) else value


def _quoted(value: Json, schema: Schema | None, around: Schema) -> Json:
    types = _types(schema)
    number = (
        isinstance(value, int | float)
        and "string" in types
        and not any(has_type(value, type_name) for type_name in types)
    )
    return _text(value) if number else value


def _folded(value: Json, schema: Schema | None, around: Schema) -> Json:
    listed = [
        listed_value
        for listed_value in (schema.values() if schema is not None else None) or ()
        if isinstance(listed_value, str)
    ]
    if not isinstance(value, str) or value in listed:
        return value
    return next((listed_value for listed_value in listed if listed_value.casefold() == value.casefold()), value)


def _trimmed(value: Json, schema: Schema | None, around: Schema) -> Json:
    return value.strip() if isinstance(value, str) else value


def _null_absent(value: Json, schema: Schema | None, around: Schema) -> Json:
    return _ABSENT if value is None and schema is not None and "null" not in _types(schema) else value


def _empty_absent(value: Json, schema: Schema | None, around: Schema) -> Json:
    return _ABSENT if value == "" and schema is not None else value


def _no_items_absent(value: Json, schema: Schema | None, around: Schema) -> Json:
    return _ABSENT if value == [] and schema is not None else value


def _falsy_absent(value: Json, schema: Schema | None, around: Schema) -> Json:
    return _ABSENT if not value and schema is not None else value


def _unknown_absent(value: Json, schema: Schema | None, around: Schema) -> Json:
    return _ABSENT if schema is None and around.properties else value


def _one_as_list(value: Json, schema: Schema | None, around: Schema) -> Json:
    return [value] if _types(schema) == ("array",) and isinstance(value, str | int | float | dict) else value


def _truth_as_number(value: Json, schema: Schema | None, around: Schema) -> Json:
    types = {*_types(schema)}
    return int(value) if isinstance(value, bool) and types & {"integer", "number"} and "boolean" not in types else value


def _cut(value: Json, schema: Schema | None, around: Schema) -> Json:
    types = {*_types(schema)}
    whole = "integer" in types and "number" not in types
    return int(value) if isinstance(value, float) and whole and abs(value) < 1e300 else value


def _counted(units: Callable[[str], int]) -> _Change:
    def change(value: Json, schema: Schema | None, around: Schema) -> Json:
        bounded = schema is not None and schema.values() is None and (schema.max_length or schema.min_length)
        if not isinstance(value, str) or value.isascii() or not bounded:
            return value
        return "a" * units(value)

    return change


_READINGS: tuple[tuple[str, str, str, _Change], ...] = (
    ("unquoted", "type", "numbers in quotes were numbers", _unquoted),
    ("quoted", "type", "numbers were texts", _quoted),
    ("case", "enum", "capital and small letters were the same", _folded),
    ("null", "type", "null were absent", _null_absent),
    ("unknown", "additionalProperties", "unknown fields were absent", _unknown_absent),
    ("list", "type", "one value were a list of one", _one_as_list),
    ("truth", "type", "true were 1 and false 0", _truth_as_number),
    ("cut", "type", "what follows the decimal point did not count", _cut),
    ("bytes", "maxLength", "lengths were in bytes", _counted(lambda text: len(text.encode("utf-8", "surrogatepass")))),
    (
        "units",
        "maxLength",
        "lengths were in UTF-16 units",
        _counted(lambda text: len(text.encode("utf-16-le", "surrogatepass")) // 2),
    ),
    ("blanks", "enum", "blanks around a text did not count", _trimmed),
    ("empty", "minLength", "an empty text were absent", _empty_absent),
    ("no items", "minItems", "an empty list were absent", _no_items_absent),
    ("falsy", "type", "false, 0 and whatever is empty were absent", _falsy_absent),
)

_LENIENT = ("unquoted", "quoted", "case", "null", "unknown", "list", "truth", "cut")
"""Readings that refuse nothing that is legal."""

_REFUSALS: tuple[tuple[str, str, str, Callable[[Json, Schema | None], bool]], ...] = (
    ("no null", "type", "null were nowhere allowed", lambda value, schema: value is None),
    ("no empty", "minLength", "an empty text were nowhere allowed", lambda value, schema: value == ""),
    ("no empty list", "minItems", "an empty list were nowhere allowed", lambda value, schema: value == []),
    (
        "no strangers",
        "additionalProperties",
        "fields that the spec does not list were refused",
        lambda value, schema: schema is None,
    ),
    (
        "no letters",
        "pattern",
        "texts could only be ASCII",
        lambda value, schema: isinstance(value, str) and not value.isascii(),
    ),
)


def _refusing(test: Callable[[Json, Schema | None], bool], schemas: Mapping[str, Schema]) -> Accepts:
    def inside(value: Json, path: str) -> Iterable[tuple[Json, str]]:
        if path:
            yield value, path
        if isinstance(value, dict):
            for name, inner in value.items():
                yield from inside(inner, _below(path, name, schemas))
        elif isinstance(value, list):
            for inner in value:
                yield from inside(inner, f"{path}/*")

    return lambda body: False if any(test(inner, schemas.get(path)) for inner, path in inside(body, "")) else None
