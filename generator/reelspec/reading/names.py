"""Names in rules: fields that exist, values that fields can have, ids that occur once. The last step of reading a provider.

Everything after this may look a field of a rule up without asking whether it is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reelspec.contract.condition import (
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
from reelspec.contract.rule import Rule
from reelspec.contract.schema import Schema, subschemas
from reelspec.contract.scope import Scope, resolved, scope_of
from reelspec.logic.evaluate import accepts
from reelspec.logic.words import value_words
from reelspec.reading.schemas import similar
from reelspec.source.node import Node
from reelspec.source.place import Problem


def check_names(definitions: Mapping[str, Schema]) -> list[Problem]:
    """All that is wrong with the names and values in the rules of a provider's schemas."""
    found: list[Problem] = []
    for schema in definitions.values():
        ids: dict[str, Rule] = {}
        for owner in _with_rules(schema):
            scope = scope_of(owner, definitions)
            for rule in owner.rules:
                if rule.node is None:
                    continue
                if rule.id in ids:
                    first = ids[rule.id].node
                    at = first.place.line if first is not None else "?"
                    found.append(rule.node.problem(f"the id {rule.id} stands at line {at} already", "rule-id"))
                ids[rule.id] = rule
                found += _rule(rule, scope)
    return found


def _with_rules(schema: Schema) -> Iterator[Schema]:
    stack = [schema]
    while stack:
        one = stack.pop()
        if one.rules:
            yield one
        stack += [inner for _, inner in subschemas(one)]


def _rule(rule: Rule, scope: Scope) -> Iterator[Problem]:
    node = rule.node
    assert node is not None
    before = False
    for name in rule.operator.reads():
        if name not in scope.fields and rule.operator.name != "schema":
            before = True
            yield node.problem(f"rule {rule.id}: {_no_field(name, scope)}", "unknown-field")
    if rule.when is not None:
        yield from _condition(rule.when, scope, node, rule.id)
    if before:
        return
    for condition in rule.operator.conditions():
        yield from _condition(condition, scope, node, rule.id)
    for name, where in rule.operator.arrays():
        types = scope.fields[name].schema.types
        if types is None or "array" not in types:
            yield node.problem(f"rule {rule.id}: {name} is no array", "rule")
        elif where is not None:
            yield from _condition(where, scope.items_of(name), node, rule.id)
    for name in rule.operator.presence():
        if scope.fields[name].schema.types == ("boolean",):
            yield node.problem(
                f"rule {rule.id}: {name} is a boolean, and {rule.operator.name} asks only whether it is there: "
                f"false counts as given; write a condition on its value",
                "presence-of-boolean",
            )
    for at, message in rule.operator.check(scope):
        yield (at or node).problem(f"rule {rule.id}: {message}", rule.operator.name)


def _no_field(name: str, scope: Scope) -> str:
    meant = similar(name, tuple(scope.fields))
    hint = f"; did you mean {meant}?" if meant else ""
    return f"there is no field {name}{hint}"


def _condition(condition: Condition, scope: Scope, node: Node, rule: str) -> Iterator[Problem]:
    match condition:
        case Constantly():
            return
        case All(parts) | Any(parts):
            for part in parts:
                yield from _condition(part, scope, node, rule)
        case Not(part):
            yield from _condition(part, scope, node, rule)
        case Present(name) | Matches(name) | Contains(name) | Within(name) if name not in scope.fields:
            yield node.problem(f"rule {rule}: {_no_field(name, scope)}", "unknown-field")
        case Present():
            return
        case Contains(name, inner):
            types = resolved(scope.fields[name].schema, scope.definitions).types
            if types is not None and "array" not in types:
                yield node.problem(f"rule {rule}: {name} is no array, so it contains nothing", "condition")
            else:
                yield from _condition(inner, scope.items_of(name), node, rule)
        case Within(name, inner):
            yield from _condition(inner, scope.inside(name), node, rule)
        case Matches(name, schema):
            at = schema.node or node
            for value in schema.values() or ():
                field = scope.fields[name]
                if not accepts(field.schema, scope.definitions, value):
                    listed = field.schema.values()
                    hint = ""
                    if listed is not None and isinstance(value, str):
                        meant = similar(value, [one for one in listed if isinstance(one, str)])
                        hint = f"; did you mean {meant}?" if meant else ""
                    yield at.problem(f"rule {rule}: {name} is never {value_words(value)}{hint}", "impossible-value")
