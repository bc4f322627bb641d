"""Following a task that a call has created, as its specification (`x-task`) says; without any input or output.

A `Waiting` says when its task is asked for next and what comes of the answers. The sync and the async client do what it
says, for one task or for many.
"""
# Answers are JSON values, of no known type until they have been judged.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

import random
from typing import TypeVar

from . import answers, core, errors, records

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping
    from typing import Any, TypeAlias

    from .retry import Attempts
    from .transport import Response

    Step: TypeAlias = str | int | None
    """A step of a path: a name, an index, or None for every item."""
    Path: TypeAlias = tuple[Step, ...]
    Clock: TypeAlias = Callable[[], float]
    Interval: TypeAlias = float | Callable[[int], float] | None
    """Seconds between polls, or a function of the number of the poll that comes next, from 1."""
    Tell: TypeAlias = Callable[[str], None]
    Progress: TypeAlias = Callable[["Task[Any]"], None]
    AsyncTell: TypeAlias = Callable[[str], Awaitable[object] | None]
    AsyncProgress: TypeAlias = Callable[["Task[Any]"], Awaitable[object] | None]

    class _WaitOptions(core.Options, total=False):
        wait_timeout: float
        poll_interval: Interval

    class WaitOptions(_WaitOptions, total=False):
        """What a call that waits for its task takes beside its own arguments, for overloads.

        wait_timeout: seconds for the whole of waiting; absent, 900. poll_interval: seconds between polls, or a function
        of the number of the next. on_created: called with the task's id before the waiting. on_progress: called with
        the task after every poll.
        """

        on_created: Tell | None
        on_progress: Progress | None

    class AsyncWaitOptions(_WaitOptions, total=False):
        """The same for the async client, which awaits what the callbacks give."""

        on_created: AsyncTell | None
        on_progress: AsyncProgress | None


T = TypeVar("T")

FORGIVEN = 5
"""So many polls may fail in passing, one after another, before waiting ends. A poll costs nothing, a lost task does."""

SHORTEST_PAUSE = 0.05
"""Seconds between polls, however little an answer asks for: `retry-after: 0` must not make a busy loop."""

MOST_AT_ONCE = 20
"""So many polls may be under way together where many tasks are waited for."""

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
    provider gives it, None when it does not. result_urls: where the media are, whatever form the answer has. error: what
    the provider says of a failure. warnings: those of the creation, where the same call has created it.
    """

    __slots__ = ("error", "id", "progress", "result_urls", "state", "status")

    def __init__(self, operation: core.Operation, life: Life, data: Any, response: Response, id: str) -> None:
        super().__init__(operation, data, response)
        self.id = id
        status = first(data, life.status)
        self.status: str | None = status if type(status) is str else None
        self.state: str = life.states.get(self.status or "", "waiting")
        progress = first(data, life.progress)
        self.progress: float | None = progress if type(progress) in (int, float) else None
        self.result_urls: tuple[str, ...] = tuple(texts(data, life.result))
        self.error: Any = first(data, life.error)

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

    __slots__ = ("task_id",)

    def __init__(self, operation: core.Operation, data: Any, response: Response, task_id: str) -> None:
        super().__init__(operation, data, response)
        self.task_id = task_id

    @property
    def model(self) -> T:
        """The answer as a pydantic model. Raises MalformedResponseError, with the task's id."""
        try:
            return super().model
        except errors.MalformedResponseError as error:
            error.task_id = self.task_id
            raise

    def __repr__(self) -> str:
        return f"<Created task {self.task_id}: {self.response.status_code}>"


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
    """What a call has created. Raises NotAcceptedError, and MalformedResponseError when it is not said, or not which."""
    data, response = result.data, result.response
    operation = result._operation  # pyright: ignore[reportPrivateUsage]
    id = task_id(life, data)
    try:
        for name, _ in life.accepted:
            if type(data) is dict and name in data:
                continue
            if id is None and _said(life, data):
                raise errors.NotAcceptedError(_refusal(life, data, name, None), data, response)
            text = f"the answer does not say whether the request was accepted: it has no {name}"
            raise errors.MalformedResponseError(text + answers.may_charge(operation), response)
        not_refused(life, result)
        if id is None:
            text = f"the answer to the creation ({response.status_code}) names no task, but the task may exist"
            said = _said(life, data)
            text += f"; it says: {errors.shortened(said)}" if said else ""
            raise errors.MalformedResponseError(text + answers.may_charge(operation), response)
    except errors.VideoAPIError as error:
        error.task_id = id
        if isinstance(error, errors.NotAcceptedError):
            records.log().info("%s: not accepted", operation.id)
        raise
    made: Created[Any] = Created(operation, data, response, id)
    made.warnings = result.warnings
    records.log().info("%s: task %s created", operation.id, records.shown(id))
    return made


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


