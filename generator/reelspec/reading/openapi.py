"""An OpenAPI document into operations: paths, parameters, bodies and responses, each field known or refused by name.

OpenAPI 3.1 and 3.0. Called by `reading.providers`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from reelspec.contract.model import Content, Operation, Parameter, Response
from reelspec.contract.schema import Schema, Source
from reelspec.reading.schemas import DIALECTS, OURS, SchemaReader, similar
from reelspec.source.node import Json, Node

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
JSON_BODY = re.compile(r"application/(?:[A-Za-z0-9.+-]+\+)?json(?:\s*;.*)?", re.IGNORECASE)

_FIELDS = {
    "document": (
        "openapi",
        "info",
        "jsonSchemaDialect",
        "servers",
        "paths",
        "webhooks",
        "components",
        "security",
        "tags",
        "externalDocs",
    ),
    "path item": ("$ref", "summary", "description", "servers", "parameters", *METHODS),
    "operation": (
        "tags",
        "summary",
        "description",
        "externalDocs",
        "operationId",
        "parameters",
        "requestBody",
        "responses",
        "callbacks",
        "deprecated",
        "security",
        "servers",
    ),
    "parameter": (
        "name",
        "in",
        "description",
        "required",
        "deprecated",
        "allowEmptyValue",
        "style",
        "explode",
        "allowReserved",
        "schema",
        "example",
        "examples",
        "content",
    ),
    "request body": ("description", "content", "required"),
    "media type": ("schema", "example", "examples", "encoding"),
    "response": ("description", "headers", "content", "links"),
}
_TASK_WORDS = ("waiting", "succeeded", "failed", "cancelled", "expired")
_TASK = ("id", "accepted", "poll", "status", "progress", "result", "content", "error", "delay", *_TASK_WORDS)
_PATH = re.compile(r"\$(?:\.[A-Za-z_][A-Za-z0-9_]*|\['[^'\\]+'\]|\[[0-9]+\]|\[\*\])*")


@dataclass
class OpenApiReader:
    """Reads one provider's OpenAPI document; problems go to the schema reader's list."""

    schemas: SchemaReader
    root: Node
    source: Source | None
    notes: list[str] = field(default_factory=list)
    bodies: dict[str, list[tuple[str, Node]]] = field(default_factory=dict)
    """The schemas of JSON request bodies by operation: (media type, node), for `reading.providers` to make models of."""

    def problem(self, node: Node, message: str, name: str = "openapi", *, key: bool = False) -> None:
        self.schemas.problem(node, message, name, key=key)

    def version(self) -> bool:
        """Whether the document is one that is carried; sets the dialect of its schemas."""
        version = self.root.get("openapi")
        if version is None:
            what = "Swagger 2.0 is not carried" if self.root.get("swagger") else "the member `openapi` is missing"
            self.problem(self.root, f"this is no OpenAPI 3 document: {what}")
            return False
        text = str(version.value)
        if version.kind == "string" and re.fullmatch(r"3\.0\.\d+.*", text):
            self.schemas.dialect = "3.0"
        elif version.kind != "string" or not re.fullmatch(r"3\.[12]\.\d+.*", text):
            self.problem(version, f"OpenAPI {text} is not carried, only 3.0 and 3.1")
            return False
        dialect = self.root.get("jsonSchemaDialect")
        if dialect is not None and dialect.value not in DIALECTS:
            self.problem(dialect, f"the dialect {dialect.value} is not carried, only {DIALECTS[0]}", "dialect")
        return True

    def fields(self, node: Node, what: str, ours: tuple[str, ...] = ("x-source",)) -> bool:
        """Whether node is a mapping; every field that OpenAPI does not know is a problem."""
        if node.kind != "object":
            self.problem(node, f"the {what} must be a mapping, not {node.kind}")
            return False
        for key, value in node.items():
            if key in _FIELDS[what] or key in ours:
                continue
            if key.startswith("x-"):
                meant = similar(key, OURS)
                if key in OURS:
                    self.problem(value, f"{key} has no place in a {what}", key=True)
                elif meant:
                    self.problem(value, f"{key} is no keyword; did you mean {meant}?", "unknown-keyword", key=True)
                continue
            meant = similar(key, _FIELDS[what])
            hint = f"; did you mean {meant}?" if meant else ""
            self.problem(value, f"{key} is no field of a {what} in OpenAPI{hint}", "unknown-keyword", key=True)
        return True

    def resolved(self, node: Node) -> Node | None:
        """The node itself, or what its `$ref` leads to at last."""
        seen = set()
        while (reference := node.get("$ref")) is not None:
            found = self.schemas.follow(reference)
            if found is None:
                return None
            if found[0] in seen:
                self.problem(reference, "the reference leads back to itself", "cyclic-reference")
                return None
            seen.add(found[0])
            node = found[1]
        return node

    # Operations

    def operations(self) -> tuple[Operation, ...]:
        """Every operation of the document, in its order."""
        self.fields(self.root, "document")
        found: list[Operation] = []
        ids: dict[str, Node] = {}
        paths = self.root.get("paths")
        for path, given in () if paths is None else paths.items():
            item = self.resolved(given)
            if path.startswith("x-") or item is None or not self.fields(item, "path item"):
                continue
            if not path.startswith("/"):
                self.problem(given, f"the path {path} must start with /", key=True)
            for method in METHODS:
                node = item.get(method)
                if node is None or not self.fields(node, "operation", ("x-source", "x-task", "x-paid", "x-retry")):
                    continue
                operation = self.operation(node, method, path, item)
                if operation.id in ids:
                    at = ids[operation.id].place
                    self.problem(node, f"the operation id {operation.id} stands at {at} already")
                ids[operation.id] = node
                found.append(operation)
        for name in ("webhooks",):
            if self.root.get(name) is not None:
                self.notes.append(f"{name}: read by nothing; clients call, they are not called")
        for operation in found:
            self.links(operation, ids)
        return tuple(found)

    def operation(self, node: Node, method: str, path: str, item: Node) -> Operation:
        source = self.schemas.source(node.get("x-source"), self.source)
        given = node.get("operationId")
        identity = str(given.value) if given is not None and given.kind == "string" and given.value else None
        if given is not None and identity is None:
            self.problem(given, "operationId must be a text")
        name = identity or f"{method}{re.sub(r'[^A-Za-z0-9]+', '_', path).rstrip('_')}"
        parameters = {}
        for owner in (item.get("parameters"), node.get("parameters")):
            for one in () if owner is None else owner.elements():
                parameter = self.parameter(one, source)
                if parameter is not None:
                    parameters[parameter.location, parameter.name] = parameter
        for wanted in re.findall(r"\{([^{}]*)\}", path):
            if ("path", wanted) not in parameters:
                self.problem(node, f"the path has {{{wanted}}}, but no parameter says what it is")
        request: tuple[Content, ...] = ()
        required = False
        body = node.get("requestBody")
        if body is not None and (whole := self.resolved(body)) is not None and self.fields(whole, "request body"):
            request = tuple(self.contents(whole, source, name))
            wanted_node = whole.get("required")
            required = wanted_node is not None and wanted_node.value is True
        if node.get("callbacks") is not None:
            self.notes.append(f"{name}: callbacks are read by nothing; clients call, they are not called")
        summary = node.get("summary")
        return Operation(
            id=name,
            method=method.upper(),
            path=path,
            summary=str(summary.value) if summary is not None else "",
            parameters=tuple(parameters.values()),
            request=request,
            request_required=required,
            models=(),
            responses=tuple(self.responses(node, source)),
            security=self.security(node.get("security") or self.root.get("security")),
            extensions=self.extensions(node, source),
            node=node,
        )

    def parameter(self, given: Node, source: Source | None) -> Parameter | None:
        node = self.resolved(given)
        if node is None or not self.fields(node, "parameter"):
            return None
        name, location, schema = node.get("name"), node.get("in"), node.get("schema")
        if name is None or location is None or name.kind != "string":
            self.problem(node, "a parameter needs a name and `in`")
            return None
        if location.value not in ("path", "query", "header", "cookie"):
            self.problem(location, "`in` is path, query, header or cookie")
            return None
        source = self.schemas.source(node.get("x-source"), source)
        content = node.get("content")
        if schema is None and content is not None:
            for _, media in content.items():
                schema = media.get("schema")
        required = node.get("required")
        if location.value == "path" and (required is None or required.value is not True):
            self.problem(node, f"the path parameter {name.value} must be required")
        read = Schema(node=node) if schema is None else self.schemas.read(schema, source)
        return Parameter(str(name.value), str(location.value), required is not None and required.value is True, read)

    def contents(self, body: Node, source: Source | None, operation: str | None) -> Iterator[Content]:
        """The media types of a body; JSON bodies of requests are kept for models rather than read here."""
        content = body.get("content")
        for media_type, media in () if content is None else content.items():
            if not self.fields(media, "media type"):
                continue
            schema = media.get("schema")
            if operation is not None and schema is not None and JSON_BODY.fullmatch(media_type):
                self.bodies.setdefault(operation, []).append((media_type, schema))
                yield Content(media_type, None)
                continue
            if operation is not None:
                self.notes.append(f"{operation}: a body of {media_type} has no validator; only JSON bodies are judged")
            yield Content(media_type, None if schema is None else self.schemas.read(schema, source))

    def responses(self, node: Node, source: Source | None) -> Iterator[Response]:
        found = node.get("responses")
        for status, given in () if found is None else found.items():
            if status.startswith("x-"):
                continue
            if not re.fullmatch(r"[1-5](\d\d|XX)|default", status):
                self.problem(given, f"no response status {status}", key=True)
            whole = self.resolved(given)
            if whole is None or not self.fields(whole, "response"):
                continue
            described = whole.get("description")
            yield Response(
                status, str(described.value) if described is not None else "", tuple(self.contents(whole, source, None))
            )

    def security(self, node: Node | None) -> tuple[str, ...]:
        if node is None:
            return ()
        known = self.root.at(("components", "securitySchemes"))
        names = []
        for requirement in node.elements():
            for name, value in requirement.items():
                if known is None or known.get(name) is None:
                    self.problem(value, f"components has no security scheme {name}", key=True)
                names.append(name)
        return tuple(dict.fromkeys(names))

    # Our extensions

    def extensions(self, node: Node, source: Source | None) -> dict[str, Json]:
        found: dict[str, Json] = {}
        paid = node.get("x-paid")
        if paid is not None:
            if paid.kind != "boolean":
                self.problem(paid, "x-paid is true or false")
            found["x-paid"] = paid.value
        retry = node.get("x-retry")
        if retry is not None:
            self.retry(retry, source)
            found["x-retry"] = retry.value
        task = node.get("x-task")
        if task is not None:
            self.task(task)
            found["x-task"] = task.value
        return found

    def retry(self, node: Node, source: Source | None) -> None:
        """`x-retry`: a list of {status, source}, or {statuses: [...], idempotency-header: name}."""
        entries = node
        if node.kind == "object":
            for key, value in node.items():
                if key not in ("statuses", "idempotency-header"):
                    self.problem(value, f"x-retry has statuses and idempotency-header, not {key}", key=True)
            header = node.get("idempotency-header")
            if header is not None and (
                header.kind != "string" or not re.fullmatch(r"[A-Za-z0-9-]+", str(header.value))
            ):
                self.problem(header, "idempotency-header is the name of a header")
            statuses = node.get("statuses")
            if statuses is None:
                return
            entries = statuses
        if entries.kind != "array":
            self.problem(entries, "x-retry is a list of {status, source}")
        for entry in entries.elements():
            status = entry.get("status")
            if status is None or status.kind != "integer":
                self.problem(entry, "an entry of x-retry needs a status code and its source")
                continue
            for key, value in entry.items():
                if key not in ("status", "source"):
                    self.problem(value, f"an entry of x-retry has a status and a source, not {key}", key=True)
            self.schemas.source(entry.get("source"), source)

    def task(self, node: Node) -> None:
        """`x-task`: how the task that an operation creates is followed."""
        if node.kind != "object":
            self.problem(node, "x-task is a mapping")
            return
        words: dict[Json, Node] = {}
        for key, value in node.items():
            if key not in _TASK:
                meant = similar(key, _TASK)
                hint = f"; did you mean {meant}?" if meant else ""
                self.problem(value, f"x-task has no member {key}{hint}", key=True)
            elif key in ("id", "status", "progress", "result", "error"):
                for path in [value] if value.kind == "string" else list(value.elements()) or [value]:
                    if path.kind != "string" or not _PATH.fullmatch(str(path.value)):
                        self.problem(
                            path, f"{key} is a JSONPath such as $.data[0].id (names, indexes and [*]) or a list of them"
                        )
            elif key in _TASK_WORDS:
                if value.kind != "array" or not all(one.kind == "string" for one in value.elements()):
                    self.problem(value, f"{key} is a list of status words")
                for word in value.elements():
                    if word.kind == "string" and word.value in words:
                        self.problem(word, f"the status {word.value} stands at {words[word.value].place} already")
                    if word.kind == "string":
                        words[word.value] = word
            elif key == "accepted" and value.kind != "object":
                self.problem(value, "accepted is a condition on the answer")
        if node.get("id") is None:
            self.problem(node, "x-task must say where the task's id stands")
        if node.get("poll") is not None and (node.get("status") is None or node.get("succeeded") is None):
            self.problem(node, "a task that is polled needs `status` and `succeeded`")

    def links(self, operation: Operation, ids: dict[str, Node]) -> None:
        """The operations that `x-task` names exist."""
        task = None if operation.node is None else operation.node.get("x-task")
        for name in ("poll", "content"):
            given = None if task is None else task.get(name)
            if given is not None and given.value not in ids:
                meant = similar(str(given.value), tuple(ids))
                hint = f"; did you mean {meant}?" if meant else ""
                self.problem(given, f"there is no operation {given.value}{hint}")


def with_models(operation: Operation, models: tuple[str, ...]) -> Operation:
    """The operation with the names of the models that its bodies can be."""
    return replace(operation, models=models)
