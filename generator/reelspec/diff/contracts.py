"""Two contracts side by side: packages, providers, operations and models, as deltas. The entrance of comparing.

Every part of an OpenAPI document that the contract knows is compared as what it is; the other members of each object are
compared as they are written, by name, so that none of them is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reelspec.codegen.package.public_names import public_names
from reelspec.diff.delta import MISSING, Delta, Subject, Where, spots
from reelspec.diff.equality import canonical, plain
from reelspec.diff.nodes import member, members
from reelspec.diff.operations import Operations
from reelspec.diff.schemas import Untouched, Walk, is_small
from reelspec.language.contract.model import Contract, Example, Model, Provider
from reelspec.language.contract.schema import Schema
from reelspec.language.source.node import Json, Node, Pointer

_OF_ROOTS = ("openapi", "jsonSchemaDialect", "paths", "components", "servers", "info", "security", "x-source")
_PARTS = ("responses", "parameters", "examples", "requestBodies", "headers", "links", "callbacks", "pathItems")


def deltas(old: Contract, new: Contract) -> Iterator[Delta]:
    """All that two contracts say differently."""
    package = Where(Subject("package"), "neither")
    if old.package != new.package:
        yield Delta(package, "package", "", old.package, new.package)
    before, after = ({provider.name: provider for provider in contract.providers} for contract in (old, new))
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
        self.where = Where(Subject("provider", old.name), "neither")
        self.untouched = Untouched(old.definitions, new.definitions)
        self.requests = Walk(old.definitions, new.definitions, self.untouched, apart=True)
        self.responses = Walk(old.definitions, new.definitions, self.untouched, apart=True)
        self.nowhere = Walk(old.definitions, new.definitions, self.untouched)

    def deltas(self) -> Iterator[Delta]:
        yield from self.root()
        yield from self.documents()
        yield from self.models()
        yield from Operations(self.old, self.new, self.requests, self.responses).deltas()
        yield from self.components()
        yield from self.names()

    def delta(self, what: str, name: str, was: Any, now: Any, *ways: Pointer) -> Delta:
        """A delta of the provider itself; ways: from the root of its document."""
        left, right = (spots(side.root, *ways) for side in (self.old, self.new))
        return Delta(self.where, what, name, was, now, left, right, (self.old, self.new))

    # The document's own members

    def root(self) -> Iterator[Delta]:
        if self.old.servers != self.new.servers:
            yield self.delta("servers", "", self.old.servers, self.new.servers, ("servers",))
        elif not _same(self.old.root, self.new.root, ("servers",)):
            yield self.delta("words", "servers", *_values(self.old.root, self.new.root, ("servers",)), ("servers",))
        for name, was, now in members(member(self.old.root, "info"), member(self.new.root, "info")):
            yield self.delta("info", name, was, now, ("info", name))
        schemes = self.old.security_schemes, self.new.security_schemes
        for name in dict.fromkeys((*schemes[0], *schemes[1])):
            was, now = (side.get(name, MISSING) for side in schemes)
            if canonical(was) != canonical(now):
                way = ("components", "securitySchemes", name)
                yield self.delta("security-scheme", name, was, now, way)
        for name, was, now in members(self.old.root, self.new.root, without=_OF_ROOTS):
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
        before, after = ({model.name: model for model in side.models} for side in (self.old, self.new))
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
        places: list[Any] = []
        if not elsewhere:
            places += [(file, ()) for file in dict.fromkeys(form.file for form in model.forms)]
        others = [other for other in side.models if other.forms[-1].file == model.forms[-1].file]
        for named in others or ([] if elsewhere else [model]):
            # The name of one model of a family is a value of the field that tells them apart.
            places += spots(named.node, ("properties", named.discriminator or ""), ("x-rules",), ("examples",))
            places += spots(named.node, ("x-invalid-examples",))
        for operation in side.operations:
            if operation.id in model.operations:
                places += spots(operation.node, ("requestBody",))
        return tuple(places)

    def model(self, was: Model, now: Model, where: Where) -> Iterator[Delta]:
        small = is_small(was) and is_small(now)
        walk = Walk(was.definitions, now.definitions, self.untouched) if small else self.requests
        if was.discriminator != now.discriminator:
            at = [
                tuple(
                    spot
                    for operation in side.operations
                    if operation.id in model.operations
                    for spot in spots(operation.node, ("requestBody",))
                )
                for side, model in ((self.old, was), (self.new, now))
            ]
            yield Delta(where, "discriminator", "", was.discriminator, now.discriminator, at[0], at[1])
        old_forms, new_forms = (
            {(form.name if form.when else ""): form for form in model.forms} for model in (was, now)
        )
        for name in dict.fromkeys((*old_forms, *new_forms)):
            left, right = old_forms.get(name), new_forms.get(name)
            files = [() if form is None else ((form.file, ()),) for form in (left, right)]
            if left is None or right is None:
                yield Delta(where, "variant", name, left or MISSING, right or MISSING, files[0], files[1])
                continue
            inside = where if not name else where.inside(name)
            if canonical(plain(left.when)) != canonical(plain(right.when)):
                at = [spots(form.schema.node, ("x-variant",)) for form in (left, right)]
                yield Delta(inside, "variant", name, left, right, at[0], at[1])
            yield from walk.schemas(left.schema, right.schema, inside)
        yield from self.examples(was, now, where)
        for mine, its in zip(self.requests.met, walk.met, strict=True):
            mine |= its

    def examples(self, was: Model, now: Model, where: Where) -> Iterator[Delta]:
        before, after = ({_example_key(example): example for example in model.examples} for model in (was, now))
        for key in dict.fromkeys((*before, *after)):
            left, right = before.get(key), after.get(key)
            if left is None or right is None:
                at = [spots(example.node) if example is not None else () for example in (left, right)]
                yield Delta(where, "example", "", left or MISSING, right or MISSING, at[0], at[1])

    # What no operation uses, and names

    def components(self) -> Iterator[Delta]:
        """Schemas and other components that were not seen through an operation."""
        sides = (self.old, self.new)
        seen = [requests | responses for requests, responses in zip(self.requests.met, self.responses.met, strict=True)]
        named = [
            {name: schema for name, schema in side.definitions.items() if _is_component(schema, side.root)}
            for side in sides
        ]
        for name in dict.fromkeys((*named[0], *named[1])):
            left, right = named[0].get(name), named[1].get(name)
            where = Where(Subject("schema", self.old.name, name), "neither")
            if left is None or right is None:
                at = [spots(None if schema is None else schema.node) for schema in (left, right)]
                yield Delta(where, "component", name, left or MISSING, right or MISSING, at[0], at[1])
            elif name not in self.untouched and not (name in seen[0] and name in seen[1]):
                yield from self.nowhere.schemas(left, right, where)
        used = [{(node.document.file, node.pointer) for node in side.targets.values()} for side in sides]
        for part in _PARTS:
            sections = [None if side.root is None else side.root.at(("components", part)) for side in sides]
            for name, left, right in members(sections[0], sections[1]):
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
        before, after = (
            {(public.place, public.element): public for public in public_names(side)} for side in (self.old, self.new)
        )
        for key, was in before.items():
            now = after.get(key)
            if now is not None and now.name != was.name:
                yield Delta(self.where, "public-name", was.element, was, now)


def _same(old: Node | None, new: Node | None, way: Pointer) -> bool:
    was, now = _values(old, new, way)
    return canonical(was) == canonical(now)


def _values(old: Node | None, new: Node | None, way: Pointer) -> tuple[Any, Any]:
    nodes = [None if root is None else root.at(way) for root in (old, new)]
    return (MISSING if nodes[0] is None else nodes[0].value, MISSING if nodes[1] is None else nodes[1].value)


def _example_key(example: Example) -> str:
    body: Json = example.body
    return canonical([body, example.rule, example.path, example.facts])


def _is_component(schema: Schema, root: Node | None) -> bool:
    node = schema.node
    return (
        node is not None
        and root is not None
        and node.document.file == root.document.file
        and node.pointer[:2] == ("components", "schemas")
        and len(node.pointer) == 3
    )
