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


_MOST_ABSENT = 20
"""Of no more fields than this it is said one by one that an alternative does not have them."""


def noted(schema: Schema, word: str) -> str:
    """A text that is noted of a schema, "" without one."""
    note = schema.annotations.get(word)
    return note if isinstance(note, str) else ""


def within(at: str, name: str) -> str:
    """The place of a field of the object at a place, as `Told` names it; "" is no field, but the object itself."""
    return f"{at}.{name}" if at and name else at or name


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
    """What each object demands that not all alternatives do, one by one: the field, "" for the whole object, and words."""
    names = ordered(name for schema in alternatives for name in schema.properties)
    asked: dict[str, set[str]] = {name: set() for name in names}
    naming = Counter(name for schema in alternatives for name in schema.properties)
    for schema in alternatives:
        for name, inner in schema.properties.items():
            asked[name].add(repr(_bare(inner)))
    requiring = Counter(name for schema in alternatives for name in {*schema.required})
    for schema in alternatives:
        demands: list[tuple[str, str]] = []
        required = {*schema.required}
        for name, inner in schema.properties.items():
            own = _bare(inner)
            if name in required and requiring[name] < len(alternatives):
                demands.append((name, "must be given"))
            if own != Schema() and (len(asked[name]) > 1 or naming[name] < len(alternatives)):
                words = test_words(own, verb="must")
                demands.append((name, json_words(own) if words.endswith("as its schema says") else words))
        if is_closed(schema):
            absent = [name for name in names if name not in schema.properties]
            if len(absent) > _MOST_ABSENT:
                demands.append(("", f"no other fields may be given than {listing(schema.properties, 'and')}"))
            else:
                demands += [(name, "must be absent") for name in absent]
        yield demands


def _bare(schema: Schema) -> Schema:
    return replace(schema, annotations={}, default=None)
