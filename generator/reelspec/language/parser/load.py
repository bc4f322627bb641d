"""The specs of a repository with its settings as one contract: the entrance of `parser`."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from reelspec.language.contract.model import Contract
from reelspec.language.parser.providers import Unreadable, read_contract
from reelspec.language.parser.settings import read_settings, unknown_models
from reelspec.language.source.place import Problems


def load(root: Path, *, outputs: Collection[str] | None = None) -> Contract:
    """The contract of the specs below root. outputs: the names that the setting `outputs` may list; None: any.

    Raises Problems with all that is wrong with specs and settings.
    """
    settings, problems = read_settings(root, outputs)
    try:
        contract = read_contract(root, settings=settings)
    except Unreadable as found:
        raise Unreadable((*problems, *found.problems), found.contract) from None
    except Problems as found:
        raise Problems((*problems, *found.problems)) from None
    problems += unknown_models(root, settings, contract.names())
    if problems:
        raise Unreadable(problems, contract)
    return contract
