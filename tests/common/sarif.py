"""What a SARIF 2.1.0 log must be for the programs that read it: its published schema, as Microsoft's matchers for Jest carry
it, and sections 3.13 to 3.30 of the standard said once more."""

from __future__ import annotations

import json
import re
from typing import Any

from jsonschema import Draft4Validator

from tests.node import installed

LEVELS = {"error", "warning", "note"}
PACKAGE, VERSION = "@microsoft/jest-sarif", "1.0.0-beta.0"
SCHEMA = f"{PACKAGE}/lib/schemas/sarif-2.1.0-rtm.5.json"


def published() -> Draft4Validator:
    """The published schema of SARIF 2.1.0."""
    path = installed(PACKAGE, VERSION, SCHEMA) / "node_modules" / SCHEMA
    return Draft4Validator(json.loads(path.read_text(encoding="utf-8")))


def results_of(text: str) -> list[dict[str, Any]]:
    """The results of a log, once all of it is as it must be."""
    log = json.loads(text)
    assert set(log) == {"$schema", "version", "runs"}
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert set(run) == {"tool", "invocations", "columnKind", "results"}
    driver = run["tool"]["driver"]
    assert driver["name"] == "reelspec"
    ids = [one["id"] for one in driver["rules"]]
    assert len(set(ids)) == len(ids)
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is (invocation["exitCode"] in (0, 1))
    assert run["columnKind"] == "unicodeCodePoints"
    prints = [one["partialFingerprints"]["reelspec/v1"] for one in run["results"]]
    assert len(set(prints)) == len(prints)
    for one in run["results"]:
        assert set(one) <= {
            *("ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints", "suppressions")
        }
        assert one["level"] in LEVELS
        assert ids[one["ruleIndex"]] == one["ruleId"]
        assert one["message"]["text"]
        for location in one.get("locations", []):
            _check_location(location["physicalLocation"])
        for suppression in one.get("suppressions", []):
            assert suppression["kind"] == "external"
            assert suppression["status"] == "accepted"
            assert suppression["justification"]
    return list(run["results"])


def _check_location(physical: dict[str, Any]) -> None:
    artifact = physical["artifactLocation"]
    uri = artifact["uri"]
    assert re.fullmatch(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?#\[\]-]|%[0-9A-F]{2})+", uri), uri
    if "uriBaseId" in artifact:
        assert artifact["uriBaseId"] == "%SRCROOT%"
        assert not uri.startswith("/")
        assert ":" not in uri.partition("/")[0]
    else:
        assert re.match(r"https?://", uri)
    region = physical.get("region", {"startLine": 1})
    assert set(region) <= {"startLine", "startColumn"}
    assert all(isinstance(one, int) and one >= 1 for one in region.values())
