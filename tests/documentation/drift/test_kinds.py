"""Every kind of change of a page, and what drift says of it: the kind, the field or section, and the lines of the spec."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.documentation.drift.kite import DOCUMENTS, MODEL, PAGE, Kite, replaced

SECONDS_RANGE = "Required range: 2 <= x <= 10"


@dataclass(frozen=True)
class Row:
    """One edit of the page and the one finding that it must give. edits: (line of the model file, words of what to do)."""

    name: str
    old: str
    new: str
    kind: str
    section: str
    matters: bool
    says: str
    lines: tuple[tuple[str, int, str], ...]


ROWS = (
    Row(
        "a field becomes required",
        "prompt\nstring\n",
        "prompt\nstring\nrequired\n",
        "required",
        "prompt",
        True,
        "required now",
        ((MODEL, 20, "add prompt to required"),),
    ),
    Row(
        "a field is required no more",
        "model\nenum<string>\nrequired\n",
        "model\nenum<string>\n",
        "optional",
        "model",
        True,
        "required no more",
        ((MODEL, 20, "take model out of required"),),
    ),
    Row(
        "an option more",
        "720p,\n1080p",
        "720p,\n1080p,\n4k",
        "options",
        "size",
        True,
        'new options: "4k"',
        ((MODEL, 11, 'add "4k"'), (MODEL, 23, "size")),
    ),
    Row(
        "an option less",
        "720p,\n1080p",
        "720p",
        "options",
        "size",
        True,
        'gone: "1080p"',
        ((MODEL, 11, 'take out "1080p"'), (MODEL, 23, "size")),
    ),
    Row(
        "another default",
        "default:720p",
        "default:1080p",
        "default",
        "size",
        True,
        'was "720p" and is "1080p"',
        ((MODEL, 12, 'write default: "1080p"'),),
    ),
    Row(
        "a default that is stated no more",
        "integer\ndefault:5",
        "integer",
        "default",
        "seconds",
        True,
        "stated no more",
        ((MODEL, 17, "take the default out"),),
    ),
    Row(
        "a limit moves",
        SECONDS_RANGE,
        "Required range: 2 <= x <= 12",
        "limits",
        "seconds",
        True,
        "its maximum was 10 and is 12",
        ((MODEL, 16, "write maximum: 12"),),
    ),
    Row(
        "both limits move",
        SECONDS_RANGE,
        "Required range: 3 <= x <= 12",
        "limits",
        "seconds",
        True,
        "its minimum was 2 and is 3; its maximum was 10 and is 12",
        ((MODEL, 15, "write minimum: 3"), (MODEL, 16, "write maximum: 12")),
    ),
    Row(
        "a length moves, in prose",
        "Max 500 characters.",
        "Max 800 characters.",
        "limits",
        "prompt",
        True,
        "its maxLength was 500 and is 800",
        ((MODEL, 8, "write maxLength: 800"),),
    ),
    Row(
        "another type",
        "image\nstring",
        "image\nstring[]",
        "retyped",
        "image",
        True,
        'was "string" and is "array"',
        ((MODEL, 18, 'write type: "array"'),),
    ),
    Row(
        "a field more, with its statements",
        "voice_url\nstring\n",
        "seed\ninteger\n\nThe dice. Only even numbers are taken.\n\nvoice_url\nstring\n",
        "field-added",
        "seed",
        True,
        'type "integer"',
        ((MODEL, 4, "add seed"),),
    ),
    Row(
        "a field less, with its statements",
        "voice_url\nstring\n\nWhere a voice lies. It conflicts with image.\n\n",
        "",
        "field-removed",
        "voice_url",
        True,
        "no more",
        ((MODEL, 19, "remove it"), (MODEL, 27, "remove it")),
    ),
    Row(
        "a header less",
        "Authorization\nstring\nheader\nrequired\n\nThe token of your account.\n\n",
        "",
        "security",
        "operation",
        True,
        "no more http bearer",
        (("specs/kite/openapi.yaml", 33, "take it out"),),
    ),
    Row(
        "a sentence says another number",
        "only flights of 5 seconds",
        "only flights of 4 seconds",
        "statement-changed",
        "Body / size",
        True,
        "it said 5 and it says 4",
        ((MODEL, 25, "write 4 for 5"), (DOCUMENTS, 7, 'write "')),
    ),
    Row(
        "a sentence that binds is new",
        "How long it flies.",
        "How long it flies. Flights of 10 seconds require an image.",
        "statement-new",
        "Body / seconds",
        True,
        "which says 10, required",
        ((MODEL, 13, "a rule about it"), (MODEL, 18, "a rule about it"), (DOCUMENTS, 2, "claim")),
    ),
    Row(
        "a sentence that binds is gone",
        " In 1080p only flights of 5 seconds are possible.",
        "",
        "statement-gone",
        "Body / size",
        True,
        "which said 1080p, 5, only",
        ((MODEL, 23, "take the rule short-when-large out"), (DOCUMENTS, 7, "take it out")),
    ),
    Row(
        "a sentence in other words that an entry names",
        "It conflicts with image.",
        "This conflicts with an image.",
        "wording",
        "Body / voice_url",
        False,
        "the same meaning: lock --accept-wording writes it",
        ((MODEL, 27, "nothing"), (DOCUMENTS, 8, 'write "')),
    ),
    Row(
        "a sentence in other words that nobody wrote down",
        "Where the first picture lies.",
        "The place of the first picture.",
        "wording",
        "Body / image",
        False,
        "the same meaning",
        ((MODEL, 18, "nothing"),),
    ),
    Row(
        "a sentence that binds by plain words, in other ones",
        "The order was taken.",
        "Orders are only taken by day.",
        "statement-changed",
        "Response",
        True,
        "it says only",
        ((DOCUMENTS, 11, 'write "'),),
    ),
    Row(
        "a sentence that binds nobody is new",
        "How long it flies.",
        "How long it flies. The wind decides the rest.",
        "statement-new",
        "Body / seconds",
        False,
        "a new statement",
        ((MODEL, 13, "whether it says this"),),
    ),
    Row(
        "not turns a sentence around",
        "Where the first picture lies.",
        "Not where the first picture lies.",
        "statement-changed",
        "Body / image",
        True,
        "it says not",
        ((MODEL, 18, "see what it must say now"),),
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_one_edit_is_one_finding(kites: Kite, row: Row) -> None:
    kites.page(replaced(PAGE, row.old, row.new))
    findings = kites.drift()
    (found,) = [one for one in findings if one["matters"]] or findings
    assert (found["kind"], found["section"], found["matters"]) == (row.kind, row.section, row.matters)
    assert row.says in found["message"]
    edits = [(one["file"], one["line"], one["what"]) for one in found["edits"]]
    assert [one[:2] for one in edits] == [one[:2] for one in row.lines], edits
    for (_, _, what), (_, _, words) in zip(edits, row.lines, strict=True):
        assert words in what


def test_the_same_page_changes_nothing(kites: Kite) -> None:
    assert kites.drift() == []


def test_the_same_page_with_other_line_ends_and_spaces_changes_nothing(kites: Kite) -> None:
    kites.page(PAGE.replace("\n", " \r\n"))
    assert kites.drift() == []


def test_a_binding_sentence_in_another_field_has_moved(kites: Kite) -> None:
    text = replaced(PAGE, " It conflicts with image.", "")
    kites.page(
        replaced(text, "Where the first picture lies.", "Where the first picture lies. It conflicts with image.")
    )
    (found,) = kites.drift()
    assert (found["kind"], found["section"], found["matters"]) == ("statement-moved", "Body / image", True)
    assert found["message"].endswith("from Body / voice_url")
    assert [(one["file"], one["line"]) for one in found["edits"]] == [(MODEL, 27)]


def test_a_heading_with_another_name_is_not_a_finding_for_each_statement_below_it(kites: Kite) -> None:
    kites.page(replaced(PAGE, "\nBody\n", "\nRequest body\n"))
    found = kites.drift()
    assert [(one["kind"], one["matters"]) for one in found if one["kind"] == "statement-moved"] == [
        ("statement-moved", False)
    ]
    assert all(not one["matters"] for one in found), found
    assert len(found) <= 3


def test_options_in_another_order_are_no_change(kites: Kite) -> None:
    kites.page(replaced(PAGE, "720p,\n1080p", "1080p,\n720p"))
    assert kites.drift() == []


def test_a_capture_with_another_name_is_known_by_what_it_says(kites: Kite) -> None:
    (kites.captures / "kite.txt").rename(kites.captures / "000_5a1e.txt")
    ran = kites.run("documents", "drift", kites.captures)
    assert ran.code == 0, ran
    assert ran.out.startswith("kite/guide: nothing has changed")


def test_a_page_that_was_never_locked_says_so(kites: Kite) -> None:
    (kites.root / "specs/kite/documents.lock.json").unlink()
    ran = kites.run("documents", "drift", kites.captures)
    assert ran.code == 1
    assert "never locked" in ran.out


def test_the_same_terms_of_other_plain_words_have_to_be_read(kites: Kite) -> None:
    kites.page(replaced(PAGE, "How long it flies.", "How long it flies. Only calm wind."))
    kites.run("documents", "lock", kites.captures, "--incomplete")
    kites.page(replaced(PAGE, "How long it flies.", "How long it flies. Only strong wind."))
    (found,) = kites.drift()
    assert (found["kind"], found["matters"]) == ("statement-changed", True)
    assert found["message"] == "it may speak of something else"
