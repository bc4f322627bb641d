"""Request schemas with forms that are odd for options: defaults, null, lists of mixed types, chains of rules, unions."""

from __future__ import annotations

ODD: dict[str, str] = {
    "defaults": """
        properties:
          mode: {type: string, enum: [std, pro], default: std}
          sound: {type: boolean, default: true}
          size: {type: [string, "null"], enum: [s, m, l, null], default: s}
          n: {type: integer, minimum: 1, maximum: 10, default: 5}
        required: [n]
        x-rules:
          - {id: r1, when: {mode: std}, must: {size: [s, m]}}
          - {id: r2, when: {sound: true}, must: {mode: pro, n: {maximum: 6}}}
          - {id: r3, when: {n: {minimum: 8}}, must: {size: l}}
          - {id: r4, when: {size: {present: false}}, must: {n: {minimum: 2}}}
        """,
    "mixed": """
        properties:
          steps: {enum: [4, 8, auto, true, null, 1, 1.5]}
          a: {const: 7}
          b: {type: [boolean, "null"]}
          c: {type: [integer, string], minimum: 3, minLength: 2}
        x-rules:
          - {id: r1, when: {steps: true}, must: {b: true}}
          - {id: r2, when: {steps: 1}, must: {b: false}}
          - {id: r3, when: {steps: [4, 8]}, must: {a: {present: true}}}
          - {id: r4, when: {b: true}, must: {c: {minimum: 10}}}
          - {id: r5, when: {b: {present: false}}, must: {steps: {not: auto}}}
        """,
    "compare": """
        properties:
          w: {enum: [480, 720, 1080]}
          h: {enum: [480, 720, 1080]}
          s: {type: string, enum: ["4", "6", "10"], default: "6"}
          r: {enum: [12, 24]}
          n: {type: integer, minimum: 1, maximum: 20}
        x-rules:
          - {id: area, compare: w * h <= 720 * 1080}
          - {id: frames, compare: number(s) * r <= 144}
          - {id: less, compare: n <= number(s)}
          - {id: not-same, when: {r: 24}, compare: w != h}
        """,
    "chain": """
        properties:
          a: {type: string}
          b: {type: string}
          c: {type: string}
          d: {type: string}
          e: {type: string, enum: [x, y, z]}
        required: [a]
        dependentRequired: {b: [c]}
        x-rules:
          - {id: r1, requires: {c: [d]}}
          - {id: r2, when: {d: {present: true}}, must: {e: x}}
          - {id: r3, when: {e: {not: x}}, at-least-one: [b, d]}
          - {id: r4, when: {e: y}, conflicts: [[a], [b]]}
        """,
    "keywords": """
        properties:
          a: {type: string, minLength: 2}
          b: {type: integer}
          c: {type: string, enum: [p, q]}
          d: {type: [string, "null"]}
        anyOf: [{required: [a]}, {required: [b]}]
        not: {required: [a, c]}
        if: {properties: {c: {const: p}}, required: [c]}
        then: {properties: {b: {minimum: 5}}, required: [d]}
        dependentSchemas: {d: {properties: {b: {maximum: 9}}}}
        """,
    "allof": """
        properties: {a: {type: string}, b: {type: integer, minimum: 1}, c: {enum: [1,2,3]}}
        additionalProperties: true
        allOf:
          - properties: {b: {maximum: 8}, c: {enum: [2,3,4]}}
            required: [c]
          - oneOf: [{required: [a]}, {required: [b]}]
        """,
    "counts": """
        properties: {a: {type: string}, b: {type: integer}, c: {enum: [1,2]}}
        maxProperties: 2
        """,
    "arrays": """
        properties:
          media:
            type: array
            maxItems: 5
            items:
                type: object
                properties: {type: {enum: [i, v, a], default: i}, n: {type: integer, minimum: 1, maximum: 9}}
                additionalProperties: false
          pics: {type: array, items: {type: string}, maxItems: 3}
          mode: {enum: [x, y, z]}
        x-rules:
          - {id: r1, when: {mode: x}, combinations: {of: media, by: type, allow: [[i], [i, i], [v, a]]}}
          - {id: r2, when: {mode: y}, limit: {of: [media, pics], least: 1, most: 3}}
          - {id: r3, when: {pics: {minItems: 2}}, must: {media: {contains: {type: v}}}}
          - {id: r4, limit: {of: media, where: {n: {minimum: 5}}, most: 1}}
        """,
    "patterns": """
        properties:
          p: {type: string, maxLength: 20}
          q: {type: string, pattern: '^[0-9]+x[0-9]+$'}
          m: {enum: [a, b]}
        x-rules:
          - {id: r1, when: {m: a}, must: {p: {pattern: '^A'}}}
          - {id: r2, when: {p: {pattern: 'z$'}}, must: {m: b}}
          - {id: r3, when: {m: b}, compare: width(q) <= 100}
          - {id: r4, compare: height(q) <= 100}
        """,
    "impossible": """
        properties:
          m: {enum: [a, b]}
          x: {type: string}
          y: {type: string}
          z: false
        required: [m]
        x-rules:
          - {id: r1, when: {m: a}, must: {x: {present: true}}}
          - {id: r2, when: {x: {present: true}}, must: {m: b, y: {present: true}}}
        """,
    "halves": """
        properties: {n: {type: integer, minimum: 0, maximum: 9}, x: {type: number}, m: {enum: [a, b]}}
        x-rules:
          - {id: r1, when: {n: {minimum: 2.5}}, must: {m: a}}
          - {id: r2, when: {x: {exclusiveMinimum: 1.5}}, must: {m: b}}
          - {id: r3, when: {x: {minimum: -1}}, must: {n: {exclusiveMinimum: 1}}}
        """,
    "closed part": """
        additionalProperties: true
        allOf:
          - {properties: {a: {type: integer, minimum: 1}, c: {enum: [1, 2]}}, required: [a], additionalProperties: false}
          - properties: {b: {type: string}, c: {enum: [2, 3]}}
        """,
    "narrow part": """
        properties: {a: {type: integer}}
        additionalProperties: {type: [string, integer], maxLength: 3}
        allOf: [{properties: {b: {enum: [x, longer, 5, true]}, c: {type: [boolean, string]}}}]
        x-rules: [{id: r1, when: {b: x}, must: {c: abc}}]
        """,
    "late whole": """
        properties: {a: {type: integer}}
        allOf: [{properties: {b: {enum: [x, z]}}, required: [b]}]
        unevaluatedProperties: false
        x-rules: [{id: r1, when: {b: x}, must: {a: 1}}]
        """,
    "references": """
        properties: {a: {enum: [x, z]}, b: {type: string}, c: {type: integer}}
        anyOf: [{$ref: "#/$defs/one"}, {$ref: "#/$defs/two"}]
        $defs:
          one: {required: [b], properties: {a: {const: x}}}
          two: {required: [c], properties: {a: {const: z}, c: {minimum: 5}}}
        """,
}

UNDECIDED: dict[str, str] = {
    "enum lists whole bodies": """
        properties: {a: {enum: [x, z]}, b: {type: integer}}
        enum: [{a: x}, {a: z, b: 1}, {b: 2}]
        """,
    "const lists whole bodies": """
        properties: {a: {enum: [x, z]}}
        allOf: [{const: {a: z}}]
        """,
    "unevaluatedProperties turns on what counts besides": """
        additionalProperties: true
        allOf:
          - {properties: {a: {type: integer}}, unevaluatedProperties: false}
          - properties: {b: {enum: [x, z]}}
        """,
    "required asks for x-one, which is no field": """
        properties: {a: {enum: [x, z]}}
        patternProperties: {"^x-": {type: string}}
        additionalProperties: false
        required: [x-one]
        """,
}
"""Why nothing is decided of any field -> a schema of which it is not."""
