"""Following a task that a call has created, as its specification (`x-task`) says; without any input or output.

A plan is a generator: it yields what is to be done next, a poll or a pause, and is told what came of it. The sync and
the async client carry the same plans out.
"""
# Answers are JSON values, of no known type until they have been judged.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

import random
from typing import TypeVar

from . import answers, core, errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from typing import Any, TypeAlias

    from .retry import Attempts
    from .transport import Response

    Step: TypeAlias = str | int | None
    """A step of a path: a name, an index, or None for every item."""
    Path: TypeAlias = tuple[Step, ...]
    Plan: TypeAlias = Generator["Pause | Poll", "answers.Result[Any] | errors.VideoAPIError | None", "Task[Any]"]
    Clock: TypeAlias = Callable[[], float]
    Progress: TypeAlias = Callable[["Task[Any]"], None]

    class WaitOptions(core.Options, total=False):
        """What a call that waits for its task takes beside its own arguments, for overloads.

        wait_timeout: seconds for the whole of waiting; absent, 900. on_created: called with the task's id before the
        waiting. on_progress: called with the task after every poll.
        """

        wait_timeout: float
        on_created: Callable[[str], None] | None
        on_progress: Progress | None


T = TypeVar("T")

FORGIVEN = 5
"""So many polls may fail in passing, one after another, before waiting ends. A poll costs nothing, a lost task does."""

SHORTEST_PAUSE = 0.05
"""Seconds between polls, however little an answer asks for: `retry-after: 0` must not make a busy loop."""

SHORTEST_POLL = 1.0
"""Seconds that a poll may take even when the deadline is nearer: the last look at a task is worth them."""


class Life:
    """How the tasks of an operation live (`x-task`).

    id, status, progress, result, error: paths into the answers, alternatives in the order in which they are tried.
    accepted: (field, values) that an answer must have for the call to be accepted. states: status word -> state.
    poll, content: the operations that ask for a task and for its bytes, with the argument that takes the task's id.
    first, factor, most: seconds before the first poll, growth and longest pause between polls.
    """

    __slots__ = (
        "accepted",
        "content",
        "error",
        "factor",
        "first",
        "id",
        "most",
        "poll",
        "progress",
        "result",
        "states",
        "status",
    )

    def __init__(
        self,
        *,
        id: tuple[Path, ...],
        accepted: tuple[tuple[str, tuple[Any, ...]], ...] = (),
        status: tuple[Path, ...] = (),
        states: Mapping[str, str] | None = None,
        progress: tuple[Path, ...] = (),
        result: tuple[Path, ...] = (),
        error: tuple[Path, ...] = (),
        poll: tuple[core.Operation, str] | None = None,
        content: tuple[core.Operation, str] | None = None,
        first: float = 2.0,
        factor: float = 1.5,
        most: float = 15.0,
    ) -> None:
        self.id = id
        self.accepted = accepted
        self.status = status
        self.states = states or {}
        self.progress = progress
        self.result = result
        self.error = error
        self.poll = poll
        self.content = content
        self.first = first
        self.factor = factor
        self.most = most


class Task(answers.Result[T]):
    """A task as an answer shows it.

    id: for resume and for questions to the provider. status: the provider's word; state: "waiting", "succeeded",
    "failed", "cancelled" or "expired" (a word that the specification does not list is waiting). progress: as the
    provider gives it, None when it does not. result_urls: where the media are, whatever form the answer has.
    """

    __slots__ = ("id", "progress", "result_urls", "state", "status")

    def __init__(self, operation: core.Operation, life: Life, data: Any, response: Response, id: str) -> None:
        super().__init__(operation, data, response)
        self.id = id
        status = first(data, life.status)
        self.status: str | None = status if type(status) is str else None
        self.state: str = life.states.get(self.status or "", "waiting")
        progress = first(data, life.progress)
        self.progress: float | None = progress if type(progress) in (int, float) else None
        self.result_urls: tuple[str, ...] = tuple(texts(data, life.result))

    @property
    def model(self) -> T:
        """The answer as a pydantic model. Raises MalformedResponseError, with the task's id."""
        try:
            return super().model
        except errors.MalformedResponseError as error:
            error.task_id = self.id
            raise

    def __repr__(self) -> str:
        return f"<Task {self.id}: {self.status}>"


