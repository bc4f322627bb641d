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
