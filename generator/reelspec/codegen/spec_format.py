"""Emits the schemas of the spec format itself, so that editors find them at the same place in every repository."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from reelspec.codegen.artifact import Artifact
from reelspec.language.contract.model import Contract
from reelspec.language.parser.format_check import FOLDER


def emit_spec_format(contract: Contract) -> Iterator[Artifact]:
    """The schemas by which `reelspec check` holds spec files, as they are."""
    for file in sorted(Path(FOLDER).glob("*.json")):
        yield Artifact(f"spec-format/{file.name}", file.read_bytes, ())
