"""What mypy and basedpyright say of programs, and what the programs say of themselves: lines that end in `# error` are wrong."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

Found = dict[tuple[str, int], list[str]]
"""(file, line) -> what the checker says there."""
Checker = Callable[[Sequence[Path], Path, Path], Found]
"""Of programs, the folder with their package, which is checked too, and an empty folder."""


def program_of(name: str) -> Path:
    """A program that is installed beside this Python; without it, the test is skipped."""
    executable = Path(sys.executable).with_name(name)
    if not executable.is_file():
        pytest.skip(f"{name} is not installed beside this Python")
    return executable


def mypy(programs: Sequence[Path], packages: Path, folder: Path) -> Found:
    """What mypy says of them, in its strict mode."""
    config = folder / "mypy.ini"
    config.write_text("[mypy]\nstrict = true\npython_version = 3.11\n", encoding="utf-8")
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--config-file", str(config), "--cache-dir", str(folder / "cache")),
            *("--no-error-summary", "--no-pretty", *map(str, packages.glob("*/")), *map(str, programs)),
        ],
        cwd=folder,
        env={**os.environ, "MYPYPATH": str(packages)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode in (0, 1), ran.stdout + ran.stderr
    found: Found = {}
    for path, number, message in re.findall(r"^(.+?):(\d+): error: (.*)$", ran.stdout, re.MULTILINE):
        found.setdefault((str((folder / path).resolve()), int(number)), []).append(message)
    return found


def pyright(programs: Sequence[Path], packages: Path, folder: Path) -> Found:
    """What basedpyright says of them, in pyright's strict mode."""
    config = folder / "pyrightconfig.json"
    config.write_text(
        json.dumps(
            {
                "include": [*map(str, programs), *map(str, packages.glob("*/"))],
                "extraPaths": [str(packages)],
                "pythonVersion": "3.11",
                "typeCheckingMode": "strict",
                # A value that stands alone is how the programs ask for an attribute.
                "reportUnusedExpression": "none",
            }
        ),
        encoding="utf-8",
    )
    ran = subprocess.run(
        [program_of("basedpyright"), "--project", config, "--outputjson", "--pythonpath", sys.executable],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode in (0, 1), ran.stdout + ran.stderr
    found: Found = {}
    for one in json.loads(ran.stdout)["generalDiagnostics"]:
        if one["severity"] == "error":
            place = (str(Path(one["file"]).resolve()), one["range"]["start"]["line"] + 1)
            found.setdefault(place, []).append(one["message"])
    return found


BOTH = pytest.mark.parametrize("checker", [mypy, pyright])


def marked(programs: Sequence[Path]) -> set[tuple[str, int]]:
    """(file, line) of every line that must not type-check."""
    return {
        (str(file), number)
        for file in programs
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if line.endswith("  # error")
    }


def compare(programs: Sequence[Path], found: Found) -> None:
    """What a checker says of programs and their package must be what the programs mark, on every line."""
    wanted = marked(programs)
    assert wanted
    extra = [f"{_shown(place)}\n    {found[place]}" for place in sorted(found) if place not in wanted]
    assert not extra, "refused although it is right:\n" + "\n".join(extra)
    missing = [_shown(place) for place in sorted(wanted - set(found))]
    assert not missing, "accepted although it is wrong:\n" + "\n".join(missing)


def _shown(place: tuple[str, int]) -> str:
    """A line of a program or of the package, for the message of a failure."""
    file, number = place
    return f"{file}:{number}: {Path(file).read_text(encoding='utf-8').splitlines()[number - 1].strip()}"
