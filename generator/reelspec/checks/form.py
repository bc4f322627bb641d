"""Check: spec files have the form that the spec format's own JSON Schema describes, which editors use as well."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from reelspec.source.place import Problem


def check_form(root: Path) -> Iterable[Problem]:
    return ()
