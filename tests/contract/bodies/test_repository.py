"""The exhaustive bodies of the repository's models: judged as they say, by everybody, and nothing in the specs left out."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest

from reelspec.language.contract.operator import operator_of
from reelspec.language.contract.schema import Schema
from reelspec.language.contract.scope import resolved, scope_of
from reelspec.language.rules.evaluate import evaluate
from reelspec.language.rules.goals import met
from tests.contract.bodies.exhaustive import Case
from tests.contract.bodies.judged import repository, seen
from tests.specs import ROOT, names

MODELS = names()


@pytest.mark.parametrize("name", MODELS)
def test_every_body_is_judged_exactly_as_it_says(name: str) -> None:
    one = repository(name)
    for case in one.made.cases:
        found = tuple(map(seen, one.judges.validator.validate(case.body)))
        assert found == case.violations, f"{case.name}: {case.body}"
        assert one.judges.validator.is_valid(case.body) is case.valid
        assert one.judges.python_judge.is_valid(case.body) is case.valid, case.name
        assert one.judges.rust_judge.is_valid(case.body) is case.valid, case.name


@pytest.mark.parametrize("name", MODELS)
def test_valid_bodies_are_accepted_without_a_word_and_broken_ones_are_broken_in_one_place(name: str) -> None:
    for case in repository(name).made.cases:
        if case.kind in ("valid", "value", "pair"):
            assert case.valid
            assert (case.violations == ()) is ("with a warning" not in case.name), case.name
        elif case.kind == "fault":
            assert len(case.violations) == 1, case.name
        else:
            assert len(case.violations) <= 1 or case.about in {one.rule for one in case.violations}, case.name


@pytest.mark.parametrize("name", MODELS)
def test_names_and_bodies_are_unique(name: str) -> None:
    cases = repository(name).made.cases
    assert len({case.name for case in cases}) == len(cases)
    assert len({json.dumps(case.body, sort_keys=True) for case in cases}) == len(cases)


def fields_of(schema: Schema, name: str, prefix: str = "") -> Iterator[tuple[str, Schema, bool]]:
    """Every field of a model with its path (`media[].type`), its schema and whether it is required."""
    definitions = repository(name).model.definitions
    for field in scope_of(schema, definitions).fields.values():
        yield prefix + field.name, field.schema, field.required
        item = field.schema.items
        if item is not None:
            whole = resolved(item, definitions)
            yield f"{prefix}{field.name}[]", whole, False
            if whole.types == ("object",):
                yield from fields_of(whole, name, f"{prefix}{field.name}[].")


def values_at(body: Any, path: str) -> list[Any]:
    """The values in a body at a field's path."""
    found = [body]
    for step in path.split("."):
        key = step.removesuffix("[]")
        found = [one[key] for one in found if isinstance(one, dict) and key in one]
        if step.endswith("[]"):
            found = [item for one in found if isinstance(one, list) for item in one]
    return found


@pytest.mark.parametrize("name", MODELS)
def test_every_listed_value_and_both_sides_of_every_limit_are_shown(name: str) -> None:
    one = repository(name)
    good = [case for case in one.made.cases if not case.violations]
    bad = [case for case in one.made.cases if len(case.violations) == 1]
    read = {field for rule in one.model.schema.rules for field in rule.reads}
    for path, schema, _ in fields_of(one.model.schema, name):
        accepted = [value for case in good for value in values_at(case.body, path)]
        warned = [value for case in bad if case.valid for value in values_at(case.body, path)]
        refused = [value for case in bad for value in values_at(case.body, path) if faulty(case, path)]
        for listed in schema.values() or ():
            allowed = any(value == listed and type(value) is type(listed) for value in accepted + warned)
            # What no rule lets through for this model of a family is shown refused.
            assert allowed or (path in read and any(listed in values_at(case.body, path) for case in bad)), (
                path,
                listed,
            )
        for low, high, measure in (
            (schema.minimum, schema.maximum, lambda value: value),
            (schema.min_length, schema.max_length, len),
            (schema.min_items, schema.max_items, len),
        ):
            if low is None and high is None:
                continue
            sizes = {measure(one) for one in accepted + warned if kind_of(one) is kind_of_limit(schema)}
            outside = {measure(one) for one in refused if kind_of(one) is kind_of_limit(schema)}
            for bound, beyond in ((low, -1), (high, 1)):
                if bound is not None:
                    assert bound in sizes, (path, bound)
                    assert bound + beyond in outside or bound + beyond < 0 == bound, (path, bound)


def kind_of(value: Any) -> type:
    return int if isinstance(value, int | float) and not isinstance(value, bool) else type(value)


def kind_of_limit(schema: Schema) -> type:
    kinds: dict[str, type] = {"integer": int, "number": int, "string": str, "array": list}
    return kinds.get((schema.types or ("",))[0], object)


def faulty(case: Case, path: str) -> bool:
    """The case's violation is at that field itself."""
    steps = [step for step in case.violations[0].path.split("/")[1:] if not step.isdigit()]
    return steps == path.replace("[]", "").split(".")


