"""The lock: what it holds, what it never holds, when it is refused, and what `check` says of it without a page."""

from __future__ import annotations

import json

import pytest

from tests.documentation.drift.kite import DOCUMENTS, LOCK, MODEL, PAGE, Kite, replaced


def test_it_holds_no_sentence_of_the_page(kites: Kite) -> None:
    text = (kites.root / LOCK).read_text(encoding="utf-8")
    for line in PAGE.splitlines():
        if line.count(" ") >= 2 and not line.lstrip().startswith(('"', "-", "curl", "Required range")):
            assert line not in text, line
    assert "dunes" not in text


def test_locking_again_writes_the_same_bytes(kites: Kite) -> None:
    before = (kites.root / LOCK).read_bytes()
    (kites.root / LOCK).unlink()
    ran = kites.run("documents", "lock", kites.captures)
    assert (ran.code, ran.out) == (0, f"locked 1 document: wrote {LOCK}\n")
    assert (kites.root / LOCK).read_bytes() == before
    ran = kites.run("documents", "lock")
    assert (ran.code, ran.out) == (0, "1 document locked: nothing has changed\n")


def test_open_statements_are_refused_unless_that_is_asked_for(kites: Kite) -> None:
    kites.page(replaced(PAGE, "How long it flies.", "How long it flies. Only by day."))
    ran = kites.run("documents", "lock", kites.captures)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "reelspec: nothing was locked: 1 statement open (reelspec documents status lists them)\n"
    assert kites.run("documents", "lock", kites.captures, "--incomplete").code == 0
    assert kites.run("documents", "status").code == 1
    ran = kites.run("check")
    words = "nobody answers for 1 statement of guide: reelspec documents status lists them [lock]"
    assert (ran.code, ran.out) == (1, f"{LOCK}:4:5: {words}\n")


def test_facts_that_differ_are_refused(kites: Kite) -> None:
    kites.page(replaced(PAGE, "x <= 10", "x <= 12"))
    ran = kites.run("documents", "lock", kites.captures)
    assert ran.err == "reelspec: nothing was locked: 1 difference (see reelspec documents compare)\n"
    assert kites.run("documents", "lock", kites.captures, "--incomplete").code == 0
    ran = kites.run("check")
    assert ran.code == 1
    assert "page and spec differ in seconds range: reelspec documents compare shows it" in ran.out
    kites.edit(MODEL, "maximum: 10", "maximum: 12")
    assert kites.run("documents", "lock").code == 1  # nobody has looked at the page again
    assert kites.run("documents", "lock", kites.captures).code == 0
    assert kites.run("check").code == 0
    assert kites.drift() == []


def test_an_incomplete_lock_takes_the_page_and_check_says_what_is_missing(kites: Kite) -> None:
    kites.page(replaced(PAGE, "It conflicts with image.", "It conflicts with any image."))
    assert kites.run("documents", "lock", kites.captures).code == 1
    ran = kites.run("documents", "lock", kites.captures, "--incomplete")
    assert ran.code == 0
    assert f"{DOCUMENTS}:8:30: no statement of the page is d64c392f [document-statement]\n" in ran.out
    assert f"{DOCUMENTS}:8:30:" in kites.run("check").out
    assert kites.drift() == []


def test_check_says_when_an_element_that_claims_is_gone(kites: Kite) -> None:
    kites.edit(MODEL, "  image: {type: string}\n", "  picture: {type: string}\n")
    kites.edit(MODEL, "conflicts: [[image], [voice_url]]", "conflicts: [[picture], [voice_url]]")
    ran = kites.run("check")
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f"{LOCK}:")
    assert lines[0].endswith(
        "a statement is claimed by what is gone: models/kite-1.yaml#/properties/image: there is no image [lock]"
    )


