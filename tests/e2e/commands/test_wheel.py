"""The wheel, installed in an environment of its own, generates for a foreign repository just what the checkout does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.e2e.commands.run import CHECKOUT, environment, tree

UNREACHABLE = (
    "Could not find a version that satisfies the requirement",
    "No matching distribution",
    "Failed to establish",
)


def pip(*arguments: str | Path, cwd: Path) -> None:
    """Run pip; without a package index the test has nothing to say."""
    ran = subprocess.run(
        [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        env=environment(),
        check=False,
    )
    if ran.returncode and any(one in ran.stderr for one in UNREACHABLE):
        pytest.skip("pip reaches no package index")
    assert ran.returncode == 0, ran.stderr


@pytest.mark.index
def test_the_wheel_generates_the_same_bytes_elsewhere(generated_once: Path, tmp_path: Path) -> None:
    # Building in a copy: a checkout may not be writable, and build backends leave things behind.
    checkout = tmp_path / "checkout"
    for name in ("generator", "templates"):
        shutil.copytree(CHECKOUT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(CHECKOUT / name, checkout / name)
    pip("wheel", "--no-deps", "--wheel-dir", tmp_path, checkout, cwd=tmp_path)
    (wheel,) = tmp_path.glob("reelspec-*.whl")
    home = tmp_path / "venv"
    venv.create(home, with_pip=False)
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    # Beside what a service may have installed; what decides the bytes of types is the one that made those to compare with.
    same = f"datamodel-code-generator=={version('datamodel-code-generator')}"
    pip("--python", python, "install", wheel, "httpx==0.27.2", "jinja2==3.1.5", same, cwd=tmp_path)
    shutil.rmtree(checkout)

    root = tmp_path / "foreign"
    shutil.copytree(generated_once / "specs", root / "specs")
    script = python.with_name("reelspec.exe" if os.name == "nt" else "reelspec")
    clean = {key: value for key, value in environment().items() if not key.startswith("PYTHON")}
    for arguments in (["generate"], ["generate", "--check"], ["check"]):
        ran = subprocess.run(
            [script, *arguments, "--root", root], cwd=tmp_path, capture_output=True, text=True, env=clean, check=False
        )
        assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout
    assert tree(root / "generated") == tree(generated_once / "generated")
    where = subprocess.run(
        [python, "-c", "import reelspec; print(reelspec.__file__)"],
        cwd=tmp_path,
        env=clean,
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(where.stdout.strip()).is_relative_to(home)
