"""Specs for tests: the repository's, any that are given as YAML, and small ones that together say all that a spec can say."""

from __future__ import annotations

import tempfile
import textwrap
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from reelspec.language.contract.model import Contract, Model, Provider
from reelspec.language.parser.load import load
from tests.support import MODEL, provider, write_root

ROOT = Path(__file__).parents[1]


@lru_cache
def contract() -> Contract:
    """The repository's specs."""
    return load(ROOT)


@lru_cache
def names() -> tuple[str, ...]:
    """provider/model of every model of the repository."""
    return tuple(f"{model.provider}/{model.name}" for model in contract().models())


@lru_cache
def model_of(name: str) -> tuple[Model, Provider]:
    """A model of the repository, by provider/model, and the provider that it belongs to."""
    for owner in contract().providers:
        for model in owner.models:
            if f"{owner.name}/{model.name}" == name:
                return model, owner
    raise LookupError(name)


def read(files: Mapping[str, str], *, discriminator: str | None = None) -> Contract:
    """The contract of one provider's model files. Raises Problems when they are wrong."""
    texts = {name: textwrap.dedent(text) for name, text in files.items()}
    with tempfile.TemporaryDirectory() as folder:
        return load(write_root(Path(folder), provider(texts, discriminator=discriminator)))


def request(text: str) -> Contract:
    """The contract of one request schema, given as YAML without `type: object`; closed unless it says otherwise."""
    body = textwrap.dedent(text)
    closed = (
        "" if "\nadditionalProperties" in body or "\nunevaluatedProperties" in body else "additionalProperties: false\n"
    )
    return read({f"{MODEL}.yaml": f"type: object\nx-source: {{document: page}}\n{closed}{body}"})


