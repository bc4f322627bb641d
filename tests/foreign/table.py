"""A table of published documents: `python -m tests.foreign.table FOLDER [--client PROGRAM] [--without-types]`.

For each OpenAPI document of the folder, a file or a folder of an openapi.yaml or .json and what belongs to it: whether it is
generated, and what is noted of it; its operations, the methods that call them, and how many calls a server of the same
document takes; what type checkers find in the package; verdicts of its validators beside those of jsonschema-rs; seconds of
processor time and memory, beside datamodel-code-generator and openapi-python-client (PROGRAM, where that is installed).
Documents are read and nothing of them is kept.
"""

from __future__ import annotations

import argparse
import importlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema_rs

from reelspec.cases.judge import validator_of
from reelspec.cases.suite import suite_of
from reelspec.codegen.clients.emitter import Method, resources
from reelspec.codegen.json_schema import model_schema
from reelspec.language.contract.model import Contract, Model, Operation, Provider
from reelspec.language.contract.naming import client_class
from reelspec.language.contract.schema import Schema
from reelspec.language.parser.load import load
from reelspec.language.source.place import Problems
from reelspec.testing.mock import Mock
from reelspec.testing.mock.sample import sample

ENDINGS = (".json", ".yaml", ".yml")
CASES = 40
"""So many bodies of each model are judged twice."""
MINUTES = 10
"""A program that takes longer is given up."""
HEADS = (
    *("document", "generated", "operations", "methods", "calls taken", "mypy", "basedpyright", "verdicts", "differ"),
    *("s", "MiB", "datamodel-code-generator s", "MiB", "openapi-python-client s", "MiB"),
)


class Ran(NamedTuple):
    """A program that has ended. text: what it printed; seconds: of the processor; mebibytes: the most memory that it had."""

    code: int
    text: str
    seconds: float
    mebibytes: int

    @property
    def shown(self) -> list[str]:
        """Seconds and memory as cells."""
        return [f"{self.seconds:.0f}", str(self.mebibytes)] if self.code == 0 else ["fails", ""]


_MEASURE = """
import json, resource, subprocess, sys
file, *command = sys.argv[1:]
code = subprocess.call(command)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
json.dump([code, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024], open(file, "w"))
"""
"""A small process that runs another one: memory is counted from what the process held that made it."""


def ran(*command: str | Path, folder: Path) -> Ran:
    """Run a program to its end."""
    with tempfile.NamedTemporaryFile() as report:
        started = [sys.executable, "-S", "-c", _MEASURE, report.name, *map(str, command)]
        try:
            done = subprocess.run(started, capture_output=True, cwd=folder, timeout=MINUTES * 60, check=False)
        except subprocess.TimeoutExpired:
            return Ran(1, "", 0, 0)
        code, seconds, mebibytes = json.load(report)
    return Ran(code, (done.stdout + done.stderr).decode("utf-8", "replace"), seconds, mebibytes)


def calls(provider: Provider, package: str, mock: Mock) -> tuple[int, int]:
    """How many methods there are, and how many of them send what a server of the same document takes."""
    module = importlib.import_module(f"{package}.{provider.module}")
    client = getattr(module, client_class(provider.name, provider.title))
    made = client("a-key", base_url=dict.fromkeys(provider.called, "http://mock"), transport=mock.transport())
    alike: dict[tuple[str, str], set[str]] = {}
    for operation in provider.operations:
        alike.setdefault(as_sent(operation), set()).add(operation.id)
    count = taken = 0
    for resource in resources(provider):
        owner = made
        for step in resource.path:
            owner = getattr(owner, step, None) or getattr(owner, f"{step}_")
        for method in resource.methods:
            count += 1
            before = mock.journal.total
            try:
                getattr(owner, method.name)(**arguments(method, provider))
            except Exception as error:
                problem = f"{type(error).__name__}: {error}"
            else:
                problem = ""
            last = mock.journal[-1] if mock.journal.total == before + 1 else None
            if last is not None and last.operation in alike[as_sent(method.operation)] and last.verdict == "accepted":
                taken += 1
            else:
                print(f"  {provider.name}: {method.operation.id}: {problem[:300]}", file=sys.stderr)
    return count, taken


def as_sent(operation: Operation) -> tuple[str, str]:
    """What a request shows of an operation: a fragment is never sent (RFC 9110, section 7.1)."""
    return operation.method, operation.path.partition("#")[0]


def arguments(method: Method, provider: Provider) -> dict[str, Any]:
    """What a call needs: the required parameters and a body, made of their schemas."""
    schemas = {(parameter.location, parameter.name): parameter.schema for parameter in method.operation.parameters}
    given: dict[str, Any] = {
        argument.name: value_of(schemas[argument.location, argument.wire], provider)
        for argument in method.arguments
        if argument.required
    }
    if not method.bodies:
        return given
    body = method.bodies[0]
    model = next((model for model in provider.models if model.module in body.models.values()), None)
    if model is None:
        return {**given, "body": b"bytes"} if body.kind == "value" else given
    value = value_of(model.schema, provider)
    if body.codec.startswith("bodies.Multipart") and isinstance(value, dict):
        files = {name for name in value if f'"{name}": bodies.Field("file"' in body.codec}
        value = {name: as_file(content) if name in files else content for name, content in value.items()}
    return {**given, "body": value}


