"""Every form of a condition: as a guard (fires when certainly true) and as a demand (fails when certainly false).

Run by pytest.
"""

from __future__ import annotations

from typing import Any

import pytest

from reelspec.language.source.place import Problems
from tests.contract.documents.case import Expected
from tests.support import Judges, build_files, provider, request

SPEC = """
properties:
  flag: {type: boolean}
  s: {type: string}
  word: {type: string, enum: [red, green, blue]}
  count: {type: integer}
  ratio: {type: number}
  yes: {type: boolean}
  list: {type: array, items: {type: string}}
  tags: {type: object, additionalProperties: {type: string}}
  free: {}
  media:
    type: array
    items:
      type: object
      properties: {type: {type: string}, size: {type: integer, default: 1}}
      additionalProperties: false
  camera:
    type: object
    properties:
      move: {type: string}
      lens: {type: object, properties: {zoom: {type: number}}, additionalProperties: false}
    additionalProperties: false
x-rules:
  - {id: guard, when: %s, must: {flag: true}}
  - {id: demand, must: %s}
"""
# (condition, bodies for which it is certainly true, certainly false, unknown)
FORMS: list[tuple[str, list[Any], list[Any], list[Any]]] = [
    ("{s: x}", [{"s": "x"}], [{"s": "y"}, {"s": ""}], [{}]),
    ("{count: 1}", [{"count": 1}], [{"count": 2}, {"count": 0}], [{}]),
    ("{ratio: 0.5}", [{"ratio": 0.5}], [{"ratio": 1}], [{}]),
    ("{'yes': false}", [{"yes": False}], [{"yes": True}], [{}]),
    ("{word: [red, blue]}", [{"word": "red"}, {"word": "blue"}], [{"word": "green"}], [{}]),
    ("{count: [1, 3]}", [{"count": 3}], [{"count": 2}], [{}]),
    ("{free: [1, true, a, null]}", [{"free": 1}, {"free": True}, {"free": "a"}], [{"free": 0}, {"free": False}], [{}]),
    ("{free: {const: true}}", [{"free": True}], [{"free": 1}, {"free": "true"}], [{}, {"free": None}]),
    ("{free: {const: 1}}", [{"free": 1}], [{"free": True}, {"free": 1.5}], [{}]),
    ("{free: {enum: [0, false]}}", [{"free": 0}, {"free": False}], [{"free": ""}, {"free": 1}], [{}]),
    ("{free: {const: [1, {a: 2}]}}", [{"free": [1, {"a": 2}]}], [{"free": [1]}, {"free": [True, {"a": 2}]}], [{}]),
    ("{free: {type: string}}", [{"free": "x"}], [{"free": 5}, {"free": []}], [{}]),
    ("{free: {minLength: 2}}", [{"free": "xx"}], [{"free": "x"}, {"free": 22}], [{}]),
    ("{free: {minimum: 2}}", [{"free": 2}], [{"free": 1}, {"free": "22"}, {"free": True}], [{}]),
    ("{s: {minLength: 2, maxLength: 3}}", [{"s": "ab"}, {"s": "abc"}], [{"s": "a"}, {"s": "abcd"}], [{}]),
    ("{s: {pattern: '\\S'}}", [{"s": " a"}], [{"s": ""}, {"s": " \u00a0\t"}], [{}]),
    ("{count: {minimum: 2, maximum: 4}}", [{"count": 2}, {"count": 4}], [{"count": 1}, {"count": 5}], [{}]),
    ("{count: {exclusiveMinimum: 2}}", [{"count": 3}], [{"count": 2}], [{}]),
    ("{ratio: {exclusiveMaximum: 2}}", [{"ratio": 1.99}], [{"ratio": 2}], [{}]),
    ("{count: {multipleOf: 4}}", [{"count": 8}, {"count": 0}], [{"count": 6}], [{}]),
    ("{list: {minItems: 1, maxItems: 2}}", [{"list": ["a"]}], [{"list": []}, {"list": ["a"] * 3}], [{}]),
    ("{list: {uniqueItems: true}}", [{"list": ["a", "b"]}], [{"list": ["a", "a"]}], [{}]),
    ("{list: {items: {pattern: ^a}}}", [{"list": []}, {"list": ["ab"]}], [{"list": ["a", "b"]}], [{}]),
    ("{tags: {minProperties: 1}}", [{"tags": {"a": "b"}}], [{"tags": {}}], [{}]),
    ("{tags: {required: [a]}}", [{"tags": {"a": "b"}}], [{"tags": {"b": "b"}}], [{}]),
    ("{s: {not: x}}", [{"s": "y"}], [{"s": "x"}], [{}]),
    ("{word: {not: [red, blue]}}", [{"word": "green"}], [{"word": "red"}], [{}]),
    ("{count: {not: {minimum: 2}}}", [{"count": 1}], [{"count": 2}], [{}]),
    ("{s: {not: {not: x}}}", [{"s": "x"}], [{"s": "y"}], [{}]),
    ("{s: {present: true}}", [{"s": ""}], [{}], []),
    ("{s: {present: false}}", [{}], [{"s": ""}], []),
    ("{s: {not: {present: true}}}", [{}], [{"s": ""}], []),
    ("{s: {present: true, not: x}}", [{"s": "y"}], [{}, {"s": "x"}], []),
    ("{s: {minLength: 1, not: x}}", [{"s": "y"}], [{"s": "x"}, {"s": ""}], [{}]),
    (
        "{s: x, count: 1}",
        [{"s": "x", "count": 1}],
        [{"s": "y"}, {"count": 2}, {"s": "y", "count": 1}],
        [{}, {"s": "x"}],
    ),
    ("{all: [{s: x}, {count: 1}]}", [{"s": "x", "count": 1}], [{"count": 2}], [{"s": "x"}]),
    ("{any: [{s: x}, {count: 1}]}", [{"s": "x"}, {"s": "y", "count": 1}], [{"s": "y", "count": 2}], [{"s": "y"}, {}]),
    ("{not: {s: x}}", [{"s": "y"}], [{"s": "x"}], [{}]),
    ("{not: {s: x, count: 1}}", [{"s": "y"}, {"count": 2}], [{"s": "x", "count": 1}], [{"s": "x"}, {}]),
    (
        "{not: {any: [{s: x}, {count: 1}]}}",
        [{"s": "y", "count": 2}],
        [{"s": "x"}, {"count": 1}],
        [{"s": "y"}, {"count": 2}, {}],
    ),
    (
        "{any: [{all: [{s: x}, {not: {count: 1}}]}, {list: {present: true}}]}",
        [{"s": "x", "count": 2}, {"list": []}],
        [{"s": "y"}, {"s": "x", "count": 1}, {"count": 1}],
        [{"s": "x"}, {"count": 2}, {}],
    ),
    (
        "{media: {contains: {type: a}}}",
        [{"media": [{"type": "b"}, {"type": "a"}]}],
        [{"media": []}, {"media": [{"type": "b"}]}],
        [{}, {"media": [{}]}, {"media": [{"type": "b"}, {}]}],
    ),
    (
        "{media: {not: {contains: {type: a}}}}",
        [{"media": []}, {"media": [{"type": "b"}]}],
        [{"media": [{"type": "a"}, {}]}],
        [{}, {"media": [{}]}],
    ),
    (
        "{media: {contains: {type: a, size: 1}}}",
        [{"media": [{"type": "a"}]}],
        [{"media": [{"type": "a", "size": 2}]}],
        [{}],
    ),
    (
        "{media: {contains: {type: {present: false}}}}",
        [{"media": [{}]}],
        [{"media": [{"type": ""}]}, {"media": []}],
        [{}],
    ),
    (
        "{media: {contains: {not: {type: a}}}}",
        [{"media": [{"type": "b"}]}],
        [{"media": [{"type": "a"}]}],
        [{"media": [{}]}],
    ),
    (
        "{media: {contains: {any: [{type: a}, {size: {minimum: 5}}]}}}",
        [{"media": [{"size": 5}]}, {"media": [{"type": "a"}]}],
        [{"media": [{"type": "b"}]}],
        [{}, {"media": [{}]}],
    ),
    (
        "{media: {contains: {type: a}, minItems: 2}}",
        [{"media": [{"type": "a"}, {}]}],
        [{"media": [{"type": "a"}]}],
        [{}],
    ),
    (
        "{camera: {properties: {move: in}}}",
        [{"camera": {"move": "in"}}],
        [{"camera": {"move": "out"}}],
        [{}, {"camera": {}}],
    ),
    (
        "{camera: {properties: {lens: {properties: {zoom: {minimum: 2}}}}}}",
        [{"camera": {"lens": {"zoom": 2}}}],
        [{"camera": {"lens": {"zoom": 1}}}],
        [{}, {"camera": {}}, {"camera": {"lens": {}}}],
    ),
    (
        "{camera: {properties: {move: {present: false}, lens: {present: true}}}}",
        [{"camera": {"lens": {}}}],
        [{"camera": {}}, {"camera": {"move": "in", "lens": {}}}],
        [{}],
    ),
    ("{camera: {not: {properties: {move: in}}}}", [{"camera": {"move": "out"}}], [{"camera": {"move": "in"}}], [{}]),
    ("{not: {camera: {properties: {move: in}}}}", [{"camera": {"move": "out"}}], [{"camera": {"move": "in"}}], [{}]),
]


