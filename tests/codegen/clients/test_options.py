"""The options of calls stand once for type checkers, as TypedDicts; the methods, and what they call, take the same."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from reelspec.codegen.types.provider import OPTIONS, TAKEN
from videoapis._runtime import core, tasks
from videoapis.powertokens import client

WAIT_OPTIONS = ("wait_timeout", "poll_interval", "on_created", "on_progress")


def told(module: ModuleType, name: str) -> dict[str, str]:
    """Field -> annotation of a TypedDict that only type checkers see."""
    (found,) = (
        node
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.ClassDef) and node.name == name
    )
    return {
        ast.unparse(one.target): ast.unparse(one.annotation) for one in found.body if isinstance(one, ast.AnnAssign)
    }


def taken(method: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    """The keyword arguments of a method."""
    parameters = inspect.signature(method).parameters.values()
    return {one.name: one for one in parameters if one.kind is one.KEYWORD_ONLY}


@pytest.mark.parametrize("videos", [client.Videos, client.AsyncVideos])
def test_methods_take_the_options_that_checkers_are_told_of(videos: Any) -> None:
    """One that a method did not name would be sent as a field of the body."""
    options = told(core, "Options")
    asynchronous = "Async" if videos is client.AsyncVideos else ""
    waiting = told(tasks, "_WaitOptions") | told(tasks, f"{asynchronous}WaitOptions")
    calls = {"create": options, "retrieve": options, "content": options, "create_and_wait": waiting | options}
    for name, expected in calls.items():
        assert {one.name: one.annotation for one in taken(getattr(videos, name)).values()} == expected
    made = {one.name: one.annotation for one in taken(core.Call.__init__).values()}
    assert made == {"fields": "dict[str, Any] | None", "choice": "Callable[[Call], Operation] | None", **options}
    assert (*options,) == OPTIONS and (*waiting,) == WAIT_OPTIONS and {*OPTIONS, *WAIT_OPTIONS} < TAKEN


@pytest.mark.parametrize("videos", [client.Videos, client.AsyncVideos])
def test_defaults(videos: Any) -> None:
    found = {name: one.default for name, one in taken(videos.create_and_wait).items()}
    assert found == {**dict.fromkeys((*WAIT_OPTIONS, *OPTIONS)), "wait_timeout": 900.0}
    assert {one.default for one in taken(videos.create).values()} == {None}
