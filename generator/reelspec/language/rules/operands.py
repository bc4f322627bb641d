"""The operands of `compare`: read from text into steps, the type that they have, and how messages call them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from reelspec.language.contract.goals import Worth
from reelspec.language.contract.keywords import hint
from reelspec.language.contract.schema import Definitions, Number, Schema, bounds_of
from reelspec.language.contract.scope import Scope, resolved
from reelspec.language.rules.arithmetic import calculated
from reelspec.language.rules.shown import numeral
from reelspec.language.rules.words import listing, path_words, value_words
from reelspec.language.source.node import Json
from reelspec.language.source.text import MOST_DIGITS
from reelspec.language.source.values import as_json

FUNCTIONS = {
    "sum": "the sum of the numbers in a list",
    "min": "the least of the numbers in a list, or of several numbers",
    "max": "the greatest of the numbers in a list, or of several numbers",
    "count": "the number of items of an array",
    "length": "the number of characters of a text",
    "number": "the number that a text spells",
    "width": "the first number of a text such as 1280x720",
    "height": "the second number of a text such as 1280x720",
}
FACTS = {
    "seconds": "how long the file lasts that a field names",
    "width": "how many pixels wide it is",
    "height": "how many pixels high it is",
    "ratio": "its width by its height",
    "bytes": "its size",
    "megabytes": "its size in megabytes",
    "fps": "its frames per second",
    "format": "its format, a text such as 'mp4'",
}
"""Functions of fields with `x-media`: what is known of the file. What is not known is unknown."""
RELATIONS = {
    "==": "must equal",
    "!=": "must not equal",
    "<=": "must be at most",
    ">=": "must be at least",
    "<": "must be less than",
    ">": "must be more than",
}
_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*)"
    r"""|"(?P<quoted>(?:[^"\\]|\\.)*)"|'(?P<text>(?:[^'\\]|\\.)*)'|(?P<mark>==|!=|<=|>=|\[\]\.|\[\]|[<>+*/%(),-]))"""
)
_MOST_TOKENS = 200
"""A comparison has no more words and marks: nobody reads a longer one, and parentheses would nest without end."""
_OF_TEXTS = {"number": "spells a number", "width": "is a size such as 1280x720", "height": "is a size such as 1280x720"}
"""Functions that are not known of every text -> what they ask of it."""


class Term(NamedTuple):
    """One step of an operand, in postfix order: a number, a text, a boolean, a field (or a field of its items), a function of
    so many arguments, an operator."""

    kind: str
    text: str
    inner: str | None = None
    arguments: int = 1

    def __str__(self) -> str:
        if self.kind == "text":
            return f"'{self.text}'"
        return self.text if self.inner is None else f"{self.text}[].{self.inner}"


Operand = tuple[Term, ...]


class Misuse(ValueError):
    """What is not written right, or means nothing for the types of fields; the message says what to write instead."""


def read_relation(text: str) -> tuple[Operand, str, Operand]:
    """The operand on the left, the relation, the operand on the right.

    Raises:
        Misuse: the text cannot be read.
    """
    tokens = _tokens(text)
    left, at = _sum(tokens, 0)
    if at >= len(tokens) or tokens[at].text not in RELATIONS or tokens[at].kind != "mark":
        raise Misuse(f"one of {' '.join(RELATIONS)} is missing")
    relation = tokens[at].text
    right, at = _sum(tokens, at + 1)
    if at < len(tokens):
        raise Misuse(f"nothing can follow at {str(tokens[at])!r}")
    return left, relation, right


