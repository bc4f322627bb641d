"""What `run` and `resume` share: the generated client of a repository, a progress bar, errors in words."""

from __future__ import annotations

import argparse
import logging
import os
import shlex
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from reelspec.codegen.clients.emitter import Method, resources
from reelspec.common.terminal import StatusLine
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
        violations: tuple[Any, ...] = import_module(f"{self.package}.validators.{module}").validate(body, strict=strict)
        return violations


def client_of(
    root: Path, contract: Contract, provider: Provider, base_url: str | None, *, strict: bool = False
) -> Client:
    """The client in root/generated. base_url: in the place of every server.

    Raises ValueError when there is no client, or where base_url is no address.
    """
    if contract.outputs is not None and "python" not in contract.outputs:
        raise ValueError('calls need the generated client: name "python" in outputs in pyproject.toml')
    folder = os.fspath(root / "generated" / "python")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    package = f"{contract.package}.{provider.module}"
    # What the client would record is said here in other words; without a handler, Python prints warnings.
    logging.getLogger(contract.package).addHandler(logging.NullHandler())
    try:
        made = getattr(import_module(f"{package}.client"), client_class(provider.name, provider.title))
        unusable = import_module(f"{contract.package}._runtime.errors").ConfigurationError
    except ImportError:
        raise ValueError(f"{folder} has no client of {provider.name}: run reelspec generate first") from None
    servers = provider.called
    given = base_url if base_url is None or len(servers) == 1 else dict.fromkeys(servers, base_url)
    try:
        return Client(package, made(base_url=given, strict=strict))
    except unusable as error:
        raise ValueError(str(error).replace("base_url", "--base-url")) from None


def resource_of(client: Any, provider: Provider, operation: Operation) -> tuple[Any, Method]:
    """The object that an operation's method stands on, and the method."""
    *path, _ = steps(operation.id)
    for step in path:
        client = getattr(client, step)
    methods = (method for resource in resources(provider) for method in resource.methods)
    return client, next(method for method in methods if method.operation.id == operation.id)


def lacks_key(client: Client, provider: Provider, operation: Operation) -> str | None:
    """The environment variable that must hold the key, when the operation needs one and there is none."""
    settings = client.client._settings
    needed = any(name in settings.provider.schemes for name in operation.security)
    return str(settings.provider.variable) if needed and settings.api_key is None else None


class Progress:
    """Shows a task while it is waited for: a bar on a terminal, a line for every change elsewhere. The id comes first.

    force: files that are there already are overwritten; agreed: the one of the first result is.
    """

    def __init__(
        self,
        provider: str,
        out: str | None,
        *,
        base_url: str | None = None,
        root: str | None = None,
        force: bool = False,
        agreed: bool = False,
    ) -> None:
        self.provider = provider
        self.out = out
        self.others = [*(["--base-url", base_url] if base_url else []), *(["--root", root] if root else [])]
        self.others += ["--force"] if force or agreed else []
        self.force = force
        self.agreed = agreed
        self.sending = False
        self.code = 1
        self.task: str | None = None
        self.download = "download"
        self.shown = ""
        self.began = time.monotonic()
        self.line = StatusLine()

    def created(self, task: str) -> None:
        """The task exists from here on."""
        self.task = task
        print(visible(task), flush=True)

    def update(self, task: Any) -> None:
        """The task was asked for."""
        share = None if task.progress is None else min(100, max(0, task.progress))
        self._show(share, visible(str(task.status or "waiting")))

    def received(self, got: int, total: int | None) -> None:
        """Bytes of the result have arrived."""
        if total:
            share = 100 * got / total
            # Elsewhere than on a terminal, a line for every tenth.
            self._show(share if self.line.there else share // 10 * 10, f"downloading {total / 1e6:.1f} MB")
        else:
            self._show(None, f"downloading, {got / 1e6:.0f} MB so far")

    def _show(self, share: float | None, doing: str) -> None:
        """share: how much is done, in percent; None where nobody says so."""
        percent = "" if share is None else f"{share:.0f}% "
        if not self.line.there:
            if self.shown != f"{percent}{doing}":
                self.shown = f"{percent}{doing}"
                print(self.shown, file=sys.stderr, flush=True)
            return
        filled = round(WIDTH * (share or 0) / 100)
        minutes, seconds = divmod(int(time.monotonic() - self.began), 60)
        self.line.say(f"[{'#' * filled}{'-' * (WIDTH - filled)}] {percent:>5}{doing}, {minutes}:{seconds:02}")

    def resume(self, otherwise: str | None = None) -> str:
        """The command that goes on. otherwise: where to put the result, when that was not said."""
        out = ["--out", self.out or otherwise or ""] if self.out or otherwise else []
        return shlex.join(["reelspec", "resume", self.provider, self.task or "", *out, *self.others])

    def finish(self, resource: Any, task: Any) -> int:
        """The task has succeeded: download its results, or say where they are."""
        self.line.keep()
        if self.out is None:
            for url in task.result_urls:
                print(visible(url))
            if not task.result_urls:
                print(visible(f"the result has no link; this downloads it: {self.resume('FILE')}"), file=sys.stderr)
            return 0
        number = 1
        for index in range(max(1, len(task.result_urls))):
            path = numbered(self.out, number)
            # One may have come there since it was looked for, and how many results there are was not known then.
            while os.path.lexists(path) and not (self.force or (self.agreed and number == 1)):
                number += 1
                path = numbered(self.out, number)
            done = getattr(resource, self.download)(task, path, index=index, on_progress=self.received)
            self.line.keep()
            print(visible(done), flush=True)
            number += 1
        return 0


def numbered(path: str, number: int) -> str:
    """Where the first, second, … result goes: video.mp4, video-2.mp4, …"""
    start, end = os.path.splitext(path)
    return path if number == 1 else f"{start}-{number}{end}"


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


def progress_of(provider: Provider, options: argparse.Namespace) -> Progress | None:
    """What shows the task of a call with --out, --force and --base-url; None where a file must not be overwritten."""
    out: str | None = options.out
    there = out is not None and os.path.lexists(out) and not options.force
    if out is not None and there and not _may_overwrite(out):
        return None
    return Progress(
        provider.name,
        out,
        base_url=options.base_url,
        root=options.root,
        force=options.force,
        agreed=there,
    )


def _may_overwrite(out: str) -> bool:
    """Whether the person lets a file be overwritten; nobody to ask means no."""
    if sys.stdin.isatty():
        return agreed(f"{out} is there already. Overwrite it?")
    print(visible(f"reelspec: {out} is there already; --force overwrites it"), file=sys.stderr)
    return False


def agreed(question: str) -> bool:
    """Whether the person at the terminal says yes. What is asked for here comes before anything is sent."""
    try:
        print(visible(f"{question} [y/N] "), end="", file=sys.stderr, flush=True)
        yes = sys.stdin.readline().strip().lower() in ("y", "yes")
    except KeyboardInterrupt:
        print("\nNothing was sent.", file=sys.stderr)
        raise
    if not yes:
        print("Nothing was sent.", file=sys.stderr)
    return yes


@contextmanager
def explain_errors(progress: Progress) -> Iterator[None]:
    """What goes wrong, in one line each, with the command that goes on where there is a task.

    An error of the client ends the `with` statement and leaves an exit code in the progress; others are raised on.
    """
    try:
        yield
    except BaseException as error:
        progress.line.keep()
        ours = type(error).__module__.endswith("._runtime.errors")
        names = {ancestor.__name__ for ancestor in type(error).__mro__}
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
