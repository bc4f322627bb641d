"""Which operation a request is for: paths with parameters (OpenAPI 3.1, Path Templating), the most literal one first.

Published documents tell operations apart by what stands behind a path as well: of `/messages?beta=true` a request must have
the pairs of the query, and `#stream` is never sent (RFC 9110, section 7.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, unquote

from reelspec.language.contract.model import Operation, Provider


@dataclass(frozen=True)
class Route:
    """An operation and the values of its path parameters. others: those which only a fragment tells from it."""

    provider: Provider
    operation: Operation
    values: dict[str, str]
    others: tuple[Operation, ...] = ()

    @property
    def alike(self) -> tuple[Route, ...]:
        """This route and those of the others."""
        return (self, *(replace(self, operation=operation) for operation in self.others))


@dataclass(frozen=True)
class _Template:
    """A path. query: the pairs that a request must have; rank: of each segment, then what the query asks for."""

    pattern: re.Pattern[str]
    names: tuple[str, ...]
    query: frozenset[tuple[str, str]]
    provider: Provider
    by_method: dict[str, list[Operation]]
    rank: tuple[tuple[int, int], ...]


class Router:
    """The operations of all providers. With one provider paths stand as they are; else, and also, below `/<provider>`."""

    def __init__(self, providers: Iterable[Provider]) -> None:
        several = tuple(providers)
        self._by_length: dict[int, list[_Template]] = {}
        for provider in several:
            for prefix in ("", f"/{provider.name}") if len(several) == 1 else (f"/{provider.name}",):
                self._add(provider, prefix)
        for templates in self._by_length.values():
            templates.sort(key=lambda template: template.rank)

    def _add(self, provider: Provider, prefix: str) -> None:
        by_path: dict[tuple[str, str], dict[str, list[Operation]]] = {}
        for operation in provider.operations:
            path, _, query = operation.path.partition("#")[0].partition("?")
            by_path.setdefault((path, query), {}).setdefault(operation.method, []).append(operation)
        for (path, query), by_method in by_path.items():
            whole = prefix + path
            parts = re.split(r"\{([^{}]*)\}", whole)
            text = "".join(re.escape(part) if not at % 2 else "([^/]+?)" for at, part in enumerate(parts))
            pairs = frozenset(parse_qsl(query, keep_blank_values=True))
            rank = (*map(_rank, whole.split("/")), (-len(pairs), 0))
            template = _Template(re.compile(text), tuple(parts[1::2]), pairs, provider, by_method, rank)
            self._by_length.setdefault(whole.count("/"), []).append(template)

    def find(self, method: str, path: str, query: str) -> Route | tuple[Provider, tuple[str, ...]] | None:
        """The route of a request; the provider and the methods that its path has; None when nothing has the path.

        HEAD is answered as GET is (RFC 9110, section 9.3.2).
        """
        other: tuple[Provider, tuple[str, ...]] | None = None
        for template in self._by_length.get(path.count("/"), ()):
            match = template.pattern.fullmatch(path)
            if match is None or (
                template.query and not template.query.issubset(parse_qsl(query, keep_blank_values=True))
            ):
                continue
            operations = template.by_method.get(method)
            if operations is None and method == "HEAD":
                operations = template.by_method.get("GET")
            if operations is not None:
                values = {name: unquote(text) for name, text in zip(template.names, match.groups(), strict=True)}
                return Route(template.provider, operations[0], values, tuple(operations[1:]))
            other = other or (template.provider, tuple(template.by_method))
        return other


def _rank(segment: str) -> tuple[int, int]:
    """Whether a segment has parameters, and how much else: of `{base}...{head}` and `{commit}` the first one is tried first."""
    plain = re.sub(r"\{[^{}]*\}", "", segment)
    return int(plain != segment), -len(plain)
