"""What tracebacks hold: taken out of exceptions before they leave, since tools show the variables of frames."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

INNER = frozenset({"httpx", "httpx2", "httpcore", "httpcore2", "h11", "h2", "hpack", "socksio", "anyio"})
"""Packages whose frames hold requests as they are sent, keys included."""

_OURS = __name__.rpartition("._runtime.")[0]
"""The package of the clients, wherever it stands."""


def without_inner_frames(error: BaseException) -> None:
    """Take the frames of httpx and what it stands on out of an exception, and of those that led to it."""
    left: list[BaseException | None] = [error]
    seen: set[int] = set()
    while left:
        one = left.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        kept: list[TracebackType] = []
        at = one.__traceback__
        while at is not None:
            if _module(at).partition(".")[0] not in INNER:
                kept.append(at)
            at = at.tb_next
        made: TracebackType | None = None
        for frame in reversed(kept):
            made = type(frame)(made, frame.tb_frame, frame.tb_lasti, frame.tb_lineno)
        one.__traceback__ = made
        left += [one.__cause__, one.__context__]


def emptied(error: BaseException, running: int) -> None:
    """Forget the variables of the frames of ours that an exception has left: prompts, pictures, headers.

    running: so many frames at the start of the traceback are still running, and cannot be emptied.
    """
    at = error.__traceback__
    while at is not None:
        if running > 0:
            running -= 1
        elif _module(at).startswith(f"{_OURS}."):
            try:
                at.tb_frame.clear()
            except RuntimeError:  # it runs after all, and needs them
                running = 0
        at = at.tb_next


def _module(at: TracebackType) -> str:
    return str(at.tb_frame.f_globals.get("__name__"))
