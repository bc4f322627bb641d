"""`reelspec explain`: the fields and rules of a model as tables for people, each with its source."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from reelspec.checks.unsatisfiable import Explained, explained_rules, place_of
from reelspec.cli.named import named
from reelspec.common.tables import table, terminal_width, wrap
from reelspec.common.text import visible
from reelspec.language.contract.model import Model
from reelspec.language.contract.schema import Rule
from reelspec.language.rules.rows import field_rows, others_words, rule_rows
from reelspec.language.rules.words import condition_words
from reelspec.project.index import contract_of

HELP = "Show a model's fields and rules as tables, each with its source."
EXAMPLE = "reelspec explain powertokens/wan2.7-i2v"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", metavar="PROVIDER/MODEL")


def run(options: argparse.Namespace, root: Path) -> int:
    contract = contract_of(root, options.model)
    pair = named(contract, options.model)
    if pair is None:
        return 2
    print(visible(explanation(pair[1], terminal_width(), explained_rules(contract, pair[1])), keep="\n"))
    return 0


def explanation(model: Model, width: int, explained: Explained | None = None) -> str:
    """The tables of a model, one pair for each page about it, at most `width` columns wide where that can be.

    explained: what its pages say for other models too and can do nothing for this one; None where nobody asks.
    """
    out: list[str] = []
    dead = {} if explained is None else explained.dead

    def note(rule: Rule) -> str:
        return dead.get(place_of(rule.node), "")

    for form in model.forms:
        title = f"{model.provider}/{model.name}"
        if form.when is not None:
            title += f" when {condition_words(form.when)}"
        elif len(model.forms) > 1:
            title += " otherwise"
        source = form.schema.source
        out += ["", *wrap(title, width)] if out else wrap(title, width)
        description = form.schema.annotations.get("description")
        if isinstance(description, str):
            out += wrap(" ".join(description.split()), width)
        if source is not None:
            out += wrap(f"Source: {source.title}; the last column says where in it.", width)
        rows = [
            row.cells("  " * (len(row.path) - 1) + row.path[-1])
            for row in field_rows(form.schema, model.definitions, source)
        ]
        out += ["", table(["field", "type", "required", "limits, default", "source"], rows, width=width)]
        others = others_words(form.schema)
        if others:
            out += ["", f"{others.capitalize()}."]
        schema = form.schema
        if explained is not None:
            schema = replace(schema, rules=explained.rules[form.name])
        rules = [row.cells() for row in rule_rows(schema, model.definitions, "", note)]
        if rules:
            out += ["", table(["rule", "severity", "demands", "source"], rules, width=width)]
    return "\n".join(out)
