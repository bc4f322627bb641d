"""`reelspec new`: what it writes passes check and generates, changes nothing else, and refuses what it cannot do.

Run by pytest.
"""

from __future__ import annotations

import json
import os
import shutil
import textwrap
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from reelspec.cli import main
from reelspec.documentation.comparison import compare
from reelspec.documentation.pages import read_page
from reelspec.documentation.scaffold import NoDraft, draft
from reelspec.documentation.scaffold.insertion import NoPlace, inserted
from reelspec.language.parser.load import load
from reelspec.language.source import parse_json, parse_yaml
from reelspec.language.source.written import flow, scalar
from reelspec.project.build import build
from reelspec.project.checks import check_specs
from tests.documentation.pages.expected import CAPTURES, PAGES
from tests.documentation.pages.test_facts import DOCUMENTS, HERE
from tests.support import write_root

REPOSITORY = Path(__file__).parents[3]
WITH_FACTS = [name for name, facts in PAGES.items() if facts]


def new(root: Path, *arguments: str) -> int:
    """The command, in another repository."""
    return main(["new", "--root", str(root), *arguments])


def texts(root: Path) -> dict[str, bytes]:
    """Every file below specs/."""
    return {one.relative_to(root).as_posix(): one.read_bytes() for one in sorted(root.rglob("*")) if one.is_file()}


def model_of(root: Path, name: str) -> dict[str, object]:
    """A model file's value."""
    found: dict[str, object] = yaml.safe_load((root / "specs" / name).read_text(encoding="utf-8"))
    return found


def test_skeletons_pass_check_and_generate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert new(tmp_path, "acme/reel-1") == 0
    assert new(tmp_path, "acme/reel 2.0/fast") == 0
    assert check_specs(tmp_path)[1] == []
    assert [one.name for one in load(tmp_path).models()] == ["reel-1", "reel 2.0/fast"]
    made = build(tmp_path).files
    assert sum(one.startswith("schemas/acme/") for one in made) == 2
    out = capsys.readouterr().out
    assert out.startswith(
        "wrote specs/acme/documents.yaml\nwrote specs/acme/openapi.yaml\nwrote specs/acme/models/reel-1.yaml\n"
    )
    assert "added to specs/acme/openapi.yaml:30\n" in out


def test_a_new_file_tells_editors_its_schema_and_has_as_many_todos_as_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new(tmp_path, "acme/reel-1") == 0
    texts = {
        one: (tmp_path / "specs/acme" / one).read_text("utf-8")
        for one in ("documents.yaml", "openapi.yaml", "models/reel-1.yaml")
    }
    made = build(tmp_path).files
    for name, text in texts.items():
        schema = text.partition("\n")[0].removeprefix("# yaml-language-server: $schema=")
        place = os.path.normpath(os.path.join("specs/acme", os.path.dirname(name), schema))
        assert place.removeprefix("generated/") in made
    said = capsys.readouterr().out
    assert f"\n{sum(text.count('# TODO') for text in texts.values())} TODOs\n" in said


def test_drafts_of_every_page_pass_check_and_generate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in WITH_FACTS:
        assert new(tmp_path, f"{name.replace('.', '-')}/first-1", "--from", str(HERE / name)) == 0, (
            capsys.readouterr().err
        )
    assert check_specs(tmp_path)[1] == []
    names = {one.name for one in load(tmp_path).models()}
    assert {"lantern-2", "lantern-2-mini", "harbour", "forge-1", "kiln-1", "loom-3", "first-1"} <= names
    made = build(tmp_path).files
    assert any(one.startswith("python/") and one.endswith("validators/kiln_1.py") for one in made)
    for provider in load(tmp_path).providers:  # and each says what its page says
        document = provider.documents["first-1"]
        page = read_page((HERE / str(document.page)).read_text(encoding="utf-8"))
        assert [one.key for one in compare(provider, document, page).open] == []


