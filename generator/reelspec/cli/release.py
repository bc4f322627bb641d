"""`reelspec release`: the next version of the generated distribution, and its entry in specs/releases.yaml."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from reelspec.common.files import replace_file
from reelspec.common.terminal import progress
from reelspec.common.text import number, visible

if TYPE_CHECKING:
    from reelspec.diff import Changeset
    from reelspec.diff.versioning import Advice

HELP = "Set the version of the generated distribution and record what has changed since the last one."
EXAMPLE = "reelspec release"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("version", metavar="VERSION", nargs="?", help="default: what `reelspec diff` advises")
    parser.add_argument(
        "--since",
        metavar="OLD",
        help="the state that was released last, a revision in git or a folder (default: the last tag)",
    )
    parser.add_argument("--date", metavar="DAY", type=_day, default=None, help="YYYY-MM-DD (default: today)")
    parser.add_argument("--dry-run", action="store_true", help="write nothing")


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"a day is YYYY-MM-DD, not {text}") from None


def _say_too_small(version: str, advice: Advice, changeset: Changeset) -> None:
    from reelspec.diff.release import to_accept
    from reelspec.language.parser.releases import FILE

    print(visible(f"reelspec: {version} is too small: {advice.after} or later ({advice.why})"), file=sys.stderr)
    if changeset.breaks:
        print(f"To release it all the same, say in {FILE} why nobody is harmed:\n", file=sys.stderr)
        print(visible("\n".join(to_accept(changeset.changes)), keep="\n"), file=sys.stderr)


def run(options: argparse.Namespace, root: Path) -> int:
    """Exit codes: 0 written, or nothing has changed; 1 the version is too small for what breaks; 2 no state to compare."""
    from reelspec.diff import compare
    from reelspec.diff.release import with_entry, with_version
    from reelspec.diff.revisions import last_tag, read_side
    from reelspec.diff.versioning import is_before, next_version
    from reelspec.language.parser.releases import FILE
    from reelspec.language.parser.settings import FILE as SETTINGS

    new = read_side(str(root), root)
    since = options.since or last_tag(root)
    changeset = None
    if since is None:
        if new.contract.releases.entries:
            raise ValueError(f"{FILE} has entries, and git has no tag here; say what was released last with --since")
        version, why = options.version or new.contract.version, "the first release"
        next_version(version, ())  # refuses what is no version
    else:
        old = read_side(since, root)
        with progress() as tell:
            changeset = compare(old, new, tell)
        advice = next_version(old.version, changeset.changes)
        if not changeset.changes and not options.version:
            print(visible(f"nothing has changed since {since} ({old.version})"))
            return 0
        version, why = options.version or advice.after, f"after {old.version}, {advice.why}"
        if not is_before(old.version, version):
            raise ValueError(f"{version} does not come after {old.version}, which {since} has")
        if is_before(version, advice.after):
            _say_too_small(version, advice, changeset)
            return 1
    entry = with_entry(root, version, options.date or date.today().isoformat(), changeset)
    path = root / SETTINGS
    settings = with_version(path.read_bytes().decode() if path.exists() else "", version)
    if not options.dry_run:
        replace_file(root / FILE, entry.encode())
        replace_file(path, settings.encode())
    changes = 0 if changeset is None else len(changeset.changes)
    print(visible(f"{version} ({why})"))
    print(f"  {FILE}: an entry with {number(changes, 'change')}")
    print(f"  {SETTINGS}: version {version}")
    if not options.dry_run:
        print(f"next: reelspec generate && git add -A && git commit -m 'Release {version}' && git tag v{version}")
    return 0
