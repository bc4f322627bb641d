"""Publishing: the right tree, nobody else's files, nothing outside, the old tree when the disk refuses."""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from reelspec.common.digest import digest
from reelspec.output.manifest import Manifest
from reelspec.output.publish import Foreign, publish, recover

Describe = Callable[[Mapping[str, bytes]], Manifest]
Picture = Callable[[Path], dict[str, bytes | str | None]]

OLD = {
    "same": b"s",
    "changes": b"old",
    "goes/deep/file": b"g",
    "folder/inner": b"i",
    "ends": b"e",
    "stays/old": b"o",
}
NEW = {
    "same": b"s",
    "changes": b"new",
    "comes/deep/file": b"c",
    "folder": b"file",
    "ends/inner": b"e",
    "stays/new": b"n",
}


def test_the_first_run_writes_everything(generated: Path, describe: Describe, picture: Picture) -> None:
    done = publish(generated, {"a": b"1", "b/c": b""}, describe({"a": b"1", "b/c": b""}))
    assert (done.written, done.deleted, done.unchanged, done.kept) == (
        ("a", "b/c", "manifest.json"),
        (),
        (),
        (),
    )
    assert done.recovered is None
    manifest = describe({"a": b"1", "b/c": b""}).dump()
    assert picture(generated) == {"a": b"1", "b": None, "b/c": b"", "manifest.json": manifest}


def test_the_second_run_changes_what_differs(generated: Path, describe: Describe, picture: Picture) -> None:
    publish(generated, OLD, describe(OLD))
    (generated / "changes").write_bytes(b"edited by hand")
    done = publish(generated, NEW, describe(NEW))
    assert done.written == (
        "changes",
        "comes/deep/file",
        "ends/inner",
        "folder",
        "manifest.json",
        "stays/new",
    )
    assert done.deleted == ("ends", "folder/inner", "goes/deep/file", "stays/old")
    assert done.unchanged == ("same",)
    folders = {"comes": None, "comes/deep": None, "ends": None, "stays": None}
    assert picture(generated) == {**NEW, **folders, "manifest.json": describe(NEW).dump()}


def test_what_is_right_is_not_touched(generated: Path, describe: Describe) -> None:
    publish(generated, OLD, describe(OLD))
    before = {path: (generated / path).stat() for path in [*OLD, "manifest.json"]}
    folder = generated.stat()
    done = publish(generated, OLD, describe(OLD))
    assert (done.written, done.deleted) == ((), ())
    assert done.unchanged == tuple(sorted([*OLD, "manifest.json"]))
    for path, status in before.items():
        now = (generated / path).stat()
        assert (now.st_mtime_ns, now.st_ino) == (status.st_mtime_ns, status.st_ino)
    assert generated.stat().st_mtime_ns == folder.st_mtime_ns
    publish(generated, NEW, describe(NEW))
    assert (generated / "same").stat().st_mtime_ns == before["same"].st_mtime_ns


def test_an_empty_map_leaves_the_manifest(generated: Path, describe: Describe, picture: Picture) -> None:
    publish(generated, OLD, describe(OLD))
    publish(generated, {}, describe({}))
    assert picture(generated) == {"manifest.json": describe({}).dump()}


def test_somebodys_files_stay(generated: Path, describe: Describe, picture: Picture) -> None:
    publish(generated, OLD, describe(OLD))
    (generated / "goes/deep/mine").write_bytes(b"mine")
    (generated / "empty").mkdir()
    publish(generated, {}, describe({}))
    assert picture(generated) == {
        "empty": None,
        "goes": None,
        "goes/deep": None,
        "goes/deep/mine": b"mine",
        "manifest.json": describe({}).dump(),
    }


def test_an_edited_file_that_is_no_longer_generated_is_kept(generated: Path, describe: Describe) -> None:
    publish(generated, OLD, describe(OLD))
    (generated / "goes/deep/file").write_bytes(b"edited")
    done = publish(generated, {}, describe({}))
    assert done.kept == ("goes/deep/file",)
    assert (generated / "goes/deep/file").read_bytes() == b"edited"
    assert publish(generated, {}, describe({})).kept == ()  # nobody's by now
    with pytest.raises(Foreign, match="goes/deep/file"):
        publish(generated, OLD, describe(OLD))


