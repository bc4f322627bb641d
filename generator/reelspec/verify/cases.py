"""The bodies that are sent, each with what the spec says of it: the contract's cases, and a few that are no object at all."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reelspec.contract.model import Model, Provider
from reelspec.contract.schema import Schema, subschemas
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
    return read_cases(document, rule_ids(model))


def is_fresh(root: Path) -> bool:
    """Whether root/generated is what the specs give."""
    from reelspec.inputs import current_inputs
    from reelspec.write.fresh import fresh

    try:
        return fresh(root, lambda: current_inputs(os.fspath(root)))
    except OSError:
        return False


def rule_ids(model: Model) -> frozenset[str]:
    """The ids of all rules of a model, those of inner objects included."""
    found: set[str] = set()
    left: list[Schema] = [*(form.schema for form in model.forms), *model.definitions.values()]
    while left:
        schema = left.pop()
        found.update(rule.id for rule in schema.rules)
        left += [inner for _, inner in subschemas(schema)]
    return frozenset(found)


def read_cases(document: Json, rules: frozenset[str]) -> tuple[Case, ...]:
    """The cases of a case file, given as JSON values. rules: the ids that are no keywords."""
    assert isinstance(document, dict)
    found = document["cases"]
    assert isinstance(found, list)
    return tuple(_case(one, rules) for one in found)


def _case(given: Json, rules: frozenset[str]) -> Case:
    assert isinstance(given, dict)
    body = given["body"]
    return Case(
        str(given["name"]),
        str(given["kind"]),
        body,
        given["valid"] is True,
        tuple(_said(given["violations"], rules)),
        tuple(_said(given["warnings"], rules)),
        encoded(body),
    )


def _said(given: Json, rules: frozenset[str]) -> Iterator[Said]:
    assert isinstance(given, list)
    for one in given:
        assert isinstance(one, dict)
        rule, path, message, severity, source = (
            str(one[name]) for name in ("rule", "path", "message", "severity", "source")
        )
        yield Said(rule, path, message, severity, source, is_rule=rule in rules)


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
            "@array-around", "type", "an array is not an object", b"[" + shown + b"]", json.loads(b"[" + shown + b"]")
        ),
        broken("@null", "type", "null is not an object", b"null", None),
        broken("@cut-short", "json", "the text ends before the object does", shown[:-1], shown[:-1].decode()),
    )
