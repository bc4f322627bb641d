"""Random schemas whose rules read fields that are missing, null or refused: all functions and all ways of a judge agree.

A rule must not judge what its own field refuses. Mostly the statement that refuses a field says so; where several schemas
judge the field, it is found among the paths of all errors. Both ways are made of each schema, and must tell the same.
"""

from __future__ import annotations

import copy
import json
import random
from collections import Counter
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator

from reelspec.codegen.json_schema import model_schema
from reelspec.codegen.validators.collecting import rules
from reelspec.codegen.validators.emitter import emit_validator
from tests.codegen.validators.test_violations import wreck
from tests.contract.documents.case import Expected
from tests.specs import read
from tests.support import MODEL, Judges, load_module, request

Json = Any

SCHEMAS = 100
BODIES = 50
TEXTS = ["x", "y", "z"]
PRESENCE = ["a", "b", "n", "list", "more", "inner"]
KINDS = {
    "a": "text",
    "b": "text",
    "n": "number",
    "flag": "boolean",
    "list": "array",
    "more": "array",
    "inner": "object",
}
WRONG: list[Json] = [
    None,
    None,
    True,
    -1,
    2.5,
    7,
    99,
    "",
    "w",
    "xxxxx",
    [],
    [None],
    [[]],
    {},
    {"a": {}},
    [{"a": 5}],
    [{}] * 4,
]


