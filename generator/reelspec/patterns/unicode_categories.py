"""Unicode general categories as sets of code points, by any name that `\\p{...}` may use; for the parser only.

The sets come from the committed table in unicode_table.py and not from the running Python's `unicodedata`, whose
Unicode version depends on the Python version: the same specs must give the same bytes on every Python. The table is
made by this module, from CPython 3.13 or any other Python whose `unicodedata` is as new as wanted:

    python3.13 -m reelspec.patterns.unicode_categories > generator/reelspec/patterns/unicode_table.py
"""

from __future__ import annotations

import functools
import itertools
import textwrap
import unicodedata

from reelspec.patterns.character_sets import ANY, ASCII, LAST_CODE_POINT, Ranges, complement, union

# PropertyValueAliases.txt, property gc: every name of a value, by its short name. ECMA-262 2023, 22.2.1 (table 69).
_NAMES = {
    "C": ("Other",),
    "Cc": ("Control", "cntrl"),
    "Cf": ("Format",),
    "Cn": ("Unassigned",),
    "Co": ("Private_Use",),
    "Cs": ("Surrogate",),
    "L": ("Letter",),
    "LC": ("Cased_Letter",),
    "Ll": ("Lowercase_Letter",),
    "Lm": ("Modifier_Letter",),
    "Lo": ("Other_Letter",),
    "Lt": ("Titlecase_Letter",),
    "Lu": ("Uppercase_Letter",),
    "M": ("Mark", "Combining_Mark"),
    "Mc": ("Spacing_Mark",),
    "Me": ("Enclosing_Mark",),
    "Mn": ("Nonspacing_Mark",),
    "N": ("Number",),
    "Nd": ("Decimal_Number", "digit"),
    "Nl": ("Letter_Number",),
    "No": ("Other_Number",),
    "P": ("Punctuation", "punct"),
    "Pc": ("Connector_Punctuation",),
    "Pd": ("Dash_Punctuation",),
    "Pe": ("Close_Punctuation",),
    "Pf": ("Final_Punctuation",),
    "Pi": ("Initial_Punctuation",),
    "Po": ("Other_Punctuation",),
    "Ps": ("Open_Punctuation",),
    "S": ("Symbol",),
    "Sc": ("Currency_Symbol",),
    "Sk": ("Modifier_Symbol",),
    "Sm": ("Math_Symbol",),
    "So": ("Other_Symbol",),
    "Z": ("Separator",),
    "Zl": ("Line_Separator",),
    "Zp": ("Paragraph_Separator",),
    "Zs": ("Space_Separator",),
}
_SHORT = {name: short for short, names in _NAMES.items() for name in (short, *names)}


def category(name: str) -> Ranges | None:
    """The code points of a general category (`Lu`, `Uppercase_Letter`, `L`, `digit`, ...); None for another name.

    Names are matched exactly, as ECMA-262 asks (22.2.1.8 UnicodeMatchPropertyValue).
    """
    short = _SHORT.get(name)
    if short is None:
        return None
    if short == "LC":
        return union(span for part in ("Lu", "Ll", "Lt") for span in _by_category()[part])
    return union(span for part, spans in _by_category().items() if part.startswith(short) for span in spans)


def lone_property(name: str) -> Ranges | None:
    """The code points of `\\p{name}`: a general category, or Any, ASCII, Assigned; None for another name."""
    if name == "Any":
        return ANY
    if name == "ASCII":
        return ASCII
    if name == "Assigned":
        return complement(_by_category()["Cn"])
    return category(name)


@functools.cache
def _by_category() -> dict[str, Ranges]:
    # Imported here: most patterns have no \p and need not pay for the table.
    from reelspec.patterns.unicode_table import RUNS

    spans: dict[str, list[tuple[int, int]]] = {}
    start = 0
    for run in RUNS.split():
        length = int(run[2:] or "1")
        spans.setdefault(run[:2], []).append((start, start + length - 1))
        start += length
    return {short: tuple(ranges) for short, ranges in spans.items()}


def table_source() -> str:
    """The text of unicode_table.py as the running Python's `unicodedata` gives it."""
    runs = (
        (short, sum(1 for _ in points))
        for short, points in itertools.groupby(unicodedata.category(chr(c)) for c in range(LAST_CODE_POINT + 1))
    )
    text = " ".join(short if length == 1 else f"{short}{length}" for short, length in runs)
    lines = "\n".join(textwrap.wrap(text, 108))
    return f'''"""General category of every code point, from U+0000 on, as runs of `<category><length>` (no length: 1).

Made by unicode_categories.py, which is also its only reader; not edited by hand. Facts of the Unicode Character
Database {unicodedata.unidata_version} (Unicode License v3, https://www.unicode.org/license.txt).
"""

UNICODE_VERSION = "{unicodedata.unidata_version}"

RUNS = """
{lines}
"""
'''


if __name__ == "__main__":
    print(table_source(), end="")
