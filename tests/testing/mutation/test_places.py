"""Mutants are made wherever a schema stands, by the path of what it judges."""

from __future__ import annotations

import json

import pytest

from reelspec.language.contract.keywords import APPLICATORS, Keyword
from reelspec.language.rules.lowering import schema_json
from reelspec.testing.mutation import mutants_of
from tests.specs import request

PATHS = {
    "prefixItems": "x prefix_items 0",
    "items": "x[]",
    "contains": "x[]",
    "unevaluatedItems": "x[]",
    "properties": "x.name",
    "patternProperties": "x./name/",
    "additionalProperties": "x.*",
    "propertyNames": "x names",
    "dependentSchemas": "x dependent_schemas name",
    "allOf": "x all_of 0",
    "anyOf": "x any_of 0",
    "oneOf": "x one_of 0",
    "not": "x not",
    "if": "x if",
    "then": "x then",
    "else": "x else",
    "unevaluatedProperties": "x.*",
}


def holding(keyword: Keyword, least: int) -> object:
    """A value of the keyword, whose schema asks for texts of so many characters."""
    inner = {"type": "string", "minLength": least}
    return {"schemas": [inner], "schemas by name": {"name": inner}}.get(keyword.shape, inner)


@pytest.mark.parametrize("keyword", APPLICATORS, ids=lambda keyword: keyword.name)
def test_what_stands_in_any_applicator_is_changed(keyword: Keyword) -> None:
    needed = {} if keyword.needs is None else {keyword.needs: True}
    fields = {"x": {**needed, keyword.name: holding(keyword, 3)}}
    (model,) = request(f"properties: {json.dumps(fields)}").models()
    (changed,) = (one for one in mutants_of(model) if one.words == f"{PATHS[keyword.name]}: minLength 3 is 4")
    (form,) = changed.model.forms
    assert schema_json(form.schema.properties["x"]) == {**needed, keyword.name: holding(keyword, 4)}
