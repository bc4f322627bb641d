"""Which class an answer is of, as the field says that the specification names for it. Imported by models of answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeGuard

from pydantic import GetCoreSchemaHandler
from pydantic_core import core_schema

_ANY = 0
"""Stands for the values that no class is listed for; no text is this."""


class Pick:
    """Picks one class of a union (OpenAPI 3.1.1, Discriminator Object). field: whose value decides; classes: by that value.

    An answer without such a value, or with one that no class is listed for, is of the class `other`; without that, whatever
    of the union it fits.
    """

    def __init__(self, field: str, classes: Mapping[str, Any], other: Any = None) -> None:
        self.field = field
        self.classes = classes
        self.other = other

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        choices: dict[Any, core_schema.CoreSchema] = {
            value: handler.generate_schema(one) for value, one in self.classes.items()
        }
        choices[_ANY] = handler(source) if self.other is None else handler.generate_schema(self.other)
        return core_schema.tagged_union_schema(choices, discriminator=self._value)

    def _value(self, answer: Any) -> str | int:
        value = answer.get(self.field) if _is_object(answer) else getattr(answer, self.field, None)
        return value if isinstance(value, str) and value in self.classes else _ANY


def _is_object(value: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)
