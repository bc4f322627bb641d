"""Where this program's own files are: its source and its templates. On the path of "nothing changed": imports next to nothing."""

from __future__ import annotations

import os


def program_folder() -> str:
    """The folder of the package `reelspec`."""
    return os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def templates_folder() -> str:
    """Where the templates are: in the wheel, or beside generator/ in a checkout."""
    here = program_folder()
    shipped = os.path.join(here, "templates")
    return shipped if os.path.isdir(shipped) else os.path.join(os.path.dirname(os.path.dirname(here)), "templates")
