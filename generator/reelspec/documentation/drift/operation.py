"""Drift: the operation as a whole: servers, path, method, authentication, media types, statuses and headers of answers."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.documentation.comparison.compare import operation_differs, origin
from reelspec.documentation.comparison.facts import Change, Nothing, lacking, listed
from reelspec.documentation.comparison.spec import says_endpoint
from reelspec.documentation.drift.edits import DONE, schema_of
from reelspec.documentation.drift.finding import Compared, DriftFinding, Edit, shown_value
from reelspec.documentation.pages.described_operation import scheme_words
from reelspec.language.contract.model import Operation
from reelspec.language.source.node import Json, Node

_NOUNS = {
    "endpoint": ("the operation is", "the operation"),
    "servers": ("the servers are", "a server"),
    "security": ("requests authenticate by", "a way to authenticate"),
    "media": ("a body is", "a media type"),
    "responses": ("answers are", "an answer"),
    "headers": ("answers have the headers", "a header"),
}


def find_operation(compared: Compared, change: Change) -> Iterator[DriftFinding]:
    """The finding of one fact of the operation; that a page prints something of it no more says nothing."""
    silent = isinstance(change.new, Nothing) and change.kind not in ("deprecated", "security")
    operation = compared.operation
    if silent or operation is None or operation.node is None:
        return
    edits = tuple(_edits(compared, change, operation, operation.node))
    if not edits:
        if isinstance(change.old, Nothing):
            return
        edits = (Edit(compared.name_of(operation.node), operation.node.key_place, DONE),)
    line = compared.line_of(change.key, change.kind)
    yield DriftFinding(change.kind, "operation", _message(change), True, edits, line)


def _message(change: Change) -> str:
    if change.kind == "deprecated":
        return "it is deprecated now" if change.new else "it is deprecated no more"
    gained, lost = lacking(listed(change.new), listed(change.old)), lacking(listed(change.old), listed(change.new))
    noun, _ = _NOUNS[change.kind]
    parts = [f"{noun} {_words(gained)} now"] if gained else []
    parts += [f"{'no more ' if gained else noun + ' no more '}{_words(lost)}"] if lost else []
    return ", ".join(parts) or f"{noun} {_words(listed(change.new))}, in another order"


def _edits(compared: Compared, change: Change, operation: Operation, node: Node) -> Iterator[Edit]:
    """What to do about it, against the specs as they are."""

    def at(where: Node | None, what: str) -> Edit:
        where = where or node
        return Edit(compared.name_of(where), where.key_place, what)

    known = listed(compared.told.facts(operation).get(change.kind, Nothing()))
    new, old = listed(change.new), listed(change.old)
    gained, lost = lacking(new, known), [value for value in lacking(old, new) if not lacking([value], known)]
    match change.kind:
        case "endpoint":
            if not says_endpoint(str(change.new), operation, compared.told.servers):
                yield at(node, f"write it as {change.new}")
        case "servers":
            yield from _servers(compared, new, old, node)
        case "security":
            yield from _security(compared, gained, lost, node)
        case "media":
            body = node.at(("requestBody", "content"))
            if gained:
                yield at(body, f"add {_words(gained)}")
            if lost:
                yield at(body, f"take out {_words(lost)}")
        case "responses":
            listed_ = node.get("responses")
            for status in gained:
                inside = _answer(compared, str(status))
                suffix = f", with {', '.join(inside)}" if inside else ""
                yield at(listed_, f"add {shown_value(str(status))}{suffix}")
            for status in lost:
                gone = None if listed_ is None else listed_.get(str(status))
                yield at(gone or listed_, f"take {shown_value(str(status))} out")
        case "headers":
            for entry in lacking(new, old):
                status, _, name = str(entry).partition(" ")
                answer = node.at(("responses", status))
                if answer is None or answer.at(("headers", name)) is None:
                    yield at(answer, f"add the header {name}")
            for entry in lacking(old, new):
                status, _, name = str(entry).partition(" ")
                header = node.at(("responses", status, "headers", name))
                if header is not None:
                    yield at(header, "take it out")
        case "deprecated":
            written = node.get("deprecated")
            if bool(change.new) != (written is not None and written.value is True):
                yield at(written, "write deprecated: true" if change.new else "take deprecated out")
        case _:
            if operation_differs(change, operation, compared.told):
                yield at(node, f"see {change.kind}")


def _servers(compared: Compared, new: list[Json], old: list[Json], node: Node) -> Iterator[Edit]:
    root = compared.told.provider.root
    known = [
        (server, str(url.value)) for server in _listed(node, root, "servers") if (url := server.get("url")) is not None
    ]
    servers = [url for _, url in known]
    gained = [address for address in new if not any(_same_server(str(address), url) for url in servers)]
    lost = [
        server
        for server, url in known
        if any(_same_server(str(was), url) for was in old) and not any(_same_server(str(now), url) for now in new)
    ]
    for server in lost:
        url = server.get("url") or server
        if gained:
            yield Edit(compared.name_of(url), url.key_place, f"write url: {gained.pop(0)}")
        else:
            yield Edit(compared.name_of(server), server.key_place, "take it out")
    where = None if root is None else root.get("servers") or root
    for left in gained:
        if where is not None:
            yield Edit(compared.name_of(where), where.key_place, f"add url: {left}")


def _same_server(page: str, spec: str) -> bool:
    """Whether a page's server is that of the specs; where the path begins may be divided otherwise."""
    page, spec = page.rstrip("/").lower(), spec.rstrip("/").lower()
    return origin(page) == origin(spec) and (page.startswith(spec) or spec.startswith(page))


