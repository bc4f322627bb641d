"""Tools from npm for the tests: installed by name and exact version into a cache folder, kept between runs.

Without Node, or offline, a test is skipped with the reason; where CI is set it fails (conftest.py).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

import pytest

AJV = "8.17.1"
NODE, NPM = shutil.which("node"), shutil.which("npm")


def installed(package: str, version: str, proof: str, beside: tuple[str, ...] = (), *, alone: bool = False) -> Path:
    """The folder in which the package is installed. proof: a file below node_modules that is there once it is. beside: what it is
    used with, as npm names it. alone: without what they depend on, for packages that hold all they need in one file."""
    if NODE is None or NPM is None:
        pytest.skip(f"node and npm are not installed: {package} cannot be asked")
    cache = os.environ.get("XDG_CACHE_HOME")
    base = Path(cache) if cache else Path(tempfile.gettempdir())
    folder = base / f"reelspec-{package.replace('/', '-').strip('@')}-{version}"
    if (folder / "node_modules" / proof).is_file():
        return folder
    base.mkdir(parents=True, exist_ok=True)
    # Made beside it and renamed: several processes may want it at once.
    made = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=base))
    (made / "package.json").write_text('{"private": true}\n', encoding="utf-8")
    options = ["--silent"] if alone else ["--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    try:
        done = subprocess.run(
            [str(NPM), "pack" if alone else "install", *options, f"{package}@{version}", *beside],
            cwd=made,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm has not installed {package} within four minutes")
    if done.returncode:
        pytest.skip(f"npm could not install {package}: {done.stderr.strip()[-300:]}")
    if alone:
        _unpack(made)
    try:
        made.rename(folder)
    except OSError:  # somebody else was quicker, or left half of one
        if not (folder / "node_modules" / proof).is_file():
            return made
        shutil.rmtree(made, ignore_errors=True)
    return folder


def _unpack(folder: Path) -> None:
    """Put packages that npm has packed into the folder where they would be installed."""
    for archive in folder.glob("*.tgz"):
        with tarfile.open(archive) as packed:
            packed.extractall(folder / "unpacked", filter="data")
        archive.unlink()
        (root,) = (folder / "unpacked").iterdir()
        target = folder / "node_modules" / json.loads((root / "package.json").read_bytes())["name"]
        target.parent.mkdir(parents=True, exist_ok=True)
        root.rename(target)


def browser() -> str:
    """Chromium, from a package of the system."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("chromium is not installed: no page can be drawn")
    return found


def ajv() -> Path:
    """The folder in which ajv is installed."""
    return installed("ajv", AJV, "ajv/dist/2020.js")
