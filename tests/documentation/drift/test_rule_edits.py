"""Where a sentence that a rule answers for says another value, the edit is at that value and at no other."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from reelspec.documentation.pages import read_page
from reelspec.documentation.pages.text import text_print
from tests.documentation.drift.kite import replaced
from tests.documentation.drift.test_edits import run

OPENAPI = """\
openapi: 3.1.0
info: {title: Egret, version: 1.0.0}
servers: [{url: "https://api.egret.example"}]
paths:
  /v1/films:
    post:
      operationId: createFilm
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: models/egret.yaml}
      responses: {"200": {description: Accepted.}}
"""
MODEL = """\
title: Egret
type: object
x-source: {document: guide}
properties:
  model: {type: string, enum: [egret-1, egret-2]}
  seconds: {type: string, enum: ["-1", "2", "3", "4", "5", "6", "7", "8", "²", "--5"]}
  size: {type: string, enum: [480p, 720p, 1080p]}
  draft: {type: boolean}
  pictures: {type: array, minItems: 1, maxItems: 4, items: {type: string}}
  sound: {type: string}
  song: {type: string}
  title: {type: string}
  clips:
    type: array
    items: {type: string, x-media: {megabytes: 50, seconds: [2, 9]}}
  parts:
    type: array
    items: {type: object, required: [kind], properties: {kind: {type: string, enum: [head_part, tail_part, voice_part]}}}
required: [model]
additionalProperties: false
x-rules:
  - id: seconds-by-model
    table:
      by: [model]
      rows:
        - {model: egret-1, seconds: ["-1", "4", "5", "6", "7", "8"]}
        - {model: egret-2, seconds: ["2", "3", "4", "5", "6", "7", "8"]}
    source: seconds
  - id: sizes-by-model
    table:
      by: [model]
      rows:
        - {model: egret-1, size: 480p}
        - {model: egret-2, size: [480p, 720p]}
    source: Notes
  - id: draft-size
    when: {draft: true}
    must: {size: 480p}
    source: size
  - id: pictures-of-drafts
    when: {draft: true}
    must: {pictures: {maxItems: 1}}
    source: pictures
  - id: one-sound
    conflicts: [[sound], [song]]
    source: sound
  - id: song-of-drafts
    when: {seconds: ["5", "6", "7", "8"]}
    must: {song: {present: false}}
    source: song
  - id: long-title
    must: {title: {not: {pattern: '^.{41,}'}}}
    severity: warning
    source: title
  - id: one-clip
    limit: {of: clips, most: 1}
    source: clips
  - id: parts-together
    combinations: {of: parts, by: kind, allow: [[head_part], [head_part, tail_part], [head_part, voice_part]]}
    source: parts
"""
PAGE = """\
POST
/
v1
/
films

Body

application/json
model
enum<string>
required

Which model.

Available options:
egret-1,
egret-2
seconds
string

Length of the film. egret-1 takes "-1" or "4" to "8"; the other one takes "2" to "8".

size
enum<string>

How fine it is. Drafts only support 480p.

Available options:
480p,
720p,
1080p
draft
boolean

Whether it is a draft.

pictures
string[]

Include 1 to 4 pictures. Drafts need one picture.

sound
string

A link. Use either this or song.

song
string

A link. Only in drafts of 4 seconds or less.

title
string

Up to 40 signs are recommended.

clips
string[]

Films to go on with (only the first one is used). Each of at most 50 MB and 2-9 s.

parts
object[]

May be head_part, head_part + tail_part or head_part + voice_part.

Notes

A song is no way to send a sound: use either sound or song.

