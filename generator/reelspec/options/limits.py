"""The limits of a field's values, as JSON Schema: all that it says of itself, and narrower ones for some of its classes.

Called by `ties`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from reelspec.cases.boundary_values import holds_integers
from reelspec.codegen.json_schema import RuleDefinitions
from reelspec.language.contract.keywords import BY_NAME, KEYWORDS, Keyword, bounds
from reelspec.language.contract.operator import NotCarried, operator_of
from reelspec.language.contract.schema import Definitions, Rule, Schema
from reelspec.language.contract.scope import Scope
from reelspec.language.rules.lowering import schema_json
from reelspec.language.source.node import Json
from reelspec.options.classes import Answers, Classes

Limits = dict[str, Json]
_MARK = "\0"
"""What references begin with while they are looked for: a field may be called as the keyword is."""
MOST_CHARACTERS = 4_000
"""What a field says of itself is shown to this length; of what is longer, no more than types and bounds are."""
MOST_REFERENCES = 200
DEEPEST = 10
"""So many references of one field, one inside the other so deep, are written out."""
_MERGED = ("types", "number", "factor", "count", "pattern", "flag")
_BOUNDS = tuple(keyword.name for keyword in KEYWORDS if keyword.shape in _MERGED and keyword.needs is None)
"""Keywords that judge a value by themselves, whatever stands beside them."""


def own_limits(declared: Sequence[Schema], definitions: Definitions) -> Limits:
    """What the schemas of a field say of its values, with what they refer to in its place. What refers to itself is left out,
    and so is what is referred to beyond `MOST_REFERENCES` and `DEEPEST`."""
    left = iter(range(MOST_REFERENCES))
    parts = [_whole(schema, definitions, left) for schema in declared]
    if len(json.dumps(parts)) > MOST_CHARACTERS:
        parts = [{name: value for name, value in part.items() if name in _BOUNDS} for part in parts]
    return _joined({}, parts) if len(parts) > 1 else parts[0]


def _whole(schema: Schema, definitions: Definitions, left: Iterator[int], via: tuple[str, ...] = ()) -> Limits:
    """A schema as JSON, its rules and references in place."""
    rules = RuleDefinitions(definitions)

    def entries(inner: Schema, at: str) -> list[Json]:
        return [
            rules.defs[str(entry["$ref"]).rpartition("/")[2]]
            for entry in rules.entries(inner, at)
            if isinstance(entry, dict)
        ]

    lowered = schema_json(schema, rules=entries, reference=_MARK.__add__, annotations=False)
    made: Limits = lowered if isinstance(lowered, dict) else {} if lowered else {"not": {}}
    written = _referring(made, definitions, left, via)
    assert isinstance(written, dict)
    return written


def _referring(value: Json, definitions: Definitions, left: Iterator[int], via: tuple[str, ...]) -> Json:
    """The JSON of a schema with what it refers to in the place of references."""
    if isinstance(value, list):
        return [_referring(inner, definitions, left, via) for inner in value]
    if not isinstance(value, dict):
        return value
    marked = value.get("$ref")
    if not isinstance(marked, str) or not marked.startswith(_MARK):
        return {key: _referring(inner, definitions, left, via) for key, inner in value.items()}
    name = marked.removeprefix(_MARK)
    rest = {key: _referring(inner, definitions, left, via) for key, inner in value.items() if key != "$ref"}
    is_over = name in via or len(via) >= DEEPEST or next(left, None) is None
    target = {} if is_over else _whole(definitions[name], definitions, left, (*via, name))
    if target.keys() & rest.keys():
        return {**rest, "allOf": [target, *_listed(rest.get("allOf"))]}
    return {**target, **rest}


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def limits_of(field: Classes, declared: Sequence[Schema], scope: Scope) -> tuple[Limits, tuple[Limits | None, ...]]:
    """The limits of a field, its own rules among them, and those of each of its classes; None for the class that is absent,
    and where those of the whole field are all that can be said. A list of values says all itself."""
    if field.values is not None:
        return {}, (None,) * len(field.classes)
    own = own_limits(declared, scope.definitions)
    own = _joined(own, [part for rule in field.own if isinstance(part := _fragment(rule, field.name, scope), dict)])
    fragments = [_fragment(question, field.name, scope) for question in field.questions]
    every = frozenset(answers for group in field.classes for answers in group.answers)
    whole = all(holds_integers(schema) for schema in declared)
    return own, tuple(
        _narrowed(own, group.answers, every, fragments, whole=whole)
        if group.answers and group.answers != every
        else None
        for group in field.classes
    )


def _narrowed(
    own: Limits, answers: frozenset[Answers], every: Iterable[Answers], fragments: Sequence[Json], *, whole: bool
) -> Limits | None:
    """The limits of values with these answers among all that there are."""
    fixed = _common(answers, fragments)
    others = [
        other for other in every if other not in answers and all(other[at] == truth for at, truth in fixed.items())
    ]
    parts = [_demand(fragments[at], truth, whole=whole) for at, truth in fixed.items()]
    if others:
        several: list[Json] = []
        for each in sorted(answers):
            demands = [_demand(fragments[at], truth, whole=whole) for at, truth in _common([each], fragments).items()]
            several.append(dict(_joined({}, demands)))
        if not all(several):
            return None
        parts.append({"anyOf": several})
    limits = _joined(own, parts)
    return None if limits == own else limits


def _common(answers: Iterable[Answers], fragments: Sequence[Json]) -> dict[int, bool]:
    """The questions that all answer alike, of those that a schema can say, with that answer."""
    several = list(answers)
    common: dict[int, bool] = {}
    for at, fragment in enumerate(fragments):
        truths = {each[at] for each in several}
        if isinstance(fragment, dict) and len(truths) == 1:
            common[at] = truths.pop()
    return common


def _fragment(question: Rule, name: str, scope: Scope) -> Json:
    """What a question asks, as a schema of the field's value; None where a schema cannot say it."""
    lowered = operator_of(question).lower(scope)
    if isinstance(lowered, NotCarried) or not isinstance(lowered, dict) or question.when is not None:
        return None
    negated = lowered.get("not") if set(lowered) == {"not"} else None
    fragment = _of_value(lowered if negated is None else negated, name)
    if not isinstance(fragment, dict):
        return None
    # The type that a test implies is the field's own.
    types = set(scope.fields[name].schema.types or ())
    implied = str(fragment.get("type"))
    if types and types <= {implied, *(["integer"] if implied == "number" else [])}:
        fragment = {key: value for key, value in fragment.items() if key != "type"}
    if negated is None:
        return fragment
    inner = fragment.get("not") if set(fragment) == {"not"} else None
    return inner if isinstance(inner, dict) else {"not": fragment}


