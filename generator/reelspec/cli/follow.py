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


def resource_of(client: Any, operation: Operation) -> tuple[Any, str]:
    """The object that an operation's method stands on, and the method's name."""
    *path, name = steps(operation.id)
    for step in path:
        client = getattr(client, step)
    return client, name


class Progress:
    """Shows a task while it is waited for: a bar on a terminal, a line for every change elsewhere. The id comes first."""

    def __init__(self, provider: str, out: str | None) -> None:
        self.provider = provider
        self.out = out
        self.task: str | None = None
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
        return shlex.join(
            ["reelspec", "resume", self.provider, self.task or "", *(["--out", self.out] if self.out else [])]
        )

    def finish(self, resource: Any, task: Any) -> int:
        """The task has succeeded: download its result, or say where it is."""
        self.end_line()
        if self.out is None:
            for url in task.result_urls:
                print(visible(url))
            return 0
        print(visible(resource.download(task, self.out)))
        return 0


@contextmanager
def explain_errors(progress: Progress) -> Iterator[None]:
    """What goes wrong, in one line each, with the command that goes on where there is a task."""
    try:
        yield
    except KeyboardInterrupt:
        progress.end_line()
        if progress.task is not None:
            print(visible(f"stopped; the task goes on: {progress.resume()}"), file=sys.stderr)
        raise
    except Exception as error:
        if type(error).__module__.partition(".")[2] != "_runtime.errors":
            raise
        progress.end_line()
        print(visible(f"reelspec: {error}"), file=sys.stderr)
        ended = type(error).__name__ in ("TaskFailedError", "NotAcceptedError")
        if progress.task is not None and not ended:
            print(visible(f"the task goes on: {progress.resume()}"), file=sys.stderr)
        raise SystemExit(1) from None
