"""Which operation a request is for: paths with parameters (OpenAPI 3.1, Path Templating), the most literal one first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from reelspec.language.contract.model import Operation, Provider


@dataclass(frozen=True)
class Route:
    """An operation and the values of its path parameters."""

    provider: Provider
    operation: Operation
    values: dict[str, str]


@dataclass(frozen=True)
class _Template:
    pattern: re.Pattern[str]
    names: tuple[str, ...]
    provider: Provider
    by_method: dict[str, Operation]
    rank: tuple[int, ...]


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
        by_path: dict[str, dict[str, Operation]] = {}
        for operation in provider.operations:
            by_path.setdefault(operation.path, {})[operation.method] = operation
        for path, by_method in by_path.items():
            whole = prefix + path
            parts = re.split(r"\{([^{}]*)\}", whole)
            text = "".join(re.escape(part) if not at % 2 else "([^/]+?)" for at, part in enumerate(parts))
            rank = tuple(segment.count("{") for segment in whole.split("/"))
            template = _Template(re.compile(text), tuple(parts[1::2]), provider, by_method, rank)
            self._by_length.setdefault(whole.count("/"), []).append(template)

    def find(self, method: str, path: str) -> Route | tuple[Provider, tuple[str, ...]] | None:
        """The route of a request; the provider and the methods that its path has; None when nothing has the path.

        HEAD is answered as GET is (RFC 9110, section 9.3.2).
        """
        other: tuple[Provider, tuple[str, ...]] | None = None
        for template in self._by_length.get(path.count("/"), ()):
            match = template.pattern.fullmatch(path)
            if match is None:
                continue
            operation = template.by_method.get(method)
            if operation is None and method == "HEAD":
                operation = template.by_method.get("GET")
            if operation is not None:
                values = {name: unquote(text) for name, text in zip(template.names, match.groups(), strict=True)}
                return Route(template.provider, operation, values)
            other = other or (template.provider, tuple(template.by_method))
        return other
