"""What an OpenAPI description says besides fields, their types and limits: of the operation as a whole, of its other answers,
and the keywords that a rendered page does not print. All of it are facts without a statement. `openapi` calls it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from reelspec.documentation.pages.builder import Reading
from reelspec.documentation.pages.description import text_at
from reelspec.documentation.pages.page import KEYWORDS, FactKind, Part, Value
from reelspec.language.source.node import Json, Node

Line: TypeAlias = Callable[[Node], int]
"""Where a node stands on the page."""
Resolve: TypeAlias = Callable[[Node], Node]
"""What a chain of references leads to."""

MOST_DEPTH = 6
"""How deep the schemas to choose from are compared."""

_WORDS = ("description", "title", "summary", "example", "examples", "default", "externalDocs", "xml")
"""What says nothing of the values of an alternative."""


def say_operation(reading: Reading, root: Node, operation: Node, resolved: Resolve, line_of: Line) -> None:
    """The facts of the operation as a whole. root: of the document that it stands in."""

    def say(kind: FactKind, value: Value, node: Node) -> None:
        say_of(reading, "operation", "", kind, value, line_of(node))

    servers = operation.get("servers") or root.get("servers")
    if servers is not None:
        urls = tuple(url for element in servers.elements() if (url := text_at(element.get("url"))))
        if urls:
            say("servers", urls, servers)
    demanded = operation.get("security") or root.get("security")
    if demanded is not None:
        schemes = root.at(("components", "securitySchemes"))
        ways = [
            " and ".join(_scheme(schemes, name, resolved) for name, _ in element.items())
            for element in demanded.elements()
        ]
        say("security", tuple(way or "none" for way in ways) or ("none",), demanded)
    deprecated = operation.get("deprecated")
    if deprecated is not None and deprecated.value is True:
        say("deprecated", True, deprecated)
    body = operation.get("requestBody")
    content = None if body is None else resolved(body).get("content")
    if content is not None:
        say("media", tuple(name for name, _ in content.items()), content)
    responses = operation.get("responses")
    if responses is None:
        return
    say("responses", tuple(status for status, _ in responses.items()), responses)
    headers = tuple(
        f"{status} {name}"
        for status, response in responses.items()
        if (listed := resolved(response).get("headers")) is not None
        for name, _ in listed.items()
    )
    if headers:
        say("headers", headers, responses)


def say_keywords(reading: Reading, name: str, schema: Node, choices: list[Node], resolved: Resolve, line: Line) -> None:
    """The keywords of a schema that are facts by themselves. choices: the schemas of which a value takes one."""
    for keyword in KEYWORDS:
        node = schema.get(keyword)
        if node is None or node.value is None or keyword.startswith("exclusive"):
            continue
        if keyword in ("deprecated", "uniqueItems") and node.value is not True:
            continue
        value = node.value if keyword != "additionalProperties" else plain(node, resolved)
        say_of(reading, reading.part, name, keyword, value, line(node))
    if len(choices) > 1:
        described = tuple(plain(choice, resolved) for choice in choices)
        say_of(reading, reading.part, name, "oneOf", described, line(schema))


def say_of(reading: Reading, part: Part, name: str, kind: FactKind, value: Value, line: int) -> None:
    """A fact of a part other than that in which the reader stands."""
    before, reading.part = reading.part, part
    reading.fact(name, kind, value, line, None)
    reading.part = before


def plain(schema: Node, resolved: Resolve, depth: int = 0) -> Json:
    """What a schema demands, as JSON: references followed, words left out, lists whose order says nothing sorted."""
    node = resolved(schema)
    if node.kind != "object":
        return node.value
    shown: dict[str, Json] = {}
    for key, inner in sorted(node.items(), key=lambda item: item[0]):
        if key in _WORDS or key.startswith("x-"):
            continue
        if depth > MOST_DEPTH:
            return {}
        if key in ("properties", "patternProperties", "$defs"):
            shown[key] = {name: plain(member, resolved, depth + 1) for name, member in inner.items()}
        elif key in ("required", "enum", "type") and inner.kind == "array":
            shown[key] = sorted((element.value for element in inner.elements()), key=repr)
        elif inner.kind == "object":
            shown[key] = plain(inner, resolved, depth + 1)
        elif inner.kind == "array":
            shown[key] = [plain(element, resolved, depth + 1) for element in inner.elements()]
        else:
            shown[key] = inner.value
    return shown


def other_answers(responses: Node, main: str | None) -> Iterator[tuple[str, Node]]:
    """The answers besides the first of 2xx, by status."""
    for status, response in responses.items():
        if status != main:
            yield status, response


def _scheme(schemes: Node | None, name: str, resolved: Resolve) -> str:
    """A way to authenticate, as `http bearer` or `apiKey header X-Key`."""
    node = None if schemes is None else schemes.get(name)
    return name if node is None else scheme_words(resolved(node).value) or name


def scheme_words(scheme: Json) -> str:
    """The same of a Security Scheme Object; empty where it is none."""
    if not isinstance(scheme, dict):
        return ""
    words = [scheme.get(key) for key in ("type", "scheme", "in", "name", "openIdConnectUrl")]
    flows = scheme.get("flows")
    if isinstance(flows, dict):
        words += list(flows)
        words += [flow.get("tokenUrl") for flow in flows.values() if isinstance(flow, dict)]
    return " ".join(str(word) for word in words if word)
