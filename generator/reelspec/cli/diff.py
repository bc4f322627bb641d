"""`reelspec diff OLD NEW`: what changed between two states of the specs, for whom it breaks, and the next version."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from reelspec.cli.reports import format_option, of_problems, refusal, say
from reelspec.common.findings import FORMS, Finding, Level
from reelspec.common.kept import Kept
from reelspec.common.terminal import progress
from reelspec.common.text import number, visible
from reelspec.language.source.place import Problems
from reelspec.output.inputs import made_by

if TYPE_CHECKING:
    from reelspec.diff import Changeset, Side
    from reelspec.diff.change import Change
    from reelspec.diff.revisions import Folder
    from reelspec.diff.versioning import Advice

P = ParamSpec("P")
T = TypeVar("T")
HELP = "Say what changed between two states of the specs: what breaks, for whom, and the next version."
EXAMPLE = "reelspec diff main HEAD --format markdown"
NEEDS_SPECS = False
"""Two folders can be compared from anywhere."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", metavar="OLD", help="a folder (a repository's root or its specs), or a revision in git")
    parser.add_argument("new", metavar="NEW", nargs="?", default=None, help="the same (default: the files as they are)")
    format_option(parser, "json", "markdown")
    parser.add_argument(
        "--from-version",
        metavar="VERSION",
        help="the version that OLD has been published as (default: what its generated package says, else 0.1.0)",
    )


def run(options: argparse.Namespace, root: Path) -> int:
    """Exit codes: 0 nothing breaks, 1 something does, 2 a side cannot be read."""
    from reelspec.diff import compare
    from reelspec.diff.versioning import FIRST, next_version

    findings = options.format in FORMS
    wrong: list[Finding] = []
    named = [(options.old, options.old)]
    named.append((str(root), "the files as they are") if options.new is None else (options.new, options.new))
    place = root if options.new is None or not Path(options.new).is_dir() else _root_of(Path(options.new))
    sides = _sides(named, root, place, options.format, wrong)
    if len(sides) < 2:
        return say(wrong, options.format, place, 2) if findings else 2
    old, new = sides
    # A version that is none is refused before the work, and one that a file gives is not worth a refusal.
    before = options.from_version or old.version
    try:
        next_version(before, ())
    except ValueError:
        if options.from_version:
            raise
        before = FIRST
    with progress() as tell:
        changeset = compare(old, new, tell)
    advice = next_version(before, changeset.changes)
    code = 1 if changeset.breaks else 0
    if findings:
        print(f"{changeset.old} to {changeset.new}: next version {advice.after} ({advice.why})", file=sys.stderr)
        return say(_findings(changeset), options.format, place, code)
    _print(changeset, advice, options.format)
    return code


def _sides(named: list[tuple[str, str]], root: Path, place: Path, form: str, wrong: list[Finding]) -> list[Side]:
    """The sides to compare; without those that cannot be read, once it is said why. place: the repository that keeps what is
    known; wrong: gets that as findings."""
    from reelspec.diff.revisions import opened, read_folder, side_of
    from reelspec.project.index import both

    program = made_by()
    with ExitStack() as stack:
        folders: list[tuple[str, Folder]] = []
        for where, name in named:
            folder = _told(name, form, wrong, lambda where: stack.enter_context(opened(where, root)), where)
            folders += [] if folder is None else [(name, folder)]
        known = None
        if len(folders) == 2 and not any(folder.bare for _, folder in folders):
            known = both(folders[0][1].root, folders[1][1].root, place, program)
        if known is not None:
            return [side_of(name, side.alone, side.loader) for (name, _), side in zip(folders, known, strict=True)]
        kept = Kept(str(place), "documents", program)
        sides = [_told(name, form, wrong, read_folder, name, folder, kept) for name, folder in folders]
    return [side for side in sides if side is not None]


def _told(
    name: str, form: str, wrong: list[Finding], read: Callable[P, T], *given: P.args, **more: P.kwargs
) -> T | None:
    """What `read` gives; None, once it is said why it cannot be read."""
    from reelspec.diff.revisions import NoSide

    try:
        return read(*given, **more)
    except NoSide as error:
        wrong.append(refusal(str(error)))
        print(f"reelspec: {visible(str(error))}", file=sys.stderr)
    except Problems as error:
        wrong += of_problems(error.problems)
        for problem in () if form in FORMS else error.problems:
            print(visible(f"{name}: {problem}"))
        print(visible(f"reelspec: {name}: {number(len(error.problems), 'problem')} in the specs"), file=sys.stderr)
    except ValueError as error:
        wrong.append(refusal(f"{name}: {error}"))
        print(visible(f"reelspec: {name}: {error}"), file=sys.stderr)
    return None


def _print(changeset: Changeset, advice: Advice, form: str) -> None:
    from reelspec.diff.render import as_json, as_markdown, as_text

    if form == "json":
        print(json.dumps(as_json(changeset, advice), indent=2))
    else:
        print((as_markdown if form == "markdown" else as_text)(changeset, advice))


def _root_of(folder: Path) -> Path:
    """The repository's root: the folder itself, or what holds it where it is the specs."""
    return folder if (folder / "specs").is_dir() else folder.parent


def _findings(changeset: Changeset) -> list[Finding]:
    return [_finding(change) for change in changeset.changes]


def _finding(change: Change) -> Finding:
    """A change where it stands now; of what has gone the message says where it stood."""
    subject = f"{change.subject}{'' if change.pointer == '' else f' {change.pointer}'}"
    undecided = "" if change.decided else " (not decided)"
    gone = f" (it stood at {change.old})" if change.old and not change.new else ""
    message = f"{change.effect.title}: {subject}: {change.message}{undecided}{gone}"
    file, line, column = (change.new or change.old).rsplit(":", 2) if change.new or change.old else (None, "", "")
    level: Level = "error" if change.effect.breaks else "note"
    if file is None:
        return Finding(level, change.kind, message)
    return Finding(level, change.kind, message, file, int(line), int(column))
