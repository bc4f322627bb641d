"""Check: required fields alone break no rule, neither by a default (the trap of a conditional default) nor by being there."""

from __future__ import annotations

from collections.abc import Iterable

from reelspec.language.contract.model import Contract
from reelspec.language.contract.schema import Condition, Rule, fields_read
from reelspec.language.contract.scope import Scope, scope_of
from reelspec.language.rules.evaluate import UNKNOWN, evaluate
from reelspec.language.rules.operators.at_most_one import AtMostOne
from reelspec.language.rules.operators.conflicts import Conflicts
from reelspec.language.rules.operators.exactly_one import ExactlyOne
from reelspec.language.rules.operators.limit import Limit
from reelspec.language.rules.operators.must import Must, parts_of
from reelspec.language.rules.operators.table import Table
from reelspec.language.source.node import Node
from reelspec.language.source.place import Problem


def check_minimal(contract: Contract) -> Iterable[Problem]:
    """Rules that absent fields break by their defaults alone."""
    for model in contract.models():
        for form in model.forms:
            scope = scope_of(form.schema, model.definitions)
            body = {field.name: _value(field.schema.values()) for field in scope.fields.values() if field.required}
            for rule in form.schema.rules:
                if rule.node is None or rule.severity != "error":
                    continue
                yield from _impossible(rule, rule.node, scope)
                if rule.when is not None and evaluate(rule.when, body, scope) is not True:
                    continue
                demands: list[tuple[Condition | None, Condition]] = []
                if isinstance(rule.operator, Must):
                    demands = [(None, part) for part in parts_of(rule.operator.condition)]
                elif isinstance(rule.operator, Table):
                    demands = [(row.keys, part) for row in rule.operator.rows for part in parts_of(row.cells)]
                for guard, demand in demands:
                    if guard is not None and evaluate(guard, body, scope) is not True:
                        continue
                    if evaluate(demand, body, scope) is not False:
                        continue
                    names = _defaulted((rule.when, guard, demand), body, scope)
                    if names:
                        yield (rule.node.get(rule.operator.name) or rule.node).problem(
                            f"rule {rule.id}: a body of required fields alone breaks it, because of the default of "
                            f"{' and '.join(names)}; a default that depends on something else is x-default",
                            "default-breaks-rule",
                            key=True,
                        )


def _impossible(rule: Rule, node: Node, scope: Scope) -> Iterable[Problem]:
    """Rules without a guard that required fields, or limits of fields, leave no way to keep."""
    if rule.when is not None:
        return
    there = [
        name for name in rule.operator.presence() if scope.fields[name].required and not scope.fields[name].nullable
    ]
    clash = ""
    match rule.operator:
        case Conflicts(first, second):
            pair = [next((one for one in there if one in group), None) for group in (first, second)]
            if None not in pair:
                clash = f"{pair[0]} and {pair[1]} are both required"
        case AtMostOne() | ExactlyOne() if len(there) > 1:
            clash = f"{there[0]} and {there[1]} are both required"
        case Limit(of, _, least, _) if least is not None:
            most = [scope.fields[name].schema.max_items for name in of]
            total = sum(one for one in most if one is not None)
            if None not in most and total < least:
                clash = f"{' and '.join(of)} {'has' if len(of) == 1 else 'have'} at most {total} items"
        case Limit(of, None, _, 0):
            for name in of:
                if scope.fields[name].required and scope.fields[name].schema.min_items:
                    clash = f"{name} is required and not empty"
        case _:
            pass
    if clash:
        at = node.get(rule.operator.name) or node
        yield at.problem(f"rule {rule.id}: nobody can keep it, since {clash}", "impossible-rule", key=True)


def _value(values: tuple[object, ...] | None) -> object:
    return values[0] if values is not None and len(values) == 1 else UNKNOWN


def _defaulted(conditions: Iterable[Condition | None], body: dict[str, object], scope: Scope) -> list[str]:
    """The absent fields with defaults that the conditions read."""
    names = [name for one in conditions if one is not None for name in fields_read(one)]
    return [name for name in dict.fromkeys(names) if name not in body and scope.fields[name].default is not None]