def test_a_draft_has_the_facts_and_names_what_was_not_understood(tmp_path: Path) -> None:
    assert new(tmp_path, "lantern/lantern-2", "--from", str(HERE / "rendered.txt")) == 0
    text = (tmp_path / "specs/lantern/models/lantern-2.yaml").read_text(encoding="utf-8")
    spec = yaml.safe_load(text)
    assert spec["x-source"] == {"document": "lantern-2"}
    assert spec["required"] == ["model", "prompt", "pieces"]
    assert spec["additionalProperties"] is False
    assert spec["properties"]["model"] == {"type": "string", "enum": ["lantern-2", "lantern-2-mini"]}
    assert spec["properties"]["pieces"] == {
        "type": "array",
        "minItems": 1,
        "maxItems": 4,
        "items": {
            "type": "object",
            "properties": {
                "kind": {"type": "string", "enum": ["still", "loop"], "x-source": {"section": "pieces.kind"}},
                "link": {"type": "string", "format": "uri", "x-source": {"section": "pieces.link"}},
            },
            "required": ["kind", "link"],
        },
    }
    assert spec["properties"]["seconds"] == {"type": "string", "enum": ["3", "6", "9"], "default": "6"}
    assert spec["properties"]["seed"] == {"type": ["integer", "null"]}
    assert [one["prompt"] for one in spec["examples"]] == ["A paper lantern drifts over a lake."]
    todos = [one.strip() for one in text.split("\n") if "TODO, line" in one]
    assert todos == [
        "# TODO, line 61: One or more stills or loops to start from.",
        "# TODO, line 61: A loop cannot come with a sound.",
        "# TODO, line 80: lantern-2-mini supports 480P only.",
        "# TODO, line 116: Ignored when pieces holds a loop.",
        "# TODO, line 121: Range: [0, 99] for lantern-2, [0, 9] for lantern-2-mini.",
        "# TODO, line 121: If omitted, one is drawn.",
    ]
    documents = yaml.safe_load((tmp_path / "specs/lantern/documents.yaml").read_text())
    (entry,) = documents["documents"]
    assert {key: entry[key] for key in ("id", "title", "page")} == {
        "id": "lantern-2",
        "title": "lantern, lantern-2",
        "page": "rendered.txt",
    }
    assert entry["claims"] == {"/properties/frames": ["7ece2201"]}
    assert len(entry["aside"]["todo"]) == len(todos)
    openapi = yaml.safe_load((tmp_path / "specs/lantern/openapi.yaml").read_text())
    assert openapi["servers"] == [{"url": "https://api.lantern.example"}]
    assert list(openapi["paths"]) == ["/v2/clips"]


def test_a_field_inside_an_array_that_is_printed_later(tmp_path: Path) -> None:
    page = "# A page\n\n" + "".join(
        f'<ParamField body="{name}" type="{type}" default="-">A word.</ParamField>\n'
        for name, type in (("model", "string"), ("parts.kind", "string"), ("parts", "object[]"))
    )
    (tmp_path / "page.md").write_text(page)
    assert new(tmp_path, "acme/reel", "--from", str(tmp_path / "page.md")) == 0
    properties = model_of(tmp_path, "acme/models/reel.yaml")["properties"]
    assert isinstance(properties, dict)
    assert properties["parts"]["items"]["properties"]["kind"]["default"] == "-"


@pytest.mark.parametrize("name", CAPTURES)
def test_drafts_of_the_captures_pass_check(tmp_path: Path, name: str) -> None:
    if not (DOCUMENTS / name).is_file():
        pytest.skip("the captures of the documents are not at ../shared/documents, seen from the repository")
    assert new(tmp_path, "somebody/first-1", "--from", str(DOCUMENTS / name)) == 0
    assert check_specs(tmp_path)[1] == []


def test_a_model_is_added_to_a_provider_and_nothing_else_changes(tmp_path: Path) -> None:
    shutil.copytree(REPOSITORY / "specs", tmp_path / "specs")
    before = texts(tmp_path)
    page = (HERE / "rendered.txt").read_text(encoding="utf-8")
    (tmp_path / "page.txt").write_text(
        page.replace("\nv2\n", "\nv1\n").replace("/v2/clips", "/v1/videos").replace("\nclips\n", "\nvideos\n")
    )
    assert new(tmp_path, "powertokens/lantern-2", "--from", str(tmp_path / "page.txt")) == 0
    (tmp_path / "page.txt").unlink()
    after = texts(tmp_path)
    assert sorted(after.keys() - before.keys()) == ["specs/powertokens/models/lantern-2.yaml"]
    assert [one for one in before if after[one] != before[one]] == [
        "specs/powertokens/documents.yaml",
        "specs/powertokens/openapi.yaml",
    ]
    openapi = after["specs/powertokens/openapi.yaml"].decode()
    assert (
        openapi.replace("                - $ref: models/lantern-2.yaml\n", "")
        == before["specs/powertokens/openapi.yaml"].decode()
    )
    assert openapi.index("models/seedance-1.yaml") < openapi.index("models/lantern-2.yaml")
    documents = after["specs/powertokens/documents.yaml"].decode()
    assert documents.startswith(before["specs/powertokens/documents.yaml"].decode())


