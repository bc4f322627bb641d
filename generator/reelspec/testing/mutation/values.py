"""What is said of one value: types, listed values, bounds, patterns, formats, defaults.

`relisted`, `moved` and `repatterned` change one schema; the tests of conditions and the schemas of rules are changed by
them as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from reelspec.cases.boundary_values import holds_integers
from reelspec.language.contract.keywords import APPLICATORS, KEYWORDS, Shape, cover, shaped
from reelspec.language.contract.model import Model
from reelspec.language.contract.schema import TYPES, Constant, Number, Schema, leaves
from reelspec.language.regex.ecma import parse
from reelspec.language.regex.errors import PatternError
from reelspec.language.regex.tree import CapturingGroup, Repeat, Sequence
from reelspec.language.source.node import Json
from reelspec.language.source.values import as_json, fraction_of
from reelspec.testing.mutation.mutant import Mutant, spots

_LIMITS: tuple[Shape, ...] = ("number", "factor", "count")
"""The shapes of keywords that are limits, and are moved."""
_BY_THEMSELVES = ("type", "const", "enum", "pattern", "format")
_ELSEWHERE = ("$ref", "required", "dependentRequired")
"""Keywords of which a reference is followed, and `objects` changes the others."""
cover(
    __name__,
    (*_BY_THEMSELVES, *_ELSEWHERE, *(keyword.name for keyword in shaped(*_LIMITS, "flag"))),
    [keyword for keyword in KEYWORDS if keyword not in APPLICATORS],
)
_REPEATED = re.compile(r"\{(\d+)(,?)(\d*)\}")
_FILE_FORMATS = ("png", "avi", "flac")
"""Formats of files to add to those that `x-media` lists."""


def type_mutants(model: Model) -> Iterator[Mutant]:
    """Each other type accepted as well, one of several no longer, integers in the place of numbers."""
    for spot in spots(model):
        schema = spot.schema
        if schema.types is None:
            continue
        listed = schema.values() is not None and schema.types != ("boolean",)
        for kind in TYPES:
            within = kind == "integer" and "number" in schema.types
            if kind in schema.types or within or listed:
                continue
            others = tuple(type_name for type_name in schema.types if not (kind == "number" and type_name == "integer"))
            changed = replace(schema, types=(*others, kind))
            yield spot.mutant("type", f"{kind} is accepted too", "type", changed)
        if schema.types == ("number",):
            yield spot.mutant("type", "only integers", "type", replace(schema, types=("integer",)))
        for kind in schema.types if len(schema.types) > 1 else ():
            changed = replace(schema, types=tuple(type_name for type_name in schema.types if type_name != kind))
            yield spot.mutant("type", f"{kind} is no longer accepted", "type", changed)


def list_mutants(model: Model) -> Iterator[Mutant]:
    """Each listed value dropped, another one added, the list as a whole dropped; a constant changed."""
    for spot in spots(model):
        for keyword, words, changed in relisted(spot.schema):
            yield spot.mutant("list", words, keyword, changed)


def relisted(schema: Schema, among: tuple[Json, ...] | None = None) -> Iterator[tuple[str, str, Schema]]:
    """The schema with another list: (keyword, what is changed, the schema). among: the values that a field has at all."""
    values: tuple[Json, ...] = (schema.const.value,) if schema.const is not None else schema.enum or ()
    if not values:
        return
    keyword = "const" if schema.const is not None else "enum"
    for gone in values[: len(values) if len(values) > 1 else 0]:
        kept = tuple(value for value in values if value is not gone)
        yield keyword, f"{_shown(gone)} is no longer listed", replace(schema, enum=kept, const=None)
    others = added(values) if among is None else [value for value in among if value not in values]
    for other in others:
        if schema.const is None:
            yield keyword, f"{_shown(other)} is listed too", replace(schema, enum=(*values, other), const=None)
        else:
            yield (
                keyword,
                f"{_shown(other)} instead of {_shown(schema.const.value)}",
                replace(schema, const=Constant(other)),
            )
            either = replace(schema, enum=(*values, other), const=None)
            yield keyword, f"{_shown(other)} is accepted too", either
    if among is None:
        yield keyword, f"{keyword} dropped", replace(schema, enum=None, const=None)


def added(values: tuple[Json, ...]) -> list[Json]:
    """Values that could stand in a list by mistake: another case, the next number."""
    others: list[Json] = []
    texts = [value for value in values if isinstance(value, str)]
    cased = [text.swapcase() for text in texts if text.swapcase() not in values]
    others += cased[:1]
    whole = [int(text) for text in texts if re.fullmatch("-?[0-9]{1,18}", text)]
    if whole:
        others += [str(max(whole) + 1), str(min(whole) - 1)]
    if texts and not others:
        others.append(f"{texts[0]}-x")
    numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    if numbers:
        others += [max(numbers) + 1, min(numbers) - 1]
    return others


def _shown(value: Json) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:37]}..."


def bound_mutants(model: Model) -> Iterator[Mutant]:
    """Each bound moved by one, both ways, and dropped: of numbers, lengths, items, properties, multiples."""
    for spot in spots(model):
        for keyword, words, changed in moved(spot.schema):
            yield spot.mutant("bound", words, keyword, changed)
        for flag in shaped("flag"):
            if getattr(spot.schema, flag.attribute):
                changed = replace(spot.schema, **{flag.attribute: False})  # type: ignore[arg-type]
                yield spot.mutant("bound", f"{flag.name} dropped", flag.name, changed)


def moved(schema: Schema, of: Schema | None = None) -> Iterator[tuple[str, str, Schema]]:
    """The schema with one bound changed: (keyword, what is changed, the schema). of: the schema that says what the value may
    be, where it is another one. A bound of multiples moves on to the next, since nothing stands between them."""
    whole = schema if of is None else of
    for keyword in KEYWORDS:
        bound: Number | None = getattr(schema, keyword.attribute) if keyword.shape in _LIMITS else None
        if bound is None:
            continue
        word, attribute = keyword.name, keyword.attribute
        exact, step = fraction_of(bound), Fraction(1)
        if keyword.measure == "number":
            steps = holds_integers(whole if whole.types else schema) or abs(bound) >= 2**53
            apart = whole.multiple_of or (1 if steps else 0.5)
            step = fraction_of(apart)
        for other in map(as_json, [exact * 2] if keyword.shape == "factor" else [exact + step, exact - step]):
            if keyword.shape == "count" and other < 0:
                continue
            yield word, f"{word} {bound} is {other}", replace(schema, **{attribute: other})  # type: ignore[arg-type]
        yield word, f"{word} {bound} dropped", replace(schema, **{attribute: None})  # type: ignore[arg-type]


def pattern_mutants(model: Model) -> Iterator[Mutant]:
    """Each pattern dropped, without an anchor, with a number of repetitions moved by one."""
    for spot in spots(model):
        for words, changed in repatterned(spot.schema):
            yield spot.mutant("pattern", words, "pattern", changed)


def repatterned(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """The schema with another pattern: (what is changed, the schema)."""
    pattern = schema.pattern
    if pattern is None:
        return
    yield "pattern dropped", replace(schema, pattern=None)
    if pattern.startswith("^") and "|" not in pattern and not _may_begin_anywhere(pattern[1:]):
        yield "pattern without ^", replace(schema, pattern=pattern[1:])
    if pattern.endswith("$") and not pattern.endswith("\\$") and "|" not in pattern:
        yield "pattern without $", replace(schema, pattern=pattern[:-1])
    for match in _REPEATED.finditer(pattern):
        for more in (1, -1):
            low = int(match[1]) + more
            if low >= 0 and not (match[3] and low > int(match[3])):
                text = f"{pattern[: match.start()]}{{{low}{match[2]}{match[3]}}}{pattern[match.end() :]}"
                yield f"pattern with {low} repetitions for {match[1]}", replace(schema, pattern=text)


def _may_begin_anywhere(pattern: str) -> bool:
    """What stands behind `^` begins with something that is repeated and may be empty.

    There the anchor is left alone: `^\\s*` and `\\s*` mostly find the same, and no finite search can show that they
    always do.
    """
    try:
        node = parse(pattern)
    except PatternError:
        return True
    while True:
        match node:
            case Sequence(items) if items:
                node = items[0]
            case CapturingGroup(body, _):
                node = body
            case Repeat(body, least, _, _, _):
                if least == 0:
                    return True
                node = body
            case _:
                return False


def format_mutants(model: Model) -> Iterator[Mutant]:
    """What only warns of an address: `format: uri` dropped, a file format of `x-media` dropped or added."""
    for spot in spots(model):
        schema = spot.schema
        if schema.format == "uri":
            yield spot.mutant("format", "format uri dropped", "format", replace(schema, format=None))
        formats = schema.media.get("formats")
        if not isinstance(formats, list) or not formats:
            continue
        other = next(file_format for file_format in _FILE_FORMATS if file_format not in formats)
        lists = [(f"{other} is accepted too", [*formats, other])]
        lists += [
            (f"{listed} is no longer accepted", [each for each in formats if each != listed]) for listed in formats
        ]
        lists.append(("formats dropped", []))
        for words, several in lists:
            media = {**schema.media, "formats": several}
            changed = replace(schema, annotations={**schema.annotations, "x-media": media})
            yield spot.mutant("format", words, "x-media", changed)


def default_mutants(model: Model) -> Iterator[Mutant]:
    """Each default that rules read dropped, and changed to each other value that its field lists."""
    tested: set[str] = set()
    for spot in spots(model):
        for rule in spot.schema.rules:
            conditions = (*(() if rule.when is None else (rule.when,)), *rule.operator.conditions())
            tested.update(leaf.field for condition in conditions for leaf in leaves(condition))
            tested.update(rule.operator.defaulted())
    for spot in spots(model):
        default = spot.schema.default
        name = spot.where.rpartition(".")[2]
        if default is None or name.replace("[]", "") not in tested:
            continue
        yield spot.mutant("default", "default dropped", "default", replace(spot.schema, default=None))
        for value in spot.schema.values() or ():
            if value != default.value or type(value) is not type(default.value):
                changed = replace(spot.schema, default=Constant(value))
                words = f"default {json.dumps(value)} for {json.dumps(default.value)}"
                yield spot.mutant("default", words, "default", changed)
