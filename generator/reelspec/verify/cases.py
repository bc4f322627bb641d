"""The bodies that are sent, each with what the spec says of it: the contract's cases, and a few that are no object at all."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reelspec.contract.model import Model, Provider
from reelspec.source.node import Json


@dataclass(frozen=True, slots=True)
class Said:
    """A violation as a case states it (see the cases' own format)."""

    rule: str
    path: str
    message: str
    severity: str
    source: str
    is_rule: bool
    """It is a rule of `x-rules`, not a keyword."""


@dataclass(frozen=True, slots=True)
class Case:
    """A body with its verdict. valid: no error; contested: the spec says both. content: the bytes that are sent."""

    name: str
    kind: str
    body: Json
    valid: bool
    violations: tuple[Said, ...] = ()
    warnings: tuple[Said, ...] = ()
    content: bytes = field(default=b"", repr=False)

    @property
    def contested(self) -> bool:
        """The documents say both that it is legal and that it is not."""
        return self.valid and any(one.severity == "contested" for one in self.warnings)


def cases_for(model: Model, provider: Provider, root: Path | None = None) -> tuple[Case, ...]:
    """The cases of a model: from root/generated while that is what the specs give, else made now."""
    from reelspec.emit.cases import cases_document, cases_path

    document: Json = None
    if root is not None and is_fresh(root):
        try:
            document = json.loads((root / "generated" / cases_path(provider, model)).read_bytes())
        except (OSError, ValueError):
            document = None
    if document is None:
        document = cases_document(model, provider)
    return read_cases(document)


def is_fresh(root: Path) -> bool:
    """Whether root/generated is what the specs give."""
    from reelspec.inputs import current_inputs
    from reelspec.write.fresh import fresh

    try:
        return fresh(root, lambda: current_inputs(os.fspath(root)))
    except OSError:
        return False


def read_cases(document: Json) -> tuple[Case, ...]:
    """The cases of a case file, given as JSON values."""
    assert isinstance(document, dict)
    found = document["cases"]
    assert isinstance(found, list)
    return tuple(map(_case, found))


def _case(given: Json) -> Case:
    assert isinstance(given, dict)
    kind, body = str(given["kind"]), given["body"]
    return Case(
        str(given["name"]),
        kind,
        body,
        given["valid"] is True,
        tuple(_said(kind, given["violations"])),
        tuple(_said(kind, given["warnings"])),
        encoded(body),
    )


def _said(kind: str, given: Json) -> Iterator[Said]:
    assert isinstance(given, list)
    for one in given:
        assert isinstance(one, dict)
        rule, path, message, severity, source = (
            str(one[name]) for name in ("rule", "path", "message", "severity", "source")
        )
        yield Said(rule, path, message, severity, source, is_rule=kind != "fault")


def encoded(body: Json) -> bytes:
    """The body as it travels."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


def no_objects(good: Sequence[Case]) -> tuple[Case, ...]:
    """Bodies that every operation for JSON objects must refuse, whatever its model: no object, and no JSON."""
    shown = next((one.content for one in good if one.valid), b'{"prompt": "A boat."}')

    def broken(name: str, rule: str, message: str, content: bytes, body: Json) -> Case:
        said = Said(rule, "", message, "error", "", is_rule=False)
        return Case(name, "fault", body, False, (said,), (), content)

    return (
        broken(
            "body.type.array", "type", "an array is not an object", b"[" + shown + b"]", json.loads(b"[" + shown + b"]")
        ),
        broken("body.type.null", "type", "null is not an object", b"null", None),
        broken("body.json.cut", "json", "the text ends before the object does", shown[:-1], shown[:-1].decode()),
    )
