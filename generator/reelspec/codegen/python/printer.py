"""Prints the tree of a judge as Python. The only place that knows how Python says it; nothing it writes is read back.

A variable keeps its name unless that means something else here: a keyword, a builtin or a name of the support code gets a
trailing underscore, which no name of the tree has.
"""

from __future__ import annotations

import builtins
import keyword
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from reelspec.codegen import tree
from reelspec.codegen.python.code import literal, plain, text_pieces
from reelspec.language.regex.ecma import translate

WIDTH = 110
"""The longest line that is left unbroken where there is a place to break it."""

_SIGNATURES = {
    "judge": "body: Any, facts: Any = None) -> bool",
    "accepts": "value: Any) -> bool",
    "check": "value: Any, path: str, out: list[Violation], late: list[Violation] | None) -> None",
    "body": "body: Any, out: list[Violation], late: list[Violation] | None) -> None",
    "fills": "value: Any, path: str, refused: frozenset[str]) -> Any",
    "looks": "value: Any, path: str, facts: Facts, out: list[Violation], late: list[Violation] | None) -> None",
    "condition": "item: Any, path: str, refused: frozenset[str]) -> tuple[bool, bool]",
    "members": "value: Any) -> set[Any]",
}
_CLASSES = {"boolean": "bool", "written integer": "int", "string": "str", "array": "list", "object": "dict"}
_BUILTINS = frozenset(name for name in vars(builtins) if name.islower())


@lru_cache(1)
def _taken(support: frozenset[str]) -> frozenset[str]:
    """What no variable may be called."""
    return support.union(keyword.kwlist, keyword.softkwlist, _BUILTINS)


# How tightly an operator binds, from loose to tight.
_CHOICE, _OR, _AND, _NOT, _COMPARISON, _SUM, _ATOM = range(7)


class Code(NamedTuple):
    """An expression on one line, and how tightly it binds."""

    text: str
    binds: int = _ATOM


