"""Options as services call them: what is said of fields, pages and models, and of what cannot be decided. Run by pytest."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from reelspec.cases.judge import validator_of
from reelspec.language.contract.model import Contract
from reelspec.language.contract.schema import Schema
from reelspec.language.contract.scope import scope_of
from reelspec.options.load import models_of
from reelspec.options.python import model_module
from reelspec.options.questions import questions_of, rules_of_keywords
from tests.options.specs import ODD, UNDECIDED
from tests.specs import BASE, FAMILY, OPERATORS, VARIANT, read, request
from tests.support import Text
from videoapis import apimart, powertokens
from videoapis.powertokens.validators import wan2_7_i2v

SIZES = [f"s{number}" for number in range(17)]


def of(contract: Contract) -> Any:
    """The models of the contract's only provider."""
    (owner,) = contract.providers
    return models_of(owner)


def offered(field: Any) -> list[Any]:
    return [one["value"] for one in field["values"] if one["offered"]]


def in_the_way(field: Any, value: Any) -> list[str]:
    return [rule["rule"] for one in field["values"] if one["value"] == value for rule in one["rules"]]


def test_a_rule_is_in_the_way_with_its_message_and_source() -> None:
    field = powertokens.options({"model": "seedance-1-5-pro-251215", "draft": True})["fields"]["size"]
    assert offered(field) == ["480p"]
    (entry,) = [one for one in field["values"] or () if one["value"] == "720p"]
    (reason,) = entry["rules"]
    assert reason["rule"] == "draft-size"
    assert reason["message"] == 'size must be "480p" when draft is true'
    assert reason["source"].endswith(", size")


def test_the_field_itself_is_looked_away_from() -> None:
    body = {"model": "seedance-1-5-pro-251215", "draft": True, "size": "720p"}
    answer = powertokens.options(body)
    assert answer["possible"] is False
    assert [one["rule"] for one in answer["conflicts"]] == ["draft-size"]
    assert offered(answer["fields"]["draft"]) == [False]
    assert offered(answer["fields"]["size"]) == ["480p"]
    assert offered(answer["fields"]["ratio"]) == []
    assert in_the_way(answer["fields"]["ratio"], "1:1") == ["draft-size"]


def test_several_rules_are_named_where_no_single_one_is_in_the_way() -> None:
    text = """
        properties: {a: {type: string}, b: {type: string}, c: {enum: [x, z]}, d: {type: string}}
        x-rules:
          - {id: one, requires: {a: [b]}}
          - {id: two, when: {b: {present: true}}, must: {c: x}}
          - {id: other, requires: {d: [b]}}
    """
    field = of(request(text)).options({"a": "1"}, None)["fields"]["c"]
    assert offered(field) == ["x"]
    assert in_the_way(field, "z") == ["one", "two"]


def test_what_is_missing_is_told_as_choices() -> None:
    answer = powertokens.options({}, model="wan2.7-i2v")
    assert [one["fields"] for one in answer["missing"]] == [["model"], ["image", "images", "media"]]
    assert [rule["rule"] for rule in answer["missing"][1]["rules"]] == ["one-input-style"]
    given = {"model": "wan2.7", "audio_url": "https://example.com/a.mp3"}
    assert [one["fields"] for one in apimart.options(given)["missing"]] == [
        ["prompt", "image_urls", "image_with_roles"]
    ]


def test_something_missing_inside_of_what_is_given_is_missing() -> None:
    answer = powertokens.options({"model": "wan2.7-r2v", "prompt": "x", "media": [{"type": "reference_image"}]})
    assert [one["fields"] for one in answer["missing"]] == [["media.0.url"]]
    assert answer["possible"] is True
    assert in_the_way(answer["fields"]["seconds"], "12") == ["long-seconds-need-video"]
    whose = powertokens.options({"model": "wan2.7-r2v", "prompt": "x", "media": [{"url": "https://example.com/a"}]})
    assert whose["fields"]["seconds"]["undecided"] == "what is given is not whole"


def test_the_limits_that_hold_now() -> None:
    text = """
        properties: {size: {enum: [s, l]}, seconds: {type: integer, minimum: 2, maximum: 15}}
        x-rules: [{id: short, when: {size: l}, must: {seconds: {maximum: 6}}}]
    """
    models = of(request(text))
    whole = {"type": "integer", "minimum": 2, "maximum": 15}
    assert models.options({}, None)["fields"]["seconds"]["limits"] == whole
    field = models.options({"size": "l"}, None)["fields"]["seconds"]
    assert (field["limits"], [one["rule"] for one in field["rules"]]) == ({**whole, "maximum": 6}, ["short"])
    size = models.options({"seconds": 7}, None)["fields"]["size"]
    assert (offered(size), in_the_way(size, "l")) == (["s"], ["short"])


