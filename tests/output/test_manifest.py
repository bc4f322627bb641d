"""The manifest: what it looks like, and what it refuses from a repository that is not to be trusted."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from reelspec.common.digest import digest
from reelspec.output.manifest import Manifest, check

ONE = digest(b"1")
TWO = digest(b"2")
MANIFEST = Manifest(
    {"specs/ü.yaml": TWO, "generator": "1.0"},
    {"b/two": TWO, "a": ONE},
)


def test_dump_is_sorted_readable_ascii_with_a_newline_at_the_end() -> None:
    assert MANIFEST.dump().decode("ascii") == (
        "{\n"
        '  "inputs": {\n'
        '    "generator": "1.0",\n'
        f'    "specs/\\u00fc.yaml": "{TWO}"\n'
        "  },\n"
        '  "files": {\n'
        f'    "a": "{ONE}",\n'
        f'    "b/two": "{TWO}"\n'
        "  }\n"
        "}\n"
    )


@pytest.mark.parametrize("manifest", [MANIFEST, Manifest({}, {})], ids=["full", "empty"])
def test_load_gives_back_what_was_dumped(manifest: Manifest) -> None:
    loaded = Manifest.load(manifest.dump())
    assert loaded == manifest
    assert loaded.dump() == manifest.dump()
    assert list(loaded.files) == sorted(loaded.files)
    assert list(loaded.inputs) == sorted(loaded.inputs)


def test_what_an_older_version_has_written_is_read() -> None:
    files = {path: {"sha256": sha256, "inputs": ["generator"]} for path, sha256 in MANIFEST.files.items()}
    document = {"inputs": dict(MANIFEST.inputs), "files": files}
    assert Manifest.load(json.dumps(document).encode()) == MANIFEST


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "..",
        "../x",
        "a/../../x",
        "a/..",
        "./a",
        "a/./b",
        "a//b",
        "a/",
        "/",
        "a\\b",
        "..\\x",
        "\\\\host\\share",
        "C:/x",
        "C:x",
        "a:stream",
        "a\0b",
        "a\nb",
        "a\x1b[2Jb",
        "a\x85b",
        "\ud800",
        "a ",
        "a.",
        ".. /x",
        "nul",
        "a/CON.txt",
        "com1.json",
        "what?",
        "manifest.json",
        "MANIFEST.JSON",
        ".staging/journal",
        ".Staging/x",
        ".lock",
    ],
)
def test_a_path_that_leads_elsewhere_is_refused(path: str) -> None:
    data = json.dumps({"inputs": {}, "files": {path: ONE}}).encode()
    with pytest.raises(ValueError):
        Manifest.load(data)
    with pytest.raises(ValueError):
        check({path: b"1"}, Manifest({}, {path: ONE}))


@pytest.mark.parametrize("path", ["a", "a/b/c.json", ".hidden", "a/manifest.json", "ü/視", "...a", "console.py"])
def test_a_plain_path_is_taken(path: str) -> None:
    manifest = Manifest({}, {path: ONE})
    check({path: b"1"}, manifest)
    assert Manifest.load(manifest.dump()) == manifest


@pytest.mark.parametrize(
    "paths",
    [("a", "A"), ("x/a.py", "X/b.py"), ("straße", "STRASSE"), ("\u00fc", "u\u0308"), ("a", "a/b")],
    ids=["file", "folder", "sharp-s", "normalisation", "file-and-folder"],
)
def test_two_paths_that_are_one_file_somewhere_are_refused(paths: tuple[str, str]) -> None:
    manifest = Manifest({}, dict.fromkeys(paths, ONE))
    with pytest.raises(ValueError):
        check(dict.fromkeys(paths, b"1"), manifest)
    with pytest.raises(ValueError):
        Manifest.load(manifest.dump())


def _without(key: str) -> Callable[[dict[str, Any]], object]:
    return lambda document: document.pop(key)


@pytest.mark.parametrize(
    "spoil",
    [
        _without("inputs"),
        _without("files"),
        lambda document: document.update(more=1),
        lambda document: document.update(files=[]),
        lambda document: document.update(inputs=None),
        lambda document: document["inputs"].update(generator=1),
        lambda document: document["files"].update(a=None),
        lambda document: document["files"].update(a=[]),
        lambda document: document["files"].update(a={"inputs": []}),
        lambda document: document["files"].update(a=ONE[:-1]),
        lambda document: document["files"].update(a=ONE.upper()),
        lambda document: document["files"].update(a=7),
    ],
)
def test_another_form_is_refused(spoil: Callable[[dict[str, Any]], object]) -> None:
    document = json.loads(MANIFEST.dump())
    spoil(document)
    with pytest.raises(ValueError):
        Manifest.load(json.dumps(document).encode())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"\xff\xfe",
        MANIFEST.dump()[:-5],
        MANIFEST.dump() + b"x",
        b"\xef\xbb\xbf" + MANIFEST.dump(),
        b"[" * 100_000,
        b'{"inputs": {}, "inputs": {}, "files": {}}',
        b'{"inputs": {"a": "1", "a": "2"}, "files": {}}',
        b"<<<<<<< HEAD\n" + MANIFEST.dump(),
    ],
)
def test_what_is_not_json_of_this_form_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        Manifest.load(data)


@pytest.mark.parametrize(
    ("files", "manifest"),
    [
        ({"a": b"1"}, Manifest({}, {})),
        ({}, Manifest({}, {"a": ONE})),
        ({"a": b"1"}, Manifest({}, {"a": TWO})),
    ],
    ids=["not listed", "not there", "other bytes"],
)
def test_files_and_manifest_must_belong_together(files: dict[str, bytes], manifest: Manifest) -> None:
    with pytest.raises(ValueError, match="'a'"):
        check(files, manifest)