class Created(answers.Result[T]):
    """The answer to a call that has created a task. task_id: of the task, for waiting and for questions."""

    __slots__ = ("_life",)

    def __init__(self, operation: core.Operation, life: Life, data: Any, response: Response) -> None:
        super().__init__(operation, data, response)
        self._life = life

    @property
    def task_id(self) -> str:
        """The id of the task. Raises MalformedResponseError when the answer names none."""
        found = task_id(self._life, self.data)
        if found is None:
            text = f"the answer to the creation names no task (the provider{answers.MAY_HAVE_ACCEPTED})"
            raise errors.MalformedResponseError(text, self.response)
        return found

    @property
    def model(self) -> T:
        """The answer as a pydantic model. Raises MalformedResponseError, with the task's id."""
        try:
            return super().model
        except errors.MalformedResponseError as error:
            error.task_id = task_id(self._life, self.data)
            raise

    def __repr__(self) -> str:
        return f"<Created task {task_id(self._life, self.data)}: {self.response.status_code}>"


class Pause:
    """Wait so many seconds."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


class Poll:
    """Ask for the task. timeout: seconds that are left for the answer."""

    __slots__ = ("timeout",)

    def __init__(self, timeout: float) -> None:
        self.timeout = timeout


def every(data: Any, path: Path) -> list[Any]:
    """The values that a path leads to (RFC 9535: names, indexes and every item)."""
    found = [data]
    for step in path:
        if step is None:
            found = [item for one in found if type(one) is list for item in one]
        elif type(step) is str:
            found = [one[step] for one in found if type(one) is dict and step in one]
        else:
            found = [
                one[step] for one in found if type(one) is list and type(step) is int and -len(one) <= step < len(one)
            ]
    return found


def first(data: Any, paths: tuple[Path, ...]) -> Any:
    """The first value that one of the paths leads to and that is not null."""
    for path in paths:
        for value in every(data, path):
            if value is not None:
                return value
    return None


def texts(data: Any, paths: tuple[Path, ...]) -> list[str]:
    """The texts that the paths lead to, lists of texts included, each once."""
    found: dict[str, None] = {}
    for path in paths:
        for value in every(data, path):
            for one in value if type(value) is list else [value]:
                if type(one) is str and one:
                    found[one] = None
    return list(found)


def created(life: Life, result: answers.Result[Any]) -> Created[Any]:
    """What a call has created. Raises NotAcceptedError, and MalformedResponseError when it is not said."""
    data = result.data
    try:
        for name, _ in life.accepted:
            if type(data) is dict and name in data:
                continue
            if task_id(life, data) is None and _said(life, data):
                raise errors.NotAcceptedError(_refusal(life, data, name, None), data, result.response)
            text = f"the answer does not say whether the request was accepted: it has no {name}"
            raise errors.MalformedResponseError(f"{text} (the provider{answers.MAY_HAVE_ACCEPTED})", result.response)
        not_refused(life, result)
    except errors.VideoAPIError as error:
        error.task_id = task_id(life, data)
        raise
    return Created(result._operation, life, data, result.response)  # pyright: ignore[reportPrivateUsage]


def not_refused(life: Life, result: answers.Result[Any]) -> None:
    """Raise NotAcceptedError if the answer says that the call was refused; a poll's may say nothing of it."""
    data = result.data
    for name, values in life.accepted:
        if type(data) is not dict or name not in data:
            continue
        value = data[name]
        if not any(value == one and type(value) is type(one) for one in values):
            raise errors.NotAcceptedError(_refusal(life, data, name, value), data, result.response)


def _said(life: Life, data: Any) -> str:
    """What an answer says of why it refuses, "" when it says nothing."""
    said = first(data, life.error)
    message = said.get("message") if type(said) is dict else said
    if type(message) is not str:
        said = data.get("error") if type(data) is dict else None
        places = [one for one in (said, data) if type(one) is dict]
        message = next((one[key] for one in places for key in ("message", "msg") if type(one.get(key)) is str), "")
    return message if type(message) is str else ""


def _refusal(life: Life, data: Any, name: str, value: Any) -> str:
    message = _said(life, data)
    return f"the request was not accepted: {name} is {value!r:.60}" + (
        f": {errors.shortened(message)}" if message else ""
    )


def task_id(life: Life, data: Any) -> str | None:
    """The id of the task that an answer speaks of."""
    found = first(data, life.id)
    return found if type(found) is str and found else str(found) if type(found) is int else None


