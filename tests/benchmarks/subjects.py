"""The functions that the benchmark compares: generated validators, also compiled, and other libraries. `measuring` calls them.

Libraries that are not installed are left out.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

from reelspec.language.contract.naming import identifier
from tests.benchmarks.lean import LEAN

Key = tuple[str, str]
"""(provider, model)"""
Call = Callable[[Any], object]

REPOSITORY = Path(__file__).resolve().parents[2]
GENERATED = REPOSITORY / "generated"
RUST = "jsonschema-rs"
LIBRARIES = ("jsonschema_rs", "msgspec", "pydantic", "fastjsonschema", "jsonschema")


class NotCompiled(Exception):
    """The validators could not be compiled; the message says why."""


def missing() -> list[str]:
    """The libraries to compare with that are not installed."""
    return [name for name in LIBRARIES if importlib.util.find_spec(name) is None]


def interpreted(key: Key) -> ModuleType:
    """The generated validator of a model, as Python source."""
    provider, model = key
    file = GENERATED / "python/videoapis" / provider / "validators" / f"{identifier(model)}.py"
    return loaded(f"{provider}_{file.stem}", file)


def loaded(name: str, file: Path) -> ModuleType:
    """The module in a file, under a name of its own."""
    found = importlib.util.spec_from_file_location(name, file)
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def compile_all(keys: Iterable[Key], folder: Path) -> dict[Key, ModuleType]:
    """The same sources as extension modules, built by mypyc. Raises NotCompiled without mypyc or a C compiler."""
    if importlib.util.find_spec("mypyc") is None:
        raise NotCompiled("mypyc is not installed (pip install 'mypy[mypyc]' setuptools)")
    folder.mkdir()
    names = {}
    for key in keys:
        provider, model = key
        names[key] = f"compiled_{provider}_{identifier(model)}"
        source = GENERATED / "python/videoapis" / provider / "validators" / f"{identifier(model)}.py"
        shutil.copy(source, folder / f"{names[key]}.py")
    (folder / "setup.py").write_text(
        "from setuptools import setup\nfrom mypyc.build import mypycify\n"
        f"names = {[f'{name}.py' for name in names.values()]!r}\n"
        "setup(name='compiled', ext_modules=mypycify(['--strict', *names], opt_level='3', separate=True))\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "setup.py", "build_ext", "--inplace"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "CFLAGS": "-w"},
    )
    if done.returncode:
        raise NotCompiled(f"the validators did not compile:\n{(done.stdout + done.stderr)[-4000:]}")
    sys.path.insert(0, str(folder))
    for source in folder.glob("compiled_*.py"):
        source.unlink()
    return {key: importlib.import_module(name) for key, name in names.items()}


def judges(key: Key) -> dict[str, Call]:
    """Library -> function that tells whether it accepts a body; for the libraries that are installed."""
    provider, model = key
    schema = json.loads((GENERATED / "schemas" / provider / f"{model}.json").read_text(encoding="utf-8"))
    found: dict[str, Call] = {}
    if importlib.util.find_spec("jsonschema_rs"):
        import jsonschema_rs

        found[f"{RUST}, our schema"] = jsonschema_rs.Draft202012Validator(schema).is_valid
        found[f"{RUST}, lean schema"] = jsonschema_rs.Draft202012Validator(LEAN[key]).is_valid
    if importlib.util.find_spec("jsonschema"):
        import jsonschema

        found["jsonschema"] = jsonschema.Draft202012Validator(LEAN[key]).is_valid
    if importlib.util.find_spec("fastjsonschema"):
        found["fastjsonschema"] = accepts(fast_judge(key))
    for name in ("pydantic", "msgspec"):
        if importlib.util.find_spec(name):
            found[name] = accepts(importlib.import_module(f"tests.benchmarks.rivals_{name}").JUDGES[key])
    return found


def fast_judge(key: Key) -> Call:
    """fastjsonschema's function, which raises for a body that it refuses."""
    draft_7 = {"$schema": "http://json-schema.org/draft-07/schema#", **LEAN[key]}
    found: Call = importlib.import_module("fastjsonschema").compile(draft_7, use_default=False)
    return found


def accepts(judge: Call) -> Call:
    """A function that tells whether `judge` returns rather than raises a ValueError."""

    def accept(body: Any) -> bool:
        try:
            judge(body)
        except ValueError:
            return False
        return True

    return accept


def messages(key: Key) -> dict[str, Call]:
    """Library -> function that gives every error with its message; msgspec and fastjsonschema give the first alone."""
    provider, model = key
    schema = json.loads((GENERATED / "schemas" / provider / f"{model}.json").read_text(encoding="utf-8"))
    found: dict[str, Call] = {}
    if importlib.util.find_spec("jsonschema_rs"):
        import jsonschema_rs

        for name, one in (("our", schema), ("lean", LEAN[key])):
            found[f"{RUST}, {name} schema"] = all_messages(
                jsonschema_rs.Draft202012Validator(one).iter_errors, "instance_path"
            )
    if importlib.util.find_spec("jsonschema"):
        import jsonschema

        found["jsonschema"] = all_messages(jsonschema.Draft202012Validator(LEAN[key]).iter_errors, "path")
    for name in ("pydantic", "msgspec"):
        if importlib.util.find_spec(name):
            found[name] = raised(importlib.import_module(f"tests.benchmarks.rivals_{name}").JUDGES[key])
    if importlib.util.find_spec("fastjsonschema"):
        found["fastjsonschema"] = raised(fast_judge(key))
    return found


def raised(judge: Call) -> Call:
    """What the exception of `judge` says: pydantic's list of all errors, else its text."""

    def said(body: Any) -> object:
        try:
            judge(body)
        except ValueError as error:
            errors = getattr(error, "errors", None)
            return str(error) if errors is None else errors()
        return None

    return said


def all_messages(iterate: Callable[[Any], Iterable[Any]], path: str) -> Call:
    """Every error as (place, message), so that messages are really built. path: the attribute that holds the place."""
    return lambda body: [(getattr(error, path), error.message) for error in iterate(body)]
