"""Providers that the tests make up: a small spec with the security scheme and the retries that a test asks for, as a package."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.support import build_files

_NUMBERS = count()
OPENAPI = """\
openapi: 3.1.0
jsonSchemaDialect: https://json-schema.org/draft/2020-12/schema
info: {title: Kite, version: "1"}
servers: [{url: "http://kite.example"}]
security: [{key: []}]
paths:
  /videos:
    post:
      operationId: videos.create
      x-source: {document: page}
      x-paid: true
%(retry)s
      x-task: {id: $.id, poll: videos.retrieve, status: $.status, succeeded: [done], failed: [failed], result: $.url,
        content: videos.content, error: $.error, delay: {first: 0.01, factor: 1, most: 0.01}}
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: models/kite.yaml}}}
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Video"}}}}}
  /videos/{id}:
    get:
      operationId: videos.retrieve
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Video"}}}}}
  /videos/{id}/content:
    get:
      operationId: videos.content
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: ok, content: {"video/*": {}}}}
  /files:
    post:
      operationId: files.upload
      requestBody:
        content:
          multipart/form-data:
            schema: {type: object, properties: {file: {type: string, format: binary}, note: {type: string}}}
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Video"}}}}}
components:
  securitySchemes: {key: %(scheme)s}
  schemas:
    Video: {type: object, properties: {id: {type: string}, status: {type: string}, url: {type: string}}}
"""
MODEL = """\
type: object
title: Kite
x-source: {document: page}
properties:
  prompt: {type: string, maxLength: 4000, description: What to show.}
  image: {type: string, pattern: '^(https?|data):', description: A picture.}
  seconds: {type: string, enum: ["5", "8"], description: How long.}
required: [prompt]
additionalProperties: false
"""
DOCUMENTS = "documents: [{id: page, title: The page}]\n"


@contextmanager
def kite(
    folder: Path,
    scheme: str = "{type: http, scheme: bearer}",
    retry: str = "[{status: 429, source: Errors}]",
    model: str = MODEL,
) -> Iterator[Any]:
    """The generated package of the provider `kite`. model: the schema of its body."""
    files = {
        "specs/kite/openapi.yaml": OPENAPI % {"scheme": scheme, "retry": f"      x-retry: {retry}"},
        "specs/kite/models/kite.yaml": model,
        "specs/kite/documents.yaml": DOCUMENTS,
    }
    with provider(folder, files) as found:
        yield found


@cache
def _generated(files: tuple[tuple[str, str], ...]) -> tuple[str, Mapping[str, bytes]]:
    """The name of a package that no other specs have, and what is generated for it from these files."""
    package = f"made_up_{next(_NUMBERS)}"
    built = build_files({**dict(files), "pyproject.toml": f'[tool.reelspec]\npackage = "{package}"\n'})
    return package, built.files


@contextmanager
def provider(folder: Path, files: Mapping[str, str]) -> Iterator[Any]:
    """The generated package of the provider `kite`, whose specs are these files."""
    package, generated = _generated(tuple(files.items()))
    for name, content in generated.items():
        if name.startswith("python/"):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    sys.path.insert(0, str(folder / "python"))
    try:
        found: ModuleType = importlib.import_module(f"{package}.kite")
        yield found
    finally:
        sys.path.remove(str(folder / "python"))
        for name in [name for name in sys.modules if name.partition(".")[0] == package]:
            del sys.modules[name]
