"""Objects of a level: what is tried to find one that has all fields is bounded, however many fields there are."""

from __future__ import annotations

from typing import Any

from reelspec.cases.in_context import MOST_GROUPS, MOST_WIDENED, Level
from reelspec.cases.judge import judge_of
from reelspec.cases.space import Space
from reelspec.language.source.node import Json
from tests.specs import request


class Counting:
    """A judge that counts the bodies it is asked about."""

    def __init__(self, text: str) -> None:
        self.model = request(text).providers[0].models[0]
        self.judge = judge_of(self.model)
        self.asked = 0

    def __call__(self, body: Json) -> tuple[Any, ...]:
        self.asked += 1
        return self.judge(body)

    def level(self) -> Level:
        return Level(Space(self.model.schema, self.model.definitions), self)


def names(count: int) -> list[str]:
    return [f"field_{at}" for at in range(count)]


def test_an_object_of_many_fields_is_filled_in_a_bounded_number_of_tries() -> None:
    fields = names(3 * MOST_GROUPS)
    judge = Counting("properties:\n" + "".join(f"  {name}: {{type: boolean}}\n" for name in fields))
    full = judge.level().full()
    assert full is not None
    assert [*full.object] == fields
    assert judge.asked <= MOST_GROUPS + 10


def test_a_few_fields_are_added_one_at_a_time_so_that_one_that_does_not_go_keeps_no_other_out() -> None:
    judge = Counting("""
        properties: {a: {type: integer}, b: {type: integer}, c: {type: integer}}
        x-rules:
          - {id: a-or-b, at-most-one: [a, b], source: page}
        """)
    full = judge.level().full()
    assert full is not None
    assert [*full.object] == ["a", "c"]


def test_no_more_fields_than_a_few_are_searched_for_an_object_that_has_them() -> None:
    fields = names(3 * MOST_WIDENED)
    judge = Counting(
        "properties:\n"
        + "".join(f"  {name}: {{type: boolean}}\n" for name in fields)
        + f"dependentRequired: {{{', '.join(f'{name}: [{fields[0]}, {fields[-1]}]' for name in fields)}}}\n"
    )
    level = judge.level()
    level.widen()
    assert 1 < len(level.bases) <= MOST_WIDENED + 1
