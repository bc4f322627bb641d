"""Plover: one model name at two addresses, files with facts, defaults that depend. And everybody who judges its bodies."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from reelspec.language.contract.model import Contract
from reelspec.language.parser.load import load
from tests.contract.bodies.judged import Judged, judged

FOLDER = Path(__file__).parent
MODELS = ("plover-1", "plover-1-image")


@lru_cache
def contract() -> Contract:
    return load(FOLDER)


@lru_cache
def model(name: str) -> Judged:
    (provider,) = contract().providers
    (found,) = (one for one in provider.models if one.name == name)
    return judged(found, provider)
