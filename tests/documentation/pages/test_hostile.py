"""Pages that nobody wrote for us: any text is read, in time that grows with its length, into facts that it really holds.

Run by pytest. A reader that backtracks or starts over would not come back from the long texts here.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelspec.documentation.pages import PageTooLong, read_page
from reelspec.documentation.pages.types import read_type
from tests.documentation.pages.expected import PAGES
from tests.documentation.pages.test_facts import HERE

PIECES = st.sampled_from(
    [
        "Body\n",
        "\n",
        "Response\n\n",
        "name\n",
        "string\n",
        "integer\n",
        "object[]\n",
        "required\n",
        "default:5\n",
        "{",
        "}",
        "[",
        "Available options:\n",
        "a,\n",
        "Required range: ",
        "0 <= x <= 9\n",
        "Example:\n",
        '"',
        "'",
        "curl ",
        "--data '{\"a\":1}'\n",
        '<ParamField body="a" type="string"',
        ">",
        "/>",
        "</ParamField>\n",
        "<Expandable>",
        "# ",
        "```",
        "```yaml\nopenapi: 3\n",
        "| name | type |\n",
        "|---|---|\n",
        "| a | integer |\n",
        "---\n",
        "title: x\n",
        "• ",
        "- a (string): b\n",
        "Options: a, b",
        "paths: {/a: {post: {requestBody: {content: {a/json: {schema: ",
        "{$ref: '#/a'}",
        "}}}}}}\n",
        "&a [*a]",
        "\u2028",
        "\x00",
        "POST\n/\nv1\n",
    ]
)


@settings(max_examples=100)
@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=40).map("".join)))
def test_any_text_is_read(text: str) -> None:
    page = read_page(text)
    count = text.count("\n") + text.count("\r") + 1
    for one in page.statements:
        assert one.text
        assert 1 <= one.line <= count
    for fact in page.facts:
        assert fact.statement is not None and 0 <= fact.statement < len(page.statements)
    if page.layout == "unknown":
        assert page.facts == ()


@settings(max_examples=40)
@given(st.sampled_from(sorted(PAGES)), st.data())
def test_a_page_that_is_cut_and_mixed_up_is_read(name: str, data: st.DataObject) -> None:
    text = (HERE / name).read_text()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    read_page(text[:start] + data.draw(PIECES) + text[end:])


LONG = 60_000
LONG_TEXTS = {
    "angle brackets": "<" * LONG,
    "tags": "<A/>" * (LONG // 4),
    "open quotes": '<A a="' * (LONG // 6),
    "open braces": "<A a={" * (LONG // 6),
    "braces": "{" * LONG,
    "brace a line": "{\n" * (LONG // 2),
    "commands": "curl 'a\n" * (LONG // 8),
    "ticks and tags": "# a\n" + "`<A " * (LONG // 4),
    "brackets": "# a\n" + "[" * LONG,
    "links": "# a\n" + "[a](" * (LONG // 4),
    "pipes": "|a|b|\n" * (LONG // 6),
    "labels": ("xSupported " + "a" * 20 + " ") * (LONG // 32),
    "option lists": "Body\n\nx\nstring\n" + ("Options: " + "a, " * 500 + "\n") * (LONG // 1500),
    "ranges": "Body\n\nx\ninteger\n" + ("range " * 300 + "\n") * (LONG // 1800),
    "comparisons": "Body\n\nx\ninteger\nRequired range: " + "1 <= " * (LONG // 5),
    "options": "Body\n\nx\nstring\nAvailable options:\n" + "a,\n" * (LONG // 3),
    "glued words": "curl x --data '\n{\n\"a_b\": 1}'\n" + "".join(f"w_{at}x_{at} " for at in range(LONG // 14)),
    "open fields": '<ParamField body="a" type="object">\n' * (LONG // 36),
    "yaml nesting": "# a\n```yaml\nopenapi: 3\npaths: " + "[" * LONG + "\n```",
    "yaml aliases": "# a\n```yaml\nopenapi: &a [x]\n"
    + "".join(f"a{at}: &a{at} [{', '.join([f'*a{at - 1}' if at else '*a'] * 9)}]\n" for at in range(30))
    + "```",
    "schema that holds itself": "# a\n```yaml\nopenapi: 3.1.0\npaths: {/a: {post: {requestBody: {content: {application/json: "
    "{schema: {$ref: '#/s'}}}}}}}\ns: {type: object, properties: {a: {$ref: '#/s'}, b: {$ref: '#/s'}, c: {$ref: '#/s'}}}\n```",
    "zero width": "\u200b" * LONG,
    "combining": "e\u0301" * (LONG // 2),
}


@pytest.mark.parametrize("text", LONG_TEXTS.values(), ids=LONG_TEXTS.keys())
def test_long_texts_are_read(text: str) -> None:
    page = read_page(text)
    assert all(len(one.field) < 500 for one in page.facts)


def test_the_longest_page() -> None:
    with pytest.raises(PageTooLong, match=r"^a\.txt: the page has 2000001 characters"):
        read_page("a" * 2_000_001, "a.txt")


def test_lines_are_counted_as_written_where_one_is_overlong() -> None:
    page = read_page("First.\n" + "word " * 9000 + "\nLast.\n")
    assert [one.line for one in page.statements if one.text in ("First.", "Last.")] == [1, 3]


@given(st.text(alphabet="<>[]| arystringobjecenum,", max_size=60))
def test_any_text_may_stand_for_a_type(text: str) -> None:
    found = read_type(text)
    assert found is None or found.types


def test_text_of_a_page_is_no_code() -> None:
    text = (
        "Body\n\n__import__('os')\nstring\n\n{{ 7 * 7 }} ${HOME} `rm -rf /` <script>alert(1)</script>\nname\nstring\n"
    )
    page = read_page(text)
    assert page.fields() == ("name",)
    assert any("{{ 7 * 7 }}" in one.text for one in page.statements)


def test_tables_in_cells_are_lines_of_theirs() -> None:
    page = read_page(
        "<!doctype html><html><body><table><tr><th>Field</th><th>Type</th><th>Description</th></tr><tr><td>a</td>"
        "<td>string</td><td>Words.<table><tr><td>480p</td><td>fine</td></tr></table></td></tr></table>"
        f"{'<table><tr><td>x' * 600}</body></html>",
        "a.html",
    )
    assert [statement.text for statement in page.statements if statement.field == "a"] == [
        "a string",
        "Words.",
        "480p",
        "fine",
    ]
