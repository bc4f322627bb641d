"""Single edits of a page in three layouts, over all kinds of facts: each is one finding, with its elements and what to do."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reelspec.cli import main
from tests.documentation.drift.kite import replaced

HERON = Path(__file__).parent / "heron"
TEXT, FIELDS, OPENAPI = "text.txt", "fields.md", "openapi.md"
MODEL = "models/heron-1.yaml#"
POST = "openapi.yaml#/paths/~1v1~1films/post"
FILM = "openapi.yaml#/components/schemas/Film"
DOCUMENTS = "documents.yaml"

Drift = Callable[..., list[dict[str, Any]]]


def run(*arguments: str | Path) -> tuple[int, str]:
    """Exit code and output of a command in this process."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        code = main([str(one) for one in arguments])
    return code, out.getvalue()


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """For each layout a repository in which the page in that layout is locked."""
    roots = {}
    for name in (TEXT, FIELDS, OPENAPI):
        root = tmp_path_factory.mktemp("heron") / "root"
        shutil.copytree(HERON / "specs", root / "specs")
        page = root / f"guide{Path(name).suffix}"
        shutil.copy(HERON / name, page)
        assert run("documents", "lock", "--incomplete", page, "--root", root)[0] == 0
        roots[name] = root
    return roots


@pytest.fixture
def drift(locked: dict[str, Path], tmp_path: Path) -> Drift:
    """The findings of a newer page, given the layout of the locked one and the new text."""

    def found(name: str, text: str, newer: str = "") -> list[dict[str, Any]]:
        page = tmp_path / f"guide{Path(newer or name).suffix}"
        page.write_text(text, encoding="utf-8")
        code, out = run("documents", "drift", page, "--format", "json", "--root", locked[name])
        (report,) = json.loads(out)
        assert code == (1 if report["matters"] else 0)
        return list(report["findings"])

    return found


def page_of(name: str) -> str:
    """The page in a layout."""
    return (HERON / name).read_text(encoding="utf-8")


FIELD = f"{MODEL}/properties"
Row = tuple[str, str, str, str, str, tuple[tuple[str, str], ...]]


def about(*fields: str) -> tuple[tuple[str, str], ...]:
    """What to do at fields that a sentence names which nobody claims."""
    return tuple((f"{FIELD}/{name}", "see whether it, or a rule about it, must say this") for name in fields)


