"""Heron, the provider that is unlike those of the repository, and everybody who judges its bodies."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from reelspec.language.contract.model import Contract
from reelspec.language.parser.load import load
from tests.contract.bodies.judged import Judged, judged

FOLDER = Path(__file__).parent
MODELS = ("film-2", "film-2-lite", "sketch-1")


@lru_cache
def contract() -> Contract:
    return load(FOLDER)


@lru_cache
def model(name: str) -> Judged:
    (provider,) = contract().providers
    (found,) = (one for one in provider.models if one.name == name)
    return judged(found, provider)
