"""Twenty servers, each of them wrong in one way, of models of four providers; what of a finding names the way.

Tests ask verify what it says of them, and `tests.benchmarks.wrong_servers` asks Schemathesis as well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from reelspec.language.contract.schema import Schema
from reelspec.testing.verify.changed import with_change
from tests.testing.verify.dropping import without_keywords, without_rule
from tests.testing.verify.judged import model_of, server
from tests.testing.verify.server import Flaws, Judge, Server, judge_of

I2V, KF2V, APIMART = "powertokens/wan2.7-i2v", "powertokens/wan2.1-kf2v-plus", "apimart/wan2.7"
SEEDANCE = "powertokens/seedance-1-5-pro-251215"
FILM, LITE, SKETCH, GULL, MINI = "heron/film-2", "heron/film-2-lite", "heron/sketch-1", "gull/gull-1", "gull/gull-mini"

Change = Callable[[Judge, Any], bool]
"""A verdict on a body, made of the right one."""


@dataclass(frozen=True)
class Wrong:
    """A wrong server. what: its fault in words; model: PROVIDER/MODEL; make: it; named: rules and paths of which a finding has
    one, so that the fault is named; every: only every so many cases one is sent; wait: seconds for a task."""

    what: str
    model: str
    make: Callable[[], Server]
    named: tuple[str, ...]
    every: int = 1
    wait: float = 60.0


def judging(name: str, change: Change) -> Server:
    """A server that judges by the change of what is right."""
    _, model = model_of(name)
    made = server(name)
    right = made.judges[model.name]
    made.judges = {model.name: lambda body: change(right, body)}
    return made


def ignoring(name: str, rule: str) -> Wrong:
    """A server that does not know a rule."""
    make = lambda: server(name, judged_by=without_rule(model_of(name)[1], rule))  # noqa: E731
    return Wrong(f"ignores the rule {rule}", name, make, (rule,))


def passing_over(name: str, keyword: str, path: str) -> Wrong:
    """A server that does not know a limit."""

    def make() -> Server:
        found = (one for one in without_keywords(model_of(name)[1]) if (one.keyword, one.path) == (keyword, path))
        return server(name, judged_by=next(found).model)

    return Wrong(f"does not look at {keyword} of {path}", name, make, (path,))


def other_model(name: str, other: str) -> Server:
    """A server that judges the bodies of one model by another's rules."""
    provider, model = model_of(other)
    judge = judge_of(model, provider)
    made = server(name)
    return judging(name, lambda right, body: judge({**body, made.discriminator: model.name}))


def without_guard(name: str, rule: str) -> Server:
    """A server that applies a rule whatever its condition says."""
    _, model = model_of(name)

    def unguarded(one: Schema) -> Schema:
        return replace(one, rules=tuple(replace(each, when=None) if each.id == rule else each for each in one.rules))

    return server(name, judged_by=with_change(model, unguarded))


def never(field: str, value: Any) -> Change:
    """A value that is refused though it is legal."""
    return lambda right, body: right(body) and body.get(field) != value


def absent_is(field: str, value: Any) -> Change:
    """A default that is another one."""
    return lambda right, body: right(body if field in body else {**body, field: value})


def nulls_are_absent(right: Judge, body: Any) -> bool:
    """Null counts as if the field were not there."""
    return right({key: one for key, one in body.items() if one is not None})


def no_nulls(right: Judge, body: Any) -> bool:
    """Null is refused wherever it is."""
    return right(body) and None not in body.values()


def in_bytes(field: str, most: int) -> Change:
    """The length of a field is counted in bytes of UTF-8."""
    return lambda right, body: right(body) and len(str(body.get(field, "")).encode()) <= most


def unquoted(*fields: str) -> Change:
    """Numbers in quotes count as numbers."""

    def change(right: Judge, body: Any) -> bool:
        texts = {key: body[key] for key in fields if isinstance(body.get(key), str) and body[key].isdecimal()}
        return right({**body, **{key: int(text) for key, text in texts.items()}})

    return change


def folded(name: str, field: str) -> Change:
    """Capital and small letters are the same in a field."""
    listed = model_of(name)[1].schema.properties[field].values() or ()
    same = {one.lower(): one for one in listed if isinstance(one, str)}
    return lambda right, body: right(
        {**body, field: same.get(body[field].lower(), body[field])} if isinstance(body.get(field), str) else body
    )


def falling(number: int, status: int, answer: Any) -> tuple[int, Any]:
    """Progress that falls."""
    return status, {**answer, "progress": (50, 20, 100)[min(number, 2)]}


SERVERS = (
    ignoring(I2V, "media-combination"),
    ignoring(APIMART, "image-style"),
    ignoring(FILM, "even-canvas"),
    ignoring(GULL, "tele-zooms"),
    ignoring(GULL, "one-shot-when-short"),
    passing_over(GULL, "maxLength", "/shots/*/text"),
    passing_over(GULL, "uniqueItems", "/tags"),
    Wrong("refuses the limit itself", SKETCH, lambda: judging(SKETCH, never("frames", 257)), ("/frames",)),
    Wrong("multi_scene is true when absent", FILM, lambda: judging(FILM, absent_is("multi_scene", True)), ("/multi_scene",)),
    Wrong("null counts as absent", LITE, lambda: judging(LITE, nulls_are_absent), ("type",)),
    Wrong("null is nowhere allowed", GULL, lambda: judging(GULL, no_nulls), ("type",)),
    Wrong("counts bytes", GULL, lambda: judging(GULL, in_bytes("text", 60)), ("maxLength", "/text")),
    Wrong("takes numbers in quotes", SKETCH, lambda: judging(SKETCH, unquoted("frames", "steps")), ("type",)),
    Wrong("takes capitals for small letters", APIMART, lambda: judging(APIMART, folded(APIMART, "resolution")), ("/resolution",)),
    Wrong("has another model's rules", FILM, lambda: other_model(FILM, LITE), ("/engine",)),
    Wrong("applies draft-size to all", SEEDANCE, lambda: without_guard(SEEDANCE, "draft-size"), ("draft-size",)),
    Wrong("does not know prompt", I2V, lambda: server(I2V, Flaws(refuse=lambda body: "prompt" in body)), ("/prompt",)),
    Wrong("needs no key", I2V, lambda: server(I2V, Flaws(open=True)), ("security",)),
    Wrong("progress falls", I2V, lambda: server(I2V, Flaws(polled=falling)), ("progress",)),
    Wrong(
        "gives no id", KF2V, lambda: server(KF2V, Flaws(created=lambda status, answer: (status, {"status": "queued"}))), ("id",)
    ),
)  # fmt: skip