def _tokens(text: str) -> list[Term]:
    out: list[Term] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        if len(out) == _MOST_TOKENS:
            raise Misuse(f"it has more than {_MOST_TOKENS} words and marks: write several rules")
        match = _TOKEN.match(text, at)
        if match is None:
            rest = text[at:].strip()
            path = re.match(r"(?:\.\w+)+", rest)
            if path is not None and out and out[-1].kind == "name":
                whole = f"{out[-1].text}{path[0]}"
                raise Misuse(
                    f"cannot read {whole}; {path_words(whole)} in a condition, or for the items of an array "
                    f"{whole.replace('.', '[].', 1)}"
                )
            hint = "; a text stands in quotes ('…'), a field whose name is no plain word in double quotes (\"…\")"
            raise Misuse(f"cannot read {rest[:20]!r}{hint}")
        at = match.end()
        kind = match.lastgroup or "mark"
        value = match.group(kind)
        if kind == "number" and len(value) > MOST_DIGITS:
            raise Misuse(f"a number of {len(value)} characters; at most {MOST_DIGITS} are read")
        if kind in ("quoted", "text"):
            value = re.sub(r"\\(.)", r"\1", value)
        if kind == "name" and value in ("true", "false"):
            kind = "boolean"
        out.append(Term("name" if kind == "quoted" else kind, value))
    return out


def _sum(tokens: list[Term], at: int) -> tuple[Operand, int]:
    steps, at = _product(tokens, at)
    while at < len(tokens) and tokens[at] in (Term("mark", "+"), Term("mark", "-")):
        right, after = _product(tokens, at + 1)
        steps, at = (*steps, *right, Term("operator", tokens[at].text)), after
    return steps, at


def _product(tokens: list[Term], at: int) -> tuple[Operand, int]:
    steps, at = _factor(tokens, at)
    while at < len(tokens) and tokens[at] in (Term("mark", "*"), Term("mark", "/"), Term("mark", "%")):
        right, after = _factor(tokens, at + 1)
        steps, at = (*steps, *right, Term("operator", tokens[at].text)), after
    return steps, at


def _factor(tokens: list[Term], at: int) -> tuple[Operand, int]:
    token, following = _at(tokens, at), _at(tokens, at + 1)
    if token is None:
        raise Misuse("an operand is missing at the end")
    if token.kind in ("number", "text", "boolean"):
        return (token,), at + 1
    if token == Term("mark", "-") and following is not None and following.kind == "number":
        return (Term("number", f"-{following.text}"),), at + 2
    if token == Term("mark", "("):
        steps, at = _sum(tokens, at + 1)
        return steps, _close(tokens, at)
    if token.kind != "name":
        raise Misuse(f"an operand is missing before {token.text!r}")
    if following == Term("mark", "("):
        return _call(tokens, at)
    if following == Term("mark", "[]."):
        inner = _at(tokens, at + 2)
        if inner is None or inner.kind != "name":
            raise Misuse(f"a field name is missing after {token.text}[].")
        return (Term("field", token.text, inner.text),), at + 3
    return (Term("field", token.text),), at + (2 if following == Term("mark", "[]") else 1)


def _call(tokens: list[Term], at: int) -> tuple[Operand, int]:
    name = tokens[at].text
    known = tuple(dict.fromkeys((*FUNCTIONS, *FACTS)))
    if name not in known:
        raise Misuse(f"no function {name}{hint(name, known, '; there are ' + ', '.join(known))}")
    steps, at = _sum(tokens, at + 2)
    arguments = 1
    while _at(tokens, at) == Term("mark", ","):
        more, at = _sum(tokens, at + 1)
        steps, arguments = (*steps, *more), arguments + 1
    if arguments > 1 and name not in ("min", "max"):
        raise Misuse(f"{name} has one argument, not {arguments}")
    return (*steps, Term("function", name, arguments=arguments)), _close(tokens, at)


def _at(tokens: list[Term], at: int) -> Term | None:
    return tokens[at] if at < len(tokens) else None


def _close(tokens: list[Term], at: int) -> int:
    if _at(tokens, at) != Term("mark", ")"):
        raise Misuse("a closing parenthesis is missing")
    return at + 1


# Types


