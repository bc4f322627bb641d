"""Defaults that depend on something (`x-default`): in which order they are taken, and which would wait for each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from heapq import heappop, heappush

from reelspec.common.circles import circles
from reelspec.language.contract.schema import Schema, fields_read
from reelspec.language.contract.scope import Field, Scope
from reelspec.language.rules.words import condition_words, value_words


def default_words(schema: Schema) -> Iterator[str]:
    """What a field's `x-default` says: `"720p" when model is "a"`."""
    for index, default in enumerate(schema.depends):
        when = f" when {condition_words(default.when)}" if default.when is not None else " otherwise" if index else ""
        yield f"{value_words(default.value.value)}{when}"


def read_by(schema: Schema) -> tuple[str, ...]:
    """The fields that the conditions of a field's defaults read, none twice."""
    whens = (default.when for default in schema.depends)
    return tuple(dict.fromkeys(name for when in whens if when is not None for name in fields_read(when)))


def in_order(scope: Scope) -> list[Field]:
    """The fields of an object that have a default: those whose conditions read others after these, then what is certain
    whatever else is there. Conditions decide absent fields by that, so it need not be there when they are asked."""
    depending = {name: field for name, field in scope.fields.items() if field.schema.depends}
    order = list(depending)
    users: dict[str, list[int]] = defaultdict(list)
    unmet = [0] * len(order)
    for position, name in enumerate(order):
        for read in read_by(depending[name].schema):
            if read in depending:
                users[read].append(position)
                unmet[position] += 1
    # Of those that wait for nothing the one that is written first comes next.
    free = [position for position, count in enumerate(unmet) if not count]
    ordered: list[Field] = []
    while free:
        name = order[heappop(free)]
        ordered.append(depending[name])
        for position in users[name]:
            unmet[position] -= 1
            if not unmet[position]:
                heappush(free, position)
    if len(ordered) < len(order):
        raise AssertionError("defaults that depend on each other are refused when specs are read")
    return [*ordered, *(field for field in scope.fields.values() if field.default is not None)]


def circles_of(scope: Scope) -> list[list[str]]:
    """The fields whose defaults depend on each other, each circle once, in the order of writing."""
    return circles({name: read_by(field.schema) for name, field in scope.fields.items() if field.schema.depends})
