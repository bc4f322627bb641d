"""Agreement: the facts that were read from a page against the fields of the specs that come from it, one by one.

`reelspec documents compare` calls `compare` for each capture and `shown` for what it prints.
"""

from __future__ import annotations

from reelspec.agreement.compare import compare
from reelspec.agreement.difference import Comparison, Difference
from reelspec.agreement.words import as_json, shown

__all__ = ["Comparison", "Difference", "as_json", "compare", "shown"]