class _Typed(NamedTuple):
    """What an operand, or a part of one, is made of. of: JSON types, with `number` for `integer`; many: it is a list of such;
    text: as it is written; file: it is a field, or several, that names a file."""

    of: frozenset[str]
    many: bool
    text: str
    file: bool = False


_NUMBER = frozenset(["number"])
_STRING = frozenset(["string"])
_BOOLEAN = frozenset(["boolean"])
_KINDS = {"number": _NUMBER, "text": _STRING, "boolean": _BOOLEAN}


def check_relation(left: Operand, relation: str, right: Operand, scope: Scope) -> None:
    """Raises Misuse: what is compared can never be so related, or is never known, whatever a body holds."""
    first, other = _typed(left, scope), _typed(right, scope)
    if relation in ("==", "!=") and not first.many and not other.many:
        if first.of == other.of and first.of in (_STRING, _BOOLEAN):
            _check_listed(left, right, scope)
            return
        if {first.of, other.of} == {_STRING, _BOOLEAN}:
            raise Misuse(
                f"{first.text} is {_article(first)} and {other.text} is {_article(other)}: they are never equal"
            )
    _numeric(first, scope)
    _numeric(other, scope)


def is_numeric(operand: Operand, scope: Scope) -> bool:
    """The operand is a number, so that it may be less or more than another one."""
    return _typed(operand, scope).of == _NUMBER


def _check_listed(left: Operand, right: Operand, scope: Scope) -> None:
    """A text that is written out must be one that the field beside it can have."""
    for operand, beside in ((left, right), (right, left)):
        if len(operand) == len(beside) == 1 and operand[0].kind == "text" and beside[0].kind == "field":
            values = scope.fields[beside[0].text].schema.values()
            if values is not None and operand[0].text not in values:
                meant = hint(operand[0].text, [option for option in values if isinstance(option, str)])
                raise Misuse(f"{beside[0]} is never {operand[0]}{meant}")


def _typed(operand: Operand, scope: Scope) -> _Typed:
    stack: list[_Typed] = []
    for term in operand:
        match term.kind:
            case "field":
                stack.append(_field_type(term, scope))
            case "function":
                arguments = stack[-term.arguments :]
                del stack[-term.arguments :]
                stack.append(_applied(term.text, arguments, scope))
            case "operator":
                right, left = stack.pop(), stack.pop()
                _numeric(left, scope)
                _numeric(right, scope)
                stack.append(_Typed(_NUMBER, False, f"{left.text} {term.text} {right.text}"))
            case _:
                stack.append(_Typed(_KINDS[term.kind], False, str(term)))
    return stack[0]


def _field_type(term: Term, scope: Scope) -> _Typed:
    return _plain_type(term, scope)._replace(file=names_files(term, scope))


def names_files(term: Term, scope: Scope) -> bool:
    """Whether a field, each item of an array or a field of each is said to name a file."""
    schema = scope.fields[term.text].schema
    if term.inner is not None:
        inner = scope.items_of(term.text).fields.get(term.inner)
        return inner is not None and "x-media" in inner.schema.annotations
    items = None if schema.items is None else resolved(schema.items, scope.definitions)
    return any("x-media" in each_schema.annotations for each_schema in (schema, items) if each_schema is not None)


def facts_in(operand: Operand, scope: Scope) -> dict[int, str]:
    """Where in an operand a field stands for a fact of the file that it names -> the fact; its function follows."""
    return {
        at: following.text
        for at, (term, following) in enumerate(itertools.pairwise(operand))
        if term.kind == "field" and following.kind == "function" and following.text in FACTS
        if following.text not in FUNCTIONS or names_files(term, scope)
    }


