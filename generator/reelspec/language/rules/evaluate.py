"""Conditions decided on JSON values, in Kleene's three-valued logic: True, False, or None for unknown.

Used while specs are checked and models are specialised; generated code decides the same by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reelspec.language.contract.condition import (
    All,
    Any,
    Condition,
    Constantly,
    Contains,
    Matches,
    Not,
    Present,
    Within,
)
from reelspec.language.contract.schema import Definitions, Schema
from reelspec.language.contract.scope import Field, Scope
from reelspec.language.rules.accept import plain_judge
from reelspec.language.source.node import Json
from reelspec.language.source.values import has_type

UNKNOWN = object()
"""Stands for the value of a field that is there with a value nobody knows."""


_judges: dict[tuple[int, int], tuple[Schema, Definitions, Callable[[Json], bool]]] = {}


def accepts(schema: Schema, definitions: Definitions, value: Json) -> bool:
    """Whether `schema` accepts `value` (JSON Schema 2020-12; the usual keywords by `accept`, the rest by compiled code)."""
    if schema.boolean is not None:
        return schema.boolean
    key = id(schema), id(definitions)
    kept = _judges.get(key)
    if kept is None or kept[0] is not schema or kept[1] is not definitions:
        # Both are kept, so that no other object takes their identity.
        kept = _judges[key] = (schema, definitions, _judge_of(schema, definitions))
    return kept[2](value)


def _judge_of(schema: Schema, definitions: Definitions) -> Callable[[Json], bool]:
    judge = plain_judge(schema, definitions)
    if judge is not None:
        return judge
    from reelspec.codegen.validators.run import judge_of

    return judge_of(schema, definitions)


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
        or all(_typed(schema, one) for one in schema.values() or ())
    )


def _typed(schema: Schema, value: Json) -> bool:
    return schema.types is not None and any(has_type(value, one) for one in schema.types)


def equal(left: Json, right: Json) -> bool:
    """Equality of JSON values (Core, section 4.2.2): 1 equals 1.0, neither equals true."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(equal, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(equal(one, right[key]) for key, one in left.items())
    return left == right


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
            found = value.get(name)
            return name in value and (found is not None or not scope.fields[name].nullable)
        case Matches() | Contains() | Within():
            field = scope.fields[condition.field]
            found = value.get(condition.field)
            if condition.field not in value or (found is None and field.nullable):
                return at_default(condition, field, scope)
            return None if found is UNKNOWN else test(condition, found, scope)


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
            truths = [evaluate(inner, one, items) if isinstance(one, dict) else None for one in value]
            return True if True in truths else None if None in truths else False
        case Within(name, inner):
            return evaluate(inner, value, scope.inside(name)) if isinstance(value, dict) else None
