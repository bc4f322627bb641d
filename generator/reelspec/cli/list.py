"""`reelspec list`: the providers and their models."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from reelspec.common.tables import table
from reelspec.common.text import visible
from reelspec.language.parser.load import load

HELP = "List providers and models."
EXAMPLE = "reelspec list"


def arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(options: argparse.Namespace, root: Path) -> int:
    contract = load(root)
    if not sys.stdout.isatty():
        for model in contract.models():
            print(visible(f"{model.provider}/{model.name}"))
        return 0
    rows = [
        [f"{provider.name}/{model.name}", model.module, ", ".join(model.operations), str(len(model.schema.rules))]
        for provider in contract.providers
        for model in provider.models
    ]
    print(visible(table(["model", "module", "operations", "rules"], rows), keep="\n"))
    return 0
