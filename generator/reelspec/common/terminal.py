"""What only a terminal is shown: colours, and a line that says how far a command is. Elsewhere not a byte of either."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal, TextIO, TypeAlias

from reelspec.common.tables import cells, wrap
from reelspec.common.text import visible

Colour: TypeAlias = Literal["red", "green", "yellow", "bold"]
Tell: TypeAlias = Callable[[str], None]
"""Takes what is being done right now, in a few words."""

_CODES: dict[Colour, str] = {"bold": "1", "red": "31", "green": "32", "yellow": "33"}  # ECMA-48, SGR
SEVERITIES: dict[str, Colour] = {"error": "red", "warning": "yellow", "contested": "yellow"}
"""The colours of severities, for `painted`."""


def _obeys(stream: TextIO) -> bool:
    """Whether the stream is a terminal that can do more than print lines."""
    return stream.isatty() and os.environ.get("TERM", "dumb" if os.name == "posix" else "") != "dumb"


def has_colours(stream: TextIO | None = None) -> bool:
    """Whether to colour what is printed to a stream (default: standard output). NO_COLOR (https://no-color.org) means no."""
    named = os.name == "posix" or "TERM" in os.environ or "WT_SESSION" in os.environ  # older consoles show the codes
    return named and not os.environ.get("NO_COLOR") and _obeys(sys.stdout if stream is None else stream)


def painted(text: str, colour: Colour | None, stream: TextIO | None = None) -> str:
    """The text in a colour where the stream (default: standard output) has colours; else the text itself.

    Text of others is made `visible` before: afterwards the codes would be escaped as well.
    """
    if colour is None or not text or not has_colours(stream):
        return text
    return f"\x1b[{_CODES[colour]}m{text}\x1b[0m"


def quiet(text: str) -> None:
    """A `Tell` that says nothing."""


class StatusLine:
    """A line of standard error that is written over each time.

    there: whether standard error is a terminal that can; elsewhere nothing is shown.
    """

    def __init__(self) -> None:
        self._stream = sys.stderr
        self._shown = 0
        self.there = _obeys(self._stream)

    def say(self, text: str) -> None:
        """Show this in the place of what is shown, as far as there is room."""
        if self.there:
            # A line as wide as the terminal would wrap, and could not be written over.
            line = wrap(visible(text), max(1, shutil.get_terminal_size().columns - 1))[0]
            self._write(f"\r{line}{' ' * (self._shown - cells(line))}", cells(line))

    def clear(self) -> None:
        """Leave no trace."""
        if self._shown:
            self._write(f"\r{' ' * self._shown}\r", 0)

    def keep(self) -> None:
        """Leave the line as it is, and go on below it."""
        if self._shown:
            self._write("\n", 0)

    def _write(self, text: str, shown: int) -> None:
        self._stream.write(text)
        self._stream.flush()
        self._shown = shown


@contextmanager
def progress() -> Iterator[Tell]:
    """Gives what shows how far the work is: one line on standard error, written over each time and gone at the end."""
    line = StatusLine()
    try:
        yield line.say
    finally:
        line.clear()
