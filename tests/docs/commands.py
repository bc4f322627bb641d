"""docs/commands.md, made of the parsers of the command line: `python -m tests.docs.commands` writes it."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

from reelspec.cli import COMMANDS, command_parser
from tests.docs.pages import CHECKOUT

PATH = CHECKOUT / "docs/commands.md"
HEAD = """\
# Commands

Made of the command line itself by `python -m tests.docs.commands`; `reelspec COMMAND --help` says the same.
All commands take `--root DIR`; without it the nearest folder that holds `specs/` counts. `reelspec --version` says which
version this is. [Editors](editors.md#the-shell) has the line by which shells complete commands, options and models.

Exit codes: 0 good; 1 invalid bodies, wrong specs, or files that differ; 2 a call or an input that cannot be used.
[What is public](stability.md) has them all.
"""


def page() -> str:
    """The text of the page."""
    commands = _commands(command_parser())
    listed = "".join(f"| [{name}](#{name}) | {commands[name].description} |\n" for name in COMMANDS)
    sections = "".join("\n" + "\n".join(_section(name, commands[name], "##")) + "\n" for name in COMMANDS)
    return f"{HEAD}\n| command | does |\n|---|---|\n{listed}{sections}"


def _commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The parsers of the commands of a parser, by name."""
    found = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return {name: made for action in found for name, made in action.choices.items()}


def _section(name: str, parser: argparse.ArgumentParser, heading: str) -> Iterator[str]:
    commands = _commands(parser)
    actions = [action for action in parser._actions if action.dest not in ("help", "root")]
    options = [action for action in actions if action.option_strings]
    places = [action for action in actions if not action.option_strings]
    yield f"{heading} {name}"
    yield ""
    yield str(parser.description).replace("<", "&lt;")
    if not commands:
        yield ""
        yield "```"
        yield f"reelspec {name}{''.join(f' {_place(action)}' for action in places)}{' [options]' if options else ''}"
        example = (parser.epilog or "").removeprefix("example: ")
        if example not in ("", f"reelspec {name}"):
            yield example
        yield "```"
        rows = [(_called(action), _said(action)) for action in (*places, *options)]
        if rows:
            yield ""
            yield "| | |"
            yield "|---|---|"
        for called, said in rows:
            yield f"| {called} | {said} |"
    for inner, made in commands.items():
        yield ""
        yield from _section(f"{name} {inner}", made, f"{heading}#")


def _value(action: argparse.Action) -> str:
    """The value of an argument as the usage has it."""
    if action.nargs == 0:
        return ""
    return str(action.metavar or ("|".join(map(str, action.choices)) if action.choices else action.dest.upper()))


def _place(action: argparse.Action) -> str:
    value = _value(action)
    return {"?": f"[{value}]", "*": f"[{value}…]", "+": f"{value}…"}.get(str(action.nargs), value)


def _called(action: argparse.Action) -> str:
    value = _value(action).replace("|", "\\|")
    names = ", ".join(f"`{name}{' ' if value else ''}{value}`" for name in action.option_strings)
    return names or f"`{value}`"


def _said(action: argparse.Action) -> str:
    said = str(action.help or "") % {"default": action.default, "prog": "reelspec"}
    several = "; may be repeated" if isinstance(action, argparse._AppendAction) and "repeated" not in said else ""
    return re.sub(r"\s+", " ", said + several).replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    PATH.write_text(page(), encoding="utf-8")
