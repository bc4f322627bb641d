"""Prints a parsed pattern as the source of a Python regular expression; for ecma.py's `translate` only."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.language.regex.character_sets import ANY, LAST_CODE_POINT, WORD, Ranges, complement
from reelspec.language.regex.errors import PatternNotCarriedError
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
    children,
    walk,
)

_EMPTY = Sequence(())
_LONGEST_LOOKBEHIND = 0xFFFF  # `re` has a bound too, which differs between its versions
_CONTROL = {"\t": "\\t", "\n": "\\n", "\v": "\\v", "\f": "\\f", "\r": "\\r"}
_SPECIAL = frozenset("\\.^$*+?{}[]|()")
# Within a class, `re` reserves `[` and doubled `&`, `|`, `~` and `-` for set operations (FutureWarning).
_SPECIAL_IN_CLASS = frozenset("\\]^-[&|~")


def python_source(tree: Node) -> str:
    """The tree as ASCII source for `re.compile` without flags, with the same `search` verdicts.

    Raises:
        PatternNotCarriedError: a lookbehind of varying length, a backreference that `re` decides otherwise.
    """
    references = [node for node in walk(tree) if isinstance(node, Backreference)]
    if references:
        paths = dict(_paths(tree, ()))
        matched = [node for node in references if _has_matched(node, paths)]
    else:
        matched = []
    return _source(_reduced(tree, {node.number for node in matched}, {node.offset for node in matched}))


_Path = tuple[tuple[Node, int], ...]  # from the root: a node and the index of the child that leads on


def _paths(node: Node, path: _Path) -> Iterator[tuple[CapturingGroup | Backreference, _Path]]:
    if isinstance(node, CapturingGroup | Backreference):
        yield node, path
    for index, child in enumerate(children(node)):
        yield from _paths(child, (*path, (node, index)))


def _has_matched(reference: Backreference, paths: dict[CapturingGroup | Backreference, _Path]) -> bool:
    """True: the group has matched whenever the reference is tried. False: it never has.

    In the second case ECMA-262 matches the empty text (BackreferenceMatcher), where Python fails. Anything
    between the two is refused, and so is a repetition around the group: Python keeps the group's text from an
    earlier round, which ECMA-262 forgets (RepeatMatcher), and sets groups in empty rounds, which ECMA-262
    does not count.
    """
    group, to_group = next((node, path) for node, path in paths.items() if _is_group(node, reference.number))
    to_reference = paths[reference]
    if any(isinstance(node, Look) and not node.ahead for node, _ in (*to_group, *to_reference)):
        raise PatternNotCarriedError("a backreference in or into a lookbehind is not carried", reference.offset)
    if any(node is group for node, _ in to_reference):
        return False
    parting = next(
        i for i, (group_char, other) in enumerate(zip(to_group, to_reference, strict=False)) if group_char != other
    )
    fork, group_index = to_group[parting]
    if isinstance(fork, Alternatives) or group_index > to_reference[parting][1]:
        return False
    below = [node for node, _ in to_group[parting + 1 :]]
    if any(isinstance(node, Look) and node.negative for node in below):
        return False
    if any(isinstance(node, Alternatives) or (isinstance(node, Repeat) and node.least == 0) for node in below):
        raise PatternNotCarriedError(
            "a backreference to a group that may not have matched is not carried", reference.offset
        )
    if any(isinstance(node, Repeat) and node.most != 1 for node, _ in to_group):
        raise PatternNotCarriedError("a backreference to a group under a repetition is not carried", reference.offset)
    return True


def _is_group(node: Node, number: int) -> bool:
    return isinstance(node, CapturingGroup) and node.number == number


def _reduced(node: Node, groups: set[int], references: set[int]) -> Node:
    """The tree with only those groups and references (by offset); other references match the empty text."""
    match node:
        case Backreference():
            return node if node.offset in references else _EMPTY
        case CapturingGroup():
            body = _reduced(node.body, groups, references)
            return CapturingGroup(body, node.number) if node.number in groups else body
        case Look():
            return Look(_reduced(node.body, groups, references), node.ahead, node.negative, node.span)
        case Repeat():
            return Repeat(_reduced(node.body, groups, references), node.least, node.most, node.lazy, node.span)
        case Sequence():
            return Sequence(tuple(_reduced(item, groups, references) for item in node.items))
        case Alternatives():
            return Alternatives(tuple(_reduced(option, groups, references) for option in node.options))
        case _:
            return node


def _source(node: Node) -> str:
    match node:
        case Characters():
            return _characters(node.ranges)
        case Start():
            return "^"
        case End():
            return "\\Z"
        case Boundary():
            word = _characters(WORD)
            same, other = ("=", "!") if node.negated else ("!", "=")
            return f"(?:(?<={word})(?{same}{word})|(?<!{word})(?{other}{word}))"
        case Look():
            if not node.ahead:
                return _lookbehind(node)
            return f"(?{'!' if node.negative else '='}{_source(node.body)})"
        case CapturingGroup():
            return f"(?P<g{node.number}>{_source(node.body)})"
        case Backreference():
            return f"(?P=g{node.number})"
        case Repeat():
            simple = isinstance(node.body, Characters | CapturingGroup | Backreference)
            atom = _source(node.body) if simple else f"(?:{_source(node.body)})"
            return atom + _quantifier(node.least, node.most) + ("?" if node.lazy else "")
        case Sequence():
            return "".join(
                f"(?:{_source(item)})" if isinstance(item, Alternatives) else _source(item) for item in node.items
            )
        case Alternatives():
            return "|".join(_source(option) for option in node.options)


def _quantifier(least: int, most: int | None) -> str:
    match least, most:
        case 0, None:
            return "*"
        case 1, None:
            return "+"
        case 0, 1:
            return "?"
        case _:
            return f"{{{least}}}" if most == least else f"{{{least},{'' if most is None else most}}}"


def _lookbehind(node: Look) -> str:
    options = node.body.options if isinstance(node.body, Alternatives) else (node.body,)
    widths = {_width(option) for option in options}
    if None in widths:
        raise PatternNotCarriedError("a lookbehind of varying length is not carried", node.span[0])
    if max(width or 0 for width in widths) > _LONGEST_LOOKBEHIND:
        raise PatternNotCarriedError(
            f"a lookbehind over more than {_LONGEST_LOOKBEHIND} characters is not carried", node.span[0]
        )
    opening = "(?<!" if node.negative else "(?<="
    if len(widths) == 1:
        return f"{opening}{_source(node.body)})"
    # Python takes one length per lookbehind only: one lookbehind for each option.
    behinds = [f"{opening}{_source(option)})" for option in options]
    return "".join(behinds) if node.negative else f"(?:{'|'.join(behinds)})"


def _width(node: Node) -> int | None:
    """How many code points the node always takes; None when that varies."""
    match node:
        case Characters():
            return 1
        case Sequence():
            widths = [_width(item) for item in node.items]
            return None if None in widths else sum(width or 0 for width in widths)
        case Alternatives():
            several = {_width(option) for option in node.options}
            return several.pop() if len(several) == 1 else None
        case Repeat():
            width = _width(node.body)
            if width == 0:
                return 0
            return None if width is None or node.least != node.most else width * node.least
        case Start() | End() | Boundary() | Look():
            return 0
        case CapturingGroup() | Backreference():  # never below a lookbehind by now
            raise AssertionError(node)


def _characters(ranges: Ranges) -> str:
    if not ranges:
        return f"[^{_range(0, LAST_CODE_POINT)}]"
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return _character(ranges[0][0], _SPECIAL)
    # A set with the last code point in it was in all likelihood written as a negated class.
    negated = ranges[-1][1] == LAST_CODE_POINT and ranges != ANY
    listed = complement(ranges) if negated else ranges
    return f"[{'^' if negated else ''}{''.join(_range(low, high) for low, high in listed)}]"


def _range(low: int, high: int) -> str:
    first, last = _character(low, _SPECIAL_IN_CLASS), _character(high, _SPECIAL_IN_CLASS)
    if high - low > 1:
        return f"{first}-{last}"
    return first if low == high else first + last


def _character(point: int, special: frozenset[str]) -> str:
    char = chr(point)
    if char in special:
        return "\\" + char
    if char in _CONTROL:
        return _CONTROL[char]
    if 0x20 <= point <= 0x7E:
        return char
    if point <= 0xFF:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"
