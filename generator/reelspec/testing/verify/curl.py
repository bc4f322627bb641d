"""A request as a line for a POSIX shell that repeats it with curl. The key is not in it: a variable stands in its place."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field

from reelspec.testing.verify.target import ANY_KEY, Target

LARGEST_ARGUMENT = 100_000
"""Bytes of a body that is an argument; Linux takes 128 KiB in one (MAX_ARG_STRLEN)."""
_OWN = frozenset({"accept", "accept-encoding", "user-agent"})
"""Headers that every request of verify has, and that decide nothing."""
_PLAIN = re.compile(r"[A-Za-z0-9_@%+=:,./-]+")


@dataclass(frozen=True)
class Asked:
    """A request as it left. url: with its query but for what the key stands in. keyed: headers and query with the key.

    content: None for a request without a body.
    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    content: bytes | None = None
    keyed_headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    keyed_query: tuple[tuple[str, str], ...] = field(default=(), repr=False)


def curl(asked: Asked, target: Target) -> str:
    """The line. An application in this process has no address: `$BASE_URL` stands for where it is served."""
    words = ["curl", "-sS", "-i"]
    if asked.method != ("GET" if asked.content is None else "POST"):
        words += ["-X", asked.method]
    words += ["-g"] if set("[]{}") & set(asked.url) else []
    words += ["--path-as-is"] if "%2E" in asked.url else []
    words.append(url_word(asked, target))
    names = {name for name, _ in asked.headers}
    for name, value in asked.headers:
        if name not in _OWN:
            words += ["-H", quoted(f"{name}: {value}" if value else f"{name};")]
    for name, value in asked.keyed_headers:
        words += ["-H", header_word(f"{name}: ", value, target)]
    if asked.content is None:
        return " ".join(words)
    if "content-type" not in names:
        words += ["-H", "content-type:"]  # curl would say that it is a form
    text = _text(asked.content)
    if text is not None and len(asked.content) <= LARGEST_ARGUMENT:
        return " ".join([*words, "--data-raw", quoted(text)])
    # `printf` is of the shell itself, so that it takes arguments of any length.
    printed = f"printf %s {quoted(text)}" if text is not None else f"printf {_octal(asked.content)}"
    return f"{printed} | {' '.join([*words, '--data-binary', '@-'])}"


def quoted(text: str) -> str:
    """The text as one word of a POSIX shell."""
    return text if _PLAIN.fullmatch(text) else "'" + text.replace("'", "'\\''") + "'"


def _text(content: bytes) -> str | None:
    """The bytes as a text that can be shown and copied as it is; None when it cannot."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() else None


def _octal(content: bytes) -> str:
    """The bytes as a format of `printf` (POSIX: `\\ddd`), in quotes."""
    return "'" + "".join(_escape(byte) for byte in content) + "'"


def _escape(byte: int) -> str:
    char = chr(byte)
    return char if 0x20 <= byte < 0x7F and char not in "'\\%" else f"\\{byte:03o}"


def url_word(asked: Asked, target: Target) -> str:
    """The address as one word of a POSIX shell, with variables in it where the key or the server's own address belongs."""
    base, rest = "", asked.url
    if target.application is not None and rest.startswith(target.address):
        base, rest = "$BASE_URL", rest.removeprefix(target.address)
    if not base and not asked.keyed_query:
        return quoted(rest)
    address = base + _within(rest)
    for name, value in asked.keyed_query:
        address += f"{'&' if '?' in address else '?'}{_within(name)}={_hidden(value, target)}"
    return f'"{address}"'


def header_word(start: str, value: str, target: Target) -> str:
    """A header with the key in its value as one word of a POSIX shell. start: the name, with its colon."""
    return f'"{_within(start)}{_hidden(value, target)}"'


def _hidden(value: str, target: Target) -> str:
    """What stands between double quotes for a value that ends with the key; one that does not is shown."""
    key = target.key or ""
    name = target.variable
    # No secret, and without it the line would not do what was done.
    shown = f"${{{name}:-{ANY_KEY}}}" if key == ANY_KEY else f"${name}"
    basic = base64.b64encode(key.encode()).decode()
    if key and value == f"Basic {basic}":
        return f"Basic $(printf %s \"{shown}\" | base64 | tr -d '\\n')"
    if key and value.endswith(key):
        return _within(value.removesuffix(key)) + shown
    return _within(value)


def _within(text: str) -> str:
    """The text as it stands between double quotes."""
    return re.sub(r'([\\"$`])', r"\\\1", text)
