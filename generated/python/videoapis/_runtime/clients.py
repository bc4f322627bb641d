"""The sync and the async client that every provider's clients are made of."""

from __future__ import annotations

import os
from _thread import allocate_lock

from . import answers, core, sending, tasks
from .errors import APIConnectionError, APIStatusError, ConfigurationError, TaskFailedError, VideoAPIError
from .retry import Attempts
from .tracebacks import emptied

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, NoReturn, Self, SupportsIndex

    from .core import Call, Provider, Received, Validation
    from .ledger import AsyncLedger, Intent, Ledger
    from .tasks import Life, Progress
    from .transport import (
        AsyncBaseHTTPTransport,
        AsyncHTTPClient,
        AsyncTransport,
        BaseHTTPTransport,
        HTTPClient,
        SyncTransport,
    )


class SyncClient:
    """A client that waits for answers. Close it, or use it in a `with` statement; one may serve several threads.

    api_key: default from the provider's environment variable. base_url: default from the specification.
    timeout: seconds for each of connect, read, write and pool. max_retries: how often a call is sent again, where that
    is safe: one that costs money only when it surely was not accepted. validation: "raise" refuses a body that breaks the
    specification before anything is sent, "log" only says so, "off" sends everything. strict: contested rules are
    errors. headers: go with every request. ledger: a file in which calls that cost money are written down before they
    are sent, and what came of them, for the attribute of that name to tell after a crash. http_client: an httpx.Client of your own, which stays yours to close.
    transport: an httpx transport instead. Redirects are followed by downloads alone; cookies are not kept. Proxies are
    taken from the environment (HTTPS_PROXY, NO_PROXY), as httpx does. After a fork the child connects anew.
    """

    _provider: Provider

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        timeout: float | None = None,
        max_retries: int = 2,
        validation: Validation = "raise",
        strict: bool = False,
        headers: Mapping[str, str] | None = None,
        ledger: str | os.PathLike[str] | None = None,
        http_client: HTTPClient | None = None,
        transport: BaseHTTPTransport | None = None,
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
            headers=headers,
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
        attempts: Attempts | None = None
        intent: Intent | None = None
        try:
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
            if operation.paid and attempts is not None:
                state, task_id = tasks.fate(error, attempts)
                if ledger is not None and intent is not None:
                    ledger.settle_(intent, state, task_id)
            emptied(error, running=1)
            raise

    def _open(self) -> SyncTransport:
        transport = self._transport
        if transport is None or not transport.usable():
            from .transport import SyncTransport

            made = SyncTransport(self._http_client, self._http_transport)
            with self._lock:
                if self._closed:
                    raise ConfigurationError("the client is closed")
                # Another thread may have been faster; what was made here has no connection yet.
                if self._transport is transport:
                    self._transport = made
                transport = self._transport
        assert transport is not None
        return transport

    def wait_(
        self,
        life: Life,
        task_id: str,
        call: Call,
        *,
        wait_timeout: float,
        on_progress: Progress | None,
        at_once: bool,
    ) -> Any:
        result: Any = None
        try:
            transport = self._open()
            plan = tasks.wait(
                life, task_id, timeout=wait_timeout, clock=transport.clock, on_progress=on_progress, at_once=at_once
            )
            while True:
                try:
                    step = plan.send(result)
                except StopIteration as end:
                    if self._ledger is not None:
                        self._ledger.ended_(task_id, end.value.state)
                    return end.value
                result = None
                if isinstance(step, tasks.Pause):
                    transport.sleep(step.seconds)
                    continue
                poll = tasks.poll(life, task_id, step, self._settings, call, transport.clock())
                try:
                    result = self.call_(poll)
                except VideoAPIError as error:
                    if not tasks.in_passing(error):
                        raise
                    result = error
        except BaseException as error:
            tasks.mark(error, task_id)
            if isinstance(error, TaskFailedError) and self._ledger is not None:
                self._ledger.ended_(task_id, error.task.state)
            emptied(error, running=1)
            raise

    def download_(
        self, life: Life, task: Any, path: str | os.PathLike[str], index: int, on_progress: Received | None
    ) -> str:
        try:
            place = sending.place_of_result(self._settings, life, task, index)
            attempts = Attempts(place.request.operation, self._settings.max_retries)
            while True:
                transport = self._open()
                try:
                    return transport.download(place, os.fspath(path), on_progress)
                except APIConnectionError as error:
                    pause = attempts.after_error(error)
                    if pause is None:
                        raise
                except APIStatusError as error:
                    pause = attempts.after_answer(error.response)
                    if pause is None:
                        raise
                transport.sleep(pause)
        except BaseException as error:
            tasks.mark_download(error, task)
            emptied(error, running=1)
            raise

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


