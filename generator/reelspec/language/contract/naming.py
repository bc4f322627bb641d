"""Names from specs as Python identifiers, classes, file names and components; the only place where one becomes the other.

Every function here makes a name of one element's own spelling or place: what stands beside it never has a say, so that
adding, removing or reordering siblings changes no other name. Two elements that come to one name are refused where they
are read, or by `checks.python_names`; only for documents that are generated all the same are they told apart.
"""

from __future__ import annotations

import keyword
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from reelspec.common.digest import digest
from reelspec.language.source.node import Pointer

MOST_NAME = 100
"""So many characters may a model's name have."""
_RESERVED_FILES = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))}


OF_PACKAGE = frozenset({"batch"})
"""Modules of the generated package that stand beside those of the providers."""


def provider_module(name: str) -> str:
    """The subpackage of a provider: its name as an identifier, with a trailing underscore where that is another module's."""
    made = identifier(name)
    return f"{made}_" if made.lower() in OF_PACKAGE else made


@lru_cache(4096)
def identifier(name: str) -> str:
    """A Python identifier in ASCII for any name: `wan2.2-kf2v-flash` is `wan2_2_kf2v_flash`.

    Keywords, and devices of Windows, get a trailing underscore; a name that starts with a digit, or is private or
    special to Python, or holds no letter or digit at all, gets a leading word, so that no name of a spec takes the
    place of one of Python's.
    """
    folded = unicodedata.normalize("NFKC", name)
    text = re.sub(r"[^A-Za-z0-9_]", lambda char: "_" if char[0].isascii() else f"_u{ord(char[0]):04x}", folded)
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
    """A Python identifier in small letters for a method or an argument: `createVideo`, `X-Request-Id`, `page[size]`."""
    open_ended = re.sub(r"(?<=\w)[^\w]+$", "", name)
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", open_ended)
    made = identifier(re.sub(r"_+", "_", identifier(spaced).lower()))
    return made.lstrip("_") if made.startswith("_") and not made.lstrip("_")[:1].isdigit() and made.strip("_") else made


def pascal(name: str) -> str:
    """A class name for any name: `wan2.7-i2v` is `Wan27I2v`."""
    words = re.findall(r"[A-Za-z0-9]+", unicodedata.normalize("NFKC", name))
    text = "".join(word[:1].upper() + word[1:] for word in words)
    return text if text[:1].isalpha() else f"Model{text}"


def model_class(name: str) -> str:
    """The class of a model's request body: `wan2.7-i2v` is `Wan27I2vRequest`."""
    made = pascal(name)
    return made if made.endswith("Request") else f"{made}Request"


def names_of_model(name: str) -> tuple[tuple[str, str], ...]:
    """All that is named after a model, as (what, name): no two models of a provider may have one of them in common.

    Modules and files are compared without regard to case, as some file systems do.
    """
    return (
        ("in Python", identifier(name).lower()),
        ("as a file", file_stem(name).lower()),
        ("as a class", model_class(name)),
    )


def resource_class(path: tuple[str, ...]) -> str:
    """The class of a group of operations, another one for every path: `videos` is `Videos`, `a.b` is `A_B`.

    The steps are snake case; a word that begins with a digit keeps its underscore, as in `V_2` for `v_2`.
    """
    return "_".join(re.sub(r"(?:^|_)([a-z])", lambda match: match[1].upper(), step) for step in path)


def definition_name(folder: str, file: str, pointer: Pointer) -> str:
    """The name of a schema that references lead to, made of its place alone. folder: the provider's; file: relative to the
    root, as folder is.

    A component of the provider's OpenAPI document keeps its name (`VideoTask`). A file is named by its path (`shared`,
    `schemas.Video`), without `models/`; a definition in it adds its own name (`shared.url`). Any other place, and one with
    characters that a component's name cannot have (OpenAPI 3.1, Components Object), carries a mark made of it.
    """
    document = file.removeprefix(f"{folder}/").rsplit(".", 1)[0]
    named = pointer[2:] if pointer[:2] == ("components", "schemas") else pointer[1:]
    plain = not pointer or (len(named) == 1 and pointer[0] in ("components", "$defs", "definitions", "schemas"))
    parts = [str(step) for step in (named if plain else pointer[-1:])]
    if not (document == "openapi" and pointer[:2] == ("components", "schemas") and plain):
        parts.insert(0, document.removeprefix("models/").replace("/", "."))
    written = ".".join(parts)
    name = re.sub(r"[^A-Za-z0-9._-]", "_", written)
    return name if plain and name == written and name else marked(name or "_", f"{file}#{pointer}")


def marked(name: str, place: str) -> str:
    """The name with a mark that is made of the element's own place, where the name alone would not tell it apart."""
    return f"{name}.{digest(place.encode('utf-8', 'surrogatepass'))[:6]}"


def operation_name(method: str, path: str) -> str:
    """The id of an operation that is given none: `get_v1_videos_id` for GET /v1/videos/{id}."""
    return "_".join([method.lower(), *re.findall(r"[A-Za-z0-9]+", path)])


def steps(operation_id: str) -> tuple[str, ...]:
    """Where an operation stands in a client: `videos.create` is ("videos", "create"), `createVideo` ("create_video",)."""
    parts = tuple(snake(part) for part in re.split(r"[./]", operation_id) if part)
    return parts or ("call",)


class TaskNames(NamedTuple):
    """The methods that follow the task which a method creates."""

    and_wait: str
    wait: str
    resume: str
    watch: str
    wait_many: str
    download: str


def task_methods(name: str) -> TaskNames:
    """The methods that follow the task which the method `name` creates.

    They are `wait`, `resume` and so on beside `create`; any other method's carry its name (`extend_wait`), whether or not
    there is a second one that creates tasks.
    """
    before = "" if name == "create" else f"{name}_"
    later = (f"{before}{suffix}" for suffix in ("wait", "resume", "watch", "wait_many", "download"))
    return TaskNames(f"{name}_and_wait", *later)


def client_class(provider: str, title: str) -> str:
    """The name of a provider's client: the word of the API's title that is the provider's name, else that name.

    `PowerTokens` for the folder `powertokens` and a title that writes it so.
    """
    plain = re.sub(r"[^a-z0-9]", "", provider.lower())
    for word in re.findall(r"[A-Za-z0-9]+", title):
        if word.lower() == plain and word[0].isalpha():
            return str(word[0].upper() + word[1:])
    return pascal(provider)
