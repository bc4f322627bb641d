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
    extras = {one.name: one for one in map(Requirement, PROJECT["optional-dependencies"]["mock"])}
    for name, requirement in {**BASE, **extras}.items():
        assert pins[name] in requirement.specifier


def test_the_manifest_records_a_version_only_where_it_decides_bytes() -> None:
    manifest = json.loads((ROOT / "generated/manifest.json").read_text(encoding="utf-8"))
    assert [name for name in manifest["inputs"] if name.startswith("package:")] == ["package:datamodel-code-generator"]
    made_with_it = {
        path for path, entry in manifest["files"].items() if "package:datamodel-code-generator" in entry["inputs"]
    }
    types = {path for path in manifest["files"] if path.endswith(("/requests.py", "/responses.py"))}
    assert made_with_it == types and types


@pytest.mark.parametrize(
    "module",
    [
        *("reelspec.pytest_plugin", "reelspec.mock", "reelspec.testing.verify.run"),
        *("reelspec.cli.validate", "reelspec.cli.verify", "reelspec.cli.mock"),
    ],
)
def test_what_tests_and_judges_imports_nothing_that_makes_types_or_renders(module: str) -> None:
    said = run(f"import sys, {module}; print(*sys.modules)")
    assert module in said
    assert {"datamodel_code_generator", "pydantic", "jinja2"}.isdisjoint(said)


def test_bodies_are_judged_and_providers_mocked_without_what_makes_types(tmp_path: Path) -> None:
    body = tmp_path / "body.json"
    body.write_text('{"model": "wan2.7-i2v"}', encoding="utf-8")
    said = run(
        "import sys; sys.modules['datamodel_code_generator'] = None\n"  # importing it would raise ImportError
        "from reelspec.cli import main; from reelspec.mock import Mock, Request\n"
        f"print(main(['validate', {str(body)!r}, '--root', {str(ROOT)!r}]))\n"
        f"print(Mock({str(ROOT)!r}, providers=['powertokens']).handle(Request('GET', '/__mock__/journal')).status)"
    )
    assert said[-2:] == ["1", "200"]


def run(program: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.split()
