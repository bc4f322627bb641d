"""The facts of a page as a tree of fields, and the schema that it says. `drafting` calls it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from reelspec.documentation.comparison.facts import plain, status_of
from reelspec.documentation.coverage.terms import binding, terms_of
from reelspec.documentation.pages.keywords import says_pattern
from reelspec.documentation.pages.page import (
    KEYWORDS,
    LIMITS,
    Fact,
    FactKind,
    Page,
    Part,
    Statement,
    Value,
    limit_keywords,
)
from reelspec.documentation.pages.prose import facts_of, option_of
from reelspec.documentation.pages.types import Written
from reelspec.documentation.scaffold.drafted import Drafted
from reelspec.language.contract.keywords import BOUNDS, BY_NAME, SIDES
from reelspec.language.contract.schema import Schema
from reelspec.language.rules.evaluate import accepts
from reelspec.language.source.node import Json
from reelspec.language.source.values import type_of
from reelspec.language.source.written import flow


@dataclass
class Branch:
    """A field, or the items of an array. path: as facts write it; members and items: what stands inside."""

    path: str
    facts: dict[FactKind, Fact] = field(default_factory=dict)
    members: dict[str, Branch] = field(default_factory=dict)
    items: Branch | None = None

    def drafted(self) -> Drafted:
        """The schema that the page's facts say."""
        made = Drafted(self.path, self.facts["field"].line if "field" in self.facts else None)
        self._own(made)
        if self.items is not None:
            made.single["items"] = self.items.drafted()
        if self.members:
            made.named["properties"] = {name: member.drafted() for name, member in self.members.items()}
            required: list[Json] = [name for name, member in self.members.items() if member.value("required") is True]
            if required:
                made.keywords["required"] = required
        return made

    def value(self, kind: FactKind) -> Value:
        """What a fact says; None where there is none."""
        return self.facts[kind].value if kind in self.facts else None

    def _own(self, made: Drafted) -> None:
        """Its own keywords; what contradicts itself, or fits no value of its type, is a TODO."""
        types = self._types()
        keywords = made.keywords
        if types:
            keywords["type"] = types[0] if len(types) == 1 else list(types)
        options = self._options(made, types)
        if options is not None:
            keywords["const" if len(options) == 1 else "enum"] = options[0] if len(options) == 1 else options
        kinds = {"number" if name == "integer" else name for name in types}
        for kind in LIMITS:
            self._limit(made, kind, kinds, options)
        for key in KEYWORDS:
            self._keyword(made, key, kinds, options)
        if "default" in self.facts:
            default = self.facts["default"]
            value = default.value
            if isinstance(value, tuple) or not _accepted(value, types, options, keywords):
                made.todo(f"the page's default {json.dumps(plain(value))} is no value of the field", default.line)
            else:
                keywords["default"] = value

    def _limit(self, made: Drafted, kind: FactKind, kinds: set[str], options: list[Json] | None) -> None:
        fact = self.facts.get(kind)
        if fact is None or not isinstance(fact.value, tuple) or options is not None:
            return
        low, high = (limit_keywords(kind, side)[0] for side in SIDES)
        least, most = _bounds(fact.value)
        if BY_NAME[low].type not in kinds:
            made.todo(f"the page's {kind}, from {least} to {most}, fits no value of the field", fact.line)
        elif (least is not None and most is not None and least > most) or (
            kind != "range" and not _counts(least, most)
        ):
            made.todo(f"the page's {kind} is none: from {least} to {most}", fact.line)
        else:
            made.keywords.update({key: value for key, value in ((low, least), (high, most)) if value is not None})

    def _keyword(self, made: Drafted, key: FactKind, kinds: set[str], options: list[Json] | None) -> None:
        """A fact that is a keyword of its own."""
        fact = self.facts.get(key)
        if fact is None or (options is not None and key != "deprecated"):
            return
        judged = BY_NAME[key].type if key in BY_NAME else None
        if isinstance(fact.value, tuple) or (judged is not None and judged not in kinds):
            made.todo(f"{key}: {flow(plain(fact.value))}", fact.line)
        else:
            made.keywords[key] = fact.value

    def _types(self) -> tuple[str, ...]:
        stated = self.value("type")
        types = (
            (stated,)
            if isinstance(stated, str)
            else tuple(str(name) for name in stated)
            if isinstance(stated, tuple)
            else ()
        )
        if self.items is not None and "array" not in types:
            return ("array",)
        if self.members and "object" not in types:
            return ("object",)
        options = self.value("options")
        if not types and isinstance(options, tuple) and options:
            kinds = {type_of(plain(option)) for option in options}
            return tuple(kinds) if len(kinds) == 1 else ()
        return types

    def _options(self, made: Drafted, types: tuple[str, ...]) -> list[Json] | None:
        fact = self.facts.get("options")
        if fact is None or not isinstance(fact.value, tuple) or not fact.value:
            return None
        values = [plain(value) for value in fact.value]
        if types and not all(_is_of(value, types) for value in values):
            made.todo("the page's values are not all of the field's type", fact.line)
            return None
        return (
            None
            if types == ("boolean",) and {True, False} <= {value for value in values if isinstance(value, bool)}
            else values
        )


