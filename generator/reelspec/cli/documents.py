"""`reelspec documents`: which statements of which page the specs come from, and what a newer page changes."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from reelspec.cli.accepted import Acceptances, accepted_option
from reelspec.cli.page_findings import of_change, of_comparison, of_open, of_report, of_status, of_unread
from reelspec.cli.reports import format_option, of_problems, problem_line, refusal, say, says_findings
from reelspec.common.findings import FORMS, Finding
from reelspec.common.terminal import progress
from reelspec.common.text import number, visible
from reelspec.documentation.coverage.captures import Captures, find_captures
from reelspec.documentation.coverage.lockfile import LockedPage
from reelspec.documentation.coverage.status import ProviderStatus, older_locks, read_locks, status
from reelspec.language.contract.model import Contract
from reelspec.language.parser.load import load
from reelspec.language.source.place import Problems

if TYPE_CHECKING:
    from reelspec.documentation.comparison import Comparison
    from reelspec.documentation.drift import DriftReport

HELP = "Check pages of documentation against the specs: status, compare, drift, lock."
EXAMPLE = "reelspec documents drift captures/"

_SUBCOMMANDS = {
    "status": (
        "Say which statements nobody answers for, and which constraints no statement says.",
        "reelspec documents status captures/",
    ),
    "compare": (
        "Compare the facts of pages with the specs, field by field.",
        "reelspec documents compare captures/",
    ),
    "drift": (
        "Say what newer captures change, and which lines of the specs that concerns.",
        "reelspec documents drift https://docs.example.com/video.md",
    ),
    "lock": (
        "Accept the pages as the specs now have them, in specs/<provider>/documents.lock.json.",
        "reelspec documents lock captures/",
    ),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    subs = parser.add_subparsers(dest="subcommand", metavar="COMMAND", required=True)
    for name, (words, example) in _SUBCOMMANDS.items():
        # --root may stand before or after the subcommand; SUPPRESS, so that the later one does not undo the earlier.
        sub = subs.add_parser(name, help=words, description=words, epilog=f"example: {example}")
        sub.add_argument("--root", metavar="DIR", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        without = "the documents' addresses" if name in ("compare", "drift") else "the locks alone"
        where = f"captures: folders of .txt, .md and .html files, files, addresses (default: {without})"
        sub.add_argument("pages", nargs="*", metavar="DIR|URL", help=where)
        if name in ("status", "lock"):
            sub.add_argument("--fetch", action="store_true", help="read the documents' addresses as well")
        format_option(sub, "json", *(["markdown"] if name == "drift" else []))
        if name != "lock":
            accepted_option(sub)
        else:
            sub.add_argument(
                "--incomplete",
                action="store_true",
                help="lock also what is not accounted for yet; check, status and compare go on saying what is missing",
            )
            sub.add_argument(
                "--accept-wording",
                action="store_true",
                help="first write the new fingerprints of statements in other words into documents.yaml",
            )


def run(options: argparse.Namespace, root: Path) -> int:
    contract = load(root)
    older = older_locks(root, contract) if options.subcommand == "lock" else ()
    locks = {} if older else read_locks(root, contract)
    acceptances = _acceptances(getattr(options, "accepted", None))
    if acceptances is None:
        return 2
    given: list[str] = list(options.pages)
    if getattr(options, "fetch", False) or (options.subcommand in ("compare", "drift") and not given):
        documents = (document for provider in contract.providers for document in provider.documents.values())
        addresses = [document.address for document in documents if document.address]
        if not addresses:
            return _unusable(
                "no document has an address; name folders, files or addresses of captures", [], options, root
            )
        given += addresses
    with progress() as tell:
        found = find_captures(contract, given, locks, tell=tell)
    _say_unread(found)
    known = {(provider.name, document) for provider in contract.providers for document in provider.documents}
    for provider, document in older:
        if (provider, document) in known and found.of(provider, document) is None:
            message = f"the lock is of an older version and no capture of {provider}/{document} is at hand"
            return _unusable(f"{message}: name those of all its documents", [], options, root)
    if found.captures and any(os.path.isdir(path) for path in given):
        _say_missing(found, locks)
    unread = [*of_unread(contract, found)]
    if given and not found.captures:
        if unread:
            return _ended(unread, options, root, 2)
        return _unusable("there are no captures: no file ends in .txt, .md, .mdx or .html", [], options, root)
    if options.subcommand == "compare":
        findings, code = _compare(contract, found, options.format, acceptances)
    elif options.subcommand == "drift":
        findings, code = _drift(root, contract, locks, found, options.format, acceptances)
    else:
        _refuse_malformed(root)
        statuses = status(root, contract, locks, found)
        if options.subcommand == "status":
            findings, code = _status(statuses, found, options.format, acceptances)
        elif found.unreadable:
            return _unusable("nothing was locked, since captures could not be read", unread, options, root)
        else:
            if options.accept_wording:
                _accept_wording(root, contract, locks, found)
                contract = load(root)
                found = find_captures(contract, given, locks)
                statuses = status(root, contract, locks, found)
            findings, code = _lock(root, contract, found, statuses, locks, options)
    acceptances.tell()
    return _ended([*unread, *findings], options, root, 2 if found.unreadable else code)


def _acceptances(file: str | None) -> Acceptances | None:
    """The accepted findings; None, once it is said what is wrong with their file."""
    try:
        return Acceptances(file)
    except Problems as problems:
        for problem in problems.problems:
            print(visible(str(problem)), file=sys.stderr)
        count = number(len(problems.problems), "problem")
        print(f"reelspec: {count} in the file of accepted findings", file=sys.stderr)
        return None


def _ended(findings: Iterable[Finding], options: argparse.Namespace, root: Path, code: int) -> int:
    """Say the findings where the form holds nothing else; returns the exit code."""
    form = options.format
    return say(findings, form, root, code) if says_findings(form, f"documents {options.subcommand}") else code


def _unusable(message: str, findings: list[Finding], options: argparse.Namespace, root: Path) -> int:
    print(visible(f"reelspec: {message}"), file=sys.stderr)
    return _ended([*findings, refusal(message)], options, root, 2)


def _refuse_malformed(root: Path) -> None:
    """Raise Problems for a documents.yaml without its form: claims that cannot be read must not pass for none."""
    from reelspec.language.parser.format_check import check_format
    from reelspec.language.source.load import Loader

    wrong = [problem for problem in check_format(Loader(root)) if Path(problem.place.file).stem == "documents"]
    if wrong:
        raise Problems(wrong)


def _say_unread(found: Captures) -> None:
    for line in found.unreadable:
        print(visible(f"reelspec: {line}"), file=sys.stderr)
    for line in (*found.moved.values(), *found.strange):
        print(visible(f"reelspec: note: {line}"), file=sys.stderr)


def _say_missing(found: Captures, locks: Mapping[str, Mapping[str, LockedPage]]) -> None:
    for provider, pages in locks.items():
        for document in pages:
            if found.of(provider, document) is None:
                print(visible(f"reelspec: note: no capture is of {provider}/{document}"), file=sys.stderr)


# status


def _status(
    statuses: tuple[ProviderStatus, ...], found: Captures, form: str, acceptances: Acceptances
) -> tuple[list[Finding], int]:
    findings = acceptances.mark([finding for status in statuses for finding in of_status(status, found)])
    good = not any(finding.level == "error" for finding in findings)
    if form == "json":
        print(json.dumps([_status_json(status) for status in statuses], indent=2))
    elif form == "text":
        for line in (*(status_lines(statuses) or ["no documents.yaml lists a document"]), *_accepted_lines(findings)):
            print(visible(line))
    return findings, 0 if good else 1


def _accepted_lines(findings: Iterable[Finding]) -> list[str]:
    return [
        f"accepted until {finding.accepted.until} ({finding.accepted.reason}): {finding.place}: {finding.message}"
        for finding in findings
        if finding.accepted is not None
    ]


def status_lines(statuses: tuple[ProviderStatus, ...]) -> list[str]:
    """What `status` prints: a line for each document, what is open below it, and the constraints of each provider."""
    lines: list[str] = []
    for provider in statuses:
        for document in provider.documents:
            name = f"{document.provider}/{document.document.id}"
            if document.accounts is None:
                lines.append(f"{name}: not locked, and no capture of it is at hand")
                continue
            counts = document.counts()
            parts = ", ".join(f"{count} {reason}" for reason, count in sorted(counts.items(), key=lambda of: -of[1]))
            lines.append(f"{name}: {number(len(document.accounts.accounts), 'statement')}: {parts or 'none'}")
            if document.changed:
                lines.append("  the page has changed since it was locked: see reelspec documents drift")
            for account, text in (*document.open(), *document.todos()):
                terms = ", ".join(account.statement.terms)
                says = f" {text}" if text else f" (says {terms})" if terms else ""
                word, statement = account.aside or "open", account.statement
                lines.append(f'  {word}: "{statement.fingerprint[:8]}" {statement.section or "top"}:{says}')
        covered = provider.coverage
        if covered.constraints:
            lines.append(
                f"{provider.provider}: {number(covered.constraints, 'constraint')}, {covered.inferred} of them inferred, "
                f"{len(covered.unstated)} without a statement"
            )
        lines += [f"  {value.place}: no statement says {value.name}" for value in covered.unstated]
        lines += [f"  {problem}" for problem in provider.problems]
    return lines


def _status_json(status: ProviderStatus) -> dict[str, object]:
    return {
        "provider": status.provider,
        "good": status.good,
        "documents": [
            {
                "id": document.document.id,
                "page": document.page,
                "locked": document.locked,
                "changed": document.changed,
                "statements": 0 if document.accounts is None else len(document.accounts.accounts),
                "counts": dict(sorted(document.counts().items())),
                "open": [
                    {
                        "statement": account.statement.fingerprint,
                        "section": account.statement.section,
                        "terms": list(account.statement.terms),
                    }
                    for account, _ in document.open()
                ],
            }
            for document in status.documents
        ],
        "constraints": status.coverage.constraints,
        "inferred": status.coverage.inferred,
        "unstated": [{"element": element.name, "place": str(element.place)} for element in status.coverage.unstated],
        "problems": [str(problem) for problem in status.problems],
    }


# compare and lock


def _comparisons(contract: Contract, found: Captures) -> list[Comparison]:
    from reelspec.documentation.comparison import compare

    providers = {provider.name: provider for provider in contract.providers}
    return [compare(providers[capture.provider], capture.document, capture.page) for capture in found.captures]


def _compare(contract: Contract, found: Captures, form: str, acceptances: Acceptances) -> tuple[list[Finding], int]:
    from reelspec.documentation.comparison import as_json, shown

    comparisons = _comparisons(contract, found)
    findings = acceptances.mark([finding for comparison in comparisons for finding in of_comparison(comparison)])
    if form == "json":
        print(json.dumps([as_json(comparison) for comparison in comparisons], indent=2))
    elif form == "text":
        for line in (*shown(comparisons), *_accepted_lines(findings)):
            print(visible(line))
    return findings, 1 if any(finding.level == "error" for finding in findings) else 0


def _drift(
    root: Path,
    contract: Contract,
    locks: Mapping[str, Mapping[str, LockedPage]],
    found: Captures,
    form: str,
    acceptances: Acceptances,
) -> tuple[list[Finding], int]:
    from reelspec.documentation.drift import drift, shown

    reports = tuple(_with_accepted(report, acceptances) for report in drift(root, contract, locks, found))
    if form not in FORMS:
        print(shown(reports, form), end="")
    return [finding for report in reports for finding in of_report(report)], int(
        any(report.matters for report in reports)
    )


def _with_accepted(report: DriftReport, acceptances: Acceptances) -> DriftReport:
    """The report with the changes that are accepted for now as such that do not matter."""
    findings = []
    for finding in report.findings:
        why = acceptances.of(of_change(report, finding)) if finding.matters else None
        if why is not None:
            finding = replace(
                finding, matters=False, message=f"{finding.message} (accepted until {why.until}: {why.reason})"
            )
        findings.append(finding)
    return replace(report, findings=tuple(findings))


def _accept_wording(
    root: Path, contract: Contract, locks: Mapping[str, Mapping[str, LockedPage]], found: Captures
) -> None:
    from reelspec.documentation.drift.accept import accept_wording

    for file, count in accept_wording(root, contract, locks, found).items():
        print(visible(f"{file}: wrote {number(count, 'new fingerprint')}"), file=sys.stderr)


def _lock(
    root: Path,
    contract: Contract,
    found: Captures,
    statuses: tuple[ProviderStatus, ...],
    locks: Mapping[str, Mapping[str, LockedPage]],
    options: argparse.Namespace,
) -> tuple[list[Finding], int]:
    from reelspec.documentation.coverage.locking import lock

    text = options.format == "text"
    problems = [problem for status in statuses for problem in status.problems]
    open_ = sum(1 for status in statuses for document in status.documents for _ in document.open())
    comparisons = _comparisons(contract, found)
    differs = {
        (comparison.provider, comparison.document): tuple(sorted({difference.key for difference in comparison.open}))
        for comparison in comparisons
    }
    differences = sum(map(len, differs.values()))
    if text:
        for problem in problems:
            print(problem_line(problem))
    if not found.captures:  # nobody has looked at the facts anew
        differences = sum(len(page.differs) for pages in locks.values() for page in pages.values())
    findings = [
        *of_problems(problems),
        *(
            finding
            for status in statuses
            for document in status.documents
            for finding in of_open(document, found)
            if finding.rule == "open"
        ),
        *(finding for comparison in comparisons for finding in of_comparison(comparison)),
    ]
    reasons = [
        *([f"{number(len(problems), 'problem')} in documents.yaml"] if problems else []),
        *([f"{number(open_, 'statement')} open (reelspec documents status lists them)"] if open_ else []),
        *([f"{number(differences, 'difference')} (see reelspec documents compare)"] if differences else []),
    ]
    if reasons and not options.incomplete:
        print(f"reelspec: nothing was locked: {', '.join(reasons)}", file=sys.stderr)
        return findings, 1
    locked = lock(locks, found, statuses, differs)
    written = locked.write(root)
    pages = sum(len(documents) for documents in locked.pages.values())
    message = f"{number(pages, 'document')} locked: nothing has changed"
    if written:
        files = ", ".join(f"specs/{name}/documents.lock.json" for name in written)
        message = f"locked {number(pages, 'document')}: wrote {files}"
    print(visible(message), file=sys.stdout if text else sys.stderr)
    return [replace(finding, level="warning") for finding in findings], 0
