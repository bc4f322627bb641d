"""Deep checks of specs: every planted fault is found at its place, sound specs are left in peace, and doubt is said."""

from __future__ import annotations

import time

import pytest

from reelspec.checks.unsatisfiable import check_deep, undecided
from reelspec.language.contract.model import Contract
from tests.specs import BASE, FAMILY, OPERATORS, VARIANT, contract, read, request

FIELDS = """
properties:
  size: {type: string, enum: [S, M, L]}
  mode: {type: string, enum: [std, pro]}
  sound: {type: boolean, default: false}
  seconds: {type: integer, minimum: 1, maximum: 10}
  prompt: {type: string}
  media:
    type: array
    maxItems: 3
    items:
      type: object
      properties: {type: {type: string, enum: [image, video]}}
      required: [type]
      additionalProperties: false
required: [size]
x-rules:
"""

FAULTS: dict[str, tuple[str, list[str]]] = {
    "a guard that fields exclude": (
        "- {id: r, when: {seconds: {minimum: 11}}, must: {sound: true}}",
        ["never-fires"],
    ),
    "a guard that another rule excludes": (
        "- {id: apart, conflicts: [[seconds], [media]]}\n"
        "- {id: r, when: {all: [{seconds: 5}, {media: {present: true}}]}, must: {mode: pro}}",
        ["never-fires"],
    ),
    "a guard that contradicts itself": (
        "- {id: r, when: {all: [{size: S}, {size: L}]}, must: {mode: pro}}",
        ["never-fires"],
    ),
    "a demand that the field's own limit makes": (
        "- {id: r, must: {seconds: {maximum: 20}}}",
        ["never-broken"],
    ),
    "a limit above the field's own": (
        "- {id: r, limit: {of: media, where: {type: image}, most: 3}}",
        ["never-broken"],
    ),
    "a field that is required anyhow": (
        "- {id: r, at-least-one: [size, mode]}",
        ["never-broken"],
    ),
    "a demand that nothing can meet": (
        "- {id: r, when: {size: L}, must: {all: [{mode: pro}, {mode: std}, {mode: {present: true}}]}}",
        ["always-broken", "unusable-value"],
    ),
    "two rules that forbid a value between them": (
        "- {id: one, when: {size: L}, must: {mode: {present: true}}}\n"
        "- {id: other, when: {size: L}, must: {mode: {present: false}}}",
        ["always-broken", "always-broken", "unusable-value"],
    ),
    "a value that a rule forbids everywhere": (
        "- {id: r, must: {size: {not: M}}}",
        ["unusable-value"],
    ),
    "a type of item that no combination has": (
        "- {id: r, combinations: {of: media, by: type, allow: [[image], [image, image]]}}",
        ["unusable-value"],
    ),
    "rules that no body can keep": (
        "- {id: one, must: {size: [S, M]}}\n- {id: other, must: {size: L}}",
        ["no-valid-body"],
    ),
    "a limit that no array reaches": (
        "- {id: r, when: {mode: pro}, limit: {of: media, least: 4}}",
        ["always-broken", "unusable-value"],
    ),
    "a warning on every body": (
        "- {id: r, must: {size: {not: [S, M, L]}}, severity: warning}",
        ["always-broken"],
    ),
}


def spec(rules: str) -> Contract:
    return request(FIELDS + "\n".join(f"  {line}" for line in rules.splitlines()))


@pytest.mark.parametrize("name", FAULTS)
def test_planted_faults_are_found(name: str) -> None:
    rules, expected = FAULTS[name]
    found = sorted(check_deep(spec(rules)))
    assert sorted(one.name for one in found) == sorted(expected), found
    assert all(one.place.file == "specs/acme/models/request.yaml" for one in found)


def test_problems_stand_where_the_rule_or_the_value_is() -> None:
    rules, _ = FAULTS["a value that a rule forbids everywhere"]
    (found,) = check_deep(spec(rules))
    text = (FIELDS.splitlines())[2]
    assert found.place.column == text.index("M,") + 1
    assert '"M" is listed for size' in found.message


@pytest.mark.parametrize("name", OPERATORS)
def test_sound_specs_are_left_in_peace(name: str) -> None:
    assert list(check_deep(request(OPERATORS[name]))) == []


def test_a_family_is_judged_as_a_whole_and_pages_of_one_model_alone() -> None:
    assert list(check_deep(read({"family.yaml": FAMILY}, discriminator="model"))) == []
    assert list(check_deep(read({"clip.yaml": BASE, "clip@final.yaml": VARIANT}, discriminator="model"))) == []
    dead = FAMILY.replace("[S, M]}, {model: two, size: L}", "S}, {model: two, size: L}")
    (found,) = check_deep(read({"family.yaml": dead}, discriminator="model"))
    assert found.name == "unusable-value"
    assert '"M"' in found.message


def test_the_repository_has_no_such_fault_and_is_checked_quickly() -> None:
    specs = contract()
    start = time.perf_counter()
    assert list(check_deep(specs)) == []
    assert time.perf_counter() - start < 10


def test_what_is_not_decided_is_said_and_is_no_problem() -> None:
    rules = "- {id: r, when: {all: [{prompt: {pattern: '^a+$'}}, {prompt: {pattern: '^(?!a)'}}]}, must: {mode: pro}}"
    specs = spec(rules)
    assert list(check_deep(specs)) == []
    (note,) = undecided(specs)
    assert note.name == "not-decided"
    assert "not decided: whether the `when` of rule r is ever true" in note.message


def test_a_search_that_takes_too_long_is_not_decided() -> None:
    names = [f"f{index}" for index in range(14)]
    fields = "\n".join(f"  {name}: {{type: string, enum: [a, b, c]}}" for name in names)
    tests = ", ".join(f"{{{name}: a}}" for name in names)
    odd = ", ".join(f"{{{name}: [b, c]}}" for name in names)
    text = f"properties:\n{fields}\nx-rules:\n"
    guard = f"{{all: [{{any: [{tests}]}}, {{not: {{any: [{tests}]}}}}, {{any: [{odd}]}}]}}"
    text += f"  - {{id: r, when: {guard}, must: {{f0: b}}}}\n"
    specs = request(text)
    start = time.perf_counter()
    assert list(check_deep(specs)) == []
    assert [one.name for one in undecided(specs)] == ["not-decided"]
    assert time.perf_counter() - start < 10
