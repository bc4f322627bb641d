"""Recognises patterns that need no regular expression; for emitters that write string methods for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from reelspec.language.regex.character_sets import SPACE, complement
from reelspec.language.regex.ecma import parse
from reelspec.language.regex.tree import (
    Alternatives,
    Backreference,
    CapturingGroup,
    Characters,
    End,
    Node,
    Repeat,
    Sequence,
    Start,
    walk,
)

MOST_TEXTS = 64
"""More texts than these are left to a regular expression."""

Kind = Literal["prefix", "suffix", "equal", "contains", "one-of", "not-blank"]


@dataclass(frozen=True)
class LiteralForm:
    """What a pattern asks of a string `s`, by `kind`; `values` are plain text, in the order of the pattern:

    prefix: `s.startswith(values)` (one or more, lower case first); suffix: `s.endswith(values[0])`; contains: `values[0] in s`;
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
    if starts and not ends:
        texts_before = _finite(inner)
        if texts_before is not None:
            return LiteralForm("prefix", tuple(sorted(texts_before, key=lambda text: (text != text.lower(), text))))
    options = _group(inner)
    if not (starts and ends and isinstance(options, Alternatives)):
        return None
    texts = [_text(option) for option in options.options]
    values = tuple(dict.fromkeys(text for text in texts if text is not None))
    if None in texts:
        return None
    return LiteralForm("equal" if len(values) == 1 else "one-of", values)


def _finite(node: Node) -> frozenset[str] | None:
    """Every text that the node matches, when there are at most `MOST_TEXTS`; an optional part counts with and without."""
    match node:
        case Characters(ranges):
            texts = frozenset(chr(code) for low, high in ranges for code in range(low, min(high, low + MOST_TEXTS) + 1))
        case CapturingGroup():
            return _finite(node.body)
        case Sequence():
            texts = frozenset({""})
            for item in node.items:
                after = _finite(item)
                if after is None or len(texts) * len(after) > MOST_TEXTS:
                    return None
                texts = frozenset(before + other for before in texts for other in after)
        case Repeat(body, 0, 1):
            inner = _finite(body)
            if inner is None:
                return None
            texts = inner | {""}
        case _:
            return None
    return texts if 0 < len(texts) <= MOST_TEXTS else None


def _group(node: Node) -> Node:
    """What stands alone in the node, without the parentheses around it."""
    while True:
        if isinstance(node, CapturingGroup):
            node = node.body
        elif isinstance(node, Sequence) and len(node.items) == 1:
            node = node.items[0]
        else:
            return node


def _text(node: Node) -> str | None:
    """The one text that the node matches; None where there are others, or none."""
    texts = _finite(node) or frozenset()
    return next(iter(texts)) if len(texts) == 1 else None
