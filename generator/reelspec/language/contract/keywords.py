"""The keywords of schemas: one table of those of JSON Schema 2020-12 that judge, the others of it and of OpenAPI, and ours.

A new keyword that judges is its attribute of `Schema`, its row here, and whatever import or the type checkers then miss.
Tests show whether what they make one name is treated rightly.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal, TypeAlias

from reelspec.language.source.node import Node

Dialect: TypeAlias = Literal["2020-12", "3.0"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DIALECTS = (DIALECT, "https://spec.openapis.org/oas/3.1/dialect/base")

Shape: TypeAlias = Literal[
    "reference",
    "types",
    "value",
    "values",
    "number",
    "factor",
    "count",
    "text",
    "pattern",
    "flag",
    "names",
    "names by name",
    "schema",
    "schemas",
    "schemas by name",
]
"""What a spec writes as a keyword's value. A factor is a number above 0, a count a whole number from 0."""
Measure: TypeAlias = Literal["number", "length", "items", "matches", "fields"]
"""What a bound bounds: the number itself, characters, an array's items, those of them that `contains` matches, fields."""
Side: TypeAlias = Literal["least", "most"]
SIDES: tuple[Side, ...] = ("least", "most")
AppliesTo: TypeAlias = Literal["value", "field", "any field", "name", "item"]
"""What the schemas in an applicator judge (Core, section 10): the value that the schema around them judges, the field of it
that they are listed by, its fields of other names, the names of its fields, its items."""


@dataclass(frozen=True)
class Keyword:
    """A keyword that judges values, with all that is true of it whoever reads it.

    name: as specs write it; attribute: its place in `Schema`; shape: what its value is.
    type: the JSON type whose values it judges ("number" includes integers), None for values of any type.
    measure, side: of a bound, what it bounds, and whether more of it (least) or less (most) is the tighter demand.
    exclusive: the bound itself is refused. needs: the keyword without which it decides nothing.
    words: how its demand is said after "is" or "must be", with {} for the value; None where a few words cannot.
    applies_to: of an applicator, what the schemas in it judge; None for what holds no schemas.
    extension: it is none of JSON Schema 2020-12, so that other validators ignore it.
    """

    name: str
    attribute: str
    shape: Shape
    type: str | None = None
    measure: Measure | None = None
    side: Side | None = None
    exclusive: bool = False
    needs: str | None = None
    words: str | None = None
    applies_to: AppliesTo | None = None
    extension: bool = False

    def within(self, bound: int | float, step: int | float = 1) -> int | float:
        """The last value that a bound of this keyword accepts. step: between one value and the next."""
        inward = step if self.side == "least" else -step
        return bound + inward if self.exclusive else bound

    def beyond(self, bound: int | float) -> int | float:
        """The first whole number that a bound of this keyword refuses, where the bound is one."""
        outward = -1 if self.side == "least" else 1
        return bound if self.exclusive else bound + outward


