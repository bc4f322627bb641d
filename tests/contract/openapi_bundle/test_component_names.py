"""Bundled documents: a component keeps its name whatever else uses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from reelspec.checks.python_names import check_python_names
from reelspec.codegen.openapi import openapi_document
from tests.language.parser.whole import document, made, ref, taking

PAN = {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "pan"}}}
ZOOM = {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "zoom"}}}
MOVE = {"oneOf": [ref("Pan"), ref("Zoom")], "discriminator": {"propertyName": "kind"}}
COMPONENTS = {"schemas": {"Pan": PAN, "Zoom": ZOOM, "Move": MOVE}}


def giving(schema: Any) -> dict[str, Any]:
    """A path item whose get answers with a list of that schema."""
    content = {"application/json": {"schema": {"type": "array", "items": schema}}}
    return {"get": {"operationId": "orders.list", "responses": {"200": {"description": "Them.", "content": content}}}}


def components(paths: Mapping[str, Any]) -> set[str]:
    """The names of the bundle's schemas; no name may be another's for the check."""
    contract = made(document(paths, components=COMPONENTS)).contract
    assert list(check_python_names(contract)) == []
    (provider,) = contract.providers
    found = openapi_document(provider)["components"]
    assert isinstance(found, dict)
    schemas = found["schemas"]
    assert isinstance(schemas, dict)
    return set(schemas)


@pytest.mark.parametrize("order", [("get", "post"), ("post", "get")])
def test_a_component_that_is_a_body_and_in_an_answer_is_one(order: tuple[str, str]) -> None:
    both = {**giving(ref("Pan")), **taking(ref("Pan"))}
    assert components({"/orders": giving(ref("Pan"))}) == {"Pan", "Zoom", "Move"}
    assert components({"/orders": {method: both[method] for method in order}}) == {"Pan", "Zoom", "Move"}


def test_components_between_which_a_body_chooses_keep_their_names() -> None:
    for body in (MOVE, ref("Move")):
        assert components({"/orders": {**giving(ref("Pan")), **taking(body)}}) >= {"Pan", "Zoom", "Move", "pan", "zoom"}
