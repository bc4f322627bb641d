"""The message of a broken rule as an expression: what was demanded, when, and what the fields hold instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from reelspec.codegen.python.code import literal, tuple_of
from reelspec.codegen.validators.fields import FieldsView
from reelspec.codegen.validators.operator_code import Blame
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


def message(rule: Rule, view: FieldsView, blame: Blame, decided: Decided | None) -> str:
    """An expression for the message."""
    if rule.message is not None:
        return literal(rule.message)
    demand = _demand(rule, view, blame, decided)
    if blame.detail is not None:
        words, there = blame.detail
        return " + ".join((literal(f"{demand}; {words}"), there, *_unwritten(blame.defaults, view)))
    # Of what is demanded, a part may be known only when the body is seen.
    parts = [*([] if blame.demand is None else [blame.demand]), *([literal(demand)] if demand else [])]
    guard = () if rule.when is None else fields_read(rule.when)
    own = rule.operator.reads()
    said = () if decided is None else (decided.field,)
    shown = [name for name in dict.fromkeys(rule.reads) if (name in own or name in guard) and name not in said]
    if blame.which is not None:
        # What the fields hold is nothing to it: which of them are there is.
        shown = [name for name in shown if name in guard]
        if blame.which:
            given = tuple_of(map(view.variable, blame.which))
            parts.append(f"_which({tuple_of(map(literal, blame.which))}, {given})")
    held = []
    for name in shown:
        if _scalar(view.scope.fields[name].schema):
            default = view.scope.fields[name].default
            instead = "None" if default is None else literal(default.value)
            held.append(f"({literal(name)}, {view.variable(name)}, {instead})")
    if held:
        parts.append(f"_here({tuple_of(held)})")
    return " + ".join(parts)


def _unwritten(fields: Iterable[tuple[str, str | None]], view: FieldsView) -> Iterator[str]:
    """Expressions that say which of the fields count by their default, where they are absent."""
    for name, by in fields:
        default = view.scope.fields[name].default if by is None else view.scope.items_of(name).fields[by].default
        if default is not None:
            what = name if by is None else f"{by} in {name}"
            words = literal(f"; an absent {what} means {value_words(default.value)}")
            yield f"_unwritten({view.variable(name)}, {literal(by)}, {words})"


def _demand(rule: Rule, view: FieldsView, blame: Blame, decided: Decided | None) -> str:
    """What is demanded and when, as far as it is known before any body is seen."""
    text = operator_of(rule).words(view.scope) if blame.demand is None else ""
    conditions = [] if rule.when is None else [condition_words(rule.when)]
    if decided is not None and decided.field in rule.reads:
        guard = () if rule.when is None else fields_read(rule.when)
        own = rule.operator.reads()
        if decided.field not in (*own, *guard) or (decided.field in own and blame.keyed):
            conditions.insert(0, decided.words)
    if conditions:
        text += " when " + " and ".join(conditions)
    if rule.against is not None:
        text += f"; but the document also says otherwise ({rule.against})"
    return text


def _scalar(schema: Schema) -> bool:
    return schema.types is None or not {"array", "object"} & set(schema.types)
