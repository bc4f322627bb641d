"""Comparisons of specs that a test writes: a copy of tests/diff/table/specs, edited."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

from reelspec.codegen.validators.emitter import emit_validator
from reelspec.diff import Changeset, Side, compare
from reelspec.diff.revisions import read_side
from tests.support import load_module

TABLE = Path(__file__).parent / "table"


def base() -> dict[str, str]:
    """The specs of the table: path relative to the root -> text."""
    return {
        path.relative_to(TABLE).as_posix(): path.read_text("utf-8") for path in sorted(TABLE.glob("specs/**/*.yaml"))
    }


def side(files: Mapping[str, str], name: str = "new") -> Side:
    """The files as one side. Raises Problems for specs that cannot be read."""
    with tempfile.TemporaryDirectory() as folder:
        for path, text in files.items():
            target = Path(folder) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        found = read_side(folder, Path(folder))
    return Side(name, found.contract, found.files, found.version)


def compared(old: Mapping[str, str], new: Mapping[str, str]) -> Changeset:
    """All changes from one set of files to another."""
    return compare(side(old, "old"), side(new, "new"))


def copied(to: Path) -> Path:
    """A copy of the table's specs below `to`."""
    shutil.copytree(TABLE / "specs", to / "specs")
    return to


def validator_of(side: Side, name: str | None = None) -> ModuleType:
    """The generated validator of a model of one side: of its only model, or of the one that is called so."""
    models = [one for one in side.contract.models() if name in (None, one.name)]
    assert len(models) == 1
    provider = next(one for one in side.contract.providers if one.name == models[0].provider)
    return load_module(emit_validator(models[0], provider))
