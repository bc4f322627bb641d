"""generated/python is a distribution: its README's programs work, and its wheel does so in an environment with httpx alone."""

from __future__ import annotations

import os
import re
import runpy
import shutil
import subprocess
import time
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.commands.run import CHECKOUT, environment
from tests.e2e.commands.test_wheel import pip
from tests.specs import contract

GENERATED = CHECKOUT / "generated" / "python"
HTTPX = "httpx==0.28.1"
VIDEO = b"\x00\x00\x00\x18ftypmp42"
DONE = {
    "powertokens": {"id": "task-1", "status": "completed", "metadata": {"url": "https://media.example/a.mp4"}},
    "apimart": {
        "code": 200,
        "data": {"status": "completed", "result": {"videos": [{"url": ["https://media.example/a.mp4"]}]}},
    },
}
CREATED = {
    "powertokens": {"id": "task-1", "status": "queued"},
    "apimart": {"code": 200, "data": [{"status": "submitted", "task_id": "task-1"}]},
}


def test_its_readme_lists_every_file_and_every_error() -> None:
    text = (GENERATED / "README.md").read_text(encoding="utf-8")
    listed = text[text.index("## Files") :]
    kinds = {
        r"videoapis/\w+/validators/(?!__init__)\w+\.py": "`videoapis/PROVIDER/validators/MODEL.py`",
        r"videoapis/\w+/schemas/.+\.json": "`videoapis/PROVIDER/schemas/MODEL.json`",
        r"videoapis/_runtime/.+": "`videoapis/_runtime/`",
        r"videoapis/(_support|_options)\.py": "`{}.py`",
        r"videoapis/\w+/_options/\w+\.py": "`videoapis/PROVIDER/_options/`",
        r"(videoapis/batch\.py)": "`{}`",
        r"videoapis/\w+/(\w+\.py)": "`videoapis/PROVIDER/{}`",
        r"(videoapis/py\.typed|\w+\.toml|\w+\.py|LICENSE|CHANGELOG\.md)": "`{}`",
    }
    files = (one.relative_to(GENERATED).as_posix() for one in GENERATED.rglob("*") if one.is_file())
    for file in (one for one in files if "__" not in one and one != "README.md"):
        found = next(
            (row.format(*match.groups()) for kind, row in kinds.items() if (match := re.fullmatch(kind, file))), None
        )
        assert found is not None and found in listed, file
    errors = text[text.index("## Errors") : text.index("## Validators")]
    source = (GENERATED / "videoapis/_runtime/errors.py").read_text(encoding="utf-8")
    for name in re.findall(r"^class (\w+Error)\(", source, re.MULTILINE):
        assert f"| `{name}` |" in errors
    assert "violations: what is wrong with the body" in errors


def test_its_readme_shows_every_field_and_rule() -> None:
    text = (GENERATED / "README.md").read_text(encoding="utf-8")
    for model in contract().models():
        part = text.partition(f"\n### {model.name}\n")[2].partition("\n### ")[0]
        for name in model.schema.properties:
            assert re.search(rf"^\| `{re.escape(name)}(\[\])?` \|", part, re.MULTILINE), (model.name, name)
        for rule in model.schema.rules:
            assert f"| `{rule.id}` | {rule.severity} |" in part, (model.name, rule.id)


def programs() -> Iterator[Any]:
    """The Python blocks of the distribution's README."""
    text = (GENERATED / "README.md").read_text(encoding="utf-8")
    for block in re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        yield pytest.param(block, id=block.partition("\n")[0].replace(" ", "-"))


