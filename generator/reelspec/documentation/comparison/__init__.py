"""Comparison: facts against facts, and the facts that were read from a page against what the specs say of its document.

`reelspec documents compare` calls `compare` for each capture and `shown` for what it prints. `facts.changes` is also what
`documentation.drift` finds changes of a page with.
"""

from __future__ import annotations

from reelspec.documentation.comparison.compare import compare
from reelspec.documentation.comparison.difference import Comparison, Difference
from reelspec.documentation.comparison.words import as_json, shown

__all__ = ["Comparison", "Difference", "as_json", "compare", "shown"]
