"""Answers that a run keeps for the next one: one folder, one rule for all of them.

`.reelspec_cache` stands beside specs/, a file in it for each kind of answer. An answer counts only under its key, which holds
the digests of all that it was made from, and only for the very program, Python and packages that gave it. What is cut, not as
it was written, unreadable or somebody else's is as good as nothing, and what cannot be written is not kept: a broken cache makes
a run slow and never wrong.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from reelspec.common.digest import digest
from reelspec.common.files import read_file, replace_file

FOLDER = ".reelspec_cache"
_IGNORED = "# Made by reelspec, which can do without it.\n*\n"
"""Its .gitignore: none of it is committed."""


class Kept:
    """The answers of one kind. root: the repository; made_by: what tells the program that gives the answers from any other."""

    def __init__(self, root: str, kind: str, made_by: str) -> None:
        self._file = os.path.join(root, FOLDER, f"{kind}.json")
        self._made_by = made_by
        self._before = self._read()
        self._now: dict[str, Any] = {}

    def answer(self, key: str, ask: Callable[[], Any]) -> Any:
        """What is kept for the key; else what `ask` gives, which must be JSON and follow from what the key names."""
        if key not in self._now:
            self._now[key] = self._before[key] if key in self._before else ask()
        return self._now[key]

    def before(self) -> dict[str, Any]:
        """Everything that the last run has kept, by key."""
        return self._before

    def save(self) -> None:
        """Keep what was asked for in this run, and nothing else."""
        if self._now.keys() == self._before.keys():
            return
        text = json.dumps({"made by": self._made_by, "answers": self._now}, separators=(",", ":"))
        with suppress(OSError):
            folder = os.path.dirname(self._file)
            if not os.path.isdir(folder):
                os.mkdir(folder)
                replace_file(os.path.join(folder, ".gitignore"), _IGNORED.encode())
            replace_file(self._file, f"{digest(text.encode())}\n{text}".encode())

    def _read(self) -> dict[str, Any]:
        try:
            for path in (os.path.dirname(self._file), self._file):
                if not _is_ours(os.stat(path)):
                    return {}
            head, _, text = read_file(self._file).partition(b"\n")
            if head.decode() != digest(text):
                return {}
            document = json.loads(text)
            return dict(document["answers"]) if document["made by"] == self._made_by else {}
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return {}


def _is_ours(status: os.stat_result) -> bool:
    """Nobody else can have written it."""
    if not hasattr(os, "geteuid"):
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
