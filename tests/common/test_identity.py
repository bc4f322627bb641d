"""Keys of caches: the very same value, however equal another is."""

from __future__ import annotations

from reelspec.common.identity import Same


def test_a_value_is_found_by_itself_and_by_no_equal_one() -> None:
    value: dict[str, int] = {}
    kept = {Same(value): "kept"}
    assert kept[Same(value)] == "kept"
    assert Same({}) not in kept and Same(value) != value
