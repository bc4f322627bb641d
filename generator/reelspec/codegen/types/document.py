"""The document that datamodel-code-generator is fed: one JSON Schema whose `$defs` are the types of a module, by class name.

Every name is decided here, from a type's own place in the specs: the document leaves no choice of names to the tool.
"""

from __future__ import annotations

import json
import keyword
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from reelspec.codegen.types.flat import (
    MODEL,
    Conjunction,
    Flat,
    Key,
    Placed,
    both,
    branch_key,
    definition_key,
    expand,
    implied,
    informative,
    says_something,
    short_digest,
    whole,
    widest,
)
from reelspec.language.contract.naming import model_class, pascal
from reelspec.language.contract.schema import TYPES, Definitions, Discriminator, Schema
from reelspec.language.contract.scope import resolved, scope_of
from reelspec.language.rules.defaults import default_words
from reelspec.language.source.node import Json
from reelspec.language.source.values import type_of

Type = dict[str, Json]
"""A schema of the few keywords that the document uses; a `$ref` holds the text of a key until names are given."""

ANYTHING: Type = {}
FILES: tuple[Type, ...] = (
    {"type": "string", "customTypePath": "pathlib.Path"},
    {"type": "string", "format": "binary"},
)
"""What stands for a local file in a client's call: a Path, or its bytes."""
UPLOAD: Type = {"type": "string", "customTypePath": "runtime.Upload"}
"""What stands for a file that a form carries; `types.datamodel` says where it is imported from."""
MOST_BRANCHES = 64
"""A union within a union with more combinations than this becomes one class that is wide enough for all."""
MOST_OPEN = 30
"""Definitions of lists and maps within each other, beyond which nothing is said: no annotation is nested deeper."""
ODD = "-"
"""A field that TypedDicts are given and relieved of again, so that they are made in functional syntax."""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


RESERVED = _names(
    "Any Annotated BaseModel ClassVar ConfigDict Dict Field Final List Literal Mapping NotRequired Optional Required"
    " RootModel Sequence Set Tuple Type TypeAlias TypedDict Union Unpack"
)
"""Names that the modules import, or that a tool that reads them may take for its own."""
_WORDS = _names("bool dict float int list str")
"""The other names that annotations use."""
_FILE_WORDS = _names("Path Upload bytes")
"""Names that annotations use, and a module imports, only where a field may be given a local file."""
_MODEL_ATTRIBUTES = _names(
    "construct copy dict from_orm json parse_file parse_obj parse_raw root schema schema_json update_forward_refs"
    " validate model_computed_fields model_config model_construct model_copy model_extra model_fields"
    " model_fields_set model_json_schema model_parametrized_name model_post_init model_rebuild"
)
_PROTECTED = ("model_dump", "model_validate")
"""Beginnings of names that pydantic keeps for itself."""


class Class(NamedTuple):
    """An object with fields. fields: name -> (type, required). about: its description and those of its fields."""

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


class Document(NamedTuple):
    """text: what the tool is fed. names: key -> class name. classes: class name -> class. aliases: names that are none.

    alone: key -> the name that it has whatever the others are called; another one where two of them meet.
    attributes: class name -> field -> its name in Python, for fields that cannot keep their own in a class.
    functional: the TypedDicts that need functional syntax. choices: name -> what a discriminator picks from.
    """

    text: bytes
    names: Mapping[str, str]
    classes: Mapping[str, Class]
    aliases: frozenset[str]
    attributes: Mapping[str, Mapping[str, str]]
    functional: frozenset[str]
    alone: Mapping[str, str]
    choices: Mapping[str, Named]

    def references(self, made: Json) -> frozenset[str]:
        """The classes that a type refers to."""
        return frozenset(self.names[key] for key in references(made))


