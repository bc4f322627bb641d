"""The operators of rules, one file each, and the list of them. A new operator is its file and its line here."""

from __future__ import annotations

from reelspec.rules.all_or_none import AllOrNone
from reelspec.rules.at_least_one import AtLeastOne
from reelspec.rules.at_most_one import AtMostOne
from reelspec.rules.combinations import Combinations
from reelspec.rules.compare import Comparison
from reelspec.rules.conflicts import Conflicts
from reelspec.rules.exactly_one import ExactlyOne
from reelspec.rules.limit import Limit
from reelspec.rules.must import Must
from reelspec.rules.operator import Operator
from reelspec.rules.requires import Requires
from reelspec.rules.schema import SchemaOperator
from reelspec.rules.table import Table

OPERATORS: dict[str, type[Operator]] = {
    operator.name: operator
    for operator in (
        Must,
        Table,
        Requires,
        Conflicts,
        AtLeastOne,
        AtMostOne,
        ExactlyOne,
        AllOrNone,
        Combinations,
        Limit,
        Comparison,
        SchemaOperator,
    )
}
