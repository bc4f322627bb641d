"""Schemas of descriptions, carried into drafts: another judge says the same of every body. Run by pytest."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from reelspec.documentation.pages.description import Description
from reelspec.documentation.scaffold.carried import Carrier
from reelspec.language.source import parse_json

Json = Any
NAMES = ("a", "b")
VALUES = st.recursive(
    st.sampled_from([None, True, False, 0, 1, 2.5, -1, "", "a", "bb", "ccc"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from((*NAMES, "c")), inner, max_size=3),
    max_leaves=5,
)
TYPES = ["string", "integer", "number", "object", "array", "boolean", ["string", "null"], ["integer", "null"]]
PLAIN = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(
            ["string", "integer", "number", "object", "array", "boolean", ["string", "null"], ["integer", "null"]]
        ),
        "enum": st.lists(st.sampled_from([None, 1, "a", "bb", True]), min_size=1, max_size=3, unique_by=repr),
        "minimum": st.integers(-1, 2),
        "exclusiveMaximum": st.integers(0, 3),
        "maxLength": st.integers(0, 3),
        "minItems": st.integers(0, 2),
        "uniqueItems": st.booleans(),
        "required": st.lists(st.sampled_from(NAMES), max_size=2, unique=True),
        "description": st.just("Words."),
        "title": st.just("Words"),
    },
)


def around(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    """Schemas that hold schemas."""
    several = st.lists(inner, min_size=1, max_size=3)
    null = st.just({"type": "null"})
    held = st.fixed_dictionaries(
        {},
        optional={
            "properties": st.dictionaries(st.sampled_from(NAMES), inner, max_size=2),
            "additionalProperties": st.booleans() | inner,
            "items": inner,
            "allOf": several,
            "anyOf": several | st.tuples(inner, null).map(list),
            "oneOf": several | st.tuples(inner, null).map(list),
            "not": inner,
        },
    )
    both = st.tuples(PLAIN, held).map(lambda two: {**two[0], **two[1]})
    return both | st.just({"$ref": "#/components/schemas/Base"}) | st.booleans()


SCHEMAS = st.recursive(PLAIN, around, max_leaves=6)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SCHEMAS, SCHEMAS, st.lists(VALUES, min_size=5, max_size=12))
def test_what_is_carried_judges_as_what_was_described(schema: Json, base: Json, bodies: list[Json]) -> None:
    document = {
        "openapi": "3.1.0",
        "paths": {"/a": {"post": {}}},
        "components": {"schemas": {"Base": base}},
        "it": schema,
    }
    read = parse_json(json.dumps(document), "page.json")
    operation = read.root.at(("paths", "/a", "post"))
    node = read.root.get("it")
    assert operation is not None
    assert node is not None
    made = Carrier(Description(read, 1, "POST", "/a", operation)).schema(node, "")
    if any(one.todos for one in made.all()):
        return  # a schema that contains itself, which is said
    wanted = Draft202012Validator({"$ref": "#/it", **{key: document[key] for key in ("components", "it")}})
    carried = Draft202012Validator(made.value())
    for body in bodies:
        assert carried.is_valid(body) == wanted.is_valid(body), (body, made.value())
