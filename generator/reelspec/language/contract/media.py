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
