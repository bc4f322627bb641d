"""Findings with a place in a file, in the forms in which they are looked at: GitHub's annotations, SARIF, JSON.

A command makes `Finding`s of whatever it has found, a problem of a spec or a page that has changed, and `written` writes
them. What stands in a finding may be anybody's text: nothing in it ends a line or a property.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal, TypeAlias
from urllib.parse import quote

from reelspec.common.text import visible

Level: TypeAlias = Literal["error", "warning", "note"]
Form: TypeAlias = Literal["json", "github", "sarif"]

FORMS: tuple[Form, ...] = ("github", "sarif")
"""The forms that every command with places in files has, besides its own."""

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_COMMANDS: Mapping[Level, str] = {"error": "error", "warning": "warning", "note": "notice"}


@dataclass(frozen=True)
class Accepted:
    """Why a finding is accepted for now, and the last day on which it is, as in 2026-12-31."""

    reason: str
    until: str


@dataclass(frozen=True)
class Finding:
    """One thing that was found.

    level: "error" for what makes the command's exit code another than 0, "warning" for what is worth a look, "note" for
    what is only said. rule: a word that stays when the message changes. file: its path relative to the folder that is
    looked at (posix), a path of the user's, or the address of a page; None: it has no place. line, column: from 1, in
    characters. accepted: why it counts for nothing now; its level is then "note".
    """

    level: Level
    rule: str
    message: str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    accepted: Accepted | None = None

    @property
    def place(self) -> str:
        """`file:line:column`, as far as it is known."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)


def written(findings: Iterable[Finding], form: Form, *, root: Path, version: str, code: int) -> str:
    """The findings in a form; it ends with a newline, and is empty for GitHub where there are none.

    root: the folder that relative paths start at. version: of reelspec. code: the exit code of the command.
    """
    listed = list(findings)
    if form == "json":
        return json.dumps([_plain(finding) for finding in listed], indent=2) + "\n"
    base = checkout_of(root)
    placed = [_Placed(finding, root, base) for finding in listed]
    if form == "github":
        return "".join(f"{_annotation(entry)}\n" for entry in placed)
    return json.dumps(_sarif(placed, version, code), indent=2) + "\n"


def checkout_of(root: Path) -> Path:
    """The folder that GitHub's paths start at: the checkout of a job, else of git, that the root stands in."""
    top = Path(os.path.realpath(root))
    workspace = os.environ.get("GITHUB_WORKSPACE")
    if workspace and top.is_relative_to(os.path.realpath(workspace)):
        return Path(os.path.realpath(workspace))
    return next((folder for folder in (top, *top.parents) if (folder / ".git").exists()), top)


class _Placed:
    """A finding and where it stands in the checkout: path relative to it, or the address of a page, or neither."""

    def __init__(self, finding: Finding, root: Path, base: Path) -> None:
        self.finding = finding
        self.address = finding.file if finding.file is not None and "://" in finding.file else None
        self.path: str | None = None
        if finding.file is not None and self.address is None:
            # A path of the user's (a capture) starts at the working folder, a place of ours at the root.
            own = root / finding.file
            at = Path(os.path.realpath(own if own.exists() or not os.path.exists(finding.file) else finding.file))
            self.path = at.relative_to(base).as_posix() if at.is_relative_to(base) else None

    @property
    def message(self) -> str:
        """The message, with why it is accepted."""
        finding = self.finding
        if finding.accepted is None:
            return finding.message
        return f"{finding.message} (accepted until {finding.accepted.until}: {finding.accepted.reason})"


def _plain(finding: Finding) -> dict[str, object]:
    members: dict[str, object] = {
        "level": finding.level,
        "name": finding.rule,
        "message": finding.message,
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
    }
    if finding.accepted is not None:
        members["accepted"] = {"reason": finding.accepted.reason, "until": finding.accepted.until}
    return members


# GitHub


def _annotation(placed: _Placed) -> str:
    """A workflow command, as GitHub's runner reads it (Workflow commands, "Setting an error message")."""
    finding = placed.finding
    properties: dict[str, object] = {}
    if placed.path is not None:
        properties = {"file": placed.path, "line": finding.line, "col": finding.column}
    properties["title"] = finding.rule
    pairs = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items() if value is not None)
    elsewhere = f"{finding.place}: " if placed.path is None and finding.file is not None else ""
    return f"::{_COMMANDS[finding.level]} {pairs}::{_data(visible(f'{elsewhere}{placed.message}', keep=chr(10)))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")


# SARIF


def _sarif(placed: Sequence[_Placed], version: str, code: int) -> dict[str, object]:
    """A log of one run: Static Analysis Results Interchange Format 2.1.0, section 3.13."""
    rules = list(dict.fromkeys(entry.finding.rule for entry in placed))
    seen: dict[str, int] = {}
    results = [_result(entry, rules, seen) for entry in placed]
    driver = {
        "name": "reelspec",
        "version": version,
        "rules": [{"id": rule} for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": code in (0, 1), "exitCode": code}],
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(placed: _Placed, rules: list[str], seen: dict[str, int]) -> dict[str, object]:
    finding = placed.finding
    location = None
    if placed.path is not None:
        location = {"uri": quote(placed.path), "uriBaseId": "%SRCROOT%"}
    elif placed.address is not None:
        location = {"uri": quote(placed.address, safe=":/?#[]@!$&'()*+,;=%~")}
    message = placed.message if location is not None or finding.file is None else f"{finding.place}: {placed.message}"
    result: dict[str, object] = {
        "ruleId": finding.rule,
        "ruleIndex": rules.index(finding.rule),
        "level": finding.level,
        "message": {"text": visible(message, keep="\n")},
    }
    if location is not None:
        physical: dict[str, object] = {"artifactLocation": location}
        if finding.line is not None:
            column = {} if finding.column is None else {"startColumn": finding.column}
            physical["region"] = {"startLine": finding.line, **column}
        result["locations"] = [{"physicalLocation": physical}]
    # The same finding is the same whatever has moved its line; of several alike in one file each is counted.
    alike = f"{finding.rule}\n{finding.file}\n{finding.message}"
    print_ = sha256(alike.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    seen[print_] = seen.get(print_, 0) + 1
    result["partialFingerprints"] = {"reelspec/v1": f"{print_}:{seen[print_]}"}
    if finding.accepted is not None:
        result["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": visible(finding.accepted.reason)}
        ]
    return result
