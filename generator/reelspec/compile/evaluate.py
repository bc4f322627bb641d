"""Schemas run at once: the code that the full compiler makes, executed here. For checks of specs, not for services."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from reelspec.compile.code import function_lines
from reelspec.compile.module import Module
from reelspec.compile.report import Report
from reelspec.contract.schema import Definitions, Schema
from reelspec.source.node import Json


def judge_of(schema: Schema, definitions: Definitions) -> Callable[[Json], bool]:
    """A function that tells whether the schema accepts a value."""
    module = Module(definitions)
    module.reserve(support())
    check = Report(module).function("_check_body", schema, "Judge a value.")
    space = dict(support())
    lines = [line for constant in module.constants.values() for line in constant]
    lines += [line for function in module.functions for line in function_lines(function)]
    space.update({name: partial(_search, pattern) for pattern, name in module.patterns.items()})
    exec(compile("from __future__ import annotations\n" + "\n".join(lines), "<schema>", "exec"), space)  # noqa: S102
    holds, plain, made = space["_holds"], space["_plain"], space[check]
    return lambda value: bool(holds(made, plain(value, 0)))


def _search(pattern: str, text: str) -> bool:
    import re

    return re.search(pattern, text) is not None


@lru_cache(1)
def support() -> dict[str, Any]:
    """The support functions that every validator carries, with their `Violation`."""
    from reelspec.emit.templates import read_template

    text = read_template("python/validator.py.j2")
    start = text.index("class Violation:")
    violation = text[start : text.index("{{ entries }}")]
    space: dict[str, Any] = {"Any": Any}
    source = "from __future__ import annotations\n" + violation + read_template("python/support.py")
    exec(compile(source, "<support>", "exec"), space)  # noqa: S102
    return space
