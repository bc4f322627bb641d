"""`reelspec mock`: serve providers that answer as their specs say, with faults by plan, until Ctrl-C."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from reelspec.cli.reports import problem_line
from reelspec.common.text import number, visible
from reelspec.language.contract.naming import client_class, identifier
from reelspec.language.parser.load import load
from reelspec.language.source.place import Problems

if TYPE_CHECKING:
    from reelspec.testing.mock import Entry, Mock
    from reelspec.testing.mock.server import Server

HELP = "Serve a mock of providers: requests judged, tasks played, faults by plan."
EXAMPLE = "reelspec mock powertokens --port 8000 --plan faults.yaml --speed 10"
PORT = 8000


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("providers", metavar="PROVIDER", nargs="*", help="the providers to serve (default: all)")
    parser.add_argument("--port", metavar="N", type=_port, default=PORT, help=f"0 takes a free one (default: {PORT})")
    parser.add_argument("--host", metavar="HOST", default="127.0.0.1", help="default: 127.0.0.1, this machine alone")
    parser.add_argument("--plan", metavar="FILE", help="faults and ways of tasks, in YAML or JSON")
    parser.add_argument(
        "--speed", metavar="N", type=_speed, default=1.0, help="how fast tasks live: 10 is ten times, 0 stands still"
    )
    parser.add_argument("--key", metavar="KEY", help="the only key that is accepted (default: any)")
    parser.add_argument("--strict", action="store_true", help="contested rules refuse as well")
    parser.add_argument("--quiet", action="store_true", help="no line for each request")


def _port(text: str) -> int:
    if not text.isdecimal() or int(text[:6]) > 65535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def _speed(text: str) -> float:
    with suppress(ValueError):
        if 0 <= float(text) <= 1e6:
            return float(text)
    raise argparse.ArgumentTypeError("a speed is a number from 0 to 1000000")


def run(options: argparse.Namespace, root: Path) -> int:
    from reelspec.testing.mock import Clock, MissingExtra, Mock, UnknownProvider, read_plan
    from reelspec.testing.mock.server import Server

    contract = load(root)
    try:
        plan = None if options.plan is None else read_plan(Path(options.plan))
        clock = Clock(speed=options.speed)
        mock = Mock(contract, options.providers, plan=plan, clock=clock, key=options.key, strict=options.strict)
        for note in mock.notes():
            print(visible(f"note: {note}"), file=sys.stderr)
        server = Server(mock, options.host, options.port)
    except Problems as problems:
        for problem in problems.problems:
            print(problem_line(problem))
        print(f"reelspec: {number(len(problems.problems), 'problem')} in the plan", file=sys.stderr)
        return 2
    except (UnknownProvider, MissingExtra) as error:
        print(f"reelspec: {visible(str(error))}", file=sys.stderr)
        return 2
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"{options.host}:{options.port} cannot be opened: {reason}; another port is --port N"
        print(f"reelspec: {visible(message)}", file=sys.stderr)
        return 2
    if not options.quiet:
        mock.journal.listener = _show
    asyncio.run(_serve(server, mock, options.host))
    print(f"\nended after {number(mock.journal.total, 'request')}", file=sys.stderr)
    return 0


async def _serve(server: Server, mock: Mock, host: str) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for word in ("SIGINT", "SIGTERM"):
        with suppress(NotImplementedError, AttributeError, RuntimeError):
            loop.add_signal_handler(getattr(signal, word), stop.set)
    with suppress(asyncio.CancelledError):
        await server.run(stop, lambda: _greet(server, mock, host))


def _greet(server: Server, mock: Mock, host: str) -> None:
    """Where the mock is and how a client finds it."""
    several = len(mock.providers) > 1
    for provider in mock.providers:
        url = f"{server.url}/{provider.name}" if several else server.url
        key = "any-text" if mock.key is None else "KEY"
        lines = [f"{provider.name} at {url}"]
        if provider.operations:
            made = client_class(provider.name, provider.title)
            lines.append(f"  export {identifier(provider.name).upper()}_API_KEY={key}")
            servers = provider.called
            given = f'"{url}"' if len(servers) == 1 else f'dict.fromkeys({list(servers)}, "{url}")'
            lines.append(f"  {mock.contract.package}.{provider.module}.{made}(base_url={given})")
        if provider.models:
            model = f"{provider.name}/{provider.models[0].name}"
            lines.append(f"  reelspec run {model} --base-url {url} --set FIELD=VALUE")
        print(visible("\n".join(lines), keep="\n"), flush=True)
    seconds = mock.plan.fate.seconds / mock.clock.speed if mock.clock.speed else None
    pace = "tasks stand still until the clock is advanced" if seconds is None else f"a task takes {seconds:g} s"
    print(visible(f"journal: {server.url}/__mock__/journal; {pace}; Ctrl-C ends"), flush=True)
    if host not in ("127.0.0.1", "localhost", "::1"):
        print("reelspec: other machines can reach this server; it is made for tests", file=sys.stderr)


def _show(entry: Entry) -> None:
    """One request in one line."""
    parts = [entry.method, entry.path[:120], str(entry.status or "-"), entry.verdict]
    parts += [violation.rule for violation in entry.violations[:3]]
    parts += [entry.task] if entry.task else []
    parts += [f"fault: {entry.fault}"] if entry.fault else []
    print(visible(" ".join(parts)), flush=True)
