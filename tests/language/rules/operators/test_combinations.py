"""`combinations`: what may come together: typed items of an array, or fields. Run by pytest."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from reelspec.language.source.place import Problems
from tests.contract.documents.case import Expected
from tests.support import build_files, provider, request, subsets

MEDIA = """
properties:
  mode: {type: string}
  media:
    type: array
    minItems: 1
    items:
      type: object
      properties: {type: {type: string, enum: [first, last, clip, sound]}, url: {type: string}}
      required: [type]
      additionalProperties: false
x-rules:
  - id: combination
    combinations:
      of: media
      by: type
      allow: [[first], [first, last], [sound, first], [clip, clip], [clip, last]]
"""
ALLOWED = (["first"], ["first", "last"], ["first", "sound"], ["clip", "clip"], ["clip", "last"])
TYPES = ("first", "last", "clip", "sound")


def media(*types: str, **others: Any) -> dict[str, Any]:
    return {**others, "media": [{"type": one} for one in types]}


@pytest.mark.parametrize("count", [1, 2, 3])
def test_every_list_of_types(count: int) -> None:
    judges = request(MEDIA)
    for types in itertools.product(TYPES, repeat=count):
        broken = sorted(types) not in ALLOWED
        judges.check(media(*types), *([Expected("combination", "/media")] if broken else []))


def test_an_absent_array_is_no_combination_and_longer_ones_than_any_are_refused() -> None:
    judges = request(MEDIA)
    judges.accept({})
    for count in (4, 5, 50):
        judges.check(media(*["first"] * count), Expected("combination", "/media"))


def test_what_its_field_refuses_decides_nothing() -> None:
    judges = request(MEDIA)
    judges.check({"media": []}, Expected("minItems", "/media"))
    judges.check({"media": "first"}, Expected("type", "/media"))
    judges.check({"media": None}, Expected("type", "/media"))
    judges.check(media("other"), Expected("enum", "/media/0/type"))
    judges.check({"media": [{"type": "last"}, {}]}, Expected("required", "/media/1/type"))
    judges.check({"media": [{"type": "last"}, "clip"]}, Expected("type", "/media/1"))
    # Another field of the item that is refused leaves its type known.
    judges.check(
        {"media": [{"type": "last", "url": 5}]},
        Expected("type", "/media/0/url"),
        Expected("combination", "/media"),
    )


def test_types_that_stand_in_no_combination() -> None:
    judges = request(
        """
        properties:
          media:
            type: array
            items:
              type: object
              properties: {type: {type: string}}
              required: [type]
              additionalProperties: false
        x-rules:
          - {id: combination, combinations: {of: media, by: type, allow: [[], [a], [a, a, b]]}}
        """
    )
    judges.accept({}, media(), media("a"), media("b", "a", "a"))
    for types in (["b"], ["a", "a"], ["c"], ["a", "c"], ["a", "a", "a"], ["a", "b", "b"], ["a", "a", "b", "c"]):
        judges.check(media(*types), Expected("combination", "/media"))


def test_an_items_default_is_its_type() -> None:
    text = """
    properties:
      media:
        type: array
        items:
          type: object
          properties: {type: {type: %s, enum: [a, b%s], default: a}}
          additionalProperties: false
    x-rules:
      - {id: combination, combinations: {of: media, by: type, allow: [[a], [a, b]]}}
    """
    for judges in (request(text % ("string", "")), request(text % ('[string, "null"]', ", null"))):
        judges.accept({"media": [{}]}, {"media": [{}, {"type": "b"}]}, {"media": [{"type": "a"}]})
        judges.check({"media": [{}, {}]}, Expected("combination", "/media"))
        judges.check({"media": [{}, {"type": "a"}]}, Expected("combination", "/media"))
    judges = request(text % ('[string, "null"]', ", null"))
    judges.accept({"media": [{"type": None}]}, {"media": [{"type": None}, {"type": "b"}]})
    judges.check({"media": [{"type": None}, {}]}, Expected("combination", "/media"))


def test_two_rules_on_one_array() -> None:
    judges = request(
        """
        properties:
          mode: {type: string, enum: [one, two]}
          media:
            type: array
            items:
              type: object
              properties: {type: {type: string, enum: [a, b, c]}}
              required: [type]
              additionalProperties: false
        x-rules:
          - {id: ones, when: {mode: one}, combinations: {of: media, by: type, allow: [[a], [a, b]]}}
          - {id: twos, when: {mode: two}, combinations: {of: media, by: type, allow: [[c], [b, c, c]]}}
        """
    )
    allowed = {"one": (["a"], ["a", "b"]), "two": (["c"], ["b", "c", "c"])}
    for mode, count in itertools.product(allowed, (1, 2, 3)):
        for types in itertools.product("abc", repeat=count):
            broken = sorted(types) not in allowed[mode]
            judges.check(media(*types, mode=mode), *([Expected(f"{mode}s", "/media", ("/mode",))] if broken else []))


FIELDS = """
properties:
  a: {type: integer}
  b: {type: integer}
  c: {type: integer}
  d: {type: integer}