def test_check_says_when_a_field_says_no_longer_what_it_claims(kites: Kite) -> None:
    kites.edit(MODEL, "    maxLength: 500\n", "")
    ran = kites.run("check")
    assert ran.code == 1
    (line,) = ran.out.splitlines()
    assert "claimed by models/kite-1.yaml#/properties/prompt" in line
    assert line.endswith("specs and documents.yaml have it open now: run reelspec documents lock [lock]")


def test_rules_and_fields_may_change_places(kites: Kite) -> None:
    text = (kites.root / MODEL).read_text(encoding="utf-8")
    start, end = text.index("  - id: short"), text.index("  - id: blank")
    first, _, second = text[start:end].partition("  - id: image-voice")
    moved = f"{text[:start]}  - id: image-voice{second}{first}{text[end:]}"
    (kites.root / MODEL).write_text(moved, encoding="utf-8")
    assert kites.run("check").code == 0
    assert kites.run("documents", "lock").out == "1 document locked: nothing has changed\n"


def test_generate_does_not_care(kites: Kite) -> None:
    assert kites.run("generate").code == 0
    with (kites.root / LOCK).open("a", encoding="utf-8") as stream:
        stream.write("\n")
    assert "Nothing has changed" in kites.run("generate").out


def test_a_document_that_is_gone_is_said_and_then_dropped(kites: Kite) -> None:
    lock = json.loads((kites.root / LOCK).read_text(encoding="utf-8"))
    lock["documents"]["old"] = lock["documents"]["guide"]
    (kites.root / LOCK).write_text(json.dumps(lock, indent=1), encoding="utf-8")
    assert "documents.yaml has no document old: run reelspec documents lock [lock]" in kites.run("check").out
    assert kites.run("documents", "lock").code == 0
    assert kites.run("check").code == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "[syntax]"),
        ("[]", "this is no lock of version 2"),
        ('{"version": 3}', "this is no lock of version 2"),
        (
            '{"version": 1}',
            "this lock is of version 1, which remembers less of pages than version 2: run reelspec documents",
        ),
        ('{"version": 2, "documents": {"guide": []}}', "fields is missing or of another type"),
        (
            '{"version": 2, "documents": {"guide": {"fields": {"body": {"a": 1}}}}}',
            "the facts of a field are a mapping",
        ),
        ('{"version": 2, "documents": {"guide": {"fields": {}, "statements": [{}]}}}', "sha256 is missing"),
        (
            '{"version": 2, "documents": {"guide": {"fields": {}, "statements": [{"sha256": "x", "section": ""}]}}}',
            "a fingerprint has 16 hexadecimal digits",
        ),
        (
            '{"version": 2, "documents": {"guide": {"fields": {}, "statements": '
            '[{"sha256": "0123456789abcdef", "section": "", "terms": [1]}]}}}',
            "a list of texts is expected",
        ),
        ('{"version": 2, "documents": {}, "document": {}}', "a lock has no member document; did you mean documents?"),
        (
            '{"version": 2, "documents": {"guide": {"fields": {}, "statments": [], "statements": []}}}',
            "a page has no member statments; did you mean statements?",
        ),
        (
            '{"version": 2, "documents": {"guide": {"fields": {}, "statements": '
            '[{"sha256": "0123456789abcdef", "section": "", "term": []}]}}}',
            "a statement has no member term; did you mean terms?",
        ),
    ],
)
def test_a_broken_lock_is_a_located_problem(kites: Kite, text: str, words: str) -> None:
    (kites.root / LOCK).write_text(text, encoding="utf-8")
    for arguments in (["check"], ["documents", "status"], ["documents", "drift", kites.captures]):
        ran = kites.run(*arguments)
        assert ran.code == 1
        assert ran.out.startswith(f"{LOCK}:1:")
        assert words in ran.out


