"""Emits types: requests.py (TypedDicts of request bodies) and responses.py (pydantic models of answers) for each provider."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache, partial

from reelspec.contract.model import Content, Contract, Model, Operation, Provider
from reelspec.contract.naming import pascal, snake
from reelspec.dataclass import dataclass
from reelspec.emit.part import Part
from reelspec.source.node import Json
from reelspec.types.document import Builder, Document, argument_names, model_key, params_key
from reelspec.types.flat import Key

OPTIONS = ("extra_headers", "extra_query", "extra_body", "timeout", "validation", "strict")
"""The arguments that every call of a client takes besides its own."""
TAKEN = frozenset({"self", "body", "wait_timeout", "on_created", "on_progress", *OPTIONS})
"""Names that a field of a body cannot have as a keyword argument: a trailing underscore tells it apart."""


@dataclass(frozen=True, slots=True)
class Requests:
    """The TypedDicts of a provider. types: model name -> class. params: model name -> (class, argument -> field)."""

    document: Document
    types: dict[str, str]
    params: dict[str, tuple[str, dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Responses:
    """The models of a provider's answers. types: operation id -> class or alias."""

    document: Document
    types: dict[str, str]


@lru_cache(maxsize=8)
def _requests(provider: _Same) -> Requests:
    builder = Builder(provider.value.definitions, received=False)
    roots = {model.name: builder.root(model.schema, model_key(model.name)) for model in provider.value.models}
    builder.complete()
    renames: dict[str, dict[str, str]] = {}
    for model in provider.value.models:
        own = builder.classes.get(str(roots[model.name].get("$ref")))
        if own is not None and own.key.text == model_key(model.name).text:
            found = argument_names(own.fields, taken_by(provider.value, model))
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


@lru_cache(maxsize=8)
def _responses(provider: _Same) -> Responses:
    builder = Builder(provider.value.definitions, received=True)
    roots: dict[str, dict[str, Json]] = {}
    for operation in provider.value.operations:
        content = json_answer(operation)
        if content is not None and content.schema is not None:
            key = Key(f"operations/{operation.id}", f"{pascal(operation.id)}Response", 1)
            roots[operation.id] = builder.named(content.schema, key)
    document = builder.build()
    types = {name: document.names[str(root["$ref"])] for name, root in roots.items()}
    return Responses(document, types)


def requests_of(provider: Provider) -> Requests:
    """All TypedDicts of a provider, with their names."""
    return _requests(_Same(provider))


def responses_of(provider: Provider) -> Responses:
    """All models of a provider's answers, with their names."""
    return _responses(_Same(provider))


class _Same:
    """A provider as the key of a cache: equal to itself only."""

    __slots__ = ("value",)

    def __init__(self, value: Provider) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.value is self.value


def json_answer(operation: Operation) -> Content | None:
    """The JSON content of an operation's first answer of success."""
    for response in operation.responses:
        if response.status.startswith("2"):
            for content in response.contents:
                if content.media_type.partition(";")[0].strip().lower().endswith("json"):
                    return content
    return None


def taken_by(provider: Provider, model: Model) -> frozenset[str]:
    """The names that the methods for a model's body use for other arguments."""
    names = {
        snake(parameter.name)
        for operation in provider.operations
        if operation.id in model.operations
        for parameter in operation.parameters
    }
    return TAKEN | names


def request_type(provider: Provider, model: Model) -> str | None:
    """The class of a model's body in requests.py; None when the body is no object with fields."""
    return _requests(_Same(provider)).types.get(model.name)


def params_type(provider: Provider, model: Model) -> tuple[str, dict[str, str]] | None:
    """The class whose keys are the keyword arguments for a model's body, and argument -> field where the two differ."""
    return _requests(_Same(provider)).params.get(model.name)


def response_type(provider: Provider, operation: Operation) -> str:
    """The class in responses.py of an operation's JSON answer; "" when it gives bytes or nothing."""
    return _responses(_Same(provider)).types.get(operation.id, "")


def emit_types(contract: Contract) -> Iterator[Part]:
    """requests.py and responses.py of every provider."""
    for provider in contract.providers:
        folder = f"python/{contract.package}/{provider.module}"
        for name, words, document in (
            ("requests", "Request bodies", partial(_document_of_requests, provider)),
            ("responses", "Answers", partial(_document_of_responses, provider)),
        ):
            yield Part(
                path=f"{folder}/{name}.py",
                make=partial(_made, provider, name, words, document),
                specs=provider.files,
                owner=provider.name,
                key=partial(_text, document),
                refresh=partial(_refreshed, provider, words, document),
                tool="datamodel-code-generator",
            )


def _document_of_requests(provider: Provider) -> Document:
    return _requests(_Same(provider)).document


def _document_of_responses(provider: Provider) -> Document:
    return _responses(_Same(provider)).document


def _text(document: Callable[[], Document]) -> bytes:
    return document().text


def _made(provider: Provider, name: str, words: str, document: Callable[[], Document]) -> bytes:
    from reelspec.types.module import finished, models, typed_dicts

    whole = document()
    source = typed_dicts(whole) if name == "requests" else models(whole)
    source = source and source.rstrip("\n") + "\n"
    return finished(source, whole, f"{words} of {provider.title}", f"specs/{provider.name}")


def _refreshed(provider: Provider, words: str, document: Callable[[], Document], earlier: bytes) -> bytes:
    """The file with the descriptions of today, its types as they were made before."""
    from reelspec.types.module import bare, finished

    return finished(bare(earlier), document(), f"{words} of {provider.title}", f"specs/{provider.name}")
