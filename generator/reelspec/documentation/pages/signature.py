"""A parameter's name, type and marks, on lines of their own or on one, with spaces between them or without. Readers call it.

`size`, `enum<string>`, `default:720p` is how browsers print it; crawlers make `size enum<string> default:720p` of it, or
`sizeenum<string>default:720p`, and glue the description to its end.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeAlias

from reelspec.documentation.pages.chinese import english
from reelspec.documentation.pages.page import Part
from reelspec.documentation.pages.prose import default_of, is_limit
from reelspec.documentation.pages.text import is_bullet, normalised, unmarked, word_set
from reelspec.documentation.pages.types import Written, read_type

NAME = r"[A-Za-z_$][\w$-]{0,63}(?:(?:\[\])?\.[A-Za-z_$][\w$-]{0,63}){0,8}(?:\[\])?"
_NAME = re.compile(NAME)
_SPACED = re.compile(rf"({NAME})(?:\s{{0,3}}[:：(（|·-]?\s{{1,3}}|：)(\S.{{0,4000}})")
_BRACKETED = re.compile(rf"({NAME})\s?[(（](\S.{{0,4000}})")
_TYPES = r"[Ee]num|strings?|integers?|int|numbers?|float|booleans?|bool|objects?|arrays?|list|map|dict|any"
_TYPE_WORD = rf"(?:{_TYPES})(?:<[^<>\n]{{1,40}}>|\[\]){{0,3}}"
_MARK_WORDS = r"required|optional|deprecated|read-only|write-only|nullable|header|path|query|cookie|body"
_NO_WORD = rf"(?=(?:{_MARK_WORDS})|default|(?![a-z_-]))"
_MARK = re.compile(
    rf"[\s,，、|·*_(（)）]{{0,3}}(?:({_MARK_WORDS}){_NO_WORD}|(非?必[填需选传须]|可选|选填|已弃用|已废弃))[\s,，、|·*_)）]{{0,3}}"
)
_DEFAULT = re.compile(
    r"[\s,，、|·(（]{0,3}(?:default(?:\svalue)?|默认值?|缺省值?)(?:\s?[:：=]\s?|\s(?=[\"'`\d-]|true\b|false\b))",
    re.IGNORECASE,
)
_BRACKETED_DEFAULT = re.compile(_DEFAULT.pattern.replace(r"\s(?=", r"\s(?=\w|"), re.IGNORECASE)
"""In brackets any word behind it is the value."""
_GLUED = re.compile(
    rf"([A-Za-z_$][\w$.-]{{0,63}}?)({_TYPE_WORD}(?:\s\|\s(?:{_TYPE_WORD}|null)){{0,3}})(\*?\s?(?:{_MARK_WORDS}|[Dd]efault\s?:).{{0,4000}})?"
)
_GLUED_TYPE = re.compile(rf"({_TYPE_WORD})(?=(?:{_MARK_WORDS}){_NO_WORD}|default\s?:)")
_PROSE = word_set(
    "a an the this that each every any one its of is no as in on for with to and or if by be are also use uses type"
)
"""Words that may stand before `string` or `number` in a sentence, and are no names."""
_ALSO_WORDS = frozenset(
    ["text", "file", "url", "uri", "map", "dict", "list", "long", "decimal", "null", "strings", "numbers", "objects"]
)
_EMPHASIS = re.compile(r"(?<![\w*])\*([^\s*][^*\n]{0,60})\*(?![\w*])")
_MARK_BEHIND = re.compile(r"\s?\((required|optional)\)\.?$", re.IGNORECASE)
"""A mark behind the description."""
_ENUM = re.compile(r"\s?[·,\s]\s?enum$", re.IGNORECASE)
"""What says behind a type that its values are listed."""
_BEHIND = ",;:()（）|* "
"""What may stand behind a type that other words follow."""
_PLACES: dict[str, Part] = {"header": "header", "path": "path", "query": "query", "cookie": "cookie"}
_ALONE = frozenset(["required", "optional", "deprecated"])
"""Marks that are always that; the others may be the next parameter's name."""

_Typed: TypeAlias = tuple[Written | None, list[str], str | None, str]
"""A type, it and the marks as printed, the default, the words behind."""


