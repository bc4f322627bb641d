"""What a call that cannot be used is told: one line with what was probably meant, and where all options stand."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from reelspec.common.text import visible

_MISSING = "the following arguments are required: "
"""How argparse begins what it says of them."""


class Parser(argparse.ArgumentParser):
    """A parser whose refusals are for people. The parsers of its commands are of this class as well."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.set_defaults(parser=self)  # `options.parser` is the one of the command that is called

    def refuse_unknown(self, words: Sequence[str]) -> NoReturn:
        """End the call for words that are neither options nor arguments of the command; the first is told."""
        word = words[0].partition("=")[0]
        if not word.startswith("-"):
            self.error(f"{word} is one argument too many")
        from reelspec.language.contract.keywords import hint

        names = [name for action in self._actions for name in action.option_strings]
        self.error(f"there is no option {word}{hint(word, names)}")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is None or value in action.choices:
            return
        from reelspec.language.contract.keywords import hint

        names = list(action.choices)
        if isinstance(action, argparse._SubParsersAction):
            raise argparse.ArgumentError(None, f"there is no command {value}{hint(value, names)}")
        raise argparse.ArgumentError(action, f"{value} is none of {', '.join(names)}{hint(value, names)}")

    def error(self, message: str) -> NoReturn:
        """Say on standard error what is wrong, and end with 2. A command line that names no command gets the list of them."""
        if message == f"{_MISSING}COMMAND":
            self.print_help(sys.stderr)
            self.exit(2)
        if message.startswith(_MISSING):
            names = message.removeprefix(_MISSING)
            message = f"{names} {'are' if ',' in names else 'is'} missing"
        lines = [f"{self.prog}: {message.removeprefix('argument ')}", *([f"  {self.epilog}"] if self.epilog else [])]
        self.exit(2, visible("\n".join([*lines, f"  all of it: {self.prog} --help", ""]), keep="\n"))
