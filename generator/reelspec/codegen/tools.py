"""Emits tools for agents: each model as a tool definition, in the two profiles that hosts take.

`anthropic` is for hosts that want one object at the root without a combinator around it: the Messages API of Anthropic, whose
`input_schema` admits no `oneOf`, `allOf` or `anyOf` at the top level, and clients of the Model Context Protocol (2025-06-18,
Tool, `inputSchema`: a JSON Schema of type object). `openai` is for function calling in strict mode (OpenAI, Structured Outputs,
Supported schemas): a small part of JSON Schema, every object closed, every field required, with null for one that is absent.
What a schema cannot say stands in the tool's description (`codegen.plain`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, NamedTuple

from reelspec.codegen.artifact import Artifact
from reelspec.codegen.json_schema import json_bytes
from reelspec.codegen.plain.schemas import Plain, Told
from reelspec.codegen.plain.words import json_words, noted, within
from reelspec.common.digest import digest
from reelspec.language.contract.keywords import KEYWORDS, cover
from reelspec.language.contract.model import Contract, Model, Provider
from reelspec.language.contract.operator import ordered
from reelspec.language.contract.schema import Definitions, Schema, admits_null, is_said, keywords_of
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
_TOLD = tuple(keyword.attribute for keyword in KEYWORDS if keyword.words is not None and keyword.name not in _TAKEN)
"""The attributes of keywords that are told in words."""
cover(__name__, (*_TAKEN, *_WRITTEN, *_GONE), [keyword for keyword in KEYWORDS if keyword.words is None])


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
    plain = Plain(model.definitions, inline=True)
    schema = plain.model(model, "", single=True)
    if schema.types not in (None, ("object",)) or not (schema.properties or schema.types):
        reason = "a body that is not always an object cannot be the arguments of a tool"
        return {"anthropic": None, "openai": None, "reasons": {"anthropic": reason, "openai": reason}}
    schema = replace(schema, types=("object",), annotations={}, default=None)
    definitions = plain.kept_definitions()
    head: dict[str, Json] = {
        "name": tool_name(provider, model),
        "description": _description(provider, model, plain.told),
    }
    profiles: dict[str, Json] = {"anthropic": {**head, "input_schema": _with_defs(schema, definitions)}}
    strict = _Strict(model.definitions, [*plain.told], [])
    try:
        parameters = _with_defs(
            strict.of(schema, ""), {name: strict.of(own, name) for name, own in definitions.items()}
        )
        _within_limits(parameters)
    except Unfit as error:
        return {**profiles, "openai": None, "reasons": {"openai": str(error)}}
    head["description"] = _description(provider, model, strict.told)
    profiles["openai"] = {"type": "function", **head, "parameters": parameters, "strict": True}
    return {**profiles, "closed": {"openai": [*dict.fromkeys(strict.closed)]}} if strict.closed else profiles


class OptionalFields(NamedTuple):
    """Where null stands for a field that is absent. places: those fields, as `Told` names places; again: a place inside of a
    definition that leads back to itself, to the place that has the same fields."""

    places: tuple[str, ...]
    again: Mapping[str, str]


def optional_fields(model: Model) -> OptionalFields:
    """The fields of a model's bodies that may be absent."""
    plain = Plain(model.definitions, inline=True)
    body = plain.model(model, "", single=True)
    definitions = plain.kept_definitions()
    optional: dict[str, None] = {}
    required: set[str] = set()
    again: dict[str, str] = {}
    first: dict[frozenset[int], str] = {}
    """By the schemas, which `body` and `definitions` hold: the place where they have been looked at."""

    waiting: list[tuple[Sequence[Schema], str]] = [([body], "")]
    while waiting:
        schemas, at = waiting.pop()
        several, led = _alternatives(schemas, definitions)
        if led:
            before = first.setdefault(frozenset(map(id, several)), at)
            if before != at:
                again[at] = before
                continue
        inner: list[tuple[Sequence[Schema], str]] = []
        for name in ordered(name for schema in several for name in schema.properties):
            place = within(at, name)
            naming = [schema for schema in several if name in schema.properties]
            if not all(name in schema.required for schema in naming):
                optional[place] = None
            if any(
                name in schema.required and admits_null(schema.properties[name], model.definitions) for schema in naming
            ):
                required.add(place)
            inner.append(([schema.properties[name] for schema in naming], place))
        if items := [item for schema in several for item in (*schema.prefix_items, schema.items) if item is not None]:
            inner.append((items, f"{at}[]"))
        waiting += reversed(inner)  # what stands first is looked at first
    return OptionalFields(tuple(place for place in optional if place not in required), again)


