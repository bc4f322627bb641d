"""Schema objects of specs into the checked tree: every keyword gets its place in `Schema` or is refused by name and place.

Called by the readers of model files and of OpenAPI documents; hands rules to `language.parser.rules`.
"""

from __future__ import annotations

import math
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from reelspec.language.contract.keywords import BOUNDS, NOTES, OURS, Dialect, bounds, hint, kind
from reelspec.language.contract.model import Document
from reelspec.language.contract.naming import definition_name, marked
from reelspec.language.contract.schema import Condition, Schema, Source, in_place, parts
from reelspec.language.parser.discriminators import Children, is_of_child, of_parent, of_union
from reelspec.language.parser.keywords import SchemaMember, read_keyword
from reelspec.language.source.load import Loader
from reelspec.language.source.node import Json, Node, Pointer
from reelspec.language.source.place import Problem, Problems
from reelspec.language.source.pointer import tokens
from reelspec.language.source.text import MOST_NESTING, shortened

Key: TypeAlias = tuple[str, Pointer]
MOST_LOOPS = 16
"""So many arrays and maps may be written inside of each other."""
MOST_DEEP = 400
"""So many schemas that judge one value may stand inside of each other, those that references lead to included."""
MOST_JUDGING = 50_000
"""So many schemas may judge one value, each counted for every way in which references lead to it."""
_INDEX = re.compile(r"0|[1-9][0-9]{0,9}")
"""An index of a list (RFC 6901, section 4), which has no more digits."""
RuleReader: TypeAlias = Callable[["SchemaReader", Node, Source | None], tuple[Any, ...]]
ConditionReader: TypeAlias = Callable[["SchemaReader", Node], Condition]


