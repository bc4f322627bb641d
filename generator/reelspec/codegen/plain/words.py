"""What plain schemas do not say themselves, in words. For `codegen.plain.schemas` and `codegen.tools`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from reelspec.codegen.plain.conjunction import is_closed
from reelspec.codegen.types.flat import Key, branch_key
from reelspec.language.contract.schema import Definitions, Schema, keywords_of
from reelspec.language.rules.lowering import schema_json
from reelspec.language.rules.words import listing, test_words

NOWHERE = Key("", "", 0)
"""Where a type stands that is given no name."""
_LONGEST = 300
"""A sentence holds no more characters of JSON than this."""


def noted(schema: Schema, word: str) -> str:
    """A text that is noted of a schema, "" without one."""
    found = schema.annotations.get(word)
    return found if isinstance(found, str) else ""


def within(at: str, name: str) -> str:
    """The place of a field of the object at a place, as `Told` names it."""
    return f"{at}.{name}" if at else name


def word_of(branch: Schema, definitions: Definitions) -> str:
    """What an alternative is called."""
    return branch_key(branch, NOWHERE, definitions).name


def json_words(schema: Schema) -> str:
    """The keywords of a schema as something that is asked: their JSON, or their names where that is long."""
    said = schema_json(schema, annotations=False)
    text = json.dumps(said, ensure_ascii=False)
    names = listing([keyword.name for keyword, _ in keywords_of(schema)], "and")
    return f"it must also match {text}" if len(text) <= _LONGEST else f"more is asked by {names}: see the schema"


def group_words(keyword: str, group: Sequence[Schema]) -> str:
    """What alternatives say that bring no fields."""
    names = [one.required[0] for one in group if len(one.required) == 1 and len(list(keywords_of(one))) == 1]
    if len(names) == len(group) > 1:
        return f"{'exactly' if keyword == 'oneOf' else 'at least'} one of {listing(names)} must be given"
    return json_words(Schema(any_of=tuple(group)) if keyword == "anyOf" else Schema(one_of=tuple(group)))


def differences(schema: Schema, others: Sequence[Schema]) -> Iterator[tuple[str, str]]:
    """What an object demands that other alternatives do not, one by one: the field, and words for it."""
    every = (schema, *others)
    for name in dict.fromkeys(name for one in every for name in one.properties):
        said = [_bare(one.properties[name]) if name in one.properties else None for one in every]
        own = said[0]
        if own is None:
            if is_closed(schema):
                yield name, "must be absent"
            continue
        if name in schema.required and not all(name in one.required for one in others):
            yield name, "must be given"
        if own != Schema() and any(one != own for one in said[1:]):
            words = test_words(own, verb="must")
            yield name, json_words(own) if words.endswith("as its schema says") else words


def _bare(schema: Schema) -> Schema:
    return replace(schema, annotations={}, default=None)
