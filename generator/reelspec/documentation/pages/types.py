"""Types as pages write them (`enum<string>`, `object[]`, `array<string>`, `integer<int64>`), and values in those types."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reelspec.documentation.pages.chinese import english
from reelspec.documentation.pages.text import parsed
from reelspec.language.source.node import Json
from reelspec.language.source.values import has_type

_NAMES = {
    word: name
    for name, words in (
        ("string", "string str text file url uri"),
        ("integer", "integer int int32 int64 long"),
        ("number", "number float float32 float64 double decimal"),
        ("boolean", "boolean bool"),
        ("object", "object dict map"),
        ("array", "array list"),
        ("null", "null"),
    )
    for word in words.split()
}
_OR = re.compile(r"`?\sor\s`?", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z0-9]{1,12}")
_FORMAT = re.compile(r"[a-z0-9][a-z0-9_-]{0,30}")


@dataclass(frozen=True)
class Written:
    """A type: of JSON Schema, or several; items: that of an array's items, None if it is not said; format: `uri`."""

    types: tuple[str, ...]
    items: Written | None = None
    format: str | None = None

    @property
    def value(self) -> str | tuple[str, ...]:
        """As a fact has it."""
        return self.types[0] if len(self.types) == 1 else self.types


def read_type(text: str) -> Written | None:
    """The type that a line says, None where it is no type."""
    if len(text) > 120:
        return None
    return _read(english(text).strip().strip("`").strip(), 0)


def _read(text: str, depth: int) -> Written | None:
    if depth > 6 or not text:
        return None
    lower = text.lower()
    if lower.startswith("optional "):
        return _read(text.split(" ", 1)[1], depth + 1)
    if lower.startswith("nullable "):
        return _read(f"{text.split(' ', 1)[1]} | null", depth + 1)
    choices = _choices(text)
    if len(choices) > 1:
        parts = [_read(choice.strip(), depth + 1) for choice in choices]
        known = [part for part in parts if part is not None]
        if len(known) != len(parts):
            return None
        names = tuple(sorted({name for written in known for name in written.types}))
        format_ = next((written.format for written in known if written.format is not None), None)
        return Written(names, next((written.items for written in known if written.items is not None), None), format_)
    if lower.endswith("[]") or lower.startswith("[]"):  # `[]string` as Go has it
        inner = _read(text[:-2] if lower.endswith("[]") else text[2:], depth + 1)
        return None if inner is None else Written(("array",), inner)
    for prefix in ("array of ", "list of "):
        if lower.startswith(prefix):
            inner = _read(text[len(prefix) :].rstrip("s"), depth + 1)
            return None if inner is None else Written(("array",), inner)
    opening = text.find("<")
    if opening < 0 and text.endswith("]") and lower.split("[", 1)[0] in ("array", "list"):
        opening = text.find("[")
    if opening > 0 and text[-1] in ">]":
        outer, inside = lower[:opening].rstrip(), text[opening + 1 : -1]
        if outer in ("array", "list"):
            return Written(("array",), _read(inside, depth + 1)) if _plausible(inside) else None
        if outer == "enum":
            return _read(inside, depth + 1)
        if outer in ("string", "integer", "number") and _FORMAT.fullmatch(inside.lower()):
            return Written((outer,), None, inside.lower())
        return Written(("object",)) if outer in ("map", "dict", "record") and _plausible(inside) else None
    if lower == "enum":
        return Written(("string",))
    name = _NAMES.get(lower) if _WORD.fullmatch(text) else None
    return None if name is None else Written((name,))


def _choices(text: str) -> list[str]:
    """The types between bars or `or`, of those that stand in no brackets."""
    text = _OR.sub(" | ", text)
    parts, depth = [""], 0
    for character in text:
        depth += (character in "<[(") - (character in ">])")
        if character == "|" and depth <= 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _plausible(inside: str) -> bool:
    return bool(inside) and len(inside) <= 80


def in_type(text: str, written: Written | None) -> Json:
    """A value as a page prints it, in the field's type: `5` is a number for an integer and a text for a string.

    Quotes around it are the page's. What is no value of the type stays the text that it is.
    """
    text = text.strip().strip("`").strip()
    bare = text[1:-1] if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'" else text
    types = () if written is None else written.types
    if "null" in types and text == "null":
        return None
    if "string" in types:
        return bare
    good, value = parsed(bare.lower() if bare.lower() in ("true", "false", "null") else bare)
    if good and (not types or any(has_type(value, name) for name in types)):
        return int(value) if isinstance(value, float) and value.is_integer() and types == ("integer",) else value
    return bare
