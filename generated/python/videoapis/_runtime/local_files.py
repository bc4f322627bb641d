"""Local files in bodies: a Path, or bytes, for a field that takes a file's content becomes the text that the field takes.

Which forms those are stands in the schemas of the package, as `accepts` of `x-media`; a field that lists none takes
addresses alone. Imported when a body holds a file.
"""
# Bodies and schemas are JSON values, of no known type.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

import os
import re
import stat
from base64 import b64encode
from contextlib import suppress

from .errors import InvalidRequestError
from .mediafiles import NoFacts, facts_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .core import Operation

    Schemas = list[dict[str, Any]]
    """All that judge one value."""

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes of a file, where the specification does not say how large one may be."""

MEGABYTE = 1024 * 1024
"""Bytes. Pages do not say which megabyte they mean: the larger one refuses nothing that a provider takes."""


def embedded(operation: Operation, model: str, body: Any) -> tuple[Any, dict[str, dict[str, Any]]]:
    """The body with texts in the place of files, where what holds none is not copied; and what PyAV knows of the files, by these
    texts: nothing where it is not installed.

    model: the name of the model whose schema the body has, "" for the only one. Raises InvalidRequestError for a file
    where none can stand, that cannot be read, is too large, or whose media type nobody knows.
    """
    root: Any = {}
    if model in operation.files:
        import json
        from importlib.resources import files

        root = json.loads(files(operation.package).joinpath("schemas", operation.files[model]).read_bytes())
    try:
        made = _Body(operation, root)
        return made.filled(body, [root], ""), made.facts
    except RecursionError:
        pass_on = f"{operation.id}: the body is nested too deep"
    raise InvalidRequestError(pass_on)


class _Body:
    """A body and the schema that describes it."""

    def __init__(self, operation: Operation, root: dict[str, Any]) -> None:
        self.operation = operation
        self.root = root
        self.facts: dict[str, dict[str, Any]] = {}

    def filled(self, value: Any, schemas: Schemas, path: str) -> Any:
        """A value of the body with its files put in. path: JSON Pointer of its place."""
        kind = type(value)
        if isinstance(value, bytes | os.PathLike):
            return self._text(value, schemas, path)
        if issubclass(kind, dict):
            inner = [one for schema in schemas for one in self._in_place(schema, value)]
            return {
                name: self.filled(one, [*_of_field(inner, name)], f"{path}/{_token(name)}")
                for name, one in dict.items(value)
            }
        if issubclass(kind, list | tuple):
            inner = [one for schema in schemas for one in self._in_place(schema, value)]
            return [self.filled(one, [*_of_item(inner, at)], f"{path}/{at}") for at, one in enumerate(value)]
        return value

    def _in_place(self, schema: Any, value: Any, seen: frozenset[str] = frozenset()) -> Iterator[dict[str, Any]]:
        """A schema and those in it that judge the same value, but for choices that the value's own fields rule out."""
        if type(schema) is not dict:
            return
        yield schema
        reference = schema.get("$ref", "")
        if reference.startswith("#/$defs/") and reference not in seen:
            name = reference.removeprefix("#/$defs/").replace("~1", "/").replace("~0", "~")
            yield from self._in_place(self.root.get("$defs", {}).get(name), value, seen | {reference})
        for keyword in ("allOf", "anyOf", "oneOf"):
            for one in schema.get(keyword, ()):
                if not _ruled_out(one, value):
                    yield from self._in_place(one, value, seen)
        for keyword in ("then", "else"):
            yield from self._in_place(schema.get(keyword), value, seen)
        for one in schema.get("dependentSchemas", {}).values():
            yield from self._in_place(one, value, seen)

    def _text(self, value: bytes | os.PathLike[str], schemas: Schemas, path: str) -> str:
        """What stands for a file."""
        said = [one["x-media"] for schema in schemas for one in self._in_place(schema, value) if "x-media" in one]
        listed = [one["accepts"] for one in said if "accepts" in one]
        forms = set(listed[0]).intersection(*listed[1:]) if listed else set[str]()
        if not forms & {"data-url", "base64"}:
            raise self._error(path, "the field takes addresses (or other text) alone, and no local file: give its URL")
        sizes = [one["megabytes"] for one in said if type(one.get("megabytes")) in (int, float)]
        most = int(min(sizes) * MEGABYTE) if sizes else LARGEST_FILE
        name = "" if isinstance(value, bytes) else os.fspath(value)
        which = repr(name) if name else "the content"
        problem, content = "", None
        try:
            content = value if isinstance(value, bytes) else content_of(name, most)
        except OSError as error:
            problem = error.strerror or "it is no file"
        if problem:
            raise self._error(path, f"{which} cannot be read: {problem}")
        if content is None or len(content) > most:
            raise self._error(path, f"{which} is larger than the {most} bytes that are taken")
        if not content:
            raise self._error(path, f"{which} is empty")
        text = b64encode(content).decode("ascii")
        if "data-url" not in forms:
            self._learn(text, content)
            return text
        media_type = media_type_of(content[:64], name)
        if not media_type:
            hint = "give a data URL of your own"
            raise self._error(
                path, f"the media type of {which} is not known, neither by its content nor its name: {hint}"
            )
        text = f"data:{media_type};base64,{text}"
        self._learn(text, content)
        return text

    def _learn(self, text: str, content: bytes) -> None:
        """Keep what is known of the file that a text stands for, where PyAV is installed and finds media in it."""
        with suppress(NoFacts):
            self.facts[text] = facts_of(content)

    def _error(self, path: str, problem: str) -> InvalidRequestError:
        return InvalidRequestError(f"{self.operation.id}: {path or 'body'}: {problem}; nothing was sent")


