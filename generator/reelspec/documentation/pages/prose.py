"""Facts that a sentence in a parameter's description states beyond doubt. Readers of all layouts call it.

A sentence with a condition (`when`, `for`, `while`, …) or a recommendation states none: what it says is a rule for a
person to write. Every expression is anchored at a word and bounded, so a long sentence costs no more than its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from reelspec.documentation.pages.chinese import english
from reelspec.documentation.pages.page import Bounds, FactKind, Value
from reelspec.documentation.pages.types import Written, in_type
from reelspec.language.source.node import Json

Found = tuple[FactKind, Value]

_SUBJECT = (
    r"[`\"']?(?:\s(?:mode|generation|tasks?|requests?|models?|resolution)){0,2}"
    r"(?:\s(?:only\s)?(?:supports?|allows?|accepts?|takes?|permits?|goes|lasts|makes|generates|produces|(?:is|are)\slimited)|"
    r":\s(?=up\sto|at\s(?:most|least)|max|min|no\s|from\s\d|between|[\d<>≤≥]))"
)
"""What makes a kind of generation, a mode or a named value the one that a sentence is about."""
_PURPOSE = (
    r"(?:(?<=prompt\s)|(?<=description\s))for\s(?:the\s)?(?:(?:desired|generated|output)\s)?"
    r"(?:video|image|audio|music)(?:\s(?:generation|content))?\b"
)
"""What a prompt is for is no condition on it: `Text prompt for video generation, at most 1500 characters`."""
_CONDITION = re.compile(
    rf"\b(?:when|whenever|if(?!\s(?:wanted|desired)\b)|(?!{_PURPOSE})for|while|whereas|unless|except|otherwise|depends|depending|in\s[\w-]{{1,30}}\smode|"
    r"(?:in|with|without)\s(?!(?:total|all|sum|length|the|it|this)\b)[\w-]{2,20},?\s(?=up\sto\s|at\s(?:most|least)\s|only\s|max\b|maximum\b|no\smore\s)|"
    rf"(?:text|image|video|audio|frames?|reference|speech|\w+)[\s-](?:to|2)[\s-](?:video|image|audio|speech|\w+){_SUBJECT}|"
    rf"(?!(?:this|the|our|your)\s)[\w-]{{2,20}}\s(?:mode|models?){_SUBJECT}|(?=[\w.-]{{0,30}}[\d_-])(?=[\w.-]{{0,30}}[a-z])[\w.-]{{2,30}}{_SUBJECT}|"
    r"(?!(?:default|range|length|limit|value|unit|size|min|max)(?:imum|s)?\b)[a-z][\w.-]{1,19}:\s?\d[^;,]{0,40}[;,]\s?"
    r"(?!(?:default|range|length|limit|value|unit|size|min|max)(?:imum|s)?\b)[a-z][\w.-]{1,19}:\s?\d+|"
    r"other\smodels|with(?:out)?\s(?:an?\s)?(?:image|video|audio|reference))\b",
    re.IGNORECASE,
)
_SOFT = re.compile(
    r"\b(?:recommend\w{0,6}|suggest\w{0,4}|better|ideally|typically|usually|about|approximately|roughly|optimal)\b",
    re.IGNORECASE,
)

_NUMBER = r"(?<![\w.])(-?\d{1,19}(?:\.\d{1,19})?)(?![\d])"
_COUNT = r"(?<![\w.,])(\d{1,3}(?:,\d{3}){1,4}|\d{1,10})(?![\d])"
_SPAN = r"\s{0,3}(?:,|~|-|(?:up\s)?to|and|\.\.)\s{0,3}"
_CHARACTERS = r"\s{0,2}(?:(?:unicode|utf-8)\s)?(?:characters?|chars?)\b"
_THINGS = (
    r"\s{0,2}(?:(?:unique|different|distinct|reference|input|source|public)\s){0,2}"
    r"(?:items?|elements?|entries|images?|pictures?|videos?|clips?|frames?|files?|urls?|links?|objects?|strings?)\b"
)
_PLAIN = rf"(?!{_CHARACTERS}|{_THINGS}|\s?(?:bytes|[kmg]i?b)\b)"
_MORE = r"(?:more|greater|larger|higher|longer|bigger)"
_LESS = r"(?:less|fewer|smaller|lower|shorter)"
_AMOUNT = (
    r"(?:\s(?:allowed|supported|length|size|value|number|count|duration|total|string|array|file|range|of|is|are)\b){0,4}"
    r"\s?[:=]?"
)
AT_MOST = (
    rf"(?:<=|≤|(?<![\w-])(?:max(?:imum)?\b\.?{_AMOUNT}|up\sto\b|at\s(?:the\s)?most\b|(?:no|not|never|cannot|can't)\s(?:be\s)?{_MORE}\sthan\b|"
    r"(?:not|never|cannot)\sexceed(?:ing)?\b|less\sthan\sor\sequal\sto\b|capped\sat\b|"
    r"limit(?:ed|s)?(?:\s?:|\sto|\sof|\sis)?(?=\s{0,2}\d)))"
)
AT_LEAST = (
    rf"(?:>=|≥|(?<![\w-])(?:min(?:imum)?\b\.?{_AMOUNT}|at\s(?:the\s)?least\b|(?:no|not|never|cannot|can't)\s(?:be\s)?{_LESS}\sthan\b|"
    rf"{_MORE}\sthan\sor\sequal\sto\b))"
)
"""Ways to say that a number is an upper or a lower bound, before it."""
OR_LESS = rf"(?:\bor\s(?:below|under|{_LESS})\b)"
OR_MORE = rf"(?:\bor\s(?:above|over|{_MORE})\b)"
"""The same, behind it."""
_MOST = rf"(?:{AT_MOST}|\bwithin\b|\bonly\s(?:accepts?|supports?|allows?)\b)\s{{0,2}}"
_LEAST = rf"{AT_LEAST}\s{{0,2}}"
_COUNTED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
NUMBERS = {word: str(number) for number, word in enumerate(_COUNTED, start=1)}
"""Numbers that are written as words."""
_SPELT = re.compile(rf"\b(?:{'|'.join(_COUNTED[1:])})\b", re.IGNORECASE)
"""Those that are nothing else, as `one` is."""


def _compiled(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


# Schema lines, as Mintlify prints them: `Required range: 0 <= x <= 9`, `Required array length: 1 - 5 elements`.
_COMPARED = re.compile(
    rf"(?:{_NUMBER}\s{{0,2}}(<=?|≤)\s{{0,2}})?\bx\s{{0,2}}(?:(<=?|>=?|≤|≥)\s{{0,2}}{_NUMBER})?", re.IGNORECASE
)
_LINE = re.compile(
    r"(required|max(?:imum)?|min(?:imum)?)\s(range|(?:string|array)?\s?length|items|value)\s{0,2}:?\s{0,2}(.{1,80})",
    re.IGNORECASE,
)
_BARE = re.compile(rf"range\s?:\s{{0,2}}{_COMPARED.pattern}\.?", re.IGNORECASE)
_BRACKETS = re.compile(
    rf"(?:([\[(])\s?{_NUMBER}\s?\.\.\s?{_NUMBER}\s?([\])])|([<>]=?)\s?{_NUMBER}|(non-empty))(?:\s(characters|items|properties))?"
)
"""`[ 1 .. 500 ] characters`, `<= 5 items`, `( 0 .. 1 ]`, as Redoc prints limits."""
_PAIR = re.compile(rf"{_NUMBER}{_SPAN}{_NUMBER}")
_ONE = re.compile(_NUMBER)

_RANGES = _compiled(
    rf"\brange(?:\sis|\sof|\sfrom)?:?\s{{0,2}}(?:from\s|integers?\s)?[\[(]\s{{0,2}}{_NUMBER}{_SPAN}{_NUMBER}\s{{0,2}}[\])]",
    rf"\brange(?:s|\sis|\sof|\sfrom)?:?\s{{0,2}}(?:from\s|integers?\s)?{_NUMBER}{_SPAN}{_NUMBER}{_PLAIN}",
    rf"^[A-Za-z ]{{1,60}}\s[\[(]{_NUMBER}\s?,\s?{_NUMBER}\]\.?$",
    rf"\b(?:between|from)\s{_NUMBER}\s(?:and|(?:up\s)?to)\s{_NUMBER}{_PLAIN}",
    rf"(?:^|[,:(]\s?){_NUMBER}\s{{0,2}}(?:~|-|to)\s{{0,2}}{_NUMBER}(?:\s?(?:s|sec|seconds))?\)?\.?$",
    rf"\bmust\sbe\s{_NUMBER}\s{{0,2}}(?:~|-|to)\s{{0,2}}{_NUMBER}{_PLAIN}",
    rf"\bsupports\s{_NUMBER}\s{{0,2}}(?:~|-|to)\s{{0,2}}{_NUMBER}\s?(?:s|seconds)\b",
    rf"\bseconds\s\({_NUMBER}\s{{0,2}}(?:~|-|to)\s{{0,2}}{_NUMBER}\)",
)
_LOWEST = _compiled(rf"{_LEAST}{_NUMBER}{_PLAIN}", rf"{_NUMBER}(?:\s(?:s|seconds))?\s{OR_MORE}")
_HIGHEST = _compiled(
    rf"{AT_MOST}\s{{0,2}}{_NUMBER}{_PLAIN}", rf"{_NUMBER}(?:\s(?:s|seconds))?\s(?:max(?:imum)?|at\smost|{OR_LESS})"
)
_NOT_NEGATIVE = re.compile(r"\bnon-?negative\b", re.IGNORECASE)
_LENGTHS = _compiled(
    rf"{_COUNT}\s{{0,2}}(?:-|~|to)\s{{0,2}}{_COUNT}{_CHARACTERS}",
    rf"\bbetween\s{_COUNT}\sand\s{_COUNT}{_CHARACTERS}",
    rf"\blength(?:\sis|\sof|:)?\s(?:between\s|from\s)?{_COUNT}\s?(?:and|to|-)\s?{_COUNT}(?!\s?\w)",
)
_LONGEST = _compiled(
    rf"{_MOST}{_COUNT}{_CHARACTERS}",
    rf"{_COUNT}{_CHARACTERS}\s(?:max(?:imum)?\b|at\smost\b|{OR_LESS})",
    rf"\bmax(?:imum)?\slength(?:\sis|\sof)?:?\s{{0,2}}{_COUNT}(?!\s?\w)",
)
_SHORTEST = _compiled(rf"{_LEAST}{_COUNT}{_CHARACTERS}", rf"{_COUNT}{_CHARACTERS}\s{OR_MORE}")
_EXACTLY = _compiled(rf"\bexactly\s{_COUNT}{_THINGS}")
_SEVERAL = _compiled(
    rf"{_COUNT}\s{{0,2}}(?:-|~|to|or)\s{{0,2}}{_COUNT}{_THINGS}", rf"\bbetween\s{_COUNT}\sand\s{_COUNT}{_THINGS}"
)
_MOST_ITEMS = _compiled(rf"{_MOST}{_COUNT}{_THINGS}")
_LEAST_ITEMS = _compiled(rf"{_LEAST}{_COUNT}{_THINGS}", rf"(?<!\w){_COUNT}\sor\smore\b")
_ONE_OR_MORE = re.compile(r"\b(?:at\sleast\sone|one\sor\smore)\b", re.IGNORECASE)

_VALUE = r"""("[^"\n]{0,80}"|'[^'\n]{0,80}'|`[^`\n]{0,80}`|[^\s,;()"'`]{1,80})"""
_DEFAULT = re.compile(
    rf"(?:the\s)?defaults?(?:\svalue)?(?:\sis|\sto)?\s{{0,2}}[:=]?\s{{0,2}}{_VALUE}\s?\.?", re.IGNORECASE
)
_LAST_DEFAULT = re.compile(
    rf"(?:[,;(]|\band)\s{{0,2}}(?:the\s)?defaults?(?:\svalue)?(?:\sis|\sto)?\s{{0,2}}[:=]?\s{{0,2}}{_VALUE}\s?\)?(?:\.?$|(?=,\s(?!\S{{1,80}}$)))",
    re.IGNORECASE,
)
_FIRST_DEFAULT = re.compile(
    rf"(?:the\s)?defaults?(?:\svalue)?(?:\sis|\sto)?\s{{0,2}}[:=]?\s{{0,2}}{_VALUE}\s?(?:seconds?|frames|fps|steps)?(?:,\s(?!\S{{1,80}}$)|\.?$)",
    re.IGNORECASE,
)
"""A default that a sentence begins with, also with its unit: `The default is 5 seconds, with …`."""
_NO_VALUE = frozenset(["none", "null", "empty", "unset", "nothing", "random", "undefined"])
_ONLY = re.compile(
    rf"\bwith\s{_VALUE}\s(?:being|as)\sthe\sonly\s(?:(?:available|supported|possible|allowed|valid)\s)?(?:option|value)\b",
    re.IGNORECASE,
)
_LABELLED_DEFAULT = re.compile(
    rf"(?:^|(?<=\s)|(?<=[a-z)\d]))Default(?:\s[Vv]alue)?\s?[:=]\s{{0,2}}{_VALUE}(.{{0,200}})$"
)
_FIXED = re.compile(
    rf"\b(?:(?:fixed|always)\s(?:as|at|to|set\sto)\s{{0,2}}:?|always\s(?=\S{{0,60}}[\d\"'`_-]))\s?{_VALUE}\.?$",
    re.IGNORECASE,
)
_STRINGS = re.compile(r"\binteger\sstrings?\sfrom\s\"?(\d{1,4})\"?\sto\s\"?(\d{1,4})\"?\.?$", re.IGNORECASE)
_TOKEN = r"""(?:"[^"\n]{1,80}"|'[^'\n]{1,80}'|`[^`\n]{1,80}`|[\w.:+-]{1,80})"""
_LISTED = re.compile(
    r"(?:^|[\s,;])(?:(?:must\sbe\s)?one\sof|(?:supported|available|allowed|possible|valid|accepted)\s"
    r"(?:values?|options?|ratios?|aspect\sratios?|resolutions?|sizes?|modes?)(?:\sare|\sinclude)?|options|values)"
    r"\s?:?\s",
    re.IGNORECASE,
)
_NAMED_LIST = re.compile(
    r"(?:^|[\s,;])(?:supported|available|allowed|possible|valid|accepted)\s([a-z]{3,20})(?:\sare|\sinclude)?\s?:",
    re.IGNORECASE,
)
"""A list called after what it lists: the field's values where that is the field's name (`Supported models:` of `model`)."""
_ONE_TOKEN = re.compile(_TOKEN)
_SLASHED = re.compile(rf",\s({_TOKEN}(?:\s/\s{_TOKEN}){{1,30}})(?=[,.;]|$)")
_NAMED = r"""(?:"[^"\n]{1,80}"|'[^'\n]{1,80}'|`[^`\n]{1,80}`|(?=[\w.:+-]{0,79}[\d_])[\w.:+-]{1,80})"""
_TAIL = re.compile(
    rf"[:,]\s({_NAMED}(?:\s\(default\))?(?:(?:,\s(?:(?:and|or)\s)?|\s(?:and|or)\s|\s/\s){_NAMED}(?:\s\(default\))?){{1,30}})\.?$"
)
"""Values behind a colon or a comma that a sentence ends with: `the image's role: first_frame (default) or last_frame`."""
_MUST_BE = re.compile(
    rf"(?:\b(?:must|has\sto|can)\sbe\s(?:either\s)?|^either\s|\bchoose\s(?:from|between)\s|\bset\s(?:it\s)?to\s)({_NAMED}(?:(?:,\s(?:or\s)?|\sor\s){_NAMED}){{1,30}})\.?$",
    re.IGNORECASE,
)
"""Values of which a sentence demands one: `must be 24, 30 or 60`, `Either 480p or 720p`."""
_APART = r"(?:,\s?(?:(?:and|or)\s)?|\s?[/|]\s?|\s(?:and|or)\s)"
_NOTHING_ELSE = re.compile(
    rf"{_NAMED}(?:{_APART}{_NAMED}){{1,40}}\.?|(?!(?:and|or)\b)[a-z][\w-]{{1,40}}(?:{_APART}(?!(?:and|or)\b)[a-z][\w-]{{1,40}}){{2,40}}\.?"
)
"""Values and nothing else: `480p, 720p`; three plain words or more."""
_MARKED = re.compile(rf"({_NAMED})\s\(default\)")
_AND = re.compile(r"\s(?:and|or)\s", re.IGNORECASE)
_LABEL = re.compile(
    r"\b(?:options|values|ratios|resolutions|sizes|modes|(?:supported|available|allowed|possible|valid|accepted)\s"
    r"(?:formats|values|options|types|ratios|aspect\sratios|resolutions|sizes|modes))(?:\sare|\sinclude)?\s?:$",
    re.IGNORECASE,
)
_ITEM = re.compile(rf"({_TOKEN})(?=$|\s-\s|\s?:\s|\s?\()")
_DEPRECATED = re.compile(
    r"^\W{0,3}deprecated\b(?=\W|$)(?!\s(?:values?|options?|models?|modes?|formats?))|\(deprecated\b[^()]{0,120}\)\W?$|"
    r"\bthis\s(?:field|parameter|option|property|argument)\s(?:is|has\sbeen)\s(?:now\s)?deprecated\b",
    re.IGNORECASE,
)
NAMES_OF_MODELS = ("model", "model_name", "model_id", "modelName", "modelId", "engine")
"""What the field is called that names the model, which a sentence in its description may speak of."""
MEDIA = r"(?:mp[34g]|mov|webm|mkv|avi|m4[av]|wav|aac|ogg|flac|jpe?g|png|webp|gif|bmp|heic|tiff?|pdf)"
"""Formats of files, as their names end."""

