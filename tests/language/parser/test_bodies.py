"""Request bodies of whole documents: which models they make, under which names, and what judges them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.language.parser.whole import OK, document, judges, judging, models, notes, ref, refusal, taking

ORDER = {"type": "object", "required": ["item"], "properties": {"item": {"type": "string"}}}
PATH_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
CARD: dict[str, Any] = {
    "type": "object",
    "required": ["by"],
    "properties": {"by": {"type": "string"}, "number": {"type": "string"}},
}
CASH: dict[str, Any] = {
    "type": "object",
    "required": ["by", "sum"],
    "properties": {"by": {"type": "string"}, "sum": {"type": "number"}},
}


def test_a_component_gives_the_model_its_name() -> None:
    whole = document({"/orders": taking(ref("NewOrder"))}, components={"schemas": {"NewOrder": ORDER}})
    assert models(whole) == {"NewOrder": ("orders.create",)}


def test_a_schema_written_in_place_takes_the_operations_name() -> None:
    assert models(document({"/orders": taking(ORDER)})) == {"orders.create": ("orders.create",)}


def test_without_an_id_method_and_path_name_the_operation() -> None:
    whole = document({"/shops/{id}/orders": {**taking(ORDER, None), "parameters": [PATH_ID]}})
    assert models(whole) == {"post_shops_id_orders": ("post_shops_id_orders",)}


def test_made_ids_are_unlike_each_other_and_the_written_ones() -> None:
    whole = document(
        {
            "/a-b": taking(ORDER, None),
            "/a/b": taking(ORDER, None),
            "/other": taking(ORDER, "post_a_b_2"),
        }
    )
    found = list(models(whole))
    assert found[2] == "post_a_b_2"
    assert [one[:9] for one in found[:2]] == ["post_a_b_", "post_a_b_"]
    assert len(set(found)) == 3
    turned = document(dict(reversed(list(whole["paths"].items()))))
    assert sorted(models(turned)) == sorted(found)  # the marks are made of the paths, not of their order


def test_one_component_in_several_operations_is_one_model() -> None:
    whole = document(
        {"/orders": taking(ref("Order"), "create"), "/drafts": taking(ref("Order"), "draft")},
        components={"schemas": {"Order": ORDER}},
    )
    assert models(whole) == {"Order": ("create", "draft")}


def test_a_shared_request_body_is_one_model_of_its_name() -> None:
    shared = {"content": {"application/json": {"schema": ORDER}}}
    post = {"requestBody": {"$ref": "#/components/requestBodies/OrderBody"}, "responses": OK}
    whole = document(
        {"/orders": {"post": {"operationId": "create", **post}}, "/drafts": {"post": {"operationId": "draft", **post}}},
        components={"requestBodies": {"OrderBody": shared}},
    )
    assert models(whole) == {"OrderBody": ("create", "draft")}


def test_notes_beside_a_reference_leave_it_the_component() -> None:
    schema = {**ref("Order"), "description": "What to order.", "x-order": 1}
    whole = document({"/orders": taking(schema)}, components={"schemas": {"Order": ORDER}})
    assert list(models(whole)) == ["Order"]


def test_constraints_beside_a_reference_hold_in_3_1() -> None:
    judge = judging({**ref("Order"), "required": ["number"]}, Order=ORDER)
    assert not judge.verdict({"item": "tea"})
    assert judge.verdict({"item": "tea", "number": 1})


def test_path_items_parameters_and_responses_are_found_by_reference() -> None:
    whole = document(
        {"/orders/{id}": {"$ref": "#/components/pathItems/Order"}},
        components={
            "pathItems": {"Order": {**taking(ORDER), "parameters": [{"$ref": "#/components/parameters/Id"}]}},
            "parameters": {"Id": PATH_ID},
        },
    )
    assert list(models(whole)) == ["orders.create"]


def test_names_that_python_or_files_would_confuse_are_told_apart() -> None:
    whole = document(
        {
            "/a": taking(ORDER, "createOrder"),
            "/b": taking(ref("CreateOrder"), "b"),
            "/c": taking(ref("Create-Order"), "c"),
            "/d": taking(ref("Create_Order"), "d"),
        },
        components={"schemas": {"CreateOrder": ORDER, "Create-Order": ORDER, "Create_Order": ORDER}},
    )
    assert models(whole) == {
        "createOrder.json": ("createOrder",),
        "CreateOrder": ("b",),
        "Create-Order.c": ("c",),
        "Create_Order.d": ("d",),
    }


def test_one_name_in_two_files_is_two_models() -> None:
    whole = document(
        {
            "/a": taking({"$ref": "one.yaml#/$defs/Order"}, "a"),
            "/b": taking({"$ref": "two.yaml#/$defs/Order"}, "b"),
            "/c": taking({"$ref": "two.yaml#/$defs/Order"}, "c"),
        }
    )
    one = "$defs: {Order: {type: object, required: [one]}}\n"
    two = "$defs: {Order: {type: object, required: [two]}}\n"
    assert models(whole, one=one, two=two) == {"Order": ("a",), "Order.b": ("b", "c")}


def test_odd_names_become_safe_files_and_modules() -> None:
    names = ["import", "orders/create", "../up", "Größe", "con", "__init__", "1st", "a b"]
    whole = document({f"/p{at}": taking(ORDER, name) for at, name in enumerate(names)})
    assert list(models(whole)) == names


def test_several_json_media_types_of_one_schema_are_one_model() -> None:
    content = {
        "application/json": {"schema": ORDER},
        "application/merge-patch+json": {"schema": ORDER},
        "text/json": {"schema": ORDER},
    }
    post = {"operationId": "orders.create", "requestBody": {"content": content}, "responses": OK}
    assert list(models(document({"/orders": {"post": post}}))) == ["orders.create"]


def test_several_json_media_types_of_different_schemas_are_several_models() -> None:
    content = {"application/json": {"schema": ORDER}, "application/merge-patch+json": {"schema": {"type": "object"}}}
    patch = {"operationId": "orders.change", "requestBody": {"content": content}, "responses": OK}
    assert list(models(document({"/orders": {"patch": patch}}))) == ["orders.change", "orders.change.merge-patch+json"]


def test_forms_are_judged_and_other_bodies_are_not_as_is_told() -> None:
    whole = document(
        {
            "/files": taking({"type": "object"}, "upload", "multipart/form-data"),
            "/raw": taking({"type": "string", "format": "binary"}, "raw", "application/octet-stream"),
            "/text": taking({"type": "string", "maxLength": 9}, "text", "text/plain"),
        }
    )
    assert models(whole) == {"upload": ("upload",)}
    assert notes(whole) == ("bodies of text/plain are not judged, only JSON and forms are: text",)


def test_a_form_of_the_schema_of_the_json_is_the_same_model() -> None:
    whole = document({"/orders": taking(ORDER)})
    content = whole["paths"]["/orders"]["post"]["requestBody"]["content"]
    content["multipart/form-data"] = content["application/json"]
    assert models(whole) == {"orders.create": ("orders.create",)}


def test_a_misspelt_media_type_is_refused() -> None:
    found = refusal(document({"/orders": taking(ORDER, media_type="examples")}))
    assert "examples is no media type, such as application/json" in found


# Choices


def paying(mapping: dict[str, str] | None = None, path: str = "/pay", **parts: Any) -> dict[str, Any]:
    discriminator = {"propertyName": "by", **({} if mapping is None else {"mapping": mapping})}
    body = {"oneOf": [ref("Card"), ref("Cash")], "discriminator": discriminator}
    return document({path: taking(body, "pay")}, components={"schemas": {"Card": CARD, "Cash": CASH, **parts}})


def test_a_discriminator_with_constants_picks_the_model() -> None:
    card = {**CARD, "properties": {**CARD["properties"], "by": {"const": "card"}}}
    cash = {**CASH, "properties": {**CASH["properties"], "by": {"enum": ["coins", "notes"]}}}
    assert list(models(paying(Card=card, Cash=cash))) == ["card", "coins", "notes"]


def test_a_mapping_picks_the_model_where_the_choices_have_no_constants() -> None:
    whole = paying({"card": "#/components/schemas/Card", "cash": "Cash"})
    assert list(models(whole)) == ["card", "cash"]
    cash = judges(whole, "cash")
    assert cash.verdict({"by": "cash", "sum": 1})
    assert not cash.verdict({"by": "card", "sum": 1})
    assert not cash.verdict({"by": "cash"})


def test_without_a_mapping_the_components_are_the_values() -> None:
    assert list(models(paying())) == ["Card", "Cash"]


def test_a_discriminator_that_is_not_required_leaves_one_model() -> None:
    whole = paying(Card={**CARD, "required": []})
    assert list(models(whole)) == ["pay"]
    assert notes(whole) == ("the discriminator is not what tells these bodies apart, so each is one model: pay",)
    judge = judges(whole, "pay")
    assert judge.verdict({"number": "1"})
    assert not judge.verdict({"by": "cash", "sum": 1})  # both choices accept it, and oneOf wants one


def test_choices_written_in_place_leave_one_model() -> None:
    body = {"oneOf": [CARD, ref("Cash")], "discriminator": {"propertyName": "by"}}
    whole = document({"/pay": taking(body, "pay")}, components={"schemas": {"Cash": CASH}})
    assert list(models(whole)) == ["pay"]


def test_values_that_two_bodies_share_leave_each_one_model() -> None:
    other = {"type": "object", "required": ["by"], "properties": {"by": {"const": "Card"}}}
    whole = paying(Other=other)
    body = {"oneOf": [ref("Other")], "discriminator": {"propertyName": "by"}}
    whole["paths"]["/refund"] = taking(body, "refund")
    assert list(models(whole)) == ["pay", "refund"]


def test_a_choice_that_is_a_body_by_itself_leaves_one_model() -> None:
    whole = paying()
    whole["paths"]["/card"] = taking(ref("Card"), "card.pay")
    assert models(whole) == {"pay": ("pay",), "Card": ("card.pay",)}


def test_a_choice_in_two_bodies_is_one_model_of_both() -> None:
    whole = paying()
    body = {"oneOf": [ref("Card"), ref("Cash")], "discriminator": {"propertyName": "by"}}
    whole["paths"]["/again"] = taking(body, "again")
    assert models(whole) == {"Card": ("pay", "again"), "Cash": ("pay", "again")}


def test_choices_without_a_discriminator_are_one_model() -> None:
    body = {"anyOf": [ref("Card"), ref("Cash")]}
    whole = document({"/pay": taking(body, "pay")}, components={"schemas": {"Card": CARD, "Cash": CASH}})
    assert list(models(whole)) == ["pay"]
    judge = judges(whole, "pay")
    assert judge.verdict({"by": "x", "sum": 1})
    assert not judge.verdict({"sum": 1})


def test_a_discriminator_inside_a_body_changes_no_verdict_and_is_not_handed_on() -> None:
    body = {
        "type": "object",
        "properties": {"pay": {"oneOf": [ref("Card"), ref("Cash")], "discriminator": {"propertyName": "by"}}},
    }
    judge = judging(body, Card=CARD, Cash={**CASH, "required": ["sum"], "properties": {"sum": {"type": "number"}}})
    assert judge.verdict({"pay": {"by": "x"}})
    assert judge.verdict({"pay": {"sum": 1}})
    assert not judge.verdict({"pay": {"by": "x", "sum": 1}})
    assert "discriminator" not in str(judge.schema)


def test_composition_of_components() -> None:
    judge = judging({"allOf": [ref("Order"), {"required": ["number"]}]}, Order=ORDER)
    assert judge.verdict({"item": "tea", "number": 2})
    assert not judge.verdict({"item": "tea"})
    assert not judge.verdict({"number": 2})


def test_recursive_schemas() -> None:
    box = {"type": "object", "properties": {"in": {"type": "array", "items": ref("Box")}, "size": {"type": "integer"}}}
    judge = judges(document({"/boxes": taking(ref("Box"))}, components={"schemas": {"Box": box}}), "Box")
    assert judge.verdict({"in": [{"in": [{"size": 1}]}]})
    assert not judge.verdict({"in": [{"in": [{"size": "1"}]}]})


def test_a_long_chain_of_components() -> None:
    count = 1500
    chain = {
        f"S{at}": {"type": "object", "properties": {"next": ref(f"S{(at + 1) % count}"), "size": {"type": "integer"}}}
        for at in range(count)
    }
    judge = judges(document({"/chain": taking(ref("S0"))}, components={"schemas": chain}), "S0")
    assert judge.verdict({"next": {"next": {"size": 1}}})
    assert not judge.verdict({"next": {"next": {"size": "1"}}})


def nested(kind: str, count: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(count):
        inside = {"items": schema} if kind == "array" else {"additionalProperties": schema}
        schema = {"type": kind, **inside}
    return schema


@pytest.mark.parametrize(("kind", "good", "bad"), [("array", ["a"], [1]), ("object", {"a": "a"}, {"a": 1})])
def test_arrays_and_maps_inside_each_other(kind: str, good: Any, bad: Any) -> None:
    judge = judging(nested(kind, 16))
    for _ in range(15):
        good, bad = ([good], [bad]) if kind == "array" else ({"a": good}, {"a": bad})
    assert judge.verdict(good)
    assert not judge.verdict(bad)
    message = refusal(document({"/orders": taking(nested(kind, 20))}))
    assert message.endswith(
        "more than 16 arrays and maps stand inside each other here: make a definition of the inner ones [nesting]"
    )


@pytest.mark.parametrize("length", [10**7, 10**15, 10**300])
def test_a_length_that_no_case_shows(length: int) -> None:
    fields = {"text": {"type": "string", "minLength": length}, "item": {"type": "string"}}
    judge = judging({"type": "object", "properties": fields})
    assert judge.verdict({"item": "tea"})
    assert not judge.verdict({"text": "tea"})
