"""Emits the frame of the Python distribution: its packages, pyproject.toml, py.typed and README."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from reelspec.codegen.artifact import Artifact, between
from reelspec.codegen.package.changelog import RELEASES, releases
from reelspec.codegen.package.readme import error_rows, guide
from reelspec.codegen.python.code import literal
from reelspec.codegen.python.source import definitions
from reelspec.codegen.templates import read_template, render
from reelspec.codegen.tools import optional_fields
from reelspec.language.contract.model import Contract, Provider
from reelspec.language.contract.naming import client_class

_ERRORS = "python/runtime/errors.py"


def emit_package(contract: Contract) -> Iterator[Artifact]:
    """The files that belong to no single model."""
    everything = tuple(sorted({file for provider in contract.providers for file in provider.files}))
    whole = {
        "python/pyproject.toml": "python/pyproject.toml.j2",
        f"python/{contract.package}/__init__.py": "python/package.py.j2",
        f"python/{contract.package}/batch.py": "python/batch.py.j2",
    }
    for path, template in whole.items():
        yield Artifact(path, partial(_render, template, contract=contract), (), templates=(template,))
    yield Artifact(
        path="python/README.md",
        make=partial(_readme, contract),
        specs=everything,
        templates=("python/README.md.j2", _ERRORS),
        sections=partial(_tables, contract),
    )
    yield Artifact(f"python/{contract.package}/py.typed", bytes, ())
    if contract.license_text:
        yield Artifact("python/LICENSE", contract.license_text.encode, ("licence",))
    if contract.releases.entries:
        template = "python/CHANGELOG.md.j2"
        yield Artifact(
            "python/CHANGELOG.md",
            partial(_render, template, contract=contract, releases=releases(contract)),
            (RELEASES,),
            (template,),
        )
    hook = "python/hatch_build.py"
    yield Artifact(hook, partial(_copied, hook), (), templates=(hook,))
    for provider in contract.providers:
        yield from _of_provider(contract, provider)


def _of_provider(contract: Contract, provider: Provider) -> Iterator[Artifact]:
    """The package of a provider: what it offers, the modules of its validators, calls of its tools."""
    folder = f"python/{contract.package}/{provider.module}"
    template = "python/validators.py.j2"
    yield Artifact(
        path=f"{folder}/validators/__init__.py",
        make=partial(_render, template, contract=contract, provider=provider),
        specs=provider.files,
        templates=(template,),
        owner=provider.name,
        beside_rules=True,
    )
    template = "python/tools.py.j2"
    yield Artifact(
        path=f"{folder}/tools.py",
        make=partial(_tools, provider),
        specs=provider.files,
        templates=(template,),
        owner=provider.name,
        sections=partial(_optional, provider),
    )
    yield Artifact(
        path=f"{folder}/__init__.py",
        make=partial(_provider, provider),
        specs=provider.files,
        templates=("python/provider.py.j2", _ERRORS),
        owner=provider.name,
        beside_rules=True,
    )


def _render(template: str, **values: Any) -> bytes:
    return render(template, **values).encode("utf-8")


def _copied(template: str) -> bytes:
    return read_template(template).encode()


def _readme(contract: Contract) -> bytes:
    errors = error_rows(read_template(_ERRORS))
    guides = [guide(provider) for provider in contract.providers]
    return render("python/README.md.j2", contract=contract, guides=guides, errors=errors).encode()


def _tables(contract: Contract, text: str) -> Mapping[str, slice]:
    """Where the tables of each model stand in the README."""
    heads = {
        f"{provider.name}/{model.name}": f"`from {contract.package}.{provider.module}.validators import {model.module}`"
        for provider in contract.providers
        for model in provider.models
    }
    return between(text, heads, "\n#")


def _tools(provider: Provider) -> bytes:
    fields = [(model, optional_fields(model)) for model in provider.models]
    return render("python/tools.py.j2", provider=provider, fields=fields).encode()


def _optional(provider: Provider, text: str) -> Mapping[str, slice]:
    """Where the optional fields of each model stand in tools.py."""
    heads = {
        f"{provider.name}/{model.name}": f"\n        {literal(model.discriminator)},\n        {literal(model.name)},"
        for model in provider.models
    }
    return between(text, heads, "\n    ),\n")


def _provider(provider: Provider) -> bytes:
    """The package of a provider: what it offers, and where each name is loaded from when it is used."""
    errors = sorted(definition.name for definition in definitions(read_template(_ERRORS)) if definition.kind == "class")
    name = client_class(provider.name, provider.title)
    clients = sorted((f"Async{name}", name)) if provider.operations else []
    places = dict.fromkeys(clients, ".client")
    places["from_tool"] = ".tools"
    places.update(dict.fromkeys(("Content", "Result"), ".._runtime.answers"))
    places.update(dict.fromkeys(("Created", "Task"), ".._runtime.tasks"))
    places.update(dict.fromkeys(("AsyncLedger", "Ledger", "LedgerEntry"), ".._runtime.ledger"))
    places.update(dict.fromkeys(errors, ".._runtime.errors"))
    places.update(dict.fromkeys(("Fit", "Options", "models_for", "options"), "._options"))
    places = dict(sorted(places.items()))
    text = render(
        "python/provider.py.j2",
        provider=provider,
        client=name,
        errors=errors,
        clients=clients,
        names=list(places),
        places=places,
    )
    return text.encode()
