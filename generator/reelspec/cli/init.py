"""`reelspec init`: a folder to begin with. A provider with one model, a body that it refuses, a test, and settings."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from reelspec.common.installation import templates_folder
from reelspec.common.text import visible

HELP = "Begin a repository of specs: a provider with one model, a refused body, a test, settings for editors."
EXAMPLE = "reelspec init my-specs"
NEEDS_SPECS = False
SETTINGS = "pyproject.toml"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", nargs="?", help="made where it is not there (default: this folder)")


def run(options: argparse.Namespace, root: Path) -> int:
    """Exit codes: 0 written, 2 something of it is there already, or it cannot be written."""
    folder = Path(options.folder or options.root or ".")
    begun = Path(templates_folder(), "init")
    files = sorted(file.relative_to(begun) for file in begun.rglob("*") if file.is_file())
    there = [file for file in files if os.path.lexists(folder / file) and file.name != SETTINGS]
    if (folder / "specs").is_dir() or there:
        what = "specs" if (folder / "specs").is_dir() else str(there[0])
        there_is = f"reelspec: {folder / what} is there already; nothing was written"
        print(visible(f"{there_is}. In another folder: reelspec init DIR"), file=sys.stderr)
        return 2
    for file in files:
        target = folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        text = (begun / file).read_text("utf-8")
        if file.name == SETTINGS and target.exists():
            text = _added(target.read_text("utf-8"), text)
        target.write_text(text, encoding="utf-8")
    for file in files:
        print(visible(f"wrote {folder / file}"))
    print("\nnext:")
    if folder != Path("."):
        print(visible(f"  cd {folder}"))
    print("  reelspec validate body.json    # refused: a rule of specs/kite/models/kite-1.yaml")
    print("  reelspec generate              # generated/: JSON Schemas, clients, validators, contract cases")
    print("  reelspec mock                  # Kite on this machine, to send requests to")
    print("  python -m pytest               # a first contract test")
    return 0


def _added(settings: str, ours: str) -> str:
    """The settings that are there, with the tables of ours that they have not."""
    tables = ("\n" + ours).split("\n[")[1:]
    new = [f"[{table.rstrip()}\n" for table in tables if f"[{table.partition(']')[0]}]" not in settings]
    return "\n".join([settings if settings.endswith("\n") or not settings else f"{settings}\n", *new])
