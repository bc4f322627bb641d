"""The facts of pages in every layout, against tables written by hand: all that a careful reader finds, and nothing else.

Run by pytest. The five captures stand beside the repository, in shared/documents; where they are not, that run is skipped.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reelspec.documentation.pages import Page, read_page
from reelspec.documentation.pages.page import KEYWORDS
from tests.documentation.pages.expected import CAPTURES, PAGES, Facts

OPERATION = ("endpoint", "servers", "security", "media", "responses", "headers")
"""The facts of an operation as a whole."""
HERE = Path(__file__).parent / "pages"
DOCUMENTS = Path(__file__).resolve().parents[4] / "shared" / "documents"
LAYOUTS = {
    "rendered.txt": "rendered",
    "parameters.txt": "rendered",
    "flattened.txt": "flattened",
    "unknown.txt": "unknown",
}


def page_of(name: str) -> Page:
    """A page in our own words."""
    return read_page((HERE / name).read_text(encoding="utf-8"), name)


def facts(page: Page, part: str = "body") -> Facts:
    """Field -> kind -> value."""
    found: dict[str, dict[str, Any]] = {}
    for fact in page.facts:
        if fact.part == part:
            assert fact.kind not in found.get(fact.field, {}), fact
            found.setdefault(fact.field, {})[fact.kind] = fact.value
    return found


@pytest.mark.parametrize("name", PAGES)
def test_facts_of_pages(name: str) -> None:
    page = page_of(name)
    assert page.layout == LAYOUTS.get(name, "markdown")
    found = facts(page)
    assert {field: found.get(field) for field in PAGES[name]} == PAGES[name]
    assert list(found.keys() - PAGES[name].keys()) == []


@pytest.mark.parametrize("name", CAPTURES)
def test_facts_of_captures(name: str) -> None:
    file = DOCUMENTS / name
    if not file.is_file():
        pytest.skip("the captures of the documents are not at ../shared/documents, seen from the repository")
    found = facts(read_page(file.read_text(encoding="utf-8"), name))
    assert {field: found.get(field) for field in CAPTURES[name]} == CAPTURES[name]
    assert list(found.keys() - CAPTURES[name].keys()) == []


def test_every_page_has_a_table() -> None:
    assert sorted(PAGES) == sorted(one.name for one in HERE.iterdir())


@pytest.mark.parametrize("name", PAGES)
def test_facts_lead_back_to_their_statements(name: str) -> None:
    page = page_of(name)
    lines = (HERE / name).read_text(encoding="utf-8").split("\n")
    for fact in page.facts:
        if fact.statement is None:  # what a description says besides what a rendered page shows
            assert fact.kind in (*KEYWORDS, *OPERATION, "oneOf") or fact.part == "other response"
            continue
        statement = page.statements[fact.statement]
        assert statement.section == fact.section
        last = fact.field.rpartition(".")[2].removesuffix("[]")
        assert last in statement.text or last in (statement.field or ""), (fact, statement)
        assert 1 <= fact.line <= len(lines)


def test_other_parts_keep_to_themselves() -> None:
    page = page_of("fields.md")
    assert facts(page, "header") == {"Authorization": {"field": None, "type": "string", "required": True}}
    assert facts(page, "query") == {"trace": {"field": None, "type": "string", "required": False}}
    assert facts(page, "response") == {"id": {"field": None, "type": "string", "required": False}}
    assert page.about("body", "pace")["default"].value == 1.5
    assert page.fields()[:3] == ("model", "prompt", "pace")


@pytest.mark.parametrize(
    ("name", "method", "server", "path"),
    [
        ("rendered.txt", "POST", "https://api.lantern.example", "/v2/clips"),
        ("parameters.txt", "POST", "https://reel.harbour.example", "/v1/reels"),
        ("fields.md", "POST", "https://foundry.example", "/v3/reels"),
        ("openapi.md", "POST", "https://kiln.example", "/v4/clips"),
        ("export.md", "POST", "https://anvil.example", "/v5/loops"),
        ("table.md", "POST", "https://loom.example", "/v1/weave"),
        ("flattened.txt", "POST", "https://api.lantern.example", "/v2/clips"),
    ],
)
def test_the_operation(name: str, method: str, server: str, path: str) -> None:
    endpoint = page_of(name).endpoint
    assert endpoint is not None
    assert (endpoint.method, endpoint.server, endpoint.path) == (method, server, path)


def test_examples_are_requests_answers_and_values() -> None:
    page = page_of("parameters.txt")
    assert [(one.kind, one.field, one.line) for one in page.examples] == [
        ("request", None, 7),
        ("response", None, 15),
        ("value", "marked_stills", 57),
        ("request", None, 106),
        ("request", None, 113),
    ]
    assert page.examples[4].body == {"model": "harbour", "stills": ["https://example.com/a.png"], "tier": "480P"}
    assert [one.kind for one in page_of("fields.md").examples] == ["request", "response"]


ONE = "Body\n\nfield\n{type}\n\n{sentence}\n"


@pytest.mark.parametrize(
    ("type", "sentence", "kind", "value"),
    [
        ("string", "Up to 1,500 characters.", "length", (None, 1500)),
        ("string", "Between 3 and 40 characters.", "length", (3, 40)),
        ("string", "At least 3 characters.", "length", (3, None)),
        ("string", "Maximum length: 80.", "length", (None, 80)),
        ("string", "Recommended max 80 characters.", "length", None),
        ("string", "Up to 80 characters for the small model.", "length", None),
        ("integer", "Must be 2 to 9.", "range", (2, 9)),
        ("integer", "Range: [2, 9] with an image.", "range", None),
        ("integer", "A whole number ≥ 3", "range", (3, None)),
        ("integer", "Up to 16.", "range", (None, 16)),
        ("string", "Up to 16.", "range", None),
        ("integer", "Up to 16 characters.", "range", None),
        ("integer", "Files of up to 16MB.", "range", None),
        ("string[]", "1 to 4 images.", "items", (1, 4)),
        ("string[]", "Up to 4 images when no clip is given.", "items", None),
        ("string", "Defaults to medium.", "default", "medium"),
        ("number", "The size, default 2.5.", "default", 2.5),
        ("string", "Text mode defaults to wide, while still mode defaults to tall.", "default", None),
        ("boolean", "Default: true", "default", True),
        ("string", "One of: a, b or c.", "options", ("a", "b", "c")),
        ("string", "Supported values: `a`, `b`", "options", ("a", "b")),
        ("string", "Values are a, b when it is dark.", "options", None),
        ("string", "Supported formats are png, jpg.", "options", None),
        ("string", "Options are explained in the guide.", "options", None),
        ("integer", "Always set to 4.", "options", (4,)),
        ("integer", "The default is 6 seconds, with 6 being the only available option.", "default", 6),
        ("integer", "The default is 6 seconds, with 6 being the only available option.", "options", (6,)),
        ("string", "Default is hd, with `hd` as the only option available.", "options", ("hd",)),
        ("integer", "Defaults to a random number, drawn anew", "default", None),
        ("string", "Default is none, which keeps the frame", "default", None),
        ("string[]", "Only accepts 1 image", "items", (None, 1)),
        ("integer", "The length in seconds (2-9)", "range", (2, 9)),
        ("integer", "The length in seconds, supports 2-9 seconds", "range", (2, 9)),
        ("string", "A prompt for video generation, with a maximum length of 900 characters.", "length", (None, 900)),
        ("string", "The prompt for short clips: at most 900 characters.", "length", None),
        ("boolean", "Accepted values: true, false", "options", None),
        ("string", "长宽比，可选值：`16:9`、`1:1`，默认 `1:1`", "options", ("16:9", "1:1")),
        ("string", "长宽比，可选值：`16:9`、`1:1`，默认 `1:1`", "default", "1:1"),
        ("string", "画质。可接受的值：`480p`，`720p`", "options", ("480p", "720p")),
        ("string", "模型名称，此处为 `reel-9`", "options", ("reel-9",)),
        ("string", "The scene in words (max. 1,500 characters).", "length", (None, 1500)),
        ("string", "Cannot be longer than 80 characters.", "length", (None, 80)),
        ("string", "80 characters or fewer.", "length", (None, 80)),
        ("number", "Must be at least 1 and no greater than 12.", "range", (1, 12)),
        ("integer", "Not less than 1.", "range", (1, None)),
        ("integer", "3 or more", "range", (3, None)),
        ("integer", "Seconds of the clip, 4 to 12.", "range", (4, 12)),
        ("integer", "An integer from 0 up to 99", "range", (0, 99)),
        ("integer", "reel-lite goes up to 8 seconds.", "range", None),
        ("string[]", "At most 5 unique items.", "items", (None, 5)),
        ("string[]", "At most 5 unique items.", "uniqueItems", True),
        ("number", "A multiple of 0.05.", "multipleOf", 0.05),
        ("integer", "must be 24, 30 or 60", "options", (24, 30, 60)),
        ("string", "Either `480p`, `720p` or `1080p`.", "options", ("480p", "720p", "1080p")),
        ("string", "Either the first or the last.", "options", None),
        (
            "string",
            "Place of the image: first_one or last_one; defaults to first_one",
            "options",
            ("first_one", "last_one"),
        ),
        ("string", "Named as first_one or last_one are", "options", None),
    ],
)
def test_sentences(type: str, sentence: str, kind: str, value: object) -> None:
    found = facts(read_page(ONE.format(type=type, sentence=sentence)))["field"]
    assert found.get(kind) == value


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        (
            '<ParamField body="a" type="integer" default="5" required>',
            {"required": True, "default": 5, "type": "integer"},
        ),
        (
            "<ParamField body='a' type='string' default={\"x y\"} required={false} />",
            {"required": False, "default": "x y"},
        ),
        ('<ParamField body="a" type="string" default={5}>', {"default": "5"}),
        ('<ParamField\n  body="a"\n  type="array<string>"\n  required={true}\n>', {"required": True, "type": "array"}),
        ('<ParamField body="a" type="something else" >', {"required": False, "type": None}),
        ('<ParamField body="a" type="boolean" default={[1, {"b": 2}]} >', {"default": '[1, {"b": 2}]'}),
    ],
)
def test_variants_of_tags(tag: str, expected: dict[str, object]) -> None:
    found = facts(read_page(f"# A page\n\n{tag}\nText.\n</ParamField>\n"))["a"]
    assert {kind: found.get(kind) for kind in expected} == expected


@pytest.mark.parametrize(
    "tag", ['<ParamField body="a type="string">', '<ParamField body={a type="b">', "<ParamField", "<ParamField>"]
)
def test_broken_tags_are_text(tag: str) -> None:
    assert read_page(f"# A page\n\n{tag}\nText.\n").facts == ()


def test_marks_in_brackets_end_a_default() -> None:
    page = read_page(
        "Body\n\n- mute (boolean, optional, default: true): leaves the sound out\n- fps (integer, default: 24): how many\n"
    )
    assert [page.about("body", name)["default"].value for name in ("mute", "fps")] == [True, 24]


def test_typographic_quotes_in_samples_are_straight_ones() -> None:
    text = (HERE / "rendered.txt").read_text(encoding="utf-8")
    assert "“" not in text
    curly = text.replace('"', "”").replace("'", "’")
    assert read_page(curly).examples == read_page(text).examples != ()
    said = '# A page\n\n```json\n{"prompt": "He said “go”."}\n```\n'
    assert [one.body for one in read_page(said).examples] == [{"prompt": "He said “go”."}]


def test_the_head_of_a_page_may_stand_below_what_is_set_aside() -> None:
    text = (HERE / "fields.md").read_text(encoding="utf-8")
    assert text.startswith("---\n")
    page = read_page(f"Docs > Video > Create\n\n{text}")
    assert page.endpoint == read_page(text).endpoint
    assert page.statements[0].line == read_page(text).statements[0].line + 2


def test_anchors_that_cannot_be_seen_hide_no_name() -> None:
    text = (HERE / "rendered.txt").read_text(encoding="utf-8")
    hidden = text.replace("\nquality\n", "\n\u200b\n\u200bquality\u200b\n").replace("Body\n", "\u200bBody\n")
    assert facts(read_page(hidden)) == PAGES["rendered.txt"]


def test_notes_say_facts_of_an_operation() -> None:
    page = read_page("""\