def spec(condition: str) -> Judges:
    text = SPEC.replace("  s:", "  s:").replace("  yes:", '  "yes":')
    return request(text % (condition, condition))


@pytest.mark.parametrize(("condition", "true", "false", "unknown"), FORMS, ids=[form[0] for form in FORMS])
def test_form(condition: str, true: list[Any], false: list[Any], unknown: list[Any]) -> None:
    judges = spec(condition)

    def rules(body: dict[str, Any]) -> list[str]:
        return [one.rule for one in judges.all_of(body)]

    for body in true:
        assert rules({**body, "flag": False}) == ["guard"], body
        assert rules({**body, "flag": True}) == [], body
    for body in false:
        assert rules({**body, "flag": False}) == ["demand"], body
    for body in unknown:
        assert rules({**body, "flag": False}) == [], body


@pytest.mark.parametrize(
    ("condition", "body"),
    [
        ("{s: x}", {"s": 5}),
        ("{s: {not: x}}", {"s": None}),
        ("{word: red}", {"word": "violet"}),
        ("{not: {word: red}}", {"word": "violet"}),
        ("{count: {minimum: 2}}", {"count": 1.5}),
        ("{list: {items: {pattern: ^a}}}", {"list": ["b", 5]}),
        ("{not: {list: {items: {pattern: ^a}}}}", {"list": ["a", 5]}),
        ("{list: {uniqueItems: true}}", {"list": [5, 5]}),
        ("{media: {contains: {type: a}}}", {"media": {}}),
        ("{media: {contains: {type: a}}}", {"media": [{"type": 5}]}),
        ("{media: {not: {contains: {type: a}}}}", {"media": [{"type": "b"}, {"type": 5}]}),
        ("{media: {contains: {type: a}}}", {"media": ["a"]}),
        ("{camera: {properties: {move: in}}}", {"camera": {"move": 5}}),
        ("{camera: {properties: {move: in}}}", {"camera": "in"}),
        ("{camera: {not: {properties: {lens: {properties: {zoom: 1}}}}}}", {"camera": {"lens": {"zoom": "1"}}}),
    ],
)
def test_a_refused_value_decides_nothing(condition: str, body: dict[str, Any]) -> None:
    found = spec(condition).all_of({**body, "flag": False})
    assert [one.rule for one in found if one.rule in ("guard", "demand")] == []
    assert found


