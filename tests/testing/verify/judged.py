"""What the tests of this folder share: the repository's contract, the cases of its models, and a run of verify in process."""

from __future__ import annotations

import asyncio
from functools import lru_cache
from pathlib import Path

from reelspec.language.contract.model import Contract, Model, Provider
from reelspec.language.parser.load import load
from reelspec.testing.verify.cases import Case, cases_for
from reelspec.testing.verify.report import Report
from reelspec.testing.verify.run import Options, verify
from reelspec.testing.verify.target import Target, target_of
from tests.testing.verify.server import Flaws, Server, judge_of

ROOT = Path(__file__).parents[3]


@lru_cache
def contract() -> Contract:
    """The repository's specs."""
    return load(ROOT)


@lru_cache
def model_of(name: str) -> tuple[Provider, Model]:
    """A model by provider/model."""
    for provider in contract().providers:
        for model in provider.models:
            if f"{provider.name}/{model.name}" == name:
                return provider, model
    raise LookupError(name)


@lru_cache
def cases(name: str) -> tuple[Case, ...]:
    """The cases of a model, made from the specs."""
    provider, model = model_of(name)
    return cases_for(model, provider)


def names() -> list[str]:
    """provider/model of every model."""
    return [f"{one.provider}/{one.name}" for one in contract().models()]


def server(name: str, flaws: Flaws | None = None, judged_by: Model | None = None) -> Server:
    """A server of one model, right in everything but its flaws. judged_by: the model as it knows it."""
    provider, model = model_of(name)
    return Server(provider, {model.name: judge_of(judged_by or model, provider)}, flaws or Flaws())


def report_on(
    application: Server,
    name: str,
    options: Options | None = None,
    target: Target | None = None,
    *,
    every: int = 1,
) -> Report:
    """What verify says of an application. every: send only every so many cases one, where answers are what matters."""
    provider, model = model_of(name)
    target = target or target_of(application, provider)
    return asyncio.run(verify(provider, [model], target, options, cases={model.name: cases(name)[::every]}))
