"""Why nothing can be judged. Raised anywhere in `verify`, shown by whoever has called it."""

from __future__ import annotations


class Unusable(ValueError):
    """Nothing can be judged: the address, the server or the spec does not allow it. The message says why."""
