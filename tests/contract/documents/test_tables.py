"""The documents' tables are sound in themselves, and what is generated from specs/ decides every row as they do.

Run by pytest.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from reelspec.language.contract.model import Example
from reelspec.project.build import Built, build
from tests.contract.documents import apimart_wan2_7, seedance_1, wan2_7_i2v, wan2_7_r2v, wan_kf2v
from tests.contract.documents.case import Case
from tests.support import Judges, judges_of, shape

TABLES: tuple[ModuleType, ...] = (wan2_7_r2v, wan2_7_i2v, wan_kf2v, seedance_1, apimart_wan2_7)
REPOSITORY = Path(__file__).parents[3]
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


# What specs/ gives, against the tables


@cache
def built() -> Built:
    """Everything that the specs of this repository give, made in memory."""
    return build(REPOSITORY, reuse=False)


@cache
def judges(provider: str, model: str) -> Judges:
    """The judges of one model of the repository's own specs."""
    return judges_of(built(), model, named=provider)


def examples() -> list[tuple[str, str, Example]]:
    """(provider, model, example) for every example and invalid example of the specs."""
    return [(model.provider, model.name, one) for model in built().contract.models() for one in model.examples]


@pytest.mark.parametrize(
    ("provider", "case"),
    [(table.PROVIDER, case) for table in TABLES for case in cases(table)],
    ids=[f"{table.DOCUMENT} {case.name}" for table in TABLES for case in cases(table)],
)
def test_every_case_is_decided_in_full_by_every_judge(provider: str, case: Case) -> None:
    found = judges(provider, case.model)
    assert found.all_of(case.body) == case.violations
    assert found.validator.is_valid(case.body) is case.valid
    assert (found.validator.errors(case.body) == ()) is case.valid
    assert found.python_judge.is_valid(case.body) is case.valid
    assert found.rust_judge.is_valid(case.body) is case.valid


def test_every_violation_has_a_message_and_a_source() -> None:
    for table in TABLES:
        for case in cases(table):
            for one in judges(table.PROVIDER, case.model).validator.validate(case.body):
                assert one.message and one.source, (case.name, one)


def test_every_rule_of_every_model_is_broken_by_a_case() -> None:
    broken = {(case.model, one.rule) for table in TABLES for case in cases(table) for one in case.violations}
    for model in built().contract.models():
        for rule in (rule for form in model.forms for rule in form.schema.rules):
            assert (model.name, rule.id) in broken, f"no case breaks {rule.id} of {model.name}"


def test_examples_of_the_specs_are_decided_as_they_say() -> None:
    assert examples()
    for provider, model, example in examples():
        found = judges(provider, model).all_of(example.body)
        errors = [one for one in found if one.severity == "error"]
        if example.rule is None:
            assert errors == [], example.body
        else:
            assert {one.rule for one in errors} == {example.rule}, example.body
            assert example.path is None or [one.path for one in errors] == [example.path], example.body


def test_violations_are_equal_across_validators_and_printed_for_people() -> None:
    (one,) = judges("powertokens", "wan2.7-i2v").validator.validate(
        {"model": "wan2.7-i2v", "seconds": "16", "image": "a:b"}
    )
    (same,) = judges("powertokens", "wan2.7-r2v").validator.validate(
        {"model": "wan2.7-r2v", "prompt": "x", "media": [{"type": "reference_image", "url": "a:b"}], "seconds": "16"}
    )
    assert shape(one) == shape(same)
    assert one != same
    assert str(one).startswith("/seconds: ") and str(one).endswith(" [enum]")
    assert one == one and hash(one) == hash(one) and one.as_dict()["path"] == "/seconds"
