"""Whatever Python object is put in whatever place of a body: no exception, no change, and no yes to what is not JSON."""

from __future__ import annotations

import copy
import json
import math
from collections import OrderedDict, UserDict, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contract.bodies.agreement import holder, paths
from tests.contract.bodies.judged import repository
from tests.specs import names
from tests.support import List, as_subclasses, request


class Liar(str):
    """A text that says it equals everything, has any length and is a text of its own."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return hash("seconds")

    def __len__(self) -> int:
        return 1

    def __str__(self) -> str:
        raise ValueError("no")


class Growing(dict[str, Any]):
    """A dict whose methods say otherwise than what it holds."""

    def __getitem__(self, key: str) -> Any:
        return "720P"

    def __contains__(self, key: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        raise RuntimeError("no")


class Endless(list[Any]):
    """A list that never ends when it is asked itself."""

    def __iter__(self) -> Iterator[Any]:
        while True:
            yield {}

    def __len__(self) -> int:
        return 2


class Pretender:
    """An object that says it is a dict."""

    @property
    def __class__(self) -> type:
        return dict

    @__class__.setter
    def __class__(self, value: type) -> None:
        raise TypeError


class Raiser:
    """An object that raises whatever is asked."""

    __slots__ = ()

    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(name)

    def __eq__(self, other: object) -> bool:
        raise RuntimeError

    __hash__ = None  # type: ignore[assignment]


class Nameless(type):
    @property
    def __name__(cls) -> str:  # type: ignore[override]
        raise RuntimeError


class Metaless(metaclass=Nameless):
    pass


class Word(str, Enum):  # noqa: UP042
    FIRST = "first_frame"


ODD_NAMES: list[str] = []
ODD: list[Any] = [
    *({1}, frozenset(), (1, 2), b"720P", bytearray(b"x"), memoryview(b"x"), object(), len, int, range(3), 1j, ...),
    *(math.nan, math.inf, -math.inf, Decimal("5"), Fraction(5), UserDict(model="x"), NotImplemented),
    *(Pretender(), Raiser(), Metaless(), Metaless, type("\x1b[31m", (), {})(), iter(()), (each for each in ODD_NAMES)),
]
"""Values that JSON has no word for."""
RELATED: list[Any] = [
    *(Liar("720P"), Growing(model="x"), Endless(["a"]), Word.FIRST, OrderedDict(), defaultdict(list)),
    *("\ud800", "\udfff\ud800", "\x00", 10**5000, -(10**400), 1e308, 5e-324, "1" * 5000),
]
"""Values that an encoder can write, in forms that nobody expects."""


@pytest.mark.parametrize("name", names())
def test_odd_values_in_every_place(name: str) -> None:
    one = repository(name)
    judge = one.judges.validator
    full = next((case.body for case in one.made.cases if case.name.startswith("as many")), one.made.cases[0].body)
    for path in paths(full):
        for value in ODD:
            for odd in (value, [value], {"type": value, "url": value}):
                body = placed(full, path, odd)
                assert not judge.is_valid(body)
                found = judge.errors(body)
                assert found and all(isinstance(str(each), str) for each in found)
                assert judge.validate(body, strict=True)
    for extra in ODD:
        assert judge.errors({**full, "unheard-of": extra})
        assert judge.errors(as_items(full, extra))
        assert judge.errors(extra)
    for value in RELATED:
        for path in paths(full):
            body = placed(full, path, value)
            assert (
                judge.is_valid(body)
                is (judge.errors(body) == ())
                is not any(each.severity == "error" for each in judge.validate(body))
            )


class Showing(dict[str, Any]):
    """A dict that shows an encoder something else than it holds."""

    def items(self) -> Any:
        return {"model": "other"}.items()


class Shorter(list[Any]):
    """A list that shows an encoder its first item only, as often as it has items."""

    def __iter__(self) -> Iterator[Any]:
        return iter([self[0]] * len(self))


def test_a_subclass_that_shows_something_else_is_refused() -> None:
    judge = request("properties: {tags: {type: array, items: {type: string}}, model: {type: string}}").validator
    body = {"tags": ["a", "b"], "model": "reel-3"}
    assert judge.is_valid(body) and judge.is_valid(as_subclasses(body))
    moved = OrderedDict(body)
    moved.move_to_end("tags")
    assert judge.is_valid(moved) and json.loads(json.dumps(moved)) == body
    for odd in (Showing(body), {**body, "tags": Shorter(["a", "b"])}, {**body, "tags": Endless(["a"])}):
        assert [found.rule for found in judge.errors(odd)] == ["type"]
        assert not judge.is_valid(odd)


def test_nothing_that_is_said_can_mislead_a_terminal() -> None:
    judge = repository("powertokens/wan2.7-i2v").judges.validator
    items = ["last_frame", {"type": "\x1b[31mred", "url": "a"}, {"type": "x" * 5000, "url": "a"}, {"type": ["a"]}]
    found = judge.errors({"model": "wan2.7-i2v", "media": items, "\x1b[2J\u202e": 1})
    assert {one.rule for one in found} >= {"type", "enum", "additionalProperties", "media-combination"}
    for one in found:
        assert one.message.isprintable() and str(one).isprintable() and repr(one).isprintable()
        assert len(one.message) < 600


def placed(body: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The body with this very object in a place."""
    made = copy.deepcopy(body)
    holder(made, path)[path[-1]] = value
    return made