_KINDS = ("sentence", "item", "row", "limit", "options")


def tree_of(page: Page, part: Part = "body") -> Branch:
    """The fields of request bodies, or of another part, as one object."""
    root = Branch("")
    for fact in page.facts:
        if fact.part == part and fact.field:
            branch = _at(root, fact.field)
            if branch is not None:
                branch.facts.setdefault(fact.kind, fact)
    _settle(root)
    return root


def _settle(branch: Branch) -> None:
    """Fields that were printed inside an array, before it was known to be one, are those of its items."""
    if branch.items is not None and branch.members:
        branch.items.members = {**branch.members, **branch.items.members}
        branch.members = {}
    for member in (*branch.members.values(), *([branch.items] if branch.items is not None else [])):
        _settle(member)


def _at(root: Branch, path: str) -> Branch | None:
    branch = root
    for step in path.split("."):
        name = step
        while name.endswith("[]"):
            name = name[:-2]
        if not name:
            return None
        before = f"{branch.path}." if branch.path else ""
        branch = branch.members.setdefault(name, Branch(f"{before}{name}"))
        for _ in range((len(step) - len(name)) // 2):
            if branch.items is None:
                branch.items = Branch(f"{branch.path}[]")
            branch = branch.items
    return branch


def not_understood(page: Page) -> dict[int, Statement]:
    """The statements about requests that bind somebody and that no fact was read from, by their index."""
    understood = {fact.statement for fact in page.facts}
    # What a description's schemas say is carried from the schemas themselves; their words are not.
    kinds = ("sentence", "item", "row") if page.description is not None else _KINDS
    options = {str(option) for fact in page.facts if isinstance(fact.value, tuple) for option in fact.value}
    unread: dict[int, Statement] = {}
    seen: set[tuple[str | None, str]] = set()
    for index, statement in enumerate(page.statements):
        if statement.kind not in kinds or statement.part not in ("body", "text") or index in understood:
            continue
        if status_of(statement) is not None:
            continue
        if statement.text.lower().startswith(("example:", "example ")):
            continue
        facts = None if statement.field is None else page.about(statement.part, statement.field)
        if facts and _is_repeated(statement, facts):
            continue
        if (
            statement.kind in ("limit", "options")
            or says_pattern(statement.text)
            or binding(terms_of(statement.text, options))
        ):
            if (statement.field, statement.text) not in seen:
                unread[index] = statement
            seen.add((statement.field, statement.text))
    return unread


def _is_repeated(statement: Statement, facts: dict[FactKind, Fact]) -> bool:
    """Whether a statement says again what facts say: a sentence, or an item of a list of values."""
    known = facts["type"].value if "type" in facts else None
    types = (known,) if isinstance(known, str) else ()
    written = Written(types) if types else None
    again = list(facts_of(statement.text, written))
    if again:
        return all(kind in facts and facts[kind].value == value for kind, value in again)
    options = facts["options"].value if "options" in facts else (True, False) if types == ("boolean",) else None
    item = option_of(statement.text, written) if statement.kind == "item" else None
    if item is None or not isinstance(options, tuple) or item[0] not in options:
        return False
    return not {*binding(terms_of(statement.text))} - {"default", *map(str, options)}


def _bounds(value: tuple[object, ...]) -> tuple[int | float | None, int | float | None]:
    numbers = [bound if isinstance(bound, int | float) else None for bound in value]
    return (numbers[0], numbers[1]) if len(numbers) == 2 else (None, None)


def _counts(*bounds: int | float | None) -> bool:
    return all(value is None or (isinstance(value, int) and value >= 0) for value in bounds)


def _is_of(value: Json, types: Iterable[str]) -> bool:
    kind = type_of(value)
    return kind in types or (kind == "integer" and "number" in types)


def _accepted(value: Json, types: tuple[str, ...], options: list[Json] | None, keywords: dict[str, Json]) -> bool:
    if types and not _is_of(value, types):
        return False
    if options is not None:
        return any(type(option) is type(value) and option == value for option in options)
    limits: dict[str, Any] = {bound.attribute: keywords[bound.name] for bound in BOUNDS if bound.name in keywords}
    return not isinstance(value, list | dict) and accepts(Schema(**limits), {}, value)
