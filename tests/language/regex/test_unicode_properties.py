"""The committed table of general categories, against the `unicodedata` of the Python that runs the tests."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from reelspec.language.regex import unicode_table
from reelspec.language.regex.character_sets import LAST_CODE_POINT, Ranges, complement
from reelspec.language.regex.unicode_properties import category, lone_property, table_source

ALL = "Cc Cf Cn Co Cs Ll Lm Lo Lt Lu Mc Me Mn Nd Nl No Pc Pd Pe Pf Pi Po Ps Sc Sk Sm So Zl Zp Zs"

# Characters that newer versions of Unicode than the table's (16.0, 17.0) moved to another category.
CHANGED = frozenset({0x1171E, 0x0295})


def points(ranges: Ranges | None) -> set[int]:
    assert ranges is not None
    return {point for low, high in ranges for point in range(low, high + 1)}


def test_every_code_point_has_the_category_that_python_knows() -> None:
    ours = {point: short for short in ALL.split() for point in points(category(short))}
    assert len(ours) == LAST_CODE_POINT + 1
    differ = {
        point
        for point, short in ours.items()
        if short != (theirs := unicodedata.category(chr(point))) and "Cn" not in (short, theirs)
    }
    assert differ <= CHANGED


@pytest.mark.skipif(
    unicodedata.unidata_version != unicode_table.UNICODE_VERSION,
    reason="the running Python knows another version of Unicode than the committed table",
)
def test_the_table_is_what_the_maker_writes() -> None:
    assert Path(unicode_table.__file__).read_text(encoding="ascii") == table_source()


def test_groups_of_categories_and_their_names() -> None:
    assert category("L") == category("Letter")
    for name, parts in (
        ("L", "Lu Ll Lt Lm Lo"),
        ("LC", "Lu Ll Lt"),
        ("C", "Cc Cf Cn Co Cs"),
        ("Z", "Zs Zl Zp"),
    ):
        assert points(category(name)) == set().union(*(points(category(part)) for part in parts.split()))
    for alias, short in (("digit", "Nd"), ("punct", "P"), ("cntrl", "Cc"), ("Combining_Mark", "M")):
        assert category(alias) == category(short)


def test_names_match_exactly() -> None:
    for name in ("letter", "lu", "LETTER", "Uppercase Letter", "IsL", "Any", ""):
        assert category(name) is None


def test_properties_that_stand_alone() -> None:
    assert lone_property("Any") == ((0, LAST_CODE_POINT),)
    assert lone_property("ASCII") == ((0, 0x7F),)
    assert lone_property("Assigned") == complement(category("Cn") or ())
    assert lone_property("Lu") == category("Lu")
    assert lone_property("Emoji") is None
