"""What `\\p{...}` can name, and general categories as sets of code points; for the parser only.

The sets come from the committed table in unicode_table.py and not from the running Python's `unicodedata`,
whose Unicode version depends on the Python version: the same specs must give the same bytes on every Python.
The table is made by this module, from CPython 3.13 or any Python whose `unicodedata` is as new as wanted:

    python3.13 -m reelspec.language.regex.unicode_properties > generator/reelspec/language/regex/unicode_table.py
"""

from __future__ import annotations

import functools
import itertools
import sys
import textwrap
import unicodedata

from reelspec.language.regex.character_sets import ANY, ASCII, LAST_CODE_POINT, Ranges, complement, union

# The values of General_Category and their aliases (Unicode, PropertyValueAliases.txt).
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
# Properties that ECMA-262 2023 (22.2.1) admits beyond General_Category, Any, ASCII and Assigned.
SCRIPT_PROPERTIES = frozenset(["Script", "sc", "Script_Extensions", "scx"])
_BINARY = """
ASCII_Hex_Digit AHex Alphabetic Alpha Bidi_Control Bidi_C Bidi_Mirrored Bidi_M Case_Ignorable CI Cased
Changes_When_Casefolded CWCF Changes_When_Casemapped CWCM Changes_When_Lowercased CWL
Changes_When_NFKC_Casefolded CWKCF Changes_When_Titlecased CWT Changes_When_Uppercased CWU Dash
Default_Ignorable_Code_Point DI Deprecated Dep Diacritic Dia Emoji Emoji_Component EComp Emoji_Modifier EMod
Emoji_Modifier_Base EBase Emoji_Presentation EPres Extended_Pictographic ExtPict Extender Ext Grapheme_Base
Gr_Base Grapheme_Extend Gr_Ext Hex_Digit Hex IDS_Binary_Operator IDSB IDS_Trinary_Operator IDST ID_Continue
IDC ID_Start IDS Ideographic Ideo Join_Control Join_C Logical_Order_Exception LOE Lowercase Lower Math
Noncharacter_Code_Point NChar Pattern_Syntax Pat_Syn Pattern_White_Space Pat_WS Quotation_Mark QMark Radical
Regional_Indicator RI Sentence_Terminal STerm Soft_Dotted SD Terminal_Punctuation Term Unified_Ideograph
UIdeo Uppercase Upper Variation_Selector VS White_Space space XID_Continue XIDC XID_Start XIDS
"""
BINARY_PROPERTIES = frozenset(_BINARY.split())
_SHORT = {name: short for short, names in _NAMES.items() for name in (short, *names)}


@functools.cache
def category(name: str) -> Ranges | None:
    """The code points of a general category (`Lu`, `Uppercase_Letter`, `L`, `digit`); None for another name.

    Names are matched exactly, without the loose matching of other engines (UnicodeMatchPropertyValue).
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
    from reelspec.language.regex.unicode_table import RUNS

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
    return f'''"""The general category of every code point from U+0000 on, in runs; for unicode_properties.py.

A run is a category and its length; without a length it is 1. Made by unicode_properties.py, never edited.
Facts of the Unicode Character Database {unicodedata.unidata_version} (Unicode License v3, https://www.unicode.org/license.txt).
"""

UNICODE_VERSION = "{unicodedata.unidata_version}"

RUNS = """
{lines}
"""
'''


if __name__ == "__main__":
    sys.stdout.write(table_source())
