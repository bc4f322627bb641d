"""The interpreter: schemas and conditions decided on JSON values. Conditions in Kleene's three-valued logic: True, False, None.

Used while specs are checked, models are specialised and bodies are built; generated code decides the same by itself.
"""

from __future__ import annotations

import operator
import re
import typing
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

from reelspec.language.contract.keywords import APPLICATORS, BOUNDS, KEYWORDS, Keyword, cover
from reelspec.language.contract.operator import operator_of
from reelspec.language.contract.schema import (
    All,
    Any,
    Condition,
    Constantly,
    Contains,
    Definitions,
    Matches,
    Not,
    Number,
    Present,
    Rule,
    Schema,
    Within,
    keywords_of,
)
from reelspec.language.contract.scope import Field, Scope, scope_of
from reelspec.language.rules.equality import equal, multiple, unique
from reelspec.language.source.node import Json
from reelspec.language.source.values import IS_OF_TYPE, has_type

UNKNOWN = object()
"""Stands for the value of a field that is there with a value nobody knows."""


def only_a_list(schema: Schema) -> bool:
    """Whether `schema` says nothing but `const`, `enum` or `type: boolean`, so that its values are the whole of it."""
    return schema == Schema(
        const=schema.const,
        enum=schema.enum if schema.const is None else None,
        types=schema.types if schema.types == ("boolean",) or schema.const or schema.enum else None,
        default=schema.default,
        source=schema.source,
        annotations=schema.annotations,
    ) and (
        schema.types is None
        or schema.types == ("boolean",)
        or all(_typed(schema, option) for option in schema.values() or ())
    )


def _typed(schema: Schema, value: Json) -> bool:
    return schema.types is not None and any(has_type(value, name) for name in schema.types)


def evaluate(condition: Condition, value: Mapping[str, object], scope: Scope) -> bool | None:
    """The truth of `condition` for the object `value`, whose fields may be `UNKNOWN`; absent ones take their default."""
    match condition:
        case Constantly(truth):
            return truth
        case Not(part):
            inner = evaluate(part, value, scope)
            return None if inner is None else not inner
        case All(parts):
            truths = [evaluate(part, value, scope) for part in parts]
            return False if False in truths else None if None in truths else True
        case Any(parts):
            truths = [evaluate(part, value, scope) for part in parts]
            return True if True in truths else None if None in truths else False
        case Present(name):
            member = value.get(name)
            return name in value and (member is not None or name not in scope.fields or not scope.fields[name].nullable)
        case Matches() | Contains() | Within() if condition.field not in scope.fields:
            # The condition of a variant may ask for what another page of the model does not know.
            known = isinstance(condition, Matches) and value.get(condition.field, UNKNOWN) is not UNKNOWN
            return test(condition, value[condition.field], scope) if known else None
        case Matches() | Contains() | Within():
            field = scope.fields[condition.field]
            member = value.get(condition.field)
            if condition.field not in value or (member is None and field.nullable):
                return at_default(condition, field, scope)
            return None if member is UNKNOWN else test(condition, member, scope)


def at_default(condition: Matches | Contains | Within, field: Field, scope: Scope) -> bool | None:
    """The truth of a test on the absent `field`: its default's, unknown without one."""
    return None if field.default is None else test(condition, field.default.value, scope)


def test(condition: Matches | Contains | Within, value: object, scope: Scope) -> bool | None:
    """The truth of a test of one field for the value that the field has."""
    match condition:
        case Matches(_, schema):
            return accepts(schema, scope.definitions, value)  # type: ignore[arg-type]
        case Contains(name, inner):
            if not isinstance(value, list):
                return None
            items = scope.items_of(name)
            truths = [evaluate(inner, item, items) if isinstance(item, dict) else None for item in value]
            return True if True in truths else None if None in truths else False
        case Within(name, inner):
            return evaluate(inner, value, scope.inside(name)) if isinstance(value, dict) else None


Judge: TypeAlias = Callable[[typing.Any], bool]

_JUDGE = "judge of these definitions"
"""Under this name a schema keeps its judge, and so no longer than itself."""


