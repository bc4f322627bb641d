"""Facts of a page against the fields of a spec: every kind of difference with its place, and what explains one.

Run by pytest. The run over the five captures is skipped where they are not beside the repository.
"""

from __future__ import annotations

import json
import tempfile
import textwrap
from pathlib import Path

import pytest

from reelspec.documentation.comparison import Comparison, as_json, compare, shown
from reelspec.documentation.pages import read_page
from reelspec.language.parser.load import load
from tests.documentation.pages.test_facts import DOCUMENTS
from tests.support import provider, write_root

PAGE = """\
Body

model
enum<string>
required

Available options:
reel,
reel-mini
prompt
string
required

At most 80 characters.

size
enum<string>
default:720p

Available options:
480p,
720p
seconds
integer
default:5

Required range: 2 <= x <= 9
pieces
object[]

Required array length: 1 - 3 elements
Hide child attributes

pieces.kind
enum<string>
required

Available options:
still,
loop
"""
SPEC = """\
type: object
x-source: {document: page}
properties:
  model: {type: string, enum: [reel, reel-mini]}
  prompt: {type: string, maxLength: 80}
  size: {type: string, enum: [480p, 720p], default: 720p}
  seconds: {type: integer, minimum: 2, maximum: 9, default: 5}
  pieces:
    type: array
    minItems: 1
    maxItems: 3
    items:
      type: object
      properties:
        kind: {type: string, enum: [still, loop]}
      required: [kind]
required: [model, prompt]
additionalProperties: false
"""
DOCUMENT = "documents:\n  - id: page\n    title: The page\n"


def compared(spec: str = SPEC, page: str = PAGE, documents: str = DOCUMENT, **models: str) -> Comparison:
    """The comparison of a page with a provider of one model file (and others)."""
    files = {"reel.yaml": spec, **{f"{name}.yaml": textwrap.dedent(text) for name, text in models.items()}}
    with tempfile.TemporaryDirectory() as folder:
        contract = load(write_root(Path(folder), provider(files, discriminator="model", documents=documents)))
    one = contract.providers[0]
    return compare(one, one.documents["page"], read_page(page, "page.txt"))


def test_a_spec_that_says_what_the_page_says() -> None:
    found = compared()
    assert found.differences == ()
    assert found.agreed == len([one for one in read_page(PAGE).facts if one.part == "body"])
    assert shown([found]) == ["acme/page: 27 facts of page.txt agree, 0 differ, 0 explained"]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "maxLength: 80",
            "maxLength: 90",
            "5:37: the length of prompt: the page, line 14, says at most 80; the spec says at most 90 [length]",
        ),
        (
            ", maxLength: 80",
            "",
            "5:3: the length of prompt: the page, line 14, says at most 80; the spec says nothing [length]",
        ),
        (
            "enum: [480p, 720p]",
            "enum: [480p, 720p, 1080p]",
            '6:30: the values of size: the page, line 20, says "480p", "720p"; '
            'the spec says "480p", "720p", "1080p" [options]',
        ),
        (
            "default: 720p",
            "default: 480p",
            '6:53: size: the page, line 16, says default "720p"; the spec says default "480p" [default]',
        ),
        (
            "{type: integer, minimum: 2",
            "{type: number, minimum: 2",
            "7:19: seconds: the page, line 23, says integer; the spec says number [type]",
        ),
        (
            "minimum: 2",
            "exclusiveMinimum: 2",
            "7:46: the range of seconds: the page, line 27, says 2 to 9; the spec says 3 to 9 [range]",
        ),
        (
            "minItems: 1",
            "minItems: 2",
            "10:15: the number of items of pieces: the page, line 31, says 1 to 3; the spec says 2 to 3 [items]",
        ),
        (
            "required: [kind]",
            "required: []",
            "15:9: pieces[].kind: the page, line 34, says required; the spec says optional [required]",
        ),
        (
            "required: [model, prompt]",
            "required: [model, prompt, size]",
            "17:27: size: the page, line 16, says optional; the spec says required [required]",
        ),
        (
            "  prompt: {type: string, maxLength: 80}\n",
            "  prompt: {type: string, maxLength: 80}\n  sound: {type: boolean}\n",
            "6:3: sound: the page says no such field; the spec says there is one [field]",
        ),
        (
            "        kind: {type: string, enum: [still, loop]}\n      required: [kind]\n",
            "        sort: {type: string}\n",
            "15:9: pieces[].sort: the page says no such field; the spec says there is one [field]",
        ),
        (
            "        kind: {type: string, enum: [still, loop]}\n      required: [kind]\n",
            "        sort: {type: string}\n",
            "14:7: pieces[].kind: the page, line 34, says there is such a field; the spec says there is none [field]",
        ),
    ],
)
def test_every_kind_of_difference_has_its_place(old: str, new: str, line: str) -> None:
    assert old in SPEC
    found = shown([compared(SPEC.replace(old, new, 1))])
    assert any(one.endswith(line) and one.startswith("specs/acme/models/reel.yaml:") for one in found), found


