"""Check: spec files have the form that the spec format's own JSON Schema describes, which editors use as well.

Called by `reelspec check`; `problems_of` also by who reads another kind of file. The schemas stand beside it, in format/.
Two words of theirs are not JSON Schema's: `errorMessage` is what editors and this check say instead of a text made from
the keyword, and `x-leads-to` says what a reference leads to.
"""

from __future__ import annotations

import json
import os
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from reelspec.common.digest import digest
from reelspec.language.contract.keywords import BY_NAME, hint
from reelspec.language.contract.schema import TRUE
from reelspec.language.parser.foreign import tolerate
from reelspec.language.parser.schemas import SchemaReader
from reelspec.language.rules.words import listing, value_words
from reelspec.language.source.load import Loader
from reelspec.language.source.node import Node
from reelspec.language.source.place import Problem, Problems

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

FOLDER = Path(__file__).parent / "format"
MODEL = "model.schema.json#"
OPENAPI = "openapi.schema.json#"
DOCUMENTS = "documents.schema.json#"
RELEASES = "releases.schema.json#"
_SUBSCHEMA = "model.schema.json#/$defs/subschema"
_RULES = "model.schema.json#/$defs/rules"

_ENDINGS = (".yaml", ".yml", ".json")
_TYPES = {
    "object": "a mapping",
    "array": "a list",
    "string": "a text",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "null": "null",
}


Ask: TypeAlias = Callable[[str, Callable[[], list[Any]]], list[Any]]
"""Gives what is known under a key, as JSON, and asks for it where it is not known."""


def check_format(loader: Loader, ask: Ask = lambda _, judge: judge()) -> Iterable[Problem]:
    """Everything in the files below specs/ that has not the form of a spec, and files that cannot be read.

    ask: called for what stands at one place, with a key that holds the digest of its file.
    """
    holder = _Holder(loader, ask)
    specs = holder.loader.root / "specs"
    if specs.is_dir():
        for folder in sorted(path for path in specs.iterdir() if path.is_dir() and not path.name.startswith(".")):
            holder.provider(folder)
    return sorted(set(holder.problems))


def check_pages(loader: Loader, pages: Iterable[str]) -> Iterable[Problem]:
    """The same of some files of models, relative to the root, and of what they refer to."""
    holder = _Holder(loader, lambda _, judge: judge())
    for page in pages:
        holder.file(loader.root / page, MODEL)
    return holder.problems


def problems_of(validator: Draft202012Validator, root: Node) -> tuple[Problem, ...]:
    """Everything in a file that a schema refuses, at its places and in few words: for files with a schema of their own."""
    return tuple(problem for error in validator.iter_errors(root.value) for problem in _problems(error, root))


