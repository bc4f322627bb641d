"""Emits the frame of the Python distribution: its packages, pyproject.toml, py.typed and README."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from reelspec.contract.model import Contract, Provider
from reelspec.emit.part import Part
from reelspec.emit.templates import render


def emit_package(contract: Contract) -> Iterator[Part]:
    """The files that belong to no single model."""
    everything = tuple(sorted({file for provider in contract.providers for file in provider.files}))
    whole = {
        "python/pyproject.toml": "python/pyproject.toml.j2",
        "python/README.md": "python/README.md.j2",
        f"python/{contract.package}/__init__.py": "python/package.py.j2",
    }
    for path, template in whole.items():
        yield Part(path, partial(_render, template, contract=contract), everything, (template,))
    yield Part(f"python/{contract.package}/py.typed", bytes, ())
    for provider in contract.providers:
        for folder, template in (("", "python/provider.py.j2"), ("validators/", "python/validators.py.j2")):
            yield Part(
                path=f"python/{contract.package}/{provider.module}/{folder}__init__.py",
                make=partial(_render, template, contract=contract, provider=provider),
                specs=provider.files,
                templates=(template,),
                owner=provider.name,
            )


def _render(template: str, **values: Contract | Provider) -> bytes:
    return render(template, **values).encode("utf-8")
