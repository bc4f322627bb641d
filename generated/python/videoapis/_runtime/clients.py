"""The sync and the async client that every provider's clients are made of."""

from __future__ import annotations

import os
from _thread import allocate_lock

from . import answers, core, sending, tasks
from .errors import APIConnectionError, APIStatusError, ConfigurationError, VideoAPIError
from .retry import Attempts
from .tracebacks import emptied

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import Future
    from collections.abc import AsyncGenerator, Callable, Generator, Iterable, Mapping
    from typing import Any, NoReturn, Self, SupportsIndex, TypeAlias

    from .core import AsyncReceived, Call, Provider, Received, Validation, Warnings
    from .ledger import AsyncLedger, Intent, Ledger
    from .tasks import Life, Many, Task, Waiting, Waits
    from .transport import (
        AsyncBaseHTTPTransport,
        AsyncHTTPClient,
        AsyncTransport,
        BaseHTTPTransport,
        HTTPClient,
        Ready,
        SyncTransport,
    )

    Looked: TypeAlias = tuple[Waiting, Task[Any] | VideoAPIError | None]
    Look: TypeAlias = Future[Looked]


class SyncClient:
    """A client that waits for answers. Close it, or use it in a `with` statement; one may serve several threads.

    api_key: default from the provider's environment variable. base_url: in the place of the
    server that the specification names; where it names others for single operations, a mapping replaces them by address.
    timeout: seconds for each of connect, read, write and pool. max_retries: how often a call is sent again, where that
    is safe: one that costs money only when it surely was not accepted. validation: "raise" refuses a body that breaks the
    specification before anything is sent, "log" only says so, "off" sends everything unjudged. strict: contested rules
    are errors. warnings: "log" says what is doubtful or contested in a body, on the logger that has the package's name
    and as `warnings` of what a call gives; "raise" refuses it as well. headers: go with every request. ledger: a file in
    which calls that cost money are written down before they are sent, and what came of them, for the attribute of that
    name to tell after a crash. http_client: an httpx.Client of your own, which stays yours to close. transport: an httpx
    transport instead. max_answer_bytes: the most that is kept of an answer in JSON, unpacked. Redirects are followed by
    downloads alone; cookies are not kept. Proxies are taken from the environment (HTTPS_PROXY, NO_PROXY), as httpx does.
    After a fork the child connects anew.
    """

    _provider: Provider

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | Mapping[str, str] | None = None,
        timeout: float | None = None,
        max_retries: int = 2,
        validation: Validation = "raise",
        strict: bool = False,
        warnings: Warnings = "log",
        headers: Mapping[str, str] | None = None,
        ledger: str | os.PathLike[str] | None = None,
        http_client: HTTPClient | None = None,
        transport: BaseHTTPTransport | None = None,
        max_answer_bytes: int = core.LARGEST_ANSWER,
    ) -> None:
        # A traceback may show the variables of this frame, so the key does not stay in one.
        key, api_key = api_key and core.Secret(api_key), None
        self._settings = core.Settings(
            self._provider,
            api_key=key,
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            validation=validation,
            strict=strict,
            warnings=warnings,
            headers=headers,
            max_answer_bytes=max_answer_bytes,
        )
        self._http_client = http_client
        self._http_transport = transport
        self._transport: SyncTransport | None = None
        self._closed = False
        self._lock = allocate_lock()
        self._ledger: Ledger | None = None
        if ledger is not None:
            from .ledger import Ledger

            self._ledger = Ledger(ledger, self._provider.name)
        self._resources()

    def _resources(self) -> None:
        """Make what stands for the groups of operations; every provider has its own."""

    @property
    def ledger(self) -> Ledger:
        """What may have been paid for, where the client was given a ledger. Raises ConfigurationError without one."""
        if self._ledger is None:
            raise ConfigurationError("the client has no ledger: give it ledger=, the path of a file")
        return self._ledger

    def call_(self, call: Call, life: Life | None = None) -> Any:
        operation, ledger = call.operation, self._ledger
        ready: Ready | None = None
        attempts: Attempts | None = None
        intent: Intent | None = None
        try:
            if call.choice is not None:
                operation = call.operation = call.choice(call)
            request = sending.prepare(self._settings, call)
            transport = self._open()
            # Made once: every attempt sends the same bytes.
            ready = transport.ready(request)
            # A call with a deadline is a poll, and who polls decides how often.
            retries = self._settings.max_retries if call.deadline is None else 0
            attempts = Attempts(operation, retries)
            if ledger is not None and operation.paid:
                intent = sending.intent(self._settings, call, ready.http.content)
                ledger.begin_(intent)
            while True:
                attempts.leaves()
                try:
                    response = transport.send(ready, call.deadline)
                except APIConnectionError as error:
                    pause = attempts.after_error(error)
                    if pause is None:
                        raise
                else:
                    pause = attempts.after_answer(response)
                    if pause is None:
                        break
                transport.sleep(pause)
            result = answers.read(operation, response)
            result.warnings = call.violations
            if life is not None:
                result = tasks.created(life, result)
            if ledger is not None and intent is not None:
                task_id = None if life is None else result.task_id
                try:
                    ledger.settle_(intent, "answered" if life is None else "created", task_id)
                except BaseException as error:
                    if task_id is not None:
                        tasks.mark(error, task_id)
                    raise
            return result
        except BaseException as error:
            if operation.paid and ready is not None and attempts is not None:
                if ready.timeouts is not None and ready.timeouts.nothing_sent():
                    attempts.refused()  # also what was cancelled while it connected
                state, task_id = tasks.settlement(error, attempts)
                if ledger is not None and intent is not None:
                    ledger.settle_(intent, state, task_id)
            emptied(error, running=1)
            raise

    def _open(self) -> SyncTransport:
        transport = self._transport
        if transport is None or not transport.usable():
            from .transport import SyncTransport

            made = SyncTransport(self._http_client, self._http_transport, self._settings.max_answer_bytes)
            with self._lock:
                if self._closed:
                    raise ConfigurationError("the client is closed")
                # Another thread may have been faster; what was made here has no connection yet.
                if self._transport is transport:
                    self._transport = made
                transport = self._transport
        assert transport is not None
        return transport

    def create_and_wait_(self, life: Life, call: Call, waits: Waits) -> Any:
        tasks.refuse_coroutine("on_created", waits.on_created, "only the async client awaits it")
        make = self._waiting(life, call, waits)  # before the creation, as it may be refused
        created = self.call_(call, life)
        task_id = created.task_id
        try:
            if waits.on_created is not None:
                _tell(waits.on_created, task_id)
            return self._wait(make(task_id), waits)
        except BaseException as error:
            tasks.mark(error, task_id)
            emptied(error, running=1)
            raise

    def wait_(self, life: Life, task_id: str, call: Call, waits: Waits) -> Any:
        try:
            return self._wait(self._waiting(life, call, waits)(task_id), waits)
        except BaseException as error:
            tasks.mark(error, task_id)
            emptied(error, running=1)
            raise

    def watch_(self, life: Life, task_id: str, call: Call, waits: Waits) -> Generator[Any, None, None]:
        return self._watch(self._waiting(life, call, waits)(task_id))

    def wait_many_(
        self, life: Life, task_ids: Iterable[str], call: Call, waits: Waits, requests_per_second: float
    ) -> Generator[Any, None, None]:
        make = self._waiting(life, call, waits)
        return self._wait_many(tasks.many(task_ids, make, requests_per_second, self._open().clock))

    def _waiting(self, life: Life, call: Call, waits: Waits) -> Callable[[str], Waiting]:
        """What makes the plan of waiting for a task. Raises ConfigurationError."""
        tasks.refuse_coroutine("on_progress", waits.on_progress, "only the async client awaits it")
        clock = self._open().clock
        return lambda task_id: tasks.Waiting(life, task_id, call, waits, self._settings, clock)

    def _wait(self, waiting: Waiting, waits: Waits) -> Task[Any]:
        while True:
            task = self._poll(waiting, waiting.pause())
            if task is not None:
                if waits.on_progress is not None:
                    _tell(waits.on_progress, task)
                if task.state != "waiting":
                    return tasks.outcome(task)

    def _watch(self, waiting: Waiting) -> Generator[Task[Any], None, None]:
        task: Task[Any] | None = None
        while task is None or task.state == "waiting":
            try:
                task = self._poll(waiting, waiting.pause())
            except BaseException as error:
                tasks.mark(error, waiting.task_id)
                emptied(error, running=1)
                raise
            if task is not None:
                yield task

    def _wait_many(self, many: Many) -> Generator[Task[Any] | VideoAPIError, None, None]:
        transport = self._open()
        while many:
            pause = many.pause()
            if pause > 0:
                transport.sleep(pause)
            waiting, outcome = self._look(many.take())
            if outcome is not None:
                yield outcome
            else:
                many.add(waiting)

    def _look(self, waiting: Waiting) -> Looked:
        """How waiting for one of many tasks has ended; None when it goes on."""
        try:
            waiting.in_time()
            task = self._poll(waiting)
            return waiting, None if task is None or task.state == "waiting" else tasks.outcome(task)
        except BaseException as error:
            tasks.mark(error, waiting.task_id)
            emptied(error, running=1)
            if isinstance(error, VideoAPIError) and not isinstance(error, ConfigurationError):
                return waiting, error
            raise

    def _poll(self, waiting: Waiting, pause: float = 0.0) -> Task[Any] | None:
        """The task as it is after a pause, None when the poll has failed in passing."""
        if pause > 0:
            self._open().sleep(pause)
        try:
            result = self.call_(waiting.poll())
        except VideoAPIError as error:
            waiting.failed(error)
            return None
        task = waiting.heard(result)
        if self._ledger is not None and task.state != "waiting":
            self._ledger.ended_(waiting.task_id, task.state)
        return task

    def download_(
        self, life: Life, task: Any, path: str | os.PathLike[str], index: int, on_progress: Received | None
    ) -> str:
        try:
            tasks.refuse_coroutine("on_progress", on_progress, "only the async client awaits it")
            tell = None if on_progress is None else _carrying(on_progress)
            place = sending.place_of_result(self._settings, life, task, index)
            attempts = Attempts(place.request.operation, self._settings.max_retries)
            while True:
                attempts.leaves()
                transport = self._open()
                try:
                    return transport.download(place, os.fspath(path), tell)
                except APIConnectionError as error:
                    pause = attempts.after_error(error)
                    if pause is None:
                        raise
                except APIStatusError as error:
                    pause = attempts.after_answer(error.response)
                    if pause is None:
                        raise
                transport.sleep(pause)
        except tasks.CallbackError as carried:
            told = carried.error
        except BaseException as error:
            tasks.mark_download(error, task)
            emptied(error, running=1)
            raise
        tasks.mark_download(told, task)
        raise told

    def close(self) -> None:
        """Close the connections, unless they are of a client of your own."""
        with self._lock:
            self._closed = True
            transport, self._transport = self._transport, None
        # What another process has opened is that process's to close.
        if transport is not None and transport.usable():
            transport.close()
        if self._ledger is not None:
            self._ledger.close_()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        settings = getattr(self, "_settings", None)  # a traceback may ask for it before there is one
        return f"{type(self).__name__}({'' if settings is None else repr(settings.base_url)})"

    def __reduce_ex__(self, protocol: SupportsIndex, /) -> NoReturn:
        raise TypeError(f"{type(self).__name__} is not pickled or copied: it holds a key and open connections")