def test_a_file_that_is_not_ours_is_not_replaced(generated: Path, describe: Describe, picture: Picture) -> None:
    publish(generated, OLD, describe(OLD))
    (generated / "comes/deep").mkdir(parents=True)
    (generated / "comes/deep/file").write_bytes(b"mine")
    before = picture(generated)
    with pytest.raises(Foreign, match="comes/deep/file") as caught:
        publish(generated, NEW, describe(NEW))
    assert isinstance(caught.value, FileExistsError)
    assert caught.value.paths == ("comes/deep/file",)
    assert picture(generated) == before


def test_a_file_that_is_not_ours_but_right_is_adopted(generated: Path, describe: Describe) -> None:
    publish(generated, {}, describe({}))
    (generated / "a").write_bytes(b"1")
    assert publish(generated, {"a": b"1"}, describe({"a": b"1"})).unchanged == ("a",)
    assert publish(generated, {}, describe({})).deleted == ("a",)


def test_without_a_manifest_right_files_are_adopted_and_others_are_not_replaced(
    generated: Path, describe: Describe, picture: Picture
) -> None:
    publish(generated, OLD, describe(OLD))
    (generated / "manifest.json").unlink()
    (generated / "same").unlink()
    before = picture(generated)
    with pytest.raises(Foreign, match=r"no manifest\.json") as caught:
        publish(generated, NEW, describe(NEW))
    assert caught.value.paths == ("changes", "ends", "folder")
    assert picture(generated) == before
    assert publish(generated, OLD, describe(OLD)).written == ("manifest.json", "same")


@pytest.mark.parametrize("data", [b"<<<<<<< HEAD\n", b"{}", b'{"inputs": {}, "files": {"../victim": null}}'])
def test_a_manifest_that_is_not_ours_is_not_replaced(
    generated: Path, describe: Describe, picture: Picture, data: bytes
) -> None:
    publish(generated, OLD, describe(OLD))
    (generated / "manifest.json").write_bytes(data)
    before = picture(generated)
    with pytest.raises(Foreign, match=r"manifest\.json"):
        publish(generated, NEW, describe(NEW))
    assert picture(generated) == before


@pytest.mark.parametrize("hostile", ["../victim", "goes/../../victim", "/victim", "link/victim"])
def test_no_manifest_deletes_outside(tmp_path: Path, generated: Path, describe: Describe, hostile: str) -> None:
    generated.mkdir()
    (tmp_path / "victim").write_bytes(b"1")
    (generated / "link").symlink_to(tmp_path)
    path = hostile.replace("/victim", f"{tmp_path}/victim") if hostile.startswith("/") else hostile
    data = Manifest({}, {path: digest(b"1")}).dump()
    (generated / "manifest.json").write_bytes(data)
    if hostile == "link/victim":
        assert publish(generated, {}, describe({})).kept == ("link/victim",)
    else:
        with pytest.raises(Foreign):
            publish(generated, {}, describe({}))
    assert (tmp_path / "victim").read_bytes() == b"1"


def _link_file(generated: Path, outside: Path) -> None:
    (generated / "a/b").unlink()
    (generated / "a/b").symlink_to(outside / "b")


def _link_folder(generated: Path, outside: Path) -> None:
    (generated / "a/b").unlink()
    (generated / "a").rmdir()
    (generated / "a").symlink_to(outside)


def _dangling(generated: Path, outside: Path) -> None:
    (generated / "a/b").unlink()
    (generated / "a/b").symlink_to(outside / "nothing")


@pytest.mark.parametrize("replace", [_link_file, _link_folder, _dangling])
@pytest.mark.parametrize("owned", [b"1", b"other"])
def test_nothing_goes_through_a_link(
    tmp_path: Path,
    generated: Path,
    describe: Describe,
    picture: Picture,
    replace: Callable[[Path, Path], None],
    owned: bytes,
) -> None:
    publish(generated, {"a/b": owned}, describe({"a/b": owned}))
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "b").write_bytes(b"1")
    replace(generated, outside)
    before = picture(tmp_path)
    with pytest.raises(Foreign, match="'a"):
        publish(generated, {"a/b": b"2"}, describe({"a/b": b"2"}))
    with pytest.raises(Foreign, match="'a"):
        publish(generated, {"a/b": b"1", "c": b""}, describe({"a/b": b"1", "c": b""}))
    assert picture(tmp_path) == before
    assert publish(generated, {}, describe({})).deleted == ()
    assert (outside / "b").read_bytes() == b"1"


