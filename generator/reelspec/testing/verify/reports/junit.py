"""A report as JUnit XML: a suite for each model with a test for each body, and one for answers and tasks.

The form is what both schemas in use accept, Ant's (JUnit.xsd) and the one of Jenkins' xUnit plugin.
"""

from __future__ import annotations

import re
import time
import xml.etree.ElementTree as tree

from reelspec.testing.verify.coverage import untried_lines
from reelspec.testing.verify.report import Finding, Outcome, Report

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(report: Report, *, when: float | None = None) -> str:
    """The report as an XML document. when: Unix seconds, now without it."""
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(when))
    root = tree.Element("testsuites")
    by_model: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in report.outcomes:
        by_model.setdefault((outcome.model, outcome.operation), []).append(outcome)
    by_case = {
        (finding.model, finding.operation, case): finding
        for finding in reversed(report.findings)
        for case in finding.cases
        if not finding.note
    }
    for (model, operation), outcomes in by_model.items():
        suite = _suite(root, f"{report.provider}/{model} {operation}", stamp)
        for outcome in outcomes:
            _body(suite, f"{report.provider}.{model.replace('.', '_')}", outcome, by_case)
        _sum(suite)
    suite = _suite(root, f"{report.provider} answers and tasks", stamp)
    others = [
        finding
        for finding in report.differences
        if not any((finding.model, finding.operation, case) in by_case for case in finding.cases)
    ]
    for finding in others:
        name = " ".join(
            part for part in (finding.operation, finding.kind, finding.rule, finding.path, finding.model) if part
        )
        test = _test(suite, f"{report.provider}.answers", name, 0.0)
        _failed(test, "failure", finding.kind, finding.message, _details(finding))
    for lived in report.lived:
        _test(
            suite,
            f"{report.provider}.tasks",
            f"{lived.operation} {lived.model}: {' > '.join(lived.words)}",
            lived.seconds,
        )
    if not others:
        _test(suite, f"{report.provider}.answers", "every answer is as the spec says", 0.0)
    untried = frozenset(report.untried)
    for demand in report.coverage:
        test = _test(
            suite, f"{report.provider}.coverage", f"{demand.operation} {demand.model}: {demand.name} {demand.side}", 0.0
        )
        if demand in untried and "untried" in report.fail_on:
            _failed(test, "failure", "untried", demand.why, demand.why)
        elif not demand.tried:
            tree.SubElement(test, "skipped")
    for at, unfinished in enumerate(report.unfinished):
        test = _test(suite, f"{report.provider}.tasks", f"unfinished {at + 1}", 0.0)
        if "unfinished" in report.fail_on:
            _failed(test, "failure", "unfinished", unfinished, unfinished)
        else:
            tree.SubElement(test, "skipped")
    accepted = [
        f"accepted until {finding.accepted.until}: {finding.message} ({finding.accepted.reason})"
        for finding in report.findings
        if finding.accepted is not None
    ]
    lines = (*accepted, *report.said, report.stopped, *untried_lines(report.coverage), *report.unfinished)
    _sum(suite, "\n".join(line for line in lines if line))
    for at, element in enumerate(root):
        element.set("id", str(at))
    tree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tree.tostring(root, encoding="unicode") + "\n"


def _suite(root: tree.Element, name: str, stamp: str) -> tree.Element:
    suite = tree.SubElement(root, "testsuite", name=_text(name), package="reelspec.testing.verify", timestamp=stamp)
    suite.set("hostname", "localhost")
    tree.SubElement(suite, "properties")
    return suite


def _sum(suite: tree.Element, out: str = "") -> None:
    """The counts of a suite, and the end that it must have."""
    tests = suite.findall("testcase")
    suite.set("tests", str(len(tests)))
    for count, child in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(count, str(sum(test.find(child) is not None for test in tests)))
    suite.set("time", f"{sum(float(test.get('time', '0')) for test in tests):.3f}")
    tree.SubElement(suite, "system-out").text = _text(out.strip())
    tree.SubElement(suite, "system-err")


def _test(suite: tree.Element, group: str, name: str, seconds: float) -> tree.Element:
    return tree.SubElement(suite, "testcase", classname=_text(group), name=_text(name), time=f"{seconds:.3f}")


def _body(suite: tree.Element, group: str, outcome: Outcome, by_case: dict[tuple[str, str, str], Finding]) -> None:
    test = _test(suite, group, outcome.case, outcome.seconds)
    finding = by_case.get((outcome.model, outcome.operation, outcome.case))
    details = "" if finding is None else _details(finding)
    accepted = (
        finding is not None and finding.accepted is not None and (outcome.differs or outcome.verdict == "unclear")
    )
    if outcome.verdict == "not sent" or accepted:
        tree.SubElement(test, "skipped")
    elif outcome.verdict == "unclear":
        _failed(test, "error", "unclear", outcome.why, details)
    elif outcome.differs:
        kind = "laxer" if outcome.verdict == "accepted" else "stricter"
        expected = f"{outcome.verdict} ({outcome.status}), and the spec says {outcome.expected}"
        _failed(test, "failure", kind, expected if finding is None else finding.message, details)


def _failed(test: tree.Element, element: str, kind: str, message: str, details: str) -> None:
    tree.SubElement(test, element, type=kind, message=_text(message)).text = _text(details)


def _details(finding: Finding) -> str:
    lines: list[str] = [finding.message]
    if finding.rule:
        lines.append(f"rule: {finding.rule}")
    if finding.source:
        lines.append(f"source: {finding.source}")
    if finding.example is not None:
        lines.append(f"sent: {finding.example.request} {finding.example.sent[:2000]}")
        lines.append(f"answer: {finding.example.status} {finding.example.answer}")
        lines += [f"again: {finding.example.curl}"] if finding.example.curl else []
    return "\n".join(lines)


def _text(text: str) -> str:
    """The text without characters that XML 1.0 cannot carry (section 2.2): they are shown as escapes."""
    return _NO_XML.sub(lambda match: match[0].encode("unicode_escape").decode(), text)
