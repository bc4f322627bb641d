"""The files of contract cases: complete, each case about one thing, the same every time, and made anew only where needed."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from reelspec.cases.emitter import cases_document, emit_cases
from reelspec.cases.space import NoObject, Space
from reelspec.language.contract.goals import Holds
from reelspec.language.contract.model import Model
from reelspec.language.contract.schema import TYPES, Present, Schema
from reelspec.language.contract.scope import resolved, scope_of
from reelspec.language.source.values import has_type
from reelspec.output.publish import publish
from reelspec.project.build import build
from tests.specs import ROOT, contract, model_of, names, request


@lru_cache
def document(name: str) -> dict[str, Any]:
    return cases_document(*model_of(name))


@pytest.mark.parametrize("name", names())
def test_a_refused_body_is_broken_in_one_place(name: str) -> None:
    for case in document(name)["cases"]:
        assert case["valid"] is (case["violations"] == [])
        if "-while-" not in case["name"]:
            assert len(case["violations"]) <= 1, case["name"]
        if ".not." in case["name"] or (case["name"].startswith("rule") and ".broken" in case["name"]):
            assert case["violations"] or case["warnings"], case["name"]
        if case["kind"] in ("valid", "value", "pair"):
            assert case["valid"] and len(case["warnings"]) <= 1


def fields_of(schema: Schema, model: Model, prefix: str = "") -> Iterator[tuple[str, Schema, bool]]:
    """Every field with its path (`media[].type`), its schema and whether it is required."""
    for field in scope_of(schema, model.definitions).fields.values():
        yield prefix + field.name, field.schema, field.required
        if field.schema.items is not None:
            item = resolved(field.schema.items, model.definitions)
            yield f"{prefix}{field.name}[]", item, False
            if item.types == ("object",):
                yield from fields_of(item, model, f"{prefix}{field.name}[].")


def values_at(body: Any, path: str) -> list[Any]:
    found = [body]
    for step in path.split("."):
        key = step.removesuffix("[]")
        found = [one[key] for one in found if isinstance(one, dict) and key in one]
        if step.endswith("[]"):
            found = [item for one in found if isinstance(one, list) for item in one]
    return found


@pytest.mark.parametrize("name", names())
def test_every_field_is_shown_accepted_and_refused_in_every_way(name: str) -> None:
    model, _ = model_of(name)
    cases = document(name)["cases"]
    known = {case["name"] for case in cases}
    for path, schema, required in fields_of(model.schema, model):
        refused = [
            value
            for case in cases
            if case["about"] == path and len(case["violations"]) == 1
            for value in values_at(case["body"], path)
        ]
        accepted = [value for case in cases if case["valid"] for value in values_at(case["body"], path)]
        for kind in TYPES:
            if (
                schema.types is not None
                and kind not in schema.types
                and (kind, "number") != ("integer", schema.types[0])
            ):
                assert any(has_type(value, kind) for value in refused), (path, kind)
        for value in schema.values() or ():
            shown = value in accepted or any(
                value in values_at(case["body"], path) for case in cases if case["kind"] == "rule"
            )
            assert shown, (path, value)
        for low, high, measure in (
            (schema.minimum, schema.maximum, lambda value: value),
            (schema.min_length, schema.max_length, len),
            (schema.min_items, schema.max_items, len),
        ):
            for bound, beyond in ((low, -1), (high, 1)):
                if bound is None or bound + beyond < 0 == bound:
                    continue
                same = [one for one in accepted if has_type(one, (schema.types or ("",))[0])]
                outside = [one for one in refused if has_type(one, (schema.types or ("",))[0])]
                assert bound in map(measure, same), (path, bound)
                assert bound + beyond in map(measure, outside), (path, bound + beyond)
        texts = [one for one in schema.values() or () if isinstance(one, str) and one.swapcase() != one]
        if texts and schema.types == ("string",):
            assert any(value == texts[0].swapcase() for value in refused), path
        if required:
            assert f"{path}.required.not" in known
    assert "additionalProperties.not.unknown_field" in known
    assert {"type.not.null", "type.not.array", "type.not.string"} <= known


@pytest.mark.parametrize("name", names())
def test_every_rule_is_shown_kept_and_broken_or_the_file_says_why_not(name: str) -> None:
    model, _ = model_of(name)
    said = document(name)
    for rule in model.schema.rules:
        mine = [case for case in said["cases"] if case["about"] == rule.id]
        broken = [case for case in mine if rule.id in {one["rule"] for one in (*case["violations"], *case["warnings"])}]
        reasons = [one for one in said["absent"] if one["about"] == rule.id]
        assert broken or reasons, rule.id
        assert all(one["severity"] == rule.severity for case in broken for one in said_of(case, rule.id))
        if rule.severity == "contested" and broken:
            assert any(case["valid"] and not case["valid_strict"] for case in broken), rule.id
            assert all(
                " but the document also says otherwise" in said_of(case, rule.id)[0]["message"] for case in broken
            )
    assert all(one["reason"] for one in said["absent"])


def said_of(case: dict[str, Any], rule: str) -> list[dict[str, Any]]:
    return [one for one in (*case["violations"], *case["warnings"]) if one["rule"] == rule]


@pytest.mark.parametrize("name", names())
def test_every_pair_of_optional_fields_is_shown_or_cannot_be(name: str) -> None:
    model, _ = model_of(name)
    said = document(name)
    absent = {one["name"] for one in said["absent"]}
    fields = scope_of(model.schema, model.definitions).fields
    optional = [one for one, field in fields.items() if not field.required]
    valid = [set(case["body"]) for case in said["cases"] if case["valid"]]
    space = Space(model.schema, model.definitions)
    errors = [rule for rule in space.rules if rule.severity == "error"]
    for one, other in combinations(optional, 2):
        if f"pair.{one}+{other}" in absent:
            solved = space.solve([Holds(Present(one)), Holds(Present(other))], heed=errors)
            late = space.solve([Holds(Present(one)), Holds(Present(other))], heed=space.rules)
            assert solved == NoObject(True) or isinstance(late, NoObject)
        else:
            assert any({one, other} <= body for body in valid), (one, other)


def test_numbers_that_not_every_parser_reads_alike_are_left_out_by_name() -> None:
    specs = request("properties: {seed: {type: integer, minimum: 0, maximum: 9223372036854775807}}")
    (provider,) = specs.providers
    said = cases_document(provider.models[0], provider)
    left = {one["name"]: one for one in said["absent"]}
    assert "seed.maximum.not.9223372036854775808" in left
    assert "beyond 2^53" in left["seed.maximum.not.9223372036854775808"]["reason"]
    assert all(
        number <= 2**53
        for number in map(int, re.findall(r": (\d+)", json.dumps([one["body"] for one in said["cases"]])))
    )


def test_the_file_is_the_same_under_any_hash_seed_and_readable() -> None:
    model, provider = model_of("powertokens/wan2.1-kf2v-plus")
    artifacts = {artifact.path: artifact for artifact in emit_cases(contract())}
    made = artifacts["cases/powertokens/wan2.1-kf2v-plus.json"].make()
    assert made == artifacts["cases/powertokens/wan2.1-kf2v-plus.json"].make()
    assert json.loads(made) == cases_document(model, provider)
    assert max(map(len, made.split(b"\n"))) < 1_500
    assert artifacts["cases/README.md"].make().decode().count(".json`]") == len(contract().models())


def test_a_changed_rule_remakes_the_cases_of_its_model_alone(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    first = build(tmp_path)
    publish(tmp_path / "generated", first.files, first.manifest)
    assert build(tmp_path).made == ()
    spec = tmp_path / "specs/powertokens/models/wan2.7-i2v.yaml"
    text = spec.read_text(encoding="utf-8")
    spec.write_text(text.replace("        - [first_clip, last_frame]\n", ""), encoding="utf-8")
    made = [path for path in build(tmp_path).made if path.startswith("cases/")]
    # The README names the models of all specs, and says nothing of rules.
    assert made == ["cases/powertokens/wan2.7-i2v.json"]
