"""Recognises patterns that need no regular expression; for the validator emitter, which writes string methods for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from reelspec.patterns.character_sets import SPACE, complement
from reelspec.patterns.ecma import parse
from reelspec.patterns.tree import (
    Alternatives,
    Backreference,
    Capture,
    Characters,
    End,
    Node,
    Sequence,
    Start,
    walk,
)

Kind = Literal["prefix", "suffix", "equal", "contains", "one-of", "not-blank"]


@dataclass(frozen=True, slots=True)
class LiteralForm:
    """What a pattern asks of a string `s`, by `kind`; `values` are plain text, in the order of the pattern:

    prefix: `s.startswith(values[0])`; suffix: `s.endswith(values[0])`; contains: `values[0] in s`;
    equal: `s == values[0]`; one-of: `s in values` (two or more, all different);
    not-blank: `s.strip(ecma.WHITE_SPACE) != ""` (`values` is empty).
    """

    kind: Kind
    values: tuple[str, ...]


def literal_form(pattern: str) -> LiteralForm | None:
    """The plain form of an ECMA-262 pattern, or None when it needs a regular expression.

    Raises:
        PatternError: as `ecma.parse`.
    """
    tree = parse(pattern)
    if any(isinstance(node, Backreference) for node in walk(tree)):
        return None
    if tree == Characters(complement(SPACE)):
        return LiteralForm("not-blank", ())
    items = tree.items if isinstance(tree, Sequence) else (tree,)
    starts = bool(items) and items[0] == Start()
    ends = bool(items) and items[-1] == End()
    inner = Sequence(items[1 if starts else 0 : -1 if ends else None])
    text = _text(inner)
    if text is not None:
        kind: Kind = "equal" if starts and ends else "prefix" if starts else "suffix" if ends else "contains"
        return LiteralForm(kind, (text,))
    options = _group(inner)
    if not (starts and ends and isinstance(options, Alternatives)):
        return None
    texts = [_text(option) for option in options.options]
    values = tuple(dict.fromkeys(text for text in texts if text is not None))
    if None in texts:
        return None
    return LiteralForm("equal" if len(values) == 1 else "one-of", values)


def _group(node: Node) -> Node:
    """What stands alone in the node, without the parentheses around it."""
    while True:
        if isinstance(node, Capture):
            node = node.body
        elif isinstance(node, Sequence) and len(node.items) == 1:
            node = node.items[0]
        else:
            return node


def _text(node: Node) -> str | None:
    """The one text that the node matches, if it consists of plain characters only."""
    match node:
        case Characters(ranges=((low, high),)) if low == high:
            return chr(low)
        case Capture():
            return _text(node.body)
        case Sequence():
            texts = [_text(item) for item in node.items]
            return None if None in texts else "".join(text or "" for text in texts)
        case _:
            return None