MOST_STRINGS = 200
"""The longest run of integer strings that is written out as options."""


def schema_line(text: str, written: Written | None) -> tuple[Found, ...]:
    """What a line of a rendered schema states: `Required range: x >= 0`, `Maximum string length: 500`."""
    text = english(text)
    match = _LINE.match(text)
    if match is None:
        brackets = _BRACKETS.fullmatch(text)
        if brackets is not None:
            return _of_brackets(brackets, written)
        bare = _BARE.fullmatch(text)
        return () if bare is None else _of_comparisons([bare], written)
    which, what, rest = match[1].lower()[:3], match[2].lower(), match[3].strip()
    kind: FactKind
    if what in ("range", "value"):
        kind = "range"
    elif what == "items" or what.startswith("array"):
        kind = "items"
    elif what.startswith("string") or written is None or "array" not in written.types:
        kind = "length"
    else:
        kind = "items"
    compared = [*_COMPARED.finditer(rest)] if kind == "range" else []
    if compared:
        return _of_comparisons(compared, written)
    pair = _PAIR.search(rest)
    if which == "req" and pair is not None:
        return ((kind, _bounds(pair[1], pair[2])),)
    number = _ONE.search(rest)
    if number is None:
        return ()
    if which == "req":
        return ((kind, _bounds(number[1], number[1])),)
    return ((kind, _bounds(None, number[1]) if which == "max" else _bounds(number[1], None)),)


