"""What type checkers say of programs that use the clients: an error on each line that is marked `# error`, and on no other."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
GENERATED = CHECKOUT / "generated" / "python"
PROGRAMS = Path(__file__).parent / "programs"
Lines = set[tuple[str, int]]


def marked() -> Lines:
    """(file, line) of every line that must not type-check."""
    return {
        (file.name, number)
        for file in PROGRAMS.glob("*.py")
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if line.endswith("  # error")
    }


def shown(lines: Lines) -> Iterator[str]:
    for file, number in sorted(lines):
        text = (PROGRAMS / file).read_text(encoding="utf-8").splitlines()[number - 1] if file.endswith(".py") else ""
        yield f"{file}:{number}: {text.strip()}"


def compare(found: dict[tuple[str, int], list[str]]) -> None:
    """found: (file, line) -> what the checker says there."""
    wanted = marked()
    assert len(wanted) > 50
    extra = [
        f"{line}\n    {found[key]}"
        for key, line in zip(sorted(found), shown(set(found)), strict=True)
        if key not in wanted
    ]
    assert not extra, "refused although it is right:\n" + "\n".join(extra)
    assert not list(shown(wanted - set(found))), "accepted although it is wrong"


def test_mypy(tmp_path: Path) -> None:
    config = tmp_path / "mypy.ini"
    config.write_text("[mypy]\nstrict = true\npython_version = 3.11\n", encoding="utf-8")
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--config-file", config, "--cache-dir", tmp_path / "cache"),
            *("--no-error-summary", "--no-pretty", GENERATED / "videoapis", *sorted(PROGRAMS.glob("*.py"))),
        ],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(GENERATED)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode in (0, 1), ran.stdout + ran.stderr
    found: dict[tuple[str, int], list[str]] = {}
    for path, number, message in re.findall(r"^(.+?):(\d+): error: (.*)$", ran.stdout, re.MULTILINE):
        found.setdefault((Path(path).name, int(number)), []).append(message)
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
    found: dict[tuple[str, int], list[str]] = {}
    for one in json.loads(ran.stdout)["generalDiagnostics"]:
        if one["severity"] == "error":
            place = (Path(one["file"]).name, one["range"]["start"]["line"] + 1)
            found.setdefault(place, []).append(one["message"])
    compare(found)
