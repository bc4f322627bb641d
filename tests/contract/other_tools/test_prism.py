"""Prism's mock, started on the OpenAPI documents that judge, judges every contract case as we do, but for what is said here."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.node import NODE, installed

PRISM = "5.14.2"
PROOF = "@stoplight/prism-cli/dist/index.js"

DIFFERENT = {
    "format": "Prism asserts `format: uri`; in JSON Schema 2020-12 it is an annotation, and the document asks for a URL "
    "without saying that another text is refused, so that it is a warning here",
}
"""What a case warns of -> why Prism refuses it. Nothing else may be judged otherwise."""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def mocks(documents: list[Path]) -> Iterator[dict[str, int]]:
    """Prism's mock for each document: document's name -> port."""
    folder = installed("@stoplight/prism-cli", PRISM, PROOF)
    program = str(folder / "node_modules" / PROOF)
    running: list[subprocess.Popen[bytes]] = []
    ports = {_provider(document): free_port() for document in documents}
    try:
        for document in documents:
            command = [
                str(NODE),
                program,
                "mock",
                str(document),
                "-h",
                "127.0.0.1",
                "-p",
                str(ports[_provider(document)]),
            ]
            command += ["--multiprocess=false", "--verboseLevel", "silent"]
            running.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        for process, port in zip(running, ports.values(), strict=True):
            _wait_for(process, port)
        yield ports
    finally:
        for process in running:
            process.kill()
            process.wait()


def _provider(document: Path) -> str:
    return document.name.removesuffix(".rules.json")


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(600):
        assert process.poll() is None, "Prism has ended"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("Prism has not started")


def accepted(connection: http.client.HTTPConnection, operation: dict[str, str], body: Any) -> bool:
    """Whether the server answers as for a good request."""
    headers = {"Content-Type": "application/json", "Authorization": "Bearer a key"}
    connection.request(operation["method"], operation["path"], json.dumps(body), headers)
    answer = connection.getresponse()
    answer.read()
    assert answer.status < 500, "Prism could not judge it"
    return answer.status < 300


def test_prism_judges_every_case_as_we_do(generated: Path) -> None:
    documents = sorted((generated / "openapi").glob("*.rules.json"))
    with mocks(documents) as ports:
        asked, explained, different = 0, 0, []
        for provider, port in ports.items():
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            for path in sorted((generated / "cases" / provider).glob("*.json")):
                file = json.loads(path.read_bytes())
                for case in file["cases"]:
                    rules = [one["rule"] for one in case["violations"]]
                    if rules and all(rule in file["not_carried"] for rule in rules):
                        continue
                    asked += 1
                    theirs = accepted(connection, file["operations"][0], case["body"])
                    reasons = [one["rule"] for one in case["warnings"] if one["rule"] in DIFFERENT]
                    explained += bool(reasons) and theirs is not case["valid"]
                    if theirs is not (case["valid"] and not reasons):
                        different.append(f"{provider}/{file['model']}: {case['name']}: Prism says {theirs}")
            connection.close()
    assert different == []
    assert asked > 1_500
    assert 0 < explained < asked / 50