def wait(
    life: Life,
    task: str,
    *,
    timeout: float,
    clock: Clock,
    on_progress: Progress | None = None,
    at_once: bool = False,
) -> Plan:
    """The plan of waiting for a task. timeout: seconds for the whole. at_once: poll before the first pause.

    It polls once at least. A poll that fails in passing is told to it, and forgiven a few times.
    Raises TaskFailedError (failed, cancelled, expired), TaskTimeoutError, NotAcceptedError, and what a poll raised.
    """
    from .retry import retry_after

    assert life.poll is not None
    deadline = clock() + timeout
    delay = life.first
    pause = 0.0 if at_once else delay
    last: Task[Any] | None = None
    polled = False
    failures = 0
    while True:
        left = deadline - clock()
        if left <= 0 and polled:
            raise errors.TaskTimeoutError(task, timeout, last)
        if pause and left > 0:
            # The last pause ends at the deadline, and one more look follows it.
            yield Pause(min(pause, left))
        result = yield Poll(max(SHORTEST_POLL, deadline - clock()))
        assert result is not None
        polled = True
        if isinstance(result, errors.VideoAPIError):
            failures += 1
            if failures > FORGIVEN:
                raise result
            asked = retry_after(result.response) if isinstance(result, errors.APIStatusError) else None
            pause = delay * random.uniform(0.8, 1.0) if asked is None else max(asked, SHORTEST_PAUSE)
            delay = min(life.most, delay * life.factor)
            continue
        failures = 0
        not_refused(life, result)
        last = Task(life.poll[0], life, result.data, result.response, task)
        if on_progress is not None:
            on_progress(last)
        if last.state == "succeeded":
            return last
        if last.state != "waiting":
            raise errors.TaskFailedError(last, first(last.data, life.error))
        asked = retry_after(result.response)
        if asked is not None:
            pause = max(asked, SHORTEST_PAUSE)
        else:
            pause = delay * random.uniform(0.8, 1.0)
            delay = min(life.most, delay * life.factor)


def in_passing(error: errors.VideoAPIError) -> bool:
    """Whether a poll that failed so may well succeed a moment later: also a gateway's page with status 200."""
    from .retry import PASSING

    return isinstance(error, (errors.APIConnectionError, errors.MalformedResponseError)) or (
        isinstance(error, errors.APIStatusError) and error.status_code in PASSING
    )


def poll(life: Life, task: str, step: Poll, settings: core.Settings, headers_of: core.Call, now: float) -> core.Call:
    """The call that asks for a task, with the headers of the call that waits for it. now: on the monotonic clock."""
    assert life.poll is not None
    operation, argument = life.poll
    usual = core.DEFAULT_TIMEOUT if settings.timeout is None else settings.timeout
    made = core.Call(
        operation, {argument: task}, extra_headers=headers_of.extra_headers, timeout=min(step.timeout, usual)
    )
    made.deadline = now + step.timeout
    return made


def check_wait(timeout: float) -> None:
    """Raise ConfigurationError for a deadline that is none: before a creation, not after it."""
    if type(timeout) not in (int, float) or timeout != timeout:
        raise errors.ConfigurationError(f"wait_timeout must be seconds, not {timeout!r:.40}")


def tell(on_created: Callable[[str], None], task: str) -> None:
    """Call back with the id of a new task; what that raises carries the id too."""
    try:
        on_created(task)
    except BaseException as error:
        mark(error, task)
        raise


def fate(error: BaseException, attempts: Attempts) -> tuple[str, str | None]:
    """What became of a call that costs money and has raised: its state in a ledger, and the id of its task.

    An exception of ours is told whether the call may have been accepted.
    """
    task: str | None = getattr(error, "task_id", None)
    if isinstance(error, errors.NotAcceptedError) and task is None:
        attempts.refused()
    if isinstance(error, errors.VideoAPIError):
        error.perhaps_paid = attempts.in_doubt
    if task is not None:
        return "created", task
    return "unknown" if attempts.in_doubt else "refused", None


def mark(error: BaseException, task: str) -> None:
    """Let an exception, ours or not, say which task it is about: by `task_id`, and a note unless its text says so."""
    if getattr(error, "task_id", None) is None:
        error.__dict__["task_id"] = task
        error.add_note(f"The task {task} was created and goes on; resume({task!r}) waits for it without paying again.")


def mark_download(error: BaseException, task: Any) -> None:
    """Let an exception from a download say whose result it was."""
    name = task if isinstance(task, str) else getattr(task, "id", None)
    if type(name) is str and "://" not in name and getattr(error, "task_id", None) is None:
        error.__dict__["task_id"] = name
        error.add_note(f"The result of the task {name} can be downloaded again; that costs nothing.")
