"""`x-rules` and the conditions in them, from nodes to frozen rules; passed to the schema reader, which calls it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from reelspec.contract.condition import (
    TRUE,
    All,
    Any,
    Condition,
    Contains,
    Matches,
    Not,
    Present,
    Within,
    conjunction,
    fields_read,
)
from reelspec.contract.rule import Rule, Severity
from reelspec.contract.schema import Constant, Schema, Source
from reelspec.reading.schemas import SchemaReader, similar
from reelspec.rules import OPERATORS
from reelspec.rules.operator import Operator
from reelspec.source.node import Node

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_MEMBERS = ("id", "when", "severity", "source", "against", "message")

# A test written as keywords speaks of values of the type that the keywords are for.
_IMPLIED = {
    "minimum": "number",
    "maximum": "number",
    "exclusiveMinimum": "number",
    "exclusiveMaximum": "number",
    "multipleOf": "number",
    "minLength": "string",
    "maxLength": "string",
    "pattern": "string",
    "items": "array",
    "prefixItems": "array",
    "minItems": "array",
    "maxItems": "array",
    "uniqueItems": "array",
    "required": "object",
    "additionalProperties": "object",
    "patternProperties": "object",
    "propertyNames": "object",
    "minProperties": "object",
    "maxProperties": "object",
    "dependentRequired": "object",
}


def read_rules(schemas: SchemaReader, node: Node, source: Source | None) -> tuple[Rule, ...]:
    """The rules at `node`, the value of `x-rules`; entries that are `{$ref: file}` stand for the list they lead to."""
    return tuple(_Reader(schemas, source).rules(node))


def read_condition(schemas: SchemaReader, node: Node) -> Condition:
    """A condition that stands outside of rules (`when` of `x-variant`)."""
    return _Reader(schemas, None).condition(node)


@dataclass
class _Reader:
    """Reads the rules of one object; the `Reader` that operators read themselves with."""

    schemas: SchemaReader
    source: Source | None

    def problem(self, node: Node, message: str, name: str = "rule", *, key: bool = False) -> None:
        self.schemas.problem(node, message, name, key=key)

    def rules(self, node: Node, following: tuple[str, ...] = ()) -> Iterable[Rule]:
        if node.kind != "array":
            self.problem(node, "rules are a list")
            return
        for entry in node.elements():
            reference = entry.get("$ref")
            if reference is None:
                rule = self.rule(entry)
                if rule is not None:
                    yield rule
                continue
            if len(list(entry.items())) > 1:
                self.problem(entry, "beside $ref an entry of rules holds nothing else")
            found = self.schemas.follow(reference)
            if found is None:
                continue
            step = f"{found[0][0]}#{found[0][1]}"
            if step in following:
                self.problem(reference, "the list refers back to itself", "cyclic-reference")
                continue
            yield from self.rules(found[1], (*following, step))

    def rule(self, node: Node) -> Rule | None:
        if node.kind != "object":
            self.problem(node, "a rule is a mapping with an id and one operator")
            return None
        names = [key for key, _ in node.items() if key in OPERATORS]
        for key, member in node.items():
            if key not in OPERATORS and key not in _MEMBERS:
                meant = similar(key, (*OPERATORS, *_MEMBERS))
                hint = f"; did you mean {meant}?" if meant else f"; operators are {', '.join(OPERATORS)}"
                self.problem(member, f"{key} is no operator and no member of a rule{hint}", key=True)
        identity = node.get("id")
        if identity is None or not isinstance(identity.value, str) or not _ID.fullmatch(identity.value):
            self.problem(identity or node, "a rule needs an id in kebab-case, such as size-by-model")
            return None
        if len(names) != 1:
            said = "none" if not names else " and ".join(names)
            self.problem(node, f"rule {identity.value} needs exactly one operator, it has {said}")
            return None
        given = node.get(names[0])
        assert given is not None
        operator = OPERATORS[names[0]].read(given, self)
        guard = node.get("when")
        when = None if guard is None else self.condition(guard)
        severity = self.severity(node)
        message = self.text(node.get("message"))
        source = self.schemas.source(node.get("source"), self.source)
        against_node = node.get("against")
        against = None if against_node is None else self.schemas.source(against_node, self.source)
        if operator is None:
            return None
        reads = tuple(dict.fromkeys((*(() if when is None else fields_read(when)), *operator.reads())))
        return Rule(identity.value, when, operator, severity, reads, source, against, message, node)

    def severity(self, node: Node) -> Severity:
        given, against = node.get("severity"), node.get("against")
        if given is None:
            return "error" if against is None else "contested"
        if given.value not in get_args(Severity):
            self.problem(given, f"no severity {given.value}; there are {', '.join(get_args(Severity))}")
            return "error"
        if (given.value == "contested") != (against is not None):
            self.problem(given, "a rule is contested exactly when `against` names the place that says otherwise")
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
                inner = [self.condition(one) for one in value.elements()]
                if not inner:
                    self.problem(value, f"{key} is a list of conditions", "condition")
                else:
                    parts.append(All(tuple(inner)) if key == "all" else Any(tuple(inner)))
            elif key == "not":
                parts.append(Not(self.condition(value)))
            else:
                parts.append(self.test(key, value))
        return conjunction(tuple(parts))

    def test(self, field: str, node: Node) -> Condition:
        if node.kind == "array":
            if not node.value:
                self.problem(node, "a list of values needs at least one", "condition")
                return TRUE
            return Matches(field, Schema(node=node, enum=tuple(one.value for one in node.elements())))
        if node.kind != "object":
            return Matches(field, Schema(node=node, const=Constant(node.value)))
        if not node.value:
            self.problem(node, "a test must say something", "condition")
            return TRUE
        parts: list[Condition] = []
        keywords: list[str] = []
        for key, value in node.items():
            if key == "present":
                if value.kind != "boolean":
                    self.problem(value, "present is true or false", "condition")
                parts.append(Present(field) if value.value is True else Not(Present(field)))
            elif key == "not":
                parts.append(Not(self.test(field, value)))
            elif key == "contains":
                parts.append(Contains(field, self.condition(value)))
            elif key == "properties":
                parts.append(Within(field, self.condition(value)))
            elif key in ("minContains", "maxContains"):
                self.problem(
                    value,
                    f"{key} has no place in a condition: counting belongs to the operator limit",
                    "condition",
                    key=True,
                )
            elif key in ("all", "any"):
                self.problem(
                    value, f"{key} stands around conditions, not inside a test of {field}", "condition", key=True
                )
            else:
                keywords.append(key)
        if keywords:
            schema = self._keywords(node, keywords)
            if schema is not None:
                parts.append(Matches(field, schema))
        return conjunction(tuple(parts))

    def _keywords(self, node: Node, keywords: list[str]) -> Schema | None:
        """The schema that some members of a test make, with the type that they imply."""
        found = {key: node.value[key] for key in keywords if isinstance(node.value, dict)}
        before = len(self.schemas.problems)
        schema = self.schemas.read(_Part(node.document, node.pointer, found))
        if len(self.schemas.problems) > before:
            return None
        implied = {_IMPLIED[key] for key in keywords if key in _IMPLIED}
        if schema.types is None and len(implied) > 1:
            self.problem(node, f"the keywords are for different types: {', '.join(sorted(implied))}", "condition")
            return None
        if schema.types is None and implied:
            from dataclasses import replace

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
        found = [one for one in node.elements() if one.kind == "string"]
        if node.kind != "array" or len(found) < len(list(node.elements())) or len(found) < least:
            self.problem(node, f"a list of at least {least} field name{'s' if least > 1 else ''} is needed")
            return ()
        names = tuple(str(one.value) for one in found)
        if len(set(names)) < len(names):
            self.problem(node, "a field is named twice")
        return names

    def count(self, node: Node | None) -> int | None:
        return None if node is None else self.schemas.count(str(node.pointer[-1]), node)

    def members(self, node: Node, required: Iterable[str], optional: Iterable[str] = ()) -> dict[str, Node]:
        wanted, allowed = tuple(required), (*required, *optional)
        if node.kind != "object":
            self.problem(node, f"this operator's value is a mapping with {', '.join(allowed)}")
            return {}
        found = {}
        for key, value in node.items():
            if key in allowed:
                found[key] = value
            else:
                self.problem(value, f"{key} is none of {', '.join(allowed)}", key=True)
        for name in wanted:
            if name not in found:
                self.problem(node, f"{name} is missing")
        return found


class _Part(Node):
    """Some members of a mapping, as a node of their own at the same place."""

    __slots__ = ()


__all__ = ["Operator", "read_condition", "read_rules"]
