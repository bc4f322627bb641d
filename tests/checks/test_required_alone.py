"""A default that breaks a demand on a value is a trap; a demand that a field be given is none, unless nothing can meet it."""

from __future__ import annotations

import pytest

from reelspec.checks import required_alone
from reelspec.language.contract.model import Contract
from reelspec.language.source.place import Problem
from tests.specs import read, request

FIELDS = """
properties:
  model: {type: string, const: m}
  multi: {type: boolean, default: false}
  mode: {type: string, enum: [std, pro], default: std}
  prompt: {type: string}
  image: {type: string}
  camera: {type: object, properties: {speed: {type: integer}}, additionalProperties: false, default: {}}
required: [model]
x-rules:
"""

MENDED = {
    "a field": "must: {prompt: {present: true}}",
    "one of two fields": "must: {any: [{prompt: {present: true}}, {image: {present: true}}]}",
    "either of two fields and not both": "must: {any: ["
    "{prompt: {present: true}, image: {present: false}}, {prompt: {present: false}, image: {present: true}}]}",
    "not that it is absent": "must: {not: {prompt: {present: false}}}",
    "a field or the value of another": "must: {any: [{mode: pro}, {prompt: {present: true}}]}",
    "a field that has a default": "must: {mode: {present: true}}",
    "a field that has a default, and its value": "must: {all: [{mode: {present: true}}, {mode: pro}]}",
    "a field of an object that has a default": "must: {camera: {properties: {speed: {present: true}}}}",
    "a cell": "table: {by: [mode], rows: [{mode: std, prompt: {present: true}}, {mode: pro, image: {present: true}}]}",
    "an operator on presence": "at-least-one: [prompt, image]",
}
"""What a rule demands when `multi` is false, as it is by default."""
BROKEN = {
    "another default": ("- {id: r, when: {multi: false}, must: {mode: pro}}", "multi and mode; a default that depends"),
    "another default, beside a field": (
        "- {id: r, when: {multi: false}, must: {prompt: {present: true}, mode: pro}}",
        "multi and mode; a default that depends",
    ),
    "another default in a cell": (
        "- {id: r, table: {by: [multi], rows: [{multi: false, mode: pro}, {multi: true, image: {present: true}}]}}",
        "multi and mode; a default that depends",
    ),
    "a field that nobody can give": (
        "- {id: r, when: {multi: false}, must: {prompt: {present: true}}}\n- {id: s, conflicts: [[prompt], [model]]}",
        "multi, and no field that is added mends that",
    ),
    "a field that another demanded one excludes": (
        "- {id: r, when: {multi: false}, must: {prompt: {present: true}}}\n"
        "- {id: s, conflicts: [[prompt], [image]]}\n- {id: t, must: {image: {present: true}}}",
        "multi, and no field that is added mends that",
    ),
}


def rules(text: str) -> str:
    return FIELDS + "\n".join(f"  {line}" for line in text.splitlines())


def check_minimal(specs: Contract) -> list[Problem]:
    return [
        one for owner in specs.providers for model in owner.models for one in required_alone.check_minimal(model, owner)
    ]


@pytest.mark.parametrize("name", MENDED)
def test_what_an_added_field_mends_is_no_trap(name: str) -> None:
    rule = f"- {{id: r, when: {{multi: false}}, {MENDED[name]}}}"
    assert list(check_minimal(request(rules(rule)))) == []


@pytest.mark.parametrize("name", BROKEN)
def test_what_no_added_field_mends_is_one(name: str) -> None:
    text, why = BROKEN[name]
    (found,) = check_minimal(request(rules(text)))
    assert found.name == "default-breaks-rule"
    assert f"because of the default of {why}" in found.message


def test_objects_in_items_have_defaults_as_well() -> None:
    shots = """
        properties:
          shots:
            type: array
            items:
              type: object
              properties:
                sound: {type: boolean, default: true}
                mode: {type: string, enum: [a, b], default: a}
                text: {type: string}
              x-rules:
                - {id: value, when: {sound: true}, must: {mode: b}}
                - {id: presence, when: {sound: true}, must: {text: {present: true}}}
        """
    (found,) = check_minimal(request(shots))
    assert "rule value: an object in shots[] of required fields alone breaks it" in found.message


def test_what_another_page_judges_is_not_asked_of_a_page() -> None:
    final = """
        type: object
        x-variant: {of: clip, when: {final: true}}
        properties:
          model: {type: string, const: clip}
          final: {type: boolean, const: true}
          size: {type: string, enum: [a, b], default: a}
          sound: {type: boolean, default: true}
        required: [model%s]
        additionalProperties: false
        x-rules:
          - {id: r, when: {sound: true}, must: {size: b}}
        """
    usual = """
        type: object
        properties:
          model: {type: string, const: clip}
          final: {type: boolean, default: false}
        required: [model]
        additionalProperties: false
        """
    for required, problems in (("", 0), (", final", 1)):
        specs = read({"clip.yaml": usual, "clip@final.yaml": final % required}, discriminator="model")
        assert len(list(check_minimal(specs))) == problems
