"""A spec in which every text is code of a page, and its twin in which each of these is as many letters."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from reelspec.language.contract.model import Contract
from reelspec.language.parser.load import load
from tests.support import PROVIDER, write_root

CODE = "</script><script>alert(1)</script><img/src=x/onerror=alert(2)>\"'><svg/onload=alert(3)>{{7*7}}{%x%}<!--<script>"
LINK = "javascript:alert(4)"
MODEL = "</script><img/src=x/onerror=alert(5)>"


def hostile() -> Contract:
    return _spec(lambda text: text)


def plain() -> Contract:
    return _spec(lambda text: re.sub(r"\W", "x", text))


def _spec(word: Callable[[str], str]) -> Contract:
    code, link, model = (json.dumps(word(one)) for one in (CODE, LINK, MODEL))
    field, pattern = (
        json.dumps(word(f"a{CODE}")),
        json.dumps(re.escape(word(CODE)).replace("\\-", "-").replace("/", "\\/")),
    )
    subject = json.dumps(f"{PROVIDER}/{word(MODEL)}")
    status = json.dumps(word("<b>on</b>"))
    files = {
        f"specs/{PROVIDER}/documents.yaml": f"documents: [{{id: page, title: {code}, address: {link}, captured: '2026-01-01'}}]",
        f"specs/{PROVIDER}/openapi.yaml": f"""
openapi: 3.1.0
jsonSchemaDialect: https://json-schema.org/draft/2020-12/schema
info: {{title: {code}, version: "1", description: {code}}}
servers: [{{url: "https://example.com"}}]
paths:
  /v1/videos:
    post:
      operationId: videos.create
      summary: {code}
      description: {code}
      x-source: {{document: page}}
      x-task: {{id: $.id, status: $.status, poll: videos.get, waiting: [{status}], succeeded: [done], result: $.url}}
      requestBody:
        content: {{application/json: {{schema: {{oneOf: [{{$ref: models/clip.yaml}}], discriminator: {{propertyName: name}}}}}}}}
      responses: {{"200": {{$ref: "#/components/responses/Task"}}}}
  /v1/videos/{{id}}:
    get:
      operationId: videos.get
      x-source: {{document: page}}
      parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
      responses: {{"200": {{$ref: "#/components/responses/Task"}}}}
components:
  responses:
    Task:
      description: {code}
      content:
        application/json:
          schema:
            type: object
            properties:
              id: {{type: string}}
              status: {{type: string}}
              url: {{type: string}}
""",
        f"specs/{PROVIDER}/models/clip.yaml": f"""
title: {code}
description: {code}
x-source: {{document: page, section: {code}}}
type: object
required: [name]
properties:
  name: {{type: string, const: {model}}}
  text: {{type: string, title: {code}, description: {code}, pattern: {pattern}}}
  kind: {{type: string, enum: [{code}, {link}, b], default: {code}, description: {link}}}
  {field}: {{type: string, description: {code}, x-default: [{{value: {code}, when: {{kind: {link}}}}}]}}
  items: {{type: array, items: {{type: object, properties: {{{field}: {{type: string}}}}}}}}
additionalProperties: false
x-rules:
  - {{id: told, when: {{kind: b}}, must: {{text: {code}}}, message: {code}, source: {code}}}
  - {{id: doubted, conflicts: [[text], [{field}]], severity: contested, source: {code}, against: {code}}}
examples: [{{name: {model}, text: {code}, kind: {code}}}]
""",
        "specs/releases.yaml": f"""
releases:
  - version: 1.0.0
    date: '2026-01-01'
    changes: [{{effect: breaks-senders, kind: field-removed, subjects: [{subject}], message: {code}, accepted: {code}}}]
""",
    }
    with tempfile.TemporaryDirectory() as folder:
        return load(write_root(Path(folder), files))
