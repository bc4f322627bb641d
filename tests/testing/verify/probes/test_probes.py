"""Servers that are wrong in what probes look at, each in one way, and servers that are unusual and right."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from reelspec.language.contract.jsonpath import first
from reelspec.language.contract.model import Operation, Parameter
from reelspec.language.contract.schema import Schema
from reelspec.language.rules.tasks import life_of
from reelspec.language.source.node import Json
from reelspec.testing.verify.probes import PROBES
from reelspec.testing.verify.report import Report
from reelspec.testing.verify.run import Options
from tests.testing.verify.altered import Asked, Before, judged, nothing_before, right_key
from tests.testing.verify.fronts import MODELS, model_of
from tests.testing.verify.server import put

NESTED = ("apimart/wan2.7", "heron/film-2", "heron/film-2-lite")
"""Models with closed objects in arrays."""


def seen(report: Report) -> set[tuple[str, str, str]]:
    """Kind, operation's last word and rule of each difference."""
    return {(one.kind, one.operation.rpartition(".")[2], one.rule) for one in report.differences}


def without(name: str) -> Options:
    """Everything but one probe."""
    return Options(probes=frozenset(PROBES) - {name})


@pytest.fixture(params=MODELS)
def name(request: pytest.FixtureRequest) -> str:
    """Each of three models of different shapes."""
    found: str = request.param
    return found


# The key


def test_who_has_no_key_and_who_has_a_wrong_one(name: str) -> None:
    right = right_key(model_of(name)[0])

    def open_to_strangers(asked: Asked) -> None:
        for header, value in right.items():
            asked.headers.setdefault(header, value)

    def open_to_any_key(asked: Asked) -> None:
        for header, value in right.items():
            asked.headers.update({header: value} if header in asked.headers else {})

    both = {("access", "create", "security"), ("access", "retrieve", "security")}
    for before, words, probe in ((open_to_strangers, "the key", "no-key"), (open_to_any_key, "wrong", "wrong-key")):
        report, _ = judged(name, before)
        assert seen(report) == both
        assert all(words in one.message or "no key" in one.message for one in report.findings)
        assert judged(name, before, options=without(probe))[0].findings == ()


def test_a_server_that_was_told_no_key_takes_any(name: str) -> None:
    report, application = judged(name, key=None)
    assert report.findings == ()
    assert not any("wrong-key" in str(one.headers) for one in application.seen)


def test_a_server_that_fails_at_strangers(name: str) -> None:
    right = right_key(model_of(name)[0])

    def failing(asked: Asked) -> int | None:
        return None if right.items() <= asked.headers.items() or "/results/" in asked.path else 500

    report, _ = judged(name, failing)
    assert {one.kind for one in report.findings} == {"failure"}
    assert {one.rule for one in report.findings} == {"security"}


# Bodies that are none


def test_what_is_no_json_and_is_accepted_or_breaks_the_server(name: str) -> None:
    def lenient(kind: str) -> Before:
        def before(asked: Asked) -> None:
            if asked.method != "POST" or asked.data is not None:
                return
            if asked.body.endswith(b"; A boat."):
                asked.body = asked.body.removesuffix(b"; A boat.") if kind == "behind" else asked.body
            elif kind == ("form" if asked.body[:1] == b"p" else "empty" if not asked.body else "cut short"):
                asked.body = LEGAL[name]

        return before

    for kind, words in (("empty", "an empty body"), ("form", "a form"), ("behind", "JSON with text behind it")):
        report, _ = judged(name, lenient(kind))
        (finding,) = report.findings
        assert (finding.kind, finding.rule) == ("laxer", "json") and words in finding.message
        assert judged(name, lenient(kind), options=without("no-json"))[0].findings == ()

    def failing(asked: Asked) -> int | None:
        return 500 if asked.method == "POST" and not asked.body else None

    report, _ = judged(name, failing)
    (finding,) = report.findings
    assert (finding.kind, finding.rule, finding.message) == ("failure", "json", "fails at an empty body: answers 500")


LEGAL = {
    "powertokens/wan2.1-kf2v-plus": b'{"model":"wan2.1-kf2v-plus","prompt":"A.","images":["https://a.example/1.png",'
    b'"https://a.example/2.png"]}',
    "apimart/wan2.7": b'{"model":"wan2.7","prompt":"A boat."}',
    "heron/film-2": b'{"engine":"film-2","prompt":"A boat."}',
}


def test_a_charset_in_the_content_type_changes_nothing(name: str) -> None:
    def refusing(asked: Asked) -> int | None:
        return 415 if "charset" in asked.headers.get("content-type", "") else None

    report, _ = judged(name, refusing)
    (finding,) = [each for each in report.findings if not each.note]
    assert (finding.kind, finding.rule) == ("stricter", "content-type")
    assert judged(name, refusing, options=without("charset"))[0].findings == ()


