"""Tests mirror the source: who edits a module of generator/reelspec finds here, or by its name, what tests it.

`a/b/c.py` is tested in tests/a/b/test_c.py or in tests/a/b/c. Where it is not, a row below says where.
"""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
SOURCE = TESTS.parent / "generator" / "reelspec"

OF_THE_WHOLE = {
    "contract": "all that is generated, against documents, the official suite and other tools",
    "e2e": "commands, services, type checkers and clients, as users have them",
    "foreign": "documents as other people write them: what their clients send, receive and take, and a table of published ones",
    "golden": "outputs, word for word",
    "docs": "what README.md and docs/ say",
    "benchmarks": "speed",
}
"""Folders that test no package by itself, and what they test."""

ELSEWHERE = {
    "__main__": ("e2e/commands", "the program is a process there"),
    "mock": ("docs/test_stability.py", "its names; what they do is testing.mock"),
    "cases": ("cases", "the suites that all of it makes together"),
    "checks": ("golden/errors", "what check says of specs that are wrong, word for word"),
    "cli": ("e2e/commands", "commands are called as users call them"),
    "cli/check": ("golden/errors", "what it says of specs that are wrong, word for word"),
    "cli/diff": ("diff/test_command.py", "it is called"),
    "cli/documents": ("documentation/coverage", "it is called"),
    "cli/mock": ("testing/mock/test_server.py", "it is called"),
    "cli/mutate": ("testing/mutation/test_score.py", "it is called"),
    "cli/new": ("documentation/scaffold/test_new.py", "it is called"),
    "cli/verify": ("testing/verify/test_command.py", "it is called"),
    "cli/validating": ("e2e/commands/test_validate.py", "inputs of every form, and what is told of them"),
    "codegen/artifact": ("project/test_build.py", "artifacts are made, kept and made anew"),
    "codegen/clients/bodies": ("foreign/test_bodies.py", "bodies as they arrive at a server"),
    "codegen/javascript": ("codegen/javascript", "judges in both languages say the same of the same bodies"),
    "codegen/javascript/emitter": ("e2e/services/test_javascript.py", "its package is installed, typed and run"),
    "codegen/javascript/typescript": (
        "e2e/services/test_javascript.py",
        "programs are typed by it, right ones and wrong",
    ),
    "codegen/json_schema": ("contract/bodies", "schemas judge the bodies that validators judge"),
    "codegen/plain": ("codegen/plain", "random schemas and values: whatever the contract takes is taken"),
    "codegen/readable": ("contract/other_tools", "documentation and clients that other tools make of it"),
    "codegen/openapi": ("contract/openapi_bundle", "documents, as they are once they are generated anew"),
    "codegen/package": ("e2e/commands/test_distribution.py", "it is installed, and what its README shows is run"),
    "codegen/python/code": ("codegen/validators", "validators are written with it"),
    "codegen/types": ("codegen/types", "the types that all of it makes together"),
    "codegen/validators": ("codegen/validators", "the validators that all of it makes together"),
    "codegen/validators/messages": ("golden/output", "what bodies are told, word for word"),
    "codegen/validators/operator_code": ("language/rules", "rules are tested by what they judge"),
    "codegen/validators/rule_messages": ("golden/output", "what bodies are told, word for word"),
    "codegen/validators/accepting": ("codegen/validators", "both walks judge the same bodies and must agree"),
    "codegen/validators/collecting": ("codegen/validators", "both walks judge the same bodies and must agree"),
    "diff": ("diff", "edits of specs, and what is said of them"),
    "diff/kinds": ("diff", "table has the edits of every kind, and test_table.py what becomes of each"),
    "documentation/comparison": ("documentation/comparison", "pages held against specs"),
    "documentation/coverage": ("documentation/coverage", "documents that are locked and looked at again"),
    "documentation/drift": ("documentation/drift", "pages that have changed, in every kind"),
    "documentation/pages": ("documentation/pages", "pages, and all that they say"),
    "documentation/scaffold": ("documentation/scaffold", "specs that are drafted"),
    "language/contract": ("language", "what parser reads into it and rules read of it"),
    "language/contract/as_json": ("e2e/commands/test_explain.py", "show prints it"),
    "language/contract/naming": ("codegen/package/test_public_names.py", "names in generated code"),
    "language/parser": ("language/parser", "specs, and what is said of them"),
    "language/regex": ("language/regex", "patterns, against other engines"),
    "language/rules": ("language/rules", "rules of all kinds, and bodies that every judge is asked about"),
    "language/rules/operators/presence": ("language/rules/operators", "by the operators that share it"),
    "language/rules/tasks": ("testing/mock", "tasks as specs describe them, and their lives"),
    "language/source": ("language/source", "texts, and the nodes and problems that are read of them"),
    "options": ("options", "what they say of bodies, against all full bodies, and in both languages"),
    "output": ("output", "folders before and after, also where a run was killed"),
    "output/inputs": ("e2e/commands/test_generate.py", "what was changed before generate is called again"),
    "project/emitters": ("project/test_outputs.py", "the outputs that it lists"),
    "site": ("site/test_pages.py", "its pages in a browser"),
    "testing/mock": ("testing/mock", "requests to a mock and what it answers"),
    "testing/mutation": ("testing/mutation", "all mutants of the specs"),
    "testing/verify": ("testing/verify", "runs against servers that are right, and others"),
    "testing/verify/findings": ("testing/verify/findings", "servers with one flaw each"),
    "testing/verify/probes": ("testing/verify/probes", "servers with one flaw that no body shows"),
    "testing/verify/reports": ("testing/verify/reports", "one report in every form"),
}
"""What has no tests of its own name: a module, or a package for all modules in it that have no row. Where its tests stand, and
how they reach it.
"""


