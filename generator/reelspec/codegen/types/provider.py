"""The types of a provider: which classes its bodies and answers have in requests.py and responses.py, by name.

Made once for a provider, of its contract alone; emitters that write the names ask here, `types.emitter` for the documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from reelspec.codegen.types.builder import Builder
from reelspec.codegen.types.document import TypesDocument
from reelspec.codegen.types.expressions import TEXT, UPLOAD, Type, union
from reelspec.codegen.types.flat import Key
from reelspec.codegen.types.names import argument_names, model_key, params_key
from reelspec.common.identity import ByIdentity
from reelspec.language.contract.media import is_form, is_json
from reelspec.language.contract.model import Model, Operation, Parameter, Provider, Response
from reelspec.language.contract.naming import pascal, snake
from reelspec.language.contract.schema import Schema
from reelspec.language.source.node import Json

OPTIONS = ("extra_headers", "extra_query", "extra_body", "timeout", "validation", "strict", "warnings", "facts")
"""The arguments that every call of a client takes besides its own."""
TAKEN = frozenset({"self", "body", "wait_timeout", "poll_interval", "on_created", "on_progress", *OPTIONS})
"""Names that a field of a body cannot have as a keyword argument: a trailing underscore tells it apart."""
TAKEN_OF_PARAMETERS = TAKEN | {"responses"}
"""Those that a parameter cannot have: methods name classes of the module `responses`."""
MEDIA_TYPE = "media_type"
"""The argument that only calls with several media types take."""


class Requests(NamedTuple):
    """The TypedDicts of a provider. types: model name -> class. params: model name -> (class, argument -> field)."""

    document: TypesDocument
    types: dict[str, str]
    params: dict[str, tuple[str, dict[str, str]]]


class Responses(NamedTuple):
    """The models of a provider's answers. types: operation id -> status -> class or alias, the status of several by its first
    digit, the usual one first."""

    document: TypesDocument
    types: dict[str, dict[str, str]]


def requests_of(provider: Provider) -> Requests:
    """All TypedDicts of a provider, with their names."""
    return _requests(ByIdentity(provider))


@lru_cache(maxsize=8)
def _requests(provider: ByIdentity[Provider]) -> Requests:
    builder = Builder(provider.value.definitions, received=False, binary=_given_for_bytes(provider.value))
    roots = {model.name: builder.root(model.schema, model_key(model.name)) for model in provider.value.models}
    builder.complete()
    renames: dict[str, dict[str, str]] = {}
    for model in provider.value.models:
        own = builder.classes.get(str(roots[model.name].get("$ref")))
        if own is not None and own.key.text == model_key(model.name).text:
            renamed = argument_names(own.fields, _taken_by(provider.value, model))
            if renamed:
                renames[model.name] = renamed
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


def _given_for_bytes(provider: Provider) -> dict[str, Type]:
    """Key of a class -> what is given for bytes in its fields, for the models of forms: files, texts where JSON carries them."""
    contents = [content for operation in provider.operations for content in operation.request]
    forms = {name for content in contents if is_form(content.media_type) for name in content.models}
    others = {name for content in contents if not is_form(content.media_type) for name in content.models}
    return {model_key(name).text: union([TEXT, UPLOAD]) if name in others else UPLOAD for name in forms}


def responses_of(provider: Provider) -> Responses:
    """All models of a provider's answers, with their names."""
    return _responses(ByIdentity(provider))


@lru_cache(maxsize=8)
def _responses(provider: ByIdentity[Provider]) -> Responses:
    builder = Builder(provider.value.definitions, received=True)
    roots: dict[tuple[str, str], dict[str, Json]] = {}
    for operation in provider.value.operations:
        for at, (status, schema) in enumerate(_json_answers(operation)):
            last = f"/{status}" if at else ""
            key = Key(f"operations/{operation.id}{last}", f"{pascal(operation.id)}Response{last[1:]}", 1)
            roots[operation.id, status] = builder.named(schema, key)
    document = builder.build()
    types: dict[str, dict[str, str]] = {}
    for (name, status), root in roots.items():
        types.setdefault(name, {})[status] = document.names[str(root["$ref"])]
    return Responses(document, types)


def successes(operation: Operation) -> tuple[Response, ...]:
    """The responses that are no errors: those of 2XX, else the one that stands for all."""
    answers = tuple(response for response in operation.responses if response.status.startswith("2"))
    return answers or tuple(response for response in operation.responses if response.status == "default")


def _json_answers(operation: Operation) -> Iterator[tuple[str, Schema]]:
    """Status, or its first digit, and schema of the JSON answers that are successes."""
    for response in successes(operation):
        schemas: list[Schema] = []
        for content in response.contents:
            if is_json(content.media_type) and content.schema is not None and content.schema not in schemas:
                schemas.append(content.schema)
        if schemas:
            status = response.status.removesuffix("XX").removesuffix("default") or "2"
            yield status, schemas[0] if len(schemas) == 1 else Schema(any_of=tuple(schemas))


def _taken_by(provider: Provider, model: Model) -> frozenset[str]:
    """The names that the methods for a model's body use for other arguments."""
    operations = [operation for operation in provider.operations if operation.id in model.operations]
    names = {snake(parameter.name) for operation in operations for parameter in operation.parameters}
    several = any(len(operation.request) > 1 for operation in operations)
    return TAKEN.union(names, {MEDIA_TYPE} if several else (), *map(parameter_names, operations))


def parameter_names(operation: Operation) -> tuple[str, ...]:
    """The arguments of a method that are parameters of its operation, in the order of `arguments_of`."""
    names: list[str] = []
    taken = TAKEN_OF_PARAMETERS | ({MEDIA_TYPE} if len(operation.request) > 1 else set())
    for parameter in arguments_of(operation):
        name = snake(parameter.name)
        while name in taken or name in names:
            name += "_"
        names.append(name)
    return tuple(names)


def arguments_of(operation: Operation) -> list[Parameter]:
    """The parameters of an operation as a method takes them: those of the path first, then the required ones."""
    return sorted(operation.parameters, key=lambda parameter: (parameter.location != "path", not parameter.required))


def request_type(provider: Provider, model: Model) -> str | None:
    """The class of a model's body in requests.py; None when the body is no object with fields."""
    return requests_of(provider).types.get(model.name)


def params_type(provider: Provider, model: Model) -> tuple[str, dict[str, str]] | None:
    """The class whose keys are the keyword arguments for a model's body, and argument -> field where the two differ."""
    return requests_of(provider).params.get(model.name)
