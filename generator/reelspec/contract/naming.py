"""Names from specs as Python identifiers and as file names; the only place where one becomes the other."""

from __future__ import annotations

import keyword
import re
import unicodedata

_RESERVED_FILES = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))}


def identifier(name: str) -> str:
    """A Python identifier in ASCII for any name: `wan2.2-kf2v-flash` is `wan2_2_kf2v_flash`.

    Keywords get a trailing underscore; a name that starts with a digit, or is private or special to Python, or holds
    no letter or digit at all, gets a leading word, so that no name of a spec takes the place of one of Python's.
    """
    folded = unicodedata.normalize("NFKC", name)
    text = re.sub(r"[^A-Za-z0-9_]", lambda found: "_" if found[0].isascii() else f"_u{ord(found[0]):04x}", folded)
    if not re.search(r"[A-Za-z0-9]", text) or text.startswith("__"):
        text = "model" + ("_" + text.strip("_") if text.strip("_") else "")
    elif text[0].isdigit():
        text = "_" + text
    if keyword.iskeyword(text) or keyword.issoftkeyword(text):
        text += "_"
    return text


def file_stem(name: str) -> str:
    """A file name without its ending that is safe on every file system: `a/b` and `a\\b` lead nowhere but here."""
    text = re.sub(r"[^A-Za-z0-9._-]", "_", name)
    if not text.strip("._") or text.startswith("."):
        text = "_" + text.lstrip(".")
    if text.split(".")[0].lower() in _RESERVED_FILES:
        text = "_" + text
    return text[:120].rstrip(".")
