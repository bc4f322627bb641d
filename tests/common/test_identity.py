"""Keys of caches: the very same value, however equal another is."""

from __future__ import annotations

from reelspec.common.identity import ByIdentity


def test_a_value_is_found_by_itself_and_by_no_equal_one() -> None:
    value: dict[str, int] = {}
    kept = {ByIdentity(value): "kept"}
    assert kept[ByIdentity(value)] == "kept"
    assert ByIdentity({}) not in kept and ByIdentity(value) != value
