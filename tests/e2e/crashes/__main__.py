"""Processes that pay are killed (kill -9) at every step of a creation and at random moments: nothing paid is unknown.

    python -m tests.e2e.crashes [--moments N] [--seed N]

A provider counts what it has accepted. Afterwards the ledger must know each of it, by the task's id or as perhaps paid, and
what it knows must be so. At each random moment two processes, a sync client in threads and an async one, share a ledger.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any, NoReturn

import httpx

from tests.e2e.crashes.counting import KILL, counting
from videoapis._runtime.ledger import Ledger
from videoapis.powertokens import AsyncPowerTokens, LedgerEntry, PowerTokens

AT_ONCE = 3
"""So many creations a process has under way."""

LONGEST = 0.2
"""Seconds that a process lives at most: some dozen creations."""

_NUMBERS = count()


def body() -> dict[str, Any]:
    """A body that no other creation has, so that its digest tells it from all of them."""
    return {"model": "wan2.7-i2v", "image": "https://e.com/a.png", "prompt": f"Kite {os.getpid()}-{next(_NUMBERS)}"}


def die(*_: object) -> NoReturn:
    """End like a process that is killed: nothing is written, nobody is told."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("unreachable")


def forked(work: Callable[[], None]) -> int:
    """The id of a child that does some work."""
    child = os.fork()
    if child:
        return child
    try:
        work()
    finally:
        os._exit(1)


# At every step


def instead_of(method: str) -> Callable[[], None]:
    """Die where the client asks its ledger for something."""
    return lambda: setattr(Ledger, method, die)


def after(method: str) -> Callable[[], None]:
    """Die when the ledger has done something."""
    done = getattr(Ledger, method)

    def then(*arguments: Any) -> NoReturn:
        done(*arguments)
        die()

    return lambda: setattr(Ledger, method, then)


STEPS: dict[str, tuple[Callable[[], None] | None, bool, str | None]] = {
    "before the intent": (instead_of("begin_"), False, None),
    "intent": (after("begin_"), False, "sending"),
    "send": (None, True, "sending"),
    "answer": (instead_of("settle_"), True, "sending"),
    "id": (after("settle_"), True, "created"),
    "wait": (instead_of("ended_"), True, "created"),
    "end": (after("ended_"), True, "succeeded"),
}
"""Step -> what kills the process there, whether the provider has accepted the creation, and the state of its entry."""


def create(url: str, path: str, asynchronous: bool, headers: dict[str, str] | None) -> None:
    """Create a task and see it end."""
    if not asynchronous:
        with client(url, path) as one:
            one.videos.resume(one.videos.create(**body(), extra_headers=headers).task_id)
        return

    async def main() -> None:
        async with async_client(url, path) as one:
            created = await one.videos.create(**body(), extra_headers=headers)
            await one.videos.resume(created.task_id)

    asyncio.run(main())


def client(url: str, path: str) -> PowerTokens:
    """A sync client. Certificates take longer to read than all the rest."""
    return PowerTokens("key-1", base_url=url, ledger=path, transport=httpx.HTTPTransport(verify=False))


def async_client(url: str, path: str) -> AsyncPowerTokens:
    """An async client."""
    return AsyncPowerTokens("key-1", base_url=url, ledger=path, transport=httpx.AsyncHTTPTransport(verify=False))


def steps(url: str, folder: Path) -> list[str]:
    """Kill a process at each step; what is wrong with what is known afterwards."""
    problems = []
    for asynchronous in (False, True):
        for step, (kill, paid, state) in STEPS.items():
            path = str(folder / f"{step}-{asynchronous}.db")
            before = paid_at(url)

            def work(kill: Callable[[], None] | None = kill, path: str = path, late: bool = asynchronous) -> None:
                headers = {KILL: str(os.getpid())} if kill is None else None
                if kill is not None:
                    kill()
                create(url, path, late, headers)

            _, status = os.waitpid(forked(work), 0)
            accepted = {digest: task for digest, task in paid_at(url).items() if digest not in before}
            with client(url, path) as one:
                entries, pending = one.ledger.entries(), one.ledger.pending()
            task = next(iter(accepted.values()), None) if state in ("created", "succeeded") else None
            found = [(entry.state, entry.task_id) for entry in entries]
            good = os.WIFSIGNALED(status) and len(accepted) == paid
            good = good and found == ([] if state is None else [(state, task)])
            good = good and [one.state for one in pending] == ([state] if state in ("sending", "created") else [])
            good = good and set(accepted) <= {entry.digest for entry in entries}
            kind = "async" if asynchronous else "sync"
            print(f"  {kind:<6}{step:<18}accepted {len(accepted)}   ledger {found}{'' if good else '   WRONG'}")
            if not good:
                problems.append(f"{kind}, {step}: accepted {accepted}, ledger {entries}")
    return problems


