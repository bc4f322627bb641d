"""Keywords that assert something of one value as a whole: when each is broken in Python, and how that is said.

What leads to other values, and what objects and choices need besides, belongs to the compilers. Lengths count code points
(Validation, section 6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, assert_never

from reelspec.codegen.python.code import Atom, Compare, Expr, literal, opposite
from reelspec.codegen.validators.module import Module
from reelspec.language.contract.keywords import KEYWORDS, Keyword
from reelspec.language.contract.schema import Number, Schema, is_said
from reelspec.language.regex.ecma import WHITE_SPACE, translate
from reelspec.language.regex.simple import literal_form
from reelspec.language.rules.shown import numeral

TYPES = ("number", "string", "array", "object")
"""The JSON types that assertions are for, in the order in which full code looks at them."""


class Check(NamedTuple):
    """One assertion on a value of one JSON type.

    broken: true when the value, which is of that type, breaks it. message: an expression for the violation's message.
    """

    keyword: Keyword
    broken: Expr
    message: str


def checks(type: str, schema: Schema, value: str, module: Module) -> Iterator[Check]:
    """What the schema asserts of a value of a type, in the table's order. value: an expression, never NaN or infinite."""
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


def _bound(keyword: Keyword, bound: Number, value: str, *, exactly: bool) -> Iterator[Check]:
    """The check of a bound. exactly: as many items are asked for as are allowed."""
    least = keyword.side == "least"
    sign = ("<" if least else ">") + ("=" if keyword.exclusive else "")
    at = "at least" if least else "at most"
    allowed = f"{numeral(bound)} {'is' if bound == 1 else 'are'} allowed"
    match keyword.measure:
        case "number":
            words = f"is {'less' if least else 'more'} than the {keyword.name}"
            if keyword.exclusive:
                words = f"must be {'more' if least else 'less'} than"
            yield Check(
                keyword,
                Compare(value, sign, literal(bound)),
                f"_show({value}) + {literal(f' {words} {numeral(bound)}')}",
            )
        case "length":
            text = literal(f" characters long; {at} {allowed}")
            yield Check(keyword, Compare(f"len({value})", sign, str(bound)), f'f"it is {{len({value})}}" + {text}')
        case "items":
            text = literal(f"; {'exactly' if exactly else at} {allowed}" if bound else "; none is allowed")
            if bound or not least:
                yield Check(keyword, Compare(f"len({value})", sign, str(bound)), f"_number_of({value}) + {text}")
        case "fields":
            text = literal(f" fields; {at} {allowed}")
            yield Check(keyword, Compare(f"len({value})", sign, str(bound)), f'f"it has {{len({value})}}" + {text}')
        case "matches" | None:
            return  # beside `contains`
        case _:
            assert_never(keyword.measure)


def _multiple_of(keyword: Keyword, factor: Number, value: str, _: Module) -> Check:
    text = literal(f" is not a multiple of {numeral(factor)}")
    return Check(keyword, Atom(f"not _multiple({value}, {literal(factor)})"), f"_show({value}) + {text}")


def _pattern(keyword: Keyword, pattern: str, value: str, module: Module) -> Check:
    text = literal(f" does not match {pattern}")
    return Check(keyword, opposite(matches(pattern, value, module)), f"_show({value}) + {text}")


def _unique_items(keyword: Keyword, _: bool, value: str, __: Module) -> Check:
    return Check(keyword, Atom(f"not _unique({value})"), '"an item is there twice"')


_CHECKS: Mapping[str, Callable[[Keyword, Any, str, Module], Check]] = {
    "multipleOf": _multiple_of,
    "pattern": _pattern,
    "uniqueItems": _unique_items,
}
ASSERTIONS = tuple(one for one in KEYWORDS if one.name in _CHECKS or one.measure not in (None, "matches"))
"""The keywords that `checks` gives; the others are of `full.schema`."""


def matches(pattern: str, value: str, module: Module) -> Expr:
    """True when the pattern is found in the string `value`; without a regular expression where none is needed."""
    form = literal_form(pattern)
    if form is not None:
        texts = [literal(one) for one in form.values]
        several = texts[0] if len(texts) == 1 else f"({', '.join(texts)})"
        if len(texts) > 4:
            several = module.values("texts", list(form.values))
        match form.kind:
            case "prefix":
                return Atom(f"{value}.startswith({several})")
            case "suffix":
                return Atom(f"{value}.endswith({several})")
            case "equal" | "one-of" if len(texts) == 1:
                return Compare(value, "==", texts[0])
            case "equal" | "one-of":
                return Compare(value, "in", several)
            case "contains" if len(texts) == 1:
                return Compare(texts[0], "in", value)
            case "not-blank":
                return Compare(f"{value}.strip({literal(WHITE_SPACE)})", "!=", '""')
            case _:
                pass
    return Atom(f"{module.pattern(translate(pattern))}({value})")
