"""A model's fields and rules as rows of text, for tables that people read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from reelspec.language.contract.facts import TOTALS
from reelspec.language.contract.keywords import APPLICATORS, KEYWORDS, SIDES, Measure, bounds, cover
from reelspec.language.contract.schema import Definitions, Number, Rule, Schema, Source, keywords_of, parts
from reelspec.language.contract.scope import resolved, scope_of
from reelspec.language.rules.defaults import default_words
from reelspec.language.rules.words import listing, rule_words, value_words
from reelspec.language.source.node import Json

DEEPEST = 20
"""So many objects inside of one another are shown; the schema has them all."""
MOST_ROWS = 2_000
"""And so many rows, but for those of the objects that are open then: definitions that use each other twice double with each."""


class FieldRow(NamedTuple):
    """A field. path: the names that lead to it, `[]` behind those of arrays of objects; types: in words; said: its limits, what
    is said of the file behind it, its defaults, each in a few words; section: where in the document it stands; schema: its own,
    with what that refers to."""

    path: tuple[str, ...]
    types: str
    required: bool
    said: tuple[str, ...]
    section: str
    schema: Schema

    def cells(self, name: str) -> list[str]:
        """The row under a name: name, types, whether it is required, limits and defaults, section."""
        return [name, self.types, "yes" if self.required else "", "\n".join(self.said), self.section]


def field_rows(schema: Schema, definitions: Definitions, document: Source | None) -> Iterator[FieldRow]:
    """A row for each field; those of an object, or of the objects in an array, follow it.

    document: the source whose document sections need not name. An object that stands in itself is shown once, and after
    `MOST_ROWS` rows no object is looked into.
    """
    return _FieldRows(definitions, document).of_object(schema, (), ())


class _FieldRows:
    """The rows of a form's fields, which it counts."""

    def __init__(self, definitions: Definitions, document: Source | None) -> None:
        self.definitions = definitions
        self.document = document
        self.made = 0

    def of_object(self, schema: Schema, above: tuple[Schema, ...], path: tuple[str, ...]) -> Iterator[FieldRow]:
        """above: the objects that this one stands in; path: the names that lead to it."""
        outer = (*above, schema)
        for field in scope_of(schema, self.definitions).fields.values():
            whole = field.schema
            items = None if whole.items is None else resolved(whole.items, self.definitions)
            inner = whole if items is None else items
            again = any(inner.node is each.node for each in outer) and inner.node is not None
            is_last = self.made >= MOST_ROWS or len(above) == DEEPEST
            self.made += 1
            notes = [*_notes(whole, items)]
            if again:
                notes.append("fields as above")
            elif inner.properties and is_last:
                notes.append("more inside: see the schema")
            here = (*path, field.name + ("[]" if items is not None and inner.properties else ""))
            types = listing(whole.value_types() or ("any",))
            if items is not None and (of := items.value_types()):
                types += f" of {listing(of)}"
            yield FieldRow(here, types, field.required, tuple(notes), _section(whole.source, self.document), whole)
            if inner.properties and not again and not is_last:
                yield from self.of_object(inner, outer, here)


def _notes(schema: Schema, items: Schema | None) -> Iterator[str]:
    """The limits and defaults of a field. items: what is said of its items, where it is an array."""
    yield from _limits(schema)
    yield from (f"each: {words}" for words in (_limits(items) if items is not None else ()))
    inner = schema if items is None else items
    if inner.properties and (others := others_words(inner)):
        yield others
    yield from _defaults(schema)


def others_words(schema: Schema) -> str:
    """What becomes of fields that an object does not name; nothing is said of an object that takes all of them."""
    others = schema.additional_properties
    if others is None:
        return "other fields are warned of" if schema.unevaluated_properties is None else ""
    return "other fields are errors" if others.boolean is False else ""


def _defaults(schema: Schema) -> Iterator[str]:
    if schema.default is not None:
        yield f"default {value_words(schema.default.value)}"
    yield from (f"default {words}" for words in default_words(schema))


def _limits(schema: Schema) -> Iterator[str]:
    values = schema.values()
    if values is not None and schema.types != ("boolean",):
        yield listing(map(value_words, values)) if values else "no value"
    stated = dict(keywords_of(schema))
    for keyword, value in stated.items():
        words = _SHORTER.get(keyword.name, keyword.words)
        if keyword in _PAIRS:
            least, most, unit = _PAIRS[keyword]
            if keyword == least or least not in stated:
                yield _range(stated.get(least), stated.get(most), unit)
        elif words is not None:
            yield words.format(value)
    if schema.format:
        yield "a URL" if schema.format == "uri" else f"format {schema.format} (not judged)"
    if schema.media:
        yield f"file: {', '.join(_media(schema.media))}"
    more = {part.keyword.name for part in parts(schema)} - {"properties", "items", "additionalProperties"}
    if more:
        yield f"more under {', '.join(sorted(more))}: see the schema"


