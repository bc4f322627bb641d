"""Whose page a capture is: what it prints decides, and what is nobody's is said, whatever the file is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.documentation import forms
from tests.documentation.drift.kite import DOCUMENTS, LOCK, MODEL, PAGE, Kite, replaced
from tests.documentation.drift.test_forms import run
from tests.documentation.forms import FORMS

OTHER = PAGE.replace("kite-1", "gull-2").replace("Max 500", "Max 900")
COMMANDS = ("drift", "status", "lock", "compare")


@pytest.mark.parametrize("name", ["kite.txt", "newest.txt"])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_page_of_another_model_is_not_taken(kites: Kite, command: str, name: str) -> None:
    before = (kites.root / LOCK).read_bytes()
    capture = kites.root / name
    capture.write_text(OTHER, encoding="utf-8")
    ran = kites.run("documents", command, capture)
    assert (ran.code, ran.out) == (2, "")
    assert "no page of these documents: it seems to document gull-2, POST /v1/videos" in ran.err
    assert ("and kite/guide is about kite-1" in ran.err) == (name == "kite.txt")
    assert (kites.root / LOCK).read_bytes() == before


@pytest.mark.parametrize("name", ["kite.txt", "newest.txt"])
def test_its_own_page_is_taken_under_any_name(kites: Kite, name: str) -> None:
    capture = kites.root / name
    capture.write_text(replaced(PAGE, "x <= 10", "x <= 12"), encoding="utf-8")
    ran = kites.run("documents", "drift", capture)
    assert (ran.code, ran.err) == (1, "")
    assert "its maximum was 10 and is 12" in ran.out


def test_other_pages_of_a_folder_are_noted(kites: Kite) -> None:
    (kites.captures / "gull.txt").write_text(OTHER, encoding="utf-8")
    ran = kites.run("documents", "drift", kites.captures)
    assert ran.code == 0
    assert "note: " in ran.err and "gull.txt: no page of these documents: it seems to document gull-2" in ran.err


def test_the_page_of_another_operation_is_not_taken(kites: Kite) -> None:
    get = (
        PAGE.replace("POST\n/\nv1\n/\nvideos", "GET\n/\nv1\n/\nvideos\n/\n{id}").split("Body")[0]
        + "Response\n\nid\nstring\n"
    )
    capture = kites.root / "status.txt"
    capture.write_text(get.replace("kite-1", "<string>").replace("--request POST", "--request GET"), encoding="utf-8")
    ran = kites.run("documents", "drift", capture)
    assert (ran.code, ran.out) == (2, "")
    assert "GET /v1/videos/{}" in ran.err


def test_the_page_of_a_sister_operation_of_the_model_is_not_taken(kites: Kite) -> None:
    """A path that no operation has is the new one of a page that is still the same, or of one that ends alike."""
    sister = PAGE.split("Body")[0].replace("videos", "extensions")
    sister += "Body\n\nmodel\nenum<string>\nrequired\n\nWhat goes on.\n\nAvailable options:\nkite-1\n\n"
    sister += "clip\nstring\n\nThe film.\n"
    capture = kites.root / "extensions.txt"
    capture.write_text(sister, encoding="utf-8")
    ran = kites.run("documents", "drift", capture)
    assert (ran.code, ran.out) == (2, "")
    assert "POST /v1/extensions" in ran.err
    capture.write_text(PAGE.replace("POST\n/\nv1\n/\nvideos", "POST\n/\nv2\n/\nclips"), encoding="utf-8")
    ran = kites.run("documents", "drift", capture)
    assert "the operation is POST /v2/clips now" in ran.out


def test_a_model_that_joins_or_leaves_the_list_is_a_change(kites: Kite) -> None:
    kites.page(replaced(PAGE, "Available options:\nkite-1\n", "Available options:\nkite-1,\nkite-1-pro\n"))
    assert ("options", "model") in [(one["kind"], one["section"]) for one in kites.drift()]


def split(kites: Kite) -> None:
    """Let the document be about two models."""
    kites.edit(MODEL, "const: kite-1", "enum: [kite-1, kite-1-pro]")
    kites.page(replaced(PAGE, "Available options:\nkite-1\n", "Available options:\nkite-1,\nkite-1-pro\n"))
    assert kites.run("documents", "lock", "--incomplete", kites.captures).code == 0
    (kites.captures / "kite.txt").unlink()


def test_a_page_on_one_line_is_said_to_be_that(kites: Kite) -> None:
    capture = kites.root / "line.txt"
    capture.write_text(" ".join(PAGE.split("Body", 1)[1].split()), encoding="utf-8")
    ran = kites.run("documents", "drift", capture)
    assert (ran.code, ran.out) == (2, "")
    assert "no parameter stands in it with its type" in ran.err


def test_a_page_that_has_split_is_said(kites: Kite) -> None:
    split(kites)
    for name in ("kite-1", "kite-1-pro"):
        text = PAGE.replace('"model": "kite-1"', f'"model": "{name}"')
        (kites.captures / f"{name}.txt").write_text(
            replaced(text, "options:\nkite-1\n", f"options:\n{name}\n"), encoding="utf-8"
        )
    ran = kites.run("documents", "drift", kites.captures)
    assert (ran.code, ran.out) == (2, "")
    assert "kite/guide: its page has split into" in ran.err
    assert "kite-1-pro.txt (kite-1-pro)" in ran.err


def test_the_same_page_twice_is_no_split(kites: Kite) -> None:
    (kites.captures / "again.txt").write_text(PAGE, encoding="utf-8")
    ran = kites.run("documents", "drift", kites.captures)
    assert ran.code == 2
    assert "is a capture of kite/guide already" in ran.err


def test_a_page_that_says_it_has_moved(kites: Kite) -> None:
    kites.page("# Moved\n\nThis page has moved to https://docs.kite.example/new.\n")
    ran = kites.run("documents", "drift", kites.captures)
    assert ran.code == 2
    assert (
        'the page of kite/guide has moved: it says "This page has moved to https://docs.kite.example/new."' in ran.err
    )


def test_what_all_pages_of_a_provider_say_counts_nothing(kites: Kite) -> None:
    """A page without a model's name is taken by what only one document says."""
    shared = "Every hour more than 100 orders are served worldwide. "
    text = "POST\n/\nv1\n/\nclips\n\n" + PAGE.split("videos\n", 1)[1].replace("kite-1", "kite")
    for sentence in (
        "Which kite flies.",
        "How fine the picture is.",
        "How long it flies.",
        "Where the first picture lies.",
    ):
        text = text.replace(sentence, shared)
    capture = kites.root / "newest.txt"
    capture.write_text(text, encoding="utf-8")
    assert kites.run("documents", "drift", capture).code == 2


