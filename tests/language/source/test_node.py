"""Walking a document: values, ways to them, and where they were written."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace

import pytest

from reelspec.language.source import Node, Place, Problem, Problems, SourceFile, parse_yaml

TEXT = """\
title: Video
properties:
  seconds: {type: integer, enum: [5, 10]}
  a/b~c: 8.0
on-top: ~
flag: true
"""


@pytest.fixture
def document() -> SourceFile:
    return parse_yaml(TEXT, "specs/one.yaml")


def at(document: SourceFile, *pointer: str | int) -> Node:
    node = document.root.at(pointer)
    assert node is not None
    return node


def test_members_and_items_in_the_order_written(document: SourceFile) -> None:
    assert [key for key, _ in document.root.items()] == ["title", "properties", "on-top", "flag"]
    assert [node.value for node in at(document, "properties", "seconds", "enum").elements()] == [5, 10]


def test_only_objects_have_members_and_only_arrays_have_items(document: SourceFile) -> None:
    assert list(document.root.elements()) == []
    assert list(at(document, "title").items()) == []
    assert list(at(document, "title").elements()) == []
    assert list(at(document, "properties", "seconds", "enum").items()) == []


def test_get_gives_none_for_what_is_not_there(document: SourceFile) -> None:
    enum = at(document, "properties", "seconds", "enum")
    assert document.root.get("nothing") is None
    assert document.root.get(0) is None
    assert enum.get(2) is None
    assert enum.get(-1) is None
    assert enum.get("0") is None
    assert at(document, "title").get(0) is None
    assert at(document, "on-top").get("x") is None
    assert document.root.at(("title", "x", "y")) is None
    assert document.root.at(()) is not None


def test_a_null_that_is_written_is_there(document: SourceFile) -> None:
    node = document.root.get("on-top")
    assert node is not None
    assert node.value is None


def test_kinds_are_the_json_types(document: SourceFile) -> None:
    pointers: dict[tuple[str | int, ...], str] = {
        (): "object",
        ("title",): "string",
        ("properties", "seconds", "enum"): "array",
        ("properties", "seconds", "enum", 0): "integer",
        ("properties", "a/b~c"): "number",
        ("on-top",): "null",
        ("flag",): "boolean",
    }
    assert {pointer: at(document, *pointer).kind for pointer in pointers} == pointers


def test_json_pointers_are_escaped(document: SourceFile) -> None:
    assert document.root.json_pointer == ""
    assert at(document, "properties", "a/b~c").json_pointer == "/properties/a~1b~0c"
    assert at(document, "properties", "seconds", "enum", 1).json_pointer == "/properties/seconds/enum/1"


def test_a_pointer_goes_on_from_the_node(document: SourceFile) -> None:
    node = at(document, "properties").at(("seconds", "enum", 1))
    assert node is not None
    assert (node.value, node.pointer) == (10, ("properties", "seconds", "enum", 1))


def test_values_are_shared_and_plain(document: SourceFile) -> None:
    assert isinstance(document.value, dict)
    assert document.root.value is document.value
    assert at(document, "properties").value is document.value["properties"]
    assert type(document.value) is dict


def test_places_of_values_and_keys(document: SourceFile) -> None:
    node = at(document, "properties", "seconds")
    assert node.place == Place("specs/one.yaml", 3, 12)
    assert node.key_place == Place("specs/one.yaml", 3, 3)
    assert at(document, "properties", "seconds", "enum", 1).key_place == Place("specs/one.yaml", 3, 38)
    assert document.root.key_place == document.root.place == Place("specs/one.yaml", 1, 1)


def test_a_pointer_to_nothing_has_the_place_of_what_is_around_it(document: SourceFile) -> None:
    assert document.place(("properties", "seconds", "nothing", 3)) == Place("specs/one.yaml", 3, 12)


def test_a_document_comes_back_from_json_with_its_places(document: SourceFile) -> None:
    again = SourceFile.from_json("specs/two.yaml", json.loads(json.dumps(document.as_json())))
    assert again is not None
    assert again.value == document.value
    for pointer in (
        (),
        ("title",),
        ("properties",),
        ("properties", "seconds", "enum", 1),
        ("properties", "a/b~c"),
        ("flag",),
    ):
        before, after = document.root.at(pointer), again.root.at(pointer)
        assert before is not None
        assert after is not None
        assert (after.place.line, after.place.column) == (before.place.line, before.place.column)
        assert after.key_place == replace(before.key_place, file="specs/two.yaml")
    assert repr(again.root.at(("properties", "seconds", "enum"))) == repr(
        document.root.at(("properties", "seconds", "enum"))
    )


def test_a_document_that_has_a_value_in_two_places_is_not_written_as_json() -> None:
    document = parse_yaml("first: &one {a: 1}\nsecond: *one\n", "specs/one.yaml")
    assert document.as_json() is None
    assert SourceFile.from_json("specs/one.yaml", None) is None


def test_a_document_made_without_places_still_has_some() -> None:
    document = SourceFile("made.json", {"a": [1]})
    assert at(document, "a", 0).place == at(document, "a").key_place == Place("made.json", 1, 1)


def test_a_problem_stands_at_the_value_or_at_its_key(document: SourceFile) -> None:
    node = at(document, "properties", "seconds")
    assert str(node.problem("is wrong", "some-name")) == "specs/one.yaml:3:12: is wrong [some-name]"
    assert str(node.problem("is wrong", "some-name", key=True)) == "specs/one.yaml:3:3: is wrong [some-name]"


def test_documents_and_nodes_are_short_in_tracebacks(document: SourceFile) -> None:
    assert repr(document) == "SourceFile(file='specs/one.yaml')"
    assert repr(at(document, "title")) == "Node(pointer=('title',))"


def test_problems_are_sorted_and_each_shown_once() -> None:
    later = Problem(Place("a.yaml", 10, 1), "second", "x")
    sooner = Problem(Place("a.yaml", 9, 30), "first", "y")
    other = Problem(Place("b.yaml", 1, 1), "third", "z")
    problems = Problems([other, later, sooner, later])
    assert problems.problems == (sooner, later, other)
    assert str(problems) == "a.yaml:9:30: first [y]\na.yaml:10:1: second [x]\nb.yaml:1:1: third [z]"
    assert pickle.loads(pickle.dumps(problems)).problems == problems.problems


def test_no_problems_are_no_exception() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Problems([])
