"""Says in words why a pattern may make a backtracking engine slow; for the checks on specs.

The pattern becomes an automaton whose states are the characters of the pattern and whose steps are counted:
two ways to step from one character to the next, as in `(a+)+`, are what makes an engine try again. Two
questions are then put to it (Weber and Seidl, "On the degree of ambiguity of finite automata", 1991, criteria
EDA and IDA):

* Can a text lead from a state back to it in two ways? Then the number of ways grows exponentially with the
  rounds.
* Can one text lead from state p to p, from p to q, and from q to q? Then the border between two repetitions
  can lie anywhere, and the number of ways grows with the square of the length or faster. This costs nothing
  when the match is already won at q, as in an unanchored `.*x.*`.

Conservative: assertions count as always true, a lookaround is a branch that leads nowhere, a backreference
stands for any text of its group, and a counted repetition too large to be written out counts as unbounded.
Not looked at: the square of the length that any unanchored search may cost, since it starts anew at each
position.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reelspec.common.circles import circles
from reelspec.language.regex import tree
from reelspec.language.regex.character_sets import Ranges, intersection
from reelspec.language.regex.ecma import parse

# Counted repetitions up to here are written out as copies: bounded, whatever they do to their neighbours.
_MOST_COPIES = 10
_MOST_COPIES_OF_A_CHARACTER = 64
_MOST_OPTIONAL_COPIES = 16
_MOST_WAYS = 1000
_MOST_STATES = 20_000
_MOST_STEPS = 300_000

_TOO_LARGE = "the pattern is too large for its backtracking to be judged"


def risk(pattern: str, *, polynomial: bool = True) -> str | None:
    """Why a text may take this ECMA-262 pattern exponential or polynomial time in a backtracking engine.

    Args:
        pattern: as in a JSON Schema.
        polynomial: whether to look for polynomial time as well.

    Returns:
        One sentence without a full stop that quotes the repetitions at fault; None when the pattern is safe.

    Raises:
        PatternError: as `ecma.parse`.
    """
    root = parse(pattern)
    groups = {node.number: node for node in tree.walk(root) if isinstance(node, tree.CapturingGroup)}
    try:
        try:
            automaton = _Automaton(root, groups, written_out=True)
        except _TooLarge:
            automaton = _Automaton(root, groups, written_out=False)
        return _exponential(automaton, pattern) or (_polynomial(automaton, pattern) if polynomial else None)
    except _TooLarge:
        return _TOO_LARGE


class _TooLarge(Exception):
    """The bounds on states or steps are reached: not decided."""


@dataclass(frozen=True)
class _Piece:
    """A piece of the pattern while the automaton is built.

    `first` and `last` give for each state in how many ways a text can begin or end there, `empty` in how many
    ways the piece matches nothing; counts stop at 2, for many. `bare_empty`: it matches nothing without
    asserting anything; `bare_last`: the states after which it may end so.
    """

    first: dict[int, int]
    last: dict[int, int]
    empty: int
    bare_empty: bool
    bare_last: frozenset[int]


_NOTHING = _Piece({}, {}, 1, True, frozenset())
_ASSERTION = _Piece({}, {}, 1, False, frozenset())


class _Automaton:
    """States are numbered from 0, one for each set of characters in the pattern.

    By state: `sets`, `loops` (the unbounded repetitions around it, outermost first) and `depths` (the number
    of lookarounds around it). `steps[p][q]`: the number of ways (1, or 2 for many) from a character at p to
    the next at q. `won`: the states after which the whole pattern, or the lookaround around, has matched.
    """

    def __init__(self, root: tree.Node, groups: dict[int, tree.CapturingGroup], *, written_out: bool) -> None:
        self.groups = groups
        self.written_out = written_out
        self.open_references: set[int] = set()
        self.sets: list[Ranges] = []
        self.loops: list[tuple[tree.Repeat, ...]] = []
        self.depths: list[int] = []
        self.depth = 0
        self.steps: list[dict[int, int]] = []
        self.shared: dict[tuple[Ranges, Ranges], Ranges] = {}
        self.budget = _MOST_STEPS
        self.won: set[int] = set()
        self.won |= self.build(root, ()).bare_last

    def build(self, node: tree.Node, loops: tuple[tree.Repeat, ...]) -> _Piece:
        match node:
            case tree.Characters():
                return self.state(node.ranges, loops) if node.ranges else _Piece({}, {}, 0, False, frozenset())
            case tree.Sequence():
                part = _NOTHING
                for item in node.items:
                    part = self.joined(part, self.build(item, loops))
                return part
            case tree.Alternatives():
                parts = [self.build(option, loops) for option in node.options]
                return _Piece(
                    _sum(part.first for part in parts),
                    _sum(part.last for part in parts),
                    min(2, sum(part.empty for part in parts)),
                    any(part.bare_empty for part in parts),
                    frozenset().union(*(part.bare_last for part in parts)),
                )
            case tree.CapturingGroup():
                return self.build(node.body, loops)
            case tree.Backreference():
                return self.reference(node.number, loops)
            case tree.Repeat():
                return self.repeat(node, loops)
            case tree.Look():
                # A branch that leads nowhere: the text is scanned, and the match goes on where it stood.
                self.depth += 1
                body = self.build(node.body, loops)
                self.depth -= 1
                self.won |= body.bare_last
                return _Piece(body.first, {}, 1, False, frozenset())
            case _:
                return _ASSERTION

    def state(self, ranges: Ranges, loops: tuple[tree.Repeat, ...]) -> _Piece:
        number = len(self.sets)
        if number == _MOST_STATES:
            raise _TooLarge
        self.sets.append(ranges)
        self.loops.append(loops)
        self.depths.append(self.depth)
        self.steps.append({})
        return _Piece({number: 1}, {number: 1}, 0, False, frozenset({number}))

    def reference(self, number: int, loops: tuple[tree.Repeat, ...]) -> _Piece:
        if number in self.open_references:  # within the group itself: matches nothing
            return _NOTHING
        self.open_references.add(number)
        part = self.build(self.groups[number].body, loops)
        self.open_references.remove(number)
        return part

    def repeat(self, node: tree.Repeat, loops: tuple[tree.Repeat, ...]) -> _Piece:
        if node.most is not None and (node.most <= 1 or (self.written_out and _is_small(node))):
            return self.copies(node.body, node.least, node.most, loops)
        body = self.build(node.body, (*loops, node))
        self.connect(body.last, body.first)
        first = body.first
        if node.least >= 1 and body.empty:
            # An empty round is allowed up to the least number of rounds: one way more to the same text.
            first = _sum([first, first])
            if node.least > _MOST_COPIES:
                self.connect(body.last, body.first)
        return _Piece(
            first,
            body.last,
            1 if node.least == 0 else body.empty,
            node.least == 0 or body.bare_empty,
            body.bare_last,
        )

    def copies(self, body: tree.Node, least: int, most: int, loops: tuple[tree.Repeat, ...]) -> _Piece:
        part = _NOTHING
        for _ in range(least):
            part = self.joined(part, self.build(body, loops))
        optional = _NOTHING
        for _ in range(most - least):
            # Engines give up an empty round beyond the least number: the body's `empty` does not count.
            copy = self.build(body, loops)
            copy = self.joined(_Piece(copy.first, copy.last, 0, False, copy.bare_last), optional)
            optional = _Piece(copy.first, copy.last, 1, True, copy.bare_last)
        return self.joined(part, optional)

    def joined(self, left: _Piece, right: _Piece) -> _Piece:
        self.connect(left.last, right.first)
        return _Piece(
            _sum([left.first, _times(right.first, left.empty)]),
            _sum([right.last, _times(left.last, right.empty)]),
            min(2, left.empty * right.empty),
            left.bare_empty and right.bare_empty,
            right.bare_last | left.bare_last if right.bare_empty else right.bare_last,
        )

    def connect(self, last: dict[int, int], first: dict[int, int]) -> None:
        for p, ways_out in last.items():
            row = self.steps[p]
            for q, ways_in in first.items():
                row[q] = min(2, row.get(q, 0) + ways_out * ways_in)
            self.spend(len(first))

    def together(self, p: int, q: int) -> Ranges:
        """The characters that fit both states."""
        pair = (self.sets[p], self.sets[q])
        if pair not in self.shared:
            self.shared[pair] = intersection(*pair)
        return self.shared[pair]

    def spend(self, steps: int) -> None:
        self.budget -= steps
        if self.budget < 0:
            raise _TooLarge


def _is_small(node: tree.Repeat) -> bool:
    limit = _MOST_COPIES_OF_A_CHARACTER if isinstance(node.body, tree.Characters) else _MOST_COPIES
    return (
        node.most is not None
        and node.most <= limit
        and node.most - node.least <= _MOST_OPTIONAL_COPIES
        and _ways(node) <= _MOST_WAYS
    )


def _ways(node: tree.Node) -> int:
    """How many ways lead through the node, whatever the characters are; not beyond `_MOST_WAYS`."""
    match node:
        case tree.Repeat():
            ways = _ways(node.body)
            if node.most is None or node.most > _MOST_COPIES_OF_A_CHARACTER:
                return ways  # not written out, whatever is around it
            total = 0
            for rounds in range(node.least, node.most + 1):
                total += int(ways**rounds)
            return min(_MOST_WAYS + 1, total)
        case tree.Alternatives():
            return min(_MOST_WAYS + 1, sum(_ways(option) for option in node.options))
        case _:
            return min(_MOST_WAYS + 1, math.prod(_ways(child) for child in tree.children(node)))


def _sum(counts: Iterable[dict[int, int]]) -> dict[int, int]:
    total: dict[int, int] = {}
    for count in counts:
        for state, ways in count.items():
            total[state] = min(2, total.get(state, 0) + ways)
    return total


def _times(count: dict[int, int], factor: int) -> dict[int, int]:
    return {state: min(2, ways * factor) for state, ways in count.items()} if factor else {}


def _exponential(automaton: _Automaton, pattern: str) -> str | None:
    """Looks for two ways on one text from a state back to it."""
    for cycle in _cycles(automaton.steps):
        for p in cycle:
            for q, ways in automaton.steps[p].items():
                if q in cycle and ways > 1:
                    return _exponential_words(automaton, [p, q], pattern)
        # Pairs of different states that one text reaches from one state ...
        seen: set[tuple[int, int]] = set()
        todo = [(p, p) for p in cycle]
        while todo:
            p, q = todo.pop()
            for following in _pair_steps(automaton, p, q, cycle):
                if following[0] != following[1]:
                    if following not in seen:
                        seen.add(following)
                        todo.append(following)
                elif p != q:  # ... and that one text leads to one state again.
                    return _exponential_words(automaton, [p, q, following[0]], pattern)
    return None


def _pair_steps(automaton: _Automaton, p: int, q: int, within: set[int]) -> Iterable[tuple[int, int]]:
    following = [state for state in automaton.steps[q] if state in within]
    automaton.spend(1)
    for p2 in automaton.steps[p]:
        if p2 in within:
            automaton.spend(len(following))
            for q2 in following:
                if automaton.together(p2, q2):
                    yield (p2, q2) if p2 <= q2 else (q2, p2)


def _exponential_words(automaton: _Automaton, states: list[int], pattern: str) -> str:
    around = _common([automaton.loops[state] for state in states])
    deeper = [automaton.loops[state][len(around)] for state in states if len(automaton.loops[state]) > len(around)]
    consequence = "a text that does not match may take time that grows exponentially with its length"
    match [*around, *deeper[:1]]:
        case [*_, outer, inner]:
            nest = f"{_quote(pattern, inner.span)} within the repetition {_quote(pattern, outer.span)}"
            return f"the repetition {nest} can share out the same characters in many ways: {consequence}"
        case [*_, loop]:
            words = "has more than one way to match the same characters"
            return f"the repetition {_quote(pattern, loop.span)} {words}: {consequence}"
    raise AssertionError(states)  # every cycle comes from a repetition


def _polynomial(automaton: _Automaton, pattern: str) -> str | None:
    """Looks for p and q and one text from p to p, from p to q, and from q to q."""
    undecided = [{} if p in automaton.won else row for p, row in enumerate(automaton.steps)]
    for steps in (undecided, automaton.steps):
        cycles = _cycles(steps)
        for left in cycles:
            reached = _reachable(steps, left)
            for right in cycles:
                # Within one cycle this would be exponential, and that has been ruled out.
                if right is left or not right <= reached:
                    continue
                # What is won is not tried again, but a lookaround that is won has read its text, each time.
                if steps is automaton.steps and _depth(automaton, left) >= _depth(automaton, right):
                    continue
                for p, q in _pumped_together(automaton, steps, left, right):
                    if _slides(automaton, steps, left, right, p, q):
                        return _polynomial_words(automaton, left, right, pattern)
    return None


def _depth(automaton: _Automaton, cycle: set[int]) -> int:
    return min(automaton.depths[state] for state in cycle)


def _polynomial_words(automaton: _Automaton, left: set[int], right: set[int], pattern: str) -> str:
    left_words, other = (
        _quote(pattern, _common([automaton.loops[state] for state in cycle])[-1].span) for cycle in (left, right)
    )
    if _depth(automaton, left) < _depth(automaton, right):
        return (
            f"the repetition {other} in a lookaround reads the same characters again and again as {left_words} "
            "goes on: a text may take time that grows with the square of its length"
        )
    return (
        f"the repetitions {left_words} and {other} can share out the same characters in many ways: "
        "a text that does not match may take time that grows with the square of its length or faster"
    )


def _pumped_together(
    automaton: _Automaton, steps: list[dict[int, int]], left: set[int], right: set[int]
) -> list[tuple[int, int]]:
    """A pair of states from each set of pairs that texts lead from any to any: one speaks for its set."""
    pairs = [(p, q) for p in left for q in right if automaton.together(p, q)]
    numbers = {pair: number for number, pair in enumerate(pairs)}
    product: list[dict[int, int]] = []
    for p, q in pairs:
        automaton.spend(len(steps[p]) * len(steps[q]))
        product.append({numbers[p2, q2]: 1 for p2 in steps[p] for q2 in steps[q] if (p2, q2) in numbers})
    return [pairs[min(cycle)] for cycle in _cycles(product)]


def _slides(
    automaton: _Automaton, steps: list[dict[int, int]], left: set[int], right: set[int], p: int, q: int
) -> bool:
    """Whether one text leads from p to p, from p to q, and from q to q."""
    todo = [(p, p, q)]
    seen = set(todo)
    while todo:
        a, b, c = todo.pop()
        for b2 in steps[b]:
            automaton.spend(len(steps[a]) * len(steps[c]))
            for a2 in steps[a]:
                if a2 not in left or not (shared := automaton.together(a2, b2)):
                    continue
                for c2 in steps[c]:
                    if c2 not in right or not intersection(shared, automaton.sets[c2]):
                        continue
                    if (a2, b2, c2) == (p, q, q):
                        return True
                    if (a2, b2, c2) not in seen:
                        seen.add((a2, b2, c2))
                        todo.append((a2, b2, c2))
    return False


def _reachable(steps: Sequence[dict[int, int]], start: set[int]) -> set[int]:
    seen = set(start)
    todo = list(start)
    while todo:
        new = steps[todo.pop()].keys() - seen
        seen |= new
        todo.extend(new)
    return seen


def _cycles(steps: Sequence[dict[int, int]]) -> list[set[int]]:
    return [set(cycle) for cycle in circles(dict(enumerate(steps)))]


def _common(stacks: Sequence[tuple[tree.Repeat, ...]]) -> tuple[tree.Repeat, ...]:
    """The loops that all states have around them; never none within a cycle."""
    depth = 0
    while all(len(stack) > depth and stack[depth] == stacks[0][depth] for stack in stacks):
        depth += 1
    return stacks[0][:depth]


def _quote(pattern: str, span: tuple[int, int]) -> str:
    text = pattern[span[0] : span[1]]
    return f"'{text if len(text) <= 60 else text[:57] + '...'}'"