def _of_value(schema: Json, name: str) -> Json:
    """The schema of a field in the schema of the object that speaks of that field alone."""
    if not isinstance(schema, dict) or not set(schema) <= {"properties", "required"}:
        return None
    fields = schema.get("properties")
    return fields.get(name) if isinstance(fields, dict) and set(fields) == {name} else None


def _demand(fragment: Json, truth: bool, *, whole: bool) -> Limits:
    """The fragment, or its opposite: of a single bound that is a bound of the other side."""
    assert isinstance(fragment, dict)
    inner = fragment.get("not") if set(fragment) == {"not"} else None
    if isinstance(inner, dict):
        fragment, truth = inner, not truth
    if truth:
        return fragment
    if len(fragment) == 1:
        (name,) = fragment
        keyword = BY_NAME.get(name)
        bound = fragment[name]
        if keyword is not None and keyword.side is not None and not keyword.needs and isinstance(bound, int | float):
            return _beyond(keyword, bound, whole=whole or keyword.measure != "number")
    return {"not": fragment}


def _beyond(keyword: Keyword, bound: int | float, *, whole: bool) -> Limits:
    """What a bound refuses, as a bound of the other side. whole: of whole numbers."""
    assert keyword.measure is not None
    inclusive, *exclusive = bounds(keyword.measure, "most" if keyword.side == "least" else "least")
    if whole and bound % 1 == 0:
        return {inclusive.name: keyword.beyond(bound)}
    # Of a bound that is accepted what lies beyond it begins after it.
    opposite = inclusive if keyword.exclusive or not exclusive else exclusive[0]
    return {opposite.name: bound}


def _joined(own: Limits, parts: Iterable[Limits]) -> Limits:
    """One schema of all that holds: the tighter of two bounds, and beside each other what cannot be one."""
    joined = dict(own)
    apart: list[Json] = [*_listed(joined.pop("allOf", None))]
    for part in parts:
        tighter = {name: _tighter(name, joined.get(name), value) for name, value in part.items()}
        if all(name in _BOUNDS for name in part) and all(value is not None for value in tighter.values()):
            joined.update(tighter)
        elif part not in apart:
            apart.append(part)
    return {**joined, "allOf": apart} if apart else joined


def _tighter(name: str, known: Json, value: Json) -> Json:
    """The demand of two of one keyword; None where they cannot be one."""
    side = BY_NAME[name].side if name in BY_NAME else None
    if known is None or known == value:
        return value
    if side is not None and isinstance(known, int | float) and isinstance(value, int | float):
        return max(known, value) if side == "least" else min(known, value)
    return None
