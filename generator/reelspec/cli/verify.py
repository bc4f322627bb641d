"""`reelspec verify`: a server held against the spec, by the cases of its models and the lives of its tasks."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from reelspec.cli.reports import problem_line
from reelspec.common.terminal import painted, progress
from reelspec.common.text import number, visible
from reelspec.language.contract.model import Contract, Model, Provider
from reelspec.language.parser.load import load
from reelspec.language.source.place import Problems

if TYPE_CHECKING:
    from reelspec.testing.verify.report import Report
    from reelspec.testing.verify.run import Options
    from reelspec.testing.verify.target import Target

HELP = "Check a server against the spec: where it is laxer, stricter or answers otherwise. Pays nothing unless allowed."
INTERRUPTED = 130
"""The exit code after Ctrl-C: 128 + SIGINT, as a shell reports it."""
EXAMPLE = "reelspec verify http://127.0.0.1:8000 --provider powertokens --model wan2.7-i2v"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("address", metavar="BASE_URL", help="where the paths of the operations begin")
    parser.add_argument("--provider", metavar="P", help="whose API the server should have")
    parser.add_argument("--model", metavar="M", action="append", default=[], help="only this model; may be repeated")
    parser.add_argument("--only-invalid", action="store_true", help="send only bodies that must be refused")
    parser.add_argument(
        "--max-paid",
        metavar="N",
        type=int,
        help="stop when N requests have been accepted (default: no limit on this machine; elsewhere nothing is sent "
        "without it, except by --only-invalid, which then stops at the first)",
    )
    parser.add_argument("--key", metavar="KEY", help="the key (default: <PROVIDER>_API_KEY in the environment)")
    parser.add_argument(
        "--param", metavar="NAME=VALUE", action="append", default=[], help="a value for a parameter of the operations"
    )
    parser.add_argument(
        "--wait", metavar="SECONDS", type=float, help="how long a task is followed (default: 60; 900 elsewhere)"
    )
    parser.add_argument("--timeout", metavar="SECONDS", type=float, default=30.0, help="for one answer (default: 30)")
    parser.add_argument(
        "--fail-on",
        metavar="WHAT",
        default="",
        help="exit with 1 also for: untried (a rule that no body tried), unfinished (a task that did not end in time, or "
        "none that succeeded); several with commas",
    )
    parser.add_argument(
        "--no-probe",
        metavar="NAME",
        action="append",
        default=[],
        help="leave out a probe, which may be repeated: no-key, wrong-key, parameters, idempotency, no-json, "
        "no-content-type, charset, duplicate-key, unknown-fields",
    )
    parser.add_argument("--accepted", metavar="FILE", help="findings that are accepted for now, in YAML or JSON")
    parser.add_argument("--format", choices=("text", "json", "junit"), default="text", help="what is written")
    parser.add_argument("--out", metavar="FILE", help="write it to a file; standard output then says the sum only")


def run(options: argparse.Namespace, root: Path) -> int:
    import asyncio

    from reelspec.testing.verify.accepted import read_accepted, with_accepted
    from reelspec.testing.verify.errors import Unusable
    from reelspec.testing.verify.probes import probes_without
    from reelspec.testing.verify.run import Options, budget_of
    from reelspec.testing.verify.target import target_of

    if options.timeout <= 0 or (options.wait is not None and options.wait < 0):
        print("reelspec: --timeout and --wait are seconds", file=sys.stderr)
        return 2
    contract = load(root)
    try:
        entries = () if options.accepted is None else read_accepted(Path(options.accepted))
    except Problems as problems:
        for problem in problems.problems:
            print(problem_line(problem))
        count = number(len(problems.problems), "problem")
        print(f"reelspec: {count} in the file of accepted findings", file=sys.stderr)
        return 2
    try:
        provider = _provider(contract, options.provider, options.address)
        models = _models(provider, options.model)
        target = target_of(options.address, provider, key=options.key, parameters=dict(map(_parameter, options.param)))
        most = budget_of(target, options.max_paid, only_invalid=options.only_invalid)
        wait = options.wait if options.wait is not None else 60.0 if target.local else 900.0
        how = Options(
            options.only_invalid,
            most,
            wait,
            options.timeout,
            _fail_on(options.fail_on),
            probes_without(options.no_probe),
        )
        report, ended = asyncio.run(_watched(provider, models, target, how, root))
        report = with_accepted(report, entries, date.today())
    except Unusable as error:
        print(visible(f"reelspec: {error}"), file=sys.stderr)
        return 2
    text = _written(report, options.format)
    if options.out is None:
        print(_coloured(text, passed=report.passed) if options.format == "text" else text, end="")
    else:
        Path(options.out).write_text(text, encoding="utf-8", errors="backslashreplace")
        print(_coloured(_written(report, "text"), passed=report.passed).rstrip("\n").rpartition("\n")[2])
    return INTERRUPTED if ended else 0 if report.passed else 1


async def _watched(
    provider: Provider, models: Sequence[Model], target: Target, options: Options, root: Path
) -> tuple[Report, bool]:
    """The report, and whether Ctrl-C has ended the run: what was seen until then may have been paid for."""
    import asyncio
    import signal

    from reelspec.testing.verify.progress import Watch
    from reelspec.testing.verify.run import verify

    loop = asyncio.get_running_loop()
    with progress() as tell:
        watch = Watch(tell)

        def end() -> None:
            watch.end()
            loop.remove_signal_handler(signal.SIGINT)  # a second Ctrl-C does not wait

        with suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(signal.SIGINT, end)
        return await verify(provider, models, target, options, root=root, watch=watch), watch.ending


def _coloured(text: str, *, passed: bool) -> str:
    """A report as standard output shows it: the last line, the sum, has a colour on a terminal."""
    above, line, sum_ = text.rstrip("\n").rpartition("\n")
    return f"{above}{line}{painted(sum_, 'green' if passed else 'red')}\n"


def _written(report: Report, form: str) -> str:
    if form == "json":
        from reelspec.testing.verify.reports.json import as_json

        return as_json(report)
    if form == "junit":
        from reelspec.testing.verify.reports.junit import as_junit

        return as_junit(report)
    from reelspec.testing.verify.reports.text import as_text

    return as_text(report)


def _provider(contract: Contract, name: str | None, address: str) -> Provider:
    """The provider of that name; without one the only one there is, or the one whose server stands at the address."""
    from reelspec.language.contract.keywords import choices
    from reelspec.testing.verify.errors import Unusable
    from reelspec.testing.verify.target import own_hosts

    known = {provider.name: provider for provider in contract.providers}
    if name in known:
        return known[name]
    if name is None:
        host = address.partition("://")[2].partition("/")[0]
        at = [provider for provider in contract.providers if len(known) == 1 or host in own_hosts(provider)]
        if len(at) == 1:
            return at[0]
        raise Unusable(f"say whose API it is with --provider: {', '.join(known)}")
    raise Unusable(f"there is no provider {name}{choices(name, known)}")


def _models(provider: Provider, names: list[str]) -> tuple[Model, ...]:
    from reelspec.language.contract.keywords import choices
    from reelspec.testing.verify.errors import Unusable

    known = {model.name: model for model in provider.models}
    wanted = [name.removeprefix(f"{provider.name}/") for name in names]
    for name in wanted:
        if name not in known:
            raise Unusable(f"{provider.name} has no model {name}{choices(name, known)}")
    return tuple(known[name] for name in dict.fromkeys(wanted)) or provider.models


def _fail_on(text: str) -> frozenset[str]:
    from reelspec.language.contract.keywords import choices
    from reelspec.testing.verify.errors import Unusable
    from reelspec.testing.verify.report import FAIL_ON

    named = frozenset(filter(None, map(str.strip, text.split(","))))
    for word in sorted(named - {*FAIL_ON}):
        raise Unusable(f"--fail-on knows no {word}{choices(word, FAIL_ON)}")
    return named


def _parameter(text: str) -> tuple[str, str]:
    from reelspec.testing.verify.errors import Unusable

    name, equals, value = text.partition("=")
    if not name or not equals:
        raise Unusable(f"--param takes NAME=VALUE, not {text}")
    return name, value
