"""Check: no keyword stands where it decides nothing: for another type than the field's, or without the keyword it serves."""

from __future__ import annotations

from collections.abc import Iterable

from reelspec.checks.walk import every_schema
from reelspec.language.contract.facts import TOTALS
from reelspec.language.contract.keywords import KEYWORDS
from reelspec.language.contract.model import Contract
from reelspec.language.contract.schema import Definitions, Schema
from reelspec.language.contract.scope import resolved
from reelspec.language.rules.words import listing
from reelspec.language.source.place import Problem

_NAME = "without-effect"
_FOR = {keyword.name: keyword.type for keyword in KEYWORDS if keyword.type is not None} | {
    "x-rules": "object",
}
"""Keyword -> the type that it is for."""


def _media(schema: Schema, definitions: Definitions) -> Iterable[Problem]:
    """What is said of files where no text names one, and of several where there are not."""
    node = None if schema.node is None else schema.node.get("x-media")
    if node is None or node.kind != "object" or schema.types is None:
        return
    items = None if schema.items is None else resolved(schema.items, definitions).value_types()
    of_texts = "array" in schema.types and (items is None or "string" in items)
    types = listing(schema.types)
    if not {"string", "array"} & set(schema.types):
        yield node.problem(f"x-media decides nothing here: it is for type string, the type is {types}", _NAME, key=True)
        return
    for key, value in node.items():
        if key in TOTALS and "array" not in schema.types:
            yield value.problem(f"{key} decides nothing here: it is for an array, the type is {types}", _NAME, key=True)
        elif key == "accepts" and "string" not in schema.types:  # clients look at the field of the text
            message = f"accepts decides nothing here: it is for type string, the type is {types}"
            yield value.problem(message, _NAME, key=True)
        elif key not in (*TOTALS, "description") and "string" not in schema.types and not of_texts:
            message = f"{key} decides nothing here: the items are no texts; write it at the field that names the file"
            yield value.problem(message, _NAME, key=True)


_IN_NEED = tuple(keyword for keyword in KEYWORDS if keyword.needs is not None)


def check_idle(contract: Contract) -> Iterable[Problem]:
    """Keywords without effect: JSON Schema passes over them in silence, and their author thinks they hold."""
    for schema, provider in every_schema(contract):
        node = schema.node
        if node is None:
            continue
        for keyword in _IN_NEED:
            value = node.get(keyword.name)
            if value is not None and keyword.needs is not None and node.get(keyword.needs) is None:
                message = f"{keyword.name} decides nothing without {keyword.needs} beside it"
                yield value.problem(message, _NAME, key=True)
        if schema.format is not None and schema.format.lower() in ("url", "link", "http"):
            at = node.get("format") or node
            yield at.problem(f"format {schema.format} decides nothing; did you mean uri?", _NAME)
        if not schema.types:
            continue
        yield from _media(schema, provider.definitions)
        types = {"number" if kind == "integer" else kind for kind in schema.types}
        for name, kind in _FOR.items():
            value = node.get(name)
            if kind not in types and value is not None:
                message = f"{name} decides nothing here: it is for type {kind}, the type is {listing(schema.types)}"
                yield value.problem(message, _NAME, key=True)
