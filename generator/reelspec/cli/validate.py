"""`reelspec validate`: request bodies from files or standard input, judged by the validators that the specs give."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

from reelspec.cli.validating.judging import Picker
from reelspec.cli.validating.reading import Block, blocks, is_regular, may_be_read
from reelspec.cli.validating.strict import Unreadable, parse
from reelspec.cli.validating.telling import Manner, Tally, Work
from reelspec.common.terminal import StatusLine
from reelspec.common.text import number, visible
from reelspec.language.contract.keywords import choices
from reelspec.language.contract.model import Contract
from reelspec.language.parser.load import load

HELP = "Judge request bodies: a JSON object, an array of them, or JSON lines, plain or compressed."
EXAMPLE = "reelspec validate body.json --format json"
LONGEST = "64MB"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", help="a file of JSON, or - for standard input")
    parser.add_argument("--provider", metavar="P", help="look for models of this provider only")
    parser.add_argument("--model", metavar="M", help="judge by this model, whatever the body names")
    parser.add_argument("--operation", metavar="O", help="look for models of this operation only")
    parser.add_argument(
        "--facts",
        metavar="FILE",
        help="what is known of files, by the texts that name them: JSON, as reelspec facts prints it",
    )
    parser.add_argument("--strict", action="store_true", help="contested rules are errors")
    parser.add_argument(
        "--format",
        choices=("text", "json", "jsonl"),
        default="text",
        help="text (the default), one JSON array, or a JSON object a line",
    )
    parser.add_argument("--summary", action="store_true", help="only counts, and which rules were broken how often")
    parser.add_argument("--jobs", metavar="N", type=_jobs, default=1, help="judge in N processes (default: 1)")
    parser.add_argument(
        "--max-line",
        metavar="SIZE",
        type=_size,
        default=LONGEST,
        help=f"a longer line or body is unreadable: bytes, or 500kB, 64MB, 1GB (default: {LONGEST})",
    )


def _size(text: str) -> int:
    match = re.fullmatch(r"([0-9]{1,12})\s*([kKMG]?)B?", text)
    size = 0 if match is None else int(match[1]) * {"": 1, "K": 10**3, "M": 10**6, "G": 10**9}[match[2].upper()]
    if size < 1:
        raise argparse.ArgumentTypeError(f"a size is a number of bytes such as 64MB, not {text}")
    return size


def _jobs(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text[:6]) <= 256:
        raise argparse.ArgumentTypeError("a number of processes is one from 1 to 256")
    return int(text)


def run(options: argparse.Namespace, root: Path) -> int:
    if options.summary and options.format != "text":
        print("reelspec: --summary is text; --format is for verdicts of each body", file=sys.stderr)
        return 2
    contract = load(root)
    providers = [provider for provider in contract.providers if options.provider in (None, provider.name)]
    operations = dict.fromkeys(
        operation.id for provider in providers for operation in provider.operations if operation.models
    )
    for what, given, names in (
        ("provider", options.provider, [provider.name for provider in contract.providers]),
        ("operation", options.operation, operations),
    ):
        if given is not None and given not in names:
            print(visible(f"reelspec: there is no {what} {given}{choices(given, names)}"), file=sys.stderr)
            return 2
    try:
        for file in options.files:
            may_be_read(file)
        facts = None if options.facts is None else _facts(options.facts)
    except Unreadable as error:
        print(visible(f"reelspec: {error}"), file=sys.stderr)
        return 2
    form = "summary" if options.summary else options.format
    telling = _Telling(form)
    try:
        with _judging(options, root, contract, (form, options.strict, facts), telling) as judge:
            for file in options.files:
                telling.at_once = not is_regular(file) or sys.stdout.isatty()
                try:
                    for block in blocks(file, options.max_line):
                        judge(block)
                except Unreadable as error:
                    telling.refuse(error)
    except KeyboardInterrupt:
        telling.end()
        raise
    telling.end()
    return telling.code


def _facts(file: str) -> Any:
    """What is known of files. Raises Unreadable for a file that holds no facts."""
    from reelspec.codegen.validators.run import support

    try:
        return support().known_facts(parse(Path(file).read_bytes().decode()))
    except OSError as error:
        raise Unreadable(f"{file}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{file} holds no facts: {error}") from None


@contextmanager
def _judging(
    options: argparse.Namespace, root: Path, contract: Contract, manner: Manner, telling: _Telling
) -> Iterator[Callable[[Block], None]]:
    """What judges a block and has it told, in this process or by others; on leaving all is told."""
    picking = (options.provider, options.model, options.operation)
    if options.jobs > 1:
        from reelspec.cli.validating.workers import Workers

        with Workers(options.jobs, root, contract, picking, manner, telling.tell) as workers:
            yield workers.judge
        return
    work = Work(Picker(contract, *picking), *manner)

    def judge(block: Block) -> None:
        try:
            work.block(block)
        finally:
            telling.tell(*work.take())

    yield judge


@contextmanager
def _writing() -> Iterator[None]:
    """A full disk is said to be one; whoever has stopped reading is another matter."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OSError(f"the output could not be written: {error.strerror}") from None


class _Telling:
    """Writes what is told, as it comes, and counts it. at_once: nothing waits for more to be written with it."""

    def __init__(self, form: str) -> None:
        self._form = form
        self.at_once = False
        self._tally = Tally()
        self._begun = self._refused = False
        self._line = None if sys.stdout.isatty() else StatusLine()
        self._next = 0.0

    @property
    def code(self) -> int:
        """The exit code."""
        return 2 if self._refused else self._tally.code

    def tell(self, text: str, tally: Tally) -> None:
        """Write the text of a block."""
        self._tally.add(tally)
        if text:
            if self._form == "json":
                text = (",\n" if self._begun else "[\n") + text
            self._begun = True
            with _writing():
                sys.stdout.write(text)
                if self.at_once:
                    sys.stdout.flush()
        if self._line is not None and self._line.there and monotonic() >= self._next:
            self._next = monotonic() + 0.5
            self._line.say(str(self._tally))

    def refuse(self, error: Unreadable) -> None:
        """Say that an input cannot be read, or not to its end."""
        self._refused = True
        sys.stdout.flush()
        self._clear()
        print(visible(f"reelspec: {error}"), file=sys.stderr)

    def end(self) -> None:
        """Write what stands at the end."""
        self._clear()
        tally = self._tally
        with _writing():
            sys.stdout.write(self._ending(tally))
            sys.stdout.flush()
        if tally.unreadable and self._form != "summary":
            print(f"reelspec: {tally}", file=sys.stderr)

    def _ending(self, tally: Tally) -> str:
        if self._form == "json":
            return "\n]\n" if self._begun else "" if self._refused else "[]\n"
        if self._form == "summary":
            return "" if self._refused and tally == Tally() else tally.table()
        judged = tally.valid + tally.invalid
        if self._form == "jsonl" or not sys.stdout.isatty() or tally.unreadable or judged == 1:
            return ""
        return f"{number(judged, 'body', 'bodies')}, {tally.invalid} invalid\n"

    def _clear(self) -> None:
        if self._line is not None:
            self._line.clear()
