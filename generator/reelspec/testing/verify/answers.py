"""Answers held against the responses that the spec documents: status, media type, JSON, schema, words, the task's id."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from reelspec.cases.judge import validator_of
from reelspec.language.contract.jsonpath import Path, every, written
from reelspec.language.contract.media import essence, is_json
from reelspec.language.contract.model import Content, Form, Model, Operation, Provider, Response
from reelspec.language.contract.schema import Definitions, Schema
from reelspec.language.rules.tasks import Life, acceptance, lives_of
from reelspec.language.source.node import Json
from reelspec.language.source.pointer import escape, tokens
from reelspec.testing.verify.http import Answer, Wire
from reelspec.testing.verify.report import Excerpt, Finding, Kind
from reelspec.testing.verify.verdict import ABOUT_OTHERS

DEEPEST = 12
"""So deep in a response words are looked for."""
EXCERPT = 300
"""Characters of an answer that are shown."""


@dataclass
class _Fault:
    """The same fault of several answers, told by the one with the shortest request, whichever came back first.

    count: how often it was seen in answers to bodies; how often a task is asked for depends on time. models: those whose
    bodies were answered so.
    """

    finding: Finding
    count: int = 0
    models: set[str] = field(default_factory=set)

    def saw(self, finding: Finding, model: str) -> None:
        self.count += bool(finding.example and finding.example.sent)
        self.models.add(model)
        if _order(finding) < _order(self.finding):
            self.finding = finding


def _order(finding: Finding) -> tuple[int, str, str]:
    sent = finding.example.sent if finding.example else ""
    return len(sent), sent, finding.message


@dataclass(frozen=True)
class _Judge:
    """What one documented response demands. errors: violations of a JSON value; words: path -> listed words."""

    errors: Callable[[Json], tuple[Any, ...]]
    words: Mapping[Path, frozenset[str]]


class AnswerChecks:
    """Looks at every answer of a run and remembers what is wrong, once for each kind of fault."""

    def __init__(self, provider: Provider, wire: Wire) -> None:
        self.scrubbed = wire.scrubbed
        self._curl = wire.curl
        self._provider = provider
        self._statuses = _statuses(provider)
        self._known = frozenset(word for several in self._statuses.values() for _, words in several for word in words)
        self._faults: dict[tuple[object, ...], _Fault] = {}
        self._judges: dict[tuple[str, str, str], _Judge] = {}
        self._without_schema: dict[tuple[str, int], int] = {}

    def findings(self) -> tuple[Finding, ...]:
        """What was wrong, in an order that does not depend on which answer came back first."""
        findings = []
        for fault in self._faults.values():
            finding = fault.finding
            model = min(fault.models) if len(fault.models) == 1 else ""
            times = f" ({fault.count} times)" if fault.count > 1 else ""
            findings.append(replace(finding, message=finding.message + times, model=model))
        return tuple(
            sorted(findings, key=lambda finding: (finding.operation, finding.rule, finding.path, finding.message))
        )

    def clear(self) -> None:
        """Forget what was found; what was compiled stays."""
        self._faults.clear()
        self._without_schema.clear()

    def add(
        self,
        kind: Kind,
        message: str,
        operation: Operation,
        model: str,
        shown: Excerpt | None = None,
        *,
        rule: str = "",
        path: str = "",
        source: str = "",
        note: bool = False,
        about: object = None,
    ) -> None:
        """Remember a fault. about: what tells it from others of its kind, the message unless it is given."""
        key = (kind, operation.id, rule, path, message if about is None else about)
        finding = Finding(
            kind, message, operation=operation.id, rule=rule, path=path, source=source, note=note, example=shown
        )
        self._faults.setdefault(key, _Fault(finding)).saw(finding, model)

    def excerpt(self, request: str, content: bytes, answer: Answer) -> Excerpt:
        """The request and answer as a finding shows them."""
        text = self.scrubbed(answer.content[: EXCERPT * 4].decode("utf-8", "replace"))
        sent = content.decode("utf-8", "replace")
        return Excerpt(request, sent, answer.status or None, text[:EXCERPT] or answer.trouble, self._curl(answer))

    def look(self, operation: Operation, answer: Answer, model: str, example: Excerpt) -> None:
        """Judge one answer, whatever it means."""
        status = answer.status
        if not status or status >= 500:
            return  # a server that fails need not say so in any form
        response = documented(operation, status)
        if response is None:
            if status not in ABOUT_OTHERS:
                known = ", ".join(response.status for response in operation.responses) or "none"
                # A document without any refusal says nothing of refusals, rather than that there are none.
                silent = status >= 400 and all(response.status[:1] in "1235" for response in operation.responses)
                self.add(
                    "answer",
                    f"answers {status}, and the spec has {known}",
                    operation,
                    model,
                    example,
                    rule="status",
                    note=silent,
                    about=status,
                )
            return
        if not response.contents:
            self._look_without_content(operation, response, answer, model, example)
            return
        content = fitting(response, answer.media_type)
        if content is None:
            documented_types = " or ".join(content.media_type for content in response.contents)
            kind = self.scrubbed(answer.media_type[:60]) or "of no media type"
            message = f"its answer ({status}) is {kind}, and the spec says {documented_types}"
            self.add("answer", message, operation, model, example, rule="media-type", about=(status, kind))
            content = next((each for each in response.contents if is_json(each.media_type)), None)
        if content is None or not is_json(content.media_type):
            return
        try:
            data = answer.json
        except ValueError:
            why = "is longer than is read" if not answer.whole else "is not JSON"
            message = f"its answer ({status}) {why}"
            self.add("answer", message, operation, model, example, rule="json", about=status)
            return
        self._judge_data(operation, response, content, data, model, example, status)

    def _look_without_content(
        self, operation: Operation, response: Response, answer: Answer, model: str, example: Excerpt
    ) -> None:
        """Judge an answer of which the spec says nothing but its status."""
        if not answer.content or not 200 <= answer.status < 300:
            return
        try:
            data = answer.json
        except ValueError:
            self._count_without_schema(operation, answer.status)
            return
        self._judge_data(operation, response, Content("", None), data, model, example, answer.status)

    def _count_without_schema(self, operation: Operation, status: int) -> None:
        key = operation.id, status
        self._without_schema[key] = self._without_schema.get(key, 0) + 1

    def without_schema(self) -> tuple[str, ...]:
        """In a sentence, how many answers of success could be held against no schema; nothing where there are none."""
        if not self._without_schema:
            return ()
        several = sorted(self._without_schema.items())
        which = ", ".join(f"{count} of {name} ({status})" for (name, status), count in several)
        count = sum(self._without_schema.values())
        have = "answer has" if count == 1 else "answers have"
        judged = "and judged by status, media type, JSON and what x-task reads alone"
        return (f"{count} {have} no schema in the spec {judged}: {which}",)

    def _judge_data(
        self,
        operation: Operation,
        response: Response,
        content: Content,
        data: Json,
        model: str,
        example: Excerpt,
        status: int,
    ) -> None:
        if content.schema is None and 200 <= status < 300:
            self._count_without_schema(operation, status)
        key = (operation.id, response.status, content.media_type)
        if key not in self._judges:
            self._judges[key] = self._judge_of(content.schema, operation, success=200 <= status < 300)
        judge = self._judges[key]
        wrong = judge.errors(data)
        for violation in wrong:
            self.add(
                "answer",
                f"its answer ({status}) is not as the spec says: {self.scrubbed(violation.message)}",
                operation,
                model,
                example,
                rule=violation.rule,
                path=general(violation.path, data),
                source=violation.source,
                about=status,
            )
        refused = {general(violation.path, data) for violation in wrong}
        for path, words in judge.words.items():
            for value in every(data, path):
                if isinstance(value, str) and value not in words and _pointer(path) not in refused:
                    word = json.dumps(self.scrubbed(value)[:60], ensure_ascii=False)
                    message = f"{written(path)} is {word}, which the spec does not list"
                    self.add("word", message, operation, model, example, path=_pointer(path), about=value[:60])

    def _judge_of(self, schema: Schema | None, operation: Operation, *, success: bool) -> _Judge:
        words: dict[Path, frozenset[str]] = {}
        statuses = self._statuses.get(operation.id, []) if success else []
        open_words = () if schema is None else _open_words(schema, self._provider.definitions, (), ())
        for path, listed in (*open_words, *statuses):
            # A schema may list the words of one page, and `x-task` those of all.
            every_word = self._known.union(listed) if self._known & set(listed) else frozenset(listed)
            words[path] = words.get(path, frozenset()) | every_word
        return _Judge((lambda data: ()) if schema is None else _errors_of(schema, self._provider), words)

    def look_at_creation(
        self, operation: Operation, life: Life | None, answer: Answer, model: str, example: Excerpt
    ) -> None:
        """Judge what the answer to an accepted body says of its task."""
        if life is None or not 200 <= answer.status < 300:
            return
        verdict, why = acceptance(life, answer.data)
        if verdict == "unsaid":
            message = f"its answer does not say that the request was accepted: {why}"
            self.add("answer", message, operation, model, example, rule="accepted")


def documented(operation: Operation, status: int) -> Response | None:
    """The response that the spec gives for a status: its code, its range, `default` (OpenAPI 3.1, Responses Object)."""
    by_status = {response.status: response for response in operation.responses}
    response = by_status.get(str(status)) or by_status.get(f"{status // 100}XX")
    if response is None and 200 <= status < 300 and any(status_key.startswith("2") for status_key in by_status):
        return None  # `default` is for what goes wrong where success has an entry of its own
    return response or by_status.get("default")


def fitting(response: Response, media_type: str) -> Content | None:
    """The content of the response that a media type is an instance of, the most exact first."""

    def fits(pattern: str) -> bool:
        wanted = essence(pattern)
        kind, _, rest = wanted.partition("/")
        own, _, other = media_type.partition("/")
        return wanted == media_type or wanted == "*/*" or (kind == own and rest == "*" and bool(other))

    contents = [content for content in response.contents if fits(content.media_type)]
    return min(contents, key=lambda content: content.media_type.count("*"), default=None)


def general(path: str, data: Json) -> str:
    """A JSON Pointer with the indexes of arrays as `*`."""
    pointer = ""
    at: Any = data
    for name in tokens(path):
        if isinstance(at, list):
            at = at[int(name)] if name.isdecimal() and int(name) < len(at) else None
            pointer += "/*"
        else:
            at = at.get(name) if isinstance(at, dict) else None
            pointer += f"/{escape(name)}"
    return pointer


def _pointer(path: Path) -> str:
    return "".join("/*" if step is None else f"/{escape(str(step))}" for step in path)


def _errors_of(schema: Schema, provider: Provider) -> Callable[[Json], tuple[Any, ...]]:
    """The function that finds what is wrong with a JSON value, made by a compiler of validators."""
    form = Form("answer", "", schema)
    as_model = Model("answer", "answer", "answer", provider.name, schema, (form,), provider.definitions)
    errors: Callable[[Json], tuple[Any, ...]] = validator_of(as_model, provider).errors
    return errors


def _open_words(
    schema: Schema, definitions: Definitions, path: Path, via: tuple[str, ...]
) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Where a schema lists words and lets others through: `anyOf: [{enum: […]}, {type: string}]`."""
    if len(path) > DEEPEST:
        return
    if schema.ref is not None and schema.ref not in via:
        yield from _open_words(definitions[schema.ref], definitions, path, (*via, schema.ref))
    for part in schema.all_of:
        yield from _open_words(part, definitions, path, via)
    listed = [word for part in schema.any_of for word in part.values() or ()]
    if any(part.types == ("string",) and part.values() is None for part in schema.any_of):
        words = tuple(listed_word for listed_word in listed if isinstance(listed_word, str))
        if words:
            yield path, words
    for name, inner in schema.properties.items():
        yield from _open_words(inner, definitions, (*path, name), via)
    if schema.items is not None:
        yield from _open_words(schema.items, definitions, (*path, None), via)


def _statuses(provider: Provider) -> dict[str, list[tuple[Path, tuple[str, ...]]]]:
    """Operation -> where `x-task` says that a status stands in its answers, with the words that it lists."""
    statuses: dict[str, list[tuple[Path, tuple[str, ...]]]] = {}
    for operation, life in lives_of(provider).items():
        if life.poll is not None:
            for operation_id in dict.fromkeys((operation, life.poll.id)):
                statuses.setdefault(operation_id, []).extend((path, tuple(life.states)) for path in life.status)
    return statuses
