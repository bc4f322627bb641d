"""Types as the document writes them: schemas of the few keywords that say what Python's types can say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from reelspec.language.source.node import Json

Type = dict[str, Json]
"""A schema of the few keywords that the document uses; a `$ref` holds the text of a key until names are given."""

ANYTHING: Type = {}
FILES: tuple[Type, ...] = (
    {"type": "string", "customTypePath": "pathlib.Path"},
    {"type": "string", "format": "binary"},
)
"""What stands for a local file in a client's call: a Path, or its bytes."""
TEXT: Type = {"type": "string"}
UPLOAD: Type = {"type": "string", "customTypePath": "runtime.Upload"}
"""What stands for a file that a form carries; `types.datamodel` says where it is imported from."""
BINARY: Type = {"type": "string", "contentMediaType": "application/octet-stream"}
"""What is bytes, until it is known what carries it: a file in a form, a text in JSON."""


def union(parts: Iterable[Type]) -> Type:
    """Any of the parts, each once, nothing beside what already includes it; no parts are anything."""
    types: list[Type] = []
    for part in parts:
        inner = part.get("anyOf")
        for member in inner if isinstance(inner, list) else [part]:
            assert isinstance(member, dict)
            if member == ANYTHING:
                return ANYTHING
            if member not in types:
                types.append(member)
    if {"type": "number"} in types:
        types = [member for member in types if member != {"type": "integer"}]
    types = _one_enum(types)
    null: Type = {"type": "null"}
    if null in types:
        types = [*(member for member in types if member != null), null]
    if not types:
        return ANYTHING
    several: list[Json] = [*types]
    return types[0] if len(types) == 1 else {"anyOf": several}


def _one_enum(types: list[Type]) -> list[Type]:
    """The types with the words of all that list some in the place of the first; `1` and `true` are two words."""
    words: dict[tuple[type, str | int], Json] = {}
    for member in types:
        listed = member.get("enum")
        if isinstance(listed, list):
            for word in listed:
                assert isinstance(word, str | int)
                words.setdefault((type(word), word), word)
    if not words:
        return types
    first = next(index for index, member in enumerate(types) if "enum" in member)
    others = [member for member in types if "enum" not in member]
    return [*others[:first], {"enum": [*words.values()]}, *others[first:]]


def carried(made: Type, binary: Type) -> Type:
    """The type with what is given for bytes, its own or those of its items; an object inside it is JSON wherever it stands."""
    if made == BINARY:
        return binary
    if isinstance(several := made.get("anyOf"), list):
        return union(carried(member, binary) for member in several if isinstance(member, dict))
    if isinstance(items := made.get("items"), dict):
        return {**made, "items": carried(items, binary)}
    if isinstance(values := made.get("additionalProperties"), dict):
        return {**made, "additionalProperties": carried(values, TEXT)}
    return made


def within(made: Json) -> Iterator[Json]:
    """A type and those in it."""
    yield made
    if isinstance(made, list | dict):
        for inner in made if isinstance(made, list) else made.values():
            yield from within(inner)


def references(made: Json) -> Iterator[str]:
    """The keys that a type refers to."""
    if isinstance(made, list):
        for inner in made:
            yield from references(inner)
    elif isinstance(made, dict):
        if "$ref" in made:
            yield str(made["$ref"])
        for word, value in made.items():
            if word != "enum":
                yield from references(value)


def with_names(made: Json, names: Mapping[str, str]) -> Json:
    """The type with class names in the place of keys."""
    if isinstance(made, list):
        return [with_names(inner, names) for inner in made]
    if not isinstance(made, dict):
        return made
    if "$ref" in made:
        return {"$ref": f"#/$defs/{names[str(made['$ref'])]}"}
    return {word: value if word == "enum" else with_names(value, names) for word, value in made.items()}
