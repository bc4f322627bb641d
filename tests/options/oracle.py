"""What options must say, found by trying: all full bodies of a model over one value for each class, judged by jsonschema-rs.

`python -m tests.options.oracle` compares all partial bodies of at most three fields and 10 000 larger ones, for every model of
the repository; tests take samples of them.
"""

from __future__ import annotations

import gc
import itertools
import math
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import jsonschema_rs

from reelspec.cases.choice import ABSENT
from reelspec.cases.judge import validator_of
from reelspec.cases.space import Space
from reelspec.codegen.json_schema import model_schema
from reelspec.language.contract.model import Model, Provider
from reelspec.options.classes import ANY, OTHERS
from reelspec.options.load import models_of, reader
from reelspec.options.ties import table_of

MOST_BODIES = 40_000


class Choice(NamedTuple):
    """A value, or ABSENT, and others that must be one with it to all rules."""

    value: Any
    alike: tuple[Any, ...]


class Full:
    """All full bodies of a model with one form over the classes of its values, and which of them are legal."""

    def __init__(self, model: Model, provider: Provider) -> None:
        self.models = models_of(provider)
        self.model = model
        schema = model_schema(model)
        self.judge: Any = jsonschema_rs.validator_for(schema)
        left: Any = schema.get("x-rules", {})
        self.carried = not any(one["severity"] == "error" for one in left.get("notCarried", ()))
        if not self.carried:
            self.judge = validator_of(model, provider)
        (form,) = model.forms
        table = table_of(model, form)
        self.space = Space(form.schema, model.definitions)
        self.names = [field.name for field in table.fields]
        self.choices = [self._choices(number, field) for number, field in enumerate(table.fields)]
        self.undecided = 0
        tied = {number for tie in table.ties for number in tie.fields if tie.relations}
        if math.prod(map(len, self.choices)) > MOST_BODIES:  # what nothing ties stays out
            self.choices = [one if at in tied else one[:1] for at, one in enumerate(self.choices)]
        self.bodies = [*itertools.product(*[range(len(one)) for one in self.choices])]
        assert len(self.bodies) <= MOST_BODIES, "too many bodies to be enumerated"
        self.legal = 0
        self.masks = [[0] * len(one) for one in self.choices]
        for bit, body in enumerate(self.bodies):
            if self.judge.is_valid(self.body(dict(enumerate(body)))):
                self.legal |= 1 << bit
        for place, options in enumerate(self.choices):
            for number in range(len(options)):
                bits = bytearray(len(self.bodies) // 8 + 1)
                for bit, body in enumerate(self.bodies):
                    if body[place] == number:
                        bits[bit // 8] |= 1 << bit % 8
                self.masks[place][number] = int.from_bytes(bits, "little")

    def _choices(self, number: int, field: Any) -> list[Choice]:
        """A field's choices. Of values without a list, those that cases are made of stand beside the one of each class."""
        values = [] if field.values is None else [value for value, _ in field.values]
        if field.values is None:
            values = [value for value in self.space.domain(field.name).values if value is not None]
        known = {at: one.value for at, one in enumerate(field.classes) if one.value is not OTHERS}
        alike: dict[int, list[Any]] = {at: [values[0] if one is ANY else one] for at, one in known.items()}
        (form,) = self.models.load(self.model.name)
        for value in values:
            at = reader()._Seen(form, {field.name: value}).chosen[number]
            if at in alike and not any(_same(value, one) for one in alike[at]):
                alike[at].append(value)
        return [Choice(several[0], tuple(several)) for several in alike.values()]

    def body(self, chosen: dict[int, int], pick: random.Random | None = None) -> dict[str, Any]:
        """A body. chosen: field -> choice. pick: takes any of the values that are alike."""
        found = {}
        for place, number in chosen.items():
            choice = self.choices[place][number]
            value = choice.value if pick is None else pick.choice(choice.alike)
            if value is not ABSENT:
                found[self.names[place]] = value
        return found

    def small(self, most: int) -> Iterator[dict[int, int]]:
        """All choices of at most so many fields."""
        for size in range(most + 1):
            for places in itertools.combinations(range(len(self.names)), size):
                given = [range(1, len(self.choices[place])) for place in places]
                for numbers in itertools.product(*given):
                    yield dict(zip(places, numbers, strict=True))

    def larger(self, count: int, pick: random.Random) -> Iterator[dict[int, int]]:
        """Random choices of more fields."""
        for _ in range(count):
            places = pick.sample(range(len(self.names)), pick.randint(min(4, len(self.names)), len(self.names)))
            yield {
                place: pick.randrange(1, len(self.choices[place])) for place in places if len(self.choices[place]) > 1
            }

    def compare(self, chosen: dict[int, int], pick: random.Random) -> list[str]:
        """What options says wrongly of a partial body."""
        body = self.body(chosen, pick)
        answer = self.models.options(body, self.model.name)
        wrong: list[str] = []

        def left(places: Iterable[int]) -> int:
            space = self.legal
            for place in places:
                space &= self.masks[place][chosen[place]]
            return space

        def check(what: str, said: bool | None, true: bool) -> None:
            if said is None:
                self.undecided += 1
            elif said is not true:
                wrong.append(f"{body}: {what} is said to be {said}, and is {true}")

        whole = left(chosen)
        check("possible", answer["possible"], bool(whole))
        for place, name in enumerate(self.names):
            space = left(one for one in chosen if one != place)
            field = answer["fields"][name]
            states = [bool(space & mask) for mask in self.masks[place]]
            said = {"may": (True, True), "must": (False, True), "must-not": (True, False), "neither": (False, False)}
            presence = said.get(field["presence"])
            if len(states) > 1:
                check(f"presence of {name}", presence and presence == (states[0], any(states[1:])), True)
            for entry in field["values"] or ():
                number = self._number(place, entry["value"])
                if number is None:
                    continue
                check(f"{name} {entry['value']!r}", entry["offered"], states[number])
                if entry["offered"] is not None:
                    check(f"{name} {entry['value']!r} has a reason", bool(entry["rules"]), not states[number])
            if field["values"] is None and any(states[1:]) and not field["undecided"]:
                limits = jsonschema_rs.validator_for(field["limits"])
                for number, choice in enumerate(self.choices[place][1:], 1):
                    for value in choice.alike[:5]:
                        if self.carried or states[number]:  # what a schema cannot say, limits cannot either
                            check(f"{name} {value!r} within {field['limits']}", limits.is_valid(value), states[number])
        if answer["possible"] is None:
            return wrong
        if whole:
            check("nothing missing", not answer["missing"], self.judge.is_valid(body))
            for need in answer["missing"]:
                space = whole
                for name in need["fields"]:
                    space &= self.masks[self.names.index(name)][0]
                check(f"{need['fields']} is missing", bool(space), False)
        else:
            check("conflicts are told", bool(answer["conflicts"]), True)
        return wrong

    def _number(self, place: int, value: Any) -> int | None:
        """The choice that a value is one of."""
        several = enumerate(self.choices[place])
        return next((at for at, one in several if any(_same(value, other) for other in one.alike)), None)

    def unlike(self, count: int, pick: random.Random) -> list[str]:
        """Values that make another verdict than the one that stands for their class."""
        wrong: list[str] = []
        for place, options in enumerate(self.choices):
            for number, choice in enumerate(options[1:], 1):
                for _ in range(count):
                    chosen = dict(enumerate(pick.choice(self.bodies)))
                    chosen[place] = number
                    body = self.body(chosen)
                    verdict = self.judge.is_valid(body)
                    for value in choice.alike:
                        if self.judge.is_valid({**body, self.names[place]: value}) != verdict:
                            wrong.append(f"{self.names[place]}: {value!r} is not as {choice.value!r}")
        return wrong


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


def compared(full: Full, partial: Sequence[dict[int, int]], seed: int = 1) -> list[str]:
    """What options says wrongly of any of the partial bodies."""
    pick = random.Random(seed)
    return [wrong for chosen in partial for wrong in full.compare(chosen, pick)]


def main() -> None:
    """All of it, with times."""
    from tests.specs import contract

    for provider in contract().providers:
        for model in provider.models:
            full = Full(model, provider)
            pick = random.Random(1)
            partial = [*full.small(3), *full.larger(10_000, pick)]
            wrong = [*full.unlike(50, pick), *compared(full, partial)]
            times = []
            gc.collect()
            gc.freeze()  # what the test holds is nothing that options has to look through
            for chosen in partial:
                body = full.body(chosen)
                start = time.thread_time()
                full.models.options(body, model.name)
                times.append(time.thread_time() - start)
            gc.unfreeze()
            times.sort()
            said = f"{len(full.bodies)} full bodies, {len(partial)} partial ones: {len(wrong)} wrong"
            print(
                f"{provider.name}/{model.name}: {said}; median {times[len(times) // 2] * 1e6:.0f} us, "
                f"worst {times[-1] * 1e6:.0f} us"
            )
            for one in wrong[:5]:
                print(f"  {one}")


if __name__ == "__main__":
    main()
