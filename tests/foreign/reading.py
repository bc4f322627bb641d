"""Requests as libraries that are none of ours read them: parts by `email`, forms by `urllib.parse`."""

from __future__ import annotations

import json
from email.message import Message
from email.parser import BytesParser
from typing import Any, NamedTuple
from urllib.parse import parse_qsl


class Part(NamedTuple):
    """A part as it arrived."""

    name: str
    content: bytes
    filename: str | None = None
    media_type: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


def parts(seen: Any) -> list[Part]:
    """The parts of a request."""
    kind = seen.headers["content-type"]
    message = BytesParser().parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + seen.content)
    assert message.is_multipart() and not message.defects
    return [_part(part) for part in message.get_payload() if isinstance(part, Message)]


def _part(part: Message) -> Part:
    assert not part.defects and part.get_content_disposition() == "form-data"
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    known = ("content-disposition", "content-type")
    others = tuple((name, value) for name, value in part.items() if name.lower() not in known)
    name = part.get_param("name", header="content-disposition")
    return Part(str(name), content, part.get_filename(), part["content-type"], others)


def fields(seen: Any) -> list[tuple[str, str]]:
    """The fields of a form."""
    assert seen.headers["content-type"] == "application/x-www-form-urlencoded"
    return parse_qsl(seen.content.decode("ascii"), keep_blank_values=True, strict_parsing=True)


def query(seen: Any) -> list[tuple[str, str]]:
    """The parameters of an address."""
    return parse_qsl(seen.target.partition("?")[2], keep_blank_values=True)


def body(seen: Any) -> Any:
    """The JSON of a request."""
    return json.loads(seen.content)
