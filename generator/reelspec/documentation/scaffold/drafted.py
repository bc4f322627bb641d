"""A schema that is being drafted, and its lines: who made each, so that what `check` refuses becomes a TODO in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from reelspec.language.contract.keywords import applied_to
from reelspec.language.source.node import Json
from reelspec.language.source.written import comment, flow, scalar, single_quoted

_LAST = (
    "required",
    "minProperties",
    "maxProperties",
    "dependentRequired",
    "additionalProperties",
    "unevaluatedProperties",
)
"""The keywords of an object that stand behind its fields."""

_BESIDE = tuple(keyword.name for keyword in applied_to("value"))
"""The keywords whose schemas judge the value that the schema around them judges."""


@dataclass
class Drafted:
    """A schema. It is changed until it is printed for the last time.

    path: the field as facts write it, empty for a whole body, None inside of a choice, where no fact leads. line: of the
    page. keywords: those without schemas in them; single, several, named: keyword -> the schemas in it. required: names
    that the page marks. todos: what the page says and the draft does not, a line each.
    """

    path: str | None = None
    line: int | None = None
    keywords: dict[str, Json] = field(default_factory=dict)
    single: dict[str, Drafted] = field(default_factory=dict)
    several: dict[str, list[Drafted]] = field(default_factory=dict)
    named: dict[str, dict[str, Drafted]] = field(default_factory=dict)
    todos: list[str] = field(default_factory=list)

    @property
    def properties(self) -> dict[str, Drafted]:
        """Its fields."""
        return self.named.setdefault("properties", {})

    def value(self) -> dict[str, Json]:
        """The schema as JSON."""
        members: dict[str, Json] = dict(self.keywords)
        members.update({key: schema.value() for key, schema in self.single.items()})
        members.update({key: [item.value() for item in several] for key, several in self.several.items()})
        for key, named in self.named.items():
            if named:
                members[key] = {name: schema.value() for name, schema in named.items()}
        return members

    def refuse(self, keyword: str, why: str) -> None:
        """Leave a keyword out, with a TODO that says it."""
        known = self.value().get(keyword)
        for held in (self.keywords, self.single, self.several, self.named):
            held.pop(keyword, None)
        at = "" if self.line is None else f", line {self.line}"
        self.todos.append(f"TODO{at}: {keyword}: {flow(known)}: {why}")

    def todo(self, what: str, line: int | None = None) -> None:
        """Note what of the page the draft does not say."""
        at = self.line if line is None else line
        self.todos.append(f"TODO{'' if at is None else f', line {at}'}: {what}")

    def inner_keys(self) -> set[str]:
        """The keywords that hold schemas."""
        return {*self.single, *self.several, *self.named}

    def all(self) -> Iterator[Drafted]:
        """It and every schema in it."""
        yield self
        for inner in self.inner():
            yield from inner.all()

    def in_place(self) -> Iterator[Drafted]:
        """The schemas in it that judge the same value."""
        beside = [*(self.single[key] for key in _BESIDE if key in self.single)]
        beside += [schema for key in _BESIDE for schema in self.several.get(key, ())]
        beside += [schema for key in _BESIDE for schema in self.named.get(key, {}).values()]
        for schema in beside:
            yield schema
            yield from schema.in_place()

    def inner(self) -> Iterator[Drafted]:
        """The schemas directly in it."""
        yield from self.single.values()
        for several in self.several.values():
            yield from several
        for named in self.named.values():
            yield from named.values()


@dataclass(frozen=True)
class Line:
    """A line of a draft. refuse: leaves out what the line says, with the reason; None: nothing can be left out here."""

    text: str
    refuse: Callable[[str], None] | None = None
    todo: bool = False


Lines: TypeAlias = list[Line]


def schema_lines(schema: Drafted, indent: int) -> Lines:
    """The members of a schema, a line each; at least one."""
    lines = _members(schema, indent)
    if all(line.text.lstrip().startswith("#") for line in lines):
        lines.append(Line(f"{' ' * indent}description: TODO", todo=True))
    return lines


def _members(schema: Drafted, indent: int) -> Lines:
    space = " " * indent
    lines = [todo_line(todo, indent) for todo in schema.todos]
    lines += [_keyword(schema, key, indent) for key in schema.keywords if key not in _LAST]
    if schema.path is not None and "." in schema.path and not schema.path.endswith("[]"):
        lines.append(Line(f"{space}x-source: {{section: {scalar(schema.path.replace('[]', ''))}}}"))
    for key, item in schema.single.items():
        if key in _LAST:
            continue
        lines.append(Line(f"{space}{scalar(key)}:", _refusal(schema, key)))
        lines += schema_lines(item, indent + 2)
    for key, several in schema.several.items():
        lines.append(Line(f"{space}{key}:", _refusal(schema, key)))
        for item in several:
            inner = schema_lines(item, indent + 4)
            first = next(at for at, line in enumerate(inner) if not line.text.lstrip().startswith("#"))
            lines += inner[:first]
            lines.append(Line(f"{space}  - {inner[first].text.lstrip()}", inner[first].refuse))
            lines += inner[first + 1 :]
    for key, named in schema.named.items():
        if not named:
            continue
        lines.append(Line(f"{space}{key}:", None if key == "properties" else _refusal(schema, key)))
        for name, item in named.items():
            lines.append(Line(f"{space}  {scalar(name)}:"))
            lines += schema_lines(item, indent + 4)
    for key in _LAST:
        if key in schema.keywords:
            lines.append(_keyword(schema, key, indent))
        elif key in schema.single:
            lines.append(Line(f"{space}{key}:", _refusal(schema, key)))
            lines += schema_lines(schema.single[key], indent + 2)
    return lines


def _keyword(schema: Drafted, key: str, indent: int) -> Line:
    value = schema.keywords[key]
    written = single_quoted(value) if key == "pattern" and isinstance(value, str) else flow(value)
    return Line(f"{' ' * indent}{scalar(key)}: {written}", _refusal(schema, key))


def _refusal(schema: Drafted, keyword: str) -> Callable[[str], None]:
    return lambda why: schema.refuse(keyword, why)


def schema_line(path: str, shape: str) -> str:
    """The first line of a file, by which yaml-language-server finds the schema of the format. path: the file, from the root;
    shape: model, openapi or documents."""
    return f"# yaml-language-server: $schema={'../' * path.count('/')}generated/spec-format/{shape}.schema.json"


def todo_line(text: str, indent: int) -> Line:
    """A TODO as a comment."""
    return Line(comment(text, indent), todo=True)


def plain_lines(texts: Iterable[str]) -> Lines:
    """Lines of which nothing can be left out."""
    return [Line(word) for word in texts]
