"""The statements that report a violation, and tell rules that a field is refused."""

from __future__ import annotations

from typing import Literal

from reelspec.codegen.tree import NOTHING, Block, Call, Const, Expr, Fault, Let, Path, Report, Support, Var
from reelspec.codegen.validators.messages import Message, not_of_type
from reelspec.codegen.validators.module import Module
from reelspec.language.contract.schema import Source

JSON = "a value that JSON has"


def report(
    module: Module,
    rule: str,
    path: Path,
    message: Message,
    source: Source | None,
    *,
    severity: Literal["error", "warning"] = "error",
    related: Expr = NOTHING,
    of: Path | None = None,
) -> Report:
    """A violation of a keyword. of: the path of the value that has the keyword's members, where it is about one of them."""
    fault = Fault(rule, severity, module.source(source), message.say, message.words)
    return Report(module.fault(of or path, fault), path, message.seen, related, severity != "error")


def refusal(reported: Report, gap: str, *, null: bool = False) -> Block:
    """The same of a value as a whole. gap: the variable that rules read, "" if none does. null: the value may be null."""
    if not gap:
        return (reported,)
    return reported, Let(gap, Call("gap", (Var(gap),)) if null else Support("REFUSED"))


def foreign(module: Module, value: Expr, path: Path, source: Source | None) -> Call:
    """Reports what is not JSON in a value that nothing else is said of; whether there is anything."""
    return Call("foreign", (value, path, Var("out"), foreign_fault(module, path, source)))


def foreign_fault(module: Module, path: Path, source: Source | None) -> Const:
    """What is said of a value that is not JSON."""
    message = not_of_type(JSON, Var("value"))
    return module.fault(path, Fault("type", "error", module.source(source), message.say, message.words))
