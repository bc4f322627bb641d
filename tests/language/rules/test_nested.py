"""Rules of nested objects, of items, of other fields, of definitions that are used twice or contain themselves. Run by pytest."""

from __future__ import annotations

from typing import Any

from tests.contract.documents.case import Expected, warning
from tests.support import request

FREE: list[dict[str, Any]] = [{"free": None}, {"free": 5}, {"free": "x"}, {"free": []}, {"free": {"a": 1}}]


def test_rules_of_items_point_into_the_item() -> None:
    judges = request(
        """
        properties:
          media:
            type: array
            items:
              type: object
              properties: {a: {type: integer}, b: {type: integer}, c: {type: integer, default: 3}}
              additionalProperties: false
              x-rules:
                - {id: apart, conflicts: [[a], [b]]}
                - {id: small, when: {a: 1}, must: {c: {maximum: 2}}}
                - {id: some, at-least-one: [a, b]}
        """
    )
    judges.accept({"media": []}, {"media": [{"a": 2}, {"b": 1}, {"a": 1, "c": 2}]})
    judges.check(
        {"media": [{"a": 2}, {"a": 1, "b": 1}, {}, {"a": 1, "c": 4}]},
        Expected("apart", "/media/1/a", ("/media/1/b",)),
        Expected("small", "/media/1/c", ("/media/1/a",)),
        Expected("some", "/media/2", ("/media/2/a", "/media/2/b")),
        Expected("small", "/media/3/c", ("/media/3/a",)),
    )


def test_an_object_that_may_be_null_or_something_else() -> None:
    judges = request(
        """
        properties:
          camera:
            type: [object, "null"]
            properties: {a: {type: integer}, b: {type: integer}}
            additionalProperties: false
            x-rules: [{id: apart, conflicts: [[a], [b]]}, {id: one, exactly-one: [a, b]}]
          free:
            properties: {a: {type: integer}, b: {type: integer}}
            additionalProperties: false
            x-rules: [{id: free-apart, conflicts: [[a], [b]]}, {id: free-one, at-least-one: [a, b]}]
        """
    )
    judges.accept({}, {"camera": None}, {"camera": {"a": 1}}, *FREE)
    judges.check({"camera": {}}, Expected("one", "/camera", ("/camera/a", "/camera/b")))
    judges.check({"free": {}}, Expected("free-one", "/free", ("/free/a", "/free/b")))
    judges.check({"free": {"a": 1, "b": 1}}, Expected("free-apart", "/free/a", ("/free/b",)))
    judges.check({"camera": 5}, Expected("type", "/camera"))


def test_one_definition_used_twice() -> None:
    judges = request(
        """
        properties:
          body: {$ref: '#/$defs/body'}
          other: {$ref: '#/$defs/body'}
          many: {type: array, items: {$ref: '#/$defs/body'}}
        x-rules:
          - {id: body-needs-other, when: {body: {properties: {a: 1}}}, must: {other: {present: true}}}
        $defs:
          body:
            type: object
            properties: {a: {type: integer}, b: {type: integer}}
            additionalProperties: false
            x-rules: [{id: apart, conflicts: [[a], [b]]}]
        """
    )
    wrong = {"a": 1, "b": 1}
    judges.accept({"body": {"a": 1}, "other": {"b": 1}, "many": [{}, {"a": 1}]}, {"body": {"a": 2}})
    judges.check(
        {"body": wrong, "many": [{}, wrong]},
        Expected("apart", "/body/a", ("/body/b",)),
        Expected("apart", "/many/1/a", ("/many/1/b",)),
    )
    judges.check({"body": {"a": 1}}, Expected("body-needs-other", "/other", ("/body",)))


