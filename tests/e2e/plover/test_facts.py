"""Facts of files: limits of each and of several together, rules that read them, and what is no fact."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from reelspec.language.source.place import Problems
from reelspec.project.checks import check_specs
from tests.e2e.plover.agreement import in_javascript, judged_with_facts
from tests.e2e.plover.plover import model
from tests.media import png
from tests.node import NODE
from tests.support import provider, write_root

IMAGE, CLIP, ONE, TWO = (f"https://example.com/{one}" for one in ("a.png", "c.mp4", "1", "2"))
BODY: dict[str, Any] = {"model": "plover-1", "image": IMAGE, "mode": "pro"}
BODIES = 1_500


def judge() -> Any:
    return model("plover-1-image").judges.validator


def said(body: dict[str, Any], **facts: dict[str, Any]) -> list[tuple[str, str]]:
    """(rule, path) of the errors. facts: by image, clip, one and two."""
    names = {"image": IMAGE, "clip": CLIP, "one": ONE, "two": TWO}
    return [
        (one.rule, one.path) for one in judge().errors(body, facts={names[key]: fact for key, fact in facts.items()})
    ]


def test_a_total_whose_known_parts_exceed_it_is_broken() -> None:
    body = {**BODY, "sounds": [ONE, TWO], "media": [{"url": ONE}, {"url": TWO}, {"url": ONE}], "seconds": "10"}
    assert said(body, one={"seconds": 12}) == []  # of the other nothing is known
    assert said(body, one={"seconds": 12}, two={"seconds": 8}) == [("x-media", "/media"), ("media-fit", "/media")]
    assert said(body, one={"seconds": 12}, two={"seconds": 8.5})[1] == ("x-media", "/sounds")
    assert said(body, one={"bytes": 26 * 2**20}) == [("x-media", "/media")]
    assert said({**body, "media": [*body["media"], {"url": 7}]}, one={"bytes": 26 * 2**20}) == [
        ("type", "/media/3/url"),
        ("x-media", "/media"),
    ]


def test_what_is_refused_is_not_judged_by_its_file() -> None:
    assert said({**BODY, "clip": "ftp:x"}) == [("pattern", "/clip")]
    found = judge().errors({**BODY, "clip": "ftp:x"}, facts={"ftp:x": {"seconds": 99}})
    assert [(one.rule, one.path) for one in found] == [("pattern", "/clip")]


GRID = list(itertools.product((None, 200, 479, 480, 1000), (None, 300, 1000, 2160, 2161), ("std", "pro", None)))


@pytest.mark.parametrize(("width", "height", "mode"), GRID)
def test_conditions_on_facts_are_those_of_plain_python(width: Any, height: Any, mode: Any) -> None:
    body = {name: one for name, one in {**BODY, "mode": mode}.items() if one is not None}
    expected = set()
    if width is not None and width <= 479 and mode == "pro":
        expected.add("small-is-std")
    if height is not None and height > 2160 and mode != "pro":
        expected.add("large-or-pro")
    found = judge().validate(body, facts={IMAGE: {"width": width, "height": height}})
    rules = {one.rule for one in found}
    assert rules & {"small-is-std", "large-or-pro"} == expected
    too_long = width is not None and height is not None and max(width / height, height / width) > 2.5
    wide = too_long and not any(one.path == "/image" and one.severity == "error" for one in found)
    assert ("not-too-long" in rules) is wide


@pytest.mark.parametrize(
    ("clip", "seconds", "broken"),
    [(5, "5", False), (5.001, "5", True), (10, "10", False), (6, None, False), (6, 5, False)],
)
def test_a_comparison_of_a_fact(clip: float, seconds: Any, broken: bool) -> None:
    body = {**BODY, "clip": CLIP, **({} if seconds is None else {"seconds": seconds})}
    assert (("clip-fits", "/clip") in said(body, clip={"seconds": clip})) is broken


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ([], "facts are given by the texts that name the files, as an object"),
        ({"a": 5}, 'the facts of "a" are an object such as {seconds: 5}'),
        ({"a": {"seconds": "5"}}, 'seconds of "a" is a number from 0'),
        ({"a": {"seconds": True}}, 'seconds of "a" is a number from 0'),
        ({"a": {"width": -1}}, 'width of "a" is a number from 0'),
        ({"a": {"width": 10**400}}, 'width of "a" is a number from 0'),
        ({"a": {"fps": float("nan")}}, 'fps of "a" is a number from 0'),
        ({"a": {"bytes": float("inf")}}, 'bytes of "a" is a number from 0'),
        ({"a": {"bytes": 10**309}}, 'bytes of "a" is a number from 0'),
        ({"a": {"format": 5}}, 'the format of "a" is a text such as mp4'),
        ({"a": {"ratio": 1}}, 'there is no fact "ratio" of "a"; there are seconds, width, height, bytes, fps, format'),
    ],
)
def test_what_is_no_fact_is_said(facts: Any, words: str) -> None:
    for name in ("plover-1", "plover-1-image"):
        judge = model(name).judges.validator
        for asked in (judge.is_valid, judge.errors, judge.validate):
            with pytest.raises(ValueError, match=r".*") as wrong:
                asked(BODY, facts=facts)
            assert str(wrong.value) == words


@pytest.mark.parametrize("name", ["plover-1", "plover-1-image"])
def test_all_judges_agree(name: str) -> None:
    """All of it: python -m tests.e2e.plover.agreement"""
    asked, by_files, differ = judged_with_facts(model(name), BODIES, 1)
    assert differ == []
    assert (by_files > BODIES / 50) is (name == "plover-1-image")
    if NODE is not None:
        assert in_javascript(model(name), asked, 1) == []


def test_a_client_judges_facts_and_finds_those_of_files_that_it_sends(package: Any) -> None:
    pytest.importorskip("av")
    sent: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(json.loads(request.content))
        return httpx.Response(200, json={"id": "1"})

    body = {name: one for name, one in BODY.items() if name != "mode"}
    with package.Plover("key", base_url="http://mock", transport=httpx.MockTransport(answer)) as client:
        with pytest.raises(package.InvalidRequestError) as refused:
            client.image.create(**body, facts={IMAGE: {"width": 100}})
        assert [one.path for one in refused.value.violations] == ["/image"]
        with pytest.raises(package.ConfigurationError, match=r"width of .* is a number from 0"):
            client.image.create(**body, facts={IMAGE: {"width": "wide"}})
        client.image.create(**body, facts={IMAGE: {"width": 300}}, pose=png(64, 64))
        with pytest.raises(package.InvalidRequestError, match="it is 63 pixels high; 64 to 512 are allowed"):
            client.image.create(**body, pose=png(64, 63))
    assert len(sent) == 1
    assert "facts" not in sent[0]


def test_the_cases_of_files_are_what_validators_say(generated: Path, package: Any) -> None:
    document = json.loads((generated / "cases/plover/plover-1-image.json").read_bytes())
    assert Draft202012Validator(json.loads((generated / "cases/cases.schema.json").read_bytes())).is_valid(document)
    assert package is not None
    cases = document["file_cases"]
    from ploverapis.plover.validators import plover_1_image  # type: ignore[import-not-found]

    for case in cases:
        found = plover_1_image.errors(case["body"], facts=case["facts"])
        assert [one.as_dict() for one in found] == case["violations"]
        assert case["valid"] is (not found)
    limits = {case["name"].partition(".not.")[0] for case in cases if ".not." in case["name"]}
    wanted = {
        "image.width",
        "image.ratio",
        "image.bytes",
        "image.format",
        "clip.seconds",
        "clip.fps",
        "media.total-seconds",
    }
    assert limits >= {*wanted, "sounds.total-seconds", "media.total-megabytes", "media[].url.seconds", "pose.height"}
    assert all(any(one["rule"] == "x-media" for one in case["violations"]) for case in cases if ".not." in case["name"])


def test_a_schema_does_not_carry_what_it_cannot_see(generated: Path) -> None:
    schema = json.loads((generated / "schemas/plover/plover-1-image.json").read_bytes())
    left = {one["id"]: one["reason"] for one in schema["x-rules"]["notCarried"]}
    assert left.pop("not-too-long") == "a warning does not refuse a body"
    assert {*left} == {"clip-fits", "media-fit", "small-is-std", "large-or-pro"}
    assert {*left.values()} == {"a schema does not see the files that a body names"}


def problems(tmp_path: Any, rule: str) -> list[str]:
    text = f"""
