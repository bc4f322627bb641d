"""Definitions that refer to each other in a chain longer than Python's limit of recursion: what follows them from a body."""

from __future__ import annotations

from typing import Any

from reelspec.codegen.validators.emitter import emit_validator
from tests.specs import read
from tests.support import load_module

COUNT = 300
DEPTH = 40
LINK = """\
  d{at}:
    type: object
    properties:
      next: {{$ref: '#/$defs/d{to}'}}
      size: {{type: integer, default: {at}}}
      clip: {{type: string, x-media: {{formats: [mp4]}}}}
"""
WHOLE = "x-source: {document: page}\ntype: object\nproperties: {next: {$ref: '#/$defs/d0'}}\n$defs:\n"


def nested(inner: dict[str, Any], depth: int) -> dict[str, Any]:
    for _ in range(depth):
        inner = {"next": inner}
    return inner


def test_defaults_and_facts_of_files_in_a_long_chain() -> None:
    links = (LINK.format(at=at, to=(at + 1) % COUNT) for at in range(COUNT))
    (owner,) = read({"request.yaml": WHOLE + "".join(links)}).providers
    judge = load_module(emit_validator(owner.models[0], owner, standalone=True))
    body = nested({"clip": "https://example.com/a.mp4"}, DEPTH)
    level = judge.effective(body)["next"]
    for at in range(DEPTH - 1):
        assert level["size"] == at
        level = level["next"]
    assert level == {"clip": "https://example.com/a.mp4", "size": DEPTH - 1}
    assert not judge.validate(body, facts={"https://example.com/a.mp4": {"format": "mp4"}})
    (only,) = judge.validate(body, facts={"https://example.com/a.mp4": {"format": "avi"}})
    assert (only.rule, only.path) == ("x-media", "/next" * DEPTH + "/clip")
