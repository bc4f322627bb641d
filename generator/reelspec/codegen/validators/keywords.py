"""Keywords that assert something of one value as a whole: when each is broken, and how that is said.

What leads to other values, and what objects and choices need besides, belongs to the compilers. Lengths count code points
(Validation, section 6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, assert_never

from reelspec.codegen.tree import (
    Blank,
    Call,
    Expr,
    Lit,
    Member,
    Negated,
    Order,
    Part,
    Same,
    Searched,
    Size,
    Tuple,
    opposite,
)
from reelspec.codegen.validators.messages import Message, counted_items, shown, sized, text
from reelspec.codegen.validators.module import Module
from reelspec.language.contract.keywords import KEYWORDS, Keyword
from reelspec.language.contract.schema import Number, Schema, is_said
from reelspec.language.regex.simple import literal_form
from reelspec.language.rules.words import asks_for_text, value_words

TYPES = ("number", "string", "array", "object")
"""The JSON types that assertions are for, in the order in which the compilers ask for them."""


class Check(NamedTuple):
    """One assertion on a value of one JSON type.

    broken: true when the value, which is of that type, breaks it. message: what the violation says.
    """

    keyword: Keyword
    broken: Expr
    message: Message


def checks(type: str, schema: Schema, value: Expr, module: Module) -> Iterator[Check]:
    """What the schema asserts of a value of a type, in the table's order. value: never NaN or infinite."""
    for keyword in ASSERTIONS:
        if keyword.type != type:
            continue
        wanted = getattr(schema, keyword.attribute)
        if not is_said(wanted):
            continue
        if keyword.name in _CHECKS:
            yield _CHECKS[keyword.name](keyword, wanted, value, module)
        else:
            yield from _bound(keyword, wanted, value, exactly=schema.min_items == schema.max_items)


def _bound(keyword: Keyword, bound: Number, value: Expr, *, exactly: bool) -> Iterator[Check]:
    """The check of a bound. exactly: as many items are asked for as are allowed."""
    least = keyword.side == "least"
    at = "at least" if least else "at most"
    wanted = f"{at} {value_words(bound)} {'is' if bound == 1 else 'are'} {'needed' if least else 'allowed'}"

    def beyond(measured: Expr) -> Expr:
        if keyword.exclusive:
            return Order(measured, "<=" if least else ">=", Lit(bound))
        return Order(measured, "<" if least else ">", Lit(bound))

    match keyword.measure:
        case "number":
            words = f"is {'less' if least else 'more'} than the {keyword.name}"
            if keyword.exclusive:
                words = f"is not {'more' if least else 'less'} than"
            yield Check(keyword, beyond(value), shown(value, f" {words} {value_words(bound)}"))
        case "length":
            size = Size(value, "length")
            yield Check(keyword, beyond(size), sized("it is ", size, "character", f" long; {wanted}"))
        case "items":
            words = f"; {wanted}" if bound else "; none is allowed"
            if exactly and bound:
                words = f"; exactly {value_words(bound)} {'is' if bound == 1 else 'are'} needed"
            if bound or not least:
                yield Check(keyword, beyond(Size(value, "items")), counted_items(value, words))
        case "fields":
            size = Size(value, "fields")
            yield Check(keyword, beyond(size), sized("it has ", size, "field", f"; {wanted}"))
        case "matches" | None:
            return  # beside `contains`
        case _:
            assert_never(keyword.measure)


def _multiple_of(keyword: Keyword, factor: Number, value: Expr, _: Module) -> Check:
    words = f" is not a multiple of {value_words(factor)}"
    return Check(keyword, Negated(Call("multiple", (value, Lit(factor)))), shown(value, words))


def _pattern(keyword: Keyword, pattern: str, value: Expr, module: Module) -> Check:
    words = " is blank" if asks_for_text(pattern) else f" does not match {pattern}"
    return Check(keyword, opposite(matches(pattern, value, module)), shown(value, words))


def _unique_items(keyword: Keyword, _: bool, value: Expr, __: Module) -> Check:
    return Check(keyword, Negated(Call("unique", (value,))), text("an item is there twice"))


_CHECKS: Mapping[str, Callable[[Keyword, Any, Expr, Module], Check]] = {
    "multipleOf": _multiple_of,
    "pattern": _pattern,
    "uniqueItems": _unique_items,
}
ASSERTIONS = tuple(
    keyword for keyword in KEYWORDS if keyword.name in _CHECKS or keyword.measure not in (None, "matches")
)
"""The keywords that `checks` gives; the others belong to the compilers."""


def matches(pattern: str, value: Expr, module: Module) -> Expr:
    """True when the pattern is found in the string `value`; without a regular expression where none is needed."""
    form = literal_form(pattern)
    if form is not None:
        texts = tuple(map(Lit, form.values))
        first = texts[0] if len(texts) == 1 else Tuple(texts)
        several = module.constant("texts", first) if len(texts) > 4 else first
        match form.kind:
            case "prefix":
                return Part(value, "begins", several, pattern)
            case "suffix":
                return Part(value, "ends", several, pattern)
            case "equal" | "one-of" if len(texts) == 1:
                return Same(value, first)
            case "equal" | "one-of":
                return Member(value, several)
            case "contains" if len(texts) == 1:
                return Part(value, "has", first)
            case "not-blank":
                return Negated(Blank(value))
            case _:
                pass
    return Searched(module.pattern(pattern), value)
