"""`reelspec diff OLD NEW`: what changed between two states of the specs, for whom it breaks, and the next version."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from reelspec.common.text import number, visible
from reelspec.language.source.place import Problems

HELP = "Say what changed between two states of the specs: what breaks, for whom, and the next version."
EXAMPLE = "reelspec diff main HEAD --format markdown"
NEEDS_SPECS = False
"""Two folders can be compared from anywhere."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", metavar="OLD", help="a folder (a repository's root or its specs), or a revision in git")
    parser.add_argument("new", metavar="NEW", nargs="?", default=None, help="the same (default: the files as they are)")
    parser.add_argument("--format", choices=("text", "json", "markdown"), default="text")
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

    sides: list[Side] = []
    named = [(options.old, options.old)]
    named.append((str(root), "the files as they are") if options.new is None else (options.new, options.new))
    for place, name in named:
        try:
            sides.append(replace(read_side(place, root), label=name))
        except NoSide as error:
            print(f"reelspec: {visible(str(error))}", file=sys.stderr)
        except Problems as found:
            for problem in found.problems:
                print(visible(f"{name}: {problem}"))
            print(visible(f"reelspec: {name}: {number(len(found.problems), 'problem')} in the specs"), file=sys.stderr)
        except ValueError as error:
            print(visible(f"reelspec: {name}: {error}"), file=sys.stderr)
    if len(sides) < 2:
        return 2
    old, new = sides
    # A version that is none is refused before the work, and one that a file gives is not worth a refusal.
    before = options.from_version or old.version
    try:
        next_version(before, ())
    except ValueError:
        if options.from_version:
            raise
        before = FIRST
    comparison = compare(old, new)
    advice = next_version(before, comparison.changes)
    if options.format == "json":
        print(json.dumps(as_json(comparison, advice), indent=2))
    elif options.format == "markdown":
        print(as_markdown(comparison, advice))
    else:
        print(as_text(comparison, advice))
    return 1 if comparison.breaks else 0
