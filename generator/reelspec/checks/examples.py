"""Check: examples are accepted, invalid examples are refused for what they name; by our validator and by jsonschema alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from reelspec.language.contract.keywords import KEYWORDS, KNOWN, similar
from reelspec.language.contract.model import Example, Model, Provider
from reelspec.language.contract.schema import subschemas
from reelspec.language.source.node import Json, Node
from reelspec.language.source.place import Problem
from reelspec.language.source.pointer import tokens

_EXTENSIONS = {keyword.name for keyword in KEYWORDS if keyword.extension}


def check_examples(model: Model, alone: Provider) -> Iterable[Problem]:
    """Examples of a model that do not show what they are meant to show. alone: its provider, with this model only."""
    if not model.examples:
        return
    from jsonschema import Draft202012Validator

    from reelspec.cases.judge import judge_of, validator_of
    from reelspec.codegen.json_schema import model_schema

    walk = judge_of(model)
    schema = model_schema(model)
    judge = Draft202012Validator(schema)
    ids = _ids(model)
    for example in model.examples:
        node = example.node
        if node is None:
            continue
        violations = plain = tuple(violation for violation in walk(example.body) if violation.severity == "error")
        if example.facts is not None:
            try:
                violations = validator_of(model, alone).errors(example.body, facts=example.facts)
            except ValueError as wrong:
                yield (node.get("facts") or node).problem(f"{wrong}", "example-facts")
                continue
        if example.rule is None:
            yield from _valid(node, violations)
        else:
            yield from _invalid(example, example.rule, node, violations, ids)
        carried = {violation.rule for violation in plain} - _not_carried(schema) - _EXTENSIONS
        if judge.is_valid(example.body) == bool(carried) and (carried or not plain):
            yield node.problem(
                "the emitted JSON Schema judges the example differently: a fault of reelspec", "example-disagreement"
            )


def _valid(node: Node, violations: Iterable[Any]) -> Iterable[Problem]:
    """Each fault of an example, at the value that has it."""
    for violation in violations:
        at = _at(node, violation.path)
        message = f"the example is refused: {violation.message} [{violation.rule}]"
        yield at.problem(message, "example-refused", key=violation.rule == "additionalProperties")


def _invalid(
    example: Example, rule: str, node: Node, violations: tuple[Any, ...], ids: frozenset[str]
) -> Iterable[Problem]:
    named, body = node.get("rule") or node, node.get("body") or node
    if rule not in ids and rule not in KNOWN:
        meant = similar(rule, (*ids, *KNOWN))
        hint = f"; did you mean {meant}?" if meant else ""
        yield named.problem(f"{rule} is no rule of this model and no keyword{hint}", "example-rule")
        return
    if not violations:
        yield body.problem(f"the invalid example is accepted, though it should break {rule}", "example-accepted")
        return
    path = node.get("path")
    if path is not None and (not isinstance(path.value, str) or (path.value and not path.value.startswith("/"))):
        yield path.problem("path is a JSON Pointer into the body, such as /media/0/url", "example-path")
        return
    shown = "; ".join(
        f"{violation.path or 'the body'}: {violation.message} [{violation.rule}]" for violation in violations
    )
    others = [violation for violation in violations if violation.rule != rule]
    if len(others) == len(violations):
        yield named.problem(f"the invalid example does not break {rule}, but {shown}", "example-other-rule")
    elif others:
        yield named.problem(f"the invalid example should break {rule} alone, but {shown}", "example-other-rule")
    elif all(violation.path != example.path for violation in violations) and example.path is not None:
        yield (path or named).problem(
            f"the invalid example breaks {rule} at {' and '.join(violation.path or 'the body' for violation in violations)}, "
            f"not at {example.path or 'the body'}",
            "example-other-path",
        )
    elif len(violations) > 1:
        yield named.problem(f"the invalid example should break {rule} once, but {shown}", "example-other-rule")


def _at(node: Node, path: str) -> Node:
    """The value at a JSON Pointer in the example; what is nearest around it when it is absent."""
    for step in tokens(path):
        inner = node.get(int(step) if node.kind == "array" and step.isdecimal() else step)
        if inner is None:
            return node
        node = inner
    return node


def _ids(model: Model) -> frozenset[str]:
    """The ids of all rules of a model as its author wrote them; those that never break for this model included."""
    ids: set[str] = set()
    stack = [model.schema, *model.definitions.values()]
    while stack:
        schema = stack.pop()
        ids.update(rule.id for rule in schema.rules)
        stack += [inner for _, inner in subschemas(schema)]
    files = {form.schema.node for form in model.forms if form.schema.node is not None}
    for node in files:
        ids.update(str(rule.value) for entry in _entries(node) if (rule := entry.get("id")) is not None)
    return frozenset(ids)


def _entries(node: Node) -> Iterable[Node]:
    rules = node.get("x-rules")
    return () if rules is None else rules.elements()


def _not_carried(schema: dict[str, Json]) -> set[str]:
    rules = schema.get("x-rules")
    left = rules.get("notCarried") if isinstance(rules, dict) else None
    return {str(rule["id"]) for rule in left if isinstance(rule, dict)} if isinstance(left, list) else set()
