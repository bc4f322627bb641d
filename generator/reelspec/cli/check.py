"""`reelspec check`: everything that is wrong with the specs, all at once."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from reelspec.cli.reports import format_option, grouped, of_problems, say
from reelspec.common.kept import Kept
from reelspec.common.terminal import painted, progress
from reelspec.common.text import number
from reelspec.language.source.place import Problem, Problems
from reelspec.output.inputs import made_by
from reelspec.project.checks import check_specs, notes_of, still_right
from reelspec.project.index import Index

HELP = "Report everything that is wrong with the specs, as file:line:column: message [name]."
EXAMPLE = "reelspec check"


def arguments(parser: argparse.ArgumentParser) -> None:
    format_option(parser, "json")


def run(options: argparse.Namespace, root: Path) -> int:
    program = made_by()
    index = Index(root, "checked", program)
    notes: list[Problem] = []
    with progress() as tell:
        contract = still_right(index, tell)
        if contract is None:
            kept = Kept(str(root), "check", program), Kept(str(root), "documents", program)
            contract, problems = check_specs(root, tell, *kept)
            if problems or contract is None:
                raise Problems(problems)
            notes = notes_of(contract)
            if not notes:
                index.keep(contract)
    models, providers = len(contract.models()), len(contract.providers)
    sum_ = f"{number(models, 'model')} of {number(providers, 'provider')}: nothing is wrong"
    if options.format != "text":
        print(sum_, file=sys.stderr)
        return say(of_problems(notes, "note"), options.format, root, 0)
    for line in grouped(notes):
        print(line)
    print(painted(sum_, "green"))
    return 0
