"""Who answers for the statements of a page: what follows from the spec, what documents.yaml says, and what is refused."""

from __future__ import annotations

import json

import pytest

from reelspec.documentation.coverage.terms import binding, terms_of
from tests.documentation.drift.kite import DOCUMENTS, LOCK, MODEL, PAGE, Kite, replaced


def status(kites: Kite) -> dict[str, object]:
    """The status of the one provider."""
    ran = kites.run("documents", "status", kites.captures, "--format", "json")
    (found,) = json.loads(ran.out)
    assert ran.code == (0 if found["good"] else 1)
    return dict(found)


def counts(kites: Kite) -> object:
    documents = status(kites)["documents"]
    assert isinstance(documents, list)
    return documents[0]["counts"]


def test_everything_is_accounted_for(kites: Kite) -> None:
    assert counts(kites) == {"claimed": 25, "navigation": 3, "server behaviour": 3}
    assert kites.run("documents", "status").out == (
        "kite/guide: 31 statements: 25 claimed, 3 server behaviour, 3 navigation\n"
        "kite: 10 constraints, 1 of them inferred, 0 without a statement\n"
    )


def test_a_statement_that_nobody_answers_for_is_open(kites: Kite) -> None:
    kites.edit(DOCUMENTS, '      /x-rules/short-when-large: ["d01ea014"]\n', "")
    ran = kites.run("documents", "status", kites.captures)
    assert ran.code == 1
    assert '  open: "d01ea014" Body / size: In 1080p only flights of 5 seconds are possible.\n' in ran.out
    assert f"  {MODEL}:23:5: no statement says models/kite-1.yaml#/x-rules/short-when-large\n" in ran.out


@pytest.mark.parametrize(
    ("sentence", "claimed"),
    [
        ("The wind helps.", True),
        ("The default is 5.", True),
        ("The default is 6.", False),  # a number that is not the field's
        ("The default is 10.", False),  # one that is, but not its default
        ("Range 2 to 10, optional.", True),
        ("Range 2 to 10, required.", False),  # it is not
        ("At most 10.", True),
        ("Best in 720p.", False),  # an option of another field
        ("Only 2 to 10.", False),  # what a rule says, or an author
        ("Supports 2 to 10.", True),
        ("Does not support 10.", False),
        ("Supports 10, except by night.", False),
    ],
)
def test_a_field_claims_only_what_its_schema_says(kites: Kite, sentence: str, claimed: bool) -> None:
    kites.page(replaced(PAGE, "How long it flies.", f"How long it flies. {sentence}"))
    ran = kites.run("documents", "status", kites.captures)
    assert (f"Body / seconds: {sentence}\n" not in ran.out) == claimed
    assert ran.code == (0 if claimed else 1)


@pytest.mark.parametrize("sentence", ["Range 1 to 11.", "Supports 1 to 11.", "At least 1, at most 11."])
def test_a_field_claims_what_its_exclusive_bounds_say(kites: Kite, sentence: str) -> None:
    kites.edit(MODEL, "    minimum: 2\n    maximum: 10\n", "    exclusiveMinimum: 1\n    exclusiveMaximum: 11\n")
    kites.page(replaced(PAGE, "How long it flies.", f"How long it flies. {sentence}"))
    assert f"Body / seconds: {sentence}\n" not in kites.run("documents", "status", kites.captures).out


