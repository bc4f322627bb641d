"""Values of scalar fields: one for each way in which keywords and tests tell values apart, and both sides of every limit.

Called by `space`. A domain is complete when every value that the field accepts is one to all tests with one of its values.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from reelspec.cases.distinctions import Probe, parts_of
from reelspec.cases.sizes import sized
from reelspec.cases.texts import matching, missing, plausible
from reelspec.language.contract.keywords import KEYWORDS, SIDES, Keyword, Side, applied_to, bounds
from reelspec.language.contract.schema import Definitions, Number, Schema, bounds_of, is_said, keywords_of
from reelspec.language.rules.equality import is_number
from reelspec.language.rules.evaluate import accepts
from reelspec.language.source.node import Json
from reelspec.language.source.values import as_json, fraction_of, has_type

MOST_MULTIPLES = 1_000
"""Up to so many multiples of a number are all tried."""
HALF = Fraction(1, 2)
MOST_OPEN = 24
"""So many values are tried of a field that something computes with."""


class Domain(NamedTuple):
    """The values that are tried for a field, the most plausible first."""

    values: tuple[Json, ...]
    complete: bool


def scalars(
    schema: Schema, definitions: Definitions, probe: Probe, name: str, words: tuple[str, ...] = (), number: int = 1
) -> Domain:
    """The domain of a field of booleans, numbers, texts or listed values; null where the field admits nothing else."""
    finite = schema.values()
    if finite is not None:
        return Domain(tuple(value for value in finite if accepts(schema, definitions, value)), True)
    candidates: list[Json] = []
    complete = not probe.open and not combines(schema)
    types = schema.types or ("string", "integer", "number", "boolean")
    if schema.default is not None and not isinstance(schema.default.value, list | dict):
        candidates.append(schema.default.value)
    tests = [part for test in probe.tests for part in parts_of(test)]
    for kind in types:
        if kind == "boolean":
            candidates += [True, False]
        elif kind in ("integer", "number"):
            candidates += _numbers(schema, tests, kind)
        elif kind == "string":
            candidates += _texts(schema, tests, name, words, number)
        elif kind == "null":
            candidates.append(None)
    for part in (*schema.any_of, *schema.one_of):
        candidates += scalars(part, definitions, probe, name, words, number).values
    for test in tests:
        candidates += test.values() or ()
    complete = complete and schema.types is not None
    listed = () if schema.multiple_of is None else tuple(_multiples(schema, types))
    candidates += listed
    complete = complete and all(_is_exhausted(test, types) for test in tests)
    complete = complete and (schema.multiple_of is None or bool(listed))
    accepted = distinct(value for value in candidates if accepts(schema, definitions, value))
    kept = accepted[:MOST_OPEN] if probe.open else _different(accepted, probe.tests, definitions)
    kept = distinct((*kept, *(value for value in probe.worth if accepts(schema, definitions, value))))
    if "string" in types:
        complete = complete and _texts_exhausted(schema, probe, tests, kept)
    return Domain(kept, complete)


def limit_sides(
    schema: Schema, definitions: Definitions, name: str, words: tuple[str, ...] = ()
) -> Iterator[tuple[str, Number, Json]]:
    """The accepted values at the limits of a number or a text: (the keyword that it shows, the number or size, the value)."""
    for side in SIDES:
        last = _innermost(schema, side)
        innermost = None if last is None else _written(schema).get(last, as_json(last))
        if innermost is not None and accepts(schema, definitions, innermost):
            yield bounds("number", side)[0].name, innermost, innermost
    if schema.multiple_of is not None:
        # One that is not a multiple of twice as much.
        of = fraction_of(schema.multiple_of)
        first = math.ceil((_innermost(schema, "least") or of) / of)
        odd = as_json((first if first % 2 else first + 1) * of)
        if accepts(schema, definitions, odd):
            yield "multipleOf", odd, odd
    base = plausible(schema, name, words)
    for keyword, bound in bounds_of(schema, "string"):
        if schema.types is None or "string" in schema.types:
            size, matches = int(keyword.within(bound)), matching(schema.pattern or "")
            repeated = ((text * size)[:size] for text in matches if text and size < 5_000)
            for text in (*(sized(start, size, keyword) for start in (base, *matches)), *repeated):
                if accepts(schema, definitions, text):
                    yield keyword.name, size, text
                    break
    fraction = as_json((_innermost(schema, "least") or 0) + HALF)
    if "number" in (schema.types or ()) and accepts(schema, definitions, fraction):
        yield "type", fraction, fraction


def distinct(values: Iterable[Json]) -> tuple[Json, ...]:
    """The values, none twice; 1 and true are two."""
    first: dict[object, Json] = {}
    for value in values:
        first.setdefault(_same(value), value)
    return tuple(first.values())


def _same(value: Json) -> object:
    """A key that two values share when they are equal JSON values."""
    if isinstance(value, bool):
        return "true" if value else "false", None
    if isinstance(value, list):
        return ("list", *map(_same, value))
    if isinstance(value, dict):
        return frozenset((name, _same(member)) for name, member in value.items())
    return value


def _different(values: tuple[Json, ...], tests: list[Schema], definitions: Definitions) -> tuple[Json, ...]:
    """The first of the values for each way in which the tests can turn out."""
    first: dict[tuple[bool, ...], Json] = {}
    for value in values:
        first.setdefault((value is None, *(accepts(test, definitions, value) for test in tests)), value)
    return tuple(first.values())


def _numbers(schema: Schema, tests: list[Schema], kind: str) -> list[Json]:
    written = _written(schema, *tests)
    numbers: list[Fraction] = []
    low, high = (_innermost(schema, side) for side in SIDES)
    # Where tests have bounds, what stands for a way in which they turn out is the value next to the bound.
    for test in tests:
        for keyword, bound in bounds_of(test, "number"):
            numbers += beside(keyword, bound, schema)
    if low is not None and high is not None:
        numbers.append(Fraction((low + high) // 2))
    numbers += map(Fraction, (42, 5, 1, 0))
    ordered = sorted(written)
    for limit in ordered:
        numbers += [limit, limit - _step(limit, kind), limit + _step(limit, kind)]
    if kind == "number":
        numbers += [(low + high) / 2 for low, high in pairwise(ordered)]
    for factor in [part.multiple_of for part in (schema, *tests) if part.multiple_of is not None]:
        of = fraction_of(factor)
        numbers += [of, of * 2, of * (((low or 0) // of) + 1), of * ((high or of) // of), of + 1]
    return [written.get(number, as_json(number)) for number in numbers if kind == "number" or number.denominator == 1]


def _written(*schemas: Schema) -> dict[Fraction, Number]:
    """The bounds and listed numbers of schemas, each as it is written there."""
    bounds = [bound for schema in schemas for _, bound in bounds_of(schema, "number")]
    listed = [value for schema in schemas for value in schema.values() or () if is_number(value)]
    return {fraction_of(number): number for number in (*bounds, *listed)}


def _multiples(schema: Schema, types: tuple[str, ...]) -> Iterator[Json]:
    """All whole numbers between the bounds of a field of integers that are multiples as it says; none where there are many."""
    low, high = (_innermost(schema, side) for side in SIDES)
    of = schema.multiple_of
    if "integer" not in types or "number" in types or not isinstance(of, int) or low is None or high is None:
        return
    first = -(-low // of)
    if high // of - first < MOST_MULTIPLES:
        yield from (number * of for number in range(first, high // of + 1))


def _texts(schema: Schema, tests: list[Schema], name: str, words: tuple[str, ...], number: int) -> list[Json]:
    base = plausible(schema, name, words, number)
    candidates: list[Json] = [base]
    patterns = [part.pattern for part in (schema, *tests) if part.pattern is not None]
    for pattern in patterns:
        for text in matching(pattern):
            candidates += [f"{text} {base[:1].lower()}{base[1:]}", f"{base} {text}", text]
        candidates += missing(pattern)
    for part in (schema, *tests):
        for keyword, bound in bounds_of(part, "string"):
            candidates += [sized(base, max(bound + more, 0), keyword) for more in (0, -1, 1)]
    for keyword, bound in bounds_of(schema, "string"):
        if keyword.side == "least" and schema.pattern is not None:
            candidates += [sized(text, int(keyword.within(bound)), keyword) for text in matching(schema.pattern)]
    return candidates


_COMBINED = tuple(keyword.attribute for keyword in applied_to("value") if keyword.name != "allOf")


def combines(schema: Schema) -> bool:
    """Other schemas judge the same value, those of `allOf` aside, which `resolved` has merged in."""
    return any(is_said(getattr(schema, name)) for name in _COMBINED)


_EXHAUSTED = frozenset(
    [keyword.name for keyword in KEYWORDS if keyword.measure in ("number", "length")]
    + ["type", "const", "enum", "pattern", "not", "allOf", "anyOf", "oneOf"]
)
"""Keywords of which the values made show all that they can tell apart. Of any other one nobody claims it."""


def _is_exhausted(test: Schema, types: tuple[str, ...]) -> bool:
    """The values made for this test show everything that it can tell apart."""
    shown = {keyword.attribute: value for keyword, value in keywords_of(test) if keyword.name in _EXHAUSTED}
    plain = Schema(boolean=test.boolean, annotations=test.annotations, source=test.source, **shown)
    return test == plain


def _texts_exhausted(schema: Schema, probe: Probe, tests: list[Schema], kept: tuple[Json, ...]) -> bool:
    """There is a text for every way in which the tests can turn out. How two patterns meet is not known."""
    if not kept:
        return False
    if not tests or (schema.pattern is None and all(test.pattern is None for test in tests)):
        return True
    different: list[Schema] = []
    for test in probe.tests:
        if test not in different:
            different.append(test)
    return len(different) == 1 and sum(text is not None for text in kept) == 2


def holds_integers(schema: Schema) -> bool:
    """The numbers that a schema admits are integers."""
    return "integer" in (schema.types or ()) and "number" not in (schema.types or ())


def beside(keyword: Keyword, bound: Number, schema: Schema) -> tuple[Fraction, Fraction]:
    """The last number that a bound accepts, and the first that it refuses, of those that `schema` steps through: integers,
    multiples, halves where it admits all numbers and doubles have them."""
    limit = fraction_of(bound)
    apart = None if schema.multiple_of is None else fraction_of(schema.multiple_of)
    if holds_integers(schema):
        apart = Fraction(1 if apart is None else apart.numerator)
    if apart is None:
        step = _step(limit, "number")
        inward = step if keyword.side == "least" else -step
        return (limit + inward, limit) if keyword.exclusive else (limit, limit - inward)
    below, above = math.floor(limit / apart) * apart, math.ceil(limit / apart) * apart
    if keyword.side == "least":
        within = below + apart if keyword.exclusive else above
        return within, within - apart
    within = above - apart if keyword.exclusive else below
    return within, within + apart


def _step(near: Fraction, kind: str) -> Fraction:
    """From one value of a type to the next that is tried."""
    return HALF if kind == "number" and abs(near) < 2**53 else Fraction(1)


def _innermost(schema: Schema, side: Side) -> Fraction | None:
    """The first number within all bounds of a side."""
    candidates = [
        beside(keyword, bound, schema)[0] for keyword, bound in bounds_of(schema, "number") if keyword.side == side
    ]
    return (max if side == "least" else min)(candidates, default=None)


def is_scalar(schema: Schema) -> bool:
    """The field never holds an array or an object."""
    finite = schema.values()
    if finite is not None:
        return not any(has_type(value, "array") or has_type(value, "object") for value in finite)
    return schema.types is not None and not {"array", "object"} & set(schema.types)
