"""The extensions of operations: `x-paid`, `x-retry` and `x-task`. Called by `language.parser.openapi`."""

from __future__ import annotations

import re

from reelspec.language.contract.jsonpath import steps
from reelspec.language.contract.keywords import hint, unknown_members
from reelspec.language.contract.model import Operation
from reelspec.language.contract.schema import Source
from reelspec.language.parser.schemas import SchemaReader
from reelspec.language.rules.tasks import PAUSES, STATES
from reelspec.language.source.node import Json, Node

_TASK = ("id", "accepted", "poll", "status", "progress", "result", "content", "error", "delay", *STATES)

_RETRY = ("statuses", "idempotency-header")
_ENTRY = ("status", "source")


def read_extensions(reader: SchemaReader, node: Node, source: Source | None) -> dict[str, Json]:
    """What `node`, an operation, says of money and of its task; noted where it is wrong."""
    extensions: dict[str, Json] = {}
    paid = node.get("x-paid")
    if paid is not None:
        if paid.kind != "boolean":
            _wrong(reader, paid, "x-paid is true or false")
        extensions["x-paid"] = paid.value
    retry = node.get("x-retry")
    if retry is not None:
        _retry(reader, retry, source)
        extensions["x-retry"] = retry.value
    task = node.get("x-task")
    if task is not None:
        _task(reader, task)
        extensions["x-task"] = task.value
    return extensions


def _retry(reader: SchemaReader, node: Node, source: Source | None) -> None:
    """`x-retry`: a list of {status, source}, or {statuses: [...], idempotency-header: name}."""
    entries = node
    if node.kind == "object":
        for value, message in unknown_members(node, _RETRY, "x-retry has statuses and idempotency-header, not"):
            _wrong(reader, value, message, key=True)
        header = node.get("idempotency-header")
        if header is not None and (header.kind != "string" or not re.fullmatch(r"[A-Za-z0-9-]+", str(header.value))):
            _wrong(reader, header, "idempotency-header is the name of a header")
        statuses = node.get("statuses")
        if statuses is None:
            return
        entries = statuses
    if entries.kind != "array":
        _wrong(reader, entries, "x-retry is a list of {status, source}")
    for entry in entries.elements():
        status = entry.get("status")
        if status is None or status.kind != "integer":
            _wrong(reader, entry, "an entry of x-retry needs a status code and its source")
            continue
        if not isinstance(status.value, int) or not 100 <= status.value <= 599:
            _wrong(reader, status, f"there is no status {status.value}; HTTP has 100 to 599")
        for value, message in unknown_members(entry, _ENTRY, "an entry of x-retry has a status and a source, not"):
            _wrong(reader, value, message, key=True)
        reader.source(entry.get("source"), source)


def _task(reader: SchemaReader, node: Node) -> None:
    """`x-task`: how the task that an operation creates is followed."""
    if node.kind != "object":
        _wrong(reader, node, "x-task is a mapping")
        return
    words: dict[Json, Node] = {}
    for value, message in unknown_members(node, _TASK, "x-task has no member"):
        _wrong(reader, value, message, key=True)
    for key, value in node.items():
        if key in ("id", "status", "progress", "result", "error"):
            for path in [value] if value.kind == "string" else list(value.elements()) or [value]:
                if path.kind != "string" or steps(str(path.value)) is None:
                    _wrong(
                        reader,
                        path,
                        f"{key} is a JSONPath such as $.data[0].id (names, indexes and [*]) or a list of them",
                    )
        elif key in STATES:
            if value.kind != "array" or not all(item.kind == "string" for item in value.elements()):
                _wrong(reader, value, f"{key} is a list of status words")
            for word in value.elements():
                if word.kind == "string" and word.value in words:
                    _wrong(reader, word, f"the status {word.value} stands at {words[word.value].place} already")
                if word.kind == "string":
                    words[word.value] = word
        elif key == "accepted":
            _accepted(reader, value)
        elif key == "delay":
            _delay(reader, value)
    if node.get("id") is None:
        _wrong(reader, node, "x-task must say where the task's id stands")
    if node.get("poll") is not None and (node.get("status") is None or node.get("succeeded") is None):
        _wrong(reader, node, "a task that is polled needs `status` and `succeeded`")


def _accepted(reader: SchemaReader, node: Node) -> None:
    """`accepted` of x-task: fields of the answer, each with the value or the values that mean "accepted"."""
    if node.kind != "object":
        _wrong(reader, node, "accepted is a condition on the answer: a field and its value, as in {code: 200}")
        return
    for name, value in node.items():
        values = list(value.elements()) if value.kind == "array" else [value]
        if not values or any(item.kind in ("object", "array") for item in values):
            _wrong(reader, value, f"{name} is the value, or the list of values, that means accepted")


def _delay(reader: SchemaReader, node: Node) -> None:
    """`delay` of x-task: {first, factor, most}, seconds and how they grow."""
    if node.kind != "object":
        _wrong(reader, node, "delay is a mapping: {first: seconds, factor: growth, most: seconds}")
        return
    for value, message in unknown_members(node, tuple(PAUSES), "delay has first, factor and most, not"):
        _wrong(reader, value, message, key=True)
    for key, value in node.items():
        if key not in PAUSES:
            continue
        number = value.value
        if isinstance(number, bool) or not isinstance(number, int | float):
            _wrong(reader, value, f"{key} is a number")
        elif key == "factor" and not 1 <= number <= 10:
            _wrong(reader, value, "factor is how pauses grow, from 1 to 10")
        elif key != "factor" and not 0 < number <= 3600:
            _wrong(reader, value, f"{key} is in seconds, more than 0 and at most 3600")
    first, most = (node.get(key) for key in ("first", "most"))
    if first is not None and most is not None:
        least, greatest = first.value, most.value
        if isinstance(least, int | float) and isinstance(greatest, int | float) and least > greatest:
            _wrong(reader, most, "the longest pause, most, is shorter than the first")


def check_links(reader: SchemaReader, operation: Operation, ids: dict[str, Node]) -> None:
    """The operations that `x-task` names exist."""
    task = None if operation.node is None else operation.node.get("x-task")
    for name in ("poll", "content"):
        named = None if task is None else task.get(name)
        if named is not None and named.value not in ids:
            _wrong(reader, named, f"there is no operation {named.value}{hint(str(named.value), ids)}")


def _wrong(reader: SchemaReader, node: Node, message: str, *, key: bool = False) -> None:
    reader.problem(node, message, "openapi", key=key)
