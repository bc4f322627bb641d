"""All judges of every model agree on at least 10 000 bodies; the long run is `python -m tests.contract.bodies.agreement`."""

from __future__ import annotations

import itertools

import pytest

from tests.contract.bodies.agreement import bodies, run
from tests.contract.bodies.judged import repository
from tests.specs import names

BODIES = 10_000


@pytest.mark.parametrize("name", names())
def test_all_judges_agree(name: str) -> None:
    tally = run(repository(name), BODIES, python_share=1.0)
    assert tally.differ == []
    assert tally.bodies == BODIES
    # Both verdicts are tried, and the schema is asked about nearly everything.
    assert BODIES * 0.03 < tally.valid < BODIES * 0.97
    assert tally.by_schema > BODIES * 0.9
    assert tally.python == tally.by_schema


def test_the_same_seed_gives_the_same_bodies() -> None:
    one = repository(names()[0])
    first, again, other = ([repr(body) for body in itertools.islice(bodies(one, seed), 5_000)] for seed in (1, 1, 2))
    assert first == again
    assert first != other