def test_other_words_are_accepted_without_editing_a_fingerprint(kites: Kite) -> None:
    before = (kites.root / DOCUMENTS).read_text(encoding="utf-8")
    text = replaced(PAGE, "It conflicts with image.", "It cannot be used together with image.")
    kites.page(
        replaced(text, "In 1080p only flights of 5 seconds are possible.", "Only flights of 5 s are possible in 1080p.")
    )
    assert kites.run("documents", "drift", kites.captures).code == 0
    assert kites.run("documents", "lock", kites.captures).code == 1
    assert (kites.root / DOCUMENTS).read_text(encoding="utf-8") == before
    ran = kites.run("documents", "lock", kites.captures, "--accept-wording")
    assert (ran.code, ran.err.splitlines()[0]) == (0, f"{DOCUMENTS}: wrote 2 new fingerprints")
    after = (kites.root / DOCUMENTS).read_text(encoding="utf-8")
    lines = [(old, new) for old, new in zip(before.split("\n"), after.split("\n"), strict=True) if old != new]
    assert [old.split(":")[0].strip() for old, _ in lines] == ["/x-rules/short-when-large", "/x-rules/image-voice"]
    assert kites.run("documents", "drift", kites.captures).out.startswith("kite/guide: nothing has changed")
    assert kites.run("check").code == 0


def test_another_meaning_is_not_accepted_as_wording(kites: Kite) -> None:
    kites.page(replaced(PAGE, "only flights of 5 seconds", "only flights of 4 seconds"))
    ran = kites.run("documents", "lock", kites.captures, "--accept-wording")
    assert ran.code == 1
    assert "new fingerprint" not in ran.err
    assert "d01ea014" in (kites.root / DOCUMENTS).read_text(encoding="utf-8")


def test_a_lock_of_an_older_version_is_refused_until_every_page_is_at_hand(kites: Kite) -> None:
    kites.edit(LOCK, '"version": 2', '"version": 1')
    assert "this lock is of version 1" in kites.run("documents", "drift", kites.captures).out
    ran = kites.run("documents", "lock")
    assert (ran.code, "no capture of kite/guide is at hand" in ran.err) == (2, True)
    assert kites.run("documents", "lock", kites.captures).code == 0
    assert kites.run("documents", "drift", kites.captures).code == 0


NOTES = """\
# Notes

## Kite

- `GET https://api.kite.example/v1/videos/{id}`, header `Authorization: Bearer <token>`; path parameter `id` (string, required).
- Answer: `id`, `status` (queued, done), `share` (0 to 100).

## Wasp

- Answer: `id`, `status` (new, old).
"""


def test_one_capture_may_hold_the_pages_of_several_documents(kites: Kite) -> None:
    more = "".join(f"  - {{id: {name}, title: Notes, page: 'notes.md#{name.title()}'}}\n" for name in ("kite", "wasp"))
    with (kites.root / DOCUMENTS).open("a", encoding="utf-8") as stream:
        stream.write(more)
    notes = kites.captures / "notes.md"
    notes.write_text(NOTES, encoding="utf-8")
    assert "locked 3 documents" in kites.run("documents", "lock", kites.captures, "--incomplete").out
    notes.write_text(NOTES.replace("(queued, done)", "(queued, done, lost)"), encoding="utf-8")
    ran = kites.run("documents", "drift", kites.captures, "--format", "json")
    found = {one["document"]: [each for each in one["findings"] if each["matters"]] for one in json.loads(ran.out)}
    assert {document: len(several) for document, several in found.items()} == {
        "kite/guide": 0,
        "kite/kite": 1,
        "kite/wasp": 0,
    }
    (only,) = found["kite/kite"]
    assert (only["kind"], only["section"], only["message"], only["line"]) == (
        "options",
        "response status",
        'new options: "lost"',
        6,
    )


def test_an_inference_needs_an_element(kites: Kite) -> None:
    kites.edit(DOCUMENTS, "    aside:\n", "    inferences:\n      /required/prompt: the example has one\n    aside:\n")
    ran = kites.run("check")
    assert f"{DOCUMENTS}:10:7: models/kite-1.yaml#/required/prompt: there is no prompt [document-element]\n" in ran.out
