"""The command line: one file for each command, and the list of them. `main` is all that the rest of the program sees.

Exit codes: 0 good, 1 something is wrong with specs, bodies or generated files, 2 the call or its input cannot be used.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from reelspec.cli.parsing import Parser
from reelspec.common.text import number, visible
from reelspec.language.source.place import Problems

COMMANDS = (
    *(
        "init",
        "generate",
        "standalone",
        "check",
        "diff",
        "release",
        "validate",
        "facts",
        "explain",
        "options",
        "list",
        "show",
        "docs",
        "new",
        "documents",
    ),
    *("run", "resume", "mock", "verify", "mutate"),
)
"""Each is a module of this package with HELP, EXAMPLE, `arguments(parser)` and `run(options, root)`; and NEEDS_SPECS =
False if it also does its work in a folder without specs/."""


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit code. KeyboardInterrupt and a broken pipe are the caller's."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal or locale that cannot show a character gets its escape
            stream.reconfigure(errors="backslashreplace")
    completing = "_ARGCOMPLETE" in os.environ  # the shell asks what may come next (argcomplete)
    parser = command_parser(arguments[0] if arguments and arguments[0] in COMMANDS and not completing else None)
    if completing:
        from reelspec.cli.completing import complete

        complete(parser)
    try:
        options, unknown = parser.parse_known_args(arguments)
        if unknown:
            options.parser.refuse_unknown(unknown)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 2
    root = _root_of(options)
    return 2 if root is None else _run(options, root)


def _root_of(options: argparse.Namespace) -> Path | None:
    """The repository; None, once it is said that there is none."""
    from reelspec.output.inputs import find_root

    folder = find_root(options.root)
    if folder is None and not getattr(options.module, "NEEDS_SPECS", True) and os.path.isdir(options.root or "."):
        folder = os.path.abspath(options.root or ".")
    if folder is not None:
        return Path(folder)
    where = f"{options.root} has no folder specs" if options.root else "no folder specs here or in any folder above"
    print(
        f"reelspec: {visible(where)}; name the repository with --root DIR, or begin one: reelspec init",
        file=sys.stderr,
    )
    return None


def _run(options: argparse.Namespace, root: Path) -> int:
    """Run the command, and say what ends it: as a finding, where all that it prints are findings."""
    try:
        if not getattr(options, "check", False):
            _recover(root)
        return int(options.module.run(options, root))
    except Problems as problems:
        print(f"reelspec: {number(len(problems.problems), 'problem')} in the specs", file=sys.stderr)
        if _says_findings(options):
            from reelspec.cli.reports import of_problems, say

            return say(of_problems(problems.problems), options.format, root, 1)
        from reelspec.cli.reports import problem_line

        for problem in problems.problems:
            print(problem_line(problem))
        return 1
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        message = _said(error)
        print(f"reelspec: {visible(message)}", file=sys.stderr)
        if _says_findings(options):
            from reelspec.cli.reports import refusal, say

            return say([refusal(message)], options.format, root, 2)
        return 2


def _said(error: OSError | ValueError) -> str:
    """What went wrong: of a file, its name first."""
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        return f"{os.fspath(error.filename)}: {error.strerror}"
    return str(error)


def _says_findings(options: argparse.Namespace) -> bool:
    """Whether all that the command prints are findings, so that what ends it is one too."""
    if getattr(options, "format", "text") == "text":
        return False
    from reelspec.cli.reports import says_findings

    names = (options.command, getattr(options, "subcommand", None))
    return says_findings(options.format, " ".join(name for name in names if name))


def _recover(root: Path) -> None:
    """Undo what an interrupted `generate` has left, whatever the command; the common case costs one look."""
    generated = root / "generated"
    if not os.path.lexists(generated / ".staging"):
        return
    from reelspec.output.publish import recover

    try:
        note = recover(generated)
    except OSError:
        return  # `generate` will meet the same and say so; no other command needs generated/
    if note is not None:
        print(f"reelspec: {note}", file=sys.stderr)


class _Version(argparse.Action):
    """Looks the version up when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"reelspec {version('reelspec')}")
        parser.exit()


def command_parser(wanted: str | None = None) -> Parser:
    """The parser of all commands. wanted: the one command that is called, so that no other is imported for it."""
    parser = Parser(
        prog="reelspec",
        description="Turn specs of video-generation APIs into JSON Schemas and validators, and judge request bodies.",
        epilog="begin with: reelspec init my-specs",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="say which version this is, and end")
    common = Parser(add_help=False)
    for place, default in ((parser, None), (common, argparse.SUPPRESS)):  # before the command, or after it
        place.add_argument(
            "--root",
            metavar="DIR",
            default=default,
            help="the repository that holds specs/ (default: the nearest parent that does)",
        )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in COMMANDS:
        if wanted is not None and name != wanted:
            commands.add_parser(name)
            continue
        module = import_module(f"reelspec.cli.{name}")
        sub = commands.add_parser(
            name,
            parents=[common],
            help=module.HELP,
            description=module.HELP,
            epilog=f"example: {module.EXAMPLE}",
        )
        module.arguments(sub)
        sub.set_defaults(module=module)
    return parser
