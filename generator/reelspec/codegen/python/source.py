"""Python source taken apart: its top-level definitions, and the names that it uses. For emitters that pass code on."""

from __future__ import annotations

import ast
import symtable
from collections.abc import Sequence
from typing import Literal, NamedTuple


class Definition(NamedTuple):
    """A function, class or constant at the top level.

    text: its lines as they stand, with their comments and without those above.
    """

    name: str
    kind: Literal["function", "class", "constant"]
    text: str

    @property
    def uses(self) -> frozenset[str]:
        """The names that it looks up, those of annotations aside."""
        return names_used(f"from __future__ import annotations\n{self.text}")


def names_used(source: str) -> frozenset[str]:
    """What code looks up beyond a function's own variables: names of its module, of what it imports, of Python.

    By Python's own tables of names, which take a third of the time of `ast`. In a module that begins with
    `from __future__ import annotations` they leave out what annotations alone name. Raises SyntaxError.
    """
    names: set[str] = set()
    tables = [symtable.symtable(source, "<source>", "exec")]
    while tables:
        table = tables.pop()
        outer = table.get_type() != "function"  # in a class, a name may be its own or the module's
        names.update(
            symbol.get_name()
            for symbol in table.get_symbols()
            if symbol.is_referenced() and (outer or symbol.is_global())
        )
        tables += table.get_children()
    return frozenset(names)


def definitions(source: str) -> tuple[Definition, ...]:
    """The top-level definitions of a module in their order; imports and its docstring are left out. Raises SyntaxError."""
    lines = source.splitlines()
    several = []
    kind: Literal["function", "class", "constant"]
    for statement in ast.parse(source).body:
        match statement:
            case ast.FunctionDef(name=name):
                kind = "function"
            case ast.ClassDef(name=name):
                kind = "class"
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                kind = "constant"
            case _:
                continue
        text = "\n".join(lines[statement.lineno - 1 : statement.end_lineno])
        several.append(Definition(name, kind, text))
    return tuple(several)


def joined(parts: Sequence[Definition]) -> str:
    """Definitions below each other: two empty lines around functions and classes, none between constants."""
    text = ""
    for index, part in enumerate(parts):
        if index:
            text += "\n" if part.kind == parts[index - 1].kind == "constant" else "\n\n\n"
        text += part.text
    return text
