"""`reelspec generate`: specs into generated/, whole or not at all; `--check` compares and writes nothing."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import cast

from reelspec.cli.reports import format_option, grouped, of_problems, say
from reelspec.common.findings import Finding, Form
from reelspec.common.terminal import progress
from reelspec.common.text import number, visible
from reelspec.output.compare import Difference, compare, first_line, unified
from reelspec.output.fresh import UNCHANGED
from reelspec.output.publish import publish
from reelspec.project.build import Built, UnknownName, build, selected

HELP = "Make generated/ from specs/."
EXAMPLE = "reelspec generate --check"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; print what differs as a unified diff, exit 1 if anything does",
    )
    parser.add_argument("--only", metavar="PROVIDER[/MODEL]", help="make the files of one provider or model only")
    format_option(parser, "json", help="how --check prints what differs")


def run(options: argparse.Namespace, root: Path) -> int:
    if options.format != "text" and not options.check:
        print("reelspec: --format is for generate --check", file=sys.stderr)
        return 2
    try:
        # --check makes everything, since it must not believe a manifest that somebody may have edited.
        with progress() as tell:
            built = build(root, only=None if options.check else options.only, reuse=not options.check, tell=tell)
        owned = None if options.only is None else selected(built.contract, options.only)
    except UnknownName as unknown:
        print(f"reelspec: {visible(str(unknown))}", file=sys.stderr)
        return 2
    for provider in built.contract.providers:
        for note in dict.fromkeys(provider.notes):
            print(visible(f"reelspec: note: {provider.name}: {note}"), file=sys.stderr)
        for note in grouped(provider.foreign):
            print(visible(f"reelspec: note: {note}"), file=sys.stderr)
    if options.check:
        return _check(built, root, owned, options.format)
    done = publish(root / "generated", built.files, built.manifest)
    if done.recovered:
        print(f"reelspec: {done.recovered}", file=sys.stderr)
    for path in done.kept:
        print(visible(f"kept generated/{path}: it is no longer generated, but somebody has edited it"))
    if not (done.written or done.deleted or done.kept):
        print(UNCHANGED)
        return 0
    print(_read(built))
    print(
        f"wrote {number(len(done.written), 'file')} in generated/, deleted {len(done.deleted)}, "
        f"left {len(done.unchanged)} as they were"
    )
    return 0


def _read(built: Built) -> str:
    providers = built.contract.providers
    models = sum(len(provider.models) for provider in providers)
    operations = sum(len(provider.operations) for provider in providers)
    files = len({file for provider in providers for file in provider.files})
    return (
        f"read {number(files, 'spec file')}: {number(len(providers), 'provider')}, {number(operations, 'operation')}, "
        f"{number(models, 'model')}"
    )


def _check(built: Built, root: Path, owned: frozenset[str] | None, form: str) -> int:
    """owned: the paths that --only leaves to look at; the manifest is about all files, so it is not one of them."""
    differences = compare(root / "generated", built.files, built.manifest)
    if owned is not None:
        differences = tuple(difference for difference in differences if difference.path in owned)
    if form == "text":
        for difference in differences:
            print(visible(f"{difference.kind}: generated/{difference.path}"))
            print(unified(difference), end="")
    if differences:
        count = number(len(differences), "file differs", "files differ")
        print(f"reelspec: {count} from what the specs give; reelspec generate writes them", file=sys.stderr)
    else:
        looked = len(owned) if owned is not None else len(built.files) + 1  # and the manifest
        message = f"generated/ is what the specs give ({number(looked, 'file')} compared)"
        print(message, file=sys.stdout if form == "text" else sys.stderr)
    code = 1 if differences else 0
    if form == "text":
        return code
    notes = [note for provider in built.contract.providers for note in provider.foreign]
    return say([*map(_finding, differences), *of_problems(notes, "note")], cast("Form", form), root, code)


_SAID = {
    "missing": "the file is missing",
    "changed": "the specs give something else",
    "stale": "the file is no longer generated",
    "edited": "somebody has edited the file, or nobody generated it",
}


def _finding(difference: Difference) -> Finding:
    message = f"{_SAID[difference.kind]}; reelspec generate writes what the specs give"
    return Finding("error", difference.kind, message, f"generated/{difference.path}", first_line(difference), 1)
