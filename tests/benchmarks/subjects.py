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
from tests.benchmarks import handwritten, handwritten_get
from tests.benchmarks.lean import LEAN

Key = tuple[str, str]
"""(provider, model)"""
Call = Callable[[Any], object]

REPOSITORY = Path(__file__).resolve().parents[2]
GENERATED = REPOSITORY / "generated"
PACKAGE = GENERATED / "python/videoapis"
SUPPORT = "_support"
"""The module of the package that its validators share, where it has one."""
LIMIT = "by hand"
RUST = "jsonschema-rs"
LIBRARIES = ("jsonschema_rs", "msgspec", "pydantic", "fastjsonschema", "jsonschema", "orjson")


class NotCompiled(Exception):
    """The validators could not be compiled; the message says why."""


def missing() -> list[str]:
    """The libraries to compare with that are not installed."""
    return [name for name in LIBRARIES if importlib.util.find_spec(name) is None]


def imported(package: str, folder: Path) -> None:
    """Make the package in a folder importable under this name, so that several of one name can be in one process."""
    found = importlib.util.spec_from_file_location(
        package, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert found is not None and found.loader is not None
    sys.modules[package] = importlib.util.module_from_spec(found)
    found.loader.exec_module(sys.modules[package])


def module_name(package: str, key: Key) -> str:
    """The full name of a model's validator in a generated package."""
    provider, model = key
    return f"{package}.{provider}.validators.{identifier(model)}"


def validators(keys: Iterable[Key], package: str, folder: Path = PACKAGE) -> dict[Key, ModuleType]:
    """The validators in the generated package in a folder, which is imported as `package`."""
    imported(package, folder)
    return {key: importlib.import_module(module_name(package, key)) for key in keys}


def compile_all(keys: Iterable[Key], folder: Path) -> dict[Key, ModuleType]:
    """The same, with the validators and what they share built by mypyc. Raises NotCompiled without it or a C compiler."""
    if importlib.util.find_spec("mypyc") is None:
        raise NotCompiled("mypyc is not installed (pip install 'mypy[mypyc]' setuptools)")
    keys, package = tuple(keys), "compiled"
    shutil.copytree(PACKAGE, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    for provider, _ in keys:
        (folder / package / provider / "__init__.py").write_text("")  # or mypy reads the clients and httpx as well
    sources = [
        f"{name.replace('.', '/')}.py"
        for name in (f"{package}.{SUPPORT}", *(module_name(package, key) for key in keys))
    ]
    sources = [source for source in sources if (folder / source).is_file()]
    (folder / "setup.py").write_text(
        "from setuptools import setup\nfrom mypyc.build import mypycify\n"
        f"setup(name='compiled', ext_modules=mypycify(['--strict', *{sources!r}], opt_level='3', separate=True))\n",
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
    for source in sources:
        (folder / source).unlink()
    return validators(keys, package, folder / package)


def schema(key: Key) -> Any:
    """The generated schema of a model."""
    provider, model = key
    return json.loads((GENERATED / "schemas" / provider / f"{model}.json").read_text(encoding="utf-8"))


def by_hand(key: Key) -> dict[str, Call]:
    """The functions written by hand for a model, in both forms."""
    return {
        f"{LIMIT}, in": handwritten.HANDWRITTEN[key],
        f"{LIMIT}, one look-up": handwritten_get.HANDWRITTEN[key],
    }


def judges(key: Key) -> dict[str, Call]:
    """Library -> function that tells whether it accepts a body; for the libraries that are installed."""
    found: dict[str, Call] = {}
    if importlib.util.find_spec("jsonschema_rs"):
        import jsonschema_rs

        found[f"{RUST}, our schema"] = jsonschema_rs.Draft202012Validator(schema(key)).is_valid
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
    found: dict[str, Call] = {}
    if importlib.util.find_spec("jsonschema_rs"):
        import jsonschema_rs

        for name, one in (("our", schema(key)), ("lean", LEAN[key])):
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


def decoders(key: Key) -> dict[str, Call]:
    """Library -> function that reads a body from bytes by its type, and gives errors like those of `messages`."""
    return {
        name: raised(importlib.import_module(f"tests.benchmarks.rivals_{name}").DECODERS[key])
        for name in ("pydantic", "msgspec")
        if importlib.util.find_spec(name)
    }


def from_bytes(judge: Call) -> Call:
    """`judge`, for the bytes of a body, which orjson reads."""
    loads = importlib.import_module("orjson").loads
    return lambda text: judge(loads(text))


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
