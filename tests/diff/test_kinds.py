"""The list of kinds: every kind that is written stands in it, once, and the one that claims everything stands last."""

from __future__ import annotations

from reelspec.diff.delta import MISSING, Delta, Subject, Where
from reelspec.diff.kinds import KINDS, Kind, metadata, operations, providers, rules, schemas


def test_every_kind_is_listed_once() -> None:
    written = [
        kind
        for module in (metadata, operations, providers, rules, schemas)
        for kind in vars(module).values()
        if isinstance(kind, Kind)
    ]
    assert sorted(map(id, KINDS)) == sorted(map(id, written))


def test_only_the_last_kind_claims_what_nobody_knows() -> None:
    delta = Delta(Where(Subject("package"), "neither"), "unheard-of", "", MISSING, 1)
    assert [kind for kind in KINDS if kind.claims(delta)] == [KINDS[-1]]
