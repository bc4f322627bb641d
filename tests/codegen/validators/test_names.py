"""Fields and definitions with odd names: no name of a spec takes the place of one of Python's or of the validator's own.

Run by pytest.
"""

from __future__ import annotations

import ast
import json
from collections import Counter
from typing import Any

import pytest

from reelspec.codegen.validators.support import support_code
from reelspec.language.source.pointer import escape
from tests.contract.documents.case import Expected
from tests.support import Judges, build_files, judges_of, provider, request

# All of them at once, so that they can also be taken for one another.
NAMES = [
    *[
        "a.b",
        "a_b",
        "a b",
        "a-b",
        "A_B",
        "a/b",
        "a~b",
        "~1",
        "it's",
        'say "x"',
        "back\\slash",
        "{brace}",
        "{",
        "%s",
        "#",
    ],
    *[
        "",
        " ",
        "_",
        "__",
        "é",
        "\u00e9\u0301",
        "\u202eevil",
        "\U0001f600",
        "new\nline",
        "tab\t",
        "\x00",
        "１",
        "1",
        "$ref",
    ],
    *["class", "def", "None", "True", "match", "type", "self", "__init__", "__class__", "__builtins__", "lambda"],
    *["body", "value", "path", "out", "late", "refused", "found", "item", "index", "key", "extra", "mark", "fields"],
    *["len", "str", "int", "dict", "list", "any", "all", "set", "sum", "range", "isinstance", "enumerate", "frozenset"],
    *[
        "errors",
        "validate",
        "is_valid",
        "violation",
        "media",
        "many",
        "nothing",
        "unknown",
        "patterns",
        "exact",
        "accepts",
    ],
    *["source", "source_prompt", "known", "allowed", "model", "KeyError", "Exception", "Any", "properties", "x-rules"],
]


def test_fields_of_every_name_are_judged_each_by_itself() -> None:
    fields = {name: {"type": "string", "enum": [f"{number}", "x"]} for number, name in enumerate(NAMES)}
    spec = {"type": "object", "properties": fields, "additionalProperties": False}
    judges = request(json.dumps(spec, ensure_ascii=False), closed=False)
    judges.accept({name: f"{number}" for number, name in enumerate(NAMES)})
    for name in NAMES:
        judges.check({name: "-"}, Expected("enum", f"/{escape(name)}"))
        judges.check({name: 5}, Expected("type", f"/{escape(name)}"))
        unknown = f"{name}?"
        judges.check({unknown: 5}, Expected("additionalProperties", f"/{escape(unknown)}"))


def with_rules() -> Judges:
    rules: list[dict[str, Any]] = []
    for number, name in enumerate(NAMES):
        follower = NAMES[(number + 1) % len(NAMES)]
        if name not in ("all", "any", "not"):
            rules.append({"id": f"must-{number}", "when": {name: {"const": 1}}, "must": {"last": {"maximum": number}}})
        rules.append(
            {"id": f"apart-{number}", "severity": "warning", "when": {"last": 2}, "conflicts": [[name], [follower]]}
        )
    spec = {
        "type": "object",
        "properties": {**{name: {"type": "integer"} for name in NAMES}, "last": {"type": "integer"}},
        "additionalProperties": False,
        "x-rules": rules,
    }
    return request(json.dumps(spec, ensure_ascii=False), closed=False)


def test_rules_over_fields_of_every_name() -> None:
    judges = with_rules()
    for number, name in enumerate(NAMES):
        at = f"/{escape(name)}"
        follower = NAMES[(number + 1) % len(NAMES)]
        judges.accept({name: 1, "last": number if number != 2 else 1}, {name: 2, "last": 1000})
        judges.check({name: 0, follower: 0, "last": 2}, warning_of(f"apart-{number}", at, f"/{escape(follower)}"))
        if name not in ("all", "any", "not"):
            judges.check({name: 1, "last": number + 1000}, Expected(f"must-{number}", "/last", (at,)))


