"""JSON types and lists of values as tests, and the words for them. Shared by both compilers."""

from __future__ import annotations

from reelspec.codegen.tree import Absent, Call, Expr, Kind, Lit, Member, Of, Same, ScalarSet, Tuple, both, either
from reelspec.codegen.validators.module import Module
from reelspec.language.contract.schema import Schema
from reelspec.language.rules.words import listing, value_words
from reelspec.language.source.node import Json

KINDS: dict[str, Of] = {
    "boolean": "boolean",
    "integer": "integer",
    "number": "number",
    "string": "string",
    "array": "array",
    "object": "object",
}


def is_type(name: str, value: Expr) -> Expr:
    """The value is of a JSON type."""
    return Absent(value) if name == "null" else Kind(value, KINDS[name])


def is_any_type(names: tuple[str, ...], value: Expr) -> Expr:
    """The value is of one of the JSON types."""
    return either(*(is_type(name, value) for name in names if not (name == "integer" and "number" in names)))


def is_listed(
    values: tuple[Json, ...], value: Expr, module: Module, hint: str, *, known: tuple[str, ...] | None, plain: bool
) -> Expr:
    """The value equals one of `values` (JSON equality, Core, section 4.2.2).

    known: the types that the value is known to have, None if any. plain: it is of JSON's own types, or a gap.
    """
    parts: list[Expr] = []
    texts = [value for value in values if isinstance(value, str)]
    numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    if texts:
        listed = (
            _one_of(value, texts) if len(texts) == 1 else Member(value, module.constant(hint, ScalarSet(tuple(texts))))
        )
        # Membership hashes the value; equality asks the value itself, which only a plain one answers truthfully.
        safe = known == ("string",) or (plain and len(texts) == 1)
        parts.append(listed if safe else both(Kind(value, "string"), listed))
    if numbers:
        listed = _one_of(value, numbers)
        safe = known is not None and set(known) <= {"integer", "number", "string", "null"}
        parts.append(listed if safe else both(Kind(value, "number"), listed))
    for other in values:
        if other is None or isinstance(other, bool):
            parts.append(Same(value, Lit(other)))
        elif isinstance(other, list | dict):
            parts.append(Call("equal", (value, Lit(other))))
    return either(*parts)


def _one_of(value: Expr, scalars: list[str] | list[int | float]) -> Expr:
    if len(scalars) == 1:
        return Same(value, Lit(scalars[0]))
    return Member(value, Tuple(tuple(map(Lit, scalars))))


def list_of(schema: Schema) -> tuple[str, tuple[Json, ...]] | None:
    """The keyword and the values of a schema's const or enum; const first."""
    if schema.const is not None:
        return "const", (schema.const.value,)
    if schema.enum is not None:
        return "enum", schema.enum
    return None


def list_words(values: tuple[Json, ...]) -> str:
    """`"480P", "720P" or "1080P"`."""
    return listing([value_words(value) for value in values])
