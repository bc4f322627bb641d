"""What the tests of this folder share: the repository's contract, the cases of its models, and a run of verify in process."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from reelspec.language.contract.model import Contract, Model, Provider
from reelspec.language.parser.load import load
from reelspec.testing.verify.attempt import Attempt
from reelspec.testing.verify.cases import Case, cases_for
from reelspec.testing.verify.findings.causes import causes
from reelspec.testing.verify.report import Finding, Outcome, Report, Verdict
from reelspec.testing.verify.run import Options, verify
from reelspec.testing.verify.target import Target, target_of
from tests.e2e.unlike import heron
from tests.testing.verify import gull, ibis
from tests.testing.verify.server import Flaws, Judge, Server, judge_of

ROOT = Path(__file__).parents[3]


@lru_cache
def contract() -> Contract:
    """The repository's specs."""
    return load(ROOT)


@lru_cache
def model_of(name: str) -> tuple[Provider, Model]:
    """A model by provider/model."""
    for provider in (
        *contract().providers,
        *heron.contract().providers,
        *gull.contract().providers,
        *ibis.contract().providers,
    ):
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
    """provider/model of every model of the repository."""
    return [f"{one.provider}/{one.name}" for one in contract().models()]


GULL = [f"gull/{name}" for name in gull.MODELS]
IBIS = [f"ibis/{name}" for name in ibis.MODELS]
HERON = [f"heron/{name}" for name in heron.MODELS]
"""The models of providers that are unlike those of the repository."""


@lru_cache
def right_judge(name: str) -> Judge:
    """The judge of a model as it is, compiled once for all servers of it."""
    provider, model = model_of(name)
    return judge_of(model, provider)


def server(name: str, flaws: Flaws | None = None, judged_by: Model | None = None) -> Server:
    """A server of one model, right in everything but its flaws. judged_by: the model as it knows it."""
    provider, model = model_of(name)
    judges = {model.name: right_judge(name) if judged_by is None else judge_of(judged_by, provider)}
    if provider.name != "heron":
        return Server(provider, judges, flaws or Flaws(), echoes=provider.name == "ibis")
    return Server(provider, judges, as_heron(flaws or Flaws()), "engine", "film-{:08x}", b"x-heron-key", echoes=True)


def as_heron(flaws: Flaws) -> Flaws:
    """The flaws in a server that answers as heron does."""

    def created(status: int, answer: Any) -> tuple[int, Any]:
        answer["job"]["phase"] = "waiting"
        return flaws.created(202, answer)

    def refusal(status: int, answer: Any) -> tuple[int, Any]:
        return flaws.refusal(status, {"ok": False, "reason": answer["error"]["message"]})

    return replace(flaws, created=created, refusal=refusal)


def findings_on(application: Server, name: str, more: Sequence[Case] = ()) -> list[Finding]:
    """What verify finds when it has sent all cases of a model, told from how the application judges them, without requests.
    more: cases besides."""
    provider, model = model_of(name)
    attempts: list[Attempt] = []
    for case in (*cases(name), *more):
        status, _ = application.creation({}, case.content)
        verdict: Verdict = "accepted" if status < 300 else "refused"
        outcome = Outcome(model.name, application.create.id, case.name, case.expected, verdict, status)
        attempts.append(Attempt(case, outcome))
    return [*causes(model, provider, application.create.id, attempts)]


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