_UNITS: Mapping[Measure, str] = {"number": "", "length": "character", "items": "item", "fields": "field"}
_PAIRS = {
    keyword: (least, most, unit)
    for measure, unit in _UNITS.items()
    for least, most in [[bounds(measure, side)[0] for side in SIDES]]
    for keyword in (least, most)
}
"""The bounds that are said together, the least and the most of one measure, with what is counted."""
_SHORTER = {"pattern": "matches {}", "uniqueItems": "no item twice"}
"""What a table says in fewer words than a sentence; each other keyword is said as its row in KEYWORDS has it."""
_ELSEWHERE = ("$ref", "type", "const", "enum", "format", "required", "dependentRequired", "minContains", "maxContains")
"""Keywords that no words there are for: columns and rows say them, and of `contains` the reader is sent to the schema."""
cover(
    __name__,
    (*_ELSEWHERE, *(keyword.name for keyword in APPLICATORS)),
    [keyword for keyword in KEYWORDS if keyword.words is None],
)


def _range(least: Number | None, most: Number | None, unit: str) -> str:
    """The bounds of one measure that are included, of which there is one at least. unit: what is counted."""
    if least == most:
        words, last = f"exactly {most}", most
    elif least is None:
        words, last = f"at most {most}", most
    elif most is None:
        words, last = f"at least {least}", least
    else:
        words, last = f"{least} {'or' if most == least + 1 else 'to'} {most}", most
    return f"{words} {unit}{'' if last == 1 else 's'}" if unit else words


_FORMS = {"url": "an address", "data-url": "a data URL", "base64": "Base64 text"}


def _media(media: Mapping[str, Json]) -> Iterator[str]:
    """What `x-media` says of the file that a text names or holds."""
    for member, value in media.items():
        bounds = value if isinstance(value, list) else [value]
        words = [bound if isinstance(bound, str) else json.dumps(bound) for bound in bounds]
        if member == "accepts":
            yield " or ".join(_FORMS[word] for word in words)
        elif member == "formats":
            yield " or ".join(words)
        elif member == "ratio":
            yield f"ratio {' to '.join(words)}"
        elif len(words) == 2:
            yield f"{words[0]} to {words[1]} {'frames per second' if member == 'fps' else member}"
        elif member in TOTALS:
            yield f"together at most {words[0]} {member.removeprefix('total-')}"
        else:
            yield f"at most {words[0]} {member}"


class RuleRow(NamedTuple):
    """A rule. id: with the fields before it in whose objects it stands; demands: in words, its own message first; note: what else
    is said of it; section, against: where in the document it stands, and where that says otherwise."""

    id: str
    severity: str
    demands: tuple[str, ...]
    note: str
    section: str
    against: str

    def cells(self) -> list[str]:
        """The row: id, severity, what it demands, section."""
        words = [*self.demands, *([f"({self.note})"] if self.note else [])]
        where = f"{self.section}\nagainst: {self.against}" if self.against else self.section
        return [self.id, self.severity, "\n".join(words), where]


def rule_rows(
    schema: Schema, definitions: Definitions, prefix: str = "", note: Callable[[Rule], str] = lambda _: ""
) -> Iterator[RuleRow]:
    """A row for each rule, those of objects in fields after those of the object around them. note: what else is said of a rule,
    "" for nothing."""
    for rule in schema.rules:
        demands = dict.fromkeys(filter(None, (rule.message, rule_words(rule))))
        where, against = (_section(place, schema.source) for place in (rule.source, rule.against))
        yield RuleRow(prefix + rule.id, rule.severity, tuple(demands), note(rule), where, against)
    for name, property_schema in schema.properties.items():
        whole = resolved(property_schema, definitions)
        inner = whole.items if whole.items is not None else whole
        if inner.rules:
            yield from rule_rows(inner, definitions, f"{prefix}{name}: ", note)


def _section(source: Source | None, document: Source | None) -> str:
    if source is None:
        return ""
    if document is None:
        return str(source)
    own = document.document
    return "\n".join((place.section or "") if place.document == own else str(place) for place in source.places)