@pytest.mark.parametrize(
    ("old", "new", "element"),
    [
        ("    minimum: 2\n", "    minimum: 3\n", "seconds/minimum"),
        ("    maximum: 10\n", "    maximum: 10\n    multipleOf: 0.5\n", "seconds/multipleOf"),
        ("enum: [720p, 1080p]", "enum: [720p, 1080p, 2160p]", "size/enum"),
        ("  image: {type: string}", "  image: {type: string, maxLength: 2000}", "image/maxLength"),
    ],
)
def test_a_limit_that_no_statement_says_is_no_constraint_of_the_page(
    kites: Kite, old: str, new: str, element: str
) -> None:
    kites.edit(MODEL, old, new)
    ran = kites.run("documents", "status", kites.captures)
    assert ran.code == 1
    assert f"no statement says models/kite-1.yaml#/properties/{element}\n" in ran.out
    kites.edit(DOCUMENTS, "    aside:\n", f"    inferences:\n      /properties/{element}: it was tried\n    aside:\n")
    assert "no statement says" not in kites.run("documents", "status", kites.captures).out


def test_a_bound_between_the_ends_of_a_list_is_not_claimed_by_the_field(kites: Kite) -> None:
    kites.edit(MODEL, "    minimum: 2\n    maximum: 10\n", "    enum: [2, 3, 4, 5, 6, 7, 8, 9, 10]\n")
    kites.page(replaced(PAGE, "How long it flies.", "How long it flies. Range 2 to 8. Range 2 to 10."))
    ran = kites.run("documents", "status", kites.captures)
    assert "Range 2 to 8." in ran.out
    assert "Range 2 to 10." not in ran.out


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("/x-rules/image-voice:", "/x-rules/image-noise:", "8:7: models/kite-1.yaml#/x-rules/image-noise: there is no"),
        (
            "/x-rules/image-voice:",
            "/x-rules/1:",
            "8:7: models/kite-1.yaml#/x-rules/1: there is no 1 [document-element]",
        ),
        (
            "/x-rules/image-voice:",
            "../../../a.yaml#/x:",
            "8:7: ../../../a.yaml#/x: the reference leads out of the root",
        ),
        (
            "/x-rules/image-voice:",
            "http://a.example/b.yaml#/x:",
            "8:7: http://a.example/b.yaml#/x: a reference to a file",
        ),
        (
            "/x-rules/image-voice:",
            "models/kite-2.yaml#/x:",
            "8:7: models/kite-2.yaml#/x: models/kite-2.yaml cannot be read",
        ),
        ("/x-rules/image-voice:", "models/kite-1.yaml:", "8:7: models/kite-1.yaml is no name of an element"),
        ('["d64c392f"]', '["0000000000"]', "8:30: no statement of the page is 0000000000 [document-statement]"),
        (
            "      navigation: [",
            '      marketing: ["d64c392f"]\n      navigation: [',
            "10:19: d64c392f is both claimed and marketing",
        ),
        (
            '      /x-rules/image-voice: ["d64c392f"]\n    aside:\n',
            '    aside:\n      marketing: ["d64c392f"]\n',
            "9:19: d64c392f says conflicts, so it is claimed, repeated or server behaviour, not marketing [document-aside]",
        ),
        (
            '/x-rules/short-when-large: ["d01ea014"]',
            '/properties/image: ["d01ea014"]',
            "7:27: d01ea014 says 5, and nothing of that stands in /properties/image [document-number]",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_place_by_status_check_and_lock(
    kites: Kite, old: str, new: str, line: str
) -> None:
    kites.edit(DOCUMENTS, old, new)
    before = (kites.root / LOCK).read_bytes()
    for arguments in (["documents", "status"], ["documents", "status", kites.captures], ["check"]):
        ran = kites.run(*arguments)
        assert ran.code == 1
        assert f"{DOCUMENTS}:{line}" in ran.out, (arguments, ran.out)
    assert kites.run("documents", "lock", kites.captures).code == 1
    assert (kites.root / LOCK).read_bytes() == before


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("[123456]", "a statement is named by at least six digits of its fingerprint, quoted"),
        ('["d6"]', "a statement is named by at least six digits of its fingerprint, quoted"),
        ('["D64C392F"]', "a statement is named by at least six digits of its fingerprint, quoted"),
    ],
)
def test_the_form_of_documents_yaml_is_checked(kites: Kite, new: str, words: str) -> None:
    kites.edit(
        DOCUMENTS, '      /x-rules/image-voice: ["d64c392f"]\n    aside:\n', f"    aside:\n      marketing: {new}\n"
    )
    for arguments in (["check"], ["documents", "status"], ["documents", "lock"]):
        ran = kites.run(*arguments)
        assert ran.code == 1
        assert words in ran.out


