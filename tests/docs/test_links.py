"""Links of the Markdown files that people read lead to files and headings that are there, and the README leads to every page."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from tests.docs.pages import CHECKOUT, PAGES, blocks, outside

FILES = (
    *PAGES,
    "specs/README.md",
    "CHANGELOG.md",
    *(f"generated/{place}/README.md" for place in ("python", "javascript", "cases")),
)
SOURCES = (
    "generator",
    "templates",
    "tests",
    "specs",
    ".github",
    "pyproject.toml",
    "CHANGELOG.md",
    ".pre-commit-hooks.yaml",
)
"""Where pages are named in words: messages, comments, templates."""


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


def test_pages_that_are_named_in_words_are_there() -> None:
    named: dict[str, Path] = {}
    for place in SOURCES:
        for path in (CHECKOUT / place, *(CHECKOUT / place).rglob("*")):
            if path.is_file() and path.suffix in (".py", ".j2", ".md", ".yaml", ".yml", ".toml", ".json"):
                named |= dict.fromkeys(re.findall(r"docs/[a-z-]+\.(?:md|svg)", path.read_text(encoding="utf-8")), path)
    assert [(name, path) for name, path in named.items() if not (CHECKOUT / name).is_file()] == []


def test_no_page_repeats_a_block_of_another() -> None:
    found = sorted(block.text for block in blocks() if block.text.count("\n") > 2)
    assert [text for text, following in pairwise(found) if text == following] == []


def test_no_page_repeats_a_sentence_of_another() -> None:
    places: dict[str, set[str]] = {}
    for page, text in PAGES.items():
        for paragraph in re.split(r"\n\n|\n(?=[-|])", outside(text)):
            for sentence in re.split(r"(?<=[.:])\s", re.sub(r"\s+", " ", paragraph)):
                if len(sentence) > 60:
                    places.setdefault(sentence, set()).add(page)
    assert {sentence: pages for sentence, pages in places.items() if len(pages) > 1} == {}


def test_the_readme_is_short_and_leads_to_every_page() -> None:
    assert len(PAGES["README.md"].encode()) <= 8 * 1024
    assert set(PAGES) - {"README.md"} <= set(links("README.md"))