OPERATORS: dict[str, str] = {
    "must": """
        properties:
          mode: {type: string, enum: [std, pro], default: std}
          size: {type: string, enum: [720P, 1080P]}
          seed: {type: integer, minimum: 0, maximum: 99}
        x-rules:
          - {id: large-pro, when: {size: 1080P}, must: {mode: pro}}
          - {id: pro-seed, when: {any: [{mode: pro}, {seed: {minimum: 90}}]}, must: {seed: {minimum: 10}, size: 1080P}}
        """,
    "table": """
        properties:
          tier: {type: string, enum: [a, b, c]}
          loud: {type: boolean, default: false}
          seconds: {type: integer, minimum: 1, maximum: 60}
          size: {type: string, enum: [S, M, L]}
        required: [tier]
        additionalProperties: false
        x-rules:
          - id: by-tier
            table:
              by: [tier, loud]
              rows:
                - {tier: a, loud: false, seconds: {maximum: 5}, size: [S, M]}
                - {tier: a, loud: true, seconds: {maximum: 3}, size: S}
                - {tier: [b, c], loud: [true, false], seconds: {minimum: 5}}
        """,
    "requires": """
        properties:
          first: {type: string}
          last: {type: string}
          strength: {type: [number, "null"], minimum: 0, maximum: 1}
        x-rules:
          - {id: needs, requires: {last: [first], strength: [first, last]}}
        """,
    "conflicts": """
        properties:
          a: {type: string}
          b: {type: [string, "null"]}
          c: {type: array, items: {type: string, format: uri}, minItems: 1, maxItems: 3, uniqueItems: true}
        x-rules:
          - {id: apart, conflicts: [[a, b], [c]]}
        """,
    "presence": """
        properties:
          mode: {type: string, enum: [x, z]}
          a: {type: string}
          b: {type: string}
          c: {type: string}
          d: {type: string}
          e: {type: string}
        x-rules:
          - {id: some, at-least-one: [a, b, c]}
          - {id: few, at-most-one: [a, b]}
          - {id: one, when: {mode: x}, exactly-one: [c, d, e]}
          - {id: both, all-or-none: [d, e], severity: warning}
        """,
    "combinations": """
        properties:
          media:
            type: array
            items:
              type: object
              properties: {type: {type: string, enum: [image, video, audio], default: image}, url: {type: string, format: uri}}
              required: [url]
              additionalProperties: false
          a: {type: boolean}
          b: {type: boolean}
          c: {type: boolean}
        x-rules:
          - {id: kinds, combinations: {of: media, by: type, allow: [[image], [image, audio], [video, video]]}}
          - {id: sets, combinations: {of: [a, b, c], allow: [[], [a], [a, b], [b, c]]}}
        """,
    "limit": """
        properties:
          images: {type: array, items: {type: string, format: uri}}
          videos: {type: array, items: {type: string, format: uri}}
          parts:
            type: array
            items:
              type: object
              properties: {kind: {type: string, enum: [p, q]}, weight: {type: integer, minimum: 1, maximum: 9}}
              required: [kind]
        x-rules:
          - {id: some-pictures, when: {parts: {present: true}}, limit: {of: images, least: 1}}
          - {id: few, limit: {of: [images, videos], most: 4}}
          - {id: heavy, limit: {of: parts, where: {kind: p, weight: {minimum: 5}}, most: 2}}
          - {id: paired, limit: {of: parts, where: {kind: q}, counts: [0, 2]}}
        """,
    "compare": """
        properties:
          duration: {type: string, enum: ["3", "5", "8"], default: "5"}
          shots:
            type: array
            minItems: 1
            maxItems: 4
            items:
              type: object
              properties: {seconds: {type: integer, minimum: 1, maximum: 8}}
              required: [seconds]
        x-rules:
          - {id: total, compare: "sum(shots[].seconds) == number(duration)"}
        """,
    "schema": """
        properties:
          a: {type: integer, minimum: 0, maximum: 9}
          b: {type: integer, minimum: 0, maximum: 9}
        x-rules:
          - id: not-both-high
            schema: {not: {properties: {a: {minimum: 5}, b: {minimum: 7}}, required: [a, b]}}
        """,
    "contained": """
        properties:
          mode: {type: string, enum: [draft, final]}
          media:
            type: array
            minItems: 1
            items:
              type: object
              properties:
                role: {type: string, enum: [first, last, other]}
                width: {type: integer, minimum: 1, maximum: 4000}
              required: [role]
              additionalProperties: false
              x-rules:
                - {id: wide-first, when: {role: first}, must: {width: {minimum: 100}}}
        x-rules:
          - {id: last-with-first, when: {media: {contains: {role: last}}}, must: {media: {contains: {role: first}}}}
          - {id: final-last, when: {mode: final}, must: {media: {contains: {role: last}}}, severity: warning}
        """,
    "nested": """
        properties:
          camera:
            type: object
            properties:
              kind: {type: string, enum: [pan, zoom], default: pan}
              speed: {type: number, exclusiveMinimum: 0, maximum: 2}
              "to.x": {type: integer}
            additionalProperties: false
            x-rules:
              - {id: zoom-speed, when: {kind: zoom}, requires: {"to.x": [speed]}}
          fixed: {type: boolean}
        required: [camera]
        x-rules:
          - {id: fixed-pan, when: {fixed: true}, must: {camera: {properties: {kind: zoom}}}}
        """,
    "keywords": """
        properties:
          name: {type: string, minLength: 3, maxLength: 8, pattern: '^[a-z]+$'}
          step: {type: integer, multipleOf: 8, minimum: 16, maximum: 64}
          scale: {type: number, minimum: 0.5, exclusiveMaximum: 2}
          either: {anyOf: [{type: integer, minimum: 1}, {type: string, enum: [auto]}]}
          list: {type: array, items: {type: string, enum: [u, v, w]}, uniqueItems: true, minItems: 2}
          free: {}
          code: {type: [string, integer], enum: ["1", 1, "2"]}
        required: [name, list]
        dependentRequired: {step: [scale]}
        """,
    "contested": """
        properties:
          a: {type: boolean, default: false}
          b: {type: boolean, default: false}
        x-rules:
          - {id: never-both, when: {a: true}, must: {b: false}, source: a, against: b}
          - {id: odd, when: {b: true}, must: {a: {present: true}}, severity: warning}
        """,
}
"""Name -> a request schema, without `type: object`."""

FAMILY = """
title: A family
type: object
properties:
  model: {type: string, enum: [one, two]}
  size: {type: string, enum: [S, M, L]}
  sound: {type: boolean}
required: [model]
additionalProperties: false
x-rules:
  - id: size-by-model
    table: {by: [model], rows: [{model: one, size: [S, M]}, {model: two, size: L}]}
  - {id: silent, when: {model: two}, must: {sound: false}}
"""

BASE = """
title: The usual page
type: object
properties:
  model: {type: string, const: clip}
  quality: {type: string, enum: [draft, final]}
  seconds: {type: integer, minimum: 1, maximum: 10}
required: [model]
additionalProperties: false
"""
VARIANT = """
title: The page for final clips
type: object
properties:
  model: {type: string, const: clip}
  quality: {type: string, enum: [draft, final]}
  seconds: {type: integer, minimum: 5, maximum: 20}
required: [model, quality]
additionalProperties: false
x-variant: {of: clip, when: {quality: final}}
"""
