"""Statements: where they end, what they are called, and that a change of one leaves its neighbours as they were.

Run by pytest.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelspec.documentation.pages import Statement, normalised, read_page
from reelspec.documentation.pages.chrome import content
from reelspec.documentation.pages.text import sentences
from tests.documentation.pages.expected import PAGES
from tests.documentation.pages.test_facts import HERE, page_of


def texts(name: str, field: str | None) -> list[tuple[str, str]]:
    """The kinds and texts of a field's statements."""
    return [(one.kind, one.text) for one in page_of(name).statements if one.field == field and one.part == "body"]


def test_statements_of_a_rendered_parameter() -> None:
    assert texts("rendered.txt", "quality") == [
        ("type", "quality enum<string> default:720P"),
        ("sentence", "Tier of the picture."),
        ("sentence", "lantern-2-mini supports 480P only."),
        ("options", "Available options: 480P, 720P"),
    ]
    assert texts("rendered.txt", "guidance")[1:] == [("limit", "Required range: 0.5 <= x <= 20")]


def test_glued_labels_and_items_are_apart() -> None:
    assert texts("parameters.txt", "span")[1:] == [
        ("sentence", "Length of the reel (seconds)"),
        ("limit", "Supported range: 2 ~ 12 seconds"),
        ("limit", "Default: 5"),
    ]
    assert texts("parameters.txt", "tier")[2:] == [
        ("sentence", "Options:"),
        ("item", "480P - draft"),
        ("item", "720P - final (default)"),
    ]


def test_both_forms_of_a_page_made_from_openapi_say_the_same() -> None:
    assert texts("openapi.md", "ratio") == [
        ("type", "ratio enum<string> default:16:9"),
        ("options", "Available options: 16:9, 1:1"),
    ]
    assert texts("openapi.md", "parts[].link") == [("type", "parts.link string<uri> required")]
    assert ("limit", "Required array length: 1 - 3 elements") in texts("openapi.md", "parts")
    assert ("limit", "Required range: x >= 1") in texts("openapi.md", "rounds")


def test_markup_is_no_part_of_a_statement() -> None:
    found = [one.text for one in page_of("fields.md").statements]
    assert "A page of Foundry for tests." in found
    assert "A word for the logs, see the guide." in found
    assert "What happens in the reel, in any language." in found


def test_sections_and_lines() -> None:
    page = page_of("fields.md")
    assert [(one.path, one.part, one.line) for one in page.sections] == [
        (("Make a reel",), "text", 2),
        (("Make a reel", "Headers"), "header", 9),
        (("Make a reel", "Body"), "body", 15),
        (("Make a reel", "Response"), "response", 71),
    ]
    assert page.title == "Make a reel"
    lines = (HERE / "fields.md").read_text().split("\n")
    for one in page.statements:
        if one.kind == "sentence":
            word = one.text.split()[0]
            assert word in lines[one.line - 1], one


def test_a_page_of_no_known_layout_has_statements_alone() -> None:
    page = page_of("unknown.txt")
    assert page.layout == "unknown"
    assert page.facts == ()
    assert [one.text for one in page.statements if one.line in (5, 7)] == [
        "and prompt must not be longer than 300 characters.",
        "Ask support for e.g. longer ones.",
        "size may be small or large; the default is small",
    ]
    assert [one.body for one in page.examples] == [{"model": "weaver", "prompt": "A loom at night"}]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Use e.g. a lamp, i.e. light. Done.", ["Use e.g. a lamp, i.e. light.", "Done."]),
        ("See v2.5 of https://a.example/b.c today. Yes.", ["See v2.5 of https://a.example/b.c today.", "Yes."]),
        ('The default is "5".Range: 2 to 9.', ['The default is "5".', "Range: 2 to 9."]),
        ("Tier of the pictureDefault: 5", ["Tier of the picture", "Default: 5"]),
        ("aspectRatio: wide", ["aspectRatio: wide"]),
        ("用于生成视频。最多 500 个字符。", ["用于生成视频。", "最多 500 个字符。"]),
        ("From 1.5 to 2.5 seconds.", ["From 1.5 to 2.5 seconds."]),
        ("   ", []),
    ],
)
def test_where_sentences_end(line: str, found: list[str]) -> None:
    assert [text for _, text in sentences(line)] == found
    for offset, text in sentences(line):
        assert line[offset : offset + len(text)] == text


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("  Two   words ", "Two words"),
        ("“Two”\u00a0words\u200b", '"Two" words'),
        ("• An item", "An item"),
        ("12. An item", "An item"),
        ("2–9 s — short…", "2-9 s - short..."),
        ("e\u0301", "\u00e9"),
        ("-1 is a value", "-1 is a value"),
        ("a\x00\x1b[31m\u202eb", "a[31mb"),
    ],
)
def test_what_makes_no_difference(text: str, same: str) -> None:
    assert normalised(text) == same


@given(st.text(max_size=60), st.sampled_from([" ", "\t", "\n", "\u200b", "\u00a0 "]))
def test_space_and_what_cannot_be_seen_make_no_difference(text: str, unseen: str) -> None:
    found = normalised(f"x {text} y")
    assert normalised(f"{unseen}x {unseen}{text} {unseen}y{unseen}") == found
    assert "  " not in found
    assert all(one.isprintable() or not one.isascii() for one in found)


WORDS = st.lists(
    st.sampled_from(["the", "lamp", "burns", "at", "5", "or", "7.5", "only,", "(see", "note)", "a-b", "“c”", "mode"]),
    min_size=1,
    max_size=8,
)
SENTENCE = WORDS.map(lambda words: (" ".join(words)).capitalize() + ".")


@given(st.lists(SENTENCE, min_size=1, max_size=6), st.integers(0, 5), SENTENCE)
def test_a_changed_sentence_leaves_its_neighbours(all_of_them: list[str], at: int, new: str) -> None:
    at %= len(all_of_them)
    before = [text for _, text in sentences(" ".join(all_of_them))]
    after = [text for _, text in sentences(" ".join([*all_of_them[:at], new, *all_of_them[at + 1 :]]))]
    assert before == all_of_them
    assert after == [*all_of_them[:at], new, *all_of_them[at + 1 :]]


def test_a_change_of_a_page_changes_what_it_says() -> None:
    text = (HERE / "rendered.txt").read_text()
    changed = text.replace("Tier of the picture.", "How sharp the picture is, in lines.")
    before, after = read_page(text).statements, read_page(changed).statements
    assert len(before) == len(after)
    assert [one.text for one, other in zip(before, after, strict=True) if one != other] == ["Tier of the picture."]


@pytest.mark.parametrize("name", PAGES)
def test_reading_is_the_same_each_time_and_for_each_line_ending(name: str) -> None:
    text = (HERE / name).read_text()
    page = read_page(text, name)
    assert page == read_page(text, name)
    assert page == read_page("\ufeff" + text.replace("\n", "\r\n"), name)


def test_every_word_of_a_page_is_in_a_statement() -> None:
    for name in ("rendered.txt", "parameters.txt", "flattened.txt", "unknown.txt"):
        lines = (HERE / name).read_text().split("\n")
        text = "\n".join(lines[at] for at in content(lines)[0])
        said = "".join("".join(one.text.split()) for one in read_page(text).statements)
        for word in normalised(text.replace("•", " ")).split():
            if any(char.isalpha() for char in word):
                assert word.strip("'*") in said, (name, word)


def test_statements_are_values() -> None:
    assert Statement("A.", "sentence", (), 1) == Statement("A.", "sentence", (), 1)
