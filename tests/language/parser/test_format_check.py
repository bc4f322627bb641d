"""The spec format's own schema: it accepts every spec that can be read, and says in a few words what has not the form of one."""

from __future__ import annotations

import copy
import json
import random
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from reelspec.common.digest import digest_tree
from reelspec.language.contract.keywords import KNOWN
from reelspec.language.parser.format_check import FOLDER, check_format
from reelspec.language.parser.load import load
from reelspec.language.rules.operators import OPERATORS
from reelspec.language.source.place import Problems
from reelspec.output.inputs import current_inputs
from reelspec.project.checks import check_specs
from tests.support import MODEL, OPENAPI, PROVIDER, provider, write_root

ROOT = Path(__file__).parents[3]
FILES = ("model.schema.json", "openapi.schema.json", "documents.schema.json")
FOLDER_OF_PROVIDER = f"specs/{PROVIDER}"


def form(root: Path, files: dict[str, str]) -> list[str]:
    """What the format says of the files, without the provider's folder."""
    write_root(root, files)
    return [str(one).removeprefix(f"{FOLDER_OF_PROVIDER}/") for one in check_format(root)]


def of_model(root: Path, text: str) -> list[str]:
    """What the format says of one model file, without the file's name."""
    found = form(root, provider({f"{MODEL}.yaml": textwrap.dedent(text).lstrip("\n")}))
    return [one.removeprefix(f"models/{MODEL}.yaml:") for one in found]


@pytest.mark.parametrize("file", FILES)
def test_the_schemas_are_json_schema(file: str) -> None:
    Draft202012Validator.check_schema(json.loads((FOLDER / file).read_bytes()))


@pytest.mark.parametrize("file", FILES)
def test_what_editors_offer_is_explained(file: str) -> None:
    unexplained = [
        f"{where}/{name}"
        for where, properties in properties_of(json.loads((FOLDER / file).read_bytes()))
        for name, schema in properties.items()
        if not {"description", "$ref", "not", "doNotSuggest"} & set(schema) and name.startswith("x-")
    ]
    assert unexplained == []


