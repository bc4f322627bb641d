"""Sets of code points as sorted, disjoint, non-adjacent ranges, and ECMA-262's named sets; for this package.

Every character class of a pattern becomes one such set, so nothing after the parser knows about `\\d`,
negation or class syntax.
"""

from __future__ import annotations

from collections.abc import Iterable

Ranges = tuple[tuple[int, int], ...]

LAST_CODE_POINT = 0x10FFFF


def union(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """The set of all code points in any of the inclusive ranges, which may overlap and stand in any order."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return tuple(merged)


def complement(ranges: Ranges) -> Ranges:
    """All other code points, surrogates included (a JSON string may hold a lone one)."""
    left_out: list[tuple[int, int]] = []
    start = 0
    for low, high in ranges:
        if start < low:
            left_out.append((start, low - 1))
        start = high + 1
    if start <= LAST_CODE_POINT:
        left_out.append((start, LAST_CODE_POINT))
    return tuple(left_out)


def intersection(left: Ranges, other: Ranges) -> Ranges:
    """The code points that are in both sets."""
    shared: list[tuple[int, int]] = []
    i = j = 0
    while i < len(left) and j < len(other):
        low, high = max(left[i][0], other[j][0]), min(left[i][1], other[j][1])
        if low <= high:
            shared.append((low, high))
        if left[i][1] < other[j][1]:
            i += 1
        else:
            j += 1
    return tuple(shared)


ANY: Ranges = ((0, LAST_CODE_POINT),)
ASCII: Ranges = ((0, 0x7F),)
DIGIT: Ranges = ((0x30, 0x39),)
WORD: Ranges = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))

# ECMA-262 2023, 12.2 White Space and 12.3 Line Terminators, which CharacterClassEscape :: s joins. The
# Unicode category Zs in it has not changed since Unicode 6.3, so it is spelled out.
SPACE: Ranges = union(
    [(0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029),
     (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF)]
)  # fmt: skip

# What `.` matches without the `s` flag: anything but a line terminator.
DOT: Ranges = complement(((0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029)))
