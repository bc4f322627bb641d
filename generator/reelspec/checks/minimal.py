"""Check: a body of required fields alone breaks no rule because of a default (the trap of a conditional default)."""

from __future__ import annotations

from collections.abc import Iterable

from reelspec.contract.condition import Condition, fields_read
from reelspec.contract.model import Contract
from reelspec.contract.scope import Scope, scope_of
from reelspec.logic.evaluate import UNKNOWN, evaluate
from reelspec.rules.must import Must, parts_of
from reelspec.rules.table import Table
from reelspec.source.place import Problem


def check_minimal(contract: Contract) -> Iterable[Problem]:
    """Rules that absent fields break by their defaults alone."""
    for model in contract.models():
        for form in model.forms:
            scope = scope_of(form.schema, model.definitions)
            body = {field.name: _value(field.schema.values()) for field in scope.fields.values() if field.required}
            for rule in form.schema.rules:
                if rule.node is None or rule.severity != "error":
                    continue
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
                        yield rule.node.problem(
                            f"rule {rule.id}: a body of required fields alone breaks it, because of the default of "
                            f"{' and '.join(names)}; a default that depends on something else is x-default",
                            "default-breaks-rule",
                        )


def _value(values: tuple[object, ...] | None) -> object:
    return values[0] if values is not None and len(values) == 1 else UNKNOWN


def _defaulted(conditions: Iterable[Condition | None], body: dict[str, object], scope: Scope) -> list[str]:
    """The absent fields with defaults that the conditions read."""
    names = [name for one in conditions if one is not None for name in fields_read(one)]
    return [name for name in dict.fromkeys(names) if name not in body and scope.fields[name].default is not None]
