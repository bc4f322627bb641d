"""Which cases a model keeps where more can be made than are read: what every field, limit and rule needs, then more of
all alike. Read by `suite`.

A field needs each listed value and each wrong type, a limit one body that keeps it and one that breaks it, a rule several of
both. What is made beyond that is kept while there is room, of each subject the first ones, and of pages that fill little as
many as of those that fill much.
"""

from __future__ import annotations

from reelspec.cases.outcome import Made

_OF_A_RULE = 12
"""So many bodies that keep a rule are needed, and so many that break it, since each of its branches is a limit."""
_LISTED = ("enum", "const", "boolean", "x-media")
"""Labels of values of which each one is needed."""


class Selection:
    """Cases in the order in which they are made, each with the number of its page."""

    def __init__(self) -> None:
        self._cases: list[list[tuple[int, Made]]] = []

    def add(self, page: int, made: Made) -> None:
        """One case more."""
        self._cases.append([(page, made)])

    def also(self, index: int, page: int, made: Made) -> None:
        """A case whose body is that of an earlier one, which stands for both."""
        self._cases[index].append((page, made))

    def kept(self, most: int) -> frozenset[int]:
        """Those that are kept: what is needed, and of the rest as much as there is room for."""
        if len(self._cases) <= most:
            return frozenset(range(len(self._cases)))
        seen: dict[tuple[object, ...], int] = {}
        ranks: list[int] = []
        for several in self._cases:
            numbers: list[int] = []
            for page, made in several:
                subject = (page, *_subject(made))
                # Of what stands in pairs none is needed.
                number = seen.setdefault(subject, int(made.kind == "pair"))
                numbers.append(number // _OF_A_RULE if made.kind == "rule" else number)
                seen[subject] += 1
            ranks.append(min(numbers))
        filled: dict[int, int] = {}
        places: list[tuple[int, int]] = []
        for index in sorted(range(len(ranks)), key=ranks.__getitem__):
            page = self._cases[index][0][0]
            filled[page] = filled.get(page, 0) + 1
            places.append((filled[page] if ranks[index] else 0, index))
        return frozenset(index for _, index in sorted(places)[: max(most, ranks.count(0))])


def _subject(made: Made) -> tuple[str, ...]:
    """What a case is one of."""
    match made.kind:
        case "value":
            word, _, value = made.name.removeprefix(f"{made.about}.").partition(".")
            return "value", made.about, word, value if word in _LISTED or value.isalpha() else ""
        case "fault":
            keyword, _, wrong = made.name.partition(".not.")
            # A value of another type is called by its type, another number or text by what it is.
            return "fault", keyword, made.found[0].path, wrong if wrong.isalpha() else ""
        case "rule":
            return "rule", made.about, str(any(violation.rule == made.about for violation in made.found))
        case "pair":
            return "pair", made.about.partition(" ")[0]
    return "valid", made.name