class Specs:
    """Random request schemas, and bodies for them."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.number = 0

    def some(self, share: float) -> bool:
        return self.random.random() < share

    def one(self, *ways: Json) -> Json:
        return self.random.choice(ways)

    def several(self, names: list[str], least: int = 1, most: int = 3) -> list[str]:
        return self.random.sample(names, self.random.randint(least, min(most, len(names))))

    # Schemas

    def field(self, name: str) -> Json:
        match KINDS[name]:
            case "text":
                found = self.one(
                    {"enum": [*TEXTS, "p"]}, {"maxLength": 3, "pattern": "^[x-z]*$"}, {"not": {"pattern": "w"}}, {}
                )
                found = {"type": "string", **found, **self.one({}, {}, {"default": "x"})}
            case "number":
                found = {
                    "type": self.one("integer", "number"),
                    "minimum": 0,
                    "maximum": 8,
                    **self.one({}, {"multipleOf": 2}),
                }
                found |= self.one({}, {}, {"default": 4})
            case "boolean":
                return {"type": "boolean", **self.one({}, {"default": True})}
            case "array":
                found = {"type": "array", "items": self.object(["a", "b", "n"], share=0.15)}
                found |= self.one({}, {"minItems": 1}, {"maxItems": 2}, {"uniqueItems": True})
                if self.some(0.2):
                    found["contains"] = {"properties": {"a": {"const": "x"}}}
            case _:
                found = self.object(["a", "n", "list"] if self.some(0.3) else ["a", "n"])
        if self.some(0.3):
            found["type"] = [found["type"], "null"]
        return found | self.one(
            *[{}] * 9, {"allOf": [{"maximum": 5, "maxLength": 1, "maxItems": 1, "maxProperties": 1}]}
        )

    def object(self, names: list[str], share: float = 0.3, most: int = 2) -> Json:
        """An object of these fields. share: how often something judges its fields once more; most: how many rules it has."""
        found: Json = {"type": "object", "properties": {name: self.field(name) for name in names}}
        if self.some(0.5):
            found["required"] = self.several(names, 1, 2)
        if self.some(0.4):
            found["additionalProperties"] = False
        if self.some(share):
            found |= self.again(names)
        made = [self.rule(found["properties"]) for _ in range(self.random.randint(0, most))]
        if made:
            found["x-rules"] = made
        return found

    def again(self, names: list[str]) -> Json:
        """A keyword that judges some fields besides `properties`."""
        first, *others = self.several(names, 1, 2)
        inside = {"properties": {"a": {"enum": ["x", "p"]}, "n": {"maximum": 5}}}
        judged = {"maximum": 5, "maxLength": 1, "maxItems": 1, "items": inside, **inside}
        part: Json = {"properties": {first: self.one(judged, judged, {"type": "string"})}}
        last = [*others, first][0]
        return self.one(
            {"allOf": [part]},
            {"anyOf": [part, {"required": [last]}]},
            {"if": part, "else": {"properties": {last: {"type": ["array", "integer", "null"]}}}},
            {"dependentSchemas": {last: part}},
            {
                "patternProperties": {
                    self.one("^[a-m]", "^.$"): self.one({"maxLength": 2}, {"maximum": 4, "maxItems": 1})
                }
            },
            {"propertyNames": {"pattern": "^[^n]"}},
            {"dependentRequired": {first: [last]}},
            {"allOf": [part], "unevaluatedProperties": {"type": "integer"}},
        )

    def test(self, name: str, fields: Json, depth: int) -> Json:
        ways: list[Json] = [{"present": True}, {"present": False}]
        match KINDS[name]:
            case "text":
                ways += ["x", ["x", "z"], {"not": "x"}, {"pattern": "^[xz]"}]
            case "number":
                ways += [4, {"minimum": 4}, {"not": {"maximum": 2}}, {"maximum": 6}]
            case "boolean":
                ways = [True, False]
            case "array":
                inside = fields[name]["items"]["properties"]
                ways += [{"minItems": 2}, *({"contains": self.condition(inside, depth - 1)} for _ in range(3))]
            case _:
                inside = fields[name]["properties"]
                ways += [{"maxProperties": 1}, *({"properties": self.condition(inside, depth - 1)} for _ in range(3))]
        return self.one(*ways)

    def condition(self, fields: Json, depth: int = 2) -> Json:
        form = self.one("tests", "tests", "tests", "any", "not") if depth > 0 else "tests"
        if form == "tests":
            return {name: self.test(name, fields, depth) for name in self.several(list(fields), 1, 2)}
        inner = self.condition(fields, depth - 1)
        return {form: inner if form == "not" else [inner, self.condition(fields, depth - 1)]}

    def rule(self, fields: Json) -> Json:
        self.number += 1
        found: Json = {"id": f"rule-{self.number}"}
        presence = [name for name in fields if name in PRESENCE]
        arrays = [name for name in fields if KINDS[name] == "array"]
        names = ["must", "must", "requires", "conflicts", "schema", "compare", "fields"]
        names += ["at-least-one", "at-most-one", "exactly-one", "all-or-none"]
        names += ["table", "table"] * ("flag" in fields) + ["limit", "limit", "combinations"] * 3 * bool(arrays)
        name = self.one(*names)
        several = self.several(presence, 2)
        match name:
            case "must":
                found[name] = self.condition(fields)
            case "table":
                others = {one: fields[one] for one in fields if one != "flag"}
                rows = [{"flag": flag, **self.condition(others, 0)} for flag in (True, False)]
                found[name] = {"by": ["flag"], "rows": rows}
            case "requires":
                found[name] = {several[0]: several[1:]}
            case "conflicts":
                found[name] = [several[:1], several[1:]]
            case "fields":
                found["combinations"] = {"of": several, "allow": [[], sorted(several), several[:1]]}
            case "combinations":
                of = self.one(*arrays)
                items = fields[of]["items"]
                items["properties"]["a"] = {"type": "string", "enum": TEXTS}
                items["required"] = list({*items.get("required", []), "a"})
                allow = [[], ["x"], ["x", "x"], ["x", "y", "z"], ["z"]]
                found[name] = {"of": of, "by": "a", "allow": self.random.sample(allow, 3)}
            case "limit":
                of = self.several(arrays, 1, 2)
                found[name] = {"of": of, "most": 1, **self.one({}, {"least": 1})}
                if self.some(0.7):
                    found[name]["where"] = self.condition(fields[of[0]]["items"]["properties"], 1)
            case "schema":
                found[name] = self.one(
                    {"maxProperties": 3}, {"not": {"required": several[:2]}}, {"required": several[:1]}
                )
            case "compare":
                ways = [
                    "n < 5",
                    "length(a) < 3",
                    *(f"{way}({one}[].n) <= 4" for one in arrays for way in ("sum", "min")),
                ]
                ways += [f"count({one}) < 2" for one in arrays] + ["n * 2 != 8"]
                found[name] = self.one(*(way for way in ways if "n" in fields or "n " not in way))
            case _:
                found[name] = several
        if self.some(0.6):
            found["when"] = self.condition(fields)
        return found | self.one({}, {}, {}, {"severity": "warning"}, {"against": "elsewhere"})

    def spec(self) -> Json:
        found = {"x-source": {"document": "page"}, **self.object(list(KINDS), most=4)}
        self.random.shuffle(found.setdefault("x-rules", []))
        return found

    # Bodies

    def value(self, name: str, wrong: float) -> Json:
        if self.some(wrong):
            return copy.deepcopy(self.one(*WRONG))
        match KINDS[name]:
            case "text":
                return self.one(*TEXTS)
            case "number":
                return self.one(0, 2, 4, 6, 8.0)
            case "boolean":
                return self.some(0.5)
            case "array":
                return [self.body(["a", "b", "n"], wrong) for _ in range(self.random.randint(0, 3))]
        return self.body(["a", "n", "list"], wrong)

    def body(self, names: list[str], wrong: float) -> Json:
        there = self.one(0.5, 0.9, 1)
        return {name: self.value(name, wrong) for name in names if self.some(there)}


def told(violations: Any) -> list[Json]:
    return [one.as_dict() for one in violations]


def test_a_refused_field_is_a_gap_however_that_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = Counter[str]()
    for seed in range(SCHEMAS):
        specs = Specs(seed)
        contract = read({f"{MODEL}.json": json.dumps(specs.spec())})
        (owner,), (model,) = contract.providers, contract.models()
        schema = model_schema(model)
        judge = load_module(emit_validator(model, owner))
        judges = Judges(judge, schema, Draft202012Validator(schema), jsonschema_rs.Draft202012Validator(schema))
        with monkeypatch.context() as patch:
            patch.setattr(rules, "judged_once", lambda _: False)
            by_paths = load_module(emit_validator(model, owner))
        for number in range(BODIES):
            body = specs.body([*KINDS], specs.one(0, 0.05, 0.2))
            if number % 8 == 0:
                judges.all_of(body)
            expected = told(by_paths.validate(body))
            assert told(judge.validate(body)) == expected, (seed, body)
            assert told(judge.errors(body)) == told(by_paths.errors(body))
            assert by_paths.is_valid(body) is judge.is_valid(body)
            late = judge.validate(body)
            wreck(body)
            assert told(late) == expected, "the words are not of what was judged"
            seen.update(one["rule"] if one["rule"] in ("type", "required") else one["rule"][:4] for one in expected)
            seen["valid"] += not expected
    assert min(seen["rule"], seen["type"], seen["required"], seen["valid"]) > 150, seen


def test_the_first_items_may_have_schemas_of_their_own() -> None:
    judges = request(
        """
        properties:
          list:
            type: array
            prefixItems: [{type: object, properties: {a: {type: [integer, array]}}}]
            items: {type: object, properties: {a: {type: string}}, required: [a]}
        x-rules:
          - {id: one, limit: {of: list, where: {a: [x, z]}, least: 1, most: 1}}
        """
    )
    x = {"a": "x"}
    judges.accept({"list": [{"a": 5}, x]}, {"list": [{"a": ["x"]}, x]}, {"list": [{}, x]})
    for body in ({"list": [{"a": 5}]}, {"list": [{"a": []}, x, x]}, {"list": [{"a": ["x"]}]}):
        judges.check(body, Expected("one", "/list"))
