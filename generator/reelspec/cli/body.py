"""The body that the options of `reelspec run` say: a file, and fields that are set one by one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from reelspec.common.text import number
from reelspec.language.contract.model import Model
from reelspec.language.contract.schema import Definitions, Schema
from reelspec.language.contract.scope import resolved, scope_of


def body_of(model: Model, settings: list[str], file: str | None) -> dict[str, Any]:
    """The body from --file and --set.

    settings: FIELD=VALUE each, in order. FIELD is a name or a path such as media.0.type, where a number counts the items
    of a list from 0; a name that holds a dot is itself where the model has it. VALUE is text where the field is text, and
    JSON elsewhere. Raises ValueError for what leads nowhere; OSError for the file.
    """
    read: Any = json.loads(Path(file).read_text(encoding="utf-8-sig")) if file else {}
    if not isinstance(read, dict):
        raise ValueError(f"{file} holds no JSON object")
    body: dict[str, Any] = read
    if model.discriminator is not None:
        body = {model.discriminator: model.value, **body}
    fields: dict[str, Schema] = {}
    for form in model.forms:
        fields.update(_fields(form.schema, model.definitions))
    for setting in settings:
        path, equals, text = setting.partition("=")
        if not equals:
            raise ValueError(f"--set takes FIELD=VALUE, not {setting}")
        _set(body, path, text, fields, model.definitions)
    return body


def _set(body: dict[str, Any], path: str, text: str, fields: Mapping[str, Schema], definitions: Definitions) -> None:
    """Put a value at a path; objects and lists on the way are made, and a list grows by one item at most."""
    at: Any = body
    items: Schema | None = None
    done: list[str] = []
    rest = path.split(".")
    while True:
        here = f"--set {path}: {'.'.join(done)}"
        schema: Schema | None
        step: str | int
        if isinstance(at, list):
            step, rest = _index(at, rest, here), rest[1:]
            done.append(str(step))
            schema = None if items is None else resolved(items, definitions)
        elif isinstance(at, dict):
            step, rest = _name(rest, {*fields, *at})
            if not step:
                raise ValueError(f"--set {path}: a name is missing: write FIELD=VALUE or media.0.type=VALUE")
            done.append(step)
            schema = fields.get(step)
            schema = None if schema is None else resolved(schema, definitions)
        else:
            raise ValueError(f"{here} is {json.dumps(at, ensure_ascii=False)}, which has no fields")
        if not rest:
            value = _value(text, schema)
            if step == len(at) and isinstance(at, list):
                at.append(value)
            else:
                cast("Any", at)[step] = value
            return
        if isinstance(at, list) and step == len(at):
            at.append(_container(schema, rest[0], f"--set {path}: {'.'.join(done)}"))
        elif isinstance(at, dict) and at.get(step) is None:
            at[step] = _container(schema, rest[0], f"--set {path}: {'.'.join(done)}")
        at = cast("Any", at)[step]
        items = None if schema is None else schema.items
        fields = {} if schema is None else _fields(schema, definitions)


def _fields(schema: Schema, definitions: Definitions) -> dict[str, Schema]:
    return {name: field.schema for name, field in scope_of(schema, definitions).fields.items()}


def _name(rest: list[str], known: set[str]) -> tuple[str, list[str]]:
    """The longest name that is known at the beginning of the path, else all up to the first dot; and what follows."""
    for end in range(len(rest), 0, -1):
        name = ".".join(rest[:end])
        if name in known:
            return name, rest[end:]
    return rest[0], rest[1:]


def _index(held: list[Any], rest: list[str], here: str) -> int:
    """The item that a path names, or the place after the last."""
    if not (rest[0].isascii() and rest[0].isdigit()):
        raise ValueError(f"{here} is a list: a number names the item, 0 the first, not {rest[0] or 'nothing'}")
    index = int(rest[0]) if len(rest[0]) < 10 else len(held) + 1
    if index > len(held):
        raise ValueError(f"{here} has {number(len(held), 'item')} so far: the next is {len(held)}, not {rest[0]}")
    return index


def _container(schema: Schema | None, step: str, here: str) -> Any:
    """An empty list or object for what is not there yet, as the model has it; else by what the next step looks like."""
    types = None if schema is None else schema.value_types()
    counts = step.isascii() and step.isdigit()
    if types is None:
        return [] if counts else {}
    if "array" in types and (counts or "object" not in types):
        return []
    if "object" in types:
        return {}
    raise ValueError(f"{here} is {' or '.join(types)}, which has no fields")


def _value(text: str, schema: Schema | None) -> Any:
    values = None if schema is None else schema.values()
    if schema is not None and schema.types == ("string",):
        return text
    if values and all(isinstance(value, str) for value in values):
        return text
    try:
        return json.loads(text, parse_constant=_no_number)
    except ValueError:
        return text


def _no_number(word: str) -> Any:
    raise ValueError(f"JSON has no {word}")