def is_limit(text: str) -> bool:
    """Whether a line is a limit as Redoc prints it behind a type."""
    return _BRACKETS.fullmatch(text) is not None


def _of_brackets(match: re.Match[str], written: Written | None) -> tuple[Found, ...]:
    """What a match of `_BRACKETS` states; of a text and an array how long they are."""
    opening, least, most, closing, sign, bound, empty, unit = match.groups()
    types = () if written is None else written.types
    if unit == "properties":
        return ()
    kind: FactKind = "items" if unit == "items" or "array" in types else "length"
    if unit is None and empty is None and {"integer", "number"} & {*types}:
        text = f"x {sign} {bound}" if sign else f"{least} <{'=' * (opening == '[')} x <{'=' * (closing == ']')} {most}"
        return _of_comparisons([*_COMPARED.finditer(text)], written)
    if empty or sign == ">":
        least = "1" if empty else str(int(number_of(bound)) + 1)
    elif sign:
        least, most = (bound, None) if sign == ">=" else (None, bound)
    return ((kind, _bounds(least, most)),)


def _of_comparisons(several: Iterable[re.Match[str]], written: Written | None) -> tuple[Found, ...]:
    """What comparisons of `x` state (matches of `_COMPARED`): of an integer an excluded bound is the next one included."""
    least = most = None
    facts: list[Found] = []
    whole = written is not None and written.types == ("integer",)
    for number, sign, lower in (
        each
        for match in several
        for each in ((match[1], match[2], True), (match[4], match[3], match[3] is not None and match[3][0] in ">≥"))
    ):
        if number is None:
            continue
        value = number_of(number)
        if sign in ("<", ">"):
            if not whole or not isinstance(value, int):
                facts.append(("exclusiveMinimum" if lower else "exclusiveMaximum", value))
                continue
            value += 1 if lower else -1
        if lower:
            least = value
        else:
            most = value
    if least is not None or most is not None:
        facts.append(("range", (least, most)))
    return tuple(facts)


