"""Validators in JavaScript: one module for each model, and what all of them share."""

from __future__ import annotations

import re
from functools import lru_cache

from reelspec.codegen.javascript.code import comment, literal, member
from reelspec.codegen.javascript.printer import Printer
from reelspec.codegen.templates import read_template, render
from reelspec.codegen.validators.emitter import Owners, judge_of, pages_of
from reelspec.codegen.validators.traits import judges_types
from reelspec.language.contract.model import Model, Provider

SUPPORT_TEMPLATES = tuple(
    f"javascript/support/{name}.js" for name in ("values", "shown", "messages", "violations", "schemas", "fields")
)
"""In an order in which classes and constants stand before they are used."""
TEMPLATE = "javascript/validator.js.j2"
SUPPORT_TEMPLATE = "javascript/support.js.j2"
ENTRY = "isValid_"
"""The straight walk; no name of the tree ends so."""
_PROBE = "clean_"
_DEFINED = re.compile(r"^(?:export )?(?:async )?(?:function|class|const|let) (\w+)", re.MULTILINE)


@lru_cache(1)
def support_names() -> frozenset[str]:
    """What is defined in the support code."""
    return frozenset(name for template in SUPPORT_TEMPLATES for name in _DEFINED.findall(read_template(template)))


def support_module() -> bytes:
    """The module of support code."""
    return render(
        SUPPORT_TEMPLATE, support="\n".join(read_template(template) for template in SUPPORT_TEMPLATES)
    ).encode()


def validator_module(model: Model, provider: Provider, owners: Owners | None = None) -> bytes:
    """The validator of one model. owners: as for the one in Python."""
    judge, functions, constants = judge_of(model, provider, owners)
    printer = Printer(support_names(), constants)
    code = ["\n".join(printer.function(one)) for one in (judge._replace(name=ENTRY), *functions)]
    lines = [line for name, value in constants.items() for line in printer.constant(name, value)]
    inherits = [f"object{member(name)} === undefined" for name in printer.names]
    joint = " &&\n  "
    text = render(
        TEMPLATE,
        title=comment(f"{provider.name}/{model.name}"),
        files=[comment(file) for file in model.files],
        pages=[comment(title) for title in pages_of(model)],
        needed=sorted({*printer.used, "judge"}),
        constants=lines,
        code="\n\n".join(code),
        probe=_PROBE,
        clean=joint.join(inherits) or "true",
        typed=literal(judges_types(model.schema)),
    )
    return text.encode("ascii")
