"""Captures that hold the pages of several documents: one below each heading, `page: tasks.md#Kite` in documents.yaml, or one
for each operation, `page: films.md#POST /v1/films`."""

from __future__ import annotations

import os
from collections.abc import Iterator

from reelspec.documentation.pages.operations import operation_in
from reelspec.language.contract.model import Contract


def parts_of(contract: Contract, name: str, text: str) -> Iterator[tuple[str, str]]:
    """A capture by its name; one with several pages divided: a part is called like the file, `#` and its heading, and has the
    file's line numbers."""
    pages = [
        document.page for provider in contract.providers for document in provider.documents.values() if document.page
    ]
    headings = [
        heading
        for file, mark, heading in (page.partition("#") for page in pages)
        if mark and file == os.path.basename(name)
    ]
    if not headings:
        yield name, text
    for heading in dict.fromkeys(headings):
        part = f"{name}#{heading}"
        yield part, text if operation_in(part) else _below(text, heading)


def _below(text: str, heading: str) -> str:
    """What stands below a heading of Markdown, up to the next one that is no deeper; empty lines stand for the rest."""
    lines = text.split("\n")
    level = start = 0
    for at, line in enumerate(lines):
        depth = len(line) - len(line.lstrip("#"))
        if start and 0 < depth <= level:
            return "\n".join(["" if index < start - 1 else lines[index] for index in range(at)])
        if not start and depth and line.strip("# \t").lower() == heading.lower():
            level, start = depth, at + 1
    return "\n".join(["" if index < start - 1 else lines[index] for index in range(len(lines))]) if start else ""
