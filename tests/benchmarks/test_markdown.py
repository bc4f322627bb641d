"""The speed tables of docs/speed.md, made of times that are made up: nothing is measured. Run by pytest."""

from __future__ import annotations

import pytest

from tests.benchmarks.bodies import BODIES, FULL, ITEMS, MANY, ONE, THREE, VALID
from tests.benchmarks.markdown import rewritten, speed
from tests.benchmarks.measuring import COMPILED, ERRORS, LIMIT, OURS, VALIDATE, Costs, Measured
from tests.benchmarks.subjects import REPOSITORY, Key

PAGE = (REPOSITORY / "docs/speed.md").read_text(encoding="utf-8")


def costs(**times: float) -> Costs:
    """Times of three rounds, the second one twice as slow for everybody."""
    names = {"limit": LIMIT, "ours": OURS, "rust": "jsonschema-rs, our schema", "lean": "jsonschema-rs, lean schema"}
    return {names.get(name, name): [time, 2 * time, time] for name, time in times.items()}


def results(*, compiled: bool) -> list[Measured]:
    """Every model: 1.0 of the limit for valid bodies and 1.5 with all fields set; 2.0 of jsonschema-rs, 0.2 over items."""
    built = {COMPILED: 40.0} if compiled else {}
    found = []
    for key in BODIES:
        yes = costs(limit=100, ours=100, rust=100, lean=80, msgspec=150, pydantic=500, jsonschema=50000, **built)
        slow = costs(limit=100, ours=150, rust=200, lean=80, msgspec=150, pydantic=500, jsonschema=50000, **built)
        said = costs(errors=200, validate=300, rust=100, lean=110, msgspec=40, pydantic=150, jsonschema=2000, **built)
        items = {**said, ERRORS: [20.0, 40.0, 20.0]}
        assert VALIDATE in said
        found.append(
            Measured(
                key,
                {VALID: yes, FULL: slow, ONE: yes},
                {ONE: said, ITEMS: items},
                frozenset((VALID, FULL)),
                (0.1, 0.4, 0.2),
            )
        )
    return found


def rows(text: str, key: Key) -> list[list[str]]:
    """The cells of each row about a model."""
    lines = [line.strip("|").split("|") for line in text.splitlines() if line.startswith(f"| {'/'.join(key)} |")]
    return [[cell.strip() for cell in line] for line in lines]


@pytest.mark.parametrize("compiled", [True, False])
def test_every_model_has_its_own_rows_and_misses_are_bold(compiled: bool) -> None:
    text = speed(results(compiled=compiled), 273, {"pydantic": 2, "msgspec": 0})
    assert "Of the 273 bodies of the documents' tables, these decide some wrong: pydantic 2." in text
    for key in BODIES:
        valid, full, one, items = rows(text, key)
        built = ["0.40"] if compiled else []
        last = ["0.50"] if compiled else []
        assert valid[1:] == [VALID, "0.10", "1.00", *built, "0.80", "1.50", "5.00", "500", *last]
        assert full[1:] == [FULL, "0.10", "**1.50**", *built, "0.80", "1.50", "5.00", "500", *last]
        assert one[1:] == [ONE, "0.10", "**2.00**", *built, "0.40", "1.50", "20.00"]
        assert items[1:] == [ITEMS, "0.10", "0.20", *built, "0.40", "1.50", "20.00"]
    for line in text.splitlines():
        if line.startswith("|---"):
            width = line.count("|")
        assert not line.startswith("| powertokens") or line.count("|") == width
    assert "Importing a validator takes 0.20 to 0.20 ms (target 0.3)." in text
    assert THREE not in text and MANY not in text


def test_the_tables_have_their_place_in_the_docs() -> None:
    made = rewritten(PAGE, "| new |")
    assert made != PAGE and rewritten(made, "| new |") == made
    before, after = made.split("| new |")
    assert PAGE.startswith(before.rstrip()) and PAGE.endswith(after.lstrip())
    assert before.startswith("# Speed") and "| powertokens/wan2.7-r2v |" not in before + after
    with pytest.raises(ValueError, match="once"):
        rewritten(made.replace("<!-- speed: to here -->", ""), "| new |")
