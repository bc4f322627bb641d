"""`reelspec facts` and `validate --facts`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.commands.conftest import Call
from tests.media import png, wav

SOUND = "https://example.com/a.mp3"
BODY = {"model": "wan2.7", "prompt": "A boat sails.", "audio_url": SOUND}


@pytest.fixture
def judged(generated_once: Path, tmp_path: Path, call: Call) -> Any:
    def judge(facts: Any, *options: str, bodies: Any = BODY) -> Any:
        file = tmp_path / "facts.json"
        file.write_text(facts if isinstance(facts, str) else json.dumps(facts), encoding="utf-8")
        stdin = "".join(json.dumps(one) + "\n" for one in (bodies if isinstance(bodies, list) else [bodies])).encode()
        return call("validate", "-", "--root", generated_once, "--facts", file, *options, stdin=stdin)

    return judge


def test_validate_judges_what_is_known(judged: Any) -> None:
    ran = judged({SOUND: {"seconds": 31}})
    assert (ran.code, ran.err) == (1, "")
    assert "error: /audio_url: it lasts 31 seconds; 2 to 30 are allowed [x-media]" in ran.out
    assert judged({SOUND: {"seconds": 30}}).code == 0
    assert judged({"another": {"seconds": 31}}).code == 0


@pytest.mark.parametrize("options", [("--summary",), ("--format", "jsonl"), ("--jobs", "2"), ("--strict",)])
def test_in_every_form(judged: Any, options: tuple[str, ...]) -> None:
    ran = judged({SOUND: {"seconds": 31}}, *options, bodies=[BODY, {**BODY, "audio_url": "https://example.com/b.mp3"}])
    assert ran.code == 1
    if "--summary" in options:
        assert ran.out.startswith("2 bodies: 1 valid, 1 invalid, 0 unreadable")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({SOUND: {"seconds": "31"}}, "is a number from 0"),
        ({SOUND: {"second": 31}}, "there is no fact"),
        ('{"a": {"seconds": NaN}}', "JSON has no NaN"),
        ("[]", "facts are given by the texts"),
        ("{", "holds no facts"),
    ],
)
def test_what_is_no_fact_is_refused_before_any_body(judged: Any, facts: Any, words: str) -> None:
    ran = judged(facts)
    assert (ran.code, ran.out) == (2, "")
    assert "facts.json holds no facts: " in ran.err
    assert words in ran.err


def test_a_file_that_is_not_there(generated_once: Path, call: Call) -> None:
    ran = call("validate", "-", "--root", generated_once, "--facts", "none.json")
    assert (ran.code, ran.err) == (2, "reelspec: none.json: No such file or directory\n")


def test_facts_are_printed_for_validate(judged: Any, tmp_path: Path, call: Call) -> None:
    pytest.importorskip("av")
    ran = call("facts", f"{SOUND}={wav(tmp_path / 'a=b.wav', 31)}", "--root", tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out)[SOUND] == {"seconds": 31.0, "format": "wav", "bytes": 496044}
    assert judged(ran.out).code == 1


def test_what_has_no_facts_is_said_and_the_rest_is_printed(tmp_path: Path, call: Call) -> None:
    pytest.importorskip("av")
    (tmp_path / "a.txt").write_text("no media")
    (tmp_path / "a.png").write_bytes(png(3, 4))
    ran = call("facts", tmp_path / "a.txt", tmp_path / "a.png", tmp_path / "none", "--root", tmp_path)
    assert ran.code == 2
    assert [*json.loads(ran.out)] == [str(tmp_path / "a.png")]
    assert "a.txt: no media is found in it" in ran.err
    assert "none: No such file or directory" in ran.err


def test_without_pyav_the_command_names_the_extra(tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    ran = call("facts", tmp_path / "a.mp4", "--root", tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("reelspec: facts of files need PyAV: pip install ")
    assert "[facts]" in ran.err
