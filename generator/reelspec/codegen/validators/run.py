"""What the compiler makes, run in this process. For checks of specs and for the judges in `cases`, not for services."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from reelspec.codegen.python.code import Function, function_lines
from reelspec.codegen.validators.module import Module
from reelspec.language.contract.schema import Definitions


def module_of(definitions: Definitions) -> Module:
    """A module to fill, in which nothing takes a name of the support code."""
    module = Module(definitions)
    module.reserve(support())
    return module


def run(module: Module, *functions: Function) -> dict[str, Any]:
    """The names of a module's code, which has been run, and of more functions."""
    space = dict(support())
    lines = [line for constant in module.constants.values() for line in constant]
    lines += [line for function in (*functions, *module.functions) for line in function_lines(function)]
    exec(compile("from __future__ import annotations\n" + "\n".join(lines), "<judge>", "exec"), space)  # noqa: S102
    space.update({name: _Pattern(source) for source, name in module.patterns.items()})
    return space


@lru_cache(1)
def support() -> dict[str, Any]:
    """The support functions that every validator carries, with their `Violation`."""
    from reelspec.codegen.templates import read_template
    from reelspec.codegen.validators.support import support_code

    parts = (read_template("python/violation.py"), *(definition.text for definition in support_code()))
    space: dict[str, Any] = {"Any": Any}
    exec(compile("\n".join(("from __future__ import annotations", *parts)), "<support>", "exec"), space)  # noqa: S102
    return space


class _Pattern:
    """A pattern that is compiled when a text is first held against it: most are never needed."""

    __slots__ = ("search", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        self.search: Callable[[str], object] | None = None

    def __call__(self, text: str) -> bool:
        if self.search is None:
            import re

            self.search = re.compile(self.source).search
        return self.search(text) is not None
