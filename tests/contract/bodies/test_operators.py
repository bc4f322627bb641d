"""The exhaustive bodies of specs that say everything a spec can say: bodies are judged as expected, and every rule is shown."""

from __future__ import annotations

import pytest

from reelspec.language.contract.model import Contract
from reelspec.language.contract.schema import Schema, subschemas
from tests.contract.bodies.judged import Judged, judged, seen
from tests.specs import BASE, FAMILY, OPERATORS, VARIANT, read, request


def all_of(contract: Contract) -> list[Judged]:
    return [judged(model, owner) for owner in contract.providers for model in owner.models]


def check(one: Judged) -> None:
    """Every body is judged as it says, by every judge."""
    for case in one.made.cases:
        found = tuple(map(seen, one.judges.validator.validate(case.body)))
        assert found == case.violations, f"{case.name}: {case.body}"
        one.judges.agreed(case.body)


def rules_below(schema: Schema) -> set[str]:
    """The ids of the rules in a schema."""
    return {rule.id for rule in schema.rules} | {one for _, part in subschemas(schema) for one in rules_below(part)}


@pytest.mark.parametrize("name", OPERATORS)
def test_bodies_are_judged_as_expected(name: str) -> None:
    (one,) = all_of(request(OPERATORS[name]))
    check(one)
    kinds = {case.kind for case in one.made.cases}
    assert {"valid", "value", "fault"} <= kinds
    broken = {violation.rule for case in one.made.cases for violation in case.violations}
    assert rules_below(one.model.schema) <= broken
    # Each is broken in one place, but for what cannot be broken alone: c and d break `one`, and d without e `both`.
    together = {case.about for case in one.made.cases if len(case.violations) > 1}
    assert together <= ({"one"} if name == "presence" else set())


@pytest.mark.parametrize("name", OPERATORS)
def test_every_rule_is_also_kept(name: str) -> None:
    (one,) = all_of(request(OPERATORS[name]))
    for rule in rules_below(one.model.schema):
        shown = [case for case in one.made.cases if case.about == rule or case.kind in ("pair", "value", "valid")]
        assert any(not case.violations for case in shown), rule


def test_the_models_of_a_family_have_bodies_of_their_own() -> None:
    one, two = all_of(read({"family.yaml": FAMILY}, discriminator="model"))
    check(one)
    check(two)
    assert {case.body.get("model") for case in one.made.cases if case.valid} == {"one"}
    assert {case.body.get("size") for case in two.made.cases if case.valid} == {None, "L"}


def test_variants_have_bodies_on_both_sides() -> None:
    contract = read({"clip.yaml": BASE, "clip@final.yaml": VARIANT}, discriminator="model")
    (one,) = all_of(contract)
    check(one)
    accepted = [case.body for case in one.made.cases if case.valid]
    assert {body.get("quality") for body in accepted} == {None, "draft", "final"}
    assert {body["seconds"] for body in accepted if body.get("quality") == "final" and "seconds" in body} >= {5, 20}
    assert {body["seconds"] for body in accepted if body.get("quality") != "final" and "seconds" in body} >= {1, 10}
