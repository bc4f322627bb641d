"""Check: what `x-media` says that a field takes, the field takes: no file is put into a form that is refused."""

from __future__ import annotations

from collections.abc import Iterable

from reelspec.checks.walk import every_schema
from reelspec.language.contract.model import Contract
from reelspec.language.rules.evaluate import accepts
from reelspec.language.source.place import Problem

_KINDS = ("image/png", "image/jpeg", "video/mp4", "audio/mpeg")
_TEXTS = ("iVBORw0KGgo=", "AAAA" * 500)
_FORMS = {
    "data-url": tuple(f"data:{kind};base64,{text}" for kind in _KINDS for text in _TEXTS),
    "base64": _TEXTS,
}
"""Files of several kinds, a small and a larger one of each: at least one of them must be good."""


def check_local_files(contract: Contract) -> Iterable[Problem]:
    """Forms of files that the field itself refuses, or warns of."""
    for schema, provider in every_schema(contract):
        media = None if schema.node is None else schema.node.get("x-media")
        at = None if media is None else media.get("accepts")
        if at is None or (schema.types and "string" not in schema.types):
            continue
        for form in schema.local_forms:
            if not any(accepts(schema, provider.definitions, text) for text in _FORMS[form]):
                yield at.problem(f"the field takes no {form}, for all that else is said of it", "x-media")
            elif form == "base64" and schema.format == "uri":
                yield at.problem("Base64 text is no address: leave format out", "x-media")
