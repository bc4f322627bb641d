"""Judges: what the compilers make, run in this process. Whatever in the program judges bodies and answers asks them.

`validator_of` is the validator just as `generate` writes it. `judge_of` and `judge_of_schema` are its walk alone,
which finds every violation, without `is_valid` before it and without the guards against what is no plain JSON.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeAlias

from reelspec.codegen.validators.collecting.schema import Collecting
from reelspec.codegen.validators.module import CHECK, Module
from reelspec.codegen.validators.rule_messages import decided_by
from reelspec.codegen.validators.run import executed, loaded, run
from reelspec.language.contract.model import Model, Provider
from reelspec.language.contract.schema import Definitions, Schema
from reelspec.language.source.node import Json

if TYPE_CHECKING:
    from reelspec.codegen.validators.emitter import PrintedJudge

Judge: TypeAlias = Callable[[Json], tuple[Any, ...]]
"""A body's violations in the order of `validate`: errors, contested ones, warnings. The body must be plain JSON."""


_OF_THE_WALK = ("body", "check", "condition", "members")
"""The kinds of functions that the walk is made of."""


def validator_of(model: Model, provider: Provider) -> ModuleType:
    """The model's generated validator as a module, with its `is_valid`, `errors` and `validate`."""
    from reelspec.codegen.validators.emitter import emit_validator

    return loaded(emit_validator(model, provider), model.module)


def judge_of(model: Model, printed: PrintedJudge | None = None) -> Judge:
    """The judge of a model's request bodies. printed: that of its validator, where it has been printed already."""
    if printed is not None:
        walk = (text for kind, text in printed.functions.values() if kind in _OF_THE_WALK)
        space = executed("\n".join((*printed.constants, *walk)))
    else:
        module = Module(model.definitions)
        check = Collecting(module, decided_by(model)).body(model.schema)
        space = run(module.constants, (check, *module.functions))
    return partial(_judged, space[CHECK])


def judge_of_schema(schema: Schema, definitions: Definitions) -> Callable[[Json, str], tuple[Any, ...]]:
    """A function that says what a schema refuses in a value. Its second argument is the path that violations begin with."""
    module = Module(definitions)
    check = Collecting(module).function("_check_value", schema, "Judge a value.")
    return partial(_refused, run(module.constants, module.functions)[check])


def _judged(check: Callable[[Json, list[Any], list[Any]], None], body: Json) -> tuple[Any, ...]:
    out: list[Any] = []
    late: list[Any] = []
    check(body, out, late)
    if not late:
        return tuple(out)
    wrong = {violation.path for violation in out}
    kept = [violation for violation in late if violation.path not in wrong]
    return (*out, *(violation for rank in ("contested", "warning") for violation in kept if violation.severity == rank))


def _refused(check: Callable[..., None], value: Json, path: str = "") -> tuple[Any, ...]:
    out: list[Any] = []
    check(value, path, out, None)
    return tuple(out)