def _tell(callback: Callable[..., object], *told: object) -> None:
    """Call back."""
    tasks.refuse_awaitable(callback(*told))


def _carrying(callback: Received) -> Received:
    """The callback; what it raises passes the code of a download unchanged."""

    def tell(received: int, total: int | None) -> None:
        try:
            _tell(callback, received, total)
        except Exception as error:
            raise tasks.CallbackError(error) from None

    return tell


class AsyncClient:
    """The same as the sync client, for asyncio and trio: every call is awaited."""

    _provider: Provider

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | Mapping[str, str] | None = None,
        timeout: float | None = None,
        max_retries: int = 2,
        validation: Validation = "raise",
        strict: bool = False,
        warnings: Warnings = "log",
        headers: Mapping[str, str] | None = None,
        ledger: str | os.PathLike[str] | None = None,
        http_client: AsyncHTTPClient | None = None,
        transport: AsyncBaseHTTPTransport | None = None,
        max_answer_bytes: int = core.LARGEST_ANSWER,
    ) -> None:
        # A traceback may show the variables of this frame, so the key does not stay in one.
        key, api_key = api_key and core.Secret(api_key), None
        self._settings = core.Settings(
            self._provider,
            api_key=key,
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            validation=validation,
            strict=strict,
            warnings=warnings,
            headers=headers,
            max_answer_bytes=max_answer_bytes,
        )
        self._http_client = http_client
        self._http_transport = transport
        self._transport: AsyncTransport | None = None
        self._closed = False
        self._lock = allocate_lock()
        self._ledger: AsyncLedger | None = None
        if ledger is not None:
            from .ledger import AsyncLedger

            self._ledger = AsyncLedger(ledger, self._provider.name)
        self._resources()

    def _resources(self) -> None:
        """Make what stands for the groups of operations; every provider has its own."""

    @property
    def ledger(self) -> AsyncLedger:
        """What may have been paid for, where the client was given a ledger. Raises ConfigurationError without one."""
        if self._ledger is None:
            raise ConfigurationError("the client has no ledger: give it ledger=, the path of a file")
        return self._ledger

    async def call_(self, call: Call, life: Life | None = None) -> Any:
        operation, ledger = call.operation, self._ledger
        ready: Ready | None = None
        attempts: Attempts | None = None
        intent: Intent | None = None
        try:
            if call.choice is not None:
                operation = call.operation = call.choice(call)
            if sending.holds_files(call):
                from .transport import in_thread

                request = await in_thread(sending.prepare, self._settings, call)
            else:
                request = sending.prepare(self._settings, call)
            transport = self._open()
            # Made once: every attempt sends the same bytes.
            ready = transport.ready(request)
            # A call with a deadline is a poll, and who polls decides how often.
            retries = self._settings.max_retries if call.deadline is None else 0
            attempts = Attempts(operation, retries)
            if ledger is not None and operation.paid:
                intent = sending.intent(self._settings, call, ready.http.content)
                await ledger.begin_(intent)
            while True:
                attempts.leaves()
                try:
                    response = await transport.send(ready, call.deadline)
                except APIConnectionError as error:
                    pause = attempts.after_error(error)
                    if pause is None:
                        raise
                else:
                    pause = attempts.after_answer(response)
                    if pause is None:
                        break
                await transport.sleep(pause)
            result = answers.read(operation, response)
            result.warnings = call.violations
            if life is not None:
                result = tasks.created(life, result)
            if ledger is not None and intent is not None:
                task_id = None if life is None else result.task_id
                try:
                    await ledger.settle_(intent, "answered" if life is None else "created", task_id)
                except BaseException as error:
                    if task_id is not None:
                        tasks.mark(error, task_id)
                    raise
            return result
        except BaseException as error:
            if operation.paid and ready is not None and attempts is not None:
                if ready.timeouts is not None and ready.timeouts.nothing_sent():
                    attempts.refused()  # also what was cancelled while it connected
                state, task_id = tasks.settlement(error, attempts)
                if ledger is not None and intent is not None:
                    await ledger.settle_(intent, state, task_id)
            emptied(error, running=1)
            raise

    def _open(self) -> AsyncTransport:
        transport = self._transport
        if transport is None or not transport.usable():
            from .transport import AsyncTransport

            made = AsyncTransport(self._http_client, self._http_transport, self._settings.max_answer_bytes)
            with self._lock:
                if self._closed:
                    raise ConfigurationError("the client is closed")
                # Another thread may have been faster; what was made here has no connection yet.
                if self._transport is transport:
                    self._transport = made
                transport = self._transport
        assert transport is not None
        return transport

    async def create_and_wait_(self, life: Life, call: Call, waits: Waits) -> Any:
        make = self._waiting(life, call, waits)  # before the creation, as it may be refused
        created = await self.call_(call, life)
        task_id = created.task_id
        try:
            if waits.on_created is not None:
                await _atell(waits.on_created, task_id)
            return await self._wait(make(task_id), waits)
        except BaseException as error:
            tasks.mark(error, task_id)
            emptied(error, running=1)
            raise

    async def wait_(self, life: Life, task_id: str, call: Call, waits: Waits) -> Any:
        try:
            return await self._wait(self._waiting(life, call, waits)(task_id), waits)
        except BaseException as error:
            tasks.mark(error, task_id)
            emptied(error, running=1)
            raise

    def watch_(self, life: Life, task_id: str, call: Call, waits: Waits) -> AsyncGenerator[Any, None]:
        return self._watch(self._waiting(life, call, waits)(task_id))

    def wait_many_(
        self, life: Life, task_ids: Iterable[str], call: Call, waits: Waits, requests_per_second: float
    ) -> AsyncGenerator[Any, None]:
        make = self._waiting(life, call, waits)
        return self._wait_many(tasks.many(task_ids, make, requests_per_second, self._open().clock))

    def _waiting(self, life: Life, call: Call, waits: Waits) -> Callable[[str], Waiting]:
        """What makes the plan of waiting for a task. Raises ConfigurationError."""
        clock = self._open().clock
        return lambda task_id: tasks.Waiting(life, task_id, call, waits, self._settings, clock)

    async def _wait(self, waiting: Waiting, waits: Waits) -> Task[Any]:
        while True:
            task = await self._poll(waiting, waiting.pause())
            if task is not None:
                if waits.on_progress is not None:
                    await _atell(waits.on_progress, task)
                if task.state != "waiting":
                    return tasks.outcome(task)

    async def _watch(self, waiting: Waiting) -> AsyncGenerator[Task[Any], None]:
        task: Task[Any] | None = None
        while task is None or task.state == "waiting":
            try:
                task = await self._poll(waiting, waiting.pause())
            except BaseException as error:
                tasks.mark(error, waiting.task_id)
                emptied(error, running=1)
                raise
            if task is not None:
                yield task

    async def _wait_many(self, many: Many) -> AsyncGenerator[Task[Any] | VideoAPIError, None]:
        transport = self._open()
        looks: set[Look] = set()
        import asyncio

        try:
            while many or looks:
                done: list[Looked] = []
                pause = many.pause() if many and len(looks) < tasks.MOST_AT_ONCE else None
                if pause == 0:
                    look = self._look(many.take())
                    if transport.loop is not None:
                        looks.add(asyncio.ensure_future(look))
                    else:  # trio has no tasks that stand beside a generator: one is asked for after the other
                        done.append(await look)
                elif looks:
                    ended, looks = await asyncio.wait(looks, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
                    done += [one.result() for one in ended]
                elif pause is not None:
                    await transport.sleep(pause)
                for waiting, outcome in done:
                    if outcome is not None:
                        yield outcome
                    else:
                        many.add(waiting)
        finally:
            for one in looks:
                one.cancel()
            if looks:
                await asyncio.gather(*looks, return_exceptions=True)

    async def _look(self, waiting: Waiting) -> Looked:
        """How waiting for one of many tasks has ended; None when it goes on."""
        try:
            waiting.in_time()
            task = await self._poll(waiting)
            return waiting, None if task is None or task.state == "waiting" else tasks.outcome(task)
        except BaseException as error:
            tasks.mark(error, waiting.task_id)
            emptied(error, running=1)
            if isinstance(error, VideoAPIError) and not isinstance(error, ConfigurationError):
                return waiting, error
            raise

    async def _poll(self, waiting: Waiting, pause: float = 0.0) -> Task[Any] | None:
        """The task as it is after a pause, None when the poll has failed in passing."""
        if pause > 0:
            await self._open().sleep(pause)
        try:
            result = await self.call_(waiting.poll())
        except VideoAPIError as error:
            waiting.failed(error)
            return None
        task = waiting.heard(result)
        if self._ledger is not None and task.state != "waiting":
            await self._ledger.ended_(waiting.task_id, task.state)
        return task

    async def download_(
        self, life: Life, task: Any, path: str | os.PathLike[str], index: int, on_progress: AsyncReceived | None
    ) -> str:
        try:
            tell = None if on_progress is None else _acarrying(on_progress)
            place = sending.place_of_result(self._settings, life, task, index)
            attempts = Attempts(place.request.operation, self._settings.max_retries)
            while True:
                attempts.leaves()
                transport = self._open()
                try:
                    return await transport.download(place, os.fspath(path), tell)
                except APIConnectionError as error:
                    pause = attempts.after_error(error)
                    if pause is None:
                        raise
                except APIStatusError as error:
                    pause = attempts.after_answer(error.response)
                    if pause is None:
                        raise
                await transport.sleep(pause)
        except tasks.CallbackError as carried:
            told = carried.error
        except BaseException as error:
            tasks.mark_download(error, task)
            emptied(error, running=1)
            raise
        tasks.mark_download(told, task)
        raise told

    async def close(self) -> None:
        """Close the connections, unless they are of a client of your own."""
        with self._lock:
            self._closed = True
            transport, self._transport = self._transport, None
        # What another process has opened is that process's to close.
        if transport is not None and transport.usable():
            await transport.close()
        if self._ledger is not None:
            await self._ledger.close_()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        settings = getattr(self, "_settings", None)  # a traceback may ask for it before there is one
        return f"{type(self).__name__}({'' if settings is None else repr(settings.base_url)})"

    def __reduce_ex__(self, protocol: SupportsIndex, /) -> NoReturn:
        raise TypeError(f"{type(self).__name__} is not pickled or copied: it holds a key and open connections")


async def _atell(callback: Callable[..., object], *told: object) -> None:
    """Call back, and await what that gives."""
    given: Any = callback(*told)
    if hasattr(given, "__await__"):
        await given


def _acarrying(callback: AsyncReceived) -> AsyncReceived:
    """The callback; what it raises passes the code of a download unchanged."""

    async def tell(received: int, total: int | None) -> None:
        try:
            await _atell(callback, received, total)
        except Exception as error:
            raise tasks.CallbackError(error) from None

    return tell
