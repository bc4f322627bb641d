"""Reports of drift as text for a terminal, as JSON, and as Markdown for a pull request.

What a page says is shown escaped: no control character, no bidirectional mark, no markup of it is obeyed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reelspec.common.markdown import code, escaped
from reelspec.common.text import visible
from reelspec.documentation.coverage.captures import Capture
from reelspec.documentation.drift.finding import DriftFinding

_MOST_TEXT = 160


@dataclass(frozen=True)
class DriftReport:
    """What a capture changes. locked: False for a document that was never locked, which has nothing to change."""

    capture: Capture
    locked: bool
    findings: tuple[DriftFinding, ...]

    @property
    def name(self) -> str:
        """The document as messages name it."""
        return f"{self.capture.provider}/{self.capture.document.id}"

    @property
    def matters(self) -> bool:
        """Whether anybody has to do something."""
        return not self.locked or any(finding.matters for finding in self.findings)

    @property
    def summary(self) -> str:
        """What changed, in half a line."""
        if not self.locked:
            return "never locked: see reelspec documents status, then lock"
        if not self.findings:
            return "nothing has changed"
        count, matter = len(self.findings), sum(1 for finding in self.findings if finding.matters)
        changes = f"{count} change{'' if count == 1 else 's'}"
        if matter == 0:
            return f"{changes}, none of which matters"
        return changes if matter == count else f"{changes}, {matter} of which matter{'s' if matter == 1 else ''}"


def shown(reports: Iterable[DriftReport], form: str) -> str:
    """The reports in a form: text, json or markdown; it ends with a newline."""
    if form == "json":
        return json.dumps([_json(report) for report in reports], indent=2) + "\n"
    lines = _markdown(reports) if form == "markdown" else _text(reports)
    return "".join(f"{line}\n" for line in lines)


def _text(reports: Iterable[DriftReport]) -> Iterator[str]:
    for report in reports:
        yield visible(f"{report.name}: {report.summary} ({report.capture.name})")
        for finding in report.findings:
            mark = "" if finding.matters else " (nothing to do)"
            yield visible(f"  {finding.kind}{mark}  {finding.section or 'top'}: {finding.message}")
            if finding.text is not None:
                yield visible(f"    {report.capture.name}:{finding.line}: {shortened(finding.text)}")
            for edit in finding.edits:
                yield visible(f"    {edit.place}: {edit.element}: {edit.what}")


def _json(report: DriftReport) -> dict[str, object]:
    return {
        "document": report.name,
        "capture": report.capture.name,
        "locked": report.locked,
        "matters": report.matters,
        "findings": [
            {
                "kind": finding.kind,
                "section": finding.section,
                "message": finding.message,
                "matters": finding.matters,
                "line": finding.line,
                "text": finding.text,
                "edits": [
                    {
                        "element": edit.element,
                        "file": edit.place.file,
                        "line": edit.place.line,
                        "column": edit.place.column,
                        "what": edit.what,
                    }
                    for edit in finding.edits
                ],
            }
            for finding in report.findings
        ],
    }


def _markdown(reports: Iterable[DriftReport]) -> Iterator[str]:
    yield "# Documents that changed"
    for report in reports:
        yield ""
        yield f"## {code(report.name)}"
        yield ""
        yield f"{code(report.capture.name)}: {report.summary}"
        for finding in report.findings:
            yield ""
            box = "- [ ]" if finding.matters else "-"
            yield f"{box} **{finding.kind}** {code(finding.section or 'top')}: {escaped(finding.message)}"
            if finding.text is not None:
                yield f"  - the page, line {finding.line}: {code(shortened(finding.text))}"
            for edit in finding.edits:
                yield f"  - {code(str(edit.place))} {code(edit.element)}: {escaped(edit.what)}"


def shortened(text: str) -> str:
    """A statement's text on one line of output."""
    return text if len(text) <= _MOST_TEXT else f"{text[: _MOST_TEXT - 3]}..."
