"""`reelspec explain`: the fields and rules of a model as tables for people, each with its source."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from reelspec.build import load
from reelspec.cli.words import table
from reelspec.contract.model import Model
from reelspec.contract.schema import Definitions, Schema, Source
from reelspec.contract.scope import resolved, scope_of
from reelspec.logic.words import condition_words, limits, listing, value_words

HELP = "Show a model's fields and rules as tables, each with its source."
EXAMPLE = "reelspec explain powertokens/wan2.7-i2v"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", metavar="PROVIDER/MODEL")


def run(options: argparse.Namespace, root: Path) -> int:
    models = {f"{model.provider}/{model.name}": model for model in load(root).models()}
    model = models.get(options.model)
    if model is None:
        import difflib

        near = difflib.get_close_matches(options.model, models, 1, 0.3)
        hint = f"; did you mean {near[0]}?" if near else ""
        print(f"reelspec: there is no model {options.model}{hint} (see reelspec list)", file=sys.stderr)
        return 2
    print(explanation(model))
    return 0


def explanation(model: Model) -> str:
    """The tables of a model, one pair for each page about it."""
    out = []
    for form in model.forms:
        title = f"{model.provider}/{model.name}"
        if form.when is not None:
            title += f" when {condition_words(form.when)}"
        elif len(model.forms) > 1:
            title += " otherwise"
        source = form.schema.source
        out.append(title + (f"  ({source.title})" if source is not None else ""))
        description = form.schema.annotations.get("description")
        if isinstance(description, str):
            out.append(description)
        rows = list(_fields(form.schema, model.definitions, "", source))
        out.append("\n" + table(["field", "type", "required", "default", "limits", "source"], rows))
        rules = list(_rules(form.schema, model.definitions, ""))
        if rules:
            out.append("\n" + table(["rule", "severity", "demands", "source"], rules))
        if scope_of(form.schema, model.definitions).fields:
            closed = form.schema.additional_properties
            if closed is not None and closed.boolean is False:
                out.append("\nOther fields are errors.")
    return "\n".join(out)


def _fields(schema: Schema, definitions: Definitions, prefix: str, document: Source | None) -> Iterator[list[str]]:
    for field in scope_of(schema, definitions).fields.values():
        one = field.schema
        kinds = listing(one.types) if one.types else "any"
        items = None if one.items is None else resolved(one.items, definitions)
        if items is not None and items.types:
            kinds += f" of {listing(items.types)}"
        default = "" if one.default is None else value_words(one.default.value)
        depends = one.annotations.get("x-default")
        if depends is not None:
            default = _depends(depends)
        yield [
            prefix + field.name,
            kinds,
            "yes" if field.required else "",
            default,
            "\n".join(_limits(one)),
            _section(one.source, document),
        ]
        inner = items if items is not None else one
        if inner.properties:
            step = f"{prefix}{field.name}[]." if items is not None else f"{prefix}{field.name}."
            yield from _fields(inner, definitions, step, document)


def _depends(value: object) -> str:
    if isinstance(value, list):
        parts = [
            f"{value_words(one.get('value'))} when {one.get('when')}" if isinstance(one, dict) else str(one)
            for one in value
        ]
        return "\n".join(parts)
    return value_words(value) if isinstance(value, str | int | float | bool | dict | None) else str(value)


def _limits(schema: Schema) -> Iterator[str]:
    values = schema.values()
    if values is not None and schema.types != ("boolean",):
        yield listing(map(value_words, values))
    plain = Schema(
        **{
            name: getattr(schema, name)
            for name in (
                "minimum",
                "maximum",
                "exclusive_minimum",
                "exclusive_maximum",
                "multiple_of",
                "min_length",
                "max_length",
                "pattern",
                "min_items",
                "max_items",
                "unique_items",
                "min_properties",
                "max_properties",
            )
        }
    )
    yield from limits(plain)
    if schema.format:
        yield f"format {schema.format}"
    for owner, media in (("", schema.media), ("each ", schema.items.media if schema.items is not None else {})):
        for what, said in media.items():
            if isinstance(said, list):
                bounds = ", ".join(map(str, said)) if what == "formats" else f"{said[0]} to {said[-1]}"
                yield f"{owner}file: {what} {bounds}"
            else:
                yield f"{owner}file: {what} {said}"


def _rules(schema: Schema, definitions: Definitions, prefix: str) -> Iterator[list[str]]:
    scope = scope_of(schema, definitions)
    for rule in schema.rules:
        words = rule.operator.words(scope)
        if rule.when is not None:
            words += f" when {condition_words(rule.when)}"
        if rule.message is not None:
            words = f"{rule.message}\n{words}" if rule.message != words else words
        where = _section(rule.source, schema.source)
        if rule.against is not None:
            where += f"\nagainst: {_section(rule.against, schema.source)}"
        yield [prefix + rule.id, rule.severity, words, where]
    for name, one in schema.properties.items():
        whole = resolved(one, definitions)
        inner = whole.items if whole.items is not None else whole
        if inner.rules:
            yield from _rules(inner, definitions, f"{prefix}{name}: ")


def _section(source: Source | None, document: Source | None) -> str:
    if source is None:
        return ""
    if document is not None and source.document == document.document:
        return source.section or ""
    return str(source)