ROWS: tuple[Row, ...] = (
    # Rendered text: layout, old, new, kind, section, (element, what) of every edit
    (
        TEXT,
        "still\nstring<uri>",
        "still\nstring<uri>\nrequired",
        "required",
        "still",
        ((f"{MODEL}/required", "add still to required"),),
    ),
    (
        TEXT,
        "prompt\nstring\nrequired",
        "prompt\nstring",
        "optional",
        "prompt",
        ((f"{MODEL}/required", "take prompt out of required"),),
    ),
    (
        TEXT,
        "480p,\n720p,\n1080p",
        "480p,\n720p,\n1080p,\n4k",
        "options",
        "size",
        (
            (f"{FIELD}/size/enum", 'add "4k"'),
            (f"{MODEL}/x-rules/large-is-short", "see whether it still holds for size"),
        ),
    ),
    (
        TEXT,
        "480p,\n720p,\n1080p",
        "720p,\n1080p",
        "options",
        "size",
        (
            (f"{FIELD}/size/enum", 'take out "480p"'),
            (f"{MODEL}/x-rules/large-is-short", "see whether it still holds for size"),
        ),
    ),
    (
        TEXT,
        "heron-1,\nheron-1-mini",
        "heron-1,\nheron-1-max",
        "options",
        "model",
        ((f"{FIELD}/model/enum", 'add "heron-1-max" and take out "heron-1-mini"'),),
    ),
    (TEXT, "default:720p", "default:480p", "default", "size", ((f"{FIELD}/size/default", 'write default: "480p"'),)),
    (
        TEXT,
        "integer\ndefault:5",
        "integer",
        "default",
        "seconds",
        ((f"{FIELD}/seconds/default", "take the default out"),),
    ),
    (
        TEXT,
        "boolean\ndefault:false",
        "boolean\ndefault:true",
        "default",
        "mark",
        ((f"{FIELD}/mark/default", "write default: true"),),
    ),
    (
        TEXT,
        "sound\nstring\n",
        "sound\nstring\ndefault:none\n",
        "default",
        "sound",
        ((f"{FIELD}/sound", 'write default: "none"'),),
    ),
    (TEXT, "2 <= x <= 10", "2 <= x <= 12", "limits", "seconds", ((f"{FIELD}/seconds/maximum", "write maximum: 12"),)),
    (TEXT, "2 <= x <= 10", "3 <= x <= 10", "limits", "seconds", ((f"{FIELD}/seconds/minimum", "write minimum: 3"),)),
    (TEXT, "2 <= x <= 10", "x >= 2", "limits", "seconds", ((f"{FIELD}/seconds/maximum", "take maximum out"),)),
    (TEXT, "0 < x <= 4", "0 < x <= 8", "limits", "scale", ((f"{FIELD}/scale/maximum", "write maximum: 8"),)),
    (
        TEXT,
        "0 < x <= 4",
        "0.5 < x <= 4",
        "exclusiveMinimum",
        "scale",
        ((f"{FIELD}/scale/exclusiveMinimum", "write exclusiveMinimum: 0.5"),),
    ),
    (
        TEXT,
        "Max 500 characters.",
        "At most 800 characters.",
        "limits",
        "prompt",
        ((f"{FIELD}/prompt/maxLength", "write maxLength: 800"),),
    ),
    (TEXT, " Max 500 characters.", "", "limits", "prompt", ((f"{FIELD}/prompt/maxLength", "take maxLength out"),)),
    (
        TEXT,
        "Maximum array length: 5",
        "Maximum array length: 9",
        "limits",
        "tags",
        ((f"{FIELD}/tags/maxItems", "write maxItems: 9"),),
    ),
    (
        TEXT,
        "array length: 1 - 3",
        "array length: 2 - 3",
        "limits",
        "media",
        ((f"{FIELD}/media/minItems", "write minItems: 2"),),
    ),
    (
        TEXT,
        "Where a sound lies.",
        "Where a sound lies. At most 200 characters.",
        "limits",
        "sound",
        ((f"{FIELD}/sound", "write maxLength: 200"),),
    ),
    (
        TEXT,
        "sound\nstring\n",
        "sound\nstring[]\n",
        "retyped",
        "sound",
        ((f"{FIELD}/sound/type", 'write type: "array"'),),
    ),
    (TEXT, "scale\nnumber", "scale\ninteger", "retyped", "scale", ((f"{FIELD}/scale/type", 'write type: "integer"'),)),
    (TEXT, "still\nstring<uri>", "still\nstring", "format", "still", ((f"{FIELD}/still/format", "take format out"),)),
    (TEXT, "sound\nstring\n", "sound\nstring<uri>\n", "format", "sound", ((f"{FIELD}/sound", 'write format: "uri"'),)),
    (
        TEXT,
        "mark\nboolean",
        "mark\nboolean\ndeprecated",
        "deprecated",
        "mark",
        ((f"{FIELD}/mark", "write deprecated: true"),),
    ),
    (
        TEXT,
        "pan,\ntilt",
        "pan,\ntilt,\nzoom",
        "options",
        "camera.move",
        ((f"{FIELD}/camera/properties/move/enum", 'add "zoom"'),),
    ),
    (
        TEXT,
        "move\nenum<string>\nrequired",
        "move\nenum<string>",
        "optional",
        "camera.move",
        ((f"{FIELD}/camera/required", "take move out of required"),),
    ),
    (
        TEXT,
        "0 <= x <= 1\n",
        "0 <= x <= 2\n",
        "limits",
        "camera.speed",
        ((f"{FIELD}/camera/properties/speed/maximum", "write maximum: 2"),),
    ),
    (
        TEXT,
        "media.link\nstring",
        "media.link\nstring\nrequired",
        "required",
        "media[].link",
        ((f"{FIELD}/media/items/required", "add link to required"),),
    ),
    (
        TEXT,
        "first,\nlast",
        "first",
        "options",
        "media[].kind",
        ((f"{FIELD}/media/items/properties/kind/enum", 'take out "last"'),),
    ),
    (
        TEXT,
        "still\nstring<uri>",
        "seed\ninteger\n\nThe dice.\n\nRequired range: x >= 0\n\nstill\nstring<uri>",
        "field-added",
        "seed",
        ((f"{FIELD}", 'add seed: {"type": "integer", "minimum": 0}'),),
    ),
    (
        TEXT,
        "media.link\nstring",
        "media.link\nstring\nmedia.at\ninteger\nrequired\ndefault:1",
        "field-added",
        "media[].at",
        ((f"{FIELD}/media/items/properties", 'add at: {"type": "integer", "default": 1}, and to required'),),
    ),
    (
        TEXT,
        "mark\nboolean\ndefault:false\n\nWhether the film bears our mark.\n\n",
        "",
        "field-removed",
        "mark",
        ((f"{FIELD}/mark", "remove it, if the field is really gone"),),
    ),
    (
        TEXT,
        "sound\nstring\n\nWhere a sound lies. It cannot be used together with still.\n\n",
        "",
        "field-removed",
        "sound",
        (
            (f"{FIELD}/sound", "remove it, if the field is really gone"),
            (f"{MODEL}/x-rules/still-or-sound", "remove it, if the field is really gone"),
        ),
    ),
    (
        TEXT,
        "media.link\nstring\n\nWhere it lies.\n",
        "",
        "field-removed",
        "media[].link",
        ((f"{FIELD}/media/items/properties/link", "remove it, if the field is really gone"),),
    ),
    (
        TEXT,
        "camera.move\nenum<string>\nrequired\n\nWhere it goes.\n\nAvailable options:\npan,\ntilt\n",
        "",
        "field-removed",
        "camera.move",
        (
            (f"{FIELD}/camera/properties/move", "remove it, if the field is really gone"),
            (f"{FIELD}/camera/required", "take move out of required"),
        ),
    ),
    (
        TEXT,
        "In 1080p at most 6",
        "In 1080p at most 4",
        "statement-changed",
        "Body / size",
        (*about("size", "seconds"), (DOCUMENTS, "claim")),
    ),
    (TEXT, " In 1080p at most 6 seconds are possible.", "", "statement-gone", "Body / size", ()),
    (
        TEXT,
        "cannot be used",
        "can be used",
        "statement-changed",
        "Body / sound",
        (*about("sound", "still"), (DOCUMENTS, "claim")),
    ),
    (
        TEXT,
        "How large birds are.",
        "How large birds are. With a sound only small birds fly.",
        "statement-new",
        "Body / scale",
        (
            (f"{FIELD}/scale", "see whether it, or a rule about it, must say this"),
            (f"{FIELD}/sound", "see whether it, or a rule about it, must say this"),
            (DOCUMENTS, "claim"),
        ),
    ),
    (
        TEXT,
        "At most 40 characters.",
        "At most 60 characters.",
        "limits",
        "header X-Trace",
        ((f"{POST}/parameters/X-Trace/schema/maxLength", "write maxLength: 60"),),
    ),
    (
        TEXT,
        "X-Trace\nstring",
        "X-Trace\nstring\nrequired",
        "required",
        "header X-Trace",
        ((f"{POST}/parameters/X-Trace", "write required: true"),),
    ),
    (
        TEXT,
        "Body\n\napplication",
        "X-Lane\nstring\nrequired\n\nBody\n\napplication",
        "field-added",
        "header X-Lane",
        ((f"{POST}/parameters", 'add the parameter X-Lane, in: header, required, schema {"type": "string"}'),),
    ),
    (
        TEXT,
        "https://api.heron.example/v1",
        "https://eu.heron.example/v1",
        "servers",
        "operation",
        (("openapi.yaml#/servers/0/url", "write url: https://eu.heron.example"),),
    ),
    (
        TEXT,
        "queued,\ndone,\nfailed",
        "queued,\ndone,\nfailed,\npaused",
        "options",
        "response status",
        ((f"{FILM}/properties/status/anyOf/0/enum", 'add "paused"'), (f"{POST}/x-task", 'say what "paused" means')),
    ),
    (
        TEXT,
        "queued,\ndone,\nfailed",
        "queued,\nfailed",
        "options",
        "response status",
        ((f"{FILM}/properties/status/anyOf/0/enum", 'take out "done", unless another page has it'),),
    ),
    (
        TEXT,
        "cost\nnumber",
        "cost\nstring",
        "retyped",
        "response cost",
        ((f"{FILM}/properties/cost/type", 'write type: "string"'),),
    ),
    (
        TEXT,
        "cost\nnumber",
        "cost\nnumber\neta\ninteger",
        "field-added",
        "response eta",
        ((f"{FILM}/properties", 'add eta: {"type": "integer"}'),),
    ),
    (
        TEXT,
        "url\nstring<uri>\ncost",
        "cost",
        "field-removed",
        "response url",
        ((f"{FILM}/properties/url", "remove it, if the field is really gone"),),
    ),
    (
        TEXT,
        "How large birds are.",
        "How large birds are. It is deprecated.",
        "statement-new",
        "Body / scale",
        ((f"{FIELD}/scale", "see whether it says this"),),
    ),
    (
        TEXT,
        "How long the film is.",
        "How long the film is. image-to-video supports up to 6 seconds.",
        "statement-new",
        "Body / seconds",
        ((f"{FIELD}/seconds", "see whether it, or a rule about it, must say this"), (DOCUMENTS, "claim")),
    ),
    (
        TEXT,
        "media.link\nstring",
        "media.link\nstring[]",
        "retyped",
        "media[].link",
        ((f"{FIELD}/media/items/properties/link/type", 'write type: "array"'),),
    ),
    (
        TEXT,
        "Authorization\nstring\nheader",
        "X-Key\nstring\nheader",
        "security",
        "operation",
        (("openapi.yaml#/components/securitySchemes/bearer", "write type: apiKey, in: header, name: X-Key"),),
    ),
    (
        TEXT,
        '"status": "queued"',
        '"status": "queued",\n  "queue": 3',
        "field-added",
        "response queue",
        ((f"{FILM}/properties", 'add queue: {"type": "integer"}'),),
    ),
    (
        TEXT,
        '"seconds": 5',
        '"seconds": 5, "turbo": true',
        "field-added",
        "turbo",
        ((FIELD, 'add turbo: {"type": "boolean"}'),),
    ),
    # Markdown with tags
    (
        FIELDS,
        'body="still" type="string<uri>"',
        'body="still" type="string<uri>" required',
        "required",
        "still",
        ((f"{MODEL}/required", "add still to required"),),
    ),
    (
        FIELDS,
        "`heron-1`, `heron-1-mini`",
        "`heron-1`",
        "options",
        "model",
        ((f"{FIELD}/model/enum", 'take out "heron-1-mini"'),),
    ),
    (
        FIELDS,
        "  * `1080p` - finest\n",
        "  * `1080p` - finest\n  * `4k` - beyond\n",
        "options",
        "size",
        (
            (f"{FIELD}/size/enum", 'add "4k"'),
            (f"{MODEL}/x-rules/large-is-short", "see whether it still holds for size"),
        ),
    ),
    (FIELDS, 'default="5"', 'default="8"', "default", "seconds", ((f"{FIELD}/seconds/default", "write default: 8"),)),
    (FIELDS, "Range: 2-10", "Range: 2-15", "limits", "seconds", ((f"{FIELD}/seconds/maximum", "write maximum: 15"),)),
    (FIELDS, "Up to 500", "Max 700", "limits", "prompt", ((f"{FIELD}/prompt/maxLength", "write maxLength: 700"),)),
    (
        FIELDS,
        "At most 5 items",
        "At most 8 items",
        "limits",
        "tags",
        ((f"{FIELD}/tags/maxItems", "write maxItems: 8"),),
    ),
    (
        FIELDS,
        'type="boolean" default="false"',
        'type="boolean" default="false" deprecated',
        "deprecated",
        "mark",
        ((f"{FIELD}/mark", "write deprecated: true"),),
    ),
    (
        FIELDS,
        "One of pan, tilt",
        "One of pan, tilt, zoom",
        "options",
        "camera.move",
        ((f"{FIELD}/camera/properties/move/enum", 'add "zoom"'),),
    ),
    (
        FIELDS,
        "Between 0 and 1.",
        "Between 0 and 3.",
        "limits",
        "camera.speed",
        ((f"{FIELD}/camera/properties/speed/maximum", "write maximum: 3"),),
    ),
    (
        FIELDS,
        'api: "POST https://api.heron.example/v1/films"',
        'api: "POST https://api.heron.example/v2/films"',
        "endpoint",
        "operation",
        ((POST, "write it as POST /v2/films"),),
    ),
    (
        FIELDS,
        "One of queued, done, failed",
        "One of queued, done, failed, lost",
        "options",
        "response status",
        ((f"{FILM}/properties/status/anyOf/0/enum", 'add "lost"'), (f"{POST}/x-task", 'say what "lost" means')),
    ),
    (
        FIELDS,
        "It conflicts with still.",
        "It requires still.",
        "statement-changed",
        "Order a film / Body / sound",
        (*about("sound", "still"), (DOCUMENTS, "claim")),
    ),
    (
        FIELDS,
        "must be publicly reachable",
        "must be smaller than 15 MB",
        "statement-changed",
        "Order a film / Body / sound",
        (*about("sound"), (DOCUMENTS, "claim")),
    ),
    (
        FIELDS,
        '<ParamField body="camera"',
        '<ParamField body="seed" type="integer">\n  At least 1.\n</ParamField>\n\n<ParamField body="camera"',
        "field-added",
        "seed",
        ((FIELD, 'add seed: {"type": "integer", "minimum": 1}'),),
    ),
    # A description of OpenAPI
    (
        OPENAPI,
        "url: https://api.heron.example",
        "url: https://eu.heron.example",
        "servers",
        "operation",
        (("openapi.yaml#/servers/0/url", "write url: https://eu.heron.example"),),
    ),
    (
        OPENAPI,
        "{type: http, scheme: bearer}",
        "{type: apiKey, in: header, name: X-Key}",
        "security",
        "operation",
        (("openapi.yaml#/components/securitySchemes/bearer", "write type: apiKey, in: header, name: X-Key"),),
    ),
    (
        OPENAPI,
        "  /v1/films:\n    post",
        "  /v1/movies:\n    post",
        "endpoint",
        "operation",
        ((POST, "write it as POST /v1/movies"),),
    ),
    (
        OPENAPI,
        "    post:\n      summary",
        "    put:\n      summary",
        "endpoint",
        "operation",
        ((POST, "write it as PUT /v1/films"),),
    ),
    (
        OPENAPI,
        "      summary: Order",
        "      deprecated: true\n      summary: Order",
        "deprecated",
        "operation",
        ((POST, "write deprecated: true"),),
    ),
    (
        OPENAPI,
        "        '402':",
        "        '429': {description: Slower.}\n        '402':",
        "responses",
        "operation",
        ((f"{POST}/responses", 'add "429"'),),
    ),
    (
        OPENAPI,
        "        '402':",
        "        '403':",
        "responses",
        "operation",
        (
            (
                f"{POST}/responses",
                'add "403", with error: {"type": "object", "properties": {"code": {"type": "integer"}}}',
            ),
            (f"{POST}/responses/402", 'take "402" out'),
        ),
    ),
    (
        OPENAPI,
        "code: {type: integer}",
        "code: {type: string}",
        "retyped",
        "response 402 error.code",
        (
            (
                f"{POST}/responses/402/content/application~1json/schema/properties/error/properties/code/type",
                'write type: "string"',
            ),
        ),
    ),
    (
        OPENAPI,
        "code: {type: integer}",
        "code: {type: integer}, hint: {type: string}",
        "field-added",
        "response 402 error.hint",
        (
            (
                f"{POST}/responses/402/content/application~1json/schema/properties/error/properties",
                'add hint: {"type": "string"}',
            ),
        ),
    ),
    (
        OPENAPI,
        "          description: The film was ordered.",
        "          description: The film was ordered.\n          headers: {X-Id: {schema: {type: string}}}",
        "headers",
        "operation",
        ((f"{POST}/responses/200", "add the header X-Id"),),
    ),
    (
        OPENAPI,
        "          application/json:\n            schema:\n              type: object\n              required: [model",
        "          multipart/form-data: {}\n          application/json:\n            schema:\n              type: object\n"
        "              required: [model",
        "media",
        "operation",
        ((f"{POST}/requestBody/content", "add multipart/form-data"),),
    ),
    (
        OPENAPI,
        "              additionalProperties: false\n              properties:\n                model",
        "              additionalProperties: true\n              properties:\n                model",
        "additionalProperties",
        "body",
        ((f"{MODEL}/additionalProperties", "write additionalProperties: true"),),
    ),
    (
        OPENAPI,
        "                  additionalProperties: false\n",
        "",
        "additionalProperties",
        "camera",
        ((f"{FIELD}/camera/additionalProperties", "take additionalProperties out"),),
    ),
    (
        OPENAPI,
        "pattern: '^[a-z]+$'",
        "pattern: '^[a-z0-9]+$'",
        "pattern",
        "tags[]",
        ((f"{FIELD}/tags/items/pattern", 'write pattern: "^[a-z0-9]+$"'),),
    ),
    (
        OPENAPI,
        "multipleOf: 0.5",
        "multipleOf: 0.25",
        "multipleOf",
        "scale",
        ((f"{FIELD}/scale/multipleOf", "write multipleOf: 0.25"),),
    ),
    (OPENAPI, ", multipleOf: 0.5", "", "multipleOf", "scale", ((f"{FIELD}/scale/multipleOf", "take multipleOf out"),)),
    (
        OPENAPI,
        "                  uniqueItems: true\n",
        "",
        "uniqueItems",
        "tags",
        ((f"{FIELD}/tags/uniqueItems", "take uniqueItems out"),),
    ),
    (
        OPENAPI,
        "exclusiveMinimum: 0",
        "exclusiveMinimum: 0.1",
        "exclusiveMinimum",
        "scale",
        ((f"{FIELD}/scale/exclusiveMinimum", "write exclusiveMinimum: 0.1"),),
    ),
    (
        OPENAPI,
        "still: {type: string, format: uri}",
        "still: {type: string, format: byte}",
        "format",
        "still",
        ((f"{FIELD}/still/format", 'write format: "byte"'),),
    ),
    (
        OPENAPI,
        "mark: {type: boolean",
        "mark: {deprecated: true, type: boolean",
        "deprecated",
        "mark",
        ((f"{FIELD}/mark", "write deprecated: true"),),
    ),
    (
        OPENAPI,
        "{type: string, description: Where",
        "{type: [string, 'null'], description: Where",
        "retyped",
        "sound",
        ((f"{FIELD}/sound/type", 'write type: ["null", "string"]'),),
    ),
    (
        OPENAPI,
        "still: {type: string, format: uri}",
        "still: {oneOf: [{type: string, format: uri}, {type: array, items: {type: string}}]}",
        "oneOf",
        "still",
        ((f"{FIELD}/still", "write oneOf: "),),
    ),
    (
        OPENAPI,
        "enum: [slow, fast]",
        "enum: [slow, fast, free]",
        "options",
        "query lane",
        ((f"{POST}/parameters/lane/schema/enum", 'add "free"'),),
    ),
    (
        OPENAPI,
        "{name: lane, in: query,",
        "{name: lane, in: query, required: true,",
        "required",
        "query lane",
        ((f"{POST}/parameters/lane", "write required: true"),),
    ),
    (
        OPENAPI,
        "        - {name: lane, in: query, schema: {type: string, enum: [slow, fast]}}\n",
        "",
        "field-removed",
        "query lane",
        ((f"{POST}/parameters/lane", "remove it, if the field is really gone"),),
    ),
    (
        OPENAPI,
        "enum: [queued, done, failed]",
        "enum: [queued, done, failed, expired]",
        "options",
        "response status",
        ((f"{FILM}/properties/status/anyOf/0/enum", 'add "expired"'), (f"{POST}/x-task", 'say what "expired" means')),
    ),
    (
        OPENAPI,
        "cost: {type: number}",
        "cost: {type: number}\n                  spent: {type: object, properties: {cents: {type: integer}}}",
        "field-added",
        "response spent",
        ((f"{FILM}/properties", 'add spent: {"type": "object", "properties": {"cents": {"type": "integer"}}}'),),
    ),
    (
        OPENAPI,
        "maxLength: 20}",
        "maxLength: 30}",
        "limits",
        "tags[]",
        ((f"{FIELD}/tags/items/maxLength", "write maxLength: 30"),),
    ),
    (OPENAPI, "maxItems: 3", "maxItems: 4", "limits", "media", ((f"{FIELD}/media/maxItems", "write maxItems: 4"),)),
    (
        OPENAPI,
        "required: [kind]",
        "required: [kind, link]",
        "required",
        "media[].link",
        ((f"{FIELD}/media/items/required", "add link to required"),),
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}: {row[1][:40]!r} to {row[2][:40]!r}")
def test_one_edit_is_one_finding_with_its_elements(drift: Drift, row: Row) -> None:
    layout, old, new, kind, section, edits = row
    (found,) = [one for one in drift(layout, replaced(page_of(layout), old, new)) if one["matters"]]
    assert (found["kind"], found["section"], found["matters"]) == (kind, section, True), found
    assert [one["element"] for one in found["edits"]] == [element for element, _ in edits], found
    for one, (_, what) in zip(found["edits"], edits, strict=True):
        assert one["what"].startswith(what), found
        assert one["line"] > 0


WORDING: tuple[tuple[str, str, str], ...] = (
    (TEXT, "Max 500 characters.", "Up to 500 characters."),
    (TEXT, "Max 500 characters.", "At most 500 characters."),
    (TEXT, "Max 500 characters.", "No more than 500 characters."),
    (TEXT, "Max 500 characters.", "Must not exceed 500 characters."),
    (TEXT, "Max 500 characters.", "It may have ≤ 500 characters."),
    (TEXT, "Max 500 characters.", "The maximum length is 500 characters."),
    (TEXT, "What is to be seen. Max 500 characters.", "What is to be seen.\n\nMaximum string length: 500"),
    (
        TEXT,
        "What is to be seen. Max 500 characters.",
        "What is to be seen. Max 500 characters.\n\nMaximum string length: 500",
    ),
    (TEXT, "What is to be seen.", "Describes what is seen."),
    (TEXT, "In 1080p at most 6 seconds are possible.", "In 1080p up to 6 seconds are possible."),
    (TEXT, "In 1080p at most 6 seconds are possible.", "In 1080p the maximum is 6 seconds."),
    (TEXT, "In 1080p at most 6 seconds are possible.", "In 1080p no more than 6s."),
    (TEXT, "In 1080p at most 6 seconds are possible.", "In 1080p at most six seconds are possible."),
    (TEXT, "It cannot be used together with still.", "It conflicts with still."),
    (TEXT, "It cannot be used together with still.", "Mutually exclusive with still."),
    (TEXT, "It cannot be used together with still.", "It can't be combined with still."),
    (TEXT, "It cannot be used together with still.", "Must not be sent together with still."),
    (TEXT, "How long the film is.", "How long the film is. Between 2 and 10."),
    (TEXT, "How long the film is.", "How long the film is. Default is 5."),
    (TEXT, "How long the film is.", "Length of the film. If omitted, 5 is used."),
    (TEXT, "How large birds are.", "The size of the birds."),
    (TEXT, "Words to find it by.", "Words to find it by, up to 5 items."),
    (TEXT, "Whether the film bears our mark.", "Whether our mark is shown in the film. Defaults to false."),
    (TEXT, "Where the first picture lies.", "The address of the first picture."),
    (TEXT, "Which heron films.", "Which heron films. Required."),
    (TEXT, "Which heron films.", "Which heron films. One of heron-1, heron-1-mini."),
    (TEXT, "The film was ordered.", "Your film has been ordered."),
    (TEXT, "Number of the film.", "Identifier of the film."),
    (TEXT, "720p,\n1080p", "720p, 1080p"),
    (TEXT, "480p,\n720p,\n1080p", "1080p,\n720p,\n480p"),
    (TEXT, '"id": "f-1"', '"id": "f-2"'),
    (TEXT, '"prompt": "A heron on a roof."', '"prompt": "Two herons."'),
    (TEXT, '"seconds": 5', '"seconds": 8'),
    (TEXT, "The film was ordered.", "The film was ordered. Last updated on November 3, 2026."),
    (TEXT, "Which heron films.", "The heron that films."),
    (TEXT, "At most 40 characters.", "No longer than 40 characters."),
    (TEXT, "Required range: 2 <= x <= 10", "Required range: x >= 2 and x <= 10"),
    (TEXT, "The film was ordered.", "200\n\nThe film was ordered."),
    (FIELDS, "Up to 500 characters.", "Maximum 500 characters."),
    (FIELDS, "Range: 2-10", "Range: 2 to 10"),
    (FIELDS, "Range: 2-10", "Must be between 2 and 10."),
    (FIELDS, "At most 5 items.", "Up to five items."),
    (FIELDS, "It conflicts with still.", "It is incompatible with still."),
    (FIELDS, "The file must be publicly reachable.", "A publicly reachable file is required."),
    (FIELDS, "The file must be publicly reachable.", "It is mandatory that the file is publicly reachable."),
    (FIELDS, "One of pan, tilt", "Options: pan, tilt"),
    (FIELDS, "  * `480p` - coarse", "  * `480p` - rough"),
    (FIELDS, "Between 0 and 1.", "From 0 to 1."),
    (OPENAPI, "description: What is to be seen.", "description: 'What is to be seen, at most 500 characters.'"),
    (OPENAPI, "enum: [pan, tilt]", "enum: [tilt, pan]"),
    (OPENAPI, "required: [model, prompt]", "required: [prompt, model]"),
    (OPENAPI, "description: The film was ordered.", "description: The film has been ordered."),
    (OPENAPI, "info: {title: Heron, version: 1.0.0}", "info: {title: Heron, version: 1.1.0}"),
)


@pytest.mark.parametrize("row", WORDING, ids=lambda row: f"{row[0]}: {row[1][:40]!r} to {row[2][:40]!r}")
def test_other_words_are_no_change(drift: Drift, row: tuple[str, str, str]) -> None:
    layout, old, new = row
    assert [one for one in drift(layout, replaced(page_of(layout), old, new)) if one["matters"]] == []


def test_what_the_specs_say_already_is_only_to_be_locked(drift: Drift, locked: dict[str, Path]) -> None:
    model = locked[TEXT] / "specs/heron/models/heron-1.yaml"
    before = model.read_text(encoding="utf-8")
    model.write_text(replaced(before, "[480p, 720p, 1080p]", "[480p, 720p, 1080p, 4k]"), encoding="utf-8")
    try:
        (found,) = drift(TEXT, replaced(page_of(TEXT), "720p,\n1080p", "720p,\n1080p,\n4k"))
    finally:
        model.write_text(before, encoding="utf-8")
    assert [(one["element"], one["what"]) for one in found["edits"]] == [
        (f"{FIELD}/size/enum", "it says so already: lock the page")
    ]


def test_a_list_that_is_shorter_than_the_enum_says_what_to_take_out(drift: Drift) -> None:
    text = replaced(page_of(FIELDS), "How long the film is. Range: 2-10", "How long the film is. Options: 4, 5, 6")
    findings = drift(FIELDS, text)
    (options,) = [one for one in findings if one["kind"] == "options"]
    assert [(one["element"], one["what"]) for one in options["edits"]] == [
        (f"{FIELD}/seconds", "write enum: [4, 5, 6]"),
        (f"{MODEL}/x-rules/large-is-short", "see whether it still holds for seconds"),
    ]
    (found,) = drift(FIELDS, replaced(page_of(FIELDS), "Options: `heron-1`, `heron-1-mini`", "Options: `heron-1-mini`"))
    assert [one["what"] for one in found["edits"]] == ['take out "heron-1"']


def test_a_page_that_shows_less_of_the_same_says_nothing_new(drift: Drift) -> None:
    """What a description of OpenAPI says and a rendered page does not show is no change when one follows the other."""
    found = drift(OPENAPI, page_of(TEXT), TEXT)
    kinds = {
        (one["kind"], one["section"]) for one in found if one["matters"] and not one["kind"].startswith("statement")
    }
    assert kinds == {("field-removed", "query lane"), ("limits", "tags[]")}


ALTERNATIVES = """\
# Order a film

````yaml POST /v1/films
openapi: 3.1.0
paths:
  /v1/films:
    post:
      requestBody:
        content:
          application/json:
            schema: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
      responses: {'200': {description: ok}}
components:
  schemas:
    A:
      type: object
      required: [model, prompt]
      properties:
        model: {type: string, enum: [heron-1]}
        prompt: {type: string, maxLength: 500}
        seconds: {type: integer, minimum: 2, maximum: 10}
    B:
      type: object
      required: [model]
      properties:
        model: {type: string, enum: [heron-1-mini]}
        prompt: {type: string, maxLength: 500}
        seconds: {type: integer, minimum: 2, maximum: 6}
        camera:
          oneOf: [{type: object, properties: {move: {type: string}}}, {type: string}]
````
"""


@pytest.mark.parametrize(
    ("old", "new", "kind", "section", "edit"),
    [
        ("maximum: 6", "maximum: 8", "limits", "seconds (of heron-1-mini)", (f"{FIELD}/seconds/maximum", "write maximum: 8")),
        ("[model, prompt]", "[model]", "optional", "prompt (of heron-1)", (f"{MODEL}/required", "take prompt out of required")),
        ("heron-1-mini", "heron-2", "options", "model (of heron-1-mini)", (f"{FIELD}/model/enum", 'add "heron-2" and take out')),
        ("    B:\n      type: object\n", "    B:\n      type: object\n      additionalProperties: {type: string}\n",
         "additionalProperties", "body (of heron-1-mini)",
         (f"{MODEL}/additionalProperties", 'write additionalProperties: {"type": "string"}')),
        ("move: {type: string}", "move: {type: string, enum: [pan]}", "oneOf", "camera (of heron-1-mini)",
         (f"{FIELD}/camera", 'write oneOf: [{"properties": {"move": {"enum": ["pan"], "type": "string"}}')),
    ],
)  # fmt: skip
def test_each_of_several_schemas_of_a_body_is_watched(
    tmp_path: Path, old: str, new: str, kind: str, section: str, edit: tuple[str, str]
) -> None:
    root = tmp_path / "root"
    shutil.copytree(HERON / "specs", root / "specs")
    page = root / "guide.md"
    page.write_text(ALTERNATIVES, encoding="utf-8")
    assert run("documents", "lock", "--incomplete", page, "--root", root)[0] == 0
    assert json.loads(run("documents", "drift", page, "--format", "json", "--root", root)[1])[0]["findings"] == []
    page.write_text(replaced(ALTERNATIVES, old, new), encoding="utf-8")
    (report,) = json.loads(run("documents", "drift", page, "--format", "json", "--root", root)[1])
    (found,) = [one for one in report["findings"] if one["matters"]]
    assert (found["kind"], found["section"]) == (kind, section), found
    assert found["edits"][0]["element"] == edit[0]
    assert found["edits"][0]["what"].startswith(edit[1])


def test_a_schema_more_of_a_body_is_one_finding(tmp_path: Path) -> None:
    root = tmp_path / "root"
    shutil.copytree(HERON / "specs", root / "specs")
    page = root / "guide.md"
    page.write_text(ALTERNATIVES, encoding="utf-8")
    assert run("documents", "lock", "--incomplete", page, "--root", root)[0] == 0
    text = ALTERNATIVES.replace(
        "'#/components/schemas/B'}", "'#/components/schemas/B'}, {$ref: '#/components/schemas/C'}"
    )
    page.write_text(
        text.replace(
            "    B:\n", "    C: {type: object, properties: {model: {const: heron-3}, x: {type: string}}}\n    B:\n"
        ),
        encoding="utf-8",
    )
    (report,) = json.loads(run("documents", "drift", page, "--format", "json", "--root", root)[1])
    (found,) = [one for one in report["findings"] if one["matters"]]
    assert (found["kind"], found["message"]) == ("oneOf", "the body has one schema more, heron-3")


def test_what_a_page_shows_collapsed_is_not_gone(drift: Drift) -> None:
    page = page_of(TEXT)
    start, end = page.index("media.kind"), page.index("Response\n")
    assert drift(TEXT, f"{page[:start]}Show child attributes\n\n{page[end:]}") == []
    gone = drift(TEXT, f"{page[:start]}{page[end:]}")
    assert {one["kind"] for one in gone if one["matters"]} == {"field-removed"}
