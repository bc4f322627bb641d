"""`reelspec mutate`: how many single changes to the specs the contract cases notice, and which they do not."""

from __future__ import annotations

import argparse
import json
import math
import sys
from pathlib import Path

from reelspec.cases.equivalence import LATE
from reelspec.common.tables import table
from reelspec.common.terminal import Tell, painted, progress
from reelspec.common.text import number, visible
from reelspec.language.contract.keywords import name_hint
from reelspec.language.contract.model import Contract, Model
from reelspec.language.parser.load import load
from reelspec.language.source.node import Json
from reelspec.project.build import UnknownName
from reelspec.testing.mutation.mutant import Mutant
from reelspec.testing.mutation.score import BUDGET, Score, score

HELP = "Change the specs in every single place and show which changes the contract cases do not notice."
EXAMPLE = "reelspec mutate powertokens/wan2.7-i2v"
_GAP = "no case has such a body"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("only", nargs="?", metavar="PROVIDER[/MODEL]", help="one provider or one model (default: all)")
    parser.add_argument(
        "--budget",
        metavar="SECONDS",
        type=_seconds,
        default=BUDGET,
        help=f"processor time for one model; 0 is without an end (default: {BUDGET:g})",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print (default: text)")


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds < math.inf:
        raise argparse.ArgumentTypeError(f"expected seconds, 0 or more, found {text!r}")
    return seconds


def run(options: argparse.Namespace, root: Path) -> int:
    contract = load(root)
    try:
        models = _selected(contract, options.only)
    except UnknownName as unknown:
        print(f"reelspec: {visible(str(unknown))}", file=sys.stderr)
        return 2
    scores: list[Score] = []
    with progress() as tell:
        for at, model in enumerate(models, 1):
            name = f"{model.provider}/{model.name} ({at} of {len(models)})"
            tell(f"{name}: making cases")
            scores.append(score(model, budget=options.budget or None, seen=_Seen(name, tell)))
    print(
        json.dumps([_json(result) for result in scores], indent=2)
        if options.format == "json"
        else _text(scores, options.budget)
    )
    return 1 if any(result.survivors for result in scores) else 0


class _Seen:
    """Tells how many mutants of a model have been tried."""

    def __init__(self, name: str, tell: Tell) -> None:
        self.name = name
        self.tell = tell
        self.count = 0

    def __call__(self, mutant: Mutant) -> None:
        self.count += 1
        self.tell(f"{self.name}: mutant {self.count}: {mutant.words}")


def _selected(contract: Contract, only: str | None) -> list[Model]:
    """The models of a provider, or one model. Raises UnknownName."""
    models = [
        model for model in contract.models() if only in (None, model.provider, f"{model.provider}/{model.name}")
    ]  # fmt: skip
    if models or only is None:
        return models
    known = [*(provider.name for provider in contract.providers), *contract.names()]
    raise UnknownName(f"there is no provider or model {only}; {name_hint(only, known)}")


def _text(scores: list[Score], budget: float) -> str:
    head = ["model", "cases", "mutants", "killed", "equivalent", "undecided", "survivors"]
    rows = [[result.model, *map(str, (result.cases, result.mutants, *_counts(result)))] for result in scores]
    lines = [visible(table(head, rows), keep="\n")]
    for result in scores:
        for survivor in result.survivors:
            body = json.dumps(survivor.body)[:2000]
            lines.append(visible(f"{_line(result, survivor.mutant)}\n  {_GAP}\n  body: {body}", keep="\n"))
        late = sum(open_one.reason == LATE.reason for open_one in result.undecided)
        for open_one in result.undecided:
            if open_one.reason == LATE.reason:
                continue
            lines.append(visible(f"{_line(result, open_one.mutant)}\n  undecided: {open_one.reason}", keep="\n"))
        if late or result.untried:
            lines.append(
                f"{visible(result.model)}: the {budget:g} s of processor time are used up (--budget): "
                f"{late} undecided for this, {number(len(result.untried), 'mutant')} more not tried"
            )
    killed, equal, undecided, survived = (sum(_counts(result)[place] for result in scores) for place in range(4))
    untried = sum(len(result.untried) for result in scores)
    sum_ = (
        f"{number(killed + equal + undecided + survived, 'mutant')}: {killed} killed, {equal} equivalent, "
        + f"{undecided} undecided, {number(survived, 'survivor')}"
        + (f"; {untried} more not tried" if untried else "")
        + ("" if survived or undecided or untried else "; the cases notice every change that can be noticed")
    )
    lines.append(painted(sum_, "red" if survived else "yellow" if undecided or untried else "green"))
    return "\n".join(lines)


def _counts(result: Score) -> tuple[int, int, int, int]:
    return result.killed, len(result.equivalent), len(result.undecided), len(result.survivors)


def _line(result: Score, mutant: Mutant) -> str:
    return f"{_place(mutant)}: {result.model}: {mutant.words} [{mutant.kind}]"


def _place(mutant: Mutant) -> str:
    return "specs" if mutant.node is None else str(mutant.node.place)


def _json(result: Score) -> dict[str, Json]:
    def as_json(mutant: Mutant) -> dict[str, Json]:
        return {"kind": mutant.kind, "change": mutant.words, "place": _place(mutant)}

    return {
        "model": result.model,
        "cases": result.cases,
        "mutants": result.mutants,
        "killed": result.killed,
        "equivalent": [as_json(mutant) for mutant in result.equivalent],
        "survivors": [{**as_json(each.mutant), "reason": _GAP, "body": each.body} for each in result.survivors],
        "undecided": [{**as_json(each.mutant), "reason": each.reason} for each in result.undecided],
        "untried": [as_json(mutant) for mutant in result.untried],
    }
