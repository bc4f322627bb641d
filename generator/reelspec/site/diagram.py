"""A task's life as a drawing: boxes with lines of text, and arrows between them."""

from __future__ import annotations

from typing import NamedTuple

from reelspec.common.tables import wrap
from reelspec.common.text import visible
from reelspec.language.rules.tasks import STATES, Life, State

WIDTH = 340
_LINE, _PAD, _GAP, _INDENT = 18, 9, 26, 40
_CHARACTERS = 38
"""Columns that fit into the width of a box at the size of a line's text."""


class Box(NamedTuple):
    """A box. kind: `call`, or a state; head: what it is called; lines: what stands in it; x, y, width, height: in user units."""

    kind: str
    head: str
    lines: list[str]
    x: int
    y: int
    width: int
    height: int


class Drawing(NamedTuple):
    """boxes: from above. width, height: of all. spine: of the line that leads to the ends. words: all as a text."""

    boxes: list[Box]
    width: int
    height: int
    spine: tuple[int, int]
    words: str


def drawing(life: Life) -> Drawing:
    """The life of a task: the call that creates it, the states in which it is asked for, and its ends."""
    poll = "" if life.poll is None else f"ask again: {life.poll.method} {life.poll.path}"
    content = "" if life.content is None else f"download: {life.content.method} {life.content.path}"
    ends: list[State] = [state for state in STATES if state != "waiting" and life.words(state)]
    parts = [
        ("call", "create", [f"{life.operation.method} {life.operation.path}"]),
        ("waiting", "waiting", [", ".join(life.words("waiting")) or "any other word", poll]),
        *((state, state, [", ".join(life.words(state)), content if state == "succeeded" else ""]) for state in ends),
    ]
    boxes: list[Box] = []
    y = 1
    for kind, head, texts in parts:
        x = _INDENT if kind in ends else 1
        characters = _CHARACTERS - (x + 7) // 8
        lines = [line for text in texts if text for line in wrap(visible(text), characters)]
        height = _LINE * (len(lines) + 1) + 2 * _PAD
        boxes.append(Box(kind, head, lines, x, y, WIDTH - x - 1, height))
        y += height + (_GAP if kind not in ends else 10)
    spine = (boxes[1].y + boxes[1].height, boxes[-1].y + 20)
    words = "; ".join(": ".join([head, " ".join(filter(None, texts))]) for _, head, texts in parts)
    return Drawing(boxes, WIDTH, y, spine, words)
