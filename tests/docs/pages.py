"""README.md and docs/*.md as tests read them: the pages by path, and the fenced blocks in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
PAGES = {
    path.relative_to(CHECKOUT).as_posix(): path.read_text(encoding="utf-8")
    for path in (CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").glob("*.md")))
}
"""Path in the repository -> text. The README is the first."""

BLOCK = re.compile(r"(?:^`(?P<file>[^`\n]+)`:\n\n)?^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.M | re.S)


@dataclass(frozen=True)
class Block:
    """A fenced block: the page it stands on, its language, and the file that the line before it names, if it names one."""

    page: str
    language: str
    file: str | None
    text: str


def blocks(page: str | None = None) -> Iterator[Block]:
    """The blocks of one page, or of all."""
    for name, text in PAGES.items():
        if page in (None, name):
            for found in BLOCK.finditer(text):
                yield Block(name, found["language"], found["file"], found["text"])


def shown(language: str, words: str) -> Block:
    """The one block of all pages that is in this language and has these words."""
    (found,) = (block for block in blocks() if block.language == language and words in block.text)
    return found


def outside(text: str) -> str:
    """A Markdown text without its fenced blocks."""
    return re.sub(r"^(```+).*?^\1$", "", text, flags=re.M | re.S)
