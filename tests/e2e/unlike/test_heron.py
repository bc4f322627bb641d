"""A provider that is unlike those of the repository: another discriminator, texts that are summed, "1 or 3 pictures", sizes
such as 1280x720, demands that depend on defaults, remainders. It goes through everything without a false alarm.
"""

from __future__ import annotations

import asyncio
import importlib
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from reelspec.cases.suite import suite_of
from reelspec.checks.unsatisfiable import undecided
from reelspec.project.build import build
from reelspec.project.checks import check_specs
from reelspec.testing.mock import Clock, Mock
from reelspec.testing.verify.run import verify
from reelspec.testing.verify.target import target_of
from tests.contract.bodies.agreement import run
from tests.e2e.unlike.heron import FOLDER, MODELS, contract, model

BODIES = 10_000
NEVER = {
    f"{rule}.{way}"
    for rule, way in (
        ("even-canvas", "broken.less"),  # a remainder is never less than 0
        ("frames-in-eights", "broken.less"),
        ("lines-fit", "kept.equal"),  # twice a length is even, and the number of frames is not
    )
}
"""Ways that no body goes."""


def test_check_has_nothing_to_say() -> None:
    found, problems = check_specs(FOLDER)
    assert problems == []
    assert found is not None
    assert undecided(found) == ()


@pytest.mark.parametrize("name", MODELS)
def test_all_judges_agree(name: str) -> None:
    tally = run(model(name), BODIES, python_share=1.0)
    assert tally.differ == []
    assert tally.bodies == BODIES
    assert BODIES * 0.03 < tally.valid < BODIES * 0.97
    assert tally.python == tally.by_schema > BODIES * 0.8


@pytest.mark.parametrize("name", MODELS)
def test_every_rule_is_kept_and_broken_in_its_cases(name: str) -> None:
    one = model(name).model
    cases, absent = suite_of(one)
    for rule in one.schema.rules:
        shown = [case for case in cases if case.about == rule.id]
        assert any([found.rule for found in case.found] == [rule.id] for case in shown), f"{rule.id} is never broken"
    ways = {missed.name.partition("rule.")[2] for missed in absent}
    wanted = {name for name in ways if ".broken." in name or name.endswith((".kept.true", ".kept.equal"))}
    assert wanted <= NEVER


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("heron")
    for name, content in build(FOLDER, reuse=False).files.items():
        if name.startswith("python/"):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    sys.path.insert(0, str(folder / "python"))
    try:
        yield importlib.import_module("heronapis.heron")
    finally:
        sys.path.remove(str(folder / "python"))
        for name in [one for one in sys.modules if one.partition(".")[0] == "heronapis"]:
            del sys.modules[name]


def test_a_client_makes_films_at_the_mock(package: Any) -> None:
    mock = Mock(contract())
    scenes = [{"text": "It waits.", "length": "2"}, {"text": "It strikes.", "length": "4"}]
    with package.Heron("key", base_url="http://mock", transport=mock.transport()) as client:
        opened = client._open()
        opened.sleep, opened.clock = mock.clock.advance, mock.clock.now
        film = client.films.create(engine="film-2-lite", multi_scene=True, scenes=scenes, rate=12)
        assert client.films.wait(film.task_id).state == "succeeded"
        for body, rule in (
            ({"engine": "film-2"}, "prompt-unless-scenes"),
            (
                {"engine": "film-2", "prompt": "It waits.", "pictures": ["https://a.example/1.png"] * 2},
                "1-or-3-pictures",
            ),
            ({"engine": "film-2", "prompt": "It waits.", "canvas": "1281x720"}, "even-canvas"),
            ({"engine": "sketch-1", "prompt": "It waits.", "frames": 10}, "frames-in-eights"),
        ):
            with pytest.raises(package.InvalidRequestError) as refused:
                client.films.create(**body)
            assert [one.rule for one in refused.value.violations] == [rule]
    assert len(mock.journal.of(operation="films.create")) == 1


@pytest.mark.parametrize("name", MODELS)
def test_the_mock_is_right_by_verify(name: str) -> None:
    (provider,) = contract().providers
    (one,) = (one for one in provider.models if one.name == name)
    mock = Mock(contract(), clock=Clock(speed=500))
    report = asyncio.run(verify(provider, [one], target_of(mock.app, provider)))
    assert report.findings == ()
    assert {life.end for life in report.lived} == {"succeeded"}
