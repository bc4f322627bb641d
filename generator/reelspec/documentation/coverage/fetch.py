"""Fetching a page by its address, with httpx; the only file of this package that touches the network. Captures call it.

A page that has not changed since (RFC 9110, section 8.8: ETag, Last-Modified) is taken from the user's cache folder,
never from the repository: a page's text is somebody else's.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import closing, suppress
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

from reelspec.common.bounds import (
    Backend,
    Body,
    DeadlineExceeded,
    DecodingError,
    Timeouts,
    TooLarge,
    accepted,
    bound,
)
from reelspec.common.files import read_file, replace_file
from reelspec.documentation.pages.decoding import decoded

if TYPE_CHECKING:
    import httpx

MOST_BYTES = 8 * 1024 * 1024
"""The largest page that is read, in bytes after decompression."""
MOST_REDIRECTS = 5
SECONDS = 20.0
"""The longest wait for a connection, or for the next bytes."""
MOST_SECONDS = 120.0
"""The longest that one page may take as a whole."""


class Unfetched(ValueError):
    """A page that could not be fetched; the message says which and why, in one line."""


@dataclass(frozen=True)
class _Kept:
    """What the cache holds of an address."""

    text: str
    etag: bytes
    modified: bytes


def is_address(given: str) -> bool:
    """Whether an argument is an address rather than a path."""
    return "://" in given


class Fetched(NamedTuple):
    """A page: its text, and its address, which is another than was asked for where it has moved for good."""

    text: str
    address: str


def fetch(address: str, cache: Path | None = None) -> str:
    """The text of the page at an address; as `fetch_page`."""
    return fetch_page(address, cache).text


def fetch_page(address: str, cache: Path | None = None) -> Fetched:
    """The page at an http or https address: text, Markdown or HTML.

    cache: the folder that remembers pages between calls; None = `cache_folder()`.
    Raises Unfetched: offline, a timeout, an HTTP error, more than 8 MiB, another scheme, a redirect to another host or
    more than five, an answer that is no text.
    """
    import time

    import httpx

    folder = cache_folder() if cache is None else cache
    kept = _kept(folder, address)
    headers = [(b"Accept", b"text/markdown, text/plain;q=0.9, */*;q=0.1"), (b"User-Agent", b"reelspec")]
    if kept is not None and kept.etag:
        headers.append((b"If-None-Match", kept.etag))
    elif kept is not None and kept.modified:
        headers.append((b"If-Modified-Since", kept.modified))
    at = home = _checked(address, address)
    timeouts = Timeouts(SECONDS, time.monotonic() + MOST_SECONDS, time.monotonic)
    try:
        with httpx.Client() as client:
            bound(client, Backend)
            client.headers["Accept-Encoding"] = accepted(client.headers["Accept-Encoding"])
            for _ in range(MOST_REDIRECTS + 1):
                request = client.build_request("GET", at, headers=headers)
                request.extensions["timeout"] = timeouts
                with closing(client.send(request, stream=True)) as answer:
                    if answer.has_redirect_location:
                        to = _redirected(address, at, answer.headers.get("location", ""))
                        home = to if home == at and answer.status_code in (301, 308) else home
                        at = to
                        continue
                    if answer.status_code == 304 and kept is not None:
                        return Fetched(kept.text, home)
                    if answer.status_code != 200:
                        raise Unfetched(f"{address}: the server answers {answer.status_code}")
                    text = _text(address, answer)
                    _keep(folder, address, _Kept(text, _raw(answer, b"etag"), _raw(answer, b"last-modified")))
                    return Fetched(text, home)
    except (DeadlineExceeded, httpx.TimeoutException):
        whole = f"the page was not whole within {MOST_SECONDS:g} seconds"
        problem = whole if timeouts.left() <= 0 else f"no answer within {SECONDS:g} seconds"
        raise Unfetched(f"{address}: {problem}") from None
    except (TooLarge, DecodingError) as error:
        raise Unfetched(f"{address}: {error}") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unfetched(f"{address}: it cannot be reached ({error or type(error).__name__})") from None
    raise Unfetched(f"{address}: more than {MOST_REDIRECTS} redirects")


def _checked(address: str, given: str) -> str:
    try:
        parts = urlsplit(given)
        host = parts.hostname
        parts.port  # noqa: B018 - it raises ValueError for a port that is none
    except ValueError as error:
        raise Unfetched(f"{address}: no address ({error})") from None
    if parts.scheme not in ("http", "https"):
        raise Unfetched(f"{address}: only http and https addresses are fetched")
    if not host:
        raise Unfetched(f"{address}: the address has no host")
    if parts.username is not None or parts.password is not None:
        raise Unfetched(f"{host}: an address with a user's name or password in it is not fetched")
    return given


def _redirected(address: str, at: str, location: str) -> str:
    """Where a redirect leads: on the same host, and never back from https to http."""
    to = _checked(address, urljoin(at, location))
    was, now = urlsplit(at), urlsplit(to)
    if was.hostname != now.hostname:
        raise Unfetched(f"{address}: it has moved to {now.hostname}; if that is right, give the address {to}")
    if (was.scheme, now.scheme) == ("https", "http"):
        raise Unfetched(f"{address}: it redirects from https to http")
    return to


def _raw(answer: httpx.Response, name: bytes) -> bytes:
    """The first value of a header as it came, b"" without one: an ETag may hold any byte over 127 (RFC 9110, section 8.8.3)."""
    return next((value for key, value in answer.headers.raw if key.lower() == name), b"")


def _text(address: str, answer: httpx.Response) -> str:
    body = Body(answer.headers.get_list("content-encoding", split_commas=True))
    data = bytearray()
    arrived = 0
    for piece in answer.iter_raw():
        arrived += len(piece)
        for part in chain((b"",), body.decoded(piece)):
            data += part
            if max(arrived, len(data)) > MOST_BYTES:
                raise Unfetched(f"{address}: the page has more than {MOST_BYTES // 1024 // 1024} MiB")
    body.end()
    try:
        return decoded(bytes(data), answer.charset_encoding)
    except ValueError:
        raise Unfetched(f"{address}: the answer is no text in UTF-8") from None


# What is remembered


def cache_folder() -> Path:
    """The user's folder for pages: below $XDG_CACHE_HOME, %LOCALAPPDATA% on Windows, else ~/.cache."""
    base = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", "")
    return (Path(base) if os.path.isabs(base) else Path(os.path.expanduser("~"), ".cache")) / "reelspec" / "pages"


def _file(folder: Path, address: str) -> Path:
    return folder / f"{sha256(address.encode('utf-8', 'surrogatepass')).hexdigest()}.json"


def _kept(folder: Path, address: str) -> _Kept | None:
    try:
        cached = json.loads(read_file(_file(folder, address)))
    except (OSError, ValueError, RecursionError):
        return None
    match cached:
        case {
            "address": cached_address,
            "text": str(text),
            "etag": str() | None as etag,
            "modified": str() | None as modified,
        } if cached_address == address:
            with suppress(UnicodeEncodeError):
                return _Kept(text, (etag or "").encode("latin-1"), (modified or "").encode("latin-1"))
    return None


def _keep(folder: Path, address: str, page: _Kept) -> None:
    """Remember a page; a cache that cannot be written is no reason to stop."""
    file = _file(folder, address)
    if not (page.etag or page.modified):
        return
    etag, modified = page.etag.decode("latin-1"), page.modified.decode("latin-1")
    content = json.dumps({"address": address, "etag": etag, "modified": modified, "text": page.text})
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        replace_file(file, content.encode())
