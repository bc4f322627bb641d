"""Schema objects of specs into the checked tree: every keyword gets its place in `Schema` or is refused by name and place.

Called by the readers of model files and of OpenAPI documents; hands rules to `reading.rules`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias
from urllib.parse import unquote

from reelspec.contract.model import Document
from reelspec.contract.schema import TYPES, Constant, Schema, Source
from reelspec.patterns.ecma import PatternError, translate
from reelspec.source.load import Loader
from reelspec.source.node import Json, Node, Pointer
from reelspec.source.place import Problem, Problems

Dialect: TypeAlias = Literal["2020-12", "3.0"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DIALECTS = (DIALECT, "https://spec.openapis.org/oas/3.1/dialect/base")

_NUMBERS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "exclusive_minimum",
    "exclusiveMaximum": "exclusive_maximum",
}
_COUNTS = {
    "minLength": "min_length",
    "maxLength": "max_length",
    "minItems": "min_items",
    "maxItems": "max_items",
    "minContains": "min_contains",
    "maxContains": "max_contains",
    "minProperties": "min_properties",
    "maxProperties": "max_properties",
}
_ONE = {
    "items": "items",
    "contains": "contains",
    "unevaluatedItems": "unevaluated_items",
    "additionalProperties": "additional_properties",
    "propertyNames": "property_names",
    "unevaluatedProperties": "unevaluated_properties",
    "not": "negated",
    "if": "condition",
    "then": "then",
    "else": "otherwise",
}
_SEVERAL = {"prefixItems": "prefix_items", "allOf": "all_of", "anyOf": "any_of", "oneOf": "one_of"}
_NAMED = {
    "properties": "properties",
    "patternProperties": "pattern_properties",
    "dependentSchemas": "dependent_schemas",
}
_TEXT_NOTES = ("title", "description", "$comment", "contentEncoding", "contentMediaType")
_FLAG_NOTES = ("deprecated", "readOnly", "writeOnly")
_OTHER_NOTES = ("example", "examples", "externalDocs", "xml", "discriminator", "contentSchema")
OUR_NOTES = ("x-default", "x-media")
OURS = ("x-rules", "x-source", "x-invalid-examples", "x-variant", "x-task", "x-paid", "x-retry", *OUR_NOTES)
_REFUSED = {
    "$id": "references are resolved against the file that they stand in",
    "$anchor": "refer by JSON Pointer instead",
    "$dynamicRef": "refer by `$ref` instead",
    "$dynamicAnchor": "refer by `$ref` and JSON Pointer instead",
    "$recursiveRef": "refer by `$ref` instead",
    "$recursiveAnchor": "refer by `$ref` instead",
    "$vocabulary": "the vocabulary is that of 2020-12",
    "nullable": 'in this dialect null is a type: write type: [string, "null"]',
    "dependencies": "2020-12 has dependentRequired and dependentSchemas",
    "additionalItems": "2020-12 has prefixItems and items",
    "id": "references are resolved against the file that they stand in",
}
KNOWN = (
    "$ref",
    "$defs",
    "definitions",
    "$schema",
    "type",
    "enum",
    "const",
    "multipleOf",
    "pattern",
    "format",
    "uniqueItems",
    "required",
    "dependentRequired",
    "default",
    *_NUMBERS,
    *_COUNTS,
    *_ONE,
    *_SEVERAL,
    *_NAMED,
    *_TEXT_NOTES,
    *_FLAG_NOTES,
    *_OTHER_NOTES,
    *OURS,
)

Key: TypeAlias = tuple[str, Pointer]
RuleReader: TypeAlias = Callable[["SchemaReader", Node, Source | None], tuple[Any, ...]]


@dataclass
class SchemaReader:
    """Reads the schemas of one provider; keeps what `$ref`s lead to, by name, and every problem met on the way.

    documents: what `x-source` may name. rules: reads the value of `x-rules`; passed in, since rules read schemas.
    """

    loader: Loader
    documents: Mapping[str, Document]
    rules: RuleReader
    dialect: Dialect = "2020-12"
    problems: list[Problem] = field(default_factory=list)
    definitions: dict[str, Schema] = field(default_factory=dict)
    _names: dict[Key, str] = field(default_factory=dict)
    _taken: dict[str, Key] = field(default_factory=dict)

    def problem(self, node: Node, message: str, name: str, *, key: bool = False) -> None:
        """Note that `node` is wrong, and go on."""
        self.problems.append(node.problem(message, name, key=key))

    # References

    def follow(self, reference: Node, source: Source | None = None) -> tuple[Key, Node] | None:
        """The node that a `$ref` leads to, in this file or another; None (and a problem) when there is none."""
        text = reference.value
        if not isinstance(text, str):
            self.problem(reference, "$ref must be a text", "reference")
            return None
        path, _, fragment = text.partition("#")
        document = reference.document
        if path:
            try:
                document = self.loader.load(self.loader.resolve_file(document.file, path))
            except ValueError as error:
                self.problem(reference, f"$ref {text}: {error}", "reference")
                return None
            except Problems as error:
                if any(problem not in self.problems for problem in error.problems):
                    self.problem(reference, f"$ref {text}: the file cannot be read", "reference")
                    self.problems += [problem for problem in error.problems if problem not in self.problems]
                return None
        if fragment and not fragment.startswith("/"):
            self.problem(reference, f"$ref {text}: only JSON Pointers are followed, not anchors", "reference")
            return None
        pointer: Pointer = ()
        node: Node | None = document.root
        for token in unquote(fragment).split("/")[1:] if fragment else ():
            step = token.replace("~1", "/").replace("~0", "~")
            at: str | int = int(step) if node is not None and node.kind == "array" and step.isdecimal() else step
            node = None if node is None else node.get(at)
            pointer = (*pointer, at)
        if node is None:
            self.problem(reference, f"$ref {text} leads to nothing", "reference")
            return None
        return (document.file, pointer), node

    def define(self, reference: Node, source: Source | None) -> str | None:
        """The name of the definition that a `$ref` leads to, read when it is met for the first time."""
        found = self.follow(reference)
        if found is None:
            return None
        return self.define_node(found[1], source)

    def define_node(self, node: Node, source: Source | None) -> str:
        """The name of the definition that stands at `node`, read when it is met for the first time."""
        key = (node.document.file, node.pointer)
        if key not in self._names:
            name = self._name(key)
            self._names[key] = name
            self.definitions[name] = Schema()
            self.definitions[name] = self.read(node, source)
        return self._names[key]

    def _name(self, key: Key) -> str:
        """A name for a definition: the last step that leads to it, or its file's; the file is added where two meet."""
        file, pointer = key
        stem = file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        name = str(pointer[-1]) if pointer else stem
        name = re.sub(r"[^A-Za-z0-9._-]", "_", name)
        candidates = [name, f"{stem}.{name}"]
        candidates += [f"{stem}.{name}.{count}" for count in range(2, len(self._taken) + 3)]
        chosen = next(one for one in candidates if one not in self._taken)
        self._taken[chosen] = key
        return chosen

    def cyclic(self) -> None:
        """Note definitions that lead back to themselves without entering a part of the instance (Core, section 9.4.1)."""
        state: dict[str, int] = {}

        def visit(name: str) -> None:
            state[name] = 1
            for target in _in_place(self.definitions[name]):
                if state.get(target) == 1:
                    node = self.definitions[target].node
                    if node is not None:
                        self.problem(
                            node, f"the definition {target} leads back to itself and never ends", "cyclic-reference"
                        )
                elif target not in state:
                    visit(target)
            state[name] = 2

        for name in list(self.definitions):
            if name not in state:
                visit(name)

    # Sources

    def source(self, node: Node | None, inherited: Source | None) -> Source | None:
        """The source that an `x-source` gives, or a rule's `source` or `against`; a text is a section."""
        if node is None:
            return inherited
        if node.kind == "string":
            if inherited is None:
                self.problem(node, "a section alone needs a document around it", "source")
                return None
            return replace(inherited, section=str(node.value))
        if node.kind != "object":
            self.problem(node, "a source is {document, section} or a section's name", "source")
            return inherited
        for key, member in node.items():
            if key not in ("document", "section") or member.kind != "string":
                self.problem(
                    member, f"a source has a document and a section, both texts, not {key}", "source", key=True
                )
        document, section = node.get("document"), node.get("section")
        name = str(section.value) if section is not None else None
        if document is None:
            if inherited is None:
                self.problem(node, "the source names no document, and none is inherited", "source")
                return None
            return replace(inherited, section=name)
        known = self.documents.get(str(document.value))
        if known is None:
            self.problem(document, f"documents.yaml has no document {document.value}", "source")
            return inherited
        return Source(known.id, known.title, name)

    # Schemas

    def read(self, node: Node, source: Source | None = None, *, name: str | None = None) -> Schema:
        """The schema at `node`. source: what is inherited; name: the field's, which is its section if none is given."""
        if isinstance(node.value, bool):
            return Schema(node=node, boolean=node.value, source=source)
        if node.kind != "object":
            self.problem(node, f"a schema is a mapping or a boolean, not {_kind(node)}", "schema")
            return Schema(node=node)
        if source is not None and source.section is None and name is not None:
            source = replace(source, section=name)
        source = self.source(node.get("x-source"), source)
        found: dict[str, Any] = {"node": node, "source": source}
        notes: dict[str, Json] = {}
        for keyword, value in node.items():
            self._keyword(keyword, value, found, notes, source)
        if self.dialect == "3.0":
            self._openapi_3_0(node, found)
        found["annotations"] = notes
        for first, second in (("min", "max"),):
            for what in ("length", "items", "contains", "properties"):
                least, most = found.get(f"{first}_{what}"), found.get(f"{second}_{what}")
                if least is not None and most is not None and least > most:
                    self.problem(node, f"nothing is at least {least} and at most {most}", "limits")
        low, high = found.get("minimum"), found.get("maximum")
        if low is not None and high is not None and low > high:
            self.problem(node, f"no number is at least {low} and at most {high}", "limits")
        return Schema(**found)

    def _keyword(
        self, keyword: str, value: Node, found: dict[str, Any], notes: dict[str, Json], source: Source | None
    ) -> None:
        """Put one keyword in its place."""
        if keyword == "$ref":
            target = self.define(value, source)
            if target is not None:
                found["ref"] = target
        elif keyword in _NUMBERS:
            if self.dialect == "3.0" and keyword.startswith("exclusive") and value.kind == "boolean":
                return
            if self._number(keyword, value):
                found[_NUMBERS[keyword]] = value.value
        elif keyword == "multipleOf":
            if self._number(keyword, value):
                if isinstance(value.value, int | float) and value.value > 0:
                    found["multiple_of"] = value.value
                else:
                    self.problem(value, "multipleOf must be more than 0", "keyword")
        elif keyword in _COUNTS:
            count = self.count(keyword, value)
            if count is not None:
                found[_COUNTS[keyword]] = count
        elif keyword in _ONE:
            found[_ONE[keyword]] = self.read(value, source)
        elif keyword in _SEVERAL:
            if value.kind != "array" or not value.value:
                self.problem(value, f"{keyword} must be a list of at least one schema", "keyword")
            else:
                found[_SEVERAL[keyword]] = tuple(self.read(one, source) for one in value.elements())
        elif keyword in _NAMED:
            if value.kind != "object":
                self.problem(value, f"{keyword} must map names to schemas, it is {_kind(value)}", "keyword")
                return
            if keyword == "patternProperties":
                for name, one in value.items():
                    self._pattern(name, one, key=True)
            named = keyword == "properties"
            found[_NAMED[keyword]] = {
                name: self.read(one, source, name=name if named else None) for name, one in value.items()
            }
        elif keyword == "type":
            self._type(value, found)
        elif keyword == "enum":
            if value.kind != "array" or not value.value:
                self.problem(value, "enum must be a list of at least one value", "keyword")
            else:
                found["enum"] = tuple(one.value for one in value.elements())
        elif keyword in ("const", "default"):
            found[keyword] = Constant(value.value)
        elif keyword == "pattern":
            if value.kind != "string":
                self.problem(value, f"pattern must be a text, not {_kind(value)}", "keyword")
            elif self._pattern(str(value.value), value):
                found["pattern"] = value.value
        elif keyword == "format":
            if value.kind != "string":
                self.problem(value, f"format must be a text, not {_kind(value)}", "keyword")
            else:
                found["format"] = value.value
        elif keyword == "uniqueItems":
            if value.kind != "boolean":
                self.problem(value, f"uniqueItems must be true or false, not {_kind(value)}", "keyword")
            else:
                found["unique_items"] = value.value
        elif keyword == "required":
            if value.kind == "boolean":
                self.problem(
                    value, "required is a list of field names on the object, not a flag on the field", "keyword"
                )
            else:
                found["required"] = self._names_of(keyword, value)
        elif keyword == "dependentRequired":
            if value.kind != "object":
                self.problem(
                    value, f"dependentRequired must map names to lists of names, it is {_kind(value)}", "keyword"
                )
            else:
                found["dependent_required"] = {name: self._names_of(keyword, one) for name, one in value.items()}
        elif keyword in ("$defs", "definitions"):
            if value.kind != "object":
                self.problem(value, f"{keyword} must map names to schemas, it is {_kind(value)}", "keyword")
                return
            for name, one in value.items():
                self.define_node(one, source)
        elif keyword == "$schema":
            if value.value not in DIALECTS:
                self.problem(value, f"the dialect {value.value} is not carried, only {DIALECT}", "dialect")
        elif keyword in _TEXT_NOTES:
            if value.kind != "string":
                self.problem(value, f"{keyword} must be a text, not {_kind(value)}", "keyword")
            else:
                notes[keyword] = value.value
        elif keyword in _FLAG_NOTES:
            if value.kind != "boolean":
                self.problem(value, f"{keyword} must be true or false, not {_kind(value)}", "keyword")
            else:
                notes[keyword] = value.value
        elif keyword in _OTHER_NOTES or keyword == "x-default":
            notes[keyword] = value.value
        elif keyword == "x-media":
            self._media(value)
            notes[keyword] = value.value
        elif keyword == "x-rules":
            found["rules"] = self.rules(self, value, source)
        elif keyword == "x-source":
            pass
        elif keyword in ("x-invalid-examples", "x-variant"):
            if value.pointer != (keyword,):
                self.problem(value, f"{keyword} stands only at the top of a model file", "keyword", key=True)
        elif keyword in ("x-task", "x-paid", "x-retry"):
            self.problem(value, f"{keyword} belongs to an operation", "keyword", key=True)
        elif keyword == "nullable" and self.dialect == "3.0":
            if value.kind != "boolean":
                self.problem(value, "nullable must be true or false", "keyword")
        elif keyword.startswith("x-"):
            meant = similar(keyword, OURS)
            if meant:
                self.problem(value, f"{keyword} is no keyword; did you mean {meant}?", "unknown-keyword", key=True)
            else:
                notes[keyword] = value.value
        elif keyword in _REFUSED:
            self.problem(value, f"{keyword} is not carried: {_REFUSED[keyword]}", "unknown-keyword", key=True)
        else:
            meant = similar(keyword, KNOWN)
            hint = f"; did you mean {meant}?" if meant else ""
            self.problem(value, f"{keyword} is no keyword of JSON Schema 2020-12{hint}", "unknown-keyword", key=True)

    def _openapi_3_0(self, node: Node, found: dict[str, Any]) -> None:
        """What OpenAPI 3.0 says differently: `nullable`, and `exclusiveMinimum` as a flag on `minimum`."""
        for flag, bound, exclusive in (
            ("exclusiveMinimum", "minimum", "exclusive_minimum"),
            ("exclusiveMaximum", "maximum", "exclusive_maximum"),
        ):
            given = node.get(flag)
            if given is not None and given.value is True and bound in found:
                found[exclusive] = found.pop(bound)
        nullable = node.get("nullable")
        if nullable is not None and nullable.value is True:
            if "types" in found and "null" not in found["types"]:
                found["types"] = (*found["types"], "null")
            elif "ref" in found:
                self.problem(nullable, "OpenAPI 3.0 ignores what stands beside $ref", "reference", key=True)

    def _number(self, keyword: str, value: Node) -> bool:
        good = value.kind in ("integer", "number") and math.isfinite(value.value)  # type: ignore[arg-type]
        if not good:
            self.problem(value, f"{keyword} must be a number, not {_kind(value)}", "keyword")
        return good

    def count(self, keyword: str, value: Node) -> int | None:
        """A number of something: a whole number from 0; None (and a problem) for anything else."""
        number = value.value
        if isinstance(number, float) and number.is_integer():
            number = int(number)
        if isinstance(number, bool) or not isinstance(number, int) or number < 0:
            self.problem(value, f"{keyword} must be a whole number from 0, not {_kind(value)}", "keyword")
            return None
        return number

    def _names_of(self, keyword: str, value: Node) -> tuple[str, ...]:
        if value.kind != "array" or not all(one.kind == "string" for one in value.elements()):
            self.problem(value, f"{keyword} must be a list of names", "keyword")
            return ()
        names = tuple(str(one.value) for one in value.elements())
        if len(set(names)) < len(names):
            self.problem(value, f"{keyword} names a field twice", "keyword")
        return names

    def _type(self, value: Node, found: dict[str, Any]) -> None:
        names = [value] if value.kind == "string" else list(value.elements())
        if not names:
            self.problem(value, "type must be a type's name or a list of them", "keyword")
        for one in names:
            if one.value not in TYPES:
                meant = similar(str(one.value), TYPES)
                hint = f"; did you mean {meant}?" if meant else f"; there are {', '.join(TYPES)}"
                self.problem(one, f"no type {one.value}{hint}", "type")
                return
        if names:
            found["types"] = tuple(dict.fromkeys(str(one.value) for one in names))

    def _pattern(self, text: str, node: Node, *, key: bool = False) -> bool:
        try:
            translate(text)
        except PatternError as error:
            self.problem(node, f"the pattern {text}: {error}", "pattern", key=key)
            return False
        return True

    def _media(self, node: Node) -> None:
        """`x-media`: formats, seconds, pixels, ratio, megabytes; each optional."""
        if node.kind != "object":
            self.problem(node, f"x-media must be a mapping, not {_kind(node)}", "x-media")
            return
        for key, value in node.items():
            pair = value.kind == "array" and len(list(value.elements())) == 2
            match key:
                case "formats":
                    good = value.kind == "array" and all(
                        isinstance(one.value, str) and re.fullmatch(r"[a-z0-9]+", one.value) for one in value.elements()
                    )
                    says = "a list of file name extensions in small letters"
                case "seconds" | "pixels":
                    good = pair and all(one.kind in ("integer", "number", "null") for one in value.elements())
                    says = "[least, most], null for no limit"
                case "ratio":
                    good = pair and all(
                        isinstance(one.value, str) and re.fullmatch(r"[0-9.]+:[0-9.]+", one.value)
                        for one in value.elements()
                    )
                    says = '[least, most], each as "width:height"'
                case "megabytes":
                    good = value.kind in ("integer", "number")
                    says = "a number"
                case "description":
                    good = value.kind == "string"
                    says = "a text"
                case _:
                    self.problem(value, f"x-media says nothing of {key}", "x-media", key=True)
                    continue
            if not good:
                self.problem(value, f"{key} must be {says}", "x-media")


def similar(word: str, known: tuple[str, ...] | list[str]) -> str | None:
    """The known word that `word` is most likely a slip of, None when none is near."""
    import difflib

    folded = {one.lower(): one for one in known}
    if word.lower() in folded and folded[word.lower()] != word:
        return folded[word.lower()]
    found = difflib.get_close_matches(word, known, 1, 0.75)
    return found[0] if found else None


def _in_place(schema: Schema) -> set[str]:
    """The definitions that judge the very instance that `schema` judges."""
    found: set[str] = set()
    stack = [schema]
    while stack:
        one = stack.pop()
        if one.ref is not None:
            found.add(one.ref)
        stack += [*one.all_of, *one.any_of, *one.one_of, *one.dependent_schemas.values()]
        stack += [part for part in (one.negated, one.condition, one.then, one.otherwise) if part is not None]
    return found


def _kind(node: Node) -> str:
    return {"object": "a mapping", "array": "a list", "string": "a text", "null": "null"}.get(
        node.kind, f"{node.kind} {node.value}" if node.kind != "boolean" else str(node.value).lower()
    )
