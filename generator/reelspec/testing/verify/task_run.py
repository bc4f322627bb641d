"""The life of one task, from its creation to its result: followed, and held against `x-task` and against time.

A state that has ended does not go on, and progress does not fall, whatever the spec leaves open.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal
from urllib.parse import urlsplit

from reelspec.language.contract.jsonpath import first, written
from reelspec.language.contract.model import Operation, Provider
from reelspec.language.rules.evaluate import accepts
from reelspec.language.rules.tasks import PAUSES, Life, acceptance, key_of, results, task_id
from reelspec.language.source.node import Json
from reelspec.testing.verify.answers import AnswerChecks
from reelspec.testing.verify.errors import Unusable
from reelspec.testing.verify.http import LARGEST, Answer, Wire
from reelspec.testing.verify.plan import placed
from reelspec.testing.verify.probes.keys import strangers
from reelspec.testing.verify.probes.parameters import wrong_values
from reelspec.testing.verify.progress import Watch
from reelspec.testing.verify.report import Excerpt, Kind, Lived
from reelspec.testing.verify.target import Credentials, Target, credentials, path_of, values_of
from reelspec.testing.verify.verdict import ABOUT_OTHERS

FORGIVEN = 5
"""So many polls may fail, one after another, before a task is given up."""
AFTERWARDS = 2
"""So many polls follow the end of a task, to see that it stays."""
STRANGER = "reelspec-no-such-task"
SAMPLE = 64 * 1024
"""Bytes of a result that are fetched."""


@dataclass
class Followed:
    """A task on its way. words: the status words seen, none twice in a row."""

    operation: Operation
    life: Life
    model: str
    task: str
    words: list[str] = field(default_factory=list)
    end: str = ""
    progress: float | None = None
    before: str = ""
    media: tuple[Json, ...] = ()


@dataclass(frozen=True)
class Follower:
    """Follows tasks of one provider. wait: seconds for one task as a whole; probes: names of those that are made."""

    provider: Provider
    target: Target
    wire: Wire
    answers: AnswerChecks
    wait: float
    watch: Watch
    probes: frozenset[str]

    async def follow(self, operation: Operation, life: Life, model: str, created: Json, example: Excerpt) -> Lived:
        """Follow the task that `created`, an answer to the creation, speaks of."""
        start = time.monotonic()
        task = Followed(operation, life, model, task_id(life, created) or "")
        if life.poll is not None:
            self._see(task, operation, created, example)
            await self._poll(task, start + self.wait)
            if task.end == "succeeded":
                await self._results(task)
                await self._content(task)
            if task.end:
                await self._strangers(task)
                await self._parameters(task)
        return Lived(model, operation.id, tuple(task.words), task.end, time.monotonic() - start)

    def delay(self, life: Life) -> tuple[float, float, float]:
        """The first pause between polls in seconds, how pauses grow, the longest: this machine is not spared."""
        pauses = {**PAUSES, **life.delay}
        return (0.005, 1.6, 1.0) if self.target.local else (pauses["first"], pauses["factor"], pauses["most"])

    async def _poll(self, task: Followed, deadline: float) -> None:
        assert task.life.poll is not None
        pause, factor, most = self.delay(task.life)
        least, failures, afterwards = pause, 0, 0
        await self.watch.pause(pause)
        while not self.watch.ending:
            answer, example = await self._get(task.life.poll, task, patient=False)
            trouble = _trouble(task.life, answer)
            if trouble:
                failures += 1
                # A connection that breaks once is no fault of the server's; one that is never made is.
                lasting = answer.status not in ABOUT_OTHERS - {401, 403, 404} and (answer.status or failures > FORGIVEN)
                if lasting:
                    words = f"a task of its own cannot be asked for: {trouble}"
                    kind: Kind = "failure" if answer.status >= 500 or not answer.status else "status"
                    about = answer.status
                    self.answers.add(kind, words, task.life.poll, task.model, example, rule="poll", about=about)
                if failures > FORGIVEN:
                    return
            else:
                failures = 0
                self._see(task, task.life.poll, answer.json, example)
                if task.end:
                    afterwards += 1
                    if afterwards > AFTERWARDS:
                        return
            if time.monotonic() >= deadline:
                if not task.end:
                    words = f"the task had not ended after {self.wait:g} s; the rest of its life was not seen"
                    self.answers.add("status", words, task.life.poll, task.model, example, rule="end", note=True)
                return
            left = max(0.0, deadline - time.monotonic())
            if task.end:
                await self.watch.pause(min(left, least))
            else:
                await self.watch.pause(min(left, _asked(answer) or pause))
                pause = min(most, pause * factor)

    def _see(self, task: Followed, operation: Operation, data: Json, example: Excerpt) -> None:
        """One look at the task: its word, its state, its progress, each against what was seen before."""
        life, add = task.life, self.answers.add
        polled = operation is life.poll
        where = " or ".join(map(written, life.status))
        status = first(data, life.status)
        if isinstance(status, str) and status:
            self._word(task, operation, status, example)
        elif polled:
            words = "no text" if status is not None else "missing"
            add("answer", f"the status at {where} is {words}", operation, task.model, example, rule="status")
        named = task_id(life, data)
        if polled and named is not None and named != task.task:
            add("answer", "answers about another task than it was asked for", operation, task.model, example, rule="id")
        progress = first(data, life.progress)
        if isinstance(progress, int | float) and not isinstance(progress, bool):
            if task.progress is not None and progress < task.progress:
                at = " or ".join(map(written, life.progress))
                words = f"progress at {at} falls: from {task.progress:g} to {progress:g}"
                add("status", words, operation, task.model, example, rule="progress", about="falls")
            task.progress = float(progress)
        if polled and task.end == "succeeded":
            self._media(task, operation, data, example)

    def _word(self, task: Followed, operation: Operation, status: str, example: Excerpt) -> None:
        life, add = task.life, self.answers.add
        state = life.states.get(status)
        word = self.answers.scrubbed(status)[:60]
        order = list(life.states)
        if task.words and task.words[-1] != status:
            last = task.words[-1]
            words = f"the status goes backwards: from {self.answers.scrubbed(last)[:60]} to {word}"
            if task.end:
                add("status", words, operation, task.model, example, rule="end", about="backwards")
            elif state == life.states.get(last) == "waiting" and order.index(status) < order.index(last):
                words += ", which the spec lists before it"
                add("status", words, operation, task.model, example, rule="waiting", note=True)
        if not task.words or task.words[-1] != status:
            task.words.append(status)
            self.watch.tell(f"{self.provider.name}/{task.model}: a task is {word}")
        if state is not None and state != "waiting" and not task.end and operation is life.poll:
            task.end = state

    def _media(self, task: Followed, operation: Operation, data: Json, example: Excerpt) -> None:
        """The result of a task that has succeeded: at least one address, and the same one each time."""
        life, add = task.life, self.answers.add
        if not life.result:
            return
        addresses = results(life, data)
        where = " or ".join(map(written, life.result))
        if not addresses:
            add("result", f"succeeded, and nothing stands at {where}", operation, task.model, example, rule="result")
        for address in addresses:
            if not isinstance(address, str) or not _is_address(address):
                text = self.answers.scrubbed(json.dumps(address, ensure_ascii=False))[:60]
                words = f"succeeded, and {text} at {where} is no address"
                add("result", words, operation, task.model, example, rule="result", about="address")
        task.media = addresses

    async def _results(self, task: Followed) -> None:
        """Results on the server itself are there. Other hosts are not called, and never get the key."""
        assert task.life.poll is not None
        for address in task.media[:2]:
            if not isinstance(address, str) or _origin(address) != _origin(self.target.address):
                continue
            at = urlsplit(address)
            base = urlsplit(self.target.address).path
            path = f"{at.path}?{at.query}" if at.query else at.path
            if base and not path.startswith(f"{base}/"):
                continue
            answer = await self._sent(partial(self.wire.send, "GET", path[len(base) :], largest=SAMPLE))
            if not 200 <= answer.status < 300 or not answer.content:
                why = answer.trouble or (f"answers {answer.status}" if answer.content else "is empty")
                example = self.answers.excerpt(f"GET {path}", b"", answer)
                words = f"a result of a task that has succeeded cannot be fetched: {why}"
                self.answers.add("result", words, task.life.poll, task.model, example, rule="result", about="fetched")

    async def _content(self, task: Followed) -> None:
        """The operation that gives the bytes gives some, of the documented media type."""
        if task.life.content is None:
            return
        answer, example = await self._get(task.life.content, task, largest=SAMPLE)
        add = self.answers.add
        if 300 <= answer.status < 400 and answer.location:
            return  # a provider may keep its media elsewhere; whether the spec knows that is said already
        if not 200 <= answer.status < 300 or not answer.content:
            why = answer.trouble or (f"answers {answer.status}" if answer.content else "is empty")
            words = f"the content of a task that has succeeded cannot be fetched: {why}"
            add("result", words, task.life.content, task.model, example, rule="content", about="fetched")

    async def _strangers(self, task: Followed) -> None:
        """Nobody sees a task without the key."""
        poll = task.life.poll
        assert poll is not None
        who = {"no-key": "somebody who has no key", "wrong-key": "somebody whose key is wrong"}
        for name, (_, key) in strangers(self.provider, poll, self.target).items():
            if name in self.probes:
                answer, example = await self._get(poll, task, key=key, look=False)
                self._probed(task, answer, example, "access", "security", f"shows a task to {who[name]}", who[name])

    async def _parameters(self, task: Followed) -> None:
        """Nobody sees a task by a request that the spec does not allow."""
        poll = task.life.poll
        assert poll is not None
        if "parameters" not in self.probes:
            return
        key = key_of(poll)
        right = _values(poll, self.target, task.task)
        named: set[str] = set()
        for wrong in wrong_values(poll, self.provider, right, key="" if key is None else key.name):
            if wrong.parameter not in named:
                answer, example = await self._get(poll, task, values=wrong.values, look=False)
                shows = f"accepts {wrong.words}"
                if self._probed(task, answer, example, "laxer", wrong.rule, shows, wrong.words, note=wrong.mild):
                    named.add(wrong.parameter)

    def _probed(
        self,
        task: Followed,
        answer: Answer,
        example: Excerpt,
        kind: Kind,
        rule: str,
        shows: str,
        what: str,
        *,
        note: bool = False,
    ) -> bool:
        """Whether something is wrong with the answer to a poll that must be refused: it shows the task, or is a failure."""
        assert task.life.poll is not None
        if self._shows(task, answer):
            self.answers.add(kind, shows, task.life.poll, task.model, example, rule=rule, note=note)
            return True
        if answer.status >= 500 or not answer.status:
            why = f"fails at {what}: {_trouble(task.life, answer)}"
            self.answers.add("failure", why, task.life.poll, task.model, example, rule=rule)
            return True
        return False

    def _shows(self, task: Followed, answer: Answer) -> bool:
        return not _trouble(task.life, answer) and first(answer.json, task.life.status) is not None

    async def nobody(self, life: Life, model: str) -> None:
        """A task that was never created is refused, in the shape that the spec gives errors."""
        if life.poll is None:
            return
        stranger = Followed(life.poll, life, model, self._stranger(life.poll))
        answer, example = await self._get(life.poll, stranger)
        if self._shows(stranger, answer):
            words = "answers with a status about a task that was never created"
            self.answers.add("answer", words, life.poll, model, example, rule="unknown-task", note=True)

    def _stranger(self, operation: Operation) -> str:
        """An id that no task has, of the form that the parameter for it demands."""
        key = key_of(operation)
        options: tuple[Json, ...] = (STRANGER, 999_999_999_999, 999_999_999, str(uuid.UUID(int=0, version=4)), "0" * 24)
        fitting = (text for text in options if key is None or accepts(key.schema, self.provider.definitions, text))
        return str(next(fitting, STRANGER))

    async def _get(
        self,
        operation: Operation,
        task: Followed,
        *,
        key: Credentials | Literal["own"] | None = "own",
        values: Mapping[str, str] | None = None,
        largest: int = LARGEST,
        look: bool = True,
        patient: bool = True,
    ) -> tuple[Answer, Excerpt]:
        """The answer about a task. key: what else is sent as such; values: of parameters, the right ones if not given.

        look: judge its form. patient: ask again what is refused for its moment.
        """
        values = _values(operation, self.target, task.task) if values is None else values
        path = path_of(operation, values)
        send = partial(
            self.wire.send,
            operation.method.upper(),
            path,
            credentials=credentials(self.provider, operation, self.target.key) if key == "own" else key,
            query=placed(operation.parameters, "query", values),
            headers=placed(operation.parameters, "header", values),
            largest=largest,
        )
        answer = await (self._sent(send) if patient else send())
        example = self.answers.excerpt(f"{operation.method.upper()} {path}", b"", answer)
        if look:
            self.answers.look(operation, answer, task.model, example)
        return answer, example

    async def _sent(self, send: Callable[[], Awaitable[Answer]]) -> Answer:
        """The answer to a question, which is asked again when it is refused for its moment."""
        attempt = 0
        while True:
            answer = await send()
            pause = answer.pause(attempt)
            if pause is None or self.watch.ending:
                return answer
            attempt += 1
            await self.watch.pause(pause)


def _values(operation: Operation, target: Target, task: str) -> dict[str, str]:
    """Values for the operation's parameters, the task's id among them. Raises Unusable when one has none."""
    key = key_of(operation)
    others = replace(
        operation, parameters=tuple(parameter for parameter in operation.parameters if parameter is not key)
    )
    return {**values_of(others, target), **({} if key is None else {key.name: task})}


def cannot_follow(life: Life, target: Target) -> str:
    """Why the operations that follow a task cannot be called; "" when they can."""
    for operation in (life.poll, life.content):
        if operation is not None:
            try:
                _values(operation, target, "")
            except Unusable as error:
                return str(error)
    return ""


def _trouble(life: Life, answer: Answer) -> str:
    """Why an answer shows no task; "" when it does."""
    if not answer.status:
        return answer.trouble
    if not 200 <= answer.status < 300:
        return f"answers {answer.status}"
    try:
        verdict, why = acceptance(life, answer.json)
    except ValueError:
        return f"answers {answer.status} without JSON"
    return f"answers {answer.status}, and {why}" if verdict == "no" else ""


def _asked(answer: Answer) -> float | None:
    """The pause that the answer asks for (RFC 9110, section 10.2.3), in seconds and at most a minute; None without one."""
    return min(60.0, float(answer.retry_after)) if answer.retry_after.isdecimal() else None


def _is_address(text: str) -> bool:
    try:
        at = urlsplit(text)
    except ValueError:
        return False
    return at.scheme in ("http", "https") and bool(at.hostname)


def _origin(address: str) -> tuple[str, str | None, int | None] | None:
    try:
        at = urlsplit(address)
        return at.scheme, at.hostname, at.port or {"http": 80, "https": 443}.get(at.scheme)
    except ValueError:
        return None
