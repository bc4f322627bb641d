"""Ways through a contract that several checks share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from reelspec.cases.variants import gates
from reelspec.language.contract.goals import Goal
from reelspec.language.contract.model import Contract, Form, Model, Provider
from reelspec.language.contract.schema import Schema, parts, subschemas
from reelspec.language.contract.scope import resolved


def every_schema(contract: Contract) -> Iterator[tuple[Schema, Provider]]:
    """Every schema object that was read from a file, each once: definitions, parameters, bodies and responses."""
    seen: set[tuple[str, tuple[str | int, ...]]] = set()
    for provider in contract.providers:
        stack = list(provider.definitions.values())
        for operation in provider.operations:
            stack += [parameter.schema for parameter in operation.parameters]
            stack += [content.schema for content in operation.request if content.schema is not None]
            for response in operation.responses:
                stack += [content.schema for content in response.contents if content.schema is not None]
        while stack:
            schema = stack.pop()
            if schema.node is not None:
                key = (schema.node.document.file, schema.node.pointer)
                if key in seen:
                    continue
                seen.add(key)
            yield schema, provider
            stack += [inner for _, inner in subschemas(schema)]


class Judged(NamedTuple):
    """An object with rules in a page about a model.

    path: the fields that lead to it, "" for the body itself; gate: what a body must be for the page to judge it.
    """

    form: Form
    path: str
    schema: Schema
    gate: tuple[Goal, ...]


_ELSEWHERE = ("allOf", "not", "if", "contains", "propertyNames")
"""Keywords whose schemas are part of the object itself, or may refuse what they judge and nothing is wrong."""


def objects_of(model: Model) -> Iterator[Judged]:
    """The objects of a model that have rules, outermost first, each place once: the body, those in fields and in items."""
    for form, gate in gates(model):
        seen: dict[int, object] = {}
        queue = [("", form.schema)]
        while queue:
            path, schema = queue.pop(0)
            place = schema if schema.node is None else schema.node
            if id(place) in seen:
                continue
            seen[id(place)] = place
            whole = resolved(schema, model.definitions)
            if whole.rules:
                yield Judged(form, path, schema, () if path else gate)
            for part in parts(whole):
                name = part.keyword.name
                if name == "properties":
                    queue.append((f"{path}.{part.key}" if path else str(part.key), part.schema))
                elif name in ("items", "prefixItems"):
                    queue.append((f"{path}[]", part.schema))
                elif name not in _ELSEWHERE:
                    queue.append((f"{path} ({name})".strip(), part.schema))
