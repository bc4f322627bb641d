"""The JSON reader: text to a document with places; called by the loader and by tests.

RFC 8259; where it leaves the choice to the reader (sections 4, 6 and 8.2), this one refuses: duplicate keys,
numbers that a 64-bit float cannot hold, halves of surrogate pairs. The standard library gives no places.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import NoReturn

from reelspec.language.source.node import Document, Json, Pointer, Position
from reelspec.language.source.place import Problem, Problems
from reelspec.language.source.text import MOST_DIGITS, MOST_NESTING, Lines, escaped, quoted, shortened, without_mark

_SPACE = re.compile(r"[ \t\n\r]*")
_PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_WORD = re.compile(r"[-+.\w$]+")
_HEXADECIMAL = re.compile(r"[0-9a-fA-F]{4}")
_SURROGATE = re.compile("[\ud800-\udfff]")

_CONSTANTS: dict[str, Json] = {"true": True, "false": False, "null": None}
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_NOT_JSON = frozenset({"NaN", "Infinity", "-Infinity", "+Infinity", "-NaN", "+NaN"})


class _Stop(Exception):
    """Nothing after this point of the text can be read; the problem is noted already."""


@dataclass(slots=True)
class _Frame:
    """An object or array that is still open."""

    container: dict[str, Json] | list[Json]
    pointer: Pointer
    offset: int
    key: str = ""


def parse_json(text: str, file: str) -> Document:
    """Reads one JSON text.

    `file` is the name that places carry: relative to the repository root, posix. A leading byte order mark is
    dropped.

    Raises Problems: all duplicate keys, numbers that cannot be held and halves of surrogate pairs together;
    a syntax error, and nesting deeper than 100, end the reading.
    """
    reader = _Reader(without_mark(text), file)
    try:
        value = reader.read()
    except _Stop:
        value = None
    if reader.problems:
        raise Problems(reader.problems)
    return Document(file, value, reader.values, reader.keys)


@dataclass(slots=True)
class _Reader:
    """Goes through the text once, with a stack of its own, so that no nesting reaches Python's."""

    text: str
    file: str
    values: dict[Pointer, Position] = field(default_factory=dict)
    keys: dict[Pointer, Position] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    stack: list[_Frame] = field(default_factory=list)
    root: Json = None
    lines: Lines = field(init=False)

    def __post_init__(self) -> None:
        self.lines = Lines(self.text)

    def note(self, offset: int, message: str, name: str) -> None:
        self.problems.append(Problem(self.lines.place(self.file, offset), message, name))

    def fail(self, offset: int, message: str, name: str = "syntax") -> NoReturn:
        self.note(offset, message, name)
        raise _Stop

    def space(self, offset: int) -> int:
        found = _SPACE.match(self.text, offset)
        return found.end() if found else offset

    def at(self, offset: int) -> str:
        """The character there, "" at the end of the text."""
        return self.text[offset : offset + 1]

    def read(self) -> Json:
        half = _SURROGATE.search(self.text)
        if half:
            self.fail(half.start(), f"U+{ord(half.group()):04X} is half of a surrogate pair and no character")
        offset = self.space(0)
        if offset == len(self.text):
            self.fail(0, "the file holds no value", "empty")
        while True:
            # A value starts here.
            offset = self.space(offset)
            char = self.at(offset)
            if char and char in "{[":
                offset = self.open(offset, char)
                if self.at(offset) not in ("}", "]"):
                    continue
            else:
                start = offset
                value, offset = self.scalar(offset, char)
                self.attach(value, start)
            # A value has ended, or an empty container is about to.
            while True:
                offset = self.space(offset)
                if not self.stack:
                    if offset < len(self.text):
                        self.fail(offset, self.after_root(offset))
                    return self.root
                frame = self.stack[-1]
                char = self.at(offset)
                is_object = isinstance(frame.container, dict)
                if char == ("}" if is_object else "]"):
                    self.stack.pop()
                    offset += 1
                elif char == ",":
                    offset = self.next_item(frame, offset)
                    break
                else:
                    self.fail(offset if char else frame.offset, self.instead_of_comma(frame, offset))

    def open(self, offset: int, char: str) -> int:
        """Opens a container; returns where its first value starts, or its closing bracket stands."""
        if len(self.stack) >= MOST_NESTING:
            self.fail(offset, f"nested deeper than {MOST_NESTING} levels", "nesting")
        container: dict[str, Json] | list[Json] = {} if char == "{" else []
        pointer = self.attach(container, offset)
        frame = _Frame(container, pointer, offset)
        self.stack.append(frame)
        offset = self.space(offset + 1)
        char = self.at(offset)
        if char == ",":
            self.fail(offset, "a comma stands where the first value was expected")
        if isinstance(container, dict):
            return offset if char in ("}", "]") else self.key(frame, offset)
        return offset

    def next_item(self, frame: _Frame, comma: int) -> int:
        offset = self.space(comma + 1)
        char = self.at(offset)
        if char in ("}", "]"):
            self.fail(comma, f"a comma stands before the closing {char}; JSON allows none there")
        if char == ",":
            self.fail(offset, "two commas in a row")
        return self.key(frame, offset) if isinstance(frame.container, dict) else offset

    def key(self, frame: _Frame, offset: int) -> int:
        """Reads a key and its colon; returns where the value starts."""
        char = self.at(offset)
        if not char:
            self.fail(frame.offset, "this object is never closed")
        if char != '"':
            word = _WORD.match(self.text, offset)
            if char == "'":
                self.fail(offset, "JSON writes strings in double quotes, not in single ones")
            if word:
                self.fail(offset, f"a key stands in double quotes: write {quoted(word.group())}")
            self.fail(offset, self.comment(offset) or f"expected a key in double quotes, found {quoted(char)}")
        start = offset
        key, offset = self.string(offset)
        pointer = (*frame.pointer, key)
        if key in frame.container:
            first = self.keys[pointer][0]
            self.note(start, f"the key {quoted(key)} stands already in line {first}", "duplicate-key")
        else:
            self.keys[pointer] = self.lines.position(start)
        frame.key = key
        offset = self.space(offset)
        if self.at(offset) != ":":
            message = self.comment(offset) or f"expected a colon after the key {quoted(key)}"
            self.fail(offset, message)
        return offset + 1

    def attach(self, value: Json, offset: int) -> Pointer:
        if not self.stack:
            self.root = value
            pointer: Pointer = ()
        else:
            frame = self.stack[-1]
            if isinstance(frame.container, list):
                pointer = (*frame.pointer, len(frame.container))
                frame.container.append(value)
            else:
                pointer = (*frame.pointer, frame.key)
                frame.container[frame.key] = value
        self.values[pointer] = self.lines.position(offset)
        return pointer

    def scalar(self, offset: int, char: str) -> tuple[Json, int]:
        if char == '"':
            return self.string(offset)
        word = _WORD.match(self.text, offset)
        if word:
            text = word.group()
            if text in _CONSTANTS:
                return _CONSTANTS[text], word.end()
            number = _NUMBER.fullmatch(text)
            if number:
                return self.number(text, offset, number), word.end()
            self.fail(offset, _wrong_word(text))
        if not char:
            frame = self.stack[-1]
            kind = "object" if isinstance(frame.container, dict) else "array"
            self.fail(frame.offset, f"this {kind} is never closed")
        if char == "'":
            self.fail(offset, "JSON writes strings in double quotes, not in single ones")
        self.fail(offset, self.comment(offset) or f"expected a value, found {quoted(char)}")

    def number(self, text: str, offset: int, found: re.Match[str]) -> Json:
        if found.group(1) is None and found.group(2) is None:
            digits = len(text) - text.startswith("-")
            if digits > MOST_DIGITS:
                self.note(offset, f"an integer of {digits} digits; at most {MOST_DIGITS} are read", "number")
                return None
            return int(text)
        value = float(text)
        if math.isinf(value):
            self.note(offset, f"the number {shortened(text)} is too large for a 64-bit float", "number")
            return None
        return value

    def string(self, offset: int) -> tuple[str, int]:
        """Reads a string; returns it and the offset behind its closing quote."""
        start = offset
        offset += 1
        parts: list[str] = []
        while True:
            plain = _PLAIN.match(self.text, offset)
            if plain:
                parts.append(plain.group())
                offset = plain.end()
            char = self.at(offset)
            if char == '"':
                return "".join(parts), offset + 1
            if char == "\\":
                part, offset = self.escape(offset)
                parts.append(part)
            elif not char or char in "\n\r":
                self.fail(start, "this string is not closed on its line")
            else:
                short = {"\t": r"\t", "\b": r"\b", "\f": r"\f"}.get(char) or escaped(char)
                self.fail(offset, f"the character U+{ord(char):04X} stands in a string as {short}")

    def escape(self, offset: int) -> tuple[str, int]:
        char = self.at(offset + 1)
        if char in _ESCAPES:
            return _ESCAPES[char], offset + 2
        if not char:
            self.fail(offset, "the file ends in the middle of a string")
        if char != "u":
            self.fail(offset, f"JSON knows no escape \\{shortened(char)}; a backslash itself is \\\\")
        high = self.unit(offset)
        after = offset + 6
        if not 0xD800 <= high <= 0xDFFF:
            return chr(high), after
        if high < 0xDC00 and self.text.startswith("\\u", after):
            low = self.unit(after)
            if 0xDC00 <= low <= 0xDFFF:
                return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)), after + 6
        self.note(offset, f"\\u{high:04x} is half of a surrogate pair and no character", "surrogate")
        return "\ufffd", after

    def unit(self, offset: int) -> int:
        digits = _HEXADECIMAL.match(self.text, offset + 2)
        if not digits:
            self.fail(offset, "\\u needs four hexadecimal digits")
        return int(digits.group(), 16)

    # What to say when something else was expected.

    def comment(self, offset: int) -> str:
        if self.text.startswith(("//", "/*", "#"), offset):
            return "JSON has no comments"
        return ""

    def after_root(self, offset: int) -> str:
        return self.comment(offset) or "the value has ended before; a file holds one"

    def instead_of_comma(self, frame: _Frame, offset: int) -> str:
        is_object = isinstance(frame.container, dict)
        char = self.at(offset)
        if not char:
            return f"this {'object' if is_object else 'array'} is never closed"
        opened = self.lines.position(frame.offset)[0]
        if char in ("}", "]"):
            opening = "{" if is_object else "["
            return f"{char} does not close the {opening} of line {opened}"
        closing = "}" if is_object else "]"
        return self.comment(offset) or f"expected a comma or {closing}, found {quoted(char)}"


def _wrong_word(text: str) -> str:
    """What is wrong with a word or number that JSON does not know."""
    if text in _NOT_JSON:
        return f"{text} is no JSON value"
    if text.lower() in _CONSTANTS:
        return f"write {text.lower()} in small letters"
    if text in ("None", "undefined"):
        return f"{text} is no JSON value; the nearest is null"
    if re.fullmatch(r"-?0[0-9][0-9.eE+-]*", text):
        return f"the number {shortened(text)} starts with a zero too many"
    if text.startswith("+"):
        return f"{shortened(text)}: a JSON number has no plus sign"
    if re.fullmatch(r"-?\.[0-9].*", text):
        return f"{shortened(text)}: a JSON number has a digit before its point"
    if re.match(r"-?[0-9]+\.(?![0-9])", text):
        return f"{shortened(text)}: a JSON number has a digit after its point"
    if re.match(r"-?[0-9]", text):
        return f"{shortened(text)} is no JSON number"
    return f"expected a value, found {shortened(text)}; a string stands in double quotes"
