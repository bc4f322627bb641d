"""What the compilers make, run in this process. For checks of specs and for the judges in `cases`, not for services."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import ModuleType
from typing import Any

from reelspec.codegen import tree
from reelspec.codegen.python.printer import Printer
from reelspec.codegen.validators.support import support_names, support_text

_FUTURE = "from __future__ import annotations\n"
_PACKAGE = "reelspec_generated"
"""A package that is only in memory, in which validators find their support code."""


def run(constants: Mapping[str, tree.Expr], functions: Iterable[tree.Function]) -> dict[str, Any]:
    """The names of a module's code, which has been run."""
    printer = Printer(support_names(), width=sys.maxsize)  # nobody reads it
    lines = [line for name, value in constants.items() for line in printer.constant(name, value)]
    lines += [line for function in functions for line in printer.function(function)]
    return executed("\n".join(lines))


def executed(code: str) -> dict[str, Any]:
    """The names of a module's code, which has been printed, once it has been run."""
    space = dict(vars(support()))
    exec(compile(_FUTURE + code, "<judge>", "exec"), space)  # noqa: S102
    return space


def loaded(source: bytes, name: str, package: str = f"{_PACKAGE}.provider.validators") -> ModuleType:
    """A file of the generated package as `generate` writes it, as a module; a validator, where `package` says nothing else."""
    support()
    module = ModuleType(name)
    module.__package__ = package
    exec(compile(source, f"<{package}.{name}>", "exec"), module.__dict__)  # noqa: S102
    return module


@lru_cache(1)
def support() -> ModuleType:
    """The support code as a module."""
    for name in (_PACKAGE, f"{_PACKAGE}.provider", f"{_PACKAGE}.provider.validators"):
        sys.modules[name] = ModuleType(name)
        sys.modules[name].__path__ = []
    module = sys.modules[f"{_PACKAGE}._support"] = ModuleType(f"{_PACKAGE}._support")
    exec(compile(_FUTURE + support_text()[0], "<support>", "exec"), module.__dict__)  # noqa: S102
    return module
