"""The site in a browser: what its pages judge, offer and show. Run by pytest."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reelspec.cases.judge import validator_of
from reelspec.common.tables import cells
from reelspec.language.contract.model import Contract
from reelspec.language.rules.tasks import life_of
from reelspec.options.load import models_of
from reelspec.site.diagram import drawing
from reelspec.site.examples import examples
from reelspec.site.pages import INDEX, page_path, site_files
from tests.options.test_javascript import bodies_of
from tests.site.browsing import browse, written
from tests.site.checker import differences
from tests.site.hostile import CODE, hostile, plain
from tests.specs import BASE, VARIANT, contract, model_of, read

TWO = ("apimart/wan2.7", "powertokens/wan2.7-i2v")
LARGEST = 100_000


def test_the_checker_says_what_the_validator_says(tmp_path: Path) -> None:
    assert list(differences(TWO, tmp_path)) == []


def test_the_form_offers_what_options_offer(tmp_path: Path) -> None:
    site = written(contract(), tmp_path)
    names = (*TWO, "powertokens/seedance-1-5-pro-251215")
    halves: dict[str, list[Any]] = {}
    for name in names:
        model, owner = model_of(name)
        bodies = [body for body, _ in bodies_of(owner, 12, name) if isinstance(body, dict)]
        halves[name] = [{**body, model.discriminator: model.name} for body in bodies]
    pages = [
        {"path": site / page_path(*model_of(name)), "halves": [json.dumps(body) for body in halves[name]]}
        for name in names
    ]
    asked = 0
    for name, page in zip(names, browse(pages, tmp_path), strict=True):
        model, owner = model_of(name)
        options, validate = models_of(owner).options, validator_of(model, owner).validate
        for body, controls in zip(halves[name], page["halves"], strict=True):
            answer = options(body, model.name)
            if answer["possible"] is False:
                answer = options(_without_wrong(body, validate(body)), model.name)
            for field, presence, offered, why in controls:
                wanted = answer["fields"][field]
                asked += 1
                assert presence == (wanted["presence"] or "null"), (body, field)
                if offered is not None:
                    assert offered == [one["offered"] is not False for one in wanted["values"]], (body, field)
                for closed in [*wanted["rules"], *(rule for one in wanted["values"] or () for rule in one["rules"])]:
                    assert closed["rule"] == "required" or f"[{closed['rule']}]" in why, (body, field, closed)
    assert asked > 1000, asked


def _without_wrong(body: dict[str, Any], violations: list[Any]) -> dict[str, Any]:
    wrong = {
        one.path.split("/")[1] for one in violations if one.severity == "error" and one.rule != "required" and one.path
    }
    return {name: value for name, value in body.items() if name.replace("~", "~0").replace("/", "~1") not in wrong}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The index and a model's page, in both widths and themes; then the page with a body in its address, and without scripts."""
    folder = tmp_path_factory.mktemp("shown")
    site = written(contract(), folder)
    page = site / page_path(*model_of(TWO[0]))
    looks = [
        {"width": width, "dark": dark, "axe": dark == (width == 360)} for width in (1440, 360) for dark in (False, True)
    ]
    body = "#body=" + "%7B%22size%22%3A%22%3Cb%3E%22%7D"
    clicks = [["#clear", None], ["#form textarea", "A boat."]]
    asked = [
        *({"path": path, **look} for path in (site / INDEX, page) for look in looks),
        {"path": page, "hash": body},
        {"path": page, "script": False},
        {"path": page, "click": clicks},
        {"path": site / INDEX, "click": [["#words", "audio 16:9"]]},
    ]
    return browse(asked, folder)


def test_pages_are_accessible_fit_and_ask_nobody(shown: list[dict[str, Any]]) -> None:
    for page in shown:
        assert (page["errors"], page["requests"], page["wide"]) == ([], [], 0)
        assert [one for one in page.get("axe", ()) if one[1] in ("serious", "critical", "moderate")] == []


