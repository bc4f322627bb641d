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
        json.dumps([_json(one) for one in scores], indent=2)
        if options.format == "json"
        else _text(scores, options.budget)
    )
    return 1 if any(one.survivors for one in scores) else 0


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
        one for one in contract.models() if only in (None, one.provider, f"{one.provider}/{one.name}")
    ]  # fmt: skip
    if models or only is None:
        return models
    known = [*(one.name for one in contract.providers), *contract.names()]
    raise UnknownName(f"there is no provider or model {only}; {name_hint(only, known)}")


def _text(scores: list[Score], budget: float) -> str:
    head = ["model", "cases", "mutants", "killed", "equivalent", "undecided", "survivors"]
    rows = [[one.model, *map(str, (one.cases, one.mutants, *_counts(one)))] for one in scores]
    lines = [visible(table(head, rows), keep="\n")]
    for one in scores:
        for survivor in one.survivors:
            body = json.dumps(survivor.body)[:2000]
            lines.append(visible(f"{_line(one, survivor.mutant)}\n  {_GAP}\n  body: {body}", keep="\n"))
        late = sum(open_one.reason == LATE.reason for open_one in one.undecided)
        for open_one in one.undecided:
            if open_one.reason == LATE.reason:
                continue
            lines.append(visible(f"{_line(one, open_one.mutant)}\n  undecided: {open_one.reason}", keep="\n"))
        if late or one.untried:
            lines.append(
                f"{visible(one.model)}: the {budget:g} s of processor time are used up (--budget): "
                f"{late} undecided for this, {number(len(one.untried), 'mutant')} more not tried"
            )
    killed, equal, undecided, survived = (sum(_counts(one)[place] for one in scores) for place in range(4))
    untried = sum(len(one.untried) for one in scores)
    sum_ = (
        f"{number(killed + equal + undecided + survived, 'mutant')}: {killed} killed, {equal} equivalent, "
        + f"{undecided} undecided, {number(survived, 'survivor')}"
        + (f"; {untried} more not tried" if untried else "")
        + ("" if survived or undecided or untried else "; the cases notice every change that can be noticed")
    )
    lines.append(painted(sum_, "red" if survived else "yellow" if undecided or untried else "green"))
    return "\n".join(lines)


def _counts(one: Score) -> tuple[int, int, int, int]:
    return one.killed, len(one.equivalent), len(one.undecided), len(one.survivors)


def _line(one: Score, mutant: Mutant) -> str:
    return f"{_place(mutant)}: {one.model}: {mutant.words} [{mutant.kind}]"


def _place(mutant: Mutant) -> str:
    return "specs" if mutant.node is None else str(mutant.node.place)


def _json(one: Score) -> dict[str, Json]:
    def said(mutant: Mutant) -> dict[str, Json]:
        return {"kind": mutant.kind, "change": mutant.words, "place": _place(mutant)}

    return {
        "model": one.model,
        "cases": one.cases,
        "mutants": one.mutants,
        "killed": one.killed,
        "equivalent": [said(mutant) for mutant in one.equivalent],
        "survivors": [{**said(each.mutant), "reason": _GAP, "body": each.body} for each in one.survivors],
        "undecided": [{**said(each.mutant), "reason": each.reason} for each in one.undecided],
        "untried": [said(mutant) for mutant in one.untried],
    }
