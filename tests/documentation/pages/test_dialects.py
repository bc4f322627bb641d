"""One list of parameters as other tools print it: text of Redoc, ReadMe and Sphinx, AsciiDoc, headings and tables of HTML."""

from __future__ import annotations

import pytest

from reelspec.documentation.comparison.facts import facts_of
from reelspec.documentation.pages import read_page
from reelspec.documentation.pages.asciidoc import as_markdown

REDOC = """\
Films

POST
https://api.example.com/v1/films

REQUEST BODY SCHEMA: application/json

model
required
string
Enum: "film-1" "film-2"

prompt
string · required · [ 1 .. 1800 ] characters
What is seen.

seconds
integer, enum
Default: 5
Enum: 5 10

weight
number ( 0 .. 1 ]

size
string
enum
Enum:
"480p"
"720p"

image
string <uri>
Where the picture lies.

Responses

200 Created
RESPONSE SCHEMA: application/json

id
string · required

429 Too many requests

Request samples

curl -X POST https://api.example.com/v1/films -d '{"model": "film-1", "prompt": "A film"}'

Response samples

{"id": "f-1"}
"""
ASCIIDOC = """\
= Films
:toc:

== Create

[source,http]
----
POST https://api.example.com/v1/films
----

=== Request fields

`model` (string, required)::
One of `film-1`, `film-2`.

`prompt` (string, required):: 1 to 1800 characters.

`seconds` (integer, default 5):: One of 5, 10.

`weight` (number):: Greater than 0, at most 1.

`size` (string)::
+
`480p` or `720p`.

`image` (string):: Where the picture lies. Format: uri

=== Response fields

`id` (string, required)::
Its id.

=== Status codes

|===
|Status |Meaning

|200
|It is being made

|429 |Too many at once
|===
"""
HEADINGS = """\
<!doctype html><html><body><main><h1>Films</h1><p>POST https://api.example.com/v1/films</p><h2>Request body</h2>
<h3><code>model</code> <span>string</span> <span>required</span></h3><p>One of <code>film-1</code>, <code>film-2</code>.</p>
<h3><code>prompt</code> <span>string</span> <span>required</span></h3><p>1 to 1800 characters.</p>
<h3><code>seconds</code> <span>integer</span></h3><p>One of 5, 10. Defaults to 5.</p>
<h3><code>weight</code> <span>number</span></h3><p>Greater than 0, at most 1.</p>
<h3><code>size</code> <span>string</span></h3><p>480p or 720p.</p>
<h3><code>image</code> <span>string</span></h3><p>Format: uri</p>
<h2>Response</h2><h3><code>id</code> <span>string</span> <span>required</span></h3><p>Its id.</p>
<h2>Errors</h2><table><tr><th>Code</th><th>Meaning</th></tr><tr><td>429</td><td>Too many at once</td></tr></table>
</main></body></html>
"""
README = """\
Jump to Content
API Reference
Films

post
https://api.example.com/v1/films

Log in to see full request history

Body Params

model
string
enum
required
Allowed:

film-1

film-2

prompt
string
required
length between 1 and 1800

seconds
int32
Defaults to 5
Options: 5, 10

weight
float
Greater than 0, at most 1.

size
string
enum

Allowed:

480p

720p

image
string
Format: uri

Responses

200
It is being made

429
Too many at once

Response body
object

id
string
required

Updated 3 months ago
"""
SPHINX = """\
Films
*****

POST /v1/films

   Makes a film. The base URL is https://api.example.com.

   Request JSON Object:
      * **model** (*string*) -- "film-1" or
        "film-2". *(required)*

      * **prompt** (*string*) -- 1 to 1800
        characters. *(required)*

      * **seconds** (*integer*) -- 5 or 10. Default: 5.

      * **weight** (*number*) -- Greater than 0, at most 1.

      * **size** (*string*) -- "480p" or "720p".

      * **image** (*string*) -- Where it lies. Format: uri

   Response JSON Object:
      * **id** (*string*) -- Its id. *(required)*

   Status Codes:
      * **200 OK** -- It is being made.

      * **429 Too Many Requests** -- Too many.
"""
TABLES = """\
<!doctype html><html><body><div id="content"><h1>Films</h1>
<table><tr><th>Request URL</th><th>Request Method</th></tr><tr><td>/v1/films</td><td>POST</td></tr></table>
<p>Domain: https://api.example.com</p><h2>Request Body</h2>
<table><thead><tr><th>Field</th><th>Type</th><th>Required Fields</th><th>Default</th><th>Description</th></tr></thead><tbody>
<tr><td>model</td><td>string</td><td>Required</td><td>None</td><td>Which<br>Enum values: film-1, film-2<br>film-1: good</td></tr>
<tr><td>prompt</td><td>string</td><td>Required</td><td>None</td><td><p>Words.</p><p>1 to 1800 characters</p></td></tr>
<tr><td>seconds</td><td>int</td><td>Optional</td><td>5</td><td>Length<br/>Enum values: 5, 10</td></tr>
<tr><td>weight</td><td>float</td><td>Optional</td><td>None</td><td>Greater than 0, at most 1.</td></tr>
<tr><td>size</td><td>string</td><td>Optional</td><td>None</td><td><ul><li>480p</li></ul>Options: 480p, 720p</td></tr>
<tr><td>image</td><td>string</td><td>Optional</td><td>None</td><td>Format: uri</td></tr>
</tbody></table><h2>Response</h2>
<table><tr><th>Field</th><th>Type</th><th>Required</th></tr><tr><td>id</td><td>string</td><td>Yes</td></tr></table>
<h2>Error Code</h2><table><tr><th>HTTP Status Code</th><th>Service Code</th></tr><tr><td>429</td><td>1302</td></tr></table>
</div></body></html>
"""


