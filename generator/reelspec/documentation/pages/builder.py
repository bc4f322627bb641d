"""A page while it is being read: readers put statements, facts and examples into it. Only they call it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from dataclasses import field as member

from reelspec.documentation.pages.chinese import english
from reelspec.documentation.pages.description import Description
from reelspec.documentation.pages.page import (
    Endpoint,
    Example,
    Fact,
    FactKind,
    Page,
    Part,
    Section,
    Statement,
    StatementKind,
    Value,
)
from reelspec.documentation.pages.text import is_bullet, json_end, normalised, parsed, sentences, word_set
from reelspec.language.source.node import Json

_PARTS: tuple[tuple[Part, tuple[str, ...]], ...] = (
    ("path", ("path parameter",)),
    ("query", ("query parameter", "query string")),
    ("cookie", ("cookie",)),
    ("header", ("authorization", "authentication", "header")),
    ("response", ("response", "answer", "returns", "return value", "error", "output schema", "output param")),
    ("body", ("body", "request", "parameter", "payload", "input")),
)


OTHER_LANGUAGES = word_set(
    "python py javascript js jsx typescript ts tsx node php go golang java ruby rb csharp cs swift kotlin rust dart c cpp "
    "objective-c"
)
"""Samples in them say what the sample of curl says, in words that nobody reads here: they are no statements."""


def part_of(heading: str) -> Part | None:
    """What a heading announces, None where it says nothing of it."""
    words = english(heading).strip().lower()
    if len(words) > 40:
        return None
    if words in ("output", "outputs"):
        return "response"
    for part, names in _PARTS:
        if any(name in words for name in names):
            return part
    return None


@dataclass
class Reading:
    """What has been found so far. part and field: where the reader stands; what it adds belongs there."""

    name: str
    layout: str
    title: str | None = None
    endpoint: Endpoint | None = None
    part: Part = "text"
    path: tuple[str, ...] = ()
    field: str | None = None
    sections: list[Section] = member(default_factory=list)
    statements: list[Statement] = member(default_factory=list)
    facts: list[Fact] = member(default_factory=list)
    examples: list[Example] = member(default_factory=list)
    known: dict[tuple[Part, str, FactKind], int] = member(default_factory=dict)
    from_prose: set[int] = member(default_factory=set)
    otherwise: list[Fact] = member(default_factory=list)
    quoted: set[str] = member(default_factory=set)
    description: Description | None = None

    def heading(self, text: str, line: int, level: int = 1, part: Part | None = None) -> None:
        """A section begins; level 1 is the highest. Its statements belong to no field."""
        text = normalised(text)
        self.path = (*self.path[: level - 1], text)
        self.part = part or "text"
        self.field = None
        self.sections.append(Section(self.path, self.part, line))
        self.say(text, line, "heading")

    def say(self, text: str, line: int, kind: StatementKind) -> int | None:
        """Add one statement; returns its index, None where nothing of it can be seen."""
        text = normalised(text)
        if not text:
            return None
        part = "text" if kind in ("code", "endpoint") and self.field is None else self.part  # a sample is in no list
        self.statements.append(Statement(text, kind, self.path, line, part, self.field))
        return len(self.statements) - 1

    def relabel(self, at: int, kind: StatementKind) -> None:
        """Let a statement be of another kind."""
        self.statements[at] = replace(self.statements[at], kind=kind)

    def prose(self, text: str, line: int, kind: StatementKind | None = None) -> list[int]:
        """Add the sentences of a line or paragraph; returns their indexes. A newline counts as a space."""
        indexes = []
        for offset, sentence in sentences(text):
            at = self.say(
                sentence, line + text.count("\n", 0, offset), kind or ("item" if is_bullet(text) else "sentence")
            )
            if at is not None:
                indexes.append(at)
        return indexes

    def fact(
        self, name: str, kind: FactKind, value: Value, line: int, statement: int | None, *, certain: bool = True
    ) -> None:
        """Add a fact. The first that is said of a field stays, except that what the layout itself states (certain) takes
        the place of what was read out of a sentence."""
        key = (self.part, name, kind)
        at = self.known.get(key)
        part = "body" if self.part == "text" else self.part
        fact = Fact(name, kind, value, line, self.path, part, statement)
        if at is not None:
            stays = not (certain and at in self.from_prose)
            self.otherwise.append(fact if stays else self.facts[at])
            if stays:
                return
        if at is None:
            at = self.known[key] = len(self.facts)
            self.facts.append(fact)
        self.facts[at] = fact
        if certain:
            self.from_prose.discard(at)
        else:
            self.from_prose.add(at)

    def value(self, name: str, kind: FactKind) -> Value:
        """What a fact says that was read in the part where the reader stands; None where there is none."""
        at = self.known.get((self.part, name, kind))
        return None if at is None else self.facts[at].value

    def example(self, body: Json, line: int, kind: str, field: str | None = None) -> None:
        """Add an example; kind as in Example."""
        if kind in ("request", "response", "value"):
            self.examples.append(Example(kind, body, line, self.path, field))  # type: ignore[arg-type]

    def page(self) -> Page:
        """What was read, frozen."""
        return Page(
            self.name,
            self.layout,
            self.title,
            self.endpoint,
            tuple(self.sections),
            tuple(self.statements),
            tuple(map(self._with_null, self.facts)),
            tuple(map(self._of_its_part, self.examples)),
            frozenset(self.quoted),
            self.description,
            otherwise=tuple(self.otherwise),
        )

    def _of_its_part(self, example: Example) -> Example:
        """An example; a body that has the fields of the answer rather than those of the request is an answer."""
        if example.kind != "request" or not isinstance(example.body, dict):
            return example
        sent, got = (
            sum((part, name, "field") in self.known for name in example.body for part in parts)
            for parts in (("body", "text"), ("response",))
        )
        return replace(example, kind="response") if got > sent else example

    def _with_null(self, fact: Fact) -> Fact:
        """A list of options with the null that the field's type admits beside them: pages print it in the type alone."""
        if fact.kind != "options" or not isinstance(fact.value, tuple) or None in fact.value:
            return fact
        at = self.known.get(("text" if fact.part == "body" else fact.part, fact.field, "type"))
        at = self.known.get((fact.part, fact.field, "type"), at)
        types = None if at is None else self.facts[at].value
        return replace(fact, value=(*fact.value, None)) if isinstance(types, tuple) and "null" in types else fact


