"""No file of the generated package imports itself by way of others, but for the types of what errors and answers carry."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture import Arrows, circles, graph_of, of_files

GENERATED = Path(__file__).parents[3] / "generated/python"
RUNTIME = "videoapis._runtime"
CARRIED = {
    ("errors", "tasks"): "the task that an error is about",
    ("errors", "transport"): "the answer that an error tells of",
    ("answers", "transport"): "the answer that a result was made of",
}
"""Imports that only type checkers see and that close a circle: importer, imported and what is carried.

Tasks and transport raise errors, and an answer is what httpx gives, which nothing but transport imports.
"""


def arrows(*left_out: tuple[str, str]) -> Arrows:
    """What each file imports, for types too, but for those that are left out."""
    found = dict(of_files(graph_of("videoapis", GENERATED)))
    for importer, imported in left_out:
        found[f"{RUNTIME}.{importer}"] -= {f"{RUNTIME}.{imported}"}
    return found


def test_when_it_runs_nothing_is_imported_in_a_circle() -> None:
    assert circles(of_files(graph_of("videoapis", GENERATED, types=False))) == []


def test_for_types_only_what_is_carried_closes_circles() -> None:
    assert circles(arrows(*CARRIED)) == []


@pytest.mark.parametrize("needed", CARRIED)
def test_what_is_carried_closes_one(needed: tuple[str, str]) -> None:
    assert len(circles(arrows(*(CARRIED.keys() - {needed})))) == 1
