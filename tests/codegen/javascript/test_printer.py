"""Trees of judges in JavaScript: every kind of node, names, and texts that could be taken for code. Run by pytest."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from reelspec.codegen import tree as t
from reelspec.codegen.javascript.code import literal
from reelspec.codegen.javascript.printer import Printer
from reelspec.codegen.javascript.validators import support_places
from tests.codegen.nodes import EXPRESSIONS, JAVASCRIPT, NO, STATEMENTS, X
from tests.node import NODE

CONSTANTS: dict[str, t.Expr] = {
    "_SIZES": t.ScalarSet(tuple("abcdefg")),
    "_FEW": t.ScalarSet(("a", "b")),
    "_LISTED": t.Tuple((t.Lit("a"),)),
}
HOSTILE = "*/ </script> <!-- \u2028\u2029 ${x} `\\\" ' \ud800 \U0001f600 \x00\x7f"


def printer() -> Printer:
    return Printer(support_places(), CONSTANTS)


def said(node: t.Expr) -> str:
    (line,) = printer()._broken("", "", node, "")
    return line


def parses(code: str) -> None:
    if NODE is None:
        pytest.skip("node is not installed")
    done = subprocess.run(
        [NODE, "--check", "--input-type=module", "-"], input=code, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stderr}\n{code}"


def test_every_expression_is_printed() -> None:
    assert {node: said(node) for node in EXPRESSIONS} == JAVASCRIPT


def test_every_statement_is_printed() -> None:
    code = []
    for number, statement in enumerate(STATEMENTS):
        code += printer().function(t.Function(f"f{number}", "check", (statement,)))
    parses("\n".join(code))


def test_names_that_all_objects_have_are_their_own_fields_only() -> None:
    made = printer()
    (line,) = made._broken("", "", t.Get(X, "constructor"), "")
    assert line == 'own(x, "constructor")'
    assert not made.names
    assert said(t.Has(X, "a-b")) == 'x["a-b"] !== undefined'


def test_a_few_values_are_compared_and_lists_searched() -> None:
    assert said(t.Member(X, t.Const("_FEW"))) == 'x === "a" || x === "b"'
    assert said(t.Negated(t.Member(X, t.Const("_FEW")))) == 'x !== "a" && x !== "b"'
    assert said(t.Member(X, t.Const("_LISTED"))) == "_LISTED.includes(x)"


def test_what_only_python_asks_for_is_left_out() -> None:
    assert said(t.And((t.Related(X, "object"), t.Call("inexact", ())))) == "false"
    assert said(t.Negated(t.Call("unsure", (X,)))) == "true"


def test_sums_that_numbers_cannot_hold_are_big() -> None:
    weights: dict[str, t.Expr] = {"_WEIGHTS": t.Table((("a", 1), ("b", 2**60)))}
    made = Printer(support_places(), weights)
    block = (
        t.Let("sum", t.Lit(0)),
        t.Bump("sum", t.Call("weight", (t.Const("_WEIGHTS"), X))),
        t.If(t.Member(t.Var("sum"), t.Const("_ALLOWED")), NO),
    )
    lines = made.function(t.Function("f", "judge", block))
    assert "  sum = 0n;" in lines
    assert "  if (among(sum, _ALLOWED)) return false;" in lines
    assert made.constants() == [f'const _WEIGHTS = new Map([["a", 1n], ["b", {2**60}n]]);']
    names: dict[str, t.Expr] = {"_ALLOWED": t.ScalarSet((1, 2**60))}
    assert Printer(support_places(), names).constant("_ALLOWED", names["_ALLOWED"]) == [
        f"const _ALLOWED = new Set([1, {2**60}n]);"
    ]


def test_constants_that_nothing_refers_to_are_left_out() -> None:
    made = printer()
    made.function(t.Function("f", "check", (t.If(t.Member(X, t.Const("_SIZES")), NO),)))
    assert made.constants() == ['const _SIZES = new Set(["a", "b", "c", "d", "e", "f", "g"]);']


@pytest.mark.parametrize(
    "value", [HOSTILE, {HOSTILE: [HOSTILE]}, {"__proto__": {"a": 1}}, -0.0, 8.0, 1e21, 5e-324, 2**53]
)
def test_literals_are_what_they_were(value: Any) -> None:
    code = literal(value)
    assert code.isascii() and "</" not in code and "<!" not in code
    if NODE is None:
        pytest.skip("node is not installed")
    program = f"process.stdout.write(JSON.stringify([{code}]))"
    done = subprocess.run([NODE, "-e", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [value]


def test_no_text_ends_a_comment_or_a_line() -> None:
    block = (t.Note(HOSTILE + "\nthrow 1"), t.Return(t.Path((HOSTILE, X))))
    lines = printer().function(t.Function("f", "members", block, doc=HOSTILE))
    assert all(line.isascii() for line in lines)
    parses("\n".join(lines))
