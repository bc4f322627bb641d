"""What rules without a condition leave of the values of a field: `is_valid` then judges the two at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from reelspec.codegen.validators.operator_code import combinations_of_items
from reelspec.codegen.validators.traits import needs_walk
from reelspec.language.contract.schema import Condition, Matches, Rule, Schema
from reelspec.language.contract.scope import Scope
from reelspec.language.rules.evaluate import at_default, evaluate
from reelspec.language.rules.operators.must import parts_of
from reelspec.language.source.node import Json


def narrowed(schema: Schema, scope: Scope) -> tuple[dict[str, Schema], list[Rule]]:
    """The properties, with what unconditional rules say of the values of one of them, and the error rules that are left."""
    properties = dict(schema.properties)
    left = []
    for rule in schema.rules:
        if rule.severity != "error":
            continue
        said = rule.operator.demand() if rule.when is None else None
        combined = combinations_of_items(rule.operator) if rule.when is None else None
        if combined is not None:
            # No combination is longer: an array that is need not be gone through.
            own, longest = properties.get(combined.of[0]), combined.longest()
            if own is not None:
                shorter = longest if own.max_items is None else min(longest, own.max_items)
                properties[combined.of[0]] = replace(own, max_items=shorter)
        narrower = {} if said is None else _values_left(said, properties, scope)
        if narrower:
            properties.update(narrower)
        else:
            left.append(rule)
    return properties, [rule for rule in left if not is_never(rule.when, properties, scope)]


def is_never(guard: Condition | None, properties: Mapping[str, Schema], scope: Scope) -> bool:
    """The guard is about one field and true of none of the values that the field may have."""
    if not isinstance(guard, Matches) or guard.field not in properties:
        return False
    values = properties[guard.field].values()
    if values is None or at_default(guard, scope.fields[guard.field], scope) is True:
        return False
    return all(evaluate(guard, {guard.field: value}, scope) is False for value in values)


def _values_left(condition: Condition, properties: Mapping[str, Schema], scope: Scope) -> dict[str, Schema]:
    """The fields that a demand is about, with only the values that it leaves; {} when it is about more than values."""
    found: dict[str, Schema] = {}
    for part in parts_of(condition):
        if not isinstance(part, Matches) or part.field not in properties or part.field in found:
            return {}
        own = properties[part.field]
        wanted = part.schema.values()
        asked = Schema(const=part.schema.const, enum=part.schema.enum)
        if wanted is None or replace(part.schema, source=None, default=None, annotations={}) != asked:
            return {}
        if own.types not in (("string",), ("boolean",)) or own.ref is not None or own.all_of or needs_walk(own):
            return {}
        if at_default(part, scope.fields[part.field], scope) is False:
            return {}
        kind: type = str if own.types == ("string",) else bool
        before = own.values()
        values: list[Json] = [
            value for value in wanted if isinstance(value, kind) and (before is None or value in before)
        ]
        if not values:
            return {}
        found[part.field] = replace(own, const=None, enum=tuple(values))
    return found
