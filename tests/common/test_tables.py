"""Tables in the columns of a terminal: fitted, wrapped, and counted as a terminal shows them."""

from __future__ import annotations

import pytest

from reelspec.common.tables import cells, table, terminal_width, wrap


def test_columns_are_as_wide_as_what_they_hold() -> None:
    assert table(("a", "name"), [("1", "x"), ("long", "")], width=60) == "a     name\n----  ----\n1     x\nlong"


def test_the_widest_column_is_wrapped_to_fit_and_a_newline_begins_a_line() -> None:
    assert table(("id", "text"), [("one", "some words that take more room"), ("two", "a\nb")], width=22) == (
        "id   text\n---  -----------------\none  some words that\n     take more room\ntwo  a\n     b"
    )


def test_a_word_is_broken_only_where_it_has_no_room_at_all() -> None:
    name, other = "a_name_of_a_field_that_is_longer_than_thirty", "seedance-1-0-fast"
    rows = [[f"  {name}", "some words for people", other, "or b"]]
    shown = table(("field", "words", "model", "last"), rows, width=80)
    assert f"  {name}  some" in shown and other in shown
    assert max(map(len, shown.split("\n"))) <= 80
    shown = table(("field", "words"), [[name, "of-that-length-too-it-is"]], width=40)
    assert max(map(len, shown.split("\n"))) <= 40


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("視頻", 4), ("e\u0301", 1), ("", 0)])
def test_wide_characters_take_two_columns_and_combining_ones_none(text: str, columns: int) -> None:
    assert cells(text) == columns


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("aa bb cc", ["aa bb", "cc"]),
        ("abcdefgh ij", ["abcde", "fgh", "ij"]),
        ("  a b c", ["  a b", "c"]),
        ("視頻視頻", ["視頻", "視頻"]),
        ("a\n\nb", ["a", "", "b"]),
    ],
)
def test_text_is_broken_at_spaces_and_longer_words_are_cut(text: str, lines: list[str]) -> None:
    assert wrap(text, 5) == lines


@pytest.mark.parametrize(("columns", "width"), [("80", 80), ("20", 60), ("1000", 160)])
def test_a_terminal_is_filled_within_bounds(columns: str, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert terminal_width() == width
