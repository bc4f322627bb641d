"""What schemas are combined with: a branch of anyOf, oneOf or allOf dropped, `not`, `if`, `contains`, items dropped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reelspec.language.contract.model import Model
from reelspec.testing.mutation.mutant import Mutant, spots

_SEVERAL = {"all_of": "allOf", "any_of": "anyOf", "one_of": "oneOf", "prefix_items": "prefixItems"}
_ONE = {
    "negated": "not",
    "contains": "contains",
    "unevaluated_items": "unevaluatedItems",
    "then": "then",
    "otherwise": "else",
}


def mutants(model: Model) -> Iterator[Mutant]:
    """A mutant for each part that goes."""
    for spot in spots(model):
        schema = spot.schema
        for attribute, keyword in _SEVERAL.items():
            several = getattr(schema, attribute)
            for index in range(len(several)):
                left = (*several[:index], *several[index + 1 :])
                changed = replace(schema, **{attribute: left})  # type: ignore[arg-type]
                words = f"{spot.named}: {keyword} without its part {index + 1}"
                yield Mutant("branch", words, spot.at(keyword), spot.put(changed))
        for attribute, keyword in _ONE.items():
            if getattr(schema, attribute) is not None:
                changed = replace(schema, **{attribute: None})  # type: ignore[arg-type]
                yield Mutant("branch", f"{spot.named}: {keyword} dropped", spot.at(keyword), spot.put(changed))
        for name in schema.dependent_schemas:
            others = {key: one for key, one in schema.dependent_schemas.items() if key != name}
            changed = replace(schema, dependent_schemas=others)
            words = f"{spot.named}: dependentSchemas without {name}"
            yield Mutant("branch", words, spot.at("dependentSchemas"), spot.put(changed))