@dataclass
class Builder:
    """Collects the types of one module. received: for answers, which may bring words that no document lists. uploads: what is
    binary is given as a file, since bodies may be forms."""

    definitions: Definitions
    received: bool
    uploads: bool = False
    classes: dict[str, Class] = field(default_factory=dict)
    aliases: dict[str, tuple[Key, Type]] = field(default_factory=dict)
    choices: dict[str, tuple[Key, Choice]] = field(default_factory=dict)
    _waiting: list[tuple[Flat, Key, Conjunction]] = field(default_factory=list)
    _begun: set[str] = field(default_factory=set)
    _open: set[str] = field(default_factory=set)
    _recursive: set[str] = field(default_factory=set)
    _inlined: dict[str, Type] = field(default_factory=dict)

    # Types of schemas

    def root(self, schema: Schema, key: Key) -> Type:
        """The type of a whole body: one class if it is an object with fields, whatever branches it has."""
        conjunction = (Placed(schema, key),)
        flat = whole(expand(conjunction, self.definitions), self.definitions)
        empty = flat.types == ("object",) and flat.closed and not flat.members and flat.values is None
        return self._object(flat, key, conjunction) if flat.is_object or empty else self.named(schema, key)

    def named(self, schema: Schema, key: Key) -> Type:
        """A reference to the type of a whole body, which gets a name of its own where it is no class."""
        target = _only_reference((Placed(schema, key),))
        if target is not None:
            key = definition_key(target)
        made = self.type_of((Placed(schema, key),), key)
        if "$ref" in made:
            return made
        key = key._replace(text=f"{key.text}#whole", depth=0)
        self.aliases[key.text] = (key, made)
        return {"$ref": key.text}

    def type_of(self, conjunction: Conjunction, key: Key) -> Type:
        """The type of what the conjunction judges; classes inside it are collected under their keys."""
        target = _only_reference(conjunction)
        if target is not None:
            return self._reference(target)
        return self._chosen(conjunction, key)

    def _chosen(self, conjunction: Conjunction, key: Key) -> Type:
        """The type of what is no mere reference: one that a discriminator picks, or as its keywords say."""
        schema = conjunction[0].schema
        choice = None
        if len(conjunction) == 1 and schema.discriminator is not None:
            choice = self._choice(schema, schema.discriminator, key)
        if choice is None:
            return self._type(expand(conjunction, self.definitions), key, conjunction)
        if not self.received:
            return union(choice.types)
        key = key._replace(text=f"{key.text}#choice", depth=key.depth)
        self.choices[key.text] = (key, choice)
        return {"$ref": key.text}

    def _choice(self, schema: Schema, discriminator: Discriminator, key: Key) -> Choice | None:
        """What a discriminator picks from; None where it tells no two classes apart."""
        other = None
        if discriminator.base is not None:
            names = {value: self._reference(name) for value, name in discriminator.names.items()}
            other = self._reference(discriminator.base)
            types = [*names.values(), other]
        elif not self.received or schema.types == ("array",):
            return None
        else:
            names, types = {}, []
            for branch in schema.one_of or schema.any_of:
                made = self.type_of((Placed(branch, branch_key(branch, key, self.definitions)),), key)
                types.append(made)
                for value in _values_of(branch, discriminator, self.definitions):
                    # A value that several branches have says nothing.
                    names[value] = ANYTHING if names.get(value, made) != made else made
            types += [{"type": "null"}] if schema.types is not None and "null" in schema.types else []
        names = {value: made for value, made in names.items() if str(made.get("$ref")) in self._begun}
        if len({str(made["$ref"]) for made in names.values()}) < 2 - (discriminator.base is not None):
            return None
        every = tuple(one for at, one in enumerate(types) if one not in types[:at])
        other = other if other is not None and str(other.get("$ref")) in self._begun else None
        return Choice(discriminator.field, every, names, other)

    def _reference(self, name: str) -> Type:
        """The type of a definition: a class by its name, anything else in place unless it is recursive."""
        key = definition_key(name)
        if name in self._inlined:
            return self._inlined[name]
        if name in self._open:
            self._recursive.add(name)
            return {"$ref": f"{key.text}#"}
        if len(self._open) >= MOST_OPEN:
            return ANYTHING
        conjunction = (Placed(self.definitions[name], key),)
        target = _only_reference(conjunction)
        self._open.add(name)
        made: Type = self._chosen(conjunction, key) if target is None else self._reference(target)
        self._open.discard(name)
        if name in self._recursive:
            self.aliases[f"{key.text}#"] = (key._replace(text=f"{key.text}#", depth=0), made)
            made = {"$ref": f"{key.text}#"}
        self._inlined[name] = made
        return made

    def _type(self, flat: Flat, key: Key, origin: Conjunction) -> Type:
        if flat.nothing:
            return ANYTHING
        for index, group in enumerate(flat.groups):
            if informative(flat, group, self.definitions):
                rest = (*flat.groups[:index], *flat.groups[index + 1 :])
                return self._union(flat, group, rest, key)
        if flat.values is not None:
            return union(self._literals(flat.values))
        return union([self._kind(one, flat, key, origin) for one in flat.types or implied(flat)])

    def _union(self, flat: Flat, group: Conjunction, rest: tuple[Conjunction, ...], key: Key) -> Type:
        """A type for each branch of a group; branches of one name become one class that is wide enough for each."""
        base = Flat(
            types=flat.types,
            values=flat.values,
            properties=flat.properties,
            required=flat.required,
            prefix=flat.prefix,
            items=flat.items,
            members=flat.members,
            closed=flat.closed,
            groups=rest,
        )
        size = len(group)
        for other in rest:
            size *= len(other)
        if size > MOST_BRANCHES and flat.properties:
            base.groups = (group, *rest)
            return self._object(whole(base, self.definitions), key, ())
        alone = flat.values is None and not flat.shaped and not rest
        found: list[Type] = []
        by_name: dict[str, list[tuple[Flat, Placed]]] = {}
        for branch in group:
            inner = expand((branch,), self.definitions)
            target = _only_reference((branch,)) if alone else None
            if target is not None and set(inner.types or implied(inner)) <= set(flat.types or TYPES):
                found.append(self._reference(target))
                continue
            # A branch of another group is another class beside each of these.
            base.groups = tuple(
                tuple(Placed(each.schema, branch_key(each.schema, branch.key, self.definitions)) for each in other)
                for other in rest
            )
            one = both(base, inner)
            if not one.nothing:
                by_name.setdefault(branch.key.text, []).append((one, branch))
        for same in by_name.values():
            key_of = same[0][1].key
            if len(same) == 1:
                found.append(self._type(same[0][0], key_of, (same[0][1],)))
                continue
            objects = [one for one, _ in same if one.is_object and not one.groups]
            found += [
                self._type(one, key_of, (branch,)) for one, branch in same if not any(one is each for each in objects)
            ]
            if objects:
                found.append(self._object(widest(objects), key_of, ()))
        return union(found)

    def _kind(self, name: str, flat: Flat, key: Key, origin: Conjunction) -> Type:
        match name:
            case "object":
                if flat.properties:
                    return self._object(flat, key, origin)
                values: list[Type] = [self.type_of((one,), one.key) for one in flat.members] or [ANYTHING]
                return {"type": "object", "additionalProperties": union(values)}
            case "array":
                parts = [self.type_of(one, one[0].key) for one in flat.prefix]
                if flat.items:
                    parts.append(self.type_of(flat.items, flat.items[0].key))
                elif not flat.closed_tail or not parts:
                    parts.append(ANYTHING)
                return {"type": "array", "items": union(parts)}
            case "string" if flat.binary and self.uploads:
                return UPLOAD
            case "string" if flat.files and not self.received:
                return {"anyOf": [{"type": name}, *FILES]}
            case _:
                return {"type": name}

    def _literals(self, values: Sequence[Json]) -> list[Type]:
        words: list[Json] = [one for one in values if isinstance(one, str | int)]
        found: list[Type] = [{"enum": words}] if words else []
        if self.received and len(words) > 1 and all(isinstance(one, str) for one in words):
            found.append({"type": "string"})
        for name in dict.fromkeys(type_of(one) for one in values if not isinstance(one, str | int)):
            found.append({"type": name})
        return found

    def _object(self, flat: Flat, key: Key, origin: Conjunction) -> Type:
        """A reference to a class, which is made later: a long chain of references must not reach the limit of recursion."""
        if key.text not in self._begun:
            self._begun.add(key.text)
            self._waiting.append((flat, key, origin))
        return {"$ref": key.text}

    def complete(self) -> None:
        """Make the classes that have been referred to so far."""
        while self._waiting:
            flat, key, origin = self._waiting.pop()
            self.classes[key.text] = self._class(flat, key, origin)

    def _class(self, flat: Flat, key: Key, origin: Conjunction) -> Class:
        fields: dict[str, tuple[Type, bool]] = {}
        descriptions: dict[str, str] = {}
        for name, alternatives in flat.properties.items():
            required = name in flat.required and not (self.received and self._only_sent(alternatives))
            if not name and not self.received:
                continue  # what a type checker refuses as a key
            accepted = [one for one in alternatives if not expand(one, self.definitions).nothing]
            if not accepted and not required:
                continue
            fields[name] = (union([self.type_of(one, one[0].key) for one in accepted]), required)
            descriptions[name] = self._about(alternatives[0], default=True)
            if not self.received and FILES[0] in _within(fields[name][0]):
                descriptions[name] = (
                    f"{descriptions[name].rstrip()} A client takes a Path or bytes for a local file.".strip()
                )
        for placed in flat.optional:
            for name, alternatives in expand((placed,), self.definitions).properties.items():
                if name not in fields:
                    fields[name] = (union([self.type_of(one, one[0].key) for one in alternatives]), False)
        if not self.received:
            for name in flat.required:
                fields.setdefault(name, (ANYTHING, True))
        return Class(key, fields, self._about(origin), descriptions)

    def _only_sent(self, alternatives: Iterable[Conjunction]) -> bool:
        """Whether a field is `writeOnly`: what is required of it is required of requests alone (OpenAPI 3.0.3, Schema Object)."""
        return any(
            resolved(placed.schema, self.definitions).annotations.get("writeOnly") is True
            for one in alternatives
            for placed in one
        )

    def _about(self, conjunction: Conjunction, *, default: bool = False) -> str:
        """The description that stands first, here or where a reference leads; with the default that the server takes."""
        text, given = "", ""
        for placed in reversed(conjunction):
            schema, seen = placed.schema, set[str]()
            while True:
                description = schema.annotations.get("description")
                if isinstance(description, str) and description.strip():
                    text = description
                    break
                if schema.ref is None or schema.ref in seen:
                    break
                seen.add(schema.ref)
                schema = self.definitions[schema.ref]
            if placed.schema.default is not None:
                given = json.dumps(placed.schema.default.value, ensure_ascii=False)
            given = "; ".join(default_words(placed.schema)) or given
        if default and given:
            text = f"{text.rstrip()} Default: {given}." if text else f"Default: {given}."
        return text

    # The document

    def build(self, arguments: Mapping[str, Mapping[str, str]] | None = None) -> Document:
        """The document of everything collected. arguments: model -> field -> keyword argument, where they differ."""
        self.complete()
        for model, renamed in (arguments or {}).items():
            body = self.classes[model_key(model).text]
            fields = {renamed.get(name, name): one for name, one in body.fields.items()}
            descriptions = {renamed.get(name, name): text for name, text in body.descriptions.items()}
            key = params_key(model)
            self.classes[key.text] = Class(key, fields, body.description, descriptions)
        keys = [one.key for one in self.classes.values()]
        keys += [key for key, _ in (*self.aliases.values(), *self.choices.values())]
        every = [inner for one in self.classes.values() for made, _ in one.fields.values() for inner in _within(made)]
        files = FILES[0] in every or UPLOAD in every
        reserved = RESERVED | _FILE_WORDS if files else RESERVED
        names = class_names(keys, reserved)
        defs: dict[str, Json] = {}
        classes: dict[str, Class] = {}
        attributes: dict[str, dict[str, str]] = {}
        functional = []
        taken = frozenset(names.values()) | (_FILE_WORDS if files else frozenset())
        for text, one in self.classes.items():
            name = names[text]
            classes[name] = one
            properties: dict[str, Json] = {field: _final(made, names) for field, (made, _) in one.fields.items()}
            if self.received:
                used = {names[key] for made, _ in one.fields.values() for key in references(made)}
                attributes[name] = attribute_names(one.fields, frozenset(used))
            elif any(not _stands_in_a_class(field, taken) for field in one.fields):
                functional.append(name)
                properties.setdefault(ODD, {"type": "null"})
            required: list[Json] = [field for field, (_, needed) in one.fields.items() if needed]
            defs[name] = {"type": "object", "properties": properties, "required": required}
        for text, (_, made) in self.aliases.items():
            defs[names[text]] = _final(made, names)
        choices = {names[text]: _named_choice(choice, names) for text, (_, choice) in self.choices.items()}
        said: dict[str, Json] = {
            name: [one.field, [*one.types], {**one.names}, one.other] for name, one in choices.items()
        }
        whole_document: dict[str, Json] = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            **({"x-choices": said} if said else {}),
            "$defs": _as_types({name: defs[name] for name in sorted(defs)}, frozenset(choices)),
        }
        return Document(
            text=json.dumps(whole_document, ensure_ascii=True).encode("ascii"),
            names=names,
            classes=classes,
            aliases=frozenset(names[text] for text in self.aliases),
            attributes={name: found for name, found in attributes.items() if found},
            functional=frozenset(functional),
            alone={key.text: own_class_name(key, reserved) for key in keys},
            choices=choices,
        )


