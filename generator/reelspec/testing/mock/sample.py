"""A value that a response schema accepts, made from the schema alone, with notes of what in it changes with every answer.

Everything that the schema declares is there once, so that whoever reads the answer meets every field; what cannot be
made is left out where it may be. The same schema always gives the same value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from reelspec.cases.boundary_values import scalars
from reelspec.cases.distinctions import Probe
from reelspec.cases.texts import LONGEST, PROMPT, matching
from reelspec.language.contract.jsonpath import Path
from reelspec.language.contract.schema import Definitions, Schema, bounds_of, span
from reelspec.language.contract.scope import resolved
from reelspec.language.rules.evaluate import accepts
from reelspec.language.source.node import Json

_DEEPEST = 12
_MOST_FIELDS = 2_000
"""So many fields a sample has at most: large documents refer to everything from everywhere."""
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
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "byte": "AAAA",
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
    """A value and its slots. whole: the schema accepts it."""

    value: Json
    slots: tuple[Slot, ...]
    whole: bool


class _Impossible(Exception):
    """Nothing that the schema accepts was found for a place."""


def sample(
    schema: Schema,
    definitions: Definitions,
    *,
    words: frozenset[str] = frozenset(),
    left_out: Callable[[Path], bool] = lambda path: False,
) -> Sample:
    """A sample of the schema. words: status words; a field that lists some of them is a slot of the kind "status".

    left_out: the places that the answer at hand does not have, if the schema permits that.
    """
    for optional in (True, False):
        maker = _Maker(definitions, words, left_out, optional)
        try:
            value = maker.make(schema, (), "", 0)
        except _Impossible:
            continue
        if accepts(schema, definitions, value):
            return Sample(value, tuple(maker.slots), True)
    return Sample(None, (), accepts(schema, definitions, None))


@dataclass
class _Maker:
    definitions: Definitions
    words: frozenset[str]
    left_out: Callable[[Path], bool]
    optional: bool
    slots: list[Slot] = field(default_factory=list)
    fields: int = 0

    def make(self, schema: Schema, path: Path, name: str, depth: int) -> Json:
        """A value for a place. Raises _Impossible."""
        if schema.boolean is False or depth > _DEEPEST:
            raise _Impossible
        whole = resolved(schema, self.definitions)
        before = len(self.slots)
        for candidate in self.candidates(whole, path, name, depth):
            if accepts(schema, self.definitions, candidate):
                if not isinstance(candidate, dict | list):
                    self.note(whole, path, name, candidate)
                return candidate
            del self.slots[before:]
        raise _Impossible

    def candidates(self, whole: Schema, path: Path, name: str, depth: int) -> Iterator[Json]:
        if self.words:
            # A field whose words are a task's says how the task is.
            listed = [
                one for one in listed_values(whole, self.definitions) if isinstance(one, str) and one in self.words
            ]
            yield from listed
        for said in (whole.const, whole.default):
            if said is not None and not isinstance(said.value, dict | list):
                yield said.value
        shown = whole.annotations.get("examples")
        for example in (*(shown if isinstance(shown, list) else ()), whole.annotations.get("example")):
            if example is not None and not isinstance(example, dict | list):
                yield example
        yield from whole.enum or ()
        for branches in (whole.any_of, whole.one_of):
            for branch in branches:
                try:
                    yield self.make(_joined(whole, branch), path, name, depth + 1)
                except _Impossible:
                    continue
        kinds = whole.types or _kinds(whole)
        for kind in sorted(kinds, key=lambda one: one == "null"):
            if kind == "object":
                yield from self.objects(whole, path, depth)
            elif kind == "array":
                yield from self.arrays(whole, path, name, depth)
            else:
                yield from self.scalar(whole, kind, name)

    def scalar(self, whole: Schema, kind: str, name: str) -> Iterator[Json]:
        if kind == "string" and whole.format in FORMATS:
            yield FORMATS[str(whole.format)]
        one = replace(whole, types=(kind,), enum=None, const=None, any_of=(), one_of=())
        yield from scalars(one, self.definitions, Probe(), name).values
        if kind == "string":
            yield PROMPT
            for text in matching(whole.pattern) if whole.pattern is not None else ():
                # A pattern and a length together, as digests and keys have them.
                for keyword, bound in bounds_of(whole, "string"):
                    length = int(keyword.within(bound))
                    if 0 < length <= LONGEST and text:
                        yield (text * length)[:length]
                        yield text + text[-1] * (length - len(text))

    def objects(self, whole: Schema, path: Path, depth: int) -> Iterator[Json]:
        made: dict[str, Json] = {}
        for name, inner in whole.properties.items():
            needed = name in whole.required
            here = (*path, name)
            if not needed and (not self.optional or self.left_out(here) or self.fields > _MOST_FIELDS):
                continue
            self.fields += 1
            try:
                made[name] = self.make(inner, here, name, depth + 1)
            except _Impossible:
                if needed:
                    return
        for name in whole.required:
            if name not in made:
                other = next((one for key, one in whole.pattern_properties.items() if key in name), None)
                made[name] = self.make(
                    other or whole.additional_properties or Schema(types=("string",)), (*path, name), name, depth + 1
                )
        yield made

    def arrays(self, whole: Schema, path: Path, name: str, depth: int) -> Iterator[Json]:
        items = [self.make(one, (*path, None), name, depth + 1) for one in whole.prefix_items]
        kind = whole.items or Schema(types=("string",))
        wanted = max(1, *(span(whole, measure)[0] or 0 for measure in ("items", "matches")))
        if whole.contains is not None:
            kind = whole.contains if whole.items is None else _joined(whole.items, whole.contains)
        try:
            one = self.make(kind, (*path, None), name, depth + 1) if len(items) < wanted else None
        except _Impossible:
            if not items:
                yield []
            return
        full = items + [one] * (wanted - len(items))
        if whole.unique_items and isinstance(one, str):
            full = items + [one if not at else f"{one}{at}" for at in range(wanted - len(items))]
        yield full[: span(whole, "items")[1]]
        yield []

    def note(self, whole: Schema, path: Path, name: str, value: Json) -> None:
        """Remember a field whose value depends on the answer."""
        plain = name.lower().replace("_", "").replace("-", "")
        if isinstance(value, str) and value in self.words:
            self.slots.append(Slot("status", path, whole, name))
        elif plain in MOMENTS and isinstance(value, int | float | str) and not isinstance(value, bool):
            self.slots.append(Slot(MOMENTS[plain], path, whole, name))
        elif name:
            self.slots.append(Slot("field", path, whole, name))


def listed_values(schema: Schema, definitions: Definitions) -> tuple[Json, ...]:
    """The values that a schema or one of its alternatives lists."""
    whole = resolved(schema, definitions)
    found = whole.enum or ()
    for one in (*whole.any_of, *whole.one_of):
        found += resolved(one, definitions).enum or ()
    return found


def _joined(whole: Schema, branch: Schema) -> Schema:
    """A schema that says what both say."""
    alone = replace(whole, any_of=(), one_of=(), ref=None, all_of=())
    if alone == Schema(source=whole.source, annotations=whole.annotations, default=whole.default):
        return branch
    return Schema(all_of=(branch, alone), annotations=whole.annotations, source=whole.source)


def _kinds(whole: Schema) -> tuple[str, ...]:
    """The types that a schema without `type` is plainly about."""
    if whole.properties or whole.required or whole.pattern_properties:
        return ("object",)
    if whole.items is not None or whole.prefix_items or whole.contains is not None:
        return ("array",)
    return ("string", "integer", "boolean", "object", "array", "null")
