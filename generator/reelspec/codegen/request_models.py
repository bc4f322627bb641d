"""Emits pydantic request models: models.py of each provider, and beside it the schemas that they show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from graphlib import TopologicalSorter
from keyword import iskeyword
from types import MappingProxyType
from typing import Any, NamedTuple

from reelspec.codegen.artifact import Artifact
from reelspec.codegen.json_schema import json_bytes, model_schema
from reelspec.codegen.templates import read_template, render
from reelspec.codegen.types.provider import request_type
from reelspec.common.circles import circles
from reelspec.common.identity import ByIdentity
from reelspec.language.contract.keywords import BY_NAME
from reelspec.language.contract.model import Contract, Model, Operation, Provider
from reelspec.language.contract.naming import pascal
from reelspec.language.source.node import Json
from reelspec.language.source.pointer import unescape

_IN_PLACE = "#/$defs/"
MOST_SCHEMAS = 2_000
"""A definition of more schemas, those of its references among them, is not written in their place: each could double it."""
MOST_DEPTH = 50
"""And one that is nested deeper."""
_BASES = ("RequestModel", "OperationRequest")


class RequestModel(NamedTuple):
    """One class of models.py. module: of its validator. schema: the file's name. type: its TypedDict, "" without one."""

    name: str
    doc: str
    module: str
    schema: str
    type: str


class OperationModel(NamedTuple):
    """The class of models.py for any body of an operation. models: discriminator's value -> class.

    types: the TypedDicts that a body is one of, () where a model has none.
    """

    name: str
    doc: str
    title: str
    discriminator: str
    models: Mapping[str, str]
    source: str
    types: tuple[str, ...]


def class_name(name: str) -> str:
    """The class of a model or an operation by its own name."""
    made = pascal(name)
    return f"{made}_" if made in _BASES or iskeyword(made) else made


