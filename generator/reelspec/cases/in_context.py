"""One object in a model's bodies, and how a change to it becomes a whole body that is judged. Read by `suite` and `rule_cases`.

A level is the body itself, an object in a field, or the items of an array; each knows how to put itself into the one
around it. A change is tried on a few valid objects; what a judgement names beside the change is then mended.
"""

from __future__ import annotations

import functools
import operator
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from reelspec.cases.choice import ABSENT, Choice
from reelspec.cases.field_values import token
from reelspec.cases.item_positions import ItemPositions
from reelspec.cases.judge import Judge
from reelspec.cases.regions import MOST_REGIONS, Region, Regions
from reelspec.cases.scoring import Score, Violations, clean, no_error
from reelspec.cases.space import Space
from reelspec.language.contract.goals import Goal, Holds
from reelspec.language.contract.schema import Present, Rule
from reelspec.language.contract.scope import Field
from reelspec.language.rules.goals import met
from reelspec.language.source.node import Json
from reelspec.language.source.pointer import tokens

MOST_AROUND = 64
"""So many of the bodies around an object are judged: in schemas that contain themselves there are thousands of them."""
ROUNDS = 2
"""So many other fields are changed to mend a body."""
CHOICES = 3
"""So many values of such a field are tried, besides leaving it out."""
PARTNERS = 4
"""So many values of a field are tried beside a change inside of another that a rule connects with it."""
BASES = 5
"""So many valid objects are tried as the start of a body."""
MOST_GROUPS = 500
"""So many groups of fields are added to an object that is to have as many as it can: where it has no more fields than that,
each is a group of its own. Every group is judged with all of the object before it."""
MOST_WIDENED = 64
"""So many fields that are in no start are searched for a valid object that has them."""
MOST_STEPS = 300
"""So many choices are tried to find a valid object that has a field."""


class Candidate(NamedTuple):
    """An object, the body around it, its judgement and how far that is from what is wanted.

    said: of the judgement, what is not said of every body of the level.
    """

    score: int
    object: dict[str, Json]
    body: dict[str, Json]
    found: Violations
    said: Violations


