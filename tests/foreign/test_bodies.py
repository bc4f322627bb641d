"""Bodies by their media type and its encoding, as they arrive at a server (OpenAPI 3.1.1, sections 4.8.14 and 4.8.15)."""

from __future__ import annotations

import asyncio
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.foreign.reading import Part, body, fields, parts

CAMERA = {"move": "up", "speed": 1.5}


def test_a_form_of_plain_fields_keeps_its_media_type(call: Any) -> None:
    parts_ = call("parts")
    parts_.client.films.create(title="Dünen", length=3, silent=True, tags=["a", "b,c"])
    assert parts(parts_.last) == [
        Part("title", "Dünen".encode()),
        Part("length", b"3"),
        Part("silent", b"true"),
        Part("tags", b"a"),
        Part("tags", b"b,c"),
    ]


def test_files_are_parts_with_names_and_media_types(call: Any, tmp_path: Path) -> None:
    path = tmp_path / 'a "b".png'
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff")
    opened = io.BytesIO(b"RIFF")
    named = ("c.txt", b"text", "text/x-own", {"X-Take": "2"})
    parts_ = call("parts")
    parts_.client.films.create(title="dunes", poster=path, stills=[b"one", opened, named], sound=b"\xff\xfe")
    assert parts(parts_.last) == [
        Part("title", b"dunes"),
        Part("poster", path.read_bytes(), "a %22b%22.png", "image/png"),
        Part("stills", b"one", "upload", "application/octet-stream"),
        Part("stills", b"RIFF", "upload", "application/octet-stream"),
        Part("stills", b"text", "c.txt", "text/x-own", (("X-Take", "2"),)),
        Part("sound", b"\xff\xfe", "upload", "application/octet-stream"),
    ]


def test_objects_and_arrays_of_them_are_json(call: Any) -> None:
    parts_ = call("parts")
    parts_.client.films.create(title="dunes", camera=CAMERA, cuts=[CAMERA, {"move": "ü"}], grid=[[1, 2], []])
    sent = parts(parts_.last)[1:]
    assert [(part.name, part.media_type, json.loads(part.content)) for part in sent] == [
        ("camera", "application/json", CAMERA),
        ("cuts", "application/json", [CAMERA, {"move": "ü"}]),
        ("grid", "application/json", [[1, 2], []]),
    ]


def test_encoding_says_how_fields_are_written(call: Any) -> None:
    parts_ = call("parts")
    parts_.client.scenes.create(
        script="# One", notes=["a"], cast=["x", "y"], limits={"a": {"b": [1, 2]}}, poster=b"1", either=b"GIF89a"
    )
    assert parts(parts_.last) == [
        Part("script", b"# One", None, "text/markdown", (("X-Draft", "7"),)),
        Part("notes", b'["a"]', None, "application/json"),
        Part("cast", b"x,y"),
        Part("limits[a][b][0]", b"1"),
        Part("limits[a][b][1]", b"2"),
        Part("poster", b"1", "upload", "image/png"),
        Part("either", b"GIF89a", "upload", "image/gif"),
    ]


def test_other_media_types_of_parts(call: Any) -> None:
    parts_ = call("parts")
    parts_.client.mixed.create(a={"b": 1})
    assert parts_.last.headers["content-type"].startswith("multipart/mixed; boundary=")
    assert parts(parts_.last) == [Part("a", b'{"b":1}', None, "application/json")]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"title": "d"}, "/title: it is 1 character long"),
        ({"title": "dunes", "length": "3"}, '/length: "3" is not an integer'),
        ({"title": "dunes", "camera": {}}, "/camera/move: move is required"),
        ({"title": "dunes", "poster": b"1" * 1001}, "/poster: it is 1001 characters long"),
        ({"title": "dunes", "poster": "poster.png"}, "poster takes a file"),
        ({"title": "dunes", "poster": Path("nowhere.png")}, "poster the file cannot be read"),
        ({"title": "dunes", "poster": ("a\nb", b"", "a/b", {"X": "1\r\nY: 2"})}, "poster has characters"),
        ({}, "/title: title is required"),
    ],
)
def test_forms_are_judged_before_anything_is_sent(call: Any, given: dict[str, Any], said: str) -> None:
    parts_ = call("parts")
    with pytest.raises(parts_.module.InvalidRequestError) as refusal:
        parts_.client.films.create(**given)
    assert said in str(refusal.value) and not parts_.server.seen


def test_forms_by_content_type(call: Any) -> None:
    forms = call("forms")
    address = {"city": "Köln & +", "floors": [1, 2]}
    forms.client.plain.create(
        name="a=b &c", age=3, vip=False, score=0.5, tags=["x", "y z"], address=address, stops=[{"at": 1}]
    )
    pairs = fields(forms.last)
    assert [pair for pair in pairs if pair[0] not in ("address", "stops")] == [
        ("name", "a=b &c"),
        ("age", "3"),
        ("vip", "false"),
        ("score", "0.5"),
        ("tags", "x"),
        ("tags", "y z"),
    ]
    assert {name: json.loads(text) for name, text in pairs if name in ("address", "stops")} == {
        "address": address,
        "stops": [{"at": 1}],
    }


def test_forms_by_style(call: Any) -> None:
    forms = call("forms")
    listed = ["a", "b,c"]
    forms.client.styled.create(
        comma=listed,
        space=["a", "b"],
        pipe=["a", "b"],
        spread={"r": 1, "g": 2},
        deep={"a": {"b": 1}, "c": ["d"]},
        json=listed,
    )
    # The commas between values are no commas of values.
    assert b"comma=a,b%2Cc&space=a%20b&pipe=a%7Cb" in forms.last.content
    assert fields(forms.last)[3:] == [
        ("r", "1"),
        ("g", "2"),
        ("deep[a][b]", "1"),
        ("deep[c][0]", "d"),
        ("json", '["a","b,c"]'),
    ]


