"""Each edit of table/edits.yaml by itself: its gravest change, and the body that decides it."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
import yaml

from reelspec.diff import Change, Effect, Side, compare
from tests.diff.compared import TABLE, base, side, validator_of

EDITS: list[dict[str, Any]] = yaml.safe_load((TABLE / "edits.yaml").read_text("utf-8"))


@cache
def before() -> Side:
    return side(base(), "old")


def edited(edit: dict[str, Any]) -> Side:
    files = base()
    path = f"specs/reel/{edit['in']}"
    for one in (edit, edit.get("and")):
        if one is not None:
            assert files[path].count(one["old"]) == 1, one["old"]
            files[path] = files[path].replace(one["old"], one["new"])
    files.pop(f"specs/reel/{edit.get('without')}", None)
    return side(files)


def gravest(changes: tuple[Change, ...], kind: str) -> Change:
    """The first change of the gravest effect, that of the kind if there is one."""
    same = [one for one in changes if one.effect is changes[0].effect]
    return next((one for one in same if one.kind == kind), same[0])


@pytest.mark.parametrize("edit", EDITS, ids=[edit["edit"] for edit in EDITS])
def test_an_edit_has_its_effect(edit: dict[str, Any]) -> None:
    after = edited(edit)
    found = gravest(compare(before(), after).changes, edit["kind"])
    assert (found.effect.value, found.kind) == (edit["effect"], edit["kind"]), found
    assert found.decided is edit.get("decided", found.kind != "member-changed")
    assert (found.witness and found.witness.accepted_by) == edit.get("witness"), found
    if found.witness is not None:
        assert_shows(found, before(), after)


def assert_shows(change: Change, old: Side, new: Side) -> None:
    """The body of the witness is judged as the witness says, by the generated validators of both sides."""
    assert change.witness is not None
    name = change.subject.removeprefix("reel/")
    verdicts = [validator_of(each, name).errors(change.witness.body) for each in (old, new)]
    accepted, refused = verdicts if change.witness.accepted_by == "old" else reversed(verdicts)
    assert accepted == ()
    assert (change.witness.rule, change.witness.path) in [(one.rule, one.path) for one in refused]


def test_the_table_is_large_and_knows_every_effect() -> None:
    assert len(EDITS) >= 80
    assert {edit["effect"] for edit in EDITS} == {effect.value for effect in Effect}


@pytest.mark.parametrize("edit", EDITS[::12], ids=[edit["edit"] for edit in EDITS[::12]])
def test_an_edit_taken_back_is_a_change_as_well(edit: dict[str, Any]) -> None:
    assert compare(edited(edit), before()).changes
