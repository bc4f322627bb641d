"""A model's fields and rules as tables in Markdown: the READMEs of the generated packages show them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from reelspec.language.contract.model import Model
from reelspec.language.rules.rows import field_rows, others_words, rule_rows
from reelspec.language.rules.shown import visible
from reelspec.language.rules.words import condition_words


class MarkdownTable(NamedTuple):
    """A table. about: what stands before it. rows: cells as they are written."""

    about: str
    head: tuple[str, ...]
    rows: list[list[str]]


def tables(model: Model) -> Iterator[MarkdownTable]:
    """The fields and the rules of a model, for each page about it."""
    for form in model.forms:
        when = f"When {condition_words(form.when)}:" if form.when is not None else ""
        about = [
            cell(when or ("Otherwise:" if len(model.forms) > 1 else "")),
            cell(_sentence(others_words(form.schema))),
        ]
        source = form.schema.source
        rows = [
            [f"`{cell('.'.join(row.path))}`", *map(cell, row.cells("")[1:])]
            for row in field_rows(form.schema, model.definitions, source)
        ]
        if rows:
            yield MarkdownTable(
                " ".join(filter(None, about)), ("field", "type", "required", "limits, default", "source"), rows
            )
        rules = [
            [f"`{cell(name)}`", *map(cell, rest)]
            for name, *rest in (row.cells() for row in rule_rows(form.schema, model.definitions))
        ]
        if rules:
            yield MarkdownTable("", ("rule", "severity", "demands", "source"), rules)


def _sentence(words: str) -> str:
    return f"{words.capitalize()}." if words else ""


def cell(text: str) -> str:
    """Text in a cell of a table: one line, in which nothing is taken for Markdown or HTML."""
    folded = visible("; ".join(" ".join(line.split()) for line in text.split("\n") if line.strip()))
    for mark, written in (("&", "&amp;"), ("<", "&lt;"), ("|", "\\|"), ("`", "'")):
        folded = folded.replace(mark, written)
    return folded
