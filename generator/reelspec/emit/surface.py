"""Every public name of what is generated for a provider, with the element of the specs that it stands for.

For checks of names that meet, and for telling whether an element is called something else than before. Emitters make the
names; this room only asks them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reelspec.contract.model import Provider
from reelspec.contract.naming import client_class
from reelspec.emit.clients import Method, resources
from reelspec.emit.openapi import component_names
from reelspec.emit.types import requests_of, responses_of
from reelspec.types.document import model_key


@dataclass(frozen=True, slots=True)
class Public:
    """One name. place: the namespace, in which no two elements may have it; element: what it stands for, by its own
    place in the specs (`models/wan2.7-i2v`, `operations/videos.create`, `$defs/VideoTask/properties/…`)."""

    place: str
    element: str
    name: str


def public_names(provider: Provider) -> Iterator[Public]:
    """Modules, schema files, classes, fields as attributes or arguments, client members, and OpenAPI components."""
    for model in provider.models:
        element = f"models/{model.name}"
        yield Public("validators", element, model.module)
        yield Public(f"schemas/{provider.name}", element, model.stem)
    yield from _types(provider)
    if provider.operations:
        yield Public(provider.module, f"providers/{provider.name}", client_class(provider.name, provider.title))
        yield from _client(provider)
    for element, name in component_names(provider).items():
        yield Public("components/schemas", element, name)


def _types(provider: Provider) -> Iterator[Public]:
    requests, responses = requests_of(provider), responses_of(provider)
    for text, name in requests.document.names.items():
        yield Public("requests", text, name)
    for text, name in responses.document.names.items():
        yield Public("responses", text, name)
        made = responses.document.classes.get(name)
        attributes = responses.document.attributes.get(name, {})
        for field in () if made is None else made.fields:
            yield Public(f"responses.{text}", f"{text}/properties/{field}", attributes.get(field, field))
    for model, (_, renamed) in requests.params.items():
        arguments = {field: argument for argument, field in renamed.items()}
        key = next((one for one in requests.document.classes.values() if one.key.text == model_key(model).text), None)
        for field in () if key is None else key.fields:
            yield Public(f"models/{model}()", f"models/{model}/properties/{field}", arguments.get(field, field))


def _client(provider: Provider) -> Iterator[Public]:
    for resource in resources(provider):
        place = ".".join(("client", *resource.path))
        for step, made in resource.attributes:
            yield Public(place, f"resources/{'.'.join((*resource.path, step))}", step)
            yield Public("client.py", f"resources/{'.'.join((*resource.path, step))}", made)
        for method in resource.methods:
            yield from _method(method, place)


def _method(method: Method, place: str) -> Iterator[Public]:
    element = f"operations/{method.operation.id}"
    yield Public(place, element, method.name)
    if method.task is not None:
        task = method.task
        for what in ("and_wait", "wait", "resume", "download"):
            yield Public(place, f"{element}/x-task/{what}", getattr(task, what))
    wire = {(one.location, one.name): one for one in method.operation.parameters}
    for argument in method.arguments:
        at = next(key for key in wire if argument.made.startswith(_description(*key)))
        yield Public(f"{element}()", f"{element}/parameters/{'/'.join(at)}", argument.name)


def _description(location: str, name: str) -> str:
    from reelspec.compile.code import literal

    return f"Parameter({literal(name)}, {literal(location)}"
