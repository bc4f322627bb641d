"""Second pages about models: beside which models of a family they stand, and which page judges a body.

Run by pytest.
"""

from __future__ import annotations

import pytest

from reelspec.cases.variants import form_of
from reelspec.language.source.place import Problems
from reelspec.project.build import Built
from tests.support import build_files, judges_of, provider

FAMILY = """
type: object
properties: {engine: {enum: [kite-a, kite-b, kite-c]}, prompt: {type: string}}
required: [engine, prompt]
additionalProperties: false
"""
VARIANT = """
x-variant: {of: %s, when: {image: {present: true}}}
type: object
properties: {%s image: {type: string}, motion: {enum: [low, high]}}
required: [image]
additionalProperties: false
examples:
  - {engine: kite-a, image: x}
  - {engine: kite-b, image: x, motion: high}
"""


def built(of: str, field: str) -> Built:
    return build_files(
        provider({"kites.yaml": FAMILY, "kites@image.yaml": VARIANT % (of, field)}, discriminator="engine")
    )


def beside(made: Built) -> list[str]:
    """The models that have the variant."""
    return [one.name for one in made.contract.models() if len(one.forms) > 1]


@pytest.mark.parametrize(
    ("of", "field", "models"),
    [
        ("kites", "engine: {enum: [kite-a, kite-b]},", ["kite-a", "kite-b"]),
        ("kite-c", "engine: {enum: [kite-b, kite-a]},", ["kite-a", "kite-b"]),
        ("kites", "engine: {const: kite-b},", ["kite-b"]),
        ("kites", "engine: {type: string},", ["kite-a", "kite-b", "kite-c"]),
        ("kite-b", "engine: {type: string},", ["kite-b"]),
    ],
)
def test_a_variant_stands_beside_the_models_that_it_lists(of: str, field: str, models: list[str]) -> None:
    assert beside(built(of, field)) == models


def test_the_variant_judges_where_its_condition_is_true() -> None:
    made = built("kites", "engine: {enum: [kite-a, kite-b]},")
    models = {one.name: one for one in made.contract.models()}
    for name in ("kite-a", "kite-b"):
        judges = judges_of(made, name)
        judges.accept({"engine": name, "image": "x", "motion": "low"}, {"engine": name, "prompt": "x"})
        assert not judges.verdict({"engine": name, "image": "x", "prompt": "x"})
        assert not judges.verdict({"engine": "kite-c", "image": "x"})
        assert form_of(models[name], {"engine": name, "image": 5}).variant == "image"
        assert form_of(models[name], {"engine": name, "prompt": "x"}).variant is None
        (example,) = models[name].examples
        assert isinstance(example.body, dict) and example.body["engine"] == name
    assert not judges_of(made, "kite-c").verdict({"engine": "kite-c", "image": "x"})


@pytest.mark.parametrize(
    ("of", "field", "message"),
    [
        ("kitse", "", "there is no model kitse to be a variant of; did you mean kites?"),
        (
            "kites",
            "engine: {enum: [kite-a, kite-z]},",
            "kite-z is none of the models that this is a variant of: kite-a, kite-b or kite-c",
        ),
    ],
)
def test_a_variant_of_nothing_is_told(of: str, field: str, message: str) -> None:
    with pytest.raises(Problems) as found:
        built(of, field)
    assert [one.message for one in found.value.problems] == [message]
