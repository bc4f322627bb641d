"""What emitters give: the files of generated/, each with what it is made from and how to make it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias


class Reuse(NamedTuple):
    """How a file that is slow to make comes from an earlier version of itself.

    key: gives what decides the slow part. refresh: the file from the earlier bytes, while key gives what it gave then.
    """

    key: Callable[[], bytes]
    refresh: Callable[[bytes], bytes]


class Shared(NamedTuple):
    """What many files take from all specs of a provider, and a change of one spec seldom touches.

    name: the same for the same value, which is asked for once a run.
    """

    name: str
    value: Callable[[], bytes]


Find: TypeAlias = Callable[[str], Mapping[str, slice]]
"""Gives, for the text of a file, where the parts of its models stand, by names that tell them apart. A part is the same in a file
of its model alone wherever it has the same name there."""


class Artifact(NamedTuple):
    """One file. path: relative to generated/. specs: the spec files that it is made from. templates: the templates.

    shared: what else it is made from; the specs that this comes from need not be among its own.
    packages: the distributions whose version decides the bytes, of those in `output.inputs.PACKAGES`.
    make: gives the bytes; called only when something that the file is made from has changed.
    owner: PROVIDER/MODEL or PROVIDER that the file belongs to, None for files of the whole package.
    reuse: None for files that are made anew whenever something has changed. beside_rules: nothing in it follows from the rules
    of models, but for those that narrow single fields whatever stands beside them. sections: finds the parts in which rules
    stand, of a file where they stand nowhere else; None for any other.
    """

    path: str
    make: Callable[[], bytes]
    specs: tuple[str, ...]
    templates: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    owner: str | None = None
    reuse: Reuse | None = None
    shared: tuple[Shared, ...] = ()
    beside_rules: bool = False
    sections: Find | None = None


def between(text: str, heads: Mapping[str, str], end: str) -> dict[str, slice]:
    """What stands between the line of each head that is there once and the next end, as `Find` gives it. heads: by name."""
    found: dict[str, slice] = {}
    for name, head in heads.items():
        at = text.find(head)
        start = text.find("\n", at + len(head)) if at >= 0 and text.find(head, at + 1) < 0 else -1
        if start >= 0:
            stop = text.find(end, start)
            found[name] = slice(start, start + len(text[start : stop if stop >= 0 else None].rstrip()))
    return found