class Word(str):
    """A text that says something else of itself, as members of an enumeration do."""

    __slots__ = ()

    def __str__(self) -> str:
        return "Word.RED"


def test_no_text_of_python_is_sent(call: Any) -> None:
    forms = call("forms", validation="off")
    forms.client.plain.create(name=Word("red"), age=None, vip=True, tags=[None, "x"])
    assert fields(forms.last) == [("name", "red"), ("vip", "true"), ("tags", "x")]
    for given in (object(), {1, 2}, b"bytes", float("nan"), 1j):
        with pytest.raises(forms.module.InvalidRequestError, match="name "):
            forms.client.plain.create(name=given)
    assert len(forms.server.seen) == 1


@pytest.mark.parametrize(
    ("method", "kind", "wrong"),
    [("merge", "application/merge-patch+json", "many"), ("create", "application/vnd.acme.note.v2+json", "many")],
)
def test_other_json_goes_under_its_own_name(call: Any, method: str, kind: str, wrong: str) -> None:
    media = call("media")
    getattr(media.client.notes, method)(stars=None)
    assert (media.last.headers["content-type"], body(media.last)) == (kind, {"stars": None})
    with pytest.raises(media.module.InvalidRequestError, match="/stars"):
        getattr(media.client.notes, method)(stars=wrong)


def test_what_only_answers_have_is_not_demanded(call: Any) -> None:
    media = call("media")
    media.client.notes.create(title="dune")
    assert body(media.last) == {"title": "dune"}


def test_a_patch_and_lines_of_json(call: Any) -> None:
    media = call("media")
    patch = [{"op": "remove", "path": "/a"}]
    media.client.notes.patch(patch)
    assert (media.last.headers["content-type"], body(media.last)) == ("application/json-patch+json", patch)
    media.client.lines.create([{"a": 1}, "b"])
    assert (media.last.headers["content-type"], media.last.content) == ("application/x-ndjson", b'{"a":1}\n"b"\n')
    media.client.lines.create('{"a": 1}\n')
    assert media.last.content == b'{"a": 1}\n'


def test_texts_and_bytes_go_as_they_are(call: Any, tmp_path: Path) -> None:
    media = call("media")
    path = tmp_path / "a.gif"
    path.write_bytes(b"GIF89a\x00")
    for given in (path, path.read_bytes(), io.BytesIO(path.read_bytes()), ("b.gif", path.read_bytes(), "image/gif")):
        media.client.bytes.create(given)
        assert (media.last.headers["content-type"], media.last.content) == ("image/gif", b"GIF89a\x00")
    media.client.texts.create("a,ü\n")
    assert (media.last.headers["content-type"], media.last.content) == ("text/csv", "a,ü\n".encode())
    with pytest.raises(media.module.InvalidRequestError, match="a text, bytes, a Path"):
        media.client.texts.create(5)


def test_what_is_given_picks_the_media_type(call: Any, tmp_path: Path) -> None:
    media = call("media")
    several = media.client.several
    path = tmp_path / "a.bin"
    path.write_bytes(b"\x00")

    def sent(*given: Any, **fields_: Any) -> str:
        several.create(*given, **fields_)
        return str(media.last.headers["content-type"].partition(";")[0])

    assert sent(title="dune") == "application/json"
    assert sent(title="dune", media_type="text/json") == "text/json"
    assert sent(title="dune", file=b"1") == sent(file=path) == sent({"file": ("a", b"1")}) == "multipart/form-data"
    assert sent(path) == sent(b"1") == "application/octet-stream"
    assert sent(title="dune", media_type_="of the query") == "application/json"
    assert media.last.target == "/several?media_type=of+the+query"
    with pytest.raises(media.module.ConfigurationError, match="takes application/json, text/json, multipart/form-data"):
        several.create(title="dune", media_type="text/html")
    with pytest.raises(media.module.InvalidRequestError, match="/file: file is required"):
        several.create(title="dune", media_type="multipart/form-data")
    for given, kind in (("dune", "text/plain"), (b"dune", "application/octet-stream")):
        media.client.anything.create(given)
        assert media.last.headers["content-type"] == kind


def test_the_async_client_reads_files_as_well(call: Any, tmp_path: Path) -> None:
    parts_ = call("parts")
    path = tmp_path / "a.bin"
    path.write_bytes(b"1")

    async def main() -> None:
        async with parts_.module.AsyncParts("k", base_url=parts_.server.url) as client:
            await client.films.create(title="dunes", poster=path)

    asyncio.run(main())
    assert parts(parts_.last)[1] == Part("poster", b"1", "a.bin", "application/octet-stream")


def test_a_file_that_may_be_null_is_a_file(call: Any) -> None:
    parts_ = call("parts")
    with pytest.raises(parts_.module.InvalidRequestError, match="perhaps takes a file"):
        parts_.client.scenes.create(perhaps="poster.png")
    parts_.client.scenes.create(perhaps=("Bild 9.41\u202fAM.png", b"\x89PNG"))
    assert 'filename="Bild 9.41\u202fAM.png"'.encode() in parts_.last.content


def test_a_header_with_one_value_is_json_unless_a_text(call: Any) -> None:
    parts_ = call("parts")
    parts_.client.scenes.create(live="now")
    (part,) = parts(parts_.last)
    assert part.headers == (("X-Live", "true"),)
