"""`schema`: any JSON Schema for the object. Run by pytest."""

from __future__ import annotations

from tests.contract.documents.case import Expected, contested, warning
from tests.support import request


def test_says_what_a_schema_says() -> None:
    judges = request(
        """
        properties:
          a: {type: integer}
          b: {type: integer}
          mode: {type: string}
        x-rules:
          - {id: few, when: {mode: m}, schema: {maxProperties: 2}}
          - id: shape
            schema: {if: {properties: {a: {const: 1}}, required: [a]}, then: {properties: {b: {minimum: 5}}}}
        """
    )
    judges.accept({"mode": "m", "a": 2}, {"a": 1}, {"a": 1, "b": 5}, {"a": 2, "b": 4, "mode": "x"})
    judges.check({"mode": "m", "a": 2, "b": 1}, Expected("few", "", ("/mode",)))
    judges.check({"a": 1, "b": 4}, Expected("shape", "", ("/a", "/b")))


def test_sees_nothing_of_a_body_in_which_a_field_that_it_names_is_refused() -> None:
    judges = request(
        """
        properties:
          a: {type: integer, maximum: 9}
          list: {type: array, items: {type: string, minLength: 1}}
        x-rules:
          - {id: small, schema: {properties: {a: {maximum: 3}, list: {items: {pattern: ^x}}}}}
        """
    )
    judges.accept({"a": 3, "list": ["x", "xy"]})
    judges.check({"a": 4}, Expected("small", "", ("/a", "/list")))
    judges.check({"a": 10}, Expected("maximum", "/a"))
    judges.check({"list": ["y"]}, Expected("small", "", ("/a", "/list")))
    judges.check({"list": [""]}, Expected("minLength", "/list/0"))
    judges.check({"list": ["y", 5]}, Expected("type", "/list/1"))


def test_refers_to_definitions() -> None:
    judges = request(
        """
        properties: {a: {type: integer, maximum: 9}}
        x-rules:
          - {id: small, schema: {$ref: '#/$defs/small'}}
        $defs:
          small: {properties: {a: {$ref: '#/$defs/digit'}}}
          digit: {maximum: 3}
        """
    )
    judges.accept({}, {"a": 3})
    judges.check({"a": 4}, Expected("small", "", ("/a",)))
    judges.check({"a": 10}, Expected("maximum", "/a"))


def test_as_a_warning_in_a_nested_object() -> None:
    judges = request(
        """
        properties:
          camera:
            type: object
            properties: {move: {type: string}, zoom: {type: number}}
            additionalProperties: false
            x-rules:
              - {id: one-thing, severity: warning, schema: {maxProperties: 1, description: one field is enough}}
        """
    )
    judges.accept({}, {"camera": {"zoom": 1}})
    judges.check({"camera": {"zoom": 1, "move": "in"}}, warning("one-thing", "/camera"))
    assert judges.message({"camera": {"zoom": 1, "move": "in"}}) == "one field is enough"


def test_its_description_stands_alone() -> None:
    judges = request(
        """
        properties: {mode: {type: string}, a: {type: integer}}
        x-rules:
          - id: small
            when: {mode: std}
            against: {document: page, section: example}
            schema: {properties: {a: {maximum: 3}}, description: Keep a small.}
        """
    )
    judges.check({"mode": "std", "a": 4}, contested("small", "", ("/mode", "/a")))
    assert judges.message({"mode": "std", "a": 4}) == "Keep a small."
