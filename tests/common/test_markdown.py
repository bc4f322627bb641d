"""Text of others in Markdown: what it reads as is what it says, wherever it stands."""

from __future__ import annotations

import pytest

from reelspec.common.markdown import block, code, escaped


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("*a* [c](d) ~x~ a|b $y$ {z}", "\\*a\\* \\[c\\]\\(d\\) \\~x\\~ a\\|b \\$y\\$ \\{z\\}"),
        ("<b>&amp;", "\\<b\\>\\&amp;"),
        ("`rm`", "\\`rm\\`"),
        ("@b, #1 and @@#", "`@`b, `#`1 and `@@#`"),
        ("a@b.example", "a`@`b.example"),
        ("https://a.example www.b.example FTP://c", "`https://`a.example `www.`b.example `FTP://`c"),
        ("https://www.a.example", "`https://www.`a.example"),
        ("`@`", "\\``@`\\`"),
        ("- a", "\\- a"),
        ("+ a - b", "\\+ a - b"),
        ("===", "\\==="),
        ("12. a 3. b", "12\\. a 3. b"),
        ("1) a", "1\\) a"),
        ("0.5", "0\\.5"),
        ("    a  ", "a"),
        ("a\nb\r\u2028\x1b[31m\u202e\u200b", "a\\\\nb\\\\r\\\\u2028\\\\x1b\\[31m\\\\u202e\\\\u200b"),
        ("plain words, 720p", "plain words, 720p"),
    ],
)
def test_text_means_only_itself(text: str, written: str) -> None:
    assert escaped(text) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a", "`a`"),
        ("a`b", "``a`b``"),
        ("```", "```` ``` ````"),
        (" a ", "`  a  `"),
        ("", "`  `"),
        ("a\nb", "`a\\nb`"),
    ],
)
def test_a_code_span_ends_where_it_should(text: str, written: str) -> None:
    assert code(text) == written


def test_a_code_block_ends_where_it_should() -> None:
    assert block(["a", "```` b", "\n```\x1b"], "  ") == [
        "  `````text",
        "  a",
        "  ```` b",
        "  \\n```\\x1b",
        "  `````",
    ]
