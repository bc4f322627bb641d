"""`reelspec list`: the providers and their models."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from reelspec.common.tables import table
from reelspec.common.text import visible
from reelspec.project.index import models_of

HELP = "List providers and models."
EXAMPLE = "reelspec list"


def arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(options: argparse.Namespace, root: Path) -> int:
    models = models_of(root)
    if not sys.stdout.isatty():
        for name, _ in models:
            print(visible(name))
        return 0
    rows = [[name, model.module, ", ".join(model.operations), str(model.rules)] for name, model in models]
    print(visible(table(["model", "module", "operations", "rules"], rows), keep="\n"))
    return 0
