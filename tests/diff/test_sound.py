"""Where nothing breaks for who sends, no request that was right is refused: on schemas and instances of the official suite.

The suite stands beside the repository, in shared/json-schema-test-suite.
"""

from __future__ import annotations

import json
import random
from functools import cache
from typing import Any

import pytest

from reelspec.diff import Effect, Side, compare
from reelspec.language.source.place import Problems
from tests.contract.official_suite.test_official_suite import MISSING, SUITE
from tests.diff.compared import side, validator_of
from tests.support import provider

PAIRS = 90
"""Of some thousand pairs; all of them take a minute."""


@cache
def groups(name: str) -> list[dict[str, Any]]:
    found = json.loads((SUITE / name).read_text("utf-8"))
    return [one for one in found if "$ref" not in json.dumps(one["schema"]) and isinstance(one["schema"], dict)]


@cache
def read(name: str, at: int) -> Side | None:
    schema = {key: value for key, value in groups(name)[at]["schema"].items() if key != "$schema"}
    try:
        return side(provider({"m.yaml": json.dumps({"type": "object", "properties": {"v": schema}})}))
    except Problems:
        return None


def test_what_is_called_compatible_refuses_nothing() -> None:
    if not SUITE.is_dir():
        pytest.skip(MISSING)
    rng = random.Random(11)
    names = [path.name for path in sorted(SUITE.glob("*.json")) if len(groups(path.name)) > 1]
    mild = 0
    for _ in range(PAIRS):
        name = rng.choice(names)
        one, other = rng.sample(range(len(groups(name))), 2)
        old, new = read(name, one), read(name, other)
        if old is None or new is None:
            continue
        changes = compare(old, new).changes
        if any(change.effect is Effect.SENDERS for change in changes):
            continue
        mild += 1
        before, after = (validator_of(each) for each in (old, new))
        for test in (*groups(name)[one]["tests"], *groups(name)[other]["tests"]):
            body = {"v": test["data"]}
            if not before.validate(body):
                assert after.is_valid(body), (name, groups(name)[one], groups(name)[other]["schema"], body, changes)
    assert mild > 3