def _plain_type(term: Term, scope: Scope) -> _Typed:
    schema = scope.fields[term.text].schema
    types = _types(schema, scope.definitions)
    if term.inner is not None:
        if "array" not in types:
            raise Misuse(f"{term.text} is no array: {term} means nothing")
        inner = scope.items_of(term.text).fields
        if term.inner not in inner:
            raise Misuse(f"the items of {term.text} have no field {term.inner}{hint(term.inner, inner)}")
        return _Typed(_types(inner[term.inner].schema, scope.definitions), True, str(term))
    if types == {"array"}:
        items = schema.items
        return _Typed(frozenset() if items is None else _types(items, scope.definitions), True, term.text)
    return _Typed(types, False, term.text)


def _types(schema: Schema, definitions: Definitions, depth: int = 0) -> frozenset[str]:
    """The JSON types that a value can be of, without null, which counts as absent; empty when nothing is said of them."""
    whole = resolved(schema, definitions)
    types = whole.value_types()
    types_found: set[str] = set()
    if types is not None:
        types_found = {*types}
    else:
        for branch in (whole.any_of or whole.one_of) if depth < 10 else ():
            inner = _types(branch, definitions, depth + 1)
            if not inner and branch.types != ("null",):
                return frozenset()
            types_found |= inner
    return frozenset("number" if name == "integer" else name for name in types_found if name != "null")


def _applied(name: str, arguments: list[_Typed], scope: Scope) -> _Typed:
    """The type of a function of what is given."""
    text = f"{name}({', '.join(argument.text for argument in arguments)})"
    if len(arguments) > 1:
        for argument in arguments:
            _numeric(argument, scope)
        return _Typed(_NUMBER, False, text)
    (of,) = arguments
    if of.file and name in FACTS:
        return _Typed(_STRING if name == "format" else _NUMBER, of.many, text)
    if name not in FUNCTIONS:
        raise Misuse(f"{name} is of a field that names a file, and {of.text} has no x-media")
    match name:
        case "count":
            if not of.many:
                raise Misuse(f"count is of an array, and {of.text} is {_article(of)}" + _instead_of_count(of))
        case "sum" | "min" | "max":
            if not of.many:
                raise Misuse(
                    f"{name} is of a list of numbers, and {of.text} is {_article(of)}" + _instead_of_sum(name, of)
                )
            if of.of != _NUMBER:
                raise Misuse(_of_items(of, scope, name))
        case "number":
            if not of.of or not of.of <= {"string", "number"}:
                raise Misuse(f"number is of a text, and {of.text} is {_article(of)}")
            return _Typed(_NUMBER, of.many, text)
        case _:
            if of.of != _STRING:
                raise Misuse(f"{name} is of a text, and {of.text} is {_article(of)}" + _instead_of_length(name, of))
            return _Typed(_NUMBER, of.many, text)
    return _Typed(_NUMBER, False, text)


def _numeric(operand: _Typed, scope: Scope) -> None:
    """Raises Misuse: the operand is no number; says what to write."""
    text = operand.text
    if operand.of == _NUMBER and not operand.many:
        return
    if operand.many and operand.of == _NUMBER:
        array = text.partition("[]")[0]
        raise Misuse(f"{text} is a list of numbers: write sum({text}), min({text}), max({text}) or count({array})")
    if operand.many:
        raise Misuse(_of_items(operand, scope, "sum"))
    if operand.of == _STRING:
        hint = f": write number({text}) for the number that it spells, length({text}) for how long it is"
        raise Misuse(f"{text} is a text, no number" + ("" if text.startswith("'") else hint))
    if operand.of == {"string", "number"}:
        raise Misuse(f"{text} is a number or a text: write number({text}), which reads both")
    if operand.of == _BOOLEAN:
        raise Misuse(f"{text} is true or false, no number: == and != compare it with true, false and other booleans")
    if operand.of == {"object"}:
        raise Misuse(f"{text} is an object, no number; a rule on its fields stands in x-rules of its own schema")
    if not operand.of:
        raise Misuse(f"nothing says which type {text} has: give it a type")
    raise Misuse(f"{text} is {_article(operand)}, no number")


