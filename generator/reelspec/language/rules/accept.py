"""Schemas of the usual keywords as plain functions of a value, without compiling anything; called by `evaluate` alone.

Checks, bodies and cases ask about thousands of small schemas, each a few times: making code for each costs more than
asking. What is not said here (rules, patternProperties, contains, unevaluated and conditional keywords) is compiled.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from functools import lru_cache
from operator import attrgetter
from typing import TypeAlias

from reelspec.language.contract.schema import Definitions, Schema
from reelspec.language.source.node import Json

Judge: TypeAlias = Callable[[Json], bool]

_SAID_HERE = frozenset(
    """node boolean ref types enum const minimum maximum exclusive_minimum exclusive_maximum min_length max_length
    pattern format items min_items max_items properties additional_properties required all_of any_of one_of negated
    default source annotations""".split()  # noqa: SIM905
)
_NOT_HERE = attrgetter(*(one.name for one in fields(Schema) if one.name not in _SAID_HERE))
_NOTHING = _NOT_HERE(Schema())
_KINDS: dict[str, Callable[[Json], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: value is True or value is False,
    "integer": lambda value: type(value) is int or (type(value) is float and value.is_integer()),
    "number": lambda value: type(value) is int or type(value) is float,
    "string": lambda value: type(value) is str,
    "array": lambda value: type(value) is list,
    "object": lambda value: type(value) is dict,
}


def plain_judge(schema: Schema, definitions: Definitions) -> Judge | None:
    """A function that tells whether the schema accepts a value; None where the schema says more than is known here."""
    if schema.boolean is not None:
        verdict = schema.boolean
        return lambda value: verdict
    if _NOT_HERE(schema) != _NOTHING or (schema.ref is not None and schema.ref not in definitions):
        return None
    tests: list[Judge] = []
    if schema.types is not None:
        tests.append(_typed(schema.types))
    for values in (() if schema.const is None else (schema.const.value,), schema.enum or ()):
        if values:
            tests.append(_listed(values))
    for kind, one in (("number", _number(schema)), ("string", _text(schema))):
        if one is not None:
            tests.append(_of_kind(_KINDS[kind], one))
    for make in (_array, _object, _combined):
        some = make(schema, definitions)
        if some is None:
            return None
        tests += some
    if schema.ref is not None:
        target = _lazy(definitions[schema.ref], definitions)
        tests.append(target)
    if len(tests) == 1:
        return tests[0]
    checks = tuple(tests)

    return lambda value: all(check(value) for check in checks)


def _lazy(schema: Schema, definitions: Definitions) -> Judge:
    """A definition is looked at when it is needed, since it may refer to itself."""
    from reelspec.language.rules.evaluate import accepts

    return lambda value: accepts(schema, definitions, value)


def _typed(types: tuple[str, ...]) -> Judge:
    if len(types) == 1:
        return _KINDS[types[0]]
    several = tuple(_KINDS[one] for one in types)
    return lambda value: any(one(value) for one in several)


def _of_kind(kind: Judge, judge: Judge) -> Judge:
    return lambda value: not kind(value) or judge(value)


def _listed(values: tuple[Json, ...]) -> Judge:
    from reelspec.language.rules.evaluate import equal

    if all(type(one) is str for one in values):
        texts = frozenset(values)
        return lambda value: type(value) is str and value in texts
    return lambda value: any(equal(value, one) for one in values)


def _number(schema: Schema) -> Judge | None:
    low, high, above, below = schema.minimum, schema.maximum, schema.exclusive_minimum, schema.exclusive_maximum
    if low is None and high is None and above is None and below is None:
        return None

    def judge(value: Json) -> bool:
        assert isinstance(value, int | float)
        return not (
            (low is not None and value < low)
            or (high is not None and value > high)
            or (above is not None and value <= above)
            or (below is not None and value >= below)
        )

    return judge


def _text(schema: Schema) -> Judge | None:
    least, most, pattern = schema.min_length, schema.max_length, schema.pattern
    if least is None and most is None and pattern is None:
        return None
    search = None if pattern is None else _search(pattern)

    def judge(value: Json) -> bool:
        assert isinstance(value, str)
        return not (
            (least is not None and len(value) < least)
            or (most is not None and len(value) > most)
            or (search is not None and search(value) is None)
        )

    return judge


@lru_cache(512)
def _search(pattern: str) -> Callable[[str], object]:
    from reelspec.language.regex.ecma import translate

    return re.compile(translate(pattern)).search


def _array(schema: Schema, definitions: Definitions) -> list[Judge] | None:
    least, most = schema.min_items or 0, schema.max_items
    tests: list[Judge] = []
    if least or most is not None:
        tests.append(
            lambda value: type(value) is not list or (least <= len(value) and (most is None or len(value) <= most))
        )
    if schema.items is not None:
        item = plain_judge(schema.items, definitions)
        if item is None:
            return None
        tests.append(lambda value: type(value) is not list or all(map(item, value)))
    return tests


def _object(schema: Schema, definitions: Definitions) -> list[Judge] | None:
    tests: list[Judge] = []
    if schema.required:
        required = schema.required
        tests.append(lambda value: type(value) is not dict or all(name in value for name in required))
    known: dict[str, Judge] = {}
    for name, one in schema.properties.items():
        judge = plain_judge(one, definitions)
        if judge is None:
            return None
        known[name] = judge
    others = None if schema.additional_properties is None else plain_judge(schema.additional_properties, definitions)
    if schema.additional_properties is not None and others is None:
        return None
    if known or others is not None:

        def fields_judge(value: Json) -> bool:
            if type(value) is not dict:
                return True
            for name, one in value.items():
                judge = known.get(name, others)
                if judge is not None and not judge(one):
                    return False
            return True

        tests.append(fields_judge)
    return tests


def _combined(schema: Schema, definitions: Definitions) -> list[Judge] | None:
    tests: list[Judge] = []
    for keyword, several in (("allOf", schema.all_of), ("anyOf", schema.any_of), ("oneOf", schema.one_of)):
        if several:
            branches = [plain_judge(one, definitions) for one in several]
            if None in branches:
                return None
            tests.append(_of_branches(keyword, tuple(one for one in branches if one is not None)))
    if schema.negated is not None:
        inner = plain_judge(schema.negated, definitions)
        if inner is None:
            return None
        tests.append(lambda value: not inner(value))
    return tests


def _of_branches(keyword: str, branches: tuple[Judge, ...]) -> Judge:
    if keyword == "allOf":
        return lambda value: all(one(value) for one in branches)
    if keyword == "anyOf":
        return lambda value: any(one(value) for one in branches)
    return lambda value: sum(one(value) for one in branches) == 1