def accepts(schema: Schema, definitions: Definitions, value: Json) -> bool:
    """Whether `schema` accepts `value` (JSON Schema 2020-12, and its error rules)."""
    return schema.boolean if schema.boolean is not None else _judge(schema, definitions)(value)


def _judge(schema: Schema, definitions: Definitions) -> Judge:
    """A function that tells whether the schema accepts a value. Kept: most schemas are asked a few times."""
    kept: tuple[Definitions, Judge] | None = vars(schema).get(_JUDGE)
    if kept is None or kept[0] is not definitions:
        kept = vars(schema)[_JUDGE] = (definitions, _made(schema, definitions))
    return kept[1]


def _made(schema: Schema, definitions: Definitions) -> Judge:
    if schema.boolean is not None:
        verdict = schema.boolean
        return lambda value: verdict
    tests: list[Judge] = []
    makers: dict[Maker, None] = {}
    for keyword, value in keywords_of(schema):
        if keyword.name in _MAKERS:
            makers.setdefault(_MAKERS[keyword.name])
        elif keyword.name not in _ANNOTATIONS:
            judge = _ASSERTIONS[keyword.name](value) if keyword.measure is None else _bound(keyword, value)
            tests.append(judge if keyword.type is None else _of_kind(IS_OF_TYPE[keyword.type], judge))
    # What leads into the value comes after what judges it as a whole, and rules see accepted values only.
    for make in (*makers, _rules):
        tests += make(schema, definitions)
    return tests[0] if len(tests) == 1 else _all(tuple(tests))


def _all(checks: tuple[Judge, ...]) -> Judge:
    """A judge that asks these until one says no."""

    def judge(value: Json) -> bool:
        for check in checks:  # noqa: SIM110 -- half the time of `all` with a generator, and asked more often than anything else
            if not check(value):
                return False
        return True

    return judge


def _part(schema: Schema, definitions: Definitions) -> Judge:
    """The judge of a schema inside another one; what may lead back to itself is looked at when it is needed."""
    if schema.ref is None:
        return _judge(schema, definitions)
    return lambda value: accepts(schema, definitions, value)


def _typed_judge(types: tuple[str, ...]) -> Judge:
    if len(types) == 1:
        return IS_OF_TYPE[types[0]]
    several = tuple(IS_OF_TYPE[name] for name in types)
    return lambda value: any(judge(value) for judge in several)


def _of_kind(kind: Judge, judge: Judge) -> Judge:
    return lambda value: not kind(value) or judge(value)


def _listed(values: tuple[Json, ...]) -> Judge:
    if all(type(option) is str for option in values):
        texts = frozenset(values)
        return lambda value: type(value) is str and value in texts
    return lambda value: any(equal(value, option) for option in values)


def _bound(keyword: Keyword, bound: Number) -> Judge:
    """A bound of a number, of a length or of a count."""
    if keyword.side == "least":
        holds = operator.gt if keyword.exclusive else operator.ge
    else:
        holds = operator.lt if keyword.exclusive else operator.le
    match keyword.measure:
        case "number":
            return lambda value: holds(value, bound)
        case "length" | "items" | "fields":
            return lambda value: holds(len(value), bound)
        case "matches" | None:
            raise AssertionError(f"{keyword.name} is judged with contains")
    typing.assert_never(keyword.measure)


@lru_cache(512)
def _search(pattern: str) -> Callable[[str], object]:
    from reelspec.language.regex.ecma import translate

    return re.compile(translate(pattern)).search


def _array(schema: Schema, definitions: Definitions) -> list[Judge]:
    tests: list[Judge] = []
    first = tuple(_part(schema_of_item, definitions) for schema_of_item in schema.prefix_items)
    if first:
        tests.append(lambda value: all(judge(item) for judge, item in zip(first, value, strict=False)))
    if schema.items is not None:
        item = _part(schema.items, definitions)
        tests.append(lambda value: all(map(item, value[len(first) :] if first else value)))
    if schema.contains is not None:
        matches, low, high = _part(schema.contains, definitions), schema.min_contains, schema.max_contains

        def counted(value: Json) -> bool:
            number = sum(map(matches, value))  # type: ignore[arg-type]
            return number >= (1 if low is None else low) and (high is None or number <= high)

        tests.append(counted)
    return [_of_kind(IS_OF_TYPE["array"], test) for test in tests]