def test_pages_out_of_a_collection(kites: Kite, tmp_path: Path) -> None:
    body = "- **model** (string, required): Which kite flies.\n  - Options: `kite-1`\n- **prompt** (string, optional): What.\n"
    mine = f"# Kite\nSource: https://kite.example/kite\n\nPOST /v1/videos\n\n## Body\n\n{body}- **size** (string, optional): a\n"
    other = FORMS["list.md"](forms.REEL)
    file = tmp_path / "llms-full.txt"
    file.write_text(
        f"{other}\n{mine}- **seconds** (integer, optional): b\n- **image** (string, optional): c\n", encoding="utf-8"
    )
    ran = kites.run("documents", "drift", file)
    assert "kite/guide" in ran.out
    file.write_text(f"{other}\n{FORMS['list.md'](forms.FLIGHT).replace('kite-1', 'wing-1')}", encoding="utf-8")
    ran = kites.run("documents", "drift", file)
    assert ran.code == 2
    assert "llms-full.txt: none of its 2 pages is a page of these documents" in ran.err


def test_html_of_a_folder_is_a_capture(tmp_path: Path) -> None:
    root, folder = tmp_path / "repository", tmp_path / "captures"
    root.mkdir()
    folder.mkdir()
    (folder / "flight.html").write_text(FORMS["saved.html"](forms.FLIGHT), encoding="utf-8")
    assert run(root, "new", "acme/kite-1", "--from", folder / "flight.html")[0] == 0
    assert run(root, "documents", "lock", "--incomplete", folder)[0] == 0
    (folder / "flight.html").rename(folder / "kite-1.htm")
    assert run(root, "documents", "drift", folder)[:2] == (
        0,
        f"acme/kite-1: nothing has changed ({folder}/kite-1.htm)\n",
    )


def test_html_in_another_encoding(tmp_path: Path) -> None:
    text = (
        FORMS["saved.html"](forms.FLIGHT)
        .replace("<head>", '<head><meta charset="gb18030">')
        .replace("Name of", "名字 Name of")
    )
    (tmp_path / "page.html").write_bytes(text.encode("gb18030"))
    root = tmp_path / "repository"
    root.mkdir()
    assert run(root, "new", "acme/kite-1", "--from", tmp_path / "page.html")[0] == 0


def test_chrome_of_a_provider_is_set_aside(kites: Kite) -> None:
    around = replaced(
        PAGE, "Where the first picture lies.\n", "Where the first picture lies.\n\nOnly 3 days left!\n\nBuild 2041\n"
    )
    kites.page(around)
    assert any(one["matters"] for one in kites.drift())
    kites.edit(DOCUMENTS, "documents:\n", 'chrome: ["Only 3 days left!", "/Build \\\\d+/"]\ndocuments:\n')
    assert kites.drift() == []
    kites.edit(DOCUMENTS, 'chrome: ["Only 3 days left!", "/Build \\\\d+/"]', "chrome: [/a(/]")
    ran = kites.run("check")
    assert ran.code == 1
    assert "/a(/ is no pattern" in ran.out
    kites.edit(DOCUMENTS, "chrome: [/a(/]", "chrome: [7]")
    assert f"{DOCUMENTS}:1:10: " in kites.run("check").out
