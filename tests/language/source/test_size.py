"""Documents of very many members and items: the time for reading them, and for telling places, grows as they do."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from reelspec.language.source import Problems, SourceFile, parse_json, parse_yaml

FACTOR = 8
SIZE = 400
MOST = FACTOR * 3
"""Between what grows with the size and what grows with its square, for clocks that are not exact."""


def members(count: int) -> str:
    return "{" + ",\n".join(f'"key {at}": 1' for at in range(count)) + "}"


def repeated(count: int) -> str:
    return "{" + ",\n".join(f'"key {at % (count // 2)}": 1' for at in range(count)) + "}"


def repeated_once(count: int) -> str:
    return '{"key": 0,\n' + members(count)[1:-1] + "".join(',\n"key": 1' for _ in range(count)) + "}"


def items(count: int) -> str:
    return "[" + ",\n".join(["1"] * count) + "]"


def nested(count: int) -> str:
    return "{" + ",\n".join(f'"key {at}": {{"a": [1]}}' for at in range(count)) + "}"


def anchored(count: int) -> str:
    return "[" + ",\n".join(f"&a{at} {{b: 1}}" for at in range(count)) + "]"


def every_place(document: SourceFile) -> int:
    waiting, places = [document.root], set()
    while waiting:
        node = waiting.pop()
        places |= {node.place, node.key_place}
        waiting += [*node.elements(), *(member for _, member in node.items())]
    return len(places)


def seconds(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(3):
        start = time.process_time()
        try:
            work()
        except Problems as problems:
            assert len(problems.problems) > SIZE / 4
        taken.append(time.process_time() - start)
    return min(taken)


@pytest.mark.parametrize(
    ("parse", "text"),
    [(parse, text) for parse in (parse_json, parse_yaml) for text in (members, repeated, repeated_once, items, nested)]
    + [(parse_yaml, anchored)],
)
def test_reading_is_linear(parse: Callable[[str, str], SourceFile], text: Callable[[int], str]) -> None:
    small, large = (text(count) for count in (SIZE, SIZE * FACTOR))
    assert seconds(lambda: parse(large, "f")) < MOST * seconds(lambda: parse(small, "f"))


@pytest.mark.parametrize("text", [members, items, nested])
def test_telling_places_is_linear(text: Callable[[int], str]) -> None:
    small, large = (parse_json(text(count), "f") for count in (SIZE, SIZE * FACTOR))
    assert seconds(lambda: every_place(large)) < MOST * seconds(lambda: every_place(small))
    assert every_place(small) > SIZE