def test_a_page_about_models_that_are_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = str(HERE / "rendered.txt")
    assert new(tmp_path, "lantern/lantern-2", "--from", page) == 0
    assert new(tmp_path, "lantern/lantern-2", "--from", page) == 2
    assert "specs/lantern/models has a file lantern-2 already" in capsys.readouterr().err
    assert new(tmp_path, "lantern/lantern-2-mini", "--from", page) == 2
    assert "lantern/lantern-2-mini is there already" in capsys.readouterr().err
    text = (HERE / "rendered.txt").read_text().replace("lantern-2-mini\n", "lantern-2-mini,\nlantern-3\n")
    (tmp_path / "page.txt").write_text(text)
    assert new(tmp_path, "lantern/lantern-3", "--from", str(tmp_path / "page.txt")) == 0
    assert "left out, since another file stands for them: lantern-2, lantern-2-mini\n" in capsys.readouterr().out
    assert [one.name for one in load(tmp_path).models()] == ["lantern-2", "lantern-2-mini", "lantern-3"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["acme"], "write PROVIDER/MODEL, not acme"),
        (["../acme/reel"], "cannot be a provider's name"),
        (["acme/"], "nothing cannot be a model's name"),
        (["/reel"], "cannot be a provider's name"),
        (["..\\acme/reel"], "cannot be a provider's name"),
        (["con/reel"], "cannot be a provider's name"),
        (["acme/a\nb"], "cannot be a model's name"),
        (["acme/" + "a" * 101], "cannot be a model's name"),
        (["acme/reel", "--from", "nothing-here.txt"], "nothing-here.txt: No such file or directory"),
        (["acme/reel", "--from", str(HERE)], "this is a folder, not a file"),
        (["acme/reel", "--from", str(HERE / "unknown.txt")], "no parameters were found in it"),
        (["acme/reel", "--from", "ftp://a.example/page.md"], "only http and https addresses are fetched"),
    ],
)
def test_what_cannot_be_done_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert new(tmp_path, *arguments) == 2
    assert message in capsys.readouterr().err
    assert texts(tmp_path) == {}


@pytest.mark.parametrize("model", ["../../up", "a/../../b", ".hidden", "..", "nul", "x" * 100, "名字", "a:b", "$(id)"])
def test_a_model_name_is_no_path(tmp_path: Path, model: str) -> None:
    made = draft(tmp_path, "acme", model)
    for path in made.new:
        assert path.startswith("specs/acme/")
        assert ".." not in path.split("/")
        assert os.path.normpath(path) == path


def test_a_provider_whose_spec_nothing_can_be_added_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert new(tmp_path, "acme/reel") == 0
    openapi = tmp_path / "specs/acme/openapi.yaml"
    text = openapi.read_text()
    openapi.write_text(text.replace("oneOf:", "anyOf:"))
    before = texts(tmp_path)
    assert new(tmp_path, "acme/reel-2") == 2
    assert "no operation takes models by a oneOf with a discriminator" in capsys.readouterr().err
    openapi.write_text("a: [")
    assert new(tmp_path, "acme/reel-2") == 2
    assert "specs/acme/openapi.yaml cannot be read: specs/acme/openapi.yaml:1:4" in capsys.readouterr().err
    openapi.unlink()
    assert new(tmp_path, "acme/reel-2") == 2
    assert "specs/acme is there, but has no openapi.yaml" in capsys.readouterr().err
    assert texts(tmp_path).keys() == before.keys() - {"specs/acme/openapi.yaml"}


