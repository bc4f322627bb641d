"""Text from specs in Python code: literals and comments, which leave nothing of it that Python could read as code."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from reelspec.language.source.node import Json


def literal(value: Json) -> str:
    """A Python expression in ASCII for a JSON value; strings in double quotes, as formatters write them."""
    match value:
        case str():  # first, since most are
            return _text(value)
        case None | bool():
            return repr(value)
        case int():
            return str(value)
        case float():
            if not math.isfinite(value):
                raise ValueError("JSON has no NaN and no infinity")
            return repr(value)
        case list():
            return "[" + ", ".join(map(literal, value)) + "]"
        case dict():
            return "{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}"


@lru_cache(4096)
def _text(value: str) -> str:
    if value.isascii() and value.isprintable():
        if '"' in value or "\\" in value:
            value = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{value}"'
    return '"' + "".join(map(_escaped, value)) + '"'


def _escaped(character: str) -> str:
    code = ord(character)
    if character in '"\\':
        return "\\" + character
    if 32 <= code < 127:
        return character
    named = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character)
    if named is not None:
        return named
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"


def tuple_of(texts: Iterable[str]) -> str:
    """A tuple display of expressions."""
    inside = list(texts)
    return f"({inside[0]},)" if len(inside) == 1 else "(" + ", ".join(inside) + ")"


def dict_of(entries: Mapping[str, str]) -> str:
    """A dict display in one line. Values are expressions."""
    return f"{{{', '.join(f'{literal(key)}: {value}' for key, value in entries.items())}}}"


def mapping(entries: Mapping[str, str]) -> str:
    """A dict display over several lines, as it stands in a call; "" without entries. Values are expressions."""
    lines = "".join(f"        {literal(key)}: {value},\n" for key, value in entries.items())
    return f"{{\n{lines}    }}" if lines else ""


def plain(text: str) -> str:
    """Text for a comment or docstring: one line of printable ASCII, everything else escaped."""
    folded = " ".join(text.split())
    return "".join(character if 32 <= ord(character) < 127 else _escaped(character) for character in folded).replace(
        "\\", "/"
    )


def text_pieces(text: str, width: int) -> Iterator[str]:
    """String literals that Python joins to the text, each no longer than the width where spaces allow it."""
    words = text.split(" ")
    piece = words[0]
    for word in words[1:]:
        if len(literal(f"{piece} {word} ")) > width:
            yield literal(f"{piece} ")
            piece = word
        else:
            piece += f" {word}"
    yield literal(piece)


def imported(names: Sequence[str]) -> str:
    """Names as an import lists them, in parentheses on lines of their own where one line is too short."""
    line = ", ".join(names)
    return line if len(line) < 80 else "(\n" + "".join(f"    {name},\n" for name in names) + ")"
