"""Bodies that are no JSON: forms, parts (RFC 7578), lines of JSON, texts and bytes. Clients import it where a request has one.

What becomes of a field of a form is what OpenAPI 3.1.1 says in sections 4.8.14 and 4.8.15.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from copy import copy
from typing import IO, Any, NamedTuple, TypeAlias, TypeGuard
from urllib.parse import quote_plus

from .core import Call, Codec, Operation, scalar_text
from .errors import ConfigurationError
from .local_files import content_of, media_type_of
from .styles import is_array, is_object, json_text, pairs

FileContent: TypeAlias = bytes | IO[bytes]
Upload: TypeAlias = (
    FileContent
    | os.PathLike[str]
    | tuple[str | None, FileContent]
    | tuple[str | None, FileContent, str]
    | tuple[str | None, FileContent, str, Mapping[str, str]]
)
"""A file that is sent: its bytes, where it is, an open file, or (name, content, media type, headers of its part)."""


class File(NamedTuple):
    """A file that has been read. name: None for a part that is none. media_type: "" where nobody has said it."""

    name: str | None
    content: bytes
    media_type: str = ""
    headers: Mapping[str, str] = {}

    def kind(self, allowed: str = "") -> str:
        """Its media type. allowed: those of the document, one after the other."""
        listed = [one.strip() for one in allowed.split(",") if one.strip()]
        if self.media_type or (len(listed) == 1 and "*" not in listed[0]):
            return self.media_type or listed[0]
        name = self.name or ""
        known = media_type_of(self.content[:64], name) or _by_name(name)
        exact = [one for one in listed if "*" not in one]
        if known in exact or not exact or any(_covers(one, known) for one in listed if "*" in one):
            return known or "application/octet-stream"
        return exact[0]


def _by_name(name: str) -> str:
    import mimetypes

    return mimetypes.guess_type(name)[0] or ""


def _covers(pattern: str, kind: str) -> bool:
    return pattern == "*/*" or (bool(kind) and kind.partition("/")[0] == pattern.partition("/")[0])


class Field:
    """A field of a form that is not written by its value alone.

    kind: "file", "json", or "" for what the value is. content_type: what the document lists. style: of queries, "" where the
    content type decides. headers: those of its part that have one value.
    """

    __slots__ = ("content_type", "explode", "headers", "kind", "style")

    def __init__(
        self,
        kind: str = "",
        *,
        content_type: str = "",
        style: str = "",
        explode: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.kind = kind
        self.content_type = content_type
        self.style = style
        self.explode = explode
        self.headers = headers or {}

    def is_json(self, value: Any) -> bool:
        """Whether a value is written as JSON: what is none in itself, as far as the document lists no other media type."""
        listed = self.content_type.partition(",")[0].partition(";")[0].strip().lower()
        if listed:
            return listed.endswith(("/json", "+json"))
        return self.kind == "json" or is_object(value) or (_is_list(value) and any(map(_is_nested, value)))


_PLAIN = Field()


def _is_list(value: Any) -> TypeGuard[list[Any] | tuple[Any, ...]]:
    return is_array(value) and not isinstance(value, File)


def _is_nested(value: Any) -> bool:
    return is_object(value) or _is_list(value)


class _Form(Codec):
    """What forms have in common. fields: those that are not written by their value alone."""

    __slots__ = ("fields",)

    def __init__(self, fields: Mapping[str, Field] | None = None) -> None:
        self.fields = fields or {}

    def taken(self, body: Any) -> dict[str, Any]:
        """The fields, with files read."""
        if not _is_fields(body):
            raise ValueError(f"the body is a form, so it must be a mapping of its fields, not {type(body).__name__}")
        return {scalar_text(name): _within(name, _field_taken, value) for name, value in body.items()}

    def judged(self, taken: Any) -> Any:
        """The fields, with a text of the same length for each file."""
        return {name: _shown(value) for name, value in taken.items()}

    def field(self, name: str) -> Field:
        """How a field is written."""
        return self.fields.get(name, _PLAIN)


def _within(name: object, make: Any, *given: Any) -> Any:
    """What a function makes of a field; what it raises names the field."""
    try:
        return make(*given)
    except OSError as error:
        problem = f"the file cannot be read: {error.strerror or error}"
    except ValueError as error:
        problem = str(error)
    raise ValueError(f"{name} {problem}")


def _field_taken(value: Any) -> Any:
    file = _file(value)
    if file is not None:
        return file
    return [one if (read := _file(one)) is None else read for one in value] if _is_plain_list(value) else value


def _shown(value: Any) -> Any:
    if isinstance(value, File):
        return value.content.decode("latin-1")
    return [_shown(one) for one in value] if _is_plain_list(value) else value


def _file(value: Any) -> File | None:
    """The file that a value stands for, read; None for a value that is none. Raises OSError, ValueError."""
    if isinstance(value, (bytes, bytearray)):
        return File("upload", bytes(value))
    if _is_path(value):
        path = os.fspath(value)
        content = content_of(path, sys.maxsize)
        return File(os.path.basename(path), b"" if content is None else content)
    if hasattr(value, "read"):
        content = value.read()
        name = getattr(value, "name", None)
        name = os.path.basename(name) if isinstance(name, str) and name else "upload"
        return File(name, content.encode() if isinstance(content, str) else bytes(content))
    if _is_tuple(value) and 2 <= len(value) <= 4 and (value[0] is None or isinstance(value[0], str)):
        name, content, *said = value
        if isinstance(content, str):  # else an array of texts
            return File(name, content.encode(), *said) if said and isinstance(said[0], str) and "/" in said[0] else None
        inner = _file(content)
        return None if inner is None else File(name, inner.content, *said)
    return None


class UrlEncoded(_Form):
    """application/x-www-form-urlencoded."""

    __slots__ = ()

    def written(self, taken: Any, media_type: str) -> tuple[str, bytes]:
        """The fields as `name=text`, the one behind the other."""
        found = [
            f"{name}={text}"
            for field, value in taken.items()
            for name, text in _within(field, self._texts, field, value)
        ]
        return media_type, "&".join(found).encode("ascii")

    def _texts(self, name: str, value: Any) -> list[tuple[str, str]]:
        field = self.field(name)
        if field.style:
            from urllib.parse import quote

            return list(pairs(name, value, field.style, field.explode, lambda text: quote(text, safe="")))
        items = value if _is_list(value) and not field.is_json(value) else [value]
        return [
            (quote_plus(name), quote_plus(_text_of(field, one)))
            for one in items
            if one is not None or field.is_json(one)
        ]


def _text_of(field: Field, value: Any) -> str:
    if isinstance(value, File):
        raise ValueError("is a file, which this form cannot carry")
    if field.is_json(value):
        return json_text(value)
    if _is_nested(value):
        raise ValueError(f"must be a text, to be sent as {field.content_type}")
    return scalar_text(value)


class Multipart(_Form):
    """multipart/form-data, and other media types of parts, whose parts are named in the same way."""

    __slots__ = ()

    def written(self, taken: Any, media_type: str) -> tuple[str, bytes]:
        """The parts; every item of an array is one of its own, but for JSON."""
        boundary = os.urandom(16).hex()
        pieces: list[bytes] = []
        for name, value in taken.items():
            for head, content in _within(name, self._parts, name, value):
                pieces += [f"--{boundary}\r\n{head}\r\n".encode(), content, b"\r\n"]
        pieces.append(f"--{boundary}--\r\n".encode())
        return f"{media_type}; boundary={boundary}", b"".join(pieces)

    def _parts(self, name: str, value: Any) -> list[tuple[str, bytes]]:
        """The head and the content of each part of a field."""
        field = self.field(name)
        files = _is_list(value) and any(isinstance(one, File) for one in value)
        items = value if _is_list(value) and (files or not field.is_json(value)) else [value]
        if field.style and not files and not isinstance(value, File):
            found = pairs(name, value, field.style, field.explode, str)
            return [(_head(one, field), text.encode()) for one, text in found]
        return [_part(name, field, one) for one in items if one is not None or field.is_json(one)]


def _part(name: str, field: Field, value: Any) -> tuple[str, bytes]:
    if isinstance(value, File):
        said = {**field.headers, **value.headers}
        return _head(name, field, value.kind(field.content_type), said, value.name), value.content
    if field.kind == "file":
        raise ValueError("takes a file: bytes, a Path, an open file, or (name, content, media type)")
    kind = field.content_type.partition(",")[0].strip()
    if not kind and field.is_json(value):
        kind = "application/json"
    return _head(name, field, kind), _text_of(field, value).encode()


def _head(
    name: str, field: Field, kind: str = "", headers: Mapping[str, str] | None = None, file: str | None = None
) -> str:
    """The lines before the content of a part. file: the name of a file, None for what is none."""
    said = f"; filename={_quoted(file)}" if file is not None else ""
    lines = [f"Content-Disposition: form-data; name={_quoted(name)}{said}"]
    lines += [f"Content-Type: {kind}"] if kind else []
    lines += [f"{header}: {value}" for header, value in (field.headers if headers is None else headers).items()]
    if any(ord(sign) < 32 or sign == "\x7f" for line in lines for sign in line):
        raise ValueError("has characters that the head of a part cannot carry")
    return "".join(f"{line}\r\n" for line in lines)


def _quoted(name: str) -> str:
    """The name of a part or a file, as browsers write it (RFC 7578, section 4.2)."""
    return f'"{name.replace(chr(34), "%22").replace(chr(13), "%0D").replace(chr(10), "%0A")}"'


class Raw(Codec):
    """A text or bytes, sent as they are. lines: other values are JSON, a line for each."""

    __slots__ = ("lines",)

    def __init__(self, *, lines: bool = False) -> None:
        self.lines = lines

    def taken(self, body: Any) -> File:
        """The bytes, with a name and a media type where something says it."""
        if isinstance(body, str):
            return File(None, body.encode())
        file = _file(body)
        if file is not None:
            return file
        if self.lines and _is_iterable(body):
            return File(None, "".join(f"{json_text(one)}\n" for one in body).encode())
        raise ValueError(f"the body is a text, bytes, a Path or an open file, not {type(body).__name__}")

    def written(self, taken: Any, media_type: str) -> tuple[str, bytes]:
        """The bytes; their media type is the document's, as far as that says one."""
        return (taken.kind(media_type) if "*" in media_type else media_type), taken.content


