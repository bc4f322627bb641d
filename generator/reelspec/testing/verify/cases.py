"""The bodies that are sent, each with what the spec says of it: the contract's cases, and a few that are no object at all."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from reelspec.cases.suite import AbsentCase
from reelspec.language.contract.model import Model, Provider
from reelspec.language.contract.schema import Schema, subschemas
from reelspec.language.source.node import Json

CUT_SHORT = "@cut-short"
"""The name of the case that is not JSON, which no model has."""


@dataclass(frozen=True)
class Said:
    """A violation as a case states it (see the cases' own format)."""

    rule: str
    path: str
    message: str
    severity: str
    source: str
    is_rule: bool
    """It is a rule of `x-rules`, not a keyword."""


@dataclass(frozen=True)
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
        return self.valid and any(violation.severity == "contested" for violation in self.warnings)

    @property
    def expected(self) -> Literal["accepted", "refused"] | None:
        """What the spec says of it; None where it says both."""
        return None if self.contested else "accepted" if self.valid else "refused"


class Sent(NamedTuple):
    """What a model's file of cases holds. absent: the cases that could not be made."""

    cases: tuple[Case, ...]
    absent: tuple[AbsentCase, ...]


def cases_for(model: Model, provider: Provider, root: Path | None = None) -> tuple[Case, ...]:
    """The cases of a model: from root/generated while that is what the specs give, else made now."""
    return sent_for(model, provider, root).cases


def sent_for(model: Model, provider: Provider, root: Path | None = None) -> Sent:
    """The cases of a model as `cases_for` gives them, and what is absent."""
    from reelspec.cases.emitter import cases_document, cases_path

    document: Json = None
    if root is not None and is_fresh(root):
        try:
            document = json.loads((root / "generated" / cases_path(provider, model)).read_bytes())
        except (OSError, ValueError):
            document = None
    if document is None:
        document = cases_document(model, provider)
    return Sent(read_cases(document, rule_ids(model)), tuple(_absent(document)))


def is_fresh(root: Path) -> bool:
    """Whether root/generated is what the specs give."""
    from reelspec.output.fresh import fresh
    from reelspec.output.inputs import current_inputs

    try:
        return fresh(root, lambda: current_inputs(os.fspath(root)))
    except OSError:
        return False


def rule_ids(model: Model) -> frozenset[str]:
    """The ids of all rules of a model, those of inner objects included."""
    ids: set[str] = set()
    left: list[Schema] = [*(form.schema for form in model.forms), *model.definitions.values()]
    while left:
        schema = left.pop()
        ids.update(rule.id for rule in schema.rules)
        left += [inner for _, inner in subschemas(schema)]
    return frozenset(ids)


def read_cases(document: Json, rules: frozenset[str]) -> tuple[Case, ...]:
    """The cases of a case file, given as JSON values. rules: the ids that are no keywords."""
    assert isinstance(document, dict)
    entries = document["cases"]
    assert isinstance(entries, list)
    return tuple(_case(case, rules) for case in entries)


def _absent(document: Json) -> Iterator[AbsentCase]:
    assert isinstance(document, dict)
    entries = document["absent"]
    assert isinstance(entries, list)
    for missing_case in entries:
        assert isinstance(missing_case, dict)
        yield AbsentCase(*(str(missing_case[name]) for name in AbsentCase._fields))


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
    for violation in given:
        assert isinstance(violation, dict)
        rule, path, message, severity, source = (
            str(violation[name]) for name in ("rule", "path", "message", "severity", "source")
        )
        yield Said(rule, path, message, severity, source, is_rule=rule in rules)


def encoded(body: Json) -> bytes:
    """The body as it travels."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


def no_json(cases: Sequence[Case]) -> Case:
    """A legal body that ends before its end: every operation that takes JSON must refuse it, whatever the model."""
    whole = next(
        (case.content for case in cases if case.valid and case.content[:1] in (b"{", b"[")), b'{"prompt": "A boat."}'
    )
    violation = Said("json", "", "the text ends before the value does", "error", "", is_rule=False)
    return Case(CUT_SHORT, "fault", whole[:-1].decode(), False, (violation,), (), whole[:-1])
