"""JSON values that know where they were written; made by the readers, walked by whoever loads specs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from reelspec.language.source.place import Place, Problem
from reelspec.language.source.pointer import joined
from reelspec.language.source.values import Kind, type_of

Json: TypeAlias = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Pointer: TypeAlias = tuple[str | int, ...]
Position: TypeAlias = tuple[int, int]


@dataclass(frozen=True, eq=False)
class SourceFile:
    """One file: its name (relative to the repository root, posix) and its value.

    The places are kept beside the value, so that the value stays plain Python: _start is where it begins, _places has for each
    object and array in it, by identity, lines and columns in the order of writing, of each member's key and value or of each
    item. Behind a YAML alias stands the anchored value itself, and so its places.
    """

    file: str
    value: Json = field(repr=False)
    _start: Position = field(default=(1, 1), repr=False)
    _places: Mapping[int, Sequence[int]] = field(default_factory=dict, repr=False)
    notes: tuple[Problem, ...] = field(default=(), repr=False)
    """What is worth a look in a file that was read tolerantly."""
    _order: dict[int, dict[str, int]] = field(default_factory=dict, repr=False)
    """For each object of which a place was asked, by identity: key -> how many stand before it."""

    @property
    def root(self) -> Node:
        """The node of the whole value."""
        return Node(self, (), self.value)

    def as_json(self) -> Json:
        """The value with its places, for `from_json`; None where there are notes, or one value stands in several places."""
        containers = [*_containers(self.value)]
        if self.notes or len({*map(id, containers)}) < len(containers):
            return None
        places: list[Json] = [[*self._places.get(id(container), ())] for container in containers]
        return [self.value, [*self._start], places]

    @classmethod
    def from_json(cls, file: str, written: Json) -> SourceFile | None:
        """The document of that name of which `as_json` gave this; None where it gave None."""
        match written:
            case [value, [int(line), int(column)], list(places)]:
                placed = dict(zip(map(id, _containers(value)), places, strict=True))
                return cls(file, value, (line, column), placed)  # type: ignore[arg-type]
        return None

    def place(self, pointer: Pointer) -> Place:
        """Where the value at `pointer` was written; for an alias, where the anchored value was.

        A pointer to nothing gives the place of the nearest value around it.
        """
        value, position = self.value, self._start
        for step in pointer:
            member = self._member(value, step)
            if member is None:
                break
            value, _, position = member
        return Place(self.file, *position)

    def key_place(self, pointer: Pointer) -> Place:
        """Where the key of the value at `pointer` was written; the value's place if it has no key."""
        value, key = self.value, None
        for step in pointer:
            member = self._member(value, step)
            if member is None:
                return self.place(pointer)
            value, key, _ = member
        return self.place(pointer) if key is None else Place(self.file, *key)

    def _member(self, value: Json, step: str | int) -> tuple[Json, Position | None, Position] | None:
        """A member or item of a value in the document, where its key was written if it has one, and where it was itself."""
        places = self._places.get(id(value))
        if places is None:
            return None
        if isinstance(value, dict) and isinstance(step, str) and step in value:
            if id(value) not in self._order:
                self._order[id(value)] = {key: index for index, key in enumerate(value)}
            start = 4 * self._order[id(value)][step]
            line, column, *position = places[start : start + 4]
            return value[step], (line, column), (position[0], position[1])
        if isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
            return value[step], None, (places[2 * step], places[2 * step + 1])
        return None


def _containers(value: Json) -> Iterator[list[Json] | dict[str, Json]]:
    """The objects and arrays of a value, each before those inside it."""
    waiting = [value]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, dict):
            yield inner
            waiting += inner.values()
        elif isinstance(inner, list):
            yield inner
            waiting += inner


@dataclass(frozen=True, eq=False)
class Node:
    """A value in a document: `pointer` is the way to it from the root, `value` the plain Python value itself.

    Values are shared with the document and never copied; whoever holds one does not change it.
    """

    document: SourceFile = field(repr=False)
    pointer: Pointer
    value: Json = field(repr=False)

    @property
    def place(self) -> Place:
        """Where the value was written."""
        return self.document.place(self.pointer)

    @property
    def key_place(self) -> Place:
        """Where the value's key was written; the value's place for array items and the root."""
        return self.document.key_place(self.pointer)

    @property
    def kind(self) -> Kind:
        """The JSON type as written: `8.0` is a "number" here, `8` an "integer"."""
        return type_of(self.value)

    @property
    def json_pointer(self) -> str:
        """The pointer as text, escaped as RFC 6901, section 3, says; "" is the root."""
        return joined(self.pointer)

    def get(self, key: str | int) -> Node | None:
        """The member with that name, or the item with that index (from 0); None if there is none."""
        value = self.value
        if isinstance(value, dict):
            if isinstance(key, str) and key in value:
                return Node(self.document, (*self.pointer, key), value[key])
        elif isinstance(value, list) and isinstance(key, int) and 0 <= key < len(value):
            return Node(self.document, (*self.pointer, key), value[key])
        return None

    def at(self, pointer: Pointer) -> Node | None:
        """The node that `pointer`, counted from this node, leads to; None if it leads to nothing."""
        node: Node | None = self
        for step in pointer:
            if node is None:
                return None
            node = node.get(step)
        return node

    def items(self) -> Iterator[tuple[str, Node]]:
        """The members of an object in the order written; nothing for any other value."""
        if isinstance(self.value, dict):
            for key, value in self.value.items():
                yield key, Node(self.document, (*self.pointer, key), value)

    def elements(self) -> Iterator[Node]:
        """The items of an array in order; nothing for any other value."""
        if isinstance(self.value, list):
            for index, value in enumerate(self.value):
                yield Node(self.document, (*self.pointer, index), value)

    def problem(self, message: str, name: str, *, key: bool = False) -> Problem:
        """A problem at this value's place, or at its key's if `key` is true."""
        return Problem(self.key_place if key else self.place, message, name)