@pytest.mark.parametrize("link", ["specs/acme", "specs/acme/models"])
def test_nothing_leaves_the_repository_by_a_link(tmp_path: Path, capsys: pytest.CaptureFixture[str], link: str) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    outside.mkdir()
    (inside / link).parent.mkdir(parents=True)
    (inside / link).symlink_to(outside, target_is_directory=True)
    if link != "specs/acme":
        (inside / "specs/acme/openapi.yaml").write_text(OPENAPI % "              - $ref: models/a.yaml")
    assert new(inside, "acme/reel") == 2
    assert list(outside.iterdir()) == []
    error = capsys.readouterr().err
    assert "leads out of the repository" in error or "is there, but has no openapi.yaml" in error


def test_a_link_inside_the_repository_is_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "specs").mkdir()
    assert new(tmp_path, "acme/reel") == 0
    shutil.move(tmp_path / "specs/acme/models", tmp_path / "elsewhere/models")
    (tmp_path / "specs/acme/models").symlink_to(tmp_path / "elsewhere/models", target_is_directory=True)
    before = check_specs(tmp_path)[1]
    assert new(tmp_path, "acme/reel-2") == 0
    assert (tmp_path / "elsewhere/models/reel-2.yaml").is_file()
    assert check_specs(tmp_path)[1] == before


OPENAPI = """\
# kept as it is
openapi: 3.1.0
jsonSchemaDialect: https://json-schema.org/draft/2020-12/schema
info: {title: Acme,   version: "1"}
paths:
  /videos:
    post:
      operationId: videos.create
      requestBody:
        content:
          application/json:
            schema:
              oneOf:
%s
              discriminator: {propertyName: model} # the field
      responses:
        "200": {description: accepted}
"""
MODEL = "x-source: {document: page}\ntype: object\nproperties: {model: {const: a}}\nrequired: [model]\n"


