"""Writing a draft to disk, after `check` has passed on a copy; nothing that is there is overwritten. `reelspec new` calls it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

from reelspec.common.files import replace_file
from reelspec.documentation.scaffold.drafting import Draft, NoDraft
from reelspec.language.source.place import Problem

_READ = (".yaml", ".yml", ".json")


Check: TypeAlias = Callable[[Path], Iterable[Problem]]
"""Says what is wrong with the specs below a folder."""


def problems_beside(root: Path, check: Check) -> set[tuple[str, str]]:
    """What `check` says of the specs without a draft: message and name."""
    if (root / "specs").is_dir() and any((root / "specs").iterdir()):
        return {(problem.message, problem.name) for problem in check(root)}
    return set()


def problems_of(root: Path, draft: Draft, check: Check) -> list[Problem]:
    """What `check` would say of the specs with the draft and does not say without it."""
    before = problems_beside(root, check)
    with tempfile.TemporaryDirectory(prefix="reelspec-") as folder:
        written(root, Path(folder), draft)
        after = list(check(Path(folder)))
    return [problem for problem in after if (problem.message, problem.name) not in before]


def written(root: Path, copy: Path, draft: Draft) -> None:
    """Write the specs with the draft into a folder, which may hold an earlier state of them."""
    if not (copy / "specs").is_dir():
        _copy_specs(root, copy)
        if (root / "pyproject.toml").is_file():
            shutil.copyfile(root / "pyproject.toml", copy / "pyproject.toml")
    for path, text in draft.new.items():
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        (copy / path).write_text(text, encoding="utf-8", newline="\n")
    for path, (_, content) in draft.changed.items():
        (copy / path).write_bytes(content)


def _copy_specs(root: Path, copy: Path) -> None:
    """The spec files as plain files, so that no link of the copy leads back into the repository."""
    inside = os.path.realpath(root)
    seen: set[str] = set()
    for folder, folders, names in os.walk(root / "specs", followlinks=True):
        real = os.path.realpath(folder)
        if real in seen or not Path(real).is_relative_to(inside):
            folders.clear()
            continue
        seen.add(real)
        to = copy / os.path.relpath(folder, root)
        to.mkdir(parents=True, exist_ok=True)
        for name in names:
            file = os.path.realpath(os.path.join(folder, name))
            if name.endswith(_READ) and Path(file).is_relative_to(inside) and os.path.isfile(file):
                shutil.copyfile(file, to / name)


def publish(root: Path, draft: Draft, check: Check) -> tuple[Problem, ...]:
    """Write the draft; returns what is wrong with it, and then has written nothing.

    New files first, each only where none is; then the changed ones, each at once, only while they are as they were read.
    What has been made is taken back when a later step fails. Raises NoDraft, and OSError.
    """
    for path in draft.new:
        _check_inside(root, (root / path).parent)
    wrong = [] if draft.checked else problems_of(root, draft, check)
    if wrong:
        return tuple(wrong)
    made: list[Path] = []
    folders: list[Path] = []
    replaced: list[tuple[Path, bytes]] = []
    try:
        for path, text in draft.new.items():
            file = root / path
            folders += _folders(root, file.parent)
            with open(file, "x", encoding="utf-8", newline="\n") as stream:
                made.append(file)
                stream.write(text)
        for path, (was, content) in draft.changed.items():
            file = root / path
            if file.read_bytes() != was:
                raise NoDraft(f"{path} has changed meanwhile; nothing was written")
            replace_file(file, content)
            replaced.append((file, was))
    except BaseException as error:
        for file, was in replaced:
            with suppress(OSError):
                replace_file(file, was)
        for file in made:
            with suppress(OSError):
                file.unlink()
        for folder in reversed(folders):
            with suppress(OSError):
                folder.rmdir()
        if isinstance(error, FileExistsError):
            raise NoDraft(
                f"{os.path.relpath(str(error.filename), root)} is there already; nothing was written"
            ) from None
        raise
    return ()


def _folders(root: Path, folder: Path) -> list[Path]:
    """Make the folders down to `folder` that are not there."""
    _check_inside(root, folder)
    missing: list[Path] = []
    at = folder
    while not at.exists():
        missing.append(at)
        at = at.parent
    for needed in reversed(missing):
        needed.mkdir()
    return list(reversed(missing))


def _check_inside(root: Path, folder: Path) -> None:
    """Raises NoDraft where a link on the way to `folder` leads out of the root."""
    if not Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(root)):
        raise NoDraft(f"{os.path.relpath(folder, root)} leads out of the repository; nothing was written")
