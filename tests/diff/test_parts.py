"""Changes of whole parts: providers, packages, pages, files. And what changes nothing although it is written otherwise."""

from __future__ import annotations

import textwrap

import pytest

from reelspec.diff import Effect
from tests.diff.compared import base, compared
from tests.support import provider

FILM = """
type: object
properties:
  model: {type: string, const: film}
  size: {type: string, enum: [S, M]}
  prompt: {type: string}
required: [model]
additionalProperties: false
"""


def gravest(old: dict[str, str], new: dict[str, str]) -> tuple[str, Effect]:
    change = compared(old, new).changes[0]
    return change.kind, change.effect


def test_providers_come_and_go() -> None:
    more = {**base(), **provider({"film.yaml": FILM}, discriminator="model")}
    assert gravest(base(), more) == ("provider-added", Effect.COMPATIBLE)
    assert gravest(more, base()) == ("provider-removed", Effect.SENDERS)


def test_the_package_is_called_otherwise() -> None:
    named = {**base(), "pyproject.toml": '[tool.reelspec]\npackage = "films"\n'}
    assert gravest(base(), named) == ("package-renamed", Effect.SENDERS)


def test_a_second_page() -> None:
    page = FILM.replace("[S, M]", "[L]") + "x-variant: {of: film, when: {prompt: {present: true}}}\n"
    one = provider({"film.yaml": FILM}, discriminator="model")
    two = provider({"film.yaml": FILM, "film@new.yaml": page}, discriminator="model")
    assert gravest(one, two) == ("variant-added", Effect.SENDERS)
    assert gravest(two, one) == ("variant-removed", Effect.SENDERS)
    other = provider(
        {"film.yaml": FILM, "film@new.yaml": page.replace("present: true", "present: false")}, discriminator="model"
    )
    assert gravest(two, other) == ("variant-condition", Effect.SENDERS)
    inside = provider({"film.yaml": FILM, "film@new.yaml": page.replace("[L]", "[L, XL]")}, discriminator="model")
    (change,) = compared(two, inside).changes
    assert (change.kind, change.effect, change.pointer) == (
        "values-added",
        Effect.COMPATIBLE,
        "/film@new/properties/size",
    )
    assert change.witness is not None


def test_a_schema_in_a_file_of_its_own_changes_nothing_but_names() -> None:
    files = base()
    task = files["specs/reel/openapi.yaml"]
    before, rest = task.split("    Error:\n", 1)
    error, after = rest.split("    Spare:\n", 1)
    moved = {
        **files,
        "specs/reel/openapi.yaml": before + "    Spare:\n" + after,
        "specs/reel/shared/error.yaml": textwrap.dedent(error),
    }
    path = "specs/reel/openapi.yaml"
    moved[path] = moved[path].replace('"#/components/schemas/Error"', "shared/error.yaml")
    found = compared(files, moved).changes
    assert {one.kind for one in found if one.effect.breaks} == {"component-removed"}  # its name, which others may use


def test_a_new_default_under_an_old_rule() -> None:
    rule = "x-rules:\n  - {id: small-only, when: {size: M}, must: {prompt: {present: true}}}\n"
    old = provider({"film.yaml": FILM + rule}, discriminator="model")
    new = provider({"film.yaml": (FILM + rule).replace("[S, M]}", "[S, M], default: M}")}, discriminator="model")
    found = compared(old, new).changes
    assert (found[0].kind, found[0].effect) == ("verdict-changed", Effect.SENDERS)
    assert found[0].witness is not None
    assert found[0].witness.body == {"model": "film"}
    assert found[0].witness.rule == "small-only"


def test_what_contains_itself_is_compared_without_bodies() -> None:
    tree = FILM.replace("prompt: {type: string}", "inner: {$ref: '#'}")
    old = provider({"film.yaml": tree}, discriminator="model")
    new = provider({"film.yaml": tree.replace("[S, M]", "[S]")}, discriminator="model")
    found = compared(old, new).changes
    assert {one.kind for one in found} == {"values-removed"}
    assert found[0].effect is Effect.SENDERS
    assert all(one.witness is None for one in found)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("maximum: 10", "maximum: 10.0"),
        ("enum: [std, pro], default: std", "default: std, enum: [std, pro]"),
        ("required: [model, prompt]", "required: [model, prompt] # as before"),
    ],
)
def test_the_same_in_other_writing_is_no_change(old: str, new: str) -> None:
    files = base()
    path = "specs/reel/models/film.yaml"
    assert old in files[path]
    assert compared(files, {**files, path: files[path].replace(old, new)}).changes == ()
