"""The list of kinds: every kind that is written stands in it, once, and the one that claims everything stands last.

And what kinds ask of the place of a delta.
"""

from __future__ import annotations

import pytest

from reelspec.diff.delta import MISSING, Delta, Subject, Where
from reelspec.diff.kinds import KINDS, ChangeKind, metadata, operations, providers, rules, schemas
from reelspec.diff.kinds.kind import field_label, uncertain
from reelspec.diff.witnesses import instance_path


def test_every_kind_is_listed_once() -> None:
    written = [
        kind
        for module in (metadata, operations, providers, rules, schemas)
        for kind in vars(module).values()
        if isinstance(kind, ChangeKind)
    ]
    assert sorted(map(id, KINDS)) == sorted(map(id, written))


def test_only_the_last_kind_claims_what_nobody_knows() -> None:
    delta = Delta(Where(Subject("package"), "neither"), "unheard-of", "", MISSING, 1)
    assert [kind for kind in KINDS if kind.claims(delta)] == [KINDS[-1]]


@pytest.mark.parametrize(
    ("steps", "label", "place", "turned"),
    [
        ("properties tags items properties a", "tags[].a", ("tags", None, "a"), False),
        ("properties tags prefixItems 0", "tags[]", ("tags", None), False),
        ("properties tags unevaluatedItems", "tags[]", ("tags", None), False),
        ("properties tags contains", "tags[]", ("tags", None), True),
        ("properties x unevaluatedProperties", "x.*", ("x", None), False),
        ("patternProperties items properties a", "*.a", (None, "a"), False),
        ("dependentSchemas not properties a", "a", ("a",), False),
        ("oneOf 0 properties a", "a", ("a",), True),
        ("not properties a", "a (inside of not)", ("a",), True),
        ("properties not", "not", ("not",), False),
        ("parameters query items", "the query parameter items", (), False),
    ],
)
def test_steps_into_schemas_lead_to_places_in_bodies(
    steps: str, label: str, place: tuple[str | None, ...], turned: bool
) -> None:
    delta = Delta(Where(Subject("model"), "request", tuple(steps.split())), "type", "", MISSING, 1)
    assert (field_label(delta), instance_path(delta.where.steps), uncertain(delta)) == (label, place, turned)
