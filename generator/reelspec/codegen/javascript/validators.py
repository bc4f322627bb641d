"""Validators in JavaScript: one module for each model, and what all of them share."""

from __future__ import annotations

import re
from functools import lru_cache

from reelspec.codegen.javascript.code import comment, literal, member
from reelspec.codegen.javascript.printer import Printer
from reelspec.codegen.templates import read_template, render
from reelspec.codegen.validators.emitter import Judges, judge_of, pages_of
from reelspec.codegen.validators.module import LOOK
from reelspec.codegen.validators.traits import judges_types
from reelspec.language.contract.model import Model, Provider

SUPPORT_TEMPLATES = tuple(
    f"javascript/support/{name}.js" for name in ("values", "shown", "messages", "violations", "fields")
)
"""What all validators share, in an order in which classes and constants stand before they are used."""
FURTHER = ("javascript/arithmetic.js", "javascript/items.js", "javascript/schemas.js", "javascript/facts.js")
"""What few validators need: modules of their own, which import from the first."""
TEMPLATE = "javascript/validator.js.j2"
SUPPORT_TEMPLATE = "javascript/support.js.j2"
ENTRY = "isValid_"
"""The straight walk; no name of the tree ends so."""
_PROBE = "clean_"
_DEFINED = re.compile(r"^(?:export )?(?:async )?(?:function|class|const|let) (\w+)", re.MULTILINE)


@lru_cache(1)
def support_modules() -> dict[str, str]:
    """The modules of support code: file name -> text."""
    shared = render(SUPPORT_TEMPLATE, support="\n".join(map(read_template, SUPPORT_TEMPLATES)))
    return {"support.js": shared, **{name.rpartition("/")[2]: read_template(name) for name in FURTHER}}


@lru_cache(1)
def support_places() -> dict[str, str]:
    """What is defined in the support code -> the file that it is in."""
    return {name: file for file, text in support_modules().items() for name in _DEFINED.findall(text)}


def validator_module(model: Model, provider: Provider, judges: Judges | None = None) -> bytes:
    """The validator of one model. judges: those of the contract, where more than this one is made."""
    judge, functions, constants = judges.of(model, provider) if judges else judge_of(model, provider)
    places = support_places()
    printer = Printer(places, constants)
    code = ["\n".join(printer.function(function)) for function in (judge._replace(name=ENTRY), *functions)]
    lines = printer.constants()
    inherits = [f"object{member(name)} === undefined" for name in printer.names]
    joint = " &&\n  "
    text = render(
        TEMPLATE,
        title=comment(f"{provider.name}/{model.name}"),
        files=[comment(file) for file in model.files],
        pages=[comment(title) for title in pages_of(model)],
        imports=[
            f"import {{ {', '.join(names)} }} from {literal(f'../{file}')};"
            for file in support_modules()
            if (names := sorted(name for name in {*printer.used, "judge"} if places[name] == file))
        ],
        constants=lines,
        code="\n\n".join(code),
        probe=_PROBE,
        clean=joint.join(inherits) or "true",
        look=LOOK if any(function.name == LOOK for function in functions) else "null",
        typed=literal(judges_types(model.schema)),
    )
    return text.encode("ascii")
