"""Emits the options of the Python package: a module for each model, one for each provider, and what they share."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from reelspec.codegen.artifact import Artifact
from reelspec.codegen.python.code import plain
from reelspec.codegen.python.printer import Printer
from reelspec.codegen.templates import read_template, render
from reelspec.codegen.validators.support import SUPPORT_TEMPLATES, support_names
from reelspec.codegen.validators.traits import judges_types
from reelspec.language.contract.model import Contract, Model, Provider
from reelspec.language.source.node import Json
from reelspec.options.data import codes_of

SUPPORT = "_options"
"""The module of a package that reads the tables, and the package of a provider that holds them."""
_SHARED = "python/options.py"
_MODEL = "python/options_model.py.j2"
_PROVIDER = "python/options_provider.py.j2"


class _PythonForm(NamedTuple):
    """A form as the template has it. check, ask: what gives its functions; table: the name of its table."""

    check: str
    ask: str
    table: str
    data: dict[str, Json]
    constants: list[str]
    code: str


def emit_python_options(contract: Contract) -> Iterator[Artifact]:
    """Every file."""
    package = f"python/{contract.package}"
    yield Artifact(f"{package}/{SUPPORT}.py", shared, (), (_SHARED,))
    for provider in contract.providers:
        folder = f"{package}/{provider.module}/{SUPPORT}"
        make = partial(provider_module, provider)
        yield Artifact(
            f"{folder}/__init__.py", make, provider.files, (_PROVIDER,), owner=provider.name, beside_rules=True
        )
        for model in provider.models:
            yield Artifact(
                path=f"{folder}/{model.module}.py",
                make=partial(model_module, model, provider),
                specs=model.files,
                templates=(_MODEL, *SUPPORT_TEMPLATES),
                owner=f"{provider.name}/{model.name}",
            )


def shared() -> bytes:
    """The module that reads the tables."""
    return read_template(_SHARED).encode()


def provider_module(provider: Provider) -> bytes:
    """The functions of a provider."""
    return render(_PROVIDER, provider=provider).encode()


def model_module(model: Model, provider: Provider) -> bytes:
    """The tables of a model, with the walks that find what a body answers."""
    forms: list[_PythonForm] = []
    printer = Printer(support_names())
    for number, (form, made) in enumerate(zip(model.forms, codes_of(model), strict=True)):
        walk = f"finding({made.functions[0].name}, typed={judges_types(form.schema)})" if made.functions else "None"
        forms.append(
            _PythonForm(
                "errors" if made.judged else walk,
                walk if made.judged else "None",
                "_TABLE" if number == 0 else f"_TABLE_{number + 1}",
                made.data,
                [line for name, value in made.constants.items() for line in printer.constant(name, value)],
                "\n\n\n".join("\n".join(printer.function(function)) for function in made.functions),
            )
        )
    walks = any(each.functions for each in codes_of(model))
    needed = printer.used | ({"Violation"} if walks else set())
    text = render(
        _MODEL,
        title=plain(f"{provider.name}/{model.name}").replace('"', "'"),
        files=[plain(file) for file in model.files],
        needed=sorted(needed, key=lambda name: (not name.isupper(), not name[0].isupper(), name)),
        module=model.module,
        judged=any(printed.check == "errors" for printed in forms),
        forms=forms,
    )
    return text.encode()
