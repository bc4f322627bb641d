"""Inputs read a piece at a time: one JSON value, an array of any length, JSON lines; plain or compressed.

Nothing is held but the piece at hand: a block of lines or of an array's elements, or the value that is being read.
"""

from __future__ import annotations

import codecs
import json
import os
import re
import stat
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from reelspec.cli.validating.strict import SPACE, Unreadable, may_go_on, of_document, parse, parse_line, reason, scan

CHUNK = 1 << 17
"""Bytes that are read at once, and about the size of a block."""
INLINE = 1 << 20
"""Bytes of a first line that is tried as a value before an array in it is read element by element."""
BLANK = SPACE.encode()


@dataclass(frozen=True)
class LineBlock:
    """Lines of JSON, as they stand; None is one that is longer than the bound. first: the number of the first."""

    name: str
    first: int
    lines: list[bytes | None]


@dataclass(frozen=True)
class ItemBlock:
    """Elements of an array. first: the index of the first."""

    name: str
    first: int
    items: list[Any]


@dataclass(frozen=True)
class ValueBlock:
    """The one value of an input."""

    name: str
    value: Any


Block = LineBlock | ItemBlock | ValueBlock


def blocks(file: str, longest: int) -> Iterator[Block]:
    """The blocks of a file, or of standard input for `-`. longest: the bound of one line or value, in bytes.

    Raises Unreadable, when all that could be read has been given.
    """
    name = "standard input" if file == "-" else file
    try:
        with _open(file) as stream:
            yield from _of(name, _Input(name, _plain(name, stream), longest))
    except OSError as error:
        raise Unreadable(f"{name} cannot be read: {error.strerror}") from None


def may_be_read(file: str) -> None:
    """Raises Unreadable for a file that cannot be opened; a pipe is left alone, since opening it is felt at its other end."""
    path = Path(file)
    try:
        if file != "-" and (path.is_file() or path.is_dir() or not path.exists()):
            path.open("rb").close()
    except OSError as error:
        raise Unreadable(f"{file} cannot be read: {error.strerror}") from None


def is_regular(file: str) -> bool:
    """Whether an input is a file that is all there; what comes through a pipe is told as it comes."""
    try:
        return stat.S_ISREG((os.fstat(sys.stdin.fileno()) if file == "-" else os.stat(file)).st_mode)
    except (OSError, ValueError):
        return False


class _Standard:
    """Standard input, which stays open."""

    def __enter__(self) -> BinaryIO:
        return sys.stdin.buffer

    def __exit__(self, *_: object) -> None:
        pass


def _open(file: str) -> Any:
    return _Standard() if file == "-" else Path(file).open("rb")


def _plain(name: str, stream: Any) -> Iterator[bytes]:
    """The bytes of a stream in pieces as they come, decompressed where its first bytes say that it is compressed."""
    head = b""
    while len(head) < 4 and (more := stream.read1(CHUNK)):
        head += more
    pieces = _pieces(head, stream)
    if head.startswith(b"\x1f\x8b"):
        yield from _decompressed(name, pieces, "gzip", _Gzip)
    elif head.startswith(b"\x28\xb5\x2f\xfd"):
        yield from _decompressed(name, pieces, "zstd", _zstd(name))
    else:
        yield from pieces


def _pieces(head: bytes, stream: Any) -> Iterator[bytes]:
    while head:
        yield head
        head = stream.read1(CHUNK)


