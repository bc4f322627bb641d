"""The document that datamodel-code-generator is fed: one JSON Schema whose `$defs` are the types of a module, by class name.

Every name is decided here, from a type's own place in the specs: the document leaves no choice of names to the tool.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from reelspec.codegen.types.expressions import FILES, UPLOAD, Type, references, with_names, within
from reelspec.codegen.types.flat import Key
from reelspec.codegen.types.names import (
    FILE_WORDS,
    RESERVED,
    attribute_names,
    class_names,
    own_class_name,
    stands_in_a_class,
)
from reelspec.language.source.node import Json

ODD = "-"
"""A field that TypedDicts are given and relieved of again, so that they are made in functional syntax."""


class ObjectType(NamedTuple):
    """An object with fields. fields: name -> (type, required). descriptions: of its fields, by name."""

    key: Key
    fields: Mapping[str, tuple[Type, bool]]
    description: str
    descriptions: Mapping[str, str]


class Choice(NamedTuple):
    """A type of answers of which a field picks the class. types: all that it can be; names: value of the field -> one of them,
    a class. other: that of all other values; None where it is any of them."""

    field: str
    types: tuple[Type, ...]
    names: Mapping[str, Type]
    other: Type | None = None


class Named(NamedTuple):
    """A choice by names of classes: the types, which may be names of other choices; value -> class; "" for no other."""

    field: str
    types: tuple[str, ...]
    names: Mapping[str, str]
    other: str


class TypesDocument(NamedTuple):
    """text: what the tool is fed. names: key -> class name. classes: class name -> class. aliases: names that are none.

    alone: key -> the name that it has whatever the others are called; another one where two of them meet.
    attributes: class name -> field -> its name in Python, for fields that cannot keep their own in a class.
    functional: the TypedDicts that need functional syntax. choices: name -> what a discriminator picks from.
    """

    text: bytes
    names: Mapping[str, str]
    classes: Mapping[str, ObjectType]
    aliases: frozenset[str]
    attributes: Mapping[str, Mapping[str, str]]
    functional: frozenset[str]
    alone: Mapping[str, str]
    choices: Mapping[str, Named]

    def references(self, made: Json) -> frozenset[str]:
        """The classes that a type refers to."""
        return frozenset(self.names[key] for key in references(made))


class Collected(NamedTuple):
    """What a document is made of. classes, aliases, choices: key -> class, (key, type), (key, choice). received: for answers."""

    classes: Mapping[str, ObjectType]
    aliases: Mapping[str, tuple[Key, Type]]
    choices: Mapping[str, tuple[Key, Choice]]
    received: bool


def document_of(collected: Collected) -> TypesDocument:
    """The document of what was collected."""
    keys = [made.key for made in collected.classes.values()]
    keys += [key for key, _ in (*collected.aliases.values(), *collected.choices.values())]
    file_words = FILE_WORDS if _speaks_of_files(collected.classes.values()) else frozenset[str]()
    reserved = RESERVED | file_words
    names = class_names(keys, reserved)
    classes = {names[text]: made for text, made in collected.classes.items()}
    choices = {names[text]: _named_choice(choice, names) for text, (_, choice) in collected.choices.items()}
    taken = frozenset(names.values()) | file_words
    functional = frozenset(
        name
        for name, made in classes.items()
        if not collected.received and not all(stands_in_a_class(field, taken) for field in made.fields)
    )
    definitions = {name: _object_schema(made, names, odd=name in functional) for name, made in classes.items()}
    for text, (_, alias) in collected.aliases.items():
        definitions[names[text]] = with_names(alias, names)
    attributes = {name: _attributes(made, names) for name, made in classes.items()} if collected.received else {}
    return TypesDocument(
        text=_text(definitions, choices),
        names=names,
        classes=classes,
        aliases=frozenset(names[text] for text in collected.aliases),
        attributes={name: renamed for name, renamed in attributes.items() if renamed},
        functional=functional,
        alone={key.text: own_class_name(key, reserved) for key in keys},
        choices=choices,
    )


def _speaks_of_files(classes: Iterable[ObjectType]) -> bool:
    types = (inner for made in classes for field_type, _ in made.fields.values() for inner in within(field_type))
    return any(inner in (FILES[0], UPLOAD) for inner in types)


def _attributes(made: ObjectType, names: Mapping[str, str]) -> dict[str, str]:
    """Field -> attribute, for the fields of an answer's class that cannot keep their name."""
    used = {names[key] for field_type, _ in made.fields.values() for key in references(field_type)}
    return attribute_names(made.fields, frozenset(used))


def _object_schema(made: ObjectType, names: Mapping[str, str], *, odd: bool) -> Json:
    """The schema of a class. odd: with the field that has it made in functional syntax."""
    properties = {field: with_names(field_type, names) for field, (field_type, _) in made.fields.items()}
    if odd:
        properties.setdefault(ODD, {"type": "null"})
    required: list[Json] = [field for field, (_, needed) in made.fields.items() if needed]
    return {"type": "object", "properties": properties, "required": required}


def _text(definitions: Mapping[str, Json], choices: Mapping[str, Named]) -> bytes:
    """The document's text. Choices stand in it for the sake of its digest: they are no types of the tool's."""
    told: dict[str, Json] = {
        name: [choice.field, [*choice.types], {**choice.names}, choice.other] for name, choice in choices.items()
    }
    whole: dict[str, Json] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **({"x-choices": told} if told else {}),
        "$defs": _as_types({name: definitions[name] for name in sorted(definitions)}, frozenset(choices)),
    }
    return json.dumps(whole, ensure_ascii=True).encode("ascii")


def _named_choice(choice: Choice, names: Mapping[str, str]) -> Named:
    """A choice with names in the place of keys; types that have none are any."""
    types = tuple(
        names[str(made["$ref"])] if "$ref" in made else {"null": "None"}.get(str(made.get("type")), "Any")
        for made in choice.types
    )
    other = "" if choice.other is None else names[str(choice.other["$ref"])]
    return Named(choice.field, types, {value: names[str(made["$ref"])] for value, made in choice.names.items()}, other)


def _as_types(made: Json, choices: frozenset[str]) -> Json:
    """The types with what a discriminator picks as a name from elsewhere: the tool is told nothing more of it."""
    if isinstance(made, list):
        return [_as_types(inner, choices) for inner in made]
    if not isinstance(made, dict):
        return made
    name = str(made.get("$ref", "")).rpartition("/")[2]
    if name in choices and set(made) == {"$ref"}:
        return {"type": "string", "customTypePath": f"runtime.{name}"}
    return {word: value if word == "enum" else _as_types(value, choices) for word, value in made.items()}
