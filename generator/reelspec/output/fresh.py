"""Whether generated/ is up to date, answered before any heavy import. Only generate's entry calls it."""

from __future__ import annotations

import json
import os

from reelspec.common.digest import digest
from reelspec.output.paths import MANIFEST, STAGING, Obstructed, check_path, look

TYPE_CHECKING = False  # typing, dataclasses and pathlib each cost more than all the work done here
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any


UNCHANGED = "Nothing has changed: generated/ is what the specs give."
"""What is told then."""


def fresh(root: str | os.PathLike[str], inputs: Callable[[], Mapping[str, str]]) -> bool:
    """True when there is nothing to do: root/generated/manifest.json exists and was made from `inputs()`,
    every file that it owns has the bytes it says, and no interrupted run waits to be recovered.

    inputs: gives what Manifest.inputs would hold now; called only when there is a readable manifest.

    Whatever is doubtful (a malformed manifest, a link in the place of a file, a file that cannot be read) is
    False: the long way then says what is wrong. Files that the manifest does not own are not looked at.
    Raises what inputs() raises.
    """
    generated = os.path.join(os.fspath(root), "generated")
    if os.path.lexists(os.path.join(generated, STAGING)):
        return False
    try:
        data = look(generated, MANIFEST)
        document = json.loads(data) if data is not None else None
    except (OSError, ValueError, RecursionError, Obstructed):
        return False
    match document:
        case {"inputs": dict(recorded), "files": dict(files)} if _given(recorded) == dict(inputs()):
            return all(_as_recorded(generated, path, sha256) for path, sha256 in files.items())
        case _:
            return False


def _given(recorded: dict[Any, Any]) -> dict[Any, Any]:
    """The inputs without the keys, which follow from the others and are known only once specs have been read."""
    return {name: value for name, value in recorded.items() if not str(name).startswith("key:")}


def _as_recorded(generated: str, path: str, sha256: object) -> bool:
    try:
        check_path(path)
        data = look(generated, path)
    except (OSError, ValueError, Obstructed):
        return False
    return data is not None and digest(data) == sha256
