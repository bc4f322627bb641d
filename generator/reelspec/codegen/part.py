"""What emitters give: the files of generated/, each with what it is made from and how to make it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One file. path: relative to generated/. specs: the spec files that it is made from. templates: the templates.

    make: gives the bytes; called only when something that the file is made from has changed.
    owner: PROVIDER/MODEL or PROVIDER that the file belongs to, None for files of the whole package.
    key, refresh: for a file that is slow to make. key gives the one thing that decides the slow part; while it is what
    it was, refresh makes the file from the earlier one. key alone: what decides besides specs, of other files.
    tool: the package that making it imports, where that alone takes long.
    """

    path: str
    make: Callable[[], bytes]
    specs: tuple[str, ...]
    templates: tuple[str, ...] = ()
    owner: str | None = None
    key: Callable[[], bytes] | None = None
    refresh: Callable[[bytes], bytes] | None = None
    tool: str | None = None


def unchanged(earlier: bytes) -> bytes:
    """The `refresh` of a file that its key decides wholly."""
    return earlier
