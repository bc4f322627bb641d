"""New providers and models by spec alone: written into a repository of one's own, checked, generated, used."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.commands.run import Ran, reelspec, tree

OPENAPI = """\
openapi: 3.1.0
jsonSchemaDialect: https://json-schema.org/draft/2020-12/schema
info: {title: Acme Video, version: "1"}
x-source: {document: guide}
servers: [{url: "https://api.acme.example"}]
paths:
  /v2/videos:
    post:
      operationId: videos.create
      x-paid: true
      requestBody:
        required: true
        content:
          application/json:
            schema:
              oneOf:
                - $ref: models/reel-3.yaml
                - $ref: models/clip.yaml
              discriminator: {propertyName: model}
      responses:
        "200": {description: The task was accepted.}
  /v2/upscale:
    post:
      operationId: upscale.create
      requestBody:
        required: true
        content:
          application/json:
            schema:
              $ref: models/upscale.yaml
      responses:
        "200": {description: The task was accepted.}
"""
DOCUMENTS = """\
documents:
  - {id: guide, title: Acme guide}
  - {id: changes, title: Acme change log}
"""
# Three models in one file: what differs between them is a table.
FAMILY = """\
title: Reel 3
description: Makes a video from a text.
x-source: {document: guide}
type: object
properties:
  model: {type: string, enum: [reel-3, reel-3-fast, reel-3-long]}
  prompt: {type: string, maxLength: 200}
  seconds: {type: integer, minimum: 1, maximum: 60, default: 5}
  end_frame: {type: string}
  start_frame: {type: string}
required: [model, prompt]
additionalProperties: false
x-rules:
  - id: seconds-by-model
    table:
      by: [model]
      rows:
        - {model: reel-3, seconds: {maximum: 10}}
        - {model: reel-3-fast, seconds: {maximum: 5}}
        - {model: reel-3-long, seconds: {maximum: 60}}
    source: seconds
  - id: end-needs-start
    requires: {end_frame: [start_frame]}
    source: frames
examples:
  - {model: reel-3-long, prompt: A kite., seconds: 60}
x-invalid-examples:
  - {body: {model: reel-3-fast, prompt: A kite., seconds: 6}, rule: seconds-by-model, path: /seconds}
"""
CLIP = """\
title: Clip
x-source: {document: guide}
type: object
properties:
  model: {type: string, const: clip}
  prompt: {type: string}
  quality: {type: string, enum: [draft, final]}
  fps: {type: integer, enum: [24, 30]}
required: [model, prompt]
additionalProperties: false
"""
# A second page about the same model: with final quality, it says, 60 frames are possible and a seed is needed.
VARIANT = """\
title: Clip, final quality
x-source: {document: changes}
x-variant: {of: clip, when: {quality: final}}
type: object
properties:
  model: {type: string, const: clip}
  prompt: {type: string}
  quality: {type: string, enum: [draft, final]}
  fps: {type: integer, enum: [24, 30, 60]}
  seed: {type: integer}
required: [model, prompt, seed]
additionalProperties: false
"""
UPSCALE = """\
title: Upscale
x-source: {document: guide}
type: object
properties:
  video: {type: string, format: uri}
  factor: {type: integer, enum: [2, 4]}
required: [video]
additionalProperties: false
"""
FILES = {
    "pyproject.toml": '[project]\nname = "studio"\n\n[tool.reelspec]\npackage = "studio_apis"\n',
    "specs/acme-video/openapi.yaml": OPENAPI,
    "specs/acme-video/documents.yaml": DOCUMENTS,
    "specs/acme-video/models/reel-3.yaml": FAMILY,
    "specs/acme-video/models/clip.yaml": CLIP,
    "specs/acme-video/models/clip@final.yaml": VARIANT,
    "specs/acme-video/models/upscale.yaml": UPSCALE,
}


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that has nothing but these specs, generated."""
    root = tmp_path_factory.mktemp("studio")
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    checked = reelspec("check", cwd=root)
    assert (checked.code, checked.err) == (0, ""), checked.out
    assert reelspec("generate", cwd=root).code == 0
    return root


def judge(studio: Path, *bodies: Any, options: tuple[str, ...] = ()) -> Any:
    ran: Ran = reelspec(
        "validate", "-", "--format", "json", *options, cwd=studio, stdin=json.dumps(list(bodies)).encode()
    )
    assert ran.code in (0, 1), ran.err
    return [[(one["rule"], one["path"]) for one in body["violations"]] for body in json.loads(ran.out)]


def test_all_models_are_there(studio: Path) -> None:
    assert reelspec("list", cwd=studio).out.split() == [
        f"acme-video/{name}" for name in ("reel-3", "reel-3-fast", "reel-3-long", "clip", "upscale")
    ]
    files = tree(studio / "generated")
    for name in ("reel-3", "reel-3-fast", "reel-3-long", "clip", "upscale"):
        assert f"schemas/acme-video/{name}.json" in files
        assert f"python/studio_apis/acme_video/validators/{name.replace('-', '_')}.py" in files
    assert not list((studio / "generated").rglob("*videoapis*"))