x-rules:
  - {id: together, combinations: {of: [a, b, c], allow: [[a], [a, b], [c, b], []]}}
"""


@pytest.mark.parametrize("body", subsets("abcd", 1), ids=lambda body: "".join(body) or "none")
def test_over_fields(body: dict[str, int]) -> None:
    given = [name for name in "abc" if name in body]
    broken = given not in (["a"], ["a", "b"], ["b", "c"], [])
    expected = [Expected("together", "", tuple(f"/{name}" for name in given))] if broken else []
    request(FIELDS).check(body, *expected)
    nullable = request(FIELDS.replace("{type: integer}", '{type: [integer, "null"]}'))
    nullable.check({"a": None, "b": None, "c": None, **body}, *expected)


def test_over_fields_a_refused_null_leaves_the_set_unknown() -> None:
    judges = request(FIELDS)
    judges.check({"a": None, "b": 1}, Expected("type", "/a"))
    judges.check({"b": "x"}, Expected("type", "/b"), Expected("together", "", ("/b",)))


def test_messages_say_what_is_there() -> None:
    judges = request(MEDIA)
    assert judges.message(media("last", "sound")).endswith("; it has last + sound")


def test_a_default_that_stands_in_no_combination() -> None:
    judges = request(
        """
        properties:
          media:
            type: array
            items:
              type: object
              properties: {type: {type: string, enum: [a, z], default: z}}
              additionalProperties: false
        x-rules:
          - {id: combination, combinations: {of: media, by: type, allow: [[a], [a, a]]}}
        """
    )
    judges.accept({"media": [{"type": "a"}]})
    judges.check({"media": [{"type": "a"}, {}]}, Expected("combination", "/media"))


def test_nothing_but_an_empty_array() -> None:
    judges = request(
        """
        properties:
          media:
            type: array
            items:
              type: object
              properties: {type: {type: string}}
              required: [type]
              additionalProperties: false
        x-rules:
          - {id: combination, combinations: {of: media, by: type, allow: [[]]}}
        """
    )
    judges.accept({}, media())
    judges.check(media("a"), Expected("combination", "/media"))


ARRAY = "{type: array, items: {type: object, properties: {type: {type: string}}, required: [type]}}"


@pytest.mark.parametrize(
    "where",
    [
        f"properties: {{media: {ARRAY}}}",
        f"properties: {{media: {{$ref: '#/$defs/media'}}}}\n$defs: {{media: {ARRAY}}}",
        f"allOf: [{{type: object, properties: {{media: {ARRAY}}}}}]",
        f"properties: {{other: {ARRAY}}}\nallOf: [{{$ref: '#/$defs/more'}}]\n$defs: {{more: {{properties: {{media: {ARRAY}}}}}}}",
    ],
)
def test_wherever_the_array_is_declared(where: str) -> None:
    rules = "x-rules: [{id: combination, combinations: {of: media, by: type, allow: [[a], [a, b]]}}]"
    judges = request(f"{where}\n{rules}", closed=False)
    judges.accept({}, media("a"), media("b", "a"))
    for types in ((), ("b",), ("a", "a"), ("a", "b", "a"), ("c", "a")):
        judges.check(media(*types), Expected("combination", "/media"))


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ("{properties: {type: {type: string}}, required: [type]}", "must be of type object"),
        ("{type: object, properties: {type: {type: string}}}", "must be required in the items"),
        ('{type: object, properties: {type: {type: [string, "null"]}}, required: [type]}', "must be required"),
        ("{type: object, properties: {kind: {type: string}}}", "have no field type"),
        ("{type: object, properties: {type: {type: integer}}, required: [type]}", "must be a string"),
        ("{type: object, properties: {type: {enum: [b]}}, required: [type]}", "a is not a value of type"),
    ],
)
def test_items_that_cannot_be_told_apart_are_refused(items: str, said: str) -> None:
    text = f"""
    type: object
    properties: {{media: {{type: array, items: {items}}}}}
    x-rules: [{{id: combination, combinations: {{of: media, by: type, allow: [[a]]}}}}]
    """
    with pytest.raises(Problems) as found:
        build_files(provider({"request.yaml": text}))
    assert said in str(found.value)