class Waits:
    """How a call waits. timeout: seconds for the whole. at_once: poll before the first pause. The rest as WaitOptions.

    Raises ConfigurationError for what cannot be: made before a creation, not after it.
    """

    __slots__ = ("at_once", "interval", "on_created", "on_progress", "timeout")

    def __init__(
        self,
        timeout: float,
        interval: Interval,
        on_progress: AsyncProgress | None = None,
        on_created: AsyncTell | None = None,
        *,
        at_once: bool = False,
    ) -> None:
        if type(timeout) not in (int, float) or timeout != timeout:
            raise errors.ConfigurationError(f"wait_timeout must be seconds, not {timeout!r:.40}")
        if not (interval is None or core.usable_seconds(interval) or callable(interval)):
            raise errors.ConfigurationError(
                f"poll_interval must be seconds, more than 0, or a function that gives them, not {interval!r:.40}"
            )
        self.timeout = timeout
        self.interval = interval
        self.on_progress = on_progress
        self.on_created = on_created
        self.at_once = at_once
        refuse_coroutine("poll_interval", interval, "nothing awaits it")


class Waiting:
    """One task that is waited for: the pause before the next poll, the poll, and what comes of its answer.

    It polls once at least. A poll that fails in passing is forgiven a few times. due: of the clock, for the next poll.
    """

    __slots__ = (
        "_call",
        "_clock",
        "_delay",
        "_failures",
        "_last",
        "_life",
        "_pause",
        "_settings",
        "_waits",
        "deadline",
        "due",
        "polls",
        "task_id",
    )

    def __init__(
        self, life: Life, task_id: str, call: core.Call, waits: Waits, settings: core.Settings, clock: Clock
    ) -> None:
        self._life = life
        self._call = call
        self._waits = waits
        self._settings = settings
        self._clock = clock
        self._delay = life.first
        self._failures = 0
        self._last: Task[Any] | None = None
        self.task_id = task_id
        self.polls = 0
        now = clock()
        self.deadline = now + waits.timeout
        self._pause = 0.0 if waits.at_once else self._delay if waits.interval is None else self._own()
        self.due = now + self._pause
        records.log().debug(
            "task %s is waited for; it is asked for in %.1f seconds", records.shown(task_id), self._pause
        )

    def __repr__(self) -> str:
        return f"<Waiting for {self.task_id}>"

    def __lt__(self, other: Waiting) -> bool:
        return self.due < other.due

    def pause(self) -> float:
        """Seconds to wait before the next poll; the last pause ends at the deadline. Raises TaskTimeoutError."""
        self.in_time()
        return max(0.0, min(self._pause, self.deadline - self._clock()))

    def in_time(self) -> None:
        """Raise TaskTimeoutError when the deadline has passed, unless the task was never asked for."""
        if self.is_over():
            raise errors.TaskTimeoutError(self.task_id, self._waits.timeout, self._last)

    def is_over(self) -> bool:
        """Whether it is too late to ask once more."""
        return self.polls > 0 and self._clock() >= self.deadline

    def poll(self) -> core.Call:
        """The call that asks for the task now, with the headers of the call that waits for it."""
        assert self._life.poll is not None
        operation, argument = self._life.poll
        usual = core.DEFAULT_TIMEOUT if self._settings.timeout is None else self._settings.timeout
        now = self._clock()
        left = max(SHORTEST_POLL, self.deadline - now)
        made = core.Call(
            operation, {argument: self.task_id}, extra_headers=self._call.extra_headers, timeout=min(left, usual)
        )
        made.deadline = now + left
        return made

    def heard(self, result: answers.Result[Any]) -> Task[Any]:
        """The task as an answer shows it. Raises NotAcceptedError."""
        from .retry import retry_after

        assert self._life.poll is not None
        self.polls += 1
        self._failures = 0
        not_refused(self._life, result)
        task: Task[Any] = Task(self._life.poll[0], self._life, result.data, result.response, self.task_id)
        task.warnings = self._call.violations
        self._last = task
        if task.state == "waiting":
            self._next(retry_after(result.response), slower_anyway=False)
            records.log().debug(
                "task %s is %s; it is asked for again in %.1f seconds",
                *(records.shown(self.task_id), records.shown(task.status), self._pause),
            )
        else:
            records.log().info("task %s has ended: %s", records.shown(self.task_id), task.state)
        return task

    def failed(self, error: errors.VideoAPIError) -> None:
        """A poll has failed: forgive it, or raise it."""
        from .retry import retry_after

        self.polls += 1
        self._failures += 1
        if not in_passing(error) or self._failures > FORGIVEN:
            raise error
        asked = retry_after(error.response) if isinstance(error, errors.APIStatusError) else None
        self._next(asked, slower_anyway=True)
        records.log().info(
            "task %s could not be asked for (%s); it is asked for again in %.1f seconds",
            *(records.shown(self.task_id), type(error).__name__, self._pause),
        )

    def _next(self, asked: float | None, *, slower_anyway: bool) -> None:
        """Decide on the pause before the next poll. asked: the seconds that the provider asks for."""
        if self._waits.interval is not None:
            self._pause = max(self._own(), asked or 0.0)
        elif asked is not None:
            self._pause = max(asked, SHORTEST_PAUSE)
        else:
            self._pause = self._delay * random.uniform(0.8, 1.0)
        if slower_anyway or asked is None:
            self._delay = min(self._life.most, self._delay * self._life.factor)
        self.due = self._clock() + self._pause

    def _own(self) -> float:
        """The pause that the caller wants."""
        interval = self._waits.interval
        seconds = interval(self.polls + 1) if callable(interval) else interval
        if not core.usable_seconds(seconds):
            raise errors.ConfigurationError(f"poll_interval must give seconds, more than 0, not {seconds!r:.40}")
        assert seconds is not None
        return max(seconds, SHORTEST_PAUSE)