def test_the_folder_itself_may_be_a_link(tmp_path: Path, generated: Path, describe: Describe) -> None:
    (tmp_path / "elsewhere").mkdir()
    generated.symlink_to(tmp_path / "elsewhere")
    publish(generated, OLD, describe(OLD))
    publish(generated, NEW, describe(NEW))
    assert (tmp_path / "elsewhere/changes").read_bytes() == b"new"
    assert generated.is_symlink()


@pytest.mark.parametrize("there", ["file", "folder", "edited", "empty folder"])
def test_a_folder_and_a_file_in_each_others_place(
    generated: Path, describe: Describe, picture: Picture, there: str
) -> None:
    publish(generated, OLD, describe(OLD))
    if there == "file":  # "comes" must be a folder
        (generated / "comes").write_bytes(b"mine")
    elif there == "folder":  # "folder" must be a file
        (generated / "folder/mine").write_bytes(b"mine")
    elif there == "edited":
        (generated / "ends").write_bytes(b"edited")
    else:
        (generated / "folder/empty").mkdir()
    before = picture(generated)
    with pytest.raises(Foreign) as caught:
        publish(generated, NEW, describe(NEW))
    expected = {"file": "comes", "folder": "folder", "edited": "ends", "empty folder": "folder"}
    assert caught.value.paths == (expected[there],)
    assert picture(generated) == before


def test_all_that_is_in_the_way_is_named_at_once(generated: Path, describe: Describe) -> None:
    generated.mkdir()
    files = {f"f{n}": b"" for n in range(8)}
    for path in files:
        (generated / path).write_bytes(b"mine")
    with pytest.raises(Foreign, match=r"'f0', 'f1', 'f2', 'f3', 'f4' and 3 more") as caught:
        publish(generated, files, describe(files))
    assert caught.value.paths == tuple(files)


@pytest.mark.parametrize("paths", [("a", "A"), ("../a",), (".staging/0.new",), ("manifest.json",), ("a", "a/b")])
def test_a_refused_path_writes_nothing(generated: Path, paths: tuple[str, ...]) -> None:
    manifest = Manifest({}, {path: digest(b"") for path in paths})
    with pytest.raises(ValueError):
        publish(generated, dict.fromkeys(paths, b""), manifest)
    assert not generated.exists()


def test_a_manifest_of_other_files_writes_nothing(generated: Path, describe: Describe) -> None:
    with pytest.raises(ValueError):
        publish(generated, {"a": b"1"}, describe({"a": b"2"}))
    assert not generated.exists()


def test_a_refused_first_run_leaves_no_folder(tmp_path: Path, describe: Describe) -> None:
    with pytest.raises(FileNotFoundError):
        publish(tmp_path / "missing/generated", OLD, describe(OLD))
    assert list(tmp_path.iterdir()) == []


def test_many_files(generated: Path, describe: Describe, picture: Picture) -> None:
    files = {f"{n % 3}/{n}": b"%d" % n for n in range(50)}
    publish(generated, files, describe(files))
    found = picture(generated)
    assert {path: found[path] for path in files} == files


def test_new_files_have_the_usual_permissions(generated: Path, describe: Describe, tmp_path: Path) -> None:
    (tmp_path / "usual").write_bytes(b"")
    publish(generated, OLD, describe(OLD))
    usual = stat.S_IMODE((tmp_path / "usual").stat().st_mode)
    assert stat.S_IMODE((generated / "same").stat().st_mode) == usual