@pytest.mark.parametrize("name", MODELS)
def test_every_fault_of_every_field_is_shown(name: str) -> None:
    one = repository(name)
    shown = {(case.about, case.violations[0].rule) for case in one.made.cases if case.kind == "fault"}
    nulls = {case.about for case in one.made.cases if " is null " in case.name}
    cased = {case.about for case in one.made.cases if "another case" in case.name}
    closed = {case.violations[0].path.rpartition("/")[0] for case in one.made.cases if "unknown field" in case.name}
    assert "" in closed
    for path, schema, required in fields_of(one.model.schema, name):
        keywords: dict[str, Any] = {
            "type": schema.types,
            "const": schema.const,
            "enum": schema.enum,
            "pattern": schema.pattern,
        }
        keywords |= {"minLength": schema.min_length, "maxLength": schema.max_length, "maxItems": schema.max_items}
        keywords |= {"minItems": schema.min_items, "minimum": schema.minimum, "maximum": schema.maximum}
        for keyword, said in keywords.items():
            if said is not None:
                assert (path, keyword) in shown, (path, keyword)
        if required:
            assert (path, "required") in shown, path
        assert path in nulls, path
        if any(isinstance(value, str) and value.swapcase() != value for value in schema.values() or ()):
            assert path in cased, path
        if schema.format == "uri" and schema.pattern is None:
            assert (path, "format") in shown, path
        if schema.media.get("formats"):
            assert (path, "x-media") in shown, path


@pytest.mark.parametrize("name", MODELS)
def test_every_rule_is_shown_kept_and_broken_alone(name: str) -> None:
    one = repository(name)
    unreached = {found.about for found in one.made.unreached}
    for rule in one.model.schema.rules:
        broken = [case for case in one.made.cases if [found.rule for found in case.violations] == [rule.id]]
        if not broken:
            # Then no body of this model can break it without breaking another, and the search has shown that.
            assert rule.id in unreached or any(
                rule.id in {found.rule for found in case.violations} for case in one.made.cases
            )
            assert all(found.certain for found in one.made.unreached if found.about == rule.id)
            continue
        assert all(found.violations[0].severity == rule.severity for found in broken)
        fields = [field for field in rule.reads if any(field in case.body for case in one.made.cases)]
        for field in fields:
            assert any(field in case.body for case in one.made.cases if not case.violations or case in broken), field


@pytest.mark.parametrize("name", MODELS)
def test_every_pair_of_optional_fields_comes_together_or_cannot(name: str) -> None:
    one = repository(name)
    optional = [path for path, _, required in fields_of(one.model.schema, name) if not required and "[" not in path]
    impossible = {
        tuple(found.about.split(" ")): found.certain for found in one.made.unreached if "together" in found.name
    }
    for pair in combinations(optional, 2):
        if pair in impossible:
            assert impossible[pair], pair
        else:
            assert any(set(pair) <= set(case.body) for case in one.made.cases if case.valid), pair


def test_only_one_rule_of_a_model_is_never_broken_alone() -> None:
    """A draft of the 1.0 models is refused as a draft, whatever its size."""
    alone = {
        (name, rule.id)
        for name in MODELS
        for rule in repository(name).model.schema.rules
        if not any([one.rule for one in case.violations] == [rule.id] for case in repository(name).made.cases)
    }
    assert {rule for _, rule in alone} <= {"draft-size", "draft-size-unset"}
    assert all("seedance-1-0" in name for name, _ in alone)


@pytest.mark.parametrize("name", MODELS)
def test_valid_bodies_are_plausible(name: str) -> None:
    one = repository(name)
    for case in one.made.cases:
        if case.violations or case.kind == "fault":
            continue
        for path, schema, _ in fields_of(one.model.schema, name):
            for value in values_at(case.body, path):
                if schema.format == "uri":
                    assert value.startswith("https://example.com/"), (case.name, path, value)
                    assert value.rpartition(".")[2] in ("png", "mp4", "mp3", "wav", "mov"), (case.name, path, value)


def digest() -> str:
    """All bodies of all models, in one number."""
    text = [[name, [repr(case) for case in repository(name).made.cases]] for name in MODELS]
    return hashlib.sha256(json.dumps(text).encode()).hexdigest()


def test_the_same_bodies_every_time() -> None:
    program = "from tests.contract.bodies.test_repository import digest; print(digest())"
    found = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", program], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
        )
        found.add(done.stdout)
    assert found == {digest() + "\n"}


@pytest.mark.parametrize("name", MODELS)
def test_every_way_of_every_rule_is_shown_or_has_been_ruled_out(name: str) -> None:
    one = repository(name)
    scope = scope_of(one.model.schema, one.model.definitions)
    ruled_out = {found.name: found.certain for found in one.made.unreached}
    for rule in one.model.schema.rules:
        for way in operator_of(rule).ways(scope):
            shown = [
                case
                for case in one.made.cases
                if case.kind != "fault"
                and (rule.when is None or evaluate(rule.when, case.body, scope) is True)
                and all(met(goal, case.body, scope) for goal in way.goals)
            ]
            if not shown:
                assert ruled_out.get(f"{rule.id}, {way.name}") is True, (rule.id, way.name)
            elif way.broken:
                # Broken: said so, or silent where an error stands at the same place.
                assert any(rule.id in {found.rule for found in case.violations} for case in shown) or all(
                    case.violations for case in shown
                )
            else:
                assert any(rule.id not in {found.rule for found in case.violations} for case in shown)
