"""The server under test: its address, whether it is this machine, and where the key goes. Sends nothing itself."""

from __future__ import annotations

import base64
import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from reelspec.language.contract.model import Operation, Provider
from reelspec.language.contract.naming import identifier
from reelspec.testing.verify.asgi import Application, not_asgi
from reelspec.testing.verify.errors import Unusable

IN_PROCESS = "http://testserver"
"""The address that an application in this process sees."""
ANY_KEY = "reelspec-verify"
"""The key that a server of this machine gets when there is none."""


@dataclass(frozen=True)
class Target:
    """A server. address: without a slash at the end. local: this machine, so that nothing it accepts is paid for.

    application: the ASGI application to call in this process, None for a server that is reached by its address.
    key: what proves who we are; variable: the environment variable for it; parameters: values for parameters of
    operations, by name. known: the server is said to know the key, rather than to take any.
    """

    address: str
    local: bool
    application: Application | None = field(default=None, repr=False)
    key: str | None = field(default=None, repr=False)
    parameters: Mapping[str, str] = field(default_factory=dict)
    variable: str = "API_KEY"
    known: bool = False


def target_of(
    where: str | Application,
    provider: Provider,
    *,
    key: str | None = None,
    parameters: Mapping[str, str] | None = None,
    base_path: str = "",
) -> Target:
    """The target for an address or an ASGI application.

    key: None takes <PROVIDER>_API_KEY from the environment, which only this machine and the provider's own servers
    get. base_path: what stands before the operations' paths in an application. Raises Unusable.
    """
    given = dict(parameters or {})
    if not isinstance(where, str):
        why = not_asgi(where)
        if why:
            raise Unusable(why)
        address = f"{IN_PROCESS}/{base_path.strip('/')}".rstrip("/")
        shown = key or _from_environment(provider) or ANY_KEY
        return Target(address, True, where, shown, given, variable(provider), bool(key))
    import httpx

    try:
        url = httpx.URL(where.strip())
    except httpx.InvalidURL as error:
        raise Unusable(f"{where} is no address: {error}") from None
    if url.scheme not in ("http", "https") or not url.host:
        raise Unusable(f"{where} is no address of a server; write it as http://127.0.0.1:8000")
    if url.port is not None and not 0 < url.port < 65536:
        raise Unusable(f"there is no port {url.port}")
    if url.userinfo or url.query or url.fragment:
        raise Unusable("the address may have no user, query or fragment; a key is given by --key or the environment")
    local = is_local(url.host)
    known = bool(key) or not local
    if key is None and (local or url.host in own_hosts(provider)):
        key = _from_environment(provider)
    key = key or (ANY_KEY if local else None)
    return Target(str(url).rstrip("/"), local, None, key, given, variable(provider), known)


def is_local(host: str) -> bool:
    """Whether a host is this machine whatever a name server says: localhost, 127.0.0.0/8 or ::1."""
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback and getattr(address, "ipv4_mapped", None) is None


def variable(provider: Provider) -> str:
    """The environment variable that holds the key, the same as for the generated client."""
    return f"{identifier(provider.name).upper()}_API_KEY"


def _from_environment(provider: Provider) -> str | None:
    return os.environ.get(variable(provider)) or None


def own_hosts(provider: Provider) -> frozenset[str]:
    """The hosts of the servers that the spec names."""
    servers = (*provider.servers, *(server for operation in provider.operations for server in operation.servers))
    return frozenset(host for server in servers if (host := urlsplit(server).hostname))


@dataclass(frozen=True)
class Credentials:
    """How the key is sent. A repr shows none of it."""

    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    query: tuple[tuple[str, str], ...] = field(default=(), repr=False)


def credentials(provider: Provider, operation: Operation, key: str | None) -> Credentials | None:
    """The key where the operation's first known security scheme wants it (OpenAPI 3.1, Security Scheme Object).

    None when the operation needs no key, or none that is known here.
    """
    for name in operation.security:
        scheme = provider.security_schemes.get(name)
        if not isinstance(scheme, dict):
            continue
        kind, word = scheme.get("type"), str(scheme.get("scheme")).lower()
        shown = key or ""
        if (kind == "http" and word == "bearer") or kind in ("oauth2", "openIdConnect"):
            return Credentials(headers=(("authorization", f"Bearer {shown}"),))
        if kind == "http" and word == "basic":
            return Credentials(headers=(("authorization", f"Basic {base64.b64encode(shown.encode()).decode()}"),))
        if kind == "apiKey":
            where, at = scheme.get("in"), str(scheme.get("name"))
            if where == "header":
                return Credentials(headers=((at.lower(), shown),))
            if where == "query":
                return Credentials(query=((at, shown),))
            if where == "cookie":
                return Credentials(headers=(("cookie", f"{at}={shown}"),))
    return None


def path_of(operation: Operation, values: Mapping[str, str]) -> str:
    """The operation's path with values in it, each as one segment. Raises KeyError for a name without a value."""
    path = operation.path
    for parameter in operation.parameters:
        if parameter.location == "path":
            made = quote(values[parameter.name], safe="")
            path = path.replace(f"{{{parameter.name}}}", made.replace(".", "%2E") if not made.strip(".") else made)
    return path


def values_of(operation: Operation, target: Target) -> dict[str, str]:
    """Values for the operation's required parameters: given ones, else the spec's first, its default or an example.

    Raises Unusable for one that has no value.
    """
    values: dict[str, str] = {}
    for parameter in operation.parameters:
        if parameter.name in target.parameters:
            values[parameter.name] = target.parameters[parameter.name]
            continue
        if not parameter.required:
            continue
        schema = parameter.schema
        shown = schema.annotations.get("examples")
        options = [*(schema.values() or ()), *([schema.default.value] if schema.default else [])]
        options += shown if isinstance(shown, list) else []
        if not options:
            where = "parameter" if parameter.location == "path" else f"{parameter.location} parameter"
            raise Unusable(
                f"{operation.id} needs the {where} {parameter.name}, for which the spec has no value: "
                f"give --param {parameter.name}=VALUE"
            )
        values[parameter.name] = str(options[0]) if not isinstance(options[0], bool) else str(options[0]).lower()
    return values
