"""A rendered page whose capture has lost its structure: no blank lines, no indents, no parameter names, words glued
together. `pages` calls it after the other layouts.

What such a page still says for certain is little: which fields its request example has, and sentences of the running text
that name one of those (`size supports only 720P and 1080P`). Descriptions that have lost their name are statements only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from reelspec.documentation.pages.fallback import plain
from reelspec.documentation.pages.page import Fact, FactKind, Page, Statement, Value
from reelspec.documentation.pages.prose import facts_of
from reelspec.documentation.pages.types import Written
from reelspec.language.source.node import Json
from reelspec.language.source.values import type_of

LAYOUT = "flattened"
MOST_DEPTH = 6
MOST_NAMES = 200
"""So many names of a page are looked for in words that are glued together."""

_LOST = re.compile(r"--data(?:-raw)?\s+'\n{0,2}([ \t]{0,20})\{\n{1,2}\1\"")
_NAMED = re.compile(
    r"(?<![\w.])([A-Za-z_][\w.]{0,100})\s(is\soptional|is\srequired|supports\sonly|supports|accepts\sonly|accepts|"
    r"values\sare|must\sbe\sone\sof|defaults\sto)\b[:\s]{0,3}(.{0,500})$"
)
_WORD = re.compile(r"[A-Za-z0-9_]{2,80}")
_HERE = re.compile(r"\s(?:for|on|in)\sthis\s\w+(?:\s\w+)?")


def flattened(name: str, text: str) -> Page | None:
    """The page, None where its request example is not one that has lost its indents."""
    if _LOST.search(text) is None:
        return None
    page = plain(name, text)
    requests = [
        (example.body, example.line)
        for example in page.examples
        if example.kind == "request" and isinstance(example.body, dict)
    ]
    if not requests:
        return None
    facts: dict[tuple[str, FactKind], Fact] = {}
    for body, line in requests:
        at = next(
            (at for at, statement in enumerate(page.statements) if statement.kind == "code" and statement.line == line),
            None,
        )
        for field, kind, value in _of_example("", body, 0):
            facts.setdefault((field, kind), Fact(field, kind, value, line, (), "body", at))
    fields = {fact.field.replace("[]", ""): fact.field for fact in facts.values()}
    vocabulary = _vocabulary(text)
    for at, statement in enumerate(page.statements):
        if statement.kind == "sentence":
            for field, kind, value in _said(statement, fields, vocabulary, facts):
                facts.setdefault((field, kind), Fact(field, kind, value, statement.line, (), "body", at))
    return replace(page, layout=LAYOUT, facts=tuple(facts.values()))


def _of_example(field: str, value: Json, depth: int) -> Iterator[tuple[str, FactKind, Value]]:
    """The fields that an example shows, with the types that it leaves no doubt about: 8 may be a number of any kind."""
    if depth > MOST_DEPTH:
        return
    if field:
        if not field.endswith("[]"):
            yield field, "field", None
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            yield field, "type", type_of(value)
    if isinstance(value, dict):
        for key, member in value.items():
            yield from _of_example(f"{field}.{key}" if field else key, member, depth + 1)
    elif isinstance(value, list):
        for item in value[:20]:
            yield from _of_example(f"{field}[]", item, depth + 1)


def _said(
    statement: Statement, fields: dict[str, str], vocabulary: frozenset[str], facts: dict[tuple[str, FactKind], Fact]
) -> Iterator[tuple[str, FactKind, Value]]:
    """What a sentence says of a field that it names."""
    if len(statement.text) > 2000:
        return
    text = _HERE.sub("", _WORD.sub(lambda match: _apart(match[0], vocabulary), statement.text))
    for match in _NAMED.finditer(text):
        field = fields.get(match[1])
        if field is None:
            continue
        verb, rest = match[2].replace("\n", " "), match[3].strip()
        if verb in ("is optional", "is required"):
            if not rest.strip("."):
                yield field, "required", verb == "is required"
            continue
        known = facts.get((field, "type"))
        written = Written((known.value,)) if known is not None and isinstance(known.value, str) else None
        sentence = (
            f"Default: {rest}" if verb == "defaults to" else rest if "integer string" in rest else f"Options: {rest}"
        )
        for kind, value in facts_of(sentence, written):
            if kind in ("options", "default"):
                yield field, kind, value


def words_apart(page: Page) -> Callable[[str], str]:
    """What parts the words that a page of this layout has glued together; texts of others stay as they are."""
    if page.layout != LAYOUT:
        return str
    names = {fact.field.replace("[]", "").rpartition(".")[2] for fact in page.facts}
    vocabulary = _vocabulary("\n".join(statement.text for statement in page.statements)) | page.quoted | names
    beginnings = tuple(word for word in sorted(vocabulary) if "_" in word)[:MOST_NAMES]
    return lambda text: _WORD.sub(lambda word: _parts(word[0], vocabulary, beginnings), text)


def _parts(word: str, vocabulary: frozenset[str], names: tuple[str, ...]) -> str:
    """The word with spaces between the words of the page that it is made of, of which one is a name."""
    parts: list[str] = []
    while "_" in word:
        for at in range(len(word) - 1, 2, -1):
            behind = word[at:]
            if word[:at] in vocabulary and (behind in vocabulary or behind[0].isupper() or behind.startswith(names)):
                break
        else:
            break
        parts.append(word[:at])
        word = behind
    return " ".join([*parts, word])


def _vocabulary(text: str) -> frozenset[str]:
    """Words of the page that are no two of its words glued together."""
    known: set[str] = set()
    for word in sorted(dict.fromkeys(_WORD.findall(text)), key=len):
        if not any(word[:at] in known and word[at:] in known for at in range(3, len(word) - 2)) or "_" not in word:
            known.add(word)
    return frozenset(known)


def _apart(word: str, vocabulary: frozenset[str]) -> str:
    """Two words of the page, where this is both of them glued together."""
    if word in vocabulary or "_" not in word:
        return word
    for at in range(len(word) - 3, 2, -1):
        if word[:at] in vocabulary and word[at:] in vocabulary:
            return f"{word[:at]} {word[at:]}"
    return word
