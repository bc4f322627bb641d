"""The command line: one file for each command, and the list of them. `run` is all that the rest of the program sees.

Exit codes: 0 good, 1 something is wrong with specs, bodies or generated files, 2 the call or its input cannot be used.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from reelspec.cli.words import number
from reelspec.source.place import Problems

COMMANDS = ("generate", "check", "validate", "explain", "list", "show")
"""Each is a module of this package (`list` and others with an underscore where Python needs one) with HELP, EXAMPLE,
`arguments(parser)` and `run(options, root)`."""


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    from reelspec.__main__ import find_root

    found = find_root(options.root)
    if found is None:
        where = f"{options.root} has no folder specs" if options.root else "no folder above this one holds specs/"
        print(f"reelspec: {where}; give the repository with --root DIR", file=sys.stderr)
        return 2
    try:
        return int(options.module.run(options, Path(found)))
    except Problems as problems:
        for problem in problems.problems:
            print(visible(str(problem)))
        print(f"{number(len(problems.problems), 'problem')} in the specs", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("reelspec: stopped", file=sys.stderr)
        return 128 + signal.SIGINT
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except (OSError, ValueError) as error:
        print(f"reelspec: {visible(str(error))}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reelspec",
        description="Specs of video-generation APIs into JSON Schemas, validators and clients.",
        epilog="example: reelspec generate",
    )
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--root", metavar="DIR", help="the repository that holds specs/ (default: the nearest parent that does)"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in COMMANDS:
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


def visible(text: str) -> str:
    """Text for a terminal: control characters and bidi marks as escapes."""
    return "".join(one if one.isprintable() or one == "\n" else f"\\u{ord(one):04x}" for one in text)
