"""Prints the tree of a judge as JavaScript. The only place that knows how JavaScript says it; nothing it writes is read back.

Names of the support code are written as JavaScript writes them (`foreign_extras` is `foreignExtras`). A variable keeps its name
unless that means something else here: then it gets a trailing underscore, which no name of the tree has. Sums that numbers
could not hold exactly are BigInts.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from reelspec.codegen import tree
from reelspec.codegen.javascript.code import RESERVED, SAFE, comment, filled, inherited, literal, member
from reelspec.language.regex.ecma import portable

WIDTH = 120
"""The longest line that is left unbroken where there is a place to break it."""
MOST_COMPARED = 5
"""Up to so many values, a value is compared with each of them."""
MOST_NAMES = 40
"""Up to so many names, the name of a field is: V8 keeps each name once, and compares where it stands."""

_PARAMETERS = {
    "judge": "body",
    "accepts": "value",
    "check": "value, path, out, late",
    "body": "body, out, late",
    "fills": "value, path, refused",
    "looks": "value, path, facts, out, late",
    "condition": "item, path, refused",
    "members": "value",
}
_TYPES = {"boolean": "boolean", "string": "string"}
_KINDS = {"object": "isObject", "gap": "isGap", "any": "exact"}
_NUMBERS = {"written integer": "isInteger", "integer": "isInteger", "number": "isFinite"}
_NEGATED = {"===": "!==", "!==": "==="}
# How tightly an operator binds, from loose to tight.
_CHOICE, _OR, _AND, _COMPARISON, _SUM, _NOT, _ATOM = range(7)


class Code(NamedTuple):
    """An expression on one line, and how tightly it binds."""

    text: str
    binds: int = _ATOM


def spelled(name: str) -> str:
    """A name of the support code: constants and classes keep theirs."""
    return name if name.isupper() else re.sub(r"_([a-z0-9])", lambda found: found[1].upper(), name)


class Printer:
    """Prints for one module. support: the names of the support code, as JavaScript writes them. constants: the module's.

    used: the names of the support code that have been printed. referred: the constants that have been. expressions: pattern ->
    name, for those of texts. known: the constants of which a function asks whether they list a name. names: of fields, as far as
    they are read by their names alone, which objects must not inherit.
    """

    def __init__(self, support: Collection[str], constants: Mapping[str, tree.Expr]) -> None:
        self._taken = frozenset((*support, *RESERVED))
        self._constants = constants
        self._big: frozenset[str] = frozenset()
        self._depth = 0
        self.used: set[str] = set()
        self.referred: set[str] = set()
        self.expressions: dict[str, str] = {}
        self.known: dict[str, None] = {}
        self.names: dict[str, None] = {}

    # Modules

    def constants(self) -> list[str]:
        """The lines of all constants that what has been printed refers to."""
        known = [
            line
            for name in self.known
            for line in self._broken("", f"const {name}_ = (name) => ", self._lists(name), ";")
        ]
        constants: list[list[str]] = []
        for name, value in reversed(list(self._constants.items())):  # each refers to earlier ones alone
            if name in self.referred:
                constants.append(self.constant(name, value))
        lines = [line for each in reversed(constants) for line in each]
        patterns = (f"const {name} = {_expression(source)};" for source, name in self.expressions.items())
        return [*lines, *known, *patterns]

    def constant(self, name: str, value: tree.Expr) -> list[str]:
        """The lines of a constant of the module."""
        return self._broken("", f"const {name} = ", value, ";")

    def function(self, function: tree.Function) -> list[str]:
        """The lines of a function of the module. Of a judge those of its straight walk: it says false where it is not sure."""
        block = function.body
        match function.kind, block:
            case "judge", (tree.Shield(inside, _),):
                block = inside
        self._big = frozenset(_big_sums(block, self._constants))
        out = [f"/** {comment(function.doc)} */"] if function.doc else []
        parameters = _PARAMETERS[function.kind]
        if function.given:
            parameters = ", ".join(map(self._local, function.given)) + parameters.removeprefix("value").removeprefix(
                ", path"
            )
        out.append(f"function {function.name}({parameters}) {{")
        variables = dict.fromkeys(self._local(name) for name in _written(block))
        lines = self._block(block, 1)
        if variables:
            out += filled("  let ", variables, WIDTH) if len(", ".join(variables)) < WIDTH - 8 else ["  let"]
            if out[-1] == "  let":
                out += filled("    ", variables, WIDTH)
            out[-1] = out[-1].removesuffix(",") + ";"
        return [*out, *lines, "}"]

    # Statements

    def _block(self, block: Sequence[tree.Statement], depth: int) -> list[str]:
        pad = "  " * depth
        return [line for statement in block for line in self._statement(statement, pad, depth)]

    def _statement(self, statement: tree.Statement, pad: str, depth: int) -> Iterator[str]:
        match statement:
            case tree.Let(name, tree.Lit(int() as number)) if name in self._big:
                yield f"{pad}{self._local(name)} = {number}n;"
            case tree.Let(name, value):
                yield from self._broken(pad, f"{self._local(name)} = ", value, ";")
            case tree.Bump(name, tree.Lit(int() as amount)):
                big = "n" if name in self._big else ""
                yield f"{pad}{self._local(name)} {'-=' if amount < 0 else '+='} {abs(amount)}{big};"
            case tree.Bump(name, amount):
                yield f"{pad}{self._local(name)} += {self._text(amount)};"
            case tree.Unpack(names, value):
                for index, name in enumerate(names):
                    yield f"{pad}{self._local(name)} = {self._text(value, _ATOM)}[{index}];"
            case tree.Take(of, fields, otherwise):
                for key, name in fields:
                    yield f"{pad}{self._local(name)} = {self._field_of(of, key)};"
                test = " || ".join(f"{self._local(name)} === undefined" for _, name in fields)
                yield from self._branch(f"{pad}if ({test})", otherwise, pad, depth)
            case tree.Field():
                yield from self._field(statement, pad, depth)
            case tree.If():
                yield from self._if(statement, pad, depth)
            case tree.Each(item, array, body, index, start):
                yield from self._each(self._local(item), array, body, index, start, pad, depth)
            case tree.Report(fault, path, seen, related, late):
                arguments = [fault, path, self._plain(seen), related]
                while arguments[-1] in (tree.NULL, tree.NOTHING):
                    arguments.pop()
                where = "late" if late else "out"
                yield from self._broken(pad, f"{where}.push(", tree.Call("Violation", tuple(arguments)), ");")
            case tree.Do(call):
                yield from self._broken(pad, "", call, ";")
            case tree.Return(value):
                yield from self._broken(pad, "return ", value, ";")
            case tree.Shield(body, otherwise):
                yield f"{pad}try {{"
                yield from self._block(body, depth + 1)
                yield f"{pad}}} catch {{"
                yield from self._block(otherwise, depth + 1)
                yield f"{pad}}}"
            case tree.Note(text):
                yield f"{pad}// {comment(text)}"[:WIDTH].rstrip()

    def _branch(self, head: str, body: tree.Block, pad: str, depth: int) -> Iterator[str]:
        """What follows a test: one statement on its line, or several in braces."""
        lines = self._block(body, depth + 1)
        if len(lines) == 1 and len(head) + len(lines[0].strip()) < WIDTH and lines[0].lstrip().startswith("return "):
            yield f"{head} {lines[0].strip()}"
        else:
            yield f"{head} {{"
            yield from lines
            yield f"{pad}}}"

    def _field(self, field: tree.Field, pad: str, depth: int) -> Iterator[str]:
        name, value = self._local(field.name), self._field_of(field.object, field.key)
        if field.read or field.kept or field.null_is_absent:
            yield f"{pad}{name} = {value};"
            value = name
        none = "null" if field.null_is_absent else "undefined"
        signs = ("!=", "==") if field.null_is_absent else ("!==", "===")
        if field.there:
            yield f"{pad}if ({value} {signs[0]} {none}) {{"
            yield from self._block(field.there, depth + 1)
            if field.absent:
                yield f"{pad}}} else {{"
                yield from self._block(field.absent, depth + 1)
            yield f"{pad}}}"
        elif field.absent:
            yield from self._branch(f"{pad}if ({value} {signs[1]} {none})", field.absent, pad, depth)

    def _if(self, statement: tree.If, pad: str, depth: int) -> Iterator[str]:
        head = f"{pad}if ("
        while True:
            lines = self._broken(pad, head.removeprefix(pad), statement.test, ")")
            if not statement.orelse and head == f"{pad}if (" and len(lines) == 1:
                yield from self._branch(lines[0], statement.body, pad, depth)
                return
            yield from lines[:-1]
            yield f"{lines[-1]} {{"
            yield from self._block(statement.body, depth + 1)
            match statement.orelse:
                case (tree.If() as statement,):
                    head = f"{pad}}} else if ("
                case ():
                    yield f"{pad}}}"
                    return
                case orelse:
                    yield f"{pad}}} else {{"
                    yield from self._block(orelse, depth + 1)
                    yield f"{pad}}}"
                    return

    def _each(
        self, item: str, array: tree.Expr, body: tree.Block, index: str | None, start: int, pad: str, depth: int
    ) -> Iterator[str]:
        match array:
            case tree.Call("unknown", (tree.Var() as value, tree.Const() as known)):
                shown = self._text(value)
                yield f"{pad}for ({item} in {shown}) {{"
                yield f"{pad}  if ({self._knows(known)}({item}) || !{self._support('has_field')}({shown}, {item})) continue;"
                yield from self._block(body, depth + 1)
                yield f"{pad}}}"
                return
        shown = self._text(array, _ATOM)
        if not isinstance(array, tree.Var):
            yield f"{pad}for ({item} of {shown}) {{"
            yield from self._block(body, depth + 1)
            yield f"{pad}}}"
            return
        # By positions: an array may have been given another iterator.
        self._depth += 1
        at = self._local(index) if index is not None else "i" + "_" * self._depth
        let = "" if index is not None else "let "
        yield f"{pad}for ({let}{at} = {start}; {at} < {shown}.length; {at}++) {{"
        yield f"{pad}  {item} = {shown}[{at}];"
        yield from self._block(body, depth + 1)
        yield f"{pad}}}"
        self._depth -= 1

    def _local(self, name: str) -> str:
        return f"{name}_" if name in self._taken else name

    def _support(self, name: str) -> str:
        made = spelled(name)
        self.used.add(made)
        return made

    def _field_of(self, of: tree.Expr, key: str) -> str:
        """A field of an object, undefined where there is none."""
        if inherited(key):
            return f"{self._support('own')}({self._text(of)}, {literal(key)})"
        self.names[key] = None
        return f"{self._text(of, _ATOM)}{member(key)}"

    # Expressions

    def _text(self, node: tree.Expr, least: int = _CHOICE) -> str:
        """The expression on one line; in parentheses where it binds less tightly than what is around it."""
        code = self._code(node)
        return code.text if code.binds >= least else f"({code.text})"

    def _plain(self, node: tree.Expr) -> tree.Expr:
        """The expression, without what is asked of it where values may be of other types than JSON's and names other than texts:
        here the straight walk says false of those, and a violation cannot be made of them."""
        match node:
            case tree.Related() | tree.Call("inexact" | "unsure"):
                return tree.FALSE
            case tree.Call("named"):
                return tree.NULL
            case tree.And(parts) if any(self._plain(part) == tree.FALSE for part in parts):
                return tree.FALSE
        return node

    def _code(self, node: tree.Expr) -> Code:
        node = self._plain(node)
        match node:
            case tree.Lit(value):
                return Code(literal(value))
            case tree.Var(name):
                return Code(self._local(name))
            case tree.Const(name):
                self.referred.add(name)
                return Code(name)
            case tree.Own(name):
                return Code(name)
            case tree.Support(name):
                return Code(self._support(name))
            case tree.And(parts):
                return Code(" && ".join(self._text(part, _COMPARISON) for part in parts), _AND)
            case tree.Or(parts):
                return Code(" || ".join(self._text(part, _COMPARISON) for part in parts), _OR)
            case tree.Negated(part):
                return self._test(part, yes=False)
            case tree.Choose(test, yes, no):
                return Code(f"{self._text(test, _OR)} ? {self._text(yes, _OR)} : {self._text(no)}", _CHOICE)
            case tree.Size(value, "length" | "fields" as measure):
                name = self._support("length" if measure == "length" else "size")
                return Code(f"{name}({self._text(value)})")
            case tree.Size(value, measure):
                return Code(f"{self._text(value, _ATOM)}.{'length' if measure == 'items' else 'size'}")
            case tree.Index(value, index):
                return Code(f"{self._text(value, _ATOM)}[{index}]")
            case tree.At(of, key):
                return Code(f"{self._text(of, _ATOM)}[{self._text(key)}]")
            case tree.Get(of, key):
                return Code(self._field_of(of, key))
            case tree.Sum(parts):
                shown = self._sum(node) if self._is_big(node) else [self._text(part, _SUM) for part in parts]
                return Code(" + ".join(shown), _SUM if len(parts) > 1 else _ATOM)
            case tree.Path(parts):
                shown = [literal(part) if isinstance(part, str) else self._text(part, _SUM) for part in parts]
                return Code(" + ".join(shown) or '""', _SUM if len(shown) > 1 else _ATOM)
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
                return Code(f"{opening}{', '.join(map(self._shown, items))}{closing}")
            case _:
                return self._test(node, yes=True)

    def _test(self, node: tree.Expr, *, yes: bool) -> Code:
        """A test, or its opposite."""
        same = "===" if yes else "!=="
        node = self._plain(node)
        match node:
            case tree.Lit(bool() as value):
                return Code(literal(value is yes))
            case tree.Absent(value):
                return Code(f"{self._text(value, _SUM)} {same[:2]} null", _COMPARISON)
            case tree.Kind(value, "boolean" | "string" as of):
                return Code(f"typeof {self._text(value, _ATOM)} {same} {literal(_TYPES[of])}", _COMPARISON)
            case tree.Kind(value, "unknown"):
                return Code(f"{self._text(value, _SUM)} {same} {self._support('UNKNOWN')}", _COMPARISON)
            case tree.Kind(tree.Var(name), "object"):
                return self._is_object(self._local(name), yes=yes)
            case tree.Same(tree.Size(value, "length"), tree.Lit(0)):
                return Code(f'{self._text(value, _SUM)} {same} ""', _COMPARISON)
            case tree.Same(left, right):
                return Code(f"{self._text(left, _SUM)} {same} {self._text(right, _SUM)}", _COMPARISON)
            case tree.Has(of, key):
                return Code(f"{self._field_of(of, key)} {_NEGATED[same]} undefined", _COMPARISON)
            case tree.Member(value, tree.Tuple(items)):
                sides = [f"{self._text(value, _SUM)} {same} {self._text(item, _SUM)}" for item in items]
                return Code((" || " if yes else " && ").join(sides), _OR if yes else _AND)
            case tree.Member(tree.Var() as value, tree.Const(name)) if (few := self._few(value, name)) is not None:
                return self._test(tree.Member(value, few), yes=yes)
            case tree.Heard():
                return Code(f"late {_NEGATED[same]} null", _COMPARISON)
            case tree.Blank(value):
                return Code(f'{self._text(value, _ATOM)}.trim() {same} ""', _COMPARISON)
        code = self._plain_test(node)
        if yes:
            return code
        return Code(f"!{code.text}" if code.binds >= _NOT else f"!({code.text})", _NOT)

    def _is_object(self, name: str, *, yes: bool) -> Code:
        """Whether a variable holds an object, or its opposite. V8 is quick to answer where few kinds of objects are seen: here,
        and not in a function that sees all of them."""
        same = "===" if yes else "!=="
        quick = (
            f'typeof {name} {same} "object"',
            f"{name}?.__proto__ {same} {self._support('PLAIN')}",
            f"{name}.toJSON {same} undefined",
        )
        slow = f"{self._support('isObject')}({name})"
        if yes:
            return Code(f"({' && '.join(quick)}) || {slow}", _OR)
        return Code(f"({' || '.join(quick)}) && !{slow}", _AND)

    def _plain_test(self, node: tree.Expr) -> Code:
        """A test whose opposite is only `!`."""
        match node:
            case tree.Kind(value, "array"):
                return Code(f"Array.isArray({self._text(value)})")
            case tree.Kind(value, "written integer" | "integer" | "number" as of):
                return Code(f"Number.{_NUMBERS[of]}({self._text(value)})")
            case tree.Kind(value, of):
                return Code(f"{self._support(_KINDS[of])}({self._text(value)})")
            case tree.Order(tree.Size(value, "length"), ">" | ">=" as sign, bound):
                # There are as many units as characters at least.
                limit = f"{sign} {self._text(bound, _SUM)}"
                shown = self._text(value, _ATOM)
                return Code(f"{shown}.length {limit} && {self._support('length')}({shown}) {limit}", _AND)
            case tree.Order(left, sign, right):
                # A BigInt may be compared with a number, and is exact.
                sides = (
                    f"{side.value}n"
                    if isinstance(side, tree.Lit) and type(side.value) is int and abs(side.value) > SAFE
                    else self._text(side, _SUM)
                    for side in (left, right)
                )
                return Code(f" {sign} ".join(sides), _COMPARISON)
            case tree.Member(value, of):
                if self._is_big(value):
                    return Code(f"{self._support('among')}({self._text(value)}, {self._text(of)})")
                listed = isinstance(of, tree.Const) and isinstance(self._constants.get(of.name), tree.Tuple)
                return Code(f"{self._text(of, _ATOM)}.{'includes' if listed else 'has'}({self._text(value)})")
            case tree.Part(value, "has", text):
                return Code(f"{self._text(value, _ATOM)}.includes({self._text(text)})")
            case tree.Part(value, how, tree.Lit() as text):
                method = "startsWith" if how == "begins" else "endsWith"
                return Code(f"{self._text(value, _ATOM)}.{method}({self._text(text)})")
            case tree.Part(value, how, tree.Tuple(texts), ""):
                return self._code(tree.Or(tuple(tree.Part(value, how, text) for text in texts)))
            case tree.Part(value, pattern=pattern):
                # One search is quicker than a look for each text.
                name = self.expressions.setdefault(pattern, f"_PATTERN{len(self.expressions) + 1}_")
                return Code(f"{name}.test({self._text(value)})")
            case tree.Searched(pattern, value):
                return Code(f"{self._text(pattern, _ATOM)}.test({self._text(value)})")
        return self._code(node)

    def _few(self, value: tree.Var, name: str) -> tree.Tuple | None:
        """What a constant lists, where it is so little that comparing is quicker than searching."""
        listed = self._constants.get(name)
        if (
            isinstance(listed, tree.ScalarSet)
            and 0 < len(listed.items) <= MOST_COMPARED
            and value.name not in self._big
        ):
            return tree.Tuple(tuple(map(tree.Lit, listed.items)))
        return None

    def _knows(self, names: tree.Expr) -> str:
        """A function that says whether a name is among some."""
        if isinstance(names, tree.Const):
            self.known[names.name] = None
            return f"{names.name}_"
        return f"(name) => {self._text(names)}.has(name)"

    def _lists(self, name: str) -> tree.Expr:
        """Whether a constant lists the name of a field."""
        listed, asked = self._constants[name], tree.Var("name")
        if isinstance(listed, tree.ScalarSet) and len(listed.items) <= MOST_NAMES:
            return tree.either(*(tree.Same(asked, tree.Lit(item)) for item in listed.items))
        return tree.Member(asked, tree.Const(name))

    def _is_big(self, node: tree.Expr) -> bool:
        """The value may be a BigInt."""
        if isinstance(node, tree.Sum):
            return any(isinstance(inner, tree.Lit) and _beyond(inner.value) for inner in tree.walk(node))
        return isinstance(node, tree.Var) and node.name in self._big

    def _sum(self, node: tree.Sum) -> Iterator[str]:
        """The parts of a sum of literals as BigInts."""
        for part in node.parts:
            match part:
                case tree.Choose(test, tree.Lit(yes), tree.Lit(no)):
                    yield f"({self._text(test, _OR)} ? {yes}n : {no}n)"
                case _:
                    yield f"BigInt({self._text(part)})"

    def _group(self, node: tree.Expr) -> tuple[str, tuple[tree.Expr | str, ...], str]:
        """What opens, the parts that may stand on lines of their own, what closes. Parts that are texts are JavaScript."""
        match node:
            case tree.Call("Violation", arguments):
                return f"new {self._support('Violation')}(", arguments, ")"
            case tree.Call("unknown" | "foreign_extras" as name, (value, known, *rest)):
                return f"{self._support(name)}(", (value, self._knows(known), *rest), ")"
            case tree.Call(name, arguments):
                return f"{self._support(name)}(", arguments, ")"
            case tree.Invoke(name, arguments):
                return f"{name}(", arguments, ")"
            case tree.Tuple(items):
                return "[", items, "]"
            case tree.ScalarSet(items):
                return "new Set([", tuple(f"{item}n" if _beyond(item) else literal(item) for item in items), "])"
            case tree.Table(rows):
                big = "n" if _is_big_table(node) else ""
                return (
                    "new Map([",
                    tuple(
                        f"[{literal(key)}, {literal(value)}{big if type(value) is int else ''}]" for key, value in rows
                    ),
                    "])",
                )
            case tree.Listed(values):
                return f"new {self._support('Listed')}(", tuple(map(literal, values)), ")"
            case tree.Pattern(source):
                return "", (_expression(source),), ""
            case tree.Fault(rule, severity, source, say, words):
                parts = (tree.Lit(rule), tree.Lit(severity), source, tree.Support(say), words)
                return f"new {self._support('Fault')}(", parts, ")"
        return "", (), ""

    def _shown(self, part: tree.Expr | str) -> str:
        return part if isinstance(part, str) else self._text(part)

    # Lines

    def _broken(self, pad: str, before: str, node: tree.Expr | str, after: str) -> list[str]:
        """An expression with what stands around it: on one line, or on several where one would be too long."""
        node = node if isinstance(node, str) else self._plain(node)
        line = f"{pad}{before}{self._shown(node)}{after}"
        if len(line) <= WIDTH or isinstance(node, str):
            return [line]
        inner = f"{pad}  "
        match node:
            case tree.And() | tree.Or():
                return self._joined(pad, before, node, after)
            case tree.Choose(test, yes, no):
                return [
                    *self._broken(pad, before, test, ""),
                    f"{inner}? {self._text(yes, _OR)}",
                    *self._broken(inner, ": ", no, after),
                ]
        opening, items, closing = self._group(node)
        if not items or not opening:
            return [line]
        if all(isinstance(item, str) for item in items):
            return [f"{pad}{before}{opening}", *filled(inner, map(str, items), WIDTH), f"{pad}{closing}{after}"]
        several = [line for item in items for line in self._broken(inner, "", item, ",")]
        return [f"{pad}{before}{opening}", *several, f"{pad}{closing}{after}"]

    def _joined(self, pad: str, before: str, node: tree.And | tree.Or, after: str) -> list[str]:
        """The parts of a test on lines of their own."""
        inner, joint = f"{pad}  ", " &&" if isinstance(node, tree.And) else " ||"
        opening = f"{pad}{before}" if before.endswith("(") else f"{pad}{before}("
        closing = f"{pad}{after}" if before.endswith("(") else f"{pad}){after}"
        lines = [f"{inner}{self._text(part, _COMPARISON)}{joint}" for part in node.parts]
        return [opening, *lines[:-1], lines[-1].removesuffix(joint), closing]


def _expression(source: str) -> str:
    return f'new RegExp({literal(portable(source))}, "u")'


def _beyond(value: object) -> bool:
    return type(value) is int and abs(value) > SAFE


def _is_big_table(table: tree.Expr | None) -> bool:
    return isinstance(table, tree.Table) and any(_beyond(value) for _, value in table.rows)


def _big_sums(block: tree.Block, constants: Mapping[str, tree.Expr]) -> Iterator[str]:
    """The variables that hold sums of weights which are BigInts."""
    big = {name for name, value in constants.items() if _is_big_table(value)}
    for node in tree.walk(*block) if big else ():
        match node:
            case tree.Bump(name, tree.Call("weight", (tree.Const(table), *_))):
                if table in big:
                    yield name
            case tree.Let(name, tree.Call("tally", arguments)):
                if any(isinstance(argument, tree.Const) and argument.name in big for argument in arguments):
                    yield name


def _written(block: tree.Block) -> Iterator[str]:
    """The variables that are given a value, in the order of writing."""
    for statement in block:
        match statement:
            case tree.Let(name) | tree.Bump(name):
                yield name
            case tree.Field(name=name, there=there, absent=absent):
                if statement.read or statement.kept or statement.null_is_absent:
                    yield name
                yield from _written((*there, *absent))
            case tree.Take(_, fields, otherwise):
                yield from (name for _, name in fields)
                yield from _written(otherwise)
            case tree.Unpack(names):
                yield from names
            case tree.If(_, body, orelse) | tree.Shield(body, orelse):
                yield from _written((*body, *orelse))
            case tree.Each(item, _, body, index):
                yield item
                if index is not None:
                    yield index
                yield from _written(body)
