"""Probe: a parameter of path, query or header with a value that the spec refuses, or none where it is required."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from reelspec.cases.judge import judge_of_schema
from reelspec.language.contract.model import Operation, Parameter, Provider
from reelspec.language.contract.schema import Definitions
from reelspec.language.contract.scope import resolved
from reelspec.language.rules.evaluate import accepts as allows
from reelspec.language.rules.tasks import retry_of
from reelspec.language.source.node import Json
from reelspec.testing.verify.http import SAFE
from reelspec.testing.verify.plan import Trial, placed
from reelspec.testing.verify.probes.probe import Asker, accepted_case, accepts
from reelspec.testing.verify.report import Finding
from reelspec.testing.verify.target import path_of, values_of

MOST = 8
"""Requests to one operation."""
_PLACES = ("path", "query", "header")
_NOT_OURS = frozenset({"accept", "content-type", "authorization"})
"""Headers that are no parameters whatever a document says (OpenAPI 3.1, Parameter Object)."""


@dataclass(frozen=True)
class Wrong:
    """Values for an operation's parameters of which one is wrong: parameter. words: which, and how.

    mild: it is optional in a question, so that to pass over it does no harm.
    """

    parameter: str
    words: str
    rule: str
    values: Mapping[str, str]
    mild: bool = False


def wrong_values(
    operation: Operation, provider: Provider, values: Mapping[str, str], *, key: str = ""
) -> tuple[Wrong, ...]:
    """What must be refused. values: right ones; key: the name of the parameter that says which task, which is left alone."""
    left_out = {key, retry_of(operation).header}
    faulty: list[Wrong] = []
    for parameter in operation.parameters:
        if parameter.location not in _PLACES or parameter.name in left_out or parameter.name.lower() in _NOT_OURS:
            continue
        what = f"the {parameter.location} parameter {parameter.name}"
        if parameter.required and parameter.location != "path" and parameter.name in values:
            others = {name: value for name, value in values.items() if name != parameter.name}
            faulty.append(Wrong(parameter.name, f"a request without {what}, which is required", "required", others))
        for text in _wrong_texts(parameter, provider.definitions):
            types = resolved(parameter.schema, provider.definitions).value_types() or ()
            read = text if "string" in types else [*_readings(text)][-1]
            violation = judge_of_schema(parameter.schema, provider.definitions)(read, "")[0]
            words = f"a request in which {what} is {json.dumps(text, ensure_ascii=False)}: {violation.message}"
            mild = not parameter.required and operation.method.upper() in SAFE
            faulty.append(Wrong(parameter.name, words, violation.rule, {**values, parameter.name: text}, mild))
    return tuple(faulty[:MOST])


def _wrong_texts(parameter: Parameter, definitions: Definitions) -> tuple[str, ...]:
    """At most two texts that the schema refuses however they are read. Arrays and objects have many ways to be written."""
    schema = resolved(parameter.schema, definitions)
    if {"array", "object"} & set(schema.value_types() or ()):
        return ()
    beside: list[str] = []
    if schema.maximum is not None:
        beside.append(str(int(schema.maximum) + 1))
    if schema.minimum is not None:
        beside.append(str(int(schema.minimum) - 1))
    if schema.max_length is not None:
        beside.append("x" * (schema.max_length + 1))
    options = (*beside, "reelspec-wrong")
    refused = [text for text in options if not any(allows(parameter.schema, definitions, it) for it in _readings(text))]
    return tuple(refused[:2])


def _readings(text: str) -> Iterator[Json]:
    """What a text can mean in a path, a query or a header."""
    yield text
    with suppress(ValueError):
        yield json.loads(text)


async def parameters(asker: Asker, trial: Trial) -> AsyncIterator[Finding]:
    """A legal body with each parameter wrong or absent."""
    legal = accepted_case(trial)
    if legal is None:
        return
    operation = trial.operation
    right = asker.sending(trial, legal.content)
    named: set[str] = set()
    for wrong in wrong_values(operation, asker.provider, values_of(operation, asker.target)):
        if wrong.parameter in named:
            continue
        sending = replace(
            right,
            path=path_of(operation, wrong.values),
            headers=placed(operation.parameters, "header", wrong.values),
            query=placed(operation.parameters, "query", wrong.values),
        )
        finding = accepts(trial, await asker.ask(trial, sending), "laxer", wrong.words, wrong.rule)
        if finding is not None:
            named.add(wrong.parameter)
            yield replace(finding, note=wrong.mild)