def test_a_value_that_its_field_refuses_is_in_the_way_of_all_others() -> None:
    answer = powertokens.options({"model": "wan2.7-i2v", "size": "4K", "colour": 1})
    assert {one["rule"] for one in answer["conflicts"]} == {"enum", "additionalProperties"}
    without = powertokens.options({"model": "wan2.7-i2v", "size": "4K"})["fields"]
    assert offered(without["size"]) == ["720P", "1080P"]
    assert in_the_way(without["seconds"], "5") == ["enum"]


def test_a_mapping_and_texts_of_another_class_are_bodies_too() -> None:
    body = {"model": Text("seedance-1-5-pro-251215"), "size": Text("720p")}
    plain = {name: str(value) for name, value in body.items()}
    assert powertokens.options(MappingProxyType(body)) == powertokens.options(plain)
    assert in_the_way(powertokens.options(body)["fields"]["draft"], True) == ["draft-size"]


@pytest.mark.parametrize("body", [None, [], "x", {1: 2}])
def test_what_is_no_body_has_no_way(body: Any) -> None:
    answer = powertokens.options(body, model="wan2.7-i2v")
    assert answer["possible"] is False
    assert answer["conflicts"]


def test_a_model_that_there_is_none_of_is_named() -> None:
    with pytest.raises(ValueError, match=r"there is no model wan9; there are wan2\.7-r2v, "):
        powertokens.options({}, model="wan9")


def test_models_for_says_which_models_can_and_what_is_in_the_way_of_the_others() -> None:
    found = powertokens.models_for({"seconds": "12", "watermark": True})
    assert [name for name, fit in found.items() if fit["possible"]] == [
        "wan2.7-r2v",
        "seedance-1-5-pro-251215",
        "seedance-1-0-pro-250528",
        "seedance-1-0-pro-fast-251015",
    ]
    assert [one["rule"] for one in found["wan2.7-i2v"]["rules"]] == ["additionalProperties"]
    drafts = powertokens.models_for({"draft": True})
    assert [name for name, fit in drafts.items() if fit["possible"]] == ["seedance-1-5-pro-251215"]
    assert [one["rule"] for one in drafts["seedance-1-0-pro-250528"]["rules"]] == ["draft-model"]


VALUES: dict[str, Sequence[Any]] = {
    "model": ["one", "two", "clip"],
    "quality": ["draft", "final"],
    "seconds": [1, 7, 15],
    "size": ["S", "L"],
    "sound": [True, False],
}


@pytest.mark.parametrize(
    "files",
    [{"family.yaml": FAMILY}, {"clip.yaml": BASE, "clip@final.yaml": VARIANT}, {"f.yaml": FAMILY, "clip.yaml": BASE}],
)
def test_several_models_and_pages_are_looked_at_together(files: Mapping[str, str]) -> None:
    contract = read(
        {name: f"x-source: {{document: page}}\n{text}" for name, text in files.items()}, discriminator="model"
    )
    (owner,) = contract.providers
    judges = {model.name: validator_of(model, owner) for model in owner.models}
    models = models_of(owner)
    names = {name: values for name, values in VALUES.items() if name != "quality" or "clip.yaml" in files}
    bodies = [
        {name: value for name, value in zip(names, chosen, strict=True) if value is not None}
        for chosen in itertools.product(*[[None, *values] for values in names.values()])
    ]
    legal = [one for one in bodies if one.get("model") in judges and judges[str(one["model"])].is_valid(one)]
    for body in (one for one in bodies if len(one) < 4):
        fields = models.options(body, None)["fields"]
        for name, field in fields.items():
            if name == "model" and name in body:
                continue  # the choices are those of the model that is named
            given = {key: value for key, value in body.items() if key != name}
            left = [one for one in legal if given.items() <= one.items()]
            held = [one[name] for one in left if name in one]
            said = {(True, True): "may", (False, True): "must", (True, False): "must-not", (False, False): "neither"}
            assert field["presence"] == said[len(held) < len(left), bool(held)], (body, name)
            for entry in field["values"] or ():
                if entry["value"] in VALUES[name]:
                    assert entry["offered"] == (entry["value"] in held), (body, name, entry)
                assert bool(entry["rules"]) != entry["offered"]


def test_what_no_list_ends_is_undecided_and_counted() -> None:
    text = """
        properties: {a: {type: string}, b: {type: string}, c: {enum: [x, z]}}
        x-rules: [{id: apart, when: {c: x}, compare: a != b}]
    """
    answer = of(request(text)).options({"a": "1", "b": "2"}, None)
    assert answer["undecided"] == 1
    (entry, other) = answer["fields"]["c"]["values"]
    assert (entry["offered"], other["offered"]) == (None, True)
    assert answer["fields"]["c"]["undecided"] == "no list ends what apart turns on"
    assert of(request(text)).options({"a": "1"}, None)["undecided"] == 0


