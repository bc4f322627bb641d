"""Loading spec files below a root: what is read, what is refused, and where references lead."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reelspec.language.source import Loader, Problems


def write(root: Path, name: str, content: str | bytes) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def problem(loader: Loader, path: Path) -> str:
    with pytest.raises(Problems) as raised:
        loader.load(path)
    return str(raised.value)


def test_yaml_and_json_files_are_read(tmp_path: Path) -> None:
    loader = Loader(tmp_path)
    for name, content in {
        "a.yaml": "a: 1",
        "b/c.yml": "a: 1",
        "d.json": '{"a": 1}',
        "e.JSON": '{"a": 1}',
    }.items():
        document = loader.load(write(tmp_path, name, content))
        assert (document.file, document.value) == (name, {"a": 1})


def test_the_ending_decides_how_a_file_is_read(tmp_path: Path) -> None:
    write(tmp_path, "a.json", "a: 1")
    assert problem(Loader(tmp_path), Path("a.json")).endswith("[syntax]")
    write(tmp_path, "a.txt", "a: 1")
    assert problem(Loader(tmp_path), Path("a.txt")) == (
        "a.txt:1:1: a file to read ends in .yaml, .yml or .json [file-type]"
    )


def test_a_file_is_read_once(tmp_path: Path) -> None:
    path = write(tmp_path, "specs/a.yaml", "a: 1")
    loader = Loader(tmp_path)
    first = loader.load(path)
    write(tmp_path, "specs/a.yaml", "a: 2")
    assert loader.load(Path("specs/a.yaml")) is first
    assert loader.load(tmp_path / "specs" / ".." / "specs" / "a.yaml") is first
    assert loader.load(Path("specs/./a.yaml")) is first


def test_the_files_read_are_known_with_their_bytes_in_order(tmp_path: Path) -> None:
    loader = Loader(tmp_path)
    write(tmp_path, "b.yaml", b"\xef\xbb\xbfb: 1\r\n")
    write(tmp_path, "a.yaml", "a: on")
    write(tmp_path, "c.yaml", "c: 1")
    loader.load(Path("b.yaml"))
    problem(loader, Path("a.yaml"))
    problem(loader, Path("missing.yaml"))
    loader.load(Path("c.yaml"))
    loader.load(Path("b.yaml"))
    assert list(loader.loaded.items()) == [
        ("b.yaml", b"\xef\xbb\xbfb: 1\r\n"),
        ("a.yaml", b"a: on"),
        ("c.yaml", b"c: 1"),
    ]


def test_a_wrong_file_is_wrong_every_time(tmp_path: Path) -> None:
    loader = Loader(tmp_path)
    write(tmp_path, "a.yaml", "a: on")
    first = problem(loader, Path("a.yaml"))
    assert first.startswith("a.yaml:1:4: YAML 1.1 reads on as the boolean true")
    write(tmp_path, "a.yaml", "a: 1")
    assert problem(loader, Path("a.yaml")) == first


def test_a_byte_order_mark_is_dropped(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", b"\xef\xbb\xbfa: 1")
    write(tmp_path, "a.json", b"\xef\xbb\xbf[1]")
    loader = Loader(tmp_path)
    assert loader.load(Path("a.yaml")).value == {"a": 1}
    assert loader.load(Path("a.json")).value == [1]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a: 1\r\nb: \xc3\xa9\xff", "a.yaml:2:5: the byte 0xff is no UTF-8 [encoding]"),
        (b"\xff\xfea\x00:\x00", "a.yaml:1:1: the byte 0xff is no UTF-8 [encoding]"),
        (b"a: \xed\xa0\x80", "a.yaml:1:4: the byte 0xed is no UTF-8 [encoding]"),
        (b"a: \xe2\x82", "a.yaml:1:4: the byte 0xe2 is no UTF-8 [encoding]"),
    ],
)
def test_only_utf_8_is_read(tmp_path: Path, content: bytes, message: str) -> None:
    write(tmp_path, "a.yaml", content)
    assert problem(Loader(tmp_path), Path("a.yaml")) == message


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    assert problem(Loader(tmp_path), Path("specs/no.yaml")) == (
        "specs/no.yaml:1:1: there is no such file [missing-file]"
    )


def test_a_folder_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "specs.yaml").mkdir()
    (tmp_path / "specs").mkdir()
    loader = Loader(tmp_path)
    for name in ("specs.yaml", "specs"):
        assert problem(loader, Path(name)) == f"{name}:1:1: this is a folder, not a file [unreadable-file]"


def test_a_file_used_as_a_folder_is_a_problem(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", "a: 1")
    assert problem(Loader(tmp_path), Path("a.yaml/b.yaml")).endswith("[unreadable-file]")


def test_an_unreadable_file_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    write(tmp_path, "a.yaml", "a: 1")
    monkeypatch.setattr("builtins.open", refuse)
    assert problem(Loader(tmp_path), Path("a.yaml")) == (
        "a.yaml:1:1: the file cannot be read: Permission denied [unreadable-file]"
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes exist on POSIX systems")
def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.yaml")
    assert problem(Loader(tmp_path), Path("a.yaml")) == "a.yaml:1:1: this is a named pipe, not a file [unreadable-file]"


def test_a_file_above_32_mib_is_refused(tmp_path: Path) -> None:
    with open(tmp_path / "a.json", "wb") as stream:
        stream.truncate(32 * 1024 * 1024 + 1)
    assert problem(Loader(tmp_path), Path("a.json")) == "a.json:1:1: the file is larger than 32 MiB [too-large]"


def test_a_path_outside_the_root_is_refused(tmp_path: Path) -> None:
    outside = write(tmp_path, "outside.yaml", "a: 1")
    loader = Loader(tmp_path / "root")
    assert problem(loader, Path("../outside.yaml")) == (
        "../outside.yaml:1:1: the file lies outside the root folder [outside-root]"
    )
    assert problem(loader, outside).endswith("the file lies outside the root folder [outside-root]")
    assert dict(loader.loaded) == {}


def test_a_symbolic_link_may_not_leave_the_root(tmp_path: Path) -> None:
    root = tmp_path / "root"
    write(tmp_path, "outside.yaml", "a: 1")
    write(root, "inside.yaml", "a: 1")
    (root / "out.yaml").symlink_to(tmp_path / "outside.yaml")
    (root / "folder").symlink_to(tmp_path)
    (root / "in.yaml").symlink_to("inside.yaml")
    (root / "self.yaml").symlink_to("self.yaml")
    (root / "dangling.yaml").symlink_to("nothing.yaml")
    loader = Loader(root)
    assert problem(loader, Path("out.yaml")) == (
        "out.yaml:1:1: a symbolic link leads out of the root folder [outside-root]"
    )
    assert problem(loader, Path("folder/outside.yaml")).endswith("[outside-root]")
    assert problem(loader, Path("self.yaml")).endswith("[unreadable-file]")
    assert problem(loader, Path("dangling.yaml")).endswith("[missing-file]")
    assert loader.load(Path("in.yaml")).file == "in.yaml"


def test_the_root_itself_may_be_a_symbolic_link(tmp_path: Path) -> None:
    path = write(tmp_path, "root/a.yaml", "a: 1")
    (tmp_path / "link").symlink_to("root")
    loader = Loader(tmp_path / "link")
    assert loader.load(Path("a.yaml")) is loader.load(tmp_path / "link" / "a.yaml")
    assert loader.load(path).file == "a.yaml"


def test_a_relative_root_is_fixed_when_the_loader_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "root/a.yaml", "a: 1")
    monkeypatch.chdir(tmp_path)
    loader = Loader(Path("root"))
    monkeypatch.chdir(tmp_path / "root")
    assert loader.load(Path("a.yaml")).value == {"a": 1}


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ("models/a.yaml", "specs/apimart/models/a.yaml"),
        ("./models//a.yaml", "specs/apimart/models/a.yaml"),
        ("../shared.yaml", "specs/shared.yaml"),
        ("../../pyproject.yaml", "pyproject.yaml"),
        ("../../specs/x/../y.yaml", "specs/y.yaml"),
        ("a%20b%C3%A9.yaml", "specs/apimart/a b\u00e9.yaml"),
        ("a\u00e9.yaml", "specs/apimart/a\u00e9.yaml"),
        ("%2e%2e/shared.yaml", "specs/shared.yaml"),
        ("what%3F%23.yaml", "specs/apimart/what?#.yaml"),
        ("wan2.7@first:frame.yaml", "specs/apimart/wan2.7@first:frame.yaml"),
        ("", "specs/apimart/openapi.yaml"),
    ],
)
def test_a_reference_is_relative_to_the_file_it_stands_in(tmp_path: Path, reference: str, name: str) -> None:
    assert Loader(tmp_path).resolve_file("specs/apimart/openapi.yaml", reference) == tmp_path / name


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("https://example.com/a.yaml", "a reference to a file is relative and has no scheme"),
        ("file:a.yaml", "a reference to a file is relative and has no scheme"),
        ("C:/a.yaml", "a reference to a file is relative and has no scheme"),
        ("//host/a.yaml", "a reference to a file is relative and does not start with /"),
        ("/a.yaml", "a reference to a file is relative and does not start with /"),
        ("../../../a.yaml", "the reference leads out of the root folder"),
        ("../../../elsewhere/a.yaml", "the reference leads out of the root folder"),
        ("%2e%2e/%2E%2E/..", "the reference leads out of the root folder"),
        ("a.yaml#/x", "a fragment (#...) is no part of the file's name"),
        ("a.yaml?x", "a reference to a file has no query (?...); write a question mark as %3F"),
        ("models\\a.yaml", "a reference separates folders by /, not by a backslash"),
        ("a%.yaml", "% is followed by two hexadecimal digits; write % itself as %25"),
        ("a%ff.yaml", "the percent-encoded bytes are no UTF-8"),
        ("..%2Fa.yaml", "a folder or file name holds no /, backslash or NUL, percent-encoded or not"),
        ("a%5Cb.yaml", "a folder or file name holds no /, backslash or NUL, percent-encoded or not"),
        ("a%00.yaml", "a folder or file name holds no /, backslash or NUL, percent-encoded or not"),
    ],
)
def test_other_references_are_refused(tmp_path: Path, reference: str, message: str) -> None:
    with pytest.raises(ValueError) as raised:
        Loader(tmp_path / "root").resolve_file("specs/a/openapi.yaml", reference)
    assert str(raised.value) == message
