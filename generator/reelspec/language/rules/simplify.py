"""Conditions with everything decided that a scope decides: fields with a finite list of values become plain lists.

Specialising a family to one of its models is nothing else: the discriminator has one value left, and the rules that
speak of it fall into place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from reelspec.language.contract.operator import operator_of
from reelspec.language.contract.schema import (
    FALSE,
    TRUE,
    All,
    Any,
    Condition,
    Constant,
    Constantly,
    Contains,
    Default,
    Matches,
    Not,
    Present,
    Rule,
    Schema,
    Within,
    conjunction,
    disjunction,
    negation,
)
from reelspec.language.contract.scope import Scope, scope_of
from reelspec.language.rules.equality import equal
from reelspec.language.rules.evaluate import accepts, at_default, only_a_list


def simplify(condition: Condition, scope: Scope, certain: bool | None = None) -> Condition:
    """The same truth for every object, in fewer and plainer tests.

    certain: what is asked of the condition: whether it is certainly true (True), whether it is not certainly false
    (False), or both (None). Where a field refuses its value, a test that all its values pass is still unknown: it can be
    left out only of what is asked whether it is possible.
    """
    match condition:
        case Constantly():
            return condition
        case All(parts):
            return conjunction(tuple(simplify(part, scope, certain) for part in parts))
        case Any(parts):
            return disjunction(tuple(simplify(part, scope, certain) for part in parts))
        case Not(part):
            return negation(simplify(part, scope, None if certain is None else not certain))
        case Present(name):
            field = scope.fields[name]
            always = name in scope.decided or (certain is False and field.required and not field.nullable)
            return TRUE if always else condition
        case Contains(name, inner):
            return Contains(name, simplify(inner, scope.items_of(name), certain))
        case Within(name, inner):
            return Within(name, simplify(inner, scope.inside(name), certain))
        case Matches():
            return _simplify_test(condition, scope, certain)


def _simplify_test(test: Matches, scope: Scope, certain: bool | None) -> Condition:
    """A test of a field that has a list of values, as the list of those that pass it."""
    name, schema = test.field, test.schema
    field = scope.fields[name]
    values = field.schema.values()
    if values is None:
        return test
    options = [option for option in values if option is not None or not field.nullable]
    passing = tuple(option for option in options if accepts(schema, scope.definitions, option))
    default = at_default(test, field, scope)
    if len(passing) == len(options) and (name in scope.decided or (certain is False and default is not False)):
        return TRUE
    if not passing and (name in scope.decided or (certain is True and default is not True)):
        return FALSE
    if only_a_list(schema) and schema.types is None and schema.values() == passing:
        return test
    match passing:
        case ():
            plain = Schema(boolean=False)
        case (only,):
            plain = Schema(const=Constant(only))
        case _:
            plain = Schema(enum=passing)
    return Matches(name, replace(plain, node=schema.node))


def simplify_rule(rule: Rule, scope: Scope) -> Rule | None:
    """The rule with its guard and operator simplified; None when it can no longer be broken."""
    when = None if rule.when is None else simplify(rule.when, scope, True)
    if when == FALSE:
        return None
    operator = operator_of(rule).simplify(scope)
    if operator is None:
        return None
    return replace(rule, when=None if when == TRUE else when, operator=operator)


def simplify_defaults(schema: Schema, scope: Scope) -> Schema:
    """A field's schema with the conditions of its defaults simplified; those that are never taken go."""
    defaults: list[Default] = []
    for default in schema.depends:
        when = TRUE if default.when is None else simplify(default.when, scope)
        if when != FALSE:
            defaults.append(replace(default, when=None if when == TRUE else when))
        if when == TRUE:
            break
    return replace(schema, depends=tuple(defaults))


def simplify_schema(schema: Schema, definitions: Mapping[str, Schema], decided: frozenset[str] = frozenset()) -> Schema:
    """The schema with the rules and defaults of the object itself simplified. decided: see `Scope`."""
    depending = [name for name, inner in schema.properties.items() if inner.depends]
    if not schema.rules and not depending:
        return schema
    scope = replace(scope_of(schema, definitions), decided=decided)
    simple = {name: simplify_defaults(schema.properties[name], scope) for name in depending}
    if simple:
        schema = replace(schema, properties={**schema.properties, **simple})
    rules = tuple(left for rule in schema.rules if (left := simplify_rule(rule, scope)) is not None)
    return replace(schema, rules=rules)


def specialise(schema: Schema, field: str, value: str, definitions: Mapping[str, Schema]) -> Schema:
    """The schema of one model of a family: `field` has the one value left, and the rules are simplified by it."""
    own = schema.properties.get(field)
    if own is None:
        # Declared in a part of the schema; the value is then demanded beside that part.
        declared = scope_of(schema, definitions).fields.get(field)
        if declared is None:
            return simplify_schema(schema, definitions)
        own = Schema(source=declared.schema.source, types=declared.schema.types)
    only = own
    if own.const is None or not equal(own.const.value, value):
        # The keyword stays the one that the family's author wrote, so that a violation names it.
        only = replace(own, enum=(value,)) if own.enum is not None else replace(own, const=Constant(value))
    narrowed = replace(schema, properties={**schema.properties, field: only})
    return simplify_schema(narrowed, definitions, frozenset([field]))
