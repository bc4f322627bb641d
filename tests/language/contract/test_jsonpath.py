"""The JSONPaths of `x-task`: what is one, what it leads to, and that it is written as it is read."""

from __future__ import annotations

from typing import Any

import pytest

from reelspec.language.contract.jsonpath import every, first, pointer, steps, written


@pytest.mark.parametrize(
    ("text", "found", "place"),
    [
        ("$", (), ""),
        ("$.data[0].id", ("data", 0, "id"), "/data/0/id"),
        ("$['a/b'][*].url", ("a/b", None, "url"), None),
        ("$['a/~b'][12]", ("a/~b", 12), "/a~1~0b/12"),
    ],
)
def test_a_path_is_read_and_written(text: str, found: Any, place: str | None) -> None:
    assert steps(text) == found
    assert written(found) == text
    assert pointer(found) == place


@pytest.mark.parametrize(
    "text", ["", "id", "$id", "$..id", "$[-1]", "$[?a]", "$.a b", "$[99999]", "$['']", "$['it\\'s']"]
)
def test_what_is_no_path(text: str) -> None:
    assert steps(text) is None


def test_a_path_leads_to_what_is_there() -> None:
    data: Any = {"data": [{"url": None}, {"url": "a"}, {"name": "b"}, "c"]}
    everything: tuple[Any, ...] = ("data", None, "url")
    assert every(data, everything) == [None, "a"]
    assert every(data, ("data", 9, "url")) == every(data, ("data", "url")) == every(data, (0,)) == []
    assert first(data, (("missing",), ("data", 0, "url"), everything)) == "a"
    assert first(data, (("data", 2, "url"),)) is None
