"""What options offers and refuses, against all full bodies. Run by pytest; the whole: `python -m tests.options.oracle`."""

from __future__ import annotations

import itertools
import random

import pytest

from tests.options.oracle import Full, compared
from tests.options.specs import ODD
from tests.specs import OPERATORS, model_of, names, request


@pytest.mark.parametrize("name", [one for one in names() if "pro-fast" not in one])  # which is as its sister is
def test_a_value_is_offered_if_and_only_if_some_legal_request_has_it(name: str) -> None:
    full = Full(*model_of(name))
    pick = random.Random(name)
    partial = [*full.small(2), *full.larger(150, pick)]
    assert full.unlike(3, pick) == []
    assert compared(full, partial) == []
    assert full.undecided == 0


UNDECIDED = {"counts", "arrays", "keywords"}
"""Of these something is undecided: fields are counted, not all arrays are tried, nobody knows how two tests meet."""


@pytest.mark.parametrize("name", [*OPERATORS, *(f"odd {one}" for one in ODD)])
def test_so_it_is_for_every_operator_and_in_odd_specs(name: str) -> None:
    contract = request(ODD[name.removeprefix("odd ")] if name.startswith("odd ") else OPERATORS[name])
    (owner,) = contract.providers
    (model,) = owner.models
    full = Full(model, owner)
    pick = random.Random(name)
    assert full.unlike(10, pick) == []
    assert compared(full, [*itertools.islice(full.small(3), 400), *full.larger(60, pick)]) == []
    assert full.undecided == 0 or name.removeprefix("odd ") in UNDECIDED
