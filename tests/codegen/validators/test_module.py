"""The module under construction: schemas are numbered by what they say, and constants are kept once."""

from __future__ import annotations

from dataclasses import replace

from reelspec.codegen.tree import Expr, Listed, Lit, Tuple
from reelspec.codegen.validators.module import Module
from reelspec.language.contract.schema import Schema


def test_schemas_that_say_the_same_have_one_number() -> None:
    module = Module({})
    inner = Schema(types=("string",), enum=("a", 1))
    schema = Schema(properties={"x": inner})
    assert module.number(schema) == module.number(Schema(properties={"x": replace(inner)}))
    others = (
        Schema(properties={"y": inner}),
        Schema(pattern_properties={"x": inner}),
        Schema(properties={"x": replace(inner, enum=("a", True))}),
        Schema(properties={"x": inner}, required=("x",)),
    )
    assert len({module.number(each) for each in (schema, *others)}) == 5


def test_a_deep_schema_is_looked_at_once_at_each_level() -> None:
    module, schema = Module({}), Schema()
    for _ in range(200):
        schema = Schema(types=("array",), items=schema)
        module.number(schema)
    assert len(module._numbers) == 201
    assert max(map(len, module._numbers)) < 1_000


def test_a_constant_is_kept_once_and_1_is_not_true() -> None:
    module = Module({})
    values: list[Expr] = [
        Listed((1,)),
        Listed((True,)),
        Listed((1.0,)),
        Listed(([1],)),
        Tuple((Lit(1),)),
        Tuple((Lit(True),)),
    ]
    names = [module.constant("listed", value) for value in values]
    assert len(set(names)) == len(values)
    assert module.constant("other", Listed(([1],))) == names[3]
