"""What plain schemas do not say themselves, in words. For `codegen.plain.schemas` and `codegen.tools`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from reelspec.codegen.plain.conjunction import is_closed
from reelspec.codegen.types.flat import Key, branch_key
from reelspec.language.contract.operator import ordered
from reelspec.language.contract.schema import Definitions, Schema, keywords_of
from reelspec.language.rules.lowering import schema_json
from reelspec.language.rules.words import listing, test_words

NOWHERE = Key("", "", 0)
"""Where a type stands that is given no name."""
_LONGEST = 300
"""A sentence holds no more characters of JSON than this."""


def noted(schema: Schema, word: str) -> str:
    """A text that is noted of a schema, "" without one."""
    note = schema.annotations.get(word)
    return note if isinstance(note, str) else ""


def within(at: str, name: str) -> str:
    """The place of a field of the object at a place, as `Told` names it."""
    return f"{at}.{name}" if at else name


def word_of(branch: Schema, definitions: Definitions) -> str:
    """What an alternative is called."""
    return branch_key(branch, NOWHERE, definitions).name


def json_words(schema: Schema) -> str:
    """The keywords of a schema as something that is asked: their JSON, or their names where that is long."""
    text = json.dumps(schema_json(schema, annotations=False), ensure_ascii=False)
    names = listing([keyword.name for keyword, _ in keywords_of(schema)], "and")
    return f"it must also match {text}" if len(text) <= _LONGEST else f"more is asked by {names}: see the schema"


def group_words(keyword: str, group: Sequence[Schema]) -> str:
    """What alternatives say that bring no fields."""
    names = [
        branch.required[0] for branch in group if len(branch.required) == 1 and len(list(keywords_of(branch))) == 1
    ]
    if len(names) == len(group) > 1:
        return f"{'exactly' if keyword == 'oneOf' else 'at least'} one of {listing(names)} must be given"
    return json_words(Schema(any_of=tuple(group)) if keyword == "anyOf" else Schema(one_of=tuple(group)))


def differences(alternatives: Sequence[Schema]) -> Iterator[list[tuple[str, str]]]:
    """What each object demands that not all alternatives do, one by one: the field, and words for it."""
    names = ordered(name for schema in alternatives for name in schema.properties)
    asked = {name: {repr(_bare(schema.properties.get(name))) for schema in alternatives} for name in names}
    requiring = Counter(name for schema in alternatives for name in {*schema.required})
    for schema in alternatives:
        demands: list[tuple[str, str]] = []
        required = {*schema.required}
        for name in ordered((*schema.properties, *names)):
            own = _bare(schema.properties.get(name))
            if own is None:
                demands += [(name, "must be absent")] if is_closed(schema) else []
                continue
            if name in required and requiring[name] < len(alternatives):
                demands.append((name, "must be given"))
            if own != Schema() and len(asked[name]) > 1:
                words = test_words(own, verb="must")
                demands.append((name, json_words(own) if words.endswith("as its schema says") else words))
        yield demands


def _bare(schema: Schema | None) -> Schema | None:
    return None if schema is None else replace(schema, annotations={}, default=None)
