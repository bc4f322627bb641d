"""`limit`: how many items there are, of one array or of several together. Run by pytest."""

from __future__ import annotations

import itertools
from typing import Any

from tests.contract.documents.case import Expected
from tests.support import request


def typed(*types: str) -> list[dict[str, str]]:
    return [{"type": one} for one in types]


def test_without_a_condition_every_item_counts() -> None:
    judges = request(
        """
        properties:
          images: {type: array, items: {type: string}}
        x-rules:
          - {id: few, limit: {of: images, least: 1, most: 3}}
        """
    )
    judges.accept(*({"images": ["x"] * count} for count in (1, 2, 3)))
    judges.check({}, Expected("few", "/images"))
    judges.check({"images": []}, Expected("few", "/images"))
    judges.check({"images": ["x"] * 4}, Expected("few", "/images"))
    judges.check({"images": None}, Expected("type", "/images"))
    judges.check({"images": [5]}, Expected("type", "/images/0"))


def test_with_a_condition_on_the_items() -> None:
    text = """
    properties:
      media:
        type: array
        items:
          type: object
          properties: {type: {type: string, enum: [a, b, c]}, "n": {type: integer, maximum: 10}}
          required: [type]
          additionalProperties: false
    x-rules:
      - {id: some-a, limit: {of: media, where: {type: a}, least: 1, most: 2}}
      - {id: few-large, limit: {of: media, where: {type: [b, c], "n": {minimum: 5}}, most: 1}}
    """
    judges = request(text)
    for count in range(4):
        for types in itertools.product("abc", repeat=count):
            wrong = not 1 <= types.count("a") <= 2
            judges.check({"media": typed(*types)}, *([Expected("some-a", "/media")] if wrong else []))
    judges.check({}, Expected("some-a", "/media"))
    large = {"type": "b", "n": 5}
    judges.accept({"media": [{"type": "a", "n": 9}, {"type": "a", "n": 9}, large, {"type": "c", "n": 4}]})
    judges.check({"media": [{"type": "a"}, large, {"type": "c", "n": 10}]}, Expected("few-large", "/media"))
    # Without n it is not known whether the item counts; with a refused n neither.
    judges.accept({"media": [{"type": "a"}, large, {"type": "c"}]})
    judges.check({"media": [{"type": "a"}, large, {"type": "c", "n": 11}]}, Expected("maximum", "/media/2/n"))


def test_items_that_are_refused_may_count_or_not() -> None:
    judges = request(
        """
        properties:
          media:
            type: array
            minItems: 1
            items:
              type: object
              properties: {type: {type: string, enum: [a, b]}}
              required: [type]
              additionalProperties: false
        x-rules:
          - {id: one-a, limit: {of: media, where: {type: a}, least: 1, most: 1}}
        """
    )
    judges.check({"media": [{"type": "x"}]}, Expected("enum", "/media/0/type"))
    judges.check({"media": [{"type": "x"}, {"type": "b"}]}, Expected("enum", "/media/0/type"))
    judges.check({"media": [{}]}, Expected("required", "/media/0/type"))
    judges.check({"media": ["a"]}, Expected("type", "/media/0"))
    judges.check({"media": []}, Expected("minItems", "/media"))
    judges.check(
        {"media": [{"type": "x"}, *typed("a", "a")]},
        Expected("enum", "/media/0/type"),
        Expected("one-a", "/media"),
    )


