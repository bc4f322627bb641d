"""A provider written for wrong servers: shots in shots, lengths of lists that rules read, limits on Chinese texts, a variant,
parameters in query and header, progress, and a key for requests that are sent twice."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path

from reelspec.language.contract.model import Contract
from reelspec.language.parser.load import load
from tests.support import write_root

OPENAPI = """
openapi: 3.1.0
info: {title: Ibis, version: "1"}
x-source: {document: guide}
servers: [{url: "https://ibis.example"}]
security: [{key: []}]
paths:
  /v2/reels:
    post:
      operationId: reels.create
      x-retry: {statuses: [{status: 429, source: limits}], idempotency-header: Idempotency-Key}
      parameters:
        - {name: X-Ibis-Region, in: header, required: true, schema: {enum: [east, west]}}
        - {name: draft, in: query, schema: {type: integer, minimum: 0, maximum: 1}}
      x-task:
        id: $.reel.id
        poll: reels.get
        status: $.reel.state
        waiting: [queued, filming]
        succeeded: [ready]
        failed: [spoilt]
        progress: $.reel.percent
        result: $.reel.address
      requestBody:
        required: true
        content:
          application/json:
            schema:
              oneOf: [{$ref: models/ibis-1.yaml}, {$ref: models/ibis-lite.yaml}]
              discriminator: {propertyName: model}
      responses:
        "200": {description: it, content: {application/json: {schema: {$ref: "#/components/schemas/Answer"}}}}
        4XX: {description: refused, content: {application/json: {schema: {$ref: "#/components/schemas/Refusal"}}}}
  /v2/reels/{id}:
    get:
      operationId: reels.get
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: X-Ibis-Region, in: header, required: true, schema: {enum: [east, west]}}
      responses:
        "200": {description: it, content: {application/json: {schema: {$ref: "#/components/schemas/Answer"}}}}
        4XX: {description: refused, content: {application/json: {schema: {$ref: "#/components/schemas/Refusal"}}}}
components:
  securitySchemes: {key: {type: http, scheme: bearer}}
  schemas:
    Answer:
      type: object
      properties:
        reel:
          type: object
          properties:
            id: {type: string, minLength: 1}
            state: {enum: [queued, filming, ready, spoilt]}
            percent: {type: integer, minimum: 0, maximum: 100}
            address: {type: string, format: uri}
          required: [id]
      required: [reel]
    Refusal:
      type: object
      properties:
        error: {type: object, properties: {message: {type: string}, code: {type: integer}}, required: [message]}
      required: [error]
"""
IBIS = """
title: Ibis 1 and lite
x-source: {document: guide}
type: object
properties:
  model: {type: string, enum: [ibis-1, ibis-1-fast]}
  text: {type: string, minLength: 1, maxLength: 20, examples: [一只白鹭飞过湖面]}
  title: {type: string, maxLength: 8, examples: [白鹭]}
  seconds: {type: integer, minimum: 2, maximum: 12, default: 4}
  size: {type: string, enum: [720P, 1080P], default: 720P}
  mode: {type: string, enum: [std, pro], default: std}
  weight: {type: number, exclusiveMinimum: 0, maximum: 1}
  seed: {type: [integer, "null"], minimum: -1, maximum: 999}
  voices: {type: array, items: {type: string, minLength: 1, maxLength: 6}, maxItems: 3, uniqueItems: true}
  elements: {type: array, items: {type: integer, minimum: 1}, minItems: 1, maxItems: 4}
  pictures: {type: array, items: {type: string, format: uri}, maxItems: 3}
  camera:
    type: object
    properties:
      move: {type: string, enum: [pan, tilt, zoom]}
      path:
        type: object
        properties: {from: {type: number, minimum: -1, maximum: 1}, to: {type: number, minimum: -1, maximum: 1}}
        required: [from, to]
        additionalProperties: false
    required: [move]
    additionalProperties: false
    x-rules:
      - {id: zoom-has-a-path, when: {move: zoom}, must: {path: {present: true}}, source: camera}
required: [model, text]
additionalProperties: false
x-rules:
  - {id: elements-want-pro, when: {elements: {minItems: 2}}, must: {mode: pro}, source: elements}
  - {id: few-pictures-in-std, when: {mode: std}, must: {pictures: {maxItems: 1}}, source: pictures}
  - {id: voices-fit, compare: count(voices) <= seconds / 2, source: voices}
  - id: pictures-or-elements
    must: {any: [{pictures: {maxItems: 1}}, {elements: {maxItems: 1}}]}
    source: pictures
  - id: size-by-mode
    table:
      by: [mode]
      rows:
        - {mode: std, size: 720P}
        - {mode: pro, size: [720P, 1080P]}
    source: size
  - {id: fast-is-short, when: {model: ibis-1-fast}, must: {seconds: {maximum: 6}}, source: seconds}
"""
STORY = """
title: Ibis 1 from a storyboard
x-source: {document: guide}
x-variant: {of: ibis-1, when: {shots: {present: true}}}
type: object
properties:
  model: {type: string, enum: [ibis-1, ibis-1-fast]}
  seconds: {type: integer, minimum: 2, maximum: 12, default: 4}
  shots:
    type: array
    minItems: 1
    maxItems: 4
    items:
      type: object
      properties:
        text: {type: string, minLength: 1, maxLength: 10, examples: [湖面起雾]}
        seconds: {type: integer, minimum: 1, maximum: 6}
        cuts:
          type: array
          maxItems: 2
          items:
            type: object
            properties: {at: {type: number, minimum: 0, maximum: 1}, how: {type: string, enum: [hard, fade]}}
            required: [at]
            additionalProperties: false
      required: [text, seconds]
      additionalProperties: false
required: [model, shots]
additionalProperties: false
x-rules:
  - {id: shots-fit, compare: "sum(shots[].seconds) <= seconds", source: shots}
"""
LITE = """
title: Ibis lite
x-source: {document: guide}
type: object
properties:
  model: {type: string, const: ibis-lite}
  text: {type: string, minLength: 1, maxLength: 12, examples: [小船]}
  note: {type: [string, "null"], maxLength: 10}
  seconds: {type: integer, enum: [4, 8], default: 4}
  frames: {type: array, items: {type: string, format: uri}, minItems: 1, maxItems: 3}
  marks: {type: array, items: {type: integer, minimum: 0, maximum: 9}, maxItems: 6, uniqueItems: true}
required: [model, text]
additionalProperties: false
x-rules:
  - {id: many-frames-are-long, when: {frames: {minItems: 2}}, must: {seconds: 8}, source: frames}
  - {id: few-marks-when-short, when: {seconds: 4}, must: {marks: {maxItems: 1}}, source: marks}
  - {id: marks-fit, compare: count(marks) <= seconds / 2, source: marks}
  - {id: frames-or-marks, must: {any: [{frames: {maxItems: 2}}, {marks: {maxItems: 2}}]}, source: frames}
"""
DOCUMENTS = "documents: [{id: guide, title: Guide, address: 'https://ibis.example', captured: '2026-01-31'}]\n"
MODELS = ("ibis-1", "ibis-1-fast", "ibis-lite")


@lru_cache
def contract() -> Contract:
    """The provider's contract."""
    with tempfile.TemporaryDirectory() as folder:
        files = {
            "documents.yaml": DOCUMENTS,
            "openapi.yaml": OPENAPI,
            "models/ibis-1.yaml": IBIS,
            "models/ibis-1@story.yaml": STORY,
            "models/ibis-lite.yaml": LITE,
        }
        return load(write_root(Path(folder), {f"specs/ibis/{name}": text for name, text in files.items()}))
