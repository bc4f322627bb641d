"""Tools from npm for the tests here: installed by name and exact version into a cache folder, kept between runs.

Without Node, or offline, a test is skipped with the reason; where CI is set it fails, so that nobody believes it has run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

NODE, NPM = shutil.which("node"), shutil.which("npm")


def unavailable(reason: str) -> None:
    """Skip, or fail where nobody would see that it was skipped."""
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(reason)
    pytest.skip(reason)


def installed(package: str, version: str, proof: str) -> Path:
    """The folder in which the package is installed. proof: a file below node_modules that is there once it is."""
    if NODE is None or NPM is None:
        unavailable(f"node and npm are not installed: {package} cannot be asked")
    cache = os.environ.get("XDG_CACHE_HOME")
    base = Path(cache) if cache else Path(tempfile.gettempdir())
    folder = base / f"reelspec-{package.replace('/', '-').strip('@')}-{version}"
    if not (folder / "node_modules" / proof).is_file():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true}\n', encoding="utf-8")
        command = [
            str(NPM),
            "install",
            "--silent",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            f"{package}@{version}",
        ]
        try:
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240)
        except subprocess.TimeoutExpired:
            unavailable(f"npm has not installed {package} within four minutes")
        if done.returncode:
            unavailable(f"npm could not install {package}: {done.stderr.strip()[-300:]}")
    return folder
