"""What holds for all tests: commands print as wide as where nobody looks, and where CI is set nothing is left out unseen.

And that a process of thousands of tests stays quick.
"""

import gc
import os
import re
from collections.abc import Generator

import pytest

for name in ("COLUMNS", "LINES"):  # pytest-xdist sets them for its workers
    os.environ.pop(name, None)

IN_CI = os.environ.get("CI", "").lower() in ("1", "true")
OF_THE_MACHINE = re.compile(r"POSIX|fork|named pipes|permissions|/dev/full|Unicode|ffprobe|C compiler")
"""Reasons to skip a test in CI as well. All else that tests need is there, or is to be: Node, ../shared, a package index."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if IN_CI and report.skipped and isinstance(report.longrepr, tuple):
        _, _, reason = report.longrepr
        if not OF_THE_MACHINE.search(reason):
            report.outcome, report.longrepr = (
                "failed",
                f"not skipped where CI is set: {reason.removeprefix('Skipped: ')}",
            )
    return report


@pytest.fixture(autouse=True, scope="module")
def what_is_left_over() -> None:
    """What earlier modules have left alive is passed over by the garbage collector, which would search through all of it
    again for each test."""
    gc.collect()
    gc.freeze()
