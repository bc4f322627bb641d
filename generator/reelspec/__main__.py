"""The entrance of the command line: answers "nothing changed" at once, and hands everything else to `cli`."""

from __future__ import annotations

import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036 -- of a checkout, which no installer has looked at
    sys.exit(f"reelspec needs Python 3.11 or later; this is {sys.version.split()[0]}")

from reelspec.output.fresh import UNCHANGED, fresh
from reelspec.output.inputs import find_root, hand_over


def main() -> int:
    """Run the command in sys.argv; returns the exit code."""
    try:
        code = _run(sys.argv[1:])
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        print("reelspec: stopped", file=sys.stderr)
        return 130  # 128 + SIGINT, as a shell reports it
    except OSError as error:
        # Whoever reads our output has gone, or the disk is full: what is still unwritten must not fail once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        if isinstance(error, BrokenPipeError):
            return 141  # 128 + SIGPIPE
        print(f"reelspec: the output could not be written: {error.strerror}", file=sys.stderr)
        return 2


def _run(arguments: list[str]) -> int:
    if arguments == ["generate"] or (len(arguments) == 3 and arguments[:2] == ["generate", "--root"]):
        root = find_root(arguments[2] if len(arguments) == 3 else None)
        if root is not None and _fresh(root):
            print(UNCHANGED)
            return 0
    import gc

    # A command builds what it needs and ends: looking for garbage meanwhile costs a twentieth of the time and frees little.
    gc.set_threshold(200_000, 50, 50)
    from reelspec.cli import main as command

    return command(arguments)


def _fresh(root: str) -> bool:
    try:
        return fresh(root, lambda: hand_over(root))
    except OSError:
        return False


def console() -> None:
    """Run the command and end the process at once: taking every module apart first costs a twentieth of a run."""
    code = main()
    if sys.stderr is not None:
        sys.stderr.flush()
    # main() has flushed the output; nothing of ours waits for the interpreter's end.
    os._exit(code)


if __name__ == "__main__":
    console()
