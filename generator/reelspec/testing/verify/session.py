"""Servers judged in many calls, as tests do it: by single cases or as a whole, from any thread. The pytest plugin calls it.

An event loop runs in a thread of its own, so that tests may be sync or async. One application is kept running at a
time; what servers elsewhere may accept is counted over all calls.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from reelspec.common.text import visible
from reelspec.language.contract.model import Contract, Model, Provider
from reelspec.language.source.node import Json
from reelspec.testing.verify.asgi import Application
from reelspec.testing.verify.attempt import Attempt
from reelspec.testing.verify.budget import Budget
from reelspec.testing.verify.cases import Case, Said, cases_for
from reelspec.testing.verify.errors import Unusable
from reelspec.testing.verify.findings.unclear import unclear
from reelspec.testing.verify.http import connected
from reelspec.testing.verify.plan import Trial, trials_of
from reelspec.testing.verify.probes import probes_without
from reelspec.testing.verify.progress import Watch
from reelspec.testing.verify.report import Report
from reelspec.testing.verify.reports.text import as_text, exchange_lines, finding_lines
from reelspec.testing.verify.run import Options, Run, budget_of, verify
from reelspec.testing.verify.target import Target, target_of

T = TypeVar("T")


@dataclass(frozen=True)
class ModelCase:
    """A case of one model. body: to send; valid: whether it must be accepted; violations: what it breaks if not."""

    provider: str
    model: str
    case: Case

    @property
    def name(self) -> str:
        """The case's name, unique in its model."""
        return self.case.name

    @property
    def body(self) -> Json:
        """The request body."""
        return self.case.body

    @property
    def valid(self) -> bool:
        """No violation is an error."""
        return self.case.valid

    @property
    def contested(self) -> bool:
        """The documents say both."""
        return self.case.contested

    @property
    def violations(self) -> tuple[Said, ...]:
        """The errors, with rule, path, message and source."""
        return self.case.violations

    @property
    def warnings(self) -> tuple[Said, ...]:
        """What is doubtful, and refuses nothing."""
        return self.case.warnings

    def __repr__(self) -> str:
        return f"<{self.provider}/{self.model} {self.name}>"


class Differs(AssertionError):
    """The server is not as the spec says; the text says where."""


class NotSent(Exception):
    """The budget does not allow to send the body."""


