"""The module under construction: its constants, functions and names. Filled by both compilers, printed by a printer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from operator import attrgetter

from reelspec.codegen.tree import Const, Expr, Fault, Function, Lit, Path, Pattern
from reelspec.language.contract.keywords import APPLICATORS
from reelspec.language.contract.naming import identifier, snake
from reelspec.language.contract.schema import Definitions, Schema, Source, parts

CHECK = "_check"
"""The function that finds everything in a body."""
LOOK = "_look"
"""The function that finds what is wrong with the files of a body, by what is known of them."""
FILL = "_fill"
"""The function that gives a copy of a body with its defaults."""
_INSIDE = frozenset(keyword.attribute for keyword in APPLICATORS)
_said = attrgetter(*(each.name for each in fields(Schema) if each.repr and each.name not in _INSIDE))
"""All that a schema says itself, without the schemas in it."""
_TAKEN = frozenset({"body", "value", "path", "out", "late", "refused"})
"""What functions get, or find by nodes of their own."""


@dataclass
class Module:
    """What is collected while the functions of one model are made.

    constants: name -> its value. functions: in the order in which they are to be read.
    """

    definitions: Definitions
    constants: dict[str, Expr] = field(default_factory=dict)
    functions: list[Function] = field(default_factory=list)
    _known: dict[Expr, Const] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=lambda: {CHECK, FILL, LOOK})
    _counts: dict[str, int] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)
    _numbered: dict[int, tuple[Schema, int]] = field(default_factory=dict)
    """By the identities of schemas, which are kept with it, so that nothing else takes them."""

    @cached_property
    def function_names(self) -> Mapping[str, str]:
        """What the functions of definitions are named by, none twice."""
        names: dict[str, str] = {}
        taken: set[str] = set()
        for name in self.definitions:
            made = identifier(name).lower().strip("_") or "definition"
            while made in taken:
                made += "_"
            taken.add(made)
            names[name] = made
        return names

    def unique(self, name: str) -> str:
        """A module-level name that nothing else has."""
        return free_name(name, self._taken, self._counts)

    def reserve(self, names: Iterable[str]) -> None:
        """LocalNames that something else in the module has or will have."""
        self._taken.update(names)

    def constant(self, hint: str, value: Expr) -> Const:
        """A constant of that value; the same value is kept once."""
        known = self._known.get(value)
        if known is None:
            known = self._known[value] = Const(self.unique("_" + identifier(hint).upper().strip("_")))
            self.constants[known.name] = value
        return known

    def number(self, schema: Schema) -> int:
        """The same for schemas that say the same, however deep: one function does for them."""
        if id(schema) not in self._numbered:
            inside = [(part.keyword.name, part.key, self.number(part.schema)) for part in parts(schema)]
            number = self._numbers.setdefault(repr((_said(schema), inside)), len(self._numbers))
            self._numbered[id(schema)] = schema, number
        return self._numbered[id(schema)][1]

    def pattern(self, source: str) -> Const:
        """A regular expression."""
        return self.constant("pattern", Pattern(source))

    def source(self, source: Source | None) -> Expr:
        """The words for a place of the documents."""
        if source is None:
            return Lit("")
        return self.constant(f"source_{source.section or 'document'}"[:40], Lit(str(source)))

    def fault(self, path: Path | None, fault: Fault) -> Const:
        """What a violation says: of a keyword at a path, or of a rule."""
        rule = snake(fault.rule)
        if path is None:
            return self.constant(rule[:60], fault)
        item = "" if not path.parts or isinstance(path.parts[-1], str) else "item_"
        return self.constant(f"{path.hint() if path.parts else 'body'}_{item}{rule}"[:60], fault)


class LocalNames:
    """The variables of one function: named after what they hold, never the same for two things.

    parameters: further names that the function has already.
    """

    def __init__(self, *parameters: str) -> None:
        self._taken = {*_TAKEN, *parameters}
        self._counts: dict[str, int] = {}

    def new(self, name: str) -> str:
        """A name like the given one."""
        base = identifier(name).lower().strip("_") or "value"
        if base[0].isdigit():
            base = "v" + base
        return free_name(base, self._taken, self._counts)


def free_name(name: str, taken: set[str], counts: dict[str, int]) -> str:
    """The name, or the first of `name_2`, `name_3`... that is not taken, which is taken now. counts: how far each name has come,
    so that very many like it are not tried again."""
    candidate = name
    while candidate in taken:
        counts[name] = counts.get(name, 1) + 1
        candidate = f"{name}_{counts[name]}"
    taken.add(candidate)
    return candidate


def singular(name: str) -> str:
    """A name for one of what an array of that name holds."""
    return name[:-1] if len(name) > 2 and name.endswith("s") and not name.endswith("ss") else f"{name}_item"
