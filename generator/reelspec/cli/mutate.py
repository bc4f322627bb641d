"""`reelspec mutate`: how many single changes to the specs the contract cases notice, and which they do not."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from reelspec.common.tables import table
from reelspec.common.text import number, visible
from reelspec.language.contract.keywords import name_hint
from reelspec.language.contract.model import Contract, Model
from reelspec.language.parser.load import load
from reelspec.language.source.node import Json
from reelspec.project.build import UnknownName
from reelspec.testing.mutation.mutant import Mutant
from reelspec.testing.mutation.score import Score, score

HELP = "Change the specs in every single place and show which changes the contract cases do not notice."
EXAMPLE = "reelspec mutate powertokens/wan2.7-i2v"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("only", nargs="?", metavar="PROVIDER[/MODEL]", help="one provider or one model (default: all)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print (default: text)")


def run(options: argparse.Namespace, root: Path) -> int:
    contract = load(root)
    try:
        models = _selected(contract, options.only)
    except UnknownName as unknown:
        print(f"reelspec: {visible(str(unknown))}", file=sys.stderr)
        return 2
    scores: list[Score] = []
    for model in models:
        if sys.stderr.isatty():
            print(visible(f"{model.provider}/{model.name} ..."), end="\r", file=sys.stderr, flush=True)
        scores.append(score(model))
    print(json.dumps([_json(one) for one in scores], indent=2) if options.format == "json" else _text(scores))
    return 1 if any(one.survivors for one in scores) else 0


def _selected(contract: Contract, only: str | None) -> list[Model]:
    """The models of a provider, or one model. Raises UnknownName."""
    models = [
        one for one in contract.models() if only in (None, one.provider, f"{one.provider}/{one.name}")
    ]  # fmt: skip
    if models or only is None:
        return models
    known = [*(one.name for one in contract.providers), *contract.names()]
    raise UnknownName(f"there is no provider or model {only}; {name_hint(only, known)}")


def _text(scores: list[Score]) -> str:
    head = ["model", "cases", "mutants", "killed", "equivalent", "survivors"]
    rows = [
        [
            one.model,
            str(one.cases),
            str(one.mutants),
            str(one.killed),
            str(len(one.equivalent)),
            str(len(one.survivors)),
        ]
        for one in scores
    ]
    lines = [visible(table(head, rows), keep="\n")]
    for one in scores:
        for survivor in one.survivors:
            body = "" if survivor.body is None else f"\n  body: {json.dumps(survivor.body)[:2000]}"
            words = f"{_place(survivor.mutant)}: {one.model}: {survivor.mutant.words} [{survivor.mutant.kind}]"
            lines.append(visible(f"{words}\n  {survivor.reason}{body}", keep="\n"))
    killed, survived = sum(one.killed for one in scores), sum(len(one.survivors) for one in scores)
    total = sum(one.mutants for one in scores)
    equal = sum(len(one.equivalent) for one in scores)
    lines.append(
        f"{number(total, 'mutant')}: {killed} killed, {equal} equivalent, {number(survived, 'survivor')}"
        + ("" if survived else "; the cases notice every change that can be noticed")
    )
    return "\n".join(lines)


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
        "survivors": [{**said(each.mutant), "reason": each.reason, "body": each.body} for each in one.survivors],
    }
