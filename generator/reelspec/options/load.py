"""The options of a provider, run in this process just as `generate` writes them. For the command line, not for services."""

from __future__ import annotations

import sys
from functools import cache, lru_cache
from types import ModuleType
from typing import Any

from reelspec.cases.judge import validator_of
from reelspec.codegen.validators.run import loaded, support
from reelspec.language.contract.model import Model, Provider
from reelspec.options.python import SUPPORT, model_module, shared


@lru_cache(1)
def reader() -> ModuleType:
    """The module that reads tables."""
    package = support().__name__.rpartition(".")[0]
    module = sys.modules[f"{package}.{SUPPORT}"] = loaded(shared(), SUPPORT, package)
    return module


def forms_of(model: Model, provider: Provider) -> list[Any]:
    """What each page says of a model."""
    package = f"{reader().__package__}.provider"
    sys.modules[f"{package}.validators.{model.module}"] = validator_of(model, provider)
    return list(loaded(model_module(model, provider), model.module, f"{package}.{SUPPORT}").FORMS)


def models_of(provider: Provider) -> Any:
    """The models of a provider, each made when it is first asked for; with `options` and `models_for`."""
    models = {model.name: model for model in provider.models}
    named = {model.name: model.discriminator and (model.discriminator, model.value) for model in provider.models}
    return reader().Models(cache(lambda name: forms_of(models[name], provider)), named)
