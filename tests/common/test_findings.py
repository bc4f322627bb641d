"""Findings as annotations on GitHub, as SARIF and as JSON; what stands in them is anybody's text. Run by pytest."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelspec.common.findings import Accepted, Finding, Form, written
from tests.common.sarif import results_of


def form(findings: list[Finding], name: Form, root: Path, code: int = 1) -> str:
    """The findings in a form."""
    return written(findings, name, root=root, version="1.2.3", code=code)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout whose specs stand in a folder of it."""
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    (tmp_path / ".git").mkdir()
    (tmp_path / "apis/specs").mkdir(parents=True)
    return tmp_path / "apis"


def test_annotations_stand_in_the_checkout_and_are_escaped(root: Path) -> None:
    findings = [
        Finding("error", "limits", "100% of it:\nsize, ratio", "specs/a,b:c.yaml", 3, 7),
        Finding("warning", "idle", "look", "specs/a.yaml", 1),
        Finding("note", "wording", "nothing"),
        Finding("error", "unreadable", "gone", "https://docs.example/a.md", 4),
        Finding("error", "open", "said", "/nowhere/page.txt", 5),
    ]
    assert form(findings, "github", root).splitlines() == [
        "::error file=apis/specs/a%2Cb%3Ac.yaml,line=3,col=7,title=limits::100%25 of it:%0Asize, ratio",
        "::warning file=apis/specs/a.yaml,line=1,title=idle::look",
        "::notice title=wording::nothing",
        "::error title=unreadable::https://docs.example/a.md:4: gone",
        "::error title=open::/nowhere/page.txt:5: said",
    ]
    assert form([], "github", root) == ""


def test_the_workspace_of_a_job_comes_first(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(root))
    assert "file=specs/a.yaml," in form([Finding("error", "a", "b", "specs/a.yaml")], "github", root)


def test_a_capture_is_found_from_the_working_folder(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root.parent)
    Path("pages").mkdir()
    Path("pages/a.txt").write_text("a")
    assert "file=pages/a.txt,line=2" in form([Finding("error", "a", "b", "pages/a.txt", 2)], "github", root)


@given(st.text(max_size=40), st.text(min_size=1, max_size=40))
def test_whatever_is_said_stays_one_line_and_one_log(message: str, file: str) -> None:
    one = Finding("error", "kind", f"m{message}", f"f{file}".replace("\0", ""), 1, 1)
    text = form([one], "github", Path("nowhere"))
    (line,) = text.splitlines()
    assert re.fullmatch(r"::error (?:[a-z]+=[^,:]*,)*title=kind::[^\r\n]*", line)
    assert len(results_of(form([one], "sarif", Path("nowhere")))) == 1
    assert json.loads(form([one], "json", Path("nowhere")))[0]["message"] == one.message


def test_sarif_has_rules_places_and_suppressions(root: Path) -> None:
    findings = [
        Finding("error", "limits", "moved", "specs/a b.yaml", 3, 7),
        Finding("error", "limits", "moved", "specs/a b.yaml", 9, 7),
        Finding("note", "options", "new", "specs/a.yaml", 3, accepted=Accepted("asked", "2027-01-31")),
        Finding("error", "unreadable", "gone", "https://docs.example/ä.md"),
        Finding("error", "unusable", "no page"),
    ]
    found = results_of(form(findings, "sarif", root, 2))
    assert [one["ruleId"] for one in found] == ["limits", "limits", "options", "unreadable", "unusable"]
    first = found[0]["locations"][0]["physicalLocation"]
    assert first == {
        "artifactLocation": {"uri": "apis/specs/a%20b.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 3, "startColumn": 7},
    }
    assert found[2]["suppressions"][0]["justification"] == "asked"
    assert found[2]["message"]["text"] == "new (accepted until 2027-01-31: asked)"
    assert found[3]["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "https://docs.example/%C3%A4.md"}
    assert "locations" not in found[4]
    log = json.loads(form(findings, "sarif", root, 2))
    assert log["runs"][0]["invocations"] == [{"executionSuccessful": False, "exitCode": 2}]
    assert log["runs"][0]["tool"]["driver"]["version"] == "1.2.3"


def test_a_finding_keeps_its_fingerprint_when_its_line_moves(root: Path) -> None:
    def print_of(line: int) -> object:
        (found,) = results_of(form([Finding("error", "a", "b", "specs/a.yaml", line)], "sarif", root))
        return found["partialFingerprints"]

    assert print_of(3) == print_of(8)