class Level:
    """One object of the bodies of a model.

    goals: what every body must be. examples: bodies of the spec. wrap: the bodies around an object, the likeliest
    first. prefix: before the names of its fields. bases: valid objects to start from; without them they are made.
    background: the rules whose warnings every body draws that has such an object; what cases are about is looked for beside
    them. unshown: of each field the values that no body was found to have without a word, by their `repr`. left_out: fields
    that `full` has not tried one by one; unsearched: those that `widen` has not searched for.
    """

    def __init__(
        self,
        space: Space,
        judge: Judge,
        *,
        goals: Sequence[Goal] = (),
        examples: Sequence[dict[str, Json]] = (),
        wrap: Callable[[dict[str, Json]], Iterable[dict[str, Json]]] | None = None,
        prefix: str = "",
        depth: int = 0,
        bases: Sequence[dict[str, Json]] = (),
    ) -> None:
        self.space = space
        self.judge = judge
        self.goals = goals
        self.prefix = prefix
        self.depth = depth
        self.fields: Mapping[str, Field] = {**space.scope.fields}
        self.wrap = wrap or _itself
        self._reads = {rule.id: space.reads_of(rule) for rule in space.rules}
        self._tokens: dict[int, tuple[Json, str]] = {}
        self._places: dict[str, dict[str, int]] = {}
        self.choices: Mapping[str, Sequence[Choice]] = _Choices(self)
        self.regions = Regions(space.scope, self.choices)
        self.bases: list[dict[str, Json]] = []
        self._judged: list[Candidate] = []
        """The bases in the bodies around them."""
        self._needed: dict[str, dict[str, Json]] = {}
        self.unshown: defaultdict[str, set[str]] = defaultdict(set)
        self.left_out: list[str] = []
        self.unsearched: frozenset[str] = frozenset()
        self.background: frozenset[str] = frozenset()
        self._start(goals, examples, bases)

    # Objects to start from

    def _start(
        self, goals: Sequence[Goal], examples: Sequence[dict[str, Json]], bases: Sequence[dict[str, Json]]
    ) -> None:
        plain = {
            field.name: values[0]
            for field in self.fields.values()
            if field.required and (values := self.space.domain(field.name).values)
        }
        good = self._clean_ones(bases)
        if not good:
            accepted = [attempt for attempt in (self.tried(base, no_error) for base in bases) if attempt.score == 0]
            least = min(accepted, key=lambda attempt: len(attempt.found), default=None)
            self.background = frozenset() if least is None else frozenset(violation.rule for violation in least.found)
            good = self._clean_ones([attempt.object for attempt in accepted])
        of_form = [example for example in examples if all(met(goal, example, self.space.scope) for goal in goals)]
        start: Candidate | None = None
        if len(plain) == sum(field.required for field in self.fields.values()):
            self.bases = [plain]
            near = self.attempt({}, {}, clean)
            if near is not None and near.score == 0 and all(met(goal, near.object, self.space.scope) for goal in goals):
                start = near
        if start is None and not good:
            solved = self.space.solve(goals)
            if isinstance(solved, dict):
                tried = self.tried(self.space.fitting(solved), clean)
                start = tried if tried.score == 0 else None
        self.bases = []
        for base in (*(() if start is None else (start,)), *good, *self._clean_ones(of_form)):
            if len(self.bases) < BASES and base.object not in self.bases:
                self._add(base)

    def _clean_ones(self, objects: Iterable[dict[str, Json]]) -> list[Candidate]:
        return [tried for tried in (self.tried(obj, clean) for obj in objects) if tried.score == 0]

    def _add(self, base: Candidate) -> None:
        self.bases.append(base.object)
        self._judged.append(base)

    def full(self) -> Candidate | None:
        """As many fields as go together: one more as long as the body is valid. It becomes a base as well.

        Of an object with more than `MOST_GROUPS` fields several at a time are added, and left out if one of them does not go.
        """
        if not self.bases:
            return None
        best = self.tried(self.bases[0], clean)
        more = [name for name in self.fields if name not in best.object]
        size = -(-len(more) // MOST_GROUPS) or 1
        for group in (more[start : start + size] for start in range(0, len(more), size)):
            for values in zip(*(self.choices[name][:2] for name in group), strict=False):
                if ABSENT in values:
                    break
                added = self.tried(self.with_(best.object, dict(zip(group, values, strict=True))), clean)
                if added.score == 0:
                    best = added
                    break
            if size > 1 and group[0] not in best.object:
                self.left_out += group
        if best.object not in self.bases:
            self._add(best)
        return best

    def widen(self) -> None:
        """A base for each field that none has yet: what several rules tie together is seldom found one field at a time."""
        if not self.bases:
            return
        lacking = (
            name
            for name in self.fields
            if all(self.place(name, base[name]) is None for base in self.bases if name in base)
        )
        for name in islice(lacking, MOST_WIDENED):
            solved = self.solved((Holds(Present(name)),))
            tried = None if solved is None else self.tried(solved, clean)
            if tried is not None and tried.score == 0:
                self._add(tried)
                self._needed[name] = tried.object
        self.unsearched = frozenset(lacking)

    # Trying

    def with_(self, base: Mapping[str, Json], changes: Mapping[str, Choice]) -> dict[str, Json]:
        """The object with some fields changed, in the order of the spec."""
        merged: dict[str, Any] = {**base, **changes}
        if all(name in base for name in changes):
            return {name: value for name, value in merged.items() if value is not ABSENT}
        names = self.fields if merged.keys() <= self.fields.keys() else dict.fromkeys((*self.fields, *merged))
        return {name: merged[name] for name in names if name in merged and merged[name] is not ABSENT}

    def tried(self, obj: dict[str, Json], score: Score) -> Candidate:
        """The best of the bodies around the object."""
        best: Candidate | None = None
        for body in islice(self.wrap(obj), MOST_AROUND):
            violations = self.judge(body)
            own = violations
            if self.background and violations:
                own = tuple(
                    violation
                    for violation in violations
                    if violation.severity == "error" or violation.rule not in self.background
                )
            away = score(own)
            if best is None or away < best.score:
                best = Candidate(away, obj, body, violations, own)
            if away == 0:
                break
        return best if best is not None else Candidate(99, obj, {}, (), ())

    def attempt(self, fixed: Mapping[str, Choice], region: Region, score: Score) -> Candidate | None:
        """The body nearest to what is wanted, score 0 if there is one, among bodies with the fixed values whose other
        fields are in the region; None where there is nothing to start from."""
        nearest: Candidate | None = None
        for at, base in enumerate(self.bases):
            changes = {**self._into(base, region), **fixed} if region else fixed
            if not changes and score is clean and self._judged:
                return self._judged[at]
            tried = self.tried(self.with_(base, changes), score)
            if nearest is None or tried.score < nearest.score:
                nearest = tried
            if tried.score == 0:
                return tried
        for _ in range(ROUNDS):
            if nearest is None:
                break
            better = self._mended(nearest, fixed, region, score)
            if better is None:
                break
            nearest = better
            if nearest.score == 0:
                break
        return nearest

    def solved(
        self,
        goals: Sequence[Goal],
        *,
        regions: Sequence[Region] = (),
        breaks: Rule | None = None,
        fixed: Mapping[str, Choice] | None = None,
    ) -> dict[str, Json] | None:
        """An object that meets the goals, has the fixed values, breaks this rule and keeps all others, found by searching all
        choices; None where none was found. regions: those of the goals, where they are known."""
        solution = self.space.solve(
            (*self.goals, *goals), fixed=fixed, among=self._among(regions), breaks=breaks, most_steps=MOST_STEPS
        )
        return self.space.fitting(solution) if isinstance(solution, dict) else None

    def turns_on(self, near: Candidate, name: str) -> bool:
        """What is said of the body is said because of this field alone, so that no other value of another one mends it."""
        return all(self._reads.get(violation.rule) == (name,) for violation in near.said)

    def _among(self, regions: Sequence[Region]) -> dict[str, list[Choice]]:
        """The choices that are meant in some region, absence first; nothing where there may be more regions than are kept."""
        among: dict[str, list[Choice]] = {}
        for name in regions[0] if 0 < len(regions) < MOST_REGIONS else ():
            if all(name in region for region in regions):
                mask = functools.reduce(operator.or_, (region[name] for region in regions))
                choices = [choice for index, choice in enumerate(self.choices[name]) if mask >> index & 1]
                among[name] = sorted(choices, key=lambda choice: choice is not ABSENT)
        return among

    def _into(self, base: Mapping[str, Json], region: Region) -> dict[str, Choice]:
        """The changes that bring an object into a region; what is there already stays."""
        changes: dict[str, Choice] = {}
        for name, mask in region.items():
            at = self.place(name, base.get(name, ABSENT))
            if at is None or not mask >> at & 1:
                changes[name] = self.choices[name][(mask & -mask).bit_length() - 1]
        return changes

    def place(self, name: str, value: Choice) -> int | None:
        """Which of its field's choices a value is."""
        if name not in self._places:
            self._places[name] = {repr(choice): index for index, choice in enumerate(self.choices[name])}
        return self._places[name].get(repr(value))

    def token(self, value: Json) -> str:
        """A value in a case's name."""
        if not isinstance(value, list | dict):
            return token(value)
        kept = self._tokens.get(id(value))
        if kept is None:
            # The value is kept, so that no other takes its identity.
            kept = self._tokens[id(value)] = (value, token(value))
        return kept[1]

    def _mended(self, near: Candidate, fixed: Mapping[str, Choice], region: Region, score: Score) -> Candidate | None:
        """The best body after one more field has been changed, if it is better."""
        best: Candidate | None = None
        for name in self.involved(near.said):
            if name in fixed or name not in self.fields:
                continue
            mask, left = region.get(name, -1), CHOICES
            choices = self.choices[name]
            current = near.object.get(name, ABSENT)
            for index in (len(choices) - 1, *range(len(choices) - 1)):
                value = choices[index]
                if not mask >> index & 1 or value is current:
                    continue
                tried = self.tried(self.with_(near.object, {name: value}), score)
                if tried.score < (best or near).score:
                    best = tried
                    if best.score == 0:
                        return best
                left -= value is not ABSENT
                if not left:
                    break
        return best

    def involved(self, violations: Violations) -> list[str]:
        """The fields of this object that violations name, or that a broken rule reads."""
        involved: dict[str, None] = {}
        for violation in violations:
            involved.update(dict.fromkeys(self._reads.get(violation.rule, ())))
            for pointer in (violation.path, *violation.related):
                involved.update(dict.fromkeys(tokens(pointer)[self.depth : self.depth + 1]))
        return list(involved)

    # Inner levels

    def inside(self, name: str) -> Level:
        """The level of the object in a field."""
        bases = [choice for choice in self.choices[name] if isinstance(choice, dict)][:BASES]

        def wrap(inner: dict[str, Json]) -> Iterator[dict[str, Json]]:
            yield from self.around(name, inner)

        return Level(
            self.space.inside(name), self.judge, wrap=wrap, prefix=f"{self.prefix}{name}.", depth=self.depth + 1,
            bases=bases,
        )  # fmt: skip

    def items(self, name: str) -> Level:
        """The level of the objects in an array."""
        item = self.fields[name].schema.items
        assert item is not None
        arrays = ItemPositions(
            [choice for choice in self.choices[name] if isinstance(choice, list)], tuple(self.space.probes[name].items)
        )

        def wrap(inner: dict[str, Json]) -> Iterator[dict[str, Json]]:
            for array in arrays.of(inner):
                yield from self.around(name, array)

        return Level(
            self.space.items(name, item, self.space.probes[name]), self.judge, wrap=wrap,
            prefix=f"{self.prefix}{name}[].", depth=self.depth + 2, bases=arrays.kinds[:BASES],
        )  # fmt: skip

    def around(self, name: str, value: Json) -> Iterator[dict[str, Json]]:
        """The bodies around a value of a field."""
        needed = [self._needed[name]] if name in self._needed else []
        for base in (*self.bases[:CHOICES], *needed):
            yield from self.wrap(self.with_(base, {name: value}))
        # What rules connect with the field may have to be another value as well.
        partners = dict.fromkeys(
            partner for reads in self._reads.values() if name in reads for partner in reads if partner != name
        )
        for base in (needed or self.bases)[:1]:
            for partner in partners:
                for choice in (*self.choices[partner][:PARTNERS], ABSENT):
                    if choice is not ABSENT or not self.fields[partner].required:
                        yield from self.wrap(self.with_(base, {name: value, partner: choice}))


class _Choices(dict[str, Sequence[Choice]]):
    """The choices of each field, made when they are asked for."""

    def __init__(self, level: Level) -> None:
        super().__init__()
        self.level = level

    def __missing__(self, name: str) -> Sequence[Choice]:
        values = self.level.space.domain(name).values
        optional = name not in self.level.fields or not self.level.fields[name].required
        self[name] = (*values, ABSENT) if optional else values
        return self[name]

    def __contains__(self, name: object) -> bool:
        return name in self.level.fields


def _itself(obj: dict[str, Json]) -> tuple[dict[str, Json]]:
    return (obj,)


def reason(near: Candidate | None, wanted: str = "") -> str:
    """What stood in the way, in words."""
    if near is None:
        return "there is no valid body to start from"
    others = list(dict.fromkeys(violation.rule for violation in near.said if violation.rule != wanted))
    if others:
        return f"the nearest body that was found breaks {', '.join(others)}"
    return "no body that was tried shows it"
