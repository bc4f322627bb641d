"""The fixtures of the mock: with a plan and a clock, in process and behind an address."""

from __future__ import annotations

import pytest

from tests.testing.verify.judged import ROOT

pytest_plugins = ("pytester",)

TEXT = """
import asyncio
import httpx
import pytest

BODY = {"model": "wan2.7-i2v", "image": "https://example.com/a.png"}
KEY = {"authorization": "Bearer any"}

def created(client):
    answer = client.post("/v1/videos", json=BODY, headers=KEY)
    assert answer.status_code == 200
    return answer.json()["id"]

def status(client, task):
    return client.get(f"/v1/videos/{task}", headers=KEY).json()["status"]

@pytest.mark.reelspec_mock("powertokens")
def test_in_process(reelspec_mock):
    with httpx.Client(transport=reelspec_mock.transport(), base_url="http://mock") as client:
        task = created(client)
        assert status(client, task) != "succeeded"
        reelspec_mock.clock.advance(3600)
        assert status(client, task) in ("succeeded", "completed")
    assert len(reelspec_mock.journal.of(verdict="accepted")) >= 1

@pytest.mark.reelspec_mock("powertokens")
def test_as_an_asgi_application(reelspec_mock):
    async def called():
        transport = httpx.ASGITransport(reelspec_mock.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://mock") as client:
            return await client.post("/v1/videos", json={**BODY, "seconds": 5}, headers=KEY)
    answer = asyncio.run(called())
    assert answer.status_code == 400 and "seconds" in answer.text

@pytest.mark.reelspec_mock("powertokens", plan={"tasks": [{"end": "failed"}]})
class TestPlan:
    def test_fails(self, reelspec_mock, reelspec_mock_url):
        with httpx.Client(base_url=reelspec_mock_url, trust_env=False) as client:
            task = created(client)
            reelspec_mock.clock.advance(3600)
            assert status(client, task) == "failed"

    @pytest.mark.reelspec_mock(plan={"requests": [{"match": {"nth": 1}, "fault": "status", "status": 503}]})
    def test_the_nearest_mark_wins(self, reelspec_mock):
        with httpx.Client(transport=reelspec_mock.transport(), base_url="http://mock") as client:
            assert client.post("/v1/videos", json=BODY, headers=KEY).status_code == 503

def test_each_test_has_its_own(reelspec_mock):
    assert len(reelspec_mock.journal) == 0 and not reelspec_mock.tasks
    assert {one.name for one in reelspec_mock.providers} == {"apimart", "powertokens"}
"""


@pytest.fixture(autouse=True)
def configured(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # the others' plugins take longer than the tests
    pytester.makeini(f"[pytest]\nreelspec_root = {ROOT}\naddopts = -p reelspec.pytest_plugin")


def test_the_mock_in_tests(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(TEXT)
    pytester.runpytest_inprocess("-q").assert_outcomes(passed=5)


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ('"powertoken"', "*there is no provider powertoken; did you mean powertokens?*"),
        ('plan={"task": []}', "*task*"),
        ("speeds=3", "*the mark is reelspec_mock(*"),
    ],
)
def test_a_mock_that_is_asked_for_wrongly(pytester: pytest.Pytester, mark: str, said: str) -> None:
    pytester.makepyfile(f"import pytest\n@pytest.mark.reelspec_mock({mark})\ndef test_it(reelspec_mock): ...\n")
    found = pytester.runpytest_inprocess("-q")
    assert found.ret != 0
    found.stdout.fnmatch_lines([said])