KEYWORDS = (
    Keyword("$ref", "ref", "reference"),
    Keyword("type", "types", "types"),
    Keyword("const", "const", "value"),
    Keyword("enum", "enum", "values"),
    Keyword("minimum", "minimum", "number", "number", "number", "least", words="at least {}"),
    Keyword("maximum", "maximum", "number", "number", "number", "most", words="at most {}"),
    Keyword("exclusiveMinimum", "exclusive_minimum", "number", "number", "number", "least", True, words="more than {}"),
    Keyword("exclusiveMaximum", "exclusive_maximum", "number", "number", "number", "most", True, words="less than {}"),
    Keyword("multipleOf", "multiple_of", "factor", "number", words="a multiple of {}"),
    Keyword("minLength", "min_length", "count", "string", "length", "least", words="at least {} characters long"),
    Keyword("maxLength", "max_length", "count", "string", "length", "most", words="at most {} characters long"),
    Keyword("pattern", "pattern", "pattern", "string", words="text that matches {}"),
    Keyword("format", "format", "text"),
    Keyword("prefixItems", "prefix_items", "schemas", "array", applies_to="item"),
    Keyword("items", "items", "schema", "array", applies_to="item"),
    Keyword("minItems", "min_items", "count", "array", "items", "least", words="of at least {} items"),
    Keyword("maxItems", "max_items", "count", "array", "items", "most", words="of at most {} items"),
    Keyword("uniqueItems", "unique_items", "flag", "array", words="without an item twice"),
    Keyword("contains", "contains", "schema", "array", applies_to="item"),
    Keyword("minContains", "min_contains", "count", "array", "matches", "least", needs="contains"),
    Keyword("maxContains", "max_contains", "count", "array", "matches", "most", needs="contains"),
    Keyword("unevaluatedItems", "unevaluated_items", "schema", "array", applies_to="item"),
    Keyword("properties", "properties", "schemas by name", "object", applies_to="field"),
    Keyword("patternProperties", "pattern_properties", "schemas by name", "object", applies_to="any field"),
    Keyword("additionalProperties", "additional_properties", "schema", "object", applies_to="any field"),
    Keyword("propertyNames", "property_names", "schema", "object", applies_to="name"),
    Keyword("required", "required", "names", "object"),
    Keyword("minProperties", "min_properties", "count", "object", "fields", "least", words="of at least {} fields"),
    Keyword("maxProperties", "max_properties", "count", "object", "fields", "most", words="of at most {} fields"),
    Keyword("dependentRequired", "dependent_required", "names by name", "object"),
    Keyword("dependentSchemas", "dependent_schemas", "schemas by name", "object", applies_to="value"),
    Keyword("allOf", "all_of", "schemas", applies_to="value"),
    Keyword("anyOf", "any_of", "schemas", applies_to="value"),
    Keyword("oneOf", "one_of", "schemas", applies_to="value"),
    Keyword("not", "negated", "schema", applies_to="value"),
    Keyword("if", "condition", "schema", applies_to="value"),
    Keyword("then", "then", "schema", needs="if", applies_to="value"),
    Keyword("else", "otherwise", "schema", needs="if", applies_to="value"),
    Keyword("unevaluatedProperties", "unevaluated_properties", "schema", "object", applies_to="any field"),
)
"""Every keyword that judges, in the order in which emitted schemas have them (Core, sections 8.2 and 10 to 11; Validation,
section 6). Reading, lowering, diff and mutation go through this table. Who treats keywords by themselves, as judges and types
do, names them all and is held to that by `cover` when the program is imported. Who only proposes values, as cases, the mock
and drafts do, may pass over a keyword that it does not know: a judge has the last word on what is proposed."""

BY_NAME = {keyword.name: keyword for keyword in KEYWORDS}
BOUNDS = tuple(keyword for keyword in KEYWORDS if keyword.side is not None)
APPLICATORS = tuple(keyword for keyword in KEYWORDS if keyword.applies_to is not None)
_UNEVEN = [
    keyword.name for keyword in KEYWORDS if keyword.shape.startswith("schema") != (keyword.applies_to is not None)
]
if _UNEVEN:
    raise NotImplementedError(f"{__name__}: what holds schemas applies them to something: {', '.join(_UNEVEN)}")


def bounds(measure: Measure, side: Side) -> tuple[Keyword, ...]:
    """The bounds of one measure on one side, those that include the bound first."""
    return tuple(keyword for keyword in BOUNDS if keyword.measure == measure and keyword.side == side)


def applied_to(*places: AppliesTo) -> tuple[Keyword, ...]:
    """The applicators whose schemas judge one of the places."""
    return tuple(keyword for keyword in KEYWORDS if keyword.applies_to in places)


def shaped(*shapes: Shape) -> tuple[Keyword, ...]:
    """The keywords whose value is of one of the shapes."""
    return tuple(keyword for keyword in KEYWORDS if keyword.shape in shapes)


def cover(reader: str, names: Iterable[str], keywords: Iterable[Keyword]) -> None:
    """Hold who treats keywords by themselves to naming all of them. reader: the module's name, or that of a function in it.

    Nothing but names is looked at, not what is done about them.

    Raises NotImplementedError, at import, naming the keywords that are not among `names`.
    """
    forgotten = sorted({keyword.name for keyword in keywords} - set(names))
    if forgotten:
        raise NotImplementedError(f"{reader} does not say what becomes of {', '.join(forgotten)}")


TEXT_NOTES = ("title", "description", "$comment", "contentEncoding", "contentMediaType")
FLAG_NOTES = ("deprecated", "readOnly", "writeOnly")
OTHER_NOTES = ("example", "examples", "externalDocs", "xml", "discriminator", "contentSchema")
NOTES = (*TEXT_NOTES, *FLAG_NOTES, *OTHER_NOTES)
OUR_NOTES = ("x-default", "x-media")
OURS = ("x-rules", "x-source", "x-invalid-examples", "x-variant", "x-name", "x-task", "x-paid", "x-retry", *OUR_NOTES)
REFUSED = {
    "$id": "references are resolved against the file that they stand in",
    "$anchor": "refer by JSON Pointer instead",
    "$dynamicRef": "refer by `$ref` instead",
    "$dynamicAnchor": "refer by `$ref` and JSON Pointer instead",
    "$recursiveRef": "refer by `$ref` instead",
    "$recursiveAnchor": "refer by `$ref` instead",
    "$vocabulary": "the vocabulary is that of 2020-12",
    "nullable": 'in this dialect null is a type: write type: [string, "null"]',
    "dependencies": "2020-12 has dependentRequired and dependentSchemas",
    "additionalItems": "2020-12 has prefixItems and items",
    "id": "references are resolved against the file that they stand in",
}
JUDGING = frozenset({"$id", "$dynamicRef", "$vocabulary"})
"""Those of the refused that 2020-12 gives a meaning that others depend on: without them, verdicts would be others."""
KNOWN = (
    "$defs",
    "definitions",
    "$schema",
    "default",
    *BY_NAME,
    *NOTES,
    *OURS,
)


