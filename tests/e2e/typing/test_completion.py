"""What an editor completes in a call: the language server is asked as an editor asks it (Language Server Protocol, 3.17)."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from tests.e2e.typing.checkers import program_of

GENERATED = Path(__file__).resolve().parents[3] / "generated" / "python"
OPTIONS = {"extra_headers", "extra_query", "extra_body", "timeout", "validation", "strict", "warnings"}
WAIT_OPTIONS = {"wait_timeout", "poll_interval", "on_created", "on_progress"}
FIELDS = {"image", "prompt", "images", "media", "seconds", "size"}
SECONDS = 120
"""The server is ended after so many; it answers in two or three."""


class Editor:
    """One that has a folder open."""

    def __init__(self, folder: Path, given: IO[bytes], said: IO[bytes]) -> None:
        self.folder, self.given, self.said = folder, given, said
        folders = [{"uri": folder.as_uri(), "name": folder.name}]
        self.ask("initialize", {"processId": None, "workspaceFolders": folders, "capabilities": {}})
        self.tell({"method": "initialized", "params": {}})

    def tell(self, message: dict[str, Any]) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.given.write(b"Content-Length: %d\r\n\r\n%s" % (len(content), content))
        self.given.flush()

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        """The server's answer; what it asks meanwhile is answered with null."""
        self.tell({"id": method, "method": method, "params": params})
        while True:
            headers = dict(line.decode().split(": ") for line in iter(self.said.readline, b"\r\n") if line)
            message = json.loads(self.said.read(int(headers["Content-Length"])))
            if message.get("id") == method:
                return message["result"]
            if "id" in message:
                self.tell({"id": message["id"], "result": None})

    def completed(self, text: str) -> set[str]:
        """The keyword arguments that it offers where `|` stands in a program."""
        before, after = text.split("|")
        where = {"uri": (self.folder / "program.py").as_uri()}
        document = {**where, "languageId": "python", "version": 1, "text": before + after}
        self.tell({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        last = before.splitlines()[-1]
        position = {"line": before.count("\n"), "character": len(last)}
        found = self.ask("textDocument/completion", {"textDocument": where, "position": position})
        self.tell({"method": "textDocument/didClose", "params": {"textDocument": where}})
        return {one["label"].removesuffix("=") for one in found["items"] if one["label"].endswith("=")}


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """An editor with the generated package at hand."""
    folder = tmp_path_factory.mktemp("open")
    settings = {"extraPaths": [str(GENERATED)], "pythonVersion": "3.11"}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    command: list[str | Path] = [program_of("basedpyright-langserver"), "--stdio"]
    with subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        end = threading.Timer(SECONDS, process.kill)
        end.start()
        try:
            yield Editor(folder, process.stdin, process.stdout)
        finally:
            end.cancel()
            process.kill()


@pytest.mark.parametrize(
    ("client", "method", "others"),
    [
        ("PowerTokens", "create", set[str]()),
        ("PowerTokens", "create_and_wait", WAIT_OPTIONS),
        ("AsyncPowerTokens", "create", set[str]()),
        ("AsyncPowerTokens", "create_and_wait", WAIT_OPTIONS),
    ],
)
def test_fields_and_options_are_completed(client: str, method: str, others: set[str], editor: Editor) -> None:
    found = editor.completed(
        f'from videoapis.powertokens import {client}\n\n{client}().videos.{method}(model="wan2.7-i2v", |)\n'
    )
    assert found >= FIELDS | OPTIONS | others
    assert not found & (WAIT_OPTIONS - others)
    assert not found & {"body", "self", "model", "_of_union"}
