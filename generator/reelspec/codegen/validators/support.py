"""The support code of validators: of templates/python/support/words.py, the parts that a validator uses, and no others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from reelspec.codegen.templates import read_template
from reelspec.common.installation import program_folder

_START = re.compile(r"(?:def|class) (\w+)|(\w+)(?:: [^=\n]+)? = ")
_NAME = re.compile(r"\b_\w+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A top-level statement of the support file with the comments before it: what it defines and which names it uses."""

    name: str
    text: str
    uses: frozenset[str]


_CARRIED = re.compile(r"^# from reelspec\.language\.rules\.(\w+)$", re.M)


@lru_cache(1)
def support_text() -> str:
    """The whole of the support code: the template, with the functions that the interpreter of specs has as well."""
    return _CARRIED.sub(lambda found: _functions(found[1]), read_template("python/support/words.py"))


def _functions(module: str) -> str:
    """The private functions of a module of `language.rules` as text."""
    file = Path(program_folder(), "language", "rules", f"{module}.py")
    text = file.read_text(encoding="utf-8")
    return "\n\n\n".join(piece for piece in re.split(r"\n{2,}(?=\S)", text) if piece.startswith("def _")).rstrip("\n")


@lru_cache(1)
def _pieces() -> tuple[str, tuple[Piece, ...]]:
    """The heading comment, and the pieces in their order."""
    heading, _, rest = support_text().partition("\n\n\n")
    pieces: list[Piece] = []
    for text in re.split(r"\n(?=\S)", rest.strip("\n")):
        start = _START.match(text)
        if start is None:
            # A closing bracket or a comment between functions belongs to what stands before it.
            last = pieces.pop()
            text = f"{last.text}\n{text}" if not text.startswith("#") else last.text
            pieces.append(Piece(last.name, text, last.uses | frozenset(_NAME.findall(text))))
            continue
        name = start[1] or start[2]
        pieces.append(Piece(name, text, frozenset(_NAME.findall(text)) - {name}))
    return heading, tuple(pieces)


def support_names() -> tuple[str, ...]:
    """Every name that the support code may define in a validator."""
    return tuple(piece.name for piece in _pieces()[1])


def support_for(code: str) -> str:
    """The support code that `code` needs, directly or through other support code."""
    heading, pieces = _pieces()
    by_name = {piece.name: piece for piece in pieces}
    wanted: set[str] = set()
    stack = [name for name in set(_NAME.findall(code)) if name in by_name]
    while stack:
        name = stack.pop()
        if name not in wanted:
            wanted.add(name)
            stack += [used for used in by_name[name].uses if used in by_name]
    blocks: list[str] = []
    for piece in pieces:
        if piece.name not in wanted:
            continue
        text = piece.text.rstrip("\n")
        short = not text.startswith(("def ", "class "))
        if blocks and short and not blocks[-1].startswith(("def ", "class ")):
            blocks[-1] += "\n" + text
        else:
            blocks.append(text)
    return "\n\n\n".join((heading, *blocks)) + "\n"
