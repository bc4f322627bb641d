"""The five documents: every statement accounted for, every constraint with its source; with the captures where they are."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

import pytest

from reelspec.cli import main

CHECKOUT = Path(__file__).resolve().parents[3]
CAPTURES = CHECKOUT.parent / "shared" / "documents"


def run(*arguments: str) -> tuple[int, str]:
    """Exit code and output of a command on this repository."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        code = main([*arguments, "--root", str(CHECKOUT)])
    return code, out.getvalue()


def test_the_locks_hold_all_pages_and_nothing_is_open() -> None:
    code, out = run("documents", "status", "--format", "json")
    assert code == 0
    found = json.loads(out)
    pages = [one for provider in found for one in provider["documents"] if one["locked"]]
    assert len(pages) == 7
    assert sorted(one["statements"] > 30 for one in pages) == [False, False, True, True, True, True, True]
    assert all(one["open"] == [] and one["counts"]["claimed"] > one["statements"] / 2 for one in pages)
    assert all(provider["unstated"] == [] and provider["problems"] == [] for provider in found)


@pytest.fixture
def captures() -> str:
    if not CAPTURES.is_dir():
        pytest.skip("the captures of the documents are not at ../shared/documents, seen from the repository")
    return str(CAPTURES)


def test_the_captures_are_what_was_locked(captures: str) -> None:
    code, out = run("documents", "drift", captures, "--format", "json")
    assert code == 0
    reports = json.loads(out)
    assert len(reports) == 7
    assert all(one["findings"] == [] for one in reports)


def test_no_sentence_of_a_page_stands_in_a_lock_or_in_documents_yaml(captures: str) -> None:
    from reelspec.documentation.pages import read_page

    files = [*CHECKOUT.glob("specs/*/documents.lock.json"), *CHECKOUT.glob("specs/*/documents.yaml")]
    kept = "\n".join(file.read_text(encoding="utf-8") for file in files)
    looked = 0
    for capture in sorted(Path(captures).glob("0*.txt")):
        for one in read_page(capture.read_text(encoding="utf-8"), capture.name).statements:
            if one.kind in ("sentence", "item", "row", "code") and one.text.count(" ") >= 3:
                looked += 1
                assert one.text not in kept
    assert looked > 100
