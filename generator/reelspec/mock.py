"""The mock provider by its public name: `from reelspec.mock import Mock, serving`. What it is stands in `testing.mock`."""

from __future__ import annotations

from reelspec.testing.mock import *  # noqa: F403
from reelspec.testing.mock import __all__ as __all__