def properties_of(schema: Any, at: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every `properties` of a schema, with the pointer to it."""
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            yield f"{at}/properties", schema["properties"]
        for key, value in schema.items():
            yield from properties_of(value, f"{at}/{key}")


def test_every_keyword_and_operator_has_a_place() -> None:
    model = json.loads((FOLDER / "model.schema.json").read_bytes())
    top_of_file = {"x-invalid-examples", "x-variant", "x-name"}
    assert set(KNOWN) - set(model["$defs"]["keywords"]["properties"]) == top_of_file
    assert top_of_file <= set(model["properties"])
    rule = model["$defs"]["rule"]
    assert set(OPERATORS) <= set(rule["properties"])
    one_of = rule["else"]["allOf"][0]["then"]["oneOf"]
    assert {one["required"][0] for one in one_of} == set(OPERATORS)
    names = model["$defs"]["ruleMember"]
    assert names["enum"] == list(rule["properties"])
    assert set(names["errorMessage"].partition("; operators are ")[2].split(", ")) == set(OPERATORS)
    # A test says `not`, `contains` and `properties` in its own way, and leaves keywords of ours to fields.
    assert {one for one in KNOWN if not one.startswith("x-")} <= set(model["$defs"]["test"]["properties"])


def test_the_schemas_are_part_of_what_the_output_depends_on() -> None:
    source = ROOT / "generator" / "reelspec"
    assert {f"language/parser/format/{file}" for file in FILES} <= set(digest_tree(str(source), (".json",), ()))
    assert "generator" in current_inputs(str(ROOT))


def test_the_specs_of_the_repository_have_the_form() -> None:
    assert list(check_format(ROOT)) == []


FAULTS = {
    "a slip in a keyword": (
        "properties: {seed: {type: integer, minimun: 0}}",
        ["1:36: minimun has no place in this schema; did you mean minimum? [format]"],
    ),
    "a slip in a type": (
        "properties: {seed: {type: [integer, nul]}}",
        [
            "1:37: an entry of type must be null, boolean, integer, number, string, array or object, "
            "not the text nul; did you mean null? [format]"
        ],
    ),
    "a count that is none": (
        "properties: {prompt: {maxLength: many}}",
        ["1:34: maxLength must be a whole number from 0 [format]"],
    ),
    "a field that is no schema": (
        "properties: {prompt: string}",
        ["1:22: a schema is a mapping or a boolean [format]"],
    ),
    "required as a flag": (
        "properties: {prompt: {required: true}}",
        ["1:33: required must be a list of names, none twice [format]"],
    ),
    "a name twice": ("required: [a, b, a]", ['1:18: "a" stands twice in the list [format]']),
    "an operation's keyword": ("x-paid: true", ["1:1: x-paid belongs to an operation [format]"]),
    "a file's keyword inside": (
        "properties: {a: {x-variant: {of: a, when: {a: 1}}}}",
        ["1:18: x-variant stands only at the top of a model file [format]"],
    ),
    "rules that are no list": ("x-rules: {id: a}", ["1:10: rules are a list [format]"]),
    "a rule without an id": (
        """
        x-rules:
          - must: {a: 1}
        """,
        ["2:5: id is missing in this rule [format]"],
    ),
    "an id with capitals": (
        """
        x-rules:
          - id: Size_By_Model
            must: {a: 1}
        """,
        ["2:9: a rule needs an id in kebab-case, such as size-by-model [format]"],
    ),
    "no operator": (
        """
        x-rules:
          - id: a
            source: x
        """,
        ["2:5: a rule has exactly one operator, this one has none [format]"],
    ),
    "two operators": (
        """
        x-rules:
          - id: a
            must: {a: 1}
            requires: {a: [b]}
        """,
        ["4:5: a rule has exactly one operator, and must stands here already [format]"],
    ),
    "a slip in an operator": (
        """
        x-rules:
          - id: a
            reqires: {a: [b]}
        """,
        ["3:5: reqires is no operator and no member of a rule; did you mean requires? [format]"],
    ),
    "what is no operator": (
        """
        x-rules:
          - id: a
            forbids: {a: [b]}
        """,
        [
            "3:5: forbids is no operator and no member of a rule; operators are must, table, requires, conflicts, "
            "at-least-one, at-most-one, exactly-one, all-or-none, combinations, limit, compare, schema [format]"
        ],
    ),
    "a slip in a member of a rule": (
        """
        x-rules:
          - id: a
            must: {a: 1}
            sourse: x
        """,
        ["4:5: sourse is no operator and no member of a rule; did you mean source? [format]"],
    ),
    "what stands below propertyNames is not itself a name": (
        """
        properties:
          a: {type: object, propertyNames: {minLength: two}}
        """,
        ["2:48: minLength must be a whole number from 0 [format]"],
    ),
    "a severity that is none": (
        """
        x-rules:
          - id: a
            must: {a: 1}
            severity: eror
        """,
        ["4:15: severity must be error, warning or contested, not the text eror; did you mean error? [format]"],
    ),
    "contested by nothing": (
        """
        x-rules:
          - id: a
            must: {a: 1}
            severity: contested
        """,
        ["4:5: a contested rule names the place that says otherwise: write against [format]"],
    ),
    "an error with against": (
        """
        x-rules:
          - id: a
            must: {a: 1}
            severity: error
            against: b
        """,
        ["4:15: a rule is contested exactly when `against` names the place that says otherwise [format]"],
    ),
    "a reference with company": (
        """
        x-rules:
          - $ref: rules.yaml
            id: a
        """,
        ["3:5: beside $ref an entry of rules holds nothing else [format]"],
    ),
    "an empty condition": (
        "x-rules: [{id: a, must: {}}]",
        ["1:25: a condition maps fields to tests, or is all, any or not of conditions [format]"],
    ),
    "an empty list of conditions": (
        "x-rules: [{id: a, must: {any: []}}]",
        ["1:31: any is a list of conditions [format]"],
    ),
    "an empty test": (
        "x-rules: [{id: a, must: {b: []}}]",
        ["1:29: a test is a value, a list of at least one value, or keywords [format]"],
    ),
    "present that is no boolean": (
        'x-rules: [{id: a, must: {b: {present: "true"}}}]',
        ["1:39: present must be true or false, not the text true [format]"],
    ),
    "counting in a condition": (
        "x-rules: [{id: a, must: {b: {contains: {c: 1}, minContains: 2}}}]",
        ["1:48: minContains has no place in a condition: counting belongs to the operator limit [format]"],
    ),
    "a slip in a test": (
        "x-rules: [{id: a, when: {any: [{b: {minumum: 1}}]}, must: {b: 1}}]",
        ["1:37: minumum has no place in this test; did you mean minimum? [format]"],
    ),
    "a table without rows": ("x-rules: [{id: a, table: {by: [b]}}]", ["1:26: rows is missing in this table [format]"]),
    "a row with keys alone": (
        "x-rules: [{id: a, table: {by: [b], rows: [{b: 1}]}}]",
        ["1:43: a row maps the fields of `by` and at least one other field to tests [format]"],
    ),
    "requires without a list": (
        "x-rules: [{id: a, requires: {b: c}}]",
        ["1:33: a list of at least 1 field name is needed, none twice [format]"],
    ),
    "conflicts in one list": (
        "x-rules: [{id: a, conflicts: [b, c, d]}]",
        [
            "1:30: conflicts is a list of two lists of fields [format]",
            "1:31: a list of at least 1 field name is needed, none twice [format]",
            "1:34: a list of at least 1 field name is needed, none twice [format]",
            "1:37: a list of at least 1 field name is needed, none twice [format]",
        ],
    ),
    "one field of several": (
        "x-rules: [{id: a, exactly-one: [b]}]",
        ["1:32: a list of at least 2 field names is needed, none twice [format]"],
    ),
    "combinations of a list by a type": (
        "x-rules: [{id: a, combinations: {of: [b], by: type, allow: [[c]]}}]",
        ["1:38: with `by`, `of` is one array; without it, `of` lists fields [format]"],
    ),
    "a combination that is no list": (
        "x-rules: [{id: a, combinations: {of: b, by: type, allow: [c]}}]",
        ["1:59: a combination is a list of names [format]"],
    ),
    "a limit without a bound": (
        "x-rules: [{id: a, limit: {of: b, where: {c: 1}}}]",
        ["1:26: a limit has least, most or counts, this one has none [format]"],
    ),
    "a limit of a number": (
        "x-rules: [{id: a, limit: {of: 5, most: 1}}]",
        ["1:31: of must be a text or a list, not 5 [format]"],
    ),
    "a limit that is negative": (
        "x-rules: [{id: a, limit: {of: b, most: -1}}]",
        ["1:40: most must be a whole number from 0 [format]"],
    ),
    "a comparison of nothing": (
        "x-rules: [{id: a, compare: b}]",
        ['1:28: compare is a text such as "sum(shots[].duration) == number(duration)" [format]'],
    ),
    "a source with a page": (
        "x-source: {document: page, page: 5}",
        ["1:28: page has no place in this source [format]"],
    ),
    "media of another form": (
        "properties: {a: {x-media: {formats: [MP4], seconds: 5, ratio: [1, 2]}}}",
        [
            "1:38: formats must be a list of file name extensions in small letters [format]",
            "1:53: seconds must be [least, most], null for no limit [format]",
            '1:64: ratio must be [least, most], each as "width:height" [format]',
            '1:67: ratio must be [least, most], each as "width:height" [format]',
        ],
    ),
    "an invalid example without its rule": (
        "x-invalid-examples: [{body: {}, rul: type}]",
        [
            "1:22: rule is missing in this invalid example [format]",
            "1:33: rul has no place in this invalid example; did you mean rule? [format]",
        ],
    ),
}


@pytest.mark.parametrize(("text", "expected"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_said_in_few_words(text: str, expected: list[str], tmp_path: Path) -> None:
    assert of_model(tmp_path, text) == expected


@pytest.mark.parametrize(("text", "expected"), FAULTS.values(), ids=FAULTS)
def test_check_says_every_fault_once(text: str, expected: list[str], tmp_path: Path) -> None:
    """Reading finds each of them as well; on one line the two never both speak."""
    of_model(tmp_path, text)
    problems = check_specs(tmp_path)[1]
    ours = {(one.place.file, one.place.line) for one in problems if one.name == "format"}
    others = {(one.place.file, one.place.line) for one in problems if one.name != "format"}
    assert not ours & others
    wanted = {int(one.split(":")[0]) for one in expected}
    assert wanted <= {one.place.line for one in problems if one.place.file.endswith(f"{MODEL}.yaml")}


def test_faults_of_an_openapi_document(tmp_path: Path) -> None:
    text = textwrap.dedent("""\
        openapi: 3.1.0
        servers: https://api.example.com
        paths:
          /videos:
            post:
              operationId: create
              x-paid: sometimes
              x-retry: [{status: "429"}]
              x-task:
                poll: retrieve
                state: $.state
                id: id
              responses:
                "20": {description: accepted}
                "200": {description: accepted, contents: {}}
            x-rules: []
          videos/{id}:
            get: {}
        """)
    assert form(tmp_path, {f"{FOLDER_OF_PROVIDER}/openapi.yaml": text}) == [
        "openapi.yaml:2:10: servers must be a list, not the text https://api.example.com [format]",
        "openapi.yaml:7:15: x-paid must be true or false, not the text sometimes [format]",
        "openapi.yaml:8:26: status must be a whole number, not the text 429 [format]",
        "openapi.yaml:10:9: status is missing in this x-task, which has poll [format]",
        "openapi.yaml:10:9: succeeded is missing in this x-task, which has poll [format]",
        "openapi.yaml:11:9: state has no place in this x-task [format]",
        "openapi.yaml:12:13: id is a JSONPath such as $.data[0].id (names, indexes and [*]) or a list of them [format]",
        "openapi.yaml:14:9: a response status is a code, 4XX or default [format]",
        "openapi.yaml:15:40: contents has no place in this response; did you mean content? [format]",
        "openapi.yaml:16:5: x-rules belongs to an object schema [format]",
        "openapi.yaml:17:3: a path must start with / [format]",
    ]


def test_faults_of_documents(tmp_path: Path) -> None:
    text = "documents:\n  - {id: page, titel: Page}\n  - {id: '', title: Other, captured: 5}\n"
    assert form(tmp_path, {f"{FOLDER_OF_PROVIDER}/documents.yaml": text}) == [
        "documents.yaml:2:5: title is missing in this document [format]",
        "documents.yaml:2:16: titel has no place in this document; did you mean title? [format]",
        "documents.yaml:3:10: id must not be empty [format]",
        "documents.yaml:3:38: captured must be a text or null, not 5 [format]",
    ]


def test_foreign_extensions_and_older_documents_are_accepted(tmp_path: Path) -> None:
    text = textwrap.dedent("""\
        openapi: 3.0.3
        info: {title: Foreign, version: "1", x-logo: {url: https://example.com/a.png}}
        x-tagGroups: [{name: all, tags: [videos]}]
        tags: [{name: videos, x-displayName: Videos}]
        paths:
          x-note: {a: 1}
          /videos:
            summary: Videos
            x-internal: true
            post:
              operationId: create
              x-codeSamples: [{lang: curl, source: curl}]
              requestBody:
                x-name: body
                content:
                  application/json:
                    x-anything: 1
                    schema:
                      type: object
                      x-go-type: Video
                      properties:
                        seed: {type: integer, nullable: true, minimum: 0, exclusiveMinimum: true, x-order: 1}
                        picture: {type: string, example: a, xml: {name: p}, externalDocs: {url: https://example.com}}
                      example: {seed: 1}
                  text/plain: {}
              responses:
                "200": {description: accepted, headers: {X-Id: {schema: {type: string}}}, x-kept: 1}
                4XX: {description: refused}
                x-note: 1
              callbacks: {done: {"{$request.body#/url}": {post: {}}}}
              security: [{key: []}, {}]
        components:
          securitySchemes: {key: {type: apiKey, in: header, name: X-Key, x-note: 1}}
          x-note: 1
        """)
    files = {f"{FOLDER_OF_PROVIDER}/openapi.yaml": text}
    assert form(tmp_path, files) == []
    load(tmp_path)


def test_what_references_lead_to_is_held_against_the_right_shape(tmp_path: Path) -> None:
    files = provider(
        {
            f"{MODEL}.yaml": """
                type: object
                properties:
                  seed: {$ref: parts.yaml#/seed}
                  properties: {$ref: "#/$defs/text"}
                x-rules:
                  - $ref: ../rules.yaml
                examples:
                  - {seed: {$ref: parts.yaml}}
                $defs: {text: {type: strin}}
                """,
            "parts.yaml": "seed: {type: integer, minimun: 0}\nnote: {of: nothing}\n",
        },
        rules="""
            - id: Upper
              must: {seed: 1}
            """,
    )
    assert form(tmp_path, files) == [
        "models/parts.yaml:1:23: minimun has no place in this schema; did you mean minimum? [format]",
        f"models/{MODEL}.yaml:10:22: type must be null, boolean, integer, number, string, array or object, "
        "not the text strin; did you mean string? [format]",
        "rules.yaml:2:7: a rule needs an id in kebab-case, such as size-by-model [format]",
    ]


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (found,) = form(tmp_path, provider({f"{MODEL}.yaml": "a: [16:9]"}))
    assert found.startswith(f"models/{MODEL}.yaml:1:5: YAML 1.1 reads 16:9")


def test_a_repository_without_specs_has_no_faults_of_form(tmp_path: Path) -> None:
    assert list(check_format(tmp_path)) == []


def test_deep_nesting_is_no_trouble(tmp_path: Path) -> None:
    schema: dict[str, Any] = {"minLength": -1}
    for _ in range(45):
        schema = {"properties": {"a": schema}}
    files = {f"{FOLDER_OF_PROVIDER}/models/{MODEL}.json": json.dumps(schema)}
    files[f"{FOLDER_OF_PROVIDER}/openapi.yaml"] = OPENAPI % f"              $ref: models/{MODEL}.json"
    assert len(form(tmp_path, files)) == 1


# What reading accepts the format accepts: a small spec, changed in one place at random.

SMALL: dict[str, Any] = {
    "type": "object",
    "x-source": {"document": "page"},
    "properties": {
        "mode": {"type": "string", "enum": ["std", "pro"], "default": "std"},
        "image": {"type": "string", "format": "uri", "x-media": {"formats": ["png"], "pixels": [1, None]}},
        "clip": {"type": ["string", "null"], "maxLength": 9, "pattern": "a|b"},
        "media": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"type": {"enum": ["a", "b"]}, "n": {"type": "number"}},
                "required": ["type"],
                "x-rules": [{"id": "inner", "must": {"type": {"not": "b"}}}],
            },
        },
        "camera": {"type": "object", "properties": {"speed": {"type": "integer", "minimum": 1}}},
    },
    "required": ["mode"],
    "additionalProperties": False,
    "x-rules": [
        {"id": "must", "when": {"mode": "pro"}, "must": {"any": [{"clip": {"present": True}}, {"image": "a:"}]}},
        {
            "id": "table",
            "table": {"by": ["mode"], "rows": [{"mode": "std", "clip": ["a"]}, {"mode": "pro", "clip": "b"}]},
        },
        {"id": "requires", "requires": {"image": ["clip"]}, "severity": "warning", "source": "here"},
        {"id": "conflicts", "conflicts": [["image"], ["media"]], "against": {"section": "there"}},
        {"id": "exactly", "exactly-one": ["image", "clip"], "message": "one"},
        {"id": "combinations", "combinations": {"of": "media", "by": "type", "allow": [["a"], ["a", "b"], []]}},
        {"id": "fields", "combinations": {"of": ["image", "clip"], "allow": [[], ["image"]]}},
        {"id": "limit", "limit": {"of": "media", "where": {"type": "a"}, "least": 0, "most": 2}},
        {"id": "compare", "compare": "sum(media[].n) < 5"},
        {"id": "schema", "schema": {"if": {"required": ["clip"]}, "then": {"maxProperties": 3}}},
        {
            "id": "within",
            "when": {"camera": {"properties": {"speed": {"minimum": 2}}}},
            "must": {"not": {"mode": "std"}},
        },
    ],
    "x-invalid-examples": [{"body": {"mode": "x"}, "rule": "enum", "path": "/mode"}],
}
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 2.5, 8.0, "", "mode", "clip", "a b", [], ["clip"], ["clip", "image"], [1], [[]], {}),
    *({"clip": "a"}, {"present": True}, {"type": "string"}, {"$ref": "#/properties/clip"}, {"section": "here"}),
)
NAMES = (
    *("$ref", "x-foo", "x-rules", "x-source", "minimum", "when", "must", "limit", "description", "clip", "type", "not"),
    *("present", "all", "items", "required", "source", "against", "severity", "oneOf", "properties", "contains", "id"),
)


def places(value: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The ways to every value inside value."""
    yield at
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield from places(member, (*at, key))


def changed(seed: int) -> Any:
    """SMALL with one member removed, renamed, replaced or added."""
    chance = random.Random(seed)
    whole = copy.deepcopy(SMALL)
    *way, last = chance.choice([one for one in places(whole) if one])
    owner: Any = whole
    for step in way:
        owner = owner[step]
    kind = chance.choice(("remove", "rename", "replace", "add"))
    if kind == "remove":
        del owner[last]
    elif kind == "rename" and isinstance(owner, dict):
        owner[chance.choice(NAMES)] = owner.pop(last)
    elif kind == "add" and isinstance(owner[last], dict):
        owner[last][chance.choice(NAMES)] = copy.deepcopy(chance.choice(VALUES))
    else:
        owner[last] = copy.deepcopy(chance.choice(VALUES))
    return whole


def test_what_reading_accepts_has_the_form(tmp_path: Path) -> None:
    files = {
        f"{FOLDER_OF_PROVIDER}/openapi.yaml": OPENAPI % f"              $ref: models/{MODEL}.json",
        f"{FOLDER_OF_PROVIDER}/documents.yaml": "documents:\n  - {id: page, title: The page}\n",
    }
    accepted = refused = 0
    for seed in range(400):
        files[f"{FOLDER_OF_PROVIDER}/models/{MODEL}.json"] = text = json.dumps(changed(seed))
        found = form(tmp_path, files)
        try:
            load(tmp_path)
        except Problems:
            refused += bool(found)
            continue
        accepted += 1
        assert found == [], f"seed {seed}: {text}"
    assert accepted > 50 and refused > 100, "the changes try both sides"
