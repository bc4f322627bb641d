"""`reelspec check`: everything that is wrong with the specs, all at once."""

from __future__ import annotations

import argparse
from pathlib import Path

from reelspec.common.text import number, visible
from reelspec.language.source.place import Problems
from reelspec.project.checks import check_specs, notes_of

HELP = "Report everything that is wrong with the specs, as file:line:column: message [name]."
EXAMPLE = "reelspec check"


def arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(options: argparse.Namespace, root: Path) -> int:
    contract, problems = check_specs(root)
    if problems or contract is None:
        raise Problems(problems)
    for note in notes_of(contract):
        print(visible(str(note)))
    print(
        f"{number(len(contract.models()), 'model')} of {number(len(contract.providers), 'provider')}: nothing is wrong"
    )
    return 0
