"""The whole story once: a page changes in four places, drift points at them, three edits follow, and all is well again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from reelspec.cli import COMMANDS
from tests.docs.pages import shown
from tests.documentation.drift.kite import MODEL, PAGE, Kite, kite, replaced

CHANGES = (
    ("prompt\nstring\n", "prompt\nstring\nrequired\n"),  # a field becomes required
    ("720p,\n1080p", "720p,\n1080p,\n4k"),  # an enum gains a value
    ("Required range: 2 <= x <= 10", "Required range: 2 <= x <= 12"),  # a limit moves
    ("Where the first picture lies.", "The place of the first picture."),  # one sentence is reworded
)
EDITS = (
    ("required: [model]", "required: [model, prompt]"),
    ("enum: [720p, 1080p]", "enum: [720p, 1080p, 4k]"),
    ("maximum: 10", "maximum: 12"),
)
POINTED_AT = """\
kite/guide: 4 changes, 3 of which matter (kite.txt)
  required  prompt: it is required now
    specs/kite/models/kite-1.yaml:20:1: models/kite-1.yaml#/required: add prompt to required
  options  size: new options: "4k"
    specs/kite/models/kite-1.yaml:11:5: models/kite-1.yaml#/properties/size/enum: add "4k"
    specs/kite/models/kite-1.yaml:23:5: models/kite-1.yaml#/x-rules/short-when-large: see whether it still holds for size
  limits  seconds: its maximum was 10 and is 12
    specs/kite/models/kite-1.yaml:16:5: models/kite-1.yaml#/properties/seconds/maximum: write maximum: 12
  wording (nothing to do)  Body / image: other words, the same meaning
    kite.txt:69: The place of the first picture.
    specs/kite/models/kite-1.yaml:18:3: models/kite-1.yaml#/properties/image: nothing, unless it means something else now
"""


@pytest.fixture
def kites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kite:
    """The provider with its page locked and its code generated; the working folder is that of the captures."""
    made = kite(tmp_path)
    assert made.run("generate").code == 0
    monkeypatch.chdir(made.captures)
    return made


def test_a_page_changes_and_the_specs_follow(kites: Kite) -> None:
    page = PAGE
    for old, new in CHANGES:
        page = replaced(page, old, new)
    kites.page(page)

    ran = kites.run("documents", "drift", "kite.txt")
    assert (ran.code, ran.out) == (1, POINTED_AT)
    assert kites.run("documents", "lock", "kite.txt").code == 1  # the specs do not say it yet

    body = kites.captures / "body.json"
    body.write_text(json.dumps({"model": "kite-1", "size": "4k", "seconds": 12}), encoding="utf-8")
    before = kites.run("validate", body).out
    for old, new in EDITS:
        kites.edit(MODEL, old, new)
    assert "[required]" not in before
    assert "[enum]" in before
    assert "[maximum]" in before

    assert kites.run("documents", "compare", "kite.txt").code == 0
    ran = kites.run("documents", "lock", "kite.txt")
    assert (ran.code, ran.err) == (0, "")
    ran = kites.run("documents", "drift", "kite.txt")
    assert (ran.code, ran.out) == (0, "kite/guide: nothing has changed (kite.txt)\n")
    assert kites.run("documents", "status").code == 0
    assert kites.run("check").code == 0
    assert kites.run("generate").code == 0
    after = kites.run("validate", body).out
    assert "[required]" in after
    assert "[enum]" not in after
    assert "[maximum]" not in after


def test_the_docs_tell_the_same_story() -> None:
    assert shown("", "documents drift kite.txt").text == f"$ reelspec documents drift kite.txt\n{POINTED_AT}"


@pytest.mark.skipif("diff" not in COMMANDS, reason="this reelspec has no diff")
def test_diff_advises_the_version(kites: Kite) -> None:
    old = kites.root.parent / "old"
    shutil.copytree(kites.root, old)
    for before, after in EDITS:
        kites.edit(MODEL, before, after)
    ran = kites.run("diff", old, kites.root)
    assert ran.code == 1
    assert "Breaking for senders (1)\n  kite/kite-1: prompt is now required" in ran.out
    assert "Compatible (2)" in ran.out
    assert "Next version: 0.2.0 after 0.1.0" in ran.out