def _values_of(branch: Schema, discriminator: Discriminator, definitions: Definitions) -> tuple[str, ...]:
    """The values of a discriminator that mean a branch: those of `mapping`, else those that the branch lists, else its name."""
    stated = tuple(value for value, name in discriminator.names.items() if name == branch.ref)
    if stated:
        return stated
    field = scope_of(branch, definitions).fields.get(discriminator.field)
    listed = None if field is None else field.schema.values()
    if listed is not None:
        return tuple(one for one in listed if isinstance(one, str))
    return () if branch.ref is None else (branch.ref,)


def _named_choice(choice: Choice, names: Mapping[str, str]) -> Named:
    """A choice with names in the place of keys; types that have none are any."""
    types = tuple(
        names[str(one["$ref"])] if "$ref" in one else {"null": "None"}.get(str(one.get("type")), "Any")
        for one in choice.types
    )
    other = "" if choice.other is None else names[str(choice.other["$ref"])]
    return Named(choice.field, types, {value: names[str(one["$ref"])] for value, one in choice.names.items()}, other)


def _as_types(made: Json, choices: frozenset[str]) -> Json:
    """The types with what a discriminator picks as a name from elsewhere: the tool is told nothing more of it."""
    if isinstance(made, list):
        return [_as_types(one, choices) for one in made]
    if not isinstance(made, dict):
        return made
    name = str(made.get("$ref", "")).rpartition("/")[2]
    if name in choices and set(made) == {"$ref"}:
        return {"type": "string", "customTypePath": f"runtime.{name}"}
    return {word: value if word == "enum" else _as_types(value, choices) for word, value in made.items()}


