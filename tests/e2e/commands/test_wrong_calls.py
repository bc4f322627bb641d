"""Calls that cannot be used: each says in its first line what is wrong with it or was meant, and below where to look."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.commands.conftest import Call

CALLS = {
    "chek": "reelspec: there is no command chek; did you mean check?",
    "check --fromat json": "reelspec check: there is no option --fromat; did you mean --format?",
    "check --fromat=json": "reelspec check: there is no option --fromat; did you mean --format?",
    "check --format sarff": "reelspec check: --format: sarff is none of text, json, github, sarif; did you mean sarif?",
    "list extra": "reelspec list: extra is one argument too many",
    "generate --only": "reelspec generate: --only: expected one argument",
    "validate": "reelspec validate: FILE is missing",
    "validate a.json --jobs x": "reelspec validate: --jobs: a number of processes is one from 1 to 256",
    "resume": "reelspec resume: PROVIDER, TASK_ID are missing",
    "documents stat": "reelspec documents: there is no command stat; did you mean status?",
    "documents drift --fromat json": "reelspec documents drift: there is no option --fromat; did you mean --format?",
    "release --date today": "reelspec release: --date: a day is YYYY-MM-DD, not today",
    "mutate --budget long": "reelspec mutate: --budget: expected seconds, 0 or more, found 'long'",
}


@pytest.mark.parametrize("line", CALLS)
def test_what_is_wrong_with_a_call(line: str, call: Call) -> None:
    ran = call(*line.split())
    assert (ran.code, ran.out) == (2, "")
    first, *below = ran.err.splitlines()
    assert first == CALLS[line]
    assert below[-1] == f"  all of it: {first.partition(':')[0]} --help"


@pytest.mark.parametrize(("line", "commands"), [("", ("init", "verify")), ("documents", ("status", "lock"))])
def test_a_call_without_a_command_lists_them(line: str, commands: tuple[str, ...], call: Call) -> None:
    ran = call(*line.split())
    assert (ran.code, ran.out) == (2, "")
    assert all(f"\n    {name} " in ran.err for name in commands)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "explain powertokens/wan2.7-i2",
            "there is no model powertokens/wan2.7-i2; did you mean powertokens/wan2.7-i2v?",
        ),
        ("explain wan2.7-i2v", "there is no model wan2.7-i2v; did you mean powertokens/wan2.7-i2v?"),
        ("validate body.json --provider APIMart", "there is no provider APIMart; did you mean apimart?"),
        ("resume apimrt t1", "there is no provider apimrt; did you mean apimart?"),
        ("mutate powertoken", "there is no provider or model powertoken; did you mean powertokens?"),
        ("standalone apimart/wan2.7 --out nowhere/a.py", "nowhere/a.py: No such file or directory"),
        ("run apimart/wan2.7 --file nowhere.json", "nowhere.json: No such file or directory"),
        ("resume apimart t1 --base-url ftp://a.example", "--base-url must begin with http:// or https://"),
        (
            "verify http://127.0.0.1:9 --provider apimart --fail-on untrid",
            "--fail-on knows no untrid; did you mean untried?",
        ),
        ("verify http://127.0.0.1:9 --provider apimart --no-probe x", "there is no probe x; there are no-key, "),
    ],
)
def test_names_that_nothing_has(
    line: str, said: str, call: Call, generated_once: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(generated_once)
    ran = call(*line.split())
    assert ran.code == 2
    assert ran.err.startswith(f"reelspec: {said}")


@pytest.mark.parametrize("line", ["--root {} list", "list --root {}"])
def test_the_repository_is_named_before_the_command_or_after(line: str, call: Call, generated_once: Path) -> None:
    ran = call(*line.format(generated_once).split())
    assert (ran.code, ran.err) == (0, "")
    assert "apimart/wan2.7\n" in ran.out
