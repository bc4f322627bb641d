"""The schemas of OpenAPI 3.0 and 3.1: each dialect keeps its own meaning of null, of limits and of what stands beside $ref."""

from __future__ import annotations

import time
from typing import Any

import pytest

from reelspec.language.contract.keywords import similar
from tests.language.parser.whole import OURS, document, judges, judging, notes, ref, refusal, refusals, taking

V3 = "3.0.3"


def fields(**properties: Any) -> dict[str, Any]:
    """An object schema with these fields."""
    return {"type": "object", "properties": properties}


def told(schema: Any, version: str = V3, **components: Any) -> tuple[str, ...]:
    """What generate tells of a document with that body."""
    return notes(document({"/orders": taking(schema)}, version, components={"schemas": components}))


# null in 3.0


def test_nullable_widens_the_type_beside_it() -> None:
    judge = judging(fields(note={"type": "string", "nullable": True}, text={"type": "string", "nullable": False}), V3)
    assert judge.verdict({"note": None})
    assert judge.verdict({"note": "x"})
    assert not judge.verdict({"note": 1})
    assert not judge.verdict({"text": None})


def test_an_enum_beside_nullable_admits_null_only_if_it_lists_it() -> None:
    judge = judging(
        fields(
            size={"type": "string", "nullable": True, "enum": ["s", "m"]},
            tone={"type": "string", "nullable": True, "enum": ["dark", None]},
        ),
        V3,
    )
    assert not judge.verdict({"size": None})
    assert judge.verdict({"tone": None})


def test_nullable_without_a_type_says_nothing() -> None:
    judge = judging(
        fields(any={"nullable": False}, all={"nullable": True, "allOf": [ref("Name")]}), V3, Name={"type": "string"}
    )
    assert judge.verdict({"any": None})
    assert not judge.verdict({"all": None})


def test_nullable_without_effect_is_told_with_its_place() -> None:
    schema = fields(
        size={"type": "string", "nullable": True, "enum": ["s", "m"]},
        all={"nullable": True, "allOf": [ref("Name")]},
        beside={"nullable": True, **ref("Name")},
    )
    assert [one.split(": ")[0] for one in told(schema, Name={"type": "string"})] == [
        "OpenAPI 3.0 gives nullable beside an enum without null no effect",
        "OpenAPI 3.0 gives nullable without type no effect",
        "OpenAPI 3.0 gives nullable beside $ref no effect",
    ]
    assert told(schema, Name={"type": "string"})[0].endswith("specs/shop/openapi.json:19:21")


# null in 3.1


def test_null_is_a_type_in_3_1() -> None:
    judge = judging(
        fields(note={"type": ["string", "null"]}, name={"anyOf": [ref("Name"), {"type": "null"}]}),
        Name={"type": "string"},
    )
    assert judge.verdict({"note": None, "name": None})
    assert not judge.verdict({"note": 1})
    assert not judge.verdict({"name": 1})


def test_nullable_is_refused_in_3_1() -> None:
    found = refusal(document({"/orders": taking(fields(note={"type": "string", "nullable": True}))}), **OURS)
    assert 'nullable is not carried: in this dialect null is a type: write type: [string, "null"]' in found


# Limits


def test_exclusive_flags_of_3_0_move_the_limit() -> None:
    judge = judging(
        fields(
            a={"type": "number", "minimum": 1, "exclusiveMinimum": True},
            b={"type": "number", "maximum": 1, "exclusiveMaximum": True},
            c={"type": "number", "minimum": 1, "exclusiveMinimum": False},
            d={"type": "number", "exclusiveMinimum": True},
        ),
        V3,
    )
    assert judge.verdict({"a": 1.5, "b": 0.5, "c": 1, "d": -5})
    assert not judge.verdict({"a": 1})
    assert not judge.verdict({"b": 1})
    assert not judge.verdict({"c": 0})


def test_exclusive_flags_are_refused_in_3_1() -> None:
    found = refusal(
        document({"/orders": taking(fields(a={"type": "number", "minimum": 1, "exclusiveMinimum": True}))}), **OURS
    )
    assert "exclusiveMinimum must be a number, not true" in found


# Beside $ref


def test_3_0_ignores_what_stands_beside_a_reference_and_tells_of_constraints() -> None:
    schema = fields(name={**ref("Name"), "maxLength": 1, "description": "A name.", "example": "x", "x-order": 2})
    judge = judging(schema, V3, Name={"type": "string"})
    assert judge.verdict({"name": "long"})
    (note,) = told(schema, Name={"type": "string"})
    assert note.startswith("OpenAPI 3.0 gives maxLength beside $ref no effect: specs/shop/openapi.json:")


def test_3_1_holds_what_stands_beside_a_reference() -> None:
    judge = judging(fields(name={**ref("Name"), "maxLength": 1}), Name={"type": "string"})
    assert judge.verdict({"name": "x"})
    assert not judge.verdict({"name": "long"})


# Read-only


def test_3_0_requires_read_only_fields_of_responses_alone() -> None:
    order = {
        "type": "object",
        "required": ["id", "made", "item"],
        "properties": {"id": {"type": "string", "readOnly": True}, "made": ref("Made"), "item": {"type": "string"}},
    }
    judge = judges(
        document(
            {"/orders": taking({"allOf": [ref("Order"), {"required": ["id", "number"]}]})},
            V3,
            components={"schemas": {"Order": order, "Made": {"type": "string", "readOnly": True}}},
        )
    )
    assert judge.verdict({"item": "tea", "number": 1})
    assert not judge.verdict({"number": 1})
    assert not judge.verdict({"item": "tea"})