@pytest.mark.parametrize(
    ("written", "added"),
    [
        (
            "              - $ref: models/a.yaml",
            "              - $ref: models/a.yaml\n              - $ref: models/b.yaml",
        ),
        (
            "                # first\n                - $ref: models/a.yaml # one\n                # last",
            "                # first\n                - $ref: models/a.yaml # one\n                - $ref: models/b.yaml\n"
            "                # last",
        ),
        (
            "                -   $ref: models/a.yaml",
            "                -   $ref: models/a.yaml\n                -   $ref: models/b.yaml",
        ),
        ("                [{$ref: models/a.yaml}]", "                [{$ref: models/a.yaml}, {$ref: models/b.yaml}]"),
        (
            '                [\n                  {"$ref": "models/a.yaml"}, # one\n                ]',
            '                [\n                  {"$ref": "models/a.yaml"},\n                  {$ref: models/b.yaml}, # one\n'
            "                ]",
        ),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_the_line_is_added_in_the_way_the_list_is_written(
    tmp_path: Path, written: str, added: str, ending: str
) -> None:
    write_root(
        tmp_path,
        {"specs/acme/documents.yaml": "documents: [{id: page, title: The page}]\n", "specs/acme/models/a.yaml": MODEL},
    )
    openapi = tmp_path / "specs/acme/openapi.yaml"
    openapi.write_bytes((OPENAPI % written).replace("\n", ending).encode())
    assert check_specs(tmp_path)[1] == []
    assert new(tmp_path, "acme/b") == 0
    # where the whole list is on one line, the new item of several lines has the ending that YAML reads alike
    assert openapi.read_bytes().replace(b"\r\n", b"\n").decode() == OPENAPI % added
    assert (b"\r\n" in openapi.read_bytes()) == (ending == "\r\n")
    assert (tmp_path / "specs/acme/documents.yaml").read_text() == (
        'documents: [{id: page, title: The page}, {id: b, title: "acme, b"}]\n'
    )


def test_a_json_file_stays_json(tmp_path: Path) -> None:
    value = yaml.safe_load(OPENAPI % "              - $ref: models/a.yaml")
    write_root(
        tmp_path,
        {
            "specs/acme/documents.json": '{"documents": [{"id": "page", "title": "The page"}]}',
            "specs/acme/openapi.json": json.dumps(value, indent=2),
            "specs/acme/models/a.yaml": MODEL,
        },
    )
    assert new(tmp_path, "acme/b") == 0
    schema = json.loads((tmp_path / "specs/acme/openapi.json").read_text())["paths"]["/videos"]["post"]["requestBody"]
    assert schema["content"]["application/json"]["schema"]["oneOf"] == [
        {"$ref": "models/a.yaml"},
        {"$ref": "models/b.yaml"},
    ]
    assert json.loads((tmp_path / "specs/acme/documents.json").read_text())["documents"][1]["id"] == "b"


@pytest.mark.parametrize(
    "text",
    [
        "a:\n  - {b: 1}\nc: 2",
        "a: [{b: 1}]",
        "a:\n- {b: 1}",
        "a:\n  - b: 1\n    c: >-\n      folded\n      text\n\n# end\n",
        "a: [{b: '}'}]",
    ],
)
def test_insertion_keeps_the_rest(text: str) -> None:
    document = parse_yaml(text, "a.yaml")
    made, _ = inserted(text, document, ("a",), {"b": "x: y"})
    before, after = yaml.safe_load(text), yaml.safe_load(made)
    assert after == {**before, "a": [*before["a"], {"b": "x: y"}]}


@pytest.mark.parametrize("text", ["a: []", "a: 1", "b: [1]", "a: &x [{b: 1}]\nc: *x", "a: [1, 2]"])
def test_where_nothing_can_be_inserted_the_file_stays(text: str) -> None:
    with pytest.raises(NoPlace):
        inserted(text, parse_yaml(text, "a.yaml"), ("a",), {"b": "c"})


HOSTILE = """\
Body

model
string
required

Fixed as evil: {{x}}" # }} !!python/object/apply:os.system [id]

{name}
enum<string>
default:*anchor

Must not be "a" # b: [c] {{d}} &e *f !g %h `i` \\u2028 \u2028 <!-- j --> ' only

Available options:
*anchor,
"quoted,
yes,
1e3,
: colon,
{{brace
"""


@pytest.mark.parametrize("name", ["__class__", "yes", "null", "constructor", "$ref", "n0", "a-b"])
def test_hostile_pages_become_text(tmp_path: Path, name: str) -> None:
    (tmp_path / "page.txt").write_text(HOSTILE.format(name=name), encoding="utf-8")
    assert new(tmp_path, "acme/reel", "--from", str(tmp_path / "page.txt")) == 0
    spec = model_of(tmp_path, "acme/models/reel.yaml")
    properties = spec["properties"]
    assert isinstance(properties, dict)
    assert properties[name]["enum"] == ["*anchor", '"quoted', "yes", "1e3", ": colon", "{brace"]
    assert properties[name]["default"] == "*anchor"
    assert check_specs(tmp_path)[1] == []


@settings(max_examples=80)
@given(st.text(max_size=30))
def test_scalars_are_read_back(text: str) -> None:
    kept = "".join("\ufffd" if "\ud800" <= one <= "\udfff" else one for one in text)
    for line in (f"a: {scalar(text)}\n", f"a: {flow([text])}\n", f"{scalar(text)}: a\n"):
        value = parse_yaml(line, "a.yaml").value
        assert value in ({"a": kept}, {"a": [kept]}, {kept: "a"})
        assert yaml.safe_load(line) == value
    assert parse_json(json.dumps({"a": 1}), "a.json").value == {"a": 1}


def test_a_draft_that_check_refuses_is_not_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = textwrap.dedent("""\
        # A page

        <ParamField body="model" type="string" required>Fixed as `reel-2`</ParamField>
        """)
    (tmp_path / "page.md").write_text(page)
    assert new(tmp_path, "acme/reel_2") == 0
    before = texts(tmp_path)
    assert new(tmp_path, "acme/reel-2") == 1
    found = capsys.readouterr()
    assert "nothing was written, since check would say this of the draft" in found.err
    assert "reel" in found.out
    assert texts(tmp_path) == before


def test_a_page_without_facts_is_named() -> None:
    with pytest.raises(NoDraft, match="no parameters were found"):
        draft(Path("nowhere"), "acme", "reel", read_page("Words alone.", "page"))
