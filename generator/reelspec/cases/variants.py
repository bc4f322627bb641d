"""The forms of a model, one for each page about it, and which bodies each of them judges. Read by all who build bodies."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.language.contract.goals import Goal, Holds
from reelspec.language.contract.model import Form, Model


def gates(model: Model) -> Iterator[tuple[Form, tuple[Goal, ...]]]:
    """The forms of a model, each with what a body must be for the form to judge it."""
    before: list[Goal] = []
    for form in model.forms:
        if form.when is not None:
            yield form, (*before, Holds(form.when))
            before.append(Holds(form.when, (False, None)))
        else:
            yield form, tuple(before)
