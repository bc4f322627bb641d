"""A report for people: a table of models, then each finding with an example, then the sum."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from reelspec.common.tables import table
from reelspec.common.text import number, visible
from reelspec.language.source.node import Json
from reelspec.testing.verify.coverage import untried_lines
from reelspec.testing.verify.report import Covered, Excerpt, Finding, Outcome, Report

LONGEST = 240
"""Characters of a body or an answer that are shown."""


def as_text(report: Report, *, width: int | None = None) -> str:
    """The report as lines for a terminal."""
    return "\n".join(_lines(report, width)) + "\n"


def _lines(report: Report, width: int | None) -> Iterator[str]:
    yield visible(f"{report.address} checked against the spec of {report.provider}")
    yield ""
    yield _models(report, width)
    for finding in report.findings:
        yield ""
        yield from finding_lines(finding)
    yield ""
    unfinished = [f"not finished: {task}" for task in report.unfinished]
    stopped = [report.stopped] if report.stopped else []
    for note in (*report.said, *stopped, *untried_lines(report.coverage), *unfinished):
        yield visible(note)
    yield _sum(report)


def _sum(report: Report) -> str:
    """The last line: how much was found, and by how many requests."""
    differences = number(len(report.differences), "difference") if report.differences else "no difference"
    accepted = sum(finding.accepted is not None for finding in report.findings)
    noted = f", {accepted} accepted for now" if accepted else ""
    notes = sum(finding.note for finding in report.findings)
    noted += f", {number(notes, 'note')}" if notes else ""
    rules = len({(covered.model, covered.operation, covered.rule) for covered in report.untried})
    noted += f", {number(rules, 'rule')} not tried" if rules else ""
    noted += ", tasks not finished" if report.unfinished else ""
    unsure = f", {report.unsure} more may have been" if report.unsure else ""
    requests = number(report.requests, "request")
    return f"{differences}{noted}: {requests}, {report.accepted} accepted{unsure}, {report.seconds:.1f} s"


def _models(report: Report, width: int | None) -> str:
    by_model: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in report.outcomes:
        by_model.setdefault((outcome.model, outcome.operation), []).append(outcome)
    operations = {operation for _, operation in by_model}
    tasks = {(life.model, life.operation): " > ".join(life.words) or "not seen" for life in report.lived}
    head = ["model", "bodies", "as specified", "laxer", "stricter", "unclear", "not sent", "rules", "task"]
    rows = []
    for (model, operation), outcomes in by_model.items():
        name = visible(model) if len(operations) == 1 else f"{visible(model)}\n{visible(operation)}"
        rules = {covered.rule for covered in report.coverage if _is_of(covered, model, operation)}
        untried = {covered.rule for covered in report.untried if _is_of(covered, model, operation)}
        tried = f"{len(rules) - len(untried)}/{len(rules)}"
        rows.append([name, *_counts(outcomes), tried, visible(tasks.get((model, operation), "-"))])
    return table(head, rows, width=width)


def _is_of(covered: Covered, model: str, operation: str) -> bool:
    return covered.what == "rule" and (covered.model, covered.operation) == (model, operation)


def _counts(outcomes: Sequence[Outcome]) -> list[str]:
    laxer = sum(outcome.differs and outcome.verdict == "accepted" for outcome in outcomes)
    stricter = sum(outcome.differs and outcome.verdict == "refused" for outcome in outcomes)
    unclear = sum(outcome.verdict == "unclear" for outcome in outcomes)
    not_sent = sum(outcome.verdict == "not sent" for outcome in outcomes)
    good = len(outcomes) - laxer - stricter - unclear - not_sent
    return [str(count) for count in (len(outcomes), good, laxer, stricter, unclear, not_sent)]


def finding_lines(finding: Finding) -> Iterator[str]:
    """A finding in lines: what it is, an example, its source."""
    kind = f"note ({finding.kind})" if finding.note else finding.kind
    about = finding.model or finding.operation
    mark = f" [{finding.rule}]" if finding.rule else ""
    path = f"{finding.path}: " if finding.path and finding.kind == "answer" else ""
    if finding.accepted is not None:
        kind = f"accepted until {finding.accepted.until} ({kind})"
    yield visible(f"{kind}: {about}: {path}{finding.message}{mark}")
    if finding.accepted is not None:
        yield visible(f"  because: {finding.accepted.reason}")
        return
    if finding.example is not None:
        yield from exchange_lines(finding.example)
    if finding.source:
        yield visible(f"  source: {finding.source}")


def exchange_lines(shown: Excerpt) -> Iterator[str]:
    """A request and its answer in two lines, and one that repeats them."""
    yield visible(f"  sent: {shown.request} {_short(shown.sent)}".rstrip())
    status = "" if shown.status is None else f"{shown.status} "
    yield visible(f"  answer: {status}{_cut(shown.answer)}".rstrip())
    if shown.curl:
        yield visible(f"  again: {shown.curl}")


def _short(sent: str) -> str:
    """A body with its long texts cut, so that the fields around them can be seen; what is not JSON as it is."""
    try:
        return _cut(json.dumps(_without_long_texts(json.loads(sent)), ensure_ascii=False))
    except (ValueError, RecursionError):
        return _cut(sent)


def _without_long_texts(value: Json) -> Json:
    if isinstance(value, str):
        return value if len(value) <= 60 else f"{value[:40]}... ({len(value)} characters)"
    if isinstance(value, list):
        return [_without_long_texts(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _without_long_texts(member) for key, member in value.items()}
    return value


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
