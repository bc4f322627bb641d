"""Findings of commands in the forms that programs show: what `--format github`, `sarif` and `json` have in common.

Each command makes findings of what it has found and calls `say`; problems of specs that end it are said by `main`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TypeGuard

from reelspec.common.findings import FORMS, Finding, Form, Level, written
from reelspec.common.terminal import painted
from reelspec.common.text import number, visible
from reelspec.language.source.place import Place, Problem

FOR_CODE = "for annotations on GitHub, sarif for code scanning"
WARNING = "warning: "
"""What the message of a problem begins with that is worth a look and leaves the exit code 0."""


def format_option(parser: argparse.ArgumentParser, *others: str, help: str = "how to print it") -> None:
    """Add --format: text, the command's other forms, and those of findings."""
    choices = ("text", *others, *FORMS)
    parser.add_argument("--format", choices=choices, default="text", help=f"{help} (default: text); github {FOR_CODE}")


def says_findings(form: str, command: str) -> TypeGuard[Form]:
    """Whether a form holds findings and nothing else; `json` does where a command has no JSON of its own."""
    return form in FORMS or (form == "json" and command in ("check", "generate", "documents lock"))


def of_problems(problems: Iterable[Problem], level: Level = "error") -> list[Finding]:
    """Problems with their places as findings."""
    return [_of_problem(problem, level) for problem in problems]


def _of_problem(problem: Problem, level: Level) -> Finding:
    if problem.message.startswith(WARNING):
        return finding("warning", problem.name, problem.message.removeprefix(WARNING), problem.place)
    return finding(level, problem.name, problem.message, problem.place)


def finding(level: Level, rule: str, message: str, place: Place | None) -> Finding:
    """A finding at a place in the specs; None where it has none."""
    return Finding(
        level, rule, message, *((None, None, None) if place is None else (place.file, place.line, place.column))
    )


def problem_line(problem: Problem, level: Level = "error", more: str = "") -> str:
    """A problem as a line for standard output: file:line:column: message [name], with a colour on a terminal.

    more: what stands between message and name.
    """
    place, message = visible(str(problem.place)), visible(str(problem)).removeprefix(f"{visible(str(problem.place))}: ")
    if more:
        message = f"{message.removesuffix(f' [{problem.name}]')}{more} [{problem.name}]"
    if message.startswith(WARNING):
        return f"{place}: {painted(WARNING.rstrip(), 'yellow')} {message.removeprefix(WARNING)}"
    return f"{painted(place, 'red' if level == 'error' else 'bold')}: {message}"


def grouped(notes: Iterable[Problem]) -> list[str]:
    """Notes as lines, those that say the same in one file as one: the first place, and how many more there are."""
    alike: dict[tuple[str, str, str], list[Problem]] = {}
    for note in notes:
        alike.setdefault((note.place.file, note.name, note.message), []).append(note)
    return [
        problem_line(first, "note", f" (and at {number(len(more), 'more place')})" if more else "")
        for first, *more in alike.values()
    ]


def refusal(message: str) -> Finding:
    """What ends a command with exit code 2, as a finding without a place."""
    return Finding("error", "unusable", message)


def say(findings: Iterable[Finding], form: Form, root: Path, code: int) -> int:
    """Print the findings in a form; returns the exit code."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        own = version("reelspec")
    except PackageNotFoundError:
        own = "0"
    sys.stdout.write(written(findings, form, root=root, version=own, code=code))
    return code