@dataclass
class SchemaReader:
    """Reads the schemas of one provider; keeps what `$ref`s lead to, by name, and every problem met on the way.

    documents: what `x-source` may name. rules: reads the value of `x-rules`; conditions: reads a condition that stands
    elsewhere; passed in, since rules read schemas.
    folder: where the provider's specs stand, relative to the root.
    unsound: the places of the problems, so that checks leave alone what could not be read right.
    ignored: what OpenAPI 3.0 says has no effect where it stands, with its place; told to the user, since no keyword is
    lost in silence.
    foreign: somebody else has published the documents. noted: what is taken there and would be refused in ours.
    annotations: unknown keywords that documents.yaml lets pass, each where it says so; unknown: those that were met.
    any_document: what documents are called is not known, since their list could not be read.
    """

    loader: Loader
    documents: Mapping[str, Document]
    rules: RuleReader
    conditions: ConditionReader
    folder: str = ""
    dialect: Dialect = "2020-12"
    problems: list[Problem] = field(default_factory=list)
    definitions: dict[str, Schema] = field(default_factory=dict)
    unsound: set[Key] = field(default_factory=set)
    any_document: bool = False
    ignored: list[tuple[str, Node]] = field(default_factory=list)
    foreign: bool = False
    noted: list[Problem] = field(default_factory=list)
    annotations: dict[str, Node] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    _names: dict[Key, str] = field(default_factory=dict)
    _taken: dict[str, Key] = field(default_factory=dict)
    placed: dict[Key, Schema] = field(default_factory=dict)
    """The schema that was read at each place."""
    targets: dict[Key, Node] = field(default_factory=dict)
    """What the reference at each place leads to."""
    _waiting: deque[tuple[str, Node, Source | None]] = field(default_factory=deque)
    _children: Children = field(default_factory=Children)
    _of_files: set[Problem] = field(default_factory=set)
    _reading: bool = False

    def problem(self, node: Node, message: str, name: str, *, key: bool = False) -> None:
        """Note that `node` is wrong, and go on."""
        self.problems.append(node.problem(message, name, key=key))
        self.unsound.add((node.document.file, node.pointer))

    def note(self, node: Node, message: str, name: str, *, key: bool = False) -> None:
        """Note how `node`, which somebody else has written, is taken."""
        self.noted.append(node.problem(message, name, key=key))

    def is_annotation(self, keyword: str) -> bool:
        """Whether documents.yaml says that a keyword which nobody knows is an annotation."""
        self.unknown.add(keyword)
        return keyword in self.annotations

    def way_out(self, keyword: str) -> str:
        """What is said of a refused keyword that may be an annotation all the same: "" in our own documents."""
        return (
            f" (or let it pass in documents.yaml: {{foreign: true, annotations: [{keyword}]}})" if self.foreign else ""
        )

    def read_rules(self, node: Node, source: Source | None) -> tuple[Any, ...]:
        """The rules that stand at `node`, the value of `x-rules`."""
        return self.rules(self, node, source)

    def read_condition(self, node: Node) -> Condition:
        """The condition that stands at `node`, outside of rules."""
        return self.conditions(self, node)

    # References

    def follow(self, reference: Node) -> tuple[Key, Node] | None:
        """The node that a `$ref` leads to, in this file or another; None (and a problem) when there is none."""
        text = reference.value
        if not isinstance(text, str):
            self.problem(reference, "$ref must be a text", "reference")
            return None
        path, _, fragment = text.partition("#")
        document = reference.document
        reference_words = f"$ref {shortened(text, 200)}"
        if path:
            try:
                document = self.loader.load(self.loader.resolve_file(document.file, path))
            except ValueError as error:
                self.problem(reference, f"{reference_words}: {error}", "reference")
                return None
            except Problems as error:
                if any(problem.name == "missing-file" for problem in error.problems):
                    self.problem(
                        reference, f"{reference_words}: there is no file {error.problems[0].place.file}", "reference"
                    )
                    return None
                self.problem(reference, f"{reference_words}: the file cannot be read, see there", "reference")
                # Many references may lead to one file.
                self.problems += [problem for problem in error.problems if problem not in self._of_files]
                self._of_files.update(error.problems)
                return None
        if fragment and not fragment.startswith("/"):
            self.problem(reference, f"{reference_words}: only JSON Pointers are followed, not anchors", "reference")
            return None
        steps: list[str | int] = []
        node: Node | None = document.root
        for step in tokens(_unquoted(fragment)):
            is_index = node is not None and node.kind == "array" and _INDEX.fullmatch(step) is not None
            steps.append(int(step) if is_index else step)
            node = None if node is None else node.get(steps[-1])
        pointer: Pointer = tuple(steps)
        if node is None:
            self.problem(reference, f"{reference_words} leads to nothing{_beside(document.root, pointer)}", "reference")
            return None
        self.targets[reference.document.file, reference.pointer[:-1]] = node
        return (document.file, pointer), node

    def define(self, reference: Node, source: Source | None) -> str | None:
        """The name of the definition that a `$ref` leads to, read when it is met for the first time."""
        target = self.follow(reference)
        if target is None:
            return None
        node = target[1]
        if node.get("discriminator") is not None and not is_of_child(reference, node, self._children):
            return self.define_any(node, source)
        return self.define_node(node, source)

    def define_any(self, node: Node, source: Source | None) -> str:
        """The name of the definition of a component, or of any of its children where it is the parent of some."""
        name = self.define_node(node, source)
        key = (node.document.file, (*node.pointer, "discriminator"))
        if key not in self._names:
            self._names[key] = name
            made = of_parent(self, node, name, self._children, source)
            if made is not None:
                self._names[key] = self._free(f"{name}.any", key)
                self.definitions[self._names[key]] = made
        return self._names[key]

    def quietly(self, reference: Node) -> Node | None:
        """The node that a reference leads to; None, and no problem, when there is none."""
        problems, unsound = self.problems, self.unsound
        self.problems, self.unsound = [], set()
        target = self.follow(reference)
        self.problems, self.unsound = problems, unsound
        return None if target is None else target[1]

    def define_node(self, node: Node, source: Source | None) -> str:
        """The name of the definition that stands at `node`, which is read when it is met for the first time.

        A definition that is met while another is read waits for its turn: a long chain of them must not reach Python's
        limit of recursion.
        """
        key = (node.document.file, node.pointer)
        if key not in self._names:
            name = self._name(key)
            self._names[key] = name
            self.definitions[name] = Schema()
            self._waiting.append((name, node, source))
            if not self._reading:
                self._read_waiting()
        return self._names[key]

    def _read_waiting(self) -> None:
        self._reading = True
        read = []
        while self._waiting:
            name, node, source = self._waiting.popleft()
            self.definitions[name] = self.read(node, source)
            read.append(name)
        self._reading = False
        self._refuse_endless(read)

    def _name(self, key: Key) -> str:
        """A name for a definition, made of its own place; one that is taken gets a mark, and `check` refuses it."""
        return self._free(definition_name(self.folder, *key), key)

    def _free(self, chosen: str, key: Key) -> str:
        while chosen in self._taken:
            chosen = marked(chosen, f"{key[0]}#{key[1]}")
        self._taken[chosen] = key
        return chosen

    def _refuse_endless(self, names: list[str]) -> None:
        """Note definitions that lead back to themselves without entering a part of the instance (Core, section 9.4.1), on
        through too many others, or to the same ones too many times; what refers so is emptied, so that nobody after this runs
        in a circle, or takes every way through a net of references."""
        height: dict[str, int] = {}
        depth: dict[str, int] = {}
        judging: dict[str, int] = {}
        open_now: set[str] = set()
        stack = [(name, False) for name in reversed(names)]
        while stack:
            name, done = stack.pop()
            schemas = _in_place_by_depth(self.definitions[name])
            referring = [(schema, schema.ref) for schema, _ in schemas if schema.ref is not None]
            if done:
                open_now.discard(name)
                height[name] = 1 + max((height.get(target, 0) for _, target in referring), default=0)
                depth[name] = max(at + depth.get(schema.ref or "", 0) for schema, at in schemas)
                judging[name] = len(schemas) + sum(judging.get(target, 0) for _, target in referring)
                message = ""
                if height[name] > MOST_NESTING:
                    message = f"the references lead on through more than {MOST_NESTING} definitions"
                elif depth[name] > MOST_DEEP and referring:
                    message = f"the references lead on through more than {MOST_DEEP} schemas, one inside the other"
                elif judging[name] > MOST_JUDGING:
                    message = f"by the references one value is judged more than {MOST_JUDGING} times"
                if message:
                    self._endless(name, referring[0][0] if referring else None, message)
                    height[name] = depth[name] = judging[name] = 0
            elif name not in height and name not in open_now:
                open_now.add(name)
                stack.append((name, True))
                for schema, target in referring:
                    if target in open_now:
                        message = f"the reference leads back to {target}, which stands around it, and never ends"
                        self._endless(name, schema, message)
                    elif target not in height:
                        stack.append((target, False))

    def _endless(self, name: str, referring: Schema | None, message: str) -> None:
        node = self.definitions[name].node
        at = None if referring is None or referring.node is None else referring.node.get("$ref")
        if (where := at or node) is not None:
            self.problem(where, message, "cyclic-reference")
        self.definitions[name] = Schema(node=node)

    # Sources

    def source(self, node: Node | None, inherited: Source | None) -> Source | None:
        """The source that an `x-source` gives, or a rule's `source` or `against`; a text is a section, a list several places.

        Where several are inherited, a section is one of the first's document.
        """
        if node is None:
            return inherited
        if node.kind == "array":
            return self._places(node, inherited)
        if inherited is not None:
            inherited = replace(inherited, also=())
        if node.kind == "string":
            if inherited is None:
                self.problem(node, "a section alone needs a document around it", "source")
                return None
            return replace(inherited, section=str(node.value))
        if node.kind != "object":
            self.problem(node, "a source is {document, section}, a section's name, or a list of them", "source")
            return inherited
        for key, member in node.items():
            if key not in ("document", "section") or member.kind != "string":
                message = f"a source has a document and a section, both texts, not {key}"
                self.problem(member, message + hint(key, ("document", "section")), "source", key=True)
        document, section = node.get("document"), node.get("section")
        name = str(section.value) if section is not None else None
        if document is None:
            if inherited is None:
                self.problem(node, "the source names no document, and none is inherited", "source")
                return None
            return replace(inherited, section=name)
        known = self.documents.get(str(document.value))
        if known is None:
            if not self.any_document:
                message = f"documents.yaml has no document {document.value}"
                self.problem(document, message + hint(str(document.value), self.documents), "source")
            # What stands below inherits a document, so that one wrong name is one problem.
            return Source(str(document.value), str(document.value), name)
        return Source(known.id, known.title, name)

    def _places(self, node: Node, inherited: Source | None) -> Source | None:
        """The source of a list of places that all say the same."""
        places: list[Source] = []
        if not node.value:
            self.problem(node, "a list of sources needs at least one", "source")
        for place_node in node.elements():
            if place_node.kind == "array":
                self.problem(place_node, "a source is {document, section} or a section's name", "source")
                continue
            place = self.source(place_node, inherited)
            if place is not None and place in places:
                self.problem(place_node, f"{place} is listed twice", "source")
            elif place is not None:
                places.append(place)
        return replace(places[0], also=tuple(places[1:])) if places else inherited

    # Schemas

    def read(self, node: Node, source: Source | None = None, *, name: str | None = None) -> Schema:
        """The schema at `node`. source: what is inherited; name: the field's, which is its section if none is given."""
        if isinstance(node.value, bool):
            return Schema(node=node, boolean=node.value, source=source)
        if node.kind != "object":
            self.problem(node, f"a schema is a mapping or a boolean, not {kind(node)}", "schema")
            return Schema(node=node)
        if source is not None and source.section is None and name is not None:
            source = replace(source, section=name, also=())
        source = self.source(node.get("x-source"), source)
        attributes: dict[str, Any] = {"node": node, "source": source}
        notes: dict[str, Json] = {}
        alone = self.dialect == "3.0" and "$ref" in dict(node.items())
        for keyword, value in node.items():
            if alone and keyword != "$ref" and keyword not in OURS:
                # OpenAPI 3.0.3, Reference Object: what stands beside $ref is ignored.
                if keyword not in NOTES and not keyword.startswith("x-"):
                    self.ignored.append((f"{keyword} beside $ref", value))
                continue
            read_keyword(SchemaMember(self, keyword, value, attributes, notes, source))
        if (self.dialect == "3.0" or self.foreign) and not alone:
            self._openapi_3_0(node, attributes)
        attributes["annotations"] = notes
        if "discriminator" in notes:
            attributes["discriminator"] = of_union(self, node, source)
        self._limits(node, attributes)
        schema = Schema(**attributes)
        self.placed[node.document.file, node.pointer] = schema
        return schema

    def _limits(self, node: Node, attributes: Mapping[str, Any]) -> None:
        """Note limits that leave nothing between them, at the upper one."""
        stated = [keyword for keyword in BOUNDS if attributes.get(keyword.attribute) is not None]
        whole = attributes.get("types") == ("integer",)
        for least in stated:
            for most in stated:
                if least.measure != most.measure or least.side != "least" or most.side != "most":
                    continue
                low, high = attributes[least.attribute], attributes[most.attribute]
                empty = low > high or (low == high and (least.exclusive or most.exclusive))
                if least.measure != "number":
                    message = f"{most.name} {high} is less than {least.name} {low}: nothing fits between them"
                else:
                    if not empty and whole:
                        first = math.floor(low) + 1 if least.exclusive else math.ceil(low)
                        last = math.ceil(high) - 1 if most.exclusive else math.floor(high)
                        empty = first > last
                    number = "integer" if whole else "number"
                    message = f"no {number} has {least.name} {low} and {most.name} {high}"
                if empty:
                    self.problem(node.get(most.name) or node, message, "limits")

    def _openapi_3_0(self, node: Node, attributes: dict[str, Any]) -> None:
        """What OpenAPI 3.0 says differently: `nullable`, and `exclusiveMinimum` as a flag on `minimum`."""
        for bound, exclusive in (bounds("number", "least"), bounds("number", "most")):
            flag = node.get(exclusive.name)
            if flag is not None and flag.value is True and bound.attribute in attributes:
                attributes[exclusive.attribute] = attributes.pop(bound.attribute)
        nullable = node.get("nullable")
        if nullable is not None and nullable.value is True:
            # OpenAPI 3.0.3, Schema Object: only a `type` in the same object is widened, and an enum stays as it is.
            if "types" not in attributes:
                self.ignored.append(("nullable without type", nullable))
            elif None not in attributes.get("enum", (None,)):
                self.ignored.append(("nullable beside an enum without null", nullable))
            if "types" in attributes and "null" not in attributes["types"]:
                attributes["types"] = (*attributes["types"], "null")


