"""Bodies on which two models differ: found, ruled out, or honestly not decided."""

from __future__ import annotations

import pytest

from reelspec.cases.comparison import Counterexample, Equivalent, Undecided
from reelspec.cases.difference import differ
from reelspec.language.contract.model import Model
from tests.specs import contract, read

FILE = """
title: A model
type: object
properties:
  model: {type: string, const: m}
  size: {type: string, enum: [S, M, L]}
  mode: {type: string, enum: [std, pro], default: std}
  seconds: {type: integer, minimum: 1, maximum: 10}
  prompt: {type: string, maxLength: 100}
  media:
    type: array
    items:
      type: object
      properties: {type: {type: string, enum: [image, video]}, url: {type: string, format: uri}}
      required: [type, url]
      additionalProperties: false
required: [model]
additionalProperties: false
x-rules:
  - {id: large-pro, when: {size: L}, must: {mode: pro}}
  - {id: kinds, combinations: {of: media, by: type, allow: [[image], [image, image], [video]]}}
  - {id: long, when: {seconds: {minimum: 6}}, must: {media: {contains: {type: video}}}}
  - {id: advice, when: {mode: pro}, must: {prompt: {present: true}}, severity: warning}
"""


def model(*edits: tuple[str, str]) -> Model:
    text = FILE
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    (made,) = read({"m.yaml": text}, discriminator="model").models()
    return made


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("enum: [S, M, L]", "enum: [S, L]"),
        ("enum: [S, M, L]", "enum: [S, M, L, XL]"),
        ("maximum: 10", "maximum: 11"),
        ("minimum: 1,", "minimum: 2,"),
        ("maxLength: 100", "maxLength: 101"),
        ("required: [model]", "required: [model, prompt]"),
        ("required: [type, url]", "required: [type]"),
        ("must: {mode: pro}", "must: {mode: std}"),
        ("when: {size: L}", "when: {size: [M, L]}"),
        ("default: std", "default: pro"),
        ("[image, image], ", ""),
        ("[video]]", "[video], [image, video]]"),
        ("minimum: 6", "minimum: 7"),
        ("must: {media: {contains: {type: video}}}", "must: {media: {contains: {type: image}}}"),
        ("  - {id: large-pro, when: {size: L}, must: {mode: pro}}\n", ""),
    ],
)
def test_a_changed_verdict_has_a_witness(old: str, new: str) -> None:
    found = differ(model(), model((old, new)))
    assert isinstance(found, Counterexample)
    assert any(one.severity == "error" for one in found.left) != any(one.severity == "error" for one in found.right)
    back = differ(model((old, new)), model())
    assert isinstance(back, Counterexample)


def test_a_warning_is_a_difference_only_when_asked_for() -> None:
    other = model(("  - {id: advice, when: {mode: pro}, must: {prompt: {present: true}}, severity: warning}\n", ""))
    assert differ(model(), other) == Equivalent()
    found = differ(model(), other, full=True)
    assert isinstance(found, Counterexample)
    assert [one.rule for one in found.left] == ["advice"]
    assert found.right == ()


def test_what_says_the_same_in_other_words_is_the_same() -> None:
    assert differ(model(), model(("title: A model", "title: Another"))) == Equivalent()
    assert differ(model(), model(("enum: [S, M, L]", "enum: [L, M, S]"))) == Equivalent()
    assert differ(model(), model(("when: {size: L}", "when: {size: {not: [S, M]}}"))) == Equivalent()
    implied = "  - {id: implied, when: {size: L, media: {present: true}}, must: {mode: pro}}\n"
    assert differ(model(), model(("x-rules:\n", f"x-rules:\n{implied}"))) == Equivalent()


BASE = """
type: object
properties:
  model: {type: string, const: m}
  seconds: {type: integer, minimum: 1, maximum: 5}
  note: {type: string}
required: [model]
additionalProperties: false
"""
LONG = """
x-variant: {of: m, when: {seconds: {minimum: 6}}}
type: object
properties:
  model: {type: string, const: m}
  seconds: {type: integer, minimum: 6, maximum: 10}
  loud: {type: boolean, default: false}
required: [model, seconds]
additionalProperties: false
x-rules:
  - {id: loud-is-short, when: {loud: true}, must: {seconds: {maximum: 8}}}
"""


def pages(old: str = "", new: str = "") -> Model:
    assert old in BASE + LONG
    base, long = BASE.replace(old, new) if old else BASE, LONG.replace(old, new) if old else LONG
    (made,) = read({"m.yaml": base, "m@long.yaml": long}, discriminator="model").models()
    return made


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("minimum: 6, maximum", "minimum: 5, maximum"),
        ("minimum: 6, maximum", "maximum"),
        ("maximum: 5}", "maximum: 9}"),
        ("required: [model, seconds]", "required: [model]"),
        ("when: {loud: true}", "when: {loud: true, seconds: {minimum: 5}}"),
        ("default: false", "default: false, description: how"),
    ],
)
def test_what_the_condition_of_a_variant_keeps_away_tells_nothing_apart(old: str, new: str) -> None:
    assert differ(pages(), pages(old, new), full=True) == Equivalent()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("minimum: 6, maximum", "minimum: 7, maximum"),
        ("maximum: 10", "maximum: 11"),
        ("maximum: 5}", "maximum: 4}"),
        ("required: [model, seconds]", "required: [model, seconds, loud]"),
        ("when: {loud: true}", "when: {loud: true, seconds: {minimum: 10}}"),
        ("default: false", "default: true"),
    ],
)
def test_what_reaches_the_page_of_a_variant_tells_apart(old: str, new: str) -> None:
    assert isinstance(differ(pages(), pages(old, new), full=True), Counterexample)


def test_variants_that_are_chosen_otherwise_are_not_decided_without_a_body() -> None:
    other = pages("when: {seconds: {minimum: 6}}", "when: {seconds: {minimum: 6}, model: {present: true}}")
    assert isinstance(differ(pages(), other), Counterexample | Undecided)


def test_what_cannot_be_searched_through_is_not_decided() -> None:
    old = ("maxLength: 100", "maxLength: 100, pattern: '^(a|b)*$'")
    new = ("maxLength: 100", "maxLength: 100, pattern: '^[ab]*$'")
    assert isinstance(differ(model(old), model(new)), Undecided)


def test_models_of_one_family_differ_and_are_the_same_as_themselves() -> None:
    models = {one.name: one for one in contract().models()}
    one, other = models["seedance-1-0-pro-250528"], models["seedance-1-5-pro-251215"]
    assert isinstance(differ(one, other), Counterexample)
    assert differ(one, one) == Equivalent()
