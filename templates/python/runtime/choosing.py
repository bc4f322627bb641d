"""Which model a request body names, and what is wrong when it names none. Used by the clients and the request models.

One field of the body, the discriminator, decides whose validator judges it. What is wrong with that field is said in the
words of the validators: the code for it stands below, as in every one of them.
"""
# A body is of no known type until it has been judged.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, Final


def named(body: Any, discriminator: str) -> str:
    """The model that the body names, "" where that is no text. Never raises, whatever the body is."""
    try:
        if issubclass(type(body), dict) and discriminator in dict.keys(body):
            value = dict.__getitem__(body, discriminator)
            return str.__str__(value) if issubclass(type(value), str) else ""
    except Exception:  # a key that cannot be compared: the body is told so below
        return ""
    return ""


class Unnamed:
    """Stands in for the validator of a body that names none of the models: it refuses, and says which ones there are.

    violation: the class of what it finds, as a validator has it. models: the names to choose from. source: title and
    section of the document that lists them.
    """

    __slots__ = ("_fields", "_models", "_source", "_violation")

    def __init__(self, violation: Any, discriminator: str, models: Iterable[str], source: str = "") -> None:
        self._violation = violation
        self._fields = _kept((discriminator,))
        self._models = _kept(tuple(models))
        self._source = source

    def is_valid(self, body: Any) -> bool:
        """False."""
        return False

    def errors(self, body: Any) -> tuple[Any, ...]:
        """What is wrong with the field that names the model. Never raises."""
        try:
            found = self._found(body)
        except Exception:  # another thread changes it
            found = [("unreadable", "", "it cannot be read to its end")]
        return tuple(self._violation(rule, path, (), message, "error", self._source) for rule, path, message in found)

    def validate(self, body: Any, *, strict: bool = False) -> tuple[Any, ...]:
        """As errors."""
        return self.errors(body)

    def _found(self, body: Any) -> list[tuple[str, str, str]]:
        """(rule, path, message) of each."""
        if not issubclass(type(body), dict):
            return [("type", "", _not_of_type(_outside(body), "an object"))]
        (field,) = self._fields
        names: list[str] = [str.__str__(key) for key in dict.keys(body) if issubclass(type(key), str)]
        if field in names:
            value = _outside(dict.__getitem__(body, field))
            rule = "enum" if type(value) is str else "type"
            return [(rule, f"/{_token(field)}", _not_listed(value, self._models))]
        message = f"{field} is required, to tell which is meant: {_choice(self._models)}"
        found = [("required", f"/{_token(field)}", message)]
        for name in names:
            if _meant(name, self._fields) and named(body, name) in self._models:
                found.append(("additionalProperties", f"/{_token(name)}", _unexpected(name, self._fields)))
        return found


_KEPT: dict[tuple[str, ...], tuple[str, ...]] = {}


def _kept(names: tuple[str, ...]) -> tuple[str, ...]:
    """Always the same tuple for the same names: what is looked up in it is prepared once for each tuple."""
    return _KEPT.setdefault(names, names)


def _outside(value: Any) -> Any:
    """The value as far as messages show it: of an array its length, of an object whether it is empty."""
    if issubclass(type(value), list):
        return [None] * list.__len__(value)
    if issubclass(type(value), dict):
        return {"": None} if dict.__len__(value) else {}
    return _plain(value, 0)


# What follows is the same in every validator, so that one file is all that a service needs.