class AsyncClient:
    """The same as the sync client, for asyncio and trio: every call is awaited."""

    _provider: Provider

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        timeout: float | None = None,
        max_retries: int = 2,
        validation: Validation = "raise",
        strict: bool = False,
        headers: Mapping[str, str] | None = None,
        ledger: str | os.PathLike[str] | None = None,
        http_client: AsyncHTTPClient | None = None,
        transport: AsyncBaseHTTPTransport | None = None,
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
            headers=headers,
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
        attempts: Attempts | None = None
        intent: Intent | None = None
        try:
            if call.body is not None and sending.holds_files(call):
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
            if operation.paid and attempts is not None:
                state, task_id = tasks.fate(error, attempts)
                if ledger is not None and intent is not None:
                    await ledger.settle_(intent, state, task_id)
            emptied(error, running=1)
            raise

    def _open(self) -> AsyncTransport:
        transport = self._transport
        if transport is None or not transport.usable():
            from .transport import AsyncTransport

            made = AsyncTransport(self._http_client, self._http_transport)
            with self._lock:
                if self._closed:
                    raise ConfigurationError("the client is closed")
                # Another thread may have been faster; what was made here has no connection yet.
                if self._transport is transport:
                    self._transport = made
                transport = self._transport
        assert transport is not None
        return transport

    async def wait_(
        self,
        life: Life,
        task_id: str,
        call: Call,
        *,
        wait_timeout: float,
        on_progress: Progress | None,
        at_once: bool,
    ) -> Any:
        result: Any = None
        try:
            transport = self._open()
            plan = tasks.wait(
                life, task_id, timeout=wait_timeout, clock=transport.clock, on_progress=on_progress, at_once=at_once
            )
            while True:
                try:
                    step = plan.send(result)
                except StopIteration as end:
                    if self._ledger is not None:
                        await self._ledger.ended_(task_id, end.value.state)
                    return end.value
                result = None
                if isinstance(step, tasks.Pause):
                    await transport.sleep(step.seconds)
                    continue
                poll = tasks.poll(life, task_id, step, self._settings, call, transport.clock())
                try:
                    result = await self.call_(poll)
                except VideoAPIError as error:
                    if not tasks.in_passing(error):
                        raise
                    result = error
        except BaseException as error:
            tasks.mark(error, task_id)
            if isinstance(error, TaskFailedError) and self._ledger is not None:
                await self._ledger.ended_(task_id, error.task.state)
            emptied(error, running=1)
            raise

    async def download_(
        self, life: Life, task: Any, path: str | os.PathLike[str], index: int, on_progress: Received | None
    ) -> str:
        try:
            place = sending.place_of_result(self._settings, life, task, index)
            attempts = Attempts(place.request.operation, self._settings.max_retries)
            while True:
                transport = self._open()
                try:
                    return await transport.download(place, os.fspath(path), on_progress)
                except APIConnectionError as error:
                    pause = attempts.after_error(error)
                    if pause is None:
                        raise
                except APIStatusError as error:
                    pause = attempts.after_answer(error.response)
                    if pause is None:
                        raise
                await transport.sleep(pause)
        except BaseException as error:
            tasks.mark_download(error, task)
            emptied(error, running=1)
            raise

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
