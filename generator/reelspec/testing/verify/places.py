"""The places of bodies that a model speaks of, by JSON Pointers in which `*` is any item or any field that has no name there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from reelspec.cases.variants import form_of
from reelspec.language.contract.keywords import applied_to, cover
from reelspec.language.contract.model import Form, Model
from reelspec.language.contract.schema import Definitions, Schema
from reelspec.language.contract.scope import resolved, scope_of
from reelspec.language.rules.files import reads_files
from reelspec.language.source.node import Json
from reelspec.language.source.pointer import escape, tokens

AS_A_WHOLE = ("anyOf", "oneOf", "not", "contains", "propertyNames")
"""Keywords whose schemas are not looked into: what they refuse is told as theirs."""
_FIELDS = ("properties", "patternProperties", "additionalProperties", "unevaluatedProperties", "dependentSchemas")
_ITEMS = ("items", "prefixItems", "unevaluatedItems")
cover(
    __name__,
    (*AS_A_WHOLE, *_FIELDS, *_ITEMS, "allOf", "if", "then", "else"),
    applied_to("value", "field", "any field", "name", "item"),
)


class JudgedPlace(NamedTuple):
    """A schema that judges what stands at a path in the bodies of a form. whole: the schema with its `$ref` and `allOf` merged
    in."""

    form: Form
    path: str
    schema: Schema
    whole: Schema


def places(model: Model) -> Iterator[JudgedPlace]:
    """The places of all pages of the model, in the order of its spec; a path comes once for each schema that judges there."""
    for form in model.forms:
        yield from _places(form, form.schema, model.definitions, "", frozenset())


def _places(
    form: Form, schema: Schema, definitions: Definitions, path: str, via: frozenset[str]
) -> Iterator[JudgedPlace]:
    if schema.boolean is False or (schema.ref is not None and schema.ref in via):
        return
    inner_via = via if schema.ref is None else via | {schema.ref}
    whole = resolved(schema, definitions)
    scope = scope_of(schema, definitions)
    # Rules that read facts of files are nothing that a body shows.
    whole = replace(whole, rules=tuple(rule for rule in whole.rules if not reads_files(rule, scope)))
    yield JudgedPlace(form, path, schema, whole)
    inner: list[tuple[str, Schema | None]] = [
        (f"{path}/{escape(name)}", inner_schema) for name, inner_schema in whole.properties.items()
    ]
    inner += [(f"{path}/*", inner_schema) for inner_schema in (*whole.prefix_items, *whole.pattern_properties.values())]
    inner += [
        (f"{path}/*", subschema)
        for subschema in (
            whole.items,
            whole.additional_properties,
            whole.unevaluated_items,
            whole.unevaluated_properties,
        )
    ]
    inner += [(path, inner_schema) for inner_schema in (whole.then, whole.otherwise, *whole.dependent_schemas.values())]
    for at_path, inner_schema in inner:
        if inner_schema is not None:
            yield from _places(form, inner_schema, definitions, at_path, inner_via)


def at(body: Json, path: str) -> list[Json]:
    """The values at a path."""
    values = [body]
    for step in tokens(path):
        inner: list[Json] = []
        for value in values:
            if isinstance(value, list) and step == "*":
                inner += value
            elif isinstance(value, Mapping) and step == "*":
                inner += value.values()
            elif isinstance(value, Mapping) and step in value:
                inner.append(value[step])
        values = inner
    return values


def judged_at(body: Json, place: JudgedPlace, model: Model) -> list[Json]:
    """The values of a body at a place of the model; none where another form judges the body."""
    judged = len(model.forms) == 1 or form_of(model, body) is place.form
    return at(body, place.path) if judged else []


def in_words(path: str) -> str:
    """A path as people write it: `scenes[].length`."""
    return path.replace("/*", "[]").replace("/", ".").removeprefix(".") or "the body"
