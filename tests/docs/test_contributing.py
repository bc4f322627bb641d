"""contributing.md's recipes for an operator and a keyword: done as written they work, and with a step left out something fails.

Every diff of a recipe is a step. All are made in a copy of the repository; then each, down to single places such as one arm
of a `match`, is taken back and made again, and in between the program cannot be imported, or does not type-check, or a
test of what is listed by hand fails. So it is with each part that the new operator must have.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from reelspec.language.contract.operator import RuleOperator
from tests.e2e.commands.run import environment
from tests.support import provider, write_root

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/contributing.md").read_text("utf-8")
_DIFF = re.compile(r"^````diff\n(.*?)^````$", re.M | re.S)
LISTS = (
    "tests/language/test_tables.py",
    "tests/language/parser/test_guide.py::test_every_operator_has_an_example",
    "tests/language/parser/test_guide.py::test_the_list_of_keywords_is_that_of_the_reader",
    "tests/language/parser/test_format_check.py::test_every_keyword_and_operator_has_a_place",
    "tests/codegen/validators/test_support.py::test_support_code_is_what_generated_code_asks_of_it",
)
OF_AN_OPERATOR = (
    "tests/language/rules/operators",
    "tests/contract/bodies/test_operators.py",
    "tests/testing/mutation/test_score.py",
)
PYTEST = ("-q", "-o", "addopts=--import-mode=importlib")


def steps(heading: str) -> list[str]:
    """The diffs below a heading."""
    section = re.split(r"^### ", PAGE, flags=re.M)
    (text,) = (part for part in section if part.startswith(heading))
    return _DIFF.findall(text)


def places(heading: str) -> list[str]:
    """The steps below a heading, each place that they change by itself."""
    found: list[str] = []
    for step in steps(heading):
        head, *hunks = re.split(r"^(?=@@)", step, flags=re.M)
        found += [head + hunk for hunk in hunks]
    return found


class Copy:
    """A copy of the repository's program and of the tests that a recipe names."""

    def __init__(self, root: Path, cache: Path) -> None:
        self.root = root
        for name in ("generator", "templates", "generated/python", "specs", "docs", "tests"):
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copyfile(ROOT / "pyproject.toml", root / "pyproject.toml")
        self.cache = cache
        # Bytecode is kept: every step starts two processes, and only what the step changes is compiled again. What these
        # tests need of plugins is nothing, and to import them all takes longer than to run the tests.
        self.environment = environment({"PYTHONPATH": str(root / "generator"), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"})

    def apply(self, step: str, *options: str) -> None:
        done = subprocess.run(
            ["git", "apply", *options, "-"], cwd=self.root, input=step, text=True, capture_output=True, check=False
        )
        assert done.returncode == 0, f"{done.stderr}\n{step}"

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *command],
            cwd=self.root,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def fault(self) -> str:
        """What is found first, by the tests of lists, which import the program, or by the types. "" when nothing is wrong."""
        for command in (
            ("-m", "pytest", *PYTEST, *LISTS),
            ("-m", "mypy", f"--cache-dir={self.cache}", "generator"),
        ):
            done = self.run(*command)
            if done.returncode != 0:
                return done.stdout + done.stderr
        return ""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The repository with both recipes done."""
    copied = Copy(tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("types"))
    for heading in ("An operator", "A keyword"):
        for step in steps(heading):
            copied.apply(step)
    return copied


BODIES: Mapping[str, tuple[dict[str, str], list[str]]] = {
    "right": ({"first": "a", "last": "b"}, []),
    "one": ({"first": "a"}, []),
    "equal": ({"first": "a", "last": "a"}, ["two-frames"]),
    "long in bytes": ({"first": "ééééé", "last": "b"}, ["maxBytes"]),
    "long in bytes, and equal": ({"first": "ééééé", "last": "ééééé"}, ["maxBytes"]),
}


def test_the_recipes_done_as_written_work(copy: Copy, tmp_path: Path) -> None:
    assert copy.fault() == ""
    done = copy.run("-m", "pytest", *PYTEST, *OF_AN_OPERATOR, "-k", "differ or each_kind_of_change")
    assert done.returncode == 0, done.stdout
    fields = "  first: {type: string, maxBytes: 9}\n  last: {type: string}\n"
    rules = "x-rules:\n  - id: two-frames\n    differ: [first, last]\n"
    schema = f"type: object\nadditionalProperties: false\nproperties:\n{fields}{rules}"
    write_root(tmp_path, provider({"request.yaml": schema}))
    for name, (body, _) in BODIES.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(body), "utf-8")
    files = [str(tmp_path / f"{name}.json") for name in BODIES]
    done = copy.run("-m", "reelspec", "validate", "--root", str(tmp_path), "--format", "json", *files)
    said = {
        name: [violation["rule"] for violation in body["violations"]]
        for name, body in zip(BODIES, json.loads(done.stdout), strict=True)
    }
    assert said == {name: rules for name, (_, rules) in BODIES.items()}


def test_a_new_keyword_has_its_cases_and_its_words(copy: Copy, tmp_path: Path) -> None:
    """Its examples are not held against other validators, which ignore it."""
    text = "text: {type: string, maxBytes: 9}"
    examples = "x-invalid-examples: [{rule: maxBytes, body: {text: ééééé}}]"
    schema = f"type: object\nx-source: {{document: page}}\nproperties:\n  {text}\n{examples}\n"
    write_root(tmp_path, provider({"request.yaml": schema}))
    found = {}
    for command in (["check"], ["explain", "acme/request"], ["mutate"]):
        done = copy.run("-m", "reelspec", *command, "--root", str(tmp_path))
        found[command[0]] = (done.returncode, done.stdout, done.stderr)
    assert found["check"][0] == 0, found["check"]
    assert "at most 9 bytes in UTF-8" in found["explain"][1]
    assert found["mutate"][1].endswith(" 0 survivors; the cases notice every change that can be noticed\n")


@pytest.mark.parametrize(
    ("heading", "number"),
    [(heading, number) for heading in ("An operator", "A keyword") for number in range(len(places(heading)))],
)
def test_a_step_that_is_left_out_is_missed(copy: Copy, heading: str, number: int) -> None:
    step = places(heading)[number]
    copy.apply(step, "--reverse")
    try:
        fault = copy.fault()
    finally:
        copy.apply(step)
    assert re.search("[Dd]iffer" if heading == "An operator" else "bytes|maxBytes|max_bytes|KEYWORDS", fault), fault


@pytest.mark.parametrize("part", ["name", *sorted(RuleOperator.__abstractmethods__)])
def test_a_part_of_the_operator_that_is_left_out_is_missed(copy: Copy, part: str) -> None:
    file = copy.root / "generator/reelspec/language/rules/operators/differ.py"
    text = file.read_text("utf-8")
    without, count = re.subn(rf"^(    @\w+\n)?    (def )?{part}\b.*?\n(?=    \w|\n|\Z)", "", text, flags=re.M | re.S)
    assert count == 1
    file.write_text(without, "utf-8")
    try:
        fault = copy.fault()
    finally:
        file.write_text(text, "utf-8")
    assert re.search(rf"Differ.*\b{part}\b", fault), fault
