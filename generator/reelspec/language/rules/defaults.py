"""Defaults that depend on something (`x-default`): in which order they are taken, and which would wait for each other."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.language.contract.schema import Schema, fields_read
from reelspec.language.contract.scope import Field, Scope
from reelspec.language.rules.words import condition_words, value_words


def default_words(schema: Schema) -> Iterator[str]:
    """What a field's `x-default` says: `"720p" when model is "a"`."""
    for index, one in enumerate(schema.depends):
        when = f" when {condition_words(one.when)}" if one.when is not None else " otherwise" if index else ""
        yield f"{value_words(one.value.value)}{when}"


def read_by(schema: Schema) -> tuple[str, ...]:
    """The fields that the conditions of a field's defaults read, none twice."""
    whens = (one.when for one in schema.depends)
    return tuple(dict.fromkeys(name for when in whens if when is not None for name in fields_read(when)))


def in_order(scope: Scope) -> list[Field]:
    """The fields of an object that have a default: those whose conditions read others after these, then what is certain
    whatever else is there. Conditions decide absent fields by that, so it need not be there when they are asked."""
    depending = {name: one for name, one in scope.fields.items() if one.schema.depends}
    order: dict[str, Field] = {}
    while len(order) < len(depending):
        for name, field in depending.items():
            waiting = [one for one in read_by(field.schema) if one in depending and one not in order]
            if name not in order and not waiting:
                order[name] = field
                break
        else:
            raise AssertionError("defaults that depend on each other are refused when specs are read")
    return [*order.values(), *(one for one in scope.fields.values() if one.default is not None)]


def circles(scope: Scope) -> Iterator[tuple[str, ...]]:
    """The fields whose defaults depend on each other, each circle once, in the order of writing."""
    reads = {name: read_by(one.schema) for name, one in scope.fields.items() if one.schema.depends}

    def reached(name: str) -> set[str]:
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            for one in reads.get(waiting.pop(), ()):
                if one in reads and one not in seen:
                    seen.add(one)
                    waiting.append(one)
        return seen

    told: set[str] = set()
    for name in reads:
        if name not in told and name in (all_reached := reached(name)):
            circle = tuple(one for one in reads if one in all_reached and name in reached(one))
            told.update(circle)
            yield circle