egret-1 makes 480p.
"""
NOTE = "A song is no way to send a sound: use either sound or song."
CLAIMS = {
    "seconds-by-model": ("egret-1 takes", "/properties/seconds"),
    "sizes-by-model": ("egret-1 makes",),
    "draft-size": ("Drafts only",),
    "pictures-of-drafts": ("Drafts need",),
    "one-sound": ("Use either",),
    "song-of-drafts": ("Only in drafts",),
    "long-title": ("Up to 40",),
    "one-clip": ("Films to go on",),
    "parts-together": ("May be head",),
}
MEDIA = ("/properties/clips/items/x-media/megabytes", "/properties/clips/items/x-media/seconds")
FIELD = "models/egret.yaml#/properties"
RULES = "models/egret.yaml#/x-rules"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository in which the page is locked and each rule claims its sentence."""
    root = tmp_path_factory.mktemp("egret")
    folder = root / "specs" / "egret"
    (folder / "models").mkdir(parents=True)
    (folder / "openapi.yaml").write_text(OPENAPI, encoding="utf-8")
    (folder / "models" / "egret.yaml").write_text(MODEL, encoding="utf-8")
    documents = "documents:\n  - id: guide\n    title: Egret guide\n    page: guide.txt\n"
    (folder / "documents.yaml").write_text(documents, encoding="utf-8")
    page = root / "guide.txt"
    page.write_text(PAGE, encoding="utf-8")
    claims = ""
    for rule, (words, *fields) in CLAIMS.items():
        (mark,) = (text_print(one.text)[:8] for one in read_page(PAGE).statements if one.text.startswith(words))
        for element in (f"/x-rules/{rule}", *fields):
            more = f', "{text_print(NOTE)[:8]}"' if rule == "one-sound" and element.startswith("/x-rules") else ""
            claims += f'      {element}: ["{mark}"{more}]\n'
    (mark,) = (text_print(one.text)[:8] for one in read_page(PAGE).statements if one.text.startswith("Each of"))
    claims += "".join(f'      {element}: ["{mark}"]\n' for element in MEDIA)
    (folder / "documents.yaml").write_text(f"{documents}    claims:\n{claims}", encoding="utf-8")
    assert run("documents", "lock", "--incomplete", page, "--root", root)[0] == 0
    return root


def edits(root: Path, tmp_path: Path, old: str, new: str) -> dict[str, str]:
    """The edits of the specs, by element, after a change of the page."""
    page = tmp_path / "guide.txt"
    page.write_text(replaced(PAGE, old, new), encoding="utf-8")
    code, out = run("documents", "drift", page, "--format", "json", "--root", root)
    (report,) = json.loads(out)
    assert code == 1
    found = [edit for one in report["findings"] if one["matters"] for edit in one["edits"]]
    return {one["element"]: one["what"] for one in found if one["element"] != "documents.yaml"}