@pytest.mark.parametrize(
    "around",
    [
        {"allOf": [{"required": ["id"]}]},
        {"anyOf": [{"required": ["id"]}]},
        {"oneOf": [{"required": ["id"]}]},
        {"dependentSchemas": {"item": {"required": ["id"]}}},
        {"if": {"required": ["item"]}, "then": {"required": ["id"]}},
        {"if": {"required": ["other"]}, "else": {"required": ["id"]}},
    ],
    ids=lambda around: list(around)[-1],
)
def test_3_0_requires_read_only_fields_of_responses_alone_wherever_they_are_required(around: dict[str, Any]) -> None:
    order = fields(id={"type": "string", "readOnly": True}, item={"type": "string"}, other={"type": "string"})
    assert judging({**order, **around}, V3).verdict({"item": "tea"})


@pytest.mark.parametrize(
    "around", [{"not": {"required": ["id"]}}, {"if": {"required": ["id"]}, "then": {"required": ["item"]}}]
)
def test_3_0_still_asks_whether_read_only_fields_are_there(around: dict[str, Any]) -> None:
    judge = judging({**fields(id={"type": "string", "readOnly": True}, item={"type": "string"}), **around}, V3)
    assert judge.verdict({})
    assert not judge.verdict({"id": "x"})


def test_in_3_1_read_only_is_demanded_of_no_request_of_others() -> None:
    schema = {"type": "object", "required": ["id"], "properties": {"id": {"readOnly": True}}}
    assert judging(schema).verdict({})
    assert not judges(document({"/orders": taking(schema)}), **OURS).verdict({})


# What cannot be carried


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({"type": "file"}, "there is no type file"),
        ({"type": "string", "required": True}, "required is a list of field names on the object, not a flag"),
        ({"type": "string", "pattern": "(?P<x>a)"}, "the pattern (?P<x>a)"),
        ({"type": "string", "enum": []}, "enum must be a list of at least one value"),
        ({"$recursiveRef": "#"}, "$recursiveRef is not carried"),
        ({"$ref": "#/components/schemas/Nothing"}, "leads to nothing"),
        ({"$ref": "https://example.com/order.json"}, "a reference to a file is relative and has no scheme"),
        ({"type": "string", "embed": True}, "embed is no keyword of JSON Schema 2020-12"),
        ({"type": "array", "min_items": 1}, "min_items is no keyword of JSON Schema 2020-12; did you mean minItems?"),
    ],
)
@pytest.mark.parametrize("version", [V3, "3.1.0"])
def test_what_cannot_be_carried_is_refused_by_name_and_place(schema: Any, message: str, version: str) -> None:
    found = refusal(document({"/orders": taking(fields(item=schema))}, version, components={"schemas": {}}), **OURS)
    assert message in found
    assert found.split(":")[0].isdecimal()


def test_every_problem_of_a_document_is_reported_at_once() -> None:
    whole = document(
        {"/a": taking({"type": "file"}, "a"), "/b": taking({"type": "text"}, "b"), "/c": taking({"type": "any"}, "a")}
    )
    assert len(refusals(whole)) == 3


def test_common_escapes_in_patterns_stand_for_themselves() -> None:
    judge = judging(fields(name={"type": "string", "pattern": r"^[\w\-]+\@[\w.-]+\/\_$"}))
    assert judge.verdict({"name": "a-b@c.d/_"})
    assert not judge.verdict({"name": "a b@c.d/_"})


def test_other_peoples_extensions_are_kept_in_silence() -> None:
    schema = {**fields(item={"type": "string", "x-order": 1, "x-variants": {}}), "x-tags": ["a"], "x-go-name": "Order"}
    schema["properties"]["item"].pop("x-variants")
    schema["properties"]["item"]["x-shop-variants"] = {}
    assert told(schema, "3.1.0") == ()
    assert judging(schema).verdict({"item": "tea"})


def test_nobody_else_misspells_an_extension_of_ours() -> None:
    schema = fields(item={"type": "string", "name": "Item"})
    assert judging(schema).verdict({"item": "tea"})
    assert "did you mean x-name?" in refusal(document({"/orders": taking(schema)}), **OURS)


@pytest.mark.parametrize(
    ("slip", "meant"), [("x-rule", "x-rules"), ("x-Rules", "x-rules"), ("x-defualt", "x-default"), ("x_source", "")]
)
def test_a_slip_of_our_own_extensions_is_refused(slip: str, meant: str) -> None:
    found = refusal(document({"/orders": taking({**fields(), slip: []})}))
    assert f"did you mean {meant}?" in found if meant else "x_source is no keyword" in found


def test_near_misses_are_looked_for_among_words_that_somebody_writes() -> None:
    assert similar("sectoin", ["document", "section"]) == "section"
    assert similar("nht", ["nth", "to"]) == "nth"
    assert similar("Size", ["size"]) == "size"
    assert similar("ab", ["ba"]) is None
    start = time.monotonic()
    assert similar("x" * 1_000_000, ["y" + "x" * 1_000_000, "x" * 999_999]) is None
    assert time.monotonic() - start < 2
