"""The JSONPaths of `x-task` (RFC 9535: `$`, names, indexes, `[*]`): read, written, followed, and as JSON Pointers."""

from __future__ import annotations

import re
from typing import TypeAlias

from reelspec.language.source.node import Json
from reelspec.language.source.pointer import joined

Step: TypeAlias = str | int | None
"""A name, an index, or None for every item."""
Path: TypeAlias = tuple[Step, ...]

_STEP = re.compile(r"\.([A-Za-z_][A-Za-z0-9_]*)|\['([^'\\]+)'\]|\[([0-9]{1,4})\]|\[\*\]")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def steps(path: str) -> Path | None:
    """The steps of a path; None for a text that is no path of this kind."""
    if not path.startswith("$"):
        return None
    steps: list[Step] = []
    at = 1
    while at < len(path):
        match = _STEP.match(path, at)
        if match is None:
            return None
        name, quoted, index = match.groups()
        steps.append(name or quoted or (int(index) if index is not None else None))
        at = match.end()
    return tuple(steps)


def written(path: Path) -> str:
    """A path as `steps` reads it back."""
    return "$" + "".join(map(_written, path))


def _written(step: Step) -> str:
    if isinstance(step, str):
        return f".{step}" if _NAME.fullmatch(step) else f"['{step}']"
    return "[*]" if step is None else f"[{step}]"


def pointer(path: Path) -> str | None:
    """The JSON Pointer of a path that names one place; None for one that names several."""
    single = [step for step in path if step is not None]
    return joined(single) if len(single) == len(path) else None


def every(data: Json, path: Path) -> list[Json]:
    """The values that a path leads to."""
    values = [data]
    for step in path:
        if step is None:
            values = [item for value in values if isinstance(value, list) for item in value]
        elif isinstance(step, str):
            values = [value[step] for value in values if isinstance(value, dict) and step in value]
        else:
            values = [value[step] for value in values if isinstance(value, list) and step < len(value)]
    return values


def first(data: Json, paths: tuple[Path, ...]) -> Json:
    """The first value, not null, that one of the paths leads to; None without one."""
    return next((value for path in paths for value in every(data, path) if value is not None), None)
