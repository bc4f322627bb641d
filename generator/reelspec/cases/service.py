"""What stands around the cases of a provider: its operations, their answers and the life of its tasks, as data for any language.

`cases/<provider>.json` is what `templates/cases/service.schema.json` describes. With it a program that knows nothing of
reelspec sends the cases, tells a right answer by a JSON Schema, and follows a task to its end.
"""

from __future__ import annotations

from reelspec.language.contract.jsonpath import Path, written
from reelspec.language.contract.model import Operation, Provider
from reelspec.language.contract.schema import Schema, subschemas
from reelspec.language.rules.lowering import schema_json
from reelspec.language.rules.tasks import PAUSES, STATES, Life, key_of, life_of, retry_of
from reelspec.language.source.node import Json

VERSION = 1
"""The version of the format. A reader of another one stops."""


def service_document(provider: Provider) -> dict[str, Json]:
    """What a provider's file holds, as JSON values."""
    wanted = dict.fromkeys(name for model in provider.models for name in model.operations)
    for name in list(wanted):
        life = life_of(next(operation for operation in provider.operations if operation.id == name), provider)
        for other in (life.poll, life.content) if life is not None else ():
            if other is not None:
                wanted[other.id] = None
    operations = [operation for operation in provider.operations if operation.id in wanted]
    return {
        "$schema": "service.schema.json",
        "version": VERSION,
        "provider": provider.name,
        "servers": list(provider.servers),
        "authentication": {
            name: scheme
            for name, scheme in provider.security_schemes.items()
            if any(name in operation.security for operation in operations)
        },
        "operations": {operation.id: _operation(operation, provider) for operation in operations},
        "$defs": _definitions(operations, provider),
    }


def _operation(operation: Operation, provider: Provider) -> dict[str, Json]:
    retry = retry_of(operation)
    out: dict[str, Json] = {
        "method": operation.method.upper(),
        "path": operation.path,
        "paid": operation.extensions.get("x-paid") is True,
        "authentication": list(operation.security),
        "not_accepted": list(retry.statuses),
        "responses": {
            response.status: {
                content.media_type: {} if content.schema is None else _schema(content.schema)
                for content in response.contents
            }
            for response in operation.responses
        },
    }
    if retry.header:
        out["idempotency_header"] = retry.header
    life = life_of(operation, provider)
    if life is not None:
        out["task"] = _task(life)
    return out


def _task(life: Life) -> dict[str, Json]:
    """`x-task` with nothing left to be known besides, and what no right server does."""
    out: dict[str, Json] = {
        "id": _paths(life.id),
        "accepted": {name: list(values) for name, values in life.accepted.items()},
    }
    never = ["no-id"]
    if life.poll is not None:
        key = key_of(life.poll)
        out["poll"] = {
            "operation": life.poll.id,
            "parameter": None if key is None else {"in": key.location, "name": key.name},
            "delay": {name: life.delay.get(name, PAUSES[name]) for name in PAUSES},
        }
        out["status"] = _paths(life.status)
        out["words"] = {state: list(life.words(state)) for state in STATES}
        never += ["no-status", "state-after-end"]
    for name, paths in (("progress", life.progress), ("result", life.result), ("error", life.error)):
        if paths:
            out[name] = _paths(paths)
    if life.progress:
        never.append("falling-progress")
    if life.result:
        never.append("success-without-result")
    if life.content is not None:
        out["content"] = life.content.id
    out["never"] = list(never)
    return out


def _paths(paths: tuple[Path, ...]) -> list[Json]:
    return [written(path) for path in paths]


def _schema(schema: Schema) -> Json:
    return schema_json(schema, leave_out=frozenset(["discriminator"]))


def _definitions(operations: list[Operation], provider: Provider) -> dict[str, Json]:
    """What the schemas of answers refer to."""
    requests: dict[str, Json] = {}
    waiting = [
        content.schema
        for operation in operations
        for response in operation.responses
        for content in response.contents
        if content.schema is not None
    ]
    while waiting:
        schema = waiting.pop()
        if schema.ref is not None and schema.ref not in requests:
            target = provider.definitions[schema.ref]
            requests[schema.ref] = _schema(target)
            waiting.append(target)
        waiting += [inner for _, inner in subschemas(schema)]
    return dict(sorted(requests.items()))
