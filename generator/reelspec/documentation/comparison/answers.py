"""The facts of a page about the answer, against the schema of the operation's 2xx response. `compare` calls it.

Only what the page says counts: the schema is what many pages say of one answer, and its lists of words are open. So a
field of the page must be there, of the same type, and every word that the page lists must be known.
"""

from __future__ import annotations

from dataclasses import dataclass

from reelspec.documentation.comparison.difference import Difference
from reelspec.documentation.comparison.fields import SpecField, fields_of
from reelspec.documentation.comparison.values import key_of, list_words, type_words
from reelspec.documentation.pages.page import Fact, Page
from reelspec.language.contract.model import Provider
from reelspec.language.contract.schema import Definitions, Schema
from reelspec.language.contract.scope import resolved
from reelspec.language.source.node import Json
from reelspec.language.source.place import Place


@dataclass(frozen=True)
class Answers:
    """The differences, and how many facts agree."""

    differences: tuple[Difference, ...]
    agreed: int


def differences_of_answers(provider: Provider, models: frozenset[str], page: Page) -> Answers:
    """models: the names of the models that the page is about. Without a schema of an answer there is nothing to compare."""
    found: list[Difference] = []
    agreed = 0
    schema = _answer(provider, models)
    facts = [one for one in page.facts if one.part == "response" and one.kind in ("field", "type", "options")]
    if schema is None or schema.node is None:
        return Answers((), 0)
    fields = fields_of(schema, provider.definitions)
    for fact in facts:
        field = fields.get(fact.field)
        if field is None:
            if fact.kind == "field":
                place = (schema.node.get("properties") or schema.node).key_place
                found.append(_difference(fact, place, "there is such a field", "there is none"))
            continue
        page_says, spec_says, alike = _said(fact, field, provider.definitions)
        if alike:
            agreed += 1
        else:
            place = field.place or schema.node.place
            found.append(_difference(fact, place, page_says, spec_says or "nothing"))
    return Answers(tuple(found), agreed)


def _answer(provider: Provider, models: frozenset[str]) -> Schema | None:
    """The JSON schema of the 2xx response of the operation that takes one of the models."""
    for operation in provider.operations:
        if models & {*operation.models}:
            for response in operation.responses:
                for content in response.contents if response.status.startswith("2") else ():
                    if "json" in content.media_type and content.schema is not None:
                        return resolved(content.schema, provider.definitions)
    return None


def _said(fact: Fact, field: SpecField, definitions: Definitions) -> tuple[str, str | None, bool]:
    """What the page says, what the spec says, and whether the page's is allowed there."""
    if fact.kind == "field":
        return "a field", "a field", True
    parts = [field.schema, *(resolved(one, definitions) for one in (*field.schema.any_of, *field.schema.one_of))]
    words = [option for one in parts for option in _options(one)]
    if fact.kind == "type":
        wanted = [str(one) for one in fact.value] if isinstance(fact.value, tuple) else [str(fact.value)]
        types = {name for one in parts for name in one.value_types() or ()}
        spec = type_words(tuple(sorted(types))) if types else None
        alike = not types or all(one in types or (one == "integer" and "number" in types) for one in wanted)
        return type_words(fact.value), spec, alike
    values = fact.value if isinstance(fact.value, tuple) else ()
    known = {key_of(one) for one in words}
    return list_words(values), list_words(tuple(words)) if words else None, {key_of(one) for one in values} <= known


def _options(schema: Schema) -> tuple[Json, ...]:
    if schema.const is not None:
        return (schema.const.value,)
    return schema.enum or ()


def _difference(fact: Fact, place: Place, page: str, spec: str) -> Difference:
    return Difference(f"response {fact.field}", fact.kind, place, fact.line, page, spec)
