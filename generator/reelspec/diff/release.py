"""A release: the entry of specs/releases.yaml and the version in pyproject.toml, as texts. `reelspec release` writes them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from reelspec.common.files import read_file
from reelspec.diff import Changeset
from reelspec.diff.change import Change
from reelspec.diff.versioning import ChangeGroup, grouped
from reelspec.language.parser.releases import FILE
from reelspec.language.parser.settings import FILE as SETTINGS
from reelspec.language.source.node import Json, Node
from reelspec.language.source.written import listed, quoted
from reelspec.language.source.yaml import parse_yaml

_BEGINNING = "# What has been released; `reelspec release` adds the entries.\nreleases: []\n"
_TABLE = re.compile(r"^\[tool\.reelspec\][ \t]*(?:#.*)?$", re.MULTILINE)
_VERSION = re.compile(r"^version[ \t]*=[ \t]*(?:\"[^\"\n]*\"|'[^'\n]*')", re.MULTILINE)


def with_entry(root: Path, version: str, day: str, changeset: Changeset | None) -> str:
    """The text of specs/releases.yaml with a new entry before all others. changeset: None for a first release.

    Raises ValueError where the entries are not written as a list of several lines.
    """
    path = root / FILE
    text, newline = _lines_of(read_file(path).decode() if path.exists() else _BEGINNING)
    lines = [f"{line}\n" for line in text.splitlines()]
    at, indent = _place(parse_yaml(text, FILE).root.get("releases"), lines)
    new = [f"{' ' * indent}- version: {quoted(version)}", f"{' ' * indent}  date: {quoted(day)}"]
    changes = [] if changeset is None else grouped(changeset.changes)
    if changes:
        new.append(f"{' ' * indent}  changes:")
        for group in changes:
            new += listed(_change(group), indent + 4)
    lines[at:at] = [f"{line}\n" for line in new]
    return "".join(lines).replace("\n", newline)


def _lines_of(text: str) -> tuple[str, str]:
    """A text with \\n at the ends of its lines, and what stood there: \\r\\n if at all of them."""
    newline = "\r\n" if 0 < text.count("\n") == text.count("\r\n") else "\n"
    return text.replace(newline, "\n"), newline


def _place(entries: Node | None, lines: list[str]) -> tuple[int, int]:
    """The line, from 0, before which the entry goes, and the column of its dash. Begins the list where there is none."""
    first = entries.get(0) if entries is not None else None
    if first is not None:
        at = first.place.line - 1
        if not lines[at].lstrip().startswith("- "):
            raise ValueError(f"{first.place}: write releases as a list of several lines, each entry with its dash")
        return at, len(lines[at]) - len(lines[at].lstrip())
    if entries is not None:
        at = entries.key_place.line - 1
        lines[at] = "releases:\n"
    else:
        at = len(lines)
        lines.append("releases:\n")
    return at + 1, 2


def _change(group: ChangeGroup) -> Json:
    change = group.change
    mapping: dict[str, Json] = {
        "effect": change.effect.value,
        "kind": change.kind,
        "subjects": list(group.subjects),
        "message": change.message,
    }
    if change.accepted:
        mapping["accepted"] = change.accepted
    return mapping


def with_version(text: str, version: str) -> str:
    """The text of pyproject.toml with `[tool.reelspec] version`; everything else in it stays.

    Raises ValueError where the version is not written as a line of that table.
    """
    text, newline = _lines_of(text)
    table = _TABLE.search(text)
    line = f'version = "{version}"'
    if table is None:
        made = f"{text}{'' if not text or text.endswith(chr(10)) else chr(10)}{chr(10) if text else ''}[tool.reelspec]\n{line}\n"
    else:
        end = text.find("\n[", table.end())
        body = text[table.end() : end if end >= 0 else len(text)]
        changed, count = _VERSION.subn(line, body, count=1)
        made = text[: table.end()] + (changed if count else f"\n{line}{body}") + (text[end:] if end >= 0 else "")
    try:
        if tomllib.loads(made) == _set(tomllib.loads(text), version):
            return made.replace("\n", newline)
    except tomllib.TOMLDecodeError:
        pass
    raise ValueError(
        f"{SETTINGS}: write {line} in [tool.reelspec] by hand; the way it is written there is not understood"
    )


def _set(document: dict[str, Any], version: str) -> dict[str, Any]:
    document.setdefault("tool", {}).setdefault("reelspec", {})["version"] = version
    return document


def to_accept(changes: tuple[Change, ...]) -> list[str]:
    """The lines of YAML that accept what breaks, with a reason to be written."""
    lines = ["accepted:"]
    for group in grouped([change for change in changes if change.breaks]):
        change = group.change
        lines += listed(
            {
                "kind": change.kind,
                "subjects": list(group.subjects),
                "pointer": change.pointer,
                "reason": "WHY NOBODY IS HARMED",
            },
            2,
        )
    return lines
