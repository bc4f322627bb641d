"""The documents' tables are sound in themselves: names, bodies, form of what they expect. Run by pytest."""

from __future__ import annotations

import json
from collections import Counter
from types import ModuleType

import pytest
from tests.documents import apimart_wan2_7, seedance_1, wan2_7_i2v, wan2_7_r2v, wan_kf2v
from tests.documents.case import Case

TABLES: tuple[ModuleType, ...] = (wan2_7_r2v, wan2_7_i2v, wan_kf2v, seedance_1, apimart_wan2_7)
SEVERITIES = ("error", "contested", "warning")


def cases(table: ModuleType) -> tuple[Case, ...]:
    """The rows of a table."""
    rows: tuple[Case, ...] = table.CASES
    return rows


def repeated(values: list[str]) -> list[str]:
    """The values that stand there more than once."""
    return [value for value, count in Counter(values).items() if count > 1]


def test_every_document_has_one_table() -> None:
    assert [table.DOCUMENT for table in TABLES] == ["000", "001", "002", "003", "004"]
    assert {table.PROVIDER for table in TABLES} == {"powertokens", "apimart"}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.DOCUMENT)
def test_names_are_unique(table: ModuleType) -> None:
    assert repeated([case.name for case in cases(table)]) == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.DOCUMENT)
def test_bodies_are_json_and_survive_it(table: ModuleType) -> None:
    for case in cases(table):
        text = json.dumps(case.body, allow_nan=False)
        text.encode("utf-8")
        # a tuple, or a key that is no string, would come back as something else
        assert json.loads(text) == case.body, case.name


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.DOCUMENT)
def test_one_body_has_one_verdict(table: ModuleType) -> None:
    seen: dict[tuple[str, str], Case] = {}
    for case in cases(table):
        first = seen.setdefault((case.model, json.dumps(case.body, sort_keys=True)), case)
        assert first.violations == case.violations, f"{first.name} / {case.name}"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.DOCUMENT)
def test_expectations_are_well_formed_and_in_order(table: ModuleType) -> None:
    for case in cases(table):
        assert case.section, case.name
        ranks = [SEVERITIES.index(violation.severity) for violation in case.violations]
        assert ranks == sorted(ranks), case.name
        assert len(set(case.violations)) == len(case.violations), case.name
        for violation in case.violations:
            for pointer in (violation.path, *violation.related):
                assert pointer == "" or pointer.startswith("/"), case.name
            assert violation.path not in violation.related, case.name


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.DOCUMENT)
def test_no_warning_stands_where_an_error_is(table: ModuleType) -> None:
    for case in cases(table):
        errors = {violation.path for violation in case.violations if violation.severity == "error"}
        others = {violation.path for violation in case.violations if violation.severity != "error"}
        assert not errors & others, case.name


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.DOCUMENT)
def test_both_verdicts_are_there(table: ModuleType) -> None:
    assert {case.valid for case in cases(table)} == {True, False}
