"""Forms as they arrive: fields in the code of addresses and parts (RFC 7578), read back as the values that their schemas say."""

from __future__ import annotations

from collections.abc import Iterable
from email.parser import HeaderParser
from typing import NamedTuple
from urllib.parse import parse_qsl

from reelspec.language.contract.media import essence, is_json
from reelspec.language.contract.model import Content, Encoding, Model, Parameter
from reelspec.language.contract.schema import Definitions, Schema
from reelspec.language.contract.scope import resolved, scope_of
from reelspec.language.source.node import Json
from reelspec.testing.mock.bodies import UnreadableBody, read_json
from reelspec.testing.mock.parameters import read_parameter

_MOST_FIELDS = 10_000


class _Part(NamedTuple):
    """A field as it was sent. media_type: of a part that says it."""

    name: str
    text: str
    media_type: str = ""


def read_form(
    body: bytes, content_type: str, content: Content, models: Iterable[Model], definitions: Definitions
) -> dict[str, Json]:
    """The fields of a form; bytes are a text of as many characters. models: those that may judge it. Raises UnreadableBody."""
    parts = _parts(body, content_type) if essence(content_type).startswith("multipart/") else _pairs(body)
    schemas: dict[str, Schema] = {}
    for model in models:
        for name, field in scope_of(model.schema, definitions).fields.items():
            schemas.setdefault(name, field.schema)
    fields: dict[str, Json] = {}
    pairs = [(part.name, part.text) for part in parts]
    for name, schema in schemas.items():
        mine = [part for part in parts if part.name == name]
        as_json = any(is_json(part.media_type) for part in mine)
        parameter = _parameter(name, schema, content.encoding.get(name), definitions, as_json=as_json)
        read = read_parameter(parameter, pairs, definitions)
        if read is not None:
            fields[name] = read[0]
    for part in parts:
        deep = part.name.partition("[")[0]
        if part.name not in schemas and deep not in fields:
            fields.setdefault(part.name, read_json(part.text.encode()) if is_json(part.media_type) else part.text)
    return fields


def _parameter(
    name: str, schema: Schema, encoding: Encoding | None, definitions: Definitions, *, as_json: bool
) -> Parameter:
    """A field as the query parameter that is written alike (OpenAPI 3.1.1, Encoding Object)."""
    if encoding is not None and encoding.style is not None:
        return Parameter(name, "query", False, schema, encoding.style, encoding.explode)
    whole = resolved(schema, definitions)
    items = None if whole.items is None else resolved(whole.items, definitions)
    nested = "object" in (whole.types or ()) or (
        items is not None and bool({"object", "array"} & {*(items.types or ())})
    )
    if encoding is not None and encoding.content_type:
        nested = is_json(encoding.content_type)
    return Parameter(name, "query", False, schema, "json" if as_json or nested else "")


def _pairs(body: bytes) -> list[_Part]:
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise UnreadableBody(f"the form cannot be read: {error}") from None
    return [_Part(name, text) for name, text in pairs]


def _parts(body: bytes, content_type: str) -> list[_Part]:
    boundary = HeaderParser().parsestr(f"Content-Type: {content_type}\n\n").get_boundary()
    if not boundary:
        raise UnreadableBody("the content type names no boundary between the parts")
    _, *pieces = (b"\r\n" + body).split(f"\r\n--{boundary}".encode("utf-8", "surrogateescape"))
    if not pieces or not pieces[-1].startswith(b"--") or len(pieces) > _MOST_FIELDS:
        raise UnreadableBody("the parts do not end with the boundary that the content type names")
    texts = []
    for piece in pieces[:-1]:
        head, _, content = piece.partition(b"\r\n\r\n")
        lines = HeaderParser().parsestr(head.decode("utf-8", "replace").lstrip("\r\n"))
        name = lines.get_param("name", header="content-disposition")
        if not isinstance(name, str):
            raise UnreadableBody("a part has no name")
        is_file = lines.get_param("filename", header="content-disposition") is not None
        kind = lines.get("content-type", "")
        try:
            text = content.decode("latin-1" if is_file else "utf-8")
        except UnicodeDecodeError:
            text = content.decode("latin-1")
        texts.append(_Part(name, text, "" if is_file else kind))
    return texts
