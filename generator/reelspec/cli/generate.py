"""`reelspec generate`: specs into generated/, whole or not at all; `--check` compares and writes nothing."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from reelspec.build import Built, build
from reelspec.cli.words import number
from reelspec.write.compare import compare, unified
from reelspec.write.publish import publish

HELP = "Make generated/ from specs/."
EXAMPLE = "reelspec generate --check"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--check", action="store_true", help="write nothing; show what differs and exit with 1 if anything does"
    )
    parser.add_argument("--only", metavar="PROVIDER[/MODEL]", help="make the files of one provider or model only")


def run(options: argparse.Namespace, root: Path) -> int:
    try:
        built = build(root, only=options.only, reuse=not options.check)
    except LookupError as error:
        print(f"reelspec: there is no provider or model {error}; see reelspec list", file=sys.stderr)
        return 2
    for provider in built.contract.providers:
        for note in dict.fromkeys(provider.notes):
            print(f"note: {provider.name}: {note}")
    print(_read(built))
    if options.check:
        return _check(built, root)
    done = publish(root / "generated", built.files, built.manifest)
    if done.recovered:
        print(done.recovered)
    for path in done.kept:
        print(f"kept generated/{path}: it is no longer generated, but somebody has edited it")
    print(
        f"{number(len(done.written), 'file')} written, {len(done.deleted)} deleted, {len(done.unchanged)} unchanged "
        f"in generated/"
    )
    return 0


def _read(built: Built) -> str:
    providers = built.contract.providers
    models = sum(len(one.models) for one in providers)
    operations = sum(len(one.operations) for one in providers)
    files = len({file for one in providers for file in one.files})
    return (
        f"read {number(files, 'spec file')}: {number(len(providers), 'provider')}, {number(operations, 'operation')}, "
        f"{number(models, 'model')}"
    )


def _check(built: Built, root: Path) -> int:
    differences = compare(root / "generated", built.files, built.manifest)
    for difference in differences:
        print(f"{difference.kind}: generated/{difference.path}")
    for difference in differences:
        print(unified(difference))
    if not differences:
        print(f"generated/ is what the specs give ({number(len(built.files), 'file')})")
    return 1 if differences else 0
