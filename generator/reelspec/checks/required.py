"""Check: a closed object has every field that it requires, also those that its `allOf` and `$ref` require."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reelspec.checks.walk import every_schema
from reelspec.language.contract.keywords import similar
from reelspec.language.contract.model import Contract
from reelspec.language.contract.schema import Definitions, Schema
from reelspec.language.rules.evaluate import accepts
from reelspec.language.source.node import Node
from reelspec.language.source.place import Problem


def check_required(contract: Contract) -> Iterable[Problem]:
    """Objects that nothing can be, because a field is required and refused as unknown."""
    for schema, provider in every_schema(contract):
        closed = schema.additional_properties
        if schema.node is None or closed is None or closed.boolean is not False:
            continue
        patterns = [Schema(pattern=expression) for expression in schema.pattern_properties]
        for name, at, own in _required(schema, provider.definitions):
            if name in schema.properties or any(accepts(pattern, {}, name) for pattern in patterns):
                continue
            if own:
                meant = similar(name, tuple(schema.properties))
                hint = f"; did you mean {meant}?" if meant else "; describe it under properties"
                message = f"{name} is required, but is no field of this closed object{hint}"
                yield (at or schema.node).problem(message, "required-but-closed")
            else:
                message = (
                    f"nothing fits: {at.place if at is not None else 'a part'} requires {name}, and "
                    f"additionalProperties: false knows only the properties beside it, not those of allOf or $ref; "
                    f"write {name}: true under properties, or unevaluatedProperties: false instead"
                )
                yield (schema.node.get("additionalProperties") or schema.node).problem(
                    message, "required-but-closed", key=True
                )
        for name in schema.dependent_required:
            given = schema.node.at(("dependentRequired", name))
            if (
                given is not None
                and name not in schema.properties
                and not any(accepts(pattern, {}, name) for pattern in patterns)
            ):
                yield given.problem(f"{name} is no field of this closed object", "required-but-closed", key=True)


def _required(schema: Schema, definitions: Definitions) -> Iterator[tuple[str, Node | None, bool]]:
    """The required names, each with its place, and whether the object itself says so."""
    seen: set[str] = set()
    stack = [(schema, True)]
    while stack:
        current, own = stack.pop(0)
        for index, name in enumerate(current.required):
            yield name, None if current.node is None else current.node.at(("required", index)), own
        stack += [(part, False) for part in current.all_of]
        if current.ref is not None and current.ref not in seen:
            seen.add(current.ref)
            stack.append((definitions[current.ref], False))
