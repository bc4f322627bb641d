"""Values for one field: accepted ones at the edges of its schema, and slips that break one keyword of it. Read by `suite`.

Whether an edit breaks what it is meant to break is for the model's judgement to say; here it is only proposed.
"""

from __future__ import annotations

import json
import math
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from reelspec.cases.boundary_values import beside, limit_sides
from reelspec.cases.choice import ABSENT, Choice
from reelspec.cases.distinctions import parts_of
from reelspec.cases.sizes import LARGEST_SHOWN, LONGEST_TEXT, MOST_SHOWN, grown, numbered, sized
from reelspec.cases.texts import OURS, PROMPT, matching, missing, plausible
from reelspec.language.contract.keywords import APPLICATORS, BOUNDS, KEYWORDS, cover
from reelspec.language.contract.schema import Definitions, Schema, bounds_of, span
from reelspec.language.contract.scope import resolved
from reelspec.language.rules.equality import is_number
from reelspec.language.rules.evaluate import accepts
from reelspec.language.source.node import Json
from reelspec.language.source.values import as_json, fraction_of

ANYTHING: tuple[Json, ...] = (5, "text", None, True, [], {})
"""A value of every type."""
_NOTHING = {"empty": "", "blank": " "}
_TEXTS = {**_NOTHING, "signs": '"<b>\\n\n\t&🎬'}
_ADDRESSES = {"query": "http://example.com:8080/a%20b?c=1&d=2"}
_BYTES = {"two-bytes": "é", "three-bytes": "猫", "four-bytes": "\U0001f3ac"}
_LONGEST_REFUSED = MOST_SHOWN["array"][1]
_LONGEST_REPEATED = 2_000
"""Texts that patterns match are not said again beyond this."""
_LARGEST_WITH_HALVES = 2**52
"""Doubles have halves between whole numbers below this."""
WARNINGS = ("format", "x-media")
"""What only warns: the value is accepted."""
MOST_PATTERN = 6
"""So many texts are shown that a pattern refuses."""
_SLIPS = ("type", "const", "enum", "multipleOf", "pattern", "format", "uniqueItems")
_ELSEWHERE = ("$ref", "required", "dependentRequired")
"""Keywords of which a reference is followed, and `suite` leaves out what others require."""
cover(__name__, (*_SLIPS, *_ELSEWHERE), [keyword for keyword in KEYWORDS if keyword not in (*BOUNDS, *APPLICATORS)])
_COUNTED = re.compile(r"\{\d+")
_SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:+-*/,=[]@()")


class ValueCase(NamedTuple):
    """A value for a field. keyword: what it breaks; "" for nothing, None for whatever the judgement names.
    label: the rest of its name. taken_for: the value as which somebody may read it."""

    keyword: str | None
    label: str
    value: Json
    taken_for: Choice = ABSENT


def accepted(schema: Schema, definitions: Definitions, name: str, words: tuple[str, ...] = ()) -> Iterator[ValueCase]:
    """Listed values and the inner sides of limits; the label begins with the keyword."""
    listed = schema.values()
    if listed is not None:
        keyword = "const" if schema.const is not None else "enum" if schema.enum is not None else "boolean"
        labels: set[str] = set()
        for value in listed:
            label = token(value)
            # "1" and 1 are two values of one list.
            yield ValueCase("", f"{keyword}.{label}" + (f"-{type(value).__name__}" if label in labels else ""), value)
            labels.add(label)
    for part in (*schema.any_of, *schema.one_of):
        for edit in accepted(part, definitions, name, words):
            if accepts(schema, definitions, edit.value):
                yield edit
    formats = schema.media.get("formats")
    for format_name in formats if isinstance(formats, list) else ():
        if isinstance(format_name, str):
            yield ValueCase("", f"x-media.{token(format_name)}", f"{OURS}file-1.{format_name}")
    for keyword, size, value in limit_sides(schema, definitions, name, words):
        if not isinstance(value, str) or len(value) <= LONGEST_TEXT:
            yield ValueCase("", f"{keyword}.{token(size)}", value)
    for edit in (*_in_bytes(schema), *_unusual(schema, name)):
        if accepts(schema, definitions, edit.value):
            yield edit


