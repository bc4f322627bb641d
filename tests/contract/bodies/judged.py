"""Models with everybody who judges their bodies: of the repository's specs, and of specs given as YAML. For tests here."""

from __future__ import annotations

import tempfile
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator

from reelspec.cases.oracle import Expected
from reelspec.codegen.json_schema import model_schema
from reelspec.codegen.validators.emitter import emit_validator
from reelspec.language.contract.model import Contract, Model, Provider
from reelspec.language.parser.load import load
from tests.contract.bodies.exhaustive import Cases, cases_of
from tests.support import MODEL, Judges, load_module, provider, write_root

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Judged:
    """A model, its judges and the bodies that the room builds for it."""

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
def contract() -> Contract:
    """The repository's specs."""
    return load(ROOT)


@lru_cache
def names() -> tuple[str, ...]:
    """provider/model of every model of the repository."""
    return tuple(f"{model.provider}/{model.name}" for model in contract().models())


@lru_cache
def repository(name: str) -> Judged:
    """A model of the repository, by provider/model."""
    for owner in contract().providers:
        for model in owner.models:
            if f"{owner.name}/{model.name}" == name:
                return judged(model, owner)
    raise LookupError(name)


def read(files: Mapping[str, str], *, discriminator: str | None = None) -> Contract:
    """The contract of one provider's model files. Raises Problems when they are wrong."""
    texts = {name: textwrap.dedent(text) for name, text in files.items()}
    with tempfile.TemporaryDirectory() as folder:
        return load(write_root(Path(folder), provider(texts, discriminator=discriminator)))


def request(text: str) -> Contract:
    """The contract of one request schema, given as YAML without `type: object`; closed unless it says otherwise."""
    body = textwrap.dedent(text)
    closed = "" if "\nadditionalProperties" in body else "additionalProperties: false\n"
    return read({f"{MODEL}.yaml": f"type: object\nx-source: {{document: page}}\n{closed}{body}"})


def seen(violation: Any) -> Expected:
    """A violation of a validator without its words."""
    return Expected(violation.rule, violation.path, violation.related, violation.severity)
