"""The description of one parameter, line by line: prose, lists of values, lists of nested fields. Readers feed it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from reelspec.documentation.pages.builder import Reading
from reelspec.documentation.pages.chinese import english
from reelspec.documentation.pages.keywords import Found, is_excluded, is_of_others, keyword_facts
from reelspec.documentation.pages.page import Value
from reelspec.documentation.pages.prose import announces_options, are_values, facts_of, option_of, schema_line, unlike
from reelspec.documentation.pages.text import is_bullet, normalised
from reelspec.documentation.pages.types import Written, in_type, read_type
from reelspec.language.source.node import Json

_NESTED = re.compile(
    r"[*`\"]{0,3}([A-Za-z_][\w-]{0,63})[*`\"]{0,3}\s{0,2}\(([^()]{1,80})\)\s{0,2}(?:[:-]\s{0,2}|$)(.{0,4000})",
    re.DOTALL,
)
_LABELLED = re.compile(
    r"(?:default(?:\svalue)?|(?:value\s|supported\s|valid\s)?range|"
    r"((?:available\s|supported\s|allowed\s|possible\s|valid\s|accepted\s)?(?:options|values)|enum))\s?:",
    re.IGNORECASE,
)
"""What begins a statement that says a fact and nothing else."""
_VALUE_LINE = re.compile(r"[`\"']?[\w.:+-]{1,40}[`\"']?(?:\s-\s.{1,200}|\s?\(default\))?")
_EXPLAINED = re.compile(r"([\w.+-]{1,40})(?:\s?[:：]|\s-)\s")


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
        bullet = is_bullet(text) or self._is_value(text) or self._explains(text)
        if not bullet:
            self.close()
        inside: Described | None = None
        for statement in self.reading.prose(text, line, "item" if bullet else None):
            sentence = self.reading.statements[statement]
            if inside is not None:
                inside.says(sentence.text, sentence.line, statement)
                continue
            label = _LABELLED.match(english(sentence.text))
            limit = schema_line(sentence.text, self.written)
            if bullet and label is None and not limit:
                inside = self._item(sentence.text, sentence.line, statement)
            elif self._facts(sentence.text, sentence.line, statement, limit) and (label is not None or limit):
                self.reading.relabel(statement, "options" if label is not None and label[1] else "limit")
            if announces_options(sentence.text, self.name):
                self.label, self.label_line = statement, sentence.line

    def _is_value(self, text: str) -> bool:
        """Whether a line without a bullet is one more of the values that a label has announced: `720p`, `720p - fine`."""
        return self.label is not None and _VALUE_LINE.fullmatch(english(text).strip()) is not None

    def _explains(self, text: str) -> bool:
        """Whether a line tells what one of the field's values is: `std: the standard`."""
        match = _EXPLAINED.match(text)
        options = self.reading.value(self.name, "options") if match is not None else None
        return match is not None and isinstance(options, tuple) and in_type(match[1], self.written) in options

    def close(self) -> None:
        """What ends a list of values."""
        if self.label is not None and are_values(self.options) and len(self.options) > 1:
            self.reading.fact(self.name, "options", unlike(self.options), self.label_line, self.label, certain=False)
        self.label = None
        self.options = []

    def says(self, text: str, line: int, statement: int) -> None:
        """The facts of a sentence that has been said."""
        self._facts(text, line, statement, schema_line(text, self.written))

    def _item(self, text: str, line: int, statement: int) -> Described | None:
        """An item of a list; what reads the rest of its line where that is a field of its own."""
        inside = self._nested(text, line, statement)
        if inside is not None:
            return inside
        option = option_of(text, self.written)
        if option is not None:
            value, is_default = option
            if self.label is not None:
                self.options.append(value)
            known = self.label is not None or (
                self.written is not None and self.written.types == ("boolean",) and isinstance(value, bool)
            )
            if is_default and known:
                self.reading.fact(self.name, "default", value, line, statement, certain=False)
        elif self.label is not None:  # an item that is no value: then the list is not one of values
            self.label, self.options = None, []
        return None

    def _nested(self, text: str, line: int, statement: int) -> Described | None:
        """An item such as `role (string, required): …`: a field inside this object or inside this array's items."""
        if self.written is None or not {"object", "array"} & {*self.written.types}:
            return None
        match = _NESTED.match(text)
        if match is None:
            return None
        marks = [word.strip(" *`").lower() for word in match[2].split(",")]
        written = read_type(marks[0])
        if written is None:
            return None
        name = f"{self.name}{'[]' if 'array' in self.written.types else ''}.{match[1]}"
        state(self.reading, name, written, line, statement)
        if "required" in marks or "optional" in marks:
            self.reading.fact(name, "required", "required" in marks, line, statement)
        inside = Described(self.reading, name, written)
        inside.says(normalised(match[3]), line, statement)
        return inside

    def _facts(self, text: str, line: int, statement: int, lines: tuple[Found, ...]) -> bool:
        """lines: what the text says as a line of a rendered schema."""
        stated = () if lines else tuple(keyword_facts(text, self.written))
        read: tuple[Found, ...] = lines or tuple(facts_of(text, self.written, self.name))
        if stated and stated[0][0] == "pattern":  # what stands in a pattern says nothing else
            read = ()
        elif not lines:
            read = tuple(_included(read, stated, is_excluded(text)))
        if is_of_others(text, self.name):
            read = tuple((kind, _without_least(value) if kind == "items" else value) for kind, value in read)
        facts: list[Found] = [fact for fact in (*read, *stated) if fact != ("items", (None, None))]
        for kind, value in facts:
            self.reading.fact(self.name, kind, value, line, statement, certain=bool(lines))
        return bool(facts)


