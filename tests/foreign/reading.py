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
    return [_part(one) for one in message.get_payload() if isinstance(one, Message)]


def _part(one: Message) -> Part:
    assert not one.defects and one.get_content_disposition() == "form-data"
    content = one.get_payload(decode=True)
    assert isinstance(content, bytes)
    known = ("content-disposition", "content-type")
    others = tuple((name, value) for name, value in one.items() if name.lower() not in known)
    name = one.get_param("name", header="content-disposition")
    return Part(str(name), content, one.get_filename(), one["content-type"], others)


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
