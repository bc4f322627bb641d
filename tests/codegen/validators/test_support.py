"""A validator carries the support code that it uses, through any number of functions, and no other."""

from __future__ import annotations

import builtins
import dis
from collections.abc import Iterator
from types import CodeType, ModuleType

import pytest

from reelspec.codegen.validators.emitter import emit_validator
from reelspec.codegen.validators.support import support_code, support_for
from tests.specs import contract, names
from tests.support import load_module

NAMES = [definition.name for definition in support_code()]


def loaded(code: CodeType) -> Iterator[str]:
    """The names that compiled code looks up in its module."""
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield instruction.argval
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from loaded(constant)


@pytest.fixture(params=names())
def source(request: pytest.FixtureRequest) -> bytes:
    provider, _, name = request.param.partition("/")
    (owner,) = (one for one in contract().providers if one.name == provider)
    (model,) = (one for one in owner.models if one.name == name)
    return emit_validator(model, owner)


def test_everything_that_a_validator_looks_up_is_there(source: bytes) -> None:
    module: ModuleType = load_module(source)
    wanted = set(loaded(compile(source, "<validator>", "exec")))
    assert {name for name in wanted if not hasattr(module, name) and not hasattr(builtins, name)} == set()


def test_everything_that_a_validator_carries_is_looked_up(source: bytes) -> None:
    module = load_module(source)
    wanted = set(loaded(compile(source, "<validator>", "exec")))
    assert {name for name in NAMES if hasattr(module, name)} <= wanted
    assert not all(hasattr(module, name) for name in NAMES)


def test_support_code_defines_every_name_once() -> None:
    assert len(set(NAMES)) == len(NAMES)


def test_support_code_brings_what_it_uses_itself() -> None:
    found = [definition.name for definition in support_for(["_relation", "unknown"])]
    assert {"_relation", "_number", "_applied", "_exact", "_is_number", "_SPACES"} == set(found)
    assert found == [name for name in NAMES if name in found]
    assert support_for([]) == ()
