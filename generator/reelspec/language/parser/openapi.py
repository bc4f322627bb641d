"""An OpenAPI document into operations: paths, parameters, bodies and responses, each field known or refused by name.

OpenAPI 3.1 and 3.0. Called by `language.parser.providers`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from reelspec.language.contract.keywords import DIALECTS, NOTES, OURS, hint, slip
from reelspec.language.contract.media import is_form, is_json
from reelspec.language.contract.model import Content, Encoding, Operation, Parameter, Response
from reelspec.language.contract.naming import marked, operation_name, steps, task_methods
from reelspec.language.contract.schema import Schema, Source
from reelspec.language.parser.schemas import SchemaReader
from reelspec.language.parser.tasks import check_links, read_extensions
from reelspec.language.source.node import Json, Node

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+*-]+/[A-Za-z0-9!#$&^_.+*-]+(?:\s*;.*)?")

_FIELDS = {
    "document": (
        *("openapi", "info", "jsonSchemaDialect", "servers", "paths", "webhooks", "components", "security", "tags"),
        "externalDocs",
    ),
    "path item": ("$ref", "summary", "description", "servers", "parameters", *METHODS),
    "operation": (
        *("tags", "summary", "description", "externalDocs", "operationId", "parameters", "requestBody", "responses"),
        *("callbacks", "deprecated", "security", "servers"),
    ),
    "parameter": (
        *("name", "in", "description", "required", "deprecated", "allowEmptyValue", "style", "explode"),
        *("allowReserved", "schema", "example", "examples", "content"),
    ),
    "request body": ("description", "content", "required"),
    "media type": ("schema", "example", "examples", "encoding"),
    "encoding": ("contentType", "headers", "style", "explode", "allowReserved"),
    "response": ("description", "headers", "content", "links"),
    "server": ("url", "description", "variables"),
    "security scheme": ("type", "description", "name", "in", "scheme", "bearerFormat", "flows", "openIdConnectUrl"),
}
"""The fixed fields of OpenAPI's objects (3.1.1, section 4.8), by what messages call these."""
_SCHEMES = {
    "apiKey": ("name", "in"),
    "http": ("scheme",),
    "oauth2": ("flows",),
    "openIdConnect": ("openIdConnectUrl",),
    "mutualTLS": (),
}
_IGNORED_HEADERS = ("accept", "content-type", "authorization")
"""Header parameters that OpenAPI says to ignore: media types and security schemes say the same."""
_FEW = 3