@dataclass(frozen=True)
class Signature:
    """written: None where the type says nothing; marks: what stands behind the name, as printed, the type first.

    rest: the description that is glued to it; lines: how many lines it takes.
    """

    name: str
    written: Written | None
    marks: tuple[str, ...]
    default: str | None
    rest: str
    lines: int

    @property
    def required(self) -> bool:
        """Whether it is marked so."""
        return "required" in (english(mark).lower() for mark in self.marks)

    @property
    def place(self) -> Part | None:
        """Where the parameter stands, if a mark says so."""
        return next((_PLACES[mark.lower()] for mark in self.marks[1:] if mark.lower() in _PLACES), None)


def type_of_line(line: str) -> tuple[bool, Written | None]:
    """Whether a line is a type, also behind a schema's name (`Media · object[]`), and which: None for any."""
    line = normalised(unmarked(line)).strip("()")
    lower = line.lower()
    if lower in ("any", "any of", "one of"):
        return True, None
    if lower in _ALSO_WORDS:
        return False, None
    written = read_type(_ENUM.sub("", line).rpartition("·")[2])
    return written is not None, written


def signature_at(line: Callable[[int], str], at: int, last: int, *, glued: bool) -> Signature | None:
    """The signature that begins on a line, None where none does.

    line: gives a line without space around it; last: the number of lines. glued: the page leaves out spaces.
    """
    first = line(at)
    if len(first) > 6000:
        return None
    bullet = is_bullet(first)
    first = _EMPHASIS.sub(r"\1", unmarked(first)).strip()
    if bullet:
        first = normalised(first)
    name, parsed, behind = first, None, at + 1
    if _NAME.fullmatch(first):
        below = _next(line, behind, last)
        if below is None:
            return None
        mark = line(below)
        typed = _next(line, below + 1, last) if english(mark).lower() in _ALONE else below  # `required`, then the type
        parsed = None if typed is None else _type_below(line(typed))
        if parsed is not None and typed is not None:
            behind = typed + 1
            parsed = parsed if typed == below else (parsed[0], [*parsed[1], mark], *parsed[2:])
    if parsed is None and (" " in first or not first.endswith((".", "!", "?"))):
        name, parsed = _on_one_line(first, glued)
    if parsed is None:
        return None
    written, marks, default, rest = parsed
    if not rest:
        default, rest, behind = _marks_below(line, behind, last, written, marks, default)
    if written is not None and "nullable" in map(str.lower, marks) and "null" not in written.types:
        written = replace(written, types=tuple(sorted((*written.types, "null"))))
    return Signature(name, written, tuple(marks), default, rest, behind - at)


def _type_below(line: str) -> _Typed | None:
    """The type that stands on the line below a name, alone or with marks."""
    known, written = type_of_line(line)
    if known:
        return written, [normalised(unmarked(line))], None, ""
    spaced = _typed(unmarked(line), exact=True)
    return spaced if spaced is not None and (spaced[1][1:] or spaced[2] is not None or spaced[3]) else None


def _on_one_line(first: str, glued: bool) -> tuple[str, _Typed | None]:
    """A name and its type on one line: with a space, a bracket or, on such pages, nothing between them."""
    name, parsed = first, None
    match = _SPACED.fullmatch(first) or _BRACKETED.fullmatch(first)
    if match is not None:
        prose = match[1].lower() in _PROSE  # `type enum<string>` is a parameter, `type string` may be prose
        parsed = _typed(match[2], exact=prose)
        name = match[1]
        if prose and parsed is not None and not (parsed[1][1:] or parsed[1][0].endswith((">", "]"))):
            parsed = None
    if parsed is None and glued and (stuck := _GLUED.fullmatch(first)) is not None and stuck[1]:
        parsed = _typed(f"{stuck[2]} {stuck[3] or ''}", exact=False)
        name = stuck[1]
    return name, parsed


