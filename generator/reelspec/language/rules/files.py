"""Which rules read facts of files, which no body has, so that no schema can say such rules."""

from __future__ import annotations

from reelspec.language.contract.schema import Rule, every_leaf
from reelspec.language.contract.scope import Scope, file_of
from reelspec.language.rules.operators.compare import Comparison


def reads_files(rule: Rule, scope: Scope) -> bool:
    """Whether the rule reads a fact of a file."""
    if isinstance(rule.operator, Comparison) and rule.operator.measures(scope):
        return True
    conditions = [*rule.operator.conditions(), *(() if rule.when is None else (rule.when,))]
    conditions += [where for _, where in rule.operator.arrays() if where is not None]
    return any(file_of(leaf.field) is not None for one in conditions for leaf in every_leaf(one))
