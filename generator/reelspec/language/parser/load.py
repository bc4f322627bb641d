"""The specs of a repository with its settings as one contract: the entrance of `parser`."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from reelspec.language.contract.model import Contract
from reelspec.language.parser.providers import UnreadableSpecs, read_contract
from reelspec.language.parser.settings import read_settings, unknown_models
from reelspec.language.source.load import Loader
from reelspec.language.source.place import Problems


def load(
    root: Path,
    *,
    outputs: Collection[str] | None = None,
    loader: Loader | None = None,
    only: Collection[str] | None = None,
) -> Contract:
    """The contract of the specs below root. outputs: the names that the setting `outputs` may list; None: any.

    loader: one for that root, to have the files that were read as well. only: the spec files, relative to root, that are
    read, of specs with which nothing is wrong: the models of the others are missing.

    Raises Problems with all that is wrong with specs and settings.
    """
    settings, problems = read_settings(root, outputs)
    try:
        contract = read_contract(root, settings=settings, loader=loader, only=only)
    except UnreadableSpecs as raised:
        raise UnreadableSpecs((*problems, *raised.problems), raised.contract) from None
    except Problems as raised:
        raise Problems((*problems, *raised.problems)) from None
    if only is None:
        problems += unknown_models(root, settings, contract.names())
    if problems:
        raise UnreadableSpecs(problems, contract)
    return contract
