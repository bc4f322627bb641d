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

from reelspec.cli.words import visible
from reelspec.contract.model import Contract, Operation, Provider
from reelspec.contract.naming import client_class, steps
from reelspec.emit.clients import Method, resources

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
        status = visible(str(task.status or "waiting"))
        share = min(100.0, max(0.0, float(task.progress or 0)))
        filled = round(WIDTH * share / 100)
        text = (
            f"[{'#' * filled}{'-' * (WIDTH - filled)}] {share:3.0f}% {status}"
            if self.terminal
            else f"{share:.0f}% {status}"
        )
        if text == self.shown:
            return
        print(
            f"\r{text:<70}" if self.terminal else text, end="" if self.terminal else "\n", file=sys.stderr, flush=True
        )
        self.shown = text

    def end_line(self) -> None:
        """Leave the line of the bar."""
        if self.terminal and self.shown:
            print(file=sys.stderr)
            self.shown = ""

    def resume(self) -> str:
        """The command that goes on."""
        out = ["--out", self.out] if self.out else []
        return shlex.join(["reelspec", "resume", self.provider, self.task or "", *out, *self.others])

    def finish(self, resource: Any, task: Any) -> int:
        """The task has succeeded: download its result, or say where it is."""
        self.end_line()
        if self.out is None:
            for url in task.result_urls:
                print(visible(url))
            return 0
        print(visible(getattr(resource, self.download)(task, self.out)))
        return 0


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
            print("stopped; the provider may have accepted the request and charge for it", file=sys.stderr)
        if not ours:
            raise
        progress.code = 2 if "ConfigurationError" in names else 1
