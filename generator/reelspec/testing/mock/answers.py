"""Answers as the spec says: a sample of the response schema with the task's id, status, progress, result and error in the
places where `x-task` tells clients to look, and the moments and fields that the answer shares with its request.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from reelspec.common.identity import ByIdentity
from reelspec.language.contract.jsonpath import Path, written
from reelspec.language.contract.media import essence, is_json
from reelspec.language.contract.model import Content, Operation, Provider, Response
from reelspec.language.contract.schema import Schema
from reelspec.language.rules.equality import equal
from reelspec.language.rules.evaluate import accepts
from reelspec.language.rules.tasks import Life
from reelspec.language.source.node import Json
from reelspec.testing.mock.errors import Refusal, Unanswerable, error_value, response_for
from reelspec.testing.mock.media import PIXEL, media_reply, silence, video
from reelspec.testing.mock.messages import Reply, Request, json_reply
from reelspec.testing.mock.places import everywhere, put, schemas_at, taken_away
from reelspec.testing.mock.sample import MOMENTS, Slot, listed_values, of_format, sample
from reelspec.testing.mock.tasks import Task

_ENDED = frozenset(name for name, moment in MOMENTS.items() if moment in ("ended", "expires"))
_ANYTHING: Json = [[None]]
"""What only a schema that asks for nothing accepts."""
_LONGEST = 1000
"""Characters of a text that is repeated."""
_TEXT = "A text.\n"
"""What is answered as a text of which nothing is said."""
_EXPIRES = 86_400.0
"""Seconds that an answer says its links live, where it says that and the plan does not."""


@dataclass(frozen=True)
class Template:
    """What the answers of one operation in one phase have in common. text: the sample as JSON, or a text's own.

    note: why there is no answer, "" where there is one.
    """

    status: int
    media_type: str
    schema: Schema | None
    text: str
    slots: tuple[Slot, ...]
    note: str = ""


class AnswerMaker:
    """The answers of one provider. Each is accepted by the response schema that it answers for."""

    def __init__(self, provider: Provider, now: Callable[[float | None], int]) -> None:
        self.provider = provider
        self._unix = now
        self._templates: dict[tuple[str, str, str], Template] = {}
        self._headers: dict[tuple[str, int, str], str | None] = {}
        self._places: dict[tuple[ByIdentity[Schema], Path], tuple[Schema, ...]] = {}

    def template(self, operation: Operation, life: Life | None = None, phase: str = "") -> Template:
        """The template of an operation's answers. phase: "created", a state, or "" where no task is spoken of."""
        key = (operation.id, "" if life is None else life.operation.id, phase)
        if key not in self._templates:
            self._templates[key] = self._made(operation, life, phase)
        return self._templates[key]

    def _made(self, operation: Operation, life: Life | None, phase: str) -> Template:
        response, status = success_of(operation)
        content = None if response is None else preferred(response.contents)
        if content is None:
            return Template(status, "", None, "", ())
        if not is_json(content.media_type):
            return self._made_text(operation, content, status)
        shown = self._shown(content) if life is None else None
        if shown is not None:
            return Template(status, content.media_type, content.schema, json.dumps(shown[0]), ())
        if content.schema is None:
            return Template(status, content.media_type, None, "{}", ())
        words = frozenset(() if life is None else life.states)
        demands = [()] if life is None else self._demands(content.schema, life, phase)
        for demand in demands:
            whole = content.schema if not demand else Schema(all_of=(content.schema, *demand))
            for left_out in (_left_out(life, phase), lambda path: False):
                sampled = sample(whole, self.provider.definitions, words=words, left_out=left_out)
                if sampled is not None:
                    text = json.dumps(sampled.value)
                    return Template(status, content.media_type, content.schema, text, sampled.slots)
        lacking = "" if life is None else _lacking(life, phase)
        note = f"{operation.id}: no answer was found that its response schema accepts{lacking}"
        return Template(status, content.media_type, content.schema, "", (), note)

    def _shown(self, content: Content) -> tuple[Json] | None:
        """The first body that the document shows and that its schema accepts."""
        for example in content.examples:
            if content.schema is None or accepts(content.schema, self.provider.definitions, example):
                return (example,)
        return None

    def headed(self, operation: Operation, reply: Reply) -> Reply:
        """The reply with the headers that the operation's response of its status always has."""
        response = response_for(operation, reply.status)
        names = {name.lower() for name, _ in reply.headers}
        for header in () if response is None else response.headers:
            key = operation.id, reply.status, header.name
            if key not in self._headers:
                sampled = sample(header.schema, self.provider.definitions)
                self._headers[key] = None if sampled is None else _simple(sampled.value)
            value = self._headers[key]
            if value is not None and header.name.lower() not in names:
                reply.headers.append((header.name.lower(), value))
        return reply

    def _made_text(self, operation: Operation, content: Content, status: int) -> Template:
        """The template of what is not JSON: a text where the schema says which."""
        schema = content.schema
        is_text = essence(content.media_type).startswith("text/")
        shown = self._shown(content) if is_text else None
        if shown is not None and isinstance(shown[0], str):
            return Template(status, content.media_type, schema, shown[0], ())
        if schema is None or not is_text or accepts(schema, self.provider.definitions, _TEXT):
            return Template(status, content.media_type, schema, "", ())
        sampled = sample(schema, self.provider.definitions)
        if sampled is None:
            note = f"{operation.id}: no answer was found that its response schema accepts"
            return Template(status, content.media_type, schema, "", (), note)
        return Template(status, content.media_type, schema, sampled.value if isinstance(sampled.value, str) else "", ())

    def _demands(self, schema: Schema, life: Life, phase: str) -> list[tuple[Schema, ...]]:
        """What clients look for in an answer of a phase, as schemas beside its own: all, then what they cannot do without."""
        demands = [
            demanding((name,), Schema(enum=values))
            for name, values in life.accepted.items()
            if phase == "created" or self._at(schema, (name,))
        ]
        if phase == "created":
            return [(demanding(path, Schema(types=("string", "integer"))), *demands) for path in life.id]
        words = tuple(word for word, state in life.states.items() if state == phase)
        if not words:
            return [tuple(demands)]
        listed = Schema(enum=words)
        choices: list[tuple[Schema, ...]] = []
        for path in life.status:
            word = demanding(path, listed)
            if phase == "succeeded":
                choices += [
                    (word, demanding(result, Schema(types=("string", "array"))), *demands) for result in life.result
                ]
            choices.append((word, *demands))
        return choices

    def ready(self, operation: Operation, life: Life) -> None:
        """Raises Unanswerable when there is no answer to the creation of a task, so that none is created."""
        self._answerable(self.template(operation, life, "created"))

    def plain(self, operation: Operation, request: Request, body: Json) -> Reply:
        """The answer of an operation that has to do with no task. Raises Unanswerable."""
        template = self._answerable(self.template(operation))
        if template.media_type and not is_json(template.media_type):
            return _bytes(template, request.header("range"))
        if not template.media_type:
            return Reply(template.status)
        value = self._slotted(template, json.loads(template.text), body, None, None)
        return _json(template, value)

    def created(self, operation: Operation, task: Task, base_url: str, now: float) -> Reply:
        """The answer to the creation of a task. Raises Unanswerable."""
        template = self._answerable(self.template(operation, task.life, "created"))
        if not template.media_type or not is_json(template.media_type):
            return Reply(template.status, b"", [("location", f"{base_url}/{task.id}")])
        value = self._slotted(template, json.loads(template.text), task.body, task, now)
        value = self._accepted(template, value, task.life.accepted)
        value = self._identified(template, value, task, task.life.id[:1])
        value = self._progress(template, value, task, now, only_declared=True)
        return _json(template, value)

    def state(self, operation: Operation, task: Task, base_url: str, now: float) -> Reply:
        """The answer to the question how a task is. Raises Unanswerable."""
        life, moment = task.life, task.at(now)
        word = moment.word or self._waiting_word(operation, life)
        template = self._answerable(self.template(operation, life, moment.state if word else "wordless"))
        if not template.media_type or not is_json(template.media_type):
            return Reply(template.status)
        value = self._slotted(template, json.loads(template.text), task.body, task, now)
        value = self._accepted(template, value, self._named(template, life))
        value = self._identified(template, value, task, ())
        for path in self._declared(template, life.status) or life.status[:1] if word else ():
            value = self._put(template, value, path, [word, *life.words(moment.state)])
        value = self._progress(template, value, task, now)
        if moment.state == "succeeded":
            value = self._result(template, value, task, base_url)
        elif moment.state != "waiting" and life.error:
            value = self._error(template, value, task, moment.word)
        return _json(template, value)

    def refused(self, operation: Operation, life: Life, value: Json) -> Json:
        """An answer of success that does not say "accepted", made of `value` where the response schema accepts that.

        None where no answer is such.
        """
        response, _ = success_of(operation)
        content = None if response is None else preferred(response.contents)
        schema = None if content is None or not is_json(content.media_type) else content.schema
        for name, values in life.accepted.items():
            value = put(value, (name,), _another(values))
        if schema is None or accepts(schema, self.provider.definitions, value):
            return value
        for name, values in life.accepted.items():
            other = demanding((name,), Schema(negated=Schema(enum=values)))
            sampled = sample(Schema(all_of=(schema, other)), self.provider.definitions)
            if sampled is not None:
                return sampled.value
        return None

    # Parts

    def _answerable(self, template: Template) -> Template:
        if template.note:
            raise Unanswerable(template.note)
        return template

    def _named(self, template: Template, life: Life) -> dict[str, tuple[Json, ...]]:
        """What means "accepted" in an answer that speaks of it."""
        return {name: values for name, values in life.accepted.items() if self._declared(template, ((name,),))}

    def _accepted(self, template: Template, value: Json, wanted: Mapping[str, tuple[Json, ...]]) -> Json:
        for name, values in wanted.items():
            value = self._put(template, value, (name,), list(values))
        return value

    def _identified(self, template: Template, value: Json, task: Task, otherwise: tuple[Path, ...]) -> Json:
        """The value with the task's id wherever it may stand. otherwise: where, when the schema speaks of no such place."""
        for path in self._declared(template, task.life.id) or otherwise:
            value = self._put(template, value, path, [task.identifier])
        return value

    def _waiting_word(self, operation: Operation, life: Life) -> str:
        """A status word for a task that waits where the spec lists none: one in no list means waiting. "" if there is none."""
        response, _ = success_of(operation)
        content = None if response is None else preferred(response.contents)
        schemas = () if content is None or content.schema is None else (content.schema,)
        at = [place for schema in schemas for path in life.status for place in self._at(schema, path)]
        listed = [word for place in at for word in listed_values(place, self.provider.definitions)]
        for word in (*listed, "processing", "waiting"):
            unlisted = isinstance(word, str) and word not in life.states
            if unlisted and all(accepts(place, self.provider.definitions, word) for place in at):
                return str(word)
        return ""

    def _declared(self, template: Template, paths: tuple[Path, ...]) -> tuple[Path, ...]:
        """The paths that the response schema speaks of."""
        return tuple(path for path in paths if template.schema is not None and self._at(template.schema, path))

    def _at(self, schema: Schema, path: Path) -> tuple[Schema, ...]:
        """What a response schema says of a place."""
        key = ByIdentity(schema), path
        if key not in self._places:
            self._places[key] = tuple(schemas_at(schema, self.provider.definitions, path))
        return self._places[key]

    def _put(self, template: Template, value: Json, path: Path, candidates: list[Json]) -> Json:
        """The value with the first of the candidates that the answer may have at a path; unchanged when it may have none."""
        for candidate in candidates:
            made = put(value, path, candidate)
            if self._fits(template, made):
                return made
        return value

    def _fits(self, template: Template, value: Json) -> bool:
        return template.schema is None or accepts(template.schema, self.provider.definitions, value)

    def _progress(
        self, template: Template, value: Json, task: Task, now: float, *, only_declared: bool = False
    ) -> Json:
        paths = task.life.progress
        share = task.at(now).progress
        for path in self._declared(template, paths) or (() if only_declared else paths[:1]):
            candidates: list[Json] = [int(share * 100), round(share, 4), f"{int(share * 100)}%", str(int(share * 100))]
            schemas = self._at(template.schema, path) if template.schema is not None else ()
            if any(schema.maximum == 1 for schema in schemas):
                candidates = [round(share, 4)]
            value = self._put(template, value, path, candidates)
        return value

    def _result(self, template: Template, value: Json, task: Task, base_url: str) -> Json:
        if not task.life.result:
            return value
        path = (self._declared(template, task.life.result) or task.life.result)[0]
        if task.fate.result == "missing":
            away = taken_away(value, path)
            # Where it must be there, it says nothing.
            nothing: tuple[Json, ...] = (None, "", [])
            empty = [put(value, path, empty_value) for empty_value in nothing]
            return next((data for data in (away, *empty) if self._fits(template, data)), away)
        address = result_address(base_url, task, path)
        return self._put(template, value, path, [address, [address]])

    def _error(self, template: Template, value: Json, task: Task, word: str) -> Json:
        path = (self._declared(template, task.life.error) or task.life.error)[0]
        refusal = Refusal(500, f"task_{word or task.fate.end}", task.fate.message)
        plain: Json = {"message": refusal.message, "code": refusal.code}
        schemas = self._at(template.schema, path) if template.schema is not None else ()
        # Where a shape is described the error has it; where any value will do, it is the usual one.
        described = [schema for schema in schemas if not accepts(schema, self.provider.definitions, _ANYTHING)]
        made = [error_value(schema, self.provider.definitions, refusal) for schema in described]
        return self._put(
            template, value, path, [*(error.value for error in made if error is not None), plain, refusal.message]
        )

    def _slotted(self, template: Template, value: Json, body: Json, task: Task | None, now: float | None) -> Json:
        """The value with its slots filled. task: the one that the answer speaks of."""
        shared = shareable(body)
        moments = self._moments(task, now)
        for slot in template.slots:
            new: Json = None
            if slot.kind == "status":
                new = None if task is None or now is None else task.at(now).word or None
            elif slot.kind == "field":
                if slot.name in shared:
                    new = shared[slot.name]
                elif task is not None and slot.name in ("id", "task_id", "taskId", "request_id"):
                    new = task.identifier
                # What a request says of a date or the like may be no such thing, and nothing refuses it.
                new = new if of_format(slot.schema, self.provider.definitions, new) else None
            else:
                new = _written(slot.schema, moments[slot.kind])
            if new is not None and accepts(slot.schema, self.provider.definitions, new):
                value = self._put(template, value, slot.path, [new])
        return value

    def _moments(self, task: Task | None, now: float | None) -> dict[str, int]:
        created = self._unix(None if task is None else task.created)
        ended = created if task is None or task.ends is None else self._unix(task.ends)
        lives = _EXPIRES if task is None or task.fate.result_seconds is None else task.fate.result_seconds
        return {"created": created, "ended": ended, "changed": self._unix(now), "expires": int(ended + lives)}

    def notes(self) -> list[str]:
        """What is wrong with the answers made so far."""
        return [template.note for template in self._templates.values() if template.note]