@dataclass
class _Holder:
    """Holds files, and what they refer to, against the schemas of the format.

    held: what was held against which shape already, a part of something larger included.
    """

    loader: Loader
    ask: Ask
    problems: list[Problem] = field(default_factory=list)
    held: set[tuple[str, tuple[str | int, ...], str]] = field(default_factory=set)

    def provider(self, folder: Path) -> None:
        """The files of one provider: those with names of their own, what they refer to, and what is left in models/."""
        tolerate(self.loader, folder.relative_to(self.loader.root).as_posix())
        for stem, shape in (("openapi", OPENAPI), ("documents", DOCUMENTS)):
            for file in (folder / f"{stem}{ending}" for ending in _ENDINGS):
                if os.path.lexists(file):
                    self.file(file, shape)
                    break
        models = folder / "models"
        files = sorted(path for path in models.iterdir() if path.suffix in _ENDINGS) if models.is_dir() else []
        for file in files:
            if "@" in file.name:
                self.file(file, MODEL)
        reached = {file for file, _, _ in self.held}
        for file in files:
            if file.relative_to(self.loader.root).as_posix() not in reached:
                # Nobody refers to it, which reading reports; its form is judged where it is plain what it is meant to be.
                self.file(file, None)

    def file(self, path: Path, shape: str | None) -> None:
        try:
            root = self.loader.load(path).root
        except Problems as raised:
            self.problems += raised.problems
            return
        if shape is None:
            shape = _shape_of(root)
        if shape is not None:
            self.hold(root, shape)

    def hold(self, node: Node, shape: str) -> None:
        """Hold node against a shape, then everything that it refers to."""
        waiting = deque([(node, shape)])
        while waiting:
            node, shape = waiting.popleft()
            if (node.document.file, node.pointer, shape) in self.held:
                continue
            self.held.add((node.document.file, node.pointer, shape))
            try:
                content = self.loader.loaded[node.document.file]
                key = f"{digest(content)} {node.document.file} {node.json_pointer} {shape}"
                problems, references = self.ask(key, partial(self.judged, node, shape))
            except RecursionError:
                # Nested deeper than Python's stack allows: left to reading, which has a limit of its own.
                continue
            self.problems += map(Problem.from_json, problems)
            for pointer, target in references:
                # The reader of references notes what is wrong with them; here only where they lead is of interest.
                reference = node.document.root.at(tuple(pointer))
                assert reference is not None
                target_found = SchemaReader(self.loader, {}, lambda *_: (), lambda *_: TRUE).follow(reference)
                if target_found is not None:
                    (_, pointer), led = target_found
                    waiting.append((led, MODEL if target == _SUBSCHEMA and not pointer else target))

    def judged(self, node: Node, shape: str) -> list[Any]:
        """What is wrong with a node, and where it refers to something of which shape: as JSON."""
        problems = [
            problem for error in validator_of(shape).iter_errors(node.value) for problem in _problems(error, node)
        ]
        references = [[[*reference.pointer], target] for reference, target in self.references(node, shape)]
        return [[problem.as_json() for problem in problems], references]

    def references(self, node: Node, shape: str) -> Iterator[tuple[Node, str]]:
        """The references inside node, each with the shape of what it leads to. Shapes lead on by `$ref`, `allOf`, the
        names of members and `items`; what stands in other keywords of theirs only narrows and leads nowhere."""
        schema = _schema_at(shape)
        self.held.add((node.document.file, node.pointer, shape))
        yield from self._inside(node, schema, shape.partition("#")[0])

    def _inside(self, node: Node, schema: Any, file: str) -> Iterator[tuple[Node, str]]:
        if not isinstance(schema, dict):
            return
        if "$ref" in schema:
            yield from self.references(node, _absolute(schema["$ref"], file))
        for part in schema.get("allOf", ()):
            yield from self._inside(node, part, file)
        if "x-leads-to" in schema and node.kind == "string":
            yield node, _absolute(schema["x-leads-to"], file)
        for key, member in node.items():
            inner = [schema["properties"][key]] if key in schema.get("properties", {}) else []
            inner += [
                inside for pattern, inside in schema.get("patternProperties", {}).items() if re.search(pattern, key)
            ]
            for inside in inner or [schema.get("additionalProperties")]:
                yield from self._inside(member, inside, file)
        if "items" in schema:
            for item in node.elements():
                yield from self._inside(item, schema["items"], file)


def _shape_of(root: Node) -> str | None:
    """What a file in models/ is meant to be: rules, a request schema, or nothing that can be told."""
    if root.kind == "array":
        return _RULES
    known = _schema_at("model.schema.json#/$defs/keywords")["properties"]
    return MODEL if any(key in known for key, _ in root.items()) else None


# The schemas of the format


@cache
def _format(file: str) -> Any:
    return json.loads((FOLDER / file).read_bytes())


def _schema_at(shape: str) -> Any:
    file, _, pointer = shape.partition("#")
    schema = _format(file)
    for step in pointer.split("/")[1:]:
        schema = schema[step]
    return schema


def _absolute(reference: str, file: str) -> str:
    return reference if not reference.startswith("#") else file + reference


@cache
def validator_of(shape: str) -> Draft202012Validator:
    """What judges a file of that shape, one of the names at the top of this module."""
    from jsonschema import Draft202012Validator
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    registry: Registry[Any] = Registry()
    for file in ("model.schema.json", "openapi.schema.json", "documents.schema.json", "releases.schema.json"):
        registry = registry.with_resource(file, DRAFT202012.create_resource(_format(file)))
    return Draft202012Validator({"$ref": shape}, registry=registry)


# What is wrong, in few words


def _problems(error: ValidationError, root: Node) -> Iterator[Problem]:
    """An error of jsonschema as problems at the places where they are to be mended."""
    at = root.at(tuple(error.absolute_path)) or root
    schema = error.schema if isinstance(error.schema, dict) else {}
    message = schema.get("errorMessage")
    keyword = str(error.validator)
    value: Any = error.validator_value
    title = schema.get("title", "mapping")
    if _of_name(error):
        name = str(error.instance)
        meant = hint(name, value) if keyword == "enum" else ""
        words = f"{str(message).partition(';')[0]}{meant}" if meant else str(message)
        yield (at.get(name) or at).problem(re.sub("^this(?= )", lambda _: name, words), "format", key=True)
    elif keyword == "additionalProperties":
        known = list(schema.get("properties", {}))
        for key, member in at.items():
            if key not in known and not any(re.search(pattern, key) for pattern in schema.get("patternProperties", {})):
                yield member.problem(f"{key} has no place in this {title}{hint(key, known)}", "format", key=True)
    elif keyword == "required":
        for name in value:
            if at.get(name) is None:
                yield at.problem(f"{name} is missing in this {title}", "format")
    elif keyword == "dependentRequired":
        for key, names in value.items():
            for name in names:
                if at.get(key) is not None and at.get(name) is None:
                    yield at.problem(f"{name} is missing in this {title}, which has {key}", "format")
    elif keyword in ("oneOf", "anyOf"):
        yield from _of_alternatives(error, root, at)
    elif keyword == "uniqueItems":
        seen: list[Any] = []
        for item in at.elements():
            if item.value in seen:
                yield item.problem(f"{value_words(item.value)} stands twice in the list", "format")
            seen.append(item.value)
    elif keyword == "not":
        yield at.problem(str(message), "format", key=True)
    else:
        yield at.problem(_words(keyword, value, at, message), "format")