class Many:
    """Tasks that are waited for together: which is asked for next, and when. per_second: the most polls in a second."""

    __slots__ = ("_clock", "_next", "_space", "_waiting")

    def __init__(self, waiting: Iterable[Waiting], per_second: float, clock: Clock) -> None:
        self._waiting: list[Waiting] = []
        self._clock = clock
        self._space = 1 / per_second
        self._next = clock()
        for one in waiting:
            self.add(one)

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def add(self, waiting: Waiting) -> None:
        """Ask for the task when it is due, at the deadline if that is nearer."""
        from heapq import heappush

        waiting.due = min(waiting.due, waiting.deadline)
        heappush(self._waiting, waiting)

    def pause(self) -> float:
        """Seconds until one may be asked for."""
        first = self._waiting[0]
        start = first.due if first.is_over() else max(first.due, self._next)
        return max(0.0, start - self._clock())

    def take(self) -> Waiting:
        """The one to be asked for now; it is not among them any more."""
        from heapq import heappop

        waiting = heappop(self._waiting)
        if not waiting.is_over():
            self._next = max(self._next, self._clock()) + self._space
        return waiting


def many(ids: Iterable[str], make: Callable[[str], Waiting], per_second: float, clock: Clock) -> Many:
    """What waits for each of the tasks once. Raises ConfigurationError."""
    if isinstance(ids, str):
        raise errors.ConfigurationError("wait_many takes the ids of several tasks, not one")
    if not core.usable_seconds(per_second):
        raise errors.ConfigurationError(f"requests_per_second must be more than 0, not {per_second!r:.40}")
    return Many(map(make, dict.fromkeys(ids)), per_second, clock)


def outcome(task: Task[Any]) -> Task[Any]:
    """The task that has succeeded. Raises TaskFailedError."""
    if task.state != "succeeded":
        raise errors.TaskFailedError(task, task.error)
    return task


def in_passing(error: errors.VideoAPIError) -> bool:
    """Whether a poll that failed so may well succeed a moment later: also a gateway's page with status 200."""
    from .retry import PASSING

    return isinstance(error, (errors.APIConnectionError, errors.MalformedResponseError)) or (
        isinstance(error, errors.APIStatusError) and error.status_code in PASSING
    )


def refuse_coroutine(name: str, callback: object, why: str) -> None:
    """Raise ConfigurationError for a function of coroutines that nothing would await."""
    if callback is None or not callable(callback):
        return
    from inspect import iscoroutinefunction

    if iscoroutinefunction(callback) or iscoroutinefunction(getattr(callback, "__call__", None)):  # noqa: B004
        raise errors.ConfigurationError(f"{name} is a function of coroutines, and {why}")


def refuse_awaitable(given: object) -> None:
    """Raise ConfigurationError for what a callback gave if it wants to be awaited; it would never run."""
    if hasattr(given, "__await__"):
        getattr(given, "close", lambda: None)()
        raise errors.ConfigurationError("a callback gave an awaitable, which only the async client awaits")


class CallbackError(BaseException):
    """Carries what a callback raised through code that would take it for an error of its own. error: that."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


def settlement(error: BaseException, attempts: Attempts) -> tuple[str, str | None]:
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
    _note(error, task, f"The task {task} was created and goes on; resume({task!r}) waits for it without paying again.")


def _note(error: BaseException, task: str, note: str) -> None:
    if (isinstance(error, errors.VideoAPIError) and error.task_id == task) or note in getattr(error, "__notes__", ()):
        return
    if error.__dict__.get("task_id") is None:
        error.__dict__["task_id"] = task
    error.add_note(note)


def mark_download(error: BaseException, task: Any) -> None:
    """Let an exception from a download say whose result it was."""
    name = task if isinstance(task, str) else getattr(task, "id", None)
    if type(name) is str and "://" not in name:
        _note(error, name, f"The result of the task {name} can be downloaded again; that costs nothing.")
