"""Places in JSON answers: where the paths of `x-task` lead in a schema, and writing there what clients read from there.

The inverse of reading: a client takes the task's id from `$.data[0].task_id`, the mock puts it there.
"""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.language.contract.jsonpath import Path
from reelspec.language.contract.schema import Definitions, Schema
from reelspec.language.contract.scope import resolved
from reelspec.language.source.node import Json

_DEEPEST = 40


def everywhere(path: Path) -> Path:
    """The path with every index as every item, which is how a schema speaks of items."""
    return tuple(None if isinstance(step, int) else step for step in path)


def schemas_at(schema: Schema, definitions: Definitions, path: Path, depth: int = 0) -> Iterator[Schema]:
    """What a schema says of the value at a path; nothing when it does not speak of it."""
    if schema.boolean is not None or depth > _DEEPEST:
        return
    whole = resolved(schema, definitions)
    if not path:
        yield schema
        return
    step, rest = path[0], path[1:]
    if isinstance(step, str):
        if step in whole.properties:
            yield from schemas_at(whole.properties[step], definitions, rest, depth + 1)
    else:
        at = step if isinstance(step, int) else 0
        item = whole.prefix_items[at] if at < len(whole.prefix_items) else whole.items
        if item is not None:
            yield from schemas_at(item, definitions, rest, depth + 1)
    for part in (
        *whole.any_of,
        *whole.one_of,
        *(branch for branch in (whole.then, whole.otherwise) if branch is not None),
    ):
        yield from schemas_at(part, definitions, path, depth + 1)


def put(value: Json, path: Path, new: Json) -> Json:
    """The value with `new` at a path; objects and arrays on the way are made where there are none."""
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(step, str):
        members = value if isinstance(value, dict) else {}
        return {**members, step: put(members.get(step), rest, new)}
    items = list(value) if isinstance(value, list) else []
    if step is None:
        return [put(item, rest, new) for item in items or [None]]
    items += [None] * (step + 1 - len(items))
    items[step] = put(items[step], rest, new)
    return items


def taken_away(value: Json, path: Path) -> Json:
    """The value without what is at a path."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, str):
        if not isinstance(value, dict) or step not in value:
            return value
        if not rest:
            return {key: member for key, member in value.items() if key != step}
        return {key: taken_away(member, rest) if key == step else member for key, member in value.items()}
    if not isinstance(value, list):
        return value
    return [taken_away(item, rest) if step is None or at == step else item for at, item in enumerate(value)]
