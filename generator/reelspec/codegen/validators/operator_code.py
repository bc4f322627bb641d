"""The operators of rules in Python code: when each is broken, and where that is reported.

Exhaustive: the type checkers name the operator that is missing.
"""

from __future__ import annotations

import itertools
from typing import NamedTuple, assert_never

from reelspec.codegen.python.code import Atom, Compare, Expr, both, either, literal, opposite, show, tuple_of
from reelspec.codegen.validators.fields import FieldsView
from reelspec.language.contract.operator import ordered
from reelspec.language.contract.schema import TRUE, Condition, Operator, fields_read
from reelspec.language.rules.operators import known
from reelspec.language.rules.operators.all_or_none import AllOrNone
from reelspec.language.rules.operators.at_least_one import AtLeastOne
from reelspec.language.rules.operators.at_most_one import AtMostOne
from reelspec.language.rules.operators.combinations import Combinations, multisets
from reelspec.language.rules.operators.compare import Comparison, Term
from reelspec.language.rules.operators.conflicts import Conflicts
from reelspec.language.rules.operators.exactly_one import ExactlyOne
from reelspec.language.rules.operators.limit import Limit
from reelspec.language.rules.operators.must import Must, parts_of
from reelspec.language.rules.operators.presence import OfFields
from reelspec.language.rules.operators.requires import Requires
from reelspec.language.rules.operators.schema import SchemaOperator, named
from reelspec.language.rules.operators.table import Table, row_words

MOST_PAIRS = 4
"""Up to so many fields, comparing them in pairs is faster than counting them."""
MOST_SAID = 64
"""What an array holds is written down beforehand for up to so many choices of types."""


class Blame(NamedTuple):
    """Where a broken rule is reported: expressions for `path` and for the `related` pointers after the guard's."""

    path: str
    related: str
    detail: tuple[str, str] | None = None
    """Words, and an expression for the text after them: what is there instead, when the fields' values do not say it."""
    defaults: tuple[tuple[str, str | None], ...] = ()
    """With `detail`: the fields that it reads, or (array, field of its items), of which an absent one stands for its default."""
    demand: str | None = None
    """An expression for what was demanded, when only a part of `words` is broken: the one row of a table."""
    which: tuple[str, ...] | None = None
    """Of an operator on presence alone: the fields of which the message says whether they are given."""
    keyed: bool = False
    """Its words are one row's, which do not say the keys that chose the row."""


def is_broken(operator: Operator, view: FieldsView) -> Expr:
    """True when the operator is certainly broken."""
    match one := known(operator):
        case Must():
            return _broken_must(one, view)
        case Table():
            return _broken_table(one, view)
        case Requires():
            return _broken_requires(one, view)
        case Conflicts():
            return _broken_conflicts(one, view)
        case AtLeastOne():
            return _broken_at_least_one(one, view)
        case AtMostOne():
            return _broken_at_most_one(one, view)
        case ExactlyOne():
            return _broken_exactly_one(one, view)
        case AllOrNone():
            return _broken_all_or_none(one, view)
        case Combinations():
            return _broken_combinations(one, view)
        case Limit():
            return _broken_limit(one, view)
        case Comparison():
            return _broken_compare(one, view)
        case SchemaOperator():
            return _broken_schema(one, view)
    assert_never(one)


def blame_of(operator: Operator, view: FieldsView) -> Blame:
    """Where a broken operator is reported."""
    match one := known(operator):
        case Must():
            return _blame_must(one, view)
        case Table():
            return _blame_table(one, view)
        case Requires():
            return _blame_requires(one, view)
        case Conflicts():
            return _blame_conflicts(one, view)
        case AtLeastOne():
            return _blame_at_least_one(one, view)
        case AtMostOne():
            return _blame_at_most_one(one, view)
        case ExactlyOne():
            return _blame_exactly_one(one, view)
        case AllOrNone():
            return _blame_all_or_none(one, view)
        case Combinations():
            return _blame_combinations(one, view)
        case Limit():
            return _blame_limit(one, view)
        case Comparison():
            return _blame_compare(one, view)
        case SchemaOperator():
            return _blame_schema(one, view)
    assert_never(one)


def combinations_of_items(operator: Operator) -> Combinations | None:
    """The operator where it lists what an array may hold, which loops can tally."""
    return operator if isinstance(operator, Combinations) and operator.by is not None else None


def _broken_must(it: Must, view: FieldsView) -> Expr:
    return opposite(view.possible(it.condition))


def _blame_must(it: Must, view: FieldsView) -> Blame:
    path = _first_broken(it.condition, view)
    return Blame(path, _others(it.reads(), it.condition, view))


def _broken_table(it: Table, view: FieldsView) -> Expr:
    return either(*(both(view.certain(row.keys), opposite(view.possible(row.cells))) for row in it.rows))


