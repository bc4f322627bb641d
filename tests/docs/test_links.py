"""Links of the Markdown files that people read lead to files and headings that are there, and the README leads to every page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import CHECKOUT, PAGES, outside

FILES = (*PAGES, "specs/README.md")


def links(file: str) -> list[str]:
    """The targets of a file's links within the repository."""
    text = outside((CHECKOUT / file).read_text(encoding="utf-8"))
    return re.findall(r"\]\((?!https?:)([^)]+)\)", text)


def headings(file: Path) -> set[str]:
    """The anchors that GitHub gives to the headings of a file."""
    lines = outside(file.read_text(encoding="utf-8")).splitlines()
    titles = (line.lstrip("# ").lower() for line in lines if line.startswith("#"))
    return {re.sub(r"[^\w -]", "", title).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("file", FILES)
def test_links_lead_somewhere(file: str) -> None:
    for target in links(file):
        path, _, anchor = target.partition("#")
        found = (CHECKOUT / file).parent / path if path else CHECKOUT / file
        assert found.exists(), target
        assert not anchor or anchor in headings(found), target


def test_the_readme_leads_to_every_page() -> None:
    assert set(PAGES) - {"README.md"} <= set(links("README.md"))
