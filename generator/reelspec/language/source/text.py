"""Source text by position, and pieces of it as messages show them; called by the readers beside it."""

from __future__ import annotations

import re
from bisect import bisect_right

from reelspec.language.source.place import Place

BYTE_ORDER_MARK = "\ufeff"

# The limits that both readers keep, so that a spec may move from one notation to the other.
MOST_NESTING = 100
MOST_DIGITS = 1000

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


class Lines:
    """Where the lines of a text start. LF, CR LF and a lone CR end a line; NEL, LS and PS do not.

    Editors and compilers count so; so do YAML 1.2 (section 5.4) and JSON (RFC 8259, section 2).
    """

    __slots__ = ("_length", "_starts")

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._starts = [0]
        self._starts.extend(line_break.end() for line_break in _LINE_BREAK.finditer(text))

    def position(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column of the code point at `offset`."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, position: tuple[int, int]) -> int:
        """The offset of a 1-based line and column; the other way round than `position`."""
        line, column = position
        if line > len(self._starts):
            return self._length
        return min(self._starts[line - 1] + column - 1, self._length)

    def place(self, file: str, offset: int) -> Place:
        """The same as a Place in `file`."""
        return Place(file, *self.position(offset))


def without_mark(text: str) -> str:
    """The text without one leading byte order mark."""
    return text.removeprefix(BYTE_ORDER_MARK)


def shortened(text: str, most: int = 60) -> str:
    """`text` on one line, at most `most` characters, with whatever cannot be seen written as an escape."""
    cut = text if len(text) <= most else text[: most - 1] + "…"
    return "".join(char if char.isprintable() else _SHORT_ESCAPES.get(char) or escaped(char) for char in cut)


def quoted(text: str) -> str:
    """`text` in double quotes, as JSON and YAML both read it back (unless it was too long to show)."""
    cut = text if len(text) <= 60 else text[:59] + "…"
    written = (_SHORT_ESCAPES.get(char) or (char if char.isprintable() else escaped(char)) for char in cut)
    return f'"{"".join(written)}"'


def escaped(char: str) -> str:
    """A code point as `\\u0000` (JSON and YAML), or `\\U00000000` (YAML) beyond the basic plane."""
    number = ord(char)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