def shareable(body: Json) -> dict[str, Json]:
    """The fields of a request that answers may repeat: short words and numbers, so that tasks stay small."""
    if not isinstance(body, dict):
        return {}
    return {
        name: value
        for name, value in body.items()
        if not isinstance(value, dict | list) and not (isinstance(value, str) and len(value) > _LONGEST)
    }


RESERVED = "/__mock__"
"""Below this path the mock speaks for itself: results, journal, tasks, clock."""


def result_address(base_url: str, task: Task, path: Path) -> str:
    """Where the result of a task can be downloaded."""
    ending = "png" if any(isinstance(step, str) and "image" in step.lower() for step in path) else "mp4"
    return f"{base_url}{RESERVED}/results/{task.provider}/{task.id}.{ending}"


def success_of(operation: Operation) -> tuple[Response | None, int]:
    """The response of a success and its status: the lowest 2xx that is described, else `2XX` or `default` as 200."""
    codes = sorted(
        response.status
        for response in operation.responses
        if response.status.startswith("2") and response.status.isdecimal()
    )
    by_status = {response.status: response for response in operation.responses}
    if codes:
        return by_status[codes[0]], int(codes[0])
    return by_status.get("2XX") or by_status.get("default"), 200


def preferred(contents: tuple[Content, ...]) -> Content | None:
    """The media type that is answered: JSON before anything else."""
    return min(contents, key=lambda content: not is_json(content.media_type), default=None)


