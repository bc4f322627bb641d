"""The contract cases before they are written: which bodies are made, how they are named, and where making them ends."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from reelspec.cases.emitter import cases_document, most_cases
from reelspec.cases.suite import MOST_CASES, Suite, SuiteCase, suite_of
from reelspec.language.source.values import fraction_of
from tests.specs import model_of, read, request


@pytest.mark.parametrize("name", ["powertokens/seedance-1-5-pro-251215", "powertokens/wan2.7-i2v", "apimart/wan2.7"])
def test_a_rule_or_a_field_that_comes_or_goes_renames_no_other_case(name: str) -> None:
    model, _ = model_of(name)
    before = by_body(suite_of(model))
    schema = model.schema
    for index, rule in enumerate(schema.rules):
        fewer = replace(schema, rules=(*schema.rules[:index], *schema.rules[index + 1 :]))
        after = by_body(suite_of(replace(model, schema=fewer, forms=(replace(model.forms[0], schema=fewer),))))
        assert renamed(before, after) == [], rule.id
    free = next(
        one for one in reversed(list(schema.properties)) if not any(one in rule.reads for rule in schema.rules)
    )  # fmt: skip
    fewer = replace(schema, properties={key: one for key, one in schema.properties.items() if key != free})
    after = by_body(suite_of(replace(model, schema=fewer, forms=(replace(model.forms[0], schema=fewer),))))
    assert renamed(before, after) == []


def by_body(suite: Suite) -> dict[str, str]:
    return {json.dumps(case.body, sort_keys=True): case.name for case in suite.cases}


def renamed(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, str]]:
    """Names of one body that differ, where the name that it had is now nobody's, nor was it the rule's that went."""
    names = set(after.values())
    return [
        (name, after[body])
        for body, name in before.items()
        if body in after and after[body] != name and name.split(".")[0] != "rule" and name not in names
    ]


KEYWORDS = """
    properties:
      name: {type: string}
      card: {type: string}
      address: {type: string}
      pair: {type: array, prefixItems: [{type: string}, {type: integer, minimum: 1}], items: false}
      marks: {type: array, items: {type: string}, contains: {const: top}, minContains: 1, maxContains: 2}
      labels: {type: object, maxProperties: 2, additionalProperties: {type: string, maxLength: 3}}
      either: {anyOf: [{type: integer, minimum: 1}, {type: string, enum: [auto]}]}
      only: {oneOf: [{type: integer, multipleOf: 2}, {type: integer, multipleOf: 3}]}
      unlike: {type: string, not: {enum: [bad]}}
    patternProperties: {"^x-": {type: integer, minimum: 5}}
    dependentRequired: {card: [address]}
    required: [name]
    additionalProperties: false
    """


def test_keywords_beyond_the_usual_ones_are_broken_one_by_one() -> None:
    (model,) = request(KEYWORDS).models()
    cases = suite_of(model).cases
    broken = {case.found[0].rule for case in cases if len(case.found) == 1}
    assert {
        "dependentRequired", "minimum", "type", "false", "maxContains", "maxLength", "enum", "oneOf", "not",
        "additionalProperties", "required", "contains", "minContains",
    } - broken <= {"contains", "minContains"}  # fmt: skip
    assert {"contains", "minContains"} & broken
    assert any(
        case.found[0].path == "/either" for case in cases if len(case.found) == 1
    )  # by the branch that was meant
    assert any(case.name.startswith("x-") or "x-" in str(case.body) for case in cases)


def test_a_definition_that_contains_itself_ends() -> None:
    text = """
        properties:
          tree: {$ref: "#/$defs/node"}
        $defs:
          node:
            type: object
            properties: {word: {type: string, maxLength: 4}, below: {type: array, items: {$ref: "#/$defs/node"}}}
            required: [word]
            additionalProperties: false
        """
    (model,) = request(text).models()
    names = {case.name for case in suite_of(model).cases}
    assert {"tree.word.maxLength.not.5", "tree.below[].word.required.not"} <= names


@pytest.mark.parametrize(
    "inside",
    [
        "items: {$ref: '#/$defs/node'}",
        "items: {type: array, items: {$ref: '#/$defs/node'}}, minItems: 1",
        "prefixItems: [{$ref: '#/$defs/node'}]",
        "contains: {$ref: '#/$defs/node'}",
    ],
)
@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
def test_an_array_that_contains_itself_ends(inside: str, keyword: str) -> None:
    text = f"""
        properties:
          tree: {{$ref: "#/$defs/node"}}
        $defs:
          node:
            {keyword}:
              - {{type: array, {inside}}}
              - {{type: integer}}
        """
    (model,) = request(text).models()
    cases = suite_of(model).cases
    assert {"valid", "fault"} <= {case.kind for case in cases}
    assert any(isinstance(case.body, dict) and case.body.get("tree") == 42 for case in cases)


def test_a_model_has_so_many_cases_and_no_more_and_the_file_says_so() -> None:
    model, provider = model_of("powertokens/wan2.7-i2v")
    suite = suite_of(model, most=20)
    assert len(suite.cases) == 20
    about = {one.about for one in suite.absent if one.outcome == "left out"}
    assert {"prompt", "images", "one-input-style", "media-combination"} <= about
    # Of what the last one is about some were made, and others are left out.
    assert not about & ({case.about for case in suite.cases} - {suite.cases[-1].about})
    few = most_cases(replace(provider, models=provider.models * 50))
    assert most_cases(provider) is None and few is not None and 500 > few >= 50


def many(count: int, prefix: str = "") -> str:
    """Fields and rules of which more bodies can be made than are kept."""
    fields = "".join(
        f"  {prefix}n{index}: {{type: integer, minimum: 0, maximum: 9}}\n"
        f"  {prefix}t{index}: {{type: string, enum: [a, b, c]}}\n"
        for index in range(count)
    )
    rules = "".join(
        f"  - {{id: {prefix}r{index}, when: {{{prefix}t{index}: a}}, must: {{{prefix}n{index}: {{minimum: 5}}}}}}\n"
        for index in range(count)
    )
    return f"{fields}x-rules:\n{rules}"


def test_where_more_can_be_made_than_is_kept_every_rule_and_limit_is_kept_and_broken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (model,) = request(f"properties:\n{many(10)}").models()
    suite = suite_of(model)
    assert len(suite.cases) == MOST_CASES
    for index in range(10):
        mine = [case for case in suite.cases if case.about == f"r{index}"]
        assert {case.valid for case in mine} == {True, False}
    held = {case.name for case in suite.cases}
    for index in range(10):
        wanted = ("minimum.0", "maximum.9", "minimum.not.-1", "maximum.not.10", "type.not.null")
        assert {f"n{index}.{word}" for word in wanted} <= held
        assert {f"t{index}.enum.{word}" for word in "abc"} <= held
    monkeypatch.setattr("reelspec.cases.suite.MOST_CASES", 100_000)
    everything = suite_of(model)
    assert held.isdisjoint(one.name for one in suite.absent)
    assert {case.name for case in everything.cases} - held == {
        one.name for one in suite.absent if one.outcome == "left out"
    }


def test_what_fields_need_is_kept_beyond_that_and_nothing_else() -> None:
    values = ", ".join(f"v{index}" for index in range(450))
    text = f"properties:\n  voice: {{type: string, enum: [{values}]}}\n{many(3)}"
    (model,) = request(text).models()
    suite = suite_of(model)
    assert {f"voice.enum.v{index}" for index in range(450)} <= {case.name for case in suite.cases}
    assert len(suite.cases) > 450
    assert not any(case.kind == "pair" for case in suite.cases)


@pytest.mark.parametrize("most", [None, 150])
def test_pages_share_what_there_is_room_for(most: int | None) -> None:
    head = "type: object\nproperties:\n  model: {type: string, const: clip}\n  mode: {type: string, enum: [std, pro]}\n"
    (model,) = read(
        {
            "clip.yaml": f"title: One\n{head}{many(6)}required: [model]\nadditionalProperties: false\n",
            "clip@pro.yaml": f"title: Other\n{head}{many(3, 'p')}required: [model, mode]\nadditionalProperties: false\n"
            "x-variant: {of: clip, when: {mode: pro}}\n",
        },
        discriminator="model",
    ).models()
    suite = suite_of(model, most=most)
    assert len(suite.cases) == (most or MOST_CASES)
    of_pro = sum(case.name.startswith("pro:") for case in suite.cases)
    assert of_pro == (75 if most else pytest.approx(200, abs=60))


BEYOND = "1" + 400 * "0"
"""An integer that no double can hold."""


@pytest.mark.parametrize("kind", ["integer", "number"])
@pytest.mark.parametrize(
    ("said", "accepted", "refused"),
    [
        (f"maximum: {BEYOND}", int(BEYOND), int(BEYOND) + 1),
        (f"exclusiveMinimum: -{BEYOND}", 1 - int(BEYOND), -int(BEYOND)),
        (f"multipleOf: {BEYOND}", int(BEYOND), int(BEYOND) + 1),
        (f"minimum: 0.5, maximum: {BEYOND}", int(BEYOND), int(BEYOND) + 1),
        ("maximum: 1.7e+308", 1.7e308, int(fraction_of(1.7e308)) + 1),
    ],
)
def test_limits_beyond_all_doubles_are_shown_on_both_sides(kind: str, said: str, accepted: int, refused: int) -> None:
    (model,) = request(f"properties: {{size: {{type: {kind}, {said}}}}}").models()
    values = {size: case.valid for size, case in sizes(suite_of(model))}
    assert values[accepted] is True and values[refused] is False


def sizes(suite: Suite) -> Iterator[tuple[float, SuiteCase]]:
    """The cases whose field `size` is a number, each with it."""
    for case in suite.cases:
        size = case.body.get("size") if isinstance(case.body, dict) else None
        if type(size) in (int, float):
            yield size, case  # type: ignore[misc]


def test_rules_about_numbers_beyond_all_doubles_are_kept_and_broken() -> None:
    text = f"""
        properties: {{size: {{type: number}}, parts: {{type: array, items: {{type: number}}}}, word: {{type: string}}}}
        x-rules:
          - {{id: large, when: {{size: {{minimum: {BEYOND}}}}}, must: {{word: {{present: true}}}}}}
          - {{id: fits, compare: "sum(parts) <= {BEYOND}"}}
        """
    (model,) = request(text).models()
    shown = {(rule, case.valid) for case in suite_of(model).cases for rule in [case.about] if case.kind == "rule"}
    assert shown == {("large", True), ("large", False), ("fits", True), ("fits", False)}


@pytest.mark.parametrize(
    ("step", "accepted", "refused"),
    [("multipleOf: 4", {12, 28}, {8, 32}), ("multipleOf: 0.25", {10, 30}, {9.75, 30.25})],
)
def test_a_limit_beside_multiples_is_shown_by_the_next_multiples(
    step: str, accepted: set[float], refused: set[float]
) -> None:
    (model,) = request(f"properties: {{size: {{type: number, {step}, minimum: 10, maximum: 30}}}}").models()
    found = [*sizes(suite_of(model))]
    assert accepted <= {size for size, case in found if case.valid}
    assert refused <= {size for size, case in found if [one.rule for one in case.found] in (["minimum"], ["maximum"])}


def test_arrays_in_arrays_are_broken_as_deep_as_they_go() -> None:
    (model,) = request(
        "properties: {grid: {type: array, items: {type: array, maxItems: 3, items: {type: integer, minimum: 1}}}}"
    ).models()
    broken = {(one.found[0].rule, one.found[0].path) for one in suite_of(model).cases if len(one.found) == 1}
    assert {("maxItems", "/grid/0"), ("type", "/grid/0"), ("type", "/grid/0/0"), ("minimum", "/grid/0/0")} <= broken


def test_bodies_that_no_rule_lets_through_are_named() -> None:
    text = """
        properties: {size: {type: string, enum: [S, M]}, mode: {type: string, enum: [a, b]}}
        required: [size]
        x-rules:
          - {id: one, must: {size: S}}
          - {id: other, must: {size: M}}
        """
    (model,) = request(text).models()
    suite = suite_of(model)
    assert suite.cases == ()
    assert [(one.name, one.outcome) for one in suite.absent] == [("valid", "not found")]


def test_a_body_of_megabytes_is_named_and_not_written() -> None:
    specs = request(
        "properties: {picture: {type: string, maxLength: 3000000}, size: {enum: [small, large]}}\nrequired: [picture]"
    )
    (provider,) = specs.providers
    model = provider.models[0]
    assert len(json.dumps(cases_document(model, provider))) < 100_000
    suite = suite_of(model)
    left_out = {one.name: one.reason for one in suite.absent if one.outcome == "left out"}
    assert {"picture.maxLength.3000000", "picture.maxLength.not.3000001"} <= left_out.keys()
    assert all("characters" in reason for reason in left_out.values())
    assert any(one.name == "size.enum.large" for one in suite.cases)


def test_limits_that_are_too_large_to_show_are_named_on_both_sides() -> None:
    (model,) = request(
        """
        properties:
          text: {type: string, maxLength: 20000000}
          items: {type: array, items: {type: integer}, maxItems: 5000, contains: {const: 7}, maxContains: 1000000000}
        """
    ).models()
    left_out = {one.name: one.reason for one in suite_of(model).absent if one.outcome == "left out"}
    assert left_out == {
        "text.maxLength.20000000": "it takes 20,000,000 characters; those of more than 100,000 are left out",
        "text.maxLength.not.20000001": "it takes 20,000,001 characters; those of more than 100,000 are left out",
        "items.maxItems.5000": "it takes 5,000 items; those of more than 100 are left out",
        "items.maxItems.not.5001": "it takes 5,001 items; those of more than 2,000 are left out",
        "items.maxContains.1000000000": "it takes 1,000,000,000 items; those of more than 100 are left out",
        "items.maxContains.not.1000000001": "it takes 1,000,000,001 items; those of more than 2,000 are left out",
    }


PARTS = """
    properties:
      parts:
        type: array
        maxItems: 8
        items:
          type: object
          properties: {kind: {enum: [text, image, sound]}, of: {enum: [first, last]}, name: {type: string, maxLength: 9}}
          required: [kind]
    required: [parts]
    x-rules:
      - {id: one-text, limit: {of: parts, where: {kind: text}, least: 1, most: 1}}
      - {id: five-images, limit: {of: parts, where: {kind: image}, most: 5}}
      - {id: one-first, limit: {of: parts, where: {of: first}, most: 1}}
    """


def test_limits_on_how_many_items_are_of_a_kind_are_broken_alone() -> None:
    (model,) = request(PARTS).models()
    broken = {case.found[0].rule for case in suite_of(model).cases if len(case.found) == 1 and case.kind == "rule"}
    assert {"one-text", "five-images", "one-first"} <= broken


def test_wrong_items_stand_behind_right_ones_too_and_items_in_another_order() -> None:
    (model,) = request(PARTS).models()
    cases = {case.name: case for case in suite_of(model).cases}
    behind = cases["parts[].enum.not.last"]
    assert behind.found[0].path.startswith("/parts/1/")
    order, backwards = cases["parts.value.order"].body, cases["parts.value.reversed"].body
    assert isinstance(order, dict) and isinstance(backwards, dict)
    assert order["parts"] == backwards["parts"][::-1] != backwards["parts"]  # type: ignore[index]


def test_a_fault_stands_where_rules_allow_what_somebody_may_read_it_as() -> None:
    """Who does not look at `uniqueItems`, or takes 1 for true, finds nothing else wrong in the body."""
    (model,) = request(
        """
        properties:
          tags: {type: array, items: {type: string}, uniqueItems: true}
          keep: {type: boolean}
          note: {type: string}
        required: [keep]
        x-rules:
          - {id: tags-want-a-note, when: {tags: {minItems: 1}}, must: {note: {present: true}}}
          - {id: kept-wants-a-note, when: {keep: true}, must: {note: {present: true}}}
        """
    ).models()
    bodies = {case.name: case.body for case in suite_of(model).cases}
    for name in ("tags.uniqueItems.not.twice", "keep.type.not.number-1"):
        assert "note" in bodies[name]  # type: ignore[operator]


def test_fields_of_other_pages_are_refused() -> None:
    head = "type: object\nproperties:\n  model: {type: string, const: clip}\n"
    end = "required: [model]\nadditionalProperties: false\n"
    (model,) = read(
        {
            "clip.yaml": f"title: One\n{head}  seed: {{type: integer}}\n{end}",
            "clip@list.yaml": f"title: List\n{head}  clips: {{type: array}}\n  gap: {{type: integer}}\n{end}"
            "x-variant: {of: clip, when: {clips: {present: true}}}\n",
        },
        discriminator="model",
    ).models()
    names = {case.name for case in suite_of(model).cases}
    assert {"additionalProperties.not.gap", "list:additionalProperties.not.seed"} <= names


def bodies(cases: Sequence[SuiteCase], *, valid: bool) -> list[dict[str, Any]]:
    """The objects among the bodies that are legal, or that are not."""
    return [case.body for case in cases if case.valid is valid and isinstance(case.body, dict)]


def test_alternatives_of_an_object_are_broken_inside() -> None:
    (model,) = request("""
        properties:
          frame: {$ref: "#/$defs/frame"}
          frames: {type: array, items: {$ref: "#/$defs/frame"}}
        $defs:
          frame:
            oneOf:
              - type: object
                properties: {kind: {const: a}, url: {type: string, minLength: 4}}
                required: [kind, url]
                additionalProperties: false
              - type: object
                properties: {kind: {const: b}, size: {type: integer, maximum: 9}}
                required: [kind, size]
                additionalProperties: false
        """).models()
    refused = bodies(suite_of(model).cases, valid=False)
    for frames in (
        [body.get("frame") for body in refused],
        [body["frames"][0] for body in refused if isinstance(body.get("frames"), list) and body["frames"]],
    ):
        objects = [frame for frame in frames if isinstance(frame, dict)]
        assert {"kind": "b"} in objects and {"kind": "a"} in objects
        assert any(frame == {"kind": "b", "size": 10} for frame in objects)
        assert any(frame.get("kind") == "a" and frame.get("url") is None and "url" in frame for frame in objects)
        assert any("unknown_field" in frame and frame.get("kind") == "b" for frame in objects)


def test_what_somebody_may_read_as_another_value_or_as_none_is_shown_where_that_is_legal() -> None:
    (model,) = request("""
        properties:
          prompt: {type: string, minLength: 2, maxLength: 8}
          image: {type: string}
          seconds: {type: integer, minimum: 3, maximum: 9}
          code: {type: string, pattern: "^[a-z]{3}$"}
        x-rules:
          - {id: something, at-least-one: [prompt, image]}
        """).models()
    cases = suite_of(model).cases
    refused = bodies(cases, valid=False)
    assert any(body.get("image") is not None and "prompt" in body and body["prompt"] is None for body in refused)
    seconds = {body["seconds"] for body in refused if isinstance(body.get("seconds"), int | float)}
    assert 0 in seconds and any(3 <= number <= 9 and number % 1 for number in seconds)
    assert "" in [body.get("code") for body in refused]
    too_long = [body["prompt"] for body in refused if isinstance(body.get("prompt"), str) and len(body["prompt"]) == 9]
    assert any(len(text.strip()) == 8 for text in too_long)
    assert "  " in [body.get("prompt") for body in bodies(cases, valid=True)]


def test_a_field_that_is_there_because_something_must_be_is_left_out_too() -> None:
    (model,) = request("""
        properties:
          frames:
            type: object
            properties: {first: {type: string}, last: {type: string}}
            minProperties: 1
            additionalProperties: false
        """).models()
    shown = [body["frames"] for body in bodies(suite_of(model).cases, valid=True) if "frames" in body]
    assert {frozenset(frames) for frames in shown} >= {frozenset({"first"}), frozenset({"last"})}
