"""Drift between two forms of one page: nothing that matters, whichever was locked. And which forms are refused."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

import pytest

from reelspec.cli import main
from tests.documentation.drift.kite import PAGE, Kite
from tests.documentation.forms import FORMS, PAGES


def run(root: Path, *arguments: str | Path) -> tuple[int, str, str]:
    """Exit code, output and errors of a command on a repository."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([*map(str, arguments), "--root", str(root)])
    return code, out.getvalue(), err.getvalue()


def locked(folder: Path, name: str, form: str) -> Path:
    """A repository with a spec drafted from one form of a page, which is locked."""
    root = folder / "repository"
    root.mkdir()
    capture = folder / form
    capture.write_text(FORMS[form](PAGES[name]), encoding="utf-8")
    model = PAGES[name].fields[0].options[0]
    assert run(root, "new", f"acme/{model}", "--from", capture)[0] == 0
    assert run(root, "documents", "lock", "--incomplete", capture)[0] == 0
    return root


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("first", ["rendered.txt", "openapi.md", "chinese-table.md"])
def test_another_form_of_the_page_changes_nothing(tmp_path: Path, first: str, name: str) -> None:
    root = locked(tmp_path, name, first)
    for form, make in FORMS.items():
        capture = tmp_path / f"newer-{form}"
        capture.write_text(make(PAGES[name]), encoding="utf-8")
        code, out, err = run(root, "documents", "drift", capture, "--format", "json")
        (report,) = json.loads(out)
        assert [one for one in report["findings"] if one["matters"]] == [], form
        assert (code, err) == (0, ""), form


@pytest.mark.parametrize("form", ["flattened.txt", "spans.html", "tags.md", "chinese.txt"])
def test_a_change_is_one_in_every_form(tmp_path: Path, form: str) -> None:
    root = locked(tmp_path, "flight", "rendered.txt")
    text = FORMS[form](PAGES["flight"])
    capture = tmp_path / f"newer-{form}"
    capture.write_text(
        text.replace("1080p", "4k")
        .replace("2 <= x <= 10", "2 <= x <= 12")
        .replace("2 &lt;= x &lt;= 10", "2 &lt;= x &lt;= 12")
    )
    code, out, _ = run(root, "documents", "drift", capture, "--format", "json")
    (report,) = json.loads(out)
    found = sorted((one["kind"], one["section"]) for one in report["findings"] if one["matters"])
    assert (code, found) == (1, [("limits", "seconds"), ("options", "size")])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            PAGE.split("Body")[0] + "Name, prompt and size are sent.\n" + "Which kite flies. What there is to see.",
            "no parameter stands in it",
        ),
        (
            PAGE.split("Authorizations")[0] + "Body\n\nmodel\nenum<string>\n\nResponse\n\nnumber\nstring\n",
            "fields are not in it",
        ),
    ],
)
def test_a_form_that_has_lost_its_structure_is_refused(kites: Kite, text: str, why: str) -> None:
    kites.page(text)
    for command in ("drift", "lock", "status", "compare"):
        ran = kites.run("documents", command, kites.captures)
        assert ran.code == 2, command
        assert (
            "kite.txt: this capture of kite/guide has another form than the locked one, which cannot be compared: "
            in ran.err
        )
        assert why in ran.err


def test_a_field_that_is_gone_is_no_lost_form(kites: Kite) -> None:
    kites.page(PAGE.replace("image\nstring\n\nWhere the first picture lies.\n\n", ""))
    assert ("field-removed", "image") in [(one["kind"], one["section"]) for one in kites.drift()]