class _Gzip:
    """A member of a gzip file, with the interface that decompressors of bz2, lzma and zstd share."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(31)

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data


def _zstd(name: str) -> Callable[[], Any]:
    try:
        if sys.version_info >= (3, 14):
            from compression.zstd import ZstdDecompressor
        else:
            from backports.zstd import ZstdDecompressor
    except ImportError:
        raise Unreadable(
            f"{name} is compressed by zstd, which needs the extra zstd: pip install 'reelspec[zstd]'"
        ) from None
    made: Callable[[], Any] = ZstdDecompressor
    return made


def _decompressed(name: str, pieces: Iterator[bytes], form: str, make: Callable[[], Any]) -> Iterator[bytes]:
    """What the members of a compressed stream hold, one behind the other, never more than a chunk at once."""
    member, fed = make(), False
    for piece in pieces:
        data = piece
        while True:
            if member.eof:  # another member, or zeros that pad to the end of a block (as `gzip` reads them)
                data = (member.unused_data + data).lstrip(b"\0") if form == "gzip" else member.unused_data + data
                if not data:
                    break
                member, fed = make(), False
            try:
                plain = member.decompress(data, CHUNK)
            except Exception as error:  # zlib.error, ZstdError: no common ancestor
                raise Unreadable(f"{name} is not {form} that can be read: {error}") from None
            data, fed = b"", True
            if plain:
                yield plain
            if member.eof:
                if not member.unused_data:
                    break
            elif member.needs_input:
                break
    if fed and not member.eof:
        raise Unreadable(f"{name} is cut: the {form} data ends before its end")


class _Input:
    """What is read of an input and not used yet (`data`); read errors end it, and are raised by `finish`."""

    def __init__(self, name: str, pieces: Iterator[bytes], longest: int) -> None:
        self.name, self.longest = name, longest
        self._pieces = pieces
        self._failure: Unreadable | None = None
        self.data = b""
        self.ended = False
        while len(self.data) < len(codecs.BOM_UTF8) and self.grow():
            pass
        self.data = self.data.removeprefix(codecs.BOM_UTF8)

    def take(self) -> bytes:
        """The next piece, b"" at the end."""
        piece = b""
        try:
            piece = next(self._pieces, b"")
        except OSError as error:
            self._failure = Unreadable(f"{self.name} cannot be read: {error.strerror}")
        except Unreadable as error:
            self._failure = error
        self.ended = self.ended or not piece
        return piece

    def grow(self) -> bool:
        """Read on, as much again once much is held, so that looking anew at `data` costs no more than its length."""
        parts, wanted = [self.data], 1 if len(self.data) < CHUNK else len(self.data)
        while wanted > 0 and (piece := self.take()):
            parts.append(piece)
            wanted -= len(piece)
        self.data = b"".join(parts)
        return len(parts) > 1

    def line(self, start: int, bound: int) -> bytes:
        """The line that begins at `start`, with its end; of one that is longer than the bound only the beginning."""
        searched = start
        while (end := self.data.find(b"\n", searched)) < 0 and len(self.data) - start <= bound:
            searched = len(self.data)
            if not self.grow():
                break
        return self.data[start:] if end < 0 else self.data[start : end + 1]

    def text(self, start: int) -> int:
        """Where, from `start` on, something stands that is no space; the end of all when nothing does."""
        while True:
            length = len(self.data) - len(self.data[start:].lstrip(BLANK))
            if length < len(self.data) or not self.grow():
                return length

    def finish(self) -> None:
        """Raises what ended the input early, if something did."""
        if self._failure is not None:
            raise self._failure


def _of(name: str, input: _Input) -> Iterator[Block]:
    """The blocks of an input, whose form is known by its beginning.

    A value that ends with the first line is the only one, or there are JSON lines. There are, too, when the first line begins
    no value and the next is an object. Otherwise the input is one value, and an array is read by its elements.
    """
    start = input.text(0)
    if start == len(input.data):
        input.finish()
        raise Unreadable(f"{name} is empty")
    array = input.data.startswith(b"[", start)
    line = input.line(start, INLINE if array else input.longest)
    behind = start + len(line)
    lines = _lines(name, input)
    if len(line) > (INLINE if array else input.longest):
        yield from _array(name, input, start) if array else lines
        return
    try:
        value = parse_line(line)
    except (ValueError, RecursionError) as error:
        failed: Exception = error
    else:
        if input.text(behind) < len(input.data):
            yield from lines
            return
        input.finish()
        yield ItemBlock(name, 0, value) if isinstance(value, list) else ValueBlock(name, value)
        return
    if array and may_go_on(failed):
        yield from _array(name, input, start)
        return
    known, value = _document(input, failed)
    if known:
        input.finish()
        yield ValueBlock(name, value)
        return
    second = input.text(behind)
    if second < len(input.data) and _is_object(input.line(second, input.longest)):
        yield from lines
        return
    if array:
        yield from _array(name, input, start)
        return
    input.finish()
    if len(input.data) > input.longest:
        raise Unreadable(f"{name} is not read: {too_long(input.longest)}")
    raise _refusal(name, input, start)


def too_long(longest: int) -> str:
    """What is said of a line or value that is longer than the bound."""
    return f"it is longer than {longest} bytes (--max-line)"


def _document(input: _Input, failed: Exception | None) -> tuple[bool, Any]:
    """Whether the input is one value, and that value; read to its end as long as it may be."""
    value = None
    while not input.ended and (failed is None or may_go_on(failed)) and len(input.data) <= input.longest:
        input.grow()
        try:
            value, failed = parse(input.data.decode()), None
        except (ValueError, RecursionError) as error:
            failed = error
    return failed is None and input.ended, value


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(parse_line(line), dict)
    except (ValueError, RecursionError):
        return False


def _refusal(name: str, input: _Input, start: int) -> Unreadable:
    """Why what has been read is no value, with its place in the whole."""
    try:
        parse(input.data.decode())
    except (ValueError, RecursionError) as error:
        first = input.data.count(b"\n", 0, start) + 1
        if isinstance(error, json.JSONDecodeError) and error.msg == "Extra data" and error.lineno == first:
            return Unreadable(f"{name}:{first} is not JSON: {reason(error)}")
        return of_document(name, error)
    return Unreadable(f"{name} is not JSON")  # not reached: it has been tried


def _lines(name: str, input: _Input) -> Iterator[Block]:
    """JSON lines, as many at once as have been read. An input that fails ends with its last whole line."""
    held: list[bytes] = []
    size, first = 0, 1
    data, input.data = input.data, b""
    while data:
        *whole, rest = data.split(b"\n")
        if whole:
            lines: list[bytes | None] = [*whole]
            if held or size:
                lines[0] = None if size + len(whole[0]) > input.longest else b"".join([*held, whole[0]])
            held, size = [], 0
            yield LineBlock(name, first, [None if line and len(line) > input.longest else line for line in lines])
            first += len(lines)
        size += len(rest)
        held = [*held, rest] if size <= input.longest else []
        del data
        data = input.take()
    input.finish()
    if size:
        yield LineBlock(name, first, [b"".join(held) if held else None])


def _array(name: str, input: _Input, start: int) -> Iterator[Block]:
    """The elements of an array, as many at once as have been read, and then what is wrong behind them."""
    first, items = 0, list[Any]()
    try:
        for item in _Array(input, start).elements():
            if item is not _PAUSE:
                items.append(item)
            elif items:
                done, items = items, []
                yield ItemBlock(name, first, done)
                first += len(done)
    finally:
        if items:
            yield ItemBlock(name, first, items)


_PAUSE = object()
"""Stands between the elements that can be had without reading on, and those that cannot."""


class _Array:
    """The text of an array, from the element that is being read on. Elements are found by the same scanner as values."""

    def __init__(self, input: _Input, start: int) -> None:
        self.input = input
        self.at = start + 1
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._failure: Unreadable | None = None
        self._fed = self._characters = self._lines = 0
        self._column = 1
        self.text = ""
        data, input.data = input.data, b""
        self._feed(data)

    def _feed(self, data: bytes) -> None:
        before = self._fed - len(self._decoder.getstate()[0])
        self._fed += len(data)
        try:
            self.text += self._decoder.decode(data, not data)
        except UnicodeDecodeError as error:
            self._failure = Unreadable(f"{self.input.name} is not UTF-8 (byte {before + error.start})")
            self.text += error.object[: error.start].decode()
            self.input.ended = True

    def _grow(self) -> None:
        """Forget what has been used and read on."""
        used, self.text, self.at = self.text[: self.at], self.text[self.at :], 0
        self._characters += len(used)
        self._lines += used.count("\n")
        self._column = len(used) - used.rfind("\n") if "\n" in used else self._column + len(used)
        self.input.grow() if len(self.text) < CHUNK else self._double()
        data, self.input.data = self.input.data, b""
        self._feed(data)

    def _double(self) -> None:
        while len(self.input.data) < len(self.text) and self.input.grow():
            pass

    def _skip(self) -> bool:
        """Go over space; whether there is something behind it."""
        match = _SPACES.match(self.text, self.at)
        assert match is not None
        self.at = match.end()
        return self.at < len(self.text)

    def _refusal(self, error: Exception) -> Unreadable:
        """Why the array is none: its own failure, or the error with its place in the whole."""
        self.input.finish()
        if self._failure is not None:
            return self._failure
        if isinstance(error, json.JSONDecodeError):
            column = error.colno + self._column - 1 if error.lineno == 1 else error.colno
            place = f"line {error.lineno + self._lines} column {column} (char {error.pos + self._characters})"
            return Unreadable(f"{self.input.name} is not JSON: {error.msg}: {place}")
        return of_document(self.input.name, error)

    def _wrong(self, message: str) -> Unreadable:
        return self._refusal(json.JSONDecodeError(message, self.text, self.at))

    def elements(self) -> Iterator[Any]:
        """The elements, and a pause whenever more must be read for the next one. Raises Unreadable."""
        yield from self._until("Expecting value")
        more = self.text[self.at] != "]"
        while more:
            value, end = None, -1
            while end < 0:
                failed: Exception | None = None
                try:
                    value, end = scan(self.text, self.at)
                except StopIteration as stop:
                    failed = json.JSONDecodeError("Expecting value", self.text, stop.value)
                except (ValueError, RecursionError) as error:
                    failed = error
                if failed is None and (self.input.ended or self._is_whole(end)):
                    break
                if failed is not None and (self.input.ended or not may_go_on(failed)):
                    raise self._refusal(failed)
                if len(self.text) - self.at > self.input.longest:
                    raise Unreadable(f"{self.input.name}: an element is not read: {too_long(self.input.longest)}")
                end = -1
                yield _PAUSE
                self._grow()
            yield value
            self.at = end
            yield from self._until("Expecting ',' delimiter")
            mark = self.text[self.at]
            if mark not in ",]":
                raise self._wrong("Expecting ',' delimiter")
            more = mark == ","
            if more:
                self.at += 1
                yield from self._until("Expecting value")
        self.at += 1
        yield from self._until(None)
        if self.at < len(self.text):
            raise self._wrong("Extra data")
        self.input.finish()
        if self._failure is not None:
            raise self._failure

    def _is_whole(self, end: int) -> bool:
        """Whether a value that ends there does so whatever follows: 1, 1. and 1e+ at the end of the text may go on."""
        return len(self.text) - end > 2 or self.text[end : end + 1] in _AFTER

    def _until(self, missing: str | None) -> Iterator[Any]:
        """Pauses until something stands at `at`. Raises Unreadable with `missing` when the end is reached instead."""
        while not self._skip():
            if self.input.ended:
                if missing is not None:
                    raise self._wrong(missing)
                return
            yield _PAUSE
            self._grow()


_AFTER = tuple(" \t\r\n,]")
_SPACES = re.compile(r"[ \t\r\n]*")
