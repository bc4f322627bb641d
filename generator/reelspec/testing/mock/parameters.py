"""Path, query, header and cookie parameters as values: written as their style says, read back, and judged by their schemas."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, unquote

from reelspec.cases.judge import judge_of_schema
from reelspec.common.identity import ByIdentity
from reelspec.language.contract.model import Parameter
from reelspec.language.contract.schema import Definitions, Schema
from reelspec.language.contract.scope import resolved, scope_of
from reelspec.language.rules.evaluate import accepts
from reelspec.language.source.node import Json
from reelspec.testing.mock.bodies import MOST_NESTING, UnreadableBody, read_json
from reelspec.testing.mock.errors import Violation
from reelspec.testing.mock.messages import Request

_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")
_MOST_DIGITS = 300


def parameter_violations(
    parameters: tuple[Parameter, ...], request: Request, path: dict[str, str], definitions: Definitions
) -> tuple[Violation, ...]:
    """What is wrong with the parameters of a request."""
    if not parameters:
        return ()
    query = parse_qsl(request.query, keep_blank_values=True, max_num_fields=None)
    cookies = [
        (name.strip(), value.strip())
        for name, _, value in (cookie.partition("=") for cookie in (request.header("cookie") or "").split(";"))
    ]
    violations: list[Violation] = []
    for parameter in parameters:
        if parameter.location == "path":
            texts = [path[parameter.name]] if parameter.name in path else []
        elif parameter.location == "header":
            texts = [value for name, value in request.headers if name == parameter.name.lower()]
        else:
            pairs = query if parameter.location == "query" else cookies
            texts = _given(parameter, pairs, definitions)
        if not texts:
            if parameter.required:
                violations.append(
                    Violation("required", parameter.name, f"the {parameter.location} parameter is required")
                )
            continue
        values = list(_values(parameter, resolved(parameter.schema, definitions), texts, definitions))
        if not any(accepts(parameter.schema, definitions, value) for value in values):
            judge = _judge(ByIdentity(parameter.schema), ByIdentity(definitions))
            violations += [
                Violation(violation.rule, f"{parameter.name}{violation.path}", violation.message, violation.source)
                for violation in judge(values[0], "")
            ]
    return tuple(violations)


def read_parameter(parameter: Parameter, pairs: list[tuple[str, str]], definitions: Definitions) -> tuple[Json] | None:
    """The value of a query parameter, or of a field that is written like one: the likeliest that its schema accepts; None
    where it is not there."""
    given = _given(parameter, pairs, definitions)
    if not given:
        return None
    values = list(_values(parameter, resolved(parameter.schema, definitions), given, definitions))
    return (next((value for value in values if accepts(parameter.schema, definitions, value)), values[0]),)


@lru_cache(maxsize=1024)
def _judge(schema: ByIdentity[Schema], definitions: ByIdentity[Definitions]) -> Callable[[Json, str], tuple[Any, ...]]:
    return judge_of_schema(schema.value, definitions.value)


def _given(parameter: Parameter, pairs: list[tuple[str, str]], definitions: Definitions) -> list[str]:
    """The texts of a query or cookie parameter; `name=value` for the members of an object."""
    name = parameter.name
    if parameter.style == "deepObject":
        start = f"{name}["
        return [f"{key[len(start) - 1 :]}={value}" for key, value in pairs if key.startswith(start) and key[-1] == "]"]
    values = [value for key, value in pairs if key == name]
    whole = resolved(parameter.schema, definitions)
    if not values and parameter.explode and parameter.style != "json" and whole.types == ("object",):
        return [f"{key}={value}" for key, value in pairs if key in whole.properties]
    return values


def _values(parameter: Parameter, whole: Schema, texts: list[str], definitions: Definitions) -> Iterator[Json]:
    """The values that the texts can mean, the likeliest first."""
    types = whole.types or ()
    text = texts[0]
    if parameter.style == "json":
        try:
            yield read_json(
                (unquote(text) if parameter.location == "cookie" else text).encode("utf-8", "surrogatepass")
            )
        except UnreadableBody:
            yield text
        return
    if parameter.style == "deepObject":
        yield _deep(texts, whole, definitions)
        return
    if parameter.style in ("matrix", "label") and text[:1] in (";", "."):
        text = text[1:]
        if parameter.style == "matrix":
            text = text.partition("=")[2]
        texts = [text]
    if "array" in types:
        parts = texts
        if not (parameter.explode and parameter.location in ("query", "cookie")):
            parts = text.split(_SEPARATORS.get(parameter.style, ",")) if text else []
        item = resolved(whole.items, definitions) if whole.items is not None else Schema()
        yield [next(_scalars(part, item), part) for part in parts]
    if "object" in types:
        pairs = [pair.partition("=") for pair in texts]
        if not all(equals for _, equals, _ in pairs):
            parts = text.split(",")
            pairs = [(key, "=", value) for key, value in zip(parts[::2], parts[1::2], strict=False)]
        members: dict[str, Json] = {}
        for key, _, value in pairs:
            inner = whole.properties.get(key)
            read = Schema() if inner is None else resolved(inner, definitions)
            members[key] = next(_scalars(value, read), value)
        yield members
    for branch in (*whole.any_of, *whole.one_of):
        alone = replace(resolved(branch, definitions), any_of=(), one_of=())
        yield from _values(parameter, alone, texts, definitions)
    yield from _scalars(text, whole)
    if text[:1] in ("{", "["):
        with suppress(UnreadableBody):
            yield read_json(text.encode("utf-8", "surrogatepass"))


def _deep(given: list[str], schema: Schema, definitions: Definitions) -> Json:
    """The value of a deep object, given as `[name][0]=text`: objects by the names that lead to their members, arrays by
    indexes, or by the same name again."""
    whole: dict[str, Any] = {}
    for value in given:
        path, _, text = value.partition("]=")
        *around, last = path.removeprefix("[").split("][", MOST_NESTING)  # what is deeper is a name
        place = whole
        for step in around:
            inner = place.setdefault(step, {})
            place = inner if isinstance(inner, dict) else {}
        texts = place.setdefault(last, [])
        if isinstance(texts, list):
            texts.append(text)
    return _deep_value(whole, schema, definitions)


def _deep_value(tree: Any, schema: Schema, definitions: Definitions) -> Json:
    """tree: the texts at a place, or what stands below it by name."""
    item = Schema() if schema.items is None else resolved(schema.items, definitions)
    is_array = "array" in (schema.types or ())
    if isinstance(tree, list):
        read = [next(_scalars(text, item if is_array else schema), text) for text in tree]
        return read if is_array or len(read) > 1 else read[0]
    if is_array or all(index.isdecimal() for index in tree):
        values = [_deep_value(member, item, definitions) for member in tree.values()]
        return values[0] if [*tree] == [""] and isinstance(values[0], list) else values
    fields = scope_of(schema, definitions).fields
    known = {name: resolved(field.schema, definitions) for name, field in fields.items()}
    return {name: _deep_value(member, known.get(name, Schema()), definitions) for name, member in tree.items()}


def _scalars(text: str, schema: Schema) -> Iterator[Json]:
    """A text as what the schema lists, then as what its types let it be; last as the text itself."""
    for listed in schema.values() or ():
        if not isinstance(listed, str) and json.dumps(listed) == text:
            yield listed
    types = set(schema.value_types() or ())
    open_ended = not types
    match = _NUMBER.fullmatch(text) if len(text) <= _MOST_DIGITS else None
    if match is not None and (open_ended or types & {"integer", "number"}) and "string" not in types:
        number = float(text) if match[1] or match[2] else int(text)
        if abs(number) != float("inf"):
            yield number
    if text in ("true", "false") and (open_ended or "boolean" in types):
        yield text == "true"
    if text in ("", "null") and "null" in types:
        yield None
    yield text
