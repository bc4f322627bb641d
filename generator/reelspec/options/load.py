"""The options of a provider, run in this process just as `generate` writes them. For the command line, not for services."""

from __future__ import annotations

import sys
from functools import lru_cache
from types import ModuleType
from typing import Any

from reelspec.cases.judge import validator_of
from reelspec.codegen.validators.run import support
from reelspec.language.contract.model import Model, Provider
from reelspec.options.python import SUPPORT, model_module, shared


@lru_cache(1)
def reader() -> ModuleType:
    """The module that reads tables."""
    package = support().__name__.rpartition(".")[0]
    return _run(shared(), f"{package}.{SUPPORT}", package)


def forms_of(model: Model, provider: Provider) -> list[Any]:
    """What each page says of a model."""
    judge = validator_of(model, provider)
    sys.modules[f"{reader().__package__}.provider.validators.{model.module}"] = judge
    module = _run(model_module(model, provider), f"{reader().__package__}.provider.{SUPPORT}.model")
    return list(module.FORMS)


def models_of(provider: Provider) -> Any:
    """The models of a provider, each made when it is first asked for; with `options` and `models_for`."""
    made = {model.name: model for model in provider.models}
    known: dict[str, list[Any]] = {}

    def load(name: str) -> list[Any]:
        if name not in known:
            known[name] = forms_of(made[name], provider)
        return known[name]

    named = {one.name: one.discriminator and (one.discriminator, one.value) for one in provider.models}
    return reader().Models(load, named)


def _run(source: bytes, name: str, package: str | None = None) -> ModuleType:
    module = ModuleType(name)
    module.__package__ = name.rpartition(".")[0] if package is None else package
    sys.modules[name] = module
    exec(compile(source, f"<{name}>", "exec"), module.__dict__)  # noqa: S102
    return module
