"""Judges in JavaScript say what those in Python say: rule, path, related, message, severity, source, order. Run by pytest.

The long run is `python -m tests.codegen.javascript.agreement`.
"""

from __future__ import annotations

import itertools
import json
import random
import textwrap
from typing import Any

from reelspec.cases.suite import suite_of
from tests.codegen.javascript.judging import differences, models_of, odd
from tests.contract.bodies.agreement import TEXTS, bodies, mutated
from tests.contract.bodies.exhaustive import cases_of
from tests.contract.bodies.judged import repository
from tests.specs import OPERATORS, contract, names, read, request

BODIES = 400
FOREIGN = {
    "defaults": """
        properties:
          mode: {type: string, enum: [std, pro], default: std}
          "10": {type: [string, "null"], x-default: [{when: {mode: pro}, value: "\\u2028"}]}
          __proto__: {type: integer, x-default: [{when: {"10": {minLength: 1}}, value: 8}, {when: {mode: std}, value: 1.5}]}
          shots: {type: array, items: {properties: {kind: {default: [1, {a: null}]}, in: {$ref: "#/properties/shots/items"}}}}
        """,
    "alternatives": """
        properties:
          shape: {anyOf: [{type: string, enum: [wide, tall]}, {type: integer, minimum: 1}, {type: "null"}]}
          source:
            oneOf:
              - {type: object, properties: {kind: {const: file}, path: {type: string}}, required: [kind, path]}
              - {type: object, properties: {kind: {const: url}, url: {type: string, format: uri}}, required: [kind, url]}
          size: {oneOf: [{type: integer, multipleOf: 2}, {type: integer, multipleOf: 3}]}
          point:
            anyOf:
              - {type: object, properties: {x: {type: number}}, required: [x], additionalProperties: false}
              - {type: object, properties: {y: {type: number}, z: {type: number}}, required: [y, z], additionalProperties: false}
        additionalProperties: false
        """,
    "unevaluated": """
        properties: {a: {type: string}}
        patternProperties: {"^x-": {type: integer}, "é\\u2028": {type: "null"}}
        anyOf: [{properties: {b: {type: integer}}, required: [b]}, {properties: {c: {type: array}}, required: [c]}]
        if: {required: [d]}
        then: {properties: {d: {type: array, prefixItems: [{type: string}], contains: {type: number}, unevaluatedItems: false}}}
        dependentSchemas: {e: {properties: {e: {const: [1, {"__proto__": null}]}}}}
        propertyNames: {maxLength: 12}
        unevaluatedProperties: false
        """,
    "recursive": """
        additionalProperties: {$ref: "#/$defs/node"}
        $defs:
          node:
            type: [object, string, "null"]
            properties:
              kind: {type: string, enum: [leaf, tree]}
              children: {type: array, items: {$ref: "#/$defs/node"}, maxItems: 3}
              constructor: {type: integer}
              "0": {$ref: "#/$defs/node"}
            required: [kind]
            x-rules: [{id: leaf, when: {kind: leaf}, must: {children: {present: false}}}]
        """,
    "numbers": """
        properties:
          step: {type: number, multipleOf: 0.1, minimum: -1, exclusiveMaximum: 1.0e+21}
          list: {type: array, items: {type: number}, uniqueItems: true, minContains: 2, maxContains: 3, contains: {type: integer}}
          one: {enum: [1, 2, 3, 4.0, 5, "6", [1, 2.0], {"a": null}]}
          ratio: {type: string, pattern: "^[1-9]\\\\d*:[1-9]\\\\d*$"}
          size: {type: string, default: 1280x720}
        x-rules:
          - {id: area, compare: "width(size) * height(size) <= 921600.5"}
          - {id: wide, compare: "width(size) / height(size) >= 16 / 9"}
          - {id: even, compare: "step * 3 % 2 == 0", when: {list: {present: true}}, severity: warning}
          - {id: most, compare: "max(list) - min(list) < sum(list)"}
          - {id: order, compare: "ratio != size"}
        additionalProperties: false
        """,
}
"""What no model of the repository has."""
_TYPES = [f"t{number}" for number in range(40)]
FOREIGN["sums beyond 2^53"] = f"""
    properties:
      media:
        type: array
        items: {{type: object, properties: {{type: {{type: string, enum: {_TYPES}}}}}, required: [type]}}
      {{fields}}
    additionalProperties: false
    x-rules:
      - {{id: kinds, combinations: {{of: media, by: type, allow: {[[one] for one in _TYPES] + [[_TYPES[0], _TYPES[39]]]}}}}}
      - {{id: sets, combinations: {{of: {_TYPES + [f"u{number}" for number in range(20)]}, allow: [[], [t0], [t0, u19]]}}}}
    """.replace(
    "{fields}", "\n      ".join(f"{one}: {{type: boolean}}" for one in [*_TYPES, *(f"u{n}" for n in range(20))])
)
_PARTS = ("{type: array, items: {type: [integer, string], minimum: 2}}", '{$ref: "#/$defs/part"}', "{maxLength: 2}")
_MANY = "\n      ".join(f"w{number}: {_PARTS[number % 3]}" for number in range(90))
FOREIGN["of very many fields"] = f"""
    properties:
      {_MANY}
      wide: {{type: object, properties: {{{", ".join(f"a{n}: {_PARTS[n % 3]}" for n in range(90))}}}}}
    additionalProperties: false
    x-rules: [{{id: w0-w3, conflicts: [[w0], [w3]]}}]
    $defs:
      part: {{type: object, properties: {{b: {{const: 1}}, c: {{$ref: "#/$defs/part"}}}}, additionalProperties: false}}
    """


