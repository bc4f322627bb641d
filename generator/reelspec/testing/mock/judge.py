"""Judges bodies, JSON and forms: the generated validator of each model, made when it is first asked.

The same code that `generate` writes judges here, so that the mock and a service that uses it never disagree.
"""

from __future__ import annotations

from functools import lru_cache
from types import ModuleType

from reelspec.cases.judge import validator_of
from reelspec.common.identity import ByIdentity
from reelspec.language.contract.keywords import nearest
from reelspec.language.contract.model import Model, Provider
from reelspec.language.rules.words import listing, value_words
from reelspec.language.source.node import Json
from reelspec.testing.mock.errors import Violation


class BodyJudge:
    """Judges the bodies of one provider's operations. strict: contested rules refuse as well.

    names, below: the models that a body in its media type can be.
    """

    def __init__(self, provider: Provider, *, strict: bool = False) -> None:
        self._provider = ByIdentity(provider)
        self.strict = strict
        self._models = {model.name: model for model in provider.models}

    def model_of(self, names: tuple[str, ...], body: Json) -> str | None:
        """The model that a body is for; None when it names none of them."""
        first = self._models[names[0]]
        if first.discriminator is None:
            return first.name
        value = body.get(first.discriminator) if isinstance(body, dict) else None
        return self._by_value(names).get(value) if isinstance(value, str) else None

    def named(self, names: tuple[str, ...]) -> tuple[Model, ...]:
        """The models of these names."""
        return tuple(self._models[name] for name in names)

    def violations(self, names: tuple[str, ...], body: Json) -> tuple[Violation, ...]:
        """Every error of a body; () when it is valid."""
        name = self.model_of(names, body)
        if name is None:
            return (self._unnamed(names, body),)
        validator = _validator(ByIdentity(self._models[name]), self._provider)
        if validator.is_valid(body) and not self.strict:
            return ()
        violations = validator.validate(body, strict=True) if self.strict else validator.errors(body)
        return tuple(
            Violation(violation.rule, violation.path, violation.message, violation.source)
            for violation in violations
            if violation.severity == "error"
        )

    def _by_value(self, names: tuple[str, ...]) -> dict[str, str]:
        """What the discriminator may hold -> the model."""
        return {self._models[name].value: name for name in names}

    def _unnamed(self, names: tuple[str, ...], body: Json) -> Violation:
        """What is wrong with a body that none of the models judges."""
        field = str(self._models[names[0]].discriminator)
        if not isinstance(body, dict):
            return Violation("type", "", f"{value_words(body)[:60]} is not an object")
        if field not in body:
            return Violation("required", f"/{field}", f"{field} is required")
        value = body[field]
        known = tuple(self._by_value(names))
        near = nearest(value, known, 0.6) if isinstance(value, str) else None
        hint = f"; did you mean {value_words(near)}?" if near else ""
        words = listing([value_words(value) for value in known]) if len(known) <= 8 else "a model"
        return Violation("enum", f"/{field}", f"{value_words(value)[:60]} is not {words}{hint}")


@lru_cache(maxsize=1024)
def _validator(model: ByIdentity[Model], provider: ByIdentity[Provider]) -> ModuleType:
    """The generated validator of a model, made once for all mocks of a contract."""
    return validator_of(model.value, provider.value)
