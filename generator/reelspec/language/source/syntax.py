"""The YAML parsers' syntax errors in plain words and at the most useful place; called by the YAML reader."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import yaml

from reelspec.language.source.node import Position
from reelspec.language.source.place import Place, Problem
from reelspec.language.source.text import Lines, quoted, shortened


def syntax_problem(error: yaml.YAMLError, text: str, file: str, last: Position) -> Problem:
    """The problem that a syntax error of libyaml, or of PyYAML's own parser, stands for.

    The two word most of their errors differently; what both find comes out alike. `last` is where the last
    node that could be read starts.
    """
    position, message = _explained(error, text, last)
    return Problem(Place(file, *position), message, "syntax")


def half_of_a_pair(text: str) -> str:
    """What to say of an escape such as \\ud83d: YAML, unlike JSON, joins no pairs."""
    return f"{text} is half of a surrogate pair: write the character itself, or \\U and its eight digits"


def _position(mark: yaml.Mark | None) -> Position | None:
    # The types of PyYAML do not show that a mark of libyaml has the same two fields.
    return None if mark is None else (mark.line + 1, mark.column + 1)


class _Fault(NamedTuple):
    """What a parser says of an error.

    context, problem: its words for what it was doing, and for what is wrong; start, here: where each is; last: where the last
    node that could be read starts.
    """

    text: str
    lines: Lines
    context: str
    problem: str
    start: Position
    here: Position
    last: Position

    @property
    def offset(self) -> int:
        """Where it is, in the text."""
        return self.lines.offset(self.here)

    @property
    def char(self) -> str:
        """The character there; "" at the end."""
        return self.text[self.offset : self.offset + 1]

    @property
    def at_end(self) -> bool:
        """Whether nothing but white space follows."""
        return not self.text[self.offset :].strip()


Explained: TypeAlias = tuple[Position, str]
"""The most useful place, and what is said."""


def _explained(error: yaml.YAMLError, text: str, last: Position) -> Explained:
    if not isinstance(error, yaml.MarkedYAMLError):
        return last, f"this is not YAML: {shortened(str(error), 200)}"
    start = _position(error.context_mark)
    here = _position(error.problem_mark) or start or last
    fault = _Fault(text, Lines(text), error.context or "", error.problem or "", start or here, here, last)
    explained = _of_tokens(fault) or _of_collections(fault) or _of_quoted(fault) or _of_marks(fault)
    if explained is not None:
        return explained
    words = ": ".join(part for part in (fault.context, fault.problem) if part)
    return here, f"this is not YAML: {shortened(words, 200)}"


def _of_tokens(fault: _Fault) -> Explained | None:
    """A character, a colon or a dash where it cannot stand."""
    if "cannot start any token" in fault.problem or "tab character" in fault.problem:
        if fault.char == "\t":
            return fault.here, "a tab stands here; YAML indents and separates by spaces"
        return fault.here, f"a value cannot start with {fault.char}: write it in quotes"
    if "could not find expected ':'" in fault.problem:
        return fault.start, "expected a key and a colon; there is no colon"
    if "mapping values are not allowed" in fault.problem:
        return fault.here, (
            "this colon makes a key where none can stand: quote the text, or look at the indentation "
            "of this line and of the one before"
        )
    if "sequence entries are not allowed" in fault.problem:
        return fault.here, "a list cannot start here: its first - goes on a line of its own"
    return None


def _of_collections(fault: _Fault) -> Explained | None:
    """A mapping or list that does not go on, and a value or document that is not there."""
    line, at = fault.start[0], fault.lines.offset(fault.last)
    match fault.context:
        case "while parsing a block mapping":
            if fault.last[0] == fault.here[0] and fault.text[at : at + 1] in ("'", '"'):
                return fault.here, (
                    "text stands behind a closing quote: a quote inside a string is doubled in single quotes, "
                    'and written \\" in double ones'
                )
            return (
                fault.here,
                f"expected the next key of the mapping that starts in line {line}: look at the indentation",
            )
        case "while parsing a block collection":
            return fault.here, f"expected the next - of the list that starts in line {line}: look at the indentation"
        case "while parsing a flow sequence" | "while parsing a flow mapping":
            opening, closing = ("[", "]") if fault.context.endswith("sequence") else ("{", "}")
            if fault.at_end:
                return fault.start, f"this {opening} is never closed"
            return fault.here, f"expected a comma or {closing}; the {opening} stands in line {line}"
    if "node content" in fault.problem:
        if fault.at_end:
            return fault.last, "the file ends where a value was expected"
        return fault.here, f"expected a value, found {quoted(fault.char)}"
    if "<document start>" in fault.problem:
        if fault.at_end:
            return fault.last, "the file ends where --- was expected"
        return fault.here, "the value has ended before; a file holds one"
    return None


def _of_quoted(fault: _Fault) -> Explained | None:
    """A string in quotes that has no end, or an escape in one."""
    if "quoted scalar" not in fault.context and "double-quoted" not in fault.context:
        return None
    if "unexpected" in fault.problem:
        return fault.start, "this string is never closed"
    if "unknown escape" in fault.problem:
        # libyaml points at the backslash; the pure parser behind it, and names the character.
        offset = fault.offset - (not fault.problem.endswith("character"))
        name = shortened(fault.text[offset : offset + 2])
        return fault.lines.position(offset), f"YAML knows no escape {name}; a backslash itself is \\\\"
    if "invalid Unicode" in fault.problem:
        return fault.lines.position(fault.offset - 2), _wrong_code(fault.text, fault.offset - 2)
    return fault.here, "an escape lacks hexadecimal digits: \\x has 2, \\u has 4, \\U has 8"


def _of_marks(fault: _Fault) -> Explained | None:
    """What begins as an alias, an anchor or a block of text does, and is none."""
    match fault.context:
        case "while scanning an alias":
            return fault.start, "a value cannot start with * unless it is an alias: write it in quotes"
        case "while scanning an anchor":
            return fault.start, "a value cannot start with & unless it is an anchor: write it in quotes"
        case "while scanning a block scalar":
            return fault.start, "behind | or > come only -, +, a digit from 1 to 9, or a comment"
    return None


def _wrong_code(text: str, offset: int) -> str:
    escape = text[offset : offset + (10 if text.startswith("\\U", offset) else 6)]
    if escape[2:].lower().lstrip("0").startswith("d"):
        return half_of_a_pair(escape)
    return f"{shortened(escape)} is no character: they end at \\U0010ffff"
