"""The parser of ECMA-262 regular expressions (2023, `u` flag), and their translation to Python's `re`.

Public to the whole program: `translate`, `parse`, `portable`, `PatternError`, `PatternNotCarriedError` and
`WHITE_SPACE`.

Strict: Annex B does not apply under the `u` flag, so a lone `{`, `}` or `]`, `\\a` and `\\1` without a group
are errors. One tolerance: a backslash before any ASCII punctuation mark or space (`\\-`, `\\_`, `\\@`, `\\"`)
stands for that character, as ECMA-262 has it without the flag. Documents are full of it and it can mean
nothing else; engines that hold to the flag refuse it, so whoever hands a pattern on to other tools hands on
`portable(pattern)`.
"""

from __future__ import annotations

import re
import string
from functools import lru_cache

from reelspec.language.regex.character_sets import DIGIT, DOT, SPACE, WORD, Ranges, complement, union
from reelspec.language.regex.errors import PatternError, PatternNotCarriedError
from reelspec.language.regex.to_python import python_source
from reelspec.language.regex.tree import (
    Alternatives,
    Backreference,
    Boundary,
    CapturingGroup,
    Characters,
    End,
    Look,
    Node,
    Repeat,
    Sequence,
    Start,
)
from reelspec.language.regex.unicode_properties import BINARY_PROPERTIES, SCRIPT_PROPERTIES, category, lone_property

__all__ = ["WHITE_SPACE", "PatternError", "PatternNotCarriedError", "parse", "portable", "translate"]

# The characters of `\s`: `text.strip(WHITE_SPACE)` is empty exactly when `\S` finds nothing. (`str.isspace`
# and a bare `strip()` have U+001C..U+001F and U+0085 as well, and lack U+FEFF.)
WHITE_SPACE = "".join(chr(point) for low, high in SPACE for point in range(low, high + 1))

# Bounds of Python's `re` or of its recursion, far beyond any pattern of an API.
_DEEPEST_GROUP = 50
_LARGEST_COUNT = 2**31 - 1

_SYNTAX = frozenset("^$\\.*+?()[]{}|/")
_TOLERATED = frozenset(string.punctuation + " ") - _SYNTAX
_QUANTIFIERS: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_CONTROL = {"f": 0x0C, "n": 0x0A, "r": 0x0D, "t": 0x09, "v": 0x0B}
_CLASSES = {
    "d": DIGIT,
    "D": complement(DIGIT),
    "s": SPACE,
    "S": complement(SPACE),
    "w": WORD,
    "W": complement(WORD),
}
_COUNTED = re.compile(r"\{([0-9]+)(?:(,)([0-9]*))?\}")
_NUMBERED_REFERENCE = re.compile(r"\\([1-9][0-9]*)")
_TWO_DIGITS = re.compile(r"\\x([0-9A-Fa-f]{2})")
_SURROGATE_PAIR = re.compile(r"\\u([Dd][89ABab][0-9A-Fa-f]{2})\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})")
_CODE_POINT = re.compile(r"\\u(?:([0-9A-Fa-f]{4})|\{0*([0-9A-Fa-f]{1,6})\})")
_PROPERTY = re.compile(r"\\[pP]\{([A-Za-z0-9_]+)(?:=([A-Za-z0-9_]+))?\}")
# An escaped character, a whole class, or the opening of a capturing group.
_LANDMARK = re.compile(r"\\.|\[(?:\\.|[^\]\\])*|\((?!\?)|\(\?<(?![=!])", re.DOTALL)
_NOT_ECMA_ESCAPES = {
    "A": "'\\A' is not ECMA-262: write '^', which is the start of the string there",
    "Z": "'\\Z' is not ECMA-262: write '$', which is the very end of the string there",
    "z": "'\\z' is not ECMA-262: write '$', which is the very end of the string there",
    "a": "'\\a' is not ECMA-262: write '\\x07'",
    "e": "'\\e' is not ECMA-262: write '\\x1b'",
    "h": "'\\h' is not ECMA-262: write '[ \\t]'",
    "N": "'\\N' is not ECMA-262: write the character or its '\\u' escape",
    "U": "'\\U' is not ECMA-262: write '\\u{...}'",
}
_NOT_ECMA_GROUPS = (
    (re.compile(r"\(\?P<"), "'(?P<name>...)' is not ECMA-262: write '(?<name>...)'"),
    (re.compile(r"\(\?P="), "'(?P=name)' is not ECMA-262: write '\\k<name>'"),
    (re.compile(r"\(\?#"), "'(?#...)': ECMA-262 has no comments"),
    (re.compile(r"\(\?>"), "'(?>...)': ECMA-262 has no atomic groups"),
    (re.compile(r"\(\?\("), "'(?(...)': ECMA-262 has no conditional groups"),
    (re.compile(r"\(\?[A-Za-z]*-?[A-Za-z]*[:)]"), "'(?i)': ECMA-262 (2023) has no inline flags"),
)