def facts_of(text: str, written: Written | None, name: str = "") -> Iterator[Found]:
    """What a normalised sentence certainly says of the field in whose description it stands.

    written: the field's type, None where the page prints none; limits are read in the sense of the type. name: the field's,
    after which a list of its values may be called.
    """
    text = english(text)
    if len(text) > 2000 or _CONDITION.search(text):
        return
    if _DEPRECATED.search(text) and name not in NAMES_OF_MODELS:
        yield "deprecated", True
    yield from _default(text, written)
    yield from _options(text, written, name)
    if _SOFT.search(text) or written is None:
        return
    text = _SPELT.sub(lambda word: NUMBERS[word[0].lower()], text)
    kind: FactKind
    if "string" in written.types:
        kind, sets = "length", (_LENGTHS, _LONGEST, _SHORTEST)
    elif "array" in written.types:
        exact = _first(_EXACTLY, text)
        if exact is not None:
            yield "items", _bounds(exact[1], exact[1])
            return
        kind, sets = "items", (_SEVERAL, _MOST_ITEMS, _LEAST_ITEMS)
    elif {"integer", "number"} & {*written.types}:
        kind, sets = "range", (_RANGES, _HIGHEST, _LOWEST)
    else:
        return
    both = _first(sets[0], text)
    if both is not None:
        bounds = _bounds(both[1], both[2])
        if bounds[0] is not None and bounds[1] is not None and bounds[0] <= bounds[1]:
            yield kind, bounds
        return
    most, least = _first(sets[1], text), _first(sets[2], text)
    lowest = None if least is None else number_of(least[1])
    if lowest is None and kind == "items" and _ONE_OR_MORE.search(text):
        lowest = 1
    if lowest is None and kind == "range" and _NOT_NEGATIVE.search(text):
        lowest = 0
    highest = None if most is None else number_of(most[1])
    if lowest is not None or highest is not None:
        yield kind, (lowest, highest)


