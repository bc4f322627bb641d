"""Pages of the site in a browser without a network: what `browse.mjs` says of them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reelspec.language.contract.model import Contract
from reelspec.site.pages import site_files
from reelspec.site.write import write_site
from tests.node import NODE, browser, installed

PROGRAM = Path(__file__).with_name("browse.mjs")
AXE = "4.11.0"
PLAYWRIGHT = "playwright-core@1.65.1"


def written(contract: Contract, folder: Path) -> Path:
    """A folder with the site."""
    write_site(folder / "site", site_files(contract))
    return folder / "site"


def browse(pages: Sequence[Mapping[str, Any]], folder: Path) -> list[dict[str, Any]]:
    """What the pages say, in the order in which they are asked; `browse.mjs` says of what. folder: for what it is told."""
    chromium = browser()
    modules = installed("axe-core", AXE, "axe-core/axe.min.js", (PLAYWRIGHT,))
    asked = folder / "asked.json"
    asked.write_text(json.dumps(pages, default=str), encoding="utf-8")
    command = [str(NODE), str(PROGRAM), chromium, str(modules), str(asked)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found
