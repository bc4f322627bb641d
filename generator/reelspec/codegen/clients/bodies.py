"""How a client takes the body of a request, and how that is written: one `Body` for each media type that an operation takes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from reelspec.codegen.python.code import dict_of, literal, mapping
from reelspec.codegen.request_models import request_model_names
from reelspec.codegen.types.flat import Conjunction, Key, Placed, expand, implied, whole
from reelspec.codegen.types.provider import params_type, request_type
from reelspec.language.contract.media import essence, is_form, is_json, is_lines
from reelspec.language.contract.model import Content, Encoding, Model, Operation, Parameter, Provider
from reelspec.language.contract.schema import Definitions, subschemas
from reelspec.language.source.values import type_of

_KEY = Key("", "", 0)


class Body(NamedTuple):
    """How a method takes the body in one media type: kind "fields" (whole, or as keyword arguments) or "value" (whole).

    codec: the expression that makes what writes it, "" for JSON. whole: what it may be when it is given whole, for bodies
    that are typed.
    """

    kind: str
    media_type: str
    codec: str = ""
    classes: tuple[str, ...] = ()
    """The classes of the models' keyword arguments, in `requests`, for bodies that are typed."""
    models: Mapping[str, str] = MappingProxyType({})
    discriminator: str = ""
    renamed: Mapping[str, str] = MappingProxyType({})
    whole: tuple[str, ...] = ()
    files: Mapping[str, str] = MappingProxyType({})
    """The schemas of the models that take local files as text, by name."""

    @property
    def described(self) -> tuple[tuple[str, str], ...]:
        """What describes it to the runtime, as arguments; "" for those that are left out."""
        return (
            ("media_type", literal(self.media_type)),
            ("codec", self.codec),
            ("discriminator", literal(self.discriminator) if self.discriminator else ""),
            ("models", mapping({model: literal(module) for model, module in self.models.items()})),
            ("files", mapping({model: literal(schema) for model, schema in self.files.items()})),
            ("renamed", mapping({argument: literal(field) for argument, field in self.renamed.items()})),
        )


class Taken(NamedTuple):
    """How a method takes the body in any of its media types: kind as of Body, "" without one. classes: of keyword arguments.

    whole: what it may be when it is given whole, () where keyword arguments have no types; values: where there are none.
    """

    kind: str
    required: bool
    classes: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    values: tuple[str, ...] = ()


def taken(bodies: tuple[Body, ...], required: bool) -> Taken:
    """How a method takes its bodies."""
    fields = [body for body in bodies if body.kind == "fields"]
    every = tuple(dict.fromkeys(name for body in bodies for name in body.whole))
    if not fields:
        return Taken("value" if bodies else "", required, values=("Any",) if "Any" in every else every)
    typed = all(body.classes for body in fields)
    classes = tuple(dict.fromkeys(name for body in fields for name in body.classes))
    return Taken("fields", required, classes if typed else (), every if typed else ())


def bodies_of(operation: Operation, provider: Provider) -> tuple[Body, ...]:
    """The bodies that an operation takes, the one that is tried first at the head: plain JSON, other JSON, then forms."""
    every = [_body(content, operation, provider) for content in sorted(operation.request, key=_rank)]
    return tuple({body.media_type: body for body in reversed(every)}.values())[::-1]


def takes_plain_json(operation: Operation) -> bool:
    """Whether an operation takes its body as JSON in one media type, or none."""
    sent = {_sent(content.media_type) for content in operation.request}
    return len(sent) < 2 and all(is_json(media_type) and not is_form(media_type) for media_type in sent)


def _rank(content: Content) -> int:
    kind = essence(content.media_type)
    if is_json(kind):
        return int(kind != "application/json")
    return 2 + kind.startswith("application/") if is_form(kind) else 5 - is_lines(kind)


def _body(content: Content, operation: Operation, provider: Provider) -> Body:
    models = [model for model in provider.models if model.name in content.models]
    media_type = _sent(content.media_type)
    if is_form(media_type):
        codec = "UrlEncoded" if essence(media_type).startswith("application/") else "Multipart"
        codec = f"bodies.{codec}({_fields(content, models, provider.definitions)})"
    elif is_json(media_type):
        codec = ""
    else:
        lines = is_lines(media_type)
        several = ("Iterable[Any]",) if lines else ()
        codec = f"bodies.Raw({'lines=True' if lines else ''})"
        return Body("value", media_type, codec, whole=("str", "bodies.Upload", *several))
    judged = Body(
        "value", media_type, codec, models=_modules(models), discriminator=_discriminator(models), whole=("Any",)
    )
    judged = judged._replace(files=_files(models))
    params = [params_type(provider, model) for model in models]
    known = [pair for pair in params if pair is not None]
    if not models or len(known) < len(params):
        # A body that is no object, or whose fields cannot be arguments, is given whole.
        return judged._replace(kind="fields", whole=()) if is_form(media_type) else judged
    classes_of_models, of_operations = request_model_names(provider)
    given = dict.fromkeys(f"requests.{request_type(provider, model)}" for model in models)
    given |= dict.fromkeys(f"models.{classes_of_models[model.name]}" for model in models)
    if operation.id in of_operations:
        given[f"models.{of_operations[operation.id]}"] = None
    return judged._replace(
        kind="fields",
        classes=tuple(dict.fromkeys(name for name, _ in known)),
        renamed={argument: field for _, names in known for argument, field in names.items()},
        whole=(*given, "dict[str, Any]"),
    )