@pytest.mark.parametrize("program", list(programs()))
def test_the_programs_of_its_readme_work(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (provider,) = (one for one in DONE if f"videoapis.{one}" in program)
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(f"{request.method} {request.url.host}")
        if request.url.host == "media.example":
            return httpx.Response(200, content=VIDEO, headers={"content-type": "video/mp4"})
        return httpx.Response(200, json=(CREATED if request.method == "POST" else DONE)[provider])

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", lambda self, request: answer(request))
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    monkeypatch.setenv(f"{provider.upper()}_API_KEY", "key-1")
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "program.py"
    file.write_text(program, encoding="utf-8")
    runpy.run_path(str(file))
    said = capsys.readouterr().out
    if "validators" in program:
        assert re.match(r"(error|contested|warning) /?\S* ", said)
    elif "models_for" in program:
        assert "'possible': " in said
        assert "'offered': " in said
        assert seen == []
    else:
        host = {"powertokens": "api.powertokens.ai", "apimart": "api.apimart.ai"}[provider]
        assert seen == [f"POST {host}", f"GET {host}", f"GET {host}", "GET media.example"]
        assert "completed" in said
        assert (tmp_path / "video.mp4").read_bytes() == VIDEO


INSTALLED = """\
import asyncio, importlib.util, sys
from pathlib import Path

import videoapis
from videoapis.apimart import APIMart
from videoapis.powertokens import AsyncPowerTokens, InvalidRequestError, PowerTokens
from videoapis.powertokens.validators import MODULES, wan2_7_i2v

assert "httpx" not in sys.modules, "httpx is imported before the first request"
assert Path(videoapis.__file__).is_relative_to(sys.prefix), videoapis.__file__
assert Path(videoapis.__file__).with_name("py.typed").is_file()
for name in ("pydantic", "reelspec", "jinja2"):
    assert importlib.util.find_spec(name) is None, name
import videoapis.powertokens.requests, videoapis.apimart.requests

body = {"model": "wan2.7-i2v", "image": "https://example.com/a.png", "seconds": "8"}
assert wan2_7_i2v.is_valid(body) and "wan2.7-i2v" in MODULES

import httpx

def answer(request):
    assert request.headers["authorization"] == "Bearer key-1"
    if request.url.host == "api.apimart.ai":
        return httpx.Response(200, json={"code": 200, "data": [{"status": "submitted", "task_id": "t"}]})
    return httpx.Response(200, json={"id": "task-1", "status": "queued"})

with PowerTokens("key-1", transport=httpx.MockTransport(answer)) as client:
    made = client.videos.create(**body)
    assert made["id"] == "task-1"
    try:
        client.videos.create(**body, images=[body["image"]] * 2)
    except InvalidRequestError as error:
        assert [one.rule for one in error.violations] == ["one-input-style"]
    else:
        raise AssertionError("a body that breaks a rule was sent")
    try:
        made.model
    except ImportError as error:
        print(error)
    else:
        raise AssertionError("a model without pydantic")
with APIMart("key-1", transport=httpx.MockTransport(answer)) as client:
    assert client.videos.create(model="wan2.7", prompt="A lighthouse at night")["code"] == 200

async def main():
    async with AsyncPowerTokens("key-1", transport=httpx.MockTransport(answer)) as client:
        assert (await client.videos.create(**body))["id"] == "task-1"

asyncio.run(main())
"""


@pytest.mark.index
def test_the_wheel_works_with_httpx_alone(tmp_path: Path) -> None:
    source = tmp_path / "python"
    shutil.copytree(GENERATED, source, ignore=shutil.ignore_patterns("__pycache__"))
    pip("wheel", "--no-deps", "--wheel-dir", tmp_path, source, cwd=tmp_path)
    (wheel,) = tmp_path.glob("videoapis-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if name.startswith("videoapis/")}
        (metadata,) = (archive.read(name).decode() for name in archive.namelist() if name.endswith("/METADATA"))
    assert packed == {
        file.relative_to(source).as_posix() for file in (source / "videoapis").rglob("*") if file.is_file()
    }
    required = re.findall(r"^Requires-Dist: (.*)$", metadata, re.MULTILINE)
    assert required == ["httpx<1,>=0.27", "pyarrow>=15; extra == 'batch'", "pydantic>=2; extra == 'models'"]
    assert "License-Expression: MIT" in metadata

    home = tmp_path / "venv"
    venv.create(home, with_pip=False)
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip("--python", python, "install", HTTPX, wheel, cwd=tmp_path)
    pip("--python", python, "check", cwd=tmp_path)
    shutil.rmtree(source)
    clean = {key: value for key, value in environment().items() if not key.startswith("PYTHON")}
    ran = subprocess.run(
        [python, "-W", "error", "-c", INSTALLED], cwd=tmp_path, env=clean, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "pip install 'pydantic>=2'" in ran.stdout, "the error does not say what to install"
