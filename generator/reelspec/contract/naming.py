"""Names from specs as Python identifiers and as file names; the only place where one becomes the other."""

from __future__ import annotations

import keyword
import re
import unicodedata

_RESERVED_FILES = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))}


def identifier(name: str) -> str:
    """A Python identifier in ASCII for any name: `wan2.2-kf2v-flash` is `wan2_2_kf2v_flash`.

    Keywords, and devices of Windows, get a trailing underscore; a name that starts with a digit, or is private or
    special to Python, or holds no letter or digit at all, gets a leading word, so that no name of a spec takes the
    place of one of Python's.
    """
    folded = unicodedata.normalize("NFKC", name)
    text = re.sub(r"[^A-Za-z0-9_]", lambda found: "_" if found[0].isascii() else f"_u{ord(found[0]):04x}", folded)
    if not re.search(r"[A-Za-z0-9]", text) or text.startswith("__"):
        text = "model" + ("_" + text.strip("_") if text.strip("_") else "")
    elif text[0].isdigit():
        text = "_" + text
    if keyword.iskeyword(text) or keyword.issoftkeyword(text) or text.lower() in _RESERVED_FILES:
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


def snake(name: str) -> str:
    """A Python identifier in small letters for a method or an argument: `createVideo`, `X-Request-Id`, `task_id`."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    made = identifier(re.sub(r"_+", "_", identifier(spaced).lower()))
    return made.lstrip("_") if made.startswith("_") and not made.lstrip("_")[:1].isdigit() and made.strip("_") else made


def pascal(name: str) -> str:
    """A class name for any name: `wan2.7-i2v` is `Wan27I2v`."""
    words = re.findall(r"[A-Za-z0-9]+", unicodedata.normalize("NFKC", name))
    text = "".join(word[:1].upper() + word[1:] for word in words)
    return text if text[:1].isalpha() else f"Model{text}"


def steps(operation_id: str) -> tuple[str, ...]:
    """Where an operation stands in a client: `videos.create` is ("videos", "create"), `createVideo` ("create_video",)."""
    parts = tuple(snake(part) for part in re.split(r"[./]", operation_id) if part)
    return parts or ("call",)


def client_class(provider: str, title: str) -> str:
    """The name of a provider's client: the word of the API's title that is the provider's name, else that name.

    `PowerTokens` for the folder `powertokens` and a title that writes it so.
    """
    plain = re.sub(r"[^a-z0-9]", "", provider.lower())
    for word in re.findall(r"[A-Za-z0-9]+", title):
        if word.lower() == plain and word[0].isalpha():
            return str(word[0].upper() + word[1:])
    return pascal(provider)