def test_a_body_without_a_content_type(name: str) -> None:
    def failing(asked: Asked) -> int | None:
        return 500 if asked.method == "POST" and "content-type" not in asked.headers else None

    report, _ = judged(name, failing)
    assert seen(report) == {("failure", "create", "content-type")}
    assert judged(name, failing, options=without("no-content-type"))[0].findings == ()

    def taking(asked: Asked) -> None:
        asked.headers.setdefault("content-type", "application/json")

    assert judged(name, taking)[0].findings == ()


# Names and fields


class _Twice(dict[str, Any]):
    """An object of which a name stood twice."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return _Twice(found) if len(found) < len(pairs) else found


def _twice(asked: Asked) -> list[dict[str, Any]]:
    """The body with the first of each two values, and with the last; nothing where no name stands twice."""
    try:
        last = json.loads(asked.body, object_pairs_hook=_pairs)
    except ValueError:
        return []
    first_wins = json.loads(asked.body, object_pairs_hook=lambda pairs: dict(reversed(pairs)))
    return [first_wins, dict(last)] if isinstance(last, _Twice) else []


def test_a_name_that_stands_twice(name: str) -> None:
    def failing(asked: Asked) -> int | None:
        return 500 if _twice(asked) else None

    report, _ = judged(name, failing)
    assert seen(report) == {("failure", "create", "duplicate-key")}
    assert judged(name, failing, options=without("duplicate-key"))[0].findings == ()

    def strict(asked: Asked) -> int | None:
        return 400 if _twice(asked) else None

    def last_wins(asked: Asked) -> None:
        asked.body = json.dumps(_twice(asked)[1]).encode() if _twice(asked) else asked.body

    assert judged(name, last_wins)[0].findings == ()
    assert judged(name, strict)[0].findings == ()

    def first_wins(asked: Asked) -> None:
        asked.body = json.dumps(_twice(asked)[0]).encode() if _twice(asked) else asked.body

    (note,) = judged(name, first_wins)[0].findings
    assert note.note and "only the first one counts" in note.message

    def unjudged(asked: Asked) -> None:
        asked.body = LEGAL[name] if _twice(asked) else asked.body

    report, _ = judged(name, unjudged)
    assert seen(report) == {("laxer", "create", "duplicate-key")}


@pytest.mark.parametrize("nested", NESTED)
def test_an_unknown_field_in_an_item_that_is_not_the_first(nested: str) -> None:
    def cleaned(value: Any, *, own: bool = True) -> Any:
        if isinstance(value, dict):
            return {key: cleaned(one) for key, one in value.items() if own or "unknown" not in key}
        if isinstance(value, list):
            return [cleaned(one, own=at == 0) for at, one in enumerate(value)]
        return value

    def first_only(asked: Asked) -> None:
        if asked.data is not None and not _twice(asked):
            asked.body = json.dumps(cleaned(asked.data)).encode()

    report, _ = judged(nested, first_only)
    (finding,) = report.findings
    assert (finding.kind, finding.rule, finding.model) == ("laxer", "additionalProperties", nested.partition("/")[2])
    assert finding.path in ("/image_with_roles/*/*", "/scenes/*/*") and finding.source
    assert judged(nested, first_only, options=without("unknown-fields"))[0].findings == ()


# Creations


def with_idempotency(operation: Operation) -> Operation:
    """The operation with an idempotency header, if it creates."""
    retry: Json = {"statuses": [{"status": 429}], "idempotency-header": "Idempotency-Key"}
    if "x-task" not in operation.extensions:
        return operation
    return replace(operation, extensions={**operation.extensions, "x-retry": retry})


def test_two_creations_with_one_idempotency_key(name: str) -> None:
    assert judged(name, change=with_idempotency)[0].findings == ()

    def forgetful(asked: Asked) -> None:
        asked.headers.pop("idempotency-key", None)

    report, _ = judged(name, forgetful, change=with_idempotency)
    assert seen(report) == {("answer", "create", "idempotency")}
    options = without("idempotency")
    assert judged(name, forgetful, options=options, change=with_idempotency)[0].findings == ()
    keys: set[str] = set()

    def refusing(asked: Asked) -> int | None:
        key = asked.headers.get("idempotency-key", "")
        again = key in keys
        keys.update([key] if asked.method == "POST" else [])
        return 409 if again else None

    assert judged(name, refusing, change=with_idempotency)[0].findings == ()


def test_two_creations_that_get_one_id(name: str) -> None:
    (life,) = (found for one in model_of(name)[0].operations if (found := life_of(one, model_of(name)[0])) is not None)
    said: Any = life.operation.extensions["x-task"]
    ids: list[Any] = []

    def constant(asked: Asked, status: int, content: bytes) -> tuple[int, bytes]:
        if asked.method != "POST" or status >= 300:
            return status, content
        data = json.loads(content)
        ids.append(first(data, life.id))
        for path in [said["id"]] if isinstance(said["id"], str) else said["id"]:
            data = put(data, path, ids[0])
        return status, json.dumps(data).encode()

    report, _ = judged(name, after=constant)
    assert seen(report) == {("answer", "create", "id")}
    assert "get the id of a task that another body got" in report.differences[0].message


# Parameters

ADDED = (
    Parameter("X-Version", "header", True, Schema(enum=("3", "4"))),
    Parameter("mode", "query", True, Schema(types=("string",), enum=("fast", "slow"))),
    Parameter("depth", "query", False, Schema(types=("integer",), minimum=1, maximum=5)),
)


def with_parameters(operation: Operation) -> Operation:
    """The operation with three parameters more."""
    return replace(operation, parameters=(*operation.parameters, *ADDED))


def test_parameters_that_are_wrong_or_missing(name: str) -> None:
    report, _ = judged(name, change=with_parameters, options=Options(wait=5))
    assert report.findings == ()

    def headers_unread(asked: Asked) -> None:
        asked.headers["x-version"] = "3"

    def queries_unread(asked: Asked) -> None:
        asked.query = "mode=fast"

    def any_word(asked: Asked) -> None:
        asked.query = asked.query.replace("mode=reelspec-wrong", "mode=fast")

    for before, place, rule, more in (
        (headers_unread, "header parameter X-Version", "required", set()),
        (queries_unread, "query parameter mode", "required", {("laxer", "create", "maximum")}),
        (any_word, "query parameter mode", "enum", set()),
    ):
        report, _ = judged(name, before, change=with_parameters)
        assert seen(report) == {("laxer", "create", rule), ("laxer", "retrieve", rule), *more}
        assert all(place in one.message for one in report.differences if one.rule == rule)
        # In a question, what is optional may be passed over.
        notes = [one for one in report.findings if one.note and "depth" in one.message]
        assert [(one.rule, one.operation.rpartition(".")[2]) for one in notes] == [("maximum", "retrieve")] * len(more)
        options = without("parameters")
        assert judged(name, before, change=with_parameters, options=options)[0].findings == ()


# Unusual, and right


def limited() -> Before:
    """Every tenth request is refused for its moment."""
    count = iter(range(1_000_000))

    def before(asked: Asked) -> int | None:
        return 429 if next(count) % 10 == 9 else None

    return before


def unprocessable(asked: Asked, status: int, content: bytes) -> tuple[int, bytes]:
    """422 instead of 400."""
    return (422 if status == 400 else status), content


def created(asked: Asked, status: int, content: bytes) -> tuple[int, bytes]:
    """201 for what is created."""
    return (201 if status < 300 and asked.method == "POST" else status), content


def any_success(operation: Operation) -> Operation:
    """The operation whose answers of success may have any status of success."""
    responses = (replace(one, status="2XX") if one.status[:1] == "2" else one for one in operation.responses)
    return replace(operation, responses=tuple(responses))


def any_refusal(operation: Operation) -> Operation:
    """The operation that may be refused by any status."""
    (response, *_) = (one for one in operation.responses if one.status[:1] in ("4", "d"))
    known = {one.status for one in operation.responses}
    more = () if "default" in known else (replace(response, status="default"),)
    return replace(operation, responses=(*operation.responses, *more))


UNUSUAL = [
    pytest.param(limited(), {}, id="10 % 429"),
    pytest.param(nothing_before, {"after": unprocessable, "change": any_refusal}, id="422"),
    pytest.param(nothing_before, {"after": created, "change": any_success}, id="201"),
    pytest.param(nothing_before, {"speed": 1e9}, id="instant success"),
]


@pytest.mark.parametrize(("before", "others"), UNUSUAL)
def test_what_is_unusual_and_right(before: Before, others: Any, name: str) -> None:
    report, _ = judged(name, before, **others)
    assert report.findings == ()
    assert [one.end for one in report.lived] == ["succeeded"]


def test_a_right_server_gets_a_few_requests_more(name: str) -> None:
    report, _ = judged(name)
    assert report.findings == () and report.said == ()
    bare, _ = judged(name, options=Options(probes=frozenset()))
    assert bare.said == (f"left out: {', '.join(PROBES)}",)
    assert 0 < report.requests - bare.requests <= 20


def test_only_bodies_that_must_be_refused_are_sent_when_that_is_asked_for(name: str) -> None:
    report, application = judged(name, options=Options(only_invalid=True))
    assert report.good and report.accepted == 0
    assert any(one.method == "POST" and not one.body for one in application.seen)
