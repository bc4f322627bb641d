"""Redoc, Swagger UI and Scalar in a browser: they draw the fields and the rules of every model. Run by pytest."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.contract.other_tools.documents import Asked, asked, fields, messages
from tests.node import NODE, browser, installed

PAGE = Path(__file__).with_name("page.mjs")
PLAYWRIGHT = "playwright-core@1.65.1"
TOOLS = {
    "redoc": ("2.5.2", "bundles/redoc.standalone.js"),
    "swagger-ui-dist": ("5.35.0", "swagger-ui-bundle.js"),
    "@scalar/api-reference": ("1.76.0", "dist/browser/standalone.js"),
}


@pytest.mark.parametrize("tool", TOOLS)
def test_every_field_and_every_rule_is_drawn(tool: str, tmp_path: Path) -> None:
    version, proof = TOOLS[tool]
    chromium = browser()
    folder = installed(tool, version, f"{tool}/{proof}", (PLAYWRIGHT,), alone=True)
    wanted = tmp_path / "asked.json"
    wanted.write_text(json.dumps([{"path": str(one.path), "texts": texts(one)} for one in asked()]), encoding="utf-8")
    command = [str(NODE), str(PAGE), chromium, str(folder), tool, str(wanted)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout) == [{"missing": [], "errors": []}] * len(asked())


def texts(one: Asked) -> list[str]:
    """The names of the fields of all models, and what their rules say."""
    names = {name for model in one.models for name in fields(model)}
    rules = [
        line.removeprefix("- **").replace("**", "", 1).replace("\\", "")
        for schema in one.document["components"]["schemas"].values()
        for line in schema.get("description", "").splitlines()
        if line.startswith("- **")
    ]
    assert {rule for model in one.models for rule in messages(model)} <= {re.split(r"[ :]", line)[0] for line in rules}
    return sorted({*names, *rules})
