"""Emits the options of the npm package: a module for each model, one for each provider, and what they share."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from reelspec.codegen.artifact import Artifact
from reelspec.codegen.javascript.code import comment, literal, member
from reelspec.codegen.javascript.printer import Printer
from reelspec.codegen.javascript.validators import (
    FURTHER,
    SUPPORT_TEMPLATE,
    SUPPORT_TEMPLATES,
    support_modules,
    support_places,
)
from reelspec.codegen.templates import read_template, render
from reelspec.codegen.tree import Expr, Function
from reelspec.codegen.validators.traits import judges_types
from reelspec.language.contract.model import Contract, Model, Provider
from reelspec.language.source.node import Json
from reelspec.options.data import codes_of

SHARED = ("javascript/options.js", "javascript/options.d.ts")
_MODEL = "javascript/options_model.js.j2"
_PROVIDER = ("javascript/options_provider.js.j2", "javascript/options_provider.d.ts.j2")


class _JavaScriptForm(NamedTuple):
    """A form as the template has it. check, ask: what gives its functions; table: each member as text, lists by the line."""

    check: str
    ask: str
    table: list[tuple[str, str | list[str]]]


def emit_javascript_options(contract: Contract) -> Iterator[Artifact]:
    """Every file."""
    for template in SHARED:
        yield Artifact(template, partial(shared, template), (), (template,))
    for provider in contract.providers:
        folder = f"javascript/{provider.name}"
        for template in _PROVIDER:
            ending = template.removeprefix("javascript/options_provider").removesuffix(".j2")
            make = partial(provider_module, provider, template)
            yield Artifact(
                f"{folder}/options{ending}",
                make,
                provider.files,
                (template,),
                owner=provider.name,
                beside_rules=True,
            )
        for model in provider.models:
            yield Artifact(
                path=f"{folder}/options/{model.stem}.js",
                make=partial(model_module, model, provider),
                specs=model.files,
                templates=(_MODEL, SUPPORT_TEMPLATE, *SUPPORT_TEMPLATES, *FURTHER),
                owner=f"{provider.name}/{model.name}",
            )


def shared(template: str) -> bytes:
    """A file that is the same for all."""
    return read_template(template).encode("ascii")


def provider_module(provider: Provider, template: str) -> bytes:
    """The functions of a provider, or their types."""
    models = [
        {
            "file": model.stem,
            "name": literal(model.name),
            "said": literal(model.discriminator and [model.discriminator, model.value]),
        }
        for model in provider.models
    ]
    names = " | ".join(literal(model.name) for model in provider.models) or "never"
    return render(template, provider=comment(provider.name), models=models, names=names).encode("ascii")


def model_module(model: Model, provider: Provider) -> bytes:
    """The tables of a model, with the walks that find what a body answers."""
    constants: dict[str, Expr] = {}
    functions: list[Function] = []
    forms: list[_JavaScriptForm] = []
    for form, made in zip(model.forms, codes_of(model), strict=True):
        functions += made.functions
        constants |= made.constants
        typed = literal(judges_types(form.schema))
        walk = f"finding({made.functions[0].name}, clean_, {typed})" if made.functions else "null"
        table = [(name, _lines(value)) for name, value in made.data.items()]
        forms.append(_JavaScriptForm("errors" if made.judged else walk, walk if made.judged else "null", table))
    places = support_places()
    printer = Printer(places, constants)
    code = ["\n".join(printer.function(function)) for function in functions]
    lines = printer.constants()
    clean = [f"object{member(name)} === undefined" for name in printer.names]
    text = render(
        _MODEL,
        title=comment(f"{provider.name}/{model.name}"),
        files=[comment(file) for file in model.files],
        needed="{ Form, finding }" if functions else "{ Form }",
        judge=literal(f"../{model.stem}.js") if any(printed.check == "errors" for printed in forms) else "",
        imports=[
            f"import {{ {', '.join(names)} }} from {literal(f'../../{file}')};"
            for file in support_modules()
            if (names := sorted(name for name in printer.used if places[name] == file))
        ],
        constants=lines,
        code="\n\n".join(code),
        clean=" &&\n  ".join(clean) or "true",
        forms=forms,
    )
    return text.encode("ascii")


def _lines(value: Json) -> str | list[str]:
    """A member of a table: a list whose entries are lists has a line for each."""
    if isinstance(value, list) and value and isinstance(value[0], list):
        return [literal(entry) for entry in value]
    return literal(value)