def modules() -> list[str]:
    """Every module, without its ending. A package is its `__init__`."""
    files = (file.relative_to(SOURCE) for file in SOURCE.rglob("*.py"))
    return sorted((file.parent if file.stem == "__init__" else file.with_suffix("")).as_posix() for file in files)


def packages() -> list[str]:
    return [module for module in modules() if (SOURCE / module).is_dir()]


def folders() -> set[str]:
    """The folders that hold tests; others hold what tests read."""
    return {file.parent.relative_to(TESTS).as_posix() for file in TESTS.glob("*/**/test_*.py")}


def is_tested_by_name(module: str) -> bool:
    path = TESTS / module
    return path.with_name(f"test_{path.name}.py").is_file() or any(path.rglob("test_*.py"))


def row(module: str) -> str | None:
    """The row that says where a module is tested: its own, else that of its package."""
    return next((name for name in (module, str(Path(module).parent)) if name in ELSEWHERE), None)


@pytest.mark.parametrize("module", modules())
def test_every_module_is_tested_by_its_name_or_has_a_row(module: str) -> None:
    assert is_tested_by_name(module) or row(module) is not None


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_row_is_needed_and_leads_to_tests(name: str) -> None:
    assert any(row(module) == name for module in modules() if not is_tested_by_name(module))
    place = TESTS / ELSEWHERE[name][0]
    files = [place] if place.is_file() else place.rglob("*.py")
    assert any(file.match("test_*.py") for file in files)


@pytest.mark.parametrize("folder", sorted(folders()))
def test_every_folder_of_tests_is_of_a_package_or_module(folder: str) -> None:
    if not any(folder == whole or folder.startswith(f"{whole}/") for whole in OF_THE_WHOLE):
        assert folder in packages() or (SOURCE / f"{folder}.py").is_file()


def test_folders_of_the_whole_are_there_and_of_no_package() -> None:
    assert not [whole for whole in OF_THE_WHOLE if whole in packages() or not (TESTS / whole).is_dir()]
