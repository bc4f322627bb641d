"""Fields and values that come together: each two optional fields, each two listed values of two fields. Read by `suite`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from reelspec.cases.field_values import token
from reelspec.cases.in_context import Candidate, Level, reason
from reelspec.cases.outcome import Made, Missed
from reelspec.cases.scoring import clean, mild
from reelspec.language.source.node import Json

MOST_VALUES = 12
"""Fields with more listed values are not paired: a list of languages would make hundreds of bodies."""
MOST_PAIRED = 60
"""So many bodies are made for pairs of values."""


def pairs(level: Level) -> Iterator[Made | Missed]:
    """Each two optional fields together."""
    optional = [field.name for field in level.fields.values() if not field.required]
    there = {name: (1 << (len(level.choices[name]) - 1)) - 1 for name in optional}
    for former, latter in combinations(optional, 2):
        if not there[former] or not there[latter]:
            continue
        region = {former: there[former], latter: there[latter]}
        near = level.attempt({}, region, clean)
        if near is not None and near.score and mild(near.said):
            near = level.attempt({}, region, mild)
        about, name = f"{former} {latter}", f"pair.{former}+{latter}"
        if near is not None and (near.score == 0 or mild(near.said) == 0):
            yield Made(name, "pair", about, near.body, near.found, near.object)
        else:
            yield Missed(name, about, "not found", reason(near))


def pairs_of_values(level: Level) -> Iterator[Made | Missed]:
    """Valid bodies in which each two listed values of two fields come together once, as far as rules let them: pairwise
    coverage, by the greedy way of Czerwonka, Pairwise testing in the real world (2006). What no body shows is named for each
    two fields."""
    table = _Table(level)
    for name, field in level.fields.items():
        count = len(field.schema.values() or ())
        if count > MOST_VALUES:
            why = f"it lists {count} values; fields of more than {MOST_VALUES} are not paired with others"
            yield Missed(f"pair.values.{name}", name, "left out", why)
    made = 0
    missed: dict[str, tuple[list[str], str]] = {}
    while (pair := table.next()) is not None:
        values = table.assignment(pair)
        near = _with(level, table, pair) if made < MOST_PAIRED else None
        if near is None or near.score:
            table.strike(pair)
            words = " with ".join(f"{name} {token(value)}" for name, value in values.items())
            why = f"more than {MOST_PAIRED} bodies for pairs" if made >= MOST_PAIRED else reason(near)
            missed.setdefault("+".join(values), ([], why))[0].append(words)
            continue
        places = table.places(near.object)
        table.strike(places)
        made += 1
        shown = ",".join(table.words[number] for number in places)
        about = " ".join(sorted(values))
        yield Made(f"pair.values.{shown}", "pair", about, near.body, near.found, near.object)
    for names, (several, why) in missed.items():
        outcome = "left out" if why.startswith("more than") else "not found"
        yield Missed(f"pair.values.{names}", names.replace("+", " "), outcome, f"{'; '.join(several)}: {why}")


def _with(level: Level, table: _Table, pair: Sequence[int]) -> Candidate | None:
    """A valid body with two values, and as many others as there are that show pairs that are still wanted."""
    values = table.assignment(pair)
    others = table.assignment(table.more(pair))
    near = level.tried(level.with_(level.bases[0], {**others, **values}), clean)
    if near.score:
        # Without those that do not go together with the two.
        for name in level.involved(near.said):
            others.pop(name, None)
        near = level.tried(level.with_(level.bases[0], {**others, **values}), clean)
    if near.score == 0:
        return near
    body = level.attempt(values, {}, clean)
    if body is None or body.score:
        return body
    for name in table.listed:
        best = None if name in values else table.best(name, _bits(table.places(body.object)))
        if best is not None:
            near = level.tried(level.with_(body.object, table.assignment([best])), clean)
            body = near if near.score == 0 else body
    return body


class _Table:
    """The listed values of fields, numbered, and which two of them are still to be shown together: for each value the others
    as bits."""

    def __init__(self, level: Level) -> None:
        self.listed: dict[str, list[Json]] = {
            name: values
            for name, field in level.fields.items()
            if (values := [value for value in field.schema.values() or () if value in level.choices[name]])
            and len(values) <= MOST_VALUES
        }
        self.values = [(name, value) for name, values in self.listed.items() for value in values]
        self.words = [f"{name}={token(value)}" for name, value in self.values]
        self._of: dict[str, range] = {}
        for name, values in self.listed.items():
            start = sum(map(len, self._of.values()))
            self._of[name] = range(start, start + len(values))
        several = _bits(number for numbers in self._of.values() if len(numbers) > 1 for number in numbers)
        every = (1 << len(self.values)) - 1
        # Where no body has a value, the case of the value says so, and its pairs are none.
        never = _bits(number for number, (name, value) in enumerate(self.values) if repr(value) in level.unshown[name])
        self._left = [
            0
            if never >> number & 1
            else (every if len(self._of[name]) > 1 else several) & ~_bits(self._of[name]) & ~never
            for number, (name, _) in enumerate(self.values)
        ]

    def next(self) -> tuple[int, int] | None:
        """Two values that are still to be shown together."""
        for number, others in enumerate(self._left):
            if others:
                return number, (others & -others).bit_length() - 1
        return None

    def assignment(self, numbers: Iterable[int]) -> dict[str, Json]:
        """The values by their fields."""
        return dict(self.values[number] for number in numbers)

    def places(self, obj: Mapping[str, Json]) -> list[int]:
        """The numbers of the values that an object has."""
        return [
            self._of[name][values.index(obj[name])]
            for name, values in self.listed.items()
            if name in obj and obj[name] in values
        ]

    def more(self, pair: Sequence[int]) -> list[int]:
        """Two values, and of each other field the one that shows most that is still wanted."""
        numbers, together = [*pair], _bits(pair)
        fields = [self.values[number][0] for number in pair]
        for name in self.listed:
            best = None if name in fields else self.best(name, together)
            if best is not None:
                numbers.append(best)
                together |= 1 << best
        return numbers

    def best(self, name: str, together: int) -> int | None:
        """The value of a field that shows most that is still wanted beside others; None where none shows anything."""
        numbers = self._of[name]
        new = [(self._left[number] & together).bit_count() for number in numbers]
        most = max(new)
        return numbers[new.index(most)] if most else None

    def strike(self, shown: Sequence[int]) -> None:
        """These values have been together, or never can be."""
        together = _bits(shown)
        for number in shown:
            self._left[number] &= ~together


def _bits(numbers: Iterable[int]) -> int:
    mask = 0
    for number in numbers:
        mask |= 1 << number
    return mask
