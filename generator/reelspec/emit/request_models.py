"""Emits pydantic request models: models.py of each provider, and beside it the schemas that they show."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from keyword import iskeyword
from urllib.parse import quote

from reelspec.contract.model import Contract, Model, Provider
from reelspec.contract.naming import pascal
from reelspec.dataclass import dataclass
from reelspec.emit.part import Part
from reelspec.emit.schemas import json_bytes, model_schema
from reelspec.emit.templates import read_template, render
from reelspec.source.node import Json
from reelspec.source.pointer import unescape
from reelspec.types.provider import request_type

_IN_PLACE = "#/$defs/"


@dataclass(frozen=True, slots=True)
class RequestModel:
    """One class of models.py. module: of its validator. schema: the file's name. type: its TypedDict, "" without one."""

    name: str
    doc: str
    module: str
    schema: str
    type: str


def request_model_names(provider: Provider) -> dict[str, str]:
    """Model name -> the name of its class, none twice."""
    names: dict[str, str] = {}
    for model in provider.models:
        made = pascal(model.name)
        while made in names.values() or made == "RequestModel" or iskeyword(made):
            made += "_"
        names[model.name] = made
    return names


def standing_alone(schema: dict[str, Json]) -> dict[str, Json]:
    """The schema with every `$ref` to its own `$defs` resolved in place, so that it can stand inside another document.

    What refers to itself cannot be written so: then the schema keeps its `$defs`, under an `$id` against which they are
    resolved (JSON Schema 2020-12 Core, section 8.2.1).
    """
    definitions = schema.get("$defs")
    if not isinstance(definitions, dict):
        return schema
    own = {key: value for key, value in schema.items() if key != "$defs"}
    try:
        found = _resolved(own, definitions, ())
    except RecursionError:
        return {"$id": f"urn:reelspec:{quote(str(schema.get('title')))}", **schema}
    assert isinstance(found, dict)
    return found


_MAPS = frozenset({"properties", "patternProperties", "dependentSchemas"})
_LISTS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_SCHEMAS = frozenset(
    ["items", "contains", "unevaluatedItems", "additionalProperties", "propertyNames", "unevaluatedProperties"]
) | {"not", "if", "then", "else"}


def _resolved(schema: Json, definitions: dict[str, Json], inside: tuple[str, ...]) -> Json:
    if not isinstance(schema, dict):
        return schema
    out: dict[str, Json] = {}
    for key, value in schema.items():
        if key in _MAPS and isinstance(value, dict):
            out[key] = {name: _resolved(one, definitions, inside) for name, one in value.items()}
        elif key in _LISTS and isinstance(value, list):
            out[key] = [_resolved(one, definitions, inside) for one in value]
        elif key in _SCHEMAS:
            out[key] = _resolved(value, definitions, inside)
        elif key != "$ref":
            out[key] = value
    target = schema.get("$ref")
    if not isinstance(target, str):
        return out
    name = unescape(target.removeprefix(_IN_PLACE))
    if name in inside or name not in definitions:
        raise RecursionError(name)
    there = _resolved(definitions[name], definitions, (*inside, name))
    if not out:
        return there
    # Keywords beside a reference and those that it leads to count together (Core, section 8.2.3.1).
    also = out.get("allOf", [])
    assert isinstance(also, list)
    return {**out, "allOf": [*also, there]}


def emit_request_models(contract: Contract) -> Iterator[Part]:
    """What request models share, models.py of every provider, and its schemas."""
    shared = "python/runtime/request_models.py"
    yield Part(
        f"python/{contract.package}/_runtime/request_models.py", partial(_copied, shared), (), templates=(shared,)
    )
    for provider in contract.providers:
        folder = f"python/{contract.package}/{provider.module}"
        template = "python/models.py.j2"
        yield Part(
            path=f"{folder}/models.py",
            make=partial(_models, provider),
            specs=provider.files,
            templates=(template,),
            owner=provider.name,
        )
        for model in provider.models:
            yield Part(
                path=f"{folder}/schemas/{model.stem}.json",
                make=partial(_schema, model),
                specs=model.files,
                owner=f"{provider.name}/{model.name}",
            )


def _copied(template: str) -> bytes:
    return read_template(template).encode()


def _models(provider: Provider) -> bytes:
    names = request_model_names(provider)
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
    typed = any(model.type for model in models)
    return render(
        "python/models.py.j2", provider=provider, models=models, names=sorted(names.values()), typed=typed
    ).encode()


def _schema(model: Model) -> bytes:
    return json_bytes(standing_alone(model_schema(model)))
