"""Where a path into an answer leads by the answer's schema alone: to what it describes, past what it says, or nowhere.

It never wrongly says "nowhere": of alternatives each may be the one, and what `not` forbids counts as possible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
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
    return _Walk(definitions, path, end).at(schema, 0)


def best(several: Iterable[Reach]) -> Reach:
    """The furthest of those of which each may be the one; what is equally far adds the names that it knows.

    Raises ValueError without any.
    """
    reaches = list(several)
    return _merged(
        reaches,
        max(
            reaches,
            key=lambda reach: (reach.rank is not Rank.NEVER, reach.rank is Rank.NAMED, reach.depth, reach.rank),
        ),
    )


def _all(several: Sequence[Reach]) -> Reach:
    """What those say together that all hold: nothing where one says so, else what the one that knows most of the path says."""
    closed = [reach for reach in several if reach.rank is Rank.NEVER]
    if closed:
        return max(closed, key=lambda reach: reach.depth)
    return _merged(several, max(several, key=lambda reach: (reach.depth, reach.rank)))


def _merged(several: Sequence[Reach], chosen: Reach) -> Reach:
    alike = [reach for reach in several if (reach.rank, reach.depth) == (chosen.rank, chosen.depth)]
    return chosen._replace(known=tuple(dict.fromkeys(name for reach in alike for name in reach.known)))


@dataclass
class _Walk:
    """Along one path. known: what definitions say of the value so many steps along it, each asked once."""

    definitions: Definitions
    path: Path
    end: End
    known: dict[tuple[str, int], Reach] = field(default_factory=dict)

    def at(self, schema: Schema, depth: int) -> Reach:
        """What `schema` says of the value `depth` steps along the path."""
        if schema.boolean is not None and not schema.boolean:
            return Reach(Rank.NEVER, depth, why="is refused whatever it is")
        if depth == len(self.path):
            return self.end(schema, self.definitions, depth)

        def beside(part: Schema | None) -> Reach:
            return Reach(Rank.UNSAID, depth) if part is None else self.at(part, depth)

        reaches = [self.own(schema, depth)]
        if schema.ref is not None:
            reaches.append(self.referred(schema.ref, depth))
        reaches += map(beside, schema.all_of)
        reaches += [best([*map(beside, branches)]) for branches in (schema.any_of, schema.one_of) if branches]
        if schema.condition is not None:
            reaches += [
                best(map(beside, several)) for several in ((None, schema.condition), (schema.then, schema.otherwise))
            ]
        reaches += [best(map(beside, (None, dependent))) for dependent in schema.dependent_schemas.values()]
        together = _all(reaches)
        rest = schema.unevaluated_properties if isinstance(self.path[depth], str) else schema.unevaluated_items
        if rest is not None and together.rank is Rank.UNSAID and together.depth == depth:
            return self.others(rest, depth, together.known)
        return together

    def referred(self, name: str, depth: int) -> Reach:
        """What a definition says of the value."""
        if (name, depth) not in self.known:
            self.known[name, depth] = self.at(self.definitions[name], depth)
        return self.known[name, depth]

    def own(self, schema: Schema, depth: int) -> Reach:
        """What the keywords of one schema say of the next step by themselves."""
        step, kind = self.path[depth], "object" if isinstance(self.path[depth], str) else "array"
        values = schema.values() if schema.types != ("boolean",) else None
        if values is not None:
            ends = [last for value in values for last in every(value, self.path[depth:])]
            if ends:
                return self.end(Schema(enum=tuple(ends)), self.definitions, len(self.path))
            return Reach(Rank.NEVER, depth, why="is one of a list of values, and none of them goes on")
        if schema.types is not None and kind not in schema.types:
            has = "fields" if kind == "object" else "items"
            kinds = [_THINGS[kind] for kind in schema.types if kind != "null"] or ["null"]
            return Reach(Rank.NEVER, depth, why=f"is {listing(kinds)}, which has no {has}")
        return self.field(schema, step, depth) if isinstance(step, str) else self.item(schema, step, depth)

    def field(self, schema: Schema, name: str, depth: int) -> Reach:
        """What the keywords of an object say of a field."""
        known = tuple(schema.properties)
        if schema.max_properties == 0:
            return Reach(Rank.NEVER, depth, why="has no fields")
        if schema.property_names is not None and not accepts(schema.property_names, self.definitions, name):
            return Reach(Rank.NEVER, depth, known)
        inner = [schema.properties[name]] if name in schema.properties else []
        inner += [
            fitting
            for pattern, fitting in schema.pattern_properties.items()
            if accepts(Schema(pattern=pattern), self.definitions, name)
        ]
        if inner:
            return _all([self.at(fitting, depth + 1) for fitting in inner])
        if schema.additional_properties is None:
            return Reach(Rank.UNSAID, depth, known)
        return self.others(schema.additional_properties, depth, known)

    def item(self, schema: Schema, index: int | None, depth: int) -> Reach:
        """What the keywords of an array say of an item. index: None for each of them."""
        if schema.max_items is not None and (index or 0) >= schema.max_items:
            return Reach(Rank.NEVER, depth, why=f"has at most {number(schema.max_items, 'item')}")
        chosen = schema.prefix_items if index is None else schema.prefix_items[index : index + 1]
        reaches = [self.at(branch, depth + 1) for branch in chosen]
        if schema.items is not None and (index is None or not reaches):
            reaches.append(self.others(schema.items, depth, ()))
        if not reaches and schema.contains is not None:
            described = self.at(schema.contains, depth + 1)
            reaches += [described] if described.rank is Rank.NAMED else []
        return best(reaches) if reaches else Reach(Rank.UNSAID, depth)

    def others(self, rest: Schema, depth: int, known: tuple[str, ...]) -> Reach:
        """What a schema for all other fields or items says of the next step. known: the names that stand beside it."""
        if rest.boolean is False:
            return Reach(Rank.NEVER, depth, known, "" if isinstance(self.path[depth], str) else "has no such item")
        further = self.at(rest, depth + 1)
        if further.rank is not Rank.NEVER and (known or rest.boolean or not any(keywords_of(rest))):
            return Reach(Rank.OPEN, depth, known)
        return further


cover(
    f"{__name__}._Walk",
    ("allOf", "anyOf", "oneOf", "if", "then", "else", "dependentSchemas", "not"),
    applied_to("value"),
)


def of_types(*types: str) -> End:
    """Asks for a value of one of the types."""

    def end(schema: Schema, definitions: Definitions, depth: int) -> Reach:
        kinds = kinds_of(schema, definitions)
        if kinds & set(types):
            return Reach(Rank.NAMED, depth)
        possible = [_THINGS[kind] for kind in TYPES if kind in kinds and not (kind == "integer" and "number" in kinds)]
        return Reach(
            Rank.NEVER,
            depth,
            why=f"is {listing(possible or ['nothing'])}, not {listing(_THINGS[kind] for kind in types)}",
        )

    return end


def of_value(value: Json) -> End:
    """Asks for this value: one that is let through where others are listed is not named."""

    def end(schema: Schema, definitions: Definitions, depth: int) -> Reach:
        listed = tuple(value for part in _alternatives(schema, definitions) for value in part.values() or ())
        known = tuple(value for value in listed if isinstance(value, str))
        if not accepts(schema, definitions, value):
            return Reach(Rank.NEVER, depth, known, f"is never {value_words(value)}")
        return Reach(
            Rank.OPEN if listed and not any(equal(value, option) for option in listed) else Rank.NAMED, depth, known
        )

    return end


def kinds_of(schema: Schema, definitions: Definitions) -> frozenset[str]:
    """The JSON types that a value may be of, by what `schema` says of types and by the values that it lists."""
    known: dict[str, frozenset[str]] = {}

    def kinds_by(part: Schema) -> frozenset[str]:
        if part.boolean is False:
            return frozenset()
        kinds = frozenset(TYPES)
        if part.types is not None:
            kinds &= {*part.types, *(["integer"] if "number" in part.types else [])}
        values = part.values()
        if values is not None:
            kinds &= {kind for kind in TYPES if any(has_type(value, kind) for value in values)}
        if part.ref is not None:
            if part.ref not in known:
                known[part.ref] = kinds_by(definitions[part.ref])
            kinds &= known[part.ref]
        kinds = kinds.intersection(*map(kinds_by, part.all_of))
        for branches in (part.any_of, part.one_of):
            if branches:
                kinds &= frozenset().union(*map(kinds_by, branches))
        return kinds

    return kinds_by(schema)


def _alternatives(schema: Schema, definitions: Definitions) -> Iterator[Schema]:
    """The schemas that say together, or one of which says, what a value may be: the schema itself, what it refers to, and those
    of its `allOf`, `anyOf` and `oneOf`."""
    waiting, followed = [schema], set[str]()
    while waiting:
        part = waiting.pop()
        yield part
        waiting += reversed((*part.all_of, *part.any_of, *part.one_of))
        if part.ref is not None and part.ref not in followed:
            followed.add(part.ref)
            waiting.append(definitions[part.ref])