def test_a_link_carries_the_body(shown: list[dict[str, Any]]) -> None:
    *_, linked, _, _, _ = shown
    assert linked["body"] == '{"size":"<b>"}'
    assert '"<b>" is not "16:9"' in linked["text"]


def test_without_scripts_it_is_a_reference(shown: list[dict[str, Any]]) -> None:
    text = shown[-3]["text"]
    assert "Try a request" not in text
    for words in ("image-audio", "at most 5000 characters", "Says otherwise: audio_url", "curl -sS", "Life of a task"):
        assert words in text


def test_the_form_writes_the_body(shown: list[dict[str, Any]]) -> None:
    assert json.loads(shown[-2]["body"]) == {"model": "wan2.7", "prompt": "A boat."}


def test_the_index_is_filtered(shown: list[dict[str, Any]]) -> None:
    assert re.findall(r"\d+ of \d+ models", shown[-1]["text"]) == ["4 of 8 models"]


def test_pages_are_small() -> None:
    for path, content in site_files(contract()).items():
        assert len(gzip.compress(content)) < LARGEST, path


def test_a_violation_leads_to_its_rule_on_the_page_that_counts(tmp_path: Path) -> None:
    rule = "x-rules: [{id: long, when: {seconds: {minimum: 6}}, must: {seconds: {maximum: 7}}}]\n"
    made = read(
        {
            "clip.yaml": f"x-source: {{document: page}}\n{rule}{BASE}",
            "clip@final.yaml": f"x-source: {{document: page, section: final}}\n{rule}{VARIANT}",
        },
        discriminator="model",
    )
    site = written(made, tmp_path)
    (path,) = [path for path in _paths(made) if path != INDEX]
    bodies = [{"model": "clip", "seconds": 9}, {"model": "clip", "quality": "final", "seconds": 9}]
    links = []
    for page in browse([{"path": site / path, "bodies": [json.dumps(body)]} for body in bodies], tmp_path):
        links += [address for name, address in page["live"] if name == "a" and address.startswith("#rule-")]
    assert links == ["#rule-clip-long", "#rule-long"]


def test_calls_go_to_the_servers_of_their_operation() -> None:
    model, owner = model_of(TWO[0])
    elsewhere = tuple(
        replace(operation, servers=("https://elsewhere.example.com/v2/",)) for operation in owner.operations
    )
    shown = dict(examples(contract(), replace(owner, operations=elsewhere), model, {"model": model.name}))
    for language in ("curl", "JavaScript"):
        assert "https://elsewhere.example.com/v2/" in shown[language]


def test_what_does_not_fit_into_a_box_goes_on_in_the_next_line() -> None:
    model, owner = model_of(TWO[0])
    (operation,) = [one for one in owner.operations if one.id in model.operations]
    life = life_of(operation, owner)
    assert life is not None
    wide = drawing(life._replace(operation=replace(operation, path="/視頻" * 30)))
    lines = [line for box in wide.boxes for line in box.lines]
    assert max(map(cells, lines)) <= 38
    assert wide.boxes[0].height > drawing(life).boxes[0].height


def test_code_in_a_spec_is_shown_as_text(tmp_path: Path) -> None:
    found = {}
    for name, made in (("hostile", hostile()), ("plain", plain())):
        folder = tmp_path / name
        folder.mkdir()
        site = written(made, folder)
        found[name] = browse([{"path": site / path, "bodies": _bodies(made, path)} for path in _paths(made)], folder)
    for evil, tame in zip(found["hostile"], found["plain"], strict=True):
        assert evil["errors"] == evil["requests"] == []
        assert evil["elements"] == tame["elements"]
        assert CODE in evil["text"] and "1.0.0" in evil["text"]
        assert [
            one for one in evil["live"] if one[1].partition(":")[0] not in ("", "data", "https") and ":" in one[1]
        ] == []


def _paths(made: Contract) -> list[str]:
    return [INDEX, *(page_path(model, owner) for owner in made.providers for model in owner.models)]


def _bodies(made: Contract, path: str) -> list[str] | None:
    return None if path == INDEX else ["{", json.dumps({CODE: CODE}), json.dumps(made.models()[0].examples[0].body)]