def test_on_what_may_be_an_array_or_something_else_only_an_array_is_known() -> None:
    judges = request(
        """
        properties:
          flag: {type: boolean}
          media:
            type: [array, string]
            items: {type: [object, string], properties: {type: {type: string}}, additionalProperties: false}
          camera: {type: [object, string], properties: {move: {type: string}}, additionalProperties: false}
        x-rules:
          - {id: some, when: {media: {contains: {type: a}}}, must: {flag: true}}
          - {id: none, when: {media: {not: {contains: {type: a}}}}, must: {flag: true}}
          - {id: few, limit: {of: media, where: {type: a}, most: 1}}
          - {id: in, when: {camera: {properties: {move: in}}}, must: {flag: true}}
          - {id: out, when: {camera: {properties: {not: {move: in}}}}, must: {flag: true}}
        """
    )
    judges.accept(
        {"flag": False, "media": "a"},
        {"flag": False, "media": ["a"]},
        {"flag": False, "media": ["a", {"type": "b"}]},
        {"flag": False, "camera": "in"},
        {"flag": True, "media": ["a", "a", {"type": "a"}]},
    )
    judges.check({"flag": False, "media": ["b", {"type": "a"}]}, Expected("some", "/flag", ("/media",)))
    judges.check({"flag": False, "media": [{"type": "b"}]}, Expected("none", "/flag", ("/media",)))
    judges.check({"media": [{"type": "a"}, "a", {"type": "a"}]}, Expected("few", "/media"))
    judges.check({"flag": False, "camera": {"move": "in"}}, Expected("in", "/flag", ("/camera",)))
    judges.check({"flag": False, "camera": {"move": "by"}}, Expected("out", "/flag", ("/camera",)))


