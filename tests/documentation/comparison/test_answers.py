"""Facts of a page about the answer against the schema of the operation's response.

Run by pytest.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from reelspec.documentation.comparison import compare, shown
from reelspec.documentation.pages import read_page
from reelspec.language.parser.load import load
from tests.documentation.comparison.test_compare import DOCUMENT, PAGE, SPEC
from tests.support import OPENAPI, provider, write_root

CHOICE = (
    "              oneOf:\n                - $ref: models/reel.yaml\n              discriminator: {propertyName: model}"
)
RESPONSE = """\
        "200":
          description: accepted
          content: {application/json: {schema: {$ref: '#/components/schemas/Task'}}}
components:
  schemas:
    Task:
      type: object
      properties:
        id: {type: string}
        state: {$ref: '#/components/schemas/State'}
        share: {type: number}
        files: {type: array, items: {type: object, properties: {link: {type: string}}}}
        note: {}
    State:
      anyOf: [{enum: [queued, running, done]}, {type: string}]
"""
ANSWER = """\

Response

id
string
state
enum<string>

Available options:
queued,
done
share
integer
files
object[]
Hide child attributes

files.link
string
note
object
"""


def differences(answer: str, response: str = RESPONSE) -> list[str]:
    """The lines about a page with that answer."""
    openapi = (OPENAPI % CHOICE).replace('        "200": {description: accepted}\n', response)
    files = provider({"reel.yaml": SPEC}, discriminator="model", documents=DOCUMENT, openapi=openapi)
    with tempfile.TemporaryDirectory() as folder:
        contract = load(write_root(Path(folder), files))
    one = contract.providers[0]
    return shown([compare(one, one.documents["page"], read_page(PAGE + answer, "page.txt"))])


def test_an_answer_that_the_spec_knows() -> None:
    assert differences(ANSWER) == ["acme/page: 41 facts of page.txt agree, 0 differ, 0 explained"]
    assert differences("") == ["acme/page: 27 facts of page.txt agree, 0 differ, 0 explained"]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("id\nstring", "id\ninteger", "response id: the page, line 44, says integer; the spec says string [type]"),
        (
            "queued,\ndone",
            "queued,\nlost",
            'the values of response state: the page, line 49, says "queued", "lost"; '
            'the spec says "queued", "running", "done" [options]',
        ),
        (
            "share\n",
            "part\n",
            "response part: the page, line 52, says there is such a field; the spec says there is none [field]",
        ),
        (
            "files.link\nstring",
            "files.link\nboolean",
            "response files[].link: the page, line 58, says boolean; the spec says string [type]",
        ),
    ],
)
def test_what_the_spec_does_not_know_is_a_difference(old: str, new: str, line: str) -> None:
    found = differences(ANSWER.replace(old, new, 1))
    assert found[0].startswith("specs/acme/openapi.yaml:")
    assert found[0].endswith(line)
    assert len(found) == 2


def test_a_spec_without_an_answer_is_left_alone() -> None:
    assert differences(ANSWER, '        "200": {description: accepted}\n')[0].startswith("acme/page: 27 facts")
