"""The schemas that judge one value together: in which order they stand, and that each definition counts once."""

from __future__ import annotations

from reelspec.language.contract.schema import Schema, admits_null
from reelspec.language.contract.scope import conjuncts, resolved, scope_of

DEPTH = 3_000


def of(name: str, *, ref: str | None = None, all_of: tuple[Schema, ...] = ()) -> Schema:
    return Schema(properties={name: Schema()}, ref=ref, all_of=all_of)


def test_a_schema_stands_before_its_reference_and_that_before_its_parts() -> None:
    definitions = {"b": of("b", all_of=(of("c", ref="d"),)), "d": of("d", ref="b")}
    schema = of("a", ref="b", all_of=(of("e", all_of=(of("f"),)), of("g", ref="d")))
    assert [[*part.properties] for part in conjuncts(schema, definitions)] == [[name] for name in "abcdefg"]
    assert [*resolved(schema, definitions).properties] == [*"abcdefg"]
    assert {*scope_of(schema, definitions).fields} == {*"abcdefg"}


def test_each_of_many_definitions_that_refer_to_the_next_twice_is_followed_once() -> None:
    twice = [(Schema(ref=f"d{at + 1}"), Schema(ref=f"d{at + 1}")) for at in range(DEPTH)]
    definitions = {f"d{at}": of(f"f{at}", all_of=parts) for at, parts in enumerate(twice)}
    definitions[f"d{DEPTH}"] = Schema()
    parts = conjuncts(Schema(ref="d0"), definitions)
    assert [name for part in parts for name in part.properties] == [f"f{at}" for at in range(DEPTH)]
    assert len(parts) == 3 * DEPTH + 2


def test_whether_null_is_admitted_is_asked_of_each_definition_once() -> None:
    twice = [(Schema(ref=f"d{at + 1}"), Schema(any_of=(Schema(ref=f"d{at + 1}"),))) for at in range(60)]
    definitions = {f"d{at}": Schema(all_of=parts) for at, parts in enumerate(twice)}
    for types, admitted in ((("string", "null"), True), (("string",), False)):
        assert admits_null(Schema(ref="d0"), {**definitions, "d60": Schema(types=types)}) is admitted


def test_fields_of_what_is_referred_to_come_first() -> None:
    definitions = {"b": of("b", ref="c"), "c": of("c")}
    assert [*scope_of(of("a", ref="b", all_of=(of("d"),)), definitions).fields] == [*"cbad"]
