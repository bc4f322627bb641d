"""Whose a provider's documents are: written here, and held to the spec format, or published by somebody else.

A foreign document is taken as it is published: what cannot be carried is noted with its place, and refused only where what
is generated would be wrong.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from reelspec.common.files import read_file
from reelspec.language.source.load import MOST_BYTES, Loader
from reelspec.language.source.node import Pointer
from reelspec.language.source.place import Problems

ENDINGS = (".yaml", ".yml", ".json")
SWITCH = "foreign"
"""The member of documents.yaml that says whose the documents are, whatever else speaks for it."""
_SIGNS = (b"x-rules", b"x-source", b"x-task", b"x-variant")
"""Keywords of ours that nobody else writes."""

_NAMED = frozenset(
    {
        *("properties", "patternProperties", "dependentSchemas", "$defs", "definitions", "schemas", "responses"),
        *("parameters", "requestBodies", "headers", "securitySchemes", "callbacks", "content", "encoding", "variables"),
        *("mapping", "links", "pathItems", "default", "const", "enum"),
    }
)
"""Members of documents whose own members are named freely, or are values."""
_TELLING = frozenset({"example", "examples", "x-example", "x-examples", "description", "summary", "title", "info"})


def is_foreign(loader: Loader, folder: str) -> bool:
    """Whether the documents of a provider are somebody else's. folder: the provider's, relative to the root.

    documents.yaml says so with `foreign`; where it does not, they are where there is no documents.yaml and no file has a
    keyword of ours.
    """
    files = list(_files(loader.root / folder))
    listed = [file for file in files if file.stem == "documents" and file.parent.name == Path(folder).name]
    if listed:
        try:
            switch = loader.load(listed[0]).root.get(SWITCH)
        except Problems:
            return False  # who reads the file says what is wrong with it
        return switch is not None and switch.value is True
    return not any(sign in content for content in map(_content, files) for sign in _SIGNS)


def tolerate(loader: Loader, folder: str) -> bool:
    """Let a loader read a provider's folder as what it is; whether its documents are somebody else's."""
    foreign = is_foreign(loader, folder)
    if foreign:
        loader.tolerant[folder] = only_tells
    return foreign


def only_tells(pointer: Pointer) -> bool:
    """Whether what stands at a place of a document only tells people something, so that nothing is generated of its value."""
    around: str | int = ""
    for step in pointer:
        if around not in _NAMED and step in _TELLING:
            return True
        around = step
    return False


def _files(folder: Path) -> Iterator[Path]:
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(folder_name for folder_name in folders if not folder_name.startswith("."))
        yield from (Path(at, file_name) for file_name in sorted(names) if file_name.endswith(ENDINGS))


def _content(file: Path) -> bytes:
    try:
        return read_file(os.path.realpath(file), MOST_BYTES)
    except (OSError, RuntimeError, ValueError):
        return b""  # who reads the file says what is wrong with it
