"""The fixture of these tests: a repository of one's own with a locked page."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.documentation.drift.kite import Kite, kite


@pytest.fixture
def kites(tmp_path: Path) -> Kite:
    """A copy of the provider kite, to be changed at will."""
    return kite(tmp_path)
