"""The recipe for a queue worker that the README shows; test_recipes runs it beside a copy of the validator."""

import json
from typing import Any

import wan2_7_i2v  # type: ignore[import-not-found]


def handle(message: bytes) -> dict[str, Any]:
    try:
        body = json.loads(message)
    except ValueError:  # also UnicodeDecodeError
        return {"accepted": False, "violations": []}
    violations = wan2_7_i2v.errors(body)
    return {"accepted": not violations, "violations": [one.as_dict() for one in violations]}
