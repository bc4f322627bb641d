"""Random small rule sets over a few fields, random bodies: every judge and every path through a validator agree.

Run by pytest.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reelspec.checks.proof import outcomes
from reelspec.language.contract.operator import operator_of
from reelspec.language.contract.scope import scope_of
from reelspec.language.parser.load import load
from reelspec.language.rules.evaluate import accepts, evaluate
from tests.support import MODEL, build_files, judges_of, provider, write_root

Draw = st.DrawFn
Json = Any

TEXTS = ("x", "y", "z")
FIELDS = ("a", "b", "n", "flag", "media", "more", "inner")
PRESENCE = ("a", "b", "n", "media", "more", "inner")


@st.composite
def texts(draw: Draw) -> Json:
    """A field of one of three texts, perhaps with null, perhaps with a default."""
    nullable, default = draw(st.booleans()), draw(st.sampled_from([None, None, *TEXTS]))
    found: Json = {"type": ["string", "null"] if nullable else "string"}
    if draw(st.booleans()):
        found["enum"] = [*TEXTS, None] if nullable else list(TEXTS)
    if default is not None:
        found["default"] = default
    return found


@st.composite
def numbers(draw: Draw) -> Json:
    """A field of small whole numbers."""
    found: Json = {"type": draw(st.sampled_from(["integer", "number", ["integer", "null"]])), "maximum": 5}
    if draw(st.booleans()):
        found["default"] = draw(st.integers(0, 5))
    return found


@st.composite
def objects(draw: Draw) -> Json:
    """An object of a text and a number, perhaps with a rule of its own."""
    found: Json = {"type": "object", "properties": {"a": draw(texts()), "n": draw(numbers())}}
    if draw(st.booleans()):
        found["required"] = draw(st.sampled_from([["a"], ["n"], ["a", "n"]]))
    if draw(st.booleans()):
        found["additionalProperties"] = False
    return found


@st.composite
def arrays(draw: Draw) -> Json:
    """An array of such objects."""
    items = draw(objects())
    found: Json = {"type": draw(st.sampled_from(["array", ["array", "null"]])), "items": items}
    if draw(st.booleans()):
        found["minItems"] = 1
    return found


@st.composite
def one_test(draw: Draw, field: str) -> Json:
    """A test of one field, as it stands in a condition."""
    ways: list[st.SearchStrategy[Json]] = [st.just({"present": draw(st.booleans())})]
    if field in ("a", "b"):
        ways += [st.sampled_from(TEXTS), st.just(["x", "y"]), st.just({"pattern": "^[xy]"}), st.just({"not": "x"})]
    elif field == "n":
        ways += [st.integers(0, 5), st.just({"minimum": 3}), st.just({"not": {"maximum": 1}}), st.just([1, 2.0])]
    elif field == "flag":
        ways += [st.booleans(), st.just({"not": True})]
    elif field == "inner":
        ways += [conditions(("a", "n"), 1).map(lambda one: {"properties": one})]
    else:
        ways += [conditions(("a", "n"), 1).map(lambda one: {"contains": one}), st.just({"minItems": 2})]
        ways += [conditions(("a", "n"), 0).map(lambda one: {"not": {"contains": one}})]
    return draw(st.one_of(ways))


@st.composite
def conditions(draw: Draw, fields: tuple[str, ...] = FIELDS, depth: int = 2) -> Json:
    """A condition over some of the fields."""
    form = draw(st.sampled_from(["tests", "tests", "all", "any", "not"] if depth else ["tests"]))
    if form == "tests":
        names = draw(st.lists(st.sampled_from(fields), min_size=1, max_size=2, unique=True))
        return {name: draw(one_test(name)) for name in names}
    if form == "not":
        return {"not": draw(conditions(fields, depth - 1))}
    return {form: draw(st.lists(conditions(fields, depth - 1), min_size=1, max_size=2))}


@st.composite
def operators(draw: Draw, properties: dict[str, Json]) -> Json:
    """One operator with its value."""
    name = draw(
        st.sampled_from(
            [
                *["must", "must", "table", "requires", "conflicts", "at-least-one", "at-most-one", "exactly-one"],
                *["all-or-none", "combinations", "fields", "limit", "limit", "schema", "compare"],
            ]
        )
    )
    several = draw(st.lists(st.sampled_from(PRESENCE), min_size=2, max_size=4, unique=True))
    arrays_of = draw(st.sampled_from([["media"], ["more"], ["media", "more"]]))
    match name:
        case "must":
            return {name: draw(conditions())}
        case "table":
            rows = [{"flag": True, **draw(conditions(("a", "n"), 0))}, {"flag": False, "b": draw(one_test("b"))}]
            return {name: {"by": ["flag"], "rows": rows}}
        case "requires":
            return {name: {several[0]: several[1:]}}
        case "conflicts":
            return {name: [several[:1], several[1:]]}
        case "fields":
            allow = draw(
                st.lists(st.lists(st.sampled_from(several), unique=True).map(sorted), min_size=1, unique_by=str)
            )
            return {"combinations": {"of": several, "allow": allow}}
        case "combinations":
            typed = properties["media"]["items"]
            typed.setdefault("required", []).extend([] if "a" in typed.get("required", []) else ["a"])
            if "null" in typed["properties"]["a"]["type"]:
                typed["properties"]["a"]["default"] = "x"
            multisets = st.lists(st.sampled_from(TEXTS), max_size=3).map(sorted)
            return {
                name: {
                    "of": "media",
                    "by": "a",
                    "allow": draw(st.lists(multisets, min_size=1, max_size=4, unique_by=str)),
                }
            }
        case "limit":
            found: Json = {"of": arrays_of}
            if draw(st.booleans()):
                found["where"] = draw(conditions(("a", "n"), 1))
            if draw(st.booleans()):
                found["counts"] = draw(st.lists(st.integers(0, 4), min_size=1, max_size=3, unique=True))
                return {name: found}
            found["most"] = draw(st.integers(0, 2))
            if draw(st.booleans()):
                found["least"] = draw(st.integers(0, found["most"]))
            return {name: found}
        case "schema":
            return {name: draw(st.sampled_from([{"maxProperties": 2}, {"properties": {"n": {"minimum": 2}}}]))}
        case "compare":
            return {name: draw(st.sampled_from(["n <= count(media)", "sum(media[].n) <= n + 2", "count(more) < 2"]))}
        case _:
            return {name: several}


@st.composite
def specs(draw: Draw) -> Json:
    """A request schema with one to four rules."""
    properties: dict[str, Json] = {
        "a": draw(texts()),
        "b": draw(texts()),
        "n": draw(numbers()),
        "flag": {"type": "boolean", **draw(st.sampled_from([{}, {"default": True}, {"default": False}]))},
        "media": draw(arrays()),
        "more": draw(arrays()),
        "inner": draw(objects()),
    }
    rules = []
    for number in range(draw(st.integers(1, 4))):
        rule: Json = {"id": f"rule-{number}", **draw(operators(properties))}
        if draw(st.booleans()):
            rule["when"] = draw(conditions())
        if draw(st.integers(0, 3)) == 0:
            rule["severity"] = "warning"
        rules.append(rule)
    if draw(st.booleans()):
        wrong = draw(conditions(("a", "n"), 1))
        properties["more"]["items"]["x-rules"] = [{"id": "item-rule", "must": wrong}]
    found: Json = {"type": "object", "properties": properties, "x-rules": rules}
    if draw(st.booleans()):
        found["additionalProperties"] = False
    if draw(st.booleans()):
        found["required"] = draw(st.lists(st.sampled_from(FIELDS), min_size=1, max_size=2, unique=True))
    return found


WRONG: st.SearchStrategy[Json] = st.sampled_from([None, 5, "w", [], {}, 2.5, True])
TEXT = st.one_of(st.sampled_from(TEXTS), st.sampled_from(TEXTS), st.sampled_from(TEXTS), WRONG)
NUMBER = st.one_of(st.integers(0, 5), st.integers(0, 5), st.integers(0, 6).map(float), WRONG)
OBJECT = st.one_of(*[st.fixed_dictionaries({}, optional={"a": TEXT, "n": NUMBER})] * 4, WRONG)
SOUND = st.fixed_dictionaries({"a": st.sampled_from(TEXTS)}, optional={"n": st.integers(0, 5)})
ARRAY = st.one_of(st.lists(OBJECT, max_size=3), *[st.lists(SOUND, max_size=4)] * 3, WRONG)
BODY = st.fixed_dictionaries(
    {},
    optional={
        "a": TEXT,
        "b": TEXT,
        "n": NUMBER,
        "flag": st.one_of(st.booleans(), st.booleans(), WRONG),
        "media": ARRAY,
        "more": ARRAY,
        "inner": OBJECT,
    },
)


@settings(max_examples=60, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(spec=specs(), bodies=st.lists(BODY, min_size=12, max_size=12))
def test_all_judges_agree(spec: Json, bodies: list[Json]) -> None:
    judges = judges_of(build_files(provider({f"{MODEL}.json": json.dumps(spec)})))
    for body in bodies:
        judges.all_of(body)


ITEM = st.fixed_dictionaries({}, optional={"a": st.sampled_from(TEXTS), "n": st.integers(0, 5)})
SENSIBLE = st.fixed_dictionaries(
    {"a": st.sampled_from(TEXTS), "media": st.lists(ITEM, max_size=3)},
    optional={
        "b": st.sampled_from(TEXTS),
        "n": st.integers(0, 5),
        "flag": st.booleans(),
        "more": st.lists(ITEM, max_size=3),
        "inner": ITEM,
    },
)


@settings(max_examples=80, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(spec=specs(), bodies=st.lists(SENSIBLE, min_size=20, max_size=20))
def test_what_is_proved_of_a_rule_is_so(spec: Json, bodies: list[Json]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (model,) = load(write_root(Path(folder), provider({f"{MODEL}.json": json.dumps(spec)}))).models()
    schema, scope = model.schema, scope_of(model.schema, model.definitions)
    for body in bodies:
        if not accepts(replace(schema, rules=()), model.definitions, body):
            continue
        for rule in schema.rules:
            proved = outcomes(rule, scope)
            if rule.when is not None and evaluate(rule.when, body, scope) is not True:
                continue
            assert proved.fires
            assert proved.kept if operator_of(rule).fault(body, scope) is None else proved.broken
