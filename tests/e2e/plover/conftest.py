"""Fixtures: what is generated of Plover, and its Python package imported."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reelspec.project.build import build
from tests.e2e.plover.plover import FOLDER


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of generated files."""
    folder = tmp_path_factory.mktemp("plover")
    for name, content in build(FOLDER, reuse=False).files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


@pytest.fixture(scope="session")
def package(generated: Path) -> Iterator[Any]:
    """The provider's package."""
    sys.path.insert(0, str(generated / "python"))
    try:
        yield importlib.import_module("ploverapis.plover")
    finally:
        sys.path.remove(str(generated / "python"))
        for name in [one for one in sys.modules if one.partition(".")[0] == "ploverapis"]:
            del sys.modules[name]
