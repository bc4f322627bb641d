"""Names of types and of their fields in Python: of classes by their own places, of attributes and arguments by their fields."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Iterable, Sequence

from reelspec.codegen.types.flat import MODEL, Key, short_digest
from reelspec.language.contract.naming import model_class, pascal


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


RESERVED = _names(
    "Any Annotated BaseModel ClassVar ConfigDict Dict Field Final List Literal Mapping NotRequired Optional Required"
    " RootModel Sequence Set Tuple Type TypeAlias TypedDict Union Unpack"
)
"""Names that the modules import, or that a tool that reads them may take for its own."""
_WORDS = _names("bool dict float int list str")
"""The other names that annotations use."""
FILE_WORDS = _names("Path Upload bytes")
"""Names that annotations use, and a module imports, only where a field may be given a local file."""
_MODEL_ATTRIBUTES = _names(
    "construct copy dict from_orm json parse_file parse_obj parse_raw root schema schema_json update_forward_refs"
    " validate model_computed_fields model_config model_construct model_copy model_extra model_fields"
    " model_fields_set model_json_schema model_parametrized_name model_post_init model_rebuild"
)
_PROTECTED = ("model_dump", "model_validate")
"""Beginnings of names that pydantic keeps for itself."""


def own_class_name(key: Key, reserved: frozenset[str] = RESERVED) -> str:
    """The class name of a type whatever the others are called."""
    return f"{key.name}_" if key.name in reserved or keyword.iskeyword(key.name) else key.name


def class_names(keys: Iterable[Key], reserved: frozenset[str] = RESERVED) -> dict[str, str]:
    """Key -> class name, the same for any order of the keys.

    A name that several places suggest stays with the first by rank, depth and place; the others get a mark made of
    their place.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for key in sorted(keys, key=lambda key: (key.rank, key.depth, key.text)):
        name = own_class_name(key, reserved)
        if name in taken:
            name = f"{key.name}_{short_digest(key.text)}"
            while name in taken:
                name += "_"
        taken.add(name)
        names[key.text] = name
    return names


def model_key(name: str) -> Key:
    """The key of a model's request body."""
    return Key(f"models/{name}", model_class(name), MODEL)


def params_key(name: str) -> Key:
    """The key of the keyword arguments that make a model's request body, where they are not its fields."""
    made = pascal(name)
    return Key(f"params/{name}", f"{made.removesuffix('Request') or made}Params", MODEL)


def _plain(name: str) -> bool:
    """Whether Python takes a name as it is written: an identifier that no rule of the language changes."""
    return (
        name.isidentifier()
        and not keyword.iskeyword(name)
        and not name.startswith("_")
        and unicodedata.normalize("NFKC", name) == name
    )


def stands_in_a_class(name: str, taken: frozenset[str]) -> bool:
    """Whether a TypedDict in class syntax may have this field without hiding a name that its annotations use."""
    return _plain(name) and name not in _WORDS and name not in taken and name not in RESERVED


def attribute_names(names: Iterable[str], taken: frozenset[str]) -> dict[str, str]:
    """Field -> attribute of a pydantic model, for the fields that cannot keep their name.

    taken: the classes that the annotations of this one class use; those of others say nothing.
    """
    every = list(names)

    def stays(name: str) -> bool:
        return stands_in_a_class(name, taken) and name not in _MODEL_ATTRIBUTES and not name.startswith(_PROTECTED)

    return _renamed(every, frozenset(name for name in every if stays(name)), taken)


def argument_names(names: Iterable[str], taken: frozenset[str]) -> dict[str, str]:
    """Field -> keyword argument, for the fields that cannot be one under their own name."""
    every = list(names)
    return _renamed(every, frozenset(name for name in every if _plain(name) and name not in taken), taken)


def _renamed(names: Sequence[str], kept: frozenset[str], taken: frozenset[str] = frozenset()) -> dict[str, str]:
    used = set(kept) | taken | set(names)
    renamed: dict[str, str] = {}
    made = {name: _spelled(name) for name in set(names) - kept}
    for name in sorted(made, key=lambda name: (made[name] != name, name)):
        word = made[name]
        if word == name or keyword.iskeyword(word) or word in _WORDS or word in _MODEL_ATTRIBUTES:
            word += "_"
        while word in used:
            word += "_"
        used.add(word)
        renamed[name] = word
    return renamed


def _spelled(name: str) -> str:
    """The letters and digits of a name as an identifier that is neither private nor special."""
    word = re.sub(r"\W", "_", unicodedata.normalize("NFKC", name)).strip("_") or "field"
    return word if word[0].isidentifier() and not word.startswith(_PROTECTED) else f"field_{word}"