def test_the_same_words_over_fields_with_other_defaults() -> None:
    judges = request(
        """
        properties:
          flag: {type: boolean}
          one: {type: array, items: {type: object, properties: {type: {type: string, default: a}}}}
          two: {type: array, items: {type: object, properties: {type: {type: string}}}}
        x-rules:
          - {id: first, when: {one: {contains: {type: a}}}, must: {flag: true}}
          - {id: second, when: {two: {contains: {type: a}}}, must: {flag: true}}
        """
    )
    judges.check({"flag": False, "one": [{}]}, Expected("first", "/flag", ("/one",)))
    judges.check({"flag": False, "two": [{"type": "a"}]}, Expected("second", "/flag", ("/two",)))
    judges.accept({"flag": False, "two": [{}]})


def test_a_test_may_refer_to_a_definition() -> None:
    judges = request(
        """
        properties:
          flag: {type: boolean}
          size: {type: string}
          media: {type: array, items: {type: object, properties: {type: {type: string}}, additionalProperties: false}}
        x-rules:
          - {id: large, when: {size: {$ref: '#/$defs/large'}}, must: {flag: true}}
          - {id: few, limit: {of: media, where: {type: {$ref: '#/$defs/large'}}, most: 0}}
        $defs:
          large: {enum: [L, XL]}
        """
    )
    judges.check({"flag": False, "size": "XL"}, Expected("large", "/flag", ("/size",)))
    judges.check({"media": [{"type": "L"}]}, Expected("few", "/media"))
    judges.accept({"flag": False, "size": "S", "media": [{"type": "S"}]})


@pytest.mark.parametrize(
    "condition",
    [
        "{}",
        "{nothing: 1}",
        "{s: []}",
        "{s: {}}",
        "{word: purple}",
        "{s: {minLength: 1, minimum: 1}}",
        "{media: {contains: {colour: a}}}",
        "{media: {minContains: 2}}",
        "{s: {contains: {type: a}}}",
        "{camera: {properties: {zoom: 1}}}",
        "{camera.move: in}",
        "{all: {s: x}}",
        "{s: {any: [x, y]}}",
        "{s: {present: 1}}",
        "{s: {minLenght: 1}}",
    ],
)
def test_what_is_no_condition_is_refused(condition: str) -> None:
    text = "type: object" + SPEC.replace("  yes:", '  "yes":') % (condition, "{flag: true}")
    with pytest.raises(Problems):
        build_files(provider({"request.yaml": text}))
