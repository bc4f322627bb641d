"""A provider that no part of the program was made for: null beside values, shots with lenses and cuts, short texts."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path

from reelspec.language.contract.model import Contract
from reelspec.language.parser.load import load
from tests.support import write_root

OPENAPI = """
openapi: 3.1.0
info: {title: Gull, version: "1"}
x-source: {document: guide}
servers: [{url: "https://gull.example"}]
security: [{key: []}]
paths:
  /clips:
    post:
      operationId: clips.create
      x-task:
        id: $.id
        poll: clips.get
        status: $.state
        waiting: [new, drawing]
        succeeded: [drawn]
        failed: [spoilt]
        result: $.film
      requestBody:
        required: true
        content:
          application/json:
            schema:
              oneOf: [{$ref: models/gull-1.yaml}, {$ref: models/gull-mini.yaml}]
              discriminator: {propertyName: model}
      responses:
        2XX: {description: it, content: {application/json: {schema: {$ref: "#/components/schemas/Clip"}}}}
        4XX: {description: refused, content: {application/json: {schema: {type: object}}}}
  /clips/{id}:
    get:
      operationId: clips.get
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200": {description: it, content: {application/json: {schema: {$ref: "#/components/schemas/Clip"}}}}
        4XX: {description: refused, content: {application/json: {schema: {type: object}}}}
components:
  securitySchemes: {key: {type: http, scheme: bearer}}
  schemas:
    Clip:
      type: object
      properties: {id: {type: string}, state: {type: string}, film: {type: string}}
      additionalProperties: true
"""
GULL = """
title: Gull 1
x-source: {document: guide}
type: object
properties:
  model: {type: string, const: gull-1}
  text: {type: string, minLength: 1, maxLength: 60}
  note: {type: [string, "null"], maxLength: 30}
  seed: {type: [integer, "null"], minimum: 0, maximum: 99}
  tone: {type: [string, "null"], enum: [warm, cold, null]}
  length: {type: integer, enum: [4, 8], default: 4}
  loop: {type: boolean, default: false}
  tags: {type: array, items: {type: string, maxLength: 12}, maxItems: 3, uniqueItems: true}
  shots:
    type: array
    minItems: 1
    maxItems: 3
    items:
      type: object
      properties:
        text: {type: string, maxLength: 20}
        lens:
          type: object
          properties: {kind: {type: string, enum: [wide, tele]}, zoom: {type: number, minimum: 1, maximum: 4}}
          required: [kind]
          additionalProperties: false
          x-rules:
            - {id: tele-zooms, when: {kind: tele}, must: {zoom: {minimum: 2}}, source: lens}
        cuts: {type: array, items: {type: number, minimum: 0, maximum: 1}, maxItems: 4}
      required: [text]
      additionalProperties: false
required: [model, text]
additionalProperties: false
x-rules:
  - {id: one-shot-when-short, when: {length: 4}, must: {shots: {maxItems: 1}}, source: shots}
  - {id: loop-is-short, when: {loop: true}, must: {length: 4}, source: loop}
  - {id: tags-or-note, at-most-one: [tags, note], source: tags}
"""
MINI = """
title: Gull mini
x-source: {document: guide}
type: object
properties:
  model: {type: string, const: gull-mini}
  text: {type: string, minLength: 1, maxLength: 24}
  seed: {type: [integer, "null"], minimum: 0, maximum: 9}
  loop: {type: boolean, default: false}
  pictures: {type: array, items: {type: string, format: uri}, maxItems: 2}
required: [model, text]
additionalProperties: false
x-rules:
  - {id: loop-takes-one, when: {loop: true}, must: {pictures: {maxItems: 1}}, source: pictures}
"""
DOCUMENTS = "documents: [{id: guide, title: Guide, address: 'https://gull.example', captured: '2026-01-31'}]\n"
MODELS = ("gull-1", "gull-mini")


@lru_cache
def contract() -> Contract:
    """The provider's contract."""
    with tempfile.TemporaryDirectory() as folder:
        files = {
            "documents.yaml": DOCUMENTS,
            "openapi.yaml": OPENAPI,
            "models/gull-1.yaml": GULL,
            "models/gull-mini.yaml": MINI,
        }
        return load(write_root(Path(folder), {f"specs/gull/{name}": text for name, text in files.items()}))
