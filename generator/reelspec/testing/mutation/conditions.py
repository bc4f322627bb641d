"""A condition with one thing changed: a test's values or bounds, its sense, a part of several. Read by the kinds of rules.

A test of a listed field is changed within what the field lists; another value could never come to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from reelspec.language.contract.schema import (
    All,
    Any,
    Condition,
    Constantly,
    Contains,
    Matches,
    Not,
    Present,
    Within,
    conjunction,
    disjunction,
    leaves,
    negation,
)
from reelspec.language.contract.scope import Scope
from reelspec.language.source.node import Node
from reelspec.testing.mutation.values import moved, relisted, repatterned

Changed: TypeAlias = tuple[str, Node | None, Condition]
"""What is changed, where, and the condition after it."""


def changed(condition: Condition, scope: Scope) -> Iterator[Changed]:
    """The condition with each single change."""
    match condition:
        case Matches(name, _):
            for words, other in _tests(condition, scope):
                yield f"{name}: {words}", condition.node, other
            yield f"test of {name} negated", condition.node, Not(condition)
        case Present(name):
            yield f"presence of {name} negated", condition.node, Not(condition)
        case Not(part):
            yield f"`not` before {_named(part)} dropped", _node(part), part
            for words, node, other in changed(part, scope):
                if not words.endswith("negated"):
                    yield words, node, negation(other)
        case All(parts) | Any(parts):
            join, opposite = (conjunction, disjunction) if isinstance(condition, All) else (disjunction, conjunction)
            for index, part in enumerate(parts):
                rest = (*parts[:index], *parts[index + 1 :])
                yield f"without {_named(part)}", _node(part), join(rest)
                for words, node, other in changed(part, scope):
                    yield words, node, join((*parts[:index], other, *parts[index + 1 :]))
            yield "`all` and `any` exchanged", _node(parts[0]), opposite(parts)
        case Contains(name, inner):
            for words, node, other in changed(inner, scope.items_of(name)):
                yield f"items of {name}, {words}", node or condition.node, Contains(name, other, condition.node)
            yield f"items of {name}, negated", condition.node, Not(condition)
        case Within(name, inner):
            for words, node, other in changed(inner, scope.inside(name)):
                yield f"in {name}, {words}", node or condition.node, Within(name, other, condition.node)
            yield f"in {name}, negated", condition.node, Not(condition)
        case Constantly():
            pass


def _tests(test: Matches, scope: Scope) -> Iterator[tuple[str, Condition]]:
    field = scope.fields.get(test.field)
    among = None if field is None else field.schema.values()
    if test.schema.values() is not None and test.schema.types != ("boolean",):
        for _, words, schema in relisted(test.schema, among if among is not None else ()):
            yield words, Matches(test.field, schema, test.node)
    for _, words, schema in moved(test.schema, None if field is None else field.schema):
        yield words, Matches(test.field, schema, test.node)
    for words, schema in repatterned(test.schema):
        if schema.pattern is not None:
            yield words, Matches(test.field, schema, test.node)


def _named(condition: Condition) -> str:
    match condition:
        case Not(part):
            return _named(part)
        case Matches() | Present() | Contains() | Within():
            return f"the test of {condition.field}"
        case _:
            return "a part"


def _node(condition: Condition) -> Node | None:
    """What the spec writes of the condition's first test."""
    return next((leaf.node for leaf in leaves(condition) if leaf.node is not None), None)
