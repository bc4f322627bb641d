"""Records of what a client does, on the logger that has the package's name. None holds a body, a key or an address.

`logging` is imported with the first record, not with the package.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from logging import Logger

    from .core import Operation
    from .errors import Violation

PACKAGE = __name__.rpartition("._runtime.")[0]
"""The package of the clients, wherever it stands, and the name of the logger."""

LONGEST = 200
"""Characters of a text of somebody else's, such as a task's id, in a record."""

_logger: Logger | None = None


def log() -> Logger:
    """The package's logger."""
    global _logger
    if _logger is None:
        import logging

        _logger = logging.getLogger(PACKAGE)
    return _logger


def shown(text: object) -> str:
    """A text of somebody else's as one line of a log."""
    line = str(text)[:LONGEST]
    return line if line.isprintable() else ascii(line)


def violations(operation: Operation, found: Iterable[Violation]) -> None:
    """A warning for each violation of a body that is sent all the same: where and which, not what the body holds."""
    for one in found:
        log().warning("%s: %s: %s", operation.id, one.severity, _named(one))


def refused(operation: Operation, found: Iterable[Violation]) -> None:
    """A record for each violation of a body that is not sent."""
    for one in found:
        log().info("%s: not sent: %s", operation.id, _named(one))


def _named(violation: Violation) -> str:
    """Which violation it is: rule, path and source. Its message holds values."""
    source = f" ({violation.source})" if violation.source else ""
    return f"{violation.rule} at {shown(violation.path or 'body')}{source}"