def translate(pattern: str) -> str:
    """The source of a Python regular expression that has the pattern's verdicts under `re.search`.

    Args:
        pattern: an ECMA-262 pattern as it stands in a JSON Schema, without delimiters and flags.

    Returns:
        ASCII text for `re.compile` without flags (str patterns). Groups are kept only where a backreference
        needs them, so the match object says nothing of the original groups.

    Raises:
        PatternNotCarriedError: valid, but Python's `re` cannot say it or this package does not: a lookbehind
            whose options vary in length, a backreference whose group may or may not have matched, stands
            under a repetition or in a lookbehind, a Unicode property other than a general category, an
            excessive count or depth.
        PatternError: not a pattern of ECMA-262.
    """
    return python_source(parse(pattern))


@lru_cache(256)
def parse(pattern: str) -> Node:
    """The tree of an ECMA-262 pattern (22.2.1, with the parameters UnicodeMode and NamedCaptureGroups).

    Raises:
        PatternNotCarriedError: an excessive count or depth, or a property that is not a general category.
        PatternError: not a pattern of ECMA-262; `offset` counts code points.
    """
    return _Parser(pattern).pattern()


@lru_cache(256)
def portable(pattern: str) -> str:
    """The same pattern without the backslashes that are only tolerated here: valid wherever `u` is set.

    Raises:
        PatternError: as `parse`.
    """
    parser = _Parser(pattern)
    parser.pattern()
    return "".join(char for at, char in enumerate(pattern) if at not in parser.tolerated)