def as_file(value: Any) -> Any:
    return [as_file(item) for item in value] if isinstance(value, list) else str(value).encode()


def value_of(schema: Schema, provider: Provider) -> Any:
    example = sample(schema, provider.definitions)
    return "a" if example is None or example.value is None else example.value


def verdicts(model: Model, provider: Provider) -> Iterator[bool]:
    """Whether the generated validator and jsonschema-rs agree, for some bodies that keep the rules and some that break one."""
    validator = validator_of(model, provider)
    other = jsonschema_rs.Draft202012Validator(model_schema(model))
    for case in suite_of(model, most=CASES).cases:
        yield bool(validator.is_valid(case.body)) == other.is_valid(case.body)


def checked(package: Path) -> tuple[str, str]:
    """How many errors type checkers find in a package, in their strictest modes."""
    settings = {"typeCheckingMode": "strict", "include": [package.name]}
    (package.parent / "pyrightconfig.json").write_text(json.dumps(settings))
    mypy = ran(sys.executable, "-m", "mypy", "--strict", package.name, folder=package.parent)
    pyright = ran(
        sys.executable, "-m", "basedpyright", "--outputjson", "--pythonpath", sys.executable, folder=package.parent
    )
    errors = sum(": error:" in line for line in mypy.text.splitlines())
    strict_errors = json.loads(pyright.text[pyright.text.index("{") :])["summary"]["errorCount"]
    return str(errors), str(strict_errors)


def noted(contract: Contract) -> str:
    """What is noted of a document, by kind."""
    (provider,) = contract.providers
    kinds = Counter(note.name for note in provider.foreign)
    if provider.notes:
        kinds["told"] = len(provider.notes)
    words = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    return f"noted: {words}" if words else "whole"


def others(file: Path, folder: Path, program: str | None) -> list[str]:
    """What other generators take for the same document."""
    generator = Path(sys.executable).with_name("datamodel-codegen")
    options = ("--input", file, "--input-file-type", "openapi", "--output-model-type", "pydantic_v2.BaseModel")
    models = ran(generator, *options, "--output", folder / "models.py", folder=folder)
    if "require an output directory" in models.text:
        # It makes a module of what stands before a dot in a name.
        models = ran(generator, *options, "--output", folder / "models", folder=folder)
    if program is None:
        return [*models.shown, "", ""]
    client = ran(program, "generate", "--path", file, "--output-path", folder / "client", folder=folder)
    return [*models.shown, *client.shown]


def root_document(entry: Path) -> Path | None:
    """The file that an entry of the folder is, or the first to be read in it; None for what is no document."""
    if entry.is_dir():
        return next((file for ending in ENDINGS if (file := entry / f"openapi{ending}").is_file()), None)
    return entry if entry.suffix in ENDINGS else None


def row(document: Path, options: argparse.Namespace) -> list[str]:
    """The cells of one document, a file or a folder."""
    name, file = document.stem, root_document(document)
    assert file is not None
    package = f"of_{''.join(character if character.isalnum() else '_' for character in name)}"
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        specs = root / "specs" / name
        if document.is_dir():
            shutil.copytree(document, specs)
        else:
            specs.mkdir(parents=True)
            shutil.copy(file, specs / f"openapi{file.suffix}")
        settings = f'[tool.reelspec]\npackage = "{package}"\noutputs = ["python"]\n'
        (root / "pyproject.toml").write_text(settings)
        made = ran(sys.executable, "-m", "reelspec", "generate", folder=root)
        try:
            contract = load(root)
        except Problems as refused:
            kinds = Counter(problem.name for problem in refused.problems)
            words = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
            return [name, f"refused: {words}", *[""] * 7, *made.shown, *others(file, root, options.client)]
        (provider,) = contract.providers
        python = root / "generated" / "python"
        sys.path.insert(0, str(python))
        count, taken = calls(provider, package, Mock(contract))
        sys.path.remove(str(python))
        agreed = Counter(agrees for model in provider.models for agrees in verdicts(model, provider))
        types = ("", "") if options.without_types else checked(python / package)
        return [
            *(name, noted(contract), str(len(provider.operations)), str(count), str(taken), *types),
            *(str(agreed.total()), str(agreed[False]), *made.shown, *others(file, root, options.client)),
        ]


def main() -> None:
    """Print the table, row by row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--client", help="the program of openapi-python-client")
    parser.add_argument("--without-types", action="store_true", help="let no type checker run")
    options = parser.parse_args()
    print(f"| {' | '.join(HEADS)} |\n|{'---|' * len(HEADS)}")
    for document in sorted(filter(root_document, options.folder.iterdir())):
        print(f"| {' | '.join(row(document.resolve(), options))} |", flush=True)


if __name__ == "__main__":
    main()