def check_loops(schemas: Iterable[Schema]) -> Iterator[Problem]:
    """Arrays and maps that are written deeper inside each other than code can loop over them (CPython: 20 blocks)."""
    waiting = [(schema, 0) for schema in schemas]
    while waiting:
        schema, loops = waiting.pop()
        if loops > MOST_LOOPS:
            if schema.node is not None:
                message = f"more than {MOST_LOOPS} arrays and maps stand inside each other here"
                yield schema.node.problem(f"{message}: make a definition of the inner ones", "nesting")
            continue
        for part in parts(schema):
            waiting.append((part.schema, loops + (part.keyword.applies_to in ("item", "any field"))))


def _in_place_by_depth(schema: Schema) -> list[tuple[Schema, int]]:
    """The schemas written in one that judge the very value that it judges, itself included, each with how deep it stands."""
    placed, waiting = list[tuple[Schema, int]](), [(schema, 1)]
    while waiting:
        part, depth = waiting.pop()
        placed.append((part, depth))
        waiting += [(inner, depth + 1) for inner in in_place(part)]
    return placed


def _unquoted(text: str) -> str:
    if "%" not in text:
        return text
    from urllib.parse import unquote

    return unquote(text)


def _beside(root: Node, pointer: Pointer) -> str:
    """Which name was likely meant by the first step of `pointer` that leads nowhere."""
    node = root
    for step in pointer:
        inner = node.get(step)
        if inner is None:
            meant = hint(str(step), [name for name, _ in node.items()])
            return f": there is no {shortened(str(step), 200)} in it{meant}"
        node = inner
    return ""