def test_one_difference_is_one_line() -> None:
    found = compared(SPEC.replace("maxLength: 80", "maxLength: 90"))
    assert [(one.key, one.line, one.explanation) for one in found.differences] == [("prompt length", 14, None)]
    assert len(found.open) == 1
    assert shown([found])[-1] == "acme/page: 26 facts of page.txt agree, 1 differs, 0 explained"


def test_an_explanation_closes_a_difference() -> None:
    documents = DOCUMENT + "    differences:\n      prompt length: a letter says 90\n"
    found = compared(SPEC.replace("maxLength: 80", "maxLength: 90"), documents=documents)
    assert found.open == ()
    assert [one.explanation for one in found.differences] == ["a letter says 90"]
    assert shown([found])[0] == "acme/page: 26 facts of page.txt agree, 0 differ, 1 explained"
    assert shown([found], explained=True)[0].endswith("says at most 90; explained: a letter says 90")
    assert json.loads(json.dumps(as_json(found)))["differences"][0] == {
        "field": "prompt",
        "kind": "length",
        "file": "specs/acme/models/reel.yaml",
        "line": 5,
        "column": 37,
        "pageLine": 14,
        "page": "at most 80",
        "spec": "at most 90",
        "explanation": "a letter says 90",
    }


def test_an_explanation_that_explains_nothing_is_reported() -> None:
    documents = DOCUMENT + "    differences:\n      prompt length: a letter says 90\n"
    found = shown([compared(documents=documents)])
    assert found[0] == (
        "specs/acme/documents.yaml:5:7: documents.yaml explains prompt length, "
        "but page and spec do not differ here: take it out [explanation]"
    )


def test_an_inference_of_the_spec_explains_itself() -> None:
    spec = SPEC.replace(
        "  size: {type",
        "  sound: {type: boolean, x-source: {section: 'sound (inference: all reels have it)'}}\n  size: {type",
    )
    found = compared(spec)
    assert [(one.key, one.explanation) for one in found.differences] == [("sound field", "all reels have it")]
    assert found.open == ()


def test_a_page_about_two_files_is_compared_with_both() -> None:
    mini = SPEC.replace("[reel, reel-mini]", "[reel-mini]")
    found = compared(SPEC.replace("[reel, reel-mini]", "[reel]"), mini=mini)
    assert found.differences == ()
    found = compared(SPEC.replace("[reel, reel-mini]", "[reel]"), mini=mini.replace("maximum: 9", "maximum: 8"))
    assert [(one.key, one.place.file) for one in found.differences] == [
        ("seconds range", "specs/acme/models/mini.yaml")
    ]


def test_files_of_other_documents_are_left_alone() -> None:
    other = (
        SPEC.replace("[reel, reel-mini]", "[other]").replace("document: page", "document: guide").replace("80", "70")
    )
    documents = DOCUMENT + "  - id: guide\n    title: The guide\n"
    assert compared(documents=documents, other=other).differences == ()


