"""The ways in which servers are wrong, each shown by servers of three models or more, one of them ibis's, gull's or heron's.

What a finding must name is given by rules and paths, as in `Wrong`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from reelspec.language.contract.schema import Schema
from tests.testing.verify.dropping import with_keywords
from tests.testing.verify.judged import cases, model_of, server
from tests.testing.verify.server import Flaws, Judge, Server, put
from tests.testing.verify.wrong import (
    APIMART,
    FILM,
    GULL,
    I2V,
    KF2V,
    LITE,
    MINI,
    SKETCH,
    Change,
    Wrong,
    absent_is,
    ignoring,
    in_bytes,
    judging,
    never,
    no_nulls,
    nulls_are_absent,
    other_model,
    passing_over,
    without_guard,
)

IBIS, FAST, LITTLE = "ibis/ibis-1", "ibis/ibis-1-fast", "ibis/ibis-lite"
FLASH = "powertokens/wan2.2-kf2v-flash"
ALL = (KF2V, SKETCH, LITTLE)
"""Models for what has nothing to do with fields."""
ANYTHING: dict[str, Any] = {"properties": {}, "required": (), "additional_properties": None, "rules": ()}
"""What makes a schema one of any object."""
OPEN = Schema(boolean=True)


# Servers


def instead(what: str, name: str, path: str, named: tuple[str, ...] = (), **keywords: Any) -> Wrong:
    """A server that judges one place by other keywords, given as attributes of `Schema`."""
    return Wrong(
        what, name, lambda: server(name, judged_by=with_keywords(model_of(name)[1], path, keywords)), (path, *named)
    )


def by(what: str, name: str, change: Change, *named: str) -> Wrong:
    """A server that judges by a change of what is right."""
    return Wrong(what, name, lambda: judging(name, change), named)


def flawed(
    what: str,
    make: Callable[[str], Flaws],
    *named: str,
    models: tuple[str, ...] = ALL,
    every: int = 6,
    wait: float = 60.0,
) -> tuple[Wrong, ...]:
    """Servers with the same flaw. make: it, for a model."""
    return tuple(Wrong(what, name, partial(_flawed, name, make), named, every, wait) for name in models)


def _flawed(name: str, make: Callable[[str], Flaws]) -> Server:
    return server(name, make(name))


def task(name: str) -> dict[str, Any]:
    """The `x-task` of a model."""
    return server(name).task


def inside(change: Callable[[str, Any], Any]) -> Change:
    """Each field and item, at any depth, is taken for what a function of its name and value gives."""

    def changed(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: changed(change(name, inner)) for name, inner in value.items()}
        return [changed(change("", inner)) for inner in value] if isinstance(value, list) else value

    return lambda right, body: right(changed(body))


def trimmed(right: Judge, body: Any) -> bool:
    """Blanks around texts do not count."""
    return inside(lambda name, value: value.strip() if isinstance(value, str) else value)(right, body)


def without_emptiness(right: Judge, body: Any) -> bool:
    """An empty text counts as if the field were not there."""
    return right({name: value for name, value in body.items() if value != ""})


def no_emptiness(right: Judge, body: Any) -> bool:
    """An empty text is refused wherever it is."""
    return right(body) and '""' not in json.dumps(body)


def no_blanks(right: Judge, body: Any) -> bool:
    """A text of blanks is refused."""
    return right(body) and not any(isinstance(value, str) and not value.strip() for value in body.values())


def no_equal_items(field: str) -> Change:
    """Items that are equal are refused."""
    return lambda right, body: right(body) and not _has_equals(body.get(field))


def _has_equals(items: Any) -> bool:
    return isinstance(items, list) and len({json.dumps(item, sort_keys=True) for item in items}) < len(items)


def in_capitals(name: str) -> Server:
    """The name of the model may be written in capitals."""
    made = server(name)
    ((model, right),) = made.judges.items()
    made.judges = {model: right, model.upper(): lambda body: right({**body, made.discriminator: model})}
    return made


def one_task(name: str) -> Server:
    """Every creation gets the same id."""
    made = server(name)
    made.named = "film-0000000a"
    return made


def but_of_stories(change: Change) -> Change:
    """A change that storyboards are not concerned by, whose page has no such field."""
    return lambda right, body: right(body) if "shots" in body else change(right, body)


def another_size(right: Judge, body: Any) -> bool:
    """In std, 1080P is the only size."""
    if not right({**body, "size": "720P"}):
        return False
    return (body.get("mode", "std") == "pro" and right(body)) or (
        body.get("mode", "std") == "std" and body.get("size") == "1080P"
    )


def has(**values: Any) -> Callable[[Any], bool]:
    """Whether a body has these values."""
    return lambda body: values.items() <= {name: value for name, value in body.items() if name in values}.items()


def without_condition(name: str, rule: str, path: str) -> Wrong:
    """A server that applies a rule whatever its condition says."""
    return Wrong(f"applies {rule} to all", name, partial(without_guard, name, rule), (rule, path))


def unless(refused: Callable[[Any], bool]) -> Change:
    """Some legal bodies are refused."""
    return lambda right, body: right(body) and not refused(body)


def also(accepted: Callable[[Any], bool]) -> Change:
    """Some bodies are accepted that must be refused."""
    return lambda right, body: right(body) or (isinstance(body, dict) and accepted(body))


def without_strangers(*known: str) -> Change:
    """Fields deep inside that nobody knows do not count. known: the names of the fields that are known there."""

    def kept(value: Any, deep: int) -> Any:
        if isinstance(value, dict):
            return {name: kept(inner, deep + 1) for name, inner in value.items() if not deep or name in known}
        return [kept(inner, deep + 1) for inner in value] if isinstance(value, list) else value

    return lambda right, body: right(kept(body, 0))


# Requests


def legal(name: str) -> Any:
    """A legal body."""
    return next(case.body for case in cases(name) if case.valid)


def whatever(body: Any) -> Callable[[bytes, Mapping[bytes, bytes]], Any]:
    """Reads what is no JSON as if it were a legal body."""

    def read(content: bytes, headers: Mapping[bytes, bytes]) -> Any:
        try:
            return json.loads(content)
        except ValueError:
            return body

    return read


def either_value(name: str) -> Server:
    """Of a name that stands twice, the value counts that is right."""
    made = server(name)
    (right,) = made.judges.values()

    def read(content: bytes, headers: Mapping[bytes, bytes]) -> Any:
        last = json.loads(content)
        first = json.loads(content, object_pairs_hook=lambda pairs: dict(reversed(pairs)))
        return first if isinstance(first, dict) and right(first) else last

    made.flaws.reads = read
    return made


class Twice(Exception):
    """A name stands twice."""


def breaking_at_twice(content: bytes, headers: Mapping[bytes, bytes]) -> Any:
    """Fails where a name stands twice."""

    def read(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise Twice
        return dict(pairs)

    return json.loads(content, object_pairs_hook=read)


def breaking_without_type(content: bytes, headers: Mapping[bytes, bytes]) -> Any:
    """Fails where nobody says what the body is."""
    return json.loads(content.decode(headers[b"content-type"].decode() and "utf-8"))


# Answers


def answers(key: str, value: Any) -> Callable[[str], Callable[[int, Any], tuple[int, Any]]]:
    """Answers with another value at a place of `x-task`, for a model."""
    return lambda name: lambda status, answer: (status, put(answer, task(name)[key], value))


def polls(key: str, value: Any, *, since: int = 0) -> Callable[[str], Flaws]:
    """Polls with another value at a place of `x-task`. since: from this one on."""
    change = answers(key, value)
    return lambda name: Flaws(
        polled=lambda number, status, answer: change(name)(status, answer) if number >= since else (status, answer)
    )


def ends_as(state: str, *, index: int = 0) -> Callable[[str], Flaws]:
    """Tasks that come to one state and no other."""
    return lambda name: polls("status", task(name)[state][index])(name)


OF_BODIES: dict[str, tuple[Wrong, ...]] = {
    "a rule is not applied": (
        ignoring(IBIS, "size-by-mode"),
        ignoring(FILM, "even-canvas"),
        ignoring(APIMART, "image-style"),
        ignoring(GULL, "tele-zooms"),
    ),
    "a rule of minItems in its condition": (
        ignoring(IBIS, "elements-want-pro"),
        ignoring(LITTLE, "many-frames-are-long"),
        ignoring(SKETCH, "voice-needs-lines"),
    ),
    "a rule that demands maxItems": (
        ignoring(IBIS, "few-pictures-in-std"),
        ignoring(LITTLE, "few-marks-when-short"),
        ignoring(GULL, "one-shot-when-short"),
    ),
    "a comparison of a count with a field": (
        ignoring(IBIS, "voices-fit"),
        ignoring(LITTLE, "marks-fit"),
        ignoring(FAST, "voices-fit"),
    ),
    "either of two lengths": (
        ignoring(IBIS, "pictures-or-elements"),
        ignoring(LITTLE, "frames-or-marks"),
        ignoring(FILM, "strength-of-pictures"),
    ),
    "a rule is another": (
        by("wants 1080P in std", IBIS, but_of_stories(another_size), "size-by-mode"),
        by("refuses 10 steps of fast", SKETCH, unless(has(mode="fast", steps=10)), "steps-by-mode", "/steps", "/mode"),
        by(
            "takes fewer marks",
            LITTLE,
            unless(lambda body: body.get("seconds") == 8 and len(body.get("marks", ())) > 3),
            "marks",
        ),
    ),
    "nested objects and lists are not judged": (
        instead("takes any camera", IBIS, "/camera", **ANYTHING),
        instead("takes any cuts", IBIS, "/shots/*/cuts", items=None),
        instead("takes any lens", GULL, "/shots/*/lens", **ANYTHING),
        instead("takes any shot", GULL, "/shots/*", **ANYTHING),
        instead("takes any text", FILM, "/scenes/*/text", types=None, min_length=None, max_length=None),
    ),
    "a pair of values": (
        by("refuses a pair", IBIS, unless(has(mode="pro", size="1080P")), "/size"),
        by("accepts a pair", IBIS, also(has(mode="std", size="1080P")), "size-by-mode"),
        by("refuses a pair", GULL, unless(has(length=4, loop=True)), "/length", "/loop"),
        by("accepts a pair", SKETCH, also(has(mode="fast", steps=40)), "steps-by-mode"),
        by("refuses a pair", APIMART, unless(has(resolution="720P", watermark=True)), "/resolution", "/watermark"),
    ),
    "bytes are counted": (
        by("counts bytes", IBIS, in_bytes("title", 8), "maxLength"),
        by("counts bytes", LITTLE, in_bytes("note", 10), "maxLength"),
        by("counts bytes", FILM, in_bytes("prompt", 400), "maxLength"),
        by("counts bytes", MINI, in_bytes("text", 24), "maxLength"),
    ),
    "empty and blank texts": (
        by("refuses empty texts", IBIS, no_emptiness, "minLength", "/title"),
        by("refuses empty texts", FILM, no_emptiness, "minLength"),
        by("refuses blank texts", SKETCH, no_blanks, "/prompt", "/voice"),
        instead("takes empty texts", LITTLE, "/text", min_length=None),
        instead("takes empty texts", IBIS, "/voices/*", min_length=None),
    ),
    "equal items": (
        by("refuses equal items", IBIS, no_equal_items("elements"), "/elements"),
        by("refuses equal items", APIMART, no_equal_items("image_urls"), "/image_urls"),
        by("refuses equal items", SKETCH, no_equal_items("lines"), "/lines"),
        passing_over(IBIS, "uniqueItems", "/voices"),
        passing_over(GULL, "uniqueItems", "/tags"),
    ),
    "blanks around values": (
        by("trims", IBIS, trimmed, "enum", "minLength", "maxLength"),
        by("trims", GULL, trimmed, "enum", "minLength", "maxLength"),
        by("trims", SKETCH, trimmed, "enum", "minLength", "maxLength"),
    ),
    "the model's name in capitals": tuple(
        Wrong("takes capitals", name, partial(in_capitals, name), (path,))
        for name, path in ((LITTLE, "/model"), (SKETCH, "/engine"), (I2V, "/model"))
    ),
    "another default": (
        by("mode is pro when absent", IBIS, but_of_stories(absent_is("mode", "pro")), "/mode"),
        by("seconds is 8 when absent", LITTLE, absent_is("seconds", 8), "/seconds"),
        by("loop is true when absent", GULL, absent_is("loop", True), "/loop"),
        by("steps is 40 when absent", SKETCH, absent_is("steps", 40), "/steps"),
    ),
    "a limit is one off": (
        instead("takes one more", IBIS, "/shots/*/text", max_length=11),
        instead("takes one less", LITTLE, "/marks/*", maximum=8),
        instead("takes one more", GULL, "/shots/*/cuts", max_items=5),
        instead("takes one less", FILM, "/scenes/*/text", max_length=119),
        by("refuses the limit", SKETCH, never("frames", 257), "/frames"),
    ),
    "a value is not known, or too many are": (
        instead("does not know tilt", IBIS, "/camera/move", enum=("pan", "zoom")),
        instead("knows any cut", IBIS, "/shots/*/cuts/*/how", enum=None),
        by("does not know 8", LITTLE, never("seconds", 8), "/seconds"),
        by("does not know 720P", APIMART, never("resolution", "720P"), "/resolution"),
        instead("takes any canvas", FILM, "/canvas", pattern=None),
    ),
    "null": (
        by("knows no null", LITTLE, no_nulls, "type"),
        by("knows no null", FILM, no_nulls, "type"),
        by("knows no null", MINI, no_nulls, "type"),
        by("null is absent", LITTLE, nulls_are_absent, "type"),
        by("null is absent", GULL, nulls_are_absent, "type"),
        by("null is absent", I2V, nulls_are_absent, "type"),
    ),
    "unknown fields deep inside": (
        instead("takes any", IBIS, "/camera/path", additional_properties=OPEN, named=("additionalProperties",)),
        instead("takes any", GULL, "/shots/*/lens", additional_properties=OPEN, named=("additionalProperties",)),
        instead("takes any", FILM, "/scenes/*", additional_properties=OPEN, named=("additionalProperties",)),
    ),
    "another model's rules": (
        Wrong("those of ibis-1-fast", IBIS, lambda: other_model(IBIS, FAST), ("/model", "fast-is-short")),
        Wrong("those of film-2", LITE, lambda: other_model(LITE, FILM), ("/engine", "most-frames")),
        Wrong("those of kf2v-plus", FLASH, lambda: other_model(FLASH, KF2V), ("/model",)),
    ),
    "a rule without its condition": (
        without_condition(IBIS, "few-pictures-in-std", "/pictures"),
        without_condition(LITTLE, "few-marks-when-short", "/marks"),
        without_condition(GULL, "tele-zooms", "/shots/*/lens/zoom"),
    ),
    "nothing is refused": tuple(
        by("refuses nothing", name, lambda right, body: True, "refuses nothing") for name in ALL
    ),
}
"""Kind -> servers that judge bodies otherwise than the spec says."""
OF_ANSWERS: dict[str, tuple[Wrong, ...]] = {
    "everything is refused": flawed(
        "refuses all", lambda name: Flaws(refuse=lambda body: True), "refuses every legal body"
    ),
    "no key, or a wrong one": (
        *flawed("needs no key", lambda name: Flaws(open=True), "security"),
        *flawed("takes any key", lambda name: Flaws(any_key=True), "security"),
    ),
    "parameters are not looked at": (
        *flawed(
            "reads no header",
            lambda name: Flaws(unread=frozenset({"header"})),
            "X-Ibis-Region",
            models=(IBIS, FAST, LITTLE),
        ),
        *flawed(
            "reads no query", lambda name: Flaws(unread=frozenset({"query"})), "draft", models=(IBIS, FAST, LITTLE)
        ),
    ),
    "one task for two creations": tuple(
        Wrong("the same id", name, partial(one_task, name), ("id",), 6) for name in ALL
    ),
    "two tasks for one creation": flawed(
        "two tasks", lambda name: Flaws(forgets=True), "idempotency", models=(IBIS, FAST, LITTLE)
    ),
    "no JSON": flawed("takes no JSON", lambda name: Flaws(reads=whatever(legal(name))), "json"),
    "no content type": flawed("fails", lambda name: Flaws(reads=breaking_without_type), "content-type"),
    "a name that stands twice": (
        *flawed("fails", lambda name: Flaws(reads=breaking_at_twice), "duplicate-key"),
        *(Wrong("takes either", name, partial(either_value, name), ("duplicate-key",)) for name in ALL),
    ),
    "a wrong status": (
        *flawed(
            "299 for what is created",
            lambda name: Flaws(created=lambda status, answer: (299, answer)),
            "status",
            models=(KF2V, SKETCH, LITTLE),
        ),
        *flawed(
            "200 for what is refused",
            lambda name: Flaws(refusal=lambda status, answer: (200, answer)),
            "status",
            "id",
            "answer (200)",
        ),
        *flawed(
            "500 for what is refused",
            lambda name: Flaws(refusal=lambda status, answer: (500 if status == 400 else status, answer)),
            "answers 500",
        ),
    ),
    "no id": flawed("gives no id", lambda name: Flaws(created=answers("id", None)(name)), "id"),
    "progress": (
        *flawed(
            "falls", lambda name: polls("progress", 3, since=2)(name), "progress", models=(I2V, APIMART, IBIS, LITTLE)
        ),
    ),
    "a task that never ends": flawed("waits", ends_as("waiting"), "unfinished", wait=0.2),
    "tasks that all fail": flawed("fails", ends_as("failed"), "unfinished"),
    "no result": flawed("gives nothing", polls("result", None), "result", "type"),
    "a word that nobody knows": flawed(
        "says thinking", polls("status", "thinking"), "word", "enum", "unfinished", wait=0.2
    ),
    "answers of another type": (
        *flawed("the status is a number", polls("status", 7), "enum", "type", "status", "unfinished", wait=0.2),
        *flawed(
            "the id is a number", lambda name: Flaws(created=answers("id", 7)(name)), "type", "id", "poll", "unfinished"
        ),
        *flawed("an address is none", polls("result", "soon"), "result", "format"),
    ),
    "failures": (
        *flawed(
            "fails at a body",
            lambda name: Flaws(crash=lambda body: isinstance(body, dict) and "seconds" in body),
            "status",
            models=(IBIS, LITTLE, I2V),
        ),
    ),
}
"""Kind -> servers of which requests and answers show what is wrong. Connections that break are in `test_http`."""
KINDS = {**OF_BODIES, **OF_ANSWERS}
