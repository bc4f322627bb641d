"""One validator file is enough: it works alone, without site-packages, and imports nothing but the standard library."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

MODELS = {
    "apimart": ["wan2_7"],
    "powertokens": [
        "seedance_1_0_pro_250528",
        "seedance_1_0_pro_fast_251015",
        "seedance_1_5_pro_251215",
        "wan2_1_kf2v_plus",
        "wan2_2_kf2v_flash",
        "wan2_7_i2v",
        "wan2_7_r2v",
    ],
}
FRAMES = ["https://example.com/a.png", "https://example.com/b.png"]
GOOD = {
    "wan2_7": {"model": "wan2.7", "prompt": "A boat sails.", "image_urls": FRAMES},
    "wan2_7_i2v": {"model": "wan2.7-i2v", "images": FRAMES},
    "wan2_1_kf2v_plus": {"model": "wan2.1-kf2v-plus", "images": FRAMES},
    "seedance_1_5_pro_251215": {"model": "seedance-1-5-pro-251215", "prompt": "A boat sails.", "seconds": "-1"},
}


def python(code: str, cwd: Path) -> str:
    """Run code in an isolated interpreter without site-packages; gives what it printed."""
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", textwrap.dedent(code)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout


def file_of(root: Path, provider: str, name: str) -> Path:
    return root / f"generated/python/videoapis/{provider}/validators/{name}.py"


@pytest.mark.parametrize(("provider", "name"), [(provider, name) for provider in MODELS for name in MODELS[provider]])
def test_a_validator_works_alone(generated_once: Path, tmp_path: Path, provider: str, name: str) -> None:
    shutil.copy(file_of(generated_once, provider, name), tmp_path / "only.py")
    python(
        f"""
        import sys
        sys.path.insert(0, {str(tmp_path)!r})
        before = set(sys.modules)
        import only
        assert only.is_valid({{}}) is False
        assert only.errors({{"model": 1, "x": [None]}})
        assert all(one.severity == "error" and one.message for one in only.validate([], strict=True))
        body = {GOOD.get(name)!r}
        assert body is None or only.is_valid(body), only.errors(body)
        loaded = {{name.partition(".")[0] for name in set(sys.modules) - before}} - {{"only"}}
        assert loaded <= sys.stdlib_module_names, loaded
        assert not loaded & {{"json", "typing", "dataclasses"}}, loaded
        """,
        tmp_path,
    )


def test_validators_import_the_standard_library_only(generated_once: Path) -> None:
    files = sorted((generated_once / "generated/python/videoapis").glob("*/validators/*.py"))
    assert {one.stem for one in files} == {"__init__", *MODELS["apimart"], *MODELS["powertokens"]}
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                assert {one.name.partition(".")[0] for one in node.names} <= sys.stdlib_module_names, file
            elif isinstance(node, ast.ImportFrom) and file.name != "__init__.py":
                assert not node.level and (node.module or "").partition(".")[0] in sys.stdlib_module_names, file


@pytest.mark.parametrize("provider", MODELS)
def test_every_model_is_importable_from_its_package(generated_once: Path, tmp_path: Path, provider: str) -> None:
    python(
        f"""
        import sys
        sys.path.insert(0, {str(generated_once / "generated/python")!r})
        from videoapis.{provider}.validators import {", ".join(MODELS[provider])}
        for one in ({", ".join(MODELS[provider])},):
            assert one.is_valid({{}}) is False
        assert not set(sys.modules) & {{"httpx", "pydantic", "jsonschema"}}
        """,
        tmp_path,
    )


def test_violations_are_data(generated_once: Path, tmp_path: Path) -> None:
    shutil.copy(file_of(generated_once, "apimart", "wan2_7"), tmp_path / "only.py")
    out = python(
        f"""
        import json, sys
        sys.path.insert(0, {str(tmp_path)!r})
        import only
        print(json.dumps([one.as_dict() for one in only.validate({{"model": "wan2.7", "prompt": "x", "duration": 99}})]))
        """,
        tmp_path,
    )
    (found,) = json.loads(out)
    assert list(found) == ["rule", "path", "related", "message", "severity", "source"]
    assert (found["rule"], found["path"], found["related"], found["severity"]) == ("maximum", "/duration", [], "error")
