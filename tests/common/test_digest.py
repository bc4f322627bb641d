"""SHA-256 of bytes and of trees: what counts in a tree, and that links end."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from reelspec.common.digest import NO_FILE, digest, digest_tree


def test_digest_is_sha256() -> None:
    for data in (b"", b"abc", b"x" * 1_000_000):
        assert digest(data) == hashlib.sha256(data).hexdigest()


def test_digest_tree_takes_what_counts(tmp_path: Path) -> None:
    paths = [
        "b.yaml",
        "a/z.yaml",
        "a.yaml",
        "a/b/c.yaml",
        "a/skipped.yaml",
        "skipped/x.yaml",
        "other/skipped.yaml",
    ]
    ignored = ["a/text.txt", ".hidden.yaml", ".git/x.yaml", "a/__pycache__/x.yaml"]
    for path in [*paths, *ignored]:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(path)
    found = digest_tree(str(tmp_path), (".yaml",), {"skipped", "a/skipped.yaml"})
    expected = ["a.yaml", "a/b/c.yaml", "a/z.yaml", "b.yaml", "other/skipped.yaml"]
    assert list(found.items()) == [(path, digest(path.encode())) for path in expected]
    assert set(digest_tree(str(tmp_path), ())) == {*paths, "a/text.txt"}
    with pytest.raises(FileNotFoundError):
        digest_tree(str(tmp_path / "missing"), ())


def test_digest_tree_follows_links_but_not_in_circles(tmp_path: Path) -> None:
    top = tmp_path / "top"
    (top / "inner").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/file").write_text("1")
    (tmp_path / "elsewhere/back").symlink_to(top)
    (top / "link").symlink_to(tmp_path / "elsewhere")
    (top / "inner/loop").symlink_to(top)
    (top / "file").symlink_to(tmp_path / "elsewhere/file")
    (top / "dangling").symlink_to("nothing")
    expected = {"dangling": NO_FILE, "file": digest(b"1"), "link/file": digest(b"1")}
    assert digest_tree(str(top), ()) == expected