class Session:
    """Judges servers against one contract. Close it at the end.

    root: the repository, whose generated/cases are read while they are fresh.
    """

    def __init__(self, contract: Contract, root: Path | None = None) -> None:
        self.contract = contract
        self.root = root
        self._cases: dict[tuple[str, str], tuple[Case, ...]] = {}
        self._stack: AsyncExitStack | None = None
        self._running: tuple[object, ...] = ()
        self._run: Run | None = None
        self._trials: dict[str, Trial] = {}
        self._budgets: dict[str, Budget] = {}

    # Names and cases

    def models(self, name: str) -> tuple[Provider, tuple[Model, ...]]:
        """The provider, and the models, of PROVIDER or PROVIDER/MODEL. Raises Unusable."""
        owner, _, model = name.partition("/")
        for provider in self.contract.providers:
            if provider.name == owner:
                models = tuple(each for each in provider.models if model in ("", each.name))
                if models:
                    return provider, models
        known = [provider.name for provider in self.contract.providers]
        known += [f"{model.provider}/{model.name}" for model in self.contract.models()]
        raise Unusable(f"there is no provider or model {name}; there are {', '.join(known)}")

    def cases(self, name: str) -> tuple[ModelCase, ...]:
        """The cases of PROVIDER or PROVIDER/MODEL."""
        provider, models = self.models(name)
        return tuple(
            ModelCase(provider.name, model.name, case) for model in models for case in self._of(provider, model)
        )

    def _of(self, provider: Provider, model: Model) -> tuple[Case, ...]:
        key = provider.name, model.name
        if key not in self._cases:
            self._cases[key] = cases_for(model, provider, self.root)
        return self._cases[key]

    # Judging

    def judge(
        self,
        server: str | Application,
        what: str | ModelCase,
        *,
        key: str | None = None,
        base_path: str = "",
        parameters: Mapping[str, str] | None = None,
        only_invalid: bool = False,
        max_paid: int | None = None,
        wait: float = 10.0,
        timeout: float = 30.0,
        no_probe: Sequence[str] = (),
    ) -> Report | None:
        """Judge a server by a provider's models, by one model, or by one case (then there is no report).

        server: an address or an ASGI application. The rest is as `reelspec verify` has it.
        Raises Differs, NotSent for a case that the budget forbids, and Unusable.
        """
        name = f"{what.provider}/{what.model}" if isinstance(what, ModelCase) else what
        provider, models = self.models(name)
        probes = probes_without(no_probe)
        target = target_of(server, provider, key=key, parameters=parameters, base_path=base_path)
        if isinstance(what, ModelCase):
            elsewhere = not target.local and max_paid is None
            if elsewhere and what.valid:
                raise NotSent(f"{target.address} is not this machine, and a legal body may cost money: give max_paid")
            most = budget_of(target, max_paid, only_invalid=only_invalid or elsewhere)
            self._do(self._one(provider, models[0], target, Options(False, most, wait, timeout), what))
            return None
        most = budget_of(target, max_paid, only_invalid=only_invalid)
        self._do(self._stop())
        cases = {model.name: self._of(provider, model) for model in models}
        options = Options(only_invalid, most, wait, timeout, probes=probes)
        report = self._do(verify(provider, models, target, options, cases=cases))
        if not report.good:
            raise Differs(as_text(report, width=110))
        return report

    async def _one(self, provider: Provider, model: Model, target: Target, options: Options, what: ModelCase) -> None:
        run = await self._run_of(provider, target, options)
        trial = self._trials.get(model.name)
        if trial is None:
            cases = {model.name: self._of(provider, model)}
            passed_over = [f"no operation of {provider.name} takes bodies of {model.name} as JSON"]
            trial = next(trials_of(provider, [model], target, None, cases, passed_over), None)
            if trial is None:
                raise Unusable(passed_over[-1])
            self._trials[model.name] = trial
        run.answers.clear()
        tried, _ = await run.body(trial, what.case)
        if tried.outcome.verdict == "not sent":
            raise NotSent(f"{run.budget.spent} requests were accepted, and no more than {run.budget.most} may be")
        findings = [finding for finding in run.answers.findings() if not finding.note]
        findings += unclear(model.name, trial.operation.id, [tried])
        lines = list(_case_lines(what, tried)) if _matters(tried) else []
        for finding in findings:
            lines += finding_lines(finding)
        if lines:
            raise Differs("\n".join(lines))

    async def _run_of(self, provider: Provider, target: Target, options: Options) -> Run:
        """The run that the cases of a target belong to; an application that another one follows is stopped."""
        key = (provider.name, target.address, id(target.application), target.key, options)
        if self._run is None or key != self._running:
            await self._stop()
            self._stack = AsyncExitStack()
            wire = connected(target, timeout=options.timeout)
            self._run = Run(provider, target, await self._stack.enter_async_context(wire), options, Watch())
            self._run.budget = self._budgets.setdefault(target.address, self._run.budget)
            self._run.budget.most = options.most
            self._running = key
        return self._run

    async def _stop(self) -> None:
        stack, self._stack, self._running, self._run = self._stack, None, (), None
        self._trials.clear()
        if stack is not None:
            await stack.aclose()

    # The loop

    @cached_property
    def _loop(self) -> asyncio.AbstractEventLoop:
        loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=loop.run_forever, name="reelspec verify", daemon=True)
        self._thread.start()
        return loop

    def _do(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    def close(self) -> None:
        """Stop what runs."""
        if "_loop" not in self.__dict__:
            return
        try:
            self._do(self._stop())
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(5)
            self._loop.close()
            del self.__dict__["_loop"]


def _matters(tried: Attempt) -> bool:
    """The verdict is the opposite of what the spec promises; of a body that it warns of it promises nothing."""
    return tried.outcome.differs and not (tried.case.valid and tried.case.warnings)


def _case_lines(what: ModelCase, tried: Attempt) -> Iterator[str]:
    demand = "refuses" if tried.outcome.expected == "refused" else "accepts"
    yield f"{what.provider}/{what.model} {what.name}: {tried.outcome.verdict}, and the spec {demand} it"
    for violation in what.violations:
        yield visible(f"  {violation.path or 'body'}: {violation.message} [{violation.rule}]")
        if violation.source:
            yield visible(f"    source: {violation.source}")
    if tried.shown is not None:
        yield from exchange_lines(tried.shown)