def _json(template: Template, value: Json) -> Reply:
    if template.status in (204, 205, 304):
        return Reply(template.status)
    reply = json_reply(template.status, value)
    if "*" not in template.media_type:
        reply.headers[0] = ("content-type", template.media_type)
    return reply


def _simple(value: Json) -> str:
    """A value as a header writes it: the style `simple` of OpenAPI, without its objects' explosion."""
    if isinstance(value, list):
        return ",".join(map(_simple, value))
    if isinstance(value, dict):
        return ",".join(f"{name},{_simple(member)}" for name, member in value.items())
    return value if isinstance(value, str) else json.dumps(value)


def _bytes(template: Template, wanted: str | None) -> Reply:
    reply = media_of(template.media_type, wanted)
    if template.text and reply.status == 200:
        reply.body = template.text.encode()
    if reply.status == 200:
        reply.status = template.status
    return reply


def media_of(media_type: str, wanted: str | None) -> Reply:
    """Bytes of a media type, or the range of them that is wanted."""
    kind = essence(media_type)
    if kind.startswith("text/"):
        return Reply(200, _TEXT.encode(), [("content-type", "text/plain; charset=utf-8" if "*" in kind else kind)])
    if kind.startswith("image/"):
        return media_reply(PIXEL, "image/png", wanted)
    if kind.startswith("audio/"):
        return media_reply(silence(), "audio/wav", wanted)
    return media_reply(video(), "video/mp4" if "*" in kind or kind == "application/octet-stream" else kind, wanted)