def _of_alternatives(error: ValidationError, root: Node, at: Node) -> Iterator[Problem]:
    """What is wrong with a value of which not one alternative holds, or more than one; some tell by a member that they demand."""
    schemas: Any = error.validator_value
    alternatives = [schema["required"][0] for schema in schemas if set(schema) == {"required"}]
    if len(alternatives) < len(schemas):
        yield from _nearest(error, root)
        return
    schema = error.schema if isinstance(error.schema, dict) else {}
    present = [key for key, _ in at.items() if key in alternatives]
    demand = schema.get("errorMessage") or f"a {schema.get('title', 'mapping')} has {listing(alternatives)}"
    if not present:
        yield at.problem(f"{demand}, this one has none", "format")
    for name in present[1:]:
        yield (at.get(name) or at).problem(f"{demand}, and {present[0]} stands here already", "format", key=True)


def _of_name(error: ValidationError) -> bool:
    """Whether the name of a member is refused, by the keyword propertyNames rather than in a member that is called so."""
    path = list(error.absolute_schema_path)
    return any(
        step == "propertyNames" and before != "properties" for before, step in zip(["", *path], path, strict=False)
    )


def _nearest(error: ValidationError, root: Node) -> Iterator[Problem]:
    """What is wrong with a value that fits no alternative: of the alternatives of its type, the one that fits best."""
    branches: dict[Any, list[ValidationError]] = {}
    for cause in error.context or ():
        branches.setdefault(cause.relative_schema_path[0], []).append(cause)
    of_type = [
        causes
        for causes in branches.values()
        if not any(cause.validator == "type" and not cause.path for cause in causes)
    ]
    if not of_type:
        types = [cause.validator_value for causes in branches.values() for cause in causes if cause.validator == "type"]
        at = root.at(tuple(error.absolute_path)) or root
        yield at.problem(_words("type", types, at, None), "format")
        return
    # What went on deepest into the value came nearest to fitting.
    for cause in min(of_type, key=lambda causes: (-max(len(cause.path) for cause in causes), len(causes))):
        yield from _problems(cause, root)


def _words(keyword: str, value: Any, at: Node, told: str | None) -> str:
    """What is wrong with the value at `at`, by the keyword that refuses it."""
    name = _name(at)
    if told is not None:
        return re.sub("^this(?= )", lambda _: name, told)
    match keyword:
        case "type":
            types = [value] if isinstance(value, str) else value
            return f"{name} must be {listing(_TYPES[type_name] for type_name in types)}, not {_found(at)}"
        case "enum":
            meant = hint(str(at.value), [option for option in value if isinstance(option, str)])
            return f"{name} must be {listing(map(str, value))}, not {_found(at)}{meant}"
        case "const":
            return f"{name} must be {value_words(value)}, not {_found(at)}"
        case _:
            known = BY_NAME.get(keyword)
            if known is None or known.side is None:
                return f"{name} does not fit the format ({keyword})"
            if known.measure == "number":
                return f"{name} must be {str(known.words).format(value)}, not {_found(at)}"
            return (
                f"{name} must not be empty"
                if (known.side, value) == ("least", 1)
                else f"{name} must have at {known.side} {value} entries"
            )


def _name(at: Node) -> str:
    """What the value is called: its key, or the key of the list that it stands in."""
    keys = [step for step in at.pointer if isinstance(step, str)]
    if not at.pointer:
        return "the file"
    if isinstance(at.pointer[-1], str):
        return at.pointer[-1]
    return f"an entry of {keys[-1]}" if keys else "an entry"


def _found(at: Node) -> str:
    if at.kind in ("object", "array"):
        return _TYPES[at.kind]
    if at.kind == "string":
        text = str(at.value)
        return f"the text {text if len(text) <= 40 else text[:39] + '…'}"
    return value_words(at.value)
