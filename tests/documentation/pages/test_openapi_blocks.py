"""Descriptions inside pages that take some following: choices, references, parts; and blocks that are none.

Run by pytest.
"""

from __future__ import annotations

import textwrap

import pytest

from reelspec.documentation.pages import Page, PageRefused, read_page
from tests.documentation.pages.test_facts import facts

HEAD = """\
openapi: 3.1.0
servers: [{url: https://a.example}]
paths:
  /v1/clips:
    post:
      requestBody:
        content:
          application/json:
            schema:
"""


def page_with(schema: str, rest: str = "") -> Page:
    """A page whose block has this schema for its body."""
    return read_page(f"# A page\n\n```yaml\n{HEAD}{textwrap.indent(textwrap.dedent(schema), ' ' * 14)}\n{rest}\n```\n")


def test_a_choice_of_bodies_says_what_all_of_them_say() -> None:
    page = page_with("""
        oneOf:
          - type: object
            required: [model, prompt]
            properties:
              model: {const: one}
              prompt: {type: string, maxLength: 9}
              seconds: {type: integer, maximum: 5}
          - type: object
            required: [model, image]
            properties:
              model: {const: two}
              prompt: {type: string, maxLength: 9}
              seconds: {type: integer, maximum: 7}
              image: {type: string}
        """)
    assert facts(page) == {
        "model": {"field": None, "required": True, "options": ("one", "two")},
        "prompt": {"field": None, "type": "string", "required": False, "length": (None, 9)},
        "seconds": {"field": None, "type": "integer", "required": False},
        "image": {"field": None, "type": "string", "required": False},
    }
    apart = {(one.field, one.kind): one.value for one in page.facts if one.part == "alternative"}
    assert (apart["one seconds", "range"], apart["two seconds", "range"]) == ((None, 5), (None, 7))
    assert (apart["one prompt", "required"], apart["two prompt", "required"]) == (True, False)
    assert ("two image", "type") in apart
    assert ("one image", "type") not in apart


def test_an_operation_says_what_a_client_depends_on() -> None:
    page = read_page(
        textwrap.dedent("""
        # A page

        ```yaml
        openapi: 3.1.0
        servers: [{url: https://api.kite.example}, {url: https://eu.kite.example}]
        security: [{key: []}, {token: []}]
        paths:
          /v1/kites:
            post:
              deprecated: true
              parameters:
                - {name: X-Trace, in: header, required: true, schema: {type: string, pattern: '^t'}}
              requestBody:
                content:
                  application/json:
                    schema:
                      type: object
                      additionalProperties: false
                      properties:
                        at: {type: string, format: date-time, deprecated: true}
                        step: {type: number, multipleOf: 8, exclusiveMinimum: 0}
                        tags: {type: array, uniqueItems: true, items: {type: string, pattern: a+}}
                        extra: {type: object, additionalProperties: {type: integer, description: Any.}}
              responses:
                '200': {headers: {X-Id: {schema: {type: string}}}, content: {application/json: {schema: {type: object}}}}
                '402':
                  content:
                    application/json:
                      schema: {type: object, properties: {error: {type: object, properties: {code: {type: integer}}}}}
        components:
          securitySchemes:
            key: {type: apiKey, in: header, name: X-Key}
            token: {type: http, scheme: bearer}
        ```
    """)
    )
    said: dict[tuple[str, str, str], object] = {(one.part, one.field, one.kind): one.value for one in page.facts}
    for key, value in {
        ("operation", "", "servers"): ("https://api.kite.example", "https://eu.kite.example"),
        ("operation", "", "security"): ("apiKey header X-Key", "http bearer"),
        ("operation", "", "deprecated"): True,
        ("operation", "", "media"): ("application/json",),
        ("operation", "", "responses"): ("200", "402"),
        ("operation", "", "headers"): ("200 X-Id",),
        ("header", "X-Trace", "pattern"): "^t",
        ("body", "", "additionalProperties"): False,
        ("body", "at", "format"): "date-time",
        ("body", "at", "deprecated"): True,
        ("body", "step", "multipleOf"): 8,
        ("body", "step", "exclusiveMinimum"): 0,
        ("body", "tags", "uniqueItems"): True,
        ("body", "tags[]", "pattern"): "a+",
        ("body", "extra", "additionalProperties"): {"type": "integer"},
        ("other response", "402 error.code", "type"): "integer",
    }.items():
        assert said.get(key) == value, key


