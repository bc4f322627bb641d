"""Python code as data: expressions, statements, and the one place that prints them.

Text from specs enters code only through `literal` and `comment`, which leave nothing of it that Python could read as code.
Used by the emitters of Python validators; knows nothing of specs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from reelspec.language.source.node import Json

WIDTH = 110
"""The longest line that the printer leaves unbroken where there is a place to break it."""


# Expressions


@dataclass(frozen=True)
class Atom:
    """An expression that needs no parentheses anywhere: a name, a literal, a call, an index."""

    text: str


@dataclass(frozen=True)
class Compare:
    """A comparison, so that its negation is the opposite operator rather than `not`."""

    left: str
    operator: str
    right: str


@dataclass(frozen=True)
class And:
    parts: tuple[Expr, ...]


@dataclass(frozen=True)
class Or:
    parts: tuple[Expr, ...]


@dataclass(frozen=True)
class Negated:
    part: Expr


Expr: TypeAlias = Atom | Compare | And | Or | Negated

TRUE = Atom("True")
FALSE = Atom("False")

# `<` and its kin are left out: their opposites differ for NaN, and code that judges numbers must not depend on it.
_OPPOSITE = {"is": "is not", "is not": "is", "in": "not in", "not in": "in", "==": "!=", "!=": "=="}


def both(*parts: Expr) -> Expr:
    """The conjunction of parts, without the constants and without nesting."""
    flat: list[Expr] = []
    for part in parts:
        if part == FALSE:
            return FALSE
        if part == TRUE:
            continue
        for one in part.parts if isinstance(part, And) else (part,):
            if one not in flat:
                flat.append(one)
    if not flat:
        return TRUE
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def either(*parts: Expr) -> Expr:
    """The disjunction of parts, without the constants and without nesting."""
    flat: list[Expr] = []
    for part in parts:
        if part == TRUE:
            return TRUE
        if part == FALSE:
            continue
        for one in part.parts if isinstance(part, Or) else (part,):
            if one not in flat:
                flat.append(one)
    if not flat:
        return FALSE
    return flat[0] if len(flat) == 1 else Or(tuple(flat))


def opposite(part: Expr) -> Expr:
    """The negation of part, pushed inwards as far as it stays readable."""
    match part:
        case Atom("True"):
            return FALSE
        case Atom("False"):
            return TRUE
        case Compare(left, operator, right) if operator in _OPPOSITE:
            return Compare(left, _OPPOSITE[operator], right)
        case Negated(inner):
            return inner
        case And(parts):
            return either(*(opposite(one) for one in parts))
        case Or(parts):
            return both(*(opposite(one) for one in parts))
        case _:
            return Negated(part)


def show(expression: Expr) -> str:
    """The expression on one line."""
    match expression:
        case Atom(text):
            return text
        case Compare(left, operator, right):
            return f"{left} {operator} {right}"
        case And(parts):
            return " and ".join(f"({show(one)})" if isinstance(one, Or) else show(one) for one in parts)
        case Or(parts):
            return " or ".join(f"({show(one)})" if isinstance(one, And) else show(one) for one in parts)
        case Negated(inner):
            return f"not {show(inner)}" if isinstance(inner, Atom) else f"not ({show(inner)})"


# Literals and comments: the only doors for text from specs


def literal(value: Json) -> str:
    """A Python expression in ASCII for a JSON value; strings in double quotes, as formatters write them."""
    match value:
        case None | bool():
            return repr(value)
        case int():
            return str(value)
        case float():
            if not math.isfinite(value):
                raise ValueError("JSON has no NaN and no infinity")
            return repr(value)
        case str():
            return _text(value)
        case list():
            return "[" + ", ".join(map(literal, value)) + "]"
        case dict():
            return "{" + ", ".join(f"{literal(key)}: {literal(one)}" for key, one in value.items()) + "}"


@lru_cache(4096)
def _text(value: str) -> str:
    if value.isascii() and value.isprintable():
        if '"' in value or "\\" in value:
            value = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{value}"'
    return '"' + "".join(map(_escaped, value)) + '"'


def _escaped(character: str) -> str:
    code = ord(character)
    if character in '"\\':
        return "\\" + character
    if 32 <= code < 127:
        return character
    named = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character)
    if named is not None:
        return named
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"


def tuple_of(texts: Iterable[str]) -> str:
    """A tuple display of expressions."""
    inside = list(texts)
    return f"({inside[0]},)" if len(inside) == 1 else "(" + ", ".join(inside) + ")"


def plain(text: str) -> str:
    """Text for a comment or docstring: one line of printable ASCII, everything else escaped."""
    folded = " ".join(text.split())
    return "".join(one if 32 <= ord(one) < 127 else _escaped(one) for one in folded).replace("\\", "/")


# Statements


@dataclass(frozen=True)
class Line:
    """A simple statement."""

    text: str


@dataclass(frozen=True)
class Comment:
    text: str


@dataclass(frozen=True)
class If:
    test: Expr
    body: Block
    orelse: Block = ()


@dataclass(frozen=True)
class For:
    target: str
    iterable: str
    body: Block


@dataclass(frozen=True)
class Try:
    body: Block
    exception: str
    handler: Block


@dataclass(frozen=True)
class Call:
    """A call as a statement, whose arguments may stand on lines of their own: `out.append(_enum(...))`.

    before, after: what stands around it: `out.append(` and `)`.
    """

    function: str
    arguments: tuple[str, ...]
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Function:
    """A function of the module."""

    name: str
    parameters: str
    returns: str
    body: Block
    doc: str = ""


Statement: TypeAlias = Line | Comment | If | For | Try | Call
Block: TypeAlias = tuple[Statement, ...]


def lines(block: Sequence[Statement], depth: int = 0) -> list[str]:
    """The block as lines of Python, four spaces a level."""
    pad = "    " * depth
    out: list[str] = []
    for statement in block:
        match statement:
            case Line(text):
                out += _wrapped_line(pad, text)
            case Comment(text):
                out.append(f"{pad}# {plain(text)}"[:WIDTH].rstrip())
            case If():
                out += _if(statement, depth)
            case For(target, iterable, body):
                out.append(f"{pad}for {target} in {iterable}:")
                out += lines(body, depth + 1) or [f"{pad}    pass"]
            case Try(body, exception, handler):
                out.append(f"{pad}try:")
                out += lines(body, depth + 1)
                out.append(f"{pad}except {exception}:")
                out += lines(handler, depth + 1)
            case Call():
                out += _call(pad, statement)
    return out


def function_lines(function: Function) -> list[str]:
    """The function as lines of Python."""
    out = [f"def {function.name}({function.parameters}) -> {function.returns}:"]
    if function.doc:
        out.append(f'    """{plain(function.doc).replace(chr(34), chr(39))}"""')
    return out + (lines(function.body, 1) or ["    pass"])


def _if(statement: If, depth: int) -> list[str]:
    pad = "    " * depth
    out: list[str] = []
    word = "if"
    while True:
        out += _header(pad, word, statement.test)
        out += lines(statement.body, depth + 1) or [f"{pad}    pass"]
        orelse = statement.orelse
        if len(orelse) == 1 and isinstance(orelse[0], If):
            statement, word = orelse[0], "elif"
            continue
        if orelse:
            out.append(f"{pad}else:")
            out += lines(orelse, depth + 1)
        return out


def _header(pad: str, word: str, test: Expr) -> list[str]:
    one = f"{pad}{word} {show(test)}:"
    if len(one) <= WIDTH or not isinstance(test, And | Or):
        return [one]
    joint = "and" if isinstance(test, And) else "or"
    inner = Or if isinstance(test, And) else And
    shown = [f"({show(part)})" if isinstance(part, inner) else show(part) for part in test.parts]
    return [f"{pad}{word} (", f"{pad}    {shown[0]}", *(f"{pad}    {joint} {part}" for part in shown[1:]), f"{pad}):"]


def _call(pad: str, call: Call) -> list[str]:
    one = f"{pad}{call.before}{call.function}({', '.join(call.arguments)}){call.after}"
    if len(one) <= WIDTH:
        return [one]
    if not call.before:
        return [f"{pad}{call.function}(", *(f"{pad}    {argument}," for argument in call.arguments), f"{pad})"]
    middle = f"{pad}    {call.function}({', '.join(call.arguments)})"
    inside = [middle] if len(middle) <= WIDTH else _call(f"{pad}    ", Call(call.function, call.arguments))
    inside[-1] += call.after[:-1]
    return [f"{pad}{call.before}", *inside, f"{pad}{call.after[-1]}"]


def _wrapped_line(pad: str, text: str) -> list[str]:
    return [f"{pad}{text}"]


def constant_lines(name: str, opening: str, elements: Sequence[str], closing: str) -> list[str]:
    """`NAME: Final = opening elements closing`, with as many elements on a line as fit when one line is too short."""
    if opening == "(":  # of no fixed length: mypyc would copy each element at each use
        name += ": Final[tuple[Any, ...]]"
    else:
        name += ": Final"
    one = f"{name} = {opening}{', '.join(elements)}{closing}"
    if len(one) <= WIDTH:
        return [one]
    if not opening:
        return [f"{name} = (", f"    {', '.join(elements)}", ")"]
    out = [f"{name} = {opening}"]
    current = "   "
    for element in elements:
        if len(current) + len(element) + 2 > WIDTH and current.strip():
            out.append(current)
            current = "   "
        current += f" {element},"
    # Every element is followed by a comma here, also the only one of a tuple.
    return [*out, current, closing.lstrip(",")]
