"""The cases of files: bodies with what is known of the files that they name, at each limit and one beyond it.

Read by `cases.emitter`, which lists them apart from bodies alone: who judges bodies without facts must not meet them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from types import ModuleType
from typing import Any, NamedTuple

from reelspec.cases.variants import form_of, title_of
from reelspec.language.contract.facts import TOTALS, FactLimit, limits, totals
from reelspec.language.contract.model import Model
from reelspec.language.contract.schema import Definitions, Schema
from reelspec.language.contract.scope import resolved, scope_of
from reelspec.language.source.node import Json
from reelspec.language.source.values import as_json

_STEP = {"seconds": Fraction(1, 100), "fps": Fraction(1, 100)}
"""How far beyond a limit a fact goes; a whole one where nothing else is said."""
_SIDES = (240, 300, 480, 720, 1000, 1, 60, 2000)
"""Heights that are tried for a ratio, until all else that is said of the sides allows them."""
_OTHERS = ("avi", "gif", "ogg", "bmp")
"""Formats that are tried first for one that is not accepted."""


class FileCase(NamedTuple):
    """A body, what is known of its files, and all that is said of it. about: the field as a path."""

    name: str
    about: str
    body: Json
    facts: dict[str, dict[str, Json]]
    found: tuple[Any, ...]


class _Place(NamedTuple):
    """A value of a body of whose files something is said. title: what its cases begin with; path: as cases name fields; texts:
    those that name the files."""

    title: str
    path: str
    schema: Schema
    texts: tuple[str, ...]


def file_cases(model: Model, judge: ModuleType, bodies: Iterable[Json]) -> Iterator[FileCase]:
    """The cases of a model's files, and its invalid examples with facts. bodies: valid ones, of which the first that has a place
    shows it; judge: the model's validator."""
    shown: set[tuple[str, str]] = set()
    for body in bodies:
        form = form_of(model, body)
        for place in _places(form.schema, model.definitions, body, title_of(form), ""):
            if (place.title, place.path) not in shown:
                shown.add((place.title, place.path))
                yield from _of_place(place, body, judge)
    for at, example in enumerate(example for example in model.examples if example.facts is not None):
        facts: Any = example.facts
        violations = judge.validate(example.body, facts=facts)
        yield FileCase(f"example.{at + 1}.{example.rule}", example.rule or "", example.body, facts, violations)


def _places(schema: Schema, definitions: Definitions, value: Json, title: str, path: str) -> Iterator[_Place]:
    whole = resolved(schema, definitions)
    if isinstance(value, str) and "x-media" in whole.annotations:
        yield _Place(title, path, whole, (value,))
    elif isinstance(value, list):
        items = Schema() if whole.items is None else whole.items
        if "x-media" in whole.annotations:
            yield _Place(title, path, whole, tuple(_texts(value, items, definitions)))
        for item in value:
            yield from _places(items, definitions, item, title, f"{path}[]")
    elif isinstance(value, dict):
        for name, field in scope_of(whole, definitions).fields.items():
            if name in value:
                inner = f"{path}.{name}" if path else name
                yield from _places(field.schema, definitions, value[name], title, inner)


def _texts(items: list[Json], schema: Schema, definitions: Definitions) -> Iterator[str]:
    """The texts that name the files of an array: its items, or fields of them."""
    named = [
        name for name, field in scope_of(schema, definitions).fields.items() if "x-media" in field.schema.annotations
    ]
    for item in items:
        several = [item.get(name) for name in named] if isinstance(item, dict) else [item]
        yield from (text for text in several if isinstance(text, str))


def _of_place(place: _Place, body: Json, judge: ModuleType) -> Iterator[FileCase]:
    def case(label: str, *facts: Mapping[str, Json]) -> FileCase:
        known = {text: {**file_facts} for text, file_facts in zip(place.texts, facts, strict=False)}
        return FileCase(
            f"{place.title}{place.path}.{label}", place.path, body, known, judge.validate(body, facts=known)
        )

    formats = place.schema.media.get("formats")
    if place.texts and isinstance(formats, list) and formats:
        yield from (case(f"format.{kind}", {"format": kind}) for kind in formats)
        other = next(name for name in (*_OTHERS, *(f"x{at}" for at in range(len(formats) + 1))) if name not in formats)
        yield case(f"format.not.{other}", {"format": other})
    for limit in limits(place.schema.media) if place.texts else ():
        yield from _of_ratio(limit, case) if limit.fact == "ratio" else _of_limit(limit, case)
    for name, limit in zip(
        (keyword for keyword in TOTALS if keyword in place.schema.media), totals(place.schema.media), strict=True
    ):
        if place.texts and limit.most is not None:
            share = limit.most / len(place.texts)
            first, *others = ({limit.fact: as_json(share)} for _ in place.texts)
            yield case(f"{name}.{as_json(limit.most)}", first, *others)
            beyond = {limit.fact: as_json(share + 1)}
            yield case(f"{name}.not.{as_json(limit.most + 1)}", beyond, *others)


def _of_limit(limit: FactLimit, case: Any) -> Iterator[FileCase]:
    step = _STEP.get(limit.fact, Fraction(1))
    for bound, beyond in ((limit.least, -step), (limit.most, step)):
        if bound is None:
            continue
        yield case(f"{limit.fact}.{as_json(bound)}", {limit.fact: as_json(bound)})
        if bound + beyond >= 0:
            yield case(f"{limit.fact}.not.{as_json(bound + beyond)}", {limit.fact: as_json(bound + beyond)})


def _of_ratio(limit: FactLimit, case: Any) -> Iterator[FileCase]:
    """Sides at the limit, and one pixel beyond it."""
    for bound, wider in ((limit.least, False), (limit.most, True)):
        for side in _SIDES if bound is not None else ():
            assert bound is not None
            width, height = (as_json(bound * side), side) if bound >= 1 else (side, as_json(side / bound))
            kept = case(f"ratio.{width}x{height}", {"width": width, "height": height})
            if not any(violation.rule == "x-media" for violation in kept.found):
                yield kept
                over = (width + 1, height) if wider else (width, height + 1)
                yield case(f"ratio.not.{over[0]}x{over[1]}", {"width": over[0], "height": over[1]})
                break
