"""Defaults that depend on something: what they may say, and what validators make of them."""

from __future__ import annotations

import copy
import itertools
from typing import Any

import pytest

from reelspec.language.source.place import Problems
from reelspec.project.checks import check_specs
from tests.specs import model_of
from tests.support import Dict, load_module, provider, request, write_root

PROPERTIES = """
x-source: {document: page}
properties:
  mode: {type: string, enum: [std, pro], default: std}
  size:
    type: string
    enum: [S, M, L]
    x-default:
      - {when: {mode: pro}, value: L}
      - {when: {mode: std}, value: M}
  seconds:
    type: integer
    x-default:
      - {when: {size: L}, value: 5}
      - {when: {size: [S, M]}, value: 10}
  note: {type: [string, "null"], default: none}
  clip: {type: string, x-default: [{when: {mode: pro, size: M}, value: loop}]}
  shots:
    type: array
    items:
      type: object
      properties:
        kind: {type: string, enum: [wide, near], default: wide}
        lens: {type: integer, x-default: [{when: {kind: wide}, value: 24}, {value: 85}]}
        next: {$ref: "#/properties/shots/items"}
"""


@pytest.mark.parametrize(
    ("body", "added"),
    [
        ({}, {"size": "M", "seconds": 10, "mode": "std", "note": "none"}),
        ({"mode": "pro"}, {"size": "L", "seconds": 5, "note": "none"}),
        ({"mode": "pro", "size": "M"}, {"seconds": 10, "clip": "loop", "note": "none"}),
        ({"note": None}, {"size": "M", "seconds": 10, "mode": "std", "note": "none"}),  # null counts as absent
        ({"size": None}, {"mode": "std", "note": "none"}),  # refused, so nothing of it is certain
        ({"mode": "max"}, {"note": "none"}),
    ],
)
def test_what_is_certain_is_added(body: dict[str, Any], added: dict[str, Any]) -> None:
    judge = request(PROPERTIES).validator
    before = copy.deepcopy(body)
    assert judge.effective(body) == {**body, **added}
    assert body == before
    assert judge.effective(Dict(body)) == {**body, **added}


def test_objects_inside_have_defaults_of_their_own() -> None:
    judge = request(PROPERTIES).validator
    shots = [{}, {"kind": "near"}, {"kind": "far"}, {"next": {"kind": "near"}}, 7]
    assert judge.effective({"shots": shots})["shots"] == [
        {"lens": 24, "kind": "wide"},
        {"kind": "near", "lens": 85},
        {"kind": "far"},
        {"next": {"kind": "near", "lens": 85}, "lens": 24, "kind": "wide"},
        7,
    ]
    assert shots[0] == {}


@pytest.mark.parametrize("body", [None, 7, "text", [1], {"a": object()}, {"seconds": float("nan")}])
def test_nothing_makes_it_raise(body: Any) -> None:
    effective = request(PROPERTIES).validator.effective
    assert effective(body) == body
    assert not isinstance(body, dict) or effective(body) is body  # what is no JSON
    deep: Any = {}
    for _ in range(5000):
        deep = {"shots": deep}
    assert effective(deep) is deep


def test_what_is_taken_is_nobody_elses() -> None:
    judge = request("properties: {tags: {type: array, default: [a]}}").validator
    judge.effective({})["tags"].append("b")
    assert judge.effective({}) == {"tags": ["a"]}


def test_rules_go_on_reading_default_only() -> None:
    judges = request(
        PROPERTIES + "x-rules: [{id: long, when: {size: L}, must: {mode: pro}}, {id: s, must: {size: [S, L]}}]\n"
    )
    judges.accept({})  # by x-default size were M


def problems(tmp_path: Any, properties: str) -> list[str]:
    text = f"type: object\nx-source: {{document: page}}\nadditionalProperties: false\nproperties:\n{properties}"
    root = write_root(tmp_path, provider({"request.yaml": text}))
    try:
        found = check_specs(root)[1]
    except Problems as wrong:
        found = list(wrong.problems)
    return [f"{one.place.line}:{one.place.column}: {one.message}" for one in found if "request.yaml" in one.place.file]


@pytest.mark.parametrize(
    ("properties", "said"),
    [
        ("  a: {type: string, x-default: b}", "5:32: x-default is a list of {when: condition, value}"),
        ("  a: {type: string, x-default: []}", "x-default is a list of {when: condition, value}"),
        ("  a: {type: string, x-default: [{when: {b: 1}, value: x}]}", "x-default of a: there is no field b"),
        ("  a: {type: string, x-default: [{when: {b: 1}}]}\n  b: {type: integer}", "has a value, and when it is taken"),
        (
            "  a: {type: string, x-default: [{value: x}, {value: z}]}",
            "only the last entry of x-default may have no when",
        ),
        ("  a: {type: string, x-default: [{value: 7}]}", "the field refuses its default 7"),
        (
            "  a: {type: string, x-default: [{when: {b: c}, value: x}]}\n  b: {type: string, enum: [d]}",
            'b is never "c"',
        ),
        (
            "  a: {type: string, x-default: [{when: {b: d}, value: x}]}\n"
            "  b: {type: string, x-default: [{when: {a: x}, value: d}]}",
            "x-default: a and b depend on each other, so that none of them is certain",
        ),
        ("  a: {type: string, x-default: [{when: {a: {present: false}}, value: x}]}", "x-default: a depends on itself"),
        (
            "  a: {type: string, x-default: [{when: {b: {present: true}}, value: x}]}\n"
            "  b: {type: string, x-default: [{value: d}]}",
            "x-default of a: b has an x-default itself: ask for its value, not whether it is there",
        ),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Any, properties: str, said: str) -> None:
    assert any(said in one for one in problems(tmp_path, properties + "\n")), problems(tmp_path, properties + "\n")


PRO_15, PRO_10, FAST_10 = "seedance-1-5-pro-251215", "seedance-1-0-pro-250528", "seedance-1-0-pro-fast-251015"


@pytest.mark.parametrize(("model", "image"), [*itertools.product((PRO_15, PRO_10, FAST_10), (False, True))])
def test_seedance_takes_what_its_page_says(model: str, image: bool) -> None:
    """Written from the page: the size and the sound depend on the model, the ratio on model and mode."""
    from reelspec.cases.judge import validator_of

    judge = load_module(_source(model))
    body = {"model": model, "prompt": "A kite rises.", **({"image": "https://example.com/a.png"} if image else {})}
    expected = {
        **body,
        "seconds": "5",
        "size": "720p" if model == PRO_15 else "1080p",
        "ratio": "adaptive" if image or model == PRO_15 else "16:9",
        "seed": -1,
        "camera_fixed": False,
        "watermark": False,
        "draft": False,
        "return_last_frame": False,
    }
    if model == PRO_15:
        expected["generate_audio"] = True
    assert judge.effective(body) == validator_of(*model_of(f"powertokens/{model}")).effective(body) == expected


def _source(model: str) -> bytes:
    from reelspec.codegen.validators.emitter import emit_validator

    return emit_validator(*model_of(f"powertokens/{model}"), standalone=True)
