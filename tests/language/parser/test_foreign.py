"""Documents that somebody else has published: what is harmless is noted with its place, in ours it is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reelspec.cli.reports import grouped
from reelspec.language.parser.foreign import only_tells
from reelspec.language.source.place import Problem
from reelspec.project.checks import check_specs, notes_of
from tests.language.parser.whole import NAME, OURS, document, judges, judging, made, refusals, taking


def whole(schema: Any, version: str = "3.1.0") -> dict[str, Any]:
    return document({"/orders": taking(schema)}, version)


def noted(schema: Any, **files: str) -> list[str]:
    """What is noted of a body, without the places."""
    (provider,) = made(whole(schema), **files).contract.providers
    return [one.message for one in provider.foreign]


HARMLESS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"properties": {"a": {"type": "integer", "embed": True}}}, "embed is no keyword"),
    ({"properties": {"a": {"enum": []}}}, "enum lists no value"),
    ({"properties": {"a": {}}, "required": ["a", "a"]}, "required names a field twice"),
    ({"properties": {"a": {"type": "string", "nullable": True}}}, "nullable is taken as OpenAPI 3.0 means it"),
    ({"properties": {"a": {"minimum": 1, "exclusiveMinimum": True}}}, "exclusiveMinimum is taken as OpenAPI 3.0"),
    ({"properties": {"a": {"maximum": 1, "exclusiveMaximum": False}}}, "exclusiveMaximum is taken as OpenAPI 3.0"),
    ({"properties": {"a": {"$recursiveRef": "#"}}}, "$recursiveRef is not carried"),
    ({"properties": {"a": {"id": "a"}}}, "id is not carried"),
    ({"properties": {"a": {"$anchor": "a"}}}, "$anchor is not carried"),
)


@pytest.mark.parametrize(("schema", "said"), HARMLESS, ids=[said for _, said in HARMLESS])
def test_what_is_harmless_is_noted_there_and_refused_in_ours(schema: dict[str, Any], said: str) -> None:
    (note,) = noted({"type": "object", **schema})
    assert note.startswith(said)
    assert len(refusals(whole({"type": "object", **schema}), **OURS)) == 1


def test_a_note_knows_its_place() -> None:
    (provider,) = made(whole({"properties": {"a": {"embed": True}}})).contract.providers
    (note,) = provider.foreign
    assert (note.place.file, note.name) == (f"specs/{NAME}/openapi.json", "unknown-keyword")
    assert note.place.line > 1 < note.place.column


@pytest.mark.parametrize("keyword", ["minimun", "enumm", "x-rule", "Required", "$id", "$dynamicRef"])
def test_a_near_miss_and_what_others_depend_on_is_refused_there_as_well(keyword: str) -> None:
    assert len(refusals(whole({"type": "object", "properties": {"a": {keyword: "b"}}}))) == 1


NEAR = {"type": "object", "properties": {"a": {"type": "array", "items": {}, "max_items": 1, "x-rule": 1}}}


def test_a_near_miss_says_how_documents_yaml_lets_it_pass_as_an_annotation() -> None:
    said = refusals(whole(NEAR))
    assert len(said) == 2
    assert (
        "did you mean maxItems? (or let it pass in documents.yaml: {foreign: true, annotations: [max_items]})"
        in said[0]
    )
    assert "did you mean x-rules? (or let it pass in documents.yaml: {foreign: true, annotations: [x-rule]})" in said[1]
    files = {"documents": "{foreign: true, annotations: [max_items, x-rule]}\n"}
    (note,) = noted(NEAR, **files)
    assert note.startswith("max_items is no keyword")
    judge = judges(whole(NEAR), **files)
    assert judge.verdict({"a": [1, 2]})
    assert not judge.verdict({"a": 1})


def test_an_annotation_that_no_document_has_is_an_error() -> None:
    (said,) = refusals(whole(NEAR), documents="{foreign: true, annotations: [max_items, x-rule, maxitems]}\n")
    assert "no document has an unknown keyword maxitems" in said


def test_a_near_miss_of_a_field_of_openapi_passes_as_well() -> None:
    written = whole({"type": "object"})
    written["paths"]["/orders"]["post"]["sumary"] = "a"
    assert "annotations: [sumary]" in "".join(refusals(written))
    (provider,) = made(written, documents="{foreign: true, annotations: [sumary]}\n").contract.providers
    assert [one.message.partition(",")[0] for one in provider.foreign] == [
        "sumary is no field of an operation in OpenAPI; did you mean summary?"
    ]


@pytest.mark.parametrize("switch", ["false", "maybe"])
def test_in_a_document_of_ours_nothing_passes(switch: str) -> None:
    said = "\n".join(refusals(whole(NEAR), documents=f"{{foreign: {switch}, annotations: [max_items]}}\n"))
    assert "max_items is no keyword" in said
    assert "annotations are of a document that somebody else has published, foreign: true" in said


def test_words_of_3_0_mean_in_3_1_what_they_mean_there() -> None:
    judge = judging(
        {
            "type": "object",
            "properties": {
                "a": {"type": "string", "nullable": True},
                "b": {
                    "type": "number",
                    "minimum": 1,
                    "exclusiveMinimum": True,
                    "maximum": 3,
                    "exclusiveMaximum": False,
                },
            },
        }
    )
    assert judge.verdict({"a": None, "b": 3})
    assert not judge.verdict({"b": 1})
    assert not judge.verdict({"b": 4})


def test_an_enum_without_values_refuses_every_value_and_no_absence() -> None:
    judge = judging({"type": "object", "properties": {"a": {"enum": []}, "b": {"type": "string", "enum": []}}})
    assert judge.verdict({})
    values: tuple[Any, ...] = (None, "", "a", 1, [], {})
    for value in values:
        assert not judge.verdict({"a": value})
        assert not judge.verdict({"b": value})


# Whose it is


def test_a_keyword_of_ours_makes_it_ours_and_documents_yaml_has_the_last_word() -> None:
    schema = {"type": "object", "properties": {"a": {"embed": True}}}
    ours = {**schema, "x-rules": []}
    assert noted(schema)
    assert any("embed" in one for one in refusals(whole(ours)))
    assert len(refusals(whole(schema), documents="documents: [{id: a, title: A}]\n")) == 1
    assert noted(schema, documents="foreign: true\n")
    assert noted(ours, documents="foreign: true\ndocuments: [{id: a, title: A}]\n")


def test_foreign_is_true_or_false() -> None:
    assert "foreign must be true or false" in "\n".join(refusals_of_documents("foreign: maybe\n"))


def refusals_of_documents(text: str) -> list[str]:
    return refusals(whole({"type": "object"}), documents=text)


# YAML

YAML = """\
openapi: 3.1.0
info: {title: Shop, version: 2026-01-31}
paths:
  /orders:
    post:
      operationId: orders.create
      requestBody: {content: {application/json: {schema: {type: object, properties: {a: {default: 2026-01-31%s}}}}}}
      responses: {"200": {description: on, content: {application/json: {schema: {}, example: {at: 16:9}}}}}
