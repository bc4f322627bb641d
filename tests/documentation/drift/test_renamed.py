"""A field that has another name is one finding; what is said of it is compared as before."""

from __future__ import annotations

import pytest

from tests.documentation.drift.kite import PAGE, Kite, replaced

NAMED = "voice_url\nstring\n\nWhere a voice lies. It conflicts with image."
MODEL = "models/kite-1.yaml#"


def findings(kites: Kite, page: str) -> list[tuple[str, str, tuple[tuple[str, str], ...]]]:
    """Kind and section of every finding that matters, with the edits of the specs."""
    kites.page(page)
    return [
        (
            one["kind"],
            one["section"],
            tuple((edit["element"], edit["what"]) for edit in one["edits"] if edit["element"] != "documents.yaml"),
        )
        for one in kites.drift()
        if one["matters"]
    ]


def test_a_field_that_has_another_name_is_one_finding(kites: Kite) -> None:
    renamed = replaced(PAGE, NAMED, NAMED.replace("voice_url", "sound_url"))
    (found,) = findings(kites, renamed)
    assert found[:2] == ("field-renamed", "voice_url")
    assert found[2][0] == (f"{MODEL}/properties/voice_url", "rename it to sound_url")
    assert all(what == "write sound_url for voice_url" for _, what in found[2][1:])


def test_what_else_has_changed_of_it_is_told_besides(kites: Kite) -> None:
    found = findings(
        kites, replaced(PAGE, NAMED, "sound_url\nstring\nrequired\n\nWhere a voice lies. It conflicts with image.")
    )
    assert [one[:2] for one in found] == [("field-renamed", "voice_url"), ("required", "voice_url")]
    assert found[1][2] == ((f"{MODEL}/required", "add voice_url to required"),)


@pytest.mark.parametrize(
    "newer",
    ["sound_url\nstring\n\nWhere music begins.", "sound_url\ninteger\n\nWhere a voice lies. It conflicts with image."],
    ids=["other words", "another type"],
)
def test_another_field_in_its_place_is_none(kites: Kite, newer: str) -> None:
    kinds = {kind for kind, _, _ in findings(kites, replaced(PAGE, NAMED, newer))}
    assert kinds == {"field-added", "field-removed"}


def test_a_new_type_takes_the_default_along(kites: Kite) -> None:
    assert findings(kites, replaced(PAGE, "seconds\ninteger\ndefault:5", "seconds\nstring\ndefault:5")) == [
        (
            "retyped",
            "seconds",
            (
                (f"{MODEL}/properties/seconds/type", 'write type: "string"'),
                (f"{MODEL}/properties/seconds/default", 'write default: "5"'),
            ),
        )
    ]


def test_another_media_type_of_the_body_is_a_finding(kites: Kite) -> None:
    ((kind, section, edits),) = findings(kites, replaced(PAGE, "application/json\nmodel", "multipart/form-data\nmodel"))
    assert (kind, section) == ("media", "operation")
    assert [what for _, what in edits] == ["add multipart/form-data", "take out application/json"]
