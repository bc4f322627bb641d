"""A model's full judgement, compiled from its contract and run in memory: every violation with its words.

The same code as in the model's validator, without the fast path in front of it. Called by the suite, mutation and diff.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

from reelspec.compile.code import Function, function_lines
from reelspec.compile.evaluate import support
from reelspec.compile.messages import decided_by
from reelspec.compile.module import Module, Names, Path
from reelspec.compile.report import Report
from reelspec.contract.model import Model
from reelspec.source.node import Json

Judge: TypeAlias = Callable[[Json], tuple[Any, ...]]
"""A body's violations in the order of `validate`: errors, contested ones, warnings. The body must be plain JSON."""


def judge_of(model: Model) -> Judge:
    """The judge of a model's request bodies."""
    module = Module(model.definitions)
    space = dict(support())
    module.reserve(space)
    report = Report(module, decided_by(model))
    block = report.block(model.schema, "body", Path(), Names(("body",)))
    check = Function("_check_body", "body, out, late", "None", block, "Find everything that is wrong or doubtful.")
    lines = [line for constant in module.constants.values() for line in constant]
    lines += [line for function in (check, *module.functions) for line in function_lines(function)]
    exec(compile("from __future__ import annotations\n" + "\n".join(lines), "<model>", "exec"), space)  # noqa: S102
    space.update({name: _Pattern(source) for source, name in module.patterns.items()})
    return partial(_judged, space[check.name])


def _judged(check: Callable[[Json, list[Any], list[Any]], None], body: Json) -> tuple[Any, ...]:
    out: list[Any] = []
    late: list[Any] = []
    check(body, out, late)
    if not late:
        return tuple(out)
    wrong = {one.path for one in out}
    kept = [one for one in late if one.path not in wrong]
    return (*out, *(one for rank in ("contested", "warning") for one in kept if one.severity == rank))


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
