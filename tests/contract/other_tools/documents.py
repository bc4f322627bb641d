"""The documents for readers that other tools are asked about: the repository's, one of somebody else's, one with variants."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from reelspec.codegen.readable import readable_document
from reelspec.language.contract.model import Contract, Model
from reelspec.language.contract.schema import Schema
from reelspec.language.contract.scope import resolved
from tests.contract.other_tools.awkward import AWKWARD
from tests.language.parser.whole import made
from tests.specs import BASE, VARIANT, contract
from tests.support import build_files, provider

RULE = """
x-rules:
  - {id: long-final, when: {seconds: {minimum: 15}}, requires: {seconds: [quality]}, message: A <b>long_</b> clip has *quality*.}
"""


class Asked(NamedTuple):
    """A document and the models in it."""

    name: str
    path: Path
    models: tuple[Model, ...]

    @property
    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.path.read_bytes())
        return found


@lru_cache
def asked() -> tuple[Asked, ...]:
    """Every document, as a file."""
    folder = Path(tempfile.mkdtemp())
    variants = {
        "clip.yaml": BASE,
        "clip@final.yaml": VARIANT + RULE,
        "other.yaml": BASE.replace("const: clip", "const: other"),
    }
    contracts: tuple[Contract, ...] = (
        contract(),
        made(AWKWARD).contract,
        build_files(provider(variants, discriminator="model")).contract,
    )
    found = []
    for one in contracts:
        for owner in one.providers:
            path = folder / f"{owner.name}.json"
            path.write_text(json.dumps(readable_document(owner)), encoding="utf-8")
            found.append(Asked(owner.name, path, owner.models))
    return tuple(found)


def fields(model: Model) -> frozenset[str]:
    """The names of all fields that a body of the model may have, however deep."""

    def within(schema: Schema, seen: frozenset[str]) -> Iterator[str]:
        if schema.ref is not None and schema.ref not in seen:
            yield from within(model.definitions[schema.ref], seen | {schema.ref})
        for name, inner in schema.properties.items():
            if resolved(inner, model.definitions).values() != () and inner.boolean is not False:
                yield name
                yield from within(inner, seen)
        several = (*schema.all_of, *schema.any_of, *schema.one_of, *schema.prefix_items)
        for one in (*several, schema.items, schema.then, schema.additional_properties):
            if one is not None:
                yield from within(one, seen)

    return frozenset(name for form in model.forms for name in within(form.schema, frozenset()))


def messages(model: Model) -> Mapping[str, str | None]:
    """What each rule of the model says in a message of its author, None where it has none, by its id."""
    return {rule.id: rule.message for form in model.forms for rule in form.schema.rules}