def _only_reference(conjunction: Conjunction) -> str | None:
    """The definition that a conjunction consists of, None when it says more than that."""
    if len(conjunction) != 1:
        return None
    schema = conjunction[0].schema
    while schema.ref is None and len(schema.all_of) == 1 and not says_something(schema, besides="all_of"):
        if schema.required or schema.rules:
            return None
        schema = schema.all_of[0]
    if schema.ref is None or says_something(schema, besides="ref") or schema.required or schema.rules:
        return None
    return schema.ref


def union(parts: Iterable[Type]) -> Type:
    """Any of the parts, each once, nothing beside what already includes it; no parts are anything."""
    found: list[Type] = []
    for part in parts:
        inner = part.get("anyOf")
        for one in inner if isinstance(inner, list) else [part]:
            assert isinstance(one, dict)
            if one == ANYTHING:
                return ANYTHING
            if one not in found:
                found.append(one)
    if {"type": "number"} in found:
        found = [one for one in found if one != {"type": "integer"}]
    words: list[Json] = []
    for one in found:
        listed = one.get("enum")
        if isinstance(listed, list):
            words += [
                word for word in listed if not any(word == known and type(word) is type(known) for known in words)
            ]
    if words:
        first = next(index for index, one in enumerate(found) if "enum" in one)
        found = [one for one in found if "enum" not in one]
        found.insert(first, {"enum": words})
    null: Type = {"type": "null"}
    if null in found:
        found = [*(one for one in found if one != null), null]
    if not found:
        return ANYTHING
    several: list[Json] = [*found]
    return found[0] if len(found) == 1 else {"anyOf": several}


