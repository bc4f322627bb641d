"""Files of findings that are accepted for now: each entry with what it speaks of, a reason, and the last day on which it is.

`reelspec verify --accepted` and `reelspec documents --accepted` read them; what an entry may say is in the schema of each.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from reelspec.language.parser.format_check import problems_of
from reelspec.language.rules.words import listing
from reelspec.language.source.node import Node
from reelspec.language.source.place import Place, Problem, Problems
from reelspec.language.source.yaml import parse_yaml


@dataclass(frozen=True)
class AcceptedEntry:
    """An entry as it was read. said: what a finding must be, by member; place: where the entry stands."""

    said: Mapping[str, str]
    reason: str
    until: date
    place: Place


def read_accepting(file: Path, schema: Path, narrow: Sequence[str]) -> tuple[AcceptedEntry, ...]:
    """The entries of a file in YAML or JSON.

    schema: of the file's form. narrow: the members of which an entry must have one at least, so that it does not accept
    everything of a kind. Raises Problems, with their places, and OSError.
    """
    from jsonschema import Draft202012Validator

    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Problems([Problem(Place(file.name, 1, 1), "this file is not UTF-8", "accepted")]) from None
    root = parse_yaml(text, file.name, portable=False).root
    problems = [*problems_of(Draft202012Validator(json.loads(schema.read_bytes())), root)]
    if problems:
        raise Problems(problems)
    entries = root.get("accepted")
    assert entries is not None
    accepted: list[AcceptedEntry] = []
    for node in entries.elements():
        members: dict[str, Any] = {key: value.value for key, value in node.items()}
        reason, until = members.pop("reason"), _day(node, members.pop("until"), problems)
        if not any(key in members for key in narrow):
            words = listing(["words of the message (says)" if kind == "says" else f"a {kind}" for kind in narrow])
            problems.append(node.problem(f"an entry says {words}", "accepted"))
        accepted.append(AcceptedEntry(members, reason, until, node.place))
    if problems:
        raise Problems(problems)
    return tuple(accepted)


def _day(entry: Node, text: str, problems: list[Problem]) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems.append((entry.get("until") or entry).problem(f"there is no day {text}", "accepted"))
        return date.min
