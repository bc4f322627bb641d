"""What a person sees of wrong bodies, for each document: bodies.jsonl -> expected.txt and expected.json, word for word.

defaults/ has a spec of its own: in the documents' only few verdicts hang on a field that was not written.

REELSPEC_WRITE_EXPECTED=1 writes what is said now; read the difference before it is committed.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reelspec.cli import main

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[2]
DOCUMENTS = sorted(one.parent.name for one in FOLDER.glob("*/bodies.jsonl"))


@pytest.mark.parametrize("form", ["txt", "json"])
@pytest.mark.parametrize("document", DOCUMENTS)
def test_violations_read_as_expected(
    document: str, form: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(FOLDER / document)
    own = FOLDER / document
    arguments = ["validate", "bodies.jsonl", "--root", str(own if (own / "specs").is_dir() else ROOT)]
    code = main([*arguments, "--format", "json"] if form == "json" else arguments)
    shown = capsys.readouterr().out
    assert code == 1
    file = FOLDER / document / f"expected.{form}"
    if os.environ.get("REELSPEC_WRITE_EXPECTED"):
        file.write_text(shown, encoding="utf-8")
    assert shown == file.read_text(encoding="utf-8")
