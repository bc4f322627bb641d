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


def installing(extra: str) -> str:
    """The command that installs an extra from where this program has come from: a checkout, an address, or the index."""
    import json
    from importlib.metadata import PackageNotFoundError, distribution
    from urllib.parse import unquote, urlsplit

    try:
        origin = json.loads(distribution("reelspec").read_text("direct_url.json") or "{}")  # PEP 610
    except (PackageNotFoundError, ValueError):
        origin = {}
    url = origin.get("url", "")
    if "dir_info" in origin:
        folder = unquote(urlsplit(url).path)
        place = "." if os.path.realpath(folder) == os.path.realpath(os.curdir) else folder
        editable = "-e " if origin["dir_info"].get("editable") else ""
        return f"pip install {editable}'{place}[{extra}]'"
    vcs = origin.get("vcs_info", {}).get("vcs")
    at = f" @ {vcs + '+' if vcs else ''}{url}" if url else ""
    return f"pip install 'reelspec[{extra}]{at}'"
