"""Assertions on strings: minLength, maxLength, pattern (Validation, section 6.3). Lengths count code points."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.codegen.python.code import Atom, Compare, Expr, literal, opposite
from reelspec.codegen.validators.keywords.check import Check
from reelspec.codegen.validators.module import Module
from reelspec.language.contract.schema import Schema
from reelspec.language.regex.ecma import WHITE_SPACE, translate
from reelspec.language.regex.simple import literal_form


def strings(schema: Schema, value: str, module: Module) -> Iterator[Check]:
    """The checks on a string."""
    for keyword, bound, operator, words in (
        ("minLength", schema.min_length, "<", "at least"),
        ("maxLength", schema.max_length, ">", "at most"),
    ):
        if bound is not None:
            text = literal(f" characters long; {words} {bound} {'is' if bound == 1 else 'are'} allowed")
            yield Check(keyword, Compare(f"len({value})", operator, str(bound)), f'f"it is {{len({value})}}" + {text}')
    if schema.pattern is not None:
        text = literal(f" does not match {schema.pattern}")
        yield Check("pattern", opposite(matches(schema.pattern, value, module)), f"_show({value}) + {text}")


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
