"""Judges: what the compiler makes, run in this process. Whatever in the program judges bodies and answers asks them.

`validator_of` is the validator just as `generate` writes it. `judge_of` and `judge_of_schema` are its full judgement,
every violation with its words, without the fast path and without the guards against what is no plain JSON.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any, TypeAlias

from reelspec.codegen.python.code import Function
from reelspec.codegen.validators.full.schema import Report
from reelspec.codegen.validators.messages import decided_by
from reelspec.codegen.validators.module import Names, Path
from reelspec.codegen.validators.run import module_of, run
from reelspec.language.contract.model import Model, Provider
from reelspec.language.contract.schema import Definitions, Schema
from reelspec.language.source.node import Json

Judge: TypeAlias = Callable[[Json], tuple[Any, ...]]
"""A body's violations in the order of `validate`: errors, contested ones, warnings. The body must be plain JSON."""


def validator_of(model: Model, provider: Provider) -> ModuleType:
    """The model's generated validator as a module, with its `is_valid`, `errors` and `validate`."""
    from reelspec.codegen.validators.emitter import emit_validator

    module = ModuleType(model.module)
    source = emit_validator(model, provider)
    exec(compile(source, f"<validator of {model.module}>", "exec"), module.__dict__)  # noqa: S102
    return module


def judge_of(model: Model) -> Judge:
    """The judge of a model's request bodies."""
    module = module_of(model.definitions)
    report = Report(module, decided_by(model))
    block = report.block(model.schema, "body", Path(), Names(("body",)))
    check = Function("_check_body", "body, out, late", "None", block, "Find everything that is wrong or doubtful.")
    return partial(_judged, run(module, check)[check.name])


def judge_of_schema(schema: Schema, definitions: Definitions) -> Callable[[Json, str], tuple[Any, ...]]:
    """A function that says what a schema refuses in a value. Its second argument is the path that violations begin with."""
    module = module_of(definitions)
    check = Report(module).function("_check_body", schema, "Judge a value.")
    return partial(_refused, run(module)[check])


def _judged(check: Callable[[Json, list[Any], list[Any]], None], body: Json) -> tuple[Any, ...]:
    out: list[Any] = []
    late: list[Any] = []
    check(body, out, late)
    if not late:
        return tuple(out)
    wrong = {one.path for one in out}
    kept = [one for one in late if one.path not in wrong]
    return (*out, *(one for rank in ("contested", "warning") for one in kept if one.severity == rank))


def _refused(check: Callable[..., None], value: Json, path: str = "") -> tuple[Any, ...]:
    out: list[Any] = []
    check(value, path, out, None)
    return tuple(out)
