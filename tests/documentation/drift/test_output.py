"""What drift prints of a page that somebody else wrote: nothing of it is obeyed, by no reader of any of the three forms."""

from __future__ import annotations

import json
import re

from tests.documentation.drift.kite import LOCK, PAGE, Kite, replaced

HOSTILE = "Only \x1b[31mred\x1b[0m ‮kites‬ [click](https://evil.example) <img src=x> @everyone #1 `rm` www.evil.example\x07 fly."


def hostile(kites: Kite) -> None:
    kites.page(replaced(PAGE, "How long it flies.", f"How long it flies. {HOSTILE}"))


def test_the_terminal_gets_no_control_character(kites: Kite) -> None:
    hostile(kites)
    ran = kites.run("documents", "drift", kites.captures)
    assert ran.code == 1
    assert "Only" in ran.out
    assert all(one.isprintable() or one == "\n" for one in ran.out + ran.err)


def test_json_is_json_in_ascii(kites: Kite) -> None:
    hostile(kites)
    ran = kites.run("documents", "drift", kites.captures, "--format", "json")
    assert ran.out.isascii()
    assert any("click" in (one["text"] or "") for one in json.loads(ran.out)[0]["findings"])


def test_markdown_holds_page_text_in_code_spans(kites: Kite) -> None:
    hostile(kites)
    ran = kites.run("documents", "drift", kites.captures, "--format", "markdown")
    assert all(one.isprintable() or one == "\n" for one in ran.out)
    (line,) = (one for one in ran.out.splitlines() if "evil" in one)
    said = line.partition(": ")[2]
    assert said.startswith("``") and said.endswith("``")
    assert "``" not in said[2:-2]


def test_an_option_with_markup_in_it_stays_text(kites: Kite) -> None:
    kites.page(replaced(PAGE, "720p,\n1080p", "720p,\n1080p,\n<b>@all</b>[me](https://evil.example)"))
    ran = kites.run("documents", "drift", kites.captures, "--format", "markdown")
    assert ran.code == 1
    # In the sentence of the finding, and in the code span that shows the page.
    assert "\\<b\\>`@`all\\</b\\>\\[me\\]\\(`https://`evil.example\\)" in ran.out
    assert "https:" not in re.sub(r"`[^`]+`", "", ran.out)


def test_what_cannot_be_read_is_said_in_one_line_and_is_exit_2(kites: Kite) -> None:
    missing = kites.run("documents", "drift", kites.root / "no\x1bwhere")
    assert missing.code == 2
    assert missing.err.splitlines() == [f"reelspec: {kites.root}/no\\x1bwhere: there is no such file"]
    (kites.captures / "kite.txt").write_bytes(b"\xff\xfe")
    broken = kites.run("documents", "drift", kites.captures)
    assert broken.code == 2
    assert "it is no text in UTF-8" in broken.err
    empty = kites.root / "empty"
    empty.mkdir()
    assert kites.run("documents", "drift", empty).err == (
        "reelspec: there are no captures: no file ends in .txt, .md, .mdx or .html\n"
    )
    assert kites.run("documents", "drift").code == 2


def test_a_page_that_is_missing_from_a_folder_is_noted(kites: Kite) -> None:
    kites.edit("specs/kite/documents.yaml", "documents:\n", "documents:\n  - {id: more, title: More}\n")
    (kites.captures / "more.md").write_text("Nothing at all.", encoding="utf-8")
    assert kites.run("documents", "lock", kites.captures, "--incomplete").code == 0
    (kites.captures / "more.md").unlink()
    ran = kites.run("documents", "drift", kites.captures)
    assert (ran.code, ran.err) == (0, "reelspec: note: no capture is of kite/more\n")


def test_a_page_of_somebody_else_is_nobodys(kites: Kite) -> None:
    other = kites.root / "other.md"
    other.write_text("# Weather\n\nIt rains in the north.\n", encoding="utf-8")
    ran = kites.run("documents", "drift", other)
    assert ran.code == 2
    assert "other.md: no page of these documents: it prints no model and no operation" in ran.err


def test_an_error_page_in_the_place_of_the_page_changes_nothing(kites: Kite) -> None:
    before = (kites.root / LOCK).read_bytes()
    for text in ("", "Too many requests. Try again later.\n", "\ufffd\x00\x1b" * 500):
        kites.page(text)
        ran = kites.run("documents", "drift", kites.captures)
        assert (ran.code, ran.out) == (2, "")
        assert "so it may be an error page" in ran.err
        assert kites.run("documents", "lock", kites.captures, "--incomplete").code == 2
    assert (kites.root / LOCK).read_bytes() == before
