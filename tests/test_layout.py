"""Tests mirror the source: who edits a module of generator/reelspec/a/b finds its tests in tests/a/b."""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
SOURCE = TESTS.parent / "generator" / "reelspec"

OF_THE_WHOLE = {
    "contract": "all that is generated, against documents, the official suite and other tools",
    "e2e": "commands, services, type checkers and clients, as users have them",
    "golden": "outputs, word for word",
    "docs": "what README.md and docs/ say",
    "benchmarks": "speed",
}
"""Folders that test no package by itself, and what they test."""

ELSEWHERE = {
    "cli": ("e2e/commands", "a command is run as users run it"),
    "codegen/validators/fast": ("codegen/validators", "fast and full code judge the same bodies and must agree"),
    "codegen/validators/full": ("codegen/validators", "fast and full code judge the same bodies and must agree"),
    "diff/kinds": ("diff", "diff/table has the edits of every kind, and test_table.py what becomes of each"),
}
"""Packages whose tests stand in another folder: that folder, and why."""


def packages() -> list[str]:
    return sorted(file.parent.relative_to(SOURCE).as_posix() for file in SOURCE.glob("*/**/__init__.py"))


def folders() -> set[str]:
    """The folders that hold tests; others hold what tests read."""
    return {file.parent.relative_to(TESTS).as_posix() for file in TESTS.glob("*/**/test_*.py")}


@pytest.mark.parametrize("package", packages())
def test_every_package_has_tests(package: str) -> None:
    folder, _ = ELSEWHERE.get(package, (package, ""))
    assert any(tested == folder or tested.startswith(f"{folder}/") for tested in folders())


@pytest.mark.parametrize("folder", sorted(folders()))
def test_every_folder_of_tests_is_of_a_package_or_module(folder: str) -> None:
    if not any(folder == whole or folder.startswith(f"{whole}/") for whole in OF_THE_WHOLE):
        assert folder in packages() or (SOURCE / f"{folder}.py").is_file()


def test_what_stands_elsewhere_is_there_and_must() -> None:
    assert set(ELSEWHERE) <= set(packages()) - folders()
    assert not [whole for whole in OF_THE_WHOLE if whole in packages() or not (TESTS / whole).is_dir()]