def warning_of(rule: str, path: str, other: str) -> Expected:
    return Expected(rule, path, ("/last", other), "warning")


def test_the_types_of_items_and_their_field_may_have_any_name() -> None:
    for name in ("a/b", "it's", "__init__", "class", "", "{x}", 'q"', "\n"):
        types = [f"{name}1", f"{name}\\2", "\u00a0"]
        spec = {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                f"m{name}": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {name: {"type": "string", "enum": [*types, "z"]}},
                        "required": [name],
                        "additionalProperties": False,
                    },
                }
            },
            "x-rules": [
                {"id": "combination", "combinations": {"of": f"m{name}", "by": name, "allow": [types[:1], types]}},
                {"id": "few", "limit": {"of": f"m{name}", "where": {name: {"const": types[1]}}, "most": 1}},
            ],
        }
        judges = request(json.dumps(spec, ensure_ascii=False), closed=False)
        at = f"/m{escape(name)}"

        def body(*kinds: str, name: str = name) -> dict[str, Any]:
            return {f"m{name}": [{name: kind} for kind in kinds]}

        judges.accept(body(types[0]), body(*reversed(types)))
        judges.check(body(types[1]), Expected("combination", at))
        judges.check(body(types[1], types[1]), Expected("combination", at), Expected("few", at))
        judges.check(body(types[1], "wrong"), Expected("enum", f"{at}/1/{escape(name)}"))


@pytest.mark.parametrize(
    "name",
    ["body", "Body", "accepts", "keys", "items", "branch", "item", "x", "quiet", "definition", "body_2", "holds"],
)
def test_definitions_of_every_name(name: str) -> None:
    judges = request(
        f"""
        properties:
          a: {{$ref: '#/$defs/{name}'}}
          b: {{anyOf: [{{$ref: '#/$defs/{name}'}}, {{type: "null"}}]}}
        $defs:
          {name}: {{type: object, properties: {{x: {{type: integer}}}}, unevaluatedProperties: false}}
        """
    )
    judges.accept({"a": {"x": 1}, "b": {"x": 1}}, {"b": None})
    judges.check({"a": {"x": "1"}, "b": {"z": 1}}, Expected("type", "/a/x"), Expected("unevaluatedProperties", "/b/z"))


def test_nothing_in_a_validator_is_named_twice() -> None:
    """Constants are named after fields; the validator's own functions and constants must keep their names."""
    theirs = [definition.name.strip("_").lower() for definition in support_code()]
    names = sorted({*theirs, "quiet", "check_body", "everything", "find", "has_no_error"})
    fields = {name: {"type": ["string", "null"], "enum": [f"{name}1", f"{name}2"]} for name in names}
    items = {"type": "array", "items": {"$ref": "#/$defs/node"}}
    built = build_files(
        provider(
            {
                "request.yaml": json.dumps(
                    {
                        "type": "object",
                        "properties": {
                            **fields,
                            "url": {"type": "string", "format": "uri", "x-media": {"formats": ["mp4"]}},
                        },
                        "$defs": {name: {"type": "object", "properties": {"x": items}} for name in (*names, "node")},
                        "patternProperties": {f"^{name}[?]x$": {"$ref": f"#/$defs/{name}"} for name in names},
                    }
                )
            }
        )
    )
    (path,) = (path for path in built.files if path.endswith("/validators/request.py"))
    found: Counter[str] = Counter()
    for statement in ast.parse(built.files[path]).body:
        match statement:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                found[name] += 1
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                found[name] += 1
    assert {name for name, count in found.items() if count > 1} == set()
    judges = judges_of(built)
    for name in names:
        judges.check({name: "-"}, Expected("enum", f"/{name}"))
        judges.check({f"{name}?x": {"x": [{"x": 5}]}}, Expected("type", f"/{name}?x/x/0/x"))
