"""Fields and parameters that are called like the options of a call: checkers still tell the two apart."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.e2e.typing.checkers import BOTH, Checker, compare
from tests.support import build_files

OPENAPI = """\
openapi: 3.1.0
info: {title: Acme, version: "1"}
paths:
  /rooms/{timeout}/videos:
    post:
      operationId: videos.create
      x-task: {id: $.id, poll: videos.retrieve, status: $.status, succeeded: [done], failed: [failed]}
      parameters:
        - {name: timeout, in: path, required: true, schema: {type: string}}
        - {name: strict, in: query, schema: {enum: ["yes", "no"]}}
        - {name: poll_interval, in: query, schema: {type: string}}
        - {name: fields, in: query, schema: {type: string}}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              oneOf: [{$ref: models/soon.yaml}, {$ref: models/late.yaml}]
              discriminator: {propertyName: model}
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Video"}}}}}
  /videos/{id}:
    get:
      operationId: videos.retrieve
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Video"}}}}}
components:
  schemas:
    Video: {type: object, properties: {id: {type: string}, status: {type: string}}}
"""
SOON = """\
type: object
properties:
  model: {type: string, const: soon}
  validation: {type: string}
  body: {type: integer}
  warnings: {type: string}
  _of_union: {type: string}
  _fields: {type: string}
required: [model, validation]
additionalProperties: false
"""
LATE = """\
type: object
properties:
  model: {type: string, const: "late, and too long for one line"}
  wait_timeout: {type: string}
  extra_headers: {type: boolean}
  poll_interval: {type: string}
required: [model]
additionalProperties: false
"""
PROGRAM = """\
from typing import Final

from made.acme import Acme, AsyncAcme

LATE: Final = "late, and too long for one line"


async def right(client: Acme, later: AsyncAcme) -> None:
    client.videos.create("room", model="soon", validation_="me", body_=1, timeout=5, validation="off", strict=True)
    client.videos.create("room", strict_="yes", model=LATE, wait_timeout_="long", extra_headers_=True, extra_headers={})
    client.videos.create_and_wait("room", model="soon", validation_="me", wait_timeout=60, strict_="no")
    client.videos.create_and_wait(timeout_="room", model=LATE, wait_timeout_="long", wait_timeout=60)
    await later.videos.create("room", model="soon", validation_="me", validation="off", strict_="yes")
    client.videos.create("room", model="soon", validation_="me", warnings_="me", warnings="raise", fields="all")
    client.videos.create("room", model="soon", validation_="me", _of_union="all", _fields="all")
    client.videos.create_and_wait("room", model=LATE, poll_interval_="long", poll_interval=5)
    client.videos.create("room", {"model": "soon", "validation": "me", "body": 1}, warnings="raise", strict_="yes")
    await later.videos.create_and_wait("room", {"model": LATE, "wait_timeout": "long"}, wait_timeout=60, fields="all")
    await later.videos.create_and_wait("room", model=LATE, wait_timeout_="long", wait_timeout=60)


async def wrong(client: Acme, later: AsyncAcme) -> None:
    client.videos.create("room", model="soon", validation_="me", validation="me")  # error
    client.videos.create("room", model="soon", validation="off")  # error
    client.videos.create("room", model="soon", validation_="me", body=1)  # error
    client.videos.create("room", model="soon", validation_="me", strict="yes")  # error
    client.videos.create("room", model="soon", validation_="me", strict_=True)  # error
    client.videos.create("room", "yes", model="soon", validation_="me")  # error
    client.videos.create(model="soon", validation_="me", timeout=5)  # error
    client.videos.create(timeout="room", model="soon", validation_="me")  # error
    client.videos.create("room", model=LATE, wait_timeout=60)  # error
    client.videos.create("room", model=LATE, extra_headers=True)  # error
    client.videos.create_and_wait("room", model=LATE, wait_timeout="long")  # error
    client.videos.create_and_wait("room", model=LATE, poll_interval="long")  # error
    client.videos.create({"model": "soon", "validation": "me"})  # error
    client.videos.create("room", {"model": "soon", "validation": "me"}, validation_="me")  # error
    client.videos.create("room", {"model": "soon", "validation": "me"}, strict_=True)  # error
    client.videos.create_and_wait("room", model=LATE, wait_timeout_=60)  # error
    client.videos.create_and_wait("room", model="soon", validation="off", wait_timeout=60)  # error
    await later.videos.create("room", model="soon", validation="off")  # error
    await later.videos.create_and_wait("room", model=LATE, wait_timeout="long")  # error
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the package of the provider above."""
    files = {
        "specs/acme/openapi.yaml": OPENAPI,
        "specs/acme/models/soon.yaml": SOON,
        "specs/acme/models/late.yaml": LATE,
        "pyproject.toml": '[tool.reelspec]\npackage = "made"\n',
    }
    folder = tmp_path_factory.mktemp("names")
    for name, content in build_files(files).files.items():
        left_out = "/validators/" in name or re.search("/_options/[a-z]", name)  # no client is typed by them
        if name.startswith("python/made/") and not left_out:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return folder / "python"


@BOTH
def test_names_of_options(checker: Checker, made: Path, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    compare([program], checker([program], made, tmp_path))


def test_no_line_is_too_long(made: Path) -> None:
    lines = (made / "made" / "acme" / "client.py").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if len(line) > 120] == []
    assert any(line.strip().startswith("**body: Unpack[_Late") for line in lines), "none is folded"
