"""The facts of a page as a tree of fields, and the schema that it says. `model` prints it, `drafting` judges examples by it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from reelspec.documentation.coverage.terms import binding, terms_of
from reelspec.documentation.pages.page import LIMITS, Fact, FactKind, Page, Statement, Value, limit_keywords
from reelspec.documentation.pages.prose import facts_of, option_of
from reelspec.documentation.pages.types import Written
from reelspec.language.contract.keywords import BOUNDS, BY_NAME, SIDES
from reelspec.language.contract.schema import Schema
from reelspec.language.rules.evaluate import accepts
from reelspec.language.source.node import Json
from reelspec.language.source.values import type_of


@dataclass
class Branch:
    """A field, or the items of an array. path: as facts write it; members and items: what stands inside."""

    path: str
    facts: dict[FactKind, Value] = field(default_factory=dict)
    members: dict[str, Branch] = field(default_factory=dict)
    items: Branch | None = None
    todos: list[str] = field(default_factory=list)

    def keywords(self) -> dict[str, Json]:
        """Its own keywords, without those of what stands inside; what contradicts itself is left out and noted."""
        self.todos = [one for one in self.todos if not one.startswith("the page's ")]
        types = self._types()
        found: dict[str, Json] = {}
        if types:
            found["type"] = types[0] if len(types) == 1 else list(types)
        options = self._options(types)
        if options is not None:
            found["const" if len(options) == 1 else "enum"] = options[0] if len(options) == 1 else options
        kinds = {"number" if name == "integer" else name for name in types}
        for kind in LIMITS:
            bounds = self.facts.get(kind)
            low, high = (limit_keywords(kind, side)[0] for side in SIDES)
            if not isinstance(bounds, tuple) or BY_NAME[low].type not in kinds or options is not None:
                continue
            least, most = _bounds(bounds)
            if (least is not None and most is not None and least > most) or (
                kind != "range" and not _counts(least, most)
            ):
                self.todos.append(f"the page's {kind} is none: from {least} to {most}")
                continue
            found.update({key: value for key, value in ((low, least), (high, most)) if value is not None})
        if "default" in self.facts:
            default = self.facts["default"]
            if isinstance(default, tuple):
                return found
            if _accepted(default, types, options, found):
                found["default"] = default
            else:
                self.todos.append(f"the page's default {json.dumps(default)} is no value of the field")
        return found

    def _types(self) -> tuple[str, ...]:
        said = self.facts.get("type")
        types = (said,) if isinstance(said, str) else tuple(str(one) for one in said) if isinstance(said, tuple) else ()
        if self.items is not None and "array" not in types:
            return ("array",)
        if self.members and "object" not in types:
            return ("object",)
        options = self.facts.get("options")
        if not types and isinstance(options, tuple) and options:
            kinds = {type_of(_json(one)) for one in options}
            return tuple(kinds) if len(kinds) == 1 else ()
        return types

    def _options(self, types: tuple[str, ...]) -> list[Json] | None:
        options = self.facts.get("options")
        if not isinstance(options, tuple) or not options:
            return None
        values = [_json(one) for one in options]
        if types and not all(_is_of(one, types) for one in values):
            self.todos.append("the page's values are not all of the field's type")
            return None
        return None if types == ("boolean",) else values

    def schema(self) -> dict[str, Json]:
        """The schema as JSON: its keywords and what stands inside."""
        found = self.keywords()
        if self.members:
            found["properties"] = {name: one.schema() for name, one in self.members.items()}
            required = self.required()
            if required:
                found["required"] = list[Json](required)
        if self.items is not None:
            found["items"] = self.items.schema()
        return found

    def required(self) -> list[str]:
        """The names of the members that the page marks as required."""
        return [name for name, one in self.members.items() if one.facts.get("required") is True]


def tree_of(page: Page) -> Branch:
    """The fields of request bodies as one object."""
    root = Branch("")
    for fact in page.facts:
        if fact.part == "body":
            branch = _at(root, fact.field)
            if branch is not None:
                branch.facts.setdefault(fact.kind, fact.value)
    _settle(root)
    return root


def _settle(branch: Branch) -> None:
    """Fields that were printed inside an array, before it was known to be one, are those of its items."""
    if branch.items is not None and branch.members:
        branch.items.members = {**branch.members, **branch.items.members}
        branch.members = {}
    for one in (*branch.members.values(), *([branch.items] if branch.items is not None else [])):
        _settle(one)


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


def not_understood(page: Page) -> list[Statement]:
    """The statements about requests that bind somebody and that no fact was read from."""
    understood = {one.statement for one in page.facts}
    options = {str(one) for fact in page.facts if isinstance(fact.value, tuple) for one in fact.value}
    found: dict[tuple[str | None, str], Statement] = {}
    for index, one in enumerate(page.statements):
        if (
            one.kind not in ("sentence", "item", "row", "limit", "options")
            or one.part not in ("body", "text")
            or index in understood
        ):
            continue
        if one.text.lower().startswith(("example:", "example ")):
            continue
        said = None if one.field is None else page.about(one.part, one.field)
        if said and _is_repeated(one, said):
            continue
        if one.kind in ("limit", "options") or binding(terms_of(one.text, options)):
            found.setdefault((one.field, one.text), one)
    return list(found.values())


def _is_repeated(statement: Statement, said: dict[FactKind, Fact]) -> bool:
    """Whether a statement says again what facts say: a sentence, or an item of a list of values."""
    known = said["type"].value if "type" in said else None
    types = (known,) if isinstance(known, str) else ()
    written = Written(types) if types else None
    again = list(facts_of(statement.text, written))
    if again:
        return all(kind in said and said[kind].value == value for kind, value in again)
    options = said["options"].value if "options" in said else (True, False) if types == ("boolean",) else None
    item = option_of(statement.text, written) if statement.kind == "item" else None
    if item is None or not isinstance(options, tuple) or item[0] not in options:
        return False
    return not {*binding(terms_of(statement.text))} - {"default", *map(str, options)}


def _json(value: object) -> Json:
    return value if value is None or isinstance(value, str | int | float | bool | list | dict) else str(value)


def _bounds(value: tuple[object, ...]) -> tuple[int | float | None, int | float | None]:
    numbers = [one if isinstance(one, int | float) else None for one in value]
    return (numbers[0], numbers[1]) if len(numbers) == 2 else (None, None)


def _counts(*bounds: int | float | None) -> bool:
    return all(one is None or (isinstance(one, int) and one >= 0) for one in bounds)


def _is_of(value: Json, types: Iterable[str]) -> bool:
    kind = type_of(value)
    return kind in types or (kind == "integer" and "number" in types)


def _accepted(value: Json, types: tuple[str, ...], options: list[Json] | None, found: dict[str, Json]) -> bool:
    if types and not _is_of(value, types):
        return False
    if options is not None:
        return any(type(one) is type(value) and one == value for one in options)
    limits: dict[str, Any] = {one.attribute: found[one.name] for one in BOUNDS if one.name in found}
    return not isinstance(value, list | dict) and accepts(Schema(**limits), {}, value)