def _in_bytes(schema: Schema) -> Iterator[ValueCase]:
    """Texts as long as can be, in characters of two, three and four bytes of UTF-8, for whom counts bytes or UTF-16 units."""
    most = span(schema, "length")[1]
    if most is None or most < len(_BYTES) or "string" not in (schema.types or ()) or schema.values() is not None:
        return
    if most > LONGEST_TEXT:
        return
    if most > LARGEST_SHOWN:  # a few of each show it as well, and can be read
        more = "".join(_BYTES.values())
        yield ValueCase("", f"maxLength.{most}.bytes", (PROMPT * (most // len(PROMPT) + 1))[: most - len(more)] + more)
        return
    for label, character in _BYTES.items():
        yield ValueCase("", f"maxLength.{most}.{label}", character * most)


def _unusual(schema: Schema, name: str) -> Iterator[ValueCase]:
    """Texts that say nothing, and equal items: accepted, and often refused."""
    types = schema.value_types() or ()
    if schema.values() is None and "string" in types:
        texts = _ADDRESSES if schema.format == "uri" else _TEXTS
        yield from (ValueCase("", f"value.{word}", text) for word, text in texts.items())
        least = span(schema, "length")[0] or 0
        if 1 < least <= LARGEST_SHOWN:
            yield ValueCase("", "value.blanks", " " * least)
    if "array" in types and schema.items is not None and schema.items.value_types() == ("string",):
        text = next(iter(schema.items.values() or ()), plausible(schema.items, name))
        yield ValueCase("", "value.equal-items", [text, text])
        if schema.unique_items and isinstance(text, str):
            yield ValueCase("", "value.equal-but-for-case", [text, text.swapcase()])


def edges(tests: Iterable[Schema], schema: Schema) -> Iterator[Json]:
    """Values on both sides of each bound in tests of a field, and texts with exactly as many repetitions as patterns in
    them count, and with one fewer. schema: of the field."""
    parts = [part for test in tests for part in parts_of(test)]
    for part in parts:
        for keyword, bound in bounds_of(part, "number"):
            yield from map(as_json, beside(keyword, bound, schema))
        for keyword, bound in bounds_of(part, "string"):
            if bound < _LONGEST_REPEATED:
                for size in (keyword.within(bound), keyword.beyond(bound)):
                    yield sized(PROMPT, max(int(size), 0), keyword)
    for pattern in dict.fromkeys(part.pattern for part in parts if part.pattern is not None):
        if _COUNTED.search(pattern):
            yield from (*matching(pattern)[:1], *missing(pattern)[:1])


def slips(schema: Schema, name: str, good: Json, *, inside: bool = False) -> Iterator[ValueCase]:
    """Values that the field refuses, or warns of. good: one that it accepts. inside: what its items refuse as well."""
    yield from _types(schema, good)
    yield from _unlisted(schema)
    yield from _beyond(schema, name, good)
    if is_number(good):
        # Somebody may read it as no value.
        yield ValueCase(None, "0", 0)
    for part in (*schema.any_of, *schema.one_of):
        values = part.values() or ()
        for edit in (*_unlisted(part), *_beyond(part, name, values[0] if values else good)):
            yield ValueCase(None, edit.label, edit.value)
    for value in (0, 1, 6, "text") if schema.any_of or schema.one_of else ():
        yield ValueCase(None, token(value), value)
    if schema.negated is not None:
        for other in schema.negated.values() or (plausible(schema.negated, name), 0, 5, "", "text"):
            yield ValueCase("not", token(other), other)
    if isinstance(good, str):
        yield from _doubtful(schema, good)
    elif isinstance(good, list):
        yield from _arrays(schema, good)
        yield from _in_items(schema, name, good) if inside else ()
    elif isinstance(good, dict):
        yield from _objects(schema, good)


def in_alternatives(schema: Schema, definitions: Definitions, values: Iterable[Json]) -> Iterator[ValueCase]:
    """What an object's alternatives (`anyOf`, `oneOf`) refuse inside of it: a field that is missing, wrong or unknown.

    values: some that the schema accepts.
    """
    objects = [value for value in values if isinstance(value, dict)]
    for part in (*schema.any_of, *schema.one_of) if objects else ():
        branch = resolved(part, definitions)
        good = next((value for value in objects if value and accepts(branch, definitions, value)), None)
        if good is None or not branch.properties:
            continue
        kind = token(good)
        for name, value in good.items():
            without = {key: other for key, other in good.items() if key != name}
            yield ValueCase(None, f"{kind}.{name}.absent", without)
            if name in branch.properties:
                for edit in slips(resolved(branch.properties[name], definitions), name, value):
                    yield ValueCase(None, f"{kind}.{name}.{edit.label}", {**good, name: edit.value})
        yield ValueCase(None, f"{kind}.unknown_field", {**good, "unknown_field": "value"})


def _types(schema: Schema, good: Json) -> Iterator[ValueCase]:
    """A value of every type, and the likely slips between them."""
    listed = schema.values() or ()
    if isinstance(good, bool):
        yield ValueCase(None, "text-true", "true", True)
        yield ValueCase(None, "number-1", 1, True)
    elif isinstance(good, int | float):
        yield ValueCase(None, f"text-{good}", str(good), good)
        if isinstance(good, int) and abs(good) < _LARGEST_WITH_HALVES:
            yield ValueCase(None, "fraction", good + math.copysign(0.5, good), good)
    elif isinstance(good, str):
        for value in listed:
            if isinstance(value, str) and is_whole(value):
                yield ValueCase(None, f"number-{int(value)}", int(value), value)
                break
    yield ValueCase(None, "null", None)
    yield ValueCase(None, "string", "text")
    yield ValueCase(None, "integer", 5)
    yield ValueCase(None, "number", 5.5)
    yield ValueCase(None, "boolean", True)
    yield ValueCase(None, "object", {})
    if isinstance(good, list):
        if good:
            yield ValueCase(None, "one-item", good[0])
    else:
        yield ValueCase(None, "array", [good])


def _unlisted(schema: Schema) -> Iterator[ValueCase]:
    values = [schema.const.value] if schema.const is not None else list(schema.enum or ())
    keyword = "const" if schema.const is not None else "enum"
    texts = [value for value in values if isinstance(value, str)]
    numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    for text in [text for text in texts if text.swapcase() != text][:2]:
        yield ValueCase(keyword, token(text.swapcase()), text.swapcase(), text)
    for text in texts[:1]:
        yield ValueCase(keyword, "leading-space", f" {text}", text)
        yield ValueCase(keyword, "trailing-space", f"{text} ", text)
        yield ValueCase(keyword, "ending", f"{text}-x")
        yield ValueCase(keyword, "empty", "")
    yield from (ValueCase(keyword, token(value), value) for value in _beside(texts))
    whole = sorted(int(text) for text in texts if is_whole(text))
    missing = [left + 1 for left, right in pairwise(whole) if right - left > 1]
    for number in (whole[0] - 1, whole[-1] + 1, *missing) if whole else ():
        yield ValueCase(keyword, str(number), str(number))
    for other in (min(numbers) - 1, max(numbers) + 1) if numbers else ():
        yield ValueCase(keyword, token(other), other)


_ALIKE = (
    ("360p", "480p", "540p", "720p", "768p", "1080p", "1440p", "2k", "4k"),
    ("1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3", "21:9"),
    ("640x360", "1280x720", "720x1280", "1920x1080", "1080x1920", "1024x1024"),
    ("low", "medium", "high", "ultra"),
    ("std", "standard", "pro", "turbo", "fast", "lite", "master"),
)
"""Values of one kind, in lower case: where some of them are listed, others are what one would try."""


def _beside(texts: list[str]) -> Iterator[str]:
    """A value of the kind of those that are listed, which is not: what another model or version takes."""
    lower = [text.lower() for text in texts]
    for kind in _ALIKE:
        if any(text in kind for text in lower):
            missing_one = next((member for member in kind if member not in lower), None)
            if missing_one is not None:
                yield missing_one.upper() if any(text != text.lower() for text in texts) else missing_one


def is_whole(text: str) -> bool:
    """The text is an integer in digits."""
    return text.isascii() and (text.isdigit() or (text[:1] == "-" and text[1:].isdigit()))


def _beyond(schema: Schema, name: str, good: Json) -> Iterator[ValueCase]:
    """Just outside of each limit."""
    for keyword, bound in bounds_of(schema, "number"):
        refused = as_json(beside(keyword, bound, schema)[1])
        yield ValueCase(keyword.name, token(refused), refused)
    if schema.multiple_of is not None:
        of = fraction_of(schema.multiple_of)
        for base in (of, *([fraction_of(good)] if is_number(good) else ())):
            for value in map(as_json, (base + of / 2, base + of / 3, base + 1)):
                yield ValueCase("multipleOf", token(value), value)
    sizes = bounds_of(schema, "string")
    if not sizes and schema.pattern is None:
        return
    base = good if isinstance(good, str) else plausible(schema, name)
    texts = (base, *matching(schema.pattern)) if schema.pattern is not None else (base,)
    for text in texts:
        for keyword, bound in sizes:
            size = int(keyword.beyond(bound))
            if 0 <= size <= LONGEST_TEXT:
                yield ValueCase(keyword.name, f"{size}", sized(text, size, keyword))
            if keyword.side == "most" and text and size <= _LONGEST_REPEATED:
                yield ValueCase(keyword.name, f"{size}", (text * size)[:size])
                stripped = (text * size)[: size - 1]
                yield ValueCase(keyword.name, f"{size}.trailing-space", f"{stripped} ", stripped)
    if schema.pattern is not None:
        wrong = ["", base[1:], *((f"ftp{base[base.find(':') :]}",) if ":" in base else ()), *missing(schema.pattern)]
        for keyword, bound in sizes:
            if keyword.side == "least":
                wrong += [sized(value, int(keyword.within(bound)), keyword) for value in wrong]
        for text in wrong[:40]:
            yield ValueCase("pattern", token(text), text)


def _doubtful(schema: Schema, good: str) -> Iterator[ValueCase]:
    """Accepted texts that an address should not be."""
    if schema.format == "uri":
        yield ValueCase("format", "without-scheme", good.partition("://")[2] or "example.com/file.png")
        yield from (ValueCase("format", word, text) for word, text in _NOTHING.items())
    formats = schema.media.get("formats")
    if isinstance(formats, list) and formats:
        for other in ("png", "avi", "flac"):
            if other not in formats:
                yield ValueCase("x-media", other, f"https://example.com/file-1.{other}")
                break


def _arrays(schema: Schema, good: list[Json]) -> Iterator[ValueCase]:
    counts = {0, 1}
    for keyword, bound in bounds_of(schema, "array"):
        size = int(keyword.beyond(bound))
        if size > _LONGEST_REFUSED:
            continue
        if keyword.needs is not None:
            counts.add(size)
        elif good and size >= 0:
            yield ValueCase(keyword.name, f"{size}", grown(good, size, keyword, schema))
    if schema.unique_items and good:
        yield ValueCase("uniqueItems", "twice", [*good, good[0]])
        yield ValueCase("uniqueItems", "twice", [good[0], good[0], *good[2:]])
    if schema.contains is not None:
        for count in sorted(counts):
            yield ValueCase(None, f"{count}-times-the-first", numbered(good[:1] * count))
        for other in ANYTHING:
            yield ValueCase(None, f"another-{token(other)}", [other])
    for position, item in enumerate(schema.prefix_items):
        for slip in slips(item, "", good[position] if position < len(good) else None):
            value = [*good[:position], slip.value, *good[position + 1 :]]
            yield ValueCase(slip.keyword, f"{position}.{slip.label}", value)
    if schema.prefix_items and (schema.items is not None or schema.unevaluated_items is not None):
        for other in ANYTHING:
            yield ValueCase(None, f"further-{token(other)}", [*good, other])


def _in_items(schema: Schema, name: str, good: list[Json]) -> Iterator[ValueCase]:
    """What the items of an array refuse that stands in an array itself."""
    if schema.items is not None and schema.items.ref is None and good:
        for slip in slips(schema.items, name, good[0], inside=True):
            yield ValueCase(slip.keyword, f"[].{slip.label}", [slip.value, *good[1:]])


def _objects(schema: Schema, good: Mapping[str, Json]) -> Iterator[ValueCase]:
    """What an object's own keywords refuse, where it has no fields of its own."""
    for keyword, bound in bounds_of(schema, "object"):
        size = int(keyword.beyond(bound))
        if 0 <= size <= LARGEST_SHOWN:
            yield ValueCase(keyword.name, f"{size}", sized(good, size, keyword))


def strange_fields(schema: Schema, known: Mapping[str, object]) -> Iterator[tuple[str, Json]]:
    """Fields that the object does not list, each with a value: unknown ones, near misses, names of patterns."""
    yield "unknown_field", "value"
    first = next(iter(known), "field")
    if first.swapcase() not in known:
        yield first.swapcase(), "value"
    others = schema.additional_properties
    if others is not None and others.boolean is None:
        good = next(iter(others.values() or ()), plausible(others, "value"))
        for edit in slips(others, "value", good):
            yield "unknown_field", edit.value
    for pattern, inner in schema.pattern_properties.items():
        for name in [field for field in matching(pattern) if field not in known][:2]:
            good = next(iter(inner.values() or ()), "value")
            for text in dict.fromkeys((good if isinstance(good, str) else "value", "", "x" * 40)):
                yield name, text
            for value in (-1, *ANYTHING):
                yield name, value
    if schema.property_names is not None:
        for name in ("", "x", "Unknown Name", "x" * 65, "9"):
            yield name, "value"


def token(value: Choice) -> str:
    """A value in a case's name: short, of printable ASCII without spaces, and another one for another value."""
    if value is ABSENT:
        return "absent"
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, bool | int | float):
        return json.dumps(value)
    if isinstance(value, list):
        return _items(value)
    if isinstance(value, dict):
        return _kind(value) or (f"object~{_sum(value)}" if value else "{}")
    return "unknown"


@lru_cache(1024)
def _text(value: str) -> str:
    if value and len(value) <= 40 and _SAFE.issuperset(value):
        return value
    if not value:
        return "empty"
    start = "".join(character if character in _SAFE else "-" for character in value[:16] if character.isascii()).strip(
        "-"
    )
    return f"{start}~{_sum(value)}"


def _sum(value: Json) -> str:
    return f"{zlib.crc32(json.dumps(value).encode()) & 0xFFFFFF:06x}"


def _items(items: list[Json]) -> str:
    """The items by kind, equal neighbours counted: `2*image+video`."""
    if not items:
        return "[]"
    kinds: list[list[str | int]] = []
    for item in items:
        kind = (
            _kind(item)
            if isinstance(item, dict)
            else "item"
            if isinstance(item, str) and "://" in item
            else token(item)
        )
        kind = kind or "item"
        if kinds and kinds[-1][0] == kind:
            kinds[-1][1] = int(kinds[-1][1]) + 1
        else:
            kinds.append([kind, 1])
    text = "+".join(str(kind) if count == 1 else f"{count}*{kind}" for kind, count in kinds)
    return text if len(text) <= 80 else f"{text[:60]}~{_sum(items)}"


def _kind(item: Mapping[str, Json]) -> str:
    """What tells an item from others: its short values."""
    words = [_text(value) if isinstance(value, str) else json.dumps(value) for value in item.values() if _tells(value)]
    return ",".join(words)[:60]


def _tells(value: Json) -> bool:
    return isinstance(value, bool | int | float) or (isinstance(value, str) and "://" not in value and len(value) <= 40)
