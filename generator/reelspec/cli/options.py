"""`reelspec options`: what the fields of half a request can still be, and the rules in the way of what they cannot."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from reelspec.cli.body import body_of
from reelspec.cli.named import named
from reelspec.common.tables import table
from reelspec.common.text import visible
from reelspec.language.parser.load import load
from reelspec.language.rules.words import value_words

HELP = "Show what the fields of half a request can still be, and the rules in the way of the others."
EXAMPLE = "reelspec options powertokens/wan2.7-r2v --set seconds=12"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", metavar="PROVIDER/MODEL")
    parser.add_argument("--file", metavar="FILE", help="half a body, a JSON object")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="a field of the body; media.0.type reaches inside",
    )
    parser.add_argument("--format", choices=["text", "json"], default="text", help="a table, or all of it as JSON")


def run(options: argparse.Namespace, root: Path) -> int:
    pair = named(load(root), options.model)
    if pair is None:
        return 2
    provider, model = pair
    body = body_of(model, options.set, options.file)
    from reelspec.options.load import models_of

    answer = models_of(provider).options(body, model.name)
    if options.format == "json":
        print(json.dumps(answer, indent=2))
    else:
        print(visible(said(answer, body), keep="\n"))
    return 0 if answer["possible"] is not False else 1


def said(answer: Mapping[str, Any], body: Mapping[str, Any]) -> str:
    """The answer as a table, with what is missing or in conflict below it."""
    rows = [
        (name, value_words(body[name]) if name in body else "", _presence(field), _choices(field), _rules(field))
        for name, field in answer["fields"].items()
    ]
    lines = [table(["field", "given", "it", "can be", "rules in the way"], rows)]
    for need in answer["missing"]:
        lines.append(
            f"missing: {' or '.join(need['fields'])} [{', '.join(reason['rule'] for reason in need['rules'])}]"
        )
    for reason in answer["conflicts"]:
        lines.append(f"no request can have all of this: {reason['message']} [{reason['rule']}]")
    return "\n".join(lines)


def _presence(field: Mapping[str, Any]) -> str:
    words = {"may": "may be given", "must": "must be given", "must-not": "must not be given", "neither": "has no way"}
    return words.get(field["presence"], "is undecided")


def _choices(field: Mapping[str, Any]) -> str:
    if field["values"] is None:
        return "; ".join(f"{name} {value_words(value)}" for name, value in field["limits"].items() if _is_short(value))
    offered = [value_words(entry["value"]) for entry in field["values"] if entry["offered"]]
    return ", ".join(offered) or "nothing"


def _is_short(value: Any) -> bool:
    return not isinstance(value, dict | list)


def _rules(field: Mapping[str, Any]) -> str:
    """What is refused, by rule; then what rules the field as a whole."""
    refused: dict[str, list[str]] = {}
    for entry in field["values"] or ():
        for name in _names(entry["rules"]):
            refused.setdefault(name, []).append(value_words(entry["value"]))
    every = len(field["values"] or ())
    parts = [name if len(values) == every else f"not {', '.join(values)}: {name}" for name, values in refused.items()]
    parts += [name for name in _names(field["rules"]) if name not in refused]
    return "\n".join([*parts, *([field["undecided"]] if field["undecided"] else [])])


def _names(rules: Iterable[Mapping[str, Any]]) -> list[str]:
    return [reason["rule"] for reason in rules]
