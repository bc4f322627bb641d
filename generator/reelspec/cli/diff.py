"""`reelspec diff OLD NEW`: what changed between two states of the specs, for whom it breaks, and the next version."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from reelspec.cli.reports import format_option, of_problems, refusal, say
from reelspec.common.findings import FORMS, Finding, Level
from reelspec.common.kept import Kept
from reelspec.common.terminal import progress
from reelspec.common.text import number, visible
from reelspec.language.source.place import Problems
from reelspec.output.inputs import made_by

if TYPE_CHECKING:
    from reelspec.diff import Comparison
    from reelspec.diff.change import Change

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
    from reelspec.diff import Side, compare
    from reelspec.diff.render import as_json, as_markdown, as_text
    from reelspec.diff.revisions import NoSide, read_side
    from reelspec.diff.versioning import FIRST, next_version

    findings = options.format in FORMS
    wrong: list[Finding] = []
    sides: list[Side] = []
    named = [(options.old, options.old)]
    named.append((str(root), "the files as they are") if options.new is None else (options.new, options.new))
    place = root if options.new is None or not Path(options.new).is_dir() else _root_of(Path(options.new))
    kept = Kept(str(place), "documents", made_by())
    for side, name in named:
        try:
            sides.append(replace(read_side(side, root, kept), label=name))
        except NoSide as error:
            wrong.append(refusal(str(error)))
            print(f"reelspec: {visible(str(error))}", file=sys.stderr)
        except Problems as found:
            wrong += of_problems(found.problems)
            for problem in () if findings else found.problems:
                print(visible(f"{name}: {problem}"))
            print(visible(f"reelspec: {name}: {number(len(found.problems), 'problem')} in the specs"), file=sys.stderr)
        except ValueError as error:
            wrong.append(refusal(f"{name}: {error}"))
            print(visible(f"reelspec: {name}: {error}"), file=sys.stderr)
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
        comparison = compare(old, new, tell)
    advice = next_version(before, comparison.changes)
    code = 1 if comparison.breaks else 0
    if findings:
        print(f"{comparison.old} to {comparison.new}: next version {advice.after} ({advice.why})", file=sys.stderr)
        return say(_findings(comparison), options.format, place, code)
    if options.format == "json":
        print(json.dumps(as_json(comparison, advice), indent=2))
    elif options.format == "markdown":
        print(as_markdown(comparison, advice))
    else:
        print(as_text(comparison, advice))
    return code


def _root_of(folder: Path) -> Path:
    """The repository's root: the folder itself, or what holds it where it is the specs."""
    return folder if (folder / "specs").is_dir() else folder.parent


def _findings(comparison: Comparison) -> list[Finding]:
    return [_finding(one) for one in comparison.changes]


def _finding(one: Change) -> Finding:
    """A change where it stands now; of what has gone the message says where it stood."""
    subject = f"{one.subject}{'' if one.pointer == '' else f' {one.pointer}'}"
    undecided = "" if one.decided else " (not decided)"
    gone = f" (it stood at {one.old})" if one.old and not one.new else ""
    message = f"{one.effect.title}: {subject}: {one.message}{undecided}{gone}"
    file, line, column = (one.new or one.old).rsplit(":", 2) if one.new or one.old else (None, "", "")
    level: Level = "error" if one.effect.breaks else "note"
    if file is None:
        return Finding(level, one.kind, message)
    return Finding(level, one.kind, message, file, int(line), int(column))