def _marks_below(
    line: Callable[[int], str], behind: int, last: int, written: Written | None, marks: list[str], default: str | None
) -> tuple[str | None, str, int]:
    """Take the marks on the lines below a type; gives the default, the words behind it, and the line behind them all."""
    at, rest = behind, ""
    while not rest and (below := _next(line, at, last)) is not None:
        raw = line(below)
        word = english(raw).strip()
        if default is None and _DEFAULT.match(word) and (label := _DEFAULT.match(raw)) is not None:
            default, rest = default_of(raw[label.end() :], written)
            marks.append(raw[: len(raw) - len(rest)].strip() if rest else raw)
        elif word.lower() in _ALONE or word in ("enum", *_MARK_WORDS.split("|")):  # `Body` is a heading
            type_line = _next(line, below + 1, last)
            if word.lower() not in _ALONE and type_line is not None and type_of_line(line(type_line))[0]:
                break  # the next parameter, which is called header
            marks.append(raw)
        elif below == at and (several := _marks(word.lower())) is not None:
            marks += several
        else:
            break
        at = below + 1
    return default, rest, at


def looks_glued(text: str) -> bool:
    """Whether the page has a parameter whose name, type and marks stand without a space between them."""
    return _STUCK.search(text) is not None or sum(1 for _ in islice(_BARE.finditer(text), _ENOUGH)) == _ENOUGH


_STUCK = re.compile(
    rf"^(?:[-*•]\s)?[A-Za-z_][\w.]{{0,63}}?(?:(?:enum|array|string|integer)<[^<>\n]{{1,40}}>|(?:{_TYPES})\[\]|"
    rf"(?:{_TYPES})(?=required|default\s?:))(?:required|default\s?:.{{0,80}})?$",
    re.MULTILINE,
)


_BARE = re.compile(
    r"^[a-z][a-z0-9_]{1,63}(?:string|integer|boolean|number|[Ee]num)(?:\*?\s?(?:required|optional)|[Dd]efault\s?:.{0,80})?$",
    re.MULTILINE,
)
_ENOUGH = 3
"""So many lines that end like `seedinteger` are no words of a sentence."""


def _next(line: Callable[[int], str], at: int, last: int) -> int | None:
    """The next line that is not empty."""
    while at < last and not line(at):
        at += 1
    return at if at < last else None


def _marks(text: str) -> list[str] | None:
    """The marks of a line that holds nothing else: `header, required`."""
    marks = []
    while text:
        match = _MARK.match(text)
        if match is None:
            return None
        marks.append(match[1] or match[2])
        text = text[match.end() :]
    return marks or None


def _typed(text: str, *, exact: bool) -> _Typed | None:
    """What a text says that begins with a type: the type, it and the marks as printed, the default, the words behind.

    exact: only marks may follow; else words may, where a mark or a bracket, or a capital, shows that they are others.
    """
    text = _GLUED_TYPE.sub(r"\1 ", text.strip(), count=1)
    if text != english(text) and not re.match(_TYPES, text):
        text = english(text)
    bracket = text.startswith(("(", "（"))
    text = text.lstrip("(（") if bracket else text
    words = text.split(" ")
    known, written, taken = False, None, ""
    for count in range(min(len(words), 6), 0, -1):
        taken = " ".join(words[:count])
        known, written = type_of_line(taken.rstrip(_BEHIND))
        if known:
            break
    if not known:
        return None
    rest = text[len(taken.rstrip(_BEHIND)) :]
    marks, default = [taken.rstrip(_BEHIND)], None
    closed = False
    while rest:
        mark = _MARK.match(rest[:40].lower())
        label = (_BRACKETED_DEFAULT if bracket and not closed else _DEFAULT).match(rest)
        if label is not None and default is None:
            value = rest[label.end() :]
            default, rest = default_of(value.partition(",")[0] if ", required" in value.lower() else value, written)
            default = default.rstrip(")")
            marks.append(f"default:{default}")
        elif mark is not None:
            closed = closed or ")" in mark[0]
            marks.append(mark[1] or mark[2])
            rest = rest[mark.end() :]
        else:
            break
    rest = rest.strip()
    if not rest or not rest.strip(":)-,|"):
        return written, marks, default, ""
    apart = marks[1:] or default is not None or rest[0] in ")）:" or closed or "<" in marks[0] or "[" in marks[0]
    if not is_limit(rest.lstrip("·, ")) and (exact or not (apart or rest[0].isupper())):
        return None
    behind = _MARK_BEHIND.search(rest)
    if behind is not None:
        marks, rest = [*marks, behind[1].lower()], rest[: behind.start()]
    return written, marks, default, rest.lstrip(":)）-,|· ").strip()
