"""What verify and Schemathesis find of twenty servers that are wrong in one way each: a table. A script, not a test.

    python -m tests.benchmarks.wrong_servers --schemathesis PATH [--examples N] [--seed N] [--only WORDS]

--schemathesis: its command, from an environment of its own (`pip install schemathesis`); without it verify stands alone. Each
server is asked over a socket of 127.0.0.1. Schemathesis gets the OpenAPI document that reelspec makes for the one model, the
key, and N examples for each operation. Of what it reports counts only what it does not report of the right server: that is
its baseline. It has found a fault if it exits with 1 then, and named it if a failure, but for the request that shows it,
has the word of the field or the rule.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from reelspec.codegen.json_schema import json_bytes
from reelspec.codegen.openapi import openapi_document
from reelspec.testing.verify.run import verify
from reelspec.testing.verify.target import target_of
from tests.testing.verify.judged import cases, model_of, server
from tests.testing.verify.server import Server
from tests.testing.verify.test_command import listening
from tests.testing.verify.wrong import SERVERS, Wrong

KEY = "the-right-key"


@dataclass(frozen=True)
class Said:
    """What one of the two said of a server. seconds: by the clock."""

    found: bool
    named: bool
    seconds: float
    requests: int

    def words(self) -> str:
        """As cells of the table."""
        return f"{'yes' if self.found else 'no'} | {'yes' if self.named else 'no'} | {self.seconds:.1f} | {self.requests:,}"


def main() -> int:
    """Ask both and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--schemathesis", type=Path, help="the command")
    parser.add_argument("--examples", type=int, default=100, help="examples for each operation (default 100)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="servers of which the line has these words")
    options = parser.parse_args()
    print("| server | model | verify: found | named | s | requests | Schemathesis: found | named | s | requests |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    totals = [[0, 0, 0.0, 0], [0, 0, 0.0, 0]]
    with tempfile.TemporaryDirectory() as folder:
        for wrong in SERVERS:
            if options.only not in f"{wrong.model} {wrong.what}":
                continue
            said = [by_verify(wrong)]
            if options.schemathesis:
                said.append(by_schemathesis(wrong, options.schemathesis, Path(folder), options.examples, options.seed))
            for total, one in zip(totals, said, strict=False):
                for at, value in enumerate((one.found, one.named, one.seconds, one.requests)):
                    total[at] += value
            cells = [one.words() for one in said] + ["| | | "] * (2 - len(said))
            print(f"| {wrong.what} | {wrong.model} | {' | '.join(cells)} |", flush=True)
    for name, (found, named, seconds, requests) in zip(("verify", "Schemathesis"), totals, strict=True):
        print(f"{name}: {found} found, {named} named, {seconds:.0f} s, {requests:,} requests", file=sys.stderr)
    return 0


@dataclass
class Counted(Server):
    """A server that keeps the path of every request."""

    paths: list[str] = field(default_factory=list)

    def answered(self, method: str, path: str, headers: dict[bytes, bytes], body: bytes) -> tuple[int, Any]:
        self.paths.append(path)
        return super().answered(method, path, headers, body)


@contextmanager
def asked(application: Server) -> Iterator[tuple[str, list[str]]]:
    """The server behind a socket, which takes one key only: its address, and the paths that are asked for."""
    made = Counted(**{one.name: getattr(application, one.name) for one in fields(Server)})
    made.key = KEY.encode() if made.key_header else f"Bearer {KEY}".encode()
    with listening(made) as address:
        yield address, made.paths


def by_verify(wrong: Wrong) -> Said:
    """What verify says."""
    provider, model = model_of(wrong.model)
    sent = {model.name: cases(wrong.model)}
    with asked(wrong.make()) as (address, _):
        start = time.perf_counter()
        report = asyncio.run(verify(provider, [model], target_of(address, provider, key=KEY), cases=sent))
        seconds = time.perf_counter() - start
    found = [one for one in report.findings if not one.note]
    named = any({one.rule, one.path} & {*wrong.named} for one in found)
    return Said(bool(found), named, seconds, report.requests)


def by_schemathesis(wrong: Wrong, command: Path, folder: Path, examples: int, seed: int) -> Said:
    """What Schemathesis says, beyond what it says of the right server."""
    stem = wrong.model.replace("/", "-")
    document, baseline = folder / f"{stem}.json", folder / f"{stem}.baseline"
    provider, model = model_of(wrong.model)
    if not document.exists():
        operations = tuple(replace(one, models=tuple({*one.models} & {model.name})) for one in provider.operations)
        alone = replace(provider, models=(model,), operations=operations)
        document.write_bytes(json_bytes(_without_formats(openapi_document(alone))))
        with asked(server(wrong.model)) as (address, _):
            _run(command, document, address, examples, seed, "--baseline", str(baseline), "--baseline-update")
    with asked(wrong.make()) as (address, requests):
        start = time.perf_counter()
        done = _run(command, document, address, examples, seed, "--baseline", str(baseline))
        seconds = time.perf_counter() - start
    text = "\n".join(line for line in done.stdout.splitlines() if "curl " not in line)
    words = [one.rpartition("/")[2] for one in wrong.named]
    named = done.returncode == 1 and any(re.search(rf"\b{re.escape(word)}\b", text) for word in words)
    return Said(done.returncode == 1, named, seconds, len(requests))


def _without_formats(value: Any) -> Any:
    """Schemathesis refuses what a format does not match, where specs only warn."""
    if isinstance(value, dict):
        return {key: _without_formats(one) for key, one in value.items() if (key, one) != ("format", "uri")}
    return [*map(_without_formats, value)] if isinstance(value, list) else value


def _run(
    command: Path, document: Path, address: str, examples: int, seed: int, *more: str
) -> subprocess.CompletedProcess[str]:
    header = json.loads(document.read_text())["components"]["securitySchemes"]
    (scheme,) = header.values()
    name, value = (scheme["name"], KEY) if scheme["type"] == "apiKey" else ("Authorization", f"Bearer {KEY}")
    arguments = [
        str(command), "run", str(document), "--url", address, "--header", f"{name}: {value}", "--seed", str(seed),
        "--max-examples", str(examples), "--continue-on-failure", "--suppress-health-check", "all", "--no-color", *more,
    ]  # fmt: skip
    return subprocess.run(arguments, capture_output=True, text=True, cwd=document.parent, check=False)


if __name__ == "__main__":
    sys.exit(main())