def _final(made: Json, names: Mapping[str, str]) -> Json:
    """The type with class names in the place of keys."""
    if isinstance(made, list):
        return [_final(one, names) for one in made]
    if not isinstance(made, dict):
        return made
    if "$ref" in made:
        return {"$ref": f"#/$defs/{names[str(made['$ref'])]}"}
    return {word: value if word == "enum" else _final(value, names) for word, value in made.items()}


def _within(made: Json) -> Iterator[Json]:
    """A type and those in it."""
    yield made
    if isinstance(made, list | dict):
        for one in made if isinstance(made, list) else made.values():
            yield from _within(one)


def references(made: Json) -> Iterator[str]:
    """The keys that a type refers to."""
    if isinstance(made, list):
        for one in made:
            yield from references(one)
    elif isinstance(made, dict):
        if "$ref" in made:
            yield str(made["$ref"])
        for word, value in made.items():
            if word != "enum":
                yield from references(value)


# Names


def own_class_name(key: Key, reserved: frozenset[str] = RESERVED) -> str:
    """The class name of a type whatever the others are called."""
    return f"{key.name}_" if key.name in reserved or keyword.iskeyword(key.name) else key.name


def class_names(keys: Iterable[Key], reserved: frozenset[str] = RESERVED) -> dict[str, str]:
    """Key -> class name, the same for any order of the keys.

    A name that several places suggest stays with the first by rank, depth and place; the others get a mark made of
    their place.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for key in sorted(keys, key=lambda one: (one.rank, one.depth, one.text)):
        name = own_class_name(key, reserved)
        if name in taken:
            name = f"{key.name}_{short_digest(key.text)}"
            while name in taken:
                name += "_"
        taken.add(name)
        found[key.text] = name
    return found


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


def _stands_in_a_class(name: str, taken: frozenset[str]) -> bool:
    """Whether a TypedDict in class syntax may have this field without hiding a name that its annotations use."""
    return _plain(name) and name not in _WORDS and name not in taken and name not in RESERVED


def attribute_names(names: Iterable[str], taken: frozenset[str]) -> dict[str, str]:
    """Field -> attribute of a pydantic model, for the fields that cannot keep their name.

    taken: the classes that the annotations of this one class use; those of others say nothing.
    """
    every = list(names)

    def stays(name: str) -> bool:
        return _stands_in_a_class(name, taken) and name not in _MODEL_ATTRIBUTES and not name.startswith(_PROTECTED)

    return _renamed(every, frozenset(name for name in every if stays(name)), taken)


def argument_names(names: Iterable[str], taken: frozenset[str]) -> dict[str, str]:
    """Field -> keyword argument, for the fields that cannot be one under their own name."""
    every = list(names)
    return _renamed(every, frozenset(name for name in every if _plain(name) and name not in taken), taken)


def _renamed(names: Sequence[str], kept: frozenset[str], taken: frozenset[str] = frozenset()) -> dict[str, str]:
    used = set(kept) | taken | set(names)
    found: dict[str, str] = {}
    made = {name: _spelled(name) for name in set(names) - kept}
    for name in sorted(made, key=lambda one: (made[one] != one, one)):
        word = made[name]
        if word == name or keyword.iskeyword(word) or word in _WORDS or word in _MODEL_ATTRIBUTES:
            word += "_"
        while word in used:
            word += "_"
        used.add(word)
        found[name] = word
    return found


def _spelled(name: str) -> str:
    """The letters and digits of a name as an identifier that is neither private nor special."""
    word = re.sub(r"\W", "_", unicodedata.normalize("NFKC", name)).strip("_") or "field"
    return word if word[0].isidentifier() and not word.startswith(_PROTECTED) else f"field_{word}"
