"""The lines of a new provider's openapi.yaml and documents.yaml, and of an added operation. `drafting` calls it."""

from __future__ import annotations

from collections.abc import Mapping

from reelspec.documentation.pages.page import Page
from reelspec.documentation.scaffold.drafted import Lines, plain_lines, schema_lines, todo_line
from reelspec.documentation.scaffold.operation import Drawn
from reelspec.language.source.node import Json
from reelspec.language.source.written import comment, flow, member, quoted, scalar

_TASK = """\
# TODO: how the task is followed; JSONPath into the answers
# x-task:
#   id: $.id
#   poll: videos.retrieve
#   status: $.status
#   succeeded: [succeeded]
#   failed: [failed]
#   result: $.url"""


def openapi_lines(title: str, document: str, file: str, discriminator: str | None, operation: Drawn) -> Lines:
    """An OpenAPI document with one operation, which takes one model file."""
    schemes: Mapping[str, Mapping[str, Json]] = operation.schemes or {"key": {"type": "http", "scheme": "bearer"}}
    security: list[Json] = [{"key": []}] if operation.security is None else operation.security
    lines = plain_lines(
        [
            "openapi: 3.1.0",
            "jsonSchemaDialect: https://json-schema.org/draft/2020-12/schema",
            f'info: {{title: {scalar(title)}, version: "1"}}',
            f"x-source: {{document: {scalar(document)}}}",
            "servers:",
        ]
    )
    if not operation.servers:
        lines += plain_lines(["  - url: https://api.example.com # TODO"])
    lines += plain_lines(f"  - url: {scalar(server)}" for server in operation.servers)
    lines += plain_lines(
        ["security:", *(f"  - {_demand(demand)}" for demand in security)] if security else ["security: []"]
    )
    path = operation.path
    lines += plain_lines(["paths:", f"  {scalar(path or '/v1/videos')}:{'' if path else ' # TODO'}"])
    lines += operation_lines(operation, operation.name or "videos.create", reference_lines(file, discriminator), 4)
    lines += plain_lines(["components:", "  securitySchemes:"])
    lines += plain_lines(f"    {scalar(name)}: {flow(dict(scheme))}" for name, scheme in schemes.items())
    return lines


def _demand(demand: Json) -> str:
    if isinstance(demand, dict) and len(demand) == 1:
        ((name, scopes),) = demand.items()
        return f"{scalar(name)}: {flow(scopes)}"
    return flow(demand)


def reference_lines(file: str, discriminator: str | None) -> list[str]:
    """The schema of a body that takes a model file."""
    reference = f"$ref: {scalar(f'models/{file}')}"
    if discriminator is None:
        return [reference]
    return ["oneOf:", f"  - {reference}", f"discriminator: {{propertyName: {scalar(discriminator)}}}"]


def operation_lines(operation: Drawn, name: str, body: list[str], indent: int, source: str | None = None) -> Lines:
    """An operation below its path. name: its id; body: the lines of its body's schema; source: the document, where the
    file's own is another."""
    space = " " * indent
    lines = plain_lines([f"{space}{operation.sent_by}:", f"{space}  operationId: {scalar(name)}"])
    if operation.deprecated:
        lines += plain_lines([f"{space}  deprecated: true"])
    if source is not None:
        lines += plain_lines([f"{space}  x-source: {{document: {scalar(source)}}}"])
    lines += plain_lines(
        [
            f"{space}  x-paid: true # it costs money: it is sent again only when it certainly was not accepted",
            *(f"{space}  {word}" for word in _TASK.split("\n")),
        ]
    )
    lines += [todo_line(todo, indent + 2) for todo in operation.todos]
    if operation.parameters:
        lines += plain_lines([f"{space}  parameters:"])
    for parameter in operation.parameters:
        head = f"{space}    - name: {scalar(parameter.name)}"
        lines += plain_lines(
            [head, f"{space}      in: {parameter.place}", f"{space}      required: {flow(parameter.required)}"]
        )
        lines += plain_lines([f"{space}      schema:"])
        lines += schema_lines(parameter.schema, indent + 8)
    lines += plain_lines(
        [
            f"{space}  requestBody:",
            f"{space}    required: true",
            f"{space}    content:",
            f"{space}      {scalar(operation.media)}:",
            f"{space}        schema:",
            *(f"{space}          {line}" for line in body),
            f"{space}  responses:",
        ]
    )
    if not operation.answers:
        lines += plain_lines(
            [
                f'{space}    "200":',
                f"{space}      description: The task was accepted.",
                f'{space}      # TODO: content: {{application/json: {{schema: {{$ref: "#/components/schemas/Task"}}}}}}',
            ]
        )
    for answer in operation.answers:
        description = "The request was accepted." if answer.status.startswith("2") else "The request was refused."
        lines += plain_lines([f"{space}    {quoted(answer.status)}:", f"{space}      description: {description}"])
        lines += [todo_line(todo, indent + 6) for todo in answer.todos]
        if answer.schema is not None:
            media = scalar(answer.media)
            lines += plain_lines([f"{space}      content:", f"{space}        {media}:", f"{space}          schema:"])
            lines += schema_lines(answer.schema, indent + 12)
    return lines


# documents.yaml


def document_entry(
    identity: str,
    title: str,
    page: Page | None,
    address: str | None,
    file: str | None,
    declared: Mapping[str, Json],
) -> dict[str, Json]:
    """The entry of documents.yaml. declared: claims, statements set aside, differences."""
    entry: dict[str, Json] = {"id": identity, "title": title}
    if address is not None:
        entry["address"] = address
    if file is not None and page is not None:
        entry["page"] = file
    return {**entry, **declared}


def documents_lines(entry: dict[str, Json], name: str) -> list[str]:
    """A documents.yaml with one entry."""
    lines = [comment(f"Where the facts below {name}/ come from.", 0), "documents:"]
    for at, (key, value) in enumerate(entry.items()):
        lines += [
            f"  {'- ' if at == 0 else '  '}{line}" if first else f"    {line}" for first, line in member(key, value)
        ]
        if key == "title" and "address" not in entry:
            lines.append("    # TODO: address: https://…")
    return lines
