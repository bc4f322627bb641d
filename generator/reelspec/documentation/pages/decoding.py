"""The bytes of a page as text: UTF-8, or what its HTML or the server says of its encoding."""

from __future__ import annotations

import codecs
import re

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s{0,3}=\s{0,3}[\"']?([\w.:-]{1,40})", re.IGNORECASE)


def decoded(data: bytes, charset: str | None = None) -> str:
    """The text. charset: what the server says. Raises ValueError where the bytes are no text in any of these encodings."""
    declared = _DECLARED.search(data[:4096])
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and len(data) > 2:
        names = ["utf-16"]
    else:
        names = ["utf-8-sig", *([charset] if charset else []), *([declared[1].decode("ascii")] if declared else [])]
    for name in names:
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    raise ValueError("it is no text in UTF-8")
