"""What the validators aim at, and whether measured times meet it. Benchmarks only."""

from __future__ import annotations

from tests.benchmarks.bodies import ITEMS, ONE
from tests.benchmarks.measuring import COMPILED, ERRORS, LIMIT, OURS, Costs, fastest, ratio
from tests.benchmarks.subjects import RUST

TO_LIMIT = 1.1
"""`is_valid` of a valid body, as a multiple of the hand-written limit."""
COMPILED_TO_RUST = 0.6
"""The compiled `is_valid` of a valid body, as a multiple of jsonschema-rs."""
VIOLATIONS_TO_RUST = {ONE: 1.0, ITEMS: 0.3}
"""`errors`, by kind of body, as a multiple of jsonschema-rs."""
IMPORT = 0.3
"""Milliseconds for one validator."""


def said(found: float, wanted: float, words: str) -> str:
    """How a target was met."""
    return f"{found:.2f} {words}, target {wanted:g}: {'met' if found <= wanted else 'MISSED'}"


def of_verdict(cost: Costs) -> list[str]:
    """How valid bodies meet the targets."""
    notes = [said(ratio(cost[OURS], cost[LIMIT]), TO_LIMIT, "of the limit")]
    rust = fastest(cost, RUST)
    if rust:
        notes.append(f"{ratio(cost[OURS], rust):.2f} of {RUST}")
    if COMPILED in cost and rust:
        notes.append("compiled " + said(ratio(cost[COMPILED], rust), COMPILED_TO_RUST, f"of {RUST}"))
    return notes


def of_violations(kind: str, cost: Costs) -> list[str]:
    """How bodies of this kind that are refused meet the targets."""
    wanted = VIOLATIONS_TO_RUST.get(kind)
    return [] if wanted is None else [said(ratio(cost[ERRORS], fastest(cost, RUST)), wanted, f"of {RUST}")]
