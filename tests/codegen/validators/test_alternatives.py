"""anyOf and oneOf say what is wrong by the branch that was meant: told by a field, by a type, else the nearest."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import Judges, request


def said(judges: Judges, body: Any) -> list[tuple[str, str, str]]:
    """The violations as (rule, path, message), after every judge has agreed on the body."""
    judges.verdict(body)
    return [(one.rule, one.path, one.message) for one in judges.validator.validate(body)]


SHOT = """
properties:
  shot:
    {keyword}:
      - type: object
        properties: {{kind: {{const: image}}, url: {{type: string}}, seconds: {{type: integer, maximum: 10}}}}
        required: [kind, url]
        additionalProperties: false
      - {{$ref: '#/$defs/clip'}}
$defs:
  clip:
    type: object
    properties: {{kind: {{type: string, enum: [clip, loop]}}, clip_url: {{type: string}}, loops: {{type: integer}}}}
    required: [kind, clip_url]
    additionalProperties: false
"""


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_a_field_tells_the_branch(keyword: str) -> None:
    judges = request(SHOT.format(keyword=keyword))
    judges.accept({"shot": {"kind": "image", "url": "x"}}, {"shot": {"kind": "loop", "clip_url": "x"}})
    assert said(judges, {"shot": {"kind": "image", "clip_url": "x", "seconds": 11}}) == [
        ("required", "/shot/url", "url is required"),
        ("maximum", "/shot/seconds", "11 is more than the maximum 10"),
        ("additionalProperties", "/shot/clip_url", '"clip_url" is no field here'),
    ]
    assert said(judges, {"shot": {"kind": "loop", "clip_url": "x", "loops": "2"}}) == [
        ("type", "/shot/loops", '"2" is not an integer; did you mean 2, without quotes?')
    ]
    assert said(judges, {"shot": {"kind": "Clip", "clip_url": "x"}}) == [
        (keyword, "/shot/kind", '"Clip" is not "image", "clip" or "loop"; did you mean "clip"?')
    ]
    assert said(judges, {"shot": {"clip_url": "x"}}) == [
        ("required", "/shot/kind", 'kind is required: one of "image", "clip" or "loop"')
    ]
    assert said(judges, {"shot": 5}) == [("type", "/shot", "5 is not an object")]


def test_the_type_tells_the_branch() -> None:
    judges = request(
        """
        properties:
          seconds: {anyOf: [{type: integer, minimum: 2}, {enum: [auto, long]}, {type: "null"}]}
          size: {oneOf: [{const: 720p}, {enum: [1080p, 5]}]}
          note: {anyOf: [{type: string, maxLength: 3}, {type: array, items: {type: string}}]}
        """
    )
    judges.accept({"seconds": None, "size": 5, "note": ["long"]}, {"seconds": "auto", "note": "abc"})
    assert said(judges, {"note": 5}) == [("type", "/note", '5 is not a string or an array; did you mean "5"?')]
    assert said(judges, {"note": ["a", 5]}) == [("type", "/note/1", '5 is not a string; did you mean "5"?')]
    assert said(judges, {"note": "abcd"}) == [("maxLength", "/note", "it is 4 characters long; at most 3 are allowed")]
    assert said(judges, {"size": "1080P"}) == [
        ("oneOf", "/size", '"1080P" is not "720p", "1080p" or 5; did you mean "1080p"?')
    ]
    assert said(judges, {"size": "5"}) == [
        ("oneOf", "/size", '"5" is not "720p", "1080p" or 5; did you mean 5, without quotes?')
    ]
    assert said(judges, {"seconds": "Auto"}) == [
        ("enum", "/seconds", '"Auto" is not "auto" or "long"; did you mean "auto"?')
    ]


def test_else_the_nearest_and_every_way_where_none_is_nearer() -> None:
    judges = request(
        """
        properties:
          from:
            anyOf:
              - {type: object, properties: {url: {type: string}, start: {type: integer}}, required: [url]}
              - {type: object, properties: {text: {type: string}}, required: [text, voice, lang]}
          either: {type: object, anyOf: [{required: [a]}, {required: [b]}]}
          both: {oneOf: [{type: integer}, {type: number}]}
        """
    )
    assert said(judges, {"from": {"url": 5}}) == [
        ("type", "/from/url", '5 is not a string; did you mean "5"? (by the nearest of 2 alternatives)')
    ]
    assert said(judges, {"either": {}}) == [
        ("anyOf", "/either", "none of 2 alternatives fits: a is required; or b is required")
    ]
    assert said(judges, {"both": 1}) == [
        ("oneOf", "/both", "it fits the alternatives 1 and 2 of 2; it may fit one only")
    ]


TREE = """
properties: {tree: {$ref: '#/$defs/tree'}}
$defs:
  tree:
    oneOf: [{$ref: '#/$defs/leaf'}, {$ref: '#/$defs/left'}, {$ref: '#/$defs/right'}]
  leaf:
    type: object
    properties: {kind: {const: leaf}, size: {type: integer}}
    required: [kind]
    additionalProperties: false
  left:
    type: object
    properties: {child: {$ref: '#/$defs/tree'}, kind: {const: left}}
    required: [kind, child]
    additionalProperties: false
  right:
    type: object
    properties: {child: {$ref: '#/$defs/tree'}, kind: {enum: [right, straight]}}
    required: [kind, child]
    additionalProperties: false