def _of_items(operand: _Typed, scope: Scope, function: str) -> str:
    """What is wrong with a list whose items are no numbers, and what to write."""
    text = operand.text
    if operand.of and operand.of <= {"string", "number"}:
        return f"the items of {text} are texts: write {function}(number({text})) for the numbers that they spell"
    if operand.of == {"object"} and text in scope.fields:
        inner = scope.items_of(text).fields
        numbers = [
            name for name, inner_field in inner.items() if _types(inner_field.schema, scope.definitions) == _NUMBER
        ]
        field = numbers[0] if numbers else "field"
        return f"the items of {text} are objects: write {function}({text}[].{field}), or count({text})"
    if not operand.of:
        return f"nothing says of which type the items of {text} are: give them a type, or write count({text})"
    return f"the items of {text} are no numbers; count({text}) is how many there are"


def _article(operand: _Typed) -> str:
    """What an operand is, in words."""
    if operand.many:
        return "a list"
    words = {
        "string": "a text",
        "number": "a number",
        "boolean": "true or false",
        "object": "an object",
        "array": "an array",
    }
    return listing(words[kind] for kind in sorted(operand.of)) if operand.of else "of no type that the spec says"


def _instead_of_count(of: _Typed) -> str:
    return f": write length({of.text})" if of.of == _STRING else ""


def _instead_of_sum(name: str, of: _Typed) -> str:
    if of.of != _NUMBER:
        return ""
    return f": write {of.text} alone" if name == "sum" else f": name several, such as {name}({of.text}, 10)"


def _instead_of_length(name: str, of: _Typed) -> str:
    return f": write count({of.text})" if name == "length" and of.many and "[]" not in of.text else ""


def never_known(operand: Operand, scope: Scope) -> Iterator[str]:
    """Functions of a field of which no listed value has a result, so that what is made of them is never known."""
    facts = facts_in(operand, scope)
    for at, (field, function) in enumerate(itertools.pairwise(operand)):
        if field.kind != "field" or function.text not in _OF_TEXTS or function.kind != "function" or at in facts:
            continue
        values = _schema_of(field, scope).values()
        if values is not None and all(calculated((("value", option), step_of(function))) is None for option in values):
            yield f"no value of {field} {_OF_TEXTS[function.text]}, so {function.text}({field}) is never known"


_MOST_NUMBERS = 12
"""So many numbers of a comparison are tried in its fields."""
_SIZES = ((1280, 720), (720, 1280), (1281, 721), (1920, 1080), (4096, 4096), (64, 1024), (16, 16))
_TEXTS = ("https://example.com/same.png", "https://example.com/other.png", "same", "other")
_LONGEST = 2_000


def worth_trying(left: Operand, right: Operand, scope: Scope) -> tuple[Worth, ...]:
    """Values of the fields on which it may turn whether a relation holds."""
    numbers = list(dict.fromkeys((*_reached(left, scope), *_reached(right, scope), *_numbers((*left, *right), scope))))
    near = [number + more for number in numbers for more in (0, 1, -1)]
    whole = tuple(dict.fromkeys(int(number) for number in near if number == int(number) and number >= 0))
    tried: list[Worth] = []
    for operand in (left, right):
        for field, following in itertools.zip_longest(operand, operand[1:]):
            if field.kind != "field":
                continue
            match following.text if following is not None and following.kind == "function" else None:
                case "count":
                    tried.append(Worth(field.text, None, (), whole))
                    continue
                case "length":
                    values: tuple[Json, ...] = tuple("x" * number for number in whole if number <= _LONGEST)
                case "number":
                    values = tuple(numeral(number) for number in near)
                case "width" | "height":
                    values = tuple(f"{width}{mark}{height}" for width, height in _SIZES for mark in "xX*\u00d7")
                case _:
                    written = (term.text for term in (*left, *right) if term.kind == "text")
                    values = (*near, *(2 * number for number in numbers), *written, *_TEXTS)
            tried.append(Worth(field.text, field.inner, values))
    return tuple(tried)


