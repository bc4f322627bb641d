"""Requests and replies of the mock without any input or output: what its servers and transports hand over and get back."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from reelspec.language.source.node import Json

MOST_BODY = 64 * 1024 * 1024
"""The largest request body that is read, in bytes: pictures travel as Base64."""


@dataclass(frozen=True)
class Request:
    """A request as it arrived. path: percent-encoded, without the query. headers: names in small letters.

    base_url: scheme, host and port that the client used, so that addresses in answers lead back here.
    """

    method: str
    path: str
    query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    base_url: str = "http://127.0.0.1"

    def header(self, name: str) -> str | None:
        """The first header of that name (small letters)."""
        return next((value for key, value in self.headers if key == name), None)


@dataclass(frozen=True)
class Delivery:
    """How a reply goes out, where it does not go out whole and at once. Seconds are the clock's.

    delay: before the first byte. piece, pause: bytes that go out together, and seconds between them; 0 = all at once.
    keep: how many bytes of the body go out before the connection is closed, None for all. reset: the connection is
    reset and nothing goes out. refuse: after this reply the port is closed for so many seconds.
    """

    delay: float = 0.0
    piece: int = 0
    pause: float = 0.0
    keep: int | None = None
    reset: bool = False
    refuse: float = 0.0


PLAIN = Delivery()


@dataclass
class Reply:
    """An answer. headers: without content-length, which whoever sends it adds."""

    status: int
    body: bytes = b""
    headers: list[tuple[str, str]] = field(default_factory=list)
    delivery: Delivery = PLAIN

    @property
    def json(self) -> Json:
        """The body as JSON. Raises ValueError when it is none."""
        data: Json = json.loads(self.body)
        return data


def json_reply(status: int, value: Json, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    """A reply with a JSON body."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
    return Reply(status, body, [("content-type", "application/json"), *headers])