def test_fields_tied_in_too_many_ways_are_undecided() -> None:
    fields = ", ".join(f"{name}: {{type: string}}" for name in SIZES)
    text = f"properties: {{{fields}, mode: {{enum: [x]}}}}\nx-rules: [{{id: few, at-most-one: [{', '.join(SIZES)}]}}]"
    answer = of(request(text)).options({}, None)
    assert answer["possible"] is None
    assert answer["fields"]["s3"]["undecided"].startswith("rules tie s0, s1, ")
    assert answer["fields"]["mode"]["undecided"] == "what is given besides is not decided"


@pytest.mark.parametrize("why", UNDECIDED)
def test_what_looks_at_a_body_as_a_whole_decides_nothing(why: str) -> None:
    answer = of(request(UNDECIDED[why])).options({}, None)
    assert answer["possible"] is None
    assert {field["undecided"] for field in answer["fields"].values()} == {why}


def test_no_more_items_are_told_apart_than_anybody_can_count() -> None:
    text = """
        properties:
          few: {type: array, items: {type: string}, maxItems: 2}
          many: {type: array, items: {type: string}}
          more: {type: array, items: {type: string}, maxItems: 3}
          mode: {enum: [x, z]}
        x-rules:
          - {id: sum, when: {mode: x}, limit: {of: [few, more], least: 4, most: 1000000000}}
          - {id: all, when: {mode: z}, limit: {of: [few, many], least: 1000000000}}
    """
    models = of(request(text))
    assert offered(models.options({"few": ["1", "2"], "more": ["1"]}, None)["fields"]["mode"]) == []
    answer = models.options({"few": ["1", "2"], "more": ["1", "2"]}, None)["fields"]["mode"]
    assert {one["value"]: one["offered"] for one in answer["values"]} == {"x": True, "z": None}


def test_fields_of_other_names_are_free_where_nothing_refuses_them() -> None:
    text = "properties: {a: {enum: [x]}}\nallOf: [{properties: {b: true}}]\nunevaluatedProperties: false"
    made = request(text)
    assert of(made).options({"other": 1}, None)["possible"] is False
    (owner,) = made.providers
    (form,) = models_of(owner).load(owner.models[0].name)
    assert form.open is False


def test_references_in_place_are_followed_once() -> None:
    definitions = {f"d{at}": Schema(any_of=(Schema(ref=f"d{at + 1}"),) * 2) for at in range(60)}
    definitions["d60"] = Schema(properties={"a": Schema(types=("string",))})
    (rule,) = rules_of_keywords([Schema(any_of=(Schema(ref="d0"),))])
    questions = questions_of(rule, scope_of(Schema(properties={"a": Schema()}), definitions))
    assert {name: len(asked) for name, asked in questions.of.items()} == {"a": 1}


def test_a_body_with_too_much_wrong_costs_no_more_than_its_length() -> None:
    def half(count: int) -> dict[str, Any]:
        return {"model": "wan2.7-i2v", "images": [*range(count)], **{f"x{number}": number for number in range(count)}}

    few, many = powertokens.options(half(100)), powertokens.options(half(10_000))
    assert len(few["conflicts"]) == len(many["conflicts"]) == 20
    assert all(len(one["rules"]) <= 20 for field in many["fields"].values() for one in field["values"] or ())
    assert len(json.dumps(many)) <= len(json.dumps(few)) * 1.1
    start = time.thread_time()
    wan2_7_i2v.errors(half(30_000))
    judged = time.thread_time()
    powertokens.options(half(30_000))
    assert time.thread_time() - judged < 5 * (judged - start) + 1


def test_a_stray_field_alone_is_in_the_way_of_that_model_alone() -> None:
    fields = powertokens.options({"ratio": "16:9"})["fields"]
    assert (offered(fields["draft"]), fields["ratio"]["presence"]) == ([True, False], "may")
    both = powertokens.options({"ratio": "16:9", "image": "x", "colour": 1})
    assert both["possible"] is False


@pytest.mark.parametrize("name", [*OPERATORS, *ODD])
def test_walks_ask_for_no_warnings_and_leave_nothing_unused(name: str, tmp_path: Path) -> None:
    (owner,) = request({**OPERATORS, **ODD}[name]).providers
    (model,) = owner.models
    file = tmp_path / "table.py"
    file.write_bytes(model_module(model, owner))
    assert "late.append" not in file.read_text("utf-8")
    ran = subprocess.run([sys.executable, "-m", "ruff", "check", "--isolated", "--select", "F", file], check=False)
    assert ran.returncode == 0


def test_importing_a_provider_does_not_load_its_tables() -> None:
    program = "import sys, videoapis.powertokens as one; print([name for name in sys.modules if '_options' in name])"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_the_answer_is_json() -> None:
    answer = powertokens.options({"model": "wan2.7-r2v"})
    assert json.loads(json.dumps(answer)) == answer
