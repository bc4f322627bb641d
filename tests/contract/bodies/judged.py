"""The repository's models with everybody who judges their bodies, and the bodies that everybody is asked about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator

from reelspec.cases.oracle import Expected
from reelspec.codegen.json_schema import model_schema
from reelspec.codegen.validators.emitter import emit_validator
from reelspec.language.contract.model import Model, Provider
from tests.contract.bodies.exhaustive import Cases, cases_of
from tests.specs import model_of
from tests.support import Judges, load_module


@dataclass(frozen=True)
class Judged:
    """A model, its judges and the bodies that the exhaustive builder makes for it."""

    model: Model
    judges: Judges
    made: Cases


def judged(model: Model, owner: Provider) -> Judged:
    """The model with a validator and a schema made in memory."""
    schema: dict[str, Any] = model_schema(model)
    Draft202012Validator.check_schema(schema)
    judges = Judges(
        load_module(emit_validator(model, owner), model.module),
        schema,
        Draft202012Validator(schema),
        jsonschema_rs.Draft202012Validator(schema),
    )
    return Judged(model, judges, cases_of(model))


@lru_cache
def repository(name: str) -> Judged:
    """A model of the repository, by provider/model."""
    return judged(*model_of(name))


def seen(violation: Any) -> Expected:
    """A violation of a validator without its words."""
    return Expected(violation.rule, violation.path, violation.related, violation.severity)
