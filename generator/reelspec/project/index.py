"""Which models there are, and the specs of one without those of the others: kept from the last run over the same specs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from reelspec.common.digest import digest
from reelspec.common.kept import Kept
from reelspec.language.contract.model import Contract
from reelspec.output.inputs import made_by, settings, spec_files


class Listed(NamedTuple):
    """A model. name: PROVIDER/MODEL; rules: how many; files: the specs that it is made from, relative to the root."""

    name: str
    module: str
    operations: list[str]
    rules: int
    files: list[str]


def models_of(root: Path) -> list[Listed]:
    """Every model of the specs below root, in order. Raises Problems with all that is wrong with them."""
    return _index(root)[0]


def contract_of(root: Path, name: str) -> Contract:
    """A contract that has the model of that name; it may lack the others if there is one.

    Raises Problems with all that is wrong with the specs.
    """
    from reelspec.language.parser.load import load

    models, contract = _index(root)
    if contract is not None:
        return contract
    return load(root, only=next((frozenset(listed.files) for listed in models if listed.name == name), None))


def _index(root: Path) -> tuple[list[Listed], Contract | None]:
    """The models, and the contract where it had to be read."""
    files = spec_files(os.fspath(root))
    kept = Kept(os.fspath(root), "models", made_by())
    read: list[Contract] = []

    def ask() -> list[Listed]:
        from reelspec.language.parser.load import load

        read.append(load(root))
        return [
            Listed(
                f"{model.provider}/{model.name}",
                model.module,
                [*model.operations],
                len(model.schema.rules),
                [*model.files],
            )
            for model in read[0].models()
        ]

    answer = kept.answer(digest(repr((files, settings(os.fspath(root)))).encode()), ask)
    if read and spec_files(os.fspath(root)) == files and _covered(read[0], files):
        kept.save()
    return [Listed(*entry) for entry in answer], read[0] if read else None


def _covered(contract: Contract, files: dict[str, str]) -> bool:
    """Whether all that was read is among the files that the key is made of: a reference may lead out of specs/."""
    return all(file.removeprefix("specs/") in files for provider in contract.providers for file in provider.files)
