"""Counts in words, and text that a terminal would obey or hide."""

from __future__ import annotations

import pytest

from reelspec.common.text import number, visible


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (number(1, "file"), "1 file"),
        (number(0, "file"), "0 files"),
        (number(2, "body", "bodies"), "2 bodies"),
        (number(1, "body", "bodies"), "1 body"),
    ],
)
def test_one_is_no_plural(said: str, words: str) -> None:
    assert said == words


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("größe 視頻 a b", "größe 視頻 a b"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\u202eb", "a\\u202eb"),
        ("a\u200bb\u00a0c", "a\\u200bb\\xa0c"),
        ("a\nb", "a\\nb"),
    ],
)
def test_what_is_obeyed_or_hidden_is_escaped(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_some_may_be_kept() -> None:
    assert visible("a\n\x07b", keep="\n") == "a\n\\x07b"
