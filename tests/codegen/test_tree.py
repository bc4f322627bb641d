"""The tree of a judge: what nodes know of themselves, and that no kind is left out."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable
from typing import get_args

import pytest

from reelspec.codegen import tree
from reelspec.codegen.python.printer import Printer
from reelspec.codegen.tree import FALSE, TRUE, And, Call, If, Let, Lit, Negated, Or, Report, Var, both, either, opposite
from tests.codegen.nodes import EXPRESSIONS, STATEMENTS

Joining = Callable[..., tree.Expr]
KINDS = [*get_args(tree.Expr), *get_args(tree.Statement)]


def test_there_is_a_sample_of_every_kind_of_node() -> None:
    assert {type(one) for one in EXPRESSIONS} == set(get_args(tree.Expr))
    assert {type(one) for one in STATEMENTS} == set(get_args(tree.Statement))


def test_every_class_of_the_module_that_is_a_node_is_a_kind() -> None:
    found = {one for one in vars(tree).values() if isinstance(one, type) and dataclasses.is_dataclass(one)}
    assert found == set(KINDS)


@pytest.mark.parametrize("node", [*EXPRESSIONS, *STATEMENTS], ids=lambda node: type(node).__name__)
def test_a_node_finds_all_that_is_inside_it(node: tree.Node) -> None:
    inside = repr(node)
    walked = list(tree.walk(node))
    assert walked[0] is node
    for kind in KINDS:
        written = inside.count(f"{kind.__name__}(") - sum(
            inside.count(f"{other.__name__}(")
            for other in KINDS
            if other is not kind and other.__name__.endswith(kind.__name__)
        )
        assert written == sum(type(one) is kind for one in walked), kind


def test_what_is_read_and_called_is_known_at_any_depth() -> None:
    test = either(Negated(Call("unique", (Var("a"),))), tree.Kind(Var("b"), "number"))
    report = Report(tree.Const("_F"), tree.Path(("/x/", Call("token", (Var("key"),)))))
    block = If(test, (Let("c", Var("d")), report))
    assert tree.reads(block) == {"a", "b", "d", "key"}
    printer = Printer(frozenset())
    printer.function(tree.Function("f", "check", (block,)))
    assert printer.used == {"unique", "is_number", "Violation", "token"}
    assert tree.runs(test)
    assert not tree.runs(tree.Kind(Var("b"), "number"))


def truth(node: tree.Expr, values: dict[str, bool]) -> bool:
    match node:
        case Lit(value):
            return bool(value)
        case Var(name):
            return values[name]
        case Negated(part):
            return not truth(part, values)
        case And(parts):
            return all(truth(one, values) for one in parts)
        case Or(parts):
            return any(truth(one, values) for one in parts)
    raise AssertionError(node)


@pytest.mark.parametrize("made", list(itertools.product((both, either), repeat=2)))
def test_tests_are_joined_and_turned_without_changing_what_they_say(made: tuple[Joining, Joining]) -> None:
    inner, outer = made
    atoms: tuple[tree.Expr, ...] = (Var("a"), Var("b"), TRUE, FALSE, Negated(Var("a")))
    for first, second, third in itertools.product(atoms, repeat=3):
        node = outer(inner(first, second), third)
        for a, b in itertools.product((True, False), repeat=2):
            values = {"a": a, "b": b}
            parts = (truth(first, values), truth(second, values))
            inside = all(parts) if inner is both else any(parts)
            both_of = (inside, truth(third, values))
            assert truth(node, values) is (all(both_of) if outer is both else any(both_of))
            assert truth(opposite(node), values) is not truth(node, values)


def test_what_has_been_asked_is_not_asked_again() -> None:
    a, b, c = Var("a"), Var("b"), Var("c")
    assert both(a, either(Negated(a), b)) == And((a, b))
    assert both(a, either(Negated(a), both(b, c))) == And((a, b, c))
    assert either(Negated(a), both(a, b)) == Or((Negated(a), b))
    assert both(a, Negated(a), either(Negated(a), a)) == FALSE
    assert both(either(Negated(a), b), a) == And((Or((Negated(a), b)), a))  # b may need to know that a holds


def test_one_is_not_true_and_not_a_float() -> None:
    assert len({Lit(1), Lit(True), Lit(1.0), Lit("1")}) == 4
    assert both(tree.Same(Var("x"), Lit(1)), tree.Same(Var("x"), Lit(True))) == And(
        (tree.Same(Var("x"), Lit(1)), tree.Same(Var("x"), Lit(True)))
    )


def test_parts_are_compared_with_their_like_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    equal = Lit.__eq__

    def counted(self: Lit, other: object) -> bool:
        nonlocal compared
        compared += 1
        return equal(self, other)

    monkeypatch.setattr(Lit, "__eq__", counted)
    tests = [tree.Same(Var("x"), Lit(str(number))) for number in range(2_000)]
    for joined in (both, either):
        compared = 0
        assert joined(*tests, *tests).parts == tuple(tests)  # type: ignore[union-attr]
        assert compared <= 10 * len(tests)
    compared = 0
    both(*(Negated(test) for test in tests), either(*tests, Var("y")))
    assert compared <= 10 * len(tests)
