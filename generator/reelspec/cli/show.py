"""`reelspec show`: the contract itself, as JSON."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from reelspec.language.contract.as_json import contract_json
from reelspec.language.parser.load import load

HELP = "Print the contract that everything is made from."
EXAMPLE = "reelspec show --json | jq '.providers[].models[].name'"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="as JSON (the only form there is)")


def run(options: argparse.Namespace, root: Path) -> int:
    print(json.dumps(contract_json(load(root)), indent=2))
    return 0
