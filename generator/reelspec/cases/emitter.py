"""Emits contract cases: for each model a JSON file of request bodies with their verdict and violations, and how to run them.

`cases/<provider>/<model>.json` is what `templates/cases/cases.schema.json` describes: provider, model, operations
(id, method, path), the model's JSON Schema, `emitter` and `absent`. A case is

    {"name": "size.enum.not.720p", "kind": "fault", "about": "size", "body": {...},
     "valid": false, "valid_strict": false, "violations": [{rule, path, related, message, severity, source}], "warnings": []}

Names follow from the case alone, so that adding or removing a field or a rule renames nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from reelspec.cases.files import FileCase, file_cases
from reelspec.cases.service import VERSION, service_document
from reelspec.codegen.artifact import Artifact
from reelspec.codegen.json_schema import json_bytes
from reelspec.codegen.templates import read_template, render
from reelspec.codegen.validators.emitter import Judges, judges_of
from reelspec.language.contract.model import Contract, Model, Provider
from reelspec.language.contract.operator import NotCarried, operator_of
from reelspec.language.contract.schema import Definitions, Rule, Schema, subschemas
from reelspec.language.contract.scope import scope_of
from reelspec.language.rules.files import definitions_of_files, reads_files, says_of_files
from reelspec.language.source.node import Json

if TYPE_CHECKING:
    from reelspec.cases.suite import Suite

SCHEMA = "cases/cases.schema.json"
SERVICE_SCHEMA = "cases/service.schema.json"
README = "cases/README.md"
SIZES = ((40, None), (200, 120), (1 << 30, 50))
"""(models of a provider, cases of each of them at most, None for as many as it needs): a document of hundreds of operations
stays readable."""
_LONG_NUMBER = re.compile(r"\d{16}")


def cases_path(provider: Provider, model: Model) -> str:
    """Where a model's cases stand, relative to generated/."""
    return f"cases/{provider.name}/{model.stem}.json"


def emit_cases(contract: Contract) -> Iterator[Artifact]:
    """The cases of every model, the schema of their format, and how to run them."""
    models = contract.models()
    if not models:
        return
    for name in (SCHEMA, SERVICE_SCHEMA):
        yield Artifact(path=name, make=partial(_schema, name), specs=(), templates=(name,))
    judges = judges_of(contract)
    everything = tuple(sorted({file for provider in contract.providers for file in provider.files}))
    yield Artifact(
        path=README,
        make=partial(_readme, contract),
        specs=everything,
        templates=("cases/README.md.j2",),
        beside_rules=True,
    )
    for provider in contract.providers:
        requests = {file for model in provider.models for file in model.pages}
        yield Artifact(
            path=f"cases/{provider.name}.json",
            make=partial(_service, provider),
            specs=tuple(file for file in provider.files if file not in requests),
        )
        for model in provider.models:
            yield Artifact(
                path=cases_path(provider, model),
                make=partial(emit_model_cases, model, provider, judges),
                specs=tuple(dict.fromkeys((*model.files, *provider.operation_files))),
                owner=f"{provider.name}/{model.name}",
            )


def emit_model_cases(model: Model, provider: Provider, judges: Judges) -> bytes:
    """The file of one model's cases: a few lines for each case, with what is compared on lines of its own. judges: those of
    the contract."""
    from reelspec.cases.judge import judge_of
    from reelspec.cases.suite import suite_of

    suite = suite_of(model, judge_of(model, judges.printed(model, provider)), most=most_cases(provider))
    head = {
        "$schema": "../cases.schema.json",
        "version": VERSION,
        "provider": provider.name,
        "model": model.name,
        "operations": _operations(model, provider),
        "service": f"../{provider.name}.json",
        "schema": f"../../schemas/{provider.name}/{model.stem}.json",
        "not_carried": not_carried(model),
    }
    lines = ["{"]
    lines += [f"  {json.dumps(name)}: {json.dumps(value)}," for name, value in head.items()]
    absent = [
        {"name": missing.name, "about": missing.about, "outcome": missing.outcome, "reason": missing.reason}
        for missing in suite.absent
    ]
    cases: list[str] = []
    for case in suite.cases:
        text = case.text
        if not portable(case.body, text):
            why = "its JSON would not mean the same everywhere: an integer beyond 2^53, or half of a character"
            absent.append({"name": case.name, "about": case.about, "outcome": "left out", "reason": why})
            continue
        errors = [violation for violation in case.found if violation.severity == "error"] if case.found else []
        strict = all(violation.severity == "warning" for violation in case.found)
        cases.append(
            f'    {{"name": {json.dumps(case.name)}, "kind": "{case.kind}", "about": {json.dumps(case.about)},\n'
            f'     "body": {text},\n'
            f'     "valid": {_word(not errors)}, "valid_strict": {_word(strict)},\n'
            f'     "violations": {_violations(errors)},\n'
            f'     "warnings": {_violations([violation for violation in case.found if violation.severity != "error"])}}}'
        )
    lines += _listed("cases", cases, ",")
    with_facts = [_with_facts(file_case) for file_case in _file_cases(model, provider, suite)]
    if with_facts:
        lines += _listed("file_cases", with_facts, ",")
    lines += _listed("absent", [f"    {json.dumps(missing)}" for missing in absent], "")
    return ("\n".join(lines) + "\n}\n").encode("ascii")


