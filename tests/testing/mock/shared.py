"""What the tests of the mock share: providers of the repository and made-up ones, and answers held against their schemas.

The answers are judged by jsonschema with the bundled OpenAPI document, which knows nothing of how the mock made them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from reelspec.codegen.openapi import openapi_document
from reelspec.language.contract.model import Contract, Provider
from reelspec.language.parser.load import load
from reelspec.testing.mock import Mock, Reply, Request
from reelspec.testing.mock.errors import response_for
from tests.support import build_files

ROOT = Path(__file__).parents[3]
IMAGE_TO_VIDEO = {"model": "wan2.7-i2v", "image": "https://example.com/a.png", "prompt": "A boat sails."}
TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
TEXT_TO_VIDEO = {"model": "wan2.7", "prompt": "A boat sails."}


@cache
def repository() -> Contract:
    """The contract of this repository's specs."""
    return load(ROOT)


def powertokens(**options: Any) -> Mock:
    """A mock of the repository's first provider."""
    return Mock(repository(), ["powertokens"], **options)


def apimart(**options: Any) -> Mock:
    """A mock of the one that wraps its answers."""
    return Mock(repository(), ["apimart"], **options)


def foreign(document: Mapping[str, Any], name: str = "shop") -> Contract:
    """The contract of one whole OpenAPI document."""
    return build_files({f"specs/{name}/openapi.json": json.dumps(document)}).contract


def content(schema: Any, media_type: str = "application/json") -> dict[str, Any]:
    """A response of one media type."""
    return {"description": "An answer.", "content": {media_type: {"schema": schema}}}


def document(paths: Any, **components: Any) -> dict[str, Any]:
    """An OpenAPI document."""
    security = components.pop("security", None)
    whole = {"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}, "paths": paths, "components": components}
    return whole if security is None else {**whole, "security": security}


def task_shape(
    answer: Any, polled: Any, task: Any, *, parameter: Any = None, path: str = "/jobs/{job}", status: str = "200"
) -> dict[str, Any]:
    """A provider with one creation and one poll."""
    asked = parameter or {"name": "job", "in": "path", "required": True, "schema": TEXT}
    body = {"content": {"application/json": {"schema": {"type": "object", "properties": {"prompt": TEXT}}}}}
    create = {"operationId": "make", "requestBody": body, "responses": {status: content(answer)}, "x-task": task}
    poll = {"operationId": "ask", "parameters": [asked], "responses": {"200": content(polled)}}
    return document({"/jobs": {"post": create}, path: {"get": poll}})


class Caller:
    """Asks a mock, with a key, and holds every answer against what the provider's document says of it."""

    def __init__(self, mock: Mock, headers: Mapping[str, str] | None = None) -> None:
        self.mock = mock
        self.headers = {"authorization": "Bearer key-1"} if headers is None else dict(headers)

    def __call__(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        described: bool = True,
    ) -> Any:
        """The reply. described: it must be one that the operation's responses describe."""
        sent = b"" if body is None else json.dumps(body).encode()
        sent = sent if content is None else content
        given = {**self.headers, **({"content-type": "application/json"} if sent else {}), **(headers or {})}
        target, _, query = path.partition("?")
        reply = self.mock.handle(Request(method, target, query, tuple(given.items()), sent, "http://mock"))
        if described:
            self.check(method, target, reply, query)
        return reply

    def check(self, method: str, path: str, reply: Reply, query: str = "") -> None:
        """The reply is as the document says."""
        found = self.mock._router.find(method, path, query)
        assert found is not None and not isinstance(found, tuple)
        response = response_for(found.operation, reply.status)
        if response is None or not any("json" in one.media_type for one in response.contents):
            return
        media_type = dict(reply.headers)["content-type"]
        assert any(media_type == one.media_type for one in response.contents), media_type
        validator = judge(found.provider, found.operation.path, method.lower(), response.status, media_type)
        errors = [error.message for error in validator.iter_errors(reply.json)]
        assert not errors, (reply.json, errors)


_judges: dict[tuple[int, str, str, str, str], Draft202012Validator] = {}
_documents: dict[int, tuple[Provider, dict[str, Any]]] = {}


def judge(provider: Provider, path: str, method: str, status: str, media_type: str) -> Draft202012Validator:
    """What judges the bodies of one response."""
    key = (id(provider), path, method, status, media_type)
    if key not in _judges:
        if id(provider) not in _documents:
            _documents[id(provider)] = (provider, openapi_document(provider))
        document = _documents[id(provider)][1]
        response = document["paths"][path][method]["responses"][status]
        while "$ref" in response:
            response = document["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
        schema = response["content"][media_type].get("schema", {})
        whole = {"allOf": [schema], "components": document["components"]}
        _judges[key] = Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return _judges[key]
