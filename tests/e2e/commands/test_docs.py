"""`reelspec docs`: a folder with a page for each model, written anew in the place of an earlier one and of nothing else."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import pytest

from tests.e2e.commands.conftest import Call


def test_a_page_for_each_model(
    generated_once: Path, tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    site = tmp_path / "new/site"
    ran = call("docs", "--root", generated_once, "--out", site, "--open")
    assert (ran.code, ran.err, ran.out) == (0, "", f"wrote 9 pages: {site / 'index.html'}\n")
    assert opened == [(site / "index.html").as_uri()]
    (site / "gone.html").touch()
    assert call("docs", "--root", generated_once, "--out", site).code == 0
    assert {file.name for file in site.iterdir()} == {"index.html", "apimart", "powertokens"}
    assert [file.name for file in site.parent.iterdir()] == ["site"]


def test_no_other_folder_is_emptied(generated_once: Path, tmp_path: Path, call: Call) -> None:
    (tmp_path / "index.html").write_text("somebody's own")
    ran = call("docs", "--root", generated_once, "--out", tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "holds something else than a site; name another folder with --out" in ran.err
    assert (tmp_path / "index.html").read_text() == "somebody's own"


@pytest.mark.parametrize("place", ["/proc/site", "a.txt/site"])
def test_a_folder_that_cannot_be_written_is_named(generated_once: Path, tmp_path: Path, call: Call, place: str) -> None:
    (tmp_path / "a.txt").touch()
    site = tmp_path / place
    ran = call("docs", "--root", generated_once, "--out", site)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"reelspec: {site}: ")


def test_the_same_specs_give_the_same_bytes(generated_once: Path, tmp_path: Path, call: Call) -> None:
    for name in ("one", "two"):
        assert call("docs", "--root", generated_once, "--out", tmp_path / name).code == 0
    for file in (tmp_path / "one").rglob("*.html"):
        assert file.read_bytes() == (tmp_path / "two" / file.relative_to(tmp_path / "one")).read_bytes()
