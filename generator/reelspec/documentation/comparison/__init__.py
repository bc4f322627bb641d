"""Comparison: the facts that were read from a page against the fields of the specs that come from it, one by one.

`reelspec documents compare` calls `compare` for each capture and `shown` for what it prints.
"""

from __future__ import annotations

from reelspec.documentation.comparison.compare import compare
from reelspec.documentation.comparison.difference import Comparison, Difference
from reelspec.documentation.comparison.words import as_json, shown

__all__ = ["Comparison", "Difference", "as_json", "compare", "shown"]
