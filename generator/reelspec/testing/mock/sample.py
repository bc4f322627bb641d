"""A value that a response schema accepts, made from the schema alone, with notes of what in it changes with every answer.

Everything that the schema declares is there once, so that whoever reads the answer meets every field; what cannot be
made is left out where it may be. The same schema always gives the same value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from reelspec.cases.boundary_values import scalars
from reelspec.cases.distinctions import Probe
from reelspec.cases.texts import LONGEST, PROMPT, matching
from reelspec.common.identity import ByIdentity
from reelspec.language.contract.jsonpath import Path, every
from reelspec.language.contract.schema import Constant, Definitions, Schema, bounds_of, in_place, keywords_of
from reelspec.language.contract.scope import conjuncts, resolved
from reelspec.language.rules.equality import equal
from reelspec.language.rules.evaluate import accepts
from reelspec.language.rules.reach import kinds_of
from reelspec.language.source.node import Json

_DEEPEST = 8
"""So many objects and lists stand inside of each other in a sample."""
_MOST_FIELDS = 2_000
"""So many fields a sample has at most: large documents refer to everything from everywhere."""
_MOST_PLACES = 20_000
"""So many places are tried to be filled for one sample, in vain ones included."""
_MOST_CHOICES = 6
"""So many alternatives are chosen for one place, one inside the other; those beyond are left to chance."""
_MOST_WAYS = 500
"""So many ways to choose alternatives are tried for one place."""
MOST_ITEMS = 1_000
"""So many items a list of a sample has at most."""
_WORDS = {
    "created": ("created", "createdat", "createdtime", "createtime", "createtimestamp", "submittime", "submittedat"),
    "ended": (
        "completed",
        "completedat",
        "finished",
        "finishedat",
        "finishtime",
        "endtime",
        "endedat",
        "completedtime",
    ),
    "changed": ("updated", "updatedat", "updatetime", "modifiedat", "startedat", "starttime"),
    "expires": ("expires", "expiresat", "expiretime", "expiration", "expireat", "expirytime"),
}
MOMENTS = {word: moment for moment, words in _WORDS.items() for word in words}
"""Names of fields that hold a moment, without dashes and in small letters: which moment of a task that is."""
FORMATS = {
    "uuid": "00000000-0000-4000-8000-000000000001",
    "date": "2026-01-01",
    "date-time": "2026-01-01T00:00:00Z",
    "time": "00:00:00Z",
    "duration": "PT5S",
    "email": "someone@example.com",
    "idn-email": "someone@example.com",
    "hostname": "example.com",
    "idn-hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "byte": "AAAA",
    "uri-reference": "/video",
    "iri-reference": "/video",
    "iri": "https://example.com/video",
    "uri-template": "/videos/{id}",
    "json-pointer": "/video",
    "relative-json-pointer": "0",
    "regex": "^video$",
}
"""Formats that texts of a sample have, with a text of each."""


@dataclass(frozen=True)
class Slot:
    """A field of a sample whose value depends on the answer. kind: a moment, "status", or "field" for one of the request."""

    kind: str
    path: Path
    schema: Schema
    name: str


@dataclass(frozen=True)
class Sample:
    """A value that the schema accepts, and its slots."""

    value: Json
    slots: tuple[Slot, ...]


class _Impossible(Exception):
    """Nothing that the schema accepts was found for a place."""


def sample(
    schema: Schema,
    definitions: Definitions,
    *,
    words: frozenset[str] = frozenset(),
    left_out: Callable[[Path], bool] = lambda path: False,
) -> Sample | None:
    """A sample of the schema; None when none is found. words: status words; a field that lists some of them is a slot of
    the kind "status".

    left_out: the places that the answer at hand does not have, if the schema permits that.
    """
    for optional in (True, False):
        maker = _Maker(definitions, words, left_out, optional)
        try:
            value = maker.make(schema, (), "", 0)
        except _Impossible:
            continue
        slots = {(slot.kind, slot.path): slot for slot in maker.slots if every(value, slot.path)}
        return Sample(value, tuple(slots.values()))
    return None


@dataclass
class _Maker:
    definitions: Definitions
    words: frozenset[str]
    left_out: Callable[[Path], bool]
    optional: bool
    slots: list[Slot] = field(default_factory=list)
    fields: int = 0
    places: int = 0

    def make(self, schema: Schema, path: Path, name: str, depth: int) -> Json:
        """A value for a place. Raises _Impossible."""
        for value in self.made(schema, path, name, depth):
            return value
        raise _Impossible

    def made(self, schema: Schema, path: Path, name: str, depth: int) -> Iterator[Json]:
        """The values that come to mind for a place and that the schema accepts, each while the slots are its own."""
        self.places += 1
        if schema.boolean is False or depth > _DEEPEST or self.places > _MOST_PLACES:
            return
        whole = resolved(schema, self.definitions)
        before = len(self.slots)
        for candidate in self.candidates(schema, whole, path, name, depth):
            if accepts(schema, self.definitions, candidate):
                if not isinstance(candidate, dict | list):
                    self.note(whole, path, name, candidate)
                yield candidate
            del self.slots[before:]

    def candidates(self, schema: Schema, whole: Schema, path: Path, name: str, depth: int) -> Iterator[Json]:
        if self.words:
            # A field whose words are a task's says how the task is.
            listed = listed_values(whole, self.definitions)
            yield from (word for word in listed if isinstance(word, str) and word in self.words)
        yield from (value for value in _shown(whole) if not isinstance(value, dict | list))
        for parts in islice(_ways(_apart(schema, self.definitions), self.definitions), _MOST_WAYS):
            yield from self.of_parts(parts, path, name, depth)
        # A whole object is somebody's answer, and the last resort: its fields are not those of the task at hand.
        yield from (value for value in _shown(whole) if isinstance(value, dict | list))

    def of_parts(self, parts: tuple[Schema, ...], path: Path, name: str, depth: int) -> Iterator[Json]:
        """The values that come to mind for schemas without alternatives which all judge the place."""
        together = Schema(all_of=parts)
        whole = resolved(together, self.definitions)
        yield from (value for value in _shown(whole) if not isinstance(value, dict | list))
        yield from whole.enum or ()
        possible = kinds_of(together, self.definitions)
        kinds = [each for each in whole.types or _kinds(whole) if each in possible] or [*possible]
        for kind in sorted(kinds, key=lambda each: each == "null"):
            if kind == "object":
                yield from self.objects(parts, path, depth)
            elif kind == "array":
                yield from self.arrays(parts, path, name, depth)
            else:
                yield from self.scalar(whole, kind, name)

    def scalar(self, whole: Schema, kind: str, name: str) -> Iterator[Json]:
        if kind == "string" and whole.format in FORMATS:
            yield FORMATS[str(whole.format)]
        of_kind = replace(whole, types=(kind,), enum=None, const=None, any_of=(), one_of=())
        yield from scalars(of_kind, self.definitions, Probe(), name).values
        if kind == "string":
            yield PROMPT
            for text in matching(whole.pattern) if whole.pattern is not None else ():
                # A pattern and a length together, as digests and keys have them.
                for keyword, bound in bounds_of(whole, "string"):
                    length = int(keyword.within(bound))
                    if 0 < length <= LONGEST and text:
                        yield (text * length)[:length]
                        yield text + text[-1] * (length - len(text))

    def objects(self, parts: tuple[Schema, ...], path: Path, depth: int) -> Iterator[Json]:
        required = dict.fromkeys(name for part in parts for name in part.required)
        left = [*dict.fromkeys(name for part in parts for name in (*part.properties, *part.required))]
        made: dict[str, Json] = {}
        while left:
            name = left.pop(0)
            needed, here = name in required, (*path, name)
            if not needed and (not self.optional or self.left_out(here) or self.fields > _MOST_FIELDS):
                continue
            self.fields += 1
            try:
                made[name] = self.make(field_of(parts, name, self.definitions), here, name, depth + 1)
            except _Impossible:
                if needed:
                    return
                continue
            also = [other for part in parts for other in part.dependent_required.get(name, ())]
            left += [other for other in also if other not in made and other not in left]
            required |= dict.fromkeys(also if needed else ())
        yield self.filled(parts, made, path, depth)
        yield self.filled(parts, {name: made[name] for name in required}, path, depth)

    def filled(self, parts: tuple[Schema, ...], made: dict[str, Json], path: Path, depth: int) -> Json:
        """The object with as many fields as it must have."""
        least = max((part.min_properties or 0 for part in parts), default=0)
        # Names that a pattern demands come first, then any.
        patterns = [pattern for part in parts for pattern in part.pattern_properties]
        patterns += [part.property_names.pattern or "" for part in parts if part.property_names is not None]
        names = [name for pattern in patterns for text in matching(pattern) for name in (text, *_numbered(text, least))]
        listed = [name for part in parts if part.property_names for name in part.property_names.values() or ()]
        members = dict(made)
        for name in (
            *(listed_name for listed_name in listed if isinstance(listed_name, str)),
            *names,
            *_numbered("field", least),
        ):
            if len(members) >= least:
                break
            if name not in members and all(
                part.property_names is None or accepts(part.property_names, self.definitions, name) for part in parts
            ):
                try:
                    schema = field_of(parts, name, self.definitions)
                    members[name] = self.make(schema, (*path, name), name, depth + 1)
                except _Impossible:
                    continue
        return members

    def arrays(self, parts: tuple[Schema, ...], path: Path, name: str, depth: int) -> Iterator[Json]:
        least = max((part.min_items or 0 for part in parts), default=0)
        most = min((part.max_items for part in parts if part.max_items is not None), default=MOST_ITEMS)
        fixed = max((len(part.prefix_items) for part in parts), default=0)
        counted = [part for part in parts if part.contains is not None]
        demanded = [
            part.contains
            for part in counted
            for _ in range(min(MOST_ITEMS, 1 if part.min_contains is None else part.min_contains))
        ]
        # What is counted up to a limit is not there more often than it must be.
        spared = tuple(Schema(negated=part.contains) for part in counted if part.max_contains is not None)
        unique = any(part.unique_items for part in parts)
        items: list[Json] = []
        for at in range(min(max(fixed + len(demanded), least, 1), most, MOST_ITEMS)):
            kind = item_of(parts, at, self.definitions)
            if at > fixed + len(demanded) and not unique:
                items.append(items[-1])
                continue
            if fixed <= at < fixed + len(demanded):
                kind = Schema(all_of=tuple(demand for demand in (demanded[at - fixed], kind) if demand is not None))
            elif spared:
                kind = Schema(all_of=(*spared, kind))
            item = self.other(kind, items if unique else [], (*path, None), name, depth)
            if item is None:
                break
            items.append(item.value)
        yield items
        yield []

    def other(self, schema: Schema, than: list[Json], path: Path, name: str, depth: int) -> Constant | None:
        """An item that is none of the others; None when none is found."""
        for candidate in self.made(schema, path, name, depth + 1):
            for value in (candidate, *_changed(candidate, len(than))):
                if not any(equal(value, known) for known in than) and accepts(schema, self.definitions, value):
                    return Constant(value)
        return None

    def note(self, whole: Schema, path: Path, name: str, value: Json) -> None:
        """Remember a field whose value depends on the answer."""
        plain = name.lower().replace("_", "").replace("-", "")
        if isinstance(value, str) and value in self.words:
            self.slots.append(Slot("status", path, whole, name))
        elif plain in MOMENTS and isinstance(value, int | float | str) and not isinstance(value, bool):
            self.slots.append(Slot(MOMENTS[plain], path, whole, name))
        elif name:
            self.slots.append(Slot("field", path, whole, name))


_DIGITS = re.compile(r"[0-9]+")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def of_format(schema: Schema, definitions: Definitions, value: Json) -> bool:
    """Whether a value is of the formats that a schema names, as far as is known of any: no keyword refuses another."""
    formats = _formats(schema, definitions, frozenset())
    return not isinstance(value, str) or all(
        _UUID.fullmatch(value) is not None if name == "uuid" else value == FORMATS[name] for name in formats
    )


def _formats(schema: Schema, definitions: Definitions, via: frozenset[str]) -> set[str]:
    formats = {schema.format} & FORMATS.keys() if schema.format is not None else set()
    if schema.ref is not None and schema.ref not in via:
        formats |= _formats(definitions[schema.ref], definitions, via | {schema.ref})
    for part in in_place(schema):
        formats |= _formats(part, definitions, via)
    return formats


def listed_values(schema: Schema, definitions: Definitions) -> tuple[Json, ...]:
    """The values that a schema or one of its alternatives lists."""
    whole = resolved(schema, definitions)
    values = whole.enum or ()
    for branch in (*whole.any_of, *whole.one_of):
        values += resolved(branch, definitions).enum or ()
    return values


def _apart(schema: Schema, definitions: Definitions) -> tuple[Schema, ...]:
    """The schemas that all judge the value, each without `$ref` and `allOf`, the nearest first; none that says nothing."""
    alone = (replace(part, ref=None, all_of=()) for part in conjuncts(schema, definitions))
    return tuple(part for part in alone if any(keywords_of(part)))


def field_of(parts: tuple[Schema, ...], name: str, definitions: Definitions) -> Schema:
    """What all parts together say of the field of a name."""
    constraints: list[Schema] = []
    for part in parts:
        schemas = [part.properties[name]] if name in part.properties else []
        for pattern, inner in part.pattern_properties.items():
            schemas += [inner] if accepts(Schema(pattern=pattern), definitions, name) else []
        if not schemas and part.additional_properties is not None:
            schemas = [part.additional_properties]
        constraints += schemas
    return _both(constraints) or Schema(types=("string",))


def item_of(parts: tuple[Schema, ...], at: int, definitions: Definitions) -> Schema:
    """What all parts together say of the item at an index."""
    constraints: list[Schema] = []
    for part in parts:
        if at < len(part.prefix_items):
            constraints.append(part.prefix_items[at])
        elif part.items is not None:
            constraints.append(part.items)
    return _both(constraints) or Schema(types=("string",))


def _both(several: list[Schema]) -> Schema | None:
    """A schema that says what all say; None where nothing is said."""
    telling = [schema for schema in several if schema.boolean is False or any(keywords_of(schema))] or several[:1]
    if not telling:
        return None
    return telling[0] if len(telling) == 1 else Schema(all_of=tuple(telling), annotations=telling[0].annotations)


def _shown(whole: Schema) -> list[Json]:
    """The values that a schema itself gives: the only one, the default, examples."""
    shown = whole.annotations.get("examples")
    values: list[Json] = [constant.value for constant in (whole.const, whole.default) if constant is not None]
    values += [*(shown if isinstance(shown, list) else ()), whole.annotations.get("example")]
    return [value for value in values if value is not None]


def _ways(
    parts: tuple[Schema, ...], definitions: Definitions, chosen: frozenset[ByIdentity[object]] = frozenset()
) -> Iterator[tuple[Schema, ...]]:
    """The parts with one alternative chosen wherever there are some, in every way, the first alternatives first.

    chosen: the lists of alternatives of which one is chosen: a child in the `oneOf` of its parent has the parent in its
    `allOf`, which leads to them again.
    """
    for at, part in enumerate(parts):
        alternatives, alone, branches = _alternatives(part)
        if not branches:
            continue
        others = (*parts[:at], *([alone] if any(keywords_of(alone)) else []), *parts[at + 1 :])
        if ByIdentity(alternatives) in chosen or len(chosen) == _MOST_CHOICES:
            yield from _ways(others, definitions, chosen)
            return
        for branch in branches:
            yield from _ways((*_apart(branch, definitions), *others), definitions, chosen | {ByIdentity(alternatives)})
        return
    yield parts


def _alternatives(part: Schema) -> tuple[object, Schema, tuple[Schema, ...]]:
    """The first alternatives that a schema leaves: what of it has them, the schema without them, one schema for each."""
    if part.any_of:
        return part.any_of, replace(part, any_of=()), part.any_of
    if part.one_of:
        return part.one_of, replace(part, one_of=()), part.one_of
    if part.condition is not None:
        met = (part.condition, *(() if part.then is None else (part.then,)))
        unmet = (Schema(negated=part.condition), *(() if part.otherwise is None else (part.otherwise,)))
        alone = replace(part, condition=None, then=None, otherwise=None)
        return part.condition, alone, (Schema(all_of=met), Schema(all_of=unmet))
    if part.dependent_schemas:
        demands = Schema(all_of=tuple(part.dependent_schemas.values()))
        return part.dependent_schemas, replace(part, dependent_schemas={}), (demands, Schema())
    return None, part, ()


def _numbered(text: str, count: int) -> Iterator[str]:
    """The text with other ends, as many as are wanted and some more."""
    for at in range(count + 1):
        yield f"{text}{at + 1}"
        yield text[:-1] + chr(ord("a") + at % 26)


def _changed(value: Json, count: int) -> Iterator[Json]:
    """Values like this one, as many as are wanted and some more."""
    if isinstance(value, str):
        # A date stays a date, an address an address.
        *_, last = [None, *_DIGITS.finditer(value)]
        if last is not None:
            counted = (str(int(last[0]) + at).zfill(len(last[0])) for at in range(1, count + 2))
            yield from (value[: last.start()] + digits + value[last.end() :] for digits in counted)
        if value in FORMATS.values():
            yield from (f"{at}{value}" for at in range(count + 1))
        else:
            yield from _numbered(value, count)
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from (value + step for at in range(1, count + 2) for step in (at, -at))
    elif isinstance(value, list):
        yield from (
            [*value[:at], other, *value[at + 1 :]] for at, item in enumerate(value) for other in _changed(item, count)
        )
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from ({**value, name: other} for other in _changed(member, count))


def _kinds(whole: Schema) -> tuple[str, ...]:
    """The types that a schema without `type` is plainly about."""
    if whole.properties or whole.required or whole.pattern_properties:
        return ("object",)
    if whole.items is not None or whole.prefix_items or whole.contains is not None:
        return ("array",)
    return ("string", "integer", "boolean", "object", "array", "null")