def sent_as(
    operation: Operation,
    *,
    media_type: str,
    codec: Codec | None = None,
    discriminator: str = "",
    models: Mapping[str, str] | None = None,
    files: Mapping[str, str] | None = None,
    renamed: Mapping[str, str] | None = None,
) -> Operation:
    """The same operation with a body in another media type."""
    made = copy(operation)
    made.media_type, made.codec, made.discriminator = media_type, codec, discriminator
    made.models, made.files, made.renamed = models or {}, files or {}, renamed or {}
    return made


class Choice:
    """Which of the media types of a request a call is sent in: the one that it names, else the first that can carry what it
    gives. operations: one for each, in the order in which they are tried."""

    __slots__ = ("media_type", "operations")

    def __init__(self, media_type: str | None, operations: tuple[Operation, ...]) -> None:
        self.media_type = media_type
        self.operations = operations

    def __call__(self, call: Call) -> Operation:
        """The operation in that media type. Raises ConfigurationError."""
        if self.media_type is None:
            able = [one for one in self.operations if _carries(one.codec, call)] or self.operations
            return next((one for one in able if _is_meant(one.media_type, call.body)), able[0])
        for one in self.operations:
            if self.media_type in (one.media_type, one.media_type.partition(";")[0]):
                return one
        known = ", ".join(one.media_type for one in self.operations)
        raise ConfigurationError(f"{call.operation.id} takes {known}, not {self.media_type!r:.80}")


