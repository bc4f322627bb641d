"""JSON values that know where they were written; made by the readers, walked by whoever loads specs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from reelspec.language.source.place import Place, Problem
from reelspec.language.source.pointer import joined

Json: TypeAlias = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Pointer: TypeAlias = tuple[str | int, ...]
Kind: TypeAlias = Literal["object", "array", "string", "integer", "number", "boolean", "null"]
Position: TypeAlias = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Document:
    """One file: its name (relative to the repository root, posix) and its value.

    The places are kept beside the value, so that the value stays plain Python. What stands behind a YAML
    alias is stored once: `_aliases` leads from the alias's pointer to the anchored value's.
    """

    file: str
    value: Json = field(repr=False)
    _values: Mapping[Pointer, Position] = field(default_factory=dict, repr=False)
    _keys: Mapping[Pointer, Position] = field(default_factory=dict, repr=False)
    _aliases: Mapping[Pointer, Pointer] = field(default_factory=dict, repr=False)
    notes: tuple[Problem, ...] = field(default=(), repr=False)
    """What is worth a look in a file that was read tolerantly."""

    @property
    def root(self) -> Node:
        """The node of the whole value."""
        return Node(self, (), self.value)

    def place(self, pointer: Pointer) -> Place:
        """Where the value at `pointer` was written; for an alias, where the anchored value was.

        A pointer to nothing gives the place of the nearest value around it.
        """
        written = self._written(pointer)
        while written and written not in self._values:
            written = self._written(written[:-1])
        return Place(self.file, *self._values.get(written, (1, 1)))

    def key_place(self, pointer: Pointer) -> Place:
        """Where the key of the value at `pointer` was written; the value's place if it has no key."""
        if pointer:
            position = self._keys.get((*self._written(pointer[:-1]), pointer[-1]))
            if position is not None:
                return Place(self.file, *position)
        return self.place(pointer)

    def _written(self, pointer: Pointer) -> Pointer:
        """The pointer under which the places of `pointer` are stored, all aliases on the way followed."""
        if not self._aliases:
            return pointer
        length = 0
        while length <= len(pointer):
            target = self._aliases.get(pointer[:length])
            if target is not None:
                pointer = (*target, *pointer[length:])
                length = len(target)
            length += 1
        return pointer


@dataclass(frozen=True, eq=False)
class Node:
    """A value in a document: `pointer` is the way to it from the root, `value` the plain Python value itself.

    Values are shared with the document and never copied; whoever holds one does not change it.
    """

    document: Document = field(repr=False)
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
        match self.value:
            case dict():
                return "object"
            case str():
                return "string"
            case list():
                return "array"
            case bool():
                return "boolean"
            case int():
                return "integer"
            case float():
                return "number"
            case None:
                return "null"

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