def _required(names: tuple[str, ...]) -> Judge:
    return lambda value: all(name in value for name in names)


def _dependent_required(needs: Mapping[str, tuple[str, ...]]) -> Judge:
    return lambda value: all(other in value for name in needs if name in value for other in needs[name])


def _object(schema: Schema, definitions: Definitions) -> list[Judge]:
    tests: list[Judge] = []
    known = {name: _part(inner, definitions) for name, inner in schema.properties.items()}
    patterns = [(_search(pattern), _part(inner, definitions)) for pattern, inner in schema.pattern_properties.items()]
    others = None if schema.additional_properties is None else _part(schema.additional_properties, definitions)
    if known or patterns or others is not None:

        def fields_judge(value: Json) -> bool:
            assert isinstance(value, dict)
            for name, member in value.items():
                judge = known.get(name)
                if judge is not None and not judge(member):
                    return False
                judges = [judge for search, judge in patterns if search(name) is not None]
                if not all(judge(member) for judge in judges):
                    return False
                if others is not None and judge is None and not judges and not others(member):
                    return False
            return True

        tests.append(fields_judge)
    if schema.property_names is not None:
        named = _part(schema.property_names, definitions)
        tests.append(lambda value: all(map(named, value)))
    for name, inner in schema.dependent_schemas.items():
        tests.append(_given(name, _part(inner, definitions)))
    return [_of_kind(IS_OF_TYPE["object"], test) for test in tests]


def _given(name: str, judge: Judge) -> Judge:
    return lambda value: name not in value or judge(value)


def _combined(schema: Schema, definitions: Definitions) -> list[Judge]:
    tests: list[Judge] = []
    if schema.ref is not None:
        target = definitions[schema.ref]
        tests.append(lambda value: accepts(target, definitions, value))
    for keyword, several in (("allOf", schema.all_of), ("anyOf", schema.any_of), ("oneOf", schema.one_of)):
        if several:
            tests.append(_of_branches(keyword, tuple(_part(branch, definitions) for branch in several)))
    if schema.negated is not None:
        inner = _part(schema.negated, definitions)
        tests.append(lambda value: not inner(value))
    if schema.condition is not None:
        test = _part(schema.condition, definitions)
        then, otherwise = (
            None if branch is None else _part(branch, definitions) for branch in (schema.then, schema.otherwise)
        )

        def chosen(value: Json) -> bool:
            judge = then if test(value) else otherwise
            return judge is None or judge(value)

        tests.append(chosen)
    return tests


def _of_branches(keyword: str, branches: tuple[Judge, ...]) -> Judge:
    if keyword == "allOf":
        return _all(branches)
    if keyword == "anyOf":
        return lambda value: any(branch(value) for branch in branches)
    return lambda value: sum(branch(value) for branch in branches) == 1


def _unevaluated(schema: Schema, definitions: Definitions) -> list[Judge]:
    """unevaluatedProperties and unevaluatedItems (Core, section 11): after everything else has accepted the value."""
    tests: list[Judge] = []
    for kind, rest in (("object", schema.unevaluated_properties), ("array", schema.unevaluated_items)):
        if rest is not None and rest.boolean is not True:
            tests.append(_of_kind(IS_OF_TYPE[kind], _left(schema, _part(rest, definitions), definitions)))
    return tests


def _left(schema: Schema, judge: Judge, definitions: Definitions) -> Judge:
    def rest(value: Json) -> bool:
        seen = _evaluated(schema, value, definitions)
        members = value.items() if isinstance(value, dict) else enumerate(value)  # type: ignore[arg-type]
        return all(judge(member) for key, member in members if key not in seen)

    return rest


