"""The keywords of schemas: those of JSON Schema 2020-12 and OpenAPI, and ours. Whoever names a keyword or guesses a slip of one.

`language.parser.keywords` says what becomes of each.
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from reelspec.language.source.node import Node

Dialect: TypeAlias = Literal["2020-12", "3.0"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DIALECTS = (DIALECT, "https://spec.openapis.org/oas/3.1/dialect/base")

NUMBERS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "exclusive_minimum",
    "exclusiveMaximum": "exclusive_maximum",
}
COUNTS = {
    "minLength": "min_length",
    "maxLength": "max_length",
    "minItems": "min_items",
    "maxItems": "max_items",
    "minContains": "min_contains",
    "maxContains": "max_contains",
    "minProperties": "min_properties",
    "maxProperties": "max_properties",
}
PAIRS = (
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minContains", "maxContains"),
    ("minProperties", "maxProperties"),
)
ONE = {
    "items": "items",
    "contains": "contains",
    "unevaluatedItems": "unevaluated_items",
    "additionalProperties": "additional_properties",
    "propertyNames": "property_names",
    "unevaluatedProperties": "unevaluated_properties",
    "not": "negated",
    "if": "condition",
    "then": "then",
    "else": "otherwise",
}
SEVERAL = {"prefixItems": "prefix_items", "allOf": "all_of", "anyOf": "any_of", "oneOf": "one_of"}
NAMED = {
    "properties": "properties",
    "patternProperties": "pattern_properties",
    "dependentSchemas": "dependent_schemas",
}
TEXT_NOTES = ("title", "description", "$comment", "contentEncoding", "contentMediaType")
FLAG_NOTES = ("deprecated", "readOnly", "writeOnly")
OTHER_NOTES = ("example", "examples", "externalDocs", "xml", "discriminator", "contentSchema")
NOTES = (*TEXT_NOTES, *FLAG_NOTES, *OTHER_NOTES)
OUR_NOTES = ("x-default", "x-media")
OURS = ("x-rules", "x-source", "x-invalid-examples", "x-variant", "x-task", "x-paid", "x-retry", *OUR_NOTES)
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
KNOWN = (
    "$ref",
    "$defs",
    "definitions",
    "$schema",
    "type",
    "enum",
    "const",
    "multipleOf",
    "pattern",
    "format",
    "uniqueItems",
    "required",
    "dependentRequired",
    "default",
    *NUMBERS,
    *COUNTS,
    *ONE,
    *SEVERAL,
    *NAMED,
    *TEXT_NOTES,
    *FLAG_NOTES,
    *OTHER_NOTES,
    *OURS,
)


def similar(word: str, known: tuple[str, ...] | list[str]) -> str | None:
    """The known word that `word` is most likely a slip of, None when none is near."""
    import difflib

    folded = {one.lower(): one for one in known}
    if word.lower() in folded and folded[word.lower()] != word:
        return folded[word.lower()]
    found = difflib.get_close_matches(word, known, 1, 0.75)
    return found[0] if found else None


def slip(extension: str) -> str | None:
    """The keyword of ours that `extension` is a slip of: one letter wrong, missing, added or in its neighbour's place.

    Narrower than `similar`, since `x-tags` and `x-box-variant` are other people's extensions and nobody's mistake.
    """
    word = re.sub(r"[^a-z]", "", extension.lower())
    for one in OURS:
        known = one.replace("-", "")
        first = next(
            (at for at, (a, b) in enumerate(zip(word, known, strict=False)) if a != b), min(len(word), len(known))
        )
        left, right = word[first:], known[first:]
        swapped = right[1:2] + right[:1] + right[2:]
        if extension != one and (left[1:] in (right[1:], right) or left == right[1:] or left == swapped):
            return one
    return None


def kind(node: Node) -> str:
    """What stands at `node`, as a message says it."""
    return {"object": "a mapping", "array": "a list", "string": "a text", "null": "null"}.get(
        node.kind, f"the {node.kind} {node.value}" if node.kind != "boolean" else str(node.value).lower()
    )