def _default(text: str, written: Written | None) -> Iterator[Found]:
    match = _DEFAULT.fullmatch(text) or _LAST_DEFAULT.search(text)
    first = _FIRST_DEFAULT.match(text) if match is None else None
    if match is not None and (value := match[1].rstrip(".")):
        yield "default", in_type(value, written)
    elif first is not None and first[1].lower() not in _NO_VALUE and _of_type(first[1], written):
        yield "default", in_type(first[1], written)
    elif (
        (tail := _TAIL.search(text)) is not None
        and (marked := _MARKED.search(tail[1])) is not None
        and _of_type(marked[1], written)
    ):
        yield "default", in_type(marked[1], written)
    elif (labelled := _LABELLED_DEFAULT.search(text)) is not None and _ends(labelled[1], labelled[2], written):
        yield "default", in_type(labelled[1], written)


def _of_type(value: str, written: Written | None) -> bool:
    return written is None or "string" in written.types or not isinstance(in_type(value, written), str)


def _ends(value: str, rest: str, written: Written | None) -> bool:
    """Whether a value ends where the words behind it begin: another sentence that is glued to it, and no more of it."""
    if value[0] in "\"'`" or not rest.strip(" .)"):
        return True
    if re.match(r"\s?[()A-Z]|\s-\s|\.\s|,\s", rest) is None:
        return False
    return written is not None and _of_type(value, written)


