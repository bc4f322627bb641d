"""Deep checks of specs: every planted fault is found at its place, sound specs are left in peace, and doubt is said."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from reelspec.checks.unsatisfiable import check_deep, undecided
from reelspec.language.contract.model import Contract
from reelspec.language.parser.load import load
from tests.specs import BASE, FAMILY, OPERATORS, VARIANT, contract, read, request
from tests.support import PROVIDER, provider, write_root

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

WIDER = """
properties:
  name: {type: string}
  size: {type: string, enum: [S, M]}
  mode: {type: string, enum: [std, pro], default: std}
  code: {type: string, pattern: '^[a-z]+$', minLength: 2, maxLength: 4}
  prompt: {type: string, minLength: 5, maxLength: 100}
  step: {type: integer, multipleOf: 8, minimum: 16, maximum: 64}
  part: {type: number, exclusiveMinimum: 0, maximum: 2}
  either: {anyOf: [{type: integer, minimum: 1, maximum: 3}, {type: string, enum: [auto]}]}
  length: {type: integer, minimum: 1, maximum: 10, default: 5}
  seed: {type: [integer, "null"], minimum: 0}
  pictures: {type: array, items: {type: string}, minItems: 1, maxItems: 4}
  shots:
    type: array
    minItems: 1
    maxItems: 3
    items:
      type: object
      properties: {seconds: {type: integer, minimum: 2, maximum: 5}, weight: {type: number, minimum: 0}}
      required: [seconds]
      additionalProperties: false
