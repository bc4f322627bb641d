"""Reading spec files below one root, each once; called by whatever resolves references between files."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn

from reelspec.common.digest import digest
from reelspec.common.files import Irregular, read_file
from reelspec.common.kept import Kept
from reelspec.language.source.json import parse_json
from reelspec.language.source.node import Json, Pointer, SourceFile
from reelspec.language.source.place import Place, Problem, Problems
from reelspec.language.source.text import Lines
from reelspec.language.source.yaml import parse_yaml

MOST_BYTES = 32 * 1024 * 1024
"""The largest file that is read."""

_PARSERS = {".json": parse_json, ".yaml": parse_yaml, ".yml": parse_yaml}
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_WRONG_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


class Loader:
    """Reads files below `root` and keeps them: a file is read once, however often it is loaded. kept: the YAML documents of the
    last run by their bytes, all of which this one reads."""

    def __init__(self, root: Path, kept: Kept | None = None) -> None:
        self.root = Path(os.path.abspath(root))
        self._kept = kept
        self._documents: dict[str, SourceFile] = {}
        self._problems: dict[str, Problems] = {}
        self._loaded: dict[str, bytes] = {}
        self.asked: set[str] = set()
        """The files that `load` was asked for, read before or not; emptied by whoever wants to know of some."""
        self.tolerant: dict[str, Callable[[Pointer], bool]] = {}
        """Folders of files that somebody else wrote, each with the places where YAML 1.2 alone decides what stands there."""

    @property
    def loaded(self) -> Mapping[str, bytes]:
        """The files read so far, in order: path relative to the root (posix) to content. A live view.

        A file that was read and then refused by its parser is among them; one that could not be read is not.
        """
        return MappingProxyType(self._loaded)

    def load(self, path: Path) -> SourceFile:
        """The document in a `.json`, `.yaml` or `.yml` file; `path` is absolute or relative to the root.

        Raises Problems when the file lies outside the root (also by a symbolic link), cannot be read, is
        larger than 32 MiB or no UTF-8, or when its parser refuses it; the same ones again on the next call.
        """
        name = self._name(path)
        self.asked.add(name)
        if name not in self._documents:
            if name in self._problems:
                # A fresh one: raising the kept one again would let its traceback grow.
                raise Problems(self._problems[name].problems)
            try:
                self._documents[name] = self._parse(name)
            except Problems as problems:
                self._problems[name] = Problems(problems.problems)
                raise
        return self._documents[name]

    def resolve_file(self, base_file: str, reference: str) -> Path:
        """The file that a relative reference without a fragment, written in `base_file`, means.

        `base_file` is relative to the root, as places and documents have it. The reference is resolved by
        RFC 3986, section 5.2, limited to relative paths; the empty one means `base_file` itself. The path
        returned is absolute; whether a file is there is for `load` to find out.

        Raises ValueError, with a message for the user, for anything else.
        """
        if "#" in reference:
            raise ValueError("a fragment (#...) is no part of the file's name")
        if "?" in reference:
            raise ValueError("a reference to a file has no query (?...); write a question mark as %3F")
        if "\\" in reference:
            raise ValueError("a reference separates folders by /, not by a backslash")
        if _SCHEME.match(reference):
            raise ValueError("a reference to a file is relative and has no scheme")
        if reference.startswith("/"):
            raise ValueError("a reference to a file is relative and does not start with /")
        if _WRONG_PERCENT.search(reference):
            raise ValueError("% is followed by two hexadecimal digits; write % itself as %25")
        if not reference:
            return self.root / base_file
        steps = base_file.split("/")[:-1]
        for segment in reference.split("/"):
            step = _decoded(segment)
            if step == "..":
                if not steps:
                    raise ValueError("the reference leads out of the root folder")
                steps.pop()
            elif step not in ("", "."):
                steps.append(step)
        return self.root.joinpath(*steps)

    def _name(self, path: Path) -> str:
        """The path relative to the root, posix; refuses what lies outside."""
        absolute = os.path.normpath(self.root / path)
        for root in (str(self.root), os.path.realpath(self.root)):
            try:
                relative = Path(absolute).relative_to(root)
            except ValueError:
                continue
            return _printable(relative.as_posix())
        _refuse(_printable(path.as_posix()), "the file lies outside the root folder", "outside-root")

    def _parse(self, name: str) -> SourceFile:
        parser = _PARSERS.get(os.path.splitext(name)[1].lower())
        if parser is None:
            if (self.root / name).is_dir():
                _refuse(name, "this is a folder, not a file", "unreadable-file")
            _refuse(name, "a file to read ends in .yaml, .yml or .json", "file-type")
        content = self._read(name)
        self._loaded[name] = content
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            before = content[: error.start].decode("utf-8")
            place = Lines(before).place(name, len(before))
            message = f"the byte 0x{content[error.start]:02x} is no UTF-8"
            raise Problems([Problem(place, message, "encoding")]) from None
        if parser is parse_yaml:
            tolerated = next(
                (accepts for folder, accepts in self.tolerant.items() if name.startswith(f"{folder}/")), None
            )
            if tolerated is not None or self._kept is None:
                return parse_yaml(text, name, tolerated=tolerated)
            return _known(self._kept, text, name)
        return parser(text, name)

    def _read(self, name: str) -> bytes:
        path = self.root / name
        try:
            real = os.path.realpath(path, strict=True)
            if not Path(real).is_relative_to(os.path.realpath(self.root)):
                _refuse(name, "a symbolic link leads out of the root folder", "outside-root")
            content = read_file(real, MOST_BYTES + 1)
        except FileNotFoundError:
            _refuse(name, "there is no such file", "missing-file")
        except Irregular as error:
            _refuse(name, str(error.strerror), "unreadable-file")
        except (OSError, RuntimeError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            _refuse(name, f"the file cannot be read: {reason}", "unreadable-file")
        if len(content) > MOST_BYTES:
            _refuse(name, f"the file is larger than {MOST_BYTES // 1024 // 1024} MiB", "too-large")
        return content


def _known(kept: Kept, text: str, name: str) -> SourceFile:
    """The document of a YAML file, which need not be parsed where it is known."""
    parsed: list[SourceFile] = []

    def parse() -> Json:
        parsed.append(parse_yaml(text, name))
        return parsed[0].as_json()

    known = kept.answer(digest(text.encode()), parse)
    document = parsed[0] if parsed else SourceFile.from_json(name, known)
    return parse_yaml(text, name) if document is None else document


def _refuse(name: str, message: str, problem: str) -> NoReturn:
    raise Problems([Problem(Place(name, 1, 1), message, problem)]) from None


def _printable(name: str) -> str:
    """A file name whose bytes are no UTF-8 must not break the message about it."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _decoded(segment: str) -> str:
    step = segment
    if "%" in segment:
        from urllib.parse import unquote_to_bytes

        try:
            step = unquote_to_bytes(segment).decode("utf-8")
        except UnicodeDecodeError:
            raise ValueError("the percent-encoded bytes are no UTF-8") from None
    if any(char in step for char in "/\\\0"):
        raise ValueError("a folder or file name holds no /, backslash or NUL, percent-encoded or not")
    return step