def _file_cases(model: Model, provider: Provider, suite: Suite) -> list[FileCase]:
    """The cases of a model's files; none of a model that says nothing of files, for which no validator is made."""
    if not says_of_files(model.schema, model.definitions, definitions_of_files(model.definitions)):
        return []
    from reelspec.cases.judge import validator_of

    examples = [example.body for example in model.examples if example.rule is None]
    valid = [case.body for case in suite.cases if not case.found and portable(case.body, case.text)]
    return [*file_cases(model, validator_of(model, provider), [*examples, *valid])]


def _with_facts(case: FileCase) -> str:
    errors = [violation for violation in case.found if violation.severity == "error"]
    return (
        f'    {{"name": {json.dumps(case.name)}, "about": {json.dumps(case.about)},\n'
        f'     "body": {json.dumps(case.body)},\n'
        f'     "facts": {json.dumps(case.facts)},\n'
        f'     "valid": {_word(not errors)}, "violations": {_violations(errors)}}}'
    )


def cases_document(model: Model, provider: Provider) -> dict[str, Any]:
    """What a model's file of cases holds, as JSON values: for commands that run cases of the specs as they are now."""
    document: dict[str, Any] = json.loads(emit_model_cases(model, provider, Judges()))
    return document


def most_cases(provider: Provider) -> int | None:
    """So many cases are made of each model of a provider at most; None for as many as it needs."""
    return next(most for models, most in SIZES if len(provider.models) <= models)


def portable(body: Json, text: str) -> bool:
    """JSON that every parser reads alike: integers within 2^53 and no lone surrogates. text: the body's JSON."""
    if "\\ud" in text and not _is_text(body):
        return False
    return _LONG_NUMBER.search(text) is None or _is_exact(body)


def _is_text(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_is_text(key) and _is_text(member) for key, member in value.items())
    if isinstance(value, list):
        return all(map(_is_text, value))
    return not isinstance(value, str) or not any("\ud800" <= char <= "\udfff" for char in value)


def _is_exact(value: Any) -> bool:
    if isinstance(value, dict | list):
        return all(map(_is_exact, value.values() if isinstance(value, dict) else value))
    return not isinstance(value, int) or abs(value) <= 2**53


def not_carried(model: Model) -> list[Json]:
    """The ids of the error rules that the model's JSON Schema cannot say."""
    ids: dict[str, None] = {}
    seen: set[int] = set()

    def visit(schema: Schema, definitions: Definitions) -> None:
        if id(schema) in seen:
            return
        seen.add(id(schema))
        for rule in schema.rules:
            if rule.severity == "error" and _is_left(rule, schema, definitions):
                ids[rule.id] = None
        for _, inner in subschemas(schema):
            visit(inner, definitions)
        for part in schema.all_of:
            visit(part, definitions)

    visit(model.schema, model.definitions)
    for definition in model.definitions.values():
        visit(definition, model.definitions)
    return list(ids)


def _is_left(rule: Rule, schema: Schema, definitions: Definitions) -> bool:
    scope = scope_of(schema, definitions)
    return reads_files(rule, scope) or isinstance(operator_of(rule).lower(scope), NotCarried)


def _violations(violations: list[Any]) -> str:
    if not violations:
        return "[]"
    return "[\n       " + ",\n       ".join(json.dumps(violation.as_dict()) for violation in violations) + "]"


def _listed(name: str, texts: list[str], end: str) -> list[str]:
    """The lines of a list, each element with lines of its own."""
    if not texts:
        return [f'  "{name}": []{end}']
    return [f'  "{name}": [', ",\n".join(texts), f"  ]{end}"]


def _word(value: bool) -> str:
    return "true" if value else "false"


def _operations(model: Model, provider: Provider) -> list[Json]:
    wanted = set(model.operations)
    return [
        {"id": operation.id, "method": operation.method.upper(), "path": operation.path}
        for operation in provider.operations
        if operation.id in wanted
    ]


def _schema(name: str) -> bytes:
    return read_template(name).encode()


def _service(provider: Provider) -> bytes:
    return json_bytes(service_document(provider))


def _readme(contract: Contract) -> bytes:
    models = [(model.provider, model.name, model.stem) for model in contract.models()]
    return render("cases/README.md.j2", contract=contract, models=models).encode()
