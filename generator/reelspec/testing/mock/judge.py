"""Judges JSON bodies: the generated validator of each model, made when it is first asked.

The same code that `generate` writes judges here, so that the mock and a service that uses it never disagree.
"""

from __future__ import annotations

from functools import lru_cache
from types import ModuleType

from reelspec.cases.judge import validator_of
from reelspec.common.identity import Same
from reelspec.language.contract.keywords import nearest
from reelspec.language.contract.model import Model, Operation, Provider
from reelspec.language.rules.words import listing, value_words
from reelspec.language.source.node import Json
from reelspec.testing.mock.errors import Violation


class BodyJudge:
    """Judges the JSON bodies of one provider's operations. strict: contested rules refuse as well."""

    def __init__(self, provider: Provider, *, strict: bool = False) -> None:
        self._provider = Same(provider)
        self.strict = strict
        self._models = {model.name: model for model in provider.models}

    def model_of(self, operation: Operation, body: Json) -> str | None:
        """The model that a body is for; None when it names none of the operation's."""
        first = self._models[operation.models[0]]
        if first.discriminator is None:
            return first.name
        value = body.get(first.discriminator) if isinstance(body, dict) else None
        return self._named(operation).get(value) if isinstance(value, str) else None

    def violations(self, operation: Operation, body: Json) -> tuple[Violation, ...]:
        """Every error of a body of an operation that has models; () when it is valid."""
        name = self.model_of(operation, body)
        if name is None:
            return (self._unnamed(operation, body),)
        validator = _validator(Same(self._models[name]), self._provider)
        if validator.is_valid(body) and not self.strict:
            return ()
        found = validator.validate(body, strict=True) if self.strict else validator.errors(body)
        return tuple(Violation(one.rule, one.path, one.message, one.source) for one in found if one.severity == "error")

    def _named(self, operation: Operation) -> dict[str, str]:
        """What the operation's discriminator may hold -> the model."""
        return {self._models[name].value: name for name in operation.models}

    def _unnamed(self, operation: Operation, body: Json) -> Violation:
        """What is wrong with a body that no model of the operation judges."""
        field = str(self._models[operation.models[0]].discriminator)
        if not isinstance(body, dict):
            return Violation("type", "", f"{value_words(body)[:60]} is not an object")
        if field not in body:
            return Violation("required", f"/{field}", f"{field} is required")
        value = body[field]
        known = tuple(self._named(operation))
        near = nearest(value, known, 0.6) if isinstance(value, str) else None
        hint = f"; did you mean {value_words(near)}?" if near else ""
        words = listing([value_words(one) for one in known]) if len(known) <= 8 else "a model"
        return Violation("enum", f"/{field}", f"{value_words(value)[:60]} is not {words}{hint}")


@lru_cache(maxsize=1024)
def _validator(model: Same[Model], provider: Same[Provider]) -> ModuleType:
    """The generated validator of a model, made once for all mocks of a contract."""
    return validator_of(model.value, provider.value)