def _included(facts: Iterable[Found], stated: Iterable[Found], excluded: bool) -> Iterator[Found]:
    """What a sentence says, without the bounds that it excludes. excluded: it speaks of such, so that none is certain."""
    kinds = {kind for kind, _ in stated}
    for kind, value in facts:
        if kind != "range" or not isinstance(value, tuple):
            yield kind, value
        elif not excluded and "range" not in kinds:
            least = None if "exclusiveMinimum" in kinds else value[0]
            most = None if "exclusiveMaximum" in kinds else value[1]
            if (least, most) != (None, None):
                yield "range", (least, most)


def _without_least(value: Value) -> Value:
    return (None, value[1]) if isinstance(value, tuple) and len(value) == 2 else value


def state(reading: Reading, name: str, written: Written | None, line: int, statement: int | None) -> None:
    """That a field exists, and of which type it and its items are."""
    reading.fact(name, "field", None, line, statement)
    while written is not None:
        reading.fact(name, "type", written.value, line, statement)
        if written.format is not None:
            reading.fact(name, "format", written.format, line, statement)
        written, name = written.items, f"{name}[]"


def sign(
    reading: Reading,
    name: str,
    written: Written | None,
    marks: Iterable[str],
    required: bool | None,
    default: str | None,
    line: int,
    *,
    deprecated: bool = False,
) -> Described:
    """The statement that a parameter is there (its name, type and marks as printed), and the facts in it; gives what reads
    its description."""
    reading.field = name
    statement = reading.say(" ".join(mark for mark in marks if mark), line, "type")
    state(reading, name, written, line, statement)
    if required is not None:
        reading.fact(name, "required", required, line, statement)
    if default is not None:
        reading.fact(name, "default", in_type(default, written), line, statement)
    if deprecated:
        reading.fact(name, "deprecated", True, line, statement)
    return Described(reading, name, written)


def path_of(reading: Reading, name: str) -> str:
    """A dotted name as facts write it: `media.type` is `media[].type` where media is an array."""
    steps = name.replace("[]", "").split(".")
    path = steps[0]
    for step in steps[1:]:
        value = reading.value(path, "type")
        array = value == "array" or (isinstance(value, tuple) and "array" in value)
        path += f"{'[]' if array else ''}.{step}"
    return path
