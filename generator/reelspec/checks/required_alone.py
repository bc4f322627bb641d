"""Check: required fields alone break no rule, neither by a default (the trap of a conditional default) nor by being there."""

from __future__ import annotations

from collections.abc import Iterable

from reelspec.language.contract.model import Contract
from reelspec.language.contract.operator import operator_of
from reelspec.language.contract.schema import Condition, Rule, fields_read
from reelspec.language.contract.scope import Scope, scope_of
from reelspec.language.rules.evaluate import UNKNOWN, evaluate
from reelspec.language.rules.operators.must import parts_of
from reelspec.language.source.place import Problem


def check_minimal(contract: Contract) -> Iterable[Problem]:
    """Rules that absent fields break by their defaults alone."""
    for model in contract.models():
        for form in model.forms:
            scope = scope_of(form.schema, model.definitions)
            body = {field.name: _value(field.schema.values()) for field in scope.fields.values() if field.required}
            for rule in form.schema.rules:
                if rule.severity == "error":
                    yield from _impossible(rule, scope)
                    yield from _broken_by_default(rule, body, scope)


def _impossible(rule: Rule, scope: Scope) -> Iterable[Problem]:
    """A rule without a guard that required fields, or limits of fields, leave no way to keep."""
    at = rule.operator_node
    clash = operator_of(rule).impossible(scope) if rule.when is None else None
    if at is not None and clash is not None:
        yield at.problem(f"rule {rule.id}: nobody can keep it, since {clash}", "impossible-rule", key=True)


def _broken_by_default(rule: Rule, body: dict[str, object], scope: Scope) -> Iterable[Problem]:
    """A rule that a body of required fields alone breaks, by what absent fields stand for."""
    at = rule.operator_node
    if at is None or (rule.when is not None and evaluate(rule.when, body, scope) is not True):
        return
    for guard, demand in rule.operator.demands():
        if evaluate(guard, body, scope) is not True:
            continue
        for part in parts_of(demand):
            names = _defaulted((rule.when, guard, part), body, scope)
            if names and evaluate(part, body, scope) is False:
                yield at.problem(
                    f"rule {rule.id}: a body of required fields alone breaks it, because of the default of "
                    f"{' and '.join(names)}; a default that depends on something else is x-default",
                    "default-breaks-rule",
                    key=True,
                )


def _value(values: tuple[object, ...] | None) -> object:
    return values[0] if values is not None and len(values) == 1 else UNKNOWN


def _defaulted(conditions: Iterable[Condition | None], body: dict[str, object], scope: Scope) -> list[str]:
    """The absent fields with defaults that the conditions read."""
    names = [name for one in conditions if one is not None for name in fields_read(one)]
    return [name for name in dict.fromkeys(names) if name not in body and scope.fields[name].default is not None]
