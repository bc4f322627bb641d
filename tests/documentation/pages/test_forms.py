"""One page in many forms says the same: every fact, whatever a site, a crawler or a browser has made of its lines."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from reelspec.documentation.pages import Page, PageRefused, read_page, read_pages
from reelspec.documentation.pages.chinese import english
from reelspec.documentation.pages.chrome import chrome_of, content
from tests.documentation import forms
from tests.documentation.forms import FORMS, PAGES


def facts(page: Page) -> dict[tuple[str, str, str], Any]:
    """(part, field, kind) -> value."""
    return {(one.part, one.field, one.kind): one.value for one in page.facts}


def expected(page: forms.Page) -> dict[tuple[str, str, str], Any]:
    """What a careful reader finds in a page, by its own description."""
    found: dict[tuple[str, str, str], Any] = {
        ("header", "Authorization", "field"): None,
        ("header", "Authorization", "type"): "string",
        ("header", "Authorization", "required"): True,
    }
    for part, fields in (("body", page.fields), ("response", page.answer)):
        for one in fields:
            kind = one.type.removeprefix("enum<").removesuffix(">")
            found[part, one.name, "field"] = None
            found[part, one.name, "type"] = "array" if kind.endswith("[]") else kind
            found[part, one.name, "required"] = one.required
            if kind.endswith("[]"):
                found[part, f"{one.name}[]", "type"] = kind[:-2]
            if one.default is not None:
                found[part, one.name, "default"] = one.default
            if one.options:
                found[part, one.name, "options"] = one.options
            if one.limit is not None:
                what = "length" if kind == "string" else "items" if kind.endswith("[]") else "range"
                found[part, one.name, what] = one.limit
    return found


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("form", FORMS)
def test_every_form_says_the_same(form: str, name: str) -> None:
    page = read_page(FORMS[form](PAGES[name]), form)
    said = {
        key: value for key, value in facts(page).items() if key[0] != "operation"
    }  # an OpenAPI block says more of that
    assert said == expected(PAGES[name])
    if form != "list.md":
        assert page.endpoint is not None
        assert (page.endpoint.method, page.endpoint.path) == ("POST", PAGES[name].path)


def test_structure_has_the_same_fingerprints_in_every_form() -> None:
    """Of the lines that the layout makes, and of the descriptions."""
    said = [one.text for one in read_page(FORMS["rendered.txt"](forms.FLIGHT)).statements if one.kind != "code"]
    for form in ("flattened.txt", "types-glued-to-names.txt", "options-as-items.txt", "with-chrome.txt", "saved.html"):
        found = [one.text for one in read_page(FORMS[form](forms.FLIGHT), form).statements if one.kind != "code"]
        assert found == said, form


def test_values_that_are_words_of_chrome_stay_values() -> None:
    page = read_page(
        "POST\n/\nv1\n\nBody\n\nmodel\nstring\n\ntheme\nenum<string>\n\nLook.\n\nAvailable options:\nLight,\nDark,\nSystem\n"
        "search\nenum<string>\n\nAvailable options:\nYes,\nNo\nx\ninteger\n\nFar.\n"
    )
    assert page.about("body", "theme")["options"].value == ("Light", "Dark", "System")
    assert page.about("body", "search")["options"].value == ("Yes", "No")
    assert "x" in page.fields()


def test_chrome_of_a_provider() -> None:
    lines = ["Ask the kite bot", "Version 12", "Body", "Version twelve"]
    mine = chrome_of(["ask the kite bot", r"/Version \d+/"])
    assert content(lines)[0] == [0, 1, 2, 3]
    assert content(lines, mine)[0] == [2, 3]


@pytest.mark.parametrize(
    ("text", "translated"),
    [
        ("size", "size"),
        ("默认值：5", "Default: 5"),
        ("取值范围：2～10", "Range: 2~10"),
        ("最多 500 个字符。", "at most 500 characters."),
        ("可选值：720P、1080P（默认）", "Available options: 720P, 1080P (Default)"),
    ],
)
def test_words_of_layout_in_chinese(text: str, translated: str) -> None:
    assert english(text) == translated


@pytest.mark.parametrize(
    ("type", "sentence", "kind", "value"),
    [
        ("string", "提示词，最多 500 个字符。", "length", (None, 500)),
        ("integer", "视频时长（秒），取值范围：2-10。", "range", (2, 10)),
        ("integer", "默认为 5。", "default", 5),
        ("string", "可选值：480P、720P。", "options", ("480P", "720P")),
        ("integer", "当使用图片时，取值范围：2-10。", "range", None),
        ("integer", "Default: 5 Video duration (seconds)Range: 3-15", "default", 5),
        ("integer", "Default: 5 Video duration (seconds)Range: 3-15", "range", (3, 15)),
        ("string", 'How fine it is Default value: `"720p"`', "default", "720p"),
        ("string", "What is to be seenMaximum 1000 characters", "length", (None, 1000)),
        ("integer", "image-to-video supports up to 10.", "range", None),
        ("integer", "kite-1-pro supports up to 10.", "range", None),
        ("integer", "Pro: 4-12 seconds; Lite: 4-8 seconds", "range", None),
        ("integer", "Range: 3-15, Default: 5", "range", (3, 15)),
    ],
)
def test_sentences(type: str, sentence: str, kind: str, value: object) -> None:
    page = read_page(f"Body\n\nfield\n{type}\n\n{sentence}\n")
    found = page.about("body", "field")
    assert (found[kind].value if kind in found else None) == value


@pytest.mark.parametrize(
    ("lines", "marks"),
    [
        ("clip\nstring\nrequired", {"required": True}),
        ("clip string required", {"required": True}),
        ("clipstringrequired\nsizeenum<string>required", {"required": True}),
        ("clip (string, required): What to see.", {"required": True}),
        ("**clip** `string` *required*", {"required": True}),
        ("clip string default:720p How fine it is.", {"default": "720p"}),
        ("clip integer default:5 How long it is.", {"default": 5, "type": "integer"}),
        ("clip\n\nstring\n\nrequired", {"required": True}),
        ("clip：字符串，必填", {"required": True, "type": "string"}),
    ],
)
def test_signatures(lines: str, marks: dict[str, object]) -> None:
    found = read_page(f"Body\n\nother\nstring\n\nText of it.\n\n{lines}\n").about("body", "clip")
    assert {kind: found[kind].value for kind in marks} == marks  # type: ignore[index]


def test_prose_is_no_signature() -> None:
    page = read_page("Body\n\nclip\nstring\n\na string that is long\nThis number is odd.\nany string\nno object here\n")
    assert page.fields() == ("clip",)


def test_html_without_its_parser_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "selectolax.lexbor", None)
    with pytest.raises(PageRefused, match=r"^a\.html: it is HTML, which needs a parser: pip install .*\[html\]'"):
        read_page(FORMS["saved.html"](forms.FLIGHT), "a.html")


def test_html_that_a_script_fills_is_refused() -> None:
    text = "<!DOCTYPE html><html><body><div id='root'></div><script>start()</script></body></html>"
    with pytest.raises(PageRefused, match=r"^a\.html: it is HTML in which no list of parameters stands"):
        read_page(text, "a.html")


def test_html_of_lists_and_tables() -> None:
    text = (
        "<!doctype html><main><h1>Kite</h1><h2>Body</h2><table><tr><th>Name<th>Type<th>Required<th>Description"
        "<tr><td><code>size</code><td>string<td>Yes<td>One of: <code>a</code>, <code>b</code></table>"
        "<h2>Response</h2><ul><li><b>id</b> (<i>string</i>, required): The number.</ul></main>"
    )
    page = read_page(text)
    assert page.title == "Kite"
    assert facts(page)["body", "size", "options"] == ("a", "b")
    assert facts(page)["response", "id", "required"] is True


def test_deep_and_broken_html_is_read() -> None:
    page = read_page("<!doctype html><h2>Body</h2>" + "<div>" * 1500 + "size<div>string<div>required")
    assert page.fields() == ("size",)
    with pytest.raises(PageRefused, match="nested deeper than 2000"):
        read_page("<!doctype html><" + "<table><tr><td>" * 3000)


def test_pages_of_a_collection() -> None:
    several = [
        "# Kite\nSource: https://kite.example/docs/flights\n\n" + FORMS["openapi.md"](forms.FLIGHT),
        FORMS["list.md"](forms.REEL),
        "# Talk\nSource: https://kite.example/docs/talk\n\n" + FORMS["tags.md"](forms.TALK).split("---\n", 2)[2],
    ]
    text = "\n".join(several)
    pages = read_pages(text, "llms-full.txt")
    assert [one.name for one in pages] == [
        "https://kite.example/docs/flights",
        "llms-full.txt (Make a reel)",
        "https://kite.example/docs/talk",
    ]
    assert [one.fields()[1] for one in pages] == ["prompt", "image_url", "script"]
    lines = text.split("\n")
    assert all(
        "image_url" in lines[one.line - 1] for one in pages[1].facts if one.field == "image_url" and one.kind == "field"
    )


def test_a_page_with_several_titles_is_one_page() -> None:
    assert len(read_pages("# Kite\n\nText.\n\n# Body\n\n- size (string): a\n\n# Response\n\n- id (string): b\n")) == 1


def test_a_page_that_begins_with_its_list_has_no_navigation() -> None:
    page = read_page(
        "Body\n\nmodel\nenum<string>\nrequired\n\nAvailable options:\nreel\nsize\nenum<string>\n\nSmall.\n"
    )
    assert page.fields() == ("model", "size")
    page = read_page("Input\n\nprompt\nstring\nrequired\nsize\nstring\nrequired\n\nSmall.\n")
    assert page.fields() == ("prompt", "size")
