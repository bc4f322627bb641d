"""Every kind of node in Python, that lines are broken without changing what they say, and that names hide nothing."""

from __future__ import annotations

import builtins
import keyword
import random
from typing import Any

import pytest

from reelspec.codegen import tree
from reelspec.codegen.python import printer
from reelspec.codegen.python.printer import Printer
from reelspec.codegen.tree import (
    And,
    Choose,
    Each,
    Function,
    Index,
    Let,
    Lit,
    Negated,
    Or,
    Order,
    Return,
    Same,
    Tuple,
    Var,
)
from tests.codegen.nodes import EXPRESSIONS, PYTHON, STATEMENTS

SUPPORT = {"unique", "text", "items"}


def lines(*block: tree.Statement) -> list[str]:
    """The statements as Python, without the function around them."""
    return [line[4:] for line in Printer(SUPPORT).function(Function("_f", "accepts", block))[1:]]


@pytest.mark.parametrize("node", EXPRESSIONS, ids=lambda node: type(node).__name__)
def test_expressions(node: tree.Expr) -> None:
    assert lines(Return(node)) == [f"return {PYTHON[node]}"]


def test_opposites() -> None:
    x = Var("x")
    shown: dict[tree.Expr, str] = {
        tree.Absent(x): "x is not None",
        tree.Kind(x, "string"): "type(x) is not str",
        tree.Kind(x, "integer"): "type(x) is not int and not is_integer(x)",
        tree.Kind(x, "unknown"): "x is not UNKNOWN",
        Same(x, Lit(True)): "x is not True",
        Same(x, Lit(1)): "x != 1",
        Same(tree.Size(x, "items"), Lit(0)): "x",
        tree.Member(x, tree.Const("_A")): "x not in _A",
        tree.Has(x, "a"): '"a" not in x',
        tree.Heard(): "late is None",
        tree.Blank(x): "x[:1] not in SPACES or x.strip(SPACES)",
        Order(x, "<", Lit(1)): "not x < 1",
        And((x, x)): "not (x and x)",
        Choose(x, x, x): "not (x if x else x)",
    }
    for node, text in shown.items():
        assert lines(Return(Negated(node))) == [f"return {text}"]


def test_statements() -> None:
    printed = {type(one).__name__: lines(one) for one in STATEMENTS}
    assert printed["Bump"] == ["x += 2"]
    assert lines(tree.Bump("x", Lit(-1))) == ["x -= 1"]
    assert printed["Take"] == [
        "try:",
        '    x = value["a"]',
        '    y = value["b"]',
        "except KeyError:",
        "    return False",
    ]
    assert printed["Field"] == [
        'if "a" in value:',
        '    x: Any = value["a"]',
        "    y += x",
        "else:",
        "    x = None",
        "    y -= 1",
    ]
    assert printed["If"] == ["if x:", "    return False", "elif y:", "    return False", "else:", "    return True"]
    assert printed["Each"] == ["for i, x in enumerate(value[1:], 1):", "    y += x"]
    assert printed["Report"] == ['out.append(Violation(_FAULT, "/a", x, ("/b",)))']
    assert printed["Shield"] == ["try:", "    return False", "except Exception:", "    return True"]


def test_a_field_is_read_in_the_shortest_way() -> None:
    value, use = Var("value"), (tree.Bump("y", Var("x")),)
    assert lines(tree.Field(value, "a", "x", use)) == ['if "a" in value:', '    x = value["a"]', "    y += x"]
    got = tree.Field(value, "a", "x", use, null_is_absent=True)
    assert lines(got) == ['x = value.get("a")', "if x is not None:", "    y += x"]
    assert lines(tree.Field(value, "a", "x", (), use, read=False)) == ['if "a" not in value:', "    y += x"]
    assert lines(tree.Field(value, "a", "x", use, read=False)) == ['if "a" in value:', "    y += x"]


