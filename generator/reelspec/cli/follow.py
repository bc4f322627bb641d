"""What `run` and `resume` share: the generated client of a repository, a progress bar, errors in words."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from reelspec.codegen.clients.emitter import Method, resources
from reelspec.common.text import visible
from reelspec.language.contract.model import Contract, Operation, Provider
from reelspec.language.contract.naming import client_class, steps

WIDTH = 30
"""Characters of the progress bar."""


class Client:
    """A generated client, and the package that it is from."""

    def __init__(self, package: str, client: Any) -> None:
        self.package = package
        self.client = client
        self.base_url: str = client._settings.base_url

    def violations(self, module: str, body: Any, *, strict: bool) -> tuple[Any, ...]:
        """What the model's validator says of a body."""
        found: tuple[Any, ...] = import_module(f"{self.package}.validators.{module}").validate(body, strict=strict)
        return found


def client_of(
    root: Path, contract: Contract, provider: Provider, base_url: str | None, *, strict: bool = False
) -> Client:
    """The client in root/generated. Raises ValueError when there is none."""
    if contract.outputs is not None and "python" not in contract.outputs:
        raise ValueError('calls need the generated client: name "python" in outputs in pyproject.toml')
    folder = os.fspath(root / "generated" / "python")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    package = f"{contract.package}.{provider.module}"
    try:
        made = getattr(import_module(f"{package}.client"), client_class(provider.name, provider.title))
    except ImportError:
        raise ValueError(f"{folder} has no client of {provider.name}: run reelspec generate first") from None
    return Client(package, made(base_url=base_url, strict=strict))


def resource_of(client: Any, provider: Provider, operation: Operation) -> tuple[Any, Method]:
    """The object that an operation's method stands on, and the method."""
    *path, _ = steps(operation.id)
    for step in path:
        client = getattr(client, step)
    methods = (method for one in resources(provider) for method in one.methods)
    return client, next(method for method in methods if method.operation.id == operation.id)


def lacks_key(client: Client, provider: Provider, operation: Operation) -> str | None:
    """The environment variable that must hold the key, when the operation needs one and there is none."""
    settings = client.client._settings
    needed = any(name in settings.provider.schemes for name in operation.security)
    return str(settings.provider.variable) if needed and settings.api_key is None else None


class Progress:
    """Shows a task while it is waited for: a bar on a terminal, a line for every change elsewhere. The id comes first."""

    def __init__(self, provider: str, out: str | None, *, base_url: str | None = None, root: str | None = None) -> None:
        self.provider = provider
        self.out = out
        self.others = [*(["--base-url", base_url] if base_url else []), *(["--root", root] if root else [])]
        self.sending = False
        self.code = 1
        self.task: str | None = None
        self.download = "download"
        self.shown = ""
        self.terminal = sys.stderr.isatty()

    def created(self, task: str) -> None:
        """The task exists from here on."""
        self.task = task
        print(visible(task), flush=True)

    def update(self, task: Any) -> None:
        """The task was asked for."""
        share = min(100, max(0, task.progress or 0))
        self._show(share, visible(str(task.status or "waiting")))

    def received(self, got: int, total: int | None) -> None:
        """Bytes of the result have arrived."""
        if total:
            share = 100 * got / total
            # Elsewhere than on a terminal, a line for every tenth.
            self._show(share if self.terminal else share // 10 * 10, f"downloading {total / 1e6:.1f} MB")
        else:
            self._say(f"downloading, {got / 1e6:.0f} MB so far")

    def _show(self, share: float, doing: str) -> None:
        if self.terminal:
            filled = round(WIDTH * share / 100)
            self._say(f"[{'#' * filled}{'-' * (WIDTH - filled)}] {share:3.0f}% {doing}")
        else:
            self._say(f"{share:.0f}% {doing}")

    def _say(self, text: str) -> None:
        if text == self.shown:
            return
        if self.terminal:
            print(f"\r{text:<70}", end="", file=sys.stderr, flush=True)
        else:
            print(text, file=sys.stderr, flush=True)
        self.shown = text

    def end_line(self) -> None:
        """Leave the line of the bar."""
        if self.terminal and self.shown:
            print(file=sys.stderr)
            self.shown = ""

    def resume(self, otherwise: str | None = None) -> str:
        """The command that goes on. otherwise: where to put the result, when that was not said."""
        out = ["--out", self.out or otherwise or ""] if self.out or otherwise else []
        return shlex.join(["reelspec", "resume", self.provider, self.task or "", *out, *self.others])

    def finish(self, resource: Any, task: Any) -> int:
        """The task has succeeded: download its results, or say where they are."""
        self.end_line()
        if self.out is None:
            for url in task.result_urls:
                print(visible(url))
            if not task.result_urls:
                print(visible(f"the result has no link; this downloads it: {self.resume('FILE')}"), file=sys.stderr)
            return 0
        for index in range(max(1, len(task.result_urls))):
            path = numbered(self.out, index)
            done = getattr(resource, self.download)(task, path, index=index, on_progress=self.received)
            self.end_line()
            print(visible(done), flush=True)
        return 0


def numbered(path: str, index: int) -> str:
    """Where the first, second, … result goes: video.mp4, video-2.mp4, …"""
    start, end = os.path.splitext(path)
    return f"{start}-{index + 1}{end}" if index else path


def lacks_place(out: str | None) -> str | None:
    """Why nothing can be written to --out, found out before anything is paid for; None when it can."""
    if out is None:
        return None
    folder = os.path.dirname(out) or "."
    if not out or os.path.isdir(out):
        return f"--out must name a file, and {out or 'it'} is a folder"
    if not os.path.isdir(folder):
        return f"--out: there is no folder {folder}"
    if not os.access(folder, os.W_OK):
        return f"--out: {folder} cannot be written to"
    return None


@contextmanager
def explain_errors(progress: Progress) -> Iterator[None]:
    """What goes wrong, in one line each, with the command that goes on where there is a task.

    An error of the client ends the `with` statement and leaves an exit code in the progress; others are raised on.
    """
    try:
        yield
    except BaseException as error:
        progress.end_line()
        ours = type(error).__module__.endswith("._runtime.errors")
        names = {one.__name__ for one in type(error).__mro__}
        if ours:
            print(visible(f"reelspec: {error}"), file=sys.stderr)
        if progress.task is not None and "TaskFailedError" not in names:
            stopped = isinstance(error, KeyboardInterrupt)
            start = "stopped; the task goes on, and this goes on with it" if stopped else "this goes on with the task"
            print(visible(f"{start}: {progress.resume()}"), file=sys.stderr)
        elif progress.sending and isinstance(error, KeyboardInterrupt):
            print(
                "stopped; the provider may have accepted the request and charge for it: look there before sending it again",
                file=sys.stderr,
            )
        if not ours:
            raise
        progress.code = 2 if "ConfigurationError" in names else 1
