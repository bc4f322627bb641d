"""Bodies judged: the model of each is found by one look-up, and its validator run, which is made at its first body."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from reelspec.common.text import visible
from reelspec.language.contract.keywords import choices
from reelspec.language.contract.model import Contract, Model


class ModelJudge:
    """A model with its validator. shared: another model has its discriminator's value. named: how text names it."""

    def __init__(
        self, model: Model, is_valid: Callable[[Any], bool], validate: Callable[..., tuple[Any, ...]], shared: bool
    ) -> None:
        self.model = model
        self.is_valid = is_valid
        self.validate = validate
        operations = f", {' and '.join(model.operations)}" if shared else ""
        self.named = visible(f"{model.provider}/{model.name}{operations}")
        self.has_variants = len(model.forms) > 1

    def variant(self, body: Any) -> str | None:
        """The variant of the model that the body is judged by."""
        from reelspec.cases.variants import form_of

        return form_of(self.model, body).variant


@dataclass(frozen=True)
class Several:
    """The models of one provider that a body's one name may mean, by operation. Some of them may accept the body."""

    judges: tuple[ModelJudge, ...]
    path: str

    def trouble(self, valid: int) -> Trouble:
        """Why the body is not judged. valid: so many of the models accept it."""
        names = " and ".join(judge.named for judge in self.judges)
        fits = "none" if not valid else "all" if valid == len(self.judges) else f"{valid}"
        return Trouble(
            self.path, f"it may be for {names}, {fits} of which it fits; say which with --operation", "operation"
        )


@dataclass(frozen=True)
class Trouble:
    """Why there is no model to judge a body by; with the names of a violation's parts."""

    path: str
    message: str
    rule: str = "model"
    severity: str = "error"
    source: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The trouble as a violation's JSON-compatible values."""
        return {
            "rule": self.rule,
            "path": self.path,
            "related": [],
            "message": self.message,
            "severity": self.severity,
            "source": self.source,
        }


class Picker:
    """Picks the model of each body. provider, operation: look for models of these only; model: judge by that one only."""

    def __init__(
        self, contract: Contract, provider: str | None, model: str | None, operation: str | None = None
    ) -> None:
        self._contract = contract
        self._models = [
            candidate
            for owner in contract.providers
            if provider in (None, owner.name)
            for candidate in owner.models
            if operation in (None, *candidate.operations)
        ]
        claims = Counter((candidate.provider, candidate.discriminator, candidate.value) for candidate in self._models)
        self._shared = {claim for claim, count in claims.items() if count > 1}
        self._given = model
        self._judges: dict[tuple[str, str], ModelJudge] = {}
        self._fields = sorted({candidate.discriminator for candidate in self._models if candidate.discriminator})
        self._field = self._fields[0] if len(self._fields) == 1 and model is None else None
        self._quick: dict[str, ModelJudge] = {}
        names = sorted({name for candidate in self._models for name in (candidate.name, candidate.value)})
        self._hint = lru_cache(256)(lambda name: choices(name, names))
        self._always: ModelJudge | Several | Trouble | None = None if model is None else self._by_option(model)

    def pick(self, body: Any) -> ModelJudge | Several | Trouble:
        """The model that judges the body, those that may, or why there is none."""
        if self._always is not None:
            return self._always
        try:
            return self._quick[body[self._field]]  # names that were met; anything else about it is `_search`'s
        except (KeyError, TypeError, IndexError):
            return self._search(body)

    def _search(self, body: Any) -> ModelJudge | Several | Trouble:
        if type(body) is not dict:
            return Trouble("", f"a request body is a JSON object, not {_kind(body)}", "type")
        named = [(field, body[field]) for field in self._fields if field in body]
        if not named:
            if len(self._models) == 1:
                return self._judge_of(self._models[0])
            what = " or ".join(self._fields) or "no field"
            return Trouble(
                f"/{self._fields[0]}" if self._fields else "",
                f"the body does not name its model ({what}); give --model",
                "required",
            )
        models = [
            model
            for model in self._models
            for field, value in named
            if model.discriminator == field and model.value == value
        ]
        field, value = named[0]
        if len(models) == 1:
            judge = self._judge_of(models[0])
            if field == self._field:
                self._quick[models[0].value] = judge
            return judge
        if models:
            return self._several(models, f"/{field}", value)
        if type(value) is not str:
            return Trouble(f"/{field}", f"the name of a model is a string, not {_kind(value)}", "type")
        return Trouble(f"/{field}", f"there is no model {json.dumps(value[:60])}{self._hint(value)}")

    def _by_option(self, name: str) -> ModelJudge | Several | Trouble:
        """The model that an option names; PROVIDER/MODEL, as `reelspec list` prints it, is one of them at most."""
        ways: tuple[Callable[[Model], str], ...] = (
            lambda model: model.name,
            lambda model: f"{model.provider}/{model.name}",
            lambda model: model.value,
        )
        matches = ([model for model in self._models if way(model) == name] for way in ways)
        several = next(filter(None, matches), [])
        if len(several) == 1:
            return self._judge_of(several[0])
        if not several:
            return Trouble("", f"there is no model {json.dumps(name)}{self._hint(name)}")
        return self._several(several, "", name)

    def _several(self, models: list[Model], path: str, name: str) -> Several | Trouble:
        """What a name means that several models have."""
        if len({model.provider for model in models}) > 1:
            return Trouble(path, f"{name} is a model of {_owners(models)}; say which with --provider")
        return Several(tuple(map(self._judge_of, models)), path)

    def _judge_of(self, model: Model) -> ModelJudge:
        key = (model.provider, model.name)
        if key not in self._judges:
            from reelspec.cases.judge import validator_of

            provider = next(owner for owner in self._contract.providers if owner.name == model.provider)
            module = validator_of(model, provider)
            shared = (model.provider, model.discriminator, model.value) in self._shared
            self._judges[key] = ModelJudge(model, module.is_valid, module.validate, shared)
        return self._judges[key]


def _owners(models: list[Model]) -> str:
    return " and ".join(sorted({model.provider for model in models}))


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "an array", str: "a string", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")
