"""Statements in other words that say the same: their new fingerprints, written where documents.yaml names the old ones.

The file keeps its form: of each text only the digits change, and an old one that still stands on the page stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from reelspec.common.files import read_file, replace_file
from reelspec.documentation.coverage.captures import Capture, Captures
from reelspec.documentation.coverage.declared import Entry, entries, prefix_of
from reelspec.documentation.coverage.lockfile import LockedPage
from reelspec.documentation.coverage.meaning import differs
from reelspec.documentation.coverage.state import Stated
from reelspec.documentation.drift.pairing import pair, words_gone
from reelspec.language.contract.model import Contract


def accept_wording(
    root: Path, contract: Contract, locks: Mapping[str, Mapping[str, LockedPage]], captures: Captures
) -> dict[str, int]:
    """Rewrite the entries of statements that say the same in other words; gives how many of each file. Raises OSError."""
    written: dict[str, int] = {}
    for provider in contract.providers:
        edits: dict[tuple[str, int, int], tuple[str, str]] = {}
        for capture in captures.captures:
            locked = locks.get(provider.name, {}).get(capture.document.id)
            if capture.provider == provider.name and locked is not None:
                edits.update(_edits(capture, locked))
        for file in dict.fromkeys(file for file, _, _ in edits):
            mine = {(line, column): edit for (path, line, column), edit in edits.items() if path == file}
            path = root / file
            lines = read_file(path).decode().split("\n")
            done = sum(_rewrite(lines, *place, *mine[place]) for place in sorted(mine, reverse=True))
            if done:
                replace_file(path, "\n".join(lines).encode())
                written[file] = done
    return written


def _edits(capture: Capture, locked: LockedPage) -> dict[tuple[str, int, int], tuple[str, str]]:
    """Place of an entry -> the digits that stand there, and what to write for them."""
    new = capture.state.statements
    pairs = pair(locked.state.statements, new)
    declared = list(entries(capture.document))
    edits: dict[tuple[str, int, int], tuple[str, str]] = {}
    for before, after in (*pairs.changed, *pairs.moved):
        was, now = locked.accounts[before].statement, new[after]
        if differs(was.meaning, now.meaning, words_gone(locked.state.statements, pairs, before)) is not None:
            continue
        for entry in declared:
            if entry.means(was) and not any(entry.means(other) for other in new):
                place = entry.node.place
                edits[place.file, place.line, place.column] = entry.node.value, _written(entry, now, new)  # type: ignore[assignment]
    return edits


def _written(entry: Entry, statement: Stated, page: tuple[Stated, ...]) -> str:
    """What to write for a statement, with its section where the entry has one."""
    prefix = prefix_of(statement, page, max(8, len(entry.prefix)))
    if entry.section is None:
        return prefix
    return f"{prefix}@{entry.section if entry.section in statement.section.split(' / ') else statement.section}"


def _rewrite(lines: list[str], line: int, column: int, old: str, new: str) -> bool:
    """Write a text for another at its place, if it stands there as it is."""
    if not 0 < line <= len(lines):
        return False
    text = lines[line - 1]
    at = text.find(old, max(0, column - 1))
    if at < 0 or at > column + 1:
        return False
    lines[line - 1] = f"{text[:at]}{new}{text[at + len(old) :]}"
    return True