def _sent(media_type: str) -> str:
    """The media type that is sent: a range names none (RFC 9110, section 8.3.1)."""
    if "*" not in media_type:
        return media_type
    return "application/json" if is_json(media_type) else "multipart/form-data" if is_form(media_type) else media_type


def _modules(models: list[Model]) -> dict[str, str]:
    return {(model.value if model.discriminator else ""): model.module for model in models}


def _files(models: list[Model]) -> dict[str, str]:
    """The schema files of the models in which some field takes a local file."""
    return {
        (model.value if model.discriminator else ""): f"{model.stem}.json" for model in models if _takes_files(model)
    }


def _takes_files(model: Model) -> bool:
    left = [model.schema, *model.definitions.values()]
    while left:
        schema = left.pop()
        if schema.local_forms:
            return True
        left += [inner for _, inner in subschemas(schema)]
    return False


def _discriminator(models: list[Model]) -> str:
    return (models[0].discriminator or "") if models else ""


# Fields of forms


def _fields(content: Content, models: list[Model], definitions: Definitions) -> str:
    """The dict of the fields of a form that are not written by their value alone; "" without any."""
    kinds: dict[str, set[str]] = {}
    for model in models:
        flat = whole(expand((Placed(model.schema, _KEY),), definitions), definitions)
        for name, alternatives in flat.properties.items():
            for conjunction in alternatives:
                kinds.setdefault(name, set()).update(_kinds(conjunction, definitions, {}) or {"any"})
    made: dict[str, str] = {}
    for name in dict.fromkeys((*kinds, *content.encoding)):
        kind = next(iter(kinds[name])) if len(kinds.get(name, ())) == 1 else ""
        arguments = _field(kind if kind in ("file", "json") else "", content.encoding.get(name, Encoding()))
        if arguments:
            made[name] = f"bodies.Field({arguments})"
    return mapping(made)


def _kinds(conjunction: Conjunction, definitions: Definitions, seen: dict[tuple[int, ...], Conjunction]) -> set[str]:
    """What the values of a field can be: "file", "json" (objects, and arrays of them), "text"; "any" where nothing says it.

    seen: what has been asked for this field, by its schemas, which says nothing more.
    """
    key = tuple(id(placed.schema) for placed in conjunction)
    if key in seen:
        return set()
    seen[key] = conjunction  # kept, so that no other schema gets its identity
    flat = expand(conjunction, definitions)
    if flat.nothing:
        return {"any"}
    kinds: set[str] = set()
    for branch in (inner for group in flat.groups for inner in group):
        kinds |= _kinds((branch,), definitions, seen)
    types = flat.types or implied(flat)
    if not types and flat.values is not None:
        types = tuple(map(type_of, flat.values))
    for name in types if not kinds else ():
        if name == "array":
            if _has_arrays(flat.items, definitions):
                kinds.add("json")
            else:
                kinds |= _kinds(flat.items, definitions, seen) if flat.items else {"any"}
        elif name != "null":
            kinds.add("json" if name == "object" else "file" if name == "string" and flat.binary else "text")
    return kinds if kinds or flat.groups or types else {"any"}


def _has_arrays(items: Conjunction, definitions: Definitions) -> bool:
    return bool(items) and "array" in (expand(items, definitions).types or ())


def _field(kind: str, encoding: Encoding) -> str:
    """The arguments of a `Field`."""
    headers = {name: literal(value) for header in encoding.headers for name, value in _constant(header)}
    arguments = [literal(kind)] if kind else []
    arguments += [f"content_type={literal(encoding.content_type)}"] if encoding.content_type else []
    arguments += [f"style={literal(encoding.style)}"] if encoding.style else []
    arguments += ["explode=True"] if encoding.style and encoding.explode else []
    arguments += [f"headers={dict_of(headers)}"] if headers else []
    return ", ".join(arguments)


def _constant(header: Parameter) -> list[tuple[str, str]]:
    """A header with the only value that it can have, or that it has where a required one is left to the sender."""
    values = header.schema.values()
    if values is None or len(values) != 1:
        default = header.schema.default
        values = (default.value,) if default is not None and header.required else ()
    return [
        (header.name, value if isinstance(value, str) else json.dumps(value))
        for value in values
        if isinstance(value, str | int | float)
    ]