def _reached(operand: Operand, scope: Scope) -> list[Number]:
    """What an operand comes to by the numbers of its fields, so that the other may meet it; nothing where it reads arrays."""
    fields = dict.fromkeys(term for term in operand if term.kind == "field")
    choices: list[list[Json]] = []
    for term in fields:
        schema = scope.fields[term.text].schema
        default = [] if schema.default is None else [schema.default.value]
        choices.append([*default, *(schema.values() or _numbers((term,), scope))])
    numbers: list[Number] = []
    for chosen in itertools.islice(itertools.product(*choices), _MOST_NUMBERS):
        values = dict(zip(fields, chosen, strict=True))
        made = calculated(tuple(("value", values[term]) if term in values else step_of(term) for term in operand))
        if isinstance(made, Fraction):
            numbers.append(as_json(made))
    return numbers


def _numbers(terms: Operand, scope: Scope) -> list[Number]:
    """The numbers that are written out, and the limits and listed values of the fields."""
    bounds: list[Number] = []
    for term in terms:
        if term.kind == "number":
            bounds.append(as_json(Fraction(term.text)))
        elif term.kind == "field":
            schema = _schema_of(term, scope)
            bounds += [bound for _, bound in bounds_of(schema, "number")]
            for value in schema.values() or ():
                spelt = calculated((("value", value), ("function", "number", 1)))
                if spelt is not None:
                    bounds.append(as_json(spelt))
    return list(dict.fromkeys(bounds))[:_MOST_NUMBERS]


def _schema_of(field: Term, scope: Scope) -> Schema:
    """What the spec says of a field, or of the field of its items that is meant."""
    fields = scope.fields if field.inner is None else scope.items_of(field.text).fields
    return fields[field.inner or field.text].schema


# Words

_PHRASES = {
    "sum": "the sum of {}",
    "min": "the least of {}",
    "max": "the greatest of {}",
    "count": "the number of items in {}",
    "length": "the length of {}",
    "number": "{}",
    "width": "the width of {}",
    "height": "the height of {}",
    "seconds": "the seconds of {}",
    "ratio": "the ratio of {}",
    "bytes": "the bytes of {}",
    "megabytes": "the megabytes of {}",
    "fps": "the frames per second of {}",
    "format": "the format of {}",
}
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2, "%": 2}
_ATOM = 3


def operand_words(operand: Operand) -> str:
    """An operand as messages call it: `the sum of seconds in shots`."""
    stack: list[tuple[str, int]] = []  # words, and how strongly they hold together in arithmetic
    for term in operand:
        match term.kind:
            case "field":
                stack.append((term.text if term.inner is None else f"{term.inner} in {term.text}", _ATOM))
            case "function":
                arguments = [words for words, _ in stack[-term.arguments :]]
                strength = stack[-1][1] if term.text == "number" else 0
                del stack[-term.arguments :]
                stack.append((_PHRASES[term.text].format(listing(arguments, "and")), strength))
            case "operator":
                (right, last), (left, first) = stack.pop(), stack.pop()
                own = _STRENGTH[term.text]
                left = f"({left})" if first < own else left
                right = f"({right})" if last <= own else right
                stack.append((f"{left} {term.text} {right}", own))
            case "text":
                stack.append((value_words(term.text), _ATOM))
            case _:
                stack.append((term.text, _ATOM))
    return stack[0][0]


def step_of(term: Term) -> tuple[Any, ...]:
    """A term that is no field, as `arithmetic.calculated` reads it."""
    match term.kind:
        case "function":
            return term.kind, term.text, term.arguments
        case "text" | "boolean":
            return "value", term.text == "true" if term.kind == "boolean" else term.text
    return term.kind, term.text
