"""The emitters, and the list of them. An emitter knows the contract and its templates, no other emitter and no file.

A new emitter is its file and its line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from reelspec.contract.model import Contract
from reelspec.emit.cases import emit_cases
from reelspec.emit.clients import emit_clients
from reelspec.emit.openapi import emit_openapi
from reelspec.emit.package import emit_package
from reelspec.emit.part import Part
from reelspec.emit.request_models import emit_request_models
from reelspec.emit.schemas import emit_schemas
from reelspec.emit.types import emit_types
from reelspec.emit.validators import emit_validators

EMITTERS: tuple[Callable[[Contract], Iterator[Part]], ...] = (
    emit_schemas,
    emit_openapi,
    emit_validators,
    emit_types,
    emit_request_models,
    emit_clients,
    emit_package,
    emit_cases,
)

__all__ = ["EMITTERS", "Part"]
