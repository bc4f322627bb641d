"""What reelspec asks for: ranges for whoever installs it, exact versions for whoever develops it, and what is imported when."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from reelspec.language.parser.load import load
from reelspec.project.emitters import OUTPUTS, emitters_of
from tests.ranges import lowest_versions

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
BASE = {requirement.name: requirement for requirement in map(Requirement, PROJECT["dependencies"])}
DEV = [Requirement(line) for line in PROJECT["optional-dependencies"]["dev"] if not line.startswith("reelspec[")]


def test_five_packages_are_installed_with_reelspec_and_each_has_a_lowest_version() -> None:
    assert set(BASE) == {"jinja2", "pyyaml", "jsonschema", "httpx", "datamodel-code-generator"}
    lowest = lowest_versions()
    assert set(lowest) == set(BASE)
    assert all(lowest[name] in requirement.specifier for name, requirement in BASE.items())


@pytest.mark.parametrize(
    ("name", "version"), [("httpx", "0.27.2"), ("jinja2", "3.1.5"), ("pyyaml", "6.0.2"), ("jsonschema", "4.23.0")]
)
def test_it_installs_beside_versions_that_are_in_use(name: str, version: str) -> None:
    assert version in BASE[name].specifier


def test_types_keep_to_one_minor_version_of_what_makes_them() -> None:
    specifier = BASE["datamodel-code-generator"].specifier
    assert "0.89.7" in specifier
    assert "0.90.0" not in specifier and "0.88.9" not in specifier


def test_development_pins_everything_within_the_ranges() -> None:
    assert [str(one) for one in DEV if not re.fullmatch(r"==[0-9.]+", str(one.specifier))] == []
    pins = {one.name: str(one.specifier).removeprefix("==") for one in DEV}
    extras = {
        one.name: one for extra in ("mock", "html") for one in map(Requirement, PROJECT["optional-dependencies"][extra])
    }
    for name, requirement in {**BASE, **extras}.items():
        assert pins[name] in requirement.specifier


def test_the_manifest_records_a_version_only_where_it_decides_bytes() -> None:
    manifest = json.loads((ROOT / "generated/manifest.json").read_text(encoding="utf-8"))
    assert [name for name in manifest["inputs"] if name.startswith("package:")] == ["package:datamodel-code-generator"]
    contract = load(ROOT, outputs=OUTPUTS)
    artifacts = [artifact for emitter in emitters_of(contract) for artifact in emitter(contract)]
    made_with_it = {artifact.path for artifact in artifacts if artifact.packages}
    types = {path for path in manifest["files"] if path.endswith(("/requests.py", "/responses.py"))}
    assert made_with_it == types and types


@pytest.mark.parametrize(
    "module",
    [
        *("reelspec.pytest_plugin", "reelspec.mock", "reelspec.testing.verify.run"),
        *("reelspec.cli.validate", "reelspec.cli.verify", "reelspec.cli.mock"),
    ],
)
def test_importing_what_tests_and_judges_imports_nothing_that_makes_types_or_renders(module: str) -> None:
    said = run(f"import sys, {module}; print(*sys.modules)").split()
    assert module in said
    assert {"datamodel_code_generator", "pydantic", "jinja2"}.isdisjoint(said)


WITHOUT = """
import sys
sys.modules["datamodel_code_generator"] = None  # importing it would raise ImportError

import pytest
from reelspec.cli import main
from reelspec.mock import Clock, Mock, serving

root, model, body, tests = sys.argv[1:]
print("validate", main(["validate", body, "--root", root]))
with serving(Mock(root, providers=["powertokens"], clock=Clock(speed=500))) as address:
    print("verify", main(["verify", address, "--provider", "powertokens", "--model", model, "--root", root]))
print("pytest", int(pytest.main([tests, "-o", f"reelspec_root={root}"])))
"""
PLUGIN = """
import pytest

@pytest.mark.reelspec_mock("powertokens", speed=500)
def test_by_the_plugin(reelspec_mock, reelspec_judge):
    assert reelspec_judge(reelspec_mock.app, "powertokens/MODEL").good
"""


def test_bodies_are_judged_providers_mocked_and_servers_verified_without_what_makes_types(tmp_path: Path) -> None:
    model = "wan2.1-kf2v-plus"
    body, tests = tmp_path / "body.json", tmp_path / "test_plugin.py"
    body.write_text(f'{{"model": "{model}"}}', encoding="utf-8")
    tests.write_text(PLUGIN.replace("MODEL", model), encoding="utf-8")
    said = run(WITHOUT, str(ROOT), model, str(body), str(tests))
    assert "validate 1" in said and "verify 0" in said and "no difference: " in said
    assert said.rstrip().endswith("pytest 0") and "1 passed" in said


def run(program: str, *arguments: str) -> str:
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def test_an_older_python_is_told_which_one_is_needed() -> None:
    patched = "import sys; sys.version_info = (3, 10, 13); sys.version = '3.10.13 (main)'; import reelspec.__main__"
    ran = subprocess.run([sys.executable, "-c", patched], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", "reelspec needs Python 3.11 or later; this is 3.10.13\n")
