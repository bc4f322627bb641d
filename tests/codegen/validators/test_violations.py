"""Violations are data, whose words are made when they are read: of what the body was when it was judged."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import pytest

from reelspec.codegen.validators.emitter import emit_validator
from tests.contract.bodies.judged import repository
from tests.specs import contract, names


def wreck(value: Any) -> None:
    """Change everything in a value that can be changed."""
    inside = list(value.values()) if isinstance(value, dict) else list(value) if isinstance(value, list) else ()
    for one in inside:
        wreck(one)
    if isinstance(value, dict):
        value.clear()
        value["wrecked"] = True
    elif isinstance(value, list):
        value[:] = ["wrecked"] * 7


def broken(body: Any) -> list[Any]:
    """A copy of the body, and others with each field replaced by values of every type, arrays and objects among them."""
    found = [copy.deepcopy(body)]
    if isinstance(body, dict):
        for name in body:
            for odd in ([], [1], {}, {"a": [1]}, None, "x" * 70, 1.5, [{"type": ["a"]}, {}]):
                found.append({**copy.deepcopy(body), name: copy.deepcopy(odd), "zzz": [odd]})
    return found


@pytest.mark.parametrize("name", names())
def test_what_is_read_late_was_seen_early(name: str) -> None:
    one = repository(name)
    validate = one.judges.validator.validate
    count = 0
    for case in one.made.cases:
        for body in broken(case.body):
            told = [each.as_dict() for each in validate(copy.deepcopy(body))]
            late = validate(body)
            wreck(body)
            assert [each.as_dict() for each in late] == told
            count += len(told)
    assert count > 1000


@pytest.mark.parametrize("name", names())
def test_violations_survive_copies_and_pickles(name: str) -> None:
    one = repository(name)
    for case in one.made.cases[:60]:
        for found in one.judges.validator.validate(case.body):
            for made in (copy.copy(found), copy.deepcopy(found), pickle.loads(pickle.dumps(found))):
                assert type(made) is type(found)
                assert made == found and hash(made) == hash(found)
                assert (repr(made), str(made), made.as_dict()) == (repr(found), str(found), found.as_dict())
            assert json.loads(json.dumps(found.as_dict()))["message"] == found.message
            assert found != found.as_dict()


def test_what_is_said_is_not_changed_by_hand() -> None:
    (found,) = repository(names()[0]).judges.validator.errors(5)
    for field in ("rule", "message", "severity", "source"):
        with pytest.raises(AttributeError):
            setattr(found, field, "x")


def test_a_judge_that_stands_alone_says_the_same_in_a_class_of_its_own() -> None:
    (owner,) = (one for one in contract().providers if one.name == "powertokens")
    model = owner.models[0]
    space: dict[str, Any] = {}
    exec(compile(emit_validator(model, owner, standalone=True), "<alone>", "exec"), space)
    one = repository(f"powertokens/{model.name}")
    for case in one.made.cases:
        alone, there = space["validate"](case.body), one.judges.validator.validate(case.body)
        assert alone == there
        assert not alone or type(alone[0]) is not type(there[0])