"""


def test_a_chain_of_choices_is_followed_along_one_branch() -> None:
    """Each level asks one branch only: were it all of them, this many levels would take longer than anybody can wait."""
    validator = request(TREE).validator
    cases: list[tuple[dict[str, object], tuple[str, ...]]] = [
        ({"kind": "leaf"}, ()),
        ({"kind": "leaf", "size": "5"}, ("type",)),
        ({}, ("required",)),
    ]
    for body, wrong in cases:
        for level in range(28):
            body = {"kind": ("left", "right", "straight")[level % 3], "child": body}
        found = validator.errors({"tree": body})
        assert tuple(one.rule for one in found) == wrong
        assert all(one.path.startswith("/tree" + "/child" * 28) for one in found)
        assert validator.is_valid({"tree": body}) is (not wrong)


UNION = """
properties:
  source:
    type: object
    {around}
    oneOf:
      - {{type: object, properties: {{type: {{const: url}}, url: {{type: string}}}}, required: [{needs} url]}}
      - {{type: object, properties: {{type: {{const: data}}, data: {{type: string}}}}, required: [{needs} data]}}
"""


@pytest.mark.parametrize(
    ("around", "needs"),
    [
        ("", "type,"),
        ("required: [type]", "type,"),
        ("required: [type]", ""),
        ("properties: {type: {type: string, enum: [url, data]}}\n    required: [type]", "type,"),
        ("allOf: [{required: [type], properties: {type: {enum: [url, data]}}}]", "type,"),
    ],
)
def test_the_field_that_tells_is_named_once(around: str, needs: str) -> None:
    judges = request(UNION.format(around=around, needs=needs))
    judges.accept({"source": {"type": "url", "url": "x"}})
    assert said(judges, {"source": {}}) == [("required", "/source/type", 'type is required: one of "url" or "data"')]
    ((_, path, message),) = said(judges, {"source": {"type": "Url", "url": "x"}})
    assert (path, message) == ("/source/type", '"Url" is not "url" or "data"; did you mean "url"?')
    assert said(judges, {"source": {"type": "url"}}) == [("required", "/source/url", "url is required")]


def test_a_field_that_tells_need_not_be_there() -> None:
    judges = request(UNION.format(around="", needs=""))
    judges.accept({"source": {"url": "x"}})
    assert said(judges, {"source": {"type": "Url", "url": "x"}}) == [
        ("oneOf", "/source/type", '"Url" is not "url" or "data"; did you mean "url"?')
    ]
    assert said(judges, {"source": {}}) == [
        ("oneOf", "/source", "none of 2 alternatives fits: url is required; or data is required")
    ]
