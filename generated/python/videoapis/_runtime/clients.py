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
    from collections.abc import Mapping
    from typing import Any, NoReturn, Self, SupportsIndex

    from .core import Call, Provider, Received, Validation
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
    errors. headers: go with every request. http_client: an httpx.Client of your own, which stays yours to close.
    transport: an httpx transport instead. max_answer_bytes: the most that is kept of an answer in JSON, unpacked.
    Redirects are followed by downloads alone; cookies are not kept. Proxies are taken from the environment
    (HTTPS_PROXY, NO_PROXY), as httpx does. After a fork the child connects anew.
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
            headers=headers,
            max_answer_bytes=max_answer_bytes,
        )
        self._http_client = http_client
        self._http_transport = transport
        self._transport: SyncTransport | None = None
        self._closed = False
        self._lock = allocate_lock()
        self._resources()

    def _resources(self) -> None:
        """Make what stands for the groups of operations; every provider has its own."""

    def call_(self, call: Call) -> Any:
        try:
            request = sending.prepare(self._settings, call)
            transport = self._open()
            # Made once: every attempt sends the same bytes.
            ready = transport.ready(request)
            # A call with a deadline is a poll, and who polls decides how often.
            retries = self._settings.max_retries if call.deadline is None else 0
            attempts = Attempts(call.operation, retries)
            while True:
                try:
                    response = transport.send(ready, call.deadline)
                except APIConnectionError as error:
                    pause = attempts.after_error(error)
                    if pause is None:
                        raise
                else:
                    pause = attempts.after_answer(response)
                    if pause is None:
                        return answers.read(call.operation, response)
                transport.sleep(pause)
        except BaseException as error:
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
            headers=headers,
            max_answer_bytes=max_answer_bytes,
        )
        self._http_client = http_client
        self._http_transport = transport
        self._transport: AsyncTransport | None = None
        self._closed = False
        self._lock = allocate_lock()
        self._resources()

    def _resources(self) -> None:
        """Make what stands for the groups of operations; every provider has its own."""

    async def call_(self, call: Call) -> Any:
        try:
            request = sending.prepare(self._settings, call)
            transport = self._open()
            # Made once: every attempt sends the same bytes.
            ready = transport.ready(request)
            # A call with a deadline is a poll, and who polls decides how often.
            retries = self._settings.max_retries if call.deadline is None else 0
            attempts = Attempts(call.operation, retries)
            while True:
                try:
                    response = await transport.send(ready, call.deadline)
                except APIConnectionError as error:
                    pause = attempts.after_error(error)
                    if pause is None:
                        raise
                else:
                    pause = attempts.after_answer(response)
                    if pause is None:
                        return answers.read(call.operation, response)
                await transport.sleep(pause)
        except BaseException as error:
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

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        settings = getattr(self, "_settings", None)  # a traceback may ask for it before there is one
        return f"{type(self).__name__}({'' if settings is None else repr(settings.base_url)})"

    def __reduce_ex__(self, protocol: SupportsIndex, /) -> NoReturn:
        raise TypeError(f"{type(self).__name__} is not pickled or copied: it holds a key and open connections")
