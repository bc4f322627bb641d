"""Ids of tasks: of a form that the answer to the creation and the parameter of the poll both accept."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Callable

from reelspec.language.contract.jsonpath import first
from reelspec.language.contract.model import Provider
from reelspec.language.contract.schema import Schema
from reelspec.language.rules.evaluate import accepts
from reelspec.language.rules.tasks import Life, key_of
from reelspec.language.source.node import Json
from reelspec.testing.mock.answers import AnswerMaker
from reelspec.testing.mock.places import schemas_at
from reelspec.testing.mock.sample import of_format

Form = Callable[[str, int], Json]
"""Makes an id of 64 hexadecimal digits and the task's number."""

FORMS: tuple[Form, ...] = (
    lambda digits, number: f"task_{digits[:20]}",
    lambda digits, number: digits[:20],
    lambda digits, number: digits[:32],
    lambda digits, number: 10**9 + number,
    lambda digits, number: str(10**9 + number),
    lambda digits, number: str(uuid.UUID(digits[:32], version=4)),
    lambda digits, number: digits[:12],
    lambda digits, number: digits[:8],
    lambda digits, number: number,
)
"""The forms that are tried, in this order."""


_MOST_TRIES = 200
"""So many ids of one form are tried until the answer and the parameters accept one."""


class Identities:
    """The ids of one provider's tasks."""

    def __init__(self, provider: Provider, answers: AnswerMaker) -> None:
        self.provider = provider
        self._answers = answers
        self._forms: dict[str, tuple[Form, tuple[Schema, ...]]] = {}

    def next(self, life: Life, number: int, seed: int) -> Json:
        """The id of the task with that number; the same seed gives the same ids."""
        name = life.operation.id
        if name not in self._forms:
            self._forms[name] = self._form(life)
        form, schemas = self._forms[name]
        made: Json = None
        for more in range(_MOST_TRIES):
            text = f"{seed}/{self.provider.name}/{number}" + (f"/{more}" if more else "")
            made = form(hashlib.sha256(text.encode()).hexdigest(), number)
            if self._accepted(schemas, made):
                break
        return made

    def _form(self, life: Life) -> tuple[Form, tuple[Schema, ...]]:
        """The first form that answer and parameters accept; else the first that the answer does. With what must accept it."""
        template = self._answers.template(life.operation, life, "created")
        answered: tuple[Schema, ...] = ()
        forms = FORMS
        if template.schema is not None and template.text:
            answered = tuple(
                schema for path in life.id for schema in schemas_at(template.schema, self.provider.definitions, path)
            )
            forms = (*FORMS, *_forms_like(first(json.loads(template.text), life.id)))
        parameters = [key_of(operation) for operation in (life.poll, life.content) if operation is not None]
        asked = [parameter.schema for parameter in parameters if parameter is not None]
        for schemas in ((*answered, *asked), answered):
            for form in forms:
                if any(self._accepted(schemas, form(digits, 1)) for digits in _DIGITS):
                    return form, schemas
        return FORMS[0], ()

    def _accepted(self, schemas: tuple[Schema, ...], made: Json) -> bool:
        definitions = self.provider.definitions
        return all(accepts(schema, definitions, made) and of_format(schema, definitions, made) for schema in schemas)


_DIGITS = ("0123456789abcdef" * 4, *(hashlib.sha256(bytes([at])).hexdigest() for at in range(8)))


_PREFIX = re.compile(r".*[^A-Za-z0-9](?=[A-Za-z0-9])", re.DOTALL)
"""What stands before the last part of an id: `film-` of `film-0a1b`."""


def _forms_like(shown: Json) -> tuple[Form, ...]:
    """Forms of an id that a schema's own sample has: as it is but for its digits, for its letters and digits, for what
    stands behind its prefix, or all the same."""
    if isinstance(shown, str):
        text = shown
        prefix = _PREFIX.match(text)
        start = text[: prefix.end()] if prefix else ""
        forms: tuple[Form, ...] = (
            lambda digits, number: _altered(text, digits, letters=True),
            lambda digits, number: start + digits[: len(text) - len(start)],
            lambda digits, number: text,
        )
        if any("0" <= char <= "9" for char in text):
            forms = (lambda digits, number: _altered(text, digits, letters=False), *forms)
        return forms
    return (lambda digits, number: shown + number - 1,) if isinstance(shown, int) else ()


def _altered(text: str, digits: str, *, letters: bool) -> str:
    """The text with other digits in the places of digits, and letters in those of letters of the same case."""
    chars = []
    for at, char in enumerate(text):
        value = int(digits[at % len(digits)], 16) + at // len(digits)
        if "0" <= char <= "9":
            char = str(value % 10)
        elif letters and char.isascii() and char.isalpha():
            char = chr(ord("a" if char.islower() else "A") + value % 26)
        chars.append(char)
    return "".join(chars)
