"""The operations of a provider side by side: parameters, bodies, answers, tasks, as deltas. Called by `contracts`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from reelspec.diff.delta import MISSING, Delta, Subject, Where, spots
from reelspec.diff.equality import canonical
from reelspec.diff.nodes import member, members, target
from reelspec.diff.schemas import Walk
from reelspec.language.contract.model import Content, Operation, Provider
from reelspec.language.source.node import Node, Pointer

_OF_OPERATIONS = ("operationId", "parameters", "requestBody", "responses", "x-source", "x-task", "x-paid", "x-retry")
_OF_PARAMETERS = ("name", "in", "required", "schema", "content", "style", "explode")
_PLAIN = "schema"
_PARAMETER = re.compile(r"\{([^{}]*)\}")


class Operations:
    """The operations of one provider on both sides. requests, responses: the comparisons of what they take and give."""

    def __init__(self, old: Provider, new: Provider, requests: Walk, responses: Walk) -> None:
        self.old, self.new = old, new
        self.requests, self.responses = requests, responses

    def deltas(self) -> Iterator[Delta]:
        """All differences. Operations belong together by their ids, and else by what is called under another id."""
        before, after = ({operation.id: operation for operation in side.operations} for side in (self.old, self.new))
        gone = {_call(operation): operation for name, operation in before.items() if name not in after}
        come = {_call(operation): operation for name, operation in after.items() if name not in before}
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
        """All differences of one operation."""
        where = Where(Subject("operation", self.old.name, was.id), "neither")

        def delta(what: str, name: str, left: Any, right: Any, *ways: Pointer) -> Delta:
            at = where.inside(*map(str, ways[0]))
            return Delta(at, what, name, left, right, spots(was.node, *ways), spots(now.node, *ways), (was, now))

        moved = _call(was)[1] != _call(now)[1]
        for name, earlier, later in (("method", was.method, now.method), ("path", was.path, now.path)):
            if earlier != later and (name == "method" or moved):
                old_at, new_at = (
                    ((operation.node.document.file, operation.node.pointer[:-1]),) if operation.node is not None else ()
                    for operation in (was, now)
                )
                yield Delta(where, name, "", earlier, later, old_at, new_at, (was, now))
        for name in ("x-paid", "x-retry", "x-task"):
            left, right = (operation.extensions.get(name, MISSING) for operation in (was, now))
            if canonical(left) != canonical(right):
                yield delta(name, "", left, right, (name,))
        if (was.security, _requirements(self.old, was)) != (now.security, _requirements(self.new, now)):
            yield delta("security", "", was.security, now.security, ("security",))
            # A requirement of the document's own stands at its root.
            at_root = [spots(side.root, ("security",)) for side in (self.old, self.new)]
            yield Delta(where, "accounted", "security", None, None, at_root[0], at_root[1])
        for name, left, right in members(was.node, now.node, without=(*_OF_OPERATIONS, "security")):
            yield delta("words", name, left, right, (name,))
        yield from self._path_items(was, now, where)
        yield from self._parameters(was, now, where)
        yield from self._request(was, now, where)
        yield from self._responses(was, now, where)

    def _path_items(self, was: Operation, now: Operation, where: Where) -> Iterator[Delta]:
        """What is said of all operations of one path."""
        items = [_around(side, operation) for side, operation in ((self.old, was), (self.new, now))]
        methods = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "parameters", "$ref")
        for name, left, right in members(items[0], items[1], without=methods):
            at = [spots(item, (name,)) for item in items]
            yield Delta(where.inside(name), "words", name, left, right, at[0], at[1])

    def _parameters(self, was: Operation, now: Operation, where: Where) -> Iterator[Delta]:
        nodes = [_parameter_nodes(side, operation) for side, operation in ((self.old, was), (self.new, now))]
        before, after = (
            {(parameter.location, parameter.name): parameter for parameter in each.parameters} for each in (was, now)
        )
        renamed = _renamed(was.path, now.path) if _call(was)[1] == _call(now)[1] else {}
        for old_name, new_name in renamed.items():
            key, came = ("path", old_name), ("path", new_name)
            if key in before and came in after:
                # The same place of the same address under another name: compared as one, under its earlier name.
                spot = [spots(each.get(key_of), ("name",)) for each, key_of in zip(nodes, (key, came), strict=True)]
                path = [
                    ((operation.node.document.file, operation.node.pointer[:-1]),) if operation.node else ()
                    for operation in (was, now)
                ]
                inside = Where(where.subject, "request", ("parameters", *key))
                yield Delta(
                    inside, "parameter-name", old_name, old_name, new_name, (*spot[0], *path[0]), (*spot[1], *path[1])
                )
                after = {(key if parameter == came else parameter): value for parameter, value in after.items()}
                nodes[1] = {(key if parameter == came else parameter): value for parameter, value in nodes[1].items()}
        for key in dict.fromkeys((*before, *after)):
            left, right = before.get(key), after.get(key)
            name = f"{key[0]} parameter {key[1]}"
            inside = Where(where.subject, "request", ("parameters", *key))
            at = [spots(each.get(key)) for each in nodes]
            if left is None or right is None:
                yield Delta(inside, "parameter", name, left or MISSING, right or MISSING, at[0], at[1], (was, now))
                continue
            for what in ("required", "style", "explode"):
                earlier, later = getattr(left, what), getattr(right, what)
                if earlier != later:
                    spot = [spots(each.get(key), (what,)) for each in nodes]
                    yield Delta(inside, f"parameter-{what}", name, earlier, later, spot[0], spot[1])
            for what, earlier, later in members(nodes[0].get(key), nodes[1].get(key), without=_OF_PARAMETERS):
                spot = [spots(each.get(key), (what,)) for each in nodes]
                yield Delta(inside, "words", f"{what} of {name}", earlier, later, spot[0], spot[1])
            yield from self.requests.schemas(left.schema, right.schema, inside.inside("schema"))

    def _request(self, was: Operation, now: Operation, where: Where) -> Iterator[Delta]:
        inside = Where(where.subject, "request", ("requestBody",))
        bodies = [
            target(side, member(operation.node, "requestBody"))
            for side, operation in ((self.old, was), (self.new, now))
        ]
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
        for name, left, right in members(bodies[0], bodies[1], without=("content", "required")):
            spot = [spots(body, (name,)) for body in bodies]
            yield Delta(inside.inside(name), "words", f"{name} of the request body", left, right, spot[0], spot[1])
        yield from self._contents(was.request, now.request, bodies, inside, self.requests)

    def _responses(self, was: Operation, now: Operation, where: Where) -> Iterator[Delta]:
        before, after = ({response.status: response for response in each.responses} for each in (was, now))
        for status in dict.fromkeys((*before, *after)):
            left, right = before.get(status), after.get(status)
            inside = Where(where.subject, "response", ("responses", status))
            nodes = [
                target(side, None if operation.node is None else operation.node.at(("responses", status)))
                for side, operation in ((self.old, was), (self.new, now))
            ]
            if left is None or right is None:
                # A response that others refer to as well stands elsewhere, and is accounted for there.
                at = [
                    spots(None if operation.node is None else operation.node, ("responses", status))
                    for operation in (was, now)
                ]
                yield Delta(inside, "response", status, left or MISSING, right or MISSING, at[0], at[1])
                continue
            for name, earlier, later in members(nodes[0], nodes[1], without=("content",)):
                spot = [spots(node, (name,)) for node in nodes]
                yield Delta(
                    inside.inside(name), "words", f"{name} of response {status}", earlier, later, spot[0], spot[1]
                )
            yield from self._contents(left.contents, right.contents, nodes, inside, self.responses)

    def _contents(
        self,
        was: Iterable[Content],
        now: Iterable[Content],
        nodes: list[Node | None],
        where: Where,
        walk: Walk,
    ) -> Iterator[Delta]:
        before, after = ({content.media_type: content for content in each} for each in (was, now))
        for name in dict.fromkeys((*before, *after)):
            left, right = before.get(name), after.get(name)
            inside = where.inside("content", name)
            media = [None if node is None else node.at(("content", name)) for node in nodes]
            at = [spots(node) for node in media]
            if left is None or right is None:
                yield Delta(inside, "media-type", name, left or MISSING, right or MISSING, at[0], at[1])
                continue
            for key, earlier, later in members(media[0], media[1], without=(_PLAIN,)):
                spot = [spots(each, (key,)) for each in media]
                yield Delta(inside.inside(key), "words", f"{key} of {name}", earlier, later, spot[0], spot[1])
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


def _around(side: Provider, operation: Operation) -> Node | None:
    """The path item that an operation stands in."""
    node = operation.node
    if node is None:
        return None
    return node.document.root.at(node.pointer[:-1])


def _parameter_nodes(side: Provider, operation: Operation) -> Mapping[tuple[str, str], Node]:
    """(location, name) -> where the parameter is described."""
    described: dict[tuple[str, str], Node] = {}
    for owner in (_around(side, operation), operation.node):
        given = member(owner, "parameters")
        for listed in () if given is None else given.elements():
            node = target(side, listed)
            name, location = member(node, "name"), member(node, "in")
            if node is not None and name is not None and location is not None:
                described[str(location.value), str(name.value)] = node
    return described


def _requirements(side: Provider, operation: Operation) -> str:
    node = member(operation.node, "security") or member(side.root, "security")
    return "" if node is None else canonical(node.value)


def _call(operation: Operation) -> tuple[str, str]:
    """What is called, whatever it and its path parameters are named: `GET`, `/v1/videos/{}`."""
    return operation.method, _PARAMETER.sub("{}", operation.path)


def _renamed(old: str, new: str) -> dict[str, str]:
    """Path parameters that are called something else at the same place of a path; none where they only change places."""
    pairs = dict(zip(_PARAMETER.findall(old), _PARAMETER.findall(new), strict=True))
    return {
        old_name: new_name
        for old_name, new_name in pairs.items()
        if old_name not in pairs.values() and new_name not in pairs
    }