def test_the_models_of_a_family_differ_where_the_table_says_so(studio: Path) -> None:
    body = {"prompt": "A kite.", "seconds": 10}
    assert judge(
        studio,
        {**body, "model": "reel-3"},
        {**body, "model": "reel-3-fast"},
        {**body, "model": "reel-3-long", "seconds": 60},
        {**body, "model": "reel-3-long", "seconds": 61},
        {**body, "model": "reel-3", "end_frame": "b"},
        {**body, "model": "reel-3", "end_frame": "b", "start_frame": "a"},
    ) == [
        [],
        [("seconds-by-model", "/seconds")],
        [],
        [("maximum", "/seconds")],
        [("end-needs-start", "/end_frame")],
        [],
    ]


def test_a_variant_judges_when_its_condition_holds(studio: Path) -> None:
    body = {"model": "clip", "prompt": "A kite."}
    assert judge(
        studio,
        {**body, "fps": 30},
        {**body, "fps": 60},
        {**body, "quality": "draft", "fps": 60},
        {**body, "quality": "final", "fps": 60, "seed": 1},
        {**body, "quality": "final", "fps": 60},
        {**body, "seed": 1},
    ) == [[], [("enum", "/fps")], [("enum", "/fps")], [], [("required", "/seed")], [("additionalProperties", "/seed")]]
    explained = reelspec("explain", "acme-video/clip", cwd=studio).out
    assert 'acme-video/clip when quality is "final"' in explained
    assert "acme-video/clip otherwise" in explained


def test_a_model_without_a_model_field_is_named_by_the_caller(studio: Path) -> None:
    good, bad = {"video": "https://example.com/a.mp4", "factor": 2}, {"video": "https://example.com/a.mp4", "factor": 3}
    assert judge(studio, good, bad, options=("--model", "upscale")) == [[], [("enum", "/factor")]]
    assert judge(studio, good) == [[("required", "/model")]]


def test_the_generated_package_has_the_chosen_name_and_imports_from_anywhere(studio: Path, tmp_path: Path) -> None:
    code = """
    from studio_apis.acme_video.validators import clip, reel_3_fast, upscale
    assert upscale.is_valid({"video": "https://example.com/a.mp4"})
    assert not upscale.is_valid({"model": "upscale", "video": "https://example.com/a.mp4"})
    assert reel_3_fast.is_valid({"model": "reel-3-fast", "prompt": "A kite."})
    (found,) = reel_3_fast.errors({"model": "reel-3-fast", "prompt": "A kite.", "seconds": 6})
    assert (found.rule, found.path, found.severity) == ("seconds-by-model", "/seconds", "error"), found
    assert found.source == "Acme guide, seconds", found.source
    assert clip.validate({"model": "clip", "prompt": "A kite."}, strict=True) == ()
    """
    subprocess.run(
        [sys.executable, "-S", "-c", textwrap.dedent(code)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(studio / "generated/python")},
        check=True,
    )


def test_a_new_model_is_one_file_and_one_line(studio: Path, tmp_path: Path) -> None:
    root = tmp_path / "studio"
    shutil.copytree(studio, root)
    before = tree(root / "generated")
    openapi = root / "specs/acme-video/openapi.yaml"
    openapi.write_text(
        OPENAPI.replace(
            "                - $ref: models/clip.yaml\n",
            "                - $ref: models/clip.yaml\n                - $ref: models/loop.yaml\n",
        ),
        encoding="utf-8",
    )
    (root / "specs/acme-video/models/loop.yaml").write_text(
        CLIP.replace("const: clip", "const: loop"), encoding="utf-8"
    )
    assert reelspec("generate", cwd=root).code == 0
    after = tree(root / "generated")
    new = after.keys() - before.keys()
    assert {"schemas/acme-video/loop.json", "python/studio_apis/acme_video/validators/loop.py"} <= new
    assert not before.keys() - after.keys()
    assert (
        before["python/studio_apis/acme_video/validators/clip.py"]
        == after["python/studio_apis/acme_video/validators/clip.py"]
    )
    assert judge(root, {"model": "loop", "prompt": "A kite."}, {"model": "lop"}) == [[], [("model", "/model")]]


def test_two_files_that_claim_one_model_are_wrong(studio: Path, tmp_path: Path) -> None:
    root = tmp_path / "studio"
    shutil.copytree(studio, root)
    file = root / "specs/acme-video/models/clip.yaml"
    file.write_text(CLIP.replace("const: clip", "const: reel-3"), encoding="utf-8")
    ran = reelspec("check", cwd=root)
    assert ran.code == 1
    assert "specs/acme-video/models/clip.yaml:5:32: the model reel-3 is claimed by" in ran.out