def demanding(path: Path, inner: Schema) -> Schema:
    """A schema of values that have something at a path which `inner` accepts."""
    if not path:
        return inner
    step, rest = path[0], demanding(path[1:], inner)
    if isinstance(step, str):
        return Schema(types=("object",), properties={step: rest}, required=(step,))
    if step is None:
        return Schema(types=("array",), items=rest, min_items=1)
    return Schema(types=("array",), prefix_items=(*[Schema()] * step, rest), min_items=step + 1)


def _lacking(life: Life, phase: str) -> str:
    """What an answer of a phase must say besides, in words."""
    if phase == "created":
        demands = "".join(f" and {name} as accepted" for name in life.accepted)
        return f" and that has a task's id at {' or '.join(map(written, life.id))}{demands}"
    words = [word for word, state in life.states.items() if state == phase]
    return f" and whose status is {' or '.join(words)}" if words else ""


def _another(accepted: tuple[Json, ...]) -> Json:
    """A value that is none of those that mean "accepted", of the first one's kind where there is such."""
    kind = accepted[0]
    others: tuple[Json, ...] = (True, False) if isinstance(kind, bool) else ()
    others += tuple(range(400, 400 + len(accepted) + 1)) if isinstance(kind, int) else ()
    return next(other for other in (*others, "refused", {}) if not any(equal(other, value) for value in accepted))


