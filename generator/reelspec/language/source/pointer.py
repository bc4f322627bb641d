"""JSON Pointers (RFC 6901) as text: names in them, written and read. Whoever writes or takes one apart calls it."""

from __future__ import annotations

from collections.abc import Iterable


def escape(token: str) -> str:
    """A name as it stands in a pointer (section 3)."""
    return token.replace("~", "~0").replace("/", "~1")


def unescape(token: str) -> str:
    """The name that stands in a pointer as `token` (section 4)."""
    return token.replace("~1", "/").replace("~0", "~")


def joined(steps: Iterable[str | int]) -> str:
    """The pointer of these steps; "" is the whole document."""
    return "".join(f"/{escape(str(step))}" for step in steps)


def tokens(pointer: str) -> list[str]:
    """What stands between the slashes of a pointer, without escapes: names, and indexes as text (section 3)."""
    return [unescape(token) for token in pointer.split("/")[1:]]
