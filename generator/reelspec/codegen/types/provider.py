"""The types of a provider: which classes its bodies and answers have in requests.py and responses.py, by name.

Made once for a provider, of its contract alone; emitters that write the names ask here, `types.emitter` for the documents.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from reelspec.codegen.types.document import Builder, Document, argument_names, model_key, params_key
from reelspec.codegen.types.flat import Key
from reelspec.common.identity import Same
from reelspec.language.contract.media import is_json
from reelspec.language.contract.model import Content, Model, Operation, Parameter, Provider
from reelspec.language.contract.naming import pascal, snake
from reelspec.language.source.node import Json

OPTIONS = ("extra_headers", "extra_query", "extra_body", "timeout", "validation", "strict", "warnings", "facts")
"""The arguments that every call of a client takes besides its own."""
TAKEN = frozenset({"self", "body", "wait_timeout", "poll_interval", "on_created", "on_progress", *OPTIONS})
"""Names that a field of a body cannot have as a keyword argument: a trailing underscore tells it apart."""


class Requests(NamedTuple):
    """The TypedDicts of a provider. types: model name -> class. params: model name -> (class, argument -> field)."""

    document: Document
    types: dict[str, str]
    params: dict[str, tuple[str, dict[str, str]]]


class Responses(NamedTuple):
    """The models of a provider's answers. types: operation id -> class or alias."""

    document: Document
    types: dict[str, str]


def requests_of(provider: Provider) -> Requests:
    """All TypedDicts of a provider, with their names."""
    return _requests(Same(provider))


@lru_cache(maxsize=8)
def _requests(provider: Same[Provider]) -> Requests:
    builder = Builder(provider.value.definitions, received=False)
    roots = {model.name: builder.root(model.schema, model_key(model.name)) for model in provider.value.models}
    builder.complete()
    renames: dict[str, dict[str, str]] = {}
    for model in provider.value.models:
        own = builder.classes.get(str(roots[model.name].get("$ref")))
        if own is not None and own.key.text == model_key(model.name).text:
            found = argument_names(own.fields, _taken_by(provider.value, model))
            if found:
                renames[model.name] = found
    document = builder.build(renames)
    types: dict[str, str] = {}
    params: dict[str, tuple[str, dict[str, str]]] = {}
    for model in provider.value.models:
        key = str(roots[model.name].get("$ref"))
        if key not in builder.classes:
            continue
        types[model.name] = document.names[key]
        if model.name in renames:
            swapped = {argument: field for field, argument in renames[model.name].items()}
            params[model.name] = (document.names[params_key(model.name).text], swapped)
        elif key == model_key(model.name).text:
            params[model.name] = (types[model.name], {})
    return Requests(document, types, params)


def responses_of(provider: Provider) -> Responses:
    """All models of a provider's answers, with their names."""
    return _responses(Same(provider))


@lru_cache(maxsize=8)
def _responses(provider: Same[Provider]) -> Responses:
    builder = Builder(provider.value.definitions, received=True)
    roots: dict[str, dict[str, Json]] = {}
    for operation in provider.value.operations:
        content = _json_answer(operation)
        if content is not None and content.schema is not None:
            key = Key(f"operations/{operation.id}", f"{pascal(operation.id)}Response", 1)
            roots[operation.id] = builder.named(content.schema, key)
    document = builder.build()
    types = {name: document.names[str(root["$ref"])] for name, root in roots.items()}
    return Responses(document, types)


def _json_answer(operation: Operation) -> Content | None:
    """The JSON content of an operation's first answer of success."""
    for response in operation.responses:
        if response.status.startswith("2"):
            for content in response.contents:
                if is_json(content.media_type):
                    return content
    return None


def _taken_by(provider: Provider, model: Model) -> frozenset[str]:
    """The names that the methods for a model's body use for other arguments."""
    operations = [operation for operation in provider.operations if operation.id in model.operations]
    names = {snake(parameter.name) for operation in operations for parameter in operation.parameters}
    return TAKEN.union(names, *map(parameter_names, operations))


def parameter_names(operation: Operation) -> tuple[str, ...]:
    """The arguments of a method that are parameters of its operation, in the order of `arguments_of`."""
    names: list[str] = []
    for parameter in arguments_of(operation):
        name = snake(parameter.name)
        while name in TAKEN or name in names:
            name += "_"
        names.append(name)
    return tuple(names)


def arguments_of(operation: Operation) -> list[Parameter]:
    """The parameters of an operation as a method takes them: those of the path first, then the required ones."""
    return sorted(operation.parameters, key=lambda one: (one.location != "path", not one.required))


def request_type(provider: Provider, model: Model) -> str | None:
    """The class of a model's body in requests.py; None when the body is no object with fields."""
    return requests_of(provider).types.get(model.name)


def params_type(provider: Provider, model: Model) -> tuple[str, dict[str, str]] | None:
    """The class whose keys are the keyword arguments for a model's body, and argument -> field where the two differ."""
    return requests_of(provider).params.get(model.name)


def response_type(provider: Provider, operation: Operation) -> str:
    """The class in responses.py of an operation's JSON answer; "" when it gives bytes or nothing."""
    return responses_of(provider).types.get(operation.id, "")
