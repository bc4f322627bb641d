"""Pages that document several operations: which, and what of the page is about one of them. `pages`, captures and `new` call it.

A part of a page is called like the page, `#` and its operation: `films.md#POST /v1/films`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from reelspec.documentation.pages.page import Endpoint
from reelspec.documentation.pages.text import unmarked

_NAME = re.compile(r"[^#]*#((?:GET|POST|PUT|PATCH|DELETE) /\S{0,300})")
_LINE = re.compile(
    r"(GET|POST|PUT|PATCH|DELETE)[ \t]+(?:(https?://[^/\s]{1,200}))?((?: ?/ ?[\w.:{}<>-]{1,80}){1,20}/?)"
)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_BEFORE = re.compile(r"^(?:#{1,6}\s+|(?:api\s)?endpoint\s?:\s{0,2}|请求地址\s?[:：]\s{0,2})", re.IGNORECASE)
"""What may stand before an operation on its line: the mark of a heading, or a label."""
_STEP = re.compile(r"[\w.:{}<>-]{1,80}")
_MOST_LINES = 40
"""So many lines at most does a path take that stands on several."""


def operation_in(name: str) -> str | None:
    """The operation that a part of a page is called after, `POST /v1/films`; None for a page as a whole."""
    match = _NAME.fullmatch(name)
    return None if match is None else match[1]


def operations_of(text: str) -> dict[str, list[tuple[int, int]]]:
    """The operations that a text prints, in order, each with its lines from 0: the first, and the one behind the last.

    An operation stands on a line of its own, or its method does with the steps of its path below. What is about it goes on
    to the next one; a heading right above it belongs to it, and what stands before the first to the first.
    """
    lines = [unmarked(line).strip() for line in text.split("\n")]
    starts: list[tuple[str, int]] = []
    for at, line in enumerate(lines):
        found = operation_at(lines.__getitem__, at, len(lines)) if shows_method(line) else None
        label = "" if found is None else f"{found[0].method} {found[0].path}"
        if label and (not starts or starts[-1][0] != label):
            starts.append((label, _heading_above(lines, at) if starts else 0))
    operations: dict[str, list[tuple[int, int]]] = {}
    for at, (label, start) in enumerate(starts):
        end = starts[at + 1][1] if at + 1 < len(starts) else len(lines)
        operations.setdefault(label, []).append((start, end))
    return operations


def only(text: str, operation: str | None) -> str:
    """What of a text is about one operation, with empty lines for the rest; all of it where it prints no such operation."""
    spans = operations_of(text).get(operation, []) if operation is not None else []
    if not spans:
        return text
    lines = text.split("\n")
    mine = {at for start, end in spans for at in range(start, end)}
    return "\n".join(line if at in mine else "" for at, line in enumerate(lines))


def shows_method(line: str) -> bool:
    """Whether an operation may begin on a line, by the word that it begins with."""
    first = _BEFORE.sub("", line).strip("`* ")
    return first.startswith(METHODS) or first.upper() in METHODS


def operation_at(line: Callable[[int], str], at: int, last: int) -> tuple[Endpoint, int] | None:
    """The operation that a line prints, or that begins there, and how many lines it takes.

    line: gives a line without space around it; last: the number of lines.
    """
    first = unmarked(_BEFORE.sub("", line(at)))
    whole = _LINE.fullmatch(first)
    if whole is not None:
        return Endpoint(whole[1], whole[2], whole[3].replace(" ", "")), 1
    below = at + 1
    if first.upper() in METHODS:  # `post`, with the whole address on the next line
        below = next((below for below in range(below, min(last, at + _MOST_LINES)) if line(below)), below)
        address = _LINE.fullmatch(f"{first.upper()} {line(below)}") if below < last else None
        if address is not None and address[2]:
            return Endpoint(address[1], address[2], address[3]), below + 1 - at
    if first not in METHODS:
        return None
    path, after_slash, below = "", False, at + 1
    while below < min(last, at + _MOST_LINES):
        step = line(below)
        if not step and (after_slash or not path or (below + 1 < last and line(below + 1) == "/")):
            pass  # a blank line between the parts
        elif step == "/":
            path, after_slash = path + "/", True
        elif step.startswith("/") and not path and _STEP.fullmatch(step.replace("/", "")):
            path, after_slash = step, False
        elif after_slash and _STEP.fullmatch(step):
            path, after_slash = path + step, False
        else:
            break
        below += 1
    return (Endpoint(first, None, path), below - at) if path else None


def _heading_above(lines: list[str], at: int) -> int:
    """Where what is about the operation of a line begins: at the headings right above it, fences and blank lines aside."""
    start = at
    for above in range(at - 1, -1, -1):
        if lines[above].startswith("#"):
            start = above
        elif lines[above] and not lines[above].startswith(("```", "~~~")):
            break
    return start
