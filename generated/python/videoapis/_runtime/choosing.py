"""Which model a request body names, and what is wrong when it names none. Used by the clients and the request models.

One field of the body, the discriminator, decides whose validator judges it. What is wrong with that field is said in the
words of the validators.
"""
# A body is of no known type until it has been judged.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

from .._support import (
    Fault,
    Listed,
    Violation,
    lacking_choice,
    not_listed,
    not_of_type,
    plain,
    token,
    unexpected,
    unreadable,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any


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

    models: the names to choose from. source: title and section of the document that lists them.
    """

    __slots__ = ("_field", "_models", "_source")

    def __init__(self, discriminator: str, models: Iterable[str], source: str = "") -> None:
        self._field = discriminator
        self._models = Listed(*models)
        self._source = source

    def is_valid(self, body: Any) -> bool:
        """False."""
        return False

    def errors(self, body: Any) -> tuple[Violation, ...]:
        """What is wrong with the field that names the model. Never raises."""
        try:
            return tuple(self._found(body))
        except Exception:  # another thread changes it
            return (unreadable(),)

    def validate(self, body: Any, *, strict: bool = False, facts: Any = None) -> tuple[Violation, ...]:
        """As errors."""
        return self.errors(body)

    def _found(self, body: Any) -> list[Violation]:
        if not issubclass(type(body), dict):
            return [self._violation("type", "", not_of_type, ("an object", None), _outside(body))]
        field, fields = self._field, Listed(self._field)
        names: list[str] = [str.__str__(key) for key in dict.keys(body) if issubclass(type(key), str)]
        if field in names:
            value = _outside(dict.__getitem__(body, field))
            rule = "enum" if type(value) is str else "type"
            return [self._violation(rule, f"/{token(field)}", not_listed, self._models, value)]
        found = [self._violation("required", f"/{token(field)}", lacking_choice, (field, self._models))]
        for name in names:
            if fields.nearest(name) is not None and named(body, name) in self._models.values:
                found.append(
                    self._violation("additionalProperties", f"/{token(name)}", unexpected, (fields, None), name)
                )
        return found

    def _violation(
        self, rule: str, path: str, say: Callable[[Any, Any], str], words: Any, seen: Any = None
    ) -> Violation:
        return Violation(Fault(rule, "error", self._source, say, words), path, seen)


def _outside(value: Any, *, item: bool = False) -> Any:
    """The value as far as messages show it: of an array its length and an only item, of an object whether it is empty."""
    if issubclass(type(value), list):
        size = list.__len__(value)
        return [_outside(list.__getitem__(value, 0), item=True)] if size == 1 and not item else [None] * size
    if issubclass(type(value), dict):
        return {"": None} if dict.__len__(value) else {}
    return plain(value, 0)
