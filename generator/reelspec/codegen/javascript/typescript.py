"""Types of request bodies in TypeScript, printed from the document of types that Python's are made of."""

from __future__ import annotations

import json
from collections.abc import Iterator

from reelspec.codegen.javascript.code import documentation, literal, property_name
from reelspec.codegen.types.document import TypesDocument
from reelspec.codegen.types.provider import requests_of
from reelspec.language.contract.model import Provider
from reelspec.language.source.node import Json

PARAMS = "params/"
"""How the keys of classes begin that are keyword arguments in Python, and nothing here."""


def request_types(provider: Provider) -> str:
    """The declarations of all types of a provider's request bodies."""
    document = requests_of(provider).document
    defs = json.loads(document.text)["$defs"]
    parts = []
    for name in sorted(defs):
        definition = document.classes.get(name)
        if definition is None:
            parts.append(f"export type {name} = {_type(defs[name])};")
        elif not definition.key.text.startswith(PARAMS):
            parts.append("\n".join(_interface(name, document, defs[name])))
    return "\n\n".join(parts) or "export {};"


def _interface(name: str, document: TypesDocument, schema: Json) -> Iterator[str]:
    definition = document.classes[name]
    assert isinstance(schema, dict)
    properties = schema["properties"]
    assert isinstance(properties, dict)
    yield from documentation(definition.description)
    yield f"export interface {name} {{"
    for field, (_, required) in definition.fields.items():
        yield from documentation(definition.descriptions.get(field, ""), "  ")
        yield f"  {property_name(field)}{'' if required else '?'}: {_type(properties[field])};"
    yield "}"


def _type(schema: Json) -> str:
    """A type of the few keywords that the document uses."""
    match schema:
        case {"$ref": str(reference)}:
            return reference.rpartition("/")[2]
        case {"anyOf": [*several]}:
            return " | ".join(dict.fromkeys(map(_type, several)))
        case {"enum": [*values]}:
            return " | ".join(map(literal, values))
        case {"type": "array", "items": items}:
            inside = _type(items)
            return f"({inside})[]" if "|" in inside else f"{inside}[]"
        case {"type": "object", "additionalProperties": values}:
            return f"{{ [name: string]: {_type(values)} }}"
        case {"type": "integer"}:
            return "number"
        case {"type": str(name)}:
            return name
        case _:
            return "unknown"