@pytest.mark.parametrize(
    ("name", "text", "statuses"),
    [
        ("redoc.txt", REDOC, ["200", "429"]),
        ("films.adoc", ASCIIDOC, ["200", "429"]),
        ("films.html", HEADINGS, ["429"]),
        ("readme.txt", README, ["200", "429"]),
        ("sphinx.txt", SPHINX, ["200", "429"]),
        ("tables.html", TABLES, ["429"]),
    ],
)
def test_facts_of_other_layouts(name: str, text: str, statuses: list[str]) -> None:
    found = facts_of(read_page(text, name))
    body = {path: {**facts} for (part, path), facts in found.items() if part == "body" and path}
    for facts in body.values():
        if facts.get("required") is False:
            del facts["required"]
    assert body == {
        "model": {"type": "string", "required": True, "options": ["film-1", "film-2"]},
        "prompt": {"type": "string", "required": True, "length": [1, 1800]},
        "seconds": {"type": "integer", "default": 5, "options": [5, 10]},
        "weight": {"type": "number", "exclusiveMinimum": 0, "range": [None, 1]},
        "size": {"type": "string", "options": ["480p", "720p"]},
        "image": {"type": "string", "format": "uri"},
    }
    assert found["response", "id"] == {"type": "string", "required": True}
    operation = found["operation", ""]
    assert (operation["endpoint"], operation["servers"]) == ("POST /v1/films", ["https://api.example.com"])
    assert operation["responses"] == statuses


def test_lines_of_asciidoc_stay_where_they_are() -> None:
    made, lines = as_markdown(ASCIIDOC).split("\n"), ASCIIDOC.split("\n")
    assert len(made) == len(lines)
    assert made.index("### Status codes") == lines.index("=== Status codes")
    assert "| 200 | It is being made |" in made
    assert as_markdown("|===\n|a |b\n\n|1").split("\n") == ["| a | b |", "|---|---|", "", ""]  # never closed


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("404", "404"),
        ("404: there is none", "404"),
        ("HTTP 503 Unavailable", "503"),
        ("402 | No credits", "402"),
        ("`403` – Not allowed", "403"),
        ("422 参数错误", "422"),
        ("200 films can be made at once.", None),
        ("1001 | No credits", None),
    ],
)
def test_statuses_stand_before_their_meaning(text: str, status: str | None) -> None:
    page = read_page(
        f"# Films\n\nPOST /v1/films\n\n## Body\n\n- prompt (string): Words\n\n## Errors\n\n- {text}\n", "a.md"
    )
    assert facts_of(page)["operation", ""].get("responses") == (None if status is None else [status])


