"""`--format github`, `sarif` and `json` of every command that finds something in files, and findings accepted for now."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.common.sarif import published, results_of
from tests.docs.pages import shown
from tests.documentation.drift.kite import DOCUMENTS, MODEL, PAGE, Kite, kite, replaced


@pytest.fixture
def kites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kite:
    """A provider whose page has moved a limit, in a checkout of git."""
    made = kite(tmp_path)
    (made.root / ".git").mkdir()
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    monkeypatch.chdir(made.captures)
    made.page(replaced(PAGE, "x <= 10", "x <= 12"))
    return made


def places(kites: Kite, code: int, *arguments: str) -> list[tuple[str, str, str | None, int | None]]:
    """What a command finds, as level, rule, file and line: the same as annotations and as SARIF."""
    ran = kites.run(*arguments, "--format", "sarif")
    assert ran.code == code, ran
    found = []
    for one in results_of(ran.out):
        physical = one["locations"][0]["physicalLocation"] if "locations" in one else {}
        file = physical.get("artifactLocation", {}).get("uri")
        found.append((one["level"], one["ruleId"], file, physical.get("region", {}).get("startLine")))
    annotated = kites.run(*arguments, "--format", "github")
    assert annotated.code == code
    lines = annotated.out.splitlines()
    assert len(lines) == len(found)
    for line, (level, rule, file, number) in zip(lines, found, strict=True):
        assert line.startswith(f"::{'notice' if level == 'note' else level} ")
        assert f"title={rule}::" in line
        if file is not None and "://" not in file:
            assert f"file={file}," in line
            assert number is None or f"line={number}," in line
    return found


def test_what_has_drifted_stands_at_the_line_of_the_spec(kites: Kite) -> None:
    assert places(kites, 1, "documents", "drift", "kite.txt") == [("error", "limits", MODEL, 16)]
    assert places(kites, 1, "documents", "compare", "kite.txt") == [("error", "range", MODEL, 16)]
    assert places(kites, 1, "documents", "lock", "kite.txt") == [("error", "range", MODEL, 16)]
    kites.edit(MODEL, "maximum: 10", "maximum: 12")
    assert places(kites, 0, "documents", "compare", "kite.txt") == []
    assert places(kites, 0, "documents", "lock", "kite.txt") == []
    assert places(kites, 0, "documents", "drift", "kite.txt") == []


def test_statements_and_constraints_without_the_other(kites: Kite) -> None:
    kites.page(replaced(PAGE, "Where the first picture lies.", "Only one picture may be given."))
    kites.edit(MODEL, "    maximum: 10\n", "    maximum: 11\n")
    found = places(kites, 1, "documents", "status", "kite.txt")
    assert ("error", "open", None, None) in found  # the capture stands outside of the checkout
    assert {(rule, file) for _, rule, file, _ in found} == {("open", None), ("unstated", MODEL)}


@pytest.mark.parametrize("subcommand", ["drift", "compare", "status", "lock"])
def test_a_page_that_cannot_be_read_is_a_finding(kites: Kite, subcommand: str) -> None:
    address = "http://127.0.0.1:9/kite.md"
    kites.edit(DOCUMENTS, "    page: kite.txt\n", f"    address: {address}\n")
    found = places(kites, 2, "documents", subcommand, address)
    assert ("error", "unreadable", DOCUMENTS, 4) in found


@pytest.mark.parametrize(
    "arguments",
    [
        ["documents", "drift", "kite.txt"],
        ["documents", "lock", "kite.txt"],
        ["check"],
        ["generate", "--check"],
        ["diff", "HEAD"],
    ],
)
def test_specs_with_problems_are_findings(kites: Kite, arguments: Sequence[str]) -> None:
    kites.edit(MODEL, "maximum: 10", "maximun: 10")
    code = 2 if arguments[0] == "diff" else 1
    assert ("error", "unknown-keyword", MODEL, 16) in places(kites, code, *arguments)


@pytest.mark.parametrize("subcommand", ["drift", "compare"])
def test_what_cannot_be_used_is_a_finding(kites: Kite, subcommand: str) -> None:
    assert places(kites, 2, "documents", subcommand) == [("error", "unusable", None, None)]


def test_generated_files_that_differ(kites: Kite) -> None:
    assert kites.run("generate").code == 0
    assert places(kites, 0, "generate", "--check") == []
    schema = kites.root / "generated/schemas/kite/kite-1.json"
    schema.write_text(replaced(schema.read_text(), '"maximum": 10', '"maximum": 11'))
    line = schema.read_text().partition('"maximum": 11')[0].count("\n") + 1
    file = "generated/schemas/kite/kite-1.json"
    assert places(kites, 1, "generate", "--check") == [("error", "edited", file, line)]
    (found,) = json.loads(kites.run("generate", "--check", "--format", "json").out)
    assert (found["level"], found["name"], found["file"], found["line"]) == ("error", "edited", file, line)
    ran = kites.run("generate", "--format", "sarif")
    assert (ran.code, ran.out, ran.err) == (2, "", "reelspec: --format is for generate --check\n")


def test_changes_of_specs(kites: Kite, tmp_path: Path) -> None:
    old = kite(tmp_path / "old")
    kites.edit(MODEL, "maximum: 10", "maximum: 8")
    kites.edit(MODEL, "enum: [720p, 1080p]", "enum: [720p, 1080p, 4k]")
    found = places(kites, 1, "diff", str(old.root), str(kites.root))
    assert {(level, file, line) for level, _, file, line in found} == {("error", MODEL, 16), ("note", MODEL, 11)}


def test_a_finding_is_accepted_until_a_day(kites: Kite) -> None:
    accepted = kites.captures / "accepted.yaml"
    entry = "{{kind: {}, says: its maximum was 10, reason: asked the provider, until: {}}}"
    drift = ("documents", "drift", "kite.txt", "--accepted", "accepted.yaml")
    accepted.write_text(f"accepted:\n  - {entry.format('limits', '2999-01-01')}\n")
    assert places(kites, 0, *drift) == [("note", "limits", MODEL, 16)]
    ran = kites.run(*drift)
    assert (ran.code, ran.err) == (0, "")
    assert "seconds: its maximum was 10 and is 12 (accepted until 2999-01-01: asked the provider)\n" in ran.out
    accepted.write_text(f"accepted:\n  - {entry.format('limits', '2020-01-01')}\n")
    ran = kites.run(*drift)
    assert ran.code == 1
    assert "accepted.yaml:2:5: accepted until 2020-01-01 and no longer" in ran.err
    accepted.write_text(f"accepted:\n  - {entry.format('options', '2999-01-01')}\n")
    ran = kites.run(*drift)
    assert ran.code == 1
    assert "accepted.yaml:2:5: accepts nothing that was found; it can go" in ran.err
    accepted.write_text("accepted:\n  - {kind: limits, reason: asked, until: 2999-01-01}\n")
    ran = kites.run(*drift)
    assert ran.code == 2
    assert "an entry says a file or words of the message (says) [accepted]" in ran.err


def test_differences_are_accepted_too(kites: Kite) -> None:
    accepted = kites.captures / "accepted.yaml"
    accepted.write_text(f"accepted:\n  - {{kind: range, file: {MODEL}, reason: asked, until: 2999-01-01}}\n")
    ran = kites.run("documents", "compare", "kite.txt", "--accepted", "accepted.yaml")
    assert ran.code == 0
    assert f"accepted until 2999-01-01 (asked): {MODEL}:16:14: " in ran.out
    ran = kites.run("documents", "compare", "kite.txt", "--accepted", "accepted.yaml", "--format", "sarif")
    assert [one["suppressions"][0]["justification"] for one in results_of(ran.out)] == ["asked"]


def test_every_log_is_valid_by_the_published_schema(kites: Kite, tmp_path: Path) -> None:
    schema = published()
    assert not schema.is_valid({"version": "2.1.0", "runs": [{"tool": {"driver": {}}}]})
    old = kite(tmp_path / "old")
    assert kites.run("generate").code == 0
    (kites.root / "generated/schemas/kite/kite-1.json").write_text("{}\n")
    accepted = kites.captures / "accepted.yaml"
    accepted.write_text("accepted:\n  - {kind: limits, says: its maximum, reason: asked, until: 2999-01-01}\n")
    kites.edit(MODEL, "    maximum: 10\n", "    maximum: 11\n")
    calls = {
        ("generate", "--check"): 1,
        ("check",): 0,
        ("diff", str(old.root), str(kites.root)): 0,
        ("documents", "status", "kite.txt"): 1,
        ("documents", "compare", "kite.txt"): 1,
        ("documents", "lock", "kite.txt"): 1,
        ("documents", "drift", "kite.txt", "--accepted", "accepted.yaml"): 0,
        ("documents", "drift", "nowhere.txt"): 2,
    }
    for call, code in calls.items():
        ran = kites.run(*call, "--format", "sarif")
        assert ran.code == code, ran
        assert list(schema.iter_errors(json.loads(ran.out))) == [], call


def test_problems_as_json(kites: Kite) -> None:
    kites.edit(MODEL, "maximum: 10", "maximun: 10")
    (found,) = json.loads(kites.run("check", "--format", "json").out)
    assert list(found) == ["level", "name", "message", "file", "line", "column"]
    assert (found["name"], found["file"], found["line"], found["column"]) == ("unknown-keyword", MODEL, 16, 5)


def test_the_file_that_the_page_shows_accepts_what_it_says(kites: Kite) -> None:
    (kites.captures / "accepted.yaml").write_text(shown("yaml", "reason: the provider says").text)
    ran = kites.run("documents", "drift", "kite.txt", "--accepted", "accepted.yaml")
    assert (ran.code, ran.err) == (0, "")
    assert "(accepted until 2099-12-31: the provider says that the page is ahead of the API)" in ran.out
