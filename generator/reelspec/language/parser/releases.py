"""specs/releases.yaml into `Releases`. Called with the rest of the specs, and by whoever compares two states of them."""

from __future__ import annotations

import os
from datetime import date
from typing import Any

from reelspec.language.contract.releases import AcceptedBreak, Release, Released, Releases
from reelspec.language.parser.format_check import RELEASES, problems_of, validator_of
from reelspec.language.source.load import Loader
from reelspec.language.source.node import Node
from reelspec.language.source.place import Problem, Problems

FILE = "specs/releases.yaml"


def read_releases(loader: Loader) -> Releases:
    """What the file says; nothing where there is none. Raises Problems with all that is wrong with it."""
    path = loader.root / FILE
    if not os.path.lexists(path):
        return Releases()
    root = loader.load(path).root
    problems = [*problems_of(validator_of(RELEASES), root)]
    if not problems:
        problems = [*_wrong_days(root)]
    if problems:
        raise Problems(problems)
    value: Any = root.value
    return Releases(
        tuple(
            Release(entry["version"], entry["date"], tuple(_change(change) for change in entry.get("changes", ())))
            for entry in value.get("releases", ())
        ),
        tuple(
            AcceptedBreak(entry["kind"], tuple(entry["subjects"]), entry.get("pointer"), entry["reason"])
            for entry in value.get("accepted", ())
        ),
    )


def _change(written: dict[str, Any]) -> Released:
    return Released(
        written["effect"], written["kind"], tuple(written["subjects"]), written["message"], written.get("accepted", "")
    )


def _wrong_days(root: Node) -> list[Problem]:
    problems = []
    releases = root.get("releases")
    for entry in () if releases is None else releases.elements():
        day = entry.get("date")
        assert day is not None
        try:
            date.fromisoformat(str(day.value))
        except ValueError:
            problems.append(day.problem(f"there is no day {day.value}", "format"))
    return problems