def default_of(text: str, written: Written | None) -> tuple[str, str]:
    """The value that a line behind `default:` begins with, and the words that are glued to it."""
    text = text.strip()
    match = re.match(_VALUE, text)
    if match is None or not text[match.end() :].strip() or not _ends(match[1], text[match.end() :], written):
        return text, ""
    return match[1], text[match.end() :].strip()


def _lists(text: str, name: str) -> re.Match[str] | None:
    """The label of a list of the field's values, called after the field: `Supported models:` of `model_name`."""
    match = _NAMED_LIST.search(text)
    if match is None:
        return None
    noun = match[1].lower().removesuffix("s")
    return match if noun in re.split(r"[._\[\]-]+", name.lower().removesuffix("s")) else None


def _options(text: str, written: Written | None, name: str) -> Iterator[Found]:
    fixed = _FIXED.search(text) or _ONLY.search(text)
    if fixed is not None:
        yield "options", (in_type(fixed[1].rstrip("."), written),)
        return
    strings = _STRINGS.search(text)
    if strings is not None and written is not None and written.types == ("string",):
        first, last = int(strings[1]), int(strings[2])
        if 0 <= last - first < MOST_STRINGS:
            yield "options", tuple(str(number) for number in range(first, last + 1))
        return
    values = _values(_listed_in(text, written, name))
    if values and not _are_media(values):
        options = unlike(in_type(value, written) for value in values)
        if (
            written is None or written.types != ("boolean",) or not (True in options and False in options)
        ):  # which says nothing more
            yield "options", options


