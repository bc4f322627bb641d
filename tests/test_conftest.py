"""Where CI is set, a test that misses what it needs fails; one that the machine cannot run is skipped there as well."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ("pytester",)

TESTS = """
import pytest

def test_node():
    pytest.skip("node is not installed")

@pytest.mark.skipif(True, reason="there is no browser")
def test_browser(): ...

@pytest.mark.skipif(True, reason="signals of POSIX")
def test_signals(): ...
"""


@pytest.mark.parametrize(
    ("value", "outcomes"), [("true", {"failed": 1, "errors": 1, "skipped": 1}), ("", {"skipped": 3})]
)
def test_nothing_is_left_out_in_ci(
    value: str, outcomes: dict[str, int], pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", value)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeconftest(Path(__file__).with_name("conftest.py").read_text("utf-8"))
    pytester.makepyfile(TESTS)
    found = pytester.runpytest_inprocess("-p", "no:cacheprovider")
    found.assert_outcomes(**outcomes)
    if value:
        found.stdout.fnmatch_lines(
            [f"not skipped where CI is set: {reason}" for reason in ("there is no browser", "node is not installed")]
        )
