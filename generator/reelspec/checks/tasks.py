"""Check: what `x-task` reads of answers is there by their schemas: places, status words, the values that mean "accepted".

What no answer can have is a problem: a client would lose a task that is paid for. What a schema leaves open and does not
describe is a note.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from reelspec.language.contract.jsonpath import Path, steps, written
from reelspec.language.contract.keywords import similar
from reelspec.language.contract.media import is_json
from reelspec.language.contract.model import Contract, Operation, Provider
from reelspec.language.contract.schema import TYPES, Definitions, Schema, keywords_of
from reelspec.language.rules.reach import End, Rank, Reach, best, of_types, of_value, reach
from reelspec.language.rules.tasks import STATES, life_of
from reelspec.language.rules.words import listing, value_words
from reelspec.language.source.node import Node
from reelspec.language.source.place import Problem
from reelspec.language.source.text import shortened

_SOMETHING = tuple(kind for kind in TYPES if kind != "null")
_TYPES = {"id": ("string", "integer"), "status": ("string",), "result": ("string", "array")}
"""What a client takes from a place, where it does not take anything."""
_MOST_LISTED = 12
"""A message lists the fields and words that there are if they are no more than so many."""


class _Answers(NamedTuple):
    """What an operation answers where it succeeds. schemas: None stands for JSON of which nothing is said."""

    operation: Operation
    schemas: tuple[Schema | None, ...]
    definitions: Definitions

    def reach(self, path: Path, end: End) -> Reach:
        """How far the best of the answers goes along with a path."""
        return best(
            [
                Reach(Rank.UNSAID, 0) if schema is None else reach(schema, self.definitions, path, end)
                for schema in self.schemas
            ]
        )


def check_tasks(contract: Contract) -> Iterable[Problem]:
    """Places, words and values of `x-task` that no answer of the operation can have."""
    return [problem for problem, certain in _findings(contract) if certain]


def doubts_of_tasks(contract: Contract) -> Iterable[Problem]:
    """Places and words of `x-task` that the schemas of answers leave open and do not name, and answers without a schema."""
    return [
        Problem(problem.place, f"warning: {problem.message}", problem.name)
        for problem, certain in _findings(contract)
        if not certain
    ]


def _findings(contract: Contract) -> Iterator[tuple[Problem, bool]]:
    """Each with whether it is certain."""
    for provider in contract.providers:
        for operation in provider.operations:
            node = None if operation.node is None else operation.node.get("x-task")
            life = life_of(operation, provider)
            if node is None or life is None:
                continue
            created = _answers_of(operation, provider)
            yield from _read(node, created, ("id",))
            yield from _accepted(node, created)
            if life.poll is not None:
                polled = _answers_of(life.poll, provider)
                yield from _read(node, polled, ("status", "progress", "result", "error"))
                yield from _words(node, polled)


def _answers_of(operation: Operation, provider: Provider) -> _Answers:
    successes = [response for response in operation.responses if response.status.startswith("2")]
    successes = successes or [response for response in operation.responses if response.status == "default"]
    contents = [content for response in successes for content in response.contents if is_json(content.media_type)]
    schemas = [
        None
        if content.schema is None or (content.schema.boolean or not any(keywords_of(content.schema)))
        else content.schema
        for content in contents
    ]
    return _Answers(operation, tuple(schemas), provider.definitions)


def _read(node: Node, answers: _Answers, members: tuple[str, ...]) -> Iterator[tuple[Problem, bool]]:
    """The places that the answers should have."""
    given = [(name, value) for name in members if (value := node.get(name)) is not None]
    if given and not any(schema is not None for schema in answers.schemas):
        name, value = given[0]
        what = "no answer of success in JSON" if not answers.schemas else "no schema for its answer"
        message = f"{name} is read from what {answers.operation.id} answers, and the spec has {what} to compare it with"
        yield value.problem(message, "task-answer"), False
        return
    for name, value in given:
        for place, path in _paths(value):
            reached = answers.reach(path, of_types(*_TYPES.get(name, _SOMETHING)))
            if reached.rank is not Rank.NAMED:
                message = _missing(name, path, answers, reached)
                yield place.problem(message, "task-path"), reached.rank is Rank.NEVER


def _accepted(node: Node, answers: _Answers) -> Iterator[tuple[Problem, bool]]:
    """The fields and values that mean "accepted"."""
    member = node.get("accepted")
    if member is None or not any(schema is not None for schema in answers.schemas):
        return
    for name, value in member.items():
        place = answers.reach((name,), of_types(*TYPES))
        if place.rank is not Rank.NAMED:
            message = _missing("accepted", (name,), answers, place)
            yield value.problem(message, "task-path", key=True), place.rank is Rank.NEVER
            continue
        for item in [value] if value.kind != "array" else value.elements():
            reached = answers.reach((name,), of_value(item.value))
            if reached.rank is not Rank.NAMED:
                yield (
                    _unlisted(item, f"{name} of what {answers.operation.id} answers", reached),
                    reached.rank is Rank.NEVER,
                )


def _words(node: Node, answers: _Answers) -> Iterator[tuple[Problem, bool]]:
    """The status words, held against those that the status may be, wherever it was probably meant to be read."""
    status = node.get("status")
    if status is None or not any(schema is not None for schema in answers.schemas):
        return
    paths = [_meant(answers, path) for _, path in _paths(status)]
    paths = [path for path in paths if answers.reach(path, of_types("string")).rank is Rank.NAMED]
    for state in STATES if paths else ():
        words = node.get(state)
        for word in () if words is None else words.elements():
            reached = best([answers.reach(path, of_value(word.value)) for path in paths])
            if reached.rank is not Rank.NAMED:
                what = f"the status of what {answers.operation.id} answers"
                yield _unlisted(word, what, reached), reached.rank is Rank.NEVER


def _missing(name: str, path: Path, answers: _Answers, reached: Reach) -> str:
    """A place that no answer has, or that may be there though nothing says so."""
    never = f"which {answers.operation.id} never answers"
    unsaid = f"which the schema of what {answers.operation.id} answers does not describe"
    return f"{name} reads {written(path)}, {never if reached.rank is Rank.NEVER else unsaid}: {_gap(reached, path)}"


def _unlisted(value: Node, what: str, reached: Reach) -> Problem:
    """A value that what is read never is, or that it may be though others are listed."""
    text = shortened(value_words(value.value), 80)
    word = str(value.value) if value.kind == "string" else ""
    near = similar(word, reached.known) if word else None
    hint = f"; did you mean {near}?" if near else ""
    if not hint and 0 < len(reached.known) <= _MOST_LISTED:
        hint = f"; it is {listing([shortened(value_words(other), 80) for other in reached.known])}"
    never = reached.rank is Rank.NEVER
    return value.problem(f"{what} {'is never' if never else 'is not listed to be'} {text}{hint}", "task-word")


def _meant(answers: _Answers, path: Path) -> Path:
    """The path with names that are slips put right."""
    for _ in path:
        reached = answers.reach(path, of_types("string"))
        near = None if reached.rank is Rank.NAMED else _near(reached, path)
        if near is None:
            break
        path = (*path[: reached.depth], near, *path[reached.depth + 1 :])
    return path


def _near(reached: Reach, path: Path) -> str | None:
    step = path[reached.depth] if reached.depth < len(path) else None
    return similar(step, reached.known) if isinstance(step, str) and not reached.why else None


def _gap(reached: Reach, path: Path) -> str:
    """What there is at the place where a schema no longer goes along with a path."""
    where = written(path[: reached.depth]) if reached.depth else "the answer"
    if reached.why:
        return f"{where} {reached.why}"
    step = path[reached.depth]
    near = _near(reached, path)
    missing = f"{where} has no {step}" if isinstance(step, str) else f"nothing is said of the items of {where}"
    if near is not None:
        return f"{missing}; did you mean {near}?"
    if 0 < len(reached.known) <= _MOST_LISTED:
        return f"{missing}; it has {listing(reached.known, 'and')}"
    return missing


def _paths(value: Node) -> Iterator[tuple[Node, Path]]:
    for item in [value] if value.kind != "array" else value.elements():
        path = steps(str(item.value))
        if path is not None:
            yield item, path
