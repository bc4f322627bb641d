"""ajv, the validator of services in Node, on every contract case, by the program that the cases' README shows."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

from tests.node import NODE, ajv


def program(folder: Path) -> str:
    """The JavaScript of the README."""
    found, _ = re.findall(r"```js\n(.*?)```", (folder / "cases/README.md").read_text(encoding="utf-8"), re.DOTALL)
    return str(found)


def run(text: str, folder: Path) -> str:
    """What the program prints when it stands beside the cases."""
    script = folder / "cases/run.mjs"
    script.write_text(text, encoding="utf-8")
    modules = folder / "node_modules"
    if not modules.exists():
        modules.symlink_to(ajv() / "node_modules")
    done = subprocess.run([str(NODE), str(script)], cwd=folder / "cases", capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_the_readme_s_program_finds_no_difference_in_any_model(generated: Path) -> None:
    ajv()
    shown = program(generated)
    (first,) = re.findall(r"\['([^']+)', '([^']+)'\]", shown)
    files = sorted(path for path in (generated / "cases").glob("*/*.json"))
    assert len(files) == 8
    head, body = shown.split("const [folder, name]")
    pairs = [[path.parent.name, path.stem] for path in files]
    assert list(first) in pairs
    # The same lines for every model, counting what is asked.
    loop = f"let asked = 0;\nfor (const [folder, name] of {json.dumps(pairs)}) {{\n{body.partition(chr(10))[2]}"
    loop = loop.replace("  if (accepts(body)", "  asked += 1;\n  if (accepts(body)")
    said = run(f"{head}{loop}\n}}\nconsole.log(asked);\n", generated)
    cases = sum(len(json.loads(path.read_bytes())["cases"]) for path in files)
    assert said == f"{cases}\n"
    assert run(shown, generated) == ""


def test_a_wrong_verdict_would_be_seen(generated: Path) -> None:
    ajv()
    lines = run(program(generated).replace("!== valid", "=== valid"), generated).splitlines()
    assert len(lines) > 100
    assert all(re.fullmatch(r"\S+: expected (true|false)", line) for line in lines)
