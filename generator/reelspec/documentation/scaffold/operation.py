"""The operation that a page documents: method and path, parameters, answers, servers and authentication, as drafted.

From the page's OpenAPI description where it has one, else from its facts. `provider` prints it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from reelspec.documentation.comparison.facts import facts_of, listed, scheme_of, status_of
from reelspec.documentation.pages.description import Description, text_at
from reelspec.documentation.pages.page import Page, Part, way_to_authenticate
from reelspec.documentation.scaffold.carried import Carrier
from reelspec.documentation.scaffold.drafted import Drafted
from reelspec.documentation.scaffold.tree import Branch, tree_of
from reelspec.language.source.node import Json, Node

PATH = re.compile(r"(?:/(?:[A-Za-z0-9._~:@-]{1,80}|\{[A-Za-z0-9._-]{1,60}\})){1,12}/?")
_METHODS = ("post", "put", "patch", "get", "delete")
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,60}(?:\.[A-Za-z][A-Za-z0-9_]{0,60}){0,4}")
_PARAMETERS: tuple[Part, ...] = ("path", "query", "header", "cookie")
_SCHEME = ("type", "scheme", "name", "in", "bearerFormat", "flows", "openIdConnectUrl")
_IGNORED = ("authorization", "accept", "content-type")
_KEY = re.compile(r"(?:^|[-_])(?:api[-_]?)?key$|token$", re.IGNORECASE)
_SENT = re.compile(r"(?:-H|--header)\s['\"]([A-Za-z-]{1,40})\s?:", re.IGNORECASE)


@dataclass
class DrawnParameter:
    """A parameter of the operation."""

    name: str
    place: str
    required: bool
    schema: Drafted


@dataclass
class DrawnAnswer:
    """An answer. schema: None where the page says nothing of its content. todos: lines of comments."""

    status: str
    media: str = "application/json"
    schema: Drafted | None = None
    todos: list[str] = field(default_factory=list)


@dataclass
class Drawn:
    """An operation. method and path: None where the page prints none that can be written. schemes: by name.

    security: what is demanded, None where the page does not say. todos: what has no place of its own.
    """

    method: str | None = None
    path: str | None = None
    name: str | None = None
    servers: list[str] = field(default_factory=list)
    schemes: dict[str, dict[str, Json]] = field(default_factory=dict)
    security: list[Json] | None = None
    parameters: list[DrawnParameter] = field(default_factory=list)
    answers: list[DrawnAnswer] = field(default_factory=list)
    deprecated: bool = False
    media: str = "application/json"
    todos: list[str] = field(default_factory=list)

    @property
    def sent_by(self) -> str:
        """The method that the draft has: one that sends a body."""
        return self.method if self.method in ("post", "put", "patch") and self.path is not None else "post"

    @property
    def endpoint(self) -> str | None:
        """As documents and messages write it."""
        return None if self.method is None or self.path is None else f"{self.method.upper()} {self.path}"


def drawn(page: Page | None) -> Drawn:
    """The operation of a page; without one, an operation of which nothing is known."""
    drawn = Drawn()
    if page is None:
        return drawn
    endpoint = page.endpoint
    if endpoint is not None and PATH.fullmatch(endpoint.path) and endpoint.method.lower() in _METHODS:
        drawn.method, drawn.path = endpoint.method.lower(), endpoint.path
    elif endpoint is not None and endpoint.path:
        drawn.todos.append(f"TODO: the page documents {endpoint.method} {endpoint.path}")
    if page.description is not None:
        _described(drawn, page.description)
    else:
        _stated(drawn, page)
    for name in re.findall(r"\{([^{}]+)\}", drawn.path or ""):
        if not any(parameter.place == "path" and parameter.name == name for parameter in drawn.parameters):
            drawn.parameters.append(DrawnParameter(name, "path", True, Drafted(keywords={"type": "string"})))
    return drawn


# From a description


def _described(drawn: Drawn, description: Description) -> None:
    operation, root = description.operation, description.document.root
    carrier = Carrier(description)
    name = operation.get("operationId")
    if name is not None and isinstance(name.value, str) and _ID.fullmatch(name.value):
        drawn.name = name.value
    deprecated = operation.get("deprecated")
    drawn.deprecated = deprecated is not None and deprecated.value is True
    servers = operation.get("servers") or root.get("servers")
    for element in servers.elements() if servers is not None else ():
        url = element.get("url")
        server = server_of(str(url.value)) if url is not None else None
        if server is not None:
            drawn.servers.append(server)
        elif url is not None:
            drawn.todos.append(f"TODO, line {description.line(url)}: the server {url.value}")
    _security(drawn, description)
    item = root.at(("paths", description.path))
    listed: dict[tuple[str, str], Node] = {}
    for owner in (item, operation):
        several = None if owner is None else owner.get("parameters")
        for given in several.elements() if several is not None else ():
            parameter = description.resolved(given)
            listed[text_at(parameter.get("in")), text_at(parameter.get("name"))] = parameter
    for (place, label), parameter in listed.items():
        schema = parameter.get("schema")
        if place in _PARAMETERS and label.lower() not in _IGNORED:
            required = parameter.get("required")
            drafted = Drafted(keywords={"type": "string"}) if schema is None else carrier.schema(schema, None)
            needed = required is not None and required.value is True
            drawn.parameters.append(DrawnParameter(label, place, needed, drafted))
        elif place not in _PARAMETERS:
            drawn.todos.append(
                f"TODO, line {description.line(parameter)}: the parameter {label} in {place or 'nothing'}"
            )
    _media(drawn, description)
    responses = operation.get("responses")
    for status, given in responses.items() if responses is not None else ():
        drawn.answers.append(_answer(status, description.resolved(given), carrier))
    for other, node in description.others():
        if node.get("requestBody") is None:  # one with a body is drafted by itself
            drawn.todos.append(f"TODO, line {description.line(node)}: the page describes {other} as well")


def _media(drawn: Drawn, description: Description) -> None:
    """The media type of the body whose fields are drafted; the others are TODOs."""
    body = description.operation.get("requestBody")
    content = None if body is None else description.resolved(body).get("content")
    read = False
    for media, inner in content.items() if content is not None else ():
        if "json" in media and not read:
            drawn.media, read = media, True
        else:
            drawn.todos.append(f"TODO, line {description.line(inner)}: the body may be {media} too")


def _answer(status: str, response: Node, carrier: Carrier) -> DrawnAnswer:
    made = DrawnAnswer(status)
    content = response.get("content")
    for media, inner in content.items() if content is not None else ():
        schema = inner.get("schema")
        if made.schema is None and schema is not None and "json" in media:
            made.media, made.schema = media, carrier.schema(schema, "")
        elif "json" not in media or made.schema is not None:
            made.todos.append(f"TODO, line {carrier.description.line(inner)}: the content {media}")
    return made


def _security(drawn: Drawn, description: Description) -> None:
    root = description.document.root
    demanded = description.operation.get("security") or root.get("security")
    schemes = root.at(("components", "securitySchemes"))
    if demanded is None:
        return
    drawn.security = []
    for element in demanded.elements():
        names: dict[str, Json] = {}
        for name, scopes in element.items():
            scheme = None if schemes is None else schemes.get(name)
            value = None if scheme is None else description.resolved(scheme).value
            if isinstance(value, dict) and value.get("type"):
                drawn.schemes[name] = {key: value[key] for key in _SCHEME if key in value}
                names[name] = scopes.value
            else:
                drawn.todos.append(f"TODO, line {description.line(scopes)}: authentication by {name}")
        drawn.security.append(names)


# From what a page states


def _stated(drawn: Drawn, page: Page) -> None:
    if page.endpoint is not None and page.endpoint.server is not None:
        server = server_of(page.endpoint.server)
        if server is not None:
            drawn.servers.append(server)
        else:
            drawn.todos.append(f"TODO: the server {page.endpoint.server}")
    stated = facts_of(page).get(("operation", ""), {}).get("security")
    headers = tree_of(page, "header").members
    keys = [name for name, branch in headers.items() if branch.value("required") is True and _KEY.search(name)]
    for way in listed(stated) if stated is not None else _sent(page, keys):
        kind, *words = str(way).split(" ")
        known = ("scheme",) if kind == "http" else ("in", "name")
        name = "key" if not drawn.schemes else f"key{len(drawn.schemes) + 1}"
        drawn.schemes[name] = {"type": kind, **dict(zip(known, words, strict=True))}
        drawn.security = [{name: []} for name in drawn.schemes]
    for part in _PARAMETERS:
        for name, branch in tree_of(page, part).members.items():
            required = branch.value("required") is True or part == "path"
            if name.lower() in _IGNORED or (part == "header" and name in keys):
                continue
            if part != "path" or f"{{{name}}}" in (drawn.path or ""):
                drawn.parameters.append(DrawnParameter(name, part, required, _schema_of(branch)))
    statuses = list(dict.fromkeys(status for statement in page.statements if (status := status_of(statement))))
    body = tree_of(page, "response")
    if body.members:
        answer = body.drafted()
        answer.keywords = {"type": "object", **answer.keywords}
        status = next((status for status in statuses if status.startswith("2")), "200")
        drawn.answers.append(DrawnAnswer(status, schema=answer))
    drawn.answers += [
        DrawnAnswer(status) for status in statuses if status not in {known.status for known in drawn.answers}
    ]


def _sent(page: Page, keys: list[str]) -> list[str]:
    """How a page authenticates that lists no way: by a header that carries a key, also in a sample, or by Authorization."""
    samples = [statement.text for statement in page.statements if statement.kind == "code"]
    names = [*keys, *(name for text in samples for name in _SENT.findall(text) if _KEY.search(name))]
    return [way_to_authenticate("header", names[0] if names else "Authorization", scheme_of(page))]


def _schema_of(branch: Branch) -> Drafted:
    made = branch.drafted()
    made.path = None
    return made


def server_of(text: str) -> str | None:
    """The server where it is a plain address of a host, with a path if it has one."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or not re.fullmatch(r"[A-Za-z0-9.-]{1,200}", host):
        return None
    path = parts.path.rstrip("/")
    if path and not PATH.fullmatch(path):
        return None
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}{path}"
