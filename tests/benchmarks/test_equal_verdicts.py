"""What the benchmarks compare with decides the documents' tables as they say. Run by pytest; nothing is timed."""

from __future__ import annotations

import jsonschema_rs
import pytest

from tests.benchmarks.bodies import BODIES, FULL, VALID
from tests.benchmarks.handwritten import HANDWRITTEN
from tests.benchmarks.lean import LEAN
from tests.benchmarks.measuring import tables
from tests.benchmarks.subjects import interpreted

CASES = tables()


@pytest.mark.parametrize("key", list(CASES), ids="/".join)
def test_the_limit_and_the_lean_schema_decide_as_the_tables(key: tuple[str, str]) -> None:
    schema = jsonschema_rs.Draft202012Validator(LEAN[key])
    wrong = [
        body for body, valid in CASES[key] if HANDWRITTEN[key](body) is not valid or schema.is_valid(body) is not valid
    ]
    assert wrong == []


@pytest.mark.parametrize("key", list(BODIES), ids="/".join)
def test_the_bodies_to_measure_with_are_what_their_kinds_say(key: tuple[str, str]) -> None:
    validator = interpreted(key)
    for kind, bodies in BODIES[key].items():
        for body in bodies:
            assert validator.is_valid(body) is HANDWRITTEN[key](body)
            if kind in (VALID, FULL):
                assert validator.is_valid(body), (kind, validator.errors(body))
