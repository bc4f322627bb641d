"""One side of a comparison: a folder, or a revision of the repository, read into a contract. Called by the command.

A revision's name comes from whoever calls, its content from whoever committed: git is asked for a commit first and then
for the blobs of that commit, without a shell, and the files are written to a temporary folder under checked names.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from reelspec.common.files import read_file
from reelspec.common.kept import Kept
from reelspec.language.contract.model import Contract
from reelspec.language.parser.providers import read_contract
from reelspec.language.parser.settings import UNKNOWN, read_settings
from reelspec.language.source.load import MOST_BYTES, Loader
from reelspec.language.source.node import SourceFile
from reelspec.language.source.place import Problems

PUBLISHED = "generated/python/pyproject.toml"
"""The file that says under which version the generated package is published."""
_ENDINGS = (".yaml", ".yml", ".json")
_MOST_FILES = 20_000
_MOST_IN_ALL = 256 * 1024 * 1024
_OBJECT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class NoSide(ValueError):
    """What was named is neither a folder of specs nor a revision; the message says why."""


@dataclass(frozen=True)
class Side:
    """One side. label: as it was named. files: the spec files, parsed, by their path relative to the root. version: that
    of the generated package, or what the settings say where none has been generated. bare: a folder of specs by itself, so
    that nothing is known of settings."""

    label: str
    contract: Contract
    files: dict[str, SourceFile]
    version: str
    bare: bool = False


def read_side(name: str, root: Path, kept: Kept | None = None) -> Side:
    """The side that `name` names, as `opened` has it. kept: documents by their bytes, most of which stand on both sides.

    Raises NoSide, and Problems for specs that cannot be read.
    """
    with opened(name, root) as folder:
        return read_folder(name, folder, kept)


class Folder(NamedTuple):
    """Where a side can be read. bare: a folder of specs by itself."""

    root: Path
    bare: bool = False


@contextmanager
def opened(name: str, root: Path) -> Iterator[Folder]:
    """The side that `name` names: a folder that holds `specs/` or is one, or else a revision of the repository at root.

    A folder comes first where both are there; `refs/heads/NAME` is then the branch. Raises NoSide.
    """
    folder = Path(name)
    if name and folder.is_dir():
        if (folder / "specs").is_dir():
            yield Folder(folder)
        elif folder.resolve().name == "specs":
            yield Folder(folder.resolve().parent)
        elif any((inner / f"openapi{ending}").is_file() for inner in _folders(folder) for ending in _ENDINGS):
            with tempfile.TemporaryDirectory(prefix="reelspec-") as made:
                # Another name than `specs`: a repository around it is made of copies, so that references stay inside.
                _copy(folder, Path(made) / "specs")
                yield Folder(Path(made), bare=True)
        else:
            raise NoSide(f"{name} is a folder without specs: it holds neither specs/ nor folders of providers")
        return
    with tempfile.TemporaryDirectory(prefix="reelspec-") as made:
        _check_out(name, root, Path(made))
        yield Folder(Path(made))


def read_folder(label: str, folder: Folder, kept: Kept | None) -> Side:
    """The side that can be read there. Raises Problems."""
    loader = Loader(folder.root, kept)
    settings, problems = read_settings(folder.root)
    # A setting that this version does not know, or did not refuse when the revision was made, says nothing of the specs.
    if wrong := [problem for problem in problems if problem.name != UNKNOWN]:
        raise Problems(wrong)
    contract = read_contract(folder.root, settings=settings, loader=loader)
    return side_of(label, contract, loader, folder.bare)


def side_of(label: str, contract: Contract, loader: Loader, bare: bool = False) -> Side:
    """The side of a contract that the loader has read."""
    names = dict.fromkeys(file for provider in contract.providers for file in provider.files)
    files = {name: loader.load(Path(name)) for name in names}
    return Side(label, contract, files, _version(loader.root) or contract.version, bare)


def _version(root: Path) -> str | None:
    import tomllib

    try:
        project = tomllib.loads(read_file(root / PUBLISHED).decode()).get("project")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return None
    version = project.get("version") if isinstance(project, dict) else None
    return version if isinstance(version, str) else None


def _folders(folder: Path) -> list[Path]:
    return [inner for inner in sorted(folder.iterdir()) if inner.is_dir() and not inner.name.startswith(".")]


def _copy(folder: Path, to: Path) -> None:
    for path, _, names in os.walk(folder):
        for name in names:
            source = Path(path) / name
            if name.endswith(_ENDINGS) and source.is_file() and not source.is_symlink():
                target = to / source.relative_to(folder)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(source.read_bytes())


# Revisions


def _check_out(revision: str, root: Path, to: Path) -> None:
    """Write the spec files of a revision, and what says how the package is called, below `to`."""
    commit = _commit(revision, root)
    size = 0
    wanted: list[tuple[str, PurePosixPath]] = []
    for mode, blob, length, path in _tree(commit, root):
        if mode not in ("100644", "100755") or not _is_ours(path):
            continue  # links and submodules lead elsewhere; a reference to one says that there is no such file
        size += length
        if length > MOST_BYTES or size > _MOST_IN_ALL or len(wanted) >= _MOST_FILES:
            raise NoSide(f"the specs of {revision} are too large to be read")
        wanted.append((blob, path))
    if not any(path.parts[0] == "specs" for _, path in wanted):
        raise NoSide(f"the revision {revision} has no specs/ here")
    for (_, path), content in zip(wanted, _blobs([blob for blob, _ in wanted], root), strict=True):
        target = to.joinpath(*path.parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _commit(revision: str, root: Path) -> str:
    """The commit that a revision names. Raises NoSide when it names none."""
    if not revision or revision.startswith("-") or any(not character.isprintable() for character in revision):
        raise NoSide(f"{revision!r} is neither a folder nor the name of a revision")
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    done = _git(asked, root, f"{revision} is no folder, and git knows no such revision of {root}")
    commit = done.decode("ascii", "replace").strip()
    if not _OBJECT.fullmatch(commit):
        raise NoSide(f"git knows no revision {revision}")
    return commit


def last_tag(root: Path) -> str | None:
    """The last tag on the way to what is checked out at root; None where there is none, or no repository."""
    try:
        return _git(("describe", "--tags", "--abbrev=0"), root, "no tag").decode("utf-8", "replace").strip() or None
    except NoSide:
        return None


def _tree(commit: str, root: Path) -> Iterator[tuple[str, str, int, PurePosixPath]]:
    """The files of a commit below the root that may be wanted: mode, blob, size, path."""
    asked = ("ls-tree", "-r", "-z", "-l", commit, "--", "specs/", "pyproject.toml", PUBLISHED)
    for entry in _git(asked, root, "git cannot list the files").split(b"\0"):
        head, _, path = entry.partition(b"\t")
        parts = head.decode("ascii", "replace").split()
        if len(parts) == 4 and parts[1] == "blob" and parts[3].isdecimal():
            yield parts[0], parts[2], int(parts[3]), PurePosixPath(path.decode("utf-8", "replace"))


def _is_ours(path: PurePosixPath) -> bool:
    """Whether the file is one that is read, under a name that stays inside of the folder it is written to."""
    steps = str(path).split("/")
    if any(step in ("", ".", "..") or "\0" in step or "\\" in step for step in steps):
        return False
    return str(path) in ("pyproject.toml", PUBLISHED) or (steps[0] == "specs" and path.suffix in _ENDINGS)


def _blobs(names: Sequence[str], root: Path) -> Iterator[bytes]:
    """The contents of blobs, in order (git-cat-file, batch output)."""
    output = _git(("cat-file", "--batch"), root, "git cannot read the files", "\n".join((*names, "")).encode("ascii"))
    at = 0
    for name in names:
        end = output.index(b"\n", at)
        head = output[at:end].split()
        if len(head) != 3 or head[0] != name.encode("ascii") or head[1] != b"blob":
            raise NoSide(f"git cannot read the object {name}")
        length = int(head[2])
        yield output[end + 1 : end + 1 + length]
        at = end + 2 + length


def _git(arguments: Sequence[str], root: Path, failure: str, given: bytes | None = None) -> bytes:
    """What git prints; raises NoSide with `failure` and git's own words."""
    environment = {
        **os.environ,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "LC_ALL": "C",
    }
    command = ["git", "--no-pager", "-c", "core.fsmonitor=false", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, input=given, capture_output=True, env=environment, check=False)
    except OSError as error:
        raise NoSide(f"{failure} (git cannot be run: {error.strerror})") from None
    if done.returncode != 0:
        words = " ".join(done.stderr.decode("utf-8", "replace").split())
        raise NoSide(f"{failure}{f' ({words})' if words else ''}")
    return done.stdout
