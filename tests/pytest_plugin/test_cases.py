"""Contract cases as tests of a user's own server: what passes, what fails and how it reads, what is skipped."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points

import pytest

from tests.testing.verify.judged import ROOT, cases

pytest_plugins = ("pytester",)

NAME = "powertokens/wan2.1-kf2v-plus"
HEAD = f"""
import pytest
from tests.testing.verify.dropping import without_rule
from tests.testing.verify.judged import model_of, server

NAME = "{NAME}"
"""
BOTH = """
@pytest.mark.reelspec_cases(NAME)
def test_case(reelspec_case, reelspec_judge):
    reelspec_judge(app, reelspec_case)

def test_whole(reelspec_judge):
    assert reelspec_judge(app, NAME).good
"""


@pytest.fixture(autouse=True)
def configured(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POWERTOKENS_API_KEY", raising=False)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # the others' plugins take longer than the tests
    pytester.makeini(f"[pytest]\nreelspec_root = {ROOT}\naddopts = -p no:cacheprovider -p reelspec.pytest_plugin")


def run(pytester: pytest.Pytester, text: str, *arguments: str) -> pytest.RunResult:
    pytester.makepyfile(HEAD + text)
    return pytester.runpytest_inprocess("-q", *arguments)


def test_a_correct_application_passes_every_case(pytester: pytest.Pytester) -> None:
    run(pytester, "app = server(NAME)\n" + BOTH).assert_outcomes(passed=len(cases(NAME)) + 1)


def test_a_wrong_application_fails_where_it_is_wrong(pytester: pytest.Pytester) -> None:
    found = run(pytester, 'app = server(NAME, judged_by=without_rule(model_of(NAME)[1], "size-by-model"))\n' + BOTH)
    broken = sum(any(one.rule == "size-by-model" for one in case.violations) for case in cases(NAME))
    found.assert_outcomes(passed=len(cases(NAME)) - broken, failed=broken + 1)
    found.stdout.fnmatch_lines(
        [
            f"{NAME} rule.size-by-model.broken*: accepted, and the spec refuses it",
            '  /size: size must be "720P"* [[]size-by-model[]]',
            "    source: PowerTokens, *",
            "  sent: POST /v1/videos {*}",
            "  answer: 200 {*}",
            "laxer: wan2.1-kf2v-plus: accepts * [[]size-by-model[]]",
        ]
    )
    assert "Traceback" not in found.stdout.str() and "session.py" not in found.stdout.str()


def test_probes_are_left_out_by_name(pytester: pytest.Pytester) -> None:
    text = """
from tests.testing.verify.server import Flaws

app = server(NAME, Flaws(open=True))  # it needs no key

def test_all(reelspec_judge):
    reelspec_judge(app, NAME)

def test_some(reelspec_judge):
    assert reelspec_judge(app, NAME, no_probe=["no-key", "wrong-key"]).good

def test_none_of_that_name(reelspec_judge):
    reelspec_judge(app, NAME, no_probe=["no-keys"])
"""
    found = run(pytester, text)
    found.assert_outcomes(passed=1, failed=2)
    found.stdout.fnmatch_lines(["there is no probe no-keys; did you mean no-key?"])


def test_a_server_behind_an_address(pytester: pytest.Pytester) -> None:
    text = """
from tests.testing.verify.test_command import listening

@pytest.fixture(scope="module")
def address():
    with listening(server(NAME)) as found:
        yield found

@pytest.mark.reelspec_cases(NAME, only="invalid")
def test_case(reelspec_case, reelspec_judge, address):
    assert not reelspec_case.valid and reelspec_case.violations
    reelspec_judge(address, reelspec_case)
"""
    run(pytester, text).assert_outcomes(passed=sum(not one.valid for one in cases(NAME)))


def test_an_application_is_started_once_for_all_cases(pytester: pytest.Pytester) -> None:
    text = """
from tests.testing.verify.test_servers import Living

app = Living()
app.inner = server(NAME)

@pytest.mark.reelspec_cases(NAME)
def test_case(reelspec_case, reelspec_judge):
    reelspec_judge(app, reelspec_case)

def test_once():
    assert app.events == ["lifespan.startup"]
"""
    run(pytester, text).assert_outcomes(passed=len(cases(NAME)) + 1)


def test_nothing_is_paid_for_elsewhere(pytester: pytest.Pytester) -> None:
    text = """
@pytest.mark.reelspec_cases(NAME, only="valid")
def test_case(reelspec_case, reelspec_judge):
    reelspec_judge("http://api.example", reelspec_case)

def test_whole(reelspec_judge):
    reelspec_judge("http://api.example", NAME)
"""
    found = run(pytester, text)
    found.assert_outcomes(skipped=sum(one.valid for one in cases(NAME)), failed=1)
    found.stdout.fnmatch_lines(["nothing was sent: http://api.example is not this machine*"])


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ('reelspec_cases("powertokens/wan2")', "*there is no provider or model powertokens/wan2; there are *"),
        ('reelspec_cases(NAME, only="good")', "*only is 'valid' or 'invalid', not 'good'*"),
        ("reelspec_cases()", "*the mark is reelspec_cases(*names, only=None)*"),
        ("filterwarnings('error')", "*reelspec_case needs a mark such as *"),
    ],
)
def test_what_is_asked_for_wrongly(pytester: pytest.Pytester, mark: str, said: str) -> None:
    found = run(pytester, f"@pytest.mark.{mark}\ndef test_case(reelspec_case): ...\n")
    assert found.ret != 0
    found.stdout.fnmatch_lines([said])


def test_specs_that_are_not_there(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nreelspec_root = nowhere\naddopts = -p reelspec.pytest_plugin")
    found = run(pytester, "def test_contract(reelspec_contract): ...\n")
    found.stdout.fnmatch_lines(["*reelspec_root: */nowhere has no folder specs*"])


def test_pytest_finds_the_plugin_by_itself() -> None:
    (found,) = [one for one in entry_points(group="pytest11") if one.name == "reelspec"]
    assert found.value == "reelspec.pytest_plugin"


def test_pytest_starts_without_anything_of_ours() -> None:
    said = (
        "import sys, pytest; before = set(sys.modules); import reelspec.pytest_plugin;"
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["reelspec", "reelspec.pytest_plugin"]
