"""Every public name of what is generated for a provider, with the element of the specs that it stands for.

For checks of names that meet, and for telling whether an element is called something else than before. Emitters make the
names; this package only asks them, and says what each would be if nothing stood beside its element.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from reelspec.codegen.clients.emitter import RESERVED, Method, class_of, resources
from reelspec.codegen.openapi import component_names
from reelspec.codegen.request_models import class_name, request_model_names
from reelspec.codegen.types.document import TypesDocument
from reelspec.codegen.types.names import argument_names, attribute_names, model_key
from reelspec.codegen.types.provider import TAKEN, TAKEN_OF_PARAMETERS, requests_of, responses_of
from reelspec.language.contract.model import Model, Provider
from reelspec.language.contract.naming import (
    TaskNames,
    client_class,
    definition_name,
    operation_name,
    snake,
    steps,
)


class Public(NamedTuple):
    """One name. place: the namespace, in which no two elements may have it; element: what it stands for, by its own
    place in the specs (`models/wan2.7-i2v`, `operations/videos.create`, `$defs/VideoTask/properties/…`, FILE#POINTER).

    alone: the name that the element gives by itself; another one than `name` where it meets a second element.
    """

    place: str
    element: str
    name: str
    alone: str


def public_names(provider: Provider) -> Iterator[Public]:
    """Modules, schema files, classes, fields as attributes or arguments, client members, and OpenAPI components."""
    for model in provider.models:
        element = f"models/{model.name}"
        yield Public("validators", element, model.module, model.module)
        yield Public(f"schemas/{provider.name}", element, model.stem, model.stem)
        yield from _rules(model)
    yield from _request_models(provider)
    yield from _requests(provider)
    yield from _responses(provider)
    if provider.operations:
        name = client_class(provider.name, provider.title)
        yield Public(provider.module, f"providers/{provider.name}", name, name)
        yield from _client(provider)
    yield from _definitions(provider)
    yield from _components(provider)


def _rules(model: Model) -> Iterator[Public]:
    """The rules of a model in the `$defs` of its schema."""
    for form in model.forms:
        for rule in form.schema.rules:
            name = rule.id
            while name in model.definitions:
                name += "_"
            yield Public(f"schemas/{model.stem}/$defs", f"models/{model.name}/x-rules/{rule.id}", name, rule.id)


def _request_models(provider: Provider) -> Iterator[Public]:
    """The classes of models.py."""
    for kind, names in zip(("models", "operations"), request_model_names(provider), strict=True):
        for name, made in names.items():
            yield Public("models", f"{kind}/{name}", made, class_name(name))


def _requests(provider: Provider) -> Iterator[Public]:
    requests = requests_of(provider)
    yield from _classes("requests", requests.document)
    classes = {made.key.text: made for made in requests.document.classes.values()}
    for model, (_, renamed) in requests.params.items():
        arguments = {field: argument for argument, field in renamed.items()}
        made = classes.get(model_key(model).text)
        for field in () if made is None else made.fields:
            alone = argument_names((field,), TAKEN).get(field, field)
            yield Public(f"models/{model}()", f"models/{model}/properties/{field}", arguments.get(field, field), alone)


def _responses(provider: Provider) -> Iterator[Public]:
    document = responses_of(provider).document
    yield from _classes("responses", document)
    for name, made in document.classes.items():
        attributes = document.attributes.get(name, {})
        for field, (kind, _) in made.fields.items():
            alone = attribute_names((field,), document.references(kind)).get(field, field)
            element = f"{made.key.text}/properties/{field}"
            yield Public(f"responses.{made.key.text}", element, attributes.get(field, field), alone)


def _classes(place: str, document: TypesDocument) -> Iterator[Public]:
    for text, name in document.names.items():
        yield Public(place, text, name, document.alone[text])


def _client(provider: Provider) -> Iterator[Public]:
    for resource in resources(provider):
        place = ".".join(("client", *resource.path))
        for step, (held, made) in zip(resource.children, resource.attributes, strict=True):
            path = (*resource.path, step)
            yield Public(place, f"resources/{'.'.join(path)}", held, held)
            yield Public("client.py", f"resources/{'.'.join(path)}", made, class_of(path, resource.client))
        for method in resource.methods:
            yield from _method(method, place)


def _method(method: Method, place: str) -> Iterator[Public]:
    operation = method.operation
    element = f"operations/{operation.id}"
    given = operation.node is not None and operation.node.get("operationId") is not None
    last = steps(operation.id if given else operation_name(operation.method, operation.path))[-1]
    yield Public(place, element, method.name, f"{last}_" if last in RESERVED else last)
    if method.task is not None:
        for word in TaskNames._fields:
            name = getattr(method.task, word)
            yield Public(place, f"{element}/x-task/{word}", name, name)
    for argument in method.arguments:
        alone = snake(argument.wire)
        at = f"{element}/parameters/{argument.location}/{argument.wire}"
        yield Public(f"{element}()", at, argument.name, f"{alone}_" if alone in TAKEN_OF_PARAMETERS else alone)


def _definitions(provider: Provider) -> Iterator[Public]:
    """The names of schemas that are referred to, from which those of classes and components are made."""
    for name, schema in provider.definitions.items():
        if schema.node is not None:
            alone = definition_name(f"specs/{provider.name}", schema.node.document.file, schema.node.pointer)
            yield Public("$defs", f"{schema.node.document.file}#{schema.node.json_pointer}", name, alone)


def _components(provider: Provider) -> Iterator[Public]:
    for element, (name, alone) in component_names(provider).items():
        yield Public("components/schemas", element, name, alone)
