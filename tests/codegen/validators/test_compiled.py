"""The optional build: validators compiled by mypyc in a platform wheel judge as their sources do; without it a wheel is pure."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.contract.bodies.judged import repository
from tests.e2e.commands.run import CHECKOUT, environment
from tests.e2e.commands.test_wheel import UNREACHABLE

MODEL = "powertokens/wan2.1-kf2v-plus"
MODULE = "videoapis.powertokens.validators.wan2_1_kf2v_plus"
COMPILERS = ("cc", "gcc", "clang", "cl", *(sysconfig.get_config_var("CC") or "").split()[:1])

PROGRAM = f"""
import json, sys
import {MODULE} as judge
bodies = json.load(sys.stdin)
said = [[each.as_dict() for each in judge.validate(body)] for body in bodies]
odd = [{{1}}, float("nan"), {{1: 2}}, {{"model": object()}}, [[]], type("Text", (str,), {{}})("x")]
print(json.dumps({{
    "file": judge.__file__,
    "said": said,
    "valid": [judge.is_valid(body) for body in bodies],
    "odd": [judge.is_valid(body) or judge.errors(body) == () for body in odd],
}}))
"""


def wheel(folder: Path, compiled: str) -> Path:
    """A wheel of the generated distribution, built in a copy."""
    source = folder / "source"
    if not source.exists():
        shutil.copytree(CHECKOUT / "generated/python", source, ignore=shutil.ignore_patterns("__pycache__"))
    out = folder / f"wheel-{compiled or 'pure'}"
    done = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--disable-pip-version-check", "--no-deps", "-w", out, source],
        capture_output=True,
        text=True,
        env={**environment(), "COMPILE_VALIDATORS": compiled},
        check=False,
    )
    if done.returncode and any(one in done.stderr for one in UNREACHABLE):
        pytest.skip("pip reaches no package index, which the build needs for hatchling and mypyc")
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = out.glob("*.whl")
    return made


@pytest.mark.index
def test_a_wheel_is_pure_unless_it_is_asked_to_be_compiled(tmp_path: Path) -> None:
    made = wheel(tmp_path, "")
    assert made.name.endswith("-py3-none-any.whl")
    names = zipfile.ZipFile(made).namelist()
    assert not [name for name in names if name.endswith((".so", ".pyd", "hatch_build.py"))]
    assert "videoapis/powertokens/schemas/wan2.7-i2v.json" in names


@pytest.mark.index
@pytest.mark.skipif(not any(map(shutil.which, COMPILERS)), reason="there is no C compiler on this machine")
def test_a_compiled_validator_judges_as_its_source(tmp_path: Path) -> None:
    made = wheel(tmp_path, MODULE.rpartition(".")[2])
    assert not made.name.endswith("-none-any.whl")
    zipfile.ZipFile(made).extractall(tmp_path / "site")
    one = repository(MODEL)
    bodies = [case.body for case in one.made.cases]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=json.dumps(bodies),
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["file"].endswith((".so", ".pyd"))
    judge = one.judges.validator
    assert len(bodies) > 50
    assert found["said"] == [[each.as_dict() for each in judge.validate(body)] for body in bodies]
    assert found["valid"] == [judge.is_valid(body) for body in bodies]
    assert found["odd"] == [False] * 6
