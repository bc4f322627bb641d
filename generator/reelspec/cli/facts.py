"""`reelspec facts`: what is known of local media files, as `validate --facts` and validators take it. By PyAV, an extra."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from reelspec.common.installation import installing
from reelspec.common.mediafiles import NoFacts, facts_of
from reelspec.common.text import visible

HELP = "Print what is known of media files, as JSON for validate --facts; needs the extra facts (PyAV)."
EXAMPLE = "reelspec facts clip.mp4 > facts.json"
NEEDS_SPECS = False


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        help="a local file, or URL=FILE: the text that names it in bodies, and the file",
    )


def _named(given: str) -> tuple[str, str]:
    """The text that names a file, and its path; both may hold a =."""
    if os.path.exists(given) or "=" not in given:
        return given, given
    parts = given.split("=")
    ways = [("=".join(parts[:at]), "=".join(parts[at:])) for at in range(1, len(parts))]
    return next((way for way in ways if os.path.exists(way[1])), ways[-1])


def run(options: argparse.Namespace, root: Path) -> int:
    facts: dict[str, dict[str, int | float | str]] = {}
    wrong = False
    for file in options.files:
        text, path = _named(file)
        try:
            facts[text] = facts_of(path)
        except NoFacts as reason:
            if reason.missing:
                print(f"reelspec: facts of files need PyAV: {installing('facts')}", file=sys.stderr)
                return 2
            print(visible(f"reelspec: {path}: {reason}"), file=sys.stderr)
            wrong = True
        except OSError as error:
            print(visible(f"reelspec: {path}: {error.strerror or error}"), file=sys.stderr)
            wrong = True
    if facts:
        print(json.dumps(facts, indent=2))
    return 2 if wrong else 0
