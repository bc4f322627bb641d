"""The documents of this folder as one generated package, and a server of each test's own that takes its calls."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reelspec.project.build import build
from tests.codegen.clients.server import Answer, Server, serving

DOCUMENTS = Path(__file__).parent / "documents"
PACKAGE = "foreign_documents"


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root whose specs are the documents, with what is generated of them."""
    root = tmp_path_factory.mktemp("foreign")
    (root / "pyproject.toml").write_text(f'[tool.reelspec]\npackage = "{PACKAGE}"\noutputs = ["python"]\n')
    for file in DOCUMENTS.rglob("*.yaml"):
        name = file.relative_to(DOCUMENTS)
        place = root / "specs" / (name if len(name.parts) > 1 else Path(file.stem, "openapi.yaml"))
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file.read_bytes())
    for path, content in build(root, reuse=False).files.items():
        made = root / "generated" / path
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_bytes(content)
    return root


@pytest.fixture(scope="session")
def package(root: Path) -> Iterator[str]:
    """The name of the package of all documents, which can be imported."""
    sys.path.insert(0, str(root / "generated" / "python"))
    yield PACKAGE
    sys.path.remove(str(root / "generated" / "python"))
    for module in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[module]


class Called:
    """A client of one document, and the server that it calls."""

    def __init__(self, module: Any, title: str, server: Server, **options: Any) -> None:
        self.module = module
        self.server = server
        self.client = getattr(module, title)("secret-key", **{"base_url": server.url, "max_retries": 0, **options})

    @property
    def last(self) -> Any:
        """The request that arrived last."""
        return self.server.seen[-1]


@pytest.fixture
def call(package: str) -> Iterator[Any]:
    """Makes a client of a document, by its name. answers: what the server gives; options: of the client."""
    servers: list[Any] = []

    def made(name: str, *answers: Answer, **options: Any) -> Called:
        around = serving(*(answers or (Answer(204, content=b""),)))
        servers.append(around)
        return Called(importlib.import_module(f"{package}.{name}"), name.capitalize(), around.__enter__(), **options)

    yield made
    for server in servers:
        server.__exit__(None, None, None)