# Tasks

- `GET https://api.kite.example/v1/tasks/{id}`, header `Authorization: Bearer <token>`; path parameter `id` (string, required).
- Query parameter `lang` = en | ko, optional, default en.
- Answer: `{"code": 200, "data": {...}}` with `id`, `state` (new, running, done), `share` (0 to 100), `made` (int64, seconds),
- Answer: `error` (only when failed: `code` integer, `hint`). Nothing else of `note` is known.
- state is one of new, running, done, or lost.
""")
    assert page.layout == "noted"
    assert page.endpoint is not None
    assert (page.endpoint.method, page.endpoint.path) == ("GET", "/v1/tasks/{id}")
    said = {(one.part, one.field, one.kind): one.value for one in page.facts}
    assert said["operation", "", "security"] == ("http bearer",)
    assert said["path", "id", "required"] is True
    assert said["query", "lang", "options"] == ("en", "ko")
    assert said["query", "lang", "default"] == "en"
    assert said["response", "data.state", "options"] == ("new", "running", "done")
    assert said["response", "data.share", "range"] == (0, 100)
    assert said["response", "data.made", "type"] == "integer"
    assert said["response", "error.code", "type"] == "integer"
    assert not any("note" in field for _, field, _ in said)


def test_a_limit_under_a_condition_is_no_limit() -> None:
    page = read_page("""\
