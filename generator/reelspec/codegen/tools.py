"""Emits tools for agents: each model as a tool definition, in the two profiles that hosts take.

`anthropic` is for hosts that want one object at the root without a combinator around it: the Messages API of Anthropic, whose
`input_schema` admits no `oneOf`, `allOf` or `anyOf` at the top level, and clients of the Model Context Protocol (2025-06-18,
Tool, `inputSchema`: a JSON Schema of type object). `openai` is for function calling in strict mode (OpenAI, Structured Outputs,
Supported schemas): a small part of JSON Schema, every object closed, every field required, with null for one that is absent.
What a schema cannot say stands in the tool's description (`codegen.plain`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from reelspec.codegen.artifact import Artifact
from reelspec.codegen.json_schema import json_bytes
from reelspec.codegen.plain.schemas import Plain, Told
from reelspec.codegen.plain.words import json_words, within
from reelspec.common.digest import digest
from reelspec.language.contract.keywords import KEYWORDS, cover
from reelspec.language.contract.model import Contract, Model, Provider
from reelspec.language.contract.schema import Definitions, Schema, admits_null, is_said
from reelspec.language.rules.lowering import schema_json
from reelspec.language.rules.words import limits
from reelspec.language.source.node import Json

LONGEST_NAME = 64
_FORMATS = ("date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid")
"""The formats that strict mode takes; the others, which judge nothing here either, are left out."""
MOST_FIELDS, MOST_LEVELS, MOST_VALUES, MOST_CHARACTERS, MANY_VALUES, MOST_OF_MANY = (
    5_000,
    10,
    1_000,
    120_000,
    250,
    15_000,
)
"""Limits of a schema in strict mode: fields, objects inside of one another, values of `enum`, characters of names and values;
characters of the values of an `enum` with more than 250 of them."""

_TAKEN = (
    *(
        "$ref",
        "type",
        "const",
        "enum",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "pattern",
    ),
    *("format", "items", "minItems", "maxItems", "properties", "additionalProperties", "required", "anyOf"),
)
"""Keywords that strict mode takes."""
_WRITTEN = ("oneOf", "prefixItems", "patternProperties")
"""Keywords that are written otherwise, or are a reason why there is no tool."""
_GONE = (
    *(
        "allOf",
        "not",
        "if",
        "then",
        "else",
        "dependentRequired",
        "dependentSchemas",
        "propertyNames",
        "unevaluatedProperties",
    ),
    *("contains", "minContains", "maxContains", "unevaluatedItems"),
)
"""Keywords that no plain schema has."""
_TOLD = tuple(one.attribute for one in KEYWORDS if one.words is not None and one.name not in _TAKEN)
"""The attributes of keywords that are told in words."""
cover(__name__, (*_TAKEN, *_WRITTEN, *_GONE), [one for one in KEYWORDS if one.words is None])


class Unfit(Exception):
    """A profile cannot be made; the message says why."""


def tool_path(provider: Provider, model: Model) -> str:
    """Where the tools of a model stand, relative to generated/."""
    return f"tools/{provider.name}/{model.stem}.json"


def tool_name(provider: Provider, model: Model) -> str:
    """The name of a model's tool: those of its provider's and its own module, which no two models share. An end that would
    make it longer than hosts take gives way to a digest of the whole."""
    name = f"{provider.module}-{model.module}"
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 9]}-{digest(name.encode())[:8]}"


def tool_file(provider: Provider, model: Model) -> dict[str, Json]:
    """The tools of a model by profile; a profile that cannot be made is null, with its reason in `reasons`.

    `closed` names the objects that take fields which no page names, and cannot in a profile: "" is the body itself.
    """
    found: dict[str, Json] = {}
    reasons: dict[str, Json] = {}
    closed: list[str] = []
    for profile in ("anthropic", "openai"):
        try:
            found[profile] = _anthropic(provider, model) if profile == "anthropic" else _openai(provider, model, closed)
        except Unfit as error:
            found[profile] = None
            reasons[profile] = str(error)
    if closed and found["openai"] is not None:
        found["closed"] = {"openai": [*dict.fromkeys(closed)]}
    return {**found, "reasons": reasons} if reasons else found


def optional_places(model: Model) -> tuple[str, ...]:
    """The fields of a model's bodies that may be absent, as `Told` names places: where null stands for one that is."""
    plain = Plain(model.definitions, inline=True)
    optional: dict[str, None] = {}
    required: set[str] = set()

    def visit(schema: Schema, at: str) -> None:
        for name, inner in schema.properties.items():
            place = within(at, name)
            if name not in schema.required:
                optional[place] = None
            elif admits_null(inner, model.definitions):
                required.add(place)
            visit(inner, place)
        for one in (*schema.any_of, *schema.one_of):
            visit(one, at)
        for one in (*schema.prefix_items, *(() if schema.items is None else (schema.items,))):
            visit(one, f"{at}[]")

    visit(plain.model(model, "", single=True), "")
    return tuple(place for place in optional if place not in required)


