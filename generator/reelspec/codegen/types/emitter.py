"""Emits types: requests.py (TypedDicts of request bodies) and responses.py (pydantic models of answers) for each provider."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from reelspec.codegen.artifact import Artifact, Reuse
from reelspec.codegen.types.document import TypesDocument
from reelspec.codegen.types.provider import requests_of, responses_of
from reelspec.language.contract.model import Contract, Provider


def emit_types(contract: Contract) -> Iterator[Artifact]:
    """requests.py and responses.py of every provider."""
    for provider in contract.providers:
        folder = f"python/{contract.package}/{provider.module}"
        for name, words, document in (
            ("requests", "Request bodies", partial(_document_of_requests, provider)),
            ("responses", "Answers", partial(_document_of_responses, provider)),
        ):
            yield Artifact(
                path=f"{folder}/{name}.py",
                make=partial(_made, provider, name, words, document),
                specs=provider.files,
                packages=("datamodel-code-generator",),
                owner=provider.name,
                beside_rules=True,
                reuse=Reuse(partial(_text, document), partial(_refreshed, provider, words, document)),
            )


def _document_of_requests(provider: Provider) -> TypesDocument:
    return requests_of(provider).document


def _document_of_responses(provider: Provider) -> TypesDocument:
    return responses_of(provider).document


def _text(document: Callable[[], TypesDocument]) -> bytes:
    return document().text


def _made(provider: Provider, name: str, words: str, document: Callable[[], TypesDocument]) -> bytes:
    from reelspec.codegen.types.datamodel import finished, models, typed_dicts

    whole = document()
    source = typed_dicts(whole) if name == "requests" else models(whole)
    source = source and source.rstrip("\n") + "\n"
    return finished(source, whole, f"{words} of {provider.title}", f"specs/{provider.name}")


def _refreshed(provider: Provider, words: str, document: Callable[[], TypesDocument], earlier: bytes) -> bytes:
    """The file with the descriptions of today, its types as they were made before."""
    from reelspec.codegen.types.datamodel import bare, finished

    return finished(bare(earlier), document(), f"{words} of {provider.title}", f"specs/{provider.name}")