def test_names_that_mean_something_here_give_way() -> None:
    for name in ("class", "match", "type", "len", "text"):
        assert lines(Let(name, Lit(1)), Return(Var(name))) == [f"{name}_ = 1", f"return {name}_"]
    taken = Printer(SUPPORT)._taken
    assert {*keyword.kwlist, *keyword.softkwlist, *SUPPORT} <= taken
    assert {name for name in vars(builtins) if name.islower()} <= taken


def test_a_variable_of_several_values_is_declared_where_it_gets_the_first() -> None:
    assert lines(Let("a", Var("b")), Let("a", Lit(None))) == ["a: Any = b", "a = None"]
    assert lines(Let("a", Lit(0)), tree.Bump("a", Lit(1)), Let("a", Lit(2))) == ["a = 0", "a += 1", "a = 2"]


def expression(chance: random.Random, depth: int) -> tree.Expr:
    if depth == 0:
        return Var(chance.choice("abcd"))

    def inner() -> tree.Expr:
        return expression(chance, depth - chance.choice((1, 1, 2)) if depth > 1 else 0)

    match chance.randrange(8):
        case 0 | 1:
            return And(tuple(inner() for _ in range(chance.randrange(2, 4))))
        case 2 | 3:
            return Or(tuple(inner() for _ in range(chance.randrange(2, 4))))
        case 4:
            return Negated(inner())
        case 5:
            return Choose(inner(), inner(), inner())
        case 6:
            return Index(Tuple((inner(), inner())), chance.randrange(2))
        case _:
            return Same(inner(), inner())


def value_of(node: tree.Expr, values: dict[str, bool]) -> Any:
    match node:
        case Var(name):
            return values[name]
        case And(parts):
            return all(value_of(one, values) for one in parts)
        case Or(parts):
            return any(value_of(one, values) for one in parts)
        case Negated(part):
            return not value_of(part, values)
        case Choose(test, yes, no):
            return value_of(yes if value_of(test, values) else no, values)
        case Index(Tuple(items), index):
            return value_of(items[index], values)
        case Same(left, right):
            return value_of(left, values) == value_of(right, values)
    raise AssertionError(node)


@pytest.mark.parametrize("width", [24, 40, 110])
def test_broken_lines_say_the_same(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setattr(printer, "WIDTH", width)
    chance = random.Random(width)
    for _ in range(400):
        node = expression(chance, 4)
        block = (tree.If(node, (Return(tree.TRUE),)), Return(tree.FALSE))
        code = "\n".join(["def f(a, b, c, d):", *(f"    {line}" for line in lines(*block))])
        space: dict[str, Any] = {}
        exec(compile(code, "<printed>", "exec"), space)
        for bits in range(16):
            values = {name: bool(bits >> at & 1) for at, name in enumerate("abcd")}
            assert space["f"](**values) is value_of(node, values), code


def test_long_texts_and_lists_are_broken_into_lines_that_fit() -> None:
    words = " ".join(f"word{number}" for number in range(60))
    fault = tree.Fault("rule", "error", Lit(words), "text", Tuple((Lit(words), tree.NULL)))
    for value in (fault, tree.ScalarSet(tuple(words.split())), tree.Listed(tuple(words.split())), Lit(words)):
        printed = Printer(()).constant("_A", value)
        assert len(printed) > 3
        assert max(map(len, printed)) <= printer.WIDTH
        space: dict[str, Any] = {"Fault": lambda *parts: parts, "Listed": lambda *parts: parts, "text": "text"}
        exec("from __future__ import annotations\n" + "\n".join(printed), space)
        plain = {tree.Fault: ("rule", "error", words, "text", (words, None)), tree.Listed: tuple(words.split())}
        assert space["_A"] == {**plain, tree.ScalarSet: frozenset(words.split()), Lit: words}[type(value)]


def test_a_loop_over_pairs_needs_no_position() -> None:
    assert lines(Each("x", Var("value"), (tree.Bump("y", Var("x")),))) == ["for x in value:", "    y += x"]