def _blame_table(it: Table, view: FieldsView) -> Blame:
    path = _first_broken(it.rows[-1].cells, view)
    for row in reversed(it.rows[:-1]):
        path = f"({_first_broken(row.cells, view)}) if {show(view.certain(row.keys))} else {path}"
    names = ordered((*it.by, *(name for row in it.rows for name in fields_read(row.cells))))
    demand = literal(row_words(it.rows[-1]))
    for row in reversed(it.rows[:-1]):
        demand = f"{literal(row_words(row))} if {show(view.certain(row.keys))} else {demand}"
    return Blame(path, _others(names, TRUE, view), demand=f"({demand})" if len(it.rows) > 1 else None, keyed=True)


def _broken_requires(it: Requires, view: FieldsView) -> Expr:
    return either(*(both(view.present(name), either(*map(view.absent, needed))) for name, needed in it.needs.items()))


def _blame_requires(it: Requires, view: FieldsView) -> Blame:
    *first, (name, needed) = it.needs.items()
    path, related = view.pointer(name), view.absent_pointers(needed)
    for key, wanted in reversed(first):
        test = show(both(view.present(key), either(*map(view.absent, wanted))))
        path = f"{view.pointer(key)} if {test} else {path}"
        related = f"{view.absent_pointers(wanted)} if {test} else {related}"
    return Blame(path, f"({related})", which=_beyond_two(it.reads()))


def _broken_conflicts(it: Conflicts, view: FieldsView) -> Expr:
    return both(either(*map(view.present, it.first)), either(*map(view.present, it.second)))


def _blame_conflicts(it: Conflicts, view: FieldsView) -> Blame:
    given = view.present_pointers((*it.first, *it.second))
    return Blame(f"{given}[0]", f"{given}[1:]", which=_beyond_two(it.reads()))


def _broken_at_least_one(it: AtLeastOne, view: FieldsView) -> Expr:
    return both(*map(view.absent, it.of))


def _blame_at_least_one(it: AtLeastOne, view: FieldsView) -> Blame:
    return _none_given(it, view)


def _broken_at_most_one(it: AtMostOne, view: FieldsView) -> Expr:
    return _several_present(it.of, view)


def _blame_at_most_one(it: AtMostOne, view: FieldsView) -> Blame:
    return _several_given(it, view)


def _broken_exactly_one(it: ExactlyOne, view: FieldsView) -> Expr:
    return either(both(*map(view.absent, it.of)), _several_present(it.of, view))


def _blame_exactly_one(it: ExactlyOne, view: FieldsView) -> Blame:
    given = view.present_pointers(it.of)
    none = _none_given(it, view)
    return Blame(f"({given} or ({none.path},))[0]", f"({given}[1:] if {given} else {none.related})", which=it.of)


def _broken_all_or_none(it: AllOrNone, view: FieldsView) -> Expr:
    return both(either(*map(view.present, it.of)), either(*map(view.absent, it.of)))


def _blame_all_or_none(it: AllOrNone, view: FieldsView) -> Blame:
    return Blame(f"{view.absent_pointers(it.of)}[0]", view.present_pointers(it.of), which=it.of)


def _broken_combinations(it: Combinations, view: FieldsView) -> Expr:
    if it.by is None:
        bits = " + ".join(
            f"({view.value(name)} is not None)" if index == 0 else f"{1 << index} * ({view.value(name)} is not None)"
            for index, name in enumerate(it.of)
        )
        allowed = sorted(sum(1 << it.of.index(name) for name in combination) for combination in it.allow)
        return both(
            *(either(view.present(name), view.absent(name)) for name in it.of),
            Compare(bits, "not in", view.constant("frozenset({" + ", ".join(map(str, allowed)) + "})")),
        )
    longest = it.longest()
    weights = it.weights()
    allowed = sorted(sum(weights[name] for name in combination) for combination in it.allow)
    array = it.of[0]
    tally = view.tally(array, it.by, weights, longest)
    sums = view.constant("frozenset({" + ", ".join(map(str, [-1, *allowed])) + "})")
    types = view.scope.fields[array].schema.types
    other = types is None or not {"array", "null"}.issuperset(types)
    return both(
        Compare(f"type({view.value(array)})", "is", "list") if other else view.present(array),
        view.known([array]),
        either(Compare(f"len({view.value(array)})", ">", str(longest)), Compare(tally, "not in", sums)),
    )


def _blame_combinations(it: Combinations, view: FieldsView) -> Blame:
    if it.by is None:
        return Blame(view.pointer(), view.present_pointers(it.of))
    weights, longest = it.weights(), it.longest()
    tally = view.tally(it.of[0], it.by, weights, longest)
    said = (
        {}
        if multisets(len(weights), longest) > MOST_SAID
        else {
            sum(map(weights.__getitem__, types)): " + ".join(types)
            for size in range(1, longest + 1)
            for types in itertools.combinations_with_replacement(weights, size)
        }
    )
    listed = view.kinds(it.of[0], it.by, tally, said, longest)
    return Blame(view.pointer(it.of[0]), "()", ("it has ", listed), ((it.of[0], it.by),))


