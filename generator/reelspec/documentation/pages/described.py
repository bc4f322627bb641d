"""The description of one parameter, line by line: prose, lists of values, lists of nested fields. Readers feed it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from reelspec.documentation.pages.builder import Reading
from reelspec.documentation.pages.chinese import english
from reelspec.documentation.pages.prose import (
    Found,
    announces_options,
    are_values,
    facts_of,
    option_of,
    schema_line,
    unlike,
)
from reelspec.documentation.pages.text import is_bullet, normalised
from reelspec.documentation.pages.types import Written, in_type, read_type
from reelspec.language.source.node import Json

_NESTED = re.compile(
    r"[`\"]?([A-Za-z_][\w-]{0,63})[`\"]?\s{0,2}\(([^()]{1,80})\)\s{0,2}(?:[:-]\s{0,2}|$)(.{0,4000})", re.DOTALL
)
_LABELLED = re.compile(
    r"(?:default(?:\svalue)?|(?:value\s|supported\s|valid\s)?range|"
    r"((?:available\s|supported\s|allowed\s|possible\s|valid\s|accepted\s)?(?:options|values)|enum))\s?:",
    re.IGNORECASE,
)
"""What begins a statement that says a fact and nothing else."""
_VALUE_LINE = re.compile(r"[`\"']?[\w.:+-]{1,40}[`\"']?(?:\s-\s.{1,200}|\s?\(default\))?")


@dataclass
class Described:
    """The parameter that is being described. name: as facts write it; written: its type."""

    reading: Reading
    name: str
    written: Written | None
    label: int | None = None
    label_line: int = 0
    options: list[Json] = field(default_factory=list)

    def line(self, text: str, line: int) -> None:
        """One line or paragraph of the description."""
        bullet = is_bullet(text) or self._is_value(text)
        if not bullet:
            self.close()
        for statement in self.reading.prose(text, line, "item" if bullet else None):
            said = self.reading.statements[statement]
            label = _LABELLED.match(english(said.text))
            limit = schema_line(said.text, self.written)
            if bullet and label is None and limit is None:
                self._item(said.text, said.line, statement)
            elif self._facts(said.text, said.line, statement, limit) and (label is not None or limit is not None):
                self.reading.relabel(statement, "options" if label is not None and label[1] else "limit")
            if announces_options(said.text):
                self.label, self.label_line = statement, said.line

    def _is_value(self, text: str) -> bool:
        """Whether a line without a bullet is one more of the values that a label has announced: `720p`, `720p - fine`."""
        return self.label is not None and _VALUE_LINE.fullmatch(english(text).strip()) is not None

    def close(self) -> None:
        """What ends a list of values."""
        if self.label is not None and are_values(self.options) and len(self.options) > 1:
            self.reading.fact(self.name, "options", unlike(self.options), self.label_line, self.label, certain=False)
        self.label = None
        self.options = []

    def _item(self, text: str, line: int, statement: int) -> None:
        nested = self._nested(text, line, statement)
        if nested:
            return
        found = option_of(text, self.written)
        if found is not None:
            value, is_default = found
            if self.label is not None:
                self.options.append(value)
            known = self.label is not None or (
                self.written is not None and self.written.types == ("boolean",) and isinstance(value, bool)
            )
            if is_default and known:
                self.reading.fact(self.name, "default", value, line, statement, certain=False)
        elif self.label is not None:  # an item that is no value: then the list is not one of values
            self.label, self.options = None, []

    def _nested(self, text: str, line: int, statement: int) -> bool:
        """An item such as `role (string, required): …`: a field inside this object or inside this array's items."""
        if self.written is None or not {"object", "array"} & {*self.written.types}:
            return False
        found = _NESTED.match(text)
        if found is None:
            return False
        marks = [one.strip().lower() for one in found[2].split(",")]
        written = read_type(marks[0])
        if written is None:
            return False
        name = f"{self.name}{'[]' if 'array' in self.written.types else ''}.{found[1]}"
        state(self.reading, name, written, line, statement)
        if "required" in marks or "optional" in marks:
            self.reading.fact(name, "required", "required" in marks, line, statement)
        for kind, value in facts_of(normalised(found[3]), written):
            self.reading.fact(name, kind, value, line, statement, certain=False)
        return True

    def _facts(self, text: str, line: int, statement: int, limit: Found | None) -> bool:
        found = [*facts_of(text, self.written)] if limit is None else [limit]
        for kind, value in found:
            self.reading.fact(self.name, kind, value, line, statement, certain=limit is not None)
        return bool(found)


def state(reading: Reading, name: str, written: Written | None, line: int, statement: int | None) -> None:
    """That a field exists, and of which type it and its items are."""
    reading.fact(name, "field", None, line, statement)
    while written is not None:
        reading.fact(name, "type", written.value, line, statement)
        written, name = written.items, f"{name}[]"


def sign(
    reading: Reading,
    name: str,
    written: Written | None,
    marks: Iterable[str],
    required: bool | None,
    default: str | None,
    line: int,
) -> None:
    """The statement that a parameter is there (its name, type and marks as printed), and the facts in it."""
    reading.field = name
    statement = reading.say(" ".join(one for one in marks if one), line, "type")
    state(reading, name, written, line, statement)
    if required is not None:
        reading.fact(name, "required", required, line, statement)
    if default is not None:
        reading.fact(name, "default", in_type(default, written), line, statement)


def path_of(reading: Reading, name: str) -> str:
    """A dotted name as facts write it: `media.type` is `media[].type` where media is an array."""
    steps = name.replace("[]", "").split(".")
    path = steps[0]
    for step in steps[1:]:
        index = reading.known.get((reading.part, path, "type"))
        value = None if index is None else reading.facts[index].value
        array = value == "array" or (isinstance(value, tuple) and "array" in value)
        path += f"{'[]' if array else ''}.{step}"
    return path