def content_of(path: str, most: int) -> bytes | None:
    """The content of a regular file, None if it is larger than `most`, which is seen before it is read."""
    # A pipe would be waited for.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb", buffering=0) as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(0, "it is no regular file")
        if found.st_size > most:
            return None
        pieces: list[bytes] = []
        left = most + 1  # it may grow meanwhile
        while left > 0 and (piece := file.read(min(left, MEGABYTE))):
            pieces.append(piece)
            left -= len(piece)
        return b"".join(pieces) if left > 0 else None


def _of_field(schemas: Schemas, name: object) -> Iterator[Any]:
    """What judges the field of an object, of the schemas that judge the object."""
    for schema in schemas:
        known = schema.get("properties", {}).get(name)
        matching = [one for pattern, one in schema.get("patternProperties", {}).items() if _matches(pattern, name)]
        found = matching if known is None else [known, *matching]
        yield from found or [schema.get("additionalProperties")]


def _of_item(schemas: Schemas, at: int) -> Iterator[Any]:
    for schema in schemas:
        first = schema.get("prefixItems", ())
        yield first[at] if at < len(first) else schema.get("items")


def _matches(pattern: str, name: object) -> bool:
    try:
        return isinstance(name, str) and re.search(pattern, name) is not None
    except re.error:
        return False


def _ruled_out(schema: Any, value: Any) -> bool:
    """Whether one of a choice of schemas is for objects in which a field has another value."""
    if type(schema) is not dict or type(value) is not dict:
        return False
    for name, one in schema.get("properties", {}).items():
        given = value.get(name)
        if type(given) is str and type(one) is dict:
            values = one.get("enum", [one["const"]] if "const" in one else None)
            if values is not None and given not in values:
                return True
    return False


def _token(name: object) -> str:
    return str(name).replace("~", "~0").replace("/", "~1")


# Media types

_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"ID3", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
    (b"OggS", "audio/ogg"),
)
_IN_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_BRANDS = {
    **dict.fromkeys((b"avif", b"avis"), "image/avif"),
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis"), "image/heic"),
    **dict.fromkeys((b"mif1", b"msf1"), "image/heif"),
    **dict.fromkeys((b"M4A ", b"M4B "), "audio/mp4"),
    b"qt  ": "video/quicktime",
}
"""Brands of ISO 14496-12 that are not of a plain MP4."""
_BY_NAME = {
    ".aac": "audio/aac",
    ".m4a": "audio/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".mpeg": "video/mpeg",
    ".mpg": "video/mpeg",
    ".ts": "video/mp2t",
}
"""Of what may begin in several ways. What always begins the same is known by that, whatever its name says."""


def media_type_of(beginning: bytes, name: str) -> str:
    """The media type of a file by its first bytes, else by the end of its name; "" when neither tells."""
    for begins, media_type in _BEGINNINGS:
        if beginning.startswith(begins):
            return media_type
    if beginning.startswith(b"RIFF") and beginning[8:12] in _IN_RIFF:
        return _IN_RIFF[beginning[8:12]]
    if beginning[4:8] == b"ftyp":
        return _BRANDS.get(beginning[8:12], "video/mp4")
    if beginning.startswith(b"BM") and beginning[6:10] == b"\0\0\0\0":
        return "image/bmp"
    if beginning.startswith(b"\x1aE\xdf\xa3"):
        return "video/webm" if b"webm" in beginning else "video/x-matroska"
    if len(beginning) > 1 and beginning[0] == 0xFF and beginning[1] & 0xF6 == 0xF0:
        return "audio/aac"  # ADTS
    if len(beginning) > 1 and beginning[0] == 0xFF and beginning[1] & 0xE6 == 0xE2:
        return "audio/mpeg"  # a frame of layer III
    return _BY_NAME.get(os.path.splitext(name)[1].lower(), "")
