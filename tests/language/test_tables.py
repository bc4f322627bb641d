"""What is listed by hand beside the tables of operators and keywords names all of them."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]

from reelspec.language.contract.keywords import KEYWORDS, cover
from reelspec.language.contract.schema import Schema
from reelspec.language.rules.evaluate import accepts
from reelspec.language.rules.lowering import schema_json
from reelspec.language.rules.operators import OPERATORS
from tests import specs

ROOT = Path(__file__).parents[2]
LANGUAGE = ROOT / "generator/reelspec/language"
OVERVIEW = (ROOT / "docs/rules.md").read_text("utf-8")
FORMAT = json.loads((LANGUAGE / "parser/format/model.schema.json").read_text("utf-8"))["$defs"]


def operators_of(file: Path) -> list[str]:
    """The names that operators give themselves in a module."""
    return [
        node.value.value
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and node.target.id == "name"
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    ]


def test_every_operator_that_has_a_file_can_be_used() -> None:
    written = [name for file in (LANGUAGE / "rules/operators").glob("*.py") for name in operators_of(file)]
    assert sorted(written) == sorted(OPERATORS)


@pytest.mark.parametrize("name", OPERATORS)
def test_the_format_and_the_overview_have_every_operator(name: str) -> None:
    rule = FORMAT["rule"]
    assert f"`{name}`" in OVERVIEW
    assert name in rule["properties"]
    assert {"required": [name]} in rule["else"]["allOf"][0]["then"]["oneOf"]


@pytest.mark.parametrize("name", OPERATORS)
def test_every_operator_has_its_test(name: str) -> None:
    module = OPERATORS[name].__module__.rpartition(".")[2]
    assert (Path(__file__).parent / f"rules/operators/test_{module}.py").is_file()


def test_every_operator_is_in_a_spec_that_bodies_and_mutants_are_made_from() -> None:
    models = [model for text in specs.OPERATORS.values() for model in specs.request(text).models()]
    assert {rule.operator.name for model in models for rule in model.schema.rules} == set(OPERATORS)


@pytest.mark.parametrize("name", [keyword.name for keyword in KEYWORDS])
def test_the_format_has_every_keyword(name: str) -> None:
    assert name in FORMAT["keywords"]["properties"]
    assert name in FORMAT["test"]["properties"]


def test_the_table_says_which_keywords_are_none_of_the_standard() -> None:
    standard = {
        name
        for vocabulary in ("core", "applicator", "unevaluated", "validation", "format-annotation")
        for name in REGISTRY.contents(f"https://json-schema.org/draft/2020-12/meta/{vocabulary}")["properties"]
    }
    assert [one.name for one in KEYWORDS if one.extension == (one.name in standard)] == []


def test_a_module_that_forgets_a_keyword_cannot_be_imported() -> None:
    with pytest.raises(NotImplementedError, match="judge does not say what becomes of minLength, pattern"):
        cover("judge", ["type"], [keyword for keyword in KEYWORDS if keyword.name in ("type", "pattern", "minLength")])


def test_a_list_without_values_refuses_every_value() -> None:
    """Nothing that is read has one, but what is made of what was read may."""
    empty = Schema(types=("string",), enum=())
    assert schema_json(empty) == {"type": "string", "enum": []}
    assert not accepts(empty, {}, "text")
