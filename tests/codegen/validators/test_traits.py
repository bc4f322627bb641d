"""What is asked of a schema before code is made of it, of definitions that refer to each other more than once."""

from __future__ import annotations

import pytest

from reelspec.codegen.validators.emitter import emit_validator
from reelspec.codegen.validators.traits import all_fields, evaluates, speaks_of_others
from reelspec.language.contract.schema import Schema
from tests.specs import read
from tests.support import load_module

DEPTH = 40


class Counted(dict[str, Schema]):
    """Definitions that may be looked up so many times as there are definitions, and no more."""

    def __init__(self, schemas: dict[str, Schema]) -> None:
        super().__init__(schemas)
        self.looked = 0

    def __getitem__(self, name: str) -> Schema:
        self.looked += 1
        assert self.looked <= len(self), "a definition is followed more than once"
        return super().__getitem__(name)


def diamonds(*, ends: Schema, depth: int = DEPTH) -> Counted:
    """Definitions of which each refers to the next twice."""
    links = {}
    for at in range(depth):
        then = Schema(ref=f"d{at + 1}")
        links[f"d{at}"] = Schema(properties={f"f{at}": Schema()}, all_of=(then, then))
    return Counted({**links, f"d{depth}": ends})


def test_each_definition_is_asked_once_for_its_fields() -> None:
    definitions = diamonds(ends=Schema(properties={"last": Schema()}))
    assert all_fields(Schema(ref="d0"), definitions) == (*(f"f{at}" for at in range(DEPTH)), "last")
    assert definitions.looked == DEPTH + 1


@pytest.mark.parametrize("closed", [False, True])
def test_each_definition_is_asked_once_whether_it_speaks_of_other_fields(closed: bool) -> None:
    ends = Schema(additional_properties=Schema(boolean=False)) if closed else Schema()
    definitions = diamonds(ends=ends)
    assert speaks_of_others(Schema(ref="d0"), definitions) is closed
    assert definitions.looked == DEPTH + 1


def test_each_definition_is_asked_once_whether_it_evaluates_items() -> None:
    definitions = diamonds(ends=Schema())
    assert not evaluates(Schema(ref="d0"), "items", definitions)
    assert definitions.looked == DEPTH + 1


def test_a_chain_longer_than_the_limit_of_recursion_is_followed() -> None:
    definitions = diamonds(ends=Schema(), depth=3_000)
    assert len(all_fields(Schema(ref="d0"), definitions)) == 3_000


def test_fields_are_in_the_order_of_writing_across_references_and_parts() -> None:
    definitions = {
        "one": Schema(properties={"b": Schema()}, all_of=(Schema(ref="two"), Schema(properties={"d": Schema()}))),
        "two": Schema(properties={"c": Schema()}, all_of=(Schema(ref="one"),)),
    }
    schema = Schema(ref="one", properties={"a": Schema()}, all_of=(Schema(properties={"e": Schema()}),))
    assert all_fields(schema, definitions) == ("a", "b", "c", "d", "e")


def test_a_reference_may_stand_beside_parts_that_refer() -> None:
    (owner,) = read({
        "request.yaml": """\
            x-source: {document: page}
            type: object
            properties: {size: {$ref: '#/$defs/size', allOf: [{$ref: '#/$defs/other'}]}}
            $defs:
              size: {type: object, properties: {width: {type: integer}}}
              other: {type: object, properties: {height: {type: integer}}}
            """
    }).providers  # fmt: skip
    judge = load_module(emit_validator(owner.models[0], owner, standalone=True))
    assert judge.validate({"size": {"width": 1, "height": 2}}) == ()
    assert [violation.path for violation in judge.validate({"size": {"width": "1", "height": "2"}})] == [
        "/size/width",
        "/size/height",
    ]