def _evaluated(schema: Schema, value: Json, definitions: Definitions, *, own: bool = False) -> set[str | int]:
    """The members (keys of an object, indexes of an array) that a schema has evaluated. own: by its unevaluated keyword, too."""
    seen: set[str | int] = set()
    if schema.boolean is not None:
        return seen
    if isinstance(value, dict):
        if schema.additional_properties is not None or (own and schema.unevaluated_properties is not None):
            return set(value)
        seen.update(name for name in value if name in schema.properties)
        seen.update(
            name for name in value for pattern in schema.pattern_properties if _search(pattern)(name) is not None
        )
    elif isinstance(value, list):
        if schema.items is not None or (own and schema.unevaluated_items is not None):
            return set(range(len(value)))
        seen.update(range(min(len(schema.prefix_items), len(value))))
        if schema.contains is not None:
            seen.update(index for index, item in enumerate(value) if accepts(schema.contains, definitions, item))
    parts: list[Schema] = [*schema.all_of, *(() if schema.ref is None else (definitions[schema.ref],))]
    parts += [branch for branch in (*schema.any_of, *schema.one_of) if accepts(branch, definitions, value)]
    if schema.condition is not None:
        truth = accepts(schema.condition, definitions, value)
        parts += [
            branch
            for branch in (schema.condition if truth else None, schema.then if truth else schema.otherwise)
            if branch
        ]
    if isinstance(value, dict):
        parts += [inner for name, inner in schema.dependent_schemas.items() if name in value]
    return seen.union(*(_evaluated(part, value, definitions, own=True) for part in parts))


cover(
    f"{__name__}._evaluated",
    (
        *("properties", "patternProperties", "additionalProperties", "unevaluatedProperties", "prefixItems", "items"),
        *("contains", "unevaluatedItems", "allOf", "anyOf", "oneOf", "if", "then", "else", "dependentSchemas"),
        *("not", "propertyNames"),  # which evaluate nothing
    ),
    APPLICATORS,
)

Maker: TypeAlias = Callable[[Schema, Definitions], list[Judge]]

_ASSERTIONS: Mapping[str, Callable[[typing.Any], Judge]] = {
    "type": _typed_judge,
    "const": lambda constant: _listed((constant.value,)),
    "enum": _listed,
    "multipleOf": lambda factor: lambda value: multiple(value, factor),
    "pattern": lambda pattern: lambda value: _search(pattern)(value) is not None,
    "uniqueItems": lambda _: unique,
    "required": _required,
    "dependentRequired": _dependent_required,
}
"""Keywords that judge a value as a whole: from the keyword's value to a judge of values of its type."""
_MAKERS: Mapping[str, Maker] = {
    **dict.fromkeys(("prefixItems", "items", "contains", "minContains", "maxContains"), _array),
    **dict.fromkeys(("properties", "patternProperties", "additionalProperties"), _object),
    **dict.fromkeys(("propertyNames", "dependentSchemas"), _object),
    **dict.fromkeys(("$ref", "allOf", "anyOf", "oneOf", "not", "if", "then", "else"), _combined),
    **dict.fromkeys(("unevaluatedItems", "unevaluatedProperties"), _unevaluated),
}
"""Keywords that lead to other schemas, several of which one function judges together."""
_ANNOTATIONS = ("format",)
"""Keywords that do not judge after all (Validation, section 7.2.1)."""
cover(__name__, (*_ASSERTIONS, *_MAKERS, *_ANNOTATIONS), [keyword for keyword in KEYWORDS if keyword not in BOUNDS])


def _rules(schema: Schema, definitions: Definitions) -> list[Judge]:
    """The error rules; they come last, so that they see accepted values only."""
    errors = [rule for rule in schema.rules if rule.severity == "error"]
    if not errors:
        return []
    scope = scope_of(schema, definitions)
    return [_of_kind(IS_OF_TYPE["object"], lambda value: not _broken(errors, value, scope))]


def _broken(rules: Sequence[Rule], value: Mapping[str, object], scope: Scope) -> bool:
    return any(
        (rule.when is None or evaluate(rule.when, value, scope) is True)
        and operator_of(rule).fault(value, scope) is not None
        for rule in rules
    )
