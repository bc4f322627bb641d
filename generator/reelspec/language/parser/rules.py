"""`x-rules` and the conditions in them, from nodes to frozen rules; passed to the schema reader, which calls it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import get_args

from reelspec.language.contract.keywords import BY_NAME, KNOWN, hint
from reelspec.language.contract.schema import (
    TRUE,
    All,
    Any,
    Condition,
    Constant,
    Contains,
    Matches,
    Not,
    Present,
    Rule,
    Schema,
    Severity,
    Source,
    Within,
    conjunction,
    fields_read,
)
from reelspec.language.contract.scope import file_name
from reelspec.language.parser.keywords import read_count
from reelspec.language.parser.schemas import SchemaReader
from reelspec.language.rules.equality import equal
from reelspec.language.rules.operators import OPERATORS
from reelspec.language.rules.words import value_words
from reelspec.language.source.node import Node

# A letter somewhere tells it from the index of a rule.
_ID = re.compile(r"(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*")
_OF_TESTS = ("present", "not", "contains", "properties", "fact", "minContains", "maxContains", "all", "any")
"""Members of tests that are not read as keywords of a schema."""
_MEMBERS = ("id", "when", "severity", "source", "against", "message")

# What a violation can name besides rules: an id must not be mistaken for one of these.
_KEYWORDS = frozenset(KNOWN) - {
    "title",
    "description",
    "default",
    "examples",
    "example",
    "deprecated",
    "definitions",
} | {
    "nesting",
    "discriminator",
}


def read_rules(schemas: SchemaReader, node: Node, source: Source | None) -> tuple[Rule, ...]:
    """The rules at `node`, the value of `x-rules`; entries that are `{$ref: file}` stand for the list they lead to."""
    return tuple(_RuleReader(schemas, source).rules(node))


def read_condition(schemas: SchemaReader, node: Node) -> Condition:
    """A condition that stands outside of rules (`when` of `x-variant` and `x-default`)."""
    return _RuleReader(schemas, None).condition(node)


@dataclass
class _RuleReader:
    """Reads the rules of one object; the `Reader` that operators read themselves with."""

    schemas: SchemaReader
    source: Source | None

    def problem(self, node: Node, message: str, name: str = "rule", *, key: bool = False) -> None:
        self.schemas.problem(node, message, name, key=key)

    def rules(self, node: Node, following: tuple[str, ...] = ()) -> Iterable[Rule]:
        if node.kind != "array":
            self.problem(node, "rules are a list of mappings, each with an id and one operator")
            return
        for entry in node.elements():
            reference = entry.get("$ref")
            if reference is None:
                rule = self.rule(entry)
                if rule is not None:
                    yield rule
                continue
            for key, member in entry.items():
                if key != "$ref":
                    self.problem(member, f"beside $ref an entry of rules holds nothing else, not {key}", key=True)
            target = self.schemas.follow(reference)
            if target is None:
                continue
            step = f"{target[0][0]}#{target[0][1]}"
            if step in following:
                self.problem(reference, "the list refers back to itself", "cyclic-reference")
                continue
            yield from self.rules(target[1], (*following, step))

    def rule(self, node: Node) -> Rule | None:
        if node.kind != "object":
            self.problem(node, "a rule is a mapping with an id and one operator")
            return None
        names = [key for key, _ in node.items() if key in OPERATORS]
        for key, member in node.items():
            if key not in OPERATORS and key not in _MEMBERS:
                meant = hint(key, (*OPERATORS, *_MEMBERS), f"; operators are {', '.join(OPERATORS)}")
                self.problem(member, f"{key} is no operator and no member of a rule{meant}", key=True)
        identity = self.identity(node)
        if not names and not any(key not in _MEMBERS for key, _ in node.items()):
            self.problem(
                node, f"a rule needs exactly one operator, this one has none; operators are {', '.join(OPERATORS)}"
            )
        for name in names[1:]:
            self.problem(
                self.member(node, name),
                f"a rule has exactly one operator, and {names[0]} stands here already: write a second rule",
                key=True,
            )
        operators = [OPERATORS[name].read(self.member(node, name), self) for name in names]
        guard = node.get("when")
        when = None if guard is None else self.condition(guard)
        severity = self.severity(node)
        message = self.text(node.get("message"))
        source = self.schemas.source(node.get("source"), self.source)
        against_node = node.get("against")
        against = None if against_node is None else self.schemas.source(against_node, self.source)
        if identity is None or len(operators) != 1 or operators[0] is None:
            return None
        operator = operators[0]
        reads = tuple(dict.fromkeys((*(() if when is None else fields_read(when)), *operator.reads())))
        return Rule(identity, when, operator, severity, reads, source, against, message, node)

    def identity(self, node: Node) -> str | None:
        """The id of a rule; None (and a problem) when it has none that can be used."""
        written = node.get("id")
        if written is None:
            self.problem(node, "a rule needs an id in kebab-case, such as size-by-model", "rule-id")
            return None
        if not isinstance(written.value, str) or not _ID.fullmatch(written.value):
            self.problem(written, f"{written.value} is no id in kebab-case, such as size-by-model", "rule-id")
            return None
        if written.value in _KEYWORDS:
            self.problem(written, f"{written.value} is the name of a keyword, and violations name both", "rule-id")
            return None
        return written.value

    def member(self, node: Node, name: str) -> Node:
        value = node.get(name)
        assert value is not None
        return value

    def severity(self, node: Node) -> Severity:
        given, against = node.get("severity"), node.get("against")
        if given is None:
            return "error" if against is None else "contested"
        if given.value not in get_args(Severity):
            self.problem(given, f"there is no severity {given.value}; there are {', '.join(get_args(Severity))}")
            return "error"
        if given.value == "contested" and against is None:
            self.problem(given, "a contested rule names the place that says otherwise: write against: <section>")
        elif given.value != "contested" and against is not None:
            self.problem(given, f"a rule with `against` is contested, not {given.value}: leave severity out")
        found: Severity = given.value  # type: ignore[assignment]
        return found

    def text(self, node: Node | None) -> str | None:
        if node is None:
            return None
        if node.kind != "string" or not str(node.value).strip():
            self.problem(node, "a message is a text that says something")
            return None
        return str(node.value)

    # Conditions

    def condition(self, node: Node) -> Condition:
        if node.kind != "object" or not node.value:
            self.problem(node, "a condition maps fields to tests, or is all, any or not of conditions", "condition")
            return TRUE
        parts: list[Condition] = []
        for key, value in node.items():
            if key in ("all", "any"):
                inner = [self.condition(item) for item in value.elements()]
                if not inner:
                    self.problem(value, f"{key} is a list of at least one condition", "condition")
                else:
                    parts.append(All(tuple(inner)) if key == "all" else Any(tuple(inner)))
            elif key == "not":
                parts.append(Not(self.condition(value)))
            else:
                parts.append(self.test(key, value))
        return conjunction(tuple(parts))

    def test(self, field: str, node: Node, at: Node | None = None) -> Condition:
        """The test of `field` at `node`; `at`, the value beside the field's name, differs from it inside of `not`."""
        at = at or node
        if node.kind == "array":
            if not node.value:
                self.problem(node, "a list of values needs at least one", "condition")
                return TRUE
            values = tuple(item.value for item in node.elements())
            for index, item in enumerate(node.elements()):
                if any(equal(item.value, other) for other in values[:index]):
                    self.problem(item, f"{value_words(item.value)} is listed twice", "duplicate-value")
            return Matches(field, Schema(node=node, enum=values), at)
        if node.kind != "object":
            return Matches(field, Schema(node=node, const=Constant(node.value)), at)
        if not node.value:
            self.problem(
                node, f"the test of {field} is empty: write a value, a list of values or keywords", "condition"
            )
            return TRUE
        parts = [part for key, value in node.items() if (part := self._part(field, key, value, at)) is not None]
        keywords = [key for key, _ in node.items() if key not in _OF_TESTS]
        schema = self._keywords(node, keywords) if keywords else None
        if schema is not None:
            parts.append(Matches(field, schema, at))
        return conjunction(tuple(parts))

    def _part(self, field: str, key: str, value: Node, at: Node) -> Condition | None:
        """What a member of a test asks that is no keyword of JSON Schema; None where it is one, or has no place here."""
        match key:
            case "present":
                if value.kind != "boolean":
                    self.problem(value, "present is true or false", "condition")
                return Present(field, at) if value.value is not False else Not(Present(field, at))
            case "not":
                return Not(self.test(field, value, at))
            case "contains":
                return Contains(field, self.condition(value), at)
            case "properties":
                return Within(field, self.condition(value), at)
            case "fact":
                return Within(file_name(field), self.condition(value), at)
            case "minContains" | "maxContains":
                message = f"{key} has no place in a condition: counting belongs to the operator limit"
                self.problem(value, message, "condition", key=True)
            case "all" | "any":
                around = f"{key}: [{{{field}: …}}, …]"
                message = f"{key} stands around conditions, not inside the test of {field}: write {around}"
                self.problem(value, message, "condition", key=True)
        return None

    def _keywords(self, node: Node, keywords: list[str]) -> Schema | None:
        """The schema that some members of a test make, with the type that they imply."""
        members = {key: node.value[key] for key in keywords if isinstance(node.value, dict)}
        before = len(self.schemas.problems)
        schema = self.schemas.read(_SomeMembers(node.document, node.pointer, members))
        if len(self.schemas.problems) > before:
            return None
        # A test written as keywords speaks of values of the type that the keywords are for.
        implied = {keyword.type for keyword in map(BY_NAME.get, keywords) if keyword and keyword.type}
        if schema.types is None and len(implied) > 1:
            self.problem(node, f"the keywords are for different types: {', '.join(sorted(implied))}", "condition")
            return None
        if schema.types is None and implied:
            return replace(schema, types=(implied.pop(),))
        return schema

    # What operators ask for besides conditions

    def schema(self, node: Node) -> Schema:
        return self.schemas.read(node)

    def name(self, node: Node) -> str:
        if node.kind != "string":
            self.problem(node, "a field's name is a text")
        return str(node.value)

    def names(self, node: Node, least: int = 1) -> tuple[str, ...]:
        names_given = [item for item in node.elements() if item.kind == "string"]
        if node.kind != "array" or len(names_given) < len(list(node.elements())) or len(names_given) < least:
            shown = "[a, b]" if least > 1 else "[a]"
            several = "s" if least > 1 else ""
            self.problem(node, f"here must stand a list of at least {least} field name{several}, such as {shown}")
            return ()
        names: list[str] = []
        for item in names_given:
            if item.value in names:
                self.problem(item, f"{item.value} is named twice")
            names.append(str(item.value))
        return tuple(names)

    def count(self, node: Node | None) -> int | None:
        if node is None:
            return None
        member = next(step for step in reversed(node.pointer) if isinstance(step, str))
        return read_count(self.schemas, member, node)

    def members(self, node: Node, required: Collection[str], optional: Collection[str] = ()) -> dict[str, Node]:
        allowed = (*required, *optional)
        if node.kind != "object":
            self.problem(node, f"{node.pointer[-1]} is a mapping with {', '.join(allowed)}")
            return {}
        members = {}
        for key, value in node.items():
            if key in allowed:
                members[key] = value
            else:
                meant = hint(key, allowed, f"; it has {', '.join(allowed)}")
                self.problem(value, f"{node.pointer[-1]} has no member {key}{meant}", key=True)
        for name in required:
            if name not in members:
                self.problem(node, f"{node.pointer[-1]} lacks {name}")
        return members


class _SomeMembers(Node):
    """Some members of a mapping, as a node of their own at the same place."""

    __slots__ = ()
