"""The message of a broken rule: what was demanded, when, and what the fields hold instead."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from reelspec.codegen.tree import NULL, Call, Expr, Lit, Tuple
from reelspec.codegen.validators.fields import FieldsView
from reelspec.codegen.validators.messages import Message, joined, listed, piece, text, with_text
from reelspec.language.contract.model import Model
from reelspec.language.contract.operator import operator_of
from reelspec.language.contract.schema import TRUE, Any, Condition, Matches, Rule, Schema, fields_read
from reelspec.language.rules.operators.schema import SchemaOperator
from reelspec.language.rules.operators.table import Table
from reelspec.language.rules.words import condition_words, demand_words, is_long, value_words


class Decided(NamedTuple):
    """What is decided for a model before any body is seen, since its rules no longer ask for it."""

    field: str
    words: str
    """`model is "wan2.7-r2v"`"""


def decided_by(model: Model) -> Decided | None:
    """What the name of a model has decided."""
    field = model.discriminator
    return None if field is None else Decided(field, f"{field} is {value_words(model.value)}")


class Detail(NamedTuple):
    """What a rule's message says besides its demand.

    there: words, and what comes after them: what is there instead, when the fields' values do not say it. asked: an
    expression for what is demanded, with what was seen in it. defaults: with either of these, the fields that it reads, or
    (array, field of its items), of which an absent one stands for its default. which: of an operator on presence alone, the
    fields of which the message says whether they are given. rows: what is demanded, in parts, and when: of a table for each
    of its rows. wrong: which of the rows, and which of its parts are broken, where there are several.
    """

    there: tuple[str, Message] | None = None
    defaults: tuple[tuple[str, str | None], ...] = ()
    which: tuple[str, ...] | None = None
    rows: tuple[tuple[Condition, tuple[Condition, ...]], ...] = ()
    wrong: Expr = NULL
    asked: Expr | None = None


def of_rule(rule: Rule, view: FieldsView, detail: Detail, decided: Decided | None) -> Message:
    """What the violation says: what is demanded, when, what is there instead."""
    operator = operator_of(rule)
    own = rule.message or (operator.described() if isinstance(operator, SchemaOperator) else None)
    if own is not None:
        return text(own)
    guard = () if rule.when is None else fields_read(rule.when)
    reads = operator.reads()
    decided_fields = () if decided is None else (decided.field,)
    told = [
        name for name in dict.fromkeys(rule.reads) if (name in reads or name in guard) and name not in decided_fields
    ]
    against = "" if rule.against is None else f"; but the document also says otherwise ({rule.against})"
    if detail.rows:
        return joined(*_of_rows(rule, view, detail, decided, told), against)
    demand = operator.words() + _when(_conditions(rule, decided))
    if detail.there is not None:
        words, there = detail.there
        return joined(f"{demand}; {words}", there, *_unwritten(detail.defaults, view), against)
    if detail.asked is not None:
        held = _held([name for name in told if name in guard], view)
        conditions = _when(_conditions(rule, decided))
        return joined(piece(detail.asked), conditions, held, *_unwritten(detail.defaults, view), against)
    if detail.which is None:
        return joined(demand, _held(told, view), against)
    # What the fields hold is nothing to it: which of them are there is.
    which: str | Message = ""
    if detail.which:
        names = Tuple(tuple(map(Lit, detail.which)))
        which = with_text("presence", names, Tuple(tuple(map(view.told, detail.which))))
    return joined(
        demand, which, _held([name for name in told if name in guard], view), _nulls(reads, guard, view), against
    )


def _of_rows(
    rule: Rule, view: FieldsView, detail: Detail, decided: Decided | None, told: Sequence[str]
) -> tuple[str | Message, ...]:
    """What is demanded, of several parts those that are broken, and what the fields hold of which that speaks."""
    conditions = _conditions(rule, decided)
    if detail.wrong == NULL:
        ((keys, (part,)),) = detail.rows
        demand = demand_words(part, brief=True) + _when(conditions, keys)
        choices = _choices(part, told, view)
        hint = "" if choices is None else Message("hinted", choices, view.shown(fields_read(part)[0]))
        return demand, _held(told, view), hint
    shown = [name for name in told if _scalar(view.scope.fields[name].schema)]
    guard = () if rule.when is None else fields_read(rule.when)
    always = {*guard, *(name for keys, _ in detail.rows for name in fields_read(keys))}
    rows: list[Expr] = []
    for keys, parts in detail.rows:
        parts_told = Tuple(tuple(_part(part, shown, view) for part in parts))
        rows.append(Tuple((parts_told, Lit(_when(conditions, keys)))))
    fields = Tuple(tuple(Tuple((Lit(name), _meaning(name, view))) for name in shown))
    values = Tuple(tuple(map(view.shown, shown)))
    known = Tuple((Tuple(tuple(rows)), _indices(shown, always), fields))
    return (Message("demanded", known, Tuple((detail.wrong, values))),)


def _part(part: Condition, shown: Sequence[str], view: FieldsView) -> Expr:
    words = Lit(demand_words(part, brief=True))
    return Tuple((words, _indices(shown, fields_read(part)), _choices(part, shown, view) or NULL))


def _indices(names: Sequence[str], of: Iterable[str]) -> Tuple:
    return Tuple(tuple(Lit(names.index(name)) for name in of if name in names))


def _held(names: Iterable[str], view: FieldsView) -> str | Message:
    """What the fields hold."""
    shown = [name for name in names if _scalar(view.scope.fields[name].schema)]
    if not shown:
        return ""
    fields = Tuple(tuple(Tuple((Lit(name), _meaning(name, view))) for name in shown))
    return with_text("held", fields, Tuple(tuple(map(view.shown, shown))))


def _meaning(name: str, view: FieldsView) -> Expr:
    """The words for what an absent field means."""
    default = view.scope.fields[name].default
    return NULL if default is None else Lit(value_words(default.value))


def _nulls(names: Iterable[str], held: Collection[str], view: FieldsView) -> str | Message:
    """Which of the fields hold a null that counts as absent."""
    may = [name for name in names if view.scope.fields[name].nullable and name not in held]
    if not may:
        return ""
    return Message("nulls", Tuple(tuple(map(Lit, may))), Tuple(tuple(map(view.told, may))))


def _choices(part: Condition, names: Sequence[str], view: FieldsView) -> Expr | None:
    """The values that a part of a demand lists for one of the fields of these names, where they are too many to be told, or
    where the field takes other texts as well: one may be misspelt."""
    values = part.schema.values() if isinstance(part, Matches) else None
    if values is None or not isinstance(part, Matches) or part.field not in names:
        return None
    of = view.scope.fields[part.field].schema
    types = of.value_types()
    numbers = types is not None and {"integer", "number", "null"}.issuperset(types)
    if not _scalar(of) or (not is_long(values) and (numbers or of.values() is not None or of.any_of or of.one_of)):
        return None
    return listed(values, part.field, view.module)


def _unwritten(fields: Iterable[tuple[str, str | None]], view: FieldsView) -> Iterator[Message]:
    """What says which of the fields count by their default, where they are absent."""
    for name, by in fields:
        default = view.scope.fields[name].default if by is None else view.scope.items_of(name).fields[by].default
        if default is not None:
            words = Lit(f"{name if by is None else f'{by} in {name}'} means {value_words(default.value)}")
            yield piece(Call("unwritten", (view.told(name), Lit(by), words)))


def _conditions(rule: Rule, decided: Decided | None) -> tuple[str | Condition, ...]:
    """When a rule speaks, as far as its operator does not say so."""
    guard = () if rule.when is None else fields_read(rule.when)
    own = rule.operator.reads()
    conditions: list[str | Condition] = [] if rule.when is None else [rule.when]
    # Of a table whose rows have been chosen by what is decided, no words say the keys that chose them.
    silent = (*own, *guard) if not isinstance(rule.operator, Table) else guard
    if decided is not None and decided.field in rule.reads and decided.field not in silent:
        conditions.insert(0, decided.words)
    return tuple(conditions)


def _when(conditions: Iterable[str | Condition], keys: Condition = TRUE) -> str:
    """The conditions in words, those of a table's row first."""
    parts = [part for part in (keys, *conditions) if part != TRUE]
    words = (
        part
        if isinstance(part, str)
        else f"({condition_words(part)})"
        if isinstance(part, Any) and len(parts) > 1
        else condition_words(part)
        for part in parts
    )
    return f" when {' and '.join(words)}" if parts else ""


def _scalar(schema: Schema) -> bool:
    types = schema.value_types()
    return types is None or not {"array", "object"} & set(types)
