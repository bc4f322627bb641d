"""The server of docs/agents.md, taken from it: its tools judge, ask before they pay, create and wait. Run by pytest."""

from __future__ import annotations

import asyncio
import json
from types import ModuleType
from typing import Any

import pytest

from reelspec.mock import Clock, Mock, serving
from tests.docs.pages import CHECKOUT, shown
from tests.testing.mock.shared import repository

NAME = "powertokens-wan2_7_i2v"
GOOD = {"model": "wan2.7-i2v", "image": "https://example.com/a.png", "seconds": "5"}


@pytest.fixture
def mock() -> Mock:
    return Mock(repository(), ["powertokens"], clock=Clock(speed=1000.0))


def answers(
    mock: Mock, monkeypatch: pytest.MonkeyPatch, calls: list[dict[str, Any]], agrees: bool, mode: str = "auto"
) -> tuple[Any, ...]:
    """The tools that the server has, what it answers to calls, and what it has asked the person. mode: of the protocol."""
    from fastmcp import Client

    asked: list[str] = []

    async def person(message: str, *_: Any) -> Any:
        asked.append(message)
        return {"value": agrees}

    async def talk(server: Any) -> Any:
        async with Client(server, elicitation_handler=person, mode=mode) as client:
            tools = await client.list_tools()
            return tools, [await client.call_tool(NAME, one, raise_on_error=False) for one in calls]

    with serving(mock) as url:
        monkeypatch.setenv("BASE_URL", url)
        monkeypatch.setenv("POWERTOKENS_API_KEY", "a key")
        monkeypatch.chdir(CHECKOUT)
        module = ModuleType("server")
        exec(shown("python", "class CreateVideo").text, vars(module))
        tools, found = asyncio.run(talk(module.server))
    return tools, found, asked


def created(mock: Mock) -> int:
    return len(mock.journal.of(operation="videos.create"))


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_call_is_judged_agreed_to_created_and_waited_for(
    mock: Mock, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    wrong = {**GOOD, "images": ["https://example.com/a.png", "https://example.com/b.png"]}
    tools, (refused, done), asked = answers(mock, monkeypatch, [wrong, {**GOOD, "prompt": None}], True, mode)
    files = [json.loads(path.read_bytes()) for path in (CHECKOUT / "generated/tools/powertokens").glob("*.json")]
    assert {one.name for one in tools} == {file["anthropic"]["name"] for file in files}
    assert refused.is_error and "one-input-style" in refused.content[0].text
    assert asked == [f"Pay for this video? {json.dumps(GOOD)}"]
    assert not done.is_error and done.structured_content["task_id"] and done.structured_content["urls"]
    assert created(mock) == 1


def test_without_agreement_nothing_is_paid(mock: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    _, (answer,), asked = answers(mock, monkeypatch, [GOOD], False)
    assert answer.is_error and "nothing was created" in answer.content[0].text
    assert len(asked) == 1 and created(mock) == 0
