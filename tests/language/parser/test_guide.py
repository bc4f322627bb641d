"""The guide for authors, specs/README.md, is true: its examples give what it says, and it has an example of everything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from reelspec.language.contract.keywords import KNOWN, OURS
from reelspec.language.contract.schema import Severity
from reelspec.language.rules.operators import OPERATORS
from reelspec.language.source.yaml import parse_yaml
from tests.language.parser.guide import README, Block, blocks, rendered

TEXT = README.read_text(encoding="utf-8")
RUN = [block for _, block in blocks(TEXT)]
FORMS = (
    "value",
    "values",
    "keywords",
    "present",
    "absent",
    "not",
    "contains",
    "properties",
    "all",
    "any",
    "not of condition",
)


def test_the_examples_give_what_the_guide_says(tmp_path: Path) -> None:
    """After a change of a message: python -m tests.language.parser.guide, then read what has changed."""
    assert rendered(TEXT, tmp_path) == TEXT


def test_every_operator_has_an_example() -> None:
    assert {key for rule in rules() for key in rule} >= set(OPERATORS)


def test_every_severity_has_an_example() -> None:
    shown = "".join(block.text for block in RUN if block.words == "verdicts")
    assert [one for one in get_args(Severity) if f"  {one}: " not in shown] == []


def test_every_form_of_a_condition_has_an_example() -> None:
    found: set[str] = set()
    for rule in rules():
        for key in ("when", "must"):
            if key in rule:
                found.update(forms(rule[key]))
    assert found >= set(FORMS)


def test_every_keyword_of_ours_has_an_example_and_a_row() -> None:
    run = "".join(block.text for block in RUN if block.language == "yaml")
    assert [one for one in OURS if f"{one}:" not in run] == []
    rows = "".join(line for line in TEXT.splitlines() if line.startswith("| `x-"))
    assert [one for one in OURS if f"`{one}`" not in rows] == []


def test_the_list_of_keywords_is_that_of_the_reader() -> None:
    listed = TEXT[TEXT.index("Carried:\n") : TEXT.index("Not carried")]
    named = set(re.findall(r"[$A-Za-z]+", " ".join(re.findall(r"`([^`]*)`", listed))))
    # Names of OpenAPI 3.0, or older ones, that are read for the sake of documents that others wrote.
    others = {"definitions", "$schema", "example", "externalDocs", "xml", "discriminator"}
    assert named == {one for one in KNOWN if not one.startswith("x-")} - others


def test_links_lead_to_headings() -> None:
    headings = {
        re.sub(r"[^a-z0-9 -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in TEXT.splitlines()
        if line.startswith("#")
    }
    assert [one for one in re.findall(r"\]\(#([^)]+)\)", TEXT) if one not in headings] == []


def rules() -> Iterator[dict[str, Any]]:
    """The rules of all blocks that show accepted ones."""
    for block in RUN:
        yield from _rules(block)


def _rules(block: Block) -> Iterator[dict[str, Any]]:
    if block.language != "yaml" or block.words == "model":
        return
    value: Any = parse_yaml(block.text, "guide").value
    yield from value if isinstance(value, list) else value.get("x-rules", ())


def forms(condition: dict[str, Any]) -> Iterator[str]:
    """The forms of the tests in a condition."""
    for key, value in condition.items():
        if key in ("all", "any"):
            yield key
            for one in value:
                yield from forms(one)
        elif key == "not":
            yield "not of condition"
            yield from forms(value)
        elif isinstance(value, list):
            yield "values"
        elif not isinstance(value, dict):
            yield "value"
        else:
            yield from _keywords(value)


def _keywords(test: dict[str, Any]) -> Iterator[str]:
    for key, value in test.items():
        if key == "present":
            yield "present" if value else "absent"
        elif key in ("contains", "properties"):
            yield key
            yield from forms(value)
        else:
            yield "not" if key == "not" else "keywords"