def _root(model: Model) -> tuple[Schema, Plain]:
    """The schema of a tool's arguments, and what is told of it."""
    plain = Plain(model.definitions, inline=True)
    schema = plain.model(model, "", single=True)
    if schema.types not in (None, ("object",)) or not (schema.properties or schema.types):
        raise Unfit("a body that is not always an object cannot be the arguments of a tool")
    return replace(schema, types=("object",), annotations={}, default=None), plain


def _definitions(plain: Plain) -> dict[str, Schema]:
    """The definitions that references are left to, plain; of those that lead back to themselves."""
    found: dict[str, Schema] = {}
    while waiting := [name for name in plain.kept if name not in found]:
        found[waiting[0]] = plain.of(plain.definitions[waiting[0]], "", waiting[0])
    return found


def _with_defs(root: Json, definitions: dict[str, Schema]) -> dict[str, Json]:
    assert isinstance(root, dict)
    defs: dict[str, Json] = {name: schema_json(one) for name, one in definitions.items()}
    return {**root, "$defs": defs} if defs else root


def _anthropic(provider: Provider, model: Model) -> dict[str, Json]:
    schema, plain = _root(model)
    definitions = _definitions(plain)
    return {
        "name": tool_name(provider, model),
        "description": _description(provider, model, plain.told),
        "input_schema": _with_defs(schema_json(schema), definitions),
    }


def _openai(provider: Provider, model: Model, closed: list[str]) -> dict[str, Json]:
    schema, plain = _root(model)
    definitions = _definitions(plain)
    strict = _Strict(plain.definitions, plain.told, closed)
    made = strict.of(schema, "")
    parameters = _with_defs(schema_json(made), {name: strict.of(one, name) for name, one in definitions.items()})
    _within_limits(parameters)
    return {
        "type": "function",
        "name": tool_name(provider, model),
        "description": _description(provider, model, strict.told),
        "parameters": parameters,
        "strict": True,
    }


def _description(provider: Provider, model: Model, told: Sequence[Told]) -> str:
    """What the tool does, that it costs money, and the rules that its schema does not say."""
    operations = [one for one in provider.operations if one.id in model.operations]
    summary = next((one.summary.strip().rstrip(".") for one in operations if one.summary.strip()), "")
    about = model.forms[-1].schema.annotations.get("description")
    lines = [f"{summary or provider.title}: {model.name}."]
    lines += [" ".join(about.split())] if isinstance(about, str) and about.strip() else []
    lines += ["It costs money."] if any(one.extensions.get("x-paid") is True for one in operations) else []
    rules = [
        f"- {f'{one.at}: ' if one.at else ''}{one.words}{f' ({one.when})' if one.when else ''}"
        for one in told
        if not one.carried and (one.rule is None or one.rule.severity == "error")
    ]
    return "\n".join((" ".join(lines), *(("Rules:", *dict.fromkeys(rules)) if rules else ())))


# Strict mode