def _broken_limit(it: Limit, view: FieldsView) -> Expr:
    parts = []
    if it.least:
        high = " + ".join(view.count(name, it.where, certain=False) for name in it.of)
        parts.append(Compare(high, "<", str(it.least)))
    if it.most is not None:
        low = " + ".join(view.count(name, it.where, certain=True) for name in it.of)
        parts.append(Compare(low, ">", str(it.most)))
    return either(*parts)


def _blame_limit(it: Limit, view: FieldsView) -> Blame:
    detail = " + ".join(view.count(name, it.where, certain=True) for name in it.of)
    read = () if it.where is None else fields_read(it.where)
    defaults = tuple((name, one) for name in it.of for one in read)
    if len(it.of) == 1:
        return Blame(view.pointer(it.of[0]), "()", ("it has ", f'f"{{{detail}}}"'), defaults)
    given = view.present_pointers(it.of)
    every = "(" + ", ".join(view.pointer(name) for name in it.of) + ")"
    return Blame(f"({given} or {every})[0]", every, ("there are ", f'f"{{{detail}}}"'), defaults)


def _broken_compare(it: Comparison, view: FieldsView) -> Expr:
    helper = view.helper("_relation")
    steps = tuple_of(_steps(it.left, view)), tuple_of(_steps(it.right, view))
    return Atom(f"{helper}({literal(it.relation)}, {steps[0]}, {steps[1]}) is False")


def _blame_compare(it: Comparison, view: FieldsView) -> Blame:
    pointers = ", ".join(view.pointer(name) for name in it.reads())
    helper = view.helper("_amount")
    left, right = tuple_of(_steps(it.left, view)), tuple_of(_steps(it.right, view))
    detail = ("", f'{helper}({left}) + " against " + {helper}({right})')
    defaults = ordered((term.text, term.inner) for term in (*it.left, *it.right) if term.kind == "field")
    return Blame(view.pointer(it.reads()[0]), f"({pointers},)", detail, defaults)


def _broken_schema(it: SchemaOperator, view: FieldsView) -> Expr:
    fields = [name for name in named(it.schema, view.scope.definitions) if name in view.scope.fields]
    return both(view.sound(fields), opposite(view.accepted(it.schema)))


def _blame_schema(it: SchemaOperator, view: FieldsView) -> Blame:
    return Blame(view.pointer(), tuple_of(map(view.pointer, named(it.schema, view.scope.definitions))))


def _none_given(it: OfFields, view: FieldsView) -> Blame:
    """None of the fields is there: the object itself lacks something."""
    pointers = ", ".join(view.pointer(name) for name in it.of)
    return Blame(view.pointer(), f"({pointers})", which=it.of)


def _several_given(it: OfFields, view: FieldsView) -> Blame:
    """Several of the fields are there: the first is one too many, the others say why."""
    given = view.present_pointers(it.of)
    return Blame(f"{given}[0]", f"{given}[1:]", which=it.of)


def _beyond_two(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names; none of two, where a broken demand leaves no doubt which is given."""
    return names if len(names) > 2 else ()


def _first_broken(condition: Condition, view: FieldsView) -> str:
    """An expression for the pointer of the first field, in the order of writing, whose part is certainly false."""
    parts = [part for part in parts_of(condition) if fields_read(part)]
    if not parts:
        return view.pointer()
    text = view.pointer(fields_read(parts[-1])[0])
    for part in reversed(parts[:-1]):
        text = f"{view.pointer(fields_read(part)[0])} if {show(opposite(view.possible(part)))} else {text}"
    return text


def _others(reads: tuple[str, ...], condition: Condition, view: FieldsView) -> str:
    """An expression for the pointers of the other fields read; the reported one is taken out by the caller."""
    names = ordered(reads)
    return (
        "("
        + "".join(f"{view.pointer(name)}, " for name in names).strip().rstrip(",")
        + (",)" if len(names) == 1 else ")")
    )


def _several_present(names: tuple[str, ...], view: FieldsView) -> Expr:
    """Two or more of the fields are certainly there."""
    present = [view.present(name) for name in names]
    if len(names) <= MOST_PAIRS:
        return either(*(both(one, either(*present[index + 1 :])) for index, one in enumerate(present[:-1])))
    return Compare(" + ".join(f"({show(view.present(name))})" for name in names), ">", "1")


def _steps(terms: tuple[Term, ...], view: FieldsView) -> list[str]:
    """The operand in postfix order as tuple displays that the support function reads."""
    out = []
    for term in terms:
        if term.kind == "number":
            out.append(f'("number", {term.text})')
        elif term.kind == "field":
            # An absent field stands for what the server certainly takes; without that it is unknown.
            value = view.value(term.text)
            field = view.scope.fields[term.text]
            if field.default is not None:
                value = f"{literal(field.default.value)} if {value} is None else {value}"
            if field.schema.types is None or "array" in field.schema.types:
                value = view.column(term.text, value, term.inner)
            out.append(f'("field", {value})')
        else:
            out.append(f"({literal(term.kind)}, {literal(term.text)})")
    return out
