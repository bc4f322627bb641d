"""The operators of rules in the tree: when each is broken, and where that is reported.

Exhaustive: the type checkers name the operator that is missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, assert_never

from reelspec.codegen.tree import (
    FALSE,
    NOTHING,
    Absent,
    Call,
    Choose,
    Expr,
    Index,
    Kind,
    Let,
    Lit,
    Member,
    Order,
    Same,
    ScalarSet,
    Size,
    Sum,
    Tuple,
    Var,
    both,
    either,
    opposite,
)
from reelspec.codegen.validators.fields import FieldsView
from reelspec.codegen.validators.messages import Message, piece
from reelspec.codegen.validators.rule_messages import Detail
from reelspec.language.contract.operator import ordered
from reelspec.language.contract.schema import TRUE, Operator, fields_read
from reelspec.language.rules.operands import RELATIONS, Operand, Term, facts_in, operand_words, step_of
from reelspec.language.rules.operators import known
from reelspec.language.rules.operators.all_or_none import AllOrNone
from reelspec.language.rules.operators.at_least_one import AtLeastOne
from reelspec.language.rules.operators.at_most_one import AtMostOne
from reelspec.language.rules.operators.combinations import Combinations, multisets
from reelspec.language.rules.operators.compare import Compare
from reelspec.language.rules.operators.conflicts import Conflicts
from reelspec.language.rules.operators.exactly_one import ExactlyOne
from reelspec.language.rules.operators.limit import Limit
from reelspec.language.rules.operators.must import Must, parts_of
from reelspec.language.rules.operators.requires import Requires
from reelspec.language.rules.operators.schema import SchemaOperator, named
from reelspec.language.rules.operators.table import Row, Table

MOST_PAIRS = 4
"""Up to so many fields, comparing them in pairs is faster than counting them."""
MOST_SAID = 64
"""What an array holds is told in the order of the types for up to so many choices of them."""


class Blame(NamedTuple):
    """Where a broken rule is reported, and what its message says besides its demand.

    path: of the value. related: the pointers of other fields after the guard's; the path among them is taken out. before: what
    has to be known first.
    """

    path: Expr
    related: Expr
    detail: Detail = Detail()
    before: tuple[Let, ...] = ()


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
        case Compare():
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
        case Compare():
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
    return _blame_rows((Row(TRUE, it.condition),), it.reads(), view)


def _broken_table(it: Table, view: FieldsView) -> Expr:
    return either(*(both(view.certain(row.keys), opposite(view.possible(row.cells))) for row in it.rows))


def _blame_table(it: Table, view: FieldsView) -> Blame:
    names = ordered((*it.by, *(name for row in it.rows for name in fields_read(row.cells))))
    return _blame_rows(it.rows, names, view)


def _blame_rows(rows: tuple[Row, ...], names: Iterable[str], view: FieldsView) -> Blame:
    """In the row whose keys match, the first part that is broken is where it is reported; the message names all of them."""
    parts = [tuple(filter(fields_read, parts_of(row.cells))) or (row.cells,) for row in rows]
    paths = tuple(view.pointers([next(iter(fields_read(condition)), None) for condition in each]) for each in parts)
    wrong: Expr = NOTHING
    for number, each in reversed([*enumerate(parts)]):
        # Of a row of one part, that one is broken.
        broken = tuple(opposite(view.possible(condition)) for condition in each) if len(each) > 1 else ()
        which = Tuple((Lit(number), *broken))
        wrong = which if wrong == NOTHING else Choose(view.certain(rows[number].keys), which, wrong)
    related = view.pointers(ordered(names))
    detail = Detail(rows=tuple((row.keys, each) for row, each in zip(rows, parts, strict=True)))
    if len(rows) == len(parts[0]) == 1:
        return Blame(paths[0].items[0], related, detail)
    kept = Var(view.names.new("wrong"))
    places = {place for each in paths for place in each.items}
    path = places.pop() if len(places) == 1 else Call("blamed", (kept, Tuple(paths)))
    return Blame(path, related, detail._replace(wrong=kept), (Let(kept.name, wrong),))


def _broken_requires(it: Requires, view: FieldsView) -> Expr:
    return either(*(both(view.present(name), either(*map(view.absent, needed))) for name, needed in it.needs.items()))


def _blame_requires(it: Requires, view: FieldsView) -> Blame:
    *first, (name, needed) = it.needs.items()
    path: Expr = view.pointer(name)
    related = view.lacking(needed)
    for key, wanted in reversed(first):
        test = both(view.present(key), either(*map(view.absent, wanted)))
        path = Choose(test, view.pointer(key), path)
        related = Choose(test, view.lacking(wanted), related)
    return Blame(path, related, Detail(which=_beyond_two(it.reads())))


def _broken_conflicts(it: Conflicts, view: FieldsView) -> Expr:
    return both(either(*map(view.present, it.first)), either(*map(view.present, it.second)))


def _blame_conflicts(it: Conflicts, view: FieldsView) -> Blame:
    return _several_given((*it.first, *it.second), view, _beyond_two(it.reads()))


def _broken_at_least_one(it: AtLeastOne, view: FieldsView) -> Expr:
    return both(*map(view.absent, it.of))


def _blame_at_least_one(it: AtLeastOne, view: FieldsView) -> Blame:
    """None of the fields is there: the object itself lacks something."""
    return Blame(view.pointer(), view.pointers(it.of), Detail(which=it.of))


def _broken_at_most_one(it: AtMostOne, view: FieldsView) -> Expr:
    return _several_present(it.of, view)


def _blame_at_most_one(it: AtMostOne, view: FieldsView) -> Blame:
    return _several_given(it.of, view, it.of)


def _broken_exactly_one(it: ExactlyOne, view: FieldsView) -> Expr:
    if view.gaps:
        return either(both(*map(view.absent, it.of)), _several_present(it.of, view))
    *others, last = it.of
    broken = view.absent(last)
    for index in reversed(range(len(others))):
        broken = Choose(view.present(it.of[index]), either(*map(view.present, it.of[index + 1 :])), broken)
    return broken


def _blame_exactly_one(it: ExactlyOne, view: FieldsView) -> Blame:
    given = Var(view.names.new("given"))
    path = Index(Call("some", (given, Tuple((view.pointer(),)))), 0)
    related = Call("some", (given, view.pointers(it.of)))
    return Blame(path, related, Detail(which=it.of), (Let(given.name, view.given(it.of)),))


def _broken_all_or_none(it: AllOrNone, view: FieldsView) -> Expr:
    return both(either(*map(view.present, it.of)), either(*map(view.absent, it.of)))


def _blame_all_or_none(it: AllOrNone, view: FieldsView) -> Blame:
    return Blame(Index(view.lacking(it.of), 0), view.given(it.of), Detail(which=it.of))


def _broken_combinations(it: Combinations, view: FieldsView) -> Expr:
    if it.by is None:
        bits = Sum(tuple(Choose(Absent(view.variable(name)), Lit(0), Lit(1 << bit)) for bit, name in enumerate(it.of)))
        sums = ScalarSet(tuple(sorted(sum(1 << it.of.index(name) for name in allowed) for allowed in it.allow)))
        return both(
            *(either(view.present(name), view.absent(name)) for name in it.of),
            opposite(Member(bits, view.module.constant("allowed", sums))),
        )
    longest = it.longest()
    weights = it.weights()
    array = view.variable(it.of[0])
    tally = view.tally(it.of[0], it.by, weights)
    sums = ScalarSet((-1, *sorted(sum(weights[name] for name in allowed) for allowed in it.allow)))
    types = view.scope.fields[it.of[0]].schema.value_types()
    other = types is None or not {"array", "null"}.issuperset(types)
    too_many = FALSE if view.has_at_most(it.of[0], longest) else Order(Size(array, "items"), ">", Lit(longest))
    return both(
        Kind(array, "array") if other or view.gaps else view.present(it.of[0]),
        either(too_many, opposite(Member(tally, view.module.constant("allowed", sums)))),
    )


def _blame_combinations(it: Combinations, view: FieldsView) -> Blame:
    if it.by is None:
        return Blame(view.pointer(), view.given(it.of))
    array, longest = view.variable(it.of[0]), it.longest()
    there: Message = piece(view.kinds(it.of[0], it.by))
    if multisets(len(it.weights()), longest) <= MOST_SAID:
        # The sum says which types there are, unless there are too many of them or one that is in no combination.
        tally = view.tally(it.of[0], it.by, it.weights())
        top = (longest + 1) ** len(it.weights())
        told = both(opposite(Order(Size(array, "items"), ">", Lit(longest))), Order(tally, "<", Lit(top)))
        weights = Tuple((view.weights(it.of[0], it.by, it.weights()), Lit(longest + 1)))
        there = Message("summed", weights, Choose(told, tally, there.seen))
    return Blame(view.pointer(it.of[0]), Tuple(()), Detail(("it has ", there), ((it.of[0], it.by),)))


def _broken_limit(it: Limit, view: FieldsView) -> Expr:
    beside: list[Expr] = []
    for least, most in it.ranges():
        below = Order(_counted(it, view, certain=False), "<", Lit(least)) if least else FALSE
        above = FALSE if most is None else Order(_counted(it, view, certain=True), ">", Lit(most))
        beside.append(either(below, above))
    return both(*beside)


def _counted(it: Limit, view: FieldsView, *, certain: bool) -> Expr:
    return Sum(tuple(view.count(name, it.where, certain=certain) for name in it.of))


def _blame_limit(it: Limit, view: FieldsView) -> Blame:
    number = _counted(it, view, certain=True)
    read = () if it.where is None else fields_read(it.where)
    defaults = tuple((name, value) for name in it.of for value in read)
    if len(it.of) == 1:
        return Blame(view.pointer(it.of[0]), Tuple(()), Detail(("it has ", piece(number)), defaults))
    every = view.pointers(it.of)
    path = Index(Call("some", (view.given(it.of), every)), 0)
    return Blame(path, every, Detail(("there are ", piece(number)), defaults))


def _broken_compare(it: Compare, view: FieldsView) -> Expr:
    if view.facts is None and it.measures(view.scope):
        return FALSE
    relation = Call("relation", (Lit(it.relation), _steps(it.left, view), _steps(it.right, view)))
    return Same(relation, Lit(False))


def _blame_compare(it: Compare, view: FieldsView) -> Blame:
    left, right = (Tuple((Lit(operand_words(operand)), _steps(operand, view))) for operand in (it.left, it.right))
    asked = Call("related", (left, Lit(RELATIONS[it.relation]), right))
    defaults = tuple((term.text, term.inner) for term in it.fields())
    return Blame(view.pointer(it.reads()[0]), view.pointers(it.reads()), Detail(asked=asked, defaults=defaults))


def _broken_schema(it: SchemaOperator, view: FieldsView) -> Expr:
    fields = [name for name in named(it.schema, view.scope.definitions) if name in view.scope.fields]
    return both(view.sound(fields), opposite(view.accepted(it.schema)))


def _blame_schema(it: SchemaOperator, view: FieldsView) -> Blame:
    return Blame(view.pointer(), view.pointers(named(it.schema, view.scope.definitions)))


def _several_given(names: tuple[str, ...], view: FieldsView, which: tuple[str, ...]) -> Blame:
    """Several of the fields are there: the first is one too many, the others say why."""
    if len(names) == 2:
        return Blame(view.pointer(names[0]), view.pointers(names), Detail(which=which))
    given = Var(view.names.new("given"))
    return Blame(Index(given, 0), given, Detail(which=which), (Let(given.name, view.given(names)),))


def _beyond_two(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names; none of two, where a broken demand leaves no doubt which is given."""
    return names if len(names) > 2 else ()


