"""Which statement of a locked page has become which of a newer one: the same, moved, changed, gone or new.

Lines of the layout and examples take no part: the facts say what changed in them.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from reelspec.documentation.coverage.state import Stated
from reelspec.documentation.pages.chinese import english

_MOST = 400
"""The longest block of replaced statements whose pairs are looked for; beyond it they are paired in order."""


@dataclass(frozen=True)
class Pairs:
    """Indexes of old and new statements. same: as they were; moved: the same words in another section; changed: other words
    in its place."""

    same: tuple[tuple[int, int], ...]
    moved: tuple[tuple[int, int], ...]
    changed: tuple[tuple[int, int], ...]
    gone: tuple[int, ...]
    new: tuple[int, ...]


def printed(pairs: Pairs, count: int) -> Pairs:
    """The pairs of the statements that a capture prints itself, which are so many; behind them stand those that its form
    leaves out, as they were locked, and none of these is news."""
    return Pairs(
        pairs.same,
        tuple(pair for pair in pairs.moved if pair[1] < count),
        tuple(pair for pair in pairs.changed if pair[1] < count),
        pairs.gone,
        tuple(at for at in pairs.new if at < count),
    )


def pair(old: Sequence[Stated], new: Sequence[Stated]) -> Pairs:
    """Pair the statements of two pages; each is in one place of the result, or unchanged."""
    olds, news = dict(enumerate(old)), dict(enumerate(new))
    # A statement may be a line of the layout to this reader that was prose to the one that wrote the lock.
    matched = _match(olds, news, lambda statement: statement.identity)
    same = tuple(pair for pair in matched if _is_prose(old[pair[0]]) or _is_prose(new[pair[1]]))
    olds = {at: statement for at, statement in olds.items() if _is_prose(statement)}
    news = {at: statement for at, statement in news.items() if _is_prose(statement)}
    moved = tuple(_match(olds, news, lambda statement: statement.fingerprint))
    changed: list[tuple[int, int]] = []
    for place in dict.fromkeys(place_of(statement) for statement in olds.values()):
        mine = [at for at, statement in olds.items() if place_of(statement) == place]
        theirs = [at for at, statement in news.items() if place_of(statement) == place]
        changed += _changed(old, new, mine, theirs)
    for before, after in changed:
        del olds[before], news[after]
    return Pairs(same, moved, tuple(sorted(changed, key=lambda pair: pair[1])), tuple(olds), tuple(news))


def words_gone(old: Sequence[Stated], pairs: Pairs, at: int) -> frozenset[str]:
    """The words of the statements that have gone from the place of one, which it may have taken over."""
    place = place_of(old[at])
    return frozenset(word for index in pairs.gone if place_of(old[index]) == place for word in old[index].meaning.words)


def _is_prose(statement: Stated) -> bool:
    return not statement.structure and statement.kind not in ("code", "endpoint", "example")


def place_of(statement: Stated) -> tuple[str, str]:
    """Where a statement stands, in whatever form or language of the page: its field, else the last heading above it."""
    if statement.field is not None or statement.part != "text":
        field = statement.field or ""
        return statement.part, field.lower() if statement.part == "header" else field  # RFC 9110, section 5.1
    return statement.part, english(statement.section.rpartition(" / ")[2])


def _match(
    olds: dict[int, Stated], news: dict[int, Stated], key: Callable[[Stated], Hashable]
) -> list[tuple[int, int]]:
    """Take statements with the same key out of both, in order; gives their indexes."""
    waiting: dict[Hashable, deque[int]] = defaultdict(deque)
    for at, statement in olds.items():
        waiting[key(statement)].append(at)
    pairs = []
    for at, statement in list(news.items()):
        line = waiting.get(key(statement))
        if line:
            before = line.popleft()
            pairs.append((before, at))
            del olds[before], news[at]
    return pairs


def _changed(old: Sequence[Stated], new: Sequence[Stated], mine: list[int], theirs: list[int]) -> list[tuple[int, int]]:
    """Pairs within one section: as many as possible of the same kind, the most alike in their terms first, then in order."""
    if not mine or not theirs:
        return []
    if len(mine) == len(theirs) or len(mine) * len(theirs) > _MOST * _MOST:
        kinds = all(old[a].kind == new[b].kind for a, b in zip(mine, theirs, strict=False))
        if kinds or len(mine) * len(theirs) > _MOST * _MOST:
            return list(zip(mine, theirs, strict=False))
    ranked = sorted(
        (
            (old[a].kind != new[b].kind, -_alike(old[a], new[b]), abs(at - other), a, b)
            for at, a in enumerate(mine)
            for other, b in enumerate(theirs)
        ),
    )
    pairs: list[tuple[int, int]] = []
    left, right = set(mine), set(theirs)
    for _, _, _, a, b in ranked:
        if a in left and b in right:
            pairs.append((a, b))
            left.discard(a)
            right.discard(b)
    return pairs


def _alike(one: Stated, other: Stated) -> float:
    """How much of what two statements say is the same, from 0 to 1."""
    left, right = (Counter((*each.terms, *each.meaning.words)) for each in (one, other))
    most = max(left.total(), right.total())
    return (left & right).total() / most if most else 1.0