_LONGEST_SLIP = 200
_MOST_COMPARED = 500


def similar(word: str, known: tuple[str, ...] | list[str]) -> str | None:
    """The known word that `word` is most likely a slip of, None when none is near."""
    folded = {other.lower(): other for other in known}
    if word.lower() in folded and folded[word.lower()] != word:
        return folded[word.lower()]
    like = nearest(word, known, 0.75)
    return like or next((other for other in known if _swapped(word, other)), None)


def nearest(word: str, known: Collection[str], likeness: float) -> str | None:
    """The known word that is most like `word`, at least by the given share of what both hold; None without one. Of very many
    words only the first are compared: a file may have as many slips as names.

    Words of more than 200 characters are like none: nobody slips in them, and to compare them takes the square of the length.
    """
    import difflib

    if len(word) > _LONGEST_SLIP:
        return None
    compared = [other for other in islice(known, _MOST_COMPARED) if len(other) <= _LONGEST_SLIP]
    matches = difflib.get_close_matches(word, compared, 1, likeness)
    return matches[0] if matches else None


def _swapped(word: str, known: str) -> bool:
    """Whether two neighbours have changed places."""
    if not 3 <= len(word) == len(known) <= _LONGEST_SLIP:
        return False
    apart = [at for at, (char, other) in enumerate(zip(word, known, strict=True)) if char != other]
    return (
        len(apart) == 2
        and apart[1] == apart[0] + 1
        and word[apart[0]] + word[apart[1]] == known[apart[1]] + known[apart[0]]
    )


def hint(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """What is said after a word that is none of those known: "; did you mean …?"; otherwise: when none is near."""
    meant = similar(word, tuple(known))
    return f"; did you mean {meant}?" if meant else otherwise


def unknown_members(node: Node, known: tuple[str, ...], words: str) -> Iterator[tuple[Node, str]]:
    """The members of a mapping that are none of those known, each with what is said of it. words: before its name."""
    for key, value in node.items():
        if key not in known:
            yield value, f"{words} {key}{hint(key, known)}"


def choices(name: str, known: Collection[str]) -> str:
    """What is said after a name that is none of those known: "; did you mean …?", or all that there are when they are few."""
    near = next((other for other in known if other.lower() == name.lower()), None) or nearest(name, known, 0.5)
    if near:
        return f"; did you mean {near}?"
    if not known:
        return ""
    return (
        f"; there {'is' if len(known) == 1 else 'are'} {', '.join(known)}"
        if len(known) <= 10
        else "; see reelspec list"
    )


def name_hint(name: str, known: Collection[str]) -> str:
    """What is said after a name that no provider or model has. known: PROVIDER and PROVIDER/MODEL of those that there are."""
    whole = [other for other in known if name and (other.startswith(f"{name}/") or other.endswith(f"/{name}"))]
    if whole:
        return f"did you mean {' or '.join(whole[:8])}?"
    like = nearest(name, known, 0.5)
    return f"did you mean {like}?" if like else "see reelspec list"


def slip(extension: str) -> str | None:
    """The keyword of ours that `extension` is a slip of: one letter wrong, missing, added or in its neighbour's place.

    Narrower than `similar`, since `x-tags` and `x-box-variant` are other people's extensions and nobody's mistake.
    """
    word = re.sub(r"[^a-z]", "", extension.lower())
    for ours in OURS:
        if ours == "x-name":
            continue  # near to others' extensions
        known = ours.replace("-", "")
        first = next(
            (at for at, (a, b) in enumerate(zip(word, known, strict=False)) if a != b), min(len(word), len(known))
        )
        left, right = word[first:], known[first:]
        swapped = right[1:2] + right[:1] + right[2:]
        if extension != ours and (left[1:] in (right[1:], right) or left == right[1:] or left == swapped):
            return ours
    return None


def kind(node: Node) -> str:
    """What stands at `node`, as a message says it."""
    return {"object": "a mapping", "array": "a list", "string": "a text", "null": "null"}.get(
        node.kind, f"the {node.kind} {node.value}" if node.kind != "boolean" else str(node.value).lower()
    )