def _several_present(names: tuple[str, ...], view: FieldsView) -> Expr:
    """Two or more of the fields are certainly there."""
    present = [view.present(name) for name in names]
    if len(names) <= MOST_PAIRS:
        return either(*(both(test, either(*present[index + 1 :])) for index, test in enumerate(present[:-1])))
    return Order(Sum(tuple(Choose(test, Lit(1), Lit(0)) for test in present)), ">", Lit(1))


def _fact(term: Term, name: str, view: FieldsView, facts: Expr) -> Expr:
    """What is known of the file that a field names, or of those that an array does."""
    value, types = view.variable(term.text), view.scope.fields[term.text].schema.value_types()
    if types is None or "array" in types:
        return Call("fact_column", (facts, value, Lit(term.inner), Lit(name), view.pointer(term.text)))
    return Call("fact", (facts, value, Lit(name), view.pointer(term.text)))


def _steps(terms: Operand, view: FieldsView) -> Expr:
    """The operand in postfix order, as the support function reads it."""
    out: list[Expr] = []
    facts = {} if view.facts is None else facts_in(terms, view.scope)
    for at, term in enumerate(terms):
        if at - 1 in facts:
            continue  # its function is the fact that stands there
        if view.facts is not None and at in facts:
            out.append(Tuple((Lit("value"), _fact(term, facts[at], view, view.facts))))
            continue
        if term.kind != "field":
            out.append(Tuple(tuple(map(Lit, step_of(term)))))
            continue
        # An absent field stands for what the server certainly takes; without that it is unknown.
        value: Expr = view.variable(term.text)
        field = view.scope.fields[term.text]
        if field.default is not None:
            value = Choose(Absent(value), Lit(field.default.value), value)
        types = field.schema.value_types()
        if types is None or "array" in types:
            value = view.column(term.text, value, term.inner)
        out.append(Tuple((Lit("value"), value)))
    return Tuple(tuple(out))
