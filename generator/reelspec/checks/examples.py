"""Check: examples are accepted, invalid examples are refused for what they name; by our validator and by jsonschema alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from reelspec.language.contract.keywords import KEYWORDS, KNOWN, similar
from reelspec.language.contract.model import Contract, Example, Model, Provider
from reelspec.language.contract.schema import subschemas
from reelspec.language.source.node import Json, Node
from reelspec.language.source.place import Problem
from reelspec.language.source.pointer import tokens

_EXTENSIONS = {keyword.name for keyword in KEYWORDS if keyword.extension}


def check_examples(contract: Contract) -> Iterable[Problem]:
    """Examples that do not show what they are meant to show."""
    for provider in contract.providers:
        for model in provider.models:
            if model.examples:
                yield from _model(model, provider)


def _model(model: Model, provider: Provider) -> Iterable[Problem]:
    from jsonschema import Draft202012Validator

    from reelspec.cases.judge import validator_of
    from reelspec.codegen.json_schema import model_schema

    validator = validator_of(model, provider)
    schema = model_schema(model)
    judge = Draft202012Validator(schema)
    ids = _ids(model)
    for example in model.examples:
        node = example.node
        if node is None:
            continue
        found = plain = validator.errors(example.body)
        if example.facts is not None:
            try:
                found = validator.errors(example.body, facts=example.facts)
            except ValueError as wrong:
                yield (node.get("facts") or node).problem(f"{wrong}", "example-facts")
                continue
        if example.rule is None:
            yield from _valid(node, found)
        else:
            yield from _invalid(example, example.rule, node, found, ids)
        carried = {one.rule for one in plain} - _not_carried(schema) - _EXTENSIONS
        if judge.is_valid(example.body) == bool(carried) and (carried or not plain):
            yield node.problem(
                "the emitted JSON Schema judges the example differently: a fault of reelspec", "example-disagreement"
            )


def _valid(node: Node, found: Iterable[Any]) -> Iterable[Problem]:
    """Each fault of an example, at the value that has it."""
    for one in found:
        at = _at(node, one.path)
        message = f"the example is refused: {one.message} [{one.rule}]"
        yield at.problem(message, "example-refused", key=one.rule == "additionalProperties")


def _invalid(example: Example, rule: str, node: Node, found: tuple[Any, ...], ids: frozenset[str]) -> Iterable[Problem]:
    named, body = node.get("rule") or node, node.get("body") or node
    if rule not in ids and rule not in KNOWN:
        meant = similar(rule, (*ids, *KNOWN))
        hint = f"; did you mean {meant}?" if meant else ""
        yield named.problem(f"{rule} is no rule of this model and no keyword{hint}", "example-rule")
        return
    if not found:
        yield body.problem(f"the invalid example is accepted, though it should break {rule}", "example-accepted")
        return
    path = node.get("path")
    if path is not None and (not isinstance(path.value, str) or (path.value and not path.value.startswith("/"))):
        yield path.problem("path is a JSON Pointer into the body, such as /media/0/url", "example-path")
        return
    shown = "; ".join(f"{one.path or 'the body'}: {one.message} [{one.rule}]" for one in found)
    others = [one for one in found if one.rule != rule]
    if len(others) == len(found):
        yield named.problem(f"the invalid example does not break {rule}, but {shown}", "example-other-rule")
    elif others:
        yield named.problem(f"the invalid example should break {rule} alone, but {shown}", "example-other-rule")
    elif all(one.path != example.path for one in found) and example.path is not None:
        yield (path or named).problem(
            f"the invalid example breaks {rule} at {' and '.join(one.path or 'the body' for one in found)}, "
            f"not at {example.path or 'the body'}",
            "example-other-path",
        )
    elif len(found) > 1:
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
        one = stack.pop()
        ids.update(rule.id for rule in one.rules)
        stack += [inner for _, inner in subschemas(one)]
    files = {form.schema.node for form in model.forms if form.schema.node is not None}
    for node in files:
        ids.update(str(rule.value) for entry in _entries(node) if (rule := entry.get("id")) is not None)
    return frozenset(ids)


def _entries(node: Node) -> Iterable[Node]:
    rules = node.get("x-rules")
    return () if rules is None else rules.elements()


def _not_carried(schema: dict[str, Json]) -> set[str]:
    said = schema.get("x-rules")
    left = said.get("notCarried") if isinstance(said, dict) else None
    return {str(one["id"]) for one in left if isinstance(one, dict)} if isinstance(left, list) else set()
