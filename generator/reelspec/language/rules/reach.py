"""Where a path into an answer leads by the answer's schema alone: to what it describes, past what it says, or nowhere.

It never wrongly says "nowhere": of alternatives each may be the one, and what `not` forbids counts as possible.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import NamedTuple, TypeAlias

from reelspec.common.text import number
from reelspec.language.contract.jsonpath import Path, every
from reelspec.language.contract.keywords import applied_to, cover
from reelspec.language.contract.schema import TYPES, Definitions, Schema, keywords_of
from reelspec.language.rules.equality import equal
from reelspec.language.rules.evaluate import accepts
from reelspec.language.rules.words import listing, value_words
from reelspec.language.source.node import Json
from reelspec.language.source.values import has_type

_THINGS = {
    "null": "null",
    "boolean": "true or false",
    "integer": "an integer",
    "number": "a number",
    "string": "a text",
    "array": "a list",
    "object": "an object",
}


class Rank(IntEnum):
    """How a schema stands to a place."""

    NEVER = 0
    """No value that it accepts has anything there."""
    UNSAID = 1
    """It says nothing of the place, and does not forbid it."""
    OPEN = 2
    """It says that there may be more than it names, and does not name the place."""
    NAMED = 3
    """It describes the place."""


class Reach(NamedTuple):
    """How far a schema goes along with a path.

    depth: how many steps of it the schema has. known: the names, or at the end the words, that it has for the next.
    why: what ends the path, after "is" or "has"; "" where the next name is none of the known.
    """

    rank: Rank
    depth: int
    known: tuple[str, ...] = ()
    why: str = ""


End: TypeAlias = Callable[[Schema, Definitions, int], Reach]
"""What is asked of the schema at the end of a path; the last argument is how many steps the path has."""


def reach(schema: Schema, definitions: Definitions, path: Path, end: End) -> Reach:
    """How far `schema` goes along with `path`, and with what `end` asks at its end."""
    return _at(schema, definitions, path, 0, end, frozenset())


def best(several: Sequence[Reach]) -> Reach:
    """The furthest of those of which each may be the one; what is equally far adds the names that it knows.

    Raises ValueError without any.
    """
    return _merged(several, max(several, key=_likely))


def _likely(reach: Reach) -> tuple[bool, bool, int, int]:
    return reach.rank is not Rank.NEVER, reach.rank is Rank.NAMED, reach.depth, reach.rank


def _all(several: Sequence[Reach]) -> Reach:
    """What those say together that all hold: nothing where one says so, else what the one that knows most of the path says."""
    closed = [reach for reach in several if reach.rank is Rank.NEVER]
    if closed:
        return max(closed, key=lambda reach: reach.depth)
    return _merged(several, max(several, key=lambda reach: (reach.depth, reach.rank)))


def _merged(several: Sequence[Reach], chosen: Reach) -> Reach:
    alike = [reach for reach in several if (reach.rank, reach.depth) == (chosen.rank, chosen.depth)]
    return chosen._replace(known=tuple(dict.fromkeys(name for reach in alike for name in reach.known)))


def _at(schema: Schema, definitions: Definitions, path: Path, depth: int, end: End, via: frozenset[str]) -> Reach:
    """What `schema` says of the value `depth` steps along the path. via: the references that led to this value."""
    if schema.boolean is not None and not schema.boolean:
        return Reach(Rank.NEVER, depth, why="is refused whatever it is")
    if depth == len(path):
        return end(schema, definitions, depth)

    def beside(part: Schema) -> Reach:
        return _at(part, definitions, path, depth, end, via)

    nothing = Reach(Rank.UNSAID, depth)
    found = [_own(schema, definitions, path, depth, end)]
    if schema.ref is not None and schema.ref not in via:
        found.append(_at(definitions[schema.ref], definitions, path, depth, end, via | {schema.ref}))
    found += map(beside, schema.all_of)
    found += [best([*map(beside, branches)]) for branches in (schema.any_of, schema.one_of) if branches]
    if schema.condition is not None:
        found.append(best([nothing, beside(schema.condition)]))
        found.append(
            best([nothing if branch is None else beside(branch) for branch in (schema.then, schema.otherwise)])
        )
    found += [best([nothing, beside(dependent)]) for dependent in schema.dependent_schemas.values()]
    together = _all(found)
    rest = schema.unevaluated_properties if isinstance(path[depth], str) else schema.unevaluated_items
    if rest is not None and together.rank is Rank.UNSAID and together.depth == depth:
        return _others(rest, definitions, path, depth, end, together.known)
    return together


cover(
    f"{__name__}._at",
    ("allOf", "anyOf", "oneOf", "if", "then", "else", "dependentSchemas", "not"),
    applied_to("value"),
)


def _own(schema: Schema, definitions: Definitions, path: Path, depth: int, end: End) -> Reach:
    """What the keywords of one schema say of the next step by themselves."""
    step, kind = path[depth], "object" if isinstance(path[depth], str) else "array"
    values = schema.values() if schema.types != ("boolean",) else None
    if values is not None:
        there = [found for value in values for found in every(value, path[depth:])]
        if there:
            return end(Schema(enum=tuple(there)), definitions, len(path))
        return Reach(Rank.NEVER, depth, why="is one of a list of values, and none of them goes on")
    if schema.types is not None and kind not in schema.types:
        has = "fields" if kind == "object" else "items"
        kinds = [_THINGS[kind] for kind in schema.types if kind != "null"] or ["null"]
        return Reach(Rank.NEVER, depth, why=f"is {listing(kinds)}, which has no {has}")
    if isinstance(step, str):
        return _field(schema, definitions, path, depth, end)
    return _item(schema, definitions, path, depth, end)


def _field(schema: Schema, definitions: Definitions, path: Path, depth: int, end: End) -> Reach:
    step = path[depth]
    assert isinstance(step, str)
    known = tuple(schema.properties)
    if schema.max_properties == 0:
        return Reach(Rank.NEVER, depth, why="has no fields")
    if schema.property_names is not None and not accepts(schema.property_names, definitions, step):
        return Reach(Rank.NEVER, depth, known)
    inner = [schema.properties[step]] if step in schema.properties else []
    inner += [
        fitting
        for pattern, fitting in schema.pattern_properties.items()
        if accepts(Schema(pattern=pattern), definitions, step)
    ]
    if inner:
        return _all([_at(fitting, definitions, path, depth + 1, end, frozenset()) for fitting in inner])
    if schema.additional_properties is None:
        return Reach(Rank.UNSAID, depth, known)
    return _others(schema.additional_properties, definitions, path, depth, end, known)


def _item(schema: Schema, definitions: Definitions, path: Path, depth: int, end: End) -> Reach:
    step = path[depth]
    at = step if isinstance(step, int) else 0
    if schema.max_items is not None and at >= schema.max_items:
        return Reach(Rank.NEVER, depth, why=f"has at most {number(schema.max_items, 'item')}")
    chosen = schema.prefix_items if step is None else schema.prefix_items[at : at + 1]
    found = [_at(branch, definitions, path, depth + 1, end, frozenset()) for branch in chosen]
    if schema.items is not None and (step is None or not found):
        found.append(_others(schema.items, definitions, path, depth, end, ()))
    if not found and schema.contains is not None:
        described = _at(schema.contains, definitions, path, depth + 1, end, frozenset())
        found += [described] if described.rank is Rank.NAMED else []
    return best(found) if found else Reach(Rank.UNSAID, depth)


def _others(rest: Schema, definitions: Definitions, path: Path, depth: int, end: End, known: tuple[str, ...]) -> Reach:
    """What a schema for all other fields or items says of the next step. known: the names that stand beside it."""
    if rest.boolean is False:
        return Reach(Rank.NEVER, depth, known, "" if isinstance(path[depth], str) else "has no such item")
    further = _at(rest, definitions, path, depth + 1, end, frozenset())
    if further.rank is not Rank.NEVER and (known or rest.boolean or not any(keywords_of(rest))):
        return Reach(Rank.OPEN, depth, known)
    return further


def of_types(*wanted: str) -> End:
    """Asks for a value of one of the types."""

    def end(schema: Schema, definitions: Definitions, depth: int) -> Reach:
        kinds = kinds_of(schema, definitions)
        if kinds & set(wanted):
            return Reach(Rank.NAMED, depth)
        there = [_THINGS[kind] for kind in TYPES if kind in kinds and not (kind == "integer" and "number" in kinds)]
        return Reach(
            Rank.NEVER,
            depth,
            why=f"is {listing(there or ['nothing'])}, not {listing(_THINGS[kind] for kind in wanted)}",
        )

    return end


def of_value(value: Json) -> End:
    """Asks for this value: one that is let through where others are listed is not named."""

    def end(schema: Schema, definitions: Definitions, depth: int) -> Reach:
        listed = _listed(schema, definitions, frozenset())
        known = tuple(value for value in listed if isinstance(value, str))
        if not accepts(schema, definitions, value):
            return Reach(Rank.NEVER, depth, known, f"is never {value_words(value)}")
        return Reach(
            Rank.OPEN if listed and not any(equal(value, option) for option in listed) else Rank.NAMED, depth, known
        )

    return end


def kinds_of(schema: Schema, definitions: Definitions, via: frozenset[str] = frozenset()) -> frozenset[str]:
    """The JSON types that a value may be of, by what `schema` says of types and by the values that it lists."""
    if schema.boolean is False:
        return frozenset()
    kinds = frozenset(TYPES)
    if schema.types is not None:
        kinds &= {*schema.types, *(["integer"] if "number" in schema.types else [])}
    values = schema.values()
    if values is not None:
        kinds &= {kind for kind in TYPES if any(has_type(value, kind) for value in values)}
    if schema.ref is not None and schema.ref not in via:
        kinds &= kinds_of(definitions[schema.ref], definitions, via | {schema.ref})
    for part in schema.all_of:
        kinds &= kinds_of(part, definitions, via)
    for branches in (schema.any_of, schema.one_of):
        if branches:
            kinds &= frozenset().union(*(kinds_of(branch, definitions, via) for branch in branches))
    return kinds


def _listed(schema: Schema, definitions: Definitions, via: frozenset[str]) -> tuple[Json, ...]:
    """The values that a schema or a part of it lists."""
    found = schema.values() or ()
    if schema.ref is not None and schema.ref not in via:
        found += _listed(definitions[schema.ref], definitions, via | {schema.ref})
    for part in (*schema.all_of, *schema.any_of, *schema.one_of):
        found += _listed(part, definitions, via)
    return found
