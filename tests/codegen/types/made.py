"""Types of a provider that a test writes: its two modules as text, and the names that clients use."""

from __future__ import annotations

import ast
import copy
import json
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from reelspec.codegen.templates import read_template
from reelspec.codegen.types.emitter import emit_types
from reelspec.codegen.types.provider import params_type, request_type, responses_of
from reelspec.language.contract.model import Provider
from reelspec.language.parser.providers import read_contract
from tests.support import write_root

OBJECT = {"type": "object"}
RUNTIME = "from .._runtime import picking"
"""How the types import what picks a class."""


def imported(name: str, source: str) -> ModuleType:
    """The source as a module that is imported under a name: where pydantic and typing look names up."""
    if RUNTIME in source:
        imported("picking", read_template("python/runtime/picking.py"))
        source = source.replace(RUNTIME, "import picking")
    module = ModuleType(name)
    sys.modules[name] = module
    exec(compile(source, f"<{name}>", "exec"), module.__dict__)
    return module


@dataclass(frozen=True)
class Types:
    """What is made for one provider."""

    provider: Provider
    requests: str
    responses: str

    @cached_property
    def request_module(self) -> ModuleType:
        """requests.py, imported."""
        return imported("requests_made", self.requests)

    @cached_property
    def response_module(self) -> ModuleType:
        """responses.py, imported."""
        return imported("responses_made", self.responses)

    def request(self, model: str) -> str | None:
        """The class of a model's body."""
        (found,) = (one for one in self.provider.models if one.name == model)
        return request_type(self.provider, found)

    def params(self, model: str) -> tuple[str, dict[str, str]] | None:
        """The class of a model's keyword arguments, and argument -> field."""
        (found,) = (one for one in self.provider.models if one.name == model)
        return params_type(self.provider, found)

    def response(self, operation: str) -> str:
        """The class of an operation's answer."""
        found, *_ = (*responses_of(self.provider).types.get(operation, {}).values(), "")
        return found


def types_of(files: Mapping[str, str]) -> Types:
    """The types of the only provider in these files. Raises Problems for wrong specs."""
    with tempfile.TemporaryDirectory() as folder:
        contract = read_contract(write_root(Path(folder), files))
        made = {artifact.path.rsplit("/", 1)[-1]: artifact.make() for artifact in emit_types(contract)}
    (provider,) = contract.providers
    return Types(provider, made["requests.py"].decode(), made["responses.py"].decode())


def operation(
    name: str, request: Any = None, answer: Any = None, *, parameters: tuple[Any, ...] = ()
) -> dict[str, Any]:
    """An operation of POST that takes and gives JSON. name: its id, and the last step of its path."""
    said: dict[str, Any] = {"operationId": name, "parameters": list(parameters)}
    if request is not None:
        said["requestBody"] = {"required": True, "content": {"application/json": {"schema": request}}}
    content = {} if answer is None else {"content": {"application/json": {"schema": answer}}}
    said["responses"] = {"200": {"description": "done", **content}}
    steps = "".join(f"/{{{one['name']}}}" for one in parameters if one["in"] == "path")
    return {f"/{name}{steps}": {"post": said}}


def document(*operations: dict[str, Any], schemas: Mapping[str, Any] | None = None, **others: Any) -> dict[str, str]:
    """The files of a provider that is one OpenAPI document."""
    whole: dict[str, Any] = {"openapi": "3.1.0", "info": {"title": "Acme", "version": "1"}, "paths": {}, **others}
    for one in operations:
        whole["paths"].update(copy.deepcopy(one))
    whole["components"] = {"schemas": dict(schemas or {})}
    return {"specs/acme/openapi.json": json.dumps(whole)}


def component(name: str) -> dict[str, str]:
    """A reference to a schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def fields(**properties: Any) -> dict[str, Any]:
    """An object with these fields, none required."""
    return {"type": "object", "properties": properties}


def classes_of(source: str) -> dict[str, dict[str, str]]:
    """Class -> field -> annotation, of classes in either syntax; name -> {"": type} of aliases."""
    found: dict[str, dict[str, str]] = {}
    for one in ast.parse(source).body:
        if isinstance(one, ast.ClassDef):
            found[one.name] = {
                ast.unparse(line.target): ast.unparse(line.annotation)
                for line in one.body
                if isinstance(line, ast.AnnAssign)
            }
        elif isinstance(one, ast.Assign) and isinstance(one.value, ast.Call):
            keys = one.value.args[1]
            assert isinstance(keys, ast.Dict)
            found[ast.unparse(one.targets[0])] = {
                ast.literal_eval(key): ast.unparse(value)
                for key, value in zip(keys.keys, keys.values, strict=True)
                if key is not None
            }
        elif isinstance(one, ast.AnnAssign) and one.value is not None:
            found[ast.unparse(one.target)] = {"": ast.unparse(one.value)}
    return found
