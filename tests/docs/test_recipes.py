"""What pages show of clients' files, the ledger, the mock, verify, pytest and CI does what they say, taken from them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import httpx
import pytest
import yaml

from reelspec.cli import COMMANDS, command_parser
from reelspec.common.installation import templates_folder
from reelspec.testing.verify.accepted import read_accepted
from tests.docs.consoles import verified
from tests.docs.pages import CHECKOUT, blocks, shown
from tests.e2e.commands.run import environment, reelspec
from tests.node import NODE
from videoapis.powertokens import PowerTokens

SCRIPTS = str(Path(sys.executable).parent) + os.pathsep


def sh(script: str, cwd: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run a script in bash, with the commands of this environment."""
    given = environment(changes)
    given["PATH"] = SCRIPTS + given["PATH"]
    return subprocess.run(["bash", "-ec", script], cwd=cwd, env=given, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of `reelspec init`, generated. Not to be changed."""
    root = tmp_path_factory.mktemp("begun")
    assert reelspec("init", cwd=root).code == 0
    assert reelspec("generate", cwd=root).code == 0
    return root


def test_the_door_for_specs_as_it_stands(tmp_path: Path) -> None:
    who = {f"GIT_{role}_{what}": "a@example.com" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    ran = sh(shown("", "reelspec init my-specs &&").text, tmp_path, **who)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Next version: 0.1.1 after 0.1.0" in ran.stdout
    assert "## [0.1.1]" in (tmp_path / "my-specs/generated/python/CHANGELOG.md").read_text("utf-8")


def test_the_report_of_verify_is_the_one_shown() -> None:
    text = shown("", "$ reelspec verify").text.partition("\n")[2]
    assert verified() == text, "python -m tests.docs.consoles writes it"


def test_a_local_file_is_sent_and_the_ledger_tells_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sent: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request.content)
        if request.method == "GET":
            return httpx.Response(200, json={"id": "t1", "status": "completed"})
        if len(sent) > 1:
            raise httpx.ReadTimeout("late")
        return httpx.Response(200, json={"id": "t1", "status": "queued"})

    def client(**options: Any) -> PowerTokens:
        return PowerTokens("k", transport=httpx.MockTransport(answer), **options)

    monkeypatch.chdir(tmp_path)
    Path("boat.png").write_bytes(b"\x89PNG\r\n\x1a\n0000")
    file, ledger = shown("python", "boat.png").text, shown("python", "client.ledger.pending()").text
    exec(file, {"client": client(ledger="tasks.db")})
    assert b'"image":"iVBORw0KGgo' in sent[0]
    with pytest.raises(Exception, match="late"):
        exec(file, {"client": client(ledger="tasks.db")})
    exec(ledger, {"PowerTokens": client})
    assert re.fullmatch(r"perhaps paid: \S+ \S+ seedance-1-5-pro-251215 [0-9a-f]{64}\n", capsys.readouterr().out)
    exec(ledger, {"PowerTokens": client})
    assert sum(b == b"" for b in sent) == 1  # resumed once: its end is written down


def test_the_mock_shown_is_driven(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CHECKOUT)
    block = shown("python", "from reelspec.mock import").text
    made = block.replace(
        "mock.clock", 'client.videos.create(model="wan2.7-i2v", image="https://e.com/a.png")\nmock.clock'
    )
    exec(made, {"PowerTokens": PowerTokens})


def test_the_tests_shown_run_in_pytest(tmp_path: Path) -> None:
    (tmp_path / "gateway.py").write_text(
        f'from reelspec.mock import Mock\napp = Mock({str(CHECKOUT)!r}, ["powertokens"]).app\n', "utf-8"
    )
    client = """
    import httpx

    class my_client:
        def __init__(self, address): self.address = address
        def create(self, _):
            body = {"model": "wan2.7-i2v", "image": "https://example.com/a.png"}
            httpx.post(f"{self.address}/v1/videos", json=body, headers={"authorization": "Bearer k"})
    """
    text = shown("python", "from gateway import app").text
    (tmp_path / "test_gateway.py").write_text(dedent(client) + text, "utf-8")
    chosen = "size.enum or my_client"
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-k", chosen, "-o", f"reelspec_root={CHECKOUT}"]
    ran = sh(f"python -m pytest {' '.join(map(repr, options))}", tmp_path)
    assert ran.returncode == 0 and re.search(r"^1\d passed", ran.stdout, re.M), ran.stdout + ran.stderr


def test_the_cases_run_in_node(tmp_path: Path) -> None:
    if NODE is None:
        pytest.skip("node is not installed: the cases cannot be run in it")
    judge = CHECKOUT / "generated/javascript/powertokens/wan2.7-i2v.js"
    (tmp_path / "gateway.mjs").write_text(f'export {{ isValid as accepts }} from "{judge.as_uri()}";\n', "utf-8")
    (tmp_path / "cases.test.mjs").write_text(shown("js", "node:test").text, "utf-8")
    (tmp_path / "generated").symlink_to(CHECKOUT / "generated")
    ran = sh("node --test --test-reporter=tap cases.test.mjs", tmp_path)
    cases = json.loads((CHECKOUT / "generated/cases/powertokens/wan2.7-i2v.json").read_text("utf-8"))["cases"]
    assert f"# pass {len(cases)}\n# fail 0\n" in ran.stdout, ran.stdout[-2000:] + ran.stderr


def test_the_tutorial_shows_what_init_writes(begun: Path) -> None:
    model = Path(templates_folder(), "init/specs/kite/models/kite-1.yaml").read_text(encoding="utf-8")
    (rules,) = (one.text for one in blocks("docs/tutorial.md") if one.language == "yaml" and one.file is None)
    assert [one for one in yaml.safe_load(rules)["x-rules"] if one not in yaml.safe_load(model)["x-rules"]] == []
    code = shown("python", "from apis.kite import").text
    ran = sh('python -c "$CODE"', begun / "generated/python", CODE=code)
    assert (ran.stdout, ran.stderr) == ("short-when-large\n", "")


def test_files_of_findings_that_are_accepted(tmp_path: Path) -> None:
    file = tmp_path / "accepted.yaml"
    file.write_text(shown("yaml", "kind: stricter").text, "utf-8")
    assert len(read_accepted(file)) == 2


def test_the_shell_completes_after_the_line_shown(tmp_path: Path) -> None:
    ran = sh(f"{shown('sh', 'argcomplete').text}complete -p reelspec", tmp_path)
    assert ran.returncode == 0 and "reelspec" in ran.stdout, ran.stderr


def test_the_workflow_calls_the_action_with_what_it_takes() -> None:
    workflow = yaml.safe_load(shown("yaml", "pull_request").text)
    (step,) = (one for one in workflow["jobs"]["specs"]["steps"] if "with" in one)
    path = step["uses"].partition("/reelspec/")[2].partition("@")[0]
    action = yaml.safe_load((CHECKOUT / path / "action.yml").read_text(encoding="utf-8"))
    assert set(step["with"]) <= set(action["inputs"])


def test_the_steps_of_the_action(begun: Path, tmp_path: Path) -> None:
    """On a pull request that tightens a limit without generating."""
    action = yaml.safe_load((CHECKOUT / ".github/actions/reelspec/action.yml").read_text(encoding="utf-8"))
    begun = shutil.copytree(begun, tmp_path / "begun")
    git = "git -c user.name=a -c user.email=a@b.c"
    made = f"git init -qb main && git add -A && {git} commit -qm first && git clone -q --bare . ../origin"
    assert (
        sh(f"{made} && git remote add origin file://$PWD/../origin && git rev-parse HEAD > ../base", begun).returncode
        == 0
    )
    model = begun / "specs/kite/models/kite-1.yaml"
    model.write_text(model.read_text("utf-8").replace("maximum: 10", "maximum: 8"), "utf-8")
    summary = tmp_path / "summary"
    given = {"ROOT": ".", "BASE": (tmp_path / "base").read_text().strip(), "GITHUB_STEP_SUMMARY": str(summary)}
    check, compare, breaks = (sh(one["run"], begun, **given) for one in action["runs"]["steps"][2:])
    assert (check.returncode, check.stdout) == (0, "")
    assert compare.returncode == 1
    assert "::error file=generated/schemas/kite/kite-1.json,line=" in compare.stdout
    assert breaks.returncode == 0, breaks.stderr
    assert "### Breaking for senders (1)" in summary.read_text("utf-8") or "Breaking for senders" in summary.read_text(
        "utf-8"
    )


def test_the_hooks_shown_are_offered_and_call_commands() -> None:
    offered = {one["id"]: one for one in yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    (repository,) = yaml.safe_load(shown("yaml", "rev: main").text)["repos"]
    assert {one["id"] for one in repository["hooks"]} <= set(offered)
    for hook in offered.values():
        name, command, *rest = hook["entry"].split()
        assert name == "reelspec" and command in COMMANDS
        command_parser(command).parse_args([command, *rest])
        assert re.search(hook["files"], "specs/kite/models/kite-1.yaml")
