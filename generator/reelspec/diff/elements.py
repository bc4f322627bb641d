"""Two contracts side by side: packages, providers, operations and models, as deltas. The entrance of comparing.

Every part of an OpenAPI document that the contract knows is compared as what it is; the other members of each object are
compared as they are written, by name, so that none of them is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from reelspec.contract.model import Content, Contract, Example, Model, Operation, Provider
from reelspec.contract.schema import Schema
from reelspec.diff.delta import MISSING, Delta, Flow, Subject, Where, spots
from reelspec.diff.walk import Untouched, Walk, canonical, is_small, plain
from reelspec.emit.surface import Public, public_names
from reelspec.source.node import Json, Node, Pointer

_OF_OPERATIONS = ("operationId", "parameters", "requestBody", "responses", "x-source", "x-task", "x-paid", "x-retry")
_OF_PARAMETERS = ("name", "in", "required", "schema", "content", "style", "explode")
_OF_ROOTS = ("openapi", "jsonSchemaDialect", "paths", "components", "servers", "info", "security", "x-source")
_PARTS = ("responses", "parameters", "examples", "requestBodies", "headers", "links", "callbacks", "pathItems")
_PLAIN = "schema"
_PARAMETER = re.compile(r"\{([^{}]*)\}")


def deltas(old: Contract, new: Contract) -> Iterator[Delta]:
    """All that two contracts say differently."""
    package = Where(Subject("package"), "neither")
    if old.package != new.package:
        yield Delta(package, "package", "", old.package, new.package)
    before, after = ({one.name: one for one in contract.providers} for contract in (old, new))
    for name in sorted({*before, *after}):
        was, now = before.get(name), after.get(name)
        if was is not None and now is not None:
            yield from _Providers(was, now).deltas()
        else:
            where = Where(Subject("provider", name), "neither")
            yield Delta(where, "provider", name, was or MISSING, now or MISSING, _files(was), _files(now))


def _files(provider: Provider | None) -> tuple[tuple[str, Pointer], ...]:
    return () if provider is None else tuple((file, ()) for file in provider.files)


class _Providers:
    """One provider on both sides."""

    def __init__(self, old: Provider, new: Provider) -> None:
        self.old, self.new = old, new
        self.subject = Subject("provider", old.name)
        self.where = Where(self.subject, "neither")
        self.untouched = Untouched(old.definitions, new.definitions)
        self.requests = Walk(old.definitions, new.definitions, self.untouched, apart=True)
        self.responses = Walk(old.definitions, new.definitions, self.untouched, apart=True)
        self.nowhere = Walk(old.definitions, new.definitions, self.untouched)

    def deltas(self) -> Iterator[Delta]:
        yield from self.root()
        yield from self.documents()
        yield from self.models()
        yield from self.operations()
        yield from self.components()
        yield from self.names()

    def delta(self, what: str, name: str, was: Any, now: Any, *ways: Pointer) -> Delta:
        """A delta of the provider itself; ways: from the root of its document."""
        left, right = (spots(one.root, *ways) for one in (self.old, self.new))
        return Delta(self.where, what, name, was, now, left, right, (self.old, self.new))

    # The document's own members

    def root(self) -> Iterator[Delta]:
        if self.old.servers != self.new.servers:
            yield self.delta("servers", "", self.old.servers, self.new.servers, ("servers",))
        elif not _same(self.old.root, self.new.root, ("servers",)):
            yield self.delta("words", "servers", *_values(self.old.root, self.new.root, ("servers",)), ("servers",))
        for name, was, now in _members(_get(self.old.root, "info"), _get(self.new.root, "info")):
            yield self.delta("info", name, was, now, ("info", name))
        schemes = self.old.security_schemes, self.new.security_schemes
        for name in dict.fromkeys((*schemes[0], *schemes[1])):
            was, now = (one.get(name, MISSING) for one in schemes)
            if canonical(was) != canonical(now):
                way = ("components", "securitySchemes", name)
                yield self.delta("security-scheme", name, was, now, way)
        for name, was, now in _members(self.old.root, self.new.root, without=_OF_ROOTS):
            yield self.delta("words", name, was, now, (name,))

    def documents(self) -> Iterator[Delta]:
        for name in dict.fromkeys((*self.old.documents, *self.new.documents)):
            was, now = self.old.documents.get(name, MISSING), self.new.documents.get(name, MISSING)
            if was != now:
                file = f"specs/{self.old.name}/documents"
                spot = tuple((f"{file}{ending}", ()) for ending in (".yaml", ".yml", ".json"))
                yield Delta(self.where, "document", name, was, now, spot, spot)

    # Models

    def models(self) -> Iterator[Delta]:
        before, after = ({one.name: one for one in side.models} for side in (self.old, self.new))
        for name in dict.fromkeys((*before, *after)):
            was, now = before.get(name), after.get(name)
            where = Where(Subject("model", self.old.name, name), "request")
            if was is None or now is None:
                yield Delta(
                    where,
                    "model",
                    name,
                    was or MISSING,
                    now or MISSING,
                    self._spots_of_model(self.old, was or now, was is None),
                    self._spots_of_model(self.new, now or was, now is None),
                )
                continue
            yield from self.model(was, now, Where(where.subject, "request", models=(was, now)))

    def _spots_of_model(self, side: Provider, model: Model | None, elsewhere: bool) -> tuple[Any, ...]:
        """Its files, where its name stands, and the operations that list it."""
        assert model is not None
        found: list[Any] = []
        if not elsewhere:
            found += [(file, ()) for file in dict.fromkeys(form.file for form in model.forms)]
        others = [one for one in side.models if one.forms[-1].file == model.forms[-1].file]
        for one in others or ([] if elsewhere else [model]):
            # The name of one model of a family is a value of the field that tells them apart.
            found += spots(one.node, ("properties", one.discriminator or ""), ("x-rules",), ("examples",))
            found += spots(one.node, ("x-invalid-examples",))
        for operation in side.operations:
            if operation.id in model.operations:
                found += spots(operation.node, ("requestBody",))
        return tuple(found)

    def model(self, was: Model, now: Model, where: Where) -> Iterator[Delta]:
        small = is_small(was) and is_small(now)
        walk = Walk(was.definitions, now.definitions, self.untouched) if small else self.requests
        if was.discriminator != now.discriminator:
            at = [
                tuple(
                    spot
                    for one in side.operations
                    if one.id in model.operations
                    for spot in spots(one.node, ("requestBody",))
                )
                for side, model in ((self.old, was), (self.new, now))
            ]
            yield Delta(where, "discriminator", "", was.discriminator, now.discriminator, at[0], at[1])
        old_forms, new_forms = ({(form.name if form.when else ""): form for form in one.forms} for one in (was, now))
        for name in dict.fromkeys((*old_forms, *new_forms)):
            left, right = old_forms.get(name), new_forms.get(name)
            files = [() if one is None else ((one.file, ()),) for one in (left, right)]
            if left is None or right is None:
                yield Delta(where, "variant", name, left or MISSING, right or MISSING, files[0], files[1])
                continue
            inside = where if not name else where.inside(name)
            if canonical(plain(left.when)) != canonical(plain(right.when)):
                at = [spots(one.schema.node, ("x-variant",)) for one in (left, right)]
                yield Delta(inside, "variant", name, left, right, at[0], at[1])
            yield from walk.schemas(left.schema, right.schema, inside)
        yield from self.examples(was, now, where)
        for mine, its in zip(self.requests.met, walk.met, strict=True):
            mine |= its

    def examples(self, was: Model, now: Model, where: Where) -> Iterator[Delta]:
        before, after = ({_example_key(one): one for one in model.examples} for model in (was, now))
        for key in dict.fromkeys((*before, *after)):
            left, right = before.get(key), after.get(key)
            if left is None or right is None:
                at = [spots(one.node) if one is not None else () for one in (left, right)]
                yield Delta(where, "example", "", left or MISSING, right or MISSING, at[0], at[1])

    # Operations

    def operations(self) -> Iterator[Delta]:
        before, after = ({one.id: one for one in side.operations} for side in (self.old, self.new))
        gone = {_call(one): one for name, one in before.items() if name not in after}
        come = {_call(one): one for name, one in after.items() if name not in before}
        for call in dict.fromkeys((*gone, *come)):
            was, now = gone.get(call), come.get(call)
            where = Where(Subject("operation", self.old.name, (was or now).id), "neither")  # type: ignore[union-attr]
            left = spots(None if was is None else was.node, (), ("operationId",))
            right = spots(None if now is None else now.node, (), ("operationId",))
            if was is not None and now is not None:
                yield Delta(where, "operation-id", was.id, was.id, now.id, left[1:], right[1:])
                yield from self.operation(was, now)
            else:
                yield Delta(where, "operation", where.subject.name, was or MISSING, now or MISSING, left, right)
        for name, was in before.items():
            if name in after:
                yield from self.operation(was, after[name])

    def operation(self, was: Operation, now: Operation) -> Iterator[Delta]:
        where = Where(Subject("operation", self.old.name, was.id), "neither")

        def delta(what: str, name: str, left: Any, right: Any, *ways: Pointer, flow: Flow = "neither") -> Delta:
            at = Where(where.subject, flow, tuple(map(str, ways[0])) if ways else ())
            return Delta(at, what, name, left, right, spots(was.node, *ways), spots(now.node, *ways), (was, now))

        moved = _call(was)[1] != _call(now)[1]
        for name, one, other in (("method", was.method, now.method), ("path", was.path, now.path)):
            if one != other and (name == "method" or moved):
                old_at, new_at = (
                    ((one.node.document.file, one.node.pointer[:-1]),) if one.node is not None else ()
                    for one in (was, now)
                )
                yield Delta(where, name, "", one, other, old_at, new_at, (was, now))
        for name in ("x-paid", "x-retry", "x-task"):
            left, right = (one.extensions.get(name, MISSING) for one in (was, now))
            if canonical(left) != canonical(right):
                yield delta(name, "", left, right, (name,))
        if (was.security, _requirements(self.old, was)) != (now.security, _requirements(self.new, now)):
            yield delta("security", "", was.security, now.security, ("security",))
            # A requirement of the document's own stands at its root.
            yield self.delta("accounted", "security", None, None, ("security",))
        for name, left, right in _members(was.node, now.node, without=(*_OF_OPERATIONS, "security")):
            yield delta("words", name, left, right, (name,))
        yield from self._path_items(was, now, where)
        yield from self._parameters(was, now, where)
        yield from self._request(was, now, where)
        yield from self._responses(was, now, where)

    def _path_items(self, was: Operation, now: Operation, where: Where) -> Iterator[Delta]:
        """What is said of all operations of one path."""
        items = [_around(side, one) for side, one in ((self.old, was), (self.new, now))]
        methods = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "parameters", "$ref")
        for name, left, right in _members(items[0], items[1], without=methods):
            at = [spots(item, (name,)) for item in items]
            yield Delta(where.inside(name), "words", name, left, right, at[0], at[1])

    def _parameters(self, was: Operation, now: Operation, where: Where) -> Iterator[Delta]:
        nodes = [_parameter_nodes(side, one) for side, one in ((self.old, was), (self.new, now))]
        before, after = ({(one.location, one.name): one for one in each.parameters} for each in (was, now))
        renamed = _renamed(was.path, now.path) if _call(was)[1] == _call(now)[1] else {}
        for old_name, new_name in renamed.items():
            key, came = ("path", old_name), ("path", new_name)
            if key in before and came in after:
                # The same place of the same address under another name: compared as one, under its earlier name.
                spot = [spots(each.get(one), ("name",)) for each, one in zip(nodes, (key, came), strict=True)]
                path = [((one.node.document.file, one.node.pointer[:-1]),) if one.node else () for one in (was, now)]
                inside = Where(where.subject, "request", ("parameters", *key))
                yield Delta(
                    inside, "parameter-name", old_name, old_name, new_name, (*spot[0], *path[0]), (*spot[1], *path[1])
                )
                after = {(key if one == came else one): value for one, value in after.items()}
                nodes[1] = {(key if one == came else one): value for one, value in nodes[1].items()}
        for key in dict.fromkeys((*before, *after)):
            left, right = before.get(key), after.get(key)
            name = f"{key[0]} parameter {key[1]}"
            inside = Where(where.subject, "request", ("parameters", *key))
            at = [spots(each.get(key)) for each in nodes]
            if left is None or right is None:
                yield Delta(inside, "parameter", name, left or MISSING, right or MISSING, at[0], at[1], (was, now))
                continue
            for what in ("required", "style", "explode"):
                one, other = getattr(left, what), getattr(right, what)
                if one != other:
                    spot = [spots(each.get(key), (what,)) for each in nodes]
                    yield Delta(inside, f"parameter-{what}", name, one, other, spot[0], spot[1])
            for what, one, other in _members(nodes[0].get(key), nodes[1].get(key), without=_OF_PARAMETERS):
                spot = [spots(each.get(key), (what,)) for each in nodes]
                yield Delta(inside, "words", f"{what} of {name}", one, other, spot[0], spot[1])
            yield from self.requests.schemas(left.schema, right.schema, inside.inside("schema"))

    def _request(self, was: Operation, now: Operation, where: Where) -> Iterator[Delta]:
        inside = Where(where.subject, "request", ("requestBody",))
        bodies = [_target(side, _get(one.node, "requestBody")) for side, one in ((self.old, was), (self.new, now))]
        at = [spots(body) for body in bodies]
        if (bodies[0] is None) != (bodies[1] is None):
            yield Delta(
                inside, "request-body", "", bodies[0] or MISSING, bodies[1] or MISSING, at[0], at[1], (was, now)
            )
            return
        if was.request_required != now.request_required:
            spot = [spots(body, ("required",)) for body in bodies]
            yield Delta(
                inside.inside("required"),
                "request-required",
                "",
                was.request_required,
                now.request_required,
                spot[0],
                spot[1],
            )
        for name, left, right in _members(bodies[0], bodies[1], without=("content", "required")):
            spot = [spots(body, (name,)) for body in bodies]
            yield Delta(inside.inside(name), "words", f"{name} of the request body", left, right, spot[0], spot[1])
        yield from self._contents(was.request, now.request, bodies, inside, self.requests)

    def _responses(self, was: Operation, now: Operation, where: Where) -> Iterator[Delta]:
        before, after = ({one.status: one for one in each.responses} for each in (was, now))
        for status in dict.fromkeys((*before, *after)):
            left, right = before.get(status), after.get(status)
            inside = Where(where.subject, "response", ("responses", status))
            nodes = [
                _target(side, None if one.node is None else one.node.at(("responses", status)))
                for side, one in ((self.old, was), (self.new, now))
            ]
            if left is None or right is None:
                # A response that others refer to as well stands elsewhere, and is accounted for there.
                at = [spots(None if one.node is None else one.node, ("responses", status)) for one in (was, now)]
                yield Delta(inside, "response", status, left or MISSING, right or MISSING, at[0], at[1])
                continue
            for name, one, other in _members(nodes[0], nodes[1], without=("content",)):
                spot = [spots(node, (name,)) for node in nodes]
                yield Delta(inside.inside(name), "words", f"{name} of response {status}", one, other, spot[0], spot[1])
            yield from self._contents(left.contents, right.contents, nodes, inside, self.responses)

    def _contents(
        self,
        was: Iterable[Content],
        now: Iterable[Content],
        nodes: list[Node | None],
        where: Where,
        walk: Walk,
    ) -> Iterator[Delta]:
        before, after = ({one.media_type: one for one in each} for each in (was, now))
        for name in dict.fromkeys((*before, *after)):
            left, right = before.get(name), after.get(name)
            inside = where.inside("content", name)
            media = [None if node is None else node.at(("content", name)) for node in nodes]
            at = [spots(one) for one in media]
            if left is None or right is None:
                yield Delta(inside, "media-type", name, left or MISSING, right or MISSING, at[0], at[1])
                continue
            for key, one, other in _members(media[0], media[1], without=(_PLAIN,)):
                spot = [spots(each, (key,)) for each in media]
                yield Delta(inside.inside(key), "words", f"{key} of {name}", one, other, spot[0], spot[1])
            if left.schema is not None and right.schema is not None:
                yield from walk.schemas(left.schema, right.schema, inside.inside(_PLAIN))
            elif left.schema is not None or right.schema is not None:
                spot = [spots(each, (_PLAIN,)) for each in media]
                yield Delta(
                    inside.inside(_PLAIN),
                    "content-schema",
                    name,
                    left.schema or MISSING,
                    right.schema or MISSING,
                    spot[0],
                    spot[1],
                )

    # What no operation uses, and names

    def components(self) -> Iterator[Delta]:
        """Schemas and other components that were not seen through an operation."""
        sides = (self.old, self.new)
        seen = [requests | responses for requests, responses in zip(self.requests.met, self.responses.met, strict=True)]
        named = [
            {name: one for name, one in side.definitions.items() if _is_component(one, side.root)} for side in sides
        ]
        for name in dict.fromkeys((*named[0], *named[1])):
            left, right = named[0].get(name), named[1].get(name)
            where = Where(Subject("schema", self.old.name, name), "neither")
            if left is None or right is None:
                at = [spots(None if one is None else one.node) for one in (left, right)]
                yield Delta(where, "component", name, left or MISSING, right or MISSING, at[0], at[1])
            elif name not in self.untouched and not (name in seen[0] and name in seen[1]):
                yield from self.nowhere.schemas(left, right, where)
        used = [{(one.document.file, one.pointer) for one in side.targets.values()} for side in sides]
        for part in _PARTS:
            sections = [None if side.root is None else side.root.at(("components", part)) for side in sides]
            for name, left, right in _members(sections[0], sections[1]):
                nodes = [None if section is None else section.get(name) for section in sections]
                if all(
                    node is None or (node.document.file, node.pointer) in mine
                    for node, mine in zip(nodes, used, strict=True)
                ):
                    continue
                where = Where(Subject("schema", self.old.name, f"components/{part}/{name}"), "neither")
                at = [spots(node) for node in nodes]
                yield Delta(where, "component", name, left, right, at[0], at[1])

    def names(self) -> Iterator[Delta]:
        """Elements of both sides that are called something else in what is generated."""
        before, after = ({(one.place, one.element): one for one in public_names(side)} for side in (self.old, self.new))
        for key, was in before.items():
            now = after.get(key)
            if now is not None and now.name != was.name:
                yield Delta(self.where, "public-name", was.element, was, now)


def _same(old: Node | None, new: Node | None, way: Pointer) -> bool:
    was, now = _values(old, new, way)
    return canonical(was) == canonical(now)


def _values(old: Node | None, new: Node | None, way: Pointer) -> tuple[Any, Any]:
    found = [None if one is None else one.at(way) for one in (old, new)]
    return (MISSING if found[0] is None else found[0].value, MISSING if found[1] is None else found[1].value)


def _get(node: Node | None, key: str) -> Node | None:
    return None if node is None else node.get(key)


def _members(old: Node | None, new: Node | None, without: Iterable[str] = ()) -> Iterator[tuple[str, Any, Any]]:
    """The members of two objects that differ: name and both values."""
    before, after = ({} if one is None or not isinstance(one.value, dict) else one.value for one in (old, new))
    for name in dict.fromkeys((*before, *after)):
        was, now = before.get(name, MISSING), after.get(name, MISSING)
        if name not in without and canonical(was) != canonical(now):
            yield name, was, now


def _target(side: Provider, node: Node | None) -> Node | None:
    """What a reference leads to, in the end."""
    seen: set[Any] = set()
    while node is not None and (at := (node.document.file, node.pointer)) in side.targets and at not in seen:
        seen.add(at)
        node = side.targets[at]
    return node


def _around(side: Provider, operation: Operation) -> Node | None:
    """The path item that an operation stands in."""
    node = operation.node
    if node is None:
        return None
    return node.document.root.at(node.pointer[:-1])


def _parameter_nodes(side: Provider, operation: Operation) -> Mapping[tuple[str, str], Node]:
    """(location, name) -> where the parameter is described."""
    found: dict[tuple[str, str], Node] = {}
    for owner in (_around(side, operation), operation.node):
        given = _get(owner, "parameters")
        for one in () if given is None else given.elements():
            node = _target(side, one)
            name, location = _get(node, "name"), _get(node, "in")
            if node is not None and name is not None and location is not None:
                found[str(location.value), str(name.value)] = node
    return found


def _requirements(side: Provider, operation: Operation) -> str:
    node = _get(operation.node, "security") or _get(side.root, "security")
    return "" if node is None else canonical(node.value)


def _example_key(example: Example) -> str:
    body: Json = example.body
    return canonical([body, example.rule, example.path])


def _call(operation: Operation) -> tuple[str, str]:
    """What is called, whatever it and its path parameters are named: `GET`, `/v1/videos/{}`."""
    return operation.method, _PARAMETER.sub("{}", operation.path)


def _renamed(old: str, new: str) -> dict[str, str]:
    """Path parameters that are called something else at the same place of a path; none where they only change places."""
    pairs = dict(zip(_PARAMETER.findall(old), _PARAMETER.findall(new), strict=True))
    return {one: other for one, other in pairs.items() if one not in pairs.values() and other not in pairs}


def _is_component(schema: Schema, root: Node | None) -> bool:
    node = schema.node
    return (
        node is not None
        and root is not None
        and node.document.file == root.document.file
        and node.pointer[:2] == ("components", "schemas")
        and len(node.pointer) == 3
    )


__all__ = ["Public", "deltas"]