@dataclass
class _Strict:
    """Writes plain schemas as strict mode has them. told: with what is said before; closed: collects the open objects."""

    definitions: Definitions
    told: list[Told]
    closed: list[str]
    _depth: int = field(default=0)

    def of(self, schema: Schema, at: str) -> Schema:
        """The schema. at: as `Told` has it. Raises Unfit."""
        if schema.ref is not None:
            return Schema(ref=schema.ref)
        if schema.any_of or schema.one_of:
            if schema.one_of:
                self._tell(at, "exactly one of the alternatives must match")
            several = tuple(self.of(one, at) for one in (*schema.any_of, *schema.one_of))
            return Schema(any_of=several, annotations=_about(schema))
        types = schema.value_types() or (("object",) if schema.properties else None)
        if types is None:
            raise Unfit(f"{at or 'the body'} may be of any type, and strict mode wants one")
        made = Schema(
            types=types,
            const=schema.const,
            enum=schema.enum,
            annotations=_about(schema),
            **{name: getattr(schema, name) for name in _NUMBERS},
        )
        if "string" in types:
            made = replace(made, **self._text(schema, at))
        if "array" in types:
            made = replace(made, **self._array(schema, at))
        if "object" in types:
            made = replace(made, **self._object(schema, at))
        left = {name: getattr(schema, name) for name in _TOLD if is_said(getattr(schema, name))}
        if left:
            self._tell(at, f"must be {' and '.join(limits(Schema(**left)))}")
        return made

    def _tell(self, at: str, words: str) -> None:
        self.told.append(Told(at, "", None, words, carried=False))

    def _text(self, schema: Schema, at: str) -> dict[str, Any]:
        pattern = schema.pattern
        if pattern is not None and "(?" in pattern.replace("(?:", ""):
            self._tell(at, json_words(Schema(pattern=pattern)))  # strict mode knows no lookaround
            pattern = None
        return {"pattern": pattern, "format": schema.format if schema.format in _FORMATS else None}

    def _array(self, schema: Schema, at: str) -> dict[str, Any]:
        if schema.prefix_items:
            self._tell(at, json_words(Schema(prefix_items=schema.prefix_items, items=schema.items)))
        several = (*schema.prefix_items, *(() if schema.items is None else (schema.items,)))
        made = tuple(self.of(one, f"{at}[]") for one in several)
        items = made[0] if len(made) == 1 else Schema(any_of=made)
        return {"items": items, "min_items": schema.min_items, "max_items": schema.max_items}

    def _object(self, schema: Schema, at: str) -> dict[str, Any]:
        others = schema.additional_properties
        place = at or "the body"
        if schema.pattern_properties or (others is not None and others.boolean is None):
            raise Unfit(f"{place} has fields whose names are free, and strict mode wants each named")
        if others is None or others.boolean:
            if not schema.properties:
                raise Unfit(f"{place} is an object of which no field is named, and strict mode wants each named")
            self.closed.append(at)
        fields = {}
        for name, inner in schema.properties.items():
            made = self.of(inner, within(at, name))
            fields[name] = made if name in schema.required else self._nullable(made)
        return {
            "properties": fields,
            "required": (*schema.properties, *(one for one in schema.required if one not in fields)),
            "additional_properties": Schema(boolean=False),
        }

    def _nullable(self, schema: Schema) -> Schema:
        """The schema with null, which stands for a field that is absent."""
        if schema.ref is None and admits_null(schema, self.definitions):
            return schema
        null = Schema(types=("null",))
        if schema.any_of:
            return replace(schema, any_of=(*schema.any_of, null))
        if schema.types is None or {"object", "array"} & {*schema.types}:
            notes = schema.annotations
            return Schema(any_of=(replace(schema, annotations={}), null), annotations=notes)
        values = schema.enum if schema.const is None else (schema.const.value,)
        return replace(
            schema, types=(*schema.types, "null"), const=None, enum=None if values is None else (*values, None)
        )


_NUMBERS = ("minimum", "maximum", "exclusive_minimum", "exclusive_maximum", "multiple_of")


def _about(schema: Schema) -> dict[str, Json]:
    """The description, with the default, which strict mode takes no keyword for."""
    about = schema.annotations.get("description")
    words = [about.strip()] if isinstance(about, str) and about.strip() else []
    if schema.default is not None:
        words.append(f"Default: {json.dumps(schema.default.value, ensure_ascii=False)}.")
    return {"description": " ".join(words)} if words else {}


def _within_limits(schema: Json) -> None:
    """Raise Unfit where a schema is larger than strict mode takes."""
    fields, characters, values = 0, 0, 0
    for level, one in _levels(schema, 0):
        names = [*one.get("properties", {}), *one.get("$defs", {})]
        listed = one.get("enum", [one["const"]] if "const" in one else [])
        size = sum(len(value) for value in listed if isinstance(value, str))
        fields += len(one.get("properties", {}))
        values += len(one.get("enum", []))
        characters += sum(map(len, names)) + size
        if level > MOST_LEVELS:
            raise Unfit(f"objects stand inside of one another beyond the {MOST_LEVELS} levels of strict mode")
        if len(listed) > MANY_VALUES and size > MOST_OF_MANY:
            raise Unfit(f"a list of values has {size} characters, and strict mode takes {MOST_OF_MANY}")
    for count, most, what in (
        (fields, MOST_FIELDS, "fields"),
        (values, MOST_VALUES, "values in lists"),
        (characters, MOST_CHARACTERS, "characters of names and values"),
    ):
        if count > most:
            raise Unfit(f"there are {count} {what}, and strict mode takes {most}")


def _levels(schema: Any, level: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """Every schema in a strict one, with how many objects it stands in, itself counted."""
    level += "properties" in schema
    yield level, schema
    inside = [*schema.get("properties", {}).values(), *schema.get("anyOf", []), *schema.get("$defs", {}).values()]
    for one in (*inside, *([schema["items"]] if "items" in schema else [])):
        yield from _levels(one, level)


def emit_tools(contract: Contract) -> Iterator[Artifact]:
    """The tools of every model."""
    for provider in contract.providers:
        for model in provider.models:
            yield Artifact(
                tool_path(provider, model),
                partial(_bytes, provider, model),
                provider.files,  # the summary and the title are the provider's
                owner=f"{provider.name}/{model.name}",
            )


def _bytes(provider: Provider, model: Model) -> bytes:
    return json_bytes(tool_file(provider, model))