def as_items(body: dict[str, Any], extra: Any) -> dict[str, Any]:
    """The body with something odd in an unknown field of its first item, or of its own."""
    for name, value in body.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return {**body, name: [{**value[0], "unheard-of": extra}, *value[1:]]}
    return {**body, "unheard-of": extra}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
UNSEEN = st.integers(0, len(ODD + RELATED) - 1).map(
    lambda index: (ODD + RELATED)[index]
)  # hypothesis would look at them
ANYTHING: st.SearchStrategy[Any] = st.recursive(
    JSON | UNSEEN | st.binary() | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner)
        | st.dictionaries(st.sampled_from(["model", "media", "images", "a/b", 5, None, (1,), Word.FIRST]), inner)
    ),
    max_leaves=12,
)


@given(st.data())
@settings(max_examples=250, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_any_object_in_a_field(data: st.DataObject) -> None:
    one = repository(data.draw(st.sampled_from(names())))
    base = copy.deepcopy(data.draw(st.sampled_from(one.made.cases[:40])).body)
    if isinstance(base, dict) and base and data.draw(st.booleans()):
        base[data.draw(st.sampled_from([*base, "unheard-of"]))] = data.draw(ANYTHING)
    else:
        base = data.draw(ANYTHING)
    judge = one.judges.validator
    found = judge.errors(base)
    assert judge.is_valid(base) is (found == ())
    assert tuple(each for each in judge.validate(base) if each.severity == "error") == found
    for each in found:
        json.dumps(each.as_dict())


OPEN = """
properties: {size: {type: string}, free: {}, any: true, list: {type: array}, bag: {type: object}}
additionalProperties: true
"""


@given(JSON)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_json_goes_where_nothing_is_demanded(value: Any) -> None:
    judges = request("type: object\n" + OPEN.strip(), closed=False)
    for body in ({"free": value}, {"any": value}, {"list": [value]}, {"bag": {"a": value}}, {"other": value}):
        judges.accept(body)
        assert judges.validator.is_valid(as_subclasses(body))


@pytest.mark.parametrize("place", ["free", "any", "list", "bag", "other"])
def test_what_is_no_json_goes_nowhere(place: str) -> None:
    judge = request("type: object\n" + OPEN.strip(), closed=False).validator
    for value in ODD:
        inside: Any = [value] if place == "list" else {"a": value} if place == "bag" else value
        (found,) = judge.errors({place: inside})
        assert (found.rule, found.path) == ("type", f"/{place}" + {"list": "/0", "bag": "/a"}.get(place, ""))
        assert not judge.is_valid({place: inside})
        assert not judge.is_valid({place: List([inside])})


def test_names_that_are_no_text_are_refused_where_names_are_free() -> None:
    judge = request("type: object\n" + OPEN.strip(), closed=False).validator
    for body in ({5: 1}, {"bag": {None: 1}}, {"other": [{(1,): 2}]}):
        assert not judge.is_valid(body)
        assert [found.rule for found in judge.errors(body)] == ["type"]