def request_model_names(provider: Provider) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Model name -> class, and operation id -> class for the operations that have one; none twice."""
    return _request_model_names(ByIdentity(provider))


@lru_cache(maxsize=8)
def _request_model_names(owner: ByIdentity[Provider]) -> tuple[Mapping[str, str], Mapping[str, str]]:
    provider = owner.value
    taken: set[str] = set()

    def free(name: str) -> str:
        made = class_name(name)
        while made in taken:
            made += "_"
        taken.add(made)
        return made

    models = {model.name: free(model.name) for model in provider.models}
    operations = {operation.id: free(operation.id) for operation, _ in operations_by_model(provider)}
    return MappingProxyType(models), MappingProxyType(operations)


def operations_by_model(provider: Provider) -> Iterator[tuple[Operation, list[Model]]]:
    """The operations in whose bodies one field says which model is meant, each with its models.

    One model is enough: with the second one the class of the operation stays what it was. The others take one schema,
    whose class is the model's, or bodies of several media types that are told apart in several ways.
    """
    models: dict[str, list[Model]] = {}
    for model in provider.models:
        for name in dict.fromkeys(model.operations):
            models.setdefault(name, []).append(model)
    for operation in provider.operations:
        own = models.get(operation.id, [])
        fields = {model.discriminator for model in own}
        if len(fields) == 1 and None not in fields:
            yield operation, own


def standing_alone(schema: dict[str, Json]) -> dict[str, Json]:
    """The schema with every `$ref` to its own `$defs` resolved in place, so that it can stand inside another document.

    What contains itself cannot be written so, and what is very large or deep is not: it stays in `$defs`, of which the request
    model makes definitions of the document that it stands in.
    """
    definitions = schema.get("$defs")
    if not isinstance(definitions, dict):
        return schema
    placed = _placed(definitions)
    found = _resolved({key: value for key, value in schema.items() if key != "$defs"}, placed)
    assert isinstance(found, dict)
    left = {name: _resolved(definition, placed) for name, definition in definitions.items() if name not in placed}
    return {**found, "$defs": left} if left else found


def _with_inner(schema: dict[str, Json], change: Callable[[Json], Any]) -> dict[str, Json]:
    """The schema with the schemas in it changed."""
    out: dict[str, Json] = {}
    for key, value in schema.items():
        keyword = BY_NAME.get(key)
        shape = None if keyword is None else keyword.shape
        if shape == "schemas by name" and isinstance(value, dict):
            out[key] = {name: change(inner) for name, inner in value.items()}
        elif shape == "schemas" and isinstance(value, list):
            out[key] = [change(inner) for inner in value]
        else:
            out[key] = change(value) if shape == "schema" else value
    return out


def _target(schema: Mapping[str, Json]) -> str | None:
    """The name of the definition that a schema refers to."""
    reference = schema.get("$ref")
    if not isinstance(reference, str):
        return None
    return unescape(reference.removeprefix(_IN_PLACE))


def _walk(schema: Json) -> Iterator[tuple[str | None, int]]:
    """Each schema in a schema: the definition that it refers to, and how deep it stands."""
    waiting = [(schema, 1)]
    while waiting:
        schema, depth = waiting.pop()
        if isinstance(schema, dict):
            yield _target(schema), depth
            inner: list[Json] = []
            _with_inner(schema, inner.append)
            waiting += [(each, depth + 1) for each in inner]


def _placed(definitions: dict[str, Json]) -> dict[str, Json]:
    """The definitions that stand in place of references to them, without references but to those that do not."""
    uses = {name: {name for name, _ in _walk(schema) if name is not None} for name, schema in definitions.items()}
    circular = {name for circle in circles(uses) for name in circle}
    placed: dict[str, Json] = {}
    extents: dict[str, tuple[int, int]] = {}
    for name in TopologicalSorter({name: used - circular for name, used in uses.items()}).static_order():
        if name in circular:
            continue
        size = depth = 0
        for target, at in _walk(definitions[name]):
            more, deeper = extents.get(target or "", (0, 0))
            size, depth = size + 1 + more, max(depth, at + deeper)
        if size <= MOST_SCHEMAS and depth <= MOST_DEPTH:
            placed[name], extents[name] = _resolved(definitions[name], placed), (size, depth)
    return placed


def _resolved(schema: Json, placed: Mapping[str, Json]) -> Json:
    if not isinstance(schema, dict):
        return schema
    out = _with_inner(schema, lambda inner: _resolved(inner, placed))
    name = _target(schema)
    if name is None or name not in placed:
        return out
    del out["$ref"]
    if not out:
        return placed[name]
    # Keywords beside a reference and those that it leads to count together (Core, section 8.2.3.1).
    also = out.get("allOf", [])
    assert isinstance(also, list)
    return {**out, "allOf": [*also, placed[name]]}


def emit_request_models(contract: Contract) -> Iterator[Artifact]:
    """What request models share, models.py of every provider, and its schemas."""
    shared = "python/runtime/request_models.py"
    yield Artifact(
        f"python/{contract.package}/_runtime/request_models.py", partial(_copied, shared), (), templates=(shared,)
    )
    for provider in contract.providers:
        folder = f"python/{contract.package}/{provider.module}"
        template = "python/models.py.j2"
        yield Artifact(
            path=f"{folder}/models.py",
            make=partial(_models, provider),
            specs=provider.files,
            templates=(template,),
            owner=provider.name,
            beside_rules=True,
        )
        for model in provider.models:
            yield Artifact(
                path=f"{folder}/schemas/{model.stem}.json",
                make=partial(_schema, model),
                specs=model.files,
                owner=f"{provider.name}/{model.name}",
            )


def _copied(template: str) -> bytes:
    return read_template(template).encode()


def _models(provider: Provider) -> bytes:
    names, of_operations = request_model_names(provider)
    models = [
        RequestModel(
            names[model.name],
            f"A request body of {provider.name}/{model.name}.",
            model.module,
            f"{model.stem}.json",
            request_type(provider, model) or "",
        )
        for model in provider.models
    ]
    types = {model.name: made.type for model, made in zip(provider.models, models, strict=True)}
    operations = [
        _operation_model(operation, of_operations[operation.id], provider, own, names, types)
        for operation, own in operations_by_model(provider)
    ]
    text = render(
        "python/models.py.j2",
        provider=provider,
        models=models,
        operations=operations,
        bases=sorted(_BASES if operations else _BASES[:1]),
        names=sorted((*names.values(), *of_operations.values())),
        typed=any(types.values()),
    )
    return text.encode()


def _operation_model(
    operation: Operation,
    name: str,
    provider: Provider,
    models: list[Model],
    names: Mapping[str, str],
    types: Mapping[str, str],
) -> OperationModel:
    typed = [types[model.name] for model in models]
    return OperationModel(
        name,
        f"A request body of {provider.name}'s {operation.id}, of whichever model its {models[0].discriminator} names.",
        operation.id,
        str(models[0].discriminator),
        {model.value: names[model.name] for model in models},
        "" if operation.source is None else str(operation.source),
        tuple(f"requests.{name}" for name in dict.fromkeys(typed)) if all(typed) else (),
    )


def _schema(model: Model) -> bytes:
    return json_bytes(standing_alone(model_schema(model)))
