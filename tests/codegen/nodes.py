"""A sample of every kind of node, and for expressions what each is in Python."""

from __future__ import annotations

from reelspec.codegen import tree as t

X, Y = t.Var("x"), t.Var("y")

PYTHON: dict[t.Expr, str] = {
    t.Lit({"a": [1, None]}): '{"a": [1, None]}',
    t.Var("size"): "size",
    t.Const("_SIZES"): "_SIZES",
    t.Own("_check"): "_check",
    t.Support("UNKNOWN"): "UNKNOWN",
    t.Call("unique", (X,)): "unique(x)",
    t.Invoke("_check_item", (X, t.Lit(1))): "_check_item(x, 1)",
    t.Absent(X): "x is None",
    t.Kind(X, "string"): "type(x) is str",
    t.Related(X, "object"): "isinstance(x, dict)",
    t.Same(X, t.Lit("a")): 'x == "a"',
    t.Member(X, t.Const("_SIZES")): "x in _SIZES",
    t.Order(X, "<", t.Lit(5)): "x < 5",
    t.Has(X, "a"): '"a" in x',
    t.Size(X, "length"): "len(x)",
    t.Heard(): "late is not None",
    t.Part(X, "begins", t.Lit("a")): 'x.startswith("a")',
    t.Part(X, "ends", t.Lit("a")): 'x.endswith("a")',
    t.Part(X, "has", t.Lit("a")): '"a" in x',
    t.Blank(X): "x[:1] in SPACES and not x.strip(SPACES)",
    t.Searched(t.Const("_PATTERN"), X): "_PATTERN.search(x)",
    t.And((X, t.Or((X, Y)))): "x and (x or y)",
    t.Or((X, t.And((X, Y)))): "x or (x and y)",
    t.Negated(X): "not x",
    t.Choose(X, t.Lit(1), t.Lit(2)): "1 if x else 2",
    t.Index(X, 0): "x[0]",
    t.At(X, Y): "x[y]",
    t.Get(X, "a"): 'x.get("a")',
    t.Tuple((X,)): "(x,)",
    t.Sum((X, t.Choose(Y, t.Lit(1), t.Lit(0)))): "x + (1 if y else 0)",
    t.Path(("/a/", X, "/b{c}")): 'f"/a/{x}/b{{c}}"',
    t.Names(("a", "b")): 'frozenset({"a", "b"})',
    t.Table((("a", 1),)): '{"a": 1}',
    t.Listed(("a", 1)): 'Listed("a", 1)',
    t.Pattern("^a$"): 'Pattern("^a\\\\Z")',
    t.Fault("enum", "error", t.Const("_SOURCE"), "text", t.Lit("no")): 'Fault("enum", "error", _SOURCE, text, "no")',
}
EXPRESSIONS = tuple(PYTHON)

NO = (t.Return(t.FALSE),)
STATEMENTS: tuple[t.Statement, ...] = (
    t.Let("x", t.Lit(1)),
    t.Bump("x", t.Lit(2)),
    t.Unpack(("x", "y"), t.Var("value")),
    t.Take(t.Var("value"), (("a", "x"), ("b", "y")), NO),
    t.Field(t.Var("value"), "a", "x", (t.Bump("y", X),), (t.Bump("y", t.Lit(-1)),), kept=True),
    t.If(X, NO, (t.If(Y, NO, (t.Return(t.TRUE),)),)),
    t.Each("x", t.Var("value"), (t.Bump("y", X),), "i", 1),
    t.Report(t.Const("_FAULT"), t.Path(("/a",)), X, t.Tuple((t.Path(("/b",)),))),
    t.Do(t.Call("add", (X, Y))),
    t.Return(X),
    t.Shield(NO, (t.Return(t.TRUE),)),
    t.Note("why"),
)
