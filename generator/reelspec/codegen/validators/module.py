"""The Python module under construction: its constants, functions and names. Filled by the fast and the full compiler."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from reelspec.codegen.python.code import Function, constant_lines, literal
from reelspec.language.contract.naming import identifier
from reelspec.language.contract.schema import Definitions
from reelspec.language.source.node import Json
from reelspec.language.source.pointer import escape

RESERVED = frozenset(["_accepts", "_all", "_quiet", "_check_body", "_everything", "_find", "_has_no_error"])
"""The functions that stand in every validator."""


@dataclass
class Module:
    """What is collected while the functions of one model are made.

    constants: name -> lines of its assignment. functions: in the order in which they are to be read.
    """

    definitions: Definitions
    constants: dict[str, list[str]] = field(default_factory=dict)
    functions: list[Function] = field(default_factory=list)
    patterns: dict[str, str] = field(default_factory=dict)
    _texts: dict[str, str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=lambda: set(RESERVED))

    def reserve(self, names: Iterable[str]) -> None:
        """Names that something else in the module has or will have."""
        self._taken.update(names)

    def unique(self, name: str) -> str:
        """A module-level name that nothing else has."""
        candidate, count = name, 1
        while candidate in self._taken:
            count += 1
            candidate = f"{name}_{count}"
        self._taken.add(candidate)
        return candidate

    def constant(self, hint: str, opening: str, elements: Iterable[str], closing: str) -> str:
        """The name of a constant with that display; the same display is kept once."""
        parts = list(elements)
        text = f"{opening}{', '.join(parts)}{closing}"
        if text not in self._texts:
            name = self.unique("_" + identifier(hint).upper().strip("_"))
            self._texts[text] = name
            self.constants[name] = constant_lines(name, opening, parts, closing)
        return self._texts[text]

    def strings(self, hint: str, values: Iterable[str]) -> str:
        """The name of a constant frozenset of texts."""
        return self.constant(hint, "frozenset({", [literal(one) for one in values], "})")

    def values(self, hint: str, values: Iterable[Json]) -> str:
        """The name of a constant tuple of JSON values."""
        parts = [literal(one) for one in values]
        return self.constant(hint, "(", parts, ",)" if len(parts) == 1 else ")")

    def text(self, hint: str, value: str) -> str:
        """The name of a constant text."""
        return self.constant(hint, "", [literal(value)], "")

    def pattern(self, source: str) -> str:
        """The name of the function that searches a text for a pattern, compiled at its first use."""
        if source not in self.patterns:
            name = self.unique("_matches")
            while f"_pattern{name}" in self._taken:
                name = self.unique("_matches")
            self._taken.add(f"_pattern{name}")
            self.patterns[source] = name
        return self.patterns[source]


class Names:
    """Local names of one function: named after what they hold, never the same for two things."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)

    def new(self, name: str) -> str:
        """A name like the given one."""
        base = identifier(name).lower().strip("_") or "value"
        if base[0].isdigit():
            base = "v" + base
        candidate, count = base, 1
        while candidate in self._taken or candidate in _PYTHON:
            count += 1
            candidate = f"{base}_{count}"
        self._taken.add(candidate)
        return candidate


# Names that generated functions use themselves, besides Python's keywords and the builtins that they call.
_PYTHON = frozenset(
    [
        "and",
        "as",
        "assert",
        "async",
        "await",
        "break",
        "case",
        "class",
        "continue",
        "def",
        "del",
        "elif",
        "else",
        "except",
        "finally",
        "for",
        "from",
        "global",
        "if",
        "import",
        "in",
        "is",
        "lambda",
        "match",
        "nonlocal",
        "not",
        "or",
        "pass",
        "raise",
        "return",
        "try",
        "type",
        "while",
        "with",
        "yield",
        "none",
        "true",
        "false",
        "str",
        "int",
        "float",
        "bool",
        "dict",
        "list",
        "tuple",
        "len",
        "enumerate",
        "frozenset",
        "isinstance",
        "any",
        "all",
        "sum",
        "min",
        "max",
        "set",
        "body",
        "value",
        "path",
        "out",
        "late",
        "refused",
        "mark",
        "found",
    ]
)


class Path(NamedTuple):
    """The JSON Pointer of a value while code is made: literal text, with variables for what is known at run time only."""

    parts: tuple[str | Variable, ...] = ()

    def child(self, name: str) -> Path:
        """The path of a member with a known name."""
        token = "/" + escape(name)
        if self.parts and isinstance(self.parts[-1], str):
            return Path((*self.parts[:-1], self.parts[-1] + token))
        return Path((*self.parts, token))

    def at(self, expression: str) -> Path:
        """The path of an item or member whose token is an expression."""
        step = (
            Path((*self.parts[:-1], self.parts[-1] + "/"))
            if self.parts and isinstance(self.parts[-1], str)
            else Path((*self.parts, "/"))
        )
        return Path((*step.parts, Variable(expression)))

    def hint(self) -> str:
        """A name for what stands there: the last known token."""
        for part in reversed(self.parts):
            if isinstance(part, str):
                steps = [step for step in part.split("/") if step]
                if steps:
                    return steps[-1]
        return "value"

    def show(self) -> str:
        """An expression for the pointer."""
        if not self.parts:
            return '""'
        if all(isinstance(part, str) for part in self.parts):
            return literal("".join(str(part) for part in self.parts))
        if len(self.parts) == 1:
            first = self.parts[0]
            return first.name if isinstance(first, Variable) else literal(first)
        inside = "".join(
            f"{{{part.name}}}"
            if isinstance(part, Variable)
            else literal(part)[1:-1].replace("{", "{{").replace("}", "}}")
            for part in self.parts
        )
        return f'f"{inside}"'


class Variable(NamedTuple):
    """A part of a path that is an expression."""

    name: str


def shared(definitions: Definitions) -> Mapping[str, str]:
    """Names for the functions of definitions, none twice."""
    names: dict[str, str] = {}
    for name in definitions:
        made = identifier(name).lower().strip("_") or "definition"
        while made in names.values():
            made += "_"
        names[name] = made
    return names


def names_in(text: str, names: Iterable[str]) -> set[str]:
    """Those of the names that the code mentions, also in a text. Looking for each is quicker than taking it all apart."""
    found = set()
    for name in names:
        at = text.find(name)
        while at >= 0 and name not in found:
            end = at + len(name)
            if not _in_word(text[at - 1 : at]) and not _in_word(text[end : end + 1]):
                found.add(name)
            at = text.find(name, end)
    return found


def _in_word(character: str) -> bool:
    return character == "_" or character.isalnum()
