"""What the specs give, as files: schemas, OpenAPI documents and cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from reelspec.cases.emitter import emit_cases
from reelspec.codegen.json_schema import emit_schemas
from reelspec.codegen.openapi import emit_openapi
from reelspec.language.parser.load import load

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as generated/ is, without the Python distribution."""
    folder = tmp_path_factory.mktemp("generated")
    contract = load(ROOT)
    for emitter in (emit_schemas, emit_openapi, emit_cases):
        for artifact in emitter(contract):
            path = folder / artifact.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(artifact.make())
    return folder