required: [name, size, pictures, shots]
x-rules:
"""
PROVED: dict[str, tuple[str, str | None]] = {
    "a required field is absent": ("when: {name: {present: false}}, must: {mode: pro}", "never-fires"),
    "and a pattern": (
        "when: {all: [{name: {present: false}}, {prompt: {pattern: a}}]}, must: {mode: pro}",
        "never-fires",
    ),
    "longer than a text with a pattern can be": ("when: {code: {minLength: 5}}, must: {mode: pro}", "never-fires"),
    "as long as it can be": ("when: {code: {minLength: 4}}, must: {mode: pro}", None),
    "a pattern and a length": ("when: {prompt: {pattern: a, maxLength: 4}}, must: {mode: pro}", "never-fires"),
    "no multiple": ("when: {step: {minimum: 57, maximum: 63}}, must: {mode: pro}", "never-fires"),
    "a multiple": ("when: {step: {minimum: 56, maximum: 63}}, must: {mode: pro}", None),
    "an end that is left out": ("when: {part: {maximum: 0}}, must: {mode: pro}", "never-fires"),
    "neither of two types": ("when: {either: {minimum: 4}}, must: {mode: pro}", "never-fires"),
    "one of two types": ("when: {either: {minimum: 3}}, must: {mode: pro}", None),
    "more items than there are": ("when: {pictures: {minItems: 5}}, must: {mode: pro}", "never-fires"),
    "an item that there is not": (
        "when: {shots: {contains: {seconds: {minimum: 6}}}}, must: {mode: pro}",
        "never-fires",
    ),
    "a value of every list": ("must: {size: [S, M]}", "never-broken"),
    "a field that is required": ("must: {name: {present: true}}", "never-broken"),
    "a multiple of a part": ("must: {step: {multipleOf: 4}}", "never-broken"),
    "a multiple of another": ("must: {step: {multipleOf: 16}}", None),
    "a guard and a demand of one text": (
        "when: {prompt: {minLength: 50, pattern: a}}, must: {prompt: {maxLength: 40}}",
        "always-broken",
    ),
    "a guard that says it": (
        "when: {prompt: {maxLength: 40, pattern: a}}, must: {prompt: {maxLength: 50}}",
        "never-broken",
    ),
    "a demand that no body keeps": ("must: {name: {present: false}}", "impossible-rule"),
    "a default that no body mends": ("when: {name: a}, must: {length: {minimum: 11}}", "always-broken"),
    "a count that there is not": ("must: {pictures: {minItems: 5}}", "impossible-rule"),
    "too few for a list of counts": (
        "when: {mode: pro}, limit: {of: [pictures, shots], counts: [1, 8]}",
        "always-broken",
    ),
    "all counts that there are": ("limit: {of: pictures, counts: [1, 2, 3, 4]}", "never-broken"),
    "combinations without what is required": (
        "combinations: {of: [name, prompt], allow: [[], [prompt]]}",
        "impossible-rule",
    ),
    "a warning on every body": ("conflicts: [[name], [pictures]], severity: warning", "always-broken"),
    "a relation of counts": ("compare: count(pictures) <= 4", "never-broken"),
    "a relation of counts that can fail": ("compare: count(pictures) <= 3", None),
    "a relation that nothing reaches": ("compare: count(pictures) > 4", "impossible-rule"),
    "a relation with a default": ("when: {mode: pro}, compare: length + 1 > count(pictures) * 11", "always-broken"),
    "a relation that an absent field keeps": ("compare: step > 100", None),
    "a relation that null keeps": ("compare: seed < 0", None),
    "a sum": ('compare: "sum(shots[].seconds) <= 15"', "never-broken"),
    "a sum that no shots reach": ('compare: "sum(shots[].seconds) > 15"', "impossible-rule"),
    "a sum of what may be absent": ('compare: "sum(shots[].weight) < 0"', None),
    "a least one": ('compare: "min(shots[].seconds) >= 2"', "never-broken"),
    "a length": ("compare: length(prompt) <= 100", "never-broken"),
    "an end that is left out, in a relation": ("compare: part > 0", "never-broken"),
    "a relation that the guard decides": ("when: {length: {minimum: 5}}, compare: length <= 4", "always-broken"),
    "a division": ("compare: length / 2 <= 5", "never-broken"),
    "a remainder": ("compare: length % 4 < 4", "never-broken"),
    "a remainder that can be": ("compare: length % 4 < 3", None),
    "the least of several": ('compare: "min(length, count(pictures), 3) <= 3"', "never-broken"),
    "the greatest of several": ('compare: "max(length, 99) > 98"', "never-broken"),
    "the greatest of several that can be less": ('compare: "max(length, 3) > 3"', None),
    "a division by what may be nothing": ("compare: length / (length - 1) < 100", None),
}
"""A rule, and what is proved of it."""


def spec(rules: str) -> Contract:
    return request(FIELDS + "\n".join(f"  {line}" for line in rules.splitlines()))


@pytest.mark.parametrize("name", FAULTS)
def test_planted_faults_are_found(name: str) -> None:
    rules, expected = FAULTS[name]
    found = sorted(check_deep(spec(rules)))
    assert sorted(one.name for one in found) == sorted(expected), found
    assert all(one.place.file == "specs/acme/models/request.yaml" for one in found)


@pytest.mark.parametrize("name", PROVED)
def test_bounds_prove_what_no_search_shows(name: str) -> None:
    rule, expected = PROVED[name]
    found = list(check_deep(request(f"{WIDER}  - {{id: r, {rule}}}\n")))
    assert [one.name for one in found if "rule r: " in one.message] == ([] if expected is None else [expected]), found


def test_rows_of_a_table_that_nothing_meets_are_found() -> None:
    rows = "[{size: S, mode: std, name: {present: false}}, {size: S, mode: pro, prompt: {present: true}}, %s]"
    table = f"table: {{by: [size, mode], rows: {rows % '{size: M, mode: [std, pro], length: 5}'}}}"
    (found,) = check_deep(request(f"{WIDER}  - {{id: r, {table}}}\n"))
    assert (found.name, found.message.split(":")[1]) == ("always-broken", " row 1")
    # A row must stand there though another rule forbids what it speaks of.
    apart = "  - {id: apart, when: {size: S}, must: {all: [{mode: pro}, {mode: {present: true}}]}}\n"
    assert [
        one for one in check_deep(request(f"{WIDER}{apart}  - {{id: r, {table}}}\n")) if "rule r" in one.message
    ] == []


def test_rules_of_inner_objects_are_asked_too() -> None:
    inner = """
        properties:
          shots:
            type: array
            items:
              type: object
              properties: {seconds: {type: integer, maximum: 10}, sound: {type: boolean}}
              required: [seconds]
              allOf:
                - x-rules: []
              additionalProperties: false
              x-rules:
                - {id: fires, when: {seconds: {minimum: 11}}, must: {sound: true}}
                - {id: broken, must: {seconds: {maximum: 10}}}
                - {id: sound, when: {seconds: {minimum: 9}}, must: {sound: true}}
          camera:
            type: object
            properties: {speed: {type: integer, minimum: 1}}
            required: [speed]
            x-rules:
              - {id: one, must: {speed: 1}}
              - {id: other, must: {speed: {minimum: 2}}}
        """
    found = sorted(check_deep(request(inner)))
    assert [one.name for one in found] == ["never-fires", "never-broken", "no-valid-body"]
    assert "no object in camera is valid" in found[-1].message


SHARED = """
type: object
properties:
  model: {type: string, const: %s}
  seconds: {type: integer, maximum: %s}
  sound: {type: boolean}
required: [model]
additionalProperties: false
x-rules:
  - $ref: ../rules.yaml
"""


def test_a_shared_rule_is_dead_only_if_it_is_for_every_model(tmp_path: Path) -> None:
    rules = "- {id: long, when: {seconds: {minimum: 11}}, must: {sound: true}}\n"
    names = []
    for most in (20, 10):
        files = {"a.yaml": SHARED % ("a", 10), "b.yaml": SHARED % ("b", most)}
        written = provider(files, discriminator="model") | {f"specs/{PROVIDER}/rules.yaml": rules}
        found = list(check_deep(load(write_root(tmp_path / str(most), written))))
        names.append([(one.place.file, one.name) for one in found])
    assert names == [[], [("specs/acme/rules.yaml", "never-fires")]]


def test_a_rule_that_every_model_of_a_family_decides_is_dead() -> None:
    rule = "  - {id: r, when: {model: %s}, must: {sound: %s}}\n"
    for when, demand, expected in (
        ("[one, two]", "[true, false]", ["never-broken"]),
        ("{not: [one, two]}", "false", ["never-fires"]),
        ("two", "true", []),
    ):
        text = FAMILY.replace("  - {id: silent, when: {model: two}, must: {sound: false}}\n", rule % (when, demand))
        assert [one.name for one in check_deep(read({"family.yaml": text}, discriminator="model"))] == expected


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
