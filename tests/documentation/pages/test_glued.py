"""Names that are glued to their types without marks, names that are headings, and values that are all that is said."""

from __future__ import annotations

from typing import Any

import pytest

from reelspec.documentation.pages import read_page

CURL = """\
curl --request POST \\
  --url https://api.plover.example/v1/films \\
  --header 'Authorization: Bearer <token>' \\
  --data '{"prompt": "A plover.", "size": "640*480"}'
"""
GLUED = f"""\
Plover
{CURL}
Request Body
seedinteger
Where chance begins [0, 99].
sizeEnumDefault: "640*480"
How large it is.
Possible values: 640*480, 480*640
promptstring* required
Text description for the desired video content (max 200 characters).
markbooleanDefault: true
Whether it is marked.
"""
HEADED = f"""\
# Plover

{CURL}
## Body

### `seed`

`integer`

Where chance begins.

Required range: 0 <= x <= 99

### `size`

`enum<string>` `default:640*480`

How large it is.

Available options:
640*480,
480*640

### `prompt`

`string` **required**

What there is to see, max 200 characters.

### `mark`

`boolean` `default:true`

Whether it is marked.
"""
TABLE = f"""\
# Plover

{CURL}
## Body

| Name | Type | Required | Default | Description |
|---|---|---|---|---|
| seed | integer | No | null | Where chance begins, between 0 and 99 |
| size | string | No | 480p | 480p, 720p |
| prompt | string | Yes | | What there is to see, max 200 characters |
| mark | boolean | No | true | Whether it is marked |
"""
EXPECTED = {
    ("seed", "type"): "integer",
    ("seed", "range"): (0, 99),
    ("size", "type"): "string",
    ("size", "default"): "640*480",
    ("size", "options"): ("640*480", "480*640"),
    ("prompt", "type"): "string",
    ("prompt", "required"): True,
    ("prompt", "length"): (None, 200),
    ("mark", "type"): "boolean",
    ("mark", "default"): True,
}


@pytest.mark.parametrize(
    "text",
    [
        GLUED,
        HEADED,
        HEADED.replace(" ", "\u00a0").replace("#\u00a0", "# "),
        HEADED.replace("\n", "  \r\n"),
    ],
    ids=["glued", "headings", "spaces that do not break", "spaces behind lines"],
)
def test_the_facts_are_read(text: str) -> None:
    assert facts(text) == EXPECTED


def test_a_cell_of_values_lists_the_options() -> None:
    found = facts(TABLE)
    assert found.pop(("size", "options")) == ("480p", "720p")
    assert found == {
        **{key: value for key, value in EXPECTED.items() if key != ("size", "options")},
        ("size", "default"): "480p",
    }


def test_a_page_whose_words_end_like_types_is_not_glued() -> None:
    assert facts("Body\n\nsubstring\nnointeger\n\nThe text.\n") == {}


def facts(text: str) -> dict[tuple[str, str], Any]:
    """(field, kind) -> value of the body, without that a field is there or optional."""
    return {
        (fact.field, fact.kind): fact.value
        for fact in read_page(text).facts
        if fact.part == "body" and fact.kind != "field" and (fact.kind, fact.value) != ("required", False)
    }