def _carries(codec: Codec | None, call: Call) -> bool:
    body = call.body
    if isinstance(body, str) or _is_file(body):
        return isinstance(codec, Raw)
    given = call.fields if body is None else body
    values = list(given.values()) if _is_fields(given) else []
    if any(_is_file(one) or (_is_plain_list(one) and any(map(_is_file, one))) for one in values):
        return isinstance(codec, Multipart)
    return not isinstance(codec, Raw)


def _is_meant(media_type: str, body: Any) -> bool:
    """Of several media types that take anything, the one for texts takes a text, and the one for bytes takes bytes."""
    if isinstance(body, str):
        return media_type.startswith("text/")
    return media_type.startswith("application/octet-stream") if _is_file(body) else True


def _is_file(value: Any) -> bool:
    if isinstance(value, (bytes, bytearray)) or _is_path(value) or hasattr(value, "read"):
        return True
    return _is_tuple(value) and len(value) > 1 and _is_file(value[1])


# What the functions of Python say of a value, in words for type checkers


def _is_fields(value: Any) -> TypeGuard[Mapping[str, Any]]:
    return isinstance(value, Mapping)


def _is_plain_list(value: Any) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _is_tuple(value: Any) -> TypeGuard[tuple[Any, ...]]:
    return isinstance(value, tuple)


def _is_path(value: Any) -> TypeGuard[os.PathLike[str]]:
    return isinstance(value, os.PathLike)


def _is_iterable(value: Any) -> TypeGuard[Iterable[Any]]:
    return isinstance(value, Iterable) and not isinstance(value, Mapping)