def test_sums_over_several_arrays() -> None:
    judges = request(
        """
        properties:
          images: {type: array, items: {type: string}}
          videos: {type: array, items: {type: string}}
          sounds: {type: [array, "null"], items: {type: string}}
        x-rules:
          - {id: total, limit: {of: [videos, images, sounds], least: 1, most: 3}}
        """
    )
    names = ("videos", "images", "sounds")
    for counts in itertools.product((None, 0, 1, 2, 4), repeat=3):
        body = {name: ["x"] * count for name, count in zip(names, counts, strict=True) if count is not None}
        expected = []
        if not 1 <= sum(count or 0 for count in counts) <= 3:
            first = next((name for name in names if name in body), "videos")
            others = tuple(f"/{name}" for name in names if name != first)
            expected.append(Expected("total", f"/{first}", others))
        judges.check(body, *expected)
        if "sounds" not in body:
            judges.check({**body, "sounds": None}, *expected)
    judges.check({"images": "x"}, Expected("type", "/images"))
    judges.check(
        {"images": "x", "videos": ["x"] * 4},
        Expected("type", "/images"),
        Expected("total", "/videos", ("/images", "/sounds")),
    )


def test_sums_with_a_condition_and_a_guard() -> None:
    judges = request(
        """
        properties:
          mode: {type: string}
          media:
            type: array
            items:
              type: object
              properties: {type: {type: string, enum: [a, b, c]}}
              required: [type]
              additionalProperties: false
          more: {$ref: '#/properties/media'}
        x-rules:
          - {id: few-a, when: {mode: m}, limit: {of: [media, more], where: {type: a}, most: 2}}
        """
    )
    for left, right in itertools.product(range(4), repeat=2):
        body: dict[str, Any] = {"media": typed(*"b" * 2, *"a" * left), "more": typed(*"a" * right, "c")}
        judges.accept(body)
        expected = [Expected("few-a", "/media", ("/mode", "/more"))] if left + right > 2 else []
        judges.check({**body, "mode": "m"}, *expected)


def test_an_exact_number_and_none_at_all() -> None:
    judges = request(
        """
        properties:
          media:
            type: array
            items:
              type: object
              properties: {type: {type: string, default: a}}
              additionalProperties: false
        x-rules:
          - {id: exactly-two-a, when: {media: {present: true}}, limit: {of: media, where: {type: a}, least: 2, most: 2}}
          - {id: no-z, limit: {of: media, where: {type: z}, most: 0}}
        """
    )
    judges.accept({}, {"media": [{}, {"type": "a"}]}, {"media": [{}, {}, {"type": "b"}]})
    judges.check({"media": [{}]}, Expected("exactly-two-a", "/media"))
    judges.check({"media": [{}] * 3}, Expected("exactly-two-a", "/media"))
    judges.check({"media": [{}, {}, {"type": "z"}]}, Expected("no-z", "/media"))


def test_numbers_that_are_listed() -> None:
    judges = request(
        """
        properties:
          media:
            type: array
            items:
              type: object
              properties: {type: {type: string, enum: [a, b]}, "n": {type: integer, maximum: 10}}
              required: [type]
              additionalProperties: false
          images: {type: array, items: {type: string}}
          videos: {type: [array, "null"], items: {type: string}}
        x-rules:
          - {id: one-or-three, when: {media: {present: true}}, limit: {of: media, where: {type: a}, counts: [3, 1]}}
          - {id: few-large, limit: {of: media, where: {"n": {minimum: 5}}, counts: [0, 3]}}
          - {id: total, limit: {of: [images, videos], counts: [0, 2, 3, 5]}}
        """
    )
    for count in range(5):
        body = {"media": typed(*"a" * count, "b")}
        judges.check(body, *([] if count in (1, 3) else [Expected("one-or-three", "/media")]))
    large, small, some = {"type": "b", "n": 5}, {"type": "b", "n": 4}, {"type": "b"}
    judges.accept({"media": [*typed("a"), small, large, large, large]}, {"media": [*typed("a"), some, large, some]})
    judges.check({"media": [{"type": "a", "n": 4}, large, large]}, Expected("few-large", "/media"))
    # Of two that may count or not, neither number that is left is reached.
    judges.check({"media": [{"type": "a", "n": 4}, *[large] * 4, some]}, Expected("few-large", "/media"))
    judges.check({"media": [{"type": "a", "n": 4}, large, {"type": "b", "n": 11}]}, Expected("maximum", "/media/2/n"),
                 Expected("few-large", "/media"))  # fmt: skip
    judges.check({"media": ["x", "x", {"type": "a"}]}, Expected("type", "/media/0"), Expected("type", "/media/1"))
    for left, right in itertools.product(range(7), (None, 0, 1, 2, 3)):
        bodies: dict[str, Any] = {"images": ["x"] * left, "videos": None if right is None else ["x"] * right}
        wrong = left + (right or 0) not in (0, 2, 3, 5)
        judges.check(bodies, *([Expected("total", "/images", ("/videos",))] if wrong else []))
    judges.check({"videos": ["x"]}, Expected("total", "/videos", ("/images",)))
    judges.check({"images": [5], "videos": ["x"]}, Expected("type", "/images/0"))


