"""Media types as specs and headers write them (RFC 9110, section 8.3.1). Whoever meets a media type reads it here."""

from __future__ import annotations

ACCEPTED = ("url", "data-url", "base64")
"""What a field that names a file may take, as `accepts` of `x-media` says it: an address alone where it says nothing."""


def essence(media_type: str) -> str:
    """The type and subtype in small letters, without parameters: `application/json` of `Application/JSON; charset=utf-8`."""
    return media_type.partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    """Whether a media type is JSON (RFC 8259), or another form that is JSON as well (`+json`, RFC 6839, section 3.1)."""
    return essence(media_type).endswith(("/json", "+json"))


def is_form(media_type: str) -> bool:
    """Whether a media type holds named fields (OpenAPI 3.1.1, Encoding Object): a form in the address's code, or parts."""
    kind = essence(media_type)
    return kind == "application/x-www-form-urlencoded" or kind.startswith("multipart/")


def is_lines(media_type: str) -> bool:
    """Whether a media type is JSON texts below each other, or each behind a mark (RFC 7464)."""
    return essence(media_type).rpartition("/")[2].removeprefix("x-") in _LINES


_LINES = frozenset({"ndjson", "jsonl", "jsonlines", "json-lines", "json-seq"})