def test_a_definition_that_contains_itself() -> None:
    judges = request(
        """
        properties: {tree: {$ref: '#/$defs/node'}}
        $defs:
          node:
            type: object
            properties:
              a: {type: integer}
              b: {type: integer}
              kids: {type: array, items: {$ref: '#/$defs/node'}}
            x-rules:
              - {id: apart, conflicts: [[a], [b]]}
              - {id: lonely, severity: warning, when: {a: 1}, limit: {of: kids, where: {a: {present: true}}, least: 1}}
        """
    )

    def deep(depth: int, leaf: dict[str, Any]) -> dict[str, Any]:
        tree = leaf
        for _ in range(depth):
            tree = {"kids": [tree]}
        return {"tree": tree}

    judges.accept(deep(0, {}), deep(5, {"a": 2}), {"tree": {"a": 1, "kids": [{"a": 2}]}})
    for depth in (0, 1, 20):
        at = "/tree" + "/kids/0" * depth
        judges.check(deep(depth, {"a": 2, "b": 1}), Expected("apart", f"{at}/a", (f"{at}/b",)))
        judges.check(deep(depth, {"a": 1}), warning("lonely", f"{at}/kids", (f"{at}/a",)))
        judges.check(deep(depth, {"z": 1}), warning("additionalProperties", f"{at}/z"))


def test_rules_of_fields_that_nobody_names() -> None:
    judges = request(
        """
        properties:
          voices:
            type: object
            properties: {fixed: {type: integer}}
            additionalProperties:
              type: object
              properties: {a: {type: integer}, b: {type: integer, default: 3}}
              additionalProperties: false
              x-rules: [{id: small, when: {a: 1}, must: {b: {maximum: 2}}}]
        """
    )
    judges.accept({"voices": {"fixed": 1, "x": {"a": 1, "b": 2}, "": {}}})
    judges.check(
        {"voices": {"x/y": {"a": 1}, "~": {"a": 1, "b": 9}, "fixed": {"a": 1}}},
        Expected("type", "/voices/fixed"),
        Expected("small", "/voices/x~1y/b", ("/voices/x~1y/a",)),
        Expected("small", "/voices/~0/b", ("/voices/~0/a",)),
    )


def test_rules_below_alternatives_and_conditions_refuse_the_alternative() -> None:
    judges = request(
        """
        properties:
          input:
            oneOf:
              - type: object
                properties: {a: {type: integer}, b: {type: integer}}
                required: [a]
                additionalProperties: false
                x-rules: [{id: apart, conflicts: [[a], [b]]}]
              - {type: string}
          mode:
            type: object
            properties: {kind: {type: string}, a: {type: integer}, b: {type: integer}}
            additionalProperties: false
            if: {properties: {kind: {const: x}}, required: [kind]}
            then:
              properties: {a: {type: integer}, b: {type: integer}}
              x-rules: [{id: together, all-or-none: [a, b]}]
        """
    )
    judges.accept({"input": "x"}, {"input": {"a": 1}}, {"mode": {"kind": "x", "a": 1, "b": 1}}, {"mode": {"a": 1}})
    judges.check({"input": {"a": 1, "b": 1}}, Expected("apart", "/input/a", ("/input/b",)))
    judges.check({"mode": {"kind": "x", "a": 1}}, Expected("together", "/mode/b", ("/mode/a",)))


def test_an_outer_rule_sees_fields_of_nested_objects_only_where_they_are_accepted() -> None:
    judges = request(
        """
        properties:
          flag: {type: boolean}
          camera:
            type: object
            properties: {move: {type: string, enum: [in, out], default: in}, speed: {type: integer, maximum: 9}}
            additionalProperties: false
        x-rules:
          - {id: in-needs-flag, when: {camera: {properties: {move: in}}}, must: {flag: true}}
          - {id: slow, when: {flag: true}, must: {camera: {properties: {speed: {maximum: 5}}}}}
        """
    )
    judges.accept({"flag": False}, {"flag": False, "camera": {"move": "out", "speed": 9}}, {"flag": True, "camera": {}})
    judges.check({"flag": False, "camera": {}}, Expected("in-needs-flag", "/flag", ("/camera",)))
    judges.check({"flag": True, "camera": {"speed": 6}}, Expected("slow", "/camera", ("/flag",)))
    judges.check({"flag": False, "camera": {"move": "by"}}, Expected("enum", "/camera/move"))
    judges.check({"flag": True, "camera": {"speed": 10}}, Expected("maximum", "/camera/speed"))
