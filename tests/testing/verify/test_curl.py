"""The line that repeats a request: run by a shell, it says to curl what was sent, and the key only by its variable."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as tree
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reelspec.testing.verify.curl import Asked, curl
from reelspec.testing.verify.report import Report
from reelspec.testing.verify.reports.json import as_json
from reelspec.testing.verify.reports.junit import as_junit
from reelspec.testing.verify.reports.text import as_text
from reelspec.testing.verify.run import verify
from reelspec.testing.verify.target import ANY_KEY, Target, credentials, target_of
from tests.testing.verify.fronts import MODELS, Manner, cases, fronted, mock_of, model_of

TARGET = Target("http://127.0.0.1:8000", local=True, key="secret-key", variable="ACME_API_KEY")
RECORDER = f"""#!{sys.executable}
import json, sys
arguments = sys.argv[1:]
found = dict(arguments=arguments, read=sys.stdin.buffer.read().decode("latin-1") if "@-" in arguments else None)
print(json.dumps(found))
"""


@pytest.fixture
def shell(tmp_path: Path) -> Any:
    """Runs a line with a curl that says what it was given."""
    program = tmp_path / "curl"
    program.write_text(RECORDER, encoding="utf-8")
    program.chmod(0o755)

    def run(line: str, **variables: str) -> Any:
        environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", **variables}
        done = subprocess.run(["sh"], input=line.encode(), capture_output=True, check=True, env=environment)
        return json.loads(done.stdout)

    return run


@pytest.mark.parametrize(
    "text",
    [
        '{"prompt":"A boat."}',
        'it\'s $HOME `pwd` $(pwd) \\ "quoted" !! %s %d',
        "@/etc/passwd",
        "猫 😀",
        "two\nlines\n",
        "\x00\x1b[31m\x7f\u202e \\001 50% 'x'",
        "",
        "-d",
        "x" * 500_000,
        "it's " * 100_000,
    ],
    ids=range(10),
)
def test_a_body_arrives_as_it_was_sent(text: str, shell: Any) -> None:
    asked = Asked("POST", "http://127.0.0.1:8000/v1", (("content-type", "application/json"),), text.encode())
    line = curl(asked, TARGET)
    assert line.isprintable()
    found = shell(line)
    arguments = found["arguments"]
    assert arguments[:3] == ["-sS", "-i", "http://127.0.0.1:8000/v1"]
    content = found["read"].encode("latin-1") if "@-" in arguments else arguments[-1].encode()
    assert content == text.encode()
    assert arguments[-2] == ("--data-binary" if "@-" in arguments else "--data-raw")


def test_bytes_that_are_no_text_arrive_too(shell: Any) -> None:
    content = bytes(range(256))
    found = shell(curl(Asked("POST", "http://127.0.0.1:8000/", (), content), TARGET))
    assert found["read"].encode("latin-1") == content
    assert "content-type:" in found["arguments"]  # without a value: curl leaves it out


@pytest.mark.parametrize(
    ("scheme", "said"),
    [
        ({"type": "http", "scheme": "bearer"}, "authorization: Bearer of the shell"),
        ({"type": "http", "scheme": "basic"}, "authorization: Basic b2YgdGhlIHNoZWxs"),
        ({"type": "apiKey", "in": "header", "name": "X-Key"}, "x-key: of the shell"),
        ({"type": "apiKey", "in": "cookie", "name": "sid"}, "cookie: sid=of the shell"),
        ({"type": "apiKey", "in": "query", "name": "k"}, "http://127.0.0.1:8000/v1?a=%24b&k=of the shell"),
    ],
)
def test_the_key_is_a_variable(scheme: Any, said: str, shell: Any) -> None:
    provider, _ = model_of(MODELS[0])
    provider = replace(provider, security_schemes={"bearer": scheme})
    keyed = credentials(provider, provider.operations[0], TARGET.key)
    assert keyed is not None
    url = "http://127.0.0.1:8000/v1?a=%24b"
    line = curl(Asked("GET", url, (), None, keyed.headers, keyed.query), TARGET)
    assert "secret-key" not in line and "c2VjcmV0" not in line
    assert said in shell(line, ACME_API_KEY="of the shell")["arguments"]


def test_a_key_that_is_no_secret_stands_in_for_the_variable(shell: Any) -> None:
    target = replace(TARGET, key=ANY_KEY)
    line = curl(Asked("GET", "http://127.0.0.1/", (), None, (("x-key", ANY_KEY),)), target)
    assert f"x-key: {ANY_KEY}" in shell(line)["arguments"]
    assert "x-key: mine" in shell(line, ACME_API_KEY="mine")["arguments"]


def test_what_curl_would_read_otherwise(shell: Any) -> None:
    asked = Asked("DELETE", "http://[::1]:8000/{a}/%2E%2E", (("x-empty", ""), ("x-hard", "a'b\"$c")), None)
    assert shell(curl(asked, TARGET))["arguments"] == [
        *("-sS", "-i", "-X", "DELETE", "-g", "--path-as-is", "http://[::1]:8000/{a}/%2E%2E"),
        *("-H", "x-empty;", "-H", "x-hard: a'b\"$c"),
    ]


def test_an_application_of_this_process_is_called_where_it_is_served(shell: Any) -> None:
    target = replace(TARGET, address="http://testserver/api", application=lambda scope, receive, send: None)
    line = curl(Asked("GET", "http://testserver/api/v1?a=1", (), None), target)
    assert shell(line, BASE_URL="http://127.0.0.1:9")["arguments"][2] == "http://127.0.0.1:9/v1?a=1"


def failing(name: str) -> Report:
    """A report on a server that fails at bodies which are lists."""
    provider, model = model_of(name)
    with fronted(mock_of(name, key="secret-key"), Manner(fails=lambda body: body.startswith(b"["))) as address:
        target = target_of(address, provider, key="secret-key")
        return asyncio.run(verify(provider, [model], target, cases={model.name: cases(name)}))


@pytest.mark.parametrize("name", MODELS)
def test_each_finding_has_its_line_in_every_form(name: str, shell: Any) -> None:
    report = failing(name)
    assert report.findings
    for finding in report.findings:
        assert finding.example is not None
        line = finding.example.curl
        arguments = shell(line)["arguments"]
        method, path = finding.example.request.split(" ")
        assert arguments[2] == report.address + path and method == "POST"
        assert arguments[-1] == finding.example.sent
        assert "content-type: application/json" in arguments
        assert f"  again: {line}" in as_text(report).splitlines()
        assert line in "".join(tree.fromstring(as_junit(report)).itertext())
    assert [one["example"]["curl"] for one in json.loads(as_json(report))["findings"]] == [
        one.example.curl for one in report.findings if one.example is not None
    ]
    assert "secret-key" not in as_text(report) + as_json(report) + as_junit(report)
