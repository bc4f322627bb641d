"""Ids of tasks: of a form that the answer to the creation and the parameter of the poll both accept."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable

from reelspec.language.contract.model import Provider
from reelspec.language.contract.schema import Schema
from reelspec.language.rules.evaluate import accepts
from reelspec.language.rules.tasks import Life, key_of
from reelspec.language.source.node import Json
from reelspec.testing.mock.answers import Answers
from reelspec.testing.mock.places import schemas_at

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


class Identities:
    """The ids of one provider's tasks."""

    def __init__(self, provider: Provider, answers: Answers) -> None:
        self.provider = provider
        self._answers = answers
        self._forms: dict[str, Form] = {}

    def next(self, life: Life, number: int, seed: int) -> Json:
        """The id of the task with that number; the same seed gives the same ids."""
        name = life.operation.id
        if name not in self._forms:
            self._forms[name] = self._form(life)
        digits = hashlib.sha256(f"{seed}/{self.provider.name}/{number}".encode()).hexdigest()
        return self._forms[name](digits, number)

    def _form(self, life: Life) -> Form:
        """The first form that answer and parameters accept; else the first that the answer does."""
        answered: list[Schema] = []
        template = self._answers.template(life.operation, life, "created")
        if template.schema is not None:
            answered = [one for path in life.id for one in schemas_at(template.schema, self.provider.definitions, path)]
        parameters = [key_of(one) for one in (life.poll, life.content) if one is not None]
        asked = [one.schema for one in parameters if one is not None]
        for schemas in ((*answered, *asked), answered):
            for form in FORMS:
                made = form("0123456789abcdef" * 4, 1)
                if all(accepts(schema, self.provider.definitions, made) for schema in schemas):
                    return form
        return FORMS[0]
