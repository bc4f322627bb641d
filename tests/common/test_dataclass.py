"""Our `dataclass` gives what the standard library's gives: every test runs on both."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import field
from typing import Any

import pytest

from reelspec.common import dataclass as ours


class Point:
    """A place on a plane."""

    x: int
    y: int = 0
    tags: list[str] = field(default_factory=list)
    note: str = field(default="", compare=False, repr=False)


class Empty:
    pass


class Own:
    name: str

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError("no name")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Own | OwnTwin) and self.name.lower() == other.name.lower()

    def __repr__(self) -> str:
        return f"<{self.name}>"


def _made(made: Any, cls: type[Any], name: str) -> Any:
    fresh = type(cls.__name__, (), {k: v for k, v in vars(cls).items() if k not in ("__dict__", "__weakref__")})
    result = made(frozen=True, slots=True)(fresh)
    result.__qualname__ = result.__name__ = name  # where pickle finds it
    return result


OursPoint = _made(ours.dataclass, Point, "OursPoint")
TheirPoint = _made(dataclasses.dataclass, Point, "TheirPoint")
OwnTwin = _made(ours.dataclass, Own, "OwnTwin")
both = pytest.mark.parametrize("kind", [OursPoint, TheirPoint], ids=["ours", "standard"])


@both
def test_arguments_and_defaults(kind: Any) -> None:
    assert (kind(1).x, kind(1).y, kind(1).tags, kind(1).note) == (1, 0, [], "")
    assert kind(1, note="n").note == "n" and kind(x=1, y=2).y == 2
    assert kind(1).tags is not kind(1).tags
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'x'"):
        kind()
    with pytest.raises(TypeError, match="unexpected keyword argument 'z'"):
        kind(1, z=2)


@both
def test_cannot_be_changed(kind: Any) -> None:
    one = kind(1)
    with pytest.raises(dataclasses.FrozenInstanceError, match="'x'"):
        one.x = 2
    with pytest.raises(dataclasses.FrozenInstanceError, match="'x'"):
        del one.x
    with pytest.raises((dataclasses.FrozenInstanceError, AttributeError, TypeError)):
        one.other = 2
    assert one.x == 1 and not hasattr(one, "__dict__")


@both
def test_compared_and_hashed_by_the_compared_fields(kind: Any) -> None:
    assert kind(1, 2) == kind(1, 2) and kind(1, 2) != kind(1, 3)
    assert kind(1, note="a") == kind(1, note="b")
    assert kind(1) != (1, 0, []) and kind(1).__eq__((1,)) is NotImplemented
    assert hash(kind(1, 2, ())) == hash(kind(1, 2, (), "another note"))
    with pytest.raises(TypeError, match="unhashable"):
        hash(kind(1))


@both
def test_shown(kind: Any) -> None:
    assert repr(kind(1, 2, ["a"], "n")) == f"{kind.__name__}(x=1, y=2, tags=['a'])"
    ring = kind(1)
    ring.tags.append(ring)
    assert "..." in repr(ring)


@both
def test_tools_of_the_standard_library(kind: Any) -> None:
    one = kind(1, 2, ["a"], "n")
    assert [field.name for field in dataclasses.fields(one)] == ["x", "y", "tags", "note"]
    assert dataclasses.replace(one, y=5).y == 5
    assert dataclasses.asdict(one) == {"x": 1, "y": 2, "tags": ["a"], "note": "n"}
    for twin in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))):
        assert twin == one and twin.note == "n" and type(twin) is kind
    assert copy.deepcopy(one).tags is not one.tags
    match one:
        case kind(1, y, note=note):
            assert (y, note) == (2, "n")
        case _:
            pytest.fail("it did not match")


def test_what_a_class_defines_itself_stays() -> None:
    assert OwnTwin("A") == OwnTwin("a") and repr(OwnTwin("A")) == "<A>"
    with pytest.raises(ValueError, match="no name"):
        OwnTwin("")
    assert hash(OwnTwin("A")) == hash(OwnTwin("A"))  # as the standard library's, which hashes the fields


def test_without_fields_and_without_equality() -> None:
    empty = _made(ours.dataclass, Empty, "Empty")
    assert empty() == empty() and hash(empty()) == hash(empty()) and repr(empty()) == "Empty()"

    @ours.dataclass(frozen=True, slots=True, eq=False)
    class Same:
        value: int

    one = Same(1)
    assert one == one and one != Same(1) and len({one, Same(1)}) == 2


def test_what_it_leaves_to_the_standard_library() -> None:
    @ours.dataclass(frozen=True, slots=True, order=True)
    class Ordered:
        value: int

    @ours.dataclass
    class Open:
        value: int

    @ours.dataclass(frozen=True, slots=True)
    class Base:
        first: int

    @ours.dataclass(frozen=True, slots=True)
    class Derived(Base):
        second: int = 2
        counted: int = field(default=3, init=False)

    assert Ordered(1) < Ordered(2)
    assert Open(1) == Open(1)
    changed = Open(1)
    changed.value = 2
    assert changed.value == 2
    assert repr(Derived(1)).endswith("Derived(first=1, second=2, counted=3)")
    with pytest.raises(dataclasses.FrozenInstanceError):
        Derived(1).first = 5  # type: ignore[misc]