def test_references_and_parts_are_followed() -> None:
    page = page_with(
        """
        allOf:
          - $ref: '#/components/schemas/Base'
          - type: object
            properties: {loud: {$ref: '#/components/schemas/Flag', description: Default is false.}}
        """,
        "components: {schemas: {Base: {type: object, required: [model], properties: {model: {type: string, enum: [a]}}},"
        " Flag: {type: boolean}}}",
    )
    assert facts(page) == {
        "model": {"field": None, "type": "string", "required": True, "options": ("a",)},
        "loud": {"field": None, "type": "boolean", "required": False, "default": False},
    }


def test_null_among_the_choices_of_a_field() -> None:
    page = page_with(
        "{type: object, properties: {seed: {anyOf: [{type: integer, minimum: 0}, {type: 'null'}], default: 3}}}"
    )
    assert facts(page)["seed"] == {
        "field": None,
        "type": ("integer", "null"),
        "required": False,
        "default": 3,
        "range": (0, None),
    }


def test_a_field_of_several_types_has_no_type() -> None:
    page = page_with("{type: object, properties: {image: {oneOf: [{type: string}, {type: object}]}}}")
    assert facts(page) == {
        "image": {"field": None, "required": False, "oneOf": ({"type": "string"}, {"type": "object"})}
    }


@pytest.mark.parametrize(
    "block",
    [
        "openapi: 3.1.0\npaths: [",
        "openapi: 3.1.0",
        "openapi: 3.1.0\npaths: {}",
        "openapi: [",
        "paths: {path: 1}",
        "{openapi: 1",
    ],
)
def test_a_block_that_is_no_description_is_code(block: str) -> None:
    page = read_page(f"# A page\n\n```yaml\n{block}\n```\n")
    assert page.facts == ()
    assert [one.kind for one in page.statements][-1] in ("code", "endpoint")


def test_a_block_of_json() -> None:
    block = '{"openapi": "3.1.0", "paths": {"/a": {"post": {"requestBody": {"content": {"application/json": {"schema": '
    block += '{"type": "object", "properties": {"a": {"type": "number", "exclusiveMinimum": 0, "maximum": 2}}}}}}}}}}'
    page = read_page(f"# A page\n\n```json\n{block}\n```\n")
    assert facts(page) == {
        "a": {"field": None, "type": "number", "required": False, "exclusiveMinimum": 0, "range": (None, 2)}
    }
    assert "Required range: 0 < x <= 2" in [one.text for one in page.statements]


def test_lines_are_those_of_the_page() -> None:
    page = page_with("{type: object, properties: {\n  a: {type: string}}}")
    assert page.about("body", "a")["type"].line == 14


def test_a_limit_stands_in_the_line_of_its_own_keyword() -> None:
    page = page_with("{type: object, properties: {\n  a: {type: [string, integer],\n  maxLength: 9,\n  maximum: 5}}}")
    assert {kind: fact.line for kind, fact in page.about("body", "a").items() if kind in ("length", "range")} == {
        "length": 15,
        "range": 16,
    }


@pytest.mark.parametrize("text", ['{"swagger": "2.0", "paths": {}}', "swagger: '2.0'\npaths: {}\n"])
def test_swagger_is_refused_with_the_way_out(text: str) -> None:
    with pytest.raises(PageRefused, match=r"Swagger 2\.0.*swagger2openapi"):
        read_page(text)
