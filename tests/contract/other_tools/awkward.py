"""A document of somebody else's with much that tools for documentation and generators of clients trip over."""

from __future__ import annotations

from typing import Any

from tests.language.parser.whole import document, ref

TEXT = {"type": "string"}


def objects(required: tuple[str, ...] = (), /, **fields: Any) -> dict[str, Any]:
    return {"type": "object", "properties": fields, **({"required": list(required)} if required else {})}


SCHEMAS: dict[str, Any] = {
    # inheritance, titles that collide
    "Clip": {**objects(("kind",), kind=TEXT, note={"type": ["string", "null"]}), "title": "A clip"},
    "Still": {
        "allOf": [ref("Clip"), objects(("zoom",), kind={"const": "still"}, zoom={"type": "integer", "default": "3"})]
    },
    "Pan": {"allOf": [ref("Clip"), objects(kind={"const": "pan"}, angle={"enum": [45, 90, None]})], "title": "A clip"},
    # unions, by themselves and with more said around them
    "Move": {
        "oneOf": [ref("Still"), ref("Pan")],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"still": "#/components/schemas/Still", "pan": "#/components/schemas/Pan"},
        },
    },
    "Noted move": {"allOf": [ref("Move"), {"required": ["note"]}]},
    "Input": {
        **objects(image=TEXT, clip=TEXT, crop=objects(left=TEXT)),
        "anyOf": [{"required": ["image"]}, {"required": ["clip"]}],
    },
    "Output": {
        **objects(("id",), id=TEXT),
        "oneOf": [objects(url=TEXT), objects(parts={"type": "array", "items": objects(part=TEXT)})],
    },
    "Same titles": {"anyOf": [{**objects(a=TEXT), "title": "One"}, {**objects(b=TEXT), "title": "One"}]},
    "Text or texts": {"anyOf": [TEXT, {"type": "array", "items": TEXT}]},
    # lists of values
    "Values": objects(
        mixed={"enum": ["auto", 5, 2.5]},
        decimals={"type": "number", "enum": [0.5, 1.5]},
        flags={"enum": [True, False]},
        off={"const": False},
        nullable={"type": ["string", "null"], "enum": ["a", "b", None]},
        nothing={"const": None},
        whole={"const": {"a": 1}},
        lists={"enum": [["a"], ["b"]]},
        never={"enum": []},
        refused=False,
        anything=True,
        deep={"type": ["object", "null"], "properties": {"inner": TEXT}},
        named={"type": "object", "additionalProperties": objects(z=TEXT)},
    ),
    "Lists": objects(
        pair={"type": "array", "prefixItems": [TEXT, {"type": "integer"}], "items": False},
        some={"type": "array", "items": TEXT, "contains": {"const": "x"}},
        tags={"type": "array", "items": {"enum": ["p", "q"]}, "default": ["p"]},
        all={"type": "array"},
    ),
    # keywords that only judge
    "Guarded": {
        **objects(mode={"enum": ["a", "b"]}, other=TEXT),
        "if": {"properties": {"mode": {"const": "a"}}, "required": ["mode"]},
        "then": {"properties": {"extra": {"type": "integer"}}, "required": ["extra"]},
        "else": {"not": {"required": ["extra"]}},
        "dependentRequired": {"other": ["mode"]},
        "propertyNames": {"pattern": "^[a-z]+$"},
    },
    "Closed": {"allOf": [objects(a=TEXT), objects(b=TEXT)], "unevaluatedProperties": False},
    # names that make one name of a class
    "Job": objects((), id=TEXT, error=objects(code=TEXT), status={"enum": ["a", "b"]}, **{"class": TEXT, "self": TEXT}),
    "JobError": objects(code={"type": "integer"}),
    "JobStatus": {"type": "string", "enum": ["c"]},
    "kite-2.7": objects(a=TEXT),
    "kite27": objects(b=TEXT),
    # references
    "Node": objects(
        children={"type": "array", "items": ref("Node")}, first={"allOf": [ref("Node"), {"required": ["children"]}]}
    ),
    "Titled": {**objects(q=objects(deep=TEXT)), "title": "With a title"},
    "Second name": ref("Titled"),
    "Defaults": objects(
        status={"allOf": [ref("JobStatus")], "default": "c"},
        error={"allOf": [ref("JobError")], "default": {"code": 1}},
        again=ref("Second name"),
    ),
    "Nullable": {"anyOf": [ref("Job"), {"type": "null"}]},
}


def _item(name: str, schema: Any) -> dict[str, Any]:
    """A path item that takes and gives what the schema describes."""
    word = name.replace(" ", "_")
    content = {"application/json": {"schema": schema}}
    given = {"200": {"description": "It.", "content": content}}
    return {"post": {"operationId": f"{word}.make", "requestBody": {"content": content}, "responses": given}}


AWKWARD = document(
    {
        **{f"/{name.replace(' ', '-')}": _item(name, ref(name)) for name in SCHEMAS},
        "/image": {
            "get": {
                "operationId": "image.get",
                "responses": {"200": {"description": "Its bytes.", "content": {"image/png": {}}}},
            }
        },
        "/beside": _item("beside", {**objects(("p",), p=TEXT), "allOf": [ref("JobError")]}),
        "/either": _item("either", {"oneOf": [ref("Job"), {"type": "array", "items": ref("Job")}]}),
    },
    components={"schemas": SCHEMAS},
)
