"""What type checkers say of programs that use the clients: an error on each line that is marked `# error`, and on no other."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[3]
GENERATED = CHECKOUT / "generated" / "python"
PROGRAMS = Path(__file__).parent / "programs"
Lines = set[tuple[str, int]]
Found = dict[tuple[str, int], list[str]]
"""(file, line) -> what the checker says there."""


def marked() -> Lines:
    """(file, line) of every line that must not type-check."""
    return {
        (str(file), number)
        for file in PROGRAMS.glob("*.py")
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if line.endswith("  # error")
    }


def shown(place: tuple[str, int]) -> str:
    """A line of a program or of the generated package, for the message of a failure."""
    file, number = place
    return f"{file}:{number}: {Path(file).read_text(encoding='utf-8').splitlines()[number - 1].strip()}"


def compare(found: Found) -> None:
    """What a checker says of the programs and of the generated package must be what is marked."""
    wanted = marked()
    assert len(wanted) > 50
    extra = [f"{shown(place)}\n    {found[place]}" for place in sorted(found) if place not in wanted]
    assert not extra, "refused although it is right:\n" + "\n".join(extra)
    missing = [shown(place) for place in sorted(wanted - set(found))]
    assert not missing, "accepted although it is wrong:\n" + "\n".join(missing)


def test_mypy(tmp_path: Path) -> None:
    config = tmp_path / "mypy.ini"
    config.write_text("[mypy]\nstrict = true\npython_version = 3.11\n", encoding="utf-8")
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--config-file", str(config), "--cache-dir", str(tmp_path / "cache")),
            *(
                "--no-error-summary",
                "--no-pretty",
                str(GENERATED / "videoapis"),
                *map(str, sorted(PROGRAMS.glob("*.py"))),
            ),
        ],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(GENERATED)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode in (0, 1), ran.stdout + ran.stderr
    found: Found = {}
    for path, number, message in re.findall(r"^(.+?):(\d+): error: (.*)$", ran.stdout, re.MULTILINE):
        found.setdefault((str((tmp_path / path).resolve()), int(number)), []).append(message)
    compare(found)


def test_pyright(tmp_path: Path) -> None:
    executable = Path(sys.executable).with_name("basedpyright")
    if not executable.is_file():
        pytest.skip("basedpyright is not installed beside this Python")
    config = tmp_path / "pyrightconfig.json"
    config.write_text(
        json.dumps(
            {
                "include": [str(PROGRAMS), str(GENERATED / "videoapis")],
                "extraPaths": [str(GENERATED)],
                "pythonVersion": "3.11",
                "typeCheckingMode": "strict",
                # A value that stands alone is how the programs ask for an attribute.
                "reportUnusedExpression": "none",
            }
        ),
        encoding="utf-8",
    )
    ran = subprocess.run(
        [executable, "--project", config, "--outputjson", "--pythonpath", sys.executable],
        cwd=tmp_path,
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
    compare(found)
