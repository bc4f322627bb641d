"""What the tests of whole foreign documents share: a document of few lines, read and built, and what is said of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator

from reelspec.language.source.place import Problems
from reelspec.project.build import Built
from tests.support import Judges, build_files, judges_of

NAME = "shop"
OURS = {"documents": "foreign: false\n"}
"""What a document needs beside it to be held to the spec format: it has no keyword of ours."""
OK = {"200": {"description": "Done."}}


def document(paths: Mapping[str, Any], version: str = "3.1.0", **others: Any) -> dict[str, Any]:
    """A whole document; others: its further members."""
    return {"openapi": version, "info": {"title": "Shop", "version": "1"}, "paths": dict(paths), **others}


def taking(
    schema: Any, operation: str | None = "orders.create", media_type: str = "application/json"
) -> dict[str, Any]:
    """A path item whose post takes a body of that schema."""
    written = {} if operation is None else {"operationId": operation}
    return {"post": {**written, "requestBody": {"content": {media_type: {"schema": schema}}}, "responses": OK}}


def ref(name: str) -> dict[str, Any]:
    """A reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def made(whole: Mapping[str, Any], **files: str) -> Built:
    """The document, built as a provider's openapi.json; files: others beside it, by name with __ for / and one dot."""
    others = {f"specs/{NAME}/{name.replace('__', '/')}.yaml": text for name, text in files.items()}
    return build_files({f"specs/{NAME}/openapi.json": json.dumps(whole, indent=2), **others})


def models(whole: Mapping[str, Any], **files: str) -> dict[str, tuple[str, ...]]:
    """The names of the models, each with the operations that take it."""
    return {model.name: model.operations for model in made(whole, **files).contract.models()}


@dataclass
class Verdicts:
    """Everybody who judges the bodies of one model, asked for no more than yes or no."""

    judges: Judges

    @property
    def schema(self) -> Any:
        return self.judges.schema

    def verdict(self, body: Any) -> bool:
        """Whether the body is valid; every judge must agree."""
        validator = self.judges.validator
        found = {
            "is_valid": validator.is_valid(body),
            "validate": not any(one.severity == "error" for one in validator.validate(body)),
            "jsonschema": Draft202012Validator(self.schema).is_valid(body),
            "jsonschema-rs": jsonschema_rs.Draft202012Validator(self.schema).is_valid(body),
        }
        assert len(set(found.values())) == 1, (found, body)
        return bool(found["is_valid"])


def judges(whole: Mapping[str, Any], model: str = "orders.create", **files: str) -> Verdicts:
    """Everybody who judges a model of the document; files: as for `made`."""
    return Verdicts(judges_of(made(whole, **files), model, named=NAME))


def judging(schema: Any, version: str = "3.1.0", **components: Any) -> Verdicts:
    """Everybody who judges a schema that is an operation's whole body."""
    return judges(document({"/orders": taking(schema)}, version, components={"schemas": components}))


def notes(whole: Mapping[str, Any]) -> tuple[str, ...]:
    """What generate tells of the document."""
    (provider,) = made(whole).contract.providers
    return provider.notes


def refusals(whole: Mapping[str, Any], **files: str) -> list[str]:
    """What is wrong with the document, each as line:column: message."""
    with pytest.raises(Problems) as caught:
        made(whole, **files)
    return [str(one).removeprefix(f"specs/{NAME}/openapi.json:") for one in caught.value.problems]


def refusal(whole: Mapping[str, Any], **files: str) -> str:
    """The only thing that is wrong with the document."""
    (only,) = refusals(whole, **files)
    return only