def _left_out(life: Life | None, phase: str) -> Callable[[Path], bool]:
    """The places that an answer of a phase does not have: the result before it is there, an error without a failure."""
    if life is None:
        return lambda path: False
    status = () if phase == "wordless" else life.status
    needed = [everywhere(path) for path in (*life.id, *status, *life.progress)]
    unwanted = [everywhere(path) for path in (life.result[1:] if phase == "succeeded" else life.result)]
    wanted = [everywhere(path) for path in life.result[:1]] if phase == "succeeded" else []
    failed = phase in ("failed", "cancelled", "expired")
    if failed:
        wanted += [everywhere(path) for path in life.error[:1]]
    unwanted += [everywhere(path) for path in (life.error[1:] if failed else life.error)]
    unwanted += [everywhere(path) for path in life.status if path not in status]

    def left_out(path: Path) -> bool:
        if phase in ("created", "waiting", "wordless") and path and _plain(path[-1]) in _ENDED:
            return True
        if any(other[: len(path)] == path for other in (*needed, *wanted)):
            return False
        return any(other[: len(path)] == path for other in unwanted)

    return left_out


def _plain(step: str | int | None) -> str:
    return str(step).lower().replace("_", "").replace("-", "")


def _written(schema: Schema, moment: int) -> Json:
    """A moment as a field writes it: Unix seconds, or a date and time (RFC 3339)."""
    if "string" in (schema.value_types() or ()):
        if schema.format == "date":
            return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d")
        if schema.format in ("date-time", None):
            return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return None
    return moment
