"""The JSONPaths of `x-task` (RFC 9535: `$`, names, indexes, `[*]`) as steps, and as JSON Pointers of single places."""

from __future__ import annotations

import re

Step = str | int | None
"""A name, an index, or None for every item."""

_STEP = re.compile(r"\.([A-Za-z_][A-Za-z0-9_]*)|\['([^'\\]+)'\]|\[([0-9]+)\]|\[\*\]")


def steps(path: str) -> tuple[Step, ...] | None:
    """The steps of a path; None for a text that is no path of this kind."""
    if not path.startswith("$"):
        return None
    found: list[Step] = []
    at = 1
    while at < len(path):
        match = _STEP.match(path, at)
        if match is None:
            return None
        name, quoted, index = match.groups()
        found.append(name or quoted or (int(index) if index is not None else None))
        at = match.end()
    return tuple(found)


def pointer(path: str) -> str | None:
    """The JSON Pointer of a path that names one place; None for one that names several."""
    found = steps(path)
    if found is None or None in found:
        return None
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in found)
