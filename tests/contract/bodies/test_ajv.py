"""ajv, the validator of services in Node, gives the same verdicts on the emitted schemas as the generated validators.

ajv is installed by name into a cache folder of its own when the tests run. Without Node, or offline, the test is skipped;
where CI is set it fails instead, so that nobody believes it has run.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.contract.bodies.agreement import bodies
from tests.contract.bodies.judged import repository
from tests.e2e.unlike import heron
from tests.node import NODE, ajv
from tests.specs import names

PROGRAM = Path(__file__).with_name("ajv.mjs")
BODIES = 10_000


def portable(value: Any) -> bool:
    """JSON that means the same in JavaScript: its numbers are doubles, and __proto__ is a name like any other only here."""
    if isinstance(value, dict):
        return "__proto__" not in value and all(map(portable, value.values()))
    if isinstance(value, list):
        return all(map(portable, value))
    return not isinstance(value, int | float) or isinstance(value, bool) or float(value) == value


def test_ajv_gives_the_same_verdicts() -> None:
    folder = ajv()
    schemas, asked, expected = {}, {}, {}
    everybody = {name: repository(name) for name in names()} | {name: heron.model(name) for name in heron.MODELS}
    for name, one in everybody.items():
        left_out = one.judges.not_carried
        chosen = []
        for body in bodies(one, 7):
            if not portable(body):
                continue
            errors = one.judges.validator.errors(body)
            carried = [violation for violation in errors if violation.rule not in left_out]
            if carried or not errors:
                chosen.append((body, not errors))
            if len(chosen) == BODIES:
                break
        schemas[name] = one.judges.schema
        asked[name] = [body for body, _ in chosen]
        expected[name] = [verdict for _, verdict in chosen]
    done = subprocess.run(
        [str(NODE), str(PROGRAM)],
        cwd=folder,
        input=json.dumps({"schemas": schemas, "bodies": asked}),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    verdicts = json.loads(done.stdout)
    for name in everybody:
        different = [
            (body, mine)
            for body, mine, theirs in zip(asked[name], expected[name], verdicts[name], strict=True)
            if mine is not theirs
        ]
        assert different == [], name
