"""Text of others in Markdown, where none of it is markup, a link or a mention. Reports for pull requests call it.

What it relies on is CommonMark 0.31 with the autolinks of GitHub Flavored Markdown (section 6.9) and GitHub's mentions.
"""

from __future__ import annotations

import re

from reelspec.common.text import visible

_MARKUP = re.compile(r"[\\`*_{}\[\]()!|<>~&$]|^(?:[-+=]|\d+(?=\.))")
_LINKING = re.compile(r"(?:https?:|ftp:|//|www\.|[@#])+", re.IGNORECASE)


def escaped(text: str) -> str:
    """One line of text that means only itself, at the beginning of a line as well (CommonMark, section 2.4).

    What makes an address or a mention of the words around it stands in code spans, which is where neither is looked for.
    """
    safe = _MARKUP.sub(lambda match: match[0] + "\\" if match[0].isdigit() else "\\" + match[0], visible(text).strip())
    return _LINKING.sub(lambda match: f"`{match[0]}`", safe)


def code(text: str) -> str:
    """One line of text as a code span (CommonMark, section 6.1)."""
    safe = visible(text)
    fence = _fence(safe, 1)
    pad = " " if safe.startswith(("`", " ")) or safe.endswith(("`", " ")) or not safe else ""
    return f"{fence}{pad}{safe}{pad}{fence}"


def block(lines: list[str], indent: str = "") -> list[str]:
    """Lines of text as a fenced code block (CommonMark, section 4.5). indent: of the item that it belongs to."""
    safe = [visible(line) for line in lines]
    fence = _fence("\n".join(safe), 3)
    return [f"{indent}{line}" for line in (f"{fence}text", *safe, fence)]


def _fence(text: str, least: int) -> str:
    """More backticks than stand together anywhere in the text."""
    return "`" * max(least, 1 + max((len(run) for run in re.findall("`+", text)), default=0))


_SPECIAL = re.compile(r"[\\`*\[\]<&~]|(?<![^\W_])_|_(?![^\W_])")


def inline(text: str) -> str:
    """One line of text inside of a line, for Markdown that is also read as it is written: no mark more than is needed."""
    return _SPECIAL.sub(r"\\\g<0>", visible(" ".join(text.split())))