Body

seconds
integer

Length. image-to-video supports up to 10 seconds. Pro mode supports up to 15. wan-2 accepts at most 20.

steps
integer

How many. This model supports up to 40.
""")
    assert "range" not in page.about("body", "seconds")
    assert page.about("body", "steps")["range"].value == (None, 40)


@pytest.mark.parametrize("listed", ["Supported models: a-1, a-2", "Supported models:\n\n• a-1 - fast\n• a-2 - fine"])
def test_a_list_called_after_the_field_is_one_of_its_values(listed: str) -> None:
    fields = f"model\nstring\nrequired\n\nWhich one.\n\n{listed}\n\nprompt\nstring\n\nWhat is seen.\n\n{listed}\n"
    page = read_page(f"Body\n\n{fields}")
    assert page.about("body", "model")["options"].value == ("a-1", "a-2")
    assert "options" not in page.about("body", "prompt")


def test_a_table_of_chinese_headings_keeps_the_answer_apart() -> None:
    page = read_page(
        "# reel-9\n\n### 输入\n\n| 参数 | 类型 | 是否必选 | 描述 |\n| :-- | :-- | :-- | :-- |\n"
        "| model | string | 是 | 模型名称，此处为 `reel-9` |\n| input.scale | float64 | 否 | 引导系数 |\n\n"
        "### 输出\n\n| 参数 | 类型 | 描述 |\n| :-- | :-- | :-- |\n| task_id | string | 任务的标识 |\n",
        "reel-9.md",
    )
    assert facts(page) == {
        "model": {"field": None, "type": "string", "required": True, "options": ("reel-9",)},
        "input.scale": {"field": None, "type": "number", "required": False},
    }
    assert facts(page, "response") == {"task_id": {"field": None, "type": "string"}}


def test_a_column_of_defaults_may_say_required() -> None:
    page = read_page(
        "# Reels\n\n## Request body\n\n| Parameter | Type | Description | Default |\n| --- | --- | --- | --- |\n"
        "| prompt | string | What to see | Required |\n| seed | integer | For the same reel again | -1 (random) |\n"
        "| style | string | How it looks | Optional |\n",
        "reels.md",
    )
    assert facts(page) == {
        "prompt": {"field": None, "type": "string", "required": True},
        "seed": {"field": None, "type": "integer", "default": -1},
        "style": {"field": None, "type": "string", "required": False},
    }


def test_types_as_go_writes_them() -> None:
    page = read_page(
        "# Reels\n\n## Body\n\n| Name | Type |\n| --- | --- |\n| tags | []string |\n| people | []object |\n"
        "| people.id | string |\n",
        "reels.md",
    )
    found = {field: kinds.get("type") for field, kinds in facts(page).items()}
    assert found == {
        "tags": "array",
        "tags[]": "string",
        "people": "array",
        "people[]": "object",
        "people[].id": "string",
    }


def test_limits_in_the_attributes_of_a_tag() -> None:
    page = read_page(
        '<ParamField body="seed" type="integer" minimum={-1} maximum={99}>The same again</ParamField>\n'
        '<ParamField body="prompt" type="string" maxLength={800} />\n<ParamField body="odd" type="integer" maximum={many} />\n',
        "reels.mdx",
    )
    found = facts(page)
    assert (found["seed"]["range"], found["prompt"]["length"]) == ((-1, 99), (None, 800))
    assert "range" not in found["odd"]


def test_a_block_that_is_an_operation_is_where_it_goes() -> None:
    text = "# Reels\n\n```http\nPOST /v2/reels\n```\n\n```bash\ncurl https://api.example.com/v1/reels -d '{\"a\": 1}'\n```\n"
    endpoint = read_page(text, "reels.md").endpoint
    assert endpoint is not None and (endpoint.method, endpoint.path) == ("POST", "/v2/reels")


def test_a_line_break_ends_a_statement_of_a_field() -> None:
    page = read_page(
        '<ParamField body="sound" type="boolean">\n  With sound. Default: `false`<br />\n  Accepted values: `true`, `false`\n'
        "  When true, the sound is made anew.\n</ParamField>\n",
        "reels.mdx",
    )
    assert facts(page) == {"sound": {"field": None, "type": "boolean", "required": False, "default": False}}


def test_a_page_may_begin_right_below_the_title_of_its_contents() -> None:
    text = "# Reels\n\n## Send\n\n### Address\n\nOne.\n\n## Ask\n\n### Address\n\nTwo.\n"
    assert read_page("On this page\n\n" + text, "a.md").sections[1].path == ("Reels", "Send")


def test_where_a_page_comes_from_is_not_its_title() -> None:
    page = read_page("# Source: https://example.com/reels.md\n\n# Reels\n\n## Body\n\nWords.\n", "reels.md")
    assert page.title == "Reels"


def test_a_default_is_one_of_the_values_of_its_list() -> None:
    page = read_page(
        "Body\n\nresolution\nstring\n\nThe `std` (default) quality has these resolutions: `720p` or `1080p`.\n"
    )
    assert "default" not in page.about("body", "resolution")
    page = read_page("Body\n\nrole\nstring\n\nRole of the image: first_frame (default) or last_frame.\n")
    assert page.about("body", "role")["default"].value == "first_frame"
    assert page.about("body", "role")["options"].value == ("first_frame", "last_frame")


def test_a_table_with_a_column_of_constraints_below_its_operation() -> None:
    text = """\
