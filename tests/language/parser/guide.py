"""The examples of specs/README.md, run: what stands in the guide is replaced by what reelspec does with it.

Called by test_guide.py, which compares the two; `python -m tests.language.parser.guide` writes the guide anew instead.

The words after a fence's language say what a block is:
    yaml specs/...     a file of the worked example, as are `json NAME` and `toml NAME`; `diff FILE` changes one
    console            commands with `$ ` before them and what they print, run in the worked example's folder
    json FILE#POINTER  a part of a file that the worked example has generated
    yaml fields        the fields that the rules of the following blocks speak of
    yaml rules         a list of rules on those fields
    yaml model         a whole request schema
    text verdicts      bodies, each with what the rules or the schema before it say of it; "BODY with FACTS" for facts of files
    text check         what `reelspec check` says of the schema before it, without the file's name
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reelspec.project.checks import check_specs
from tests.support import MODEL, PROVIDER, build_files, judges_of, provider, write_root

README = Path(__file__).parents[3] / "specs" / "README.md"
_BLOCK = re.compile(r"^```(?P<info>[^\n`]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the words after it, its text."""

    language: str
    words: str
    text: str


@dataclass
class Guide:
    """Runs the blocks in order. root: the folder of the worked example."""

    root: Path
    fields: str = ""
    schema: str = ""
    problems: list[str] = field(default_factory=list)

    def run(self, block: Block) -> str:
        """The block's text as it should be."""
        match block.language, block.words:
            case "yaml", "fields":
                self.fields = block.text
            case "yaml", "rules":
                self.schema = (
                    "type: object\nx-source: {document: page}\nadditionalProperties: false\n"
                    f"properties:\n{textwrap.indent(self.fields, '  ')}x-rules:\n{textwrap.indent(block.text, '  ')}"
                )
            case "yaml", "model":
                self.schema = block.text
            case "text", "verdicts":
                return "".join(self.verdicts(block.text))
            case "text", "check":
                return "".join(self.check())
            case "console", "":
                return "".join(self.console(block.text))
            case "json", words if "#" in words:
                return self.part(words)
            case "diff", file:
                self.change(file, block.text)
            case "yaml" | "json" | "toml", file if file:
                write_root(self.root, {file: block.text})
            case _:
                raise AssertionError(f"a block that nobody runs: {block.language} {block.words}")
        return block.text

    def verdicts(self, text: str) -> Iterator[str]:
        judges = judges_of(build_files(provider({f"{MODEL}.yaml": self.schema})))
        for line in text.splitlines():
            if line.startswith(" "):
                continue
            yield f"{line}\n"
            written, _, facts = line.partition(" with ")
            body = json.loads(written)
            if facts:
                yield from _told(judges.validator.validate(body, facts=json.loads(facts)))
                continue
            found = judges.validator.validate(body)
            errors = {one.rule for one in found if one.severity == "error"}
            if not errors or errors - judges.not_carried:
                assert judges.python_judge.is_valid(body) is (not errors), f"the emitted schema differs: {line}"
            yield from _told(found)

    def check(self) -> Iterator[str]:
        with tempfile.TemporaryDirectory() as folder:
            root = write_root(Path(folder), provider({f"{MODEL}.yaml": self.schema}))
            for one in check_specs(root)[1]:
                if one.place.file == f"specs/{PROVIDER}/models/{MODEL}.yaml":
                    yield f"{one.place.line}:{one.place.column}: {one.message} [{one.name}]\n"

    def console(self, text: str) -> Iterator[str]:
        for line in text.splitlines():
            if not line.startswith("$ "):
                continue
            command, *arguments = line[2:].split("  #")[0].split()
            assert command == "reelspec", line
            done = subprocess.run(
                [sys.executable, "-m", "reelspec", *arguments],
                cwd=self.root,
                env={**os.environ, "PYTHONUTF8": "1"},
                capture_output=True,
                text=True,
                encoding="utf-8",
                check=False,
            )
            yield f"{line}\n{done.stdout}{done.stderr}"

    def part(self, words: str) -> str:
        file, _, pointer = words.partition("#")
        value: Any = json.loads((self.root / file).read_bytes())
        for step in pointer.split("/")[1:]:
            value = value[step]
        return json.dumps(value, indent=2) + "\n"

    def change(self, file: str, text: str) -> None:
        lines = text.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] in " -")
        after = "".join(line[1:] for line in lines if line[0] in " +")
        whole = (self.root / file).read_text(encoding="utf-8")
        assert whole.count(before) == 1, f"the lines of the diff stand {whole.count(before)} times in {file}"
        (self.root / file).write_text(whole.replace(before, after), encoding="utf-8")


def _told(found: Any) -> Iterator[str]:
    """What is said of a body."""
    for one in found:
        yield f"  {one.severity}: {one.path or 'body'}: {one.message} [{one.rule}]\n"
    if not found:
        yield "  valid\n"


def blocks(text: str) -> Iterator[tuple[re.Match[str], Block]]:
    """The fenced blocks of a Markdown text, each with where it stands."""
    for found in _BLOCK.finditer(text):
        language, _, words = found["info"].partition(" ")
        yield found, Block(language, words, found["text"])


def rendered(text: str, root: Path) -> str:
    """The guide with the outputs that its examples really have. root: an empty folder for the worked example."""
    guide = Guide(root)
    out, at = [], 0
    for found, block in blocks(text):
        out += [text[at : found.start("text")], guide.run(block)]
        at = found.end("text")
    return "".join([*out, text[at:]])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as empty:
        README.write_text(rendered(README.read_text(encoding="utf-8"), Path(empty)), encoding="utf-8")
