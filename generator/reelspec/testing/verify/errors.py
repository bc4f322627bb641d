"""Why nothing can be judged. Raised anywhere in `verify`, shown by whoever has called it."""

from __future__ import annotations

from collections.abc import Sequence

from reelspec.language.contract.keywords import nearest


class Unusable(ValueError):
    """Nothing can be judged: the address, the server or the spec does not allow it. The message says why."""


def hint(name: str, known: Sequence[str]) -> str:
    """The end of a message about a name that is unknown: the near one, or all that there are."""
    near = nearest(name, known, 0.5)
    return f"; did you mean {near}?" if near else f"; there are {', '.join(known)}"