def _alternatives(schemas: Sequence[Schema], definitions: Definitions) -> tuple[list[Schema], bool]:
    """What may judge a value besides, by `anyOf`, `oneOf` and references, with the schemas; whether a reference led there."""
    reached: list[Schema] = []
    waiting, followed = [*schemas], set[str]()
    while waiting:
        schema = waiting.pop(0)
        if schema.ref is None:
            reached.append(schema)
            waiting += (*schema.any_of, *schema.one_of)
        elif schema.ref not in followed:
            followed.add(schema.ref)
            waiting.append(definitions[schema.ref])
    return reached, bool(followed)


def _with_defs(root: Schema, definitions: Mapping[str, Schema]) -> dict[str, Json]:
    made = schema_json(root)
    assert isinstance(made, dict)
    return (
        {**made, "$defs": {name: schema_json(definition) for name, definition in definitions.items()}}
        if definitions
        else made
    )


def _description(provider: Provider, model: Model, told: Sequence[Told]) -> str:
    """What the tool does, that it costs money, and the rules that its schema does not say."""
    operations = [operation for operation in provider.operations if operation.id in model.operations]
    summary = next((operation.summary.strip().rstrip(".") for operation in operations if operation.summary.strip()), "")
    lines = [f"{summary or provider.title}: {model.name}."]
    lines += filter(None, [" ".join(noted(model.forms[-1].schema, "description").split())])
    lines += ["It costs money."] if any(operation.extensions.get("x-paid") is True for operation in operations) else []
    rules = [
        f"- {f'{line.at}: ' if line.at else ''}{line.words}{f' ({line.when})' if line.when else ''}"
        for line in told
        if not line.carried and (line.rule is None or line.rule.severity == "error")
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
            return self._alternatives(schema, at)
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
        limited = {name: getattr(schema, name) for name in _TOLD if is_said(getattr(schema, name))}
        if limited:
            self._tell(at, f"must be {' and '.join(limits(Schema(**limited)))}")
        return made

    def _alternatives(self, schema: Schema, at: str) -> Schema:
        """An alternative that takes anything is left out: no page says more of it, as of fields that none names."""
        several = [
            self.of(alternative, at)
            for alternative in (*schema.any_of, *schema.one_of)
            if any(keywords_of(alternative))
        ]
        about = _about(schema)
        if len(several) == 1:
            return replace(several[0], annotations={**several[0].annotations, **about})
        return Schema(any_of=tuple(several), annotations=about)

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
        made = tuple(self.of(item, f"{at}[]") for item in several)
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
            "required": (*schema.properties, *(name for name in schema.required if name not in fields)),
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
    words = [*filter(None, [noted(schema, "description").strip()])]
    if schema.default is not None:
        words.append(f"Default: {json.dumps(schema.default.value, ensure_ascii=False)}.")
    return {"description": " ".join(words)} if words else {}


def _within_limits(schema: Json) -> None:
    """Raise Unfit where a schema is larger than strict mode takes."""
    fields, characters, values = 0, 0, 0
    for level, inner in _levels(schema, 0):
        names = [*inner.get("properties", {}), *inner.get("$defs", {})]
        listed = inner.get("enum", [inner["const"]] if "const" in inner else [])
        size = sum(len(value) for value in listed if isinstance(value, str))
        fields += len(inner.get("properties", {}))
        values += len(inner.get("enum", []))
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
    for inner in (*inside, *([schema["items"]] if "items" in schema else [])):
        yield from _levels(inner, level)


def emit_tools(contract: Contract) -> Iterator[Artifact]:
    """The tools of every model."""
    for provider in contract.providers:
        for model in provider.models:
            yield Artifact(
                tool_path(provider, model),
                partial(_bytes, provider, model),
                (*model.files, *provider.operation_files),  # the summary and the title are the provider's
                owner=f"{provider.name}/{model.name}",
            )


def _bytes(provider: Provider, model: Model) -> bytes:
    return json_bytes(tool_file(provider, model))
