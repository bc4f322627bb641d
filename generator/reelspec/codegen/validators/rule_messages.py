"""The message of a broken rule: what was demanded, when, and what the fields hold instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from reelspec.codegen.tree import NULL, Call, Expr, Lit, Tuple
from reelspec.codegen.validators.fields import FieldsView
from reelspec.codegen.validators.messages import Message, joined, piece, text, with_text
from reelspec.language.contract.model import Model
from reelspec.language.contract.operator import operator_of
from reelspec.language.contract.schema import Rule, Schema, fields_read
from reelspec.language.rules.words import condition_words, value_words


class Decided(NamedTuple):
    """What is decided for a model before any body is seen, since its rules no longer ask for it."""

    field: str
    words: str
    """`model is "wan2.7-r2v"`"""


def decided_by(model: Model) -> Decided | None:
    """What the name of a model has decided."""
    field = model.discriminator
    return None if field is None else Decided(field, f"{field} is {value_words(model.name)}")


class Detail(NamedTuple):
    """What a rule's message says besides its demand.

    there: words, and what comes after them: what is there instead, when the fields' values do not say it.
    defaults: with `there`, the fields that it reads, or (array, field of its items), of which an absent one stands for its
    default. demand: an expression for what was demanded, when only a part of the operator is broken: one row of a table.
    which: of an operator on presence alone, the fields of which the message says whether they are given. keyed: its words
    are one row's, which do not say the keys that chose the row.
    """

    there: tuple[str, Message] | None = None
    defaults: tuple[tuple[str, str | None], ...] = ()
    demand: Expr | None = None
    which: tuple[str, ...] | None = None
    keyed: bool = False


def of_rule(rule: Rule, view: FieldsView, detail: Detail, decided: Decided | None) -> Message:
    """What the violation says."""
    if rule.message is not None:
        return text(rule.message)
    demand = _demand(rule, view, detail, decided)
    if detail.there is not None:
        words, there = detail.there
        return joined(f"{demand}; {words}", there, *_unwritten(detail.defaults, view))
    # Of what is demanded, a part may be known only when the body is seen.
    parts: list[str | Message] = [demand]
    if detail.demand is not None:
        parts.insert(0, piece(detail.demand))
    guard = () if rule.when is None else fields_read(rule.when)
    own = rule.operator.reads()
    said = () if decided is None else (decided.field,)
    told = [name for name in dict.fromkeys(rule.reads) if (name in own or name in guard) and name not in said]
    if detail.which is not None:
        # What the fields hold is nothing to it: which of them are there is.
        told = [name for name in told if name in guard]
        if detail.which:
            names = Tuple(tuple(map(Lit, detail.which)))
            parts.append(with_text("presence", names, Tuple(tuple(map(view.variable, detail.which)))))
    held, values = [], []
    for name in told:
        if _scalar(view.scope.fields[name].schema):
            default = view.scope.fields[name].default
            means = NULL if default is None else Lit(value_words(default.value))
            held.append(Tuple((Lit(name), means)))
            values.append(view.shown(name))
    if held:
        parts.append(with_text("held", Tuple(tuple(held)), Tuple(tuple(values))))
    return joined(*parts, *_unwritten(detail.defaults, view))


def _unwritten(fields: Iterable[tuple[str, str | None]], view: FieldsView) -> Iterator[Message]:
    """What says which of the fields count by their default, where they are absent."""
    for name, by in fields:
        default = view.scope.fields[name].default if by is None else view.scope.items_of(name).fields[by].default
        if default is not None:
            what = name if by is None else f"{by} in {name}"
            words = Lit(f"; an absent {what} means {value_words(default.value)}")
            yield piece(Call("unwritten", (view.variable(name), Lit(by), words)))


def _demand(rule: Rule, view: FieldsView, detail: Detail, decided: Decided | None) -> str:
    """What is demanded and when, as far as it is known before any body is seen."""
    words = operator_of(rule).words(view.scope) if detail.demand is None else ""
    conditions = [] if rule.when is None else [condition_words(rule.when)]
    if decided is not None and decided.field in rule.reads:
        guard = () if rule.when is None else fields_read(rule.when)
        own = rule.operator.reads()
        if decided.field not in (*own, *guard) or (decided.field in own and detail.keyed):
            conditions.insert(0, decided.words)
    if conditions:
        words += " when " + " and ".join(conditions)
    if rule.against is not None:
        words += f"; but the document also says otherwise ({rule.against})"
    return words


def _scalar(schema: Schema) -> bool:
    types = schema.value_types()
    return types is None or not {"array", "object"} & set(types)