def test_the_same_sentence_in_two_fields_is_named_with_its_section(kites: Kite) -> None:
    text = replaced(PAGE, "Where the first picture lies.", "Where the first picture lies. It conflicts with image.")
    kites.page(text)
    ran = kites.run("documents", "status", kites.captures)
    assert "write which is meant, d64c392f@Body / image or d64c392f@Body / voice_url" in ran.out
    kites.edit(DOCUMENTS, '["d64c392f"]', '["d64c392f@voice_url"]')
    ran = kites.run("documents", "status", kites.captures)
    assert '  open: "d64c392f" Body / image: It conflicts with image.\n' in ran.out


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("From 2 to 15 seconds", ("2", "15")),
        ("2–10s, up to 100MB, 5,000 signs", ("2", "10", "100", "5000")),
        ("Ratio 1:8 – 8:1, or -1", ("1:8", "8:1", "or", "-1")),
        ("images[0] comes first, the 2nd last", ("first", "2", "last")),
        ("It MUST NOT be given; only model a-1 supports it.", ("must", "not", "only", "a-1", "supports")),
        ("You can't, and mustn't", ("cannot", "forbidden")),
        ("必填，最多500字", ("required", "most", "500")),
        ("seconds integer default:5 at 16:9", ("default", "5", "16:9")),
        ("Off is false; mov and WAV", ("false", "mov", "wav")),
        ("Plain words.", ()),
    ],
)
def test_terms(text: str, terms: tuple[str, ...]) -> None:
    assert terms_of(text) == terms


def test_a_long_name_is_kept_as_its_hash() -> None:
    (term,) = terms_of("x1" * 5000)
    assert term.startswith("sha256:") and len(term) < 64


def test_a_pointer_without_a_file_needs_one_model_file(kites: Kite) -> None:
    text = (kites.root / MODEL).read_text(encoding="utf-8")
    other = kites.root / MODEL.replace("kite-1", "kite-2")
    other.write_text(text.replace("kite-1", "kite-2"), encoding="utf-8")
    kites.edit("specs/kite/openapi.yaml", "kite-1.yaml\n", "kite-1.yaml\n                - $ref: models/kite-2.yaml\n")
    ran = kites.run("documents", "status")
    assert (
        "2 model files come from guide: write the file before the pointer, models/FILE#/x-rules/image-voice" in ran.out
    )


def test_options_of_the_page_are_terms() -> None:
    assert terms_of("Best in adaptive mode, or text to image.", {"adaptive", "text to image"}) == (
        "adaptive",
        "or",
        "text to image",
    )
    assert binding(("not", "adaptive", "5", "5")) == ("adaptive", "5")


def test_a_rule_of_several_sections_counts_in_each_of_their_documents(kites: Kite) -> None:
    """Whichever is named first: the page that is locked has to say it too."""
    kites.edit(DOCUMENTS, "documents:\n", "documents:\n  - {id: prices, title: Kite prices}\n")
    for source in ("[{document: prices, section: Sizes}, size]", "[size, {document: prices}]"):
        kites.edit(MODEL, "    source: size\n", f"    source: {source}\n")
        assert "kite: 10 constraints, 1 of them inferred, 0 without" in kites.run("documents", "status").out
        kites.edit(MODEL, f"    source: {source}\n", "    source: size\n")
    kites.edit(MODEL, "    source: size\n", "    source: {document: prices, section: Sizes}\n")
    assert "kite: 9 constraints, 1 of them inferred, 0 without" in kites.run("documents", "status").out
