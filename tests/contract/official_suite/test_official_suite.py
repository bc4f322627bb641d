"""The official JSON Schema test suite (draft 2020-12, required tests): decided right, or refused by name. Run by pytest.

The suite stands beside the repository, in shared/json-schema-test-suite. Every schema of it is the request body of a
spec: the generated validator, its walk alone and the emitted schema must give the verdict that the suite gives.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from reelspec.language.rules.evaluate import accepts
from reelspec.language.source.place import Problems
from tests.support import build_files, judges_of, provider

SUITE = Path(__file__).parents[4] / "shared" / "json-schema-test-suite" / "tests" / "draft2020-12"
MISSING = f"there is no test suite at {SUITE.relative_to(SUITE.parents[3])}, beside the repository"

# file -> names of the problems that refuse a group -> the groups that are refused so. What is refused: references by
# anything but a file and a JSON Pointer ($id, $anchor, $dynamicRef, remote addresses), vocabularies, an empty enum,
# and bounds between which nothing fits.
REFUSED: dict[str, dict[str, tuple[str, ...]]] = {
    "anchor.json": {
        "reference unknown-keyword": (
            "Location-independent identifier",
            "Location-independent identifier with absolute URI",
            "Location-independent identifier with base URI change in subschema",
        ),
        "file-type reference unknown-keyword": ("same $anchor with different base uri",),
    },
    "defs.json": {
        "reference": ("validate definition against metaschema",),
    },
    "dynamicRef.json": {
        "unknown-keyword": (
            "A $dynamicRef to a $dynamicAnchor in the same schema resource behaves like a normal $ref to an $anchor",
            "A $dynamicRef to an $anchor in the same schema resource behaves like a normal $ref to an $anchor",
            "$dynamicRef points to a boolean schema",
        ),
        "reference unknown-keyword": (
            "A $ref to a $dynamicAnchor in the same schema resource behaves like a normal $ref to an $anchor",
            "strict-tree schema, guards against misspelled properties",
            "tests for implementation dynamic anchor and reference link",
            "$ref and $dynamicAnchor are independent of order - $defs first",
            "$ref and $dynamicAnchor are independent of order - $ref first",
        ),
        "file-type reference unknown-keyword": (
            "A $dynamicRef resolves to the first $dynamicAnchor still in scope that is encountered when the schema is evaluated",
            "A $dynamicRef without anchor in fragment behaves identical to $ref",
            "A $dynamicRef with intermediate scopes that don't include a matching $dynamicAnchor does not affect dynamic scope resolution",  # noqa: E501
            "An $anchor with the same name as a $dynamicAnchor is not used for dynamic scope resolution",
            "A $dynamicRef without a matching $dynamicAnchor in the same schema resource behaves like a normal $ref to $anchor",
            "A $dynamicRef with a non-matching $dynamicAnchor in the same schema resource behaves like a normal $ref to $anchor",
            "A $dynamicRef that initially resolves to a schema with a matching $dynamicAnchor resolves to the first $dynamicAnchor in the dynamic scope",  # noqa: E501
            "A $dynamicRef that initially resolves to a schema without a matching $dynamicAnchor behaves like a normal $ref to $anchor",  # noqa: E501
            "multiple dynamic paths to the $dynamicRef keyword",
            "after leaving a dynamic scope, it is not used by a $dynamicRef",
            "$dynamicRef skips over intermediate resources - direct reference",
            "$dynamicRef avoids the root of each schema, but scopes are still registered",
        ),
        "reference": ("$ref to $dynamicRef finds detached $dynamicAnchor",),
    },
    "enum.json": {
        "keyword": ("empty enum",),
    },
    "minContains.json": {
        "limits": ("maxContains < minContains",),
    },
    "ref.json": {
        "reference": ("remote ref, containing refs itself",),
        "file-type reference unknown-keyword": ("Recursive references between schemas",),
        "reference unknown-keyword": (
            "refs with relative uris and defs",
            "relative refs with absolute uris and defs",
            "$id must be resolved against nearest parent, not just immediate parent",
            "order of evaluation: $id and $ref",
            "order of evaluation: $id and $anchor and $ref",
            "order of evaluation: $id and $ref on nested schema",
            "simple URN base URI with $ref via the URN",
            "URN base URI with URN and JSON pointer ref",
            "URN base URI with URN and anchor ref",
            "URN ref with nested pointer ref",
            "ref to if",
            "ref to then",
            "ref to else",
            "ref with absolute-path-reference",
        ),
        "unknown-keyword": (
            "simple URN base URI with JSON pointer",
            "URN base URI with NSS",
            "URN base URI with r-component",
            "URN base URI with q-component",
            "$id with file URI still resolves pointers - *nix",
            "$id with file URI still resolves pointers - windows",
        ),
    },
    "refRemote.json": {
        "reference": (
            "remote ref",
            "fragment within remote ref",
            "anchor within remote ref",
            "ref within remote ref",
            "Location-independent identifier in remote ref",
            "remote HTTP ref with different $id",
            "remote HTTP ref with different URN $id",
            "remote HTTP ref with nested absolute ref",
            "$ref to $ref finds detached $anchor",
        ),
        "reference unknown-keyword": (
            "base URI change",
            "root ref in remote ref",
            "remote ref with ref to defs",
            "retrieved nested refs resolve relative to their URI not $id",
        ),
        "file-type reference unknown-keyword": (
            "base URI change - change folder",
            "base URI change - change folder in subschema",
        ),
    },
    "unevaluatedItems.json": {
        "file-type reference unknown-keyword": ("unevaluatedItems with $dynamicRef",),
    },
    "unevaluatedProperties.json": {
        "file-type reference unknown-keyword": ("unevaluatedProperties with $dynamicRef",),
    },
    "vocabulary.json": {
        "dialect unknown-keyword": ("schema that uses custom metaschema with with no validation vocabulary",),
        "dialect": ("ignore unrecognized optional vocabulary",),
    },
}

# Python's `re`, which jsonschema searches patterns with, cannot read these.
UNREADABLE_FOR_PYTHON = "\\p{"


@cache
def groups() -> tuple[tuple[str, dict[str, Any]], ...]:
    """(file name, group) of every group of required tests."""
    found = []
    for file in sorted(SUITE.glob("*.json")):
        found += [(file.name, group) for group in json.loads(file.read_text(encoding="utf-8"))]
    return tuple(found)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "group" in metafunc.fixturenames:
        ids = [f"{file}: {group['description']}" for file, group in groups()]
        metafunc.parametrize(("file", "group"), groups(), ids=ids)


def test_the_suite_is_there() -> None:
    if not SUITE.is_dir():
        pytest.skip(MISSING)
    assert len(groups()) > 300
    names = {(file, group["description"]) for file, group in groups()}
    assert {
        (file, one) for file, by_name in REFUSED.items() for several in by_name.values() for one in several
    } <= names


def test_group(file: str, group: dict[str, Any]) -> None:
    files = provider({"request.json": json.dumps(group["schema"])})
    expected = next(
        (names for names, several in REFUSED.get(file, {}).items() if group["description"] in several), None
    )
    try:
        built = build_files(files)
    except Problems as refusal:
        assert " ".join(sorted({problem.name for problem in refusal.problems})) == expected, str(refusal)
        return
    assert expected is None, "this group is decided now: take it from the list"
    judges = judges_of(built)
    (model,) = built.contract.models()
    for_python = UNREADABLE_FOR_PYTHON not in json.dumps(group["schema"]).replace("\\\\", "\\")
    for test in group["tests"]:
        body, valid, what = test["data"], test["valid"], test["description"]
        assert accepts(model.schema, model.definitions, body) is valid, what
        assert judges.validator.is_valid(body) is valid, what
        assert judges.validator.errors(body) == tuple(
            one for one in judges.validator.validate(body) if one.severity == "error"
        ), what
        assert (judges.validator.errors(body) == ()) is valid, what
        assert judges.rust_judge.is_valid(body) is valid, what
        assert not for_python or judges.python_judge.is_valid(body) is valid, what
