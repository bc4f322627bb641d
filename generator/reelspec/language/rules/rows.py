"""A model's fields and rules as rows of text, for tables that people read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from reelspec.language.contract.facts import TOTALS
from reelspec.language.contract.keywords import APPLICATORS, KEYWORDS, SIDES, Measure, bounds, cover
from reelspec.language.contract.operator import operator_of
from reelspec.language.contract.schema import Definitions, Number, Rule, Schema, Source, keywords_of, parts
from reelspec.language.contract.scope import resolved, scope_of
from reelspec.language.rules.defaults import default_words
from reelspec.language.rules.words import condition_words, listing, value_words
from reelspec.language.source.node import Json

DEEPEST = 20
"""So many objects inside of one another are shown; the schema has them all."""


def field_rows(
    schema: Schema, definitions: Definitions, above: tuple[Schema, ...], document: Source | None
) -> Iterator[list[str]]:
    """A row for each field; those of an object, or of the objects in an array, stand indented below it.

    above: the objects that this one stands in; one that stands in itself is shown once. A row has the name, the types, whether it
    is required, its limits and default, and its section of the document.
    """
    depth = len(above)
    for field in scope_of(schema, definitions).fields.values():
        one = field.schema
        items = None if one.items is None else resolved(one.items, definitions)
        kinds = listing(one.value_types() or ("any",))
        if items is not None and (of := items.value_types()):
            kinds += f" of {listing(of)}"
        inner = one if items is None else items
        said = [*_limits(one), *(f"each: {words}" for words in (_limits(items) if items is not None else ()))]
        if inner.properties and (others := others_words(inner)):
            said.append(others)
        said += _defaults(one)
        again = any(inner.node is outer.node for outer in (*above, schema)) and inner.node is not None
        if again:
            said.append("fields as above")
        if inner.properties and depth == DEEPEST and not again:
            said.append("more inside: see the schema")
        yield [
            "  " * depth + field.name + ("[]" if items is not None and inner.properties else ""),
            kinds,
            "yes" if field.required else "",
            "\n".join(said),
            _section(one.source, document),
        ]
        if inner.properties and not again and depth < DEEPEST:
            yield from field_rows(inner, definitions, (*above, schema), document)


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
    said = dict(keywords_of(schema))
    for keyword, value in said.items():
        words = _SHORTER.get(keyword.name, keyword.words)
        if keyword in _PAIRS:
            least, most, unit = _PAIRS[keyword]
            if keyword == least or least not in said:
                yield _range(said.get(least), said.get(most), unit)
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


def _media(said: Mapping[str, Json]) -> Iterator[str]:
    """What `x-media` says of the file that a text names or holds."""
    for what, value in said.items():
        bounds = value if isinstance(value, list) else [value]
        words = [one if isinstance(one, str) else json.dumps(one) for one in bounds]
        if what == "accepts":
            yield " or ".join(_FORMS[one] for one in words)
        elif what == "formats":
            yield " or ".join(words)
        elif what == "ratio":
            yield f"ratio {' to '.join(words)}"
        elif len(words) == 2:
            yield f"{words[0]} to {words[1]} {'frames per second' if what == 'fps' else what}"
        elif what in TOTALS:
            yield f"together at most {words[0]} {what.removeprefix('total-')}"
        else:
            yield f"at most {words[0]} {what}"


def rule_rows(
    schema: Schema, definitions: Definitions, prefix: str = "", note: Callable[[Rule], str] = lambda _: ""
) -> Iterator[list[str]]:
    """A row for each rule, those of objects in fields after those of the object around them: id, severity, what it demands, its
    section. note: what else is said of a rule, "" for nothing."""
    scope = scope_of(schema, definitions)
    for rule in schema.rules:
        words = operator_of(rule).words(scope)
        if rule.when is not None:
            words += f" when {condition_words(rule.when)}"
        if rule.message is not None:
            words = f"{rule.message}\n{words}" if rule.message != words else words
        if said := note(rule):
            words += f"\n({said})"
        where = _section(rule.source, schema.source)
        if rule.against is not None:
            where += f"\nagainst: {_section(rule.against, schema.source)}"
        yield [prefix + rule.id, rule.severity, words, where]
    for name, one in schema.properties.items():
        whole = resolved(one, definitions)
        inner = whole.items if whole.items is not None else whole
        if inner.rules:
            yield from rule_rows(inner, definitions, f"{prefix}{name}: ", note)


def _section(source: Source | None, document: Source | None) -> str:
    if source is None:
        return ""
    if document is None:
        return str(source)
    own = document.document
    return "\n".join((one.section or "") if one.document == own else str(one) for one in source.places)
