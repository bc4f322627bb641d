"""Ways through a contract that several checks share."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.language.contract.model import Contract, Provider
from reelspec.language.contract.schema import Schema, subschemas


def every_schema(contract: Contract) -> Iterator[tuple[Schema, Provider]]:
    """Every schema object that was read from a file, each once: definitions, parameters, bodies and responses."""
    seen: set[tuple[str, tuple[str | int, ...]]] = set()
    for provider in contract.providers:
        stack = list(provider.definitions.values())
        for operation in provider.operations:
            stack += [one.schema for one in operation.parameters]
            stack += [one.schema for one in operation.request if one.schema is not None]
            for response in operation.responses:
                stack += [one.schema for one in response.contents if one.schema is not None]
        while stack:
            schema = stack.pop()
            if schema.node is not None:
                key = (schema.node.document.file, schema.node.pointer)
                if key in seen:
                    continue
                seen.add(key)
            yield schema, provider
            stack += [inner for _, inner in subschemas(schema)]