def _listed_in(text: str, written: Written | None, name: str) -> str:
    """The part of a sentence that lists the field's values and nothing else; empty where there is none."""
    label = _LISTED.search(text) or _lists(text, name)
    if label is not None:
        return _LAST_DEFAULT.sub("", text[label.end() :])
    listed = _MUST_BE.search(text) or _SLASHED.search(text)
    if listed is not None:
        return listed[1]
    default = _LAST_DEFAULT.search(text)
    tail = _TAIL.search(text if default is None else text[: default.start()])
    if tail is not None:  # unless one of them is called the default they may be those of anything
        values = tail[1].replace(" (default)", "")
        if values != tail[1] or (default is not None and default[1] in _values(values)):
            return values
    alone = written is not None and {"array", "object"}.isdisjoint(written.types) and _NOTHING_ELSE.fullmatch(text)
    return text if alone else ""


def _values(text: str) -> list[str]:
    """The values of a list in a sentence (`a, b and c`, `a/b`), none where something else stands among them."""
    words = [word.strip() for word in re.split(r"[,/|]", _AND.sub(",", f"{text.rstrip('. ')} "))]
    words = [word for word in words if word]
    return words if len(words) <= MOST_STRINGS and all(_ONE_TOKEN.fullmatch(word) for word in words) else []


def unlike(values: Iterable[Json]) -> tuple[Json, ...]:
    """The values in order, each once; true and 1 are two."""
    distinct: dict[tuple[type, str], Json] = {}
    for value in values:
        distinct.setdefault((type(value), str(value)), value)
    return tuple(distinct.values())


def is_conditional(text: str) -> bool:
    """Whether what a sentence says holds under a condition."""
    return _CONDITION.search(text) is not None


def is_soft(text: str) -> bool:
    """Whether a sentence recommends, or says about how much."""
    return _SOFT.search(text) is not None


def announces_options(text: str, name: str = "") -> bool:
    """Whether a sentence is a label after which the values of a field are listed: `Options:`, `Supported ratios:`."""
    text = english(text)
    if len(text) >= 300 or _CONDITION.search(text) is not None:
        return False
    named = _lists(text, name)
    return _LABEL.search(text) is not None or (named is not None and named.end() == len(text.rstrip()))


def option_of(item: str, written: Written | None) -> tuple[Json, bool] | None:
    """The value that an item of such a list begins with, and whether the item marks it as the default."""
    item = english(item)
    match = _ITEM.match(item)
    if match is None:
        return None
    return in_type(match[1], written), "(default)" in item.lower()


def are_values(values: list[Json]) -> bool:
    """Whether the items of a list are values of a field rather than formats of the file that it leads to."""
    return bool(values) and not _are_media([str(value) for value in values])


def _are_media(values: list[str]) -> bool:
    return any(re.fullmatch(MEDIA, value.strip("\"'`. ").lower()) for value in values)


def _first(patterns: tuple[re.Pattern[str], ...], text: str) -> re.Match[str] | None:
    return next((match for pattern in patterns if (match := pattern.search(text)) is not None), None)


def _bounds(least: str | None, most: str | None) -> Bounds:
    return (None if least is None else number_of(least), None if most is None else number_of(most))


def number_of(text: str) -> int | float:
    """A number as pages write it; commas part its thousands."""
    text = text.replace(",", "")
    return float(text) if "." in text else int(text)