def _security(compared: Compared, gained: list[Json], lost: list[Json], node: Node) -> Iterator[Edit]:
    root = compared.told.provider.root
    schemes = None if root is None else root.at(("components", "securitySchemes"))
    gone = [
        scheme
        for _, scheme in (schemes.items() if schemes is not None else ())
        if scheme_words(scheme.value) in [part for way in lost for part in str(way).split(" and ")]
    ]
    for scheme in gone:
        if gained:
            yield Edit(compared.name_of(scheme), scheme.key_place, f"write {_scheme(str(gained.pop(0)))}")
        else:
            yield Edit(compared.name_of(scheme), scheme.key_place, "take it out, if requests need it no more")
    where = node.get("security") or (None if root is None else root.get("security")) or schemes or node
    for way in gained:
        yield Edit(compared.name_of(where), where.key_place, f"add {_scheme(str(way))}")


def _scheme(way: str) -> str:
    """A way to authenticate as the keywords of a Security Scheme Object."""
    words = way.split(" ")
    if way == "none":
        return "{}: no authentication"
    if " and " in way or not words:
        return way
    if words[0] == "http" and len(words) > 1:
        return f"type: http, scheme: {words[1]}"
    if words[0] == "apiKey" and len(words) > 2:
        return f"type: apiKey, in: {words[1]}, name: {words[2]}"
    return f"type: {way}"


def _answer(compared: Compared, status: str) -> list[str]:
    """The fields of an answer that is new, on its first level."""
    inside = {key: facts for key, facts in compared.new.items() if key[0] == "other response"}
    shown = []
    for (_, path), _facts in inside.items():
        own, _, name = path.partition(" ")
        if own == status and name and "." not in name and "[" not in name:
            schema = schema_of(path, {key[1]: facts for key, facts in inside.items()})
            shown.append(f"{name}: {shown_value(schema)}")
    return shown


def _listed(node: Node, root: Node | None, name: str) -> list[Node]:
    member = node.get(name) or (None if root is None else root.get(name))
    return [] if member is None else list(member.elements())


def _words(values: list[Json]) -> str:
    return ", ".join(str(value) for value in values)
