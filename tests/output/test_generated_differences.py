"""What generate --check finds, and how it is shown."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from reelspec.output.compare import Difference, compare, unified
from reelspec.output.manifest import Manifest
from reelspec.output.publish import publish

Describe = Callable[[Mapping[str, bytes]], Manifest]
OLD = {"same": b"s\n", "changes": b"old\n", "goes": b"g\n", "folder/inner": b"i\n", "ends": b"e\n"}
NEW = {
    "same": b"s\n",
    "changes": b"new\n",
    "comes/here": b"c\n",
    "folder": b"a file now\n",
    "ends/inner": b"e\n",
}


def kinds(differences: tuple[Difference, ...]) -> list[tuple[str, str]]:
    return [(difference.path, difference.kind) for difference in differences]


def test_equal_is_no_difference(generated: Path, describe: Describe) -> None:
    publish(generated, OLD, describe(OLD))
    (generated / "somebody's").write_bytes(b"not ours")
    assert compare(generated, OLD, describe(OLD)) == ()


def test_every_kind_is_told_apart(generated: Path, describe: Describe) -> None:
    publish(generated, OLD, describe(OLD))
    new = describe(NEW)
    assert compare(generated, NEW, new) == (
        Difference("changes", "changed", b"old\n", b"new\n"),
        Difference("comes/here", "missing", None, b"c\n"),
        Difference("ends", "stale", b"e\n", None),
        Difference("ends/inner", "missing", None, b"e\n"),
        Difference("folder", "missing", None, b"a file now\n"),
        Difference("folder/inner", "stale", b"i\n", None),
        Difference("goes", "stale", b"g\n", None),
        Difference("manifest.json", "changed", describe(OLD).dump(), new.dump()),
    )


def test_what_somebody_has_edited_is_told_apart(generated: Path, describe: Describe) -> None:
    publish(generated, OLD, describe(OLD))
    for path in ("same", "changes", "goes"):
        (generated / path).write_bytes(b"edited\n")
    found = {difference.path: difference for difference in compare(generated, NEW, describe(NEW))}
    assert found["same"] == Difference("same", "edited", b"edited\n", b"s\n")
    assert found["changes"] == Difference("changes", "edited", b"edited\n", b"new\n")
    assert found["goes"] == Difference("goes", "edited", b"edited\n", None)
    (generated / "changes").write_bytes(b"new\n")  # edited to what it will be
    (generated / "goes").unlink()
    assert not {"changes", "goes"} & {difference.path for difference in compare(generated, NEW, describe(NEW))}


def test_nothing_on_disk_is_all_missing(generated: Path, describe: Describe) -> None:
    assert kinds(compare(generated, {"b": b"", "z": b""}, describe({"b": b"", "z": b""}))) == [
        ("b", "missing"),
        ("z", "missing"),
        ("manifest.json", "missing"),
    ]
    assert not generated.exists()


def test_without_a_manifest_nothing_is_recorded(generated: Path, describe: Describe) -> None:
    publish(generated, OLD, describe(OLD))
    (generated / "manifest.json").unlink()
    found = kinds(compare(generated, NEW, describe(NEW)))
    assert ("changes", "edited") in found
    assert ("manifest.json", "missing") in found
    assert not [path for path, kind in found if kind == "stale"]


@pytest.mark.parametrize("spoiled", [b"<<<<<<< HEAD\n", b"{}"])
def test_a_malformed_manifest_counts_as_edited(generated: Path, describe: Describe, spoiled: bytes) -> None:
    publish(generated, OLD, describe(OLD))
    (generated / "manifest.json").write_bytes(spoiled)
    assert kinds(compare(generated, OLD, describe(OLD))) == [("manifest.json", "edited")]


def test_a_manifest_in_another_layout_counts_as_edited(generated: Path, describe: Describe) -> None:
    publish(generated, OLD, describe(OLD))
    manifest = generated / "manifest.json"
    manifest.write_bytes(manifest.read_bytes() + b"\n")
    assert kinds(compare(generated, OLD, describe(OLD))) == [("manifest.json", "edited")]


def test_nothing_is_read_through_a_link(generated: Path, tmp_path: Path, describe: Describe) -> None:
    files = {"file": b"secret", "folder/file": b"secret"}
    publish(generated, files, describe(files))
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/file").write_bytes(b"secret")
    (generated / "file").unlink()
    (generated / "file").symlink_to(tmp_path / "outside/file")
    (generated / "folder/file").unlink()
    (generated / "folder").rmdir()
    (generated / "folder").symlink_to(tmp_path / "outside")
    differences = compare(generated, files, describe(files))
    assert differences == (
        Difference("file", "edited", None, b"secret"),
        Difference("folder/file", "edited", None, b"secret"),
    )
    assert unified(differences[0]) == "a/file is not a plain file and was not read\n"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_device_is_not_read(generated: Path, describe: Describe) -> None:
    generated.mkdir()
    os.mkfifo(generated / "pipe")
    assert compare(generated, {"pipe": b""}, describe({"pipe": b""}))[0].kind == "edited"


def test_files_and_manifest_must_belong_together(generated: Path, describe: Describe) -> None:
    with pytest.raises(ValueError):
        compare(generated, {}, describe({"a": b""}))


@pytest.mark.parametrize(
    ("difference", "shown"),
    [
        (
            Difference("p/x", "changed", b"1\n2\n3\n", b"1\nzwei\n3\n"),
            "--- a/p/x\n+++ b/p/x\n@@ -1,3 +1,3 @@\n 1\n-2\n+zwei\n 3\n",
        ),
        (Difference("x", "missing", None, b"1\n"), "--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+1\n"),
        (Difference("x", "stale", b"1\n", None), "--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-1\n"),
        (Difference("x", "missing", None, b""), "--- /dev/null\n+++ b/x\n"),
        (
            Difference("x", "edited", b"1", b"1\n"),
            "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-1\n\\ No newline at end of file\n+1\n",
        ),
        (
            Difference("x", "edited", b"1\r\n", b"1\n"),
            "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-1\\r\n+1\n",
        ),
        (Difference("x", "edited", b"\xff\n", b"1\n"), "Binary files a/x and b/x differ\n"),
        (Difference("x", "missing", None, b"a\0b"), "Binary files /dev/null and b/x differ\n"),
        (
            Difference("x", "edited", "\x1b[2J\u202e\u2028\x0b\x9b\t視\n".encode(), b""),
            "--- a/x\n+++ b/x\n@@ -1 +0,0 @@\n-\\x1b[2J\\u202e\\u2028\\x0b\\x9b\t視\n",
        ),
    ],
    ids=["changed", "missing", "stale", "empty", "no newline", "cr", "binary", "nul", "hostile"],
)
def test_the_unified_diff(difference: Difference, shown: str) -> None:
    assert unified(difference) == shown
