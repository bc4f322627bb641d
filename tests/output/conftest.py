"""What the tests of writing share: a folder to write to, the manifest of a map, and a picture of a tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from reelspec.common.digest import digest
from reelspec.output.manifest import Manifest

Describe = Callable[[Mapping[str, bytes]], Manifest]
Picture = Callable[[Path], dict[str, bytes | str | None]]


@pytest.fixture
def generated(tmp_path: Path) -> Path:
    return tmp_path / "generated"


@pytest.fixture
def describe() -> Describe:
    """The manifest of a map from path to bytes, each file made from one and the same spec."""

    def manifest(files: Mapping[str, bytes]) -> Manifest:
        entries = {path: digest(data) for path, data in sorted(files.items())}
        return Manifest({"generator": "1", "specs/a.yaml": digest(repr(sorted(files.items())).encode())}, entries)

    return manifest


@pytest.fixture
def picture() -> Picture:
    """Everything in a folder by relative path: bytes of files, targets of links, None for folders."""

    def take(top: Path) -> dict[str, bytes | str | None]:
        found: dict[str, bytes | str | None] = {}
        for path in sorted(top.rglob("*")):
            name = path.relative_to(top).as_posix()
            if path.is_symlink():
                found[name] = str(path.readlink())
            else:
                found[name] = path.read_bytes() if path.is_file() else None
        return found

    return take