class _Parser:
    """A cursor over the pattern; each method reads one production of the grammar."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0
        self.groups = 0
        self.tolerated: set[int] = set()
        self.group_count, self.names = _group_names(text)

    def pattern(self) -> Node:
        tree = self.disjunction()
        if self.at < len(self.text):
            raise PatternError("')' without '('", self.at)
        return tree

    def disjunction(self) -> Node:
        options = [self.alternative()]
        while self.take("|"):
            options.append(self.alternative())
        return options[0] if len(options) == 1 else Alternatives(tuple(options))

    def alternative(self) -> Node:
        items: list[Node] = []
        while self.at < len(self.text) and not self.next_in("|)"):
            items.append(self.term())
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def term(self) -> Node:
        start = self.at
        node = self.assertion()
        if node is None:
            return self.quantified(self.atom(), start)
        if self.next_in("*+?{"):
            raise PatternError("a quantifier cannot follow an assertion", self.at)
        return node

    def assertion(self) -> Node | None:
        start = self.at
        if not self.next_in("^$\\("):
            return None
        if self.take("^"):
            return Start()
        if self.take("$"):
            return End()
        if self.take("\\b"):
            return Boundary(negated=False)
        if self.take("\\B"):
            return Boundary(negated=True)
        for opening, ahead, negative in (
            ("(?=", True, False),
            ("(?!", True, True),
            ("(?<=", False, False),
            ("(?<!", False, True),
        ):
            if self.take(opening):
                body = self.group_body(start)
                return Look(body, ahead, negative, (start, self.at))
        return None

    def group_body(self, start: int) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST_GROUP:
            raise PatternNotCarriedError(f"groups are nested more than {_DEEPEST_GROUP} deep", start)
        body = self.disjunction()
        if not self.take(")"):
            raise PatternError("'(' without ')'", start)
        self.depth -= 1
        return body

    def atom(self) -> Node:
        start = self.at
        char = self.text[start]
        if char == ".":
            self.at += 1
            return Characters(DOT)
        if char == "\\":
            return self.atom_escape()
        if char == "[":
            return self.character_class()
        if char == "(":
            return self.group()
        if char in "*+?":
            raise PatternError(f"'{char}' has nothing to repeat", start)
        if char in "{}]":
            raise PatternError(f"a literal '{char}' is written '\\{char}'", start)
        point = self.source_character()
        return Characters(((point, point),))

    def group(self) -> Node:
        start = self.at
        if self.take("(?:"):
            return self.group_body(start)
        for refused, message in _NOT_ECMA_GROUPS:
            if refused.match(self.text, start):
                raise PatternError(message, start)
        self.at += 1
        if self.take("?"):
            if not self.take("<"):
                raise PatternError("'(?' is not followed by ':', '=', '!' or '<'", start)
            self.at = _group_name(self.text, self.at)[1]
        self.groups += 1
        number = self.groups
        return CapturingGroup(self.group_body(start), number)

    def quantified(self, atom: Node, start: int) -> Node:
        at = self.at
        if self.next_in("{"):
            least, most = self.counts()
        elif self.next_in("*+?"):
            least, most = _QUANTIFIERS[self.text[at]]
            self.at += 1
        else:
            return atom
        lazy = self.take("?")
        if self.next_in("+"):
            raise PatternError(f"'{self.text[at : self.at]}+': ECMA-262 has no possessive quantifiers", at)
        if self.next_in("*?{"):
            raise PatternError("a quantifier cannot follow a quantifier", self.at)
        return Repeat(atom, least, most, lazy, (start, self.at))

    def counts(self) -> tuple[int, int | None]:
        counted = _COUNTED.match(self.text, self.at)
        if not counted:
            raise PatternError("'{' is neither a quantifier ('{2}', '{2,}', '{2,5}') nor written '\\{'", self.at)
        low, comma, high = counted.groups()
        bounds = [number.lstrip("0") or "0" for number in (low, high) if number]
        if any(len(number) > 10 or int(number) > _LARGEST_COUNT for number in bounds):
            raise PatternNotCarriedError(f"'{counted[0]}': counts beyond {_LARGEST_COUNT} are not carried", self.at)
        least = int(low)
        most = int(high) if high else None if comma else least
        if most is not None and most < least:
            raise PatternError(f"'{counted[0]}' asks for at least {least} and at most {most}", self.at)
        self.at = counted.end()
        return least, most

    def atom_escape(self) -> Node:
        start = self.at
        reference = _NUMBERED_REFERENCE.match(self.text, start)
        if reference:
            digits = reference[1]
            if len(digits) > 10 or int(digits) > self.group_count:
                raise PatternError(f"'{reference[0]}' refers to a group that does not exist", start)
            self.at = reference.end()
            return Backreference(int(digits), start)
        if self.take("\\k"):
            if not self.take("<"):
                raise PatternError("'\\k' is not followed by '<name>'", start)
            name, self.at = _group_name(self.text, self.at)
            if name not in self.names:
                raise PatternError(f"'\\k<{name}>' refers to a group that does not exist", start)
            return Backreference(self.names[name], start)
        return Characters(self.character_escape())

    def character_class(self) -> Node:
        start = self.at
        self.at += 1
        negated = self.take("^")
        members: list[tuple[int, int]] = []
        while not self.take("]"):
            at = self.at
            low = self.class_atom(start)
            if self.next_in("-") and not self.next_in("]", 1):
                self.at += 1
                high = self.class_atom(start)
                if isinstance(low, tuple) or isinstance(high, tuple):
                    raise PatternError(f"the range '{self.text[at : self.at]}' has a set as an end", at)
                if high < low:
                    raise PatternError(f"the range '{self.text[at : self.at]}' is out of order", at)
                members.append((low, high))
            elif isinstance(low, tuple):
                members.extend(low)
            else:
                members.append((low, low))
        ranges = union(members)
        return Characters(complement(ranges) if negated else ranges)

    def class_atom(self, class_start: int) -> int | Ranges:
        """A single code point, or the set of a class escape (which cannot be the end of a range)."""
        if self.at >= len(self.text):
            raise PatternError("'[' without ']'", class_start)
        if self.text[self.at] != "\\":
            return self.source_character()
        if self.take("\\b"):
            return 0x08
        if self.take("\\-"):
            return ord("-")
        is_set = self.next_in("dDsSwWpP", 1)
        ranges = self.character_escape()
        return ranges if is_set else ranges[0][0]

    def character_escape(self) -> Ranges:
        """What an atom and a class have in common: CharacterClassEscape and CharacterEscape."""
        start = self.at
        char = self.text[start + 1 : start + 2]
        if char in _CLASSES:
            self.at += 2
            return _CLASSES[char]
        if char in ("p", "P"):
            ranges = self.property_escape()
            return complement(ranges) if char == "P" else ranges
        point = self.code_point_escape(char)
        return ((point, point),)

    def code_point_escape(self, char: str) -> int:
        start = self.at
        if not char:
            raise PatternError("'\\' at the end escapes nothing", start)
        if char == "u":
            point, self.at = _unicode_escape(self.text, start)
            return point
        if char == "x":
            digits = _TWO_DIGITS.match(self.text, start)
            if not digits:
                raise PatternError("'\\x' is not followed by two hexadecimal digits", start)
            self.at = digits.end()
            return int(digits[1], 16)
        if char == "c":
            if not self.next_in(string.ascii_letters, 2):
                raise PatternError("'\\c' is not followed by a letter", start)
            self.at += 3
            return ord(self.text[start + 2]) % 32
        self.at += 2
        if char == "0" and not self.next_in(string.digits):
            return 0
        if char in _CONTROL:
            return _CONTROL[char]
        if char in _SYNTAX:
            return ord(char)
        if char in _TOLERATED:
            self.tolerated.add(start)
            return ord(char)
        if char in string.digits:
            raise PatternError(f"'\\{char}' is not an octal escape in ECMA-262: write '\\xHH'", start)
        raise PatternError(_NOT_ECMA_ESCAPES.get(char, f"'\\{char}' is not an escape of ECMA-262 (u flag)"), start)

    def property_escape(self) -> Ranges:
        start = self.at
        property_match = _PROPERTY.match(self.text, start)
        if not property_match:
            raise PatternError(f"'{self.text[start : start + 2]}' is not followed by '{{property}}'", start)
        self.at = property_match.end()
        name, value = property_match.groups()
        if value is None:
            ranges = lone_property(name)
        elif name in ("General_Category", "gc"):
            ranges = category(value)
        elif name in SCRIPT_PROPERTIES:
            raise PatternNotCarriedError(f"'{property_match[0]}': scripts are not carried", start)
        else:
            ranges = None
        if ranges is None and value is None and name in BINARY_PROPERTIES:
            raise PatternNotCarriedError(
                f"'{property_match[0]}': of Unicode's properties, only categories are carried", start
            )
        if ranges is None:
            raise PatternError(f"'{property_match[0]}': ECMA-262 has no such property", start)
        return ranges

    def source_character(self) -> int:
        """One code point; two surrogates that were read as two characters are the one that they spell."""
        lead = ord(self.text[self.at])
        self.at += 1
        if 0xD800 <= lead <= 0xDBFF and self.at < len(self.text) and "\udc00" <= self.text[self.at] <= "\udfff":
            self.at += 1
            return _pair(lead, ord(self.text[self.at - 1]))
        return lead

    def next_in(self, characters: str, ahead: int = 0) -> bool:
        return self.at + ahead < len(self.text) and self.text[self.at + ahead] in characters

    def take(self, expected: str) -> bool:
        if not self.text.startswith(expected, self.at):
            return False
        self.at += len(expected)
        return True


def _group_names(text: str) -> tuple[int, dict[str, int]]:
    """How many groups capture, and the numbers of the named ones: a reference may stand before its group."""
    names: dict[str, int] = {}
    count = 0
    for landmark in _LANDMARK.finditer(text):
        if not landmark[0].startswith("("):
            continue
        count += 1
        if landmark[0] == "(?<":
            name, _ = _group_name(text, landmark.end())
            if name in names:
                raise PatternError(f"two groups are named '{name}'", landmark.start())
            names[name] = count
    return count, names


def _group_name(text: str, at: int) -> tuple[str, int]:
    """The name that starts here, with its escapes resolved, and the offset after its `>` (GroupName)."""
    name = ""
    start = at
    while text[at : at + 1] not in (">", ""):
        if text[at] == "\\":
            point, at = _unicode_escape(text, at)
            name += chr(point)
        else:
            name += text[at]
            at += 1
    # ECMA-262 allows `$`, and the two joiners after the first character, beyond Python's identifiers.
    as_identifier = re.sub("(?<!^)[\u200c\u200d]", "_", name.replace("$", "_"))
    if at >= len(text) or not as_identifier.isidentifier():
        raise PatternError("a group's name is not an identifier followed by '>'", start)
    return name, at + 1


def _unicode_escape(text: str, at: int) -> tuple[int, int]:
    """The code point of the escape that starts here (RegExpUnicodeEscapeSequence), and the offset after."""
    pair = _SURROGATE_PAIR.match(text, at)
    if pair:
        return _pair(int(pair[1], 16), int(pair[2], 16)), pair.end()
    single = _CODE_POINT.match(text, at)
    if not single:
        raise PatternError("'\\u' is not followed by four hexadecimal digits or '{...}'", at)
    point = int(single[1] or single[2], 16)
    if point > 0x10FFFF:
        raise PatternError(f"'{single[0]}' is beyond U+10FFFF", at)
    return point, single.end()


def _pair(lead: int, trail: int) -> int:
    return 0x10000 + ((lead - 0xD800) << 10) + (trail - 0xDC00)
