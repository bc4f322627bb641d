"""What `documents` has found, as findings with places: of pages that cannot be read, statuses, comparisons and drift."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.cli.reports import finding, of_problems
from reelspec.common.findings import Finding, Level
from reelspec.documentation.comparison import Comparison
from reelspec.documentation.comparison.words import sentence
from reelspec.documentation.coverage.captures import Captures
from reelspec.documentation.coverage.declared import TODO
from reelspec.documentation.coverage.status import DocumentStatus, ProviderStatus
from reelspec.documentation.drift import DriftFinding, DriftReport
from reelspec.language.contract.model import Contract, Document


def of_unread(contract: Contract, found: Captures) -> Iterator[Finding]:
    """Captures that could not be read, pages that have moved, each where documents.yaml names it; and what is nobody's."""
    documents = [document for provider in contract.providers for document in provider.documents.values()]
    for line in found.unreadable:
        yield _about("unreadable", line, documents)
    for (provider, document), line in found.moved.items():
        node = next(owner for owner in contract.providers if owner.name == provider).documents[document].node
        yield finding("warning", "moved", line, None if node is None else (node.get("address") or node).place)
    for line in found.strange:
        yield Finding("warning", "no-page", line)


def _about(rule: str, line: str, documents: list[Document]) -> Finding:
    for document in documents:
        if document.node is None:
            continue
        named = [key for key in ("address", "page") if (value := document.node.get(key)) and f"{value.value}:" in line]
        if named:
            return finding("error", rule, line, (document.node.get(named[0]) or document.node).place)
    return Finding("error", rule, line)


def of_change(report: DriftReport, change: DriftFinding) -> list[Finding]:
    """One change of a page: at every place that it concerns, else on the page."""
    level: Level = "error" if change.matters else "note"
    page = report.capture.name
    where = "" if change.line is None else f" ({page}:{change.line})"
    message = f"{report.name}: {change.section or 'top'}: {change.message}{where}"
    if not change.edits:
        return [Finding(level, change.kind, message, page, change.line)]
    return [finding(level, change.kind, f"{message}: {edit.what}", edit.place) for edit in change.edits]


def of_report(report: DriftReport) -> list[Finding]:
    """Everything that a capture changes."""
    if not report.locked:
        node = report.capture.document.node
        return [
            finding("error", "not-locked", f"{report.name}: {report.summary}", None if node is None else node.place)
        ]
    return [each for change in report.findings for each in of_change(report, change)]


def of_comparison(comparison: Comparison) -> list[Finding]:
    """The differences that nobody has explained, at the elements of the specs."""
    return [finding("error", difference.kind, sentence(difference), difference.place) for difference in comparison.open]


def of_status(status: ProviderStatus, found: Captures) -> Iterator[Finding]:
    """Statements that nobody answers for, constraints that no statement says, and what is wrong with documents.yaml."""
    for document in status.documents:
        yield from of_open(document, found)
    for element in status.coverage.unstated:
        yield finding("error", "unstated", f"no statement says {element.name}", element.place)
    yield from of_problems(status.problems)


def of_open(status: DocumentStatus, found: Captures) -> Iterator[Finding]:
    """The open statements of a document, and those set aside as TODOs: on the page where it is at hand, else in the lock."""
    capture = found.of(status.provider, status.document.id)
    lines = [] if capture is None else [statement.line for statement in capture.page.statements]
    for at, account in enumerate(() if status.accounts is None else status.accounts.accounts):
        todo = account.aside == TODO
        if account.accounted and not todo:
            continue
        statement, text = account.statement, f" {status.texts[at]}" if status.texts else ""
        terms = "" if text or not statement.terms else f" (says {', '.join(statement.terms)})"
        words = "this is still TODO in documents.yaml:" if todo else "nobody answers for"
        rule = "todo" if todo else "open"
        message = f'{words} "{statement.fingerprint[:8]}" {statement.section or "top"}:{text}{terms}'
        if capture is not None:
            yield Finding("error", rule, message, capture.name, lines[at])
        else:
            yield finding("error", rule, message, None if account.node is None else account.node.place)
