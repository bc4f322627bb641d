"""No change is lost: every single edit of the specs that can still be read is a change, and no edit is none."""

from __future__ import annotations

import copy
import json
import os
import random
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from reelspec.diff import compare
from reelspec.language.source.place import Problems
from tests.diff.compared import base, side

FILES = {path: yaml.safe_load(text) for path, text in base().items()}


def written(path: str, value: Any) -> dict[str, str]:
    """All files, in JSON, which is YAML as well; one of them with another value."""
    return {one: json.dumps(said) for one, said in {**FILES, path: value}.items()}


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value inside of `value`."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield (*at, key)
        yield from places(one, (*at, key))


def others(value: Any) -> Iterator[Any]:
    """Values that something may be instead."""
    match value:
        case bool():
            yield not value
        case str():
            yield f"{value}x"
        case int() | float():
            yield value + 1
        case list():
            yield value[:-1]
            yield [*value, *value[:1]]
        case dict():
            yield {**value, "x-note": "new"}
            yield {**value, "description": "Another."}


def edits() -> list[tuple[str, str, Any]]:
    """Every edit: (file, what was done, the file's value)."""
    found = []
    for path, value in FILES.items():
        for at in places(value):
            whole = copy.deepcopy(value)
            around = whole
            for step in at[:-1]:
                around = around[step]
            was = around[at[-1]]
            del around[at[-1]]
            found.append((path, f"without {at}", copy.deepcopy(whole)))
            if isinstance(around, list):
                around.insert(at[-1], was)
            for other in others(was):
                if other == was:
                    continue
                around[at[-1]] = other
                found.append((path, f"{at} is {other}", copy.deepcopy(whole)))
    return found


EVERY = edits()


@pytest.fixture(scope="module")
def old() -> Any:
    return side(written(*next(iter(FILES.items()))), "old")


def test_a_single_edit_is_a_change(old: Any) -> None:
    read = 0
    # Some, at random but always the same ones; REELSPEC_EVERY_EDIT=1 tries all, which takes half a minute.
    every = os.environ.get("REELSPEC_EVERY_EDIT")
    for path, what, value in EVERY if every else random.Random(6).sample(EVERY, len(EVERY) // 10):
        try:
            new = side(written(path, value))
        except Problems:
            continue
        read += 1
        assert compare(old, new).changes, f"{path}: {what}"
    assert read > 40


def test_nothing_is_no_change(old: Any) -> None:
    assert compare(old, old).changes == ()
    assert compare(old, side(written(*next(iter(FILES.items()))))).changes == ()


def turned(value: Any) -> Any:
    """The value with the members of every object the other way round."""
    if isinstance(value, dict):
        return {key: turned(one) for key, one in reversed(value.items())}
    return [turned(one) for one in value] if isinstance(value, list) else value


def test_the_order_of_members_and_comments_are_no_change() -> None:
    before = side(base(), "old")
    files = {path: f"# A comment.\n{yaml.safe_dump(turned(value), sort_keys=False)}" for path, value in FILES.items()}
    assert compare(before, side(files)).changes == ()
