"""Generators of clients: they take the documents for readers without a warning, and what they make is right. Run by pytest."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.other_tools.documents import Asked, asked
from tests.node import NODE, installed

STRICT = ["--strict", "--exactOptionalPropertyTypes", "--noEmit", "--target", "es2022", "--module", "nodenext"]
METHODS = ("get", "put", "post", "delete", "patch")


def operations(one: Asked) -> list[str]:
    return [
        operation["operationId"]
        for item in one.document["paths"].values()
        for method, operation in item.items()
        if method in METHODS
    ]


def run(command: list[str], folder: Path) -> str:
    """What the command says."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("index", range(4), ids=[one.name for one in asked()])
def test_openapi_python_client_makes_every_operation(index: int, tmp_path: Path) -> None:
    one = asked()[index]
    (tmp_path / "config.yaml").write_text("post_hooks: []\n", encoding="utf-8")
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--path", str(one.path), "--meta", "none"]
    assert (
        run([*command, "--output-path", "client", "--config", "config.yaml"], tmp_path).strip() == "Generating client"
    )
    made = {re.sub(r"\W|_", "", path.stem) for path in (tmp_path / "client/api").glob("*/*.py")}
    assert {re.sub(r"\W|_", "", name).casefold() for name in operations(one)} <= made
    for path in (tmp_path / "client").rglob("*.py"):
        compile(path.read_text(encoding="utf-8"), str(path), "exec")


def test_openapi_typescript_makes_types_that_compile(tmp_path: Path) -> None:
    folder = installed("openapi-typescript", "7.13.0", "openapi-typescript/bin/cli.js", ("typescript@5.9.3",))
    modules = folder / "node_modules"
    for one in asked():
        run(
            [str(NODE), str(modules / "openapi-typescript/bin/cli.js"), str(one.path), "-o", f"{one.name}.ts"], tmp_path
        )
    body = '{ model: "wan2.7-i2v", image: "https://example.com/a.png", seconds: "5" }'
    program = f"""
import type {{ operations }} from "./powertokens.js";
type Body = operations["videos.create"]["requestBody"]["content"]["application/json"];
export const right: Body = {body};
// @ts-expect-error
export const wrong: Body = {body.replace('"5"', '"16"')};
"""
    (tmp_path / "program.ts").write_text(program, encoding="utf-8")
    files = [path.name for path in tmp_path.glob("*.ts")]
    assert len(files) == len(asked()) + 1
    assert run([str(NODE), str(modules / "typescript/bin/tsc"), *STRICT, *files], tmp_path) == ""