def test_fields_that_an_example_shows_are_on_the_page() -> None:
    page = PAGE.replace(
        "Hide child attributes\n\npieces.kind\nenum<string>\nrequired\n\nAvailable options:\nstill,\nloop\n", ""
    )
    request = (
        'curl https://a.example/videos --data \'\n{\n  "model": "reel",\n  "pieces": [{"kind": "still"}]\n}\n\'\n\n'
    )
    keys = [one.key for one in compared(page=request + page).differences]
    assert keys == ["pieces[].kind options"]
    assert [one.key for one in compared(page=page).differences] == ["pieces[].kind field"]


def test_a_page_without_a_list_speaks_only_of_what_it_says() -> None:
    flat = 'curl --data \'\n{\n"model": "reel",\n"size": "720p"\n}\n\'size supports only 480p and 1080p.\n'
    found = compared(page=flat)
    assert [one.key for one in found.differences] == ["size options"]
    assert compared(page="Nothing is said here.").differences == ()


def test_references_and_objects_that_hold_themselves() -> None:
    spec = """\
    type: object
    x-source: {document: page}
    properties:
      model: {type: string, enum: [reel, reel-mini]}
      prompt: {$ref: '#/$defs/prompt'}
      size: {allOf: [{type: string, enum: [480p, 720p]}], default: 720p}
      seconds: {type: integer, minimum: 2, maximum: 9, default: 5}
      pieces: {type: array, minItems: 1, maxItems: 3, items: {$ref: '#/$defs/piece'}}
    required: [model, prompt]
    additionalProperties: false
    $defs:
      prompt: {type: string, maxLength: 80}
      piece:
        type: object
        properties:
          kind: {type: string, enum: [still, loop]}
          inner: {$ref: '#/$defs/piece', x-source: {section: 'inner (inference: pieces nest)'}}
        required: [kind]
    """
    found = compared(textwrap.dedent(spec))
    assert found.open == ()
    assert {one.field for one in found.differences} == {"pieces[].inner"}


def test_the_operation_as_a_whole_is_compared_too() -> None:
    block = """\
# A page

```yaml
openapi: 3.1.0
servers: [{url: https://api.acme.example}]
security: [{key: []}]
paths:
  /videos:
    post:
      deprecated: true
      requestBody: {content: {application/json: {schema: {type: object, required: [model, prompt], properties: {
        model: {type: string, enum: [reel, reel-mini]}, prompt: {type: string, maxLength: 80, pattern: a},
        size: {type: string, enum: [480p, 720p], default: 720p},
        seconds: {type: integer, minimum: 2, maximum: 9, default: 5},
        pieces: {type: array, minItems: 1, maxItems: 3, items: {type: object, required: [kind], properties: {
          kind: {type: string, enum: [still, loop]}}}}}}}}}
      responses: {'200': {description: accepted}, '402': {description: refused}}
components: {securitySchemes: {key: {type: http, scheme: bearer}}}
```
"""
    found = compared(page=block)
    assert [(one.key, one.page, one.spec) for one in found.differences] == [
        ("prompt pattern", 'pattern "a"', "nothing"),
        ("operation security", "http bearer", "none"),
        ("operation responses", "200, 402", "200"),
    ]
    moved = compared(page=block.replace("/videos:", "/films:"))
    assert ("operation endpoint", "POST /films", "POST /videos") in [
        (one.key, one.page, one.spec) for one in moved.differences
    ]


REPOSITORY = Path(__file__).parents[3]


def test_the_five_documents_differ_in_nothing_that_is_not_explained() -> None:
    if not DOCUMENTS.is_dir():
        pytest.skip("the captures of the documents are not at ../shared/documents, seen from the repository")
    contract = load(REPOSITORY)
    found = [
        compare(one, document, read_page((DOCUMENTS / document.page).read_text(encoding="utf-8"), document.page))
        for one in contract.providers
        for document in one.documents.values()
        if document.page is not None and (DOCUMENTS / document.page).is_file()
    ]
    assert len(found) == 5
    assert [line for one in found for line in shown([one]) if one.open] == []
    assert sum(one.agreed for one in found) > 190