@dataclass
class OpenApiReader:
    """Reads one provider's OpenAPI document; problems go to the schema reader's list."""

    schemas: SchemaReader
    root: Node
    source: Source | None
    notes: list[str] = field(default_factory=list)
    gathered: dict[str, list[str]] = field(default_factory=dict)
    """What is said of many places, each once with the places: see `told`."""
    bodies: dict[str, list[tuple[str, Node]]] = field(default_factory=dict)
    """The schemas of JSON request bodies by operation: (media type, node), for `language.parser.providers` to make models of."""

    def problem(self, node: Node, message: str, name: str = "openapi", *, key: bool = False) -> None:
        """Note what is wrong at a node, or at its key."""
        self.schemas.problem(node, message, name, key=key)

    def version(self) -> bool:
        """Whether the document is one that is carried; sets the dialect of its schemas."""
        version = self.root.get("openapi")
        if version is None:
            reason = "Swagger 2.0 is not carried" if self.root.get("swagger") else "the member `openapi` is missing"
            self.problem(self.root, f"this is no OpenAPI 3 document: {reason}")
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

    def gather(self, message: str, where: str) -> None:
        """Note something that happens at many places of a large document."""
        self.gathered.setdefault(message, []).append(where)

    def told(self) -> tuple[str, ...]:
        """What a person should know of the document: what is read by nothing, not judged, or without effect."""
        for message, value in self.schemas.ignored:
            self.gather(f"OpenAPI 3.0 gives {message} no effect", str(value.key_place))
        notes = []
        for message, places in self.gathered.items():
            places = list(dict.fromkeys(places))
            more = f" and {len(places) - _FEW} more" if len(places) > _FEW else ""
            notes.append(f"{message}: {', '.join(places[:_FEW])}{more}")
        return (*self.notes, *notes)

    def fields(self, node: Node, kind: str, ours: tuple[str, ...] = ("x-source",)) -> bool:
        """Whether node is a mapping; every field that OpenAPI does not know is a problem."""
        if node.kind != "object":
            self.problem(node, f"the {kind} must be a mapping, not {node.kind}")
            return False
        with_article = f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
        for key, value in node.items():
            if key in _FIELDS[kind] or key in ours:
                continue
            if key.startswith("x-"):
                meant = slip(key)
                if key in OURS and key != "x-name":  # which others have everywhere
                    self.problem(value, f"{key} has no place in {with_article}", key=True)
                elif meant and not self.schemas.is_annotation(key):
                    message = f"{key} is no keyword; did you mean {meant}?{self.schemas.way_out(key)}"
                    self.problem(value, message, "unknown-keyword", key=True)
                continue
            message = f"{key} is no field of {with_article} in OpenAPI{hint(key, _FIELDS[kind])}"
            if self.schemas.is_annotation(key):
                self.schemas.note(value, f"{message}, an annotation that is not carried", "unknown-keyword", key=True)
            else:
                self.problem(value, f"{message}{self.schemas.way_out(key)}", "unknown-keyword", key=True)
        return True

    def members(self, node: Node | None, words: str) -> Iterator[tuple[str, Node]]:
        """The members of a mapping that may be left out; anything else is a problem."""
        if node is not None and node.kind != "object":
            self.problem(node, f"the {words} must be a mapping, not {node.kind}")
        return iter(()) if node is None else node.items()

    def entries(self, node: Node | None, words: str) -> Iterator[Node]:
        """The items of a list that may be left out; anything else is a problem."""
        if node is not None and node.kind != "array":
            self.problem(node, f"the {words} must be a list, not {node.kind}")
        return iter(()) if node is None else node.elements()

    def resolved(self, node: Node) -> Node | None:
        """The node itself, or what its `$ref` leads to at last.

        What stands beside the `$ref` is ignored, as OpenAPI says (Reference Object); 3.1 lets summary and description
        replace those of the target, and neither is used here.
        """
        seen = set()
        while (reference := node.get("$ref")) is not None:
            for key, value in node.items():
                if key in OURS and key != "x-name":  # which others have everywhere
                    self.problem(value, f"{key} has no effect beside $ref: OpenAPI ignores what stands there", key=True)
                elif key not in ("$ref", "summary", "description") and not key.startswith("x-"):
                    self.gather(f"OpenAPI ignores {key} beside $ref", str(value.key_place))
            target = self.schemas.follow(reference)
            if target is None:
                return None
            if target[0] in seen:
                self.problem(reference, "the reference leads back to itself", "cyclic-reference")
                return None
            seen.add(target[0])
            node = target[1]
        return node

    # Operations

    def operations(self) -> tuple[Operation, ...]:
        """Every operation of the document, in its order."""
        self.fields(self.root, "document")
        operations: list[Operation] = []
        ids: dict[str, Node] = {}
        written = [steps(str(written_id.value)) for written_id in self.given_ids()]
        taken = {place[:length] for place in written for length in range(1, len(place) + 1)}
        taken |= self.contested()
        for path, written_item in self.members(self.root.get("paths"), "paths"):
            if path.startswith("x-"):
                continue
            item = self.path_item(written_item)
            if item is None:
                continue
            if not path.startswith("/"):
                self.problem(written_item, f"the path {path} must start with /", key=True)
            for method in METHODS:
                node = item.get(method)
                if node is not None and node.get("$ref") is not None:
                    message = f"OpenAPI has no $ref in the place of an operation ({method}): bundle the document first"
                    self.problem(node, message, "reference")
                    continue
                if node is None or not self.fields(node, "operation", ("x-source", "x-task", "x-paid", "x-retry")):
                    continue
                name = self.identity(node, method, path, taken)
                if name in ids:
                    message = f"the operation id {name} stands at {ids[name].place} already"
                    where = node.get("operationId") or node
                    if not self.schemas.foreign:
                        self.problem(where, message)
                        continue
                    name = marked(name, f"{method} {path}").replace(".", "_")
                    self.schemas.note(where, f"{message}, so that this one is {name}", "openapi")
                ids[name] = node
                operations.append(self.operation(node, name, method, path, item))
        if self.root.get("webhooks") is not None:
            self.notes.append("webhooks: read by nothing; clients call, they are not called")
        self.calls(ids)
        for operation in operations:
            check_links(self.schemas, operation, ids)
        return tuple(operations)

    def path_item(self, written: Node) -> Node | None:
        """The path item, found by its `$ref` if it has one; fields on both sides are undefined in OpenAPI and refused."""
        reference = written.get("$ref")
        if reference is None:
            return written if self.fields(written, "path item") else None
        for key, value in written.items():
            if key in ("parameters", "servers", *METHODS):
                self.problem(value, f"OpenAPI does not define {key} beside the $ref of a path", key=True)
        return item if (item := self.resolved(written)) is not None and self.fields(item, "path item") else None

    def given_ids(self) -> Iterator[Node]:
        """Every operationId that is written in the document itself."""
        paths = self.root.get("paths")
        for _, item in () if paths is None else paths.items():
            for method in METHODS:
                written = item.at((method, "operationId"))
                if written is not None and written.kind == "string":
                    yield written

    def contested(self) -> set[tuple[str, ...]]:
        """The ids that method and path of several operations without an operationId come to: none of them has it."""
        made: dict[tuple[str, ...], int] = {}
        paths = self.root.get("paths")
        for path, item in () if paths is None else paths.items():
            for method in METHODS:
                node = item.get(method)
                if node is not None and node.kind == "object" and node.get("operationId") is None:
                    mine = steps(operation_name(method, path))
                    made[mine] = made.get(mine, 0) + 1
        return {made_id for made_id, count in made.items() if count > 1}

    def identity(self, node: Node, method: str, path: str, taken: set[tuple[str, ...]]) -> str:
        """The operation's id; made from method and path where none is written (`get_v1_videos_id`), and then unlike all."""
        written = node.get("operationId")
        if written is not None and written.kind == "string" and written.value:
            return str(written.value)
        if written is not None:
            self.problem(written, "operationId must be a text that is not empty")
        made = name = operation_name(method, path)
        while steps(name) in taken:
            name = marked(name, f"{method} {path}").replace(".", "_")
        if name != made:
            self.gather(f"another operation is called {made}, so that this one is {name}", f"{method.upper()} {path}")
        taken.add(steps(name))
        return name

    def calls(self, ids: dict[str, Node]) -> None:
        """Note operations whose ids lead to the same place in a client, or one of them through another."""
        at: dict[tuple[str, ...], str] = {}
        for name in ids:
            at.setdefault(steps(name), name)
        for name, node in ids.items():
            mine = steps(name)
            where = node.get("operationId") or node
            if at[mine] != name:
                message = f"the operation ids {name} and {at[mine]} are both {'.'.join(mine)} in Python"
                self.problem(where, message, "name-collision")
            task = node.get("x-task")
            if task is not None and task.get("poll") is not None:
                self.task_calls(name, where, at)
            for length in range(1, len(mine)):
                if mine[:length] in at:
                    message = f"the operation id {name} leads through {at[mine[:length]]}, which is an operation itself"
                    self.problem(where, message, "name-collision")

    def task_calls(self, name: str, where: Node, at: dict[tuple[str, ...], str]) -> None:
        """Note operations that are called as a method which follows the tasks of another."""
        *around, last = steps(name)
        for method in task_methods(last):
            place = (*around, method)
            other = next((other_id for other_steps, other_id in at.items() if other_steps[: len(place)] == place), None)
            if other is not None:
                message = f"the operation {name} has a method {method} for its tasks, and {other} is that in Python"
                self.problem(where, message, "name-collision")

    def parameters(self, node: Node, path: str, item: Node, source: Source | None) -> tuple[Parameter, ...]:
        """The parameters of an operation, its own in the place of those of the path item with the same name and location."""
        parameters: dict[tuple[str, str], Parameter] = {}
        for owner in (item.get("parameters"), node.get("parameters")):
            mine: dict[tuple[str, str], Node] = {}
            for entry in self.entries(owner, "parameters"):
                parameter = self.parameter(entry, source)
                if parameter is None:
                    continue
                key = parameter.location, parameter.name
                if key in mine:
                    message = f"the {parameter.location} parameter {parameter.name} stands at {mine[key].place} already"
                    self.problem(entry, message)
                mine[key] = entry
                parameters[key] = parameter
                if key[0] == "path" and f"{{{key[1]}}}" not in path:
                    self.problem(entry, f"the path {path} has no {{{key[1]}}} for the parameter {key[1]} to stand in")
        for variable in re.findall(r"\{([^{}]*)\}", path):
            if ("path", variable) not in parameters:
                self.problem(node, f"the path has {{{variable}}}, but no parameter says what it is")
        return tuple(parameters.values())

    def operation(self, node: Node, name: str, method: str, path: str, item: Node) -> Operation:
        """node: the operation; name: its id; item: the path item that it stands in."""
        source = self.schemas.source(node.get("x-source"), self.source)
        parameters = self.parameters(node, path, item, source)
        request: tuple[Content, ...] = ()
        required = False
        body = node.get("requestBody")
        if body is not None and (whole := self.resolved(body)) is not None and self.fields(whole, "request body"):
            request = tuple(self.contents(whole, source, name))
            wanted_node = whole.get("required")
            required = wanted_node is not None and wanted_node.value is True
        if node.get("callbacks") is not None:
            self.gather("callbacks are read by nothing; clients call, they are not called", name)
        summary = node.get("summary")
        return Operation(
            id=name,
            method=method.upper(),
            path=path,
            summary=str(summary.value) if summary is not None else "",
            parameters=parameters,
            request=request,
            request_required=required,
            models=(),
            responses=tuple(self.responses(node, source)),
            security=self.security(node.get("security") or self.root.get("security")),
            extensions=read_extensions(self.schemas, node, source),
            source=source,
            servers=self.servers(node.get("servers") or item.get("servers")),
            node=node,
        )

    def parameter(self, entry: Node, source: Source | None) -> Parameter | None:
        """A parameter (OpenAPI 3.1.1, Parameter Object); None for one that is wrong, or that OpenAPI says to ignore."""
        node = self.resolved(entry)
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
        if location.value == "header" and str(name.value).lower() in _IGNORED_HEADERS:
            self.gather("OpenAPI ignores header parameters of these names", str(name.value))
            return None
        content, written = node.get("content"), ""
        if content is not None:
            medias = list(self.members(content, "content"))
            if schema is not None or len(medias) != 1:
                self.problem(content, "a parameter has either a schema or content of one media type", key=True)
            for media_type, media in medias:
                written = "json" if is_json(media_type) else "text"
                if self.fields(media, "media type"):
                    schema = media.get("schema")
        elif schema is None:
            self.problem(node, f"the parameter {name.value} needs a schema or content")
        required = node.get("required")
        if location.value == "path" and (required is None or required.value is not True):
            self.problem(node, f"the path parameter {name.value} must be required")
        read = Schema(node=node) if schema is None else self.schemas.read(schema, source)
        needed = required is not None and required.value is True
        if written:
            return Parameter(str(name.value), str(location.value), needed, read, written)
        style, exploded, reserved = self.style(node, "form" if location.value in ("query", "cookie") else "simple")
        # OpenAPI 3.1.1, section 4.8.12.2: of the query alone; in a path such a value would leave its place.
        reserved = reserved and location.value == "query"
        return Parameter(str(name.value), str(location.value), needed, read, style, exploded, reserved)

    def style(self, node: Node, usual: str) -> tuple[str, bool, bool]:
        """`style`, "" where it is left out, `explode` and `allowReserved`. usual: the style that is meant then."""
        style, explode, reserved = node.get("style"), node.get("explode"), node.get("allowReserved")
        written = str(style.value) if style is not None else ""
        # OpenAPI 3.1, Parameter Object: explode is true where the style is form.
        exploded = (written or usual) == "form" if explode is None else explode.value is True
        return written, exploded, reserved is not None and reserved.value is True

    def contents(self, body: Node, source: Source | None, operation: str | None) -> Iterator[Content]:
        """The media types of a body; JSON and forms of requests are kept for models rather than read here."""
        for media_type, media in self.members(body.get("content"), "content"):
            if not _MEDIA_TYPE.fullmatch(media_type):
                self.problem(media, f"{media_type} is no media type, such as application/json", key=True)
                continue
            if not self.fields(media, "media type"):
                continue
            schema = media.get("schema")
            if operation is not None and schema is not None and (is_json(media_type) or is_form(media_type)):
                self.bodies.setdefault(operation, []).append((media_type, schema))
                encoding = dict(self.encoding(media, source)) if is_form(media_type) else {}
                yield Content(media_type, None, encoding=encoding)
                continue
            if operation is not None and schema is not None and not _is_bytes(schema):
                self.gather(f"bodies of {media_type} are not judged, only JSON and forms are", operation)
            read = None if schema is None else self.schemas.read(schema, source)
            yield Content(media_type, read, tuple(self.examples(media)))

    def encoding(self, media: Node, source: Source | None) -> Iterator[tuple[str, Encoding]]:
        """How the fields of a form are written, of those that say it."""
        for name, node in self.members(media.get("encoding"), "encoding"):
            if not self.fields(node, "encoding"):
                continue
            kind = node.get("contentType")
            by_style = any(node.get(keyword) is not None for keyword in ("style", "explode", "allowReserved"))
            style, exploded, reserved = self.style(node, "form")
            headers = tuple(self.headers(node, source, every=True))
            written = str(kind.value) if kind is not None else ""
            yield name, Encoding(written, (style or "form") if by_style else None, exploded, reserved, headers)

    def examples(self, media: Node) -> Iterator[Json]:
        """The bodies that a media type shows. What is no example is none: nothing is generated of them."""
        example, examples = media.get("example"), media.get("examples")
        if example is not None:
            yield example.value
        for _, entry in () if examples is None else examples.items():
            node = self.resolved(entry)
            value = None if node is None else node.get("value")
            if value is not None:
                yield value.value

    def headers(self, holder: Node, source: Source | None, *, every: bool = False) -> Iterator[Parameter]:
        """The headers that a response always has, or every one of a part (OpenAPI 3.1: Content-Type is none of them)."""
        for name, entry in self.members(holder.get("headers"), "headers"):
            node = self.resolved(entry)
            schema, required = (None, None) if node is None else (node.get("schema"), node.get("required"))
            needed = required is not None and required.value is True
            if schema is not None and (needed or every) and name.lower() != "content-type":
                yield Parameter(name, "header", needed, self.schemas.read(schema, source))

    def responses(self, node: Node, source: Source | None) -> Iterator[Response]:
        """The responses of an operation (OpenAPI 3.1.1, Responses Object), by code, range of codes or `default`."""
        for status, entry in self.members(node.get("responses"), "responses"):
            if status.startswith("x-"):
                continue
            if not re.fullmatch(r"[1-5](\d\d|XX)|default", status):
                self.problem(entry, f"no response status {status}", key=True)
            whole = self.resolved(entry)
            if whole is None or not self.fields(whole, "response"):
                continue
            described = whole.get("description")
            yield Response(
                status,
                str(described.value) if described is not None else "",
                tuple(self.contents(whole, source, None)),
                tuple(self.headers(whole, source)),
            )

    def security(self, node: Node | None) -> tuple[str, ...]:
        """The names of the schemes that security requirements list (OpenAPI 3.1.1, Security Requirement Object), none twice."""
        if node is None:
            return ()
        known = self.root.at(("components", "securitySchemes"))
        names = []
        for requirement in self.entries(node, "security"):
            for name, value in self.members(requirement, "security requirement"):
                if known is None or known.get(name) is None:
                    self.problem(value, f"components has no security scheme {name}", key=True)
                names.append(name)
        return tuple(dict.fromkeys(names))

    def security_schemes(self) -> dict[str, Json]:
        """The security schemes as written, each known and whole."""
        schemes: dict[str, Json] = {}
        for name, entry in self.members(self.root.at(("components", "securitySchemes")), "security schemes"):
            node = self.resolved(entry)
            if node is None or not self.fields(node, "security scheme"):
                continue
            kind = node.get("type")
            needed = None if kind is None else _SCHEMES.get(str(kind.value))
            if needed is None:
                self.problem(kind or node, f"a security scheme has a type: {', '.join(_SCHEMES)}")
                continue
            for key in needed:
                if node.get(key) is None:
                    self.problem(node, f"a security scheme of type {kind.value if kind else ''} needs `{key}`")
            schemes[name] = node.value
        return schemes

    def servers(self, listed: Node | None) -> tuple[str, ...]:
        """The addresses of servers, variables replaced by their defaults; of the document, a path or an operation."""
        addresses = []
        for server in self.entries(listed, "servers"):
            url = server.get("url")
            if not self.fields(server, "server"):
                continue
            if url is None or url.kind != "string":
                self.problem(url or server, "a server needs a url, a text")
                continue
            address = str(url.value)
            for name in re.findall(r"\{([^{}]*)\}", address):
                default = server.at(("variables", name, "default"))
                if default is None or default.kind != "string":
                    self.problem(default or url, f"the server's variable {name} needs a default, a text")
                else:
                    address = address.replace(f"{{{name}}}", str(default.value))
            addresses.append(address)
        return tuple(addresses)


def _is_bytes(schema: Node) -> bool:
    """Whether a schema says no more of a body than that it is bytes or a text, so that there is nothing to judge."""
    return all(name in ("type", "format", *NOTES) for name, _ in schema.items())
