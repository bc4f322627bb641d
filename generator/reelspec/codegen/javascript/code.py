"""Text from specs in JavaScript and TypeScript: literals, names and comments, which leave nothing of it to be read as code."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable

from reelspec.language.source.node import Json

SAFE = 2**53
"""Up to here numbers are exact integers."""
_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_OF_ALL_OBJECTS = frozenset(
    [
        "__defineGetter__",
        "__defineSetter__",
        "__lookupGetter__",
        "__lookupSetter__",
        "__proto__",
        "constructor",
        "hasOwnProperty",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "toLocaleString",
        "toString",
        "valueOf",
    ]
)
RESERVED = frozenset(
    [
        "abstract",
        "any",
        "arguments",
        "as",
        "async",
        "await",
        "boolean",
        "break",
        "case",
        "catch",
        "class",
        "const",
        "continue",
        "debugger",
        "declare",
        "default",
        "delete",
        "do",
        "else",
        "enum",
        "eval",
        "export",
        "extends",
        "false",
        "finally",
        "for",
        "from",
        "function",
        "get",
        "if",
        "implements",
        "import",
        "in",
        "instanceof",
        "interface",
        "let",
        "module",
        "namespace",
        "never",
        "new",
        "null",
        "number",
        "object",
        "of",
        "package",
        "private",
        "protected",
        "public",
        "return",
        "satisfies",
        "set",
        "static",
        "string",
        "super",
        "switch",
        "symbol",
        "this",
        "throw",
        "true",
        "try",
        "type",
        "typeof",
        "undefined",
        "unknown",
        "var",
        "void",
        "while",
        "with",
        "yield",
        "Array",
        "Infinity",
        "Map",
        "NaN",
        "Number",
        "Object",
        "Set",
        "String",
    ]
)
"""Words of the two languages, and globals that printed code uses: no variable and no type is called so."""


def literal(value: Json) -> str:
    """An expression in ASCII for a JSON value."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            if not math.isfinite(value):
                raise ValueError("JSON has no NaN and no infinity")
            return str(int(value)) if value.is_integer() and abs(value) <= SAFE else repr(value)
        case str():
            return text(value)
        case list():
            return f"[{', '.join(map(literal, value))}]"
        case dict():
            return "{" + ", ".join(f"{_key(key)}: {literal(item)}" for key, item in value.items()) + "}"


def text(value: str) -> str:
    """A string literal that ends no script element around it."""
    # Half of a surrogate pair is escaped as such, and so is each half of a whole one.
    return json.dumps(value).replace("</", "<\\/").replace("<!", "<\\u0021").replace("\x7f", "\\x7f")


def _key(name: str) -> str:
    # Written as it is, `__proto__` would set the prototype.
    return '["__proto__"]' if name == "__proto__" else text(name)


def member(name: str) -> str:
    """`.name` or `["name"]`."""
    return f".{name}" if _IDENTIFIER.fullmatch(name) else f"[{text(name)}]"


def property_name(name: str) -> str:
    """A name as it is declared in a type."""
    return name if _IDENTIFIER.fullmatch(name) else text(name)


def inherited(name: str) -> bool:
    """All objects have a property of that name."""
    return name in _OF_ALL_OBJECTS


def comment(value: str) -> str:
    """Text for a comment: one line of printable ASCII that ends no comment."""
    folded = " ".join(value.split())
    ascii_only = "".join(
        character if 32 <= ord(character) < 127 else json.dumps(character)[1:-1] for character in folded
    )
    return ascii_only.replace("*/", "* /").replace("</", "< /").replace("<!", "< !")


def documentation(value: str, pad: str = "") -> list[str]:
    """The lines of a documentation comment, none for no text."""
    text = comment(value)
    return [f"{pad}/** {text} */"] if text else []


def filled(pad: str, parts: Iterable[str], width: int) -> list[str]:
    """As many parts on a line as fit, each with its comma."""
    lines, current = [], ""
    for part in parts:
        if current and len(pad) + len(current) + len(part) + 2 > width:
            lines.append(pad + current)
            current = ""
        current += f"{' ' if current else ''}{part},"
    return [*lines, pad + current] if current else lines
