"""Tools from npm for the tests: installed by name and exact version into a cache folder, kept between runs.

Without Node, or offline, a test is skipped with the reason; where CI is set it fails (conftest.py).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

AJV = "8.17.1"
NODE, NPM = shutil.which("node"), shutil.which("npm")


def installed(package: str, version: str, proof: str, beside: tuple[str, ...] = ()) -> Path:
    """The folder in which the package is installed. proof: a file below node_modules that is there once it is. beside: what it is
    used with, as npm names it."""
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
    options = ["--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    try:
        done = subprocess.run(
            [str(NPM), "install", *options, f"{package}@{version}", *beside],
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
    try:
        made.rename(folder)
    except OSError:  # somebody else was quicker, or left half of one
        if not (folder / "node_modules" / proof).is_file():
            return made
        shutil.rmtree(made, ignore_errors=True)
    return folder


def ajv() -> Path:
    """The folder in which ajv is installed."""
    return installed("ajv", AJV, "ajv/dist/2020.js")
