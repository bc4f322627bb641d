"""The operators of rules, one file each, and the list of them.

A new operator is its file, its line here, and an arm of each `match` that the type checkers then name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias, cast, get_args

from reelspec.language.contract.schema import Operator
from reelspec.language.rules.operators.all_or_none import AllOrNone
from reelspec.language.rules.operators.at_least_one import AtLeastOne
from reelspec.language.rules.operators.at_most_one import AtMostOne
from reelspec.language.rules.operators.combinations import Combinations
from reelspec.language.rules.operators.compare import Compare
from reelspec.language.rules.operators.conflicts import Conflicts
from reelspec.language.rules.operators.exactly_one import ExactlyOne
from reelspec.language.rules.operators.limit import Limit
from reelspec.language.rules.operators.must import Must
from reelspec.language.rules.operators.requires import Requires
from reelspec.language.rules.operators.schema import SchemaOperator
from reelspec.language.rules.operators.table import Table

AnyOperator: TypeAlias = (
    Must
    | Table
    | Requires
    | Conflicts
    | AtLeastOne
    | AtMostOne
    | ExactlyOne
    | AllOrNone
    | Combinations
    | Limit
    | Compare
    | SchemaOperator
)
"""All of them: whoever treats each in its own way matches on these, and mypy names the one that is missing."""

OPERATORS: Mapping[str, type[AnyOperator]] = {operator.name: operator for operator in get_args(AnyOperator)}

for _operator in OPERATORS.values():
    if _operator.__abstractmethods__:
        raise NotImplementedError(f"{_operator.__name__} lacks {', '.join(sorted(_operator.__abstractmethods__))}")


def known(operator: Operator) -> AnyOperator:
    """The operator as one of those that there are, for an exhaustive `match`."""
    return cast(AnyOperator, operator)
