"""How the tests of this folder call reelspec: as its users do, by the console script or `python -m`, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from reelspec.common.kept import FOLDER

CHECKOUT = Path(__file__).resolve().parents[3]
SCRIPT = Path(sys.executable).with_name("reelspec.exe" if os.name == "nt" else "reelspec")


@dataclass(frozen=True)
class Ran:
    """What a call gave."""

    code: int
    out: str
    err: str


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment without what would change the output of Python or the width of tables."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "LC_", "LANG", "COLUMNS"))}
    if "PYTHONPATH" in os.environ:
        kept["PYTHONPATH"] = os.environ["PYTHONPATH"]
    return {**kept, **(changes or {})}


def reelspec(
    *arguments: str | Path,
    cwd: Path,
    stdin: bytes = b"",
    env: Mapping[str, str] | None = None,
    script: bool = False,
) -> Ran:
    """Run the command in `cwd`. script: by the console script rather than `python -m reelspec`."""
    start = [SCRIPT] if script else [sys.executable, "-m", "reelspec"]
    done = subprocess.run(
        [*start, *arguments], cwd=cwd, input=stdin, capture_output=True, env=environment(env), timeout=120, check=False
    )
    return Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def tree(top: Path) -> dict[str, bytes]:
    """The files below a folder by relative path, without what commands keep for the next ones."""
    return {
        file.relative_to(top).as_posix(): file.read_bytes()
        for file in sorted(top.rglob("*"))
        if file.is_file() and FOLDER not in file.parts
    }
