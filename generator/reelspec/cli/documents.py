"""`reelspec documents`: which statements of which page the specs come from, and what a newer page changes."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from reelspec.common.text import number, visible
from reelspec.documentation.coverage.captures import Found, find_captures
from reelspec.documentation.coverage.status import ProviderStatus, read_locks, status
from reelspec.language.contract.model import Contract
from reelspec.language.parser.load import load
from reelspec.language.source.place import Problems

if TYPE_CHECKING:
    from reelspec.documentation.comparison import Comparison

HELP = "Hold pages of documentation against the specs: status, compare, drift, lock."
EXAMPLE = "reelspec documents drift captures/"

_SUBCOMMANDS = {
    "status": (
        "Say which statements nobody answers for, and which constraints no statement says.",
        "reelspec documents status captures/",
    ),
    "compare": (
        "Hold the facts of pages against the specs, field by field.",
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
        formats = ("text", "json", "markdown") if name == "drift" else ("text", "json")
        if name in ("status", "lock"):
            sub.add_argument("--fetch", action="store_true", help="read the documents' addresses as well")
        if name != "lock":
            sub.add_argument("--format", choices=formats, default="text", help="how to print it (default: text)")
        else:
            sub.add_argument(
                "--incomplete",
                action="store_true",
                help="lock also what is not accounted for yet; check, status and compare go on saying what is missing",
            )


def run(options: argparse.Namespace, root: Path) -> int:
    contract = load(root)
    locks = read_locks(root, contract)
    given: list[str] = list(options.pages)
    if getattr(options, "fetch", False) or (options.subcommand in ("compare", "drift") and not given):
        addresses = [
            one.address for provider in contract.providers for one in provider.documents.values() if one.address
        ]
        if not addresses:
            print("reelspec: no document has an address; name folders, files or addresses of captures", file=sys.stderr)
            return 2
        given += addresses
    found = find_captures(contract, given, locks)
    _say_unread(found)
    if found.captures and any(os.path.isdir(one) for one in given):
        for provider, pages in locks.items():
            for document in pages:
                if found.of(provider, document) is None:
                    print(visible(f"reelspec: note: no capture is of {provider}/{document}"), file=sys.stderr)
    if given and not found.captures:
        if not found.unreadable and not found.strange:
            print("reelspec: there are no captures: no file ends in .txt, .md, .mdx or .html", file=sys.stderr)
        return 2
    if options.subcommand == "compare":
        code = _compare(contract, found, options.format)
        return 2 if found.unreadable else code
    if options.subcommand == "drift":
        from reelspec.documentation.drift import drift, shown

        reports = drift(root, contract, locks, found)
        print(shown(reports, options.format), end="")
        return 2 if found.unreadable else 1 if any(one.matters for one in reports) else 0
    _refuse_malformed(root)
    statuses = status(root, contract, locks, found)
    if options.subcommand == "status":
        code = _status(statuses, options.format)
        return 2 if found.unreadable else code
    if found.unreadable:
        print("reelspec: nothing was locked, since captures could not be read", file=sys.stderr)
        return 2
    return _lock(root, contract, found, statuses, options.incomplete)


def _refuse_malformed(root: Path) -> None:
    """Raise Problems for a documents.yaml without its form: claims that cannot be read must not pass for none."""
    from reelspec.language.parser.format_check import check_format

    wrong = [one for one in check_format(root) if Path(one.place.file).stem == "documents"]
    if wrong:
        raise Problems(wrong)


def _say_unread(found: Found) -> None:
    for line in found.unreadable:
        print(visible(f"reelspec: {line}"), file=sys.stderr)
    for line in (*found.moved, *found.strange):
        print(visible(f"reelspec: note: {line}"), file=sys.stderr)


# status


def _status(statuses: tuple[ProviderStatus, ...], form: str) -> int:
    good = all(one.good for one in statuses)
    if form == "json":
        print(json.dumps([_status_json(one) for one in statuses], indent=2))
        return 0 if good else 1
    for line in status_lines(statuses) or ["no documents.yaml lists a document"]:
        print(visible(line))
    return 0 if good else 1


def status_lines(statuses: tuple[ProviderStatus, ...]) -> list[str]:
    """What `status` prints: a line for each document, what is open below it, and the constraints of each provider."""
    lines: list[str] = []
    for provider in statuses:
        for one in provider.documents:
            name = f"{one.provider}/{one.document.id}"
            if one.accounts is None:
                lines.append(f"{name}: not locked, and no capture of it is at hand")
                continue
            counts = one.counts()
            parts = ", ".join(f"{count} {reason}" for reason, count in sorted(counts.items(), key=lambda of: -of[1]))
            lines.append(f"{name}: {number(len(one.accounts.accounts), 'statement')}: {parts or 'none'}")
            if one.changed:
                lines.append("  the page has changed since it was locked: see reelspec documents drift")
            for account, text in one.open():
                terms = ", ".join(account.statement.terms)
                says = f" {text}" if text else f" (says {terms})" if terms else ""
                lines.append(
                    f'  open: "{account.statement.fingerprint[:8]}" {account.statement.section or "top"}:{says}'
                )
        covered = provider.coverage
        if covered.constraints:
            lines.append(
                f"{provider.provider}: {number(covered.constraints, 'constraint')}, {covered.inferred} of them inferred, "
                f"{len(covered.unstated)} without a statement"
            )
        lines += [f"  {one.place}: no statement says {one.name}" for one in covered.unstated]
        lines += [f"  {problem}" for problem in provider.problems]
    return lines


def _status_json(one: ProviderStatus) -> dict[str, object]:
    return {
        "provider": one.provider,
        "good": one.good,
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
            for document in one.documents
        ],
        "constraints": one.coverage.constraints,
        "inferred": one.coverage.inferred,
        "unstated": [{"element": element.name, "place": str(element.place)} for element in one.coverage.unstated],
        "problems": [str(problem) for problem in one.problems],
    }


# compare and lock


def _comparisons(contract: Contract, found: Found) -> list[Comparison]:
    from reelspec.documentation.comparison import compare

    providers = {one.name: one for one in contract.providers}
    return [compare(providers[one.provider], one.document, one.page) for one in found.captures]


def _compare(contract: Contract, found: Found, form: str) -> int:
    from reelspec.documentation.comparison import as_json, shown

    comparisons = _comparisons(contract, found)
    if form == "json":
        print(json.dumps([as_json(one) for one in comparisons], indent=2))
    else:
        for line in shown(comparisons):
            print(visible(line))
    return 1 if any(one.open for one in comparisons) else 0


def _lock(root: Path, contract: Contract, found: Found, statuses: tuple[ProviderStatus, ...], incomplete: bool) -> int:
    from reelspec.documentation.coverage.locking import lock

    problems = [problem for one in statuses for problem in one.problems]
    open_ = sum(1 for one in statuses for document in one.documents for _ in document.open())
    differs = {
        (one.provider, one.document): tuple(sorted({difference.key for difference in one.open}))
        for one in _comparisons(contract, found)
    }
    differences = sum(map(len, differs.values()))
    for problem in problems:
        print(visible(str(problem)))
    if not found.captures:  # nobody has looked at the facts anew
        locks = read_locks(root, contract).values()
        differences = sum(len(page.differs) for pages in locks for page in pages.values())
    if (problems or open_ or differences) and not incomplete:
        said = ", ".join(
            [
                *([f"{number(len(problems), 'problem')} in documents.yaml"] if problems else []),
                *([f"{number(open_, 'statement')} open (reelspec documents status lists them)"] if open_ else []),
                *([f"{number(differences, 'difference')} (see reelspec documents compare)"] if differences else []),
            ]
        )
        print(f"reelspec: nothing was locked: {said}", file=sys.stderr)
        return 1
    locked = lock(read_locks(root, contract), found, statuses, differs)
    written = locked.write(root)
    pages = sum(len(one) for one in locked.pages.values())
    if written:
        files = ", ".join(f"specs/{one}/documents.lock.json" for one in written)
        print(visible(f"locked {number(pages, 'document')}: wrote {files}"))
    else:
        print(f"{number(pages, 'document')} locked: nothing has changed")
    return 0
