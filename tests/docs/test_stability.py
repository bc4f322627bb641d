"""docs/stability.md lists what there is: public names, fixtures, settings of pytest, keys of JSON."""

from __future__ import annotations

import inspect
import json
import re
from importlib import import_module
from typing import Any

import pytest

import reelspec.mock
from reelspec import pytest_plugin
from reelspec.testing.verify.report import Report
from reelspec.testing.verify.reports.json import as_json
from tests.docs.pages import CHECKOUT, PAGES
from tests.documentation.drift.kite import PAGE, Kite, kite, replaced

TEXT = PAGES["docs/stability.md"]


def rows(heading: str) -> dict[str, list[str]]:
    """A table by its head: the first cell of each row -> the names in the second."""
    table = TEXT.partition(f"| {heading} |")[2].partition("\n\n")[0]
    cells = [line.strip("| ").split(" | ") for line in table.splitlines()[2:]]
    return {row[0].strip("`"): re.findall(r"`([^`]+)`", row[1]) for row in cells}


def test_the_names_of_the_mock_are_those_that_it_exports() -> None:
    assert rows("import | public")["reelspec.mock"] == sorted(reelspec.mock.__all__, key=str.casefold)


def test_the_names_of_the_plugin_are_those_that_pytest_learns(pytestconfig: pytest.Config) -> None:
    listed = rows("kind | public")
    marks = [line.partition("(")[0] for line in pytestconfig.getini("markers") if line.startswith("reelspec_")]
    assert listed["marks"] == sorted(marks)
    source = inspect.getsource(pytest_plugin)
    assert listed["fixtures"] == sorted(re.findall(r"@pytest\.fixture.*\ndef (\w+)", source))
    assert listed["settings"] == sorted(re.findall(r'parser\.addini\(\s*"(\w+)"', source))


@pytest.mark.parametrize("provider", ["powertokens", "apimart"])
def test_generated_packages_have_the_names(provider: str) -> None:
    package = import_module(f"videoapis.{provider}")
    assert {"Task", "Created", "Result", "Content", "VideoAPIError"} <= set(package.__all__)
    validators = import_module(f"videoapis.{provider}.validators")
    for name in validators.MODULES.values():
        module = import_module(f"videoapis.{provider}.validators.{name}")
        assert set(module.__all__) == {"is_valid", "errors", "validate", "effective", "Violation"}
        assert all(hasattr(module, key) for key in module.__all__)
        own = {key for key, value in vars(module).items() if getattr(value, "__module__", None) == module.__name__}
        assert {key for key in own if not key.startswith("_")} == {"is_valid", "errors", "validate"}
    assert all(import_module(f"videoapis.{provider}.{name}") for name in ("requests", "responses", "models"))


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Kite:
    """A provider whose page has changed."""
    made = kite(tmp_path_factory.mktemp("kite"))
    made.page(replaced(PAGE, "x <= 10", "x <= 12"))
    (made.captures / "body.json").write_text('{"model": "kite-1"}', encoding="utf-8")
    return made


CALLS = {
    "check": ["check"],
    "generate --check": ["generate", "--check"],
    "documents lock": ["documents", "lock", "captures"],
    "validate": ["validate", "captures/body.json"],
    "options": ["options", "kite/kite-1"],
    "diff": ["diff", "repository", "repository"],
    "mutate": ["mutate", "kite/kite-1"],
    "documents status": ["documents", "status", "captures"],
    "documents compare": ["documents", "compare", "captures"],
    "documents drift": ["documents", "drift", "captures"],
}


def test_every_command_that_prints_json_is_listed() -> None:
    assert list(rows("command | an element has")) == [*list(CALLS)[:7], "verify", *list(CALLS)[7:]]


@pytest.mark.parametrize("name", CALLS)
def test_json_has_the_keys(name: str, changed: Kite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(changed.root.parent)
    found: Any = json.loads(changed.run(*CALLS[name], "--format", "json").out)
    assert isinstance(found, dict) is (name in ("options", "diff"))
    if name == "check":  # nothing is wrong here; tests/e2e/commands/test_reports.py has the keys
        assert found == []
        return
    for element in [found] if isinstance(found, dict) else found:
        assert list(element) == rows("command | an element has")[name]


def test_a_report_of_verify_has_the_keys() -> None:
    report = Report("http://127.0.0.1:8000", "kite", (), (), (), 0, 0, 0.0)
    assert list(json.loads(as_json(report))) == rows("command | an element has")["verify"]


def test_the_schemas_of_the_format_are_where_the_guide_finds_them() -> None:
    guide = (CHECKOUT / "specs/README.md").read_text(encoding="utf-8")
    names = re.findall(r"`(\w+\.schema\.json)`", guide)
    assert {path.name for path in (CHECKOUT / "generated/spec-format").iterdir()} == set(names)
