"""What a refusal says to install, by where the program has come from."""

from __future__ import annotations

import importlib.metadata
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from reelspec.common.installation import installing


@pytest.mark.parametrize(
    ("origin", "command"),
    [
        (None, "pip install 'reelspec[mock]'"),
        ({"url": "file:///a%20b/reelspec", "dir_info": {"editable": True}}, "pip install -e '/a b/reelspec[mock]'"),
        ({"url": "file:///a/reelspec", "dir_info": {}}, "pip install '/a/reelspec[mock]'"),
        (
            {"url": "https://example.com/reelspec", "vcs_info": {"vcs": "git", "commit_id": "0" * 40}},
            "pip install 'reelspec[mock] @ git+https://example.com/reelspec'",
        ),
        (
            {"url": "https://example.com/reelspec-1-py3-none-any.whl", "archive_info": {}},
            "pip install 'reelspec[mock] @ https://example.com/reelspec-1-py3-none-any.whl'",
        ),
    ],
)
def test_an_extra_comes_from_where_the_program_came_from(
    origin: Any, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = None if origin is None else json.dumps(origin)
    monkeypatch.setattr(importlib.metadata, "distribution", lambda _: SimpleNamespace(read_text=lambda _: said))
    assert installing("mock") == command


def test_in_its_own_checkout_the_folder_is_a_dot(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    said = json.dumps({"url": tmp_path.as_uri(), "dir_info": {"editable": True}})
    monkeypatch.setattr(importlib.metadata, "distribution", lambda _: SimpleNamespace(read_text=lambda _: said))
    monkeypatch.chdir(tmp_path)
    assert installing("mock") == "pip install -e '.[mock]'"
