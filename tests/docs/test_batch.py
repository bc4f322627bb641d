"""videoapis.batch says of each body what `reelspec validate` says, and the recipes of docs/batch.md do what they say.

DuckDB and Polars run here, the others with `python -m tests.benchmarks.engines daft ray spark`.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from reelspec.cli import main
from tests.benchmarks.engines import ENGINES, recipe, write_requests
from tests.support import provider, write_root
from videoapis import batch

ROOT = Path(__file__).resolve().parents[2]
VALID = {"model": "wan2.7-i2v", "media": [{"type": "first_frame", "url": "https://example.com/a.png"}]}
TEXTS = [
    *map(json.dumps, (VALID, {**VALID, "seconds": "80"}, {**VALID, "prompt": "é", "x": 1}, {"model": "wan2.7"})),
    *map(json.dumps, ({"model": "wan"}, {"model": 3}, {"prompt": "no model"}, [1], 3, None)),
    *("{", "", '{"model": NaN}', '{"model": "a", "model": "b"}', "[" * 2000, '{"model": "\\ud800"}'),
]


def rows(texts: list[Any], kind: pa.DataType | None = None, **options: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = batch.judge(
        pa.RecordBatch.from_arrays([pa.array(texts, kind or pa.string())], ["body"]), **options
    ).to_pylist()
    return found


def test_it_says_what_the_command_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bodies.jsonl").write_text("".join(f"{text or '!'}\n" for text in TEXTS), encoding="utf-8")
    for options, arguments in (
        ({}, []),
        ({"strict": True, "provider": "apimart"}, ["--strict", "--provider", "apimart"]),
    ):
        file = str(tmp_path / "bodies.jsonl")
        main(["validate", file, "--format", "jsonl", "--root", str(ROOT), *arguments])
        said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        expected = [
            {
                "valid": one["valid"],
                "rules": [each["rule"] for each in one["violations"]],
                "paths": [each["path"] for each in one["violations"]],
                "severities": [each["severity"] for each in one["violations"]],
            }
            for one in said
        ]
        assert rows(TEXTS, **options) == expected


SHARED = """
openapi: 3.1.0
info: {title: A, version: 1.0.0}
servers: [{url: "https://a.example"}]
paths:
  /texts: {post: {operationId: make, requestBody: {content: {application/json: {schema:
    {oneOf: [{$ref: models/m1.yaml}], discriminator: {propertyName: model}}}}}, responses: {"200": {description: Done.}}}}
  /edits: {post: {operationId: edit, requestBody: {content: {application/json: {schema:
    {oneOf: [{$ref: models/m1-edit.yaml}], discriminator: {propertyName: model}}}}}, responses: {"200": {description: Done.}}}}
"""
OTHER = """
openapi: 3.1.0
info: {title: B, version: 1.0.0}
servers: [{url: "https://b.example"}]
paths:
  /texts: {post: {operationId: make, requestBody: {content: {application/json: {schema:
    {oneOf: [{$ref: models/k1.yaml}], discriminator: {propertyName: kind}}}}}, responses: {"200": {description: Done.}}}}
"""
AWKWARD = """
import json, sys
from made import batch
import pyarrow as pa
print(json.dumps(batch.judge(pa.record_batch({"body": json.loads(sys.argv[1])})).to_pylist()))
"""


def test_names_that_operations_share_and_fields_of_other_providers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def model(key: str, value: str, field: str) -> str:
        fields = f"{key}: {{type: string, const: {value}}}, {field}: {{type: string}}"
        return f"type: object\nproperties: {{{fields}}}\nrequired: [{key}, {field}]\nadditionalProperties: false\n"

    files = {
        "specs/aa/openapi.yaml": SHARED,
        "specs/aa/models/m1.yaml": model("model", "m1", "prompt"),
        "specs/aa/models/m1-edit.yaml": model("model", "m1", "video"),
        "specs/bb/openapi.yaml": OTHER,
        "specs/bb/models/k1.yaml": model("kind", "k1", "model"),
        "pyproject.toml": '[tool.reelspec]\npackage = "made"\noutputs = ["python"]\n',
    }
    root = str(write_root(tmp_path, files))
    assert main(["generate", "--root", root]) == 0, capsys.readouterr().out
    bodies = (
        {"model": "m1", "video": "u"},
        {"model": "m1", "prompt": "u"},
        {"model": "m1"},
        {"kind": "k1", "model": "fast"},
    )
    texts = [json.dumps(one) for one in bodies]
    (tmp_path / "bodies.jsonl").write_text("\n".join(texts), encoding="utf-8")
    capsys.readouterr()
    main(["validate", str(tmp_path / "bodies.jsonl"), "--format", "jsonl", "--root", root])
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    done = subprocess.run(
        [sys.executable, "-c", AWKWARD, json.dumps(texts)],
        cwd=tmp_path / "generated/python",
        capture_output=True,
        check=True,
    )
    found = json.loads(done.stdout)
    assert [one["valid"] for one in found] == [one["valid"] for one in said] == [True, True, False, True]
    assert found[2]["rules"] == [one["rule"] for one in said[2]["violations"]]


@pytest.mark.parametrize(
    "kind", [pa.large_string(), pa.binary(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())]
)
def test_columns_of_texts(kind: pa.DataType) -> None:
    texts = [TEXTS[1], None, TEXTS[0], TEXTS[1]]
    nothing = dict.fromkeys(("valid", "rules", "paths", "severities"))
    (fault,) = rows(TEXTS[1:2])
    assert not fault["valid"] and fault["paths"] == ["/seconds"]
    assert rows(texts, kind) == [fault, nothing, *rows(TEXTS[:1]), fault]


def test_bytes_that_are_no_utf_8_are_no_json() -> None:
    assert rows([b"\xff"], pa.binary())[0]["rules"] == ["json"]


def test_wrong_calls_are_refused() -> None:
    with pytest.raises(TypeError, match="the column body holds int64"):
        rows([1], pa.int64())
    with pytest.raises(LookupError, match="no provider acme; there are apimart, powertokens"):
        rows([], provider="acme")
    with pytest.raises(LookupError, match="there are 0 models wan"):
        rows([], model="wan")
    assert rows(["{}"], model="wan2.7")[0]["rules"]


def test_it_needs_nothing_of_the_generator_and_is_short() -> None:
    text = Path(batch.__file__).read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    imported = {one.module for one in ast.walk(ast.parse(text)) if isinstance(one, ast.ImportFrom)}
    assert not [name for name in imported if name and name.split(".")[0] not in sys.stdlib_module_names]


def test_a_provider_of_that_name_keeps_its_place(tmp_path: Path) -> None:
    files = {name.replace("/acme/", "/batch/"): text for name, text in provider({"m.yaml": "type: object\n"}).items()}
    assert main(["generate", "--root", str(write_root(tmp_path, files))]) == 0
    (package,) = (one.parent for one in (tmp_path / "generated/python").rglob("batch.py"))
    assert (package / "batch_" / "validators" / "m.py").is_file()


@pytest.mark.parametrize("engine", ENGINES)
def test_recipes_are_short(engine: str) -> None:
    assert len([line for line in recipe(engine).splitlines() if line]) <= 8


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_recipes_run(engine: str, tmp_path: Path) -> None:
    write_requests(tmp_path / "requests.parquet", 1000)
    done = subprocess.run(
        [sys.executable, "-c", recipe(engine)], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert re.findall(r"\('(\w+)', (\d+)\)", done.stdout) == [("enum", "100")]