def test_values_below_the_title_of_what_is_collapsed() -> None:
    page = read_page(
        '## Body\n\n<ParamField body="model" type="string">\n  Which.\n  <Expandable title="Available models">\n'
        "    - `film-1`: good\n    - `film-2`: fast, at most 5 seconds\n  </Expandable>\n</ParamField>\n",
        "a.md",
    )
    assert page.about("body", "model")["options"].value == ("film-1", "film-2")


def test_an_item_that_is_indented_below_a_field_is_inside_of_it() -> None:
    page = read_page(
        "# Films\n\nPOST /v1/films\n\n## Body\n\n- camera (object): How it moves.\n"
        "  - **`pan`** (`number`, **required**) – From 0 to 1. Default: 0.5.\n"
        "- seed (integer, default 3): Any.\n\n| a | b |\n|---|---|\n",
        "a.md",
    )
    body = {fact.field: fact.kind for fact in page.facts if fact.kind == "field"}
    assert list(body) == ["camera", "camera.pan", "seed"]
    pan = {kind: fact.value for kind, fact in page.about("body", "camera.pan").items()}
    assert pan == {"field": None, "type": "number", "required": True, "range": (0, 1), "default": 0.5}
    assert page.about("body", "seed")["default"].value == 3


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("queued, running or done.", ("queued", "running", "done")),
        ("480p or 720p", ("480p", "720p")),
        ("jpeg, png or webp.", None),
        ("fast or slow", None),
        ("Queued, running or done.", None),
    ],
)
def test_a_list_and_nothing_else_is_one_of_values(text: str, options: tuple[str, ...] | None) -> None:
    found = read_page(f"Body\n\nstate\nstring\n\n{text}\n").about("body", "state")
    assert (found["options"].value if "options" in found else None) == options


def test_a_line_that_explains_a_value_is_an_item() -> None:
    page = read_page(TABLES, "tables.html")
    kinds = {statement.text: statement.kind for statement in page.statements}
    assert (kinds["film-1: good"], kinds["Words."]) == ("item", "sentence")


def test_values_with_blank_lines_end_before_what_follows_without() -> None:
    page = read_page(f"{README}\n\nGitHub\nDiscord\n", "readme.txt")
    assert "options" not in page.about("response", "id")
    text = README.replace("id\nstring\nrequired\n", "state\nstring\nenum\n\nAllowed:\n\nnew\n\ndone\n")
    page = read_page(f"{text}\n\nGitHub\nDiscord\n", "readme.txt")
    assert page.about("response", "state")["options"].value == ("new", "done")


def test_a_table_of_headers_needs_no_types() -> None:
    page = read_page(
        "# A\n\n## Request header\n\n| Field | Value |\n|---|---|\n| Authorization | Bearer KEY |\n\n"
        "## Body\n\n| Field | Type | Path |\n|---|---|---|\n| prompt | string | /x |\n",
        "a.md",
    )
    found = facts_of(page)
    assert found["operation", ""]["security"] == ["http bearer"]
    assert "Path: /x" in [statement.text for statement in page.statements]


@pytest.mark.parametrize("text", ["title: x\n---", "a | b\n===", "A long line of running text\n==="])
def test_not_every_line_of_marks_underlines_a_title(text: str) -> None:
    page = read_page(f"{text}\n\n## Body\n\n- prompt (string): Words\n", "a.md")
    assert [section.path[-1] for section in page.sections][-1:] == ["Body"]
    assert len(page.sections) == 1


def test_types_with_or_between_them() -> None:
    page = read_page("## Body\n\n* **`image`** (`string` or `array of objects`) – A picture.\n", "a.md")
    assert page.about("body", "image")["type"].value == ("array", "string")
