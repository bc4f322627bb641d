"""The emitters, and the list of them. An emitter knows the contract and its templates, no other emitter and no file.

A new emitter is its file and its line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from reelspec.cases.emitter import emit_cases
from reelspec.codegen.artifact import Artifact
from reelspec.codegen.clients.emitter import emit_clients
from reelspec.codegen.json_schema import emit_schemas
from reelspec.codegen.openapi import emit_openapi
from reelspec.codegen.package.emitter import emit_package
from reelspec.codegen.request_models import emit_request_models
from reelspec.codegen.types.emitter import emit_types
from reelspec.codegen.validators.emitter import emit_validators
from reelspec.language.contract.model import Contract

EMITTERS: tuple[Callable[[Contract], Iterator[Artifact]], ...] = (
    emit_schemas,
    emit_openapi,
    emit_validators,
    emit_types,
    emit_request_models,
    emit_clients,
    emit_package,
    emit_cases,
)

__all__ = ["EMITTERS", "Artifact"]
