"""The description of an operation that Mintlify's Markdown export prints under `## OpenAPI`. `markdown` calls it.

It is an OpenAPI document with that one operation, or, in exports until 2025, a form of Mintlify's own: `paths` holds one
`path` and `method`, schemas are a list under `schemaArray`, required names `requiredProperties`.

Its fields become the statements that the rendered page shows (`seed integer default:-1`, `Required range: x >= 0`), so a
capture of either form is compared with the other. References are followed inside the block, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reelspec.documentation.pages.builder import Reading
from reelspec.documentation.pages.described import Described
from reelspec.documentation.pages.described_operation import other_answers, say_keywords, say_of, say_operation
from reelspec.documentation.pages.description import METHODS, Description, line_of, resolved, text_at
from reelspec.documentation.pages.limits import say_limits, shown
from reelspec.documentation.pages.operations import operation_in
from reelspec.documentation.pages.page import Endpoint, Fact, FactKind, Page, PageRefused, Part, Value
from reelspec.documentation.pages.prose import unlike
from reelspec.documentation.pages.text import unmarked
from reelspec.documentation.pages.types import Written
from reelspec.language.source.node import Json, Node, SourceFile
from reelspec.language.source.place import Problems

MOST_DEPTH = 8
"""How deep the fields of a body are read."""
MOST_FIELDS = 2000

LAYOUT = "markdown"
"""What is described in a file of its own is read as in a block of a page."""
_SWAGGER = re.compile(r"""^[ \t]{0,20}\{?[ \t]{0,20}["']?swagger["']?[ \t]*:\s*["']?2\b""", re.MULTILINE)
_FILE = re.compile(r"""^["']?(?:openapi|swagger)["']?[ \t]*:|\A\s*\{[^\0]*"(?:openapi|swagger)"\s*:""", re.MULTILINE)
_PLACES: tuple[Part, ...] = ("header", "path", "query", "cookie")


def read_description(reading: Reading, text: str, line: int) -> bool:
    """Put what a block says into the reading; False where it is no OpenAPI description. line: of its first line."""
    from reelspec.language.source.json import parse_json
    from reelspec.language.source.yaml import parse_yaml

    try:
        if text.lstrip().startswith("{"):
            document = parse_json(text, reading.name)
        else:
            document = parse_yaml(text, reading.name, portable=False)
    except Problems:
        return False
    root = document.root
    block = _Block(reading, document, line)
    own = root.get("paths")
    if own is not None and text_at(own.get("path")) and own.at(("request", "body")) is not None:
        block.export(own)
        return True
    is_one = root.get("openapi") is not None or root.get("swagger") is not None
    endpoint = _operation(root, operation_in(reading.name)) if is_one else None
    if endpoint is None:
        return False
    method, path, operation = endpoint
    reading.description = reading.description or Description(document, line, method, path, operation)
    block.operation(method, path, operation)
    return True


def looks_described(text: str) -> bool:
    """Whether a text may be an OpenAPI description and nothing else."""
    return _FILE.search(text) is not None


def described(name: str, text: str) -> Page | None:
    """A page that is an OpenAPI description and nothing else, in YAML or JSON; None where it is none.

    Raises PageRefused for Swagger 2.0, whose bodies stand where none of OpenAPI 3 does.
    """
    if not looks_described(text):
        return None
    if _SWAGGER.search(text):
        raise PageRefused(
            f"{name}: it is Swagger 2.0, which is not read: convert it to OpenAPI 3, for example with `npx swagger2openapi`"
        )
    reading = Reading(name, LAYOUT)
    if not read_description(reading, text, 1):
        return None
    if reading.description is not None:
        title = reading.description.document.root.at(("info", "title"))
        reading.title = text_at(title).strip() or None
    if not any(fact.kind == "field" for fact in reading.facts):
        reading.layout = "unknown"
    return reading.page()


def _operation(root: Node, meant: str | None) -> tuple[str, str, Node] | None:
    """The operation that is meant, `POST /v1/films`, else the first with a request body, else the first."""
    first: tuple[str, str, Node] | None = None
    paths = root.get("paths")
    for path, item in paths.items() if paths is not None else ():
        for method in METHODS:
            operation = item.get(method)
            if operation is not None and operation.kind == "object" and meant in (None, f"{method.upper()} {path}"):
                if operation.get("requestBody") is not None:
                    return method.upper(), path, operation
                first = first or (method.upper(), path, operation)
    return first


class _Block:
    """One description: line is that of its first line on the page."""

    def __init__(self, reading: Reading, document: SourceFile, line: int) -> None:
        self.reading = reading
        self.document = document
        self.first = line
        self.fields = 0

    def line(self, node: Node) -> int:
        return line_of(node, self.first)

    def resolved(self, node: Node) -> Node:
        """What a chain of references leads to; the last link where it leads to nothing."""
        return resolved(self.document, node)

    def operation(self, method: str, path: str, operation: Node) -> None:
        reading = self.reading
        servers = operation.get("servers") or self.document.root.get("servers")
        server = servers.at((0, "url")) if servers is not None else None
        reading.endpoint = Endpoint(method, text_at(server) or None, path)
        reading.say(f"{method} {path}", self.line(operation), "endpoint")
        say_operation(reading, self.document.root, operation, self.resolved, self.line)
        self.prose(operation)
        for parameter in _elements(operation, "parameters"):
            self.parameter(self.resolved(parameter))
        body = operation.get("requestBody")
        if body is not None:
            body = self.resolved(body)
            self.section("Body", "body", body)
            self.prose(body)
            self.contents(body, "body")
        responses = operation.get("responses")
        main = (
            None
            if responses is None
            else next((status for status, _ in responses.items() if status.startswith("2")), None)
        )
        for status, response in responses.items() if responses is not None else ():
            if status == main:
                response = self.resolved(response)
                self.section("Response", "response", response)
                self.prose(response)
                self.contents(response, "response")
        reading.part, reading.field = "text", None
        for status, response in other_answers(responses, main) if responses is not None else ():
            self.other_answer(status, self.resolved(response))

    def other_answer(self, status: str, response: Node) -> None:
        """The fields of an answer that the rendered page shows behind a tab: facts, and no statements."""
        scratch = _Block(Reading(self.reading.name, self.reading.layout), self.document, self.first)
        scratch.reading.part = "other response"
        scratch.contents(response, "other response")
        for fact in scratch.reading.facts:
            say_of(self.reading, "other response", f"{status} {fact.field}".strip(), fact.kind, fact.value, fact.line)

    def export(self, operation: Node) -> None:
        """The operation in Mintlify's own form."""
        reading = self.reading
        method, path = text_at(operation.get("method")).upper() or "POST", text_at(operation.get("path"))
        server = operation.at(("servers", 0, "url"))
        reading.endpoint = Endpoint(method, text_at(server) or None, path)
        reading.say(f"{method} {path}", self.line(operation), "endpoint")
        for part in _PLACES:
            for name, parameter in _items(operation.at(("request", "parameters")) or operation, part):
                schema = parameter.at(("schema", 0))
                if schema is not None:
                    reading.part = part
                    self.field(name, schema, _is_true(schema.get("required")), self.line(parameter), 0)
        body = operation.at(("request", "body"))
        if body is not None and body.value:
            self.section("Body", "body", body)
            self.media(body, "body")
        for status, response in _items(operation, "response"):
            if status.startswith("2"):
                self.section("Response", "response", response)
                self.media(response, "response")
                break
        reading.part, reading.field = "text", None

    def section(self, title: str, part: Part, node: Node) -> None:
        """A section below the one that the block stands in."""
        reading = self.reading
        level = len(reading.path) + (0 if reading.path and reading.path[-1] in ("Body", "Response") else 1)
        reading.heading(title, self.line(node), max(1, level), part)

    def prose(self, node: Node) -> None:
        for key in ("summary", "description"):
            text = node.get(key)
            if text is not None and isinstance(text.value, str):
                for paragraph in _paragraphs(text.value):
                    self.reading.prose(paragraph, self.line(text))

    def parameter(self, node: Node) -> None:
        name, place = text_at(node.get("name")), text_at(node.get("in"))
        schema = node.get("schema")
        for part in _PLACES:
            if name and part == place and schema is not None:
                self.reading.part = part
                self.field(name, schema, _is_true(node.get("required")), self.line(node), 0, described=node)
        self.reading.part, self.reading.field = "text", None

    def contents(self, node: Node, part: Part) -> None:
        content = node.get("content")
        if content is not None:
            self.media(content, part)

    def media(self, content: Node, part: Part) -> None:
        """The fields of the JSON among the media types of a body, and its examples."""
        for media, inner in content.items():
            if "json" not in media:
                continue
            schema = inner.get("schema")
            schemas = self.choices([schema] if schema is not None else [*_elements(inner, "schemaArray")])
            described = inner.get("description")
            if described is not None:
                self.prose(inner)
            if len(schemas) == 1:
                say_keywords(self.reading, "", schemas[0], [], self.resolved, self.line)
                self.object("", schemas[0], 0)
            else:
                self.alternatives(schemas)
            for example in (inner.get("example"), *(named.get("value") for _, named in _items(inner, "examples"))):
                if example is not None:
                    kind = "request" if part == "body" else "response"
                    self.reading.example(example.value, self.line(example), kind)
            return

    def chain(self, node: Node) -> list[Node]:
        """The schemas on the way to the one that says the type: references, an `allOf` of one, choices that are one or
        null. The last is the one that is meant."""
        chain = [self.resolved(node)]
        while len(chain) < 20:
            at = chain[-1]
            choices = [
                element
                for key in ("allOf", "anyOf", "oneOf")
                for element in _elements(at, key)
                if not _is_null(element)
            ]
            if at.get("type") is not None or at.get("properties") is not None or len(choices) != 1:
                break
            chain.append(self.resolved(choices[0]))
        return chain

    def whole(self, node: Node) -> Node:
        """The schema that is meant."""
        return self.chain(node)[-1]

    def choices(self, nodes: list[Node]) -> list[Node]:
        """The schemas that a body may have: those of an `oneOf` or `anyOf` at its top are several."""
        schemas: list[Node] = []
        for node in map(self.whole, nodes):
            inner = [self.whole(element) for key in ("oneOf", "anyOf") for element in _elements(node, key)]
            schemas += inner if inner and node.get("properties") is None else [node]
        return schemas

    def alternatives(self, schemas: list[Node]) -> None:
        """A body that may have several schemas: what all of them say alike, the options of all, required in all."""
        reading = self.reading
        start, known = len(reading.facts), dict(reading.known)
        each: list[dict[tuple[str, FactKind], Fact]] = []
        for schema in schemas:
            say_keywords(reading, "", schema, [], self.resolved, self.line)
            self.object("", schema, 0)
            each.append({(fact.field, fact.kind): fact for fact in reading.facts[start:]})
            del reading.facts[start:]
            reading.known = dict(known)
            reading.from_prose = {index for index in reading.from_prose if index < start}
        for key in dict.fromkeys(key for choice in each for key in choice):
            field, kind = key
            facts = [choice[key] for choice in each if key in choice]
            value: Value = facts[0].value
            if kind == "required":
                value = len(facts) == len(schemas) and all(fact.value is True for fact in facts)
            elif kind == "options":
                value = unlike(option for fact in facts if isinstance(fact.value, tuple) for option in fact.value)
            has_field = sum((field, "field") in choice for choice in each)
            alike = kind in ("field", "required", "options") or all(repr(fact.value) == repr(value) for fact in facts)
            if alike and (kind in ("field", "required") or len(facts) >= has_field):
                reading.fact(field, kind, value, facts[0].line, facts[0].statement)
        self.apart(each)

    def apart(self, each: list[dict[tuple[str, FactKind], Fact]]) -> None:
        """What each of several schemas says by itself. It is called after its one value of a field, such as a model's name."""
        reading = self.reading
        before, reading.part = reading.part, "alternative"
        for at, facts in enumerate(each, start=1):
            label = str(at)
            for fact in facts.values():
                if fact.kind == "options" and isinstance(fact.value, tuple) and len(fact.value) == 1:
                    label = str(fact.value[0]).replace(" ", "_")
                    break
            for fact in facts.values():
                reading.fact(f"{label} {fact.field}".strip(), fact.kind, fact.value, fact.line, fact.statement)
        reading.part = before

    def members(self, schema: Node, depth: int = 0) -> Iterator[tuple[str, Node, bool]]:
        """The properties of an object with those of its allOf, and whether they are required."""
        required = {
            str(element.value) for key in ("required", "requiredProperties") for element in _elements(schema, key)
        }
        for name, member in _items(schema, "properties"):
            yield name, member, name in required
        if depth < MOST_DEPTH:
            for part in _elements(schema, "allOf"):
                for name, member, needed in self.members(self.resolved(part), depth + 1):
                    yield name, member, needed or name in required

    def object(self, prefix: str, schema: Node, depth: int) -> None:
        for name, member, required in self.members(schema):
            self.field(f"{prefix}{name}", member, required, self.line(member), depth)

    def field(
        self, name: str, node: Node, required: bool, line: int, depth: int, described: Node | None = None
    ) -> None:
        if depth > MOST_DEPTH or self.fields >= MOST_FIELDS:
            return
        self.fields += 1
        reading = self.reading
        chain = self.chain(node)
        schema = chain[-1]
        reading.field = name
        written, text = self.type(schema, 0)
        enum = schema.value.get("enum") if isinstance(schema.value, dict) else None
        if written is not None and "null" in written.types and _is_list_without_null(schema, enum):
            written = Written(tuple(name for name in written.types if name != "null"), written.items, written.format)
        if written is not None and "null" not in written.types and any(map(_admits_null, chain)):
            written, text = Written(tuple(sorted((*written.types, "null"))), written.items), f"{text} | null"
        marks = [name.replace("[]", ""), text, "required" if required else ""]
        default = next((value for schema in (node, *chain) if (value := schema.get("default")) is not None), None)
        if default is not None:
            marks.append(f"default:{shown(default.value)}")
        statement = reading.say(" ".join(mark for mark in marks if mark), line, "type")
        reading.fact(name, "field", None, line, statement)
        at, path = written, name
        while at is not None:
            reading.fact(path, "type", at.value, line, statement)
            at, path = at.items, f"{path}[]"
        reading.fact(name, "required", required, line, statement)
        if default is not None:
            reading.fact(name, "default", default.value, self.line(default), statement)
        self.keywords(name, chain)
        item = schema.get("items")
        if item is not None:
            self.keywords(f"{name}[]", self.chain(item))
        describing = Described(reading, name, written)
        for source in (described or node, node, *chain):
            text_node = source.get("description")
            if text_node is not None and isinstance(text_node.value, str):
                for paragraph in _paragraphs(text_node.value):
                    describing.line(paragraph, self.line(text_node))
                break
        describing.close()
        example = schema.get("example") or schema.at(("examples", 0))
        if example is not None:
            reading.say(f"Example: {shown(example.value)}", self.line(example), "example")
            reading.example(example.value, self.line(example), "value", name)
        inner = schema if item is None else self.whole(item)
        prefix = f"{name}." if item is None else f"{name}[]."
        self.object(prefix, inner, depth + 1)
        reading.field = None

    def keywords(self, name: str, chain: list[Node]) -> None:
        """The limits and the other keywords of a schema, and whether it is deprecated wherever that is said."""
        say_limits(self.reading, name, chain[-1], self.line)
        choices = [
            element for key in ("oneOf", "anyOf") for element in _elements(chain[-1], key) if not _is_null(element)
        ]
        say_keywords(self.reading, name, chain[-1], choices, self.resolved, self.line)
        for schema in chain[:-1]:
            node = schema.get("deprecated")
            if node is not None and node.value is True:
                self.reading.fact(name, "deprecated", True, self.line(node), None)

    def type(self, schema: Node, depth: int) -> tuple[Written | None, str]:
        """The type of a schema, and as the rendered page writes it."""
        value = schema.value
        if not isinstance(value, dict) or depth > MOST_DEPTH:
            return None, ""
        names = value.get("type")
        types = (
            tuple(sorted(str(name) for name in names)) if isinstance(names, list) else (str(names),) if names else ()
        )
        if value.get("nullable") is True and types:
            types = tuple(sorted({*types, "null"}))
        if not types and isinstance(value.get("properties"), dict):
            types = ("object",)
        if not types:
            return None, ""
        if types == ("array",):
            item = schema.get("items")
            inner, text = (None, "any") if item is None else self.type(self.whole(item), depth + 1)
            return Written(types, inner), f"{text or 'any'}[]"
        text = " | ".join(types)
        if isinstance(value.get("enum"), list):
            text = f"enum<{text}>"
        elif isinstance(value.get("format"), str):
            text = f"{text}<{value['format']}>"
        return Written(types), text


def _is_null(node: Node) -> bool:
    return node.value == {"type": "null"}


def _admits_null(node: Node) -> bool:
    """Whether null stands among the choices of an `anyOf` or `oneOf`, or is admitted as OpenAPI 3.0 does."""
    return _is_true(node.get("nullable")) or any(
        _is_null(element) for key in ("anyOf", "oneOf") for element in _elements(node, key)
    )


def _is_list_without_null(schema: Node, enum: Json) -> bool:
    """Whether the schema's own list of values leaves no room for the null among its types (JSON Schema, Validation, 6.1.2)."""
    return isinstance(enum, list) and None not in enum and not _is_true(schema.get("nullable"))


def _is_true(node: Node | None) -> bool:
    return node is not None and node.value is True


def _items(node: Node, key: str) -> Iterator[tuple[str, Node]]:
    inner = node.get(key)
    if inner is not None:
        yield from inner.items()


def _elements(node: Node, key: str) -> Iterator[Node]:
    inner = node.get(key)
    if inner is not None:
        yield from inner.elements()


def _paragraphs(text: str) -> Iterator[str]:
    """The lines of a description, without Markdown's marks."""
    for line in text.split("\n"):
        if line.strip():
            yield unmarked(line.strip())
