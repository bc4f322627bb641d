"""JSON types in Python code: tests on exact built-in types, and the words for them. Shared by both compilers."""

from __future__ import annotations

from reelspec.codegen.python.code import Atom, Compare, Expr, both, either, literal
from reelspec.codegen.validators.module import Module
from reelspec.language.contract.schema import Constant, Schema
from reelspec.language.rules.words import listing, value_words
from reelspec.language.source.node import Json

WORDS = {
    "null": "null",
    "boolean": "true or false",
    "integer": "an integer",
    "number": "a number",
    "string": "a string",
    "array": "an array",
    "object": "an object",
}
CLASSES = {"boolean": "bool", "string": "str", "array": "list", "object": "dict"}


def is_type(name: str, value: str, *, fast: bool) -> Expr:
    """The value is of a JSON type. fast: an integer written as 8.0 may be refused, since the full judgement follows."""
    match name:
        case "null":
            return Compare(value, "is", "None")
        case "integer" if fast:
            return Compare(f"type({value})", "is", "int")
        case "integer":  # what nearly all integers are, before a function is called
            return either(Compare(f"type({value})", "is", "int"), Atom(f"_is_integer({value})"))
        case "number":
            return either(Compare(f"type({value})", "is", "int"), Atom(f"_is_number({value})"))
        case _:
            return Compare(f"type({value})", "is", CLASSES[name])


def is_any_type(names: tuple[str, ...], value: str, *, fast: bool) -> Expr:
    """The value is of one of the JSON types."""
    wanted = [name for name in names if not (name == "integer" and "number" in names)]
    return either(*(is_type(name, value, fast=fast) for name in wanted))


def is_exact(kind: str, value: str) -> Expr:
    """The value is exactly of Python's type for a kind of value: object, array, string or number."""
    if kind == "number":
        return Atom(f"_is_number({value})")
    return Compare(f"type({value})", "is", CLASSES[kind])


def type_words(names: tuple[str, ...]) -> str:
    """`a string`, `a string or null`."""
    return listing([WORDS[name] for name in names])


def is_listed(
    values: tuple[Json, ...], value: str, module: Module, hint: str, *, known: tuple[str, ...] | None, plain: bool
) -> Expr:
    """The value equals one of `values` (JSON equality).

    known: the types that the value is known to have, None if any. plain: it is of JSON's own types, or a gap.
    """
    parts: list[Expr] = []
    texts = [one for one in values if isinstance(one, str)]
    numbers = [one for one in values if isinstance(one, int | float) and not isinstance(one, bool)]
    if texts:
        one = len(texts) == 1
        found = Compare(value, "==", literal(texts[0])) if one else Compare(value, "in", module.strings(hint, texts))
        # Membership hashes the value; equality asks the value itself, which only a plain one answers truthfully.
        safe = known == ("string",) or (plain and one)
        parts.append(found if safe else both(Compare(f"type({value})", "is", "str"), found))
    if numbers:
        shown = ", ".join(map(literal, numbers))
        found = Compare(value, "==", shown) if len(numbers) == 1 else Compare(value, "in", f"({shown})")
        safe = known is not None and set(known) <= {"integer", "number", "string", "null"}
        parts.append(found if safe else both(Atom(f"_is_number({value})"), found))
    for other in values:
        if other is None or isinstance(other, bool):
            parts.append(Compare(value, "is", literal(other)))
        elif isinstance(other, list | dict):
            parts.append(Atom(f"_equal({value}, {literal(other)})"))
    return either(*parts)


def list_of(schema: Schema) -> tuple[str, tuple[Json, ...]] | None:
    """The keyword and the values of a schema's const or enum; const first."""
    if schema.const is not None:
        return "const", (schema.const.value,)
    if schema.enum is not None:
        return "enum", schema.enum
    return None


def list_words(values: tuple[Json, ...]) -> str:
    """`"480P", "720P" or "1080P"`."""
    return listing([value_words(one) for one in values])


__all__ = ["CLASSES", "WORDS", "Constant", "is_any_type", "is_listed", "is_type", "list_of", "list_words", "type_words"]
