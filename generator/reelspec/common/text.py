"""Lines for people: counts in words, and text of others made safe for a terminal. Whatever prints calls it."""

from __future__ import annotations


def number(count: int, thing: str, things: str | None = None) -> str:
    """`1 file`, `3 files`; `things` where the plural takes more than an s."""
    return f"{count} {thing if count == 1 else things or f'{thing}s'}"


def visible(text: str, *, keep: str = "") -> str:
    """Text in which what a terminal or a browser would obey or hide is escaped: control characters, bidirectional and
    zero-width marks, any space but the plain one.

    keep: such characters as stay, `"\\n"` for a text of several lines. Without it no value can pass for a line of ours.
    """
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() or char in keep else char.encode("unicode_escape").decode() for char in text
    )
