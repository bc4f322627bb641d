"""Every module, function, path and identifier that the pages name in backticks exists."""

from __future__ import annotations

import builtins
import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules

import pytest
import yaml

import reelspec
from reelspec.cli import COMMANDS
from tests.docs.pages import CHECKOUT, PAGES, blocks, outside

FOLDERS = ("generator", "templates", "tests", "specs", "generated", "docs", ".ci", ".github")
PACKAGES = {module.name for module in iter_modules(reelspec.__path__)}
FOR_DEVELOPERS = ("docs/architecture.md", "docs/contributing.md", "docs/stability.md")
MADE_LATER = (
    *("specs/releases.yaml", "generated/python/CHANGELOG.md"),  # by a release
    *("specs/kite/models/kite-1.yaml", "tests/test_kite.py"),  # by `reelspec init`
    ".github/workflows/pages.yml",
    ".github/workflows/specs.yml",
)
"""Files of users, which this repository has not."""
EXAMPLES = {"<provider>": "powertokens", "<model>": "wan2_7_i2v"}
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.\w+)+")
_IDENTIFIER = re.compile(r"[A-Za-z]\w*_\w+|[A-Z][a-z]\w*[A-Z]\w*|[A-Z]{4,}")


def words(page: str) -> Iterator[str]:
    """The words in backticks, without the punctuation around them."""
    for span in re.findall(r"`([^`\n]+)`", outside(PAGES[page])):
        yield from (word.strip("\"'(),:;…") for word in span.split())


@cache
def files() -> tuple[str, ...]:
    """The paths of the repository's files and folders."""
    found = [path for folder in FOLDERS for path in (CHECKOUT / folder).rglob("*")]
    return tuple(path.relative_to(CHECKOUT).as_posix() for path in found if "__pycache__" not in path.parts)


@cache
def source() -> str:
    """Everything that a developer's page may name an identifier of."""
    found = [CHECKOUT / path for path in files() if re.match(r"(generator|templates|tests)/.*\.(py|j2|json)$", path)]
    return "\n".join(path.read_text(encoding="utf-8") for path in found if path.name != Path(__file__).name)


def exists(pattern: str) -> bool:
    """Whether a path is there: of the repository where it begins with one of its folders, else the end of one."""
    shown = {block.file for block in blocks()}
    anywhere = re.sub(r"<\w+>", "*", pattern.rstrip("/"))
    if pattern.split("/")[0] not in FOLDERS:
        anywhere = f"*/{anywhere}"
    return pattern in (*shown, *MADE_LATER) or any(fnmatch(path, anywhere) for path in (*files(), *FOLDERS))


def resolved(name: str) -> object:
    """What a dotted name leads to; raises ImportError or AttributeError where it leads nowhere."""
    first, *rest = name.split(".")
    found: object = import_module(first)
    for at, step in enumerate(rest, 1):
        if not hasattr(found, step):
            import_module(".".join(name.split(".")[: at + 1]))
        found = getattr(found, step)
    return found


@pytest.mark.parametrize("page", PAGES)
def test_paths_exist(page: str) -> None:
    for word in words(page):
        path = re.fullmatch(r"[\w.<>*@/-]*/[\w.<>*@/-]*", word)
        if path and (word.split("/")[0] in FOLDERS or re.search(r"\.(py|j2|json|md|yaml|toml)$", word)):
            assert exists(word), word


@pytest.mark.parametrize("page", PAGES)
def test_dotted_names_lead_somewhere(page: str) -> None:
    drawn = "\n".join(block.text for block in blocks(page) if block.language == "mermaid")
    for word in (*words(page), *re.findall(r"\[([\w.]+)\]", drawn)):
        for placeholder, example in EXAMPLES.items():
            word = word.replace(placeholder, example)
        if not _DOTTED.fullmatch(word) or re.search(r"\.(json|md|yaml|toml)$", word):
            continue
        first = word.split(".")[0]
        if first in PACKAGES:
            resolved(f"reelspec.{word}")
        elif first in ("reelspec", "videoapis", "tests"):
            resolved(word)


@pytest.mark.parametrize("page", PAGES)
def test_modules_that_are_run_exist(page: str) -> None:
    for module in re.findall(r"python -m ([\w.]+)", PAGES[page]):
        assert find_spec(module) is not None, module


@pytest.mark.parametrize("page", FOR_DEVELOPERS)
def test_identifiers_stand_in_the_source(page: str) -> None:
    named = {word for word in words(page) if _IDENTIFIER.fullmatch(word) and not hasattr(builtins, word)}
    assert [word for word in sorted(named) if not re.search(rf"\b{word}\b", source())] == []


def test_the_layers_are_all_packages() -> None:
    table = PAGES["docs/architecture.md"].partition("| layer |")[2].partition("\n\n")[0]
    named = [name for line in table.splitlines()[2:] for name in re.findall(r"`(\w+)`", line.split("|")[1])]
    assert sorted(named) == sorted(PACKAGES)


def test_every_folder_of_tests_has_its_row() -> None:
    table = PAGES["docs/contributing.md"].partition("| folder | tests |")[2].partition("\n\n")[0]
    named = {name.split("/")[1] for line in table.splitlines() for name in re.findall(r"`(tests/[^`]+)`", line)}
    assert named == {path.name for path in (CHECKOUT / "tests").iterdir() if path.is_dir() and path.name[0].isalpha()}


def test_the_commands_for_developers_can_be_called() -> None:
    """Each program is one that .venv has, each path exists, and each is called as .ci/run calls it."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = {re.split(r"[=<>~\[]", one)[0] for one in project["optional-dependencies"]["dev"]}
    scripts = {
        script.name for script in entry_points(group="console_scripts") if script.dist and script.dist.name in pinned
    }
    tools = {"python", *pinned, *scripts}
    ci = (CHECKOUT / ".ci/run").read_text(encoding="utf-8")
    lines = [line for block in blocks("docs/contributing.md") for line in block.text.splitlines()]
    called = [line.split("  #")[0].strip() for line in lines if line.startswith(".venv/bin/")]
    assert len(called) == len([line for line in lines if not line.startswith("pip ")])
    for program, *arguments in map(str.split, called):
        name = program.removeprefix(".venv/bin/")
        assert name in tools, program
        if name == "reelspec":
            assert arguments[0] in COMMANDS
        elif name != "python":
            check = " ".join([program, *arguments])
            assert check in ci or check.replace("format", "format --check") in ci, check
        assert all((CHECKOUT / one).exists() for one in arguments if "/" in one), arguments


def test_the_hooks_are_of_ci() -> None:
    ci = (CHECKOUT / ".ci/run").read_text(encoding="utf-8")
    (local,) = yaml.safe_load((CHECKOUT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert local["repo"] == "local"
    for hook in local["hooks"]:
        assert f"run {hook['entry']}\n" in f"{ci}\n", hook["entry"]
        assert hook["language"] == "system" and hook["pass_filenames"] is False
