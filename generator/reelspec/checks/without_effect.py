"""Check: no keyword stands where it decides nothing: for another type than the field's, or without the keyword it serves."""

from __future__ import annotations

from collections.abc import Iterable

from reelspec.checks.walk import every_schema
from reelspec.language.contract.model import Contract
from reelspec.language.rules.words import listing
from reelspec.language.source.place import Problem

_FOR = {
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "string": ("minLength", "maxLength", "pattern", "x-media"),
    "array": (
        "items",
        "prefixItems",
        "contains",
        "minContains",
        "maxContains",
        "minItems",
        "maxItems",
        "uniqueItems",
        "unevaluatedItems",
    ),
    "object": (
        "properties",
        "patternProperties",
        "additionalProperties",
        "propertyNames",
        "required",
        "minProperties",
        "maxProperties",
        "dependentRequired",
        "dependentSchemas",
        "unevaluatedProperties",
        "x-rules",
    ),
}
_SERVES = {"then": "if", "else": "if", "minContains": "contains", "maxContains": "contains"}


def check_idle(contract: Contract) -> Iterable[Problem]:
    """Keywords without effect: JSON Schema passes over them in silence, and their author thinks they hold."""
    for schema, _ in every_schema(contract):
        node = schema.node
        if node is None:
            continue
        for keyword, other in _SERVES.items():
            found = node.get(keyword)
            if found is not None and node.get(other) is None:
                yield found.problem(f"{keyword} decides nothing without {other} beside it", "without-effect", key=True)
        if schema.format is not None and schema.format.lower() in ("url", "link", "http"):
            at = node.get("format") or node
            yield at.problem(f"format {schema.format} decides nothing; did you mean uri?", "without-effect")
        if not schema.types:
            continue
        types = {"number" if one == "integer" else one for one in schema.types}
        for kind, keywords in _FOR.items():
            if kind in types:
                continue
            for keyword in keywords:
                found = node.get(keyword)
                if found is not None:
                    message = (
                        f"{keyword} decides nothing here: it is for type {kind}, the type is {listing(schema.types)}"
                    )
                    yield found.problem(message, "without-effect", key=True)
