"""Circles in what leads to what: asked of states of patterns, of definitions, of defaults."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

_T = TypeVar("_T", bound=Hashable)


def circles(steps: Mapping[_T, Iterable[_T]]) -> list[list[_T]]:
    """The strongly connected components with a step in them (Tarjan 1972), as the mapping orders their members and their first
    ones. Steps to what is no key lead nowhere. The time is linear in the steps, and no depth reaches Python's limit."""
    order = {node: position for position, node in enumerate(steps)}
    index: dict[_T, int] = {}
    low: dict[_T, int] = {}
    opened: dict[_T, None] = {}
    components: list[list[_T]] = []
    todo: list[tuple[_T, Iterator[_T]]] = []

    def begin(node: _T) -> None:
        index[node] = low[node] = len(index)
        opened[node] = None
        todo.append((node, iter(steps[node])))

    for root in steps:
        if root not in index:
            begin(root)
        while todo:
            node, following = todo[-1]
            for other in following:
                if other in opened:
                    low[node] = min(low[node], index[other])
                elif other in order and other not in index:
                    begin(other)
                    break
            else:
                todo.pop()
                if todo:
                    before = todo[-1][0]
                    low[before] = min(low[before], low[node])
                if low[node] == index[node]:
                    component = [opened.popitem()[0]]
                    while component[-1] != node:
                        component.append(opened.popitem()[0])
                    if len(component) > 1 or node in steps[node]:
                        components.append(sorted(component, key=order.__getitem__))
    return sorted(components, key=lambda component: order[component[0]])