def test_without_hard_links_bytes_are_copied(
    generated: Path, describe: Describe, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    publish(generated, OLD, describe(OLD))
    before = picture(generated)
    with monkeypatch.context() as patch:
        _fail(patch, "replace", (3).__eq__)
        with pytest.raises(OSError, match="no space"):
            publish(generated, NEW, describe(NEW))
    assert picture(generated) == before
    publish(generated, NEW, describe(NEW))
    assert (generated / "changes").read_bytes() == b"new"


# When the disk refuses: the calls that change it. Of open, only those that create a file are counted.

CALLS = ("fsync", "link", "mkdir", "open", "rename", "replace", "rmdir", "unlink", "write")


def _fail(patch: pytest.MonkeyPatch, name: str, fails: Callable[[int], bool]) -> list[int]:
    """Makes those calls of os.`name` fail whose number (from 1) `fails` says; gives the counter."""
    real = getattr(os, name)
    count = [0]

    def call(*arguments: Any, **keywords: Any) -> Any:
        if name != "open" or arguments[1] & os.O_CREAT:
            count[0] += 1
            if fails(count[0]):
                raise OSError(errno.ENOSPC, "no space")
        return real(*arguments, **keywords)

    patch.setattr(os, name, call)
    return count


def _times(generated: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in generated.rglob("*") if path.is_file()}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without waiting for the disk, where a test publishes hundreds of times."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("name", CALLS)
def test_an_error_leaves_the_old_tree(
    tmp_path: Path, describe: Describe, picture: Picture, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    raised = 0
    for at in range(1, 1000):
        generated = tmp_path / str(at)
        publish(generated, OLD, describe(OLD))
        (generated / "mine").write_bytes(b"mine")
        before, times = picture(generated), _times(generated)
        with monkeypatch.context() as patch:
            count = _fail(patch, name, at.__eq__)
            try:
                publish(generated, NEW, describe(NEW))
            except OSError as error:
                assert error.errno == errno.ENOSPC
                raised += 1
                assert picture(generated) == before
                assert _times(generated) == times
            else:
                assert (generated / "changes").read_bytes() == b"new"
                assert (generated / "manifest.json").read_bytes() == describe(NEW).dump()
        recover(generated)
        publish(generated, NEW, describe(NEW))
        assert {path: data for path, data in picture(generated).items() if data is not None} == {
            **NEW,
            "mine": b"mine",
            "manifest.json": describe(NEW).dump(),
        }
        if count[0] < at:
            break
    else:
        pytest.fail("it never came to an end")
    assert raised or name in ("link", "rmdir")  # without links bytes are copied; an empty folder may stay


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("name", CALLS)
def test_an_error_that_stays_can_be_recovered_from(
    tmp_path: Path, describe: Describe, picture: Picture, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for at in range(1, 1000):
        generated = tmp_path / str(at)
        publish(generated, OLD, describe(OLD))
        before = picture(generated)
        with monkeypatch.context() as patch:
            count = _fail(patch, name, at.__le__)
            try:
                publish(generated, NEW, describe(NEW))
            except OSError as error:
                assert error.errno == errno.ENOSPC
                for path in OLD.keys() & NEW.keys():
                    assert (generated / path).read_bytes() in (OLD[path], NEW[path])
                failed = True
            else:
                failed = False
        recover(generated)
        if failed:
            assert picture(generated) == before
        publish(generated, NEW, describe(NEW))
        assert (generated / "changes").read_bytes() == b"new"
        assert not (generated / ".staging").exists()
        if count[0] < at:
            break
    else:
        pytest.fail("it never came to an end")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs permissions that hold")
def test_a_folder_without_permission_leaves_the_old_tree(generated: Path, describe: Describe, picture: Picture) -> None:
    publish(generated, OLD, describe(OLD))
    before = picture(generated)
    (generated / "goes/deep").chmod(0o500)
    with pytest.raises(PermissionError):
        publish(generated, NEW, describe(NEW))
    (generated / "goes/deep").chmod(0o700)
    assert picture(generated) == before


def test_an_interrupt_leaves_the_old_tree(
    generated: Path, describe: Describe, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(generated, OLD, describe(OLD))
    before = picture(generated)
    real = os.replace
    count = 0

    def interrupt(*arguments: Any) -> None:
        nonlocal count
        count += 1
        if count == 3:
            raise KeyboardInterrupt
        real(*arguments)

    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        publish(generated, NEW, describe(NEW))
    assert picture(generated) == before


def test_what_somebody_changes_meanwhile_is_not_lost(
    generated: Path, describe: Describe, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(generated, OLD, describe(OLD))
    before = picture(generated)
    real = os.replace

    def meanwhile(source: str, target: str) -> None:
        (generated / "folder").write_bytes(b"mine")
        real(source, target)

    monkeypatch.setattr(os, "replace", meanwhile)
    with pytest.raises(Foreign, match="folder was changed by somebody"):
        publish(generated, NEW, describe(NEW))
    del before["folder/inner"]  # its folder's place is taken
    assert picture(generated) == {**before, "folder": b"mine"}


def test_what_somebody_changes_after_it_was_written_is_not_taken_back(
    generated: Path, describe: Describe, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(generated, OLD, describe(OLD))
    before = picture(generated)
    real = os.replace

    def meanwhile(source: str, target: str) -> None:
        if Path(target).name == "folder":
            for path in ("changes", "comes/deep/file"):
                (generated / path).unlink()
                (generated / path).write_bytes(b"mine")
            raise OSError(errno.ENOSPC, "no space")
        real(source, target)

    monkeypatch.setattr(os, "replace", meanwhile)
    with pytest.raises(OSError, match="no space"):
        publish(generated, NEW, describe(NEW))
    mine = {"changes": b"mine", "comes": None, "comes/deep": None, "comes/deep/file": b"mine"}
    assert picture(generated) == before | mine


@pytest.fixture
def ignoring_case(generated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system that ignores case, imitated by giving every path the spelling that is on disk."""

    def spelled(path: Any) -> Any:
        if not isinstance(path, str) or not path.startswith(f"{generated}{os.sep}"):
            return path
        found = str(generated)
        for part in path[len(found) + 1 :].split(os.sep):
            names = listdir(found) if isdir(found) else []
            found = os.path.join(found, next((name for name in names if name.lower() == part.lower()), part))
        return found

    def everywhere(real: Any) -> Any:
        return lambda *arguments, **keywords: real(*map(spelled, arguments), **keywords)

    listdir, isdir = os.listdir, os.path.isdir
    for name in ("link", "listdir", "lstat", "mkdir", "open", "rename", "replace", "rmdir", "stat", "unlink"):
        monkeypatch.setattr(os, name, everywhere(getattr(os, name)))


UPPER = {"Same.py": b"same", "Other.py": b"old", "Folder/x.py": b"x"}
LOWER = {"same.py": b"same", "other.py": b"new", "folder/x.py": b"x"}


def _spelled(picture: dict[str, bytes | str | None]) -> dict[str, bytes | str | None]:
    return {path: data for path, data in picture.items() if data is not None and path != "manifest.json"}


@pytest.mark.usefixtures("ignoring_case", "quick")
def test_only_the_case_changes_where_case_is_ignored(generated: Path, describe: Describe, picture: Picture) -> None:
    publish(generated, UPPER, describe(UPPER))
    done = publish(generated, LOWER, describe(LOWER))
    assert done.written == ("folder/x.py", "manifest.json", "other.py", "same.py")
    assert done.deleted == ("Folder/x.py", "Other.py", "Same.py")
    assert _spelled(picture(generated)) == LOWER
    assert publish(generated, LOWER, describe(LOWER)).written == ()


@pytest.mark.usefixtures("ignoring_case", "quick")
@pytest.mark.parametrize("second", range(2, 9))
@pytest.mark.parametrize("first", range(1, 5))
def test_where_case_is_ignored_a_change_is_taken_back(
    generated: Path,
    describe: Describe,
    picture: Picture,
    monkeypatch: pytest.MonkeyPatch,
    first: int,
    second: int,
) -> None:
    """Also when taking it back fails half-way and is repeated."""
    publish(generated, UPPER, describe(UPPER))
    with monkeypatch.context() as patch:
        _fail(patch, "replace", {first, second}.__contains__)
        with pytest.raises(OSError, match="no space"):
            publish(generated, LOWER, describe(LOWER))
    recover(generated)
    assert _spelled(picture(generated)) == UPPER


@pytest.mark.usefixtures("ignoring_case", "quick")
@pytest.mark.parametrize("at", range(1, 5))
def test_where_case_is_ignored_an_error_that_stays_can_be_recovered_from(
    generated: Path, describe: Describe, picture: Picture, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    publish(generated, UPPER, describe(UPPER))
    with monkeypatch.context() as patch:
        _fail(patch, "replace", at.__le__)
        _fail(patch, "rename", (2).__le__)  # the first puts the journal in force
        with pytest.raises(OSError, match="no space"):
            publish(generated, LOWER, describe(LOWER))
    recover(generated)
    assert _spelled(picture(generated)) == UPPER
    publish(generated, LOWER, describe(LOWER))
    assert _spelled(picture(generated)) == LOWER


# What stands in .staging is not trusted either.


def _journal(generated: Path, changes: list[list[str | None]], folders: tuple[str, ...] = ()) -> None:
    (generated / ".staging").mkdir(parents=True)
    text = json.dumps({"changes": changes, "folders": folders})
    (generated / ".staging/journal").write_text(text)


@pytest.mark.parametrize(
    ("changes", "folders"),
    [
        ([["../victim", digest(b"1"), None]], ()),
        ([["../victim", digest(b"1"), digest(b"2")]], ()),
        ([["/victim", None, digest(b"2")]], ()),
        ([["link/victim", digest(b"1"), None]], ()),
        ([["link/victim", digest(b"1"), digest(b"2")]], ()),
        ([["link", digest(b"1"), digest(b"2")]], ()),
        ([], ("../made",)),
        ([7], ()),
        ([["a", 1, 2]], ()),
    ],
)
def test_no_journal_leads_outside(
    tmp_path: Path, generated: Path, picture: Picture, changes: Any, folders: tuple[str, ...]
) -> None:
    generated.mkdir()
    (tmp_path / "victim").write_bytes(b"1")
    (generated / "link").symlink_to(tmp_path)
    _journal(generated, changes, folders)
    (generated / ".staging/0.new").write_bytes(b"2")
    (generated / ".staging/0.old").write_bytes(b"3")
    try:
        said = recover(generated)
    except Foreign:
        pass
    else:
        assert said is not None and "taken back" in said
        assert not (generated / ".staging").exists()
    outside = {path: data for path, data in picture(tmp_path).items() if not path.startswith("generated/.staging")}
    assert outside == {"generated": None, "generated/link": str(tmp_path), "victim": b"1"}


@pytest.mark.parametrize("strange", ["notes", "0", "new", "x.new", "0.old/file", "journal/file"])
def test_what_is_not_ours_in_the_staging_folder_stays(
    generated: Path, describe: Describe, picture: Picture, strange: str
) -> None:
    file = generated / ".staging" / strange
    file.parent.mkdir(parents=True)
    file.write_bytes(b"mine")
    before = picture(generated)
    with pytest.raises(Foreign, match=r"\.staging"):
        recover(generated)
    with pytest.raises(Foreign, match=r"\.staging"):
        publish(generated, OLD, describe(OLD))
    assert picture(generated) == before


@pytest.mark.parametrize("inner", ["", "0.new", "journal"])
def test_a_link_in_the_place_of_the_staging_folder_is_refused(
    tmp_path: Path, generated: Path, describe: Describe, picture: Picture, inner: str
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "0.new").write_bytes(b"mine")
    link = generated / ".staging" / inner
    link.parent.mkdir(parents=True)
    link.symlink_to(outside / inner)
    before = picture(tmp_path)
    with pytest.raises(Foreign, match=r"\.staging"):
        publish(generated, OLD, describe(OLD))
    assert picture(tmp_path) == before


def test_a_kept_file_that_is_a_link_is_not_put_back(tmp_path: Path, generated: Path) -> None:
    _journal(generated, [["a", digest(b"1"), None]])
    (generated / ".staging/0.old").symlink_to(tmp_path)
    with pytest.raises(Foreign):
        recover(generated)
    assert not (generated / "a").exists()


def test_there_is_nothing_to_recover(tmp_path: Path, generated: Path, describe: Describe) -> None:
    assert recover(generated) is None
    assert list(tmp_path.iterdir()) == []
    publish(generated, OLD, describe(OLD))
    assert recover(generated) is None
