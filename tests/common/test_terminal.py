"""What a terminal is shown, and what everything else is not."""

from __future__ import annotations

import io
from contextlib import suppress

import pytest

from reelspec.common.terminal import StatusLine, has_colours, painted, progress


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "20")
    monkeypatch.delenv("NO_COLOR", raising=False)


def test_a_terminal_has_colours() -> None:
    assert painted("wrong", "red", Terminal()) == "\x1b[31mwrong\x1b[0m"
    assert painted("plain", None, Terminal()) == "plain"
    assert painted("", "red", Terminal()) == ""


@pytest.mark.parametrize(
    ("name", "value", "colours"),
    [("TERM", "dumb", False), ("NO_COLOR", "1", False), ("NO_COLOR", "", True), ("TERM", "linux", True)],
)
def test_the_environment_decides(name: str, value: str, colours: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    assert has_colours(Terminal()) is colours


def test_elsewhere_the_text_is_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    assert painted("wrong", "red", io.StringIO()) == "wrong"
    monkeypatch.setattr("sys.stdout", Terminal())
    assert painted("wrong", "red") != "wrong"


def test_progress_is_one_line_that_is_gone_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    with suppress(ZeroDivisionError), progress() as tell:
        tell("reading the specs")
        tell("one")
        tell("a line that is wider than this terminal")
        tell("a\nb\x1b[2J")
        raise ZeroDivisionError
    steps = stream.getvalue().split("\r")
    assert "\n" not in stream.getvalue() and "\x1b" not in stream.getvalue()
    assert [one.rstrip() for one in steps] == ["", "reading the specs", "one", "a line that is", r"a\nb\x1b[2J", "", ""]
    assert all(len(one) < 20 for one in steps)
    assert len(steps[2]) == len("reading the specs") and len(steps[-2]) == len(r"a\nb\x1b[2J")


def test_elsewhere_progress_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    with progress() as tell:
        tell("reading the specs")
    assert stream.getvalue() == ""


def test_a_line_is_kept_where_it_says_how_something_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    line = StatusLine()
    line.keep()
    line.say("50%")
    line.say("done")
    line.keep()
    line.clear()
    assert stream.getvalue() == "\r50%\rdone\n"