type: object
x-source: {{document: page}}
additionalProperties: false
properties:
  clip: {{type: string, x-media: {{seconds: [1, 9]}}}}
  name: {{type: string}}
  size: {{type: string}}
  media:
    type: array
    items: {{type: object, properties: {{url: {{type: string, x-media: {{}}}}}}, additionalProperties: true}}
x-rules:
  - {{id: one, {rule}}}
"""
    try:
        return [one.message for one in check_specs(write_root(tmp_path, provider({"request.yaml": text})))[1]]
    except Problems as wrong:
        return [one.message for one in wrong.problems]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ('compare: "seconds(name) <= 5"', "seconds is of a field that names a file, and name has no x-media"),
        ('compare: "clip <= 5"', "clip is a text, no number"),
        ('compare: "second(clip) <= 5"', "no function second; did you mean seconds?"),
        ('compare: "sum(seconds(clip)) <= 5"', "sum is of a list of numbers"),
        ("compare: \"format(clip) <= 'mp4'\"", "format(clip) is a text, no number"),
        ("must: {name: {fact: {width: 5}}}", "name has no x-media, so it names no file"),
        ("must: {nam: {fact: {width: 5}}}", "there is no field nam; did you mean name?"),
        ("must: {clip: {fact: {widht: 5}}}", "there is no field widht; did you mean width?"),
        ("must: {clip: {fact: {width: {present: true}}}}", "whether a fact is known says nothing of the file"),
        (
            "must: {media: {contains: {url: {fact: {width: 5}}}}}",
            "facts of files are for the rules of the object whose field",
        ),
    ],
)
def test_what_is_wrong_with_a_rule_is_said(tmp_path: Any, rule: str, words: str) -> None:
    found = problems(tmp_path, rule)
    assert any(words in one for one in found), found


def test_rules_that_are_right_are_taken(tmp_path: Any) -> None:
    assert problems(tmp_path / "a", "compare: \"format(clip) == 'mp4'\"") == []
    assert problems(tmp_path / "b", 'compare: "width(clip) <= 2 * height(clip)"') == []
    assert problems(tmp_path / "c", 'compare: "width(size) <= 2 * height(size)"') == []
    assert (
        problems(tmp_path / "d", "when: {clip: {fact: {format: mp4}}}, must: {clip: {fact: {fps: {minimum: 24}}}}")
        == []
    )
