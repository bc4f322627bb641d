"""Check: no keyword stands where it decides nothing: for another type than the field's, or without the keyword it serves."""

from __future__ import annotations

from collections.abc import Iterable

from reelspec.checks.walk import every_schema
from reelspec.language.contract.keywords import KEYWORDS
from reelspec.language.contract.model import Contract
from reelspec.language.rules.words import listing
from reelspec.language.source.place import Problem

_FOR = {keyword.name: keyword.type for keyword in KEYWORDS if keyword.type is not None} | {
    "x-media": "string",
    "x-rules": "object",
}
"""Keyword -> the type that it is for."""


def check_idle(contract: Contract) -> Iterable[Problem]:
    """Keywords without effect: JSON Schema passes over them in silence, and their author thinks they hold."""
    for schema, _ in every_schema(contract):
        node = schema.node
        if node is None:
            continue
        for keyword in KEYWORDS:
            found = node.get(keyword.name)
            if keyword.needs is not None and found is not None and node.get(keyword.needs) is None:
                message = f"{keyword.name} decides nothing without {keyword.needs} beside it"
                yield found.problem(message, "without-effect", key=True)
        if schema.format is not None and schema.format.lower() in ("url", "link", "http"):
            at = node.get("format") or node
            yield at.problem(f"format {schema.format} decides nothing; did you mean uri?", "without-effect")
        if not schema.types:
            continue
        types = {"number" if one == "integer" else one for one in schema.types}
        for name, kind in _FOR.items():
            found = node.get(name)
            if kind not in types and found is not None:
                message = f"{name} decides nothing here: it is for type {kind}, the type is {listing(schema.types)}"
                yield found.problem(message, "without-effect", key=True)
