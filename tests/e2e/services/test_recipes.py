"""The recipes of docs/services.md do what they say, taken from it: a queue worker with the one file that it needs, ajv."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from tests.docs.pages import CHECKOUT, shown

GOOD = {"model": "wan2.7-i2v", "image": "https://example.com/a.png"}
BOTH = {**GOOD, "images": ["https://example.com/a.png", "https://example.com/b.png"]}


def test_a_worker_needs_one_file(tmp_path: Path) -> None:
    (tmp_path / "worker.py").write_text(shown("python", "def handle").text, encoding="utf-8")
    shutil.copy(CHECKOUT / "generated/standalone/powertokens/wan2_7_i2v.py", tmp_path)
    messages = [json.dumps(GOOD), json.dumps(BOTH), "{", "\xff", "5"]
    program = (
        f"import json, worker\nprint(json.dumps([worker.handle(one.encode('latin-1')) for one in {messages!r}]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n{program}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    good, both, *others = json.loads(done.stdout)
    assert good == {"accepted": True, "violations": []}
    assert [one["rule"] for one in both["violations"]] == ["one-input-style"]
    assert not any(one["accepted"] for one in others)