MOST_BLANK = 8
"""Behind a backslash so many characters of space may stand, which a capture has put there."""
MOST_COMMAND = 50_000
"""The longest curl command that is read as one, in characters."""


@dataclass
class Curl:
    """A curl command: where it ends, method, server and path as it prints them, its body where that is JSON."""

    end: int
    method: str
    address: str | None
    has_body: bool
    body: Json


def curl_at(text: str, start: int) -> tuple[Curl | None, int]:
    """The curl command that begins at `start`, and how far was looked.

    It goes to the first line end outside of quotes that no backslash continues; None: a quote in it never ends.
    """
    at = start
    last = min(len(text), start + MOST_COMMAND)
    quote = ""
    quoted: list[str] = []
    begin = 0
    while at < last:
        char = text[at]
        if quote:
            if char == quote:
                quoted.append(text[begin:at])
                quote = ""
                if "\n" in quoted[-1] and text[at + 1 : at + 2].strip(" \t\n\\"):
                    at += 1
                    break  # text that a capture has glued to the command's data
            elif char == "\\" and quote == '"':
                at += 1
        elif char in "'\"":
            quote, begin = char, at + 1
        elif char in "{[" and quoted and text[at - 1] in "'\"":
            break  # the answer, glued to the command
        elif char == "\n" and text[max(start, at - MOST_BLANK) : at].rstrip()[-1:] != "\\":
            break
        at += 1
    if quote:
        return None, at
    command = text[start:at]
    words = command.split()
    method = ""
    address = None
    for index, word in enumerate(words):
        if word in ("-X", "--request") and index + 1 < len(words) and not method:
            method = words[index + 1].strip("'\"").upper()
        elif address is None and word.strip("'\"").startswith(("http://", "https://")):
            address = word.strip("'\"")
    for data in reversed(quoted):
        if data.lstrip()[:1] == "{":
            good, body = parsed(data)
            if good:
                return Curl(at, method or "POST", address, True, body), at
    return Curl(at, method or "GET", address, False, None), at


def endpoint_of(curl: Curl) -> Endpoint | None:
    """Where a curl command goes; None without an address."""
    if curl.address is None:
        return None
    scheme, _, rest = curl.address.partition("://")
    host, slash, path = rest.partition("/")
    return Endpoint(curl.method, f"{scheme}://{host}", f"{slash}{path.partition('?')[0]}" or "/")


def json_at(text: str, start: int) -> tuple[int | None, int, Json]:
    """The JSON value at `start`: where it ends (None: there is none), how far was looked, the value."""
    end, looked = json_end(text, start)
    if end is None:
        return None, looked, None
    good, value = parsed(text[start:end])
    return (end, looked, value) if good else (None, looked, None)
