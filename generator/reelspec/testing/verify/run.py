"""A whole run: which bodies are sent and when, what each may cost, and the findings that come of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reelspec.common.text import number
from reelspec.language.contract.model import Model, Provider
from reelspec.language.rules.tasks import retry_of, task_id
from reelspec.testing.verify.answers import AnswerChecks
from reelspec.testing.verify.attempt import Attempt, JudgedAnswer, Sending
from reelspec.testing.verify.budget import Budget
from reelspec.testing.verify.cases import Case, no_json
from reelspec.testing.verify.coverage import coverage
from reelspec.testing.verify.errors import Unusable
from reelspec.testing.verify.findings.causes import causes
from reelspec.testing.verify.findings.identity import same_task
from reelspec.testing.verify.http import Answer, Wire, connected
from reelspec.testing.verify.plan import Trial, idempotency, trials_of
from reelspec.testing.verify.probes import ILLEGAL, OF_MODELS, OF_OPERATIONS, PROBES
from reelspec.testing.verify.progress import BY_HAND, Watch
from reelspec.testing.verify.report import KINDS, Covered, Excerpt, Finding, Lived, Outcome, Report
from reelspec.testing.verify.target import Target, credentials
from reelspec.testing.verify.task_run import Follower, cannot_follow
from reelspec.testing.verify.verdict import HOPELESS, may_be_paid, verdict

AT_ONCE = 8
"""Requests under way together to this machine; more make each slower."""
AT_ONCE_ELSEWHERE = 4
_ORDER = {"valid": 0, "rule": 1, "value": 2, "pair": 3, "fault": 4}


@dataclass(frozen=True)
class Options:
    """How a run is made. most: how many requests the server may accept, None = any number (`budget_of` decides).

    wait: seconds that one task is followed; timeout: seconds for one answer. fail_on: as in `Report`. probes: names of those
    that are made.
    """

    only_invalid: bool = False
    most: int | None = None
    wait: float = 60.0
    timeout: float = 30.0
    fail_on: frozenset[str] = frozenset()
    probes: frozenset[str] = frozenset(PROBES)


def budget_of(target: Target, most: int | None, *, only_invalid: bool) -> int | None:
    """How many requests may be accepted: what is given, else any number on this machine and none elsewhere.

    Elsewhere with only_invalid it is one: the first body that should have been refused and was not ends the run.
    Raises Unusable when nothing may be sent.
    """
    if most is not None and most < 0:
        raise Unusable("--max-paid is 0 or more")
    allowed = most if most is not None or target.local else int(only_invalid)
    if allowed != 0:
        return allowed
    where = "--max-paid is 0" if most == 0 else f"{target.address} is not this machine"
    raise Unusable(
        f"nothing was sent: {where}, and what a server accepts may cost money. --max-paid N lets it accept N requests at "
        "most; --only-invalid sends bodies that must be refused, and stops at the first that is accepted"
    )


class MissingOperation(Unusable):
    """The server does not have the operation. shown: how it says so."""

    def __init__(self, message: str, shown: Excerpt | None = None) -> None:
        super().__init__(message)
        self.shown = shown


class Run:
    """What the phases of a run share."""

    def __init__(self, provider: Provider, target: Target, wire: Wire, options: Options, watch: Watch) -> None:
        self.watch = watch
        self.provider = provider
        self.target = target
        self.wire = wire
        self.options = options
        self.budget = Budget(options.most)
        self.answers = AnswerChecks(provider, wire)
        self.follower = Follower(provider, target, wire, self.answers, options.wait, watch, options.probes)
        self.stopped = ""
        self.said: list[str] = []
        self.found: list[Finding] = []
        self.created: dict[tuple[str, str], dict[bytes, Attempt]] = {}
        """Operation and id of a task -> the bodies whose answers name it."""

    async def phases(self, trials: Sequence[Trial]) -> list[Lived]:
        """Bodies that must be refused, then legal ones with a task followed meanwhile, then one without the key.

        The first cost nothing if the server is as the spec says, so that a budget is there for the second.
        """
        firsts = list({trial.operation.id: trial for trial in reversed(trials)}.values())[::-1]
        missing = await self.begin(firsts)
        for trial in trials:
            if trial.operation.id in missing:
                trial.gone = True
            await self.several(trial, trial.left(valid=False))
        # Those that must be refused wait for legal bodies which the server is known to accept, unless these have a limit.
        early = ILLEGAL if self.options.only_invalid or self.options.most is not None else frozenset[str]()
        await self.probes(trials, firsts, early)
        if self.options.only_invalid:
            self.said.append("no legal body was sent, so a server that refuses everything looks the same")
            return []
        for trial in trials:
            before = len(trial.tried)
            legal = sorted(trial.left(valid=True), key=lambda case: (bool(case.warnings), _ORDER[case.kind]))
            # One by one until a task is there, so that the same one is followed in each run.
            while legal and trial.life is not None and trial.following is None and len(trial.tried) < AT_ONCE + before:
                await self.several(trial, [legal.pop(0)])
            await self.several(trial, legal)
        await self.probes(trials, firsts, frozenset(PROBES) - early)
        return [await trial.following for trial in trials if trial.following is not None]

    async def probes(self, trials: Sequence[Trial], firsts: Sequence[Trial], which: frozenset[str]) -> None:
        """Make the probes of those names that are wanted, where the server has the operation."""
        for probes, several in ((OF_OPERATIONS, firsts), (OF_MODELS, trials)):
            for name, probe in probes.items():
                if name not in self.options.probes & which:
                    continue
                for trial in several:
                    if not trial.gone:
                        self.found += [finding async for finding in probe(self, trial)]

    async def begin(self, firsts: Sequence[Trial]) -> dict[str, Unusable]:
        """The first request to each operation, and one about a task that nobody has created.

        Gives the operations that the server does not have. Raises Unusable when that is all of them.
        """
        missing: dict[str, Unusable] = {}
        for trial in firsts:
            try:
                await self.first(trial)
            except MissingOperation as error:
                missing[trial.operation.id] = error
                self.found.append(
                    Finding("answer", str(error), operation=trial.operation.id, rule="status", example=error.shown)
                )
                continue
            if trial.life is not None and not cannot_follow(trial.life, self.target):
                await self.follower.nobody(trial.life, "")
            if "no-json" in self.options.probes:
                await self.several(trial, [no_json(trial.cases)])
        if len(missing) == len(firsts):
            raise next(iter(missing.values()))
        return missing

    async def first(self, trial: Trial) -> None:
        """One body that must be refused, before all others: whether there is a server that judges bodies at all.

        Raises MissingOperation when it does not know the operation, Unusable when there is nobody who judges anything.
        """
        wrong = [case for case in trial.cases if not case.valid]
        # A 404 to an unknown model says something of the body, to any other fault that nobody is there.
        case = next(
            (
                wrong_case
                for wrong_case in wrong
                if isinstance(wrong_case.body, dict) and not trial.names_model(wrong_case)
            ),
            None,
        )
        if case is None and self.options.only_invalid:
            return
        case = case or trial.cases[0]
        tried, answer = await self.body(trial, case)
        where = self.target.address
        if not answer.status and tried.outcome.verdict != "not sent":
            raise Unusable(f"{where} gives no answer: {answer.trouble}")
        if tried.outcome.verdict == "unclear" and answer.status in HOPELESS:
            key = "; the key comes from --key or the environment" if answer.status in (401, 403) else ""
            message = f"{where} answers {answer.status} to {trial.request}: {HOPELESS[answer.status]}{key}"
            raise MissingOperation(message, tried.shown) if answer.status in (404, 405) else Unusable(message)
        if 300 <= answer.status < 400:
            to = self.wire.scrubbed(answer.location[:200]) or "nowhere"
            raise Unusable(
                f"{where} answers {answer.status} to {trial.request} and leads to {to}, which is not followed"
            )
        self.took(trial, tried, answer)

    async def several(self, trial: Trial, cases: Sequence[Case]) -> None:
        """Send bodies, several at a time, in their order."""
        left = iter(cases)

        async def worker() -> None:
            for case in left:
                tried, answer = await self.body(trial, case)
                self.took(trial, tried, answer)

        at_once = AT_ONCE if self.target.local else AT_ONCE_ELSEWHERE
        await asyncio.gather(*(worker() for _ in range(min(at_once, len(cases)))))

    async def body(self, trial: Trial, case: Case) -> tuple[Attempt, Answer]:
        """Send one body, if it may be sent, and read the verdict."""
        model, operation = trial.model, trial.operation
        heard = await self.ask(trial, self.sending(trial, case.content), names=trial.names_model(case))
        if heard is None:
            return trial.unsent(case), Answer(0)
        answer, judgement, shown = heard.answer, heard.verdict, heard.shown
        self.answers.look(operation, answer, model.name, shown)
        if judgement != "refused":
            self.answers.look_at_creation(operation, trial.life, answer, model.name, shown)
        status = answer.status or None
        outcome = Outcome(
            model.name, operation.id, case.name, case.expected, judgement, status, answer.seconds, heard.why
        )
        return Attempt(case, outcome, shown), answer

    def sending(self, trial: Trial, content: bytes) -> Sending:
        """A request that is right but for its body."""
        key = credentials(self.provider, trial.operation, self.target.key)
        return Sending(trial.path, content, trial.media_type, trial.headers, trial.query, key)

    async def ask(self, trial: Trial, sending: Sending, *, names: bool = False) -> JudgedAnswer | None:
        """What a request is answered; None when it may not be sent. names: as `verdict` has it."""
        if self.watch.ending and not self.stopped:
            self.stopped = BY_HAND
        if self.stopped or not await self.budget.reserve():
            return None
        try:
            answer = await self.sent(trial, sending)
        except BaseException:
            self.budget.settle(accepted=True, sure=False)
            raise
        judgement, why = verdict(answer, trial.life, names=names)
        self.budget.settle(accepted=may_be_paid(answer, judgement), sure=judgement == "accepted")
        shown = self.answers.excerpt(f"{trial.operation.method.upper()} {sending.path}", sending.content, answer)
        return JudgedAnswer(answer, judgement, why, shown)

    async def sent(self, trial: Trial, sending: Sending) -> Answer:
        """The answer. What is refused for its moment (429) is sent again where the spec promises that it cost nothing."""
        operation = trial.operation
        retry = retry_of(operation)
        own = any(name == retry.header.lower() for name, _ in sending.headers)
        promised = 429 in retry.statuses or self.target.local
        attempt = 0
        while True:
            answer = await self.wire.send(
                operation.method.upper(),
                sending.path,
                credentials=sending.credentials,
                content=sending.content,
                media_type=sending.media_type,
                headers=sending.headers if own else (*sending.headers, *idempotency(operation)),
                query=sending.query,
                again=self.again,
            )
            pause = answer.pause(attempt)
            if pause is None or not promised:
                return answer
            attempt += 1
            await self.watch.pause(pause)
            if self.watch.ending:
                return answer

    async def again(self, broken: Answer) -> bool:
        """Whether a creation that broke in transit is sent once more: it may be paid for twice."""
        return not self.watch.ending and self.budget.again(sent=broken.sent)

    def took(self, trial: Trial, tried: Attempt, answer: Answer) -> None:
        """Keep an outcome. The first task that is rightly created is followed."""
        trial.tried.append(tried)
        model = f"{self.provider.name}/{trial.model.name}"
        self.watch.tell(
            f"{model}: {len(trial.tried)} of {len(trial.cases) + 1} bodies, {self.budget.spent} accepted in all"
        )
        if self.budget.exhausted and not self.stopped:
            number = "request was" if self.budget.spent == 1 else "requests were"
            self.stopped = (
                f"stopped: {self.budget.spent} {number} accepted, or may have been, and no more than "
                f"{self.budget.most} may be"
            )
        if tried.outcome.verdict == "accepted" and trial.life is not None:
            task = task_id(trial.life, answer.data) or ""
            self.created.setdefault((trial.operation.id, task), {}).setdefault(tried.case.content, tried)
        wanted = tried.outcome.verdict == "accepted" and tried.case.valid and trial.following is None
        followed = trial.life is not None and trial.life.poll is not None and not cannot_follow(trial.life, self.target)
        if wanted and followed and trial.life is not None and tried.shown is not None:
            life = self.follower.follow(trial.operation, trial.life, trial.model.name, answer.data, tried.shown)
            trial.following = asyncio.ensure_future(life)


async def verify(
    provider: Provider,
    models: Sequence[Model],
    target: Target,
    options: Options | None = None,
    *,
    root: Path | None = None,
    cases: Mapping[str, Sequence[Case]] | None = None,
    watch: Watch | None = None,
) -> Report:
    """Judge a server: send the cases of the models, follow one task of each, and say where it differs from the spec.

    root: the repository, whose generated/cases are read while they are fresh. cases: model -> cases to send instead.
    watch: is told how it goes, and can end it early.
    Raises Unusable when no server answers, or not in a way that can be judged.
    """
    options = options or Options(most=budget_of(target, None, only_invalid=False))
    passed_over: list[str] = []
    trials = list(trials_of(provider, models, target, root, cases, passed_over))
    if not trials:
        raise Unusable(
            passed_over[0] if passed_over else f"no operation of {provider.name} takes bodies of these models as JSON"
        )
    start = time.perf_counter()
    async with connected(target, timeout=options.timeout) as wire:
        run = Run(provider, target, wire, options, watch or Watch())
        run.said += passed_over + unfollowed(trials, target)
        left_out = [name for name in PROBES if name not in options.probes]
        run.said += [f"left out: {', '.join(left_out)}"] if left_out else []
        try:
            lived = await run.phases(trials)
        finally:
            following = [trial.following for trial in trials if trial.following is not None]
            for task in following:
                task.cancel()
            await asyncio.gather(*following, return_exceptions=True)
    seconds = time.perf_counter() - start
    findings = [*run.found, *run.answers.findings(), *same_task(run.created)]
    for trial in trials:
        findings += causes(trial.model, provider, trial.operation.id, trial.in_order())
    return Report(
        address=target.address if target.application is None else "the application",
        provider=provider.name,
        findings=tuple(sorted(findings, key=lambda finding: (finding.note, KINDS.index(finding.kind)))),
        outcomes=tuple(attempt.outcome for trial in trials for attempt in trial.in_order()),
        lived=tuple(lived),
        requests=wire.sent,
        accepted=run.budget.spent - run.budget.unsure,
        unsure=run.budget.unsure,
        seconds=seconds,
        stopped=run.stopped,
        said=(*run.said, *mended(wire), *run.answers.without_schema()),
        coverage=tuple(covered for trial in trials for covered in _covered(trial, run)),
        fail_on=options.fail_on,
    )


def mended(wire: Wire) -> tuple[str, ...]:
    """In a sentence, how many requests broke in transit and are held against nobody; nothing where none did."""
    if not wire.mended:
        return ()
    which = "it had an answer" if wire.mended == 1 else "they had answers"
    return (f"{number(wire.mended, 'request')} broke in transit; sent once more, {which}, and only those are judged",)


def _covered(trial: Trial, run: Run) -> Iterator[Covered]:
    """What was tried of one model, as far as its cases or its rules ask."""
    unsent = run.stopped
    if trial.gone:
        unsent = "the server does not have the operation"
    elif run.options.only_invalid and not unsent:
        unsent = "only bodies that must be refused were"
    known = {attempt.case.name for attempt in trial.tried}
    missed = [trial.unsent(case) for case in trial.cases if case.name not in known]
    return coverage(trial.model, trial.operation.id, [*trial.in_order(), *missed], trial.absent, unsent)


def unfollowed(trials: Sequence[Trial], target: Target) -> list[str]:
    """Which operations create tasks that cannot be asked for, and why."""
    reasons: dict[str, str] = {}
    for trial in trials:
        why = "" if trial.life is None else cannot_follow(trial.life, target)
        if why:
            reasons[trial.operation.id] = f"tasks of {trial.operation.id} are not followed: {why}"
    return list(reasons.values())