def test_a_sum_that_has_too_many_ways_to_come_about_is_named_as_not_carried() -> None:
    names = "abcdef"
    fields = "\n".join(f"  {name}: {{type: array, items: {{type: integer}}}}" for name in names)
    rule = f"x-rules:\n  - {{id: total, limit: {{of: [{', '.join(names)}], most: 9}}}}\n"
    judges = request(f"properties:\n{fields}\n{rule}")
    assert judges.not_carried == {"total"}
    judges.accept({"a": [1] * 9}, {"a": [1] * 4, "f": [1] * 5})
    others = tuple(f"/{name}" for name in "abcde")
    judges.check({"f": [1] * 10}, Expected("total", "/f", others))
    # 252 ways to reach 5, and 252 to reach 5 at most: a list of numbers needs the ways of all of them.
    for counts, carried in ((1, 5), True), ((4, 5, 6), True), ((3, 5, 7), False):
        listed = request(f"properties:\n{fields}\n{rule}".replace("most: 9", f"counts: {list(counts)}"))
        assert listed.not_carried == (set() if carried else {"total"})
        listed.accept(*({"a": [1], "f": [1] * (count - 1)} for count in counts))
        listed.check({"f": [1] * 8}, Expected("total", "/f", others))


def test_messages_say_how_many_there_are() -> None:
    judges = request(
        """
        properties:
          images: {type: array, items: {type: string}}
          videos: {type: array, items: {type: string}}
          sounds: {type: array, items: {type: string}}
          parts: {type: array, items: {type: object, properties: {kind: {type: string}}, required: [kind]}}
        x-rules:
          - {id: few, limit: {of: images, most: 1}}
          - {id: total, limit: {of: [images, videos], most: 2}}
          - {id: one-or-three, when: {sounds: {present: true}}, limit: {of: sounds, counts: [1, 3]}}
          - {id: none-or-two, limit: {of: parts, where: {kind: "p"}, counts: [0, 2]}}
        """
    )
    assert judges.message({"sounds": ["x"] * 2}) == (
        "sounds must have exactly 1 or 3 items when sounds is given; it has 2"
    )
    assert judges.message({"parts": [{"kind": "p"}]}) == (
        'parts must have exactly 0 or 2 items where kind is "p"; it has 1'
    )
    assert judges.message({"images": ["x", "y"]}) == "images must have at most 1 item; it has 2"
    assert judges.message({"videos": ["x"] * 3}) == "images and videos together must have at most 2 items; there are 3"


def test_messages_tell_null_from_absent() -> None:
    judges = request(
        """
        properties:
          media:
            type: array
            items: {type: object, properties: {role: {type: [string, "null"], enum: [a, b, null], default: a}}}
        x-rules:
          - {id: one, limit: {of: media, where: {role: a}, most: 1}}
        """
    )
    said = 'media must have at most 1 item where role is "a"; it has 2'
    assert judges.message({"media": [{"role": "a"}, {"role": "a"}]}) == said
    assert judges.message({"media": [{"role": "a"}, {"role": None}]}) == f'{said}; a null role in media means "a"'
    assert judges.message({"media": [{}, {"role": None}]}) == f'{said}; an absent role in media means "a"'
