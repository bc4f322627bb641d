"""Keys: whether a request carries what the spec's security schemes ask for, and what must not be shown of it."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

from reelspec.language.contract.model import Operation, Provider
from reelspec.language.source.node import Json
from reelspec.testing.mock.messages import Request

HIDDEN = frozenset({"authorization", "proxy-authorization", "cookie"})


def alternatives(provider: Provider, operation: Operation) -> tuple[tuple[str, ...], ...]:
    """The ways to prove oneself: each a set of schemes that go together (OpenAPI 3.1, Security Requirement Object).

    () when the operation asks for nothing.
    """
    requirements = None if operation.node is None else operation.node.get("security")
    if requirements is None and provider.root is not None:
        requirements = provider.root.get("security")
    if requirements is None:
        return ()
    alternatives = tuple(tuple(name for name, _ in requirement.items()) for requirement in requirements.elements())
    return () if () in alternatives else alternatives


def missing_key(provider: Provider, operation: Operation, request: Request, key: str | None) -> str | None:
    """What is missing or wrong, in words; None when the request carries a key. key: the only one that counts, None for any."""
    wrong = None
    for names in alternatives(provider, operation):
        troubles = [_trouble(provider.security_schemes.get(name), request, key) for name in names]
        trouble = next((each for each in troubles if each is not None), None)
        if trouble is None:
            return None
        wrong = wrong or trouble
    return wrong


def _trouble(scheme: Json, request: Request, key: str | None) -> str | None:
    if not isinstance(scheme, dict):
        return None
    kind, where, name = scheme.get("type"), scheme.get("in"), str(scheme.get("name"))
    credential: str | None
    if kind == "mutualTLS":
        return None  # not seen from here
    if kind == "apiKey":
        what = f"the {where} parameter {name}" if where in ("query", "cookie") else f"the header {name}"
        if where == "query":
            credential = dict(parse_qsl(request.query)).get(name)
        elif where == "cookie":
            credential = _cookies(request).get(name)
        else:
            credential = request.header(name.lower())
    else:
        word = str(scheme.get("scheme") or "bearer").lower() if kind == "http" else "bearer"
        what = f"the header Authorization with {word.capitalize()} and the key"
        first, _, rest = (request.header("authorization") or "").strip().partition(" ")
        credential = rest.strip() if first.lower() == word else None
        if credential and word == "basic":
            try:
                credential = base64.b64decode(credential, validate=True).decode()
            except (binascii.Error, UnicodeDecodeError):
                return "the header Authorization is no Base64"
    if not credential:
        return f"{what} is missing"
    return None if key is None or credential == key else f"{what} does not hold a key that is known here"


def _cookies(request: Request) -> Mapping[str, str]:
    pairs = (cookie.partition("=") for cookie in (request.header("cookie") or "").split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs}


class Redactor:
    """Takes the keys out of what the journal keeps."""

    def __init__(self, provider: Provider | None) -> None:
        schemes = [
            scheme for scheme in (provider.security_schemes if provider else {}).values() if isinstance(scheme, dict)
        ]
        keys = [(scheme.get("in"), str(scheme.get("name"))) for scheme in schemes if scheme.get("type") == "apiKey"]
        self._headers = HIDDEN | {name.lower() for where, name in keys if where == "header"}
        self._query = [re.compile(rf"(^|&)({re.escape(name)})=[^&]*") for where, name in keys if where == "query"]

    def headers(self, request: Request) -> dict[str, str]:
        """The headers, the first of each name, without keys."""
        kept: dict[str, str] = {}
        for name, value in request.headers:
            if name in self._headers:
                word, space, _ = value.partition(" ")
                value = f"{word} ***" if space and name == "authorization" else "***"
            kept.setdefault(name, value)
        return kept

    def query(self, request: Request) -> str:
        """The query without keys."""
        text = request.query
        for pattern in self._query:
            text = pattern.sub(r"\1\2=***", text)
        return text
