"""How quickly `reelspec validate` judges JSON lines, beside a bare loop of json.loads and is_valid. A script, not a test.

    python -m tests.benchmarks.validate_stream [--bodies N] [--rounds N]

Every tenth body breaks a rule. The loop and each form of output run in turn in this process, in every round, on the same
file; the ratio is that of the best rounds, in CPU time, so that what else runs on the machine counts little. Making the
validator is done before, as a start that many bodies share.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from reelspec.cli.validating.judging import ModelJudge, Picker
from reelspec.cli.validating.reading import blocks
from reelspec.cli.validating.telling import Work
from reelspec.language.parser.load import load

REPOSITORY = Path(__file__).resolve().parents[2]
GOALS = {"summary": 0.8, "text": 0.65, "jsonl": 0.55, "json": None}
BODY = {
    "model": "wan2.7-i2v",
    "prompt": "A boat sails into the harbour at dusk.",
    "media": [{"type": "first_frame", "url": "https://example.com/a.png"}],
    "seconds": "8",
    "size": "720P",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bodies", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    judge = Picker(load(REPOSITORY), None, None)
    entry = judge.pick(BODY)
    assert isinstance(entry, ModelJudge)
    is_valid = entry.is_valid
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bodies.jsonl"
        with file.open("w", encoding="utf-8") as out:
            for number in range(options.bodies):
                out.write(json.dumps(BODY if number % 10 else {**BODY, "seconds": "80"}) + "\n")

        def bare() -> None:
            with file.open("rb") as lines:
                for line in lines:
                    is_valid(json.loads(line))

        def command(form: str) -> Callable[[], None]:
            def run() -> None:
                work = Work(judge, form, strict=False)
                with open(os.devnull, "w", encoding="utf-8") as out:
                    for block in blocks(str(file), 64_000_000):
                        work.block(block)
                        out.write(work.take()[0])

            return run

        subjects = {"bare": bare, **{form: command(form) for form in GOALS}}
        best = dict.fromkeys(subjects, float("inf"))
        for _ in range(options.rounds):
            for name, run in subjects.items():
                start = time.process_time()
                run()
                best[name] = min(best[name], time.process_time() - start)
    print(f"json.loads and is_valid: {options.bodies / best['bare']:,.0f} bodies a second and core")
    for form, goal in GOALS.items():
        wanted = "" if goal is None else f" (goal {goal})"
        print(f"{form:8} {options.bodies / best[form]:>10,.0f} a second, {best['bare'] / best[form]:.2f} of it{wanted}")


if __name__ == "__main__":
    main()