"""


def checked(tmp_path: Path, text: str, **others: str) -> tuple[list[Problem], list[Problem]]:
    """The notes and the problems of `check`."""
    for name, content in {"openapi": text, **others}.items():
        file = tmp_path / "specs" / NAME / f"{name}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    contract, problems = check_specs(tmp_path)
    return [] if contract is None else notes_of(contract), problems


def test_yaml_1_2_counts_where_a_value_only_tells_and_for_times(tmp_path: Path) -> None:
    notes, problems = checked(tmp_path, YAML % "")
    assert problems == []
    lines = [one.place.line for one in notes if one.name == "yaml-1.1"]
    assert lines == [2, 7, 8, 8]
    assert "YAML 1.1 reads an integer here, YAML 1.2, which counts, a string" in {one.message for one in notes}


def test_yaml_is_refused_where_the_reading_matters(tmp_path: Path) -> None:
    _, problems = checked(tmp_path, YAML % ", enum: [yes, 16:9]")
    assert [one.name for one in problems] == ["yaml-1.1", "yaml-1.1"]


def test_ours_is_read_strictly(tmp_path: Path) -> None:
    _, problems = checked(tmp_path, YAML % "", documents="foreign: false\n")
    assert {one.name for one in problems} == {"yaml-1.1"}
    assert len(problems) == 4


def test_a_field_called_like_an_annotation_does_not_only_tell() -> None:
    assert only_tells(("paths", "/a", "get", "responses", "200", "content", "a/b", "example", "at"))
    assert only_tells(("components", "examples", "a", "value"))
    assert not only_tells(("components", "schemas", "example", "enum", 0))
    assert not only_tells(("schema", "properties", "description", "enum", 0))
    assert not only_tells(("schema", "enum", 0))


# Told


def test_notes_that_say_the_same_are_one_line_with_their_number(tmp_path: Path) -> None:
    fields = ", ".join(f"{name}: {{type: integer, embed: true}}" for name in "abc")
    text = (YAML % "").replace("a: {default: 2026-01-31}", fields)
    notes, problems = checked(tmp_path, text)
    assert problems == []
    embed = [one for one in notes if "embed" in one.message]
    assert len(embed) == 3
    (line,) = [one for one in grouped(notes) if "embed" in one]
    assert line.startswith(f"{embed[0].place}: embed is no keyword")
    assert line.endswith("(and at 2 more places) [unknown-keyword]")
