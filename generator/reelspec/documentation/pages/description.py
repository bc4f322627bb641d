"""The OpenAPI description that a page holds, or is: the operation that the page is read as, with its places on the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reelspec.language.source.node import Node, SourceFile
from reelspec.language.source.pointer import tokens

METHODS = ("post", "put", "patch", "get", "delete")


@dataclass(frozen=True)
class Description:
    """document: the description; first: the line of the page, from 1, on which its first line stands."""

    document: SourceFile
    first: int
    method: str
    path: str
    operation: Node

    def line(self, node: Node) -> int:
        """The line of the page on which a node stands."""
        return line_of(node, self.first)

    def resolved(self, node: Node) -> Node:
        """What a chain of references leads to; the last link where it leads to nothing."""
        return resolved(self.document, node)

    def others(self) -> Iterator[tuple[str, Node]]:
        """The other operations of the description: method and path, and where they stand."""
        paths = self.document.root.get("paths")
        for path, item in paths.items() if paths is not None else ():
            for method in METHODS:
                operation = item.get(method)
                if operation is not None and (method.upper(), path) != (self.method, self.path):
                    yield f"{method.upper()} {path}", operation


def text_at(node: Node | None) -> str:
    """The text that a node is; the empty text where it is none."""
    return node.value if node is not None and isinstance(node.value, str) else ""


def line_of(node: Node, first: int) -> int:
    """The line of a page on which a node stands. first: that of its document's first line."""
    return first + node.key_place.line - 1


def resolved(document: SourceFile, node: Node) -> Node:
    """What a chain of references inside the document leads to; the last link where it leads to nothing."""
    for _ in range(20):
        reference = node.get("$ref")
        if reference is None or not isinstance(reference.value, str) or not reference.value.startswith("#/"):
            return node
        target: Node | None = document.root
        for token in tokens(reference.value[1:]):
            step = None if target is None else target.get(token)
            if step is None and target is not None and token.isdigit() and len(token) < 6:
                step = target.get(int(token))
            target = step
        if target is None:
            return node
        node = target
    return node
