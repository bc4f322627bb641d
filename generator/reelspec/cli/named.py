"""PROVIDER/MODEL of a command line: the model that is called so."""

from __future__ import annotations

import sys

from reelspec.common.text import visible
from reelspec.language.contract.keywords import name_hint
from reelspec.language.contract.model import Contract, Model, Provider


def named(contract: Contract, name: str) -> tuple[Provider, Model] | None:
    """The model of a name with its provider. None where there is no such model: that has been said, with a near one."""
    for provider in contract.providers:
        for model in provider.models:
            if f"{provider.name}/{model.name}" == name:
                return provider, model
    print(visible(f"reelspec: there is no model {name}; {name_hint(name, contract.names())}"), file=sys.stderr)
    return None
