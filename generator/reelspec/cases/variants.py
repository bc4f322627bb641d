"""The forms of a model, one for each page about it, and which bodies each of them judges. Read by all who need bodies."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.language.contract.goals import Goal, Holds
from reelspec.language.contract.model import Form, Model
from reelspec.language.rules.evaluate import accepts
from reelspec.language.source.node import Json


def gates(model: Model) -> Iterator[tuple[Form, tuple[Goal, ...]]]:
    """The forms of a model, each with what a body must be for the form to judge it."""
    before: list[Goal] = []
    for form in model.forms:
        if form.when is not None:
            yield form, (*before, Holds(form.when))
            before.append(Holds(form.when, (False, None)))
        else:
            yield form, tuple(before)


def form_of(model: Model, body: Json) -> Form:
    """The form that judges a body."""
    schema = model.schema
    for form in model.forms[:-1]:
        assert schema.condition is not None and schema.otherwise is not None
        if accepts(schema.condition, model.definitions, body):
            return form
        schema = schema.otherwise
    return model.forms[-1]


def title_of(form: Form) -> str:
    """What the names of the cases of a form begin with."""
    return "" if form.when is None else f"{form.name.partition('@')[2] or form.name}:"
