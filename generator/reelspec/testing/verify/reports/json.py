"""A report as JSON: every finding, the outcome of every body, every task, and what was tried."""

from __future__ import annotations

import json
from dataclasses import asdict

from reelspec.testing.verify.report import Report


def as_json(report: Report) -> str:
    """The report as one JSON object, in ASCII."""
    document = {
        "address": report.address,
        "provider": report.provider,
        "good": report.good,
        "passed": report.passed,
        "stopped": report.stopped or None,
        "said": report.said,
        "requests": report.requests,
        "accepted": report.accepted,
        "unsure": report.unsure,
        "seconds": round(report.seconds, 3),
        "findings": [asdict(finding) for finding in report.findings],
        "tasks": [{**asdict(life), "seconds": round(life.seconds, 3)} for life in report.lived],
        "unfinished": report.unfinished,
        "coverage": [{**asdict(covered), "tried": covered.tried} for covered in report.coverage],
        "outcomes": [{**asdict(outcome), "seconds": round(outcome.seconds, 4)} for outcome in report.outcomes],
    }
    return json.dumps(document, indent=2) + "\n"