# Plover

## POST /v2/motions

### Body parameters

| Parameter | Type | Required | Constraints |
|---|---|---|---|
| `size` | string | no | `480p`, `720p` |
| `seconds` | integer | yes | 4–16 |
| `sources` | array of strings | no | at most 5 reference images |
"""
    page = read_page(text, "plover.md")
    assert page.endpoint is not None and (page.endpoint.method, page.endpoint.path) == ("POST", "/v2/motions")
    found = facts(page)
    assert found["size"]["options"] == ("480p", "720p")
    assert found["seconds"]["range"] == (4, 16)
    assert found["sources"]["items"] == (None, 5)


def test_a_sentence_behind_a_list_of_values_is_one_of_its_own() -> None:
    text = """\
Rail

Endpoint: POST https://rail.example/generate

Input

size
  string, default "720p"
  Possible values: 480p, 720p, 1080p. Only rail-pro makes 1080p.

seconds
  integer, default 8
  Between 4 and 12.

Output

id
  string
  Its name.
"""
    page = read_page(text, "rail.txt")
    assert page.endpoint is not None and page.endpoint.path == "/generate"
    found = facts(page)
    assert found["size"]["options"] == ("480p", "720p", "1080p")
    assert found["size"]["default"] == "720p"
    assert found["seconds"]["default"] == 8
    assert "Only rail-pro makes 1080p." in [statement.text for statement in page.statements]
    assert list(facts(page, "response")) == ["id"]
