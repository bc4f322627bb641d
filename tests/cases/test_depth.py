"""What cases reach: lengths on which rules turn, objects and arrays inside of others, values in pairs, other alphabets."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from reelspec.cases.suite import Suite, suite_of
from reelspec.testing.mutation.score import score
from tests.specs import request

LENGTHS = """
    properties:
      mode: {enum: [std, pro]}
      images: {type: array, items: {type: string, format: uri}, maxItems: 7}
      clips: {type: array, items: {type: string}, minItems: 1, maxItems: 3}
      tags: {type: array, items: {type: integer, minimum: 0}}
      seconds: {type: integer, minimum: 5, maximum: 10, default: 5}
      prompt: {type: string, maxLength: 50}
    required: [mode]
    x-rules:
      - {id: one-in-std, when: {mode: std}, must: {images: {maxItems: 1}}}
      - {id: two-need-pro, when: {clips: {minItems: 2}}, must: {mode: pro}}
      - {id: exactly-two, when: {clips: {present: true}, mode: pro}, must: {images: {minItems: 2, maxItems: 2}}}
      - {id: few-images, compare: count(images) <= seconds}
      - {id: few-or-told, must: {any: [{images: {maxItems: 3}}, {prompt: {minLength: 10}}]}}
      - {id: tags-fit, compare: sum(tags) <= seconds * 2}
      - {id: prompt-fits, compare: length(prompt) <= seconds * 4}
    """
NESTED = """
    properties:
      prompt: {type: string, minLength: 1, maxLength: 50}
      shots:
        type: array
        minItems: 1
        maxItems: 3
        items:
          type: object
          properties:
            text: {type: string, maxLength: 20}
            marks:
              type: array
              maxItems: 4
              items:
                type: object
                properties: {at: {type: number, minimum: 0, maximum: 1}, kind: {enum: [cut, fade]}}
                required: [at]
                additionalProperties: false
                x-rules:
                  - {id: fade-late, when: {kind: fade}, must: {at: {minimum: 0.5}}}
          required: [text]
          additionalProperties: false
      camera:
        type: object
        properties:
          pan: {type: number, minimum: -10, maximum: 10}
          lens: {type: object, properties: {kind: {enum: [wide, tele]}}}
        additionalProperties: false
    required: [prompt]
    x-rules:
      - {id: shots-need-camera, when: {shots: {present: true}}, must: {camera: {present: true}}, severity: warning}
      - {id: camera-without-shots, when: {camera: {present: true}}, must: {shots: {present: false}}, severity: warning}
    """


def suite(text: str) -> Suite:
    (model,) = request(text).models()
    return suite_of(model)


def bodies(text: str) -> dict[str, Any]:
    return {case.name: case.body for case in suite(text).cases}


@pytest.mark.parametrize("text", [LENGTHS, NESTED], ids=["lengths", "nested"])
def test_no_change_survives(text: str) -> None:
    (model,) = request(text).models()
    assert [one.mutant.words for one in score(model).survivors] == []


def test_rules_on_lengths_are_kept_and_broken_alone() -> None:
    cases, absent = suite(LENGTHS)
    for rule in ("one-in-std", "two-need-pro", "exactly-two", "few-images", "few-or-told", "tags-fit", "prompt-fits"):
        shown = [case for case in cases if case.about == rule]
        assert any([one.rule for one in case.found] == [rule] for case in shown), rule
        assert any(case.valid for case in shown), rule
        assert len(shown) <= 60, rule
    assert not [one.name for one in absent if ".broken." in one.name]


def test_what_only_comes_with_a_warning_is_tested_as_deep_as_it_goes() -> None:
    cases, absent = suite(NESTED)
    names = {case.name for case in cases}
    assert absent == ()
    assert {"shots.maxItems.3", "shots[].text.maxLength.20.four-bytes", "shots[].marks[].at.maximum.1"} <= names
    assert {"shots[].marks[].kind.enum.fade", "camera.lens.kind.enum.tele"} <= names
    late = [case for case in cases if case.about == "fade-late"]
    assert any(not case.valid for case in late)


def test_each_two_listed_values_come_together() -> None:
    text = """
        properties:
          a: {enum: [x, y, z]}
          b: {enum: [1, 2, 3, 4]}
          c: {type: boolean}
          d: {type: string, enum: [p, q]}
        x-rules:
          - {id: apart, when: {a: x}, must: {b: [1, 2]}}
        """
    valid = [case.body for case in suite(text).cases if case.valid and isinstance(case.body, dict)]
    values: dict[str, list[Any]] = {"a": ["x", "y", "z"], "b": [1, 2, 3, 4], "c": [True, False], "d": ["p", "q"]}
    for one, other in combinations(values, 2):
        for first in values[one]:
            for second in values[other]:
                if (one, first) == ("a", "x") and second in (3, 4):
                    continue
                assert any(body.get(one) == first and body.get(other) == second for body in valid), (one, first, second)
    paired = [case for case in suite(text).cases if case.name.startswith("pair.values.")]
    assert len(paired) <= 16


def test_texts_in_other_alphabets_and_texts_that_say_nothing() -> None:
    found = bodies("""
        properties:
          title: {type: string, maxLength: 30}
          story: {type: string, maxLength: 1000}
          code: {type: string, maxLength: 4, pattern: "^[a-z]+$"}
          names: {type: array, items: {type: string}}
          size: {enum: [720p, 1080p]}
        """)
    assert found["title.maxLength.30.two-bytes"]["title"].encode() == "é".encode() * 30
    assert len(found["title.maxLength.30.three-bytes"]["title"].encode()) == 90
    assert len(found["title.maxLength.30.four-bytes"]["title"].encode()) == 120
    assert (
        len(found["story.maxLength.1000.bytes"]["story"]),
        len(found["story.maxLength.1000.bytes"]["story"].encode()),
    ) == (1000, 1006)
    assert not [name for name in found if name.startswith("code.maxLength.4.")]
    assert found["title.value.empty"] == {"title": ""}
    assert found["title.value.blank"] == {"title": " "}
    assert len(set(found["names.value.equal-items"]["names"])) == 1
    assert found["size.enum.not.360p"] == {"size": "360p"}
    assert found["size.enum.not.trailing-space"] == {"size": "720p "}
