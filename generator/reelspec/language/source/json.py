"""The JSON reader: text to a document with places; called by the loader and by tests.

RFC 8259; where it leaves the choice to the reader (sections 4, 6 and 8.2), this one refuses: duplicate keys,
numbers that a 64-bit float cannot hold, halves of surrogate pairs. The standard library reads the single strings
and numbers; it gives no places, so objects and arrays are read here.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn

from reelspec.language.source.node import Json, SourceFile
from reelspec.language.source.place import Problem, Problems
from reelspec.language.source.text import MOST_DIGITS, MOST_NESTING, Lines, quoted, shortened, without_mark

_SPACE = re.compile(r"[ \t\n\r]*")
_WORD = re.compile(r"[-+.\w$]+")
# A constant or number that is the whole of a word; its group is what makes a number a float.
_UNQUOTED = re.compile(r"(?:true|false|null|-?(?:0|[1-9][0-9]*)((?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?))(?![-+.\w$])")
# A string up to its closing quote, or to what may not stand in one.
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f\ud800-\udfff]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+')
# An escape in such a string; its group is half of a surrogate pair without the other half.
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|(u[dD][89a-fA-F]..)|.)")


def parse_json(text: str, file: str) -> SourceFile:
    """Reads one JSON text.

    `file` is the name that places carry: relative to the repository root, posix. A leading byte order mark is
    dropped.

    Raises Problems: all duplicate keys, numbers that cannot be held and halves of surrogate pairs together;
    a syntax error, and nesting deeper than 100, end the reading.
    """
    text = without_mark(text)
    reader = _JsonReader(text, file, Lines(text))
    reader.go_to(0)
    start = reader.lines.position(reader.offset)
    value = reader.value()
    if reader.char:
        reader.fail_expecting("the end of the file")
    if reader.problems:
        raise Problems(reader.problems)
    return SourceFile(file, value, start, reader.places)


@dataclass
class _JsonReader:
    """Goes through the text once; what a method reads starts at `offset`, and white space behind it is read as well."""

    text: str
    file: str
    lines: Lines
    offset: int = 0
    char: str = ""  # at the offset; "" at the end of the text
    opened: list[int] = field(default_factory=list)  # offsets of the brackets that are not closed yet
    places: dict[int, list[int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def value(self) -> Json:
        match self.char:
            case "{":
                members: dict[str, Json] = {}
                first_lines: dict[str, int] = {}
                places = self.places[id(members)] = []
                for _ in self.items("}"):
                    start = self.offset
                    key = self.key()
                    if key in first_lines:
                        message = f"the key {quoted(key)} stands already in line {first_lines[key]}"
                        self.note(start, message, "duplicate-key")
                    else:
                        line, column = self.lines.position(start)
                        first_lines[key] = line
                        places += (line, column, *self.lines.position(self.offset))
                    members[key] = self.value()
                return members
            case "[":
                elements: list[Json] = []
                places = self.places[id(elements)] = []
                for _ in self.items("]"):
                    places += self.lines.position(self.offset)
                    elements.append(self.value())
                return elements
            case '"':
                return self.string()
            case _:
                return self.unquoted()

    def items(self, closing: str) -> Iterator[None]:
        """Reads the brackets and commas of an object or array; at each turn the caller reads what is between them."""
        if len(self.opened) >= MOST_NESTING:
            self.fail(self.offset, f"nested deeper than {MOST_NESTING} levels", "nesting")
        self.opened.append(self.offset)
        self.go_to(self.offset + 1)
        while self.char != closing:
            yield
            comma = self.offset
            if self.char == ",":
                self.go_to(comma + 1)
                if self.char == closing:
                    self.fail(comma, f"a comma stands before the closing {closing}; JSON allows none there")
            elif self.char != closing:
                opened = self.lines.position(self.opened[-1])[0]
                self.fail_expecting(f"a comma or {closing} (opened in line {opened})")
        self.opened.pop()
        self.go_to(self.offset + 1)

    def key(self) -> str:
        """Reads a key of an object, and the colon behind it."""
        if self.char != '"':
            self.fail_expecting("a key in double quotes")
        key = self.string()
        if self.char != ":":
            self.fail_expecting(f"a colon after the key {quoted(key)}")
        self.go_to(self.offset + 1)
        return key

    def string(self) -> str:
        start = self.offset
        match_ = _STRING.match(self.text, start)
        end = match_.end() if match_ else start
        match self.text[end : end + 1]:
            case '"':
                self.go_to(end + 1)
            case "\\":
                self.fail(end, "JSON knows no such escape; a backslash itself is \\\\")
            case "" | "\n" | "\r":
                self.fail(start, "this string is not closed on its line")
            case char:
                self.fail(end, f"the character U+{ord(char):04X} cannot stand in a string as it is")
        for escape in _ESCAPE.finditer(self.text, start, end):
            if escape[1]:
                self.note(escape.start(), f"\\{escape[1]} is half of a surrogate pair and no character", "surrogate")
        value: str = json.loads(self.text[start : end + 1])
        return value

    def unquoted(self) -> Json:
        """Reads a number, true, false or null."""
        match_ = _UNQUOTED.match(self.text, self.offset)
        if match_ is None:
            self.fail_expecting("a number, a string in double quotes, true, false, null, [ or {")
        self.go_to(match_.end())
        text = match_[0]
        digits = 0 if match_[1] else len(text.removeprefix("-"))
        if digits > MOST_DIGITS:
            self.note(match_.start(), f"an integer of {digits} digits; at most {MOST_DIGITS} are read", "number")
            return None
        value: Json = json.loads(text)
        if value in (math.inf, -math.inf):
            self.note(match_.start(), f"the number {shortened(text)} is too large for a 64-bit float", "number")
        return value

    def go_to(self, offset: int) -> None:
        """Goes there and past the white space there."""
        space = _SPACE.match(self.text, offset)
        self.offset = space.end() if space else offset
        self.char = self.text[self.offset : self.offset + 1]

    def note(self, offset: int, message: str, name: str) -> None:
        self.problems.append(Problem(self.lines.place(self.file, offset), message, name))

    def fail(self, offset: int, message: str, name: str = "syntax") -> NoReturn:
        self.note(offset, message, name)
        raise Problems(self.problems)

    def fail_expecting(self, expected: str) -> NoReturn:
        """Fails because something else stands at the offset, or nothing."""
        if not self.char and not self.opened:
            self.fail(0, "the file holds no value", "empty")
        if not self.char:
            kind = "object" if self.text[self.opened[-1]] == "{" else "array"
            self.fail(self.opened[-1], f"this {kind} is never closed")
        if self.text.startswith(("//", "/*", "#"), self.offset):
            self.fail(self.offset, "JSON has no comments")
        word = _WORD.match(self.text, self.offset)
        self.fail(self.offset, f"expected {expected}, found {quoted(word[0] if word else self.char)}")
