"""The YAML parsers' syntax errors in plain words and at the most useful place; called by the YAML reader."""

from __future__ import annotations

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


def _explained(error: yaml.YAMLError, text: str, last: Position) -> tuple[Position, str]:
    if not isinstance(error, yaml.MarkedYAMLError):
        return last, f"this is not YAML: {shortened(str(error), 200)}"
    context = error.context or ""
    problem = error.problem or ""
    start = _position(error.context_mark)
    here = _position(error.problem_mark) or start or last
    start = start or here
    lines = Lines(text)
    offset = lines.offset(here)
    char = text[offset : offset + 1]
    at_end = not text[offset:].strip()

    if "cannot start any token" in problem or "tab character" in problem:
        if char == "\t":
            return here, "a tab stands here; YAML indents and separates by spaces"
        return here, f"a value cannot start with {char}: write it in quotes"
    if "could not find expected ':'" in problem:
        return start, "expected a key and a colon; there is no colon"
    if "mapping values are not allowed" in problem:
        return here, (
            "this colon makes a key where none can stand: quote the text, or look at the indentation "
            "of this line and of the one before"
        )
    if "sequence entries are not allowed" in problem:
        return here, "a list cannot start here: its first - goes on a line of its own"
    if context == "while parsing a block mapping":
        if last[0] == here[0] and text[lines.offset(last) : lines.offset(last) + 1] in ("'", '"'):
            return here, (
                "text stands behind a closing quote: a quote inside a string is doubled in single quotes, "
                'and written \\" in double ones'
            )
        return here, (f"expected the next key of the mapping that starts in line {start[0]}: look at the indentation")
    if context == "while parsing a block collection":
        return (
            here,
            f"expected the next - of the list that starts in line {start[0]}: look at the indentation",
        )
    if context in ("while parsing a flow sequence", "while parsing a flow mapping"):
        opening, closing = ("[", "]") if context.endswith("sequence") else ("{", "}")
        if at_end:
            return start, f"this {opening} is never closed"
        return here, f"expected a comma or {closing}; the {opening} stands in line {start[0]}"
    if "node content" in problem:
        if at_end:
            return last, "the file ends where a value was expected"
        return here, f"expected a value, found {quoted(char)}"
    if "<document start>" in problem:
        if at_end:
            return last, "the file ends where --- was expected"
        return here, "the value has ended before; a file holds one"
    if "quoted scalar" in context or "double-quoted" in context:
        if "unexpected" in problem:
            return start, "this string is never closed"
        if "unknown escape" in problem:
            # libyaml points at the backslash; the pure parser behind it, and names the character.
            if not problem.endswith("character"):
                offset -= 1
            name = shortened(text[offset : offset + 2])
            return lines.position(offset), f"YAML knows no escape {name}; a backslash itself is \\\\"
        if "invalid Unicode" in problem:
            return lines.position(offset - 2), _wrong_code(text, offset - 2)
        return here, "an escape lacks hexadecimal digits: \\x has 2, \\u has 4, \\U has 8"
    if context == "while scanning an alias":
        return start, "a value cannot start with * unless it is an alias: write it in quotes"
    if context == "while scanning an anchor":
        return start, "a value cannot start with & unless it is an anchor: write it in quotes"
    if context == "while scanning a block scalar":
        return start, "behind | or > come only -, +, a digit from 1 to 9, or a comment"
    words = ": ".join(part for part in (context, problem) if part)
    return here, f"this is not YAML: {shortened(words, 200)}"


def _wrong_code(text: str, offset: int) -> str:
    escape = text[offset : offset + (10 if text.startswith("\\U", offset) else 6)]
    if escape[2:].lower().lstrip("0").startswith("d"):
        return half_of_a_pair(escape)
    return f"{shortened(escape)} is no character: they end at \\U0010ffff"
