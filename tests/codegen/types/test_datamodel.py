"""What is made of datamodel-code-generator's answer, and that an answer which the document does not ask for is refused."""

from __future__ import annotations

import datamodel_code_generator
import pytest

from reelspec.codegen.types.datamodel import LINE_LENGTH, Unmade, bare, finished, models, typed_dicts
from reelspec.codegen.types.document import TypesDocument
from reelspec.codegen.types.provider import requests_of, responses_of
from tests.codegen.types.made import component, document, fields, operation, types_of

WORDS = [f"a word that is long, number {number}" for number in range(5)]


@pytest.fixture(scope="module")
def documents() -> tuple[TypesDocument, TypesDocument]:
    """Requests and answers with both syntaxes, long literals, and descriptions in all places."""
    told = {
        **fields(
            **{"not-a-name": {"enum": WORDS, "description": "In functional syntax. " * 9}, "\u00e9": {"enum": WORDS}},
            word={"anyOf": [{"enum": WORDS}, {"type": "string"}], "description": "A word."},
            next=component("Told"),
        ),
        "description": "An object.",
    }
    plain = {**fields(word={"enum": WORDS, "description": "Many words. " * 20}), "description": "Plain."}
    body = fields(told=component("Told"), plain=component("Plain"))
    made = types_of(document(operation("make", body, body), schemas={"Told": told, "Plain": plain}))
    return requests_of(made.provider).document, responses_of(made.provider).document


def answered(monkeypatch: pytest.MonkeyPatch, answer: object) -> None:
    monkeypatch.setattr(datamodel_code_generator, "generate", lambda *given, **options: answer)


def test_descriptions_are_taken_out_as_they_were_put_in(documents: tuple[TypesDocument, TypesDocument]) -> None:
    requests, answers = documents
    for source, described in ((typed_dicts(requests), requests), (models(answers), answers)):
        content = finished(source, described, "Title", "specs/acme")
        assert content.decode().count("In functional syntax.") > 0
        assert bare(content) == source
    nothing = types_of({"specs/acme/openapi.json": _EMPTY})
    content = finished("", requests_of(nothing.provider).document, "Title", "specs/acme")
    assert bare(content) == ""


def test_long_literals_are_folded_at_their_values(documents: tuple[TypesDocument, TypesDocument]) -> None:
    requests, answers = documents
    for source in (typed_dicts(requests), models(answers)):
        assert max(map(len, source.splitlines())) <= LINE_LENGTH
    inside = "".join(f'            "{word}",\n' for word in WORDS)
    assert f'        "not-a-name": NotRequired[Literal[\n{inside}        ]],\n' in typed_dicts(requests)
    assert f'        "\u00e9": NotRequired[Literal[\n{inside}        ]],\n' in typed_dicts(requests)
    inside = "".join(f'        "{word}",\n' for word in WORDS)
    assert f"    word: NotRequired[Literal[\n{inside}    ]]\n" in typed_dicts(requests)


@pytest.mark.parametrize("answer", [None, {}, "class MakeRequest: ...\n"])
def test_an_answer_that_is_no_module_is_refused(
    documents: tuple[TypesDocument, TypesDocument], monkeypatch: pytest.MonkeyPatch, answer: object
) -> None:
    answered(monkeypatch, answer)
    with pytest.raises(Unmade, match="not one module"):
        models(documents[1])


def test_an_answer_without_a_class_is_refused(
    documents: tuple[TypesDocument, TypesDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(monkeypatch, models(documents[1]).replace("class Told(", "class Other("))
    with pytest.raises(Unmade, match="Told did not get the name"):
        models(documents[1])


def test_an_answer_in_the_other_syntax_is_refused(
    documents: tuple[TypesDocument, TypesDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Told" in documents[0].functional
    source = typed_dicts(documents[0])
    assert '"-"' not in source
    answered(monkeypatch, source)
    with pytest.raises(Unmade, match="Told is not in functional syntax"):
        typed_dicts(documents[0])


_EMPTY = '{"openapi": "3.1.0", "info": {"title": "Acme", "version": "1"}, "paths": {}}'