# At random moments


def pay_in_threads(url: str, path: str) -> None:
    """Resume what is known, then create without end."""
    one = client(url, path)

    def work() -> None:
        while True:
            one.videos.resume(one.videos.create(**body()).task_id)

    for entry in one.ledger.pending():
        if entry.task_id is not None:
            one.videos.resume(entry.task_id)
    for _ in range(AT_ONCE):
        threading.Thread(target=work, daemon=True).start()
    time.sleep(3600)


def pay_in_coroutines(url: str, path: str) -> None:
    """Create without end."""

    async def main() -> None:
        one = async_client(url, path)

        async def work() -> None:
            while True:
                await one.videos.resume((await one.videos.create(**body())).task_id)

        await asyncio.gather(*(work() for _ in range(AT_ONCE)))

    asyncio.run(main())


def moments(url: str, folder: Path, rounds: int, chance: random.Random) -> list[str]:
    """Kill processes at random moments; what is wrong with what is known afterwards."""
    path = str(folder / "moments.db")
    for asynchronous in (False, True):
        create(url, path, asynchronous, None)  # so that no child has to import anything first
    started = time.monotonic()
    for _ in range(rounds):
        children = [forked(lambda: pay_in_threads(url, path)), forked(lambda: pay_in_coroutines(url, path))]
        at = time.monotonic()
        for moment, child in sorted((chance.uniform(0, LONGEST), child) for child in children):
            time.sleep(max(0.0, at + moment - time.monotonic()))
            os.kill(child, signal.SIGKILL)
        for child in children:
            os.waitpid(child, 0)
    with client(url, path) as one:
        for entry in one.ledger.pending():
            if entry.task_id is not None:
                one.videos.resume(entry.task_id)
        entries, pending = one.ledger.entries(), one.ledger.pending()
    accepted = paid_at(url)
    unknown = sum(entry.perhaps_paid for entry in entries)
    print(
        f"  {rounds} moments, {2 * rounds} processes killed in {time.monotonic() - started:.0f} s: the provider has accepted"
        f" {len(accepted)}; the ledger knows {len(entries) - unknown} by their tasks, and {unknown} as perhaps paid"
    )
    return wrong(accepted, entries, pending, most=2 * AT_ONCE * rounds)


def wrong(accepted: dict[str, str], entries: list[LedgerEntry], pending: list[LedgerEntry], most: int) -> list[str]:
    """What does not agree with what was accepted. most: so many may be in doubt."""
    known = {entry.digest: entry for entry in entries}
    problems = [f"accepted as {task}, and in no entry" for digest, task in accepted.items() if digest not in known]
    for digest, entry in known.items():
        if entry.perhaps_paid:
            continue
        if entry.state != "succeeded" or accepted.get(digest) != entry.task_id:
            problems.append(f"{entry} is not what was accepted: {accepted.get(digest)}")
    if pending != [entry for entry in entries if entry.perhaps_paid]:
        problems.append("what is pending is not what is perhaps paid")
    if len(pending) > most:
        problems.append(f"{len(pending)} are in doubt, and at most {most} were under way")
    return problems


def paid_at(url: str) -> dict[str, str]:
    """Digest -> task, of all that the provider has accepted."""
    found: dict[str, str] = httpx.get(f"{url}/paid", trust_env=False).json()
    return found


def main() -> int:
    """Kill, look, and say; 1 if anything paid is unknown."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--moments", type=int, default=200, help="at how many random moments (default 200)")
    parser.add_argument("--seed", type=int, help="which moments; another one every time if it is left out")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**6)
    with tempfile.TemporaryDirectory() as folder:
        with counting() as url:
            print("Killed at each step of a creation")
            problems = steps(url, Path(folder))
        with counting() as url:
            print(f"Killed at random moments (seed {seed})")
            problems += moments(url, Path(folder), options.moments, random.Random(seed))
    for problem in problems:
        print(problem)
    print("nothing paid is unknown" if not problems else f"{len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
