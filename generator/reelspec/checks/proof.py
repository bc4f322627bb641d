"""What the schemas of fields prove of a rule without a search: that it never fires, that nothing breaks it or keeps it.

Bounds of numbers, lengths and counts are held against each other, one field at a time; what a guard says of a field counts as
said by the field. Nothing is claimed that does not hold for every object: where a schema says more than is understood here,
all is possible.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from reelspec.checks.intervals import Interval, bounds_of_type, related
from reelspec.language.contract.keywords import BOUNDS
from reelspec.language.contract.operator import operator_of
from reelspec.language.contract.schema import (
    TYPES,
    All,
    Any,
    Condition,
    Constant,
    Constantly,
    Contains,
    Definitions,
    Matches,
    Not,
    Present,
    Rule,
    Schema,
    Within,
    keywords_of,
)
from reelspec.language.contract.scope import Field, Scope, resolved
from reelspec.language.rules.equality import multiple
from reelspec.language.rules.evaluate import UNKNOWN, accepts, at_default, test
from reelspec.language.rules.operators import known
from reelspec.language.rules.operators.combinations import Combinations
from reelspec.language.rules.operators.compare import Compare
from reelspec.language.rules.operators.limit import Limit
from reelspec.language.rules.operators.must import Must, parts_of
from reelspec.language.rules.operators.presence import always_present
from reelspec.language.rules.operators.table import Table

Truths: TypeAlias = frozenset[bool | None]
EVERY: Truths = frozenset((True, False, None))
_UNDERSTOOD = ("type", "multipleOf", *(keyword.name for keyword in BOUNDS if keyword.measure != "matches"))
"""Of a test that says anything else, it is never said that all values of a field pass it."""
MOST_PRESENCES = 12
"""Of up to so many fields, every choice of which are there is tried."""


class Outcomes(NamedTuple):
    """What a rule may do, as far as nothing proves otherwise: fire, and when it fires, be kept and be broken."""

    fires: bool = True
    kept: bool = True
    broken: bool = True


def outcomes(rule: Rule, scope: Scope) -> Outcomes:
    """What the rule may do for objects whose fields are all accepted."""
    if rule.when is not None:
        if not possible(rule.when, scope):
            return Outcomes(fires=False)
        scope = assuming(rule.when, scope)
    match operator := known(rule.operator):
        case Must(condition):
            return Outcomes(kept=may_be_kept(condition, scope), broken=False in truths(condition, scope))
        case Table():
            rows = [(row, assuming(row.keys, scope)) for row in operator.rows if possible(row.keys, scope)]
            return Outcomes(broken=any(False in truths(row.cells, there) for row, there in rows))
        case Limit():
            least, most = operator.reach(scope)
            return Outcomes(kept=operator.allows(least, most), broken=not operator.allows_all(least, most))
        case Compare():
            kept, broken = related(operator, scope)
            return Outcomes(kept=kept, broken=broken)
        case Combinations(of, by, allow) if by is not None:
            (array,) = of
            sized = [combination for combination in allow if _fits(len(combination), scope.fields[array].schema)]
            return Outcomes(kept=bool(sized) or not always_present(of, scope))
        case _ if operator.presence() or isinstance(operator, Combinations):
            return _by_presence(rule, scope)
        case _:
            return Outcomes()


def may_be_kept(demand: Condition, scope: Scope) -> bool:
    """Some object may fulfil the demand or leave it unknown."""
    return all(truths(part, scope) != frozenset((False,)) for part in parts_of(demand))


def possible(condition: Condition, scope: Scope) -> bool:
    """The condition may be true for some object."""
    for part in parts_of(condition):
        if True not in truths(part, scope):
            return False
        scope = assuming(part, scope)
    return True


def truths(condition: Condition, scope: Scope) -> Truths:
    """The truths that the condition may have, each part by itself."""
    match condition:
        case Constantly(value):
            return frozenset((value,))
        case Not(part):
            return frozenset(None if truth is None else not truth for truth in truths(part, scope))
        case All(parts):
            return _joined([truths(part, scope) for part in parts], True)
        case Any(parts):
            return _joined([truths(part, scope) for part in parts], False)
        case Present(name):
            return frozenset((True,) if always_present((name,), scope) else (True, False))
        case Matches() | Contains() | Within():
            field = scope.fields[condition.field]
            possible = _given(condition, field, scope)
            if not always_present((condition.field,), scope):
                possible |= {at_default(condition, field, scope)}
            return possible


def _joined(several: list[Truths], end: bool) -> Truths:
    """Of `All` (end True) and `Any` (end False)."""
    joined: set[bool | None] = set()
    if all(end in possible for possible in several):
        joined.add(end)
    if any((not end) in possible for possible in several):
        joined.add(not end)
    if any(None in possible for possible in several) and all(possible & {end, None} for possible in several):
        joined.add(None)
    return frozenset(joined)


def _given(leaf: Matches | Contains | Within, field: Field, scope: Scope) -> Truths:
    """The truths that a test may have for a value that its field accepts."""
    schema = field.schema
    values = schema.values()
    if values is not None:
        left = [value for value in values if not (value is None and field.nullable)]
        return frozenset(test(leaf, value, scope) for value in left if accepts(schema, scope.definitions, value))
    kinds = {kind for kind in schema.types or TYPES if not (kind == "null" and field.nullable)}
    match leaf:
        case Matches(_, wanted):
            accepted = not disjoint(schema, wanted, scope.definitions)
            refused = not covered(schema, wanted, scope.definitions)
            return frozenset([True] * accepted + [False] * refused)
        case Within(name, inner):
            return truths(inner, scope.inside(name)) | (frozenset() if kinds == {"object"} else {None})
        case Contains(name, inner):
            item = None if schema.items is None else resolved(schema.items, scope.definitions)
            if kinds != {"array"} or item is None or item.types != ("object",) or schema.prefix_items:
                return EVERY
            each = truths(inner, scope.items_of(name))
            if schema.max_items == 0:
                return frozenset((False,))
            return each if schema.min_items else each | {False}


def assuming(condition: Condition, scope: Scope) -> Scope:
    """The scope of the objects for which the condition is true: what it says of single fields is said by the fields."""
    fields = dict(scope.fields)
    for part in parts_of(condition):
        if not isinstance(part, Matches | Present | Contains | Within):
            continue
        field = fields[part.field]
        if isinstance(part, Present) or at_default(part, field, scope) is not True:
            field = field._replace(required=True, nullable=False)
        if isinstance(part, Matches):
            field = field._replace(schema=_narrowed(field.schema, part.schema, scope.definitions))
        fields[part.field] = field
    return replace(scope, fields=fields)


def _narrowed(schema: Schema, wanted: Schema, definitions: Definitions) -> Schema:
    """The schema with what the test says as well, as far as values and bounds go."""
    values = schema.values() or wanted.values()
    if values is not None:
        left = tuple(
            value for value in values if accepts(schema, definitions, value) and accepts(wanted, definitions, value)
        )
        return replace(schema, enum=left, const=Constant(left[0]) if len(left) == 1 else None, types=None)
    tighter: dict[str, object] = {}
    for keyword, bound in keywords_of(wanted):
        if keyword.side is not None and keyword.measure != "matches":
            own = getattr(schema, keyword.attribute)
            inner = max if keyword.side == "least" else min
            tighter[keyword.attribute] = bound if own is None else inner(own, bound)
    types = schema.types
    if wanted.types is not None:
        types = tuple(kind for kind in types or TYPES if _is_of(kind, wanted.types)) or wanted.types
    return replace(schema, types=types, **tighter)  # type: ignore[arg-type]


def disjoint(schema: Schema, wanted: Schema, definitions: Definitions) -> bool:
    """No value is accepted by both."""
    if wanted.boolean is not None:
        return not wanted.boolean
    listed = wanted.values()
    if listed is not None and not any(accepts(schema, definitions, value) for value in listed):
        return True
    if all(_apart(kind, schema, wanted) for kind in schema.types or TYPES):
        return True
    return any(
        several and all(disjoint(choice, wanted, definitions) for choice in several)
        for several in _choices(schema, definitions)
    )


def covered(schema: Schema, wanted: Schema, definitions: Definitions) -> bool:
    """Every value that the schema accepts is accepted by what is wanted."""
    if wanted.boolean is not None:
        return wanted.boolean
    understood = {keyword.attribute: value for keyword, value in keywords_of(wanted) if keyword.name in _UNDERSTOOD}
    if wanted != Schema(annotations=wanted.annotations, source=wanted.source, **understood):
        return False
    if all(_within(kind, schema, wanted) for kind in schema.types or TYPES):
        return True
    values = schema.values()
    if values is not None:
        return all(accepts(wanted, definitions, value) for value in values)
    return any(
        several and all(covered(choice, wanted, definitions) for choice in several)
        for several in _choices(schema, definitions)
    )


def _choices(schema: Schema, definitions: Definitions) -> Iterator[list[Schema]]:
    """The schemas of which one must accept what the schema accepts."""
    for several in (schema.any_of, schema.one_of):
        yield [resolved(branch, definitions) for branch in several]


def _is_of(kind: str, types: Iterable[str]) -> bool:
    return kind in types or (kind == "integer" and "number" in types)


def _apart(kind: str, schema: Schema, wanted: Schema) -> bool:
    """No value of the type is accepted by both."""
    if (
        wanted.types is not None
        and not _is_of(kind, wanted.types)
        and not (kind == "number" and "integer" in wanted.types)
    ):
        return True
    return bounds_of_type(schema, kind).meets(bounds_of_type(wanted, kind)) is False


def _within(kind: str, schema: Schema, wanted: Schema) -> bool:
    """Every value of the type that the schema accepts is accepted by what is wanted, which says nothing but bounds."""
    if wanted.types is not None and not _is_of(kind, wanted.types):
        return False
    if kind in ("integer", "number") and wanted.multiple_of is not None:
        own = schema.multiple_of if schema.multiple_of is not None else 1 if kind == "integer" else None
        if own is None or not multiple(own, wanted.multiple_of):
            return False
    return bounds_of_type(schema, kind).inside(bounds_of_type(wanted, kind))


def _fits(size: int, schema: Schema) -> bool:
    return bounds_of_type(schema, "array").meets(Interval.of(size))


def _by_presence(rule: Rule, scope: Scope) -> Outcomes:
    """Of a rule that asks only which fields are there: every choice of them is tried."""
    names = rule.operator.reads()
    if len(names) > MOST_PRESENCES:
        return Outcomes()
    options = [(True,) if always_present((name,), scope) else (True, False) for name in names]
    bodies = [
        {name: UNKNOWN for name, there in zip(names, presence, strict=True) if there}
        for presence in itertools.product(*options)
    ]
    faults = [operator_of(rule).fault(body, scope) is not None for body in bodies]
    return Outcomes(kept=not all(faults), broken=any(faults))
