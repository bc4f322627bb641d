"""The pages of the site, in memory: `site_files` gives path -> bytes."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from reelspec.codegen.javascript.code import literal
from reelspec.codegen.templates import read_template, render_html
from reelspec.codegen.validators.emitter import Judges, judges_of
from reelspec.diff.delta import Subject
from reelspec.language.contract.model import Contract, Document, Form, Model, Provider
from reelspec.language.contract.releases import Release
from reelspec.language.contract.schema import Source
from reelspec.language.rules.rows import FieldRow, RuleRow, field_rows, others_words, rule_rows
from reelspec.language.rules.tasks import life_of
from reelspec.language.rules.words import condition_words
from reelspec.language.source.node import Json
from reelspec.site.bundle import checked, model_bundle
from reelspec.site.controls import controls
from reelspec.site.diagram import drawing
from reelspec.site.examples import example_body, examples

INDEX = "index.html"
MARK = '<meta name="generator" content="reelspec docs">'
"""Stands in every page: a folder whose index has it is one that may be written anew."""
_MOST_WORDS = 40
"""So many of the words that models have in common are offered as filters."""


class SitePage(NamedTuple):
    """What one page of documentation says of a model. when: the condition under which it counts, "" for always. sources: of each
    rule of a body, as violations say it. mark: what its anchors begin with."""

    when: str
    source: str
    others: str
    fields: list[FieldRow]
    rules: list[RuleRow]
    sources: dict[str, str]
    mark: str


def site_files(contract: Contract) -> dict[str, bytes]:
    """Every file of the site."""
    judges = judges_of(contract)
    files = {INDEX: _index(contract)}
    for provider in contract.providers:
        for model in provider.models:
            files[page_path(model, provider)] = _model(contract, provider, model, judges)
    return files


def page_path(model: Model, provider: Provider) -> str:
    """Where a model's page stands in the site."""
    return f"{provider.name}/{model.stem}.html"


def anchor(text: str) -> str:
    """Text as an id, and as what leads to it behind `#`."""
    return quote(text, safe="", errors="surrogatepass")


def description_of(annotations: Mapping[str, Json], word: str = "description") -> str:
    """An annotation that is a text, "" without one."""
    value = annotations.get(word)
    return value.strip() if isinstance(value, str) else ""


def web_address(document: Document) -> str | None:
    """The address of a document, where it is one of the web: no other becomes a link."""
    try:
        parts = urlsplit(document.address or "")
    except ValueError:
        return None
    return document.address if parts.scheme in ("http", "https") and parts.netloc else None


def _html(template: str, script: str, values: Mapping[str, Any]) -> bytes:
    """A page. Its policy names its style and its script by their digests, and allows nothing else."""
    style = read_template("docs/style.css")
    script = checked(f'"use strict";\n(() => {{\n{script}\n}})();')
    page = render_html(
        f"docs/{template}",
        **values,
        mark=MARK,
        style=style,
        script=script,
        policy=(
            f"default-src 'none'; img-src data:; style-src {_digest(style)}; script-src {_digest(script)}; "
            "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
        ),
        anchor=anchor,
        described=description_of,
        web_address=web_address,
    )
    return page.encode("utf-8", "xmlcharrefreplace")  # half of a surrogate pair is no UTF-8


def _digest(text: str) -> str:
    """A source expression of CSP Level 3, section 2.3.1."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode()}'"


# The index


class Card(NamedTuple):
    """A model on the index. words: what is looked for in, in small letters; fields: of its requests."""

    model: Model
    path: str
    title: str
    about: str
    fields: list[str]
    words: str


def _index(contract: Contract) -> bytes:
    providers = [(provider, [_card(provider, model) for model in provider.models]) for provider in contract.providers]
    cards = [card for _, several in providers for card in several]
    counts: dict[str, int] = {}
    for card in cards:
        for name in card.fields:
            counts[name] = counts.get(name, 0) + 1
    common = [name for name, count in counts.items() if count < len(cards)][:_MOST_WORDS]
    values = {"contract": contract, "providers": providers, "common": common, "releases": contract.releases.entries[:5]}
    return _html("index.html.j2", read_template("docs/index.js"), values)


def _card(provider: Provider, model: Model) -> Card:
    rows = [row for form in model.forms for row in field_rows(form.schema, model.definitions, None)]
    fields = [*dict.fromkeys(row.path[0].removesuffix("[]") for row in rows)]
    title, about = _titles(model)
    values = [str(value) for row in rows for value in row.schema.values() or ()]
    words = [model.name, provider.name, provider.title, title, about, *(".".join(row.path) for row in rows), *values]
    return Card(model, page_path(model, provider), title, about, fields, " ".join(words).lower())


def _titles(model: Model) -> tuple[str, str]:
    """A model's title and description: of the page that counts when no other does."""
    notes = model.forms[-1].schema.annotations
    return description_of(notes, "title"), description_of(notes)


# A model


def _model(contract: Contract, provider: Provider, model: Model, judges: Judges) -> bytes:
    operations = [operation for operation in provider.operations if operation.id in model.operations]
    pages = [_page(model, form, f"{form.name}-" if index else "") for index, form in enumerate(model.forms)]
    title, about = _titles(model)
    example = example_body(model)
    data: dict[str, Json] = {
        "model": model.name,
        "discriminator": model.discriminator,
        "controls": controls(model),
        "example": json.dumps(example, indent=2, ensure_ascii=False),
    }
    script = f"{model_bundle(provider, model, judges)}\nconst PAGE = {literal(data)};\n{read_template('docs/model.js')}"
    values = {
        "provider": provider,
        "model": model,
        "title": title,
        "about": about,
        "operations": operations,
        "pages": pages,
        "lives": [drawing(life) for operation in operations if (life := life_of(operation, provider)) is not None],
        "examples": examples(contract, provider, model, example),
        "documents": _documents(provider, model),
        "changes": list(_changes(contract, provider, model)),
        "paid": [operation.id for operation in operations if operation.extensions.get("x-paid")],
    }
    return _html("model.html.j2", script, values)


def _page(model: Model, form: Form, mark: str) -> SitePage:
    schema = form.schema
    otherwise = "otherwise" if len(model.forms) > 1 else ""
    return SitePage(
        otherwise if form.when is None else f"when {condition_words(form.when)}",
        "" if schema.source is None else str(schema.source),
        others_words(schema),
        list(field_rows(schema, model.definitions, schema.source)),
        list(rule_rows(schema, model.definitions)),
        {rule.id: str(rule.source or "") for rule in schema.rules},
        mark,
    )


def _documents(provider: Provider, model: Model) -> list[Document]:
    """The documents that the model's fields and rules are derived from."""
    sources: list[Source | None] = []
    for form in model.forms:
        sources.append(form.schema.source)
        sources += [row.schema.source for row in field_rows(form.schema, model.definitions, None)]
        sources += [source for rule in form.schema.rules for source in (rule.source, rule.against)]
    ids = dict.fromkeys(name for source in sources if source is not None for name in source.documents)
    return [provider.documents[name] for name in ids if name in provider.documents]


def _changes(contract: Contract, provider: Provider, model: Model) -> Iterator[Release]:
    """What releases have changed for the model, the newest first."""
    own = [Subject("provider", provider.name), Subject("model", provider.name, model.name)]
    subjects = {
        *map(str, own),
        *(str(Subject("operation", provider.name, operation)) for operation in model.operations),
    }
    for release in contract.releases.entries:
        changes = tuple(change for change in release.changes if subjects & {*change.subjects})
        if changes:
            yield Release(release.version, release.date, changes)
