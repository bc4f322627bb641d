"""What violations say: the support function that makes a message when it is read, and what it makes it of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from reelspec.codegen.tree import NULL, Expr, Listed, Lit, Size, Support, Tuple
from reelspec.codegen.validators.module import Module
from reelspec.language.rules.words import type_words
from reelspec.language.source.node import Json


class Message(NamedTuple):
    """say: the support function; words: what it knows before any body is seen; seen: what it shows of the body."""

    say: str
    words: Expr
    seen: Expr = NULL


def text(words: str) -> Message:
    """What needs nothing of the body."""
    return Message("text", Lit(words))


def piece(made: Expr) -> Message:
    """A text or a count that is made when the violation is found."""
    return Message("piece", NULL, made)


def shown(value: Expr, words: str) -> Message:
    """The value, and words after it."""
    return Message("shown", Lit(words), value)


def sized(before: str, number: Expr, unit: str, after: str) -> Message:
    """How many there are of a unit, which is given in the singular, between words."""
    return Message("sized", Tuple((Lit(before), Lit(f" {unit}"), Lit(after))), number)


def counted_items(array: Expr, words: str) -> Message:
    """`it has 3 items`, and words after it."""
    return Message("items", Lit(words), Size(array, "items"))


def not_of_type(types: tuple[str, ...] | str, value: Expr, asked: Expr = NULL) -> Message:
    """types: JSON types, or words for what was asked. asked: the values that were, or words for the types of items."""
    expected = types if isinstance(types, str) else type_words(types)
    return Message("not_of_type", Tuple((Lit(expected), asked)), value)


def not_listed(listed: Expr, value: Expr) -> Message:
    """The value is none of those that are listed."""
    return Message("not_listed", listed, value)


def unexpected(name: Expr, listed: Expr, elsewhere: Expr = NULL) -> Message:
    """No field has the name. listed: those that there are; elsewhere: fields of other models -> what those are called."""
    return Message("unexpected", Tuple((listed, elsewhere)), name)


def misnamed(name: Expr) -> Message:
    """The name of a field is refused."""
    return Message("misnamed", NULL, name)


def ending(address: Expr, words: str) -> Message:
    """The format that an address ends in, and words after it."""
    return Message("ending", Lit(words), address)


def listed(values: Iterable[Json], hint: str, module: Module) -> Expr:
    """Values to choose from."""
    return module.constant(f"{hint}_listed", Listed(tuple(values)))


def with_text(say: str, words: Expr, seen: Expr, before: str = "") -> Message:
    """What is said after a text, by `presence` or `held`."""
    return Message(say, Tuple((Lit(before), words)), seen)


def joined(*parts: str | Message) -> Message:
    """One message of several."""
    texts = [part for part in parts if part]
    match texts:
        case [str() as only_text]:
            return text(only_text)
        case [Message() as only]:
            return only
        case [str() as before, Message("presence" | "held" as say, Tuple((_, known)), seen_there)]:
            return with_text(say, known, seen_there, before)
    words = (Lit(part) if isinstance(part, str) else Tuple((Support(part.say), part.words)) for part in texts)
    seen = tuple(part.seen for part in texts if isinstance(part, Message))
    return Message("joined", Tuple(tuple(words)), Tuple(seen))
