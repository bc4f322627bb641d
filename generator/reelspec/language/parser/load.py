"""The specs of a repository with its settings as one contract: the entrance of this room."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from reelspec.language.contract.model import Contract
from reelspec.language.parser.providers import read_contract
from reelspec.language.parser.settings import licence, package_name


def load(root: Path) -> Contract:
    """The contract of the specs below root. Raises Problems, and ValueError for a bad pyproject.toml."""
    package, said = package_name(root), licence(root)
    return replace(read_contract(root, package=package), license=said)
