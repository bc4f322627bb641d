"""Emits JSON Schemas: one self-contained 2020-12 schema for each model, its rules among the `$defs`."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator
from functools import partial
from json.encoder import encode_basestring_ascii as quoted

from reelspec.codegen.artifact import Artifact
from reelspec.language.contract.keywords import DIALECT
from reelspec.language.contract.model import Contract, Model, Provider
from reelspec.language.contract.operator import NotCarried, operator_of
from reelspec.language.contract.schema import Definitions, Rule, Schema
from reelspec.language.contract.scope import scope_of
from reelspec.language.parser.format_check import FOLDER
from reelspec.language.rules.files import reads_files
from reelspec.language.rules.lowering import condition_json, schema_json
from reelspec.language.rules.operators.compare import UNSEEN
from reelspec.language.rules.words import rule_words
from reelspec.language.source.node import Json

_OPENAPI = frozenset({"discriminator"})
"""Keywords that OpenAPI alone has; a discriminator's mapping would lead to components that are not there."""


def schema_path(provider: Provider, model: Model) -> str:
    """Where a model's schema stands, relative to generated/."""
    return f"schemas/{provider.name}/{model.stem}.json"


class RuleDefinitions:
    """Collects the rules of a schema tree as `$defs` and the list of what each position carries.

    taken: names that no rule can have here; without it those of the definitions. defs: rule id -> schema. carried: JSON
    Pointer of the `allOf` entry -> what the rule says. not_carried: rules that are not in the schema, each with the reason.
    """

    def __init__(self, definitions: Definitions, *, at: str = "#/$defs/", taken: Container[str] | None = None) -> None:
        self.definitions = definitions
        self.taken = definitions if taken is None else taken
        self.at = at
        self.defs: dict[str, Json] = {}
        self.carried: dict[str, Json] = {}
        self.not_carried: list[Json] = []

    def entries(self, schema: Schema, at: str) -> list[Json]:
        """The `allOf` entries for the rules of one object; `at` is the pointer of that `allOf`."""
        scope = scope_of(schema, self.definitions)
        entries: list[Json] = []
        for rule in schema.rules:
            words = rule_said(rule)
            requirement = operator_of(rule).lower(scope) if rule.severity == "error" else None
            if requirement is not None and reads_files(rule, scope):
                requirement = NotCarried(UNSEEN)
            if requirement is None:
                reason = {"warning": "a warning does not refuse a body", "contested": "the document contradicts itself"}
                self.not_carried.append({**words, "severity": rule.severity, "reason": reason[rule.severity]})
                continue
            if isinstance(requirement, NotCarried):
                self.not_carried.append({**words, "severity": rule.severity, "reason": requirement.reason})
                continue
            lowered: Json = requirement
            if rule.when is not None:
                lowered = {"if": condition_json(rule.when, scope, certain=True), "then": lowered}
            if schema.types != ("object",):
                # The rules of an object say nothing of values that are none, null among them.
                lowered = {"if": {"type": "object"}, "then": lowered}
            name = rule.id
            while name in self.taken or self.defs.get(name, lowered) != lowered:
                name += "_"
            self.defs[name] = lowered
            self.carried[f"{at}/{len(schema.all_of) + len(entries)}"] = words
            entries.append({"$ref": f"{self.at}{name}"})
        return entries

    def said(self) -> dict[str, Json]:
        """The value of `x-rules`: what each position carries, and what none does."""
        position: dict[str, Json] = {}
        if self.carried:
            position["carried"] = self.carried
        if self.not_carried:
            position["notCarried"] = self.not_carried
        return position


def rule_said(rule: Rule) -> dict[str, Json]:
    """A rule as `x-rules` has it: its id, what it demands in words, and where that stands."""
    out: dict[str, Json] = {"id": rule.id, "message": rule.message or rule_words(rule)}
    if rule.source is not None:
        out["source"] = str(rule.source)
    if rule.against is not None:
        out["against"] = str(rule.against)
    return out


def model_schema(model: Model) -> dict[str, Json]:
    """The JSON Schema of a model's request bodies."""
    rules = RuleDefinitions(model.definitions)
    whole = schema_json(model.schema, rules=rules.entries, leave_out=_OPENAPI)
    out: dict[str, Json] = {"$schema": DIALECT, "title": model.name}
    if isinstance(whole, dict):
        out.update(whole)
    elif whole is False:
        out["not"] = {}
    definitions: dict[str, Json] = {
        name: schema_json(schema, rules=rules.entries, at=f"/$defs/{name}", leave_out=_OPENAPI)
        for name, schema in model.definitions.items()
    }
    if definitions or rules.defs:
        out["$defs"] = {**definitions, **rules.defs}
    if rules.carried or rules.not_carried:
        out["x-rules"] = rules.said()
    return out


def json_bytes(value: Json) -> bytes:
    """A JSON file as it is committed: readable, ASCII, one newline at the end."""
    return (_indented(value, "\n") + "\n").encode("ascii")


def _indented(value: Json, line: str) -> str:
    """What `json.dumps(value, indent=2)` gives, in half the time. line: what a line of the value begins with."""
    if isinstance(value, str):
        return quoted(value)
    inner = line + "  "
    if isinstance(value, dict) and value:
        members = [f"{quoted(key)}: {_indented(member, inner)}" for key, member in value.items()]
        return f"{{{inner}{f',{inner}'.join(members)}{line}}}"
    if isinstance(value, list | tuple) and value:
        return f"[{inner}{f',{inner}'.join([_indented(item, inner) for item in value])}{line}]"
    return json.dumps(value)


def emit_schemas(contract: Contract) -> Iterator[Artifact]:
    """Every schema."""
    for provider in contract.providers:
        for model in provider.models:
            yield Artifact(
                path=schema_path(provider, model),
                make=partial(_schema_bytes, model),
                specs=model.files,
                owner=f"{provider.name}/{model.name}",
            )


def emit_spec_format(_: Contract) -> Iterator[Artifact]:
    """The schemas of the spec format itself, as `reelspec check` holds files against them: editors find them in every
    repository at the same place."""
    for file in sorted(FOLDER.glob("*.json")):
        yield Artifact(f"spec-format/{file.name}", file.read_bytes, ())


def _schema_bytes(model: Model) -> bytes:
    return json_bytes(model_schema(model))
