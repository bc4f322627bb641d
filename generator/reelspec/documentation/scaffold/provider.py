"""The texts of a new provider's openapi.yaml and documents.yaml. `drafting` calls it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from reelspec.documentation.pages.page import Endpoint, Page
from reelspec.language.source.node import Json
from reelspec.language.source.written import comment, flow, quoted, scalar

_PATH = re.compile(r"(?:/[A-Za-z0-9._~-]{1,80}){1,12}/?")

_OPENAPI = """\
openapi: 3.1.0
jsonSchemaDialect: https://json-schema.org/draft/2020-12/schema
info: {{title: {title}, version: "1"}}
x-source: {{document: {document}}}
servers:
  - url: {server}{server_note}
security:
  - key: []
paths:
  {path}:{path_note}
    {method}:
      operationId: videos.create
      x-paid: true # it costs money: it is sent again only when it certainly was not accepted
      # x-task: # how the task is followed; JSONPath into the answers
      #   id: $.id
      #   poll: videos.retrieve
      #   status: $.status
      #   succeeded: [succeeded]
      #   failed: [failed]
      #   result: $.url
      requestBody:
        required: true
        content:
          application/json:
            schema:
{schema}
      responses:
        "200":
          description: The task was accepted.
          # TODO: content: {{application/json: {{schema: {{$ref: "#/components/schemas/Task"}}}}}}
components:
  securitySchemes:
    key: {{type: http, scheme: bearer}}
"""


def openapi_text(title: str, document: str, file: str, discriminator: str | None, endpoint: Endpoint | None) -> str:
    """An OpenAPI document with one operation, which takes one model file."""
    reference = f"$ref: {scalar(f'models/{file}')}"
    if discriminator is None:
        schema = [reference]
    else:
        schema = ["oneOf:", f"  - {reference}", f"discriminator: {{propertyName: {scalar(discriminator)}}}"]
    server = None if endpoint is None or endpoint.server is None else _server(endpoint.server)
    path = endpoint.path if endpoint is not None and _PATH.fullmatch(endpoint.path) else None
    method = endpoint.method.lower() if endpoint is not None and path else "post"
    return _OPENAPI.format(
        title=scalar(title),
        document=scalar(document),
        server=server or "https://api.example.com",
        server_note="" if server else " # TODO",
        path=path or "/v1/videos",
        path_note="" if path else " # TODO",
        method=method if method in ("post", "put", "patch") else "post",
        schema="\n".join(f"{' ' * 14}{one}" for one in schema),
    )


def _server(text: str) -> str | None:
    """The server where it is a plain address of a host."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or not re.fullmatch(r"[A-Za-z0-9.-]{1,200}", host):
        return None
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}"


def document_entry(
    identity: str, title: str, page: Page | None, address: str | None, file: str | None
) -> dict[str, Json]:
    """The entry of documents.yaml."""
    entry: dict[str, Json] = {"id": identity, "title": title}
    if address is not None:
        entry["address"] = address
    if file is not None and page is not None:
        entry["page"] = file
    return entry


def documents_text(entry: dict[str, Json], name: str) -> str:
    """A documents.yaml with one entry."""
    lines = [comment(f"Where the facts below {name}/ come from.", 0), "documents:"]
    lines += [f"  {'- ' if at == 0 else '  '}{key}: {_text(value)}" for at, (key, value) in enumerate(entry.items())]
    if "address" not in entry:
        lines.append("    # address: TODO")
    return "\n".join(lines) + "\n"


def _text(value: Json) -> str:
    return quoted(value) if isinstance(value, str) and ":" in value else flow(value)
