"""The speed tables of docs/speed.md, made of times that are made up: nothing is measured. Run by pytest."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.benchmarks.bodies import BODIES, ENUM, FULL, MANY, TYPE, VALID
from tests.benchmarks.javascript import BEGIN, END
from tests.benchmarks.markdown import about, rewritten, summary, tables
from tests.benchmarks.measuring import (
    BEFORE,
    COMPILED,
    COMPILED_READ,
    DECODED,
    ERRORS,
    OURS,
    READ,
    VALIDATE,
    Costs,
    Measured,
)
from tests.benchmarks.subjects import LIMIT, REPOSITORY, RUST

PAGE = (REPOSITORY / "docs/speed.md").read_text(encoding="utf-8")
IN, ONCE, WHOLE, LEAN = f"{LIMIT}, in", f"{LIMIT}, one look-up", f"{RUST}, our schema", f"{RUST}, lean schema"


def costs(times: Mapping[str, float]) -> Costs:
    """Times of three rounds, the second one twice as slow for everybody."""
    return {name: [time, 2 * time, time] for name, time in times.items()}


def results(*, everything: bool = True) -> list[Measured]:
    """Every model with the same times. everything: also what is measured on demand alone."""
    valid = {IN: 100, ONCE: 80, OURS: 88, ERRORS: 96, VALIDATE: 160, WHOLE: 100, LEAN: 120, "jsonschema": 8000}
    refused = {IN: 10, ONCE: 20, OURS: 15, READ: 110, ERRORS: 55, VALIDATE: 300, WHOLE: 150, LEAN: 100, "msgspec": 40}
    decoded: dict[str, float] = {}
    if everything:
        valid |= {COMPILED: 40, BEFORE: 100}
        refused |= {COMPILED_READ: 50}
        decoded = {DECODED: 20, OURS: 40, READ: 50, "msgspec": 25}
    return [
        Measured(
            key,
            {VALID: costs(valid), f"{FULL}, again": costs({**valid, OURS: 120})},
            {f"{ENUM}, size": costs(refused), TYPE: costs(refused), MANY: costs({**refused, ERRORS: 90})},
            {VALID: costs(decoded)} if everything else {},
            (0.1, 0.5, 0.3),
        )
        for key in BODIES
    ]


def rows(text: str) -> list[list[str]]:
    """The cells of each row of the tables in a text, without the lines below the heads."""
    lines = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line] for line in lines if not set("".join(line)) <= set("-: ")]


def test_every_body_has_its_own_row_and_misses_are_bold() -> None:
    text = tables(results()[0])
    assert text.startswith("## powertokens/wan2.7-r2v\n")
    assert [row[0] for row in rows(text)] == [
        *("accepted", VALID, f"{FULL}, again"),
        *("refused", f"{ENUM}, size", TYPE, MANY),
        *("from bytes", VALID),
    ]
    accepted, valid, full, refused, enum, wrong, many, decoded, read = rows(text)
    assert accepted[3:8] == [
        "`is_valid`",
        "`errors`",
        "`validate`",
        "`validate` / validate before",
        "compiled `is_valid`",
    ]
    assert valid[1:] == ["0.10", "0.08", "1.10", "1.20", "2.00", "**1.60**", "0.50", "0.40", "1.25", "100"]
    assert full[3] == "**1.50**" and full[1:3] + full[4:] == valid[1:3] + valid[4:]
    assert refused[2:5] == ["`errors`, messages read", "not read", "compiled, read"]
    assert refused[-1] == "`is_valid` / by hand"
    assert enum[1:] == ["0.10", "1.10", "0.55", "0.50", "3.00", "0.40", "1.50"]
    assert wrong[1:] == ["0.10", "**1.10**", "0.55", "0.50", "3.00", "0.40", "1.50"]
    assert many[1:] == ["0.10", "1.10", "0.90", "0.50", "3.00", "0.40", "1.50"]
    assert decoded[1] == "orjson + `errors`, messages read, µs" and read[1:] == ["0.05", "0.40", "0.80", "0.50"]


def test_what_was_not_measured_has_no_column() -> None:
    heads = [
        row for row in rows(tables(results(everything=False)[0])) if row[0] in ("accepted", "refused", "from bytes")
    ]
    assert [row[0] for row in heads] == ["accepted", "refused"]
    assert not [cell for row in heads for cell in row if "compiled" in cell or "before" in cell]


def test_the_summary_counts_every_figure_and_names_the_worst() -> None:
    found = {(what, most): rest for what, most, *rest in rows(summary(results(), (0.2, 0.4, 0.3)))[1:]}
    models = len(BODIES)
    last = "powertokens/wan2.7-r2v"  # the last by name
    read = f"refused: `errors`, messages read / {RUST}"
    assert found["accepted: `is_valid` / by hand", "1.1"] == [
        *(str(2 * models), str(models), "**1.50**"),
        f"{last}: {FULL}, again",
    ]
    assert found[read, "1"][:3] == [str(models), str(models), "**1.10**"]
    assert found[f"{read} (enum, const)", "1.2"] == [str(models), "0", "1.10", f"{last}: {ENUM}, size"]
    assert found["import, ms", "0.4"] == [str(models), "0", "0.30", last]
    assert "What the validators share is imported once, in 0.30 ms." in summary(results(), (0.2, 0.4, 0.3))
    assert "imported once" not in summary(results())
    text = about(273, {"pydantic": 2, "msgspec": 0})
    assert "Of the 273 bodies of the documents' tables, these decide some wrong: pydantic 2." in text


def test_the_tables_have_their_place_in_the_docs() -> None:
    made = rewritten(PAGE, "| new |")
    assert made != PAGE and rewritten(made, "| new |") == made
    before, after = made.split("| new |")
    assert PAGE.startswith(before.rstrip()) and PAGE.endswith(after.lstrip())
    assert before.startswith("# Speed") and "## powertokens/wan2.7-r2v" not in before + after
    assert "| old |" in rewritten(rewritten(made, "| old |"), "| of JavaScript |", BEGIN, END)
    with pytest.raises(ValueError, match="once"):
        rewritten(made.replace("<!-- speed: to here -->", ""), "| new |")