def test_every_contract_case() -> None:
    models = models_of(contract())
    asked = {name: [case.body for case in suite_of(model).cases] for name, (model, _) in models.items()}
    assert sum(map(len, asked.values())) > 1000
    assert differences(models, asked) == []


def test_built_changed_and_random_bodies() -> None:
    asked = {name: [*itertools.islice(odd(bodies(repository(name), 3), 3), BODIES * 10)] for name in names()}
    sampled = {name: random.Random(name).sample(several, BODIES) for name, several in asked.items()}
    assert differences(models_of(contract()), sampled) == []


def test_specs_that_say_all_that_a_spec_can_say() -> None:
    models = {}
    asked: dict[str, list[Any]] = {}
    for name, text in {**OPERATORS, **FOREIGN}.items():
        made = request(text) if name in OPERATORS else read({"request.yaml": f"type: object\n{textwrap.dedent(text)}"})
        ((_, found),) = models_of(made).items()
        models[name] = found
        chance = random.Random(name)
        names = [*found[0].schema.properties, "b", "c", "d", "e", "x-é", "constructor"]
        # Of what is many, building every body would take for ever.
        built = [] if len(names) > 30 else [case.body for case in cases_of(found[0]).cases]
        built += [
            {one: chance.choice(VALUES) for one in chance.sample(names, chance.randrange(min(5, len(names))))}
            for _ in range(BODIES)
        ]
        changed = [
            mutated(chance, json.loads(json.dumps(chance.choice(built))), VALUES + TEXTS, built) for _ in range(BODIES)
        ]
        asked[name] = [*odd(built + changed, 5)]
    assert differences(models, asked) == []


VALUES: list[Any] = [
    *(
        [{"type": "t39"}],
        [{"type": "t0"}, {"type": "t39"}],
        [{"type": "t38"}, {"type": "t39"}],
        [{"type": "t1"}] * 3,
        True,
    ),
    *(
        0.1,
        0.3,
        1e20,
        3,
        [1, 1.0],
        [1, 2, 3],
        [True, 1],
        {"kind": "file"},
        {"kind": "flie", "path": 1},
        {"x": 1, "y": 2},
    ),
    *("16:9", "1280x720", "1280*721", "x", "tal", 7, 6, [1, {"__proto__": None}], [1, {}], {"y": "1"}),
]


def test_texts_that_could_be_taken_for_code_are_texts() -> None:
    name = '*/ </script> ${x} `\\" \u2028 é'
    spec = {
        "type": "object",
        "description": f"{name} */ throw 1; /*",
        "properties": {
            name: {"type": "string", "enum": [name, "a"], "description": "*/ throw 1; /*"},
            "__proto__": {
                "type": "object",
                "properties": {"constructor": {"type": "integer"}},
                "required": ["constructor"],
            },
            "size": {"type": "string", "pattern": "^[</`$'\\\\]*$"},
        },
        "required": ["__proto__"],
        "additionalProperties": False,
        "x-rules": [{"id": "needs", "requires": {"size": [name]}}],
    }
    contract = read({"request.yaml": json.dumps(spec)})
    ((model, found),) = models_of(contract).items()
    bodies: list[Any] = [
        {},
        {name: name, "__proto__": {"constructor": 1}, "size": "</`$'\\"},
        {name: "A", "__proto__": {}, "size": "x"},
        {"__proto__": {"constructor": "1"}, "size": "`"},
        {"__proto__": 5, "constructor": 1, "toString": None},
    ]
    assert differences({model: found}, {model: bodies}) == []
