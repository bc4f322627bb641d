"""Collects the types of a module from schemas: classes, what has a name without being one, and what discriminators pick from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from reelspec.codegen.types.document import Choice, Collected, ObjectType, TypesDocument, document_of
from reelspec.codegen.types.expressions import ANYTHING, BINARY, FILES, TEXT, Type, carried, union, within
from reelspec.codegen.types.flat import (
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
    whole,
    widest,
)
from reelspec.codegen.types.names import model_key, params_key
from reelspec.language.contract.schema import TYPES, Definitions, Discriminator, Schema
from reelspec.language.contract.scope import resolved, scope_of
from reelspec.language.rules.defaults import default_words
from reelspec.language.source.node import Json
from reelspec.language.source.values import type_of

MOST_BRANCHES = 64
"""A union within a union with more combinations than this becomes one class that is wide enough for all."""
MOST_OPEN = 30
"""Definitions of lists and maps within each other, beyond which nothing is said: no annotation is nested deeper."""


@dataclass
class Builder:
    """Collects the types of one module. received: for answers, which may bring words that no document lists. binary: key of a
    class -> what is given for bytes in its fields, for bodies that may be forms; elsewhere they are texts."""

    definitions: Definitions
    received: bool
    binary: Mapping[str, Type] = field(default_factory=dict)
    classes: dict[str, ObjectType] = field(default_factory=dict)
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
        types_once = tuple(made for index, made in enumerate(types) if made not in types[:index])
        other = other if other is not None and str(other.get("$ref")) in self._begun else None
        return Choice(discriminator.field, types_once, names, other)

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
        return union([self._kind(name, flat, key, origin) for name in flat.types or implied(flat)])

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
        types: list[Type] = []
        by_name: dict[str, list[tuple[Flat, Placed]]] = {}
        for branch in group:
            inner = expand((branch,), self.definitions)
            target = _only_reference((branch,)) if alone else None
            if target is not None and set(inner.types or implied(inner)) <= set(flat.types or TYPES):
                types.append(self._reference(target))
                continue
            # A branch of another group is another class beside each of these.
            base.groups = tuple(
                tuple(Placed(each.schema, branch_key(each.schema, branch.key, self.definitions)) for each in other)
                for other in rest
            )
            both_ways = both(base, inner)
            if not both_ways.nothing:
                by_name.setdefault(branch.key.text, []).append((both_ways, branch))
        for same in by_name.values():
            key_of = same[0][1].key
            if len(same) == 1:
                types.append(self._type(same[0][0], key_of, (same[0][1],)))
                continue
            objects = [branch_flat for branch_flat, _ in same if branch_flat.is_object and not branch_flat.groups]
            types += [
                self._type(branch_flat, key_of, (branch,))
                for branch_flat, branch in same
                if not any(branch_flat is each for each in objects)
            ]
            if objects:
                types.append(self._object(widest(objects), key_of, ()))
        return union(types)

    def _kind(self, name: str, flat: Flat, key: Key, origin: Conjunction) -> Type:
        match name:
            case "object":
                if flat.properties:
                    return self._object(flat, key, origin)
                values: list[Type] = [self.type_of((member,), member.key) for member in flat.members] or [ANYTHING]
                return {"type": "object", "additionalProperties": union(values)}
            case "array":
                parts = [self.type_of(part, part[0].key) for part in flat.prefix]
                if flat.items:
                    parts.append(self.type_of(flat.items, flat.items[0].key))
                elif not flat.closed_tail or not parts:
                    parts.append(ANYTHING)
                return {"type": "array", "items": union(parts)}
            case "string" if flat.binary and self.binary:
                return BINARY
            case "string" if flat.files and not self.received:
                return {"anyOf": [{"type": name}, *FILES]}
            case _:
                return {"type": name}

    def _literals(self, values: Sequence[Json]) -> list[Type]:
        words: list[Json] = [value for value in values if isinstance(value, str | int)]
        types: list[Type] = [{"enum": words}] if words else []
        if self.received and len(words) > 1 and all(isinstance(value, str) for value in words):
            types.append({"type": "string"})
        for name in dict.fromkeys(type_of(value) for value in values if not isinstance(value, str | int)):
            types.append({"type": name})
        return types

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

    def _class(self, flat: Flat, key: Key, origin: Conjunction) -> ObjectType:
        fields: dict[str, tuple[Type, bool]] = {}
        descriptions: dict[str, str] = {}
        for name, alternatives in flat.properties.items():
            required = name in flat.required and not (self.received and self._only_sent(alternatives))
            if not name and not self.received:
                continue  # what a type checker refuses as a key
            accepted = [
                conjunction for conjunction in alternatives if not expand(conjunction, self.definitions).nothing
            ]
            if not accepted and not required:
                continue
            fields[name] = (
                union([self.type_of(conjunction, conjunction[0].key) for conjunction in accepted]),
                required,
            )
            descriptions[name] = self._about(alternatives[0], default=True)
            if not self.received and FILES[0] in within(fields[name][0]):
                descriptions[name] = (
                    f"{descriptions[name].rstrip()} A client takes a Path or bytes for a local file.".strip()
                )
        for placed in flat.optional:
            for name, alternatives in expand((placed,), self.definitions).properties.items():
                if name not in fields:
                    fields[name] = (
                        union([self.type_of(conjunction, conjunction[0].key) for conjunction in alternatives]),
                        False,
                    )
        if not self.received:
            for name in flat.required:
                fields.setdefault(name, (ANYTHING, True))
        return ObjectType(key, fields, self._about(origin), descriptions)

    def _only_sent(self, alternatives: Iterable[Conjunction]) -> bool:
        """Whether a field is `writeOnly`: what is required of it is required of requests alone (OpenAPI 3.0.3, Schema Object)."""
        return any(
            resolved(placed.schema, self.definitions).annotations.get("writeOnly") is True
            for conjunction in alternatives
            for placed in conjunction
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

    def build(self, arguments: Mapping[str, Mapping[str, str]] | None = None) -> TypesDocument:
        """The document of everything collected. arguments: model -> field -> keyword argument, where they differ."""
        self.complete()
        classes: dict[str, ObjectType] = {}
        for text, made in self.classes.items():
            binary = self.binary.get(text, TEXT)
            fields = {name: (carried(type_, binary), required) for name, (type_, required) in made.fields.items()}
            classes[text] = made._replace(fields=fields)
        for model, renamed in (arguments or {}).items():
            body = classes[model_key(model).text]
            key = params_key(model)
            classes[key.text] = ObjectType(
                key,
                {renamed.get(name, name): field_type for name, field_type in body.fields.items()},
                body.description,
                {renamed.get(name, name): text for name, text in body.descriptions.items()},
            )
        aliases = {text: (key, carried(made, TEXT)) for text, (key, made) in self.aliases.items()}
        return document_of(Collected(classes, aliases, self.choices, self.received))


def _values_of(branch: Schema, discriminator: Discriminator, definitions: Definitions) -> tuple[str, ...]:
    """The values of a discriminator that mean a branch: those of `mapping`, else those that the branch lists, else its name."""
    stated = tuple(value for value, name in discriminator.names.items() if name == branch.ref)
    if stated:
        return stated
    field = scope_of(branch, definitions).fields.get(discriminator.field)
    listed = None if field is None else field.schema.values()
    if listed is not None:
        return tuple(value for value in listed if isinstance(value, str))
    return () if branch.ref is None else (branch.ref,)


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
