"""Looking into documents as they are written: members that differ, and what references lead to. Called in `diff`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from reelspec.diff.delta import MISSING
from reelspec.diff.equality import canonical
from reelspec.language.contract.model import Provider
from reelspec.language.source.node import Node


def member(node: Node | None, key: str) -> Node | None:
    """The member of an object that may not be there."""
    return None if node is None else node.get(key)


def members(old: Node | None, new: Node | None, without: Iterable[str] = ()) -> Iterator[tuple[str, Any, Any]]:
    """The members of two objects that differ: name and both values."""
    before, after = ({} if node is None or not isinstance(node.value, dict) else node.value for node in (old, new))
    for name in dict.fromkeys((*before, *after)):
        was, now = before.get(name, MISSING), after.get(name, MISSING)
        if name not in without and canonical(was) != canonical(now):
            yield name, was, now


def target(side: Provider, node: Node | None) -> Node | None:
    """What a reference leads to, in the end."""
    seen: set[Any] = set()
    while node is not None and (at := (node.document.file, node.pointer)) in side.targets and at not in seen:
        seen.add(at)
        node = side.targets[at]
    return node