class Printer:
    """Prints for one module. support: the names of the support code, which variables must not take. width: the longest line that
    is left unbroken. used: the names of the support code that have been printed; called: those of functions of the module."""

    def __init__(self, support: Collection[str], width: int = WIDTH) -> None:
        self._width = width
        self._taken = _taken(frozenset(support))
        self.used: set[str] = set()
        self.called: set[str] = set()

    # Modules

    def constant(self, name: str, value: tree.Expr) -> list[str]:
        """The lines of a constant of the module."""
        # Of no fixed length: mypyc would copy each element of a tuple at each use.
        kind = "Final[tuple[Any, ...]]" if isinstance(value, tree.Tuple) else "Final"
        return self._broken("", f"{name}: {kind} = ", value, "")

    def function(self, function: tree.Function) -> list[str]:
        """The lines of a function of the module."""
        signature = _SIGNATURES[function.kind]
        if function.given:
            given = ", ".join(f"{self._local(name)}: {'str' if name == 'path' else 'Any'}" for name in function.given)
            signature = given + signature.removeprefix("value: Any").removeprefix(", path: str")
        out = [f"def {function.name}({signature}:"]
        if function.doc:
            out.append(f'    """{plain(function.doc).replace(chr(34), chr(39))}"""')
        written = Counter(_written(function.body))
        self._several = {name for name, times in written.items() if times > 1}
        return out + self._block(function.body, 1)

    # Statements

    def _block(self, block: Sequence[tree.Statement], depth: int) -> list[str]:
        pad = "    " * depth
        out = [line for statement in block for line in self._statement(statement, pad, depth)]
        return out if any(not line.lstrip().startswith("#") for line in out) else [*out, f"{pad}pass"]

    def _statement(self, statement: tree.Statement, pad: str, depth: int) -> Iterator[str]:
        match statement:
            case tree.Let(name, value):
                yield from self._broken(pad, f"{self._bound(name, value)} = ", value, "")
            case tree.Bump(name, tree.Lit(int() as amount)) if amount < 0:
                yield f"{pad}{self._local(name)} -= {-amount}"
            case tree.Bump(name, amount):
                yield f"{pad}{self._local(name)} += {self._text(amount)}"
            case tree.Unpack(names, value):
                comma = "," if len(names) == 1 else ""
                yield f"{pad}{', '.join(map(self._local, names))}{comma} = {self._text(value)}"
            case tree.Take(of, fields, otherwise):
                yield f"{pad}try:"
                for key, name in fields:
                    yield f"{pad}    {self._bound(name)} = {self._text(of)}[{literal(key)}]"
                yield f"{pad}except KeyError:"
                yield from self._block(otherwise, depth + 1)
            case tree.Field():
                yield from self._field(statement, pad, depth)
            case tree.If():
                yield from self._if(statement, pad, depth)
            case tree.Each(item, array, body, index, start):
                items = f"{self._text(array)}[{start}:]" if start else self._text(array)
                if index is not None:
                    first = f", {start}" if start else ""
                    item, items = f"{self._local(index)}, {self._local(item)}", f"enumerate({items}{first})"
                else:
                    item = self._local(item)
                yield f"{pad}for {item} in {items}:"
                yield from self._block(body, depth + 1)
            case tree.Report(fault, path, seen, related, late):
                arguments = [fault, path, seen, related]
                while arguments[-1] in (tree.NULL, tree.NOTHING):
                    arguments.pop()
                where = "late" if late else "out"
                yield from self._broken(pad, f"{where}.append(", tree.Call("Violation", tuple(arguments)), ")")
            case tree.Do(call):
                yield from self._broken(pad, "", call, "")
            case tree.Return(value):
                yield from self._broken(pad, "return ", value, "")
            case tree.Shield(body, otherwise):
                yield f"{pad}try:"
                yield from self._block(body, depth + 1)
                yield f"{pad}except Exception:"
                yield from self._block(otherwise, depth + 1)
            case tree.Note(text):
                yield f"{pad}# {plain(text)}"[:WIDTH].rstrip()

    def _field(self, field: tree.Field, pad: str, depth: int) -> Iterator[str]:
        of, key, name = self._text(field.object), literal(field.key), self._local(field.name)
        bound = self._bound(field.name) if field.read or field.kept else ""
        there = self._block(field.there, depth + 1) if field.there else []
        missing = (tree.Let(field.name, tree.NULL),) if field.kept else ()
        absent, test, opposite = (*missing, *field.absent), f"{key} in {of}", f"{key} not in {of}"
        if bound and field.null_is_absent:
            yield f"{pad}{bound} = {of}.get({key})"
            absent, test, opposite = field.absent, f"{name} is not None", f"{name} is None"
        elif bound:
            there.insert(0, f"{pad}    {bound} = {of}[{key}]")
        if there:
            yield f"{pad}if {test}:"
            yield from there
            if absent:
                yield f"{pad}else:"
                yield from self._block(absent, depth + 1)
        elif absent:
            yield f"{pad}if {opposite}:"
            yield from self._block(absent, depth + 1)

    def _if(self, statement: tree.If, pad: str, depth: int) -> Iterator[str]:
        word = "if"
        while True:
            yield from self._broken(pad, f"{word} ", statement.test, ":")
            yield from self._block(statement.body, depth + 1)
            match statement.orelse:
                case (tree.If() as statement,):
                    word = "elif"
                case ():
                    return
                case orelse:
                    yield f"{pad}else:"
                    yield from self._block(orelse, depth + 1)
                    return

    def _local(self, name: str) -> str:
        return f"{name}_" if name in self._taken else name

    def _support(self, name: str) -> str:
        self.used.add(name)
        return name

    def _bound(self, name: str, value: tree.Expr | None = None) -> str:
        """The name where it is given a value. mypyc takes a variable for what its first value is, so it is told that a later
        one may be anything; counts stay what they are."""
        several = name in self._several
        self._several.discard(name)
        number = isinstance(value, tree.Lit) and type(value.value) is int
        return f"{self._local(name)}: Any" if several and not number else self._local(name)

    # Expressions

    def _text(self, node: tree.Expr, least: int = _CHOICE) -> str:
        """The expression on one line; in parentheses where it binds less tightly than what is around it."""
        code = self._code(node)
        return code.text if code.binds >= least else f"({code.text})"

    def _code(self, node: tree.Expr) -> Code:
        match node:
            case tree.Lit(value):
                return Code(literal(value))
            case tree.Var(name):
                return Code(self._local(name))
            case tree.Const(name):
                return Code(name)
            case tree.Own(name):
                self.called.add(name)
                return Code(name)
            case tree.Support(name):
                return Code(self._support(name))
            case (
                tree.Call()
                | tree.Invoke()
                | tree.Tuple()
                | tree.ScalarSet()
                | tree.Table()
                | tree.Listed()
                | tree.Pattern()
                | tree.Fault()
            ):
                opening, items, closing = self._group(node)
                comma = "," if isinstance(node, tree.Tuple) and len(items) == 1 else ""
                return Code(f"{opening}{', '.join(map(self._shown, items))}{comma}{closing}")
            case tree.And(parts):
                return Code(" and ".join(self._text(part, _NOT) for part in parts), _AND)
            case tree.Or(parts):
                return Code(" or ".join(self._text(part, _NOT) for part in parts), _OR)
            case tree.Negated(part):
                return self._test(part, yes=False)
            case tree.Choose(test, yes, no):
                return Code(f"{self._text(yes, _OR)} if {self._text(test, _OR)} else {self._text(no)}", _CHOICE)
            case tree.Size(value):
                return Code(f"len({self._text(value)})")
            case tree.Index(value, index):
                return Code(f"{self._text(value, _ATOM)}[{index}]")
            case tree.At(of, key):
                return Code(f"{self._text(of, _ATOM)}[{self._text(key)}]")
            case tree.Get(of, key):
                return Code(f"{self._text(of, _ATOM)}.get({literal(key)})")
            case tree.Sum(parts):
                return Code(" + ".join(self._text(part, _SUM) for part in parts), _SUM if len(parts) > 1 else _ATOM)
            case tree.Path(parts):
                return Code(self._path(parts))
            case _:
                return self._test(node, yes=True)

    def _test(self, node: tree.Expr, *, yes: bool) -> Code:
        """A test, or its opposite."""
        no = "" if yes else "not "
        match node:
            case tree.Absent(value):
                return Code(f"{self._text(value, _SUM)} is {no}None", _COMPARISON)
            case tree.Kind(value, "any"):
                return Code(f"type({self._text(value)}) {no}in {self._support('EXACT')}", _COMPARISON)
            case tree.Kind(value, "gap"):
                return Code(f"type({self._text(value)}) is {no}{self._support('Gap')}", _COMPARISON)
            case tree.Kind(value, "unknown"):
                return Code(f"{self._text(value)} is {no}{self._support('UNKNOWN')}", _COMPARISON)
            case tree.Kind(value, "integer" | "number" as of):
                shown, judge = self._text(value), self._support(f"is_{of}")
                if yes:  # what nearly all numbers are, before a function is called
                    return Code(f"type({shown}) is int or {judge}({shown})", _OR)
                return Code(f"type({shown}) is not int and not {judge}({shown})", _AND)
            case tree.Kind(value, of):
                return Code(f"type({self._text(value)}) is {no}{_CLASSES[of]}", _COMPARISON)
            case tree.Same(tree.Size(value, "items"), tree.Lit(0)):
                shown = self._text(value, _ATOM)
                return Code(f"not {shown}", _NOT) if yes else Code(shown)
            case tree.Same(left, tree.Lit(None | True | False) as right):
                return Code(f"{self._text(left, _SUM)} is {no}{self._text(right)}", _COMPARISON)
            case tree.Same(left, right):
                sign = "==" if yes else "!="
                return Code(f"{self._text(left, _SUM)} {sign} {self._text(right, _SUM)}", _COMPARISON)
            case tree.Member(value, of):
                return Code(f"{self._text(value, _SUM)} {no}in {self._text(of, _SUM)}", _COMPARISON)
            case tree.Has(of, key):
                return Code(f"{literal(key)} {no}in {self._text(of, _SUM)}", _COMPARISON)
            case tree.Part(value, "has", text):
                return Code(f"{self._text(text, _SUM)} {no}in {self._text(value, _SUM)}", _COMPARISON)
            case tree.Heard():
                return Code(f"late is {'not ' if yes else ''}None", _COMPARISON)
            case tree.Blank(value):
                shown, spaces = self._text(value, _ATOM), self._support("SPACES")
                if yes:  # the first character decides nearly always
                    return Code(f"{shown}[:1] in {spaces} and not {shown}.strip({spaces})", _AND)
                return Code(f"{shown}[:1] not in {spaces} or {shown}.strip({spaces})", _OR)
        code = self._plain_test(node)
        if yes:
            return code
        return Code(f"not {code.text}" if code.binds > _NOT else f"not ({code.text})", _NOT)

    def _plain_test(self, node: tree.Expr) -> Code:
        """A test whose opposite is only `not`."""
        match node:
            case tree.Order(left, sign, right):
                return Code(f"{self._text(left, _SUM)} {sign} {self._text(right, _SUM)}", _COMPARISON)
            case tree.Related(value, "number"):
                shown = self._text(value)
                return Code(f"isinstance({shown}, (int, float)) and type({shown}) is not bool", _AND)
            case tree.Related(value, of):
                return Code(f"isinstance({self._text(value)}, {_CLASSES[of]})")
            case tree.Part(value, how, text):
                method = "startswith" if how == "begins" else "endswith"
                return Code(f"{self._text(value, _ATOM)}.{method}({self._text(text)})")
            case tree.Searched(pattern, value):
                return Code(f"{self._text(pattern, _ATOM)}.search({self._text(value)})")
        return self._code(node)

    def _path(self, parts: tuple[str | tree.Expr, ...]) -> str:
        match parts:
            case ():
                return '""'
            case (str() as text,):
                return literal(text)
            case (tree.Var(name),):
                return self._local(name)
        inside = "".join(
            literal(part)[1:-1].replace("{", "{{").replace("}", "}}")
            if isinstance(part, str)
            else f"{{{self._text(part)}}}"
            for part in parts
        )
        return f'f"{inside}"'

    def _group(self, node: tree.Expr) -> tuple[str, tuple[tree.Expr | str, ...], str]:
        """What opens, the parts that may stand on lines of their own, what closes. Parts that are texts are Python."""
        match node:
            case tree.Call(name, arguments):
                return f"{self._support(name)}(", arguments, ")"
            case tree.Invoke(name, arguments):
                self.called.add(name)
                return f"{name}(", arguments, ")"
            case tree.Tuple(items):
                return "(", items, ")"
            case tree.ScalarSet(()):
                return "frozenset[str](", (), ")"  # whoever checks types wants to know of what
            case tree.ScalarSet(items):
                return "frozenset({", tuple(map(literal, items)), "})"
            case tree.Table(rows):
                return "{", tuple(f"{literal(key)}: {literal(value)}" for key, value in rows), "}"
            case tree.Listed(values):
                return f"{self._support('Listed')}(", tuple(map(literal, values)), ")"
            case tree.Pattern(source):
                return f"{self._support('Pattern')}(", (tree.Lit(translate(source)),), ")"
            case tree.Fault(rule, severity, source, say, words):
                return (
                    f"{self._support('Fault')}(",
                    (tree.Lit(rule), tree.Lit(severity), source, tree.Support(say), words),
                    ")",
                )
        return "", (), ""

    def _shown(self, part: tree.Expr | str) -> str:
        return part if isinstance(part, str) else self._text(part)

    # Lines

    def _broken(self, pad: str, before: str, node: tree.Expr | str, after: str) -> list[str]:
        """An expression with what stands around it: on one line, or on several where one would be too long."""
        line = f"{pad}{before}{self._shown(node)}{after}"
        if len(line) <= self._width or isinstance(node, str):
            return [line]
        inner = f"{pad}    "
        match node:
            case tree.Lit(str() as text):
                return [
                    f"{pad}{before}(",
                    *(f"{inner}{part}" for part in text_pieces(text, WIDTH - len(inner))),
                    f"{pad}){after}",
                ]
            case tree.And() | tree.Or():
                return self._joined(pad, before, node, after)
            case tree.Choose(test, yes, no):
                chosen = [f"{inner}{self._text(yes, _OR)}", f"{inner}if {self._text(test, _OR)}"]
                return [f"{pad}{before}(", *chosen, *self._broken(inner, "else ", no, ""), f"{pad}){after}"]
        if before.endswith("("):  # the call around it is broken first
            return [f"{pad}{before}", *self._broken(inner, "", node, ""), f"{pad}{after}"]
        opening, items, closing = self._group(node)
        if not items:
            return [line]
        if all(isinstance(item, str) for item in items):
            return [f"{pad}{before}{opening}", *_filled(inner, items), f"{pad}{closing}{after}"]
        several = [line for item in items for line in self._broken(inner, "", item, ",")]
        return [f"{pad}{before}{opening}", *several, f"{pad}{closing}{after}"]

    def _joined(self, pad: str, before: str, node: tree.And | tree.Or, after: str) -> list[str]:
        """The parts of a test on lines of their own."""
        inner, joint = f"{pad}    ", "and " if isinstance(node, tree.And) else "or "
        lines: list[str] = []
        for part in node.parts:
            start = f"{inner}{joint}" if lines else inner
            code = self._code(part)
            if code.binds >= _NOT:
                lines += self._broken(inner, start[len(inner) :], part, "")
            elif isinstance(part, tree.And | tree.Or) and len(start) + len(code.text) + 2 > WIDTH:
                lines += self._joined(inner, start[len(inner) :], part, "")
            else:
                lines.append(f"{start}({code.text})")
        return [f"{pad}{before}(", *lines, f"{pad}){after}"]


def _filled(pad: str, items: Sequence[tree.Expr | str]) -> list[str]:
    """As many items on a line as fit."""
    out, current = [], pad.rstrip(" ") + pad[:-1]
    for item in map(str, items):
        if len(current) + len(item) + 2 > WIDTH and current.strip():
            out.append(current)
            current = pad[:-1]
        current += f" {item},"
    return [*out, current]


def _written(block: Sequence[tree.Statement]) -> Iterator[str]:
    """The variables that are given a value, as often as they are."""
    for statement in block:
        match statement:
            case tree.Let(name):
                yield name
            case tree.Take(_, fields):
                yield from (name for _, name in fields)
            case tree.Field(name=name, there=there, absent=absent):
                yield from [name] * (2 if statement.kept and not statement.null_is_absent else 1)
                yield from _written((*there, *absent))
            case tree.If(_, body, orelse) | tree.Shield(body, orelse):
                yield from _written((*body, *orelse))
            case tree.Each(body=body):
                yield from _written(body)