SEE = "see what it must say now"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            '"4" to "8"',
            '"4" to "12"',
            {
                f"{FIELD}/seconds/enum": 'let it end with "12"',
                f"{RULES}/seconds-by-model/table/rows/0/seconds": 'let it end with "12"',
            },
        ),
        (
            '"2" to "8"',
            '"2" to "6"',
            {f"{RULES}/seconds-by-model/table/rows/1/seconds": 'let it end with "6"'},
        ),
        ("support 480p", "support 480p and 720p", {f"{RULES}/draft-size/must/size": 'let it be "720p" as well'}),
        ("Drafts need one", "Drafts need two", {f"{RULES}/pictures-of-drafts/must/pictures/maxItems": "write 2 for 1"}),
        (
            "Include 1 to 4 pictures.",
            "In drafts only 1 to 4 pictures.",
            {
                "models/egret.yaml#/properties/pictures/minItems": "see whether it holds under a condition alone now",
                "models/egret.yaml#/properties/pictures/maxItems": "see whether it holds under a condition alone now",
                "models/egret.yaml#/properties/pictures": SEE,
            },
        ),
        (
            "Include 1 to 4 pictures.",
            "Include 1 to 4 pictures, at most 5.",
            {
                f"{FIELD}/pictures/maxItems": (
                    "write maxItems: 5; line 41 says at most 5, but line 41 1 to 4, as the spec does"
                )
            },
        ),
        (
            '"-1" or "4"',
            '"-1" or "3"',
            {f"{RULES}/seconds-by-model/table/rows/0/seconds": 'let it begin with "3"'},
        ),
        (
            "Only in drafts of 4",
            "Only in drafts of 6",
            {f"{RULES}/song-of-drafts/when/seconds": 'let it begin with "7"'},
        ),
        (
            "Up to 40 signs",
            "Up to 60 signs",
            {f"{RULES}/long-title/must/title/not/pattern": "write 61 for 41 in it"},
        ),
        (
            "Use either this or song",
            "Can be combined with song",
            {f"{RULES}/one-sound": "take the rule one-sound out, unless line 70 is right"},
        ),
        (" Use either this or song.", "", {f"{RULES}/one-sound": "keep it, for line 70"}),
        (
            NOTE,
            "",
            {f"{RULES}/one-sound": "keep it, if line 46 says it still; else take the rule one-sound out"},
        ),
        (
            'takes "-1" or "4" to "8"; the other one takes "2"',
            'takes "-1" or "2" to "8"; the other one takes "4"',
            {f"{RULES}/seconds-by-model": "let 2 and 4 change places"},
        ),
        (
            "Drafts only support 480p.",
            "All of them support 480p.",
            {f"{RULES}/draft-size": "take the rule draft-size out"},
        ),
        (
            "egret-1 makes 480p.",
            "egret-1 makes 480p or 720p.",
            {f"{RULES}/sizes-by-model/table/rows/0/size": 'let it be "720p" as well'},
        ),
        (
            "egret-1 makes 480p.",
            "egret-1 makes 720p.",
            {f"{RULES}/sizes-by-model/table/rows/0/size": 'write "720p" for "480p"'},
        ),
        (" (only the first one is used)", "", {f"{RULES}/one-clip": "take the rule one-clip out"}),
        ("at most 50 MB and ", "", {f"{FIELD}/clips/items/x-media/megabytes": "take megabytes out"}),
        ("at most 50 MB", "at most 80 MB", {f"{FIELD}/clips/items/x-media/megabytes": "write 80 for 50"}),
        (
            " Each of at most 50 MB and 2-9 s.",
            "",
            {f"models/egret.yaml#{element}": f"take {element.rpartition('/')[2]} out" for element in MEDIA},
        ),
        (
            "head_part + tail_part or head_part + voice_part",
            "or head_part + voice_part",
            {f"{RULES}/parts-together/combinations/allow": 'take out ["head_part", "tail_part"]'},
        ),
        (
            ' egret-1 takes "-1" or "4" to "8"; the other one takes "2" to "8".',
            "",
            {f"{RULES}/seconds-by-model": "take the rule seconds-by-model out"},
        ),
        (
            "Length of the film.",
            "Length of the film. Default: 5.",
            {f"{FIELD}/seconds": 'write default: "5"'},
        ),
        (
            "A link. Use either",
            "A link (deprecated). Use either",
            {"models/egret.yaml#/properties/sound": "write deprecated: true"},
        ),
    ],
)
def test_the_edit_is_at_the_value_that_is_another_one(
    root: Path, tmp_path: Path, old: str, new: str, expected: dict[str, str]
) -> None:
    assert edits(root, tmp_path, old, new) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Use either this or song.", "Mutually exclusive with song."),
        ("Use either this or song.", "It conflicts with song, and the two cannot be used together."),
        ("Drafts only support 480p.", "Only 480p is supported by drafts."),
        ('egret-1 takes "-1" or "4" to "8"', 'egret-1 accepts "-1" and "4"-"8"'),
        ("Drafts need one picture.", "Drafts must have a single picture."),
    ],
)
def test_other_words_with_the_same_meaning_are_nothing_to_do(root: Path, tmp_path: Path, old: str, new: str) -> None:
    page = tmp_path / "guide.txt"
    page.write_text(replaced(PAGE, old, new), encoding="utf-8")
    assert run("documents", "drift", page, "--root", root)[0] == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            'egret-1 takes "-1" or "4" to "8"; the other one takes "2" to "8".',
            'the other one takes "2" to "8"; egret-1 takes "-1" or "4" to "8".',
        ),
        ('"4" to "8"; the other one takes', '"4" to "8". The other one takes'),
        ("Use either this or song.", "Use this or song, but not both."),
        ("Whether it is a draft.", "A draft when true."),
    ],
    ids=["clauses in another order", "one sentence in two", "not both", "a boolean that is true"],
)
def test_the_same_in_other_words_matters_to_nobody(root: Path, tmp_path: Path, old: str, new: str) -> None:
    page = tmp_path / "guide.txt"
    page.write_text(replaced(PAGE, old, new), encoding="utf-8")
    code, out = run("documents", "drift", page, "--format", "json", "--root", root)
    assert code == 0, out


def test_clauses_that_exchange_their_values_matter(root: Path, tmp_path: Path) -> None:
    old, new = (
        '"-1" or "4" to "8"; the other one takes "2" to "8"',
        '"2" to "8"; the other one takes "-1" or "4" to "8"',
    )
    assert edits(root, tmp_path, old, new).keys() == {f"{FIELD}/seconds", f"{RULES}/seconds-by-model"}


def test_what_a_newer_reader_reads_from_the_same_sentence_is_no_change(root: Path, tmp_path: Path) -> None:
    older = tmp_path / "older"
    shutil.copytree(root, older)
    lock = older / "specs" / "egret" / "documents.lock.json"
    lock.write_text(replaced(lock.read_text("utf-8"), ', "items": [1, 4]', ""), encoding="utf-8")
    assert run("documents", "drift", root / "guide.txt", "--root", older)[0] == 0
    page = tmp_path / "guide.txt"
    page.write_text(replaced(PAGE, "Include 1 to 4 pictures.", "Include 1 to 5 pictures."), encoding="utf-8")
    assert run("documents", "drift", page, "--root", older)[0] == 1
