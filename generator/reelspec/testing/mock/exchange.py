"""One request on its way through the mock: whose it is, what is wrong with it, which fault it meets, and what it is answered."""

from __future__ import annotations

from urllib.parse import parse_qsl

from reelspec.language.contract.media import essence, is_form, is_json
from reelspec.language.contract.model import Operation, Provider
from reelspec.language.rules.tasks import Life, key_of, retry_of
from reelspec.language.source.node import Json
from reelspec.testing.mock.answers import RESERVED, media_of, success_of
from reelspec.testing.mock.bodies import UnreadableBody, read_json
from reelspec.testing.mock.errors import (
    Refusal,
    Unanswerable,
    Violation,
    error_body,
    error_reply,
    listed_status,
    refused,
)
from reelspec.testing.mock.faults import FAULTS
from reelspec.testing.mock.forms import read_form
from reelspec.testing.mock.media import media_reply, video
from reelspec.testing.mock.messages import Reply, Request, json_reply
from reelspec.testing.mock.parameters import parameter_violations
from reelspec.testing.mock.plan import RESULT
from reelspec.testing.mock.routes import Route
from reelspec.testing.mock.security import missing_key
from reelspec.testing.mock.shared import Backend, MockState
from reelspec.testing.mock.tasks import Fate, Task


class Exchange:
    """One request on its way through the mock, and what the journal says of it."""

    def __init__(
        self, mock: MockState, request: Request, route: Route | tuple[Provider, tuple[str, ...]] | None
    ) -> None:
        self.mock = mock
        self.request = request
        self.route = route
        self.provider = self._provider()
        self.operation = route.operation if isinstance(route, Route) else None
        self.name = "" if self.operation is None else self.operation.id
        self.model: str | None = None
        self.verdict = "accepted"
        self.violations: tuple[Violation, ...] = ()
        self.task: str | None = None
        self.about: Task | None = None
        """The task that the request asks for, when there is one."""
        self.fault: str | None = None
        self._body: Json = None
        self._models: tuple[str, ...] = ()
        """Those that the body can be, in its media type."""
        self._unread: Refusal | None = None
        self._carried_out: Reply | None = None

    @property
    def backend(self) -> Backend:
        """What the provider's requests are handled with."""
        assert self.provider is not None
        return self.mock.backends[self.provider.name]

    def _provider(self) -> Provider | None:
        if isinstance(self.route, Route):
            return self.route.provider
        if self.route is not None:
            return self.route[0]
        first = self.request.path.split("/")[1:2]
        named = next((provider for provider in self.mock.providers if [provider.name] == first), None)
        return named or (self.mock.providers[0] if len(self.mock.providers) == 1 else None)

    def is_legal(self) -> bool:
        """Whether the operation takes the request's parameters and body. Nothing happens by asking."""
        self._read()
        return self._unread is None and not self._violations()

    def reply(self) -> Reply:
        """The reply, after the plan has had its say."""
        request = self.request
        if request.path.startswith(f"{RESERVED}/results/"):
            self.name = RESULT
            parts = request.path.removeprefix(f"{RESERVED}/results/").split("/")
            self.provider = next((provider for provider in self.mock.providers if provider.name == parts[0]), None)
            self.about = self._known(parts[-1].rpartition(".")[0])
        elif self.operation is None or self.provider is None:
            return self._unrouted()
        else:
            missing = missing_key(self.provider, self.operation, request, self.mock.key)
            if missing is not None:
                self.verdict = "unauthorized"
                status = listed_status(self.operation, 401, 403)
                return self._refuse(Refusal(status, "unauthorized", f"Not authorized: {missing}."))
            self._read()
            if any(life.names(self.name) for life in self.backend.lives.values()):
                self.about = self._known(self._key(self.operation))
        if self.about is not None:
            self.model = self.about.model
        entry = self.mock.fault_for(request, self.provider, self.name, self.model, self.about)
        if entry is None:
            return self.carry_out()
        self.fault = entry.fault
        self.verdict = "faulted"
        return FAULTS[entry.fault].apply(entry.options, self)

    # What faults ask (`faults.FaultContext`)

    def carry_out(self) -> Reply:
        """Judge the request and act on it, once."""
        if self._carried_out is None:
            self.verdict = "accepted"
            try:
                self._carried_out = self._result() if self.name == RESULT else self._acted()
            except Unanswerable as error:
                self._carried_out = _unanswerable(error)
        return self._carried_out

    def error(self, status: int, message: str) -> Reply:
        """An error of that status in the provider's shape."""
        return self._refuse(Refusal(status, f"status_{status}", message))

    def refusal(self) -> Reply | None:
        """A success whose body says that the request was not accepted."""
        if self.provider is None:
            return None
        spoken = (life for life in self.backend.lives.values() if self.name in life.answering and life.accepted)
        life = next(spoken, None)
        if life is None:
            return None
        assert self.operation is not None
        try:
            body = error_body(self.provider, self.operation, Refusal(400, "refused", "The request was not accepted."))
        except Unanswerable:
            body = {}
        value = self.backend.answers.refused(self.operation, life, body)
        return None if value is None else json_reply(success_of(self.operation)[1], value)

    # Steps

    def _known(self, name: str) -> Task | None:
        """The provider's task of that id."""
        task = self.mock.tasks.get(name)
        return task if task is not None and self.provider and task.provider == self.provider.name else None

    def _unrouted(self) -> Reply:
        self.verdict = "unknown"
        if isinstance(self.route, tuple):
            allowed = ", ".join(sorted({*self.route[1], *(["HEAD"] if "GET" in self.route[1] else [])}))
            reply = self._refuse(
                Refusal(405, "method_not_allowed", f"{self.request.method} is no method of this path; {allowed} is.")
            )
            reply.headers.append(("allow", allowed))
            return reply
        return self._refuse(Refusal(404, "not_found", "There is nothing at this path."))

    def _refuse(self, refusal: Refusal) -> Reply:
        if self.provider is None:
            return json_reply(refusal.status, {"error": {"message": refusal.message, "code": refusal.code}})
        try:
            reply = error_reply(self.provider, self.operation, refusal)
            return reply if self.operation is None else self.backend.answers.headed(self.operation, reply)
        except Unanswerable as error:
            return _unanswerable(error)

    def _read(self) -> None:
        """Read the body, so that the plan can ask for its model."""
        operation, body = self.operation, self.request.body
        assert operation is not None and self.provider is not None
        if not operation.request or not body:
            return
        encoding = (self.request.header("content-encoding") or "identity").strip().lower()
        if encoding != "identity":
            message = f"The content encoding {encoding[:80]} is not read here."
            self._unread = Refusal(listed_status(operation, 415, 400), "unsupported_content_encoding", message)
            return
        sent = essence(self.request.header("content-type") or "")
        taken = [essence(content.media_type) for content in operation.request]
        if not any(_media_match(sent, media_type) for media_type in taken):
            subject = f"The content type {sent[:80]} is" if sent else "A content type is missing; none is"
            message = f"{subject} not one of {', '.join(taken)}."
            self._unread = Refusal(listed_status(operation, 415, 400), "unsupported_media_type", message)
            return
        content = next(each for each in operation.request if _media_match(sent, essence(each.media_type)))
        if not is_json(sent) and not (is_form(sent) and content.models):
            return
        bodies = self.backend.bodies
        try:
            if is_json(sent):
                self._body = read_json(body)
            else:
                kind = self.request.header("content-type") or ""
                self._body = read_form(body, kind, content, bodies.named(content.models), self.provider.definitions)
        except UnreadableBody as error:
            code = "invalid_json" if is_json(sent) else "invalid_form"
            self._unread = Refusal(400, code, f"{str(error)[0].upper()}{str(error)[1:]}.")
            return
        self._models = content.models
        if content.models:
            self.model = bodies.model_of(content.models, self._body)

    def _acted(self) -> Reply:
        operation, provider = self.operation, self.provider
        assert operation is not None and provider is not None
        if self._unread is not None:
            self.verdict = "unreadable"
            return self._refuse(self._unread)
        violations = self._violations()
        if violations:
            self.verdict, self.violations = "invalid", violations
            return self._refuse(refused(violations, listed_status(operation, 400, 422)))
        return self.backend.answers.headed(operation, self._answered(operation, provider))

    def _violations(self) -> tuple[Violation, ...]:
        """What is wrong with the parameters and with the body that was read."""
        operation, provider, request = self.operation, self.provider, self.request
        assert operation is not None and provider is not None and isinstance(self.route, Route)
        violations = list(parameter_violations(operation.parameters, request, self.route.values, provider.definitions))
        if operation.request and not request.body:
            if operation.request_required:
                violations.append(Violation("required", "", "the request needs a body"))
        elif self._models:
            violations += self.backend.bodies.violations(self._models, self._body)
        return tuple(violations)

    def _answered(self, operation: Operation, provider: Provider) -> Reply:
        answers, lives = self.backend.answers, self.backend.lives
        life = lives.get(operation.id)
        base_url = self.request.base_url
        if life is not None:
            answers.ready(operation, life)
            task = self._created(operation, provider, life)
            self.task = task.id
            return answers.created(operation, task, base_url, self.mock.clock.now())  # not before it was created
        if not any(life.names(operation.id) for life in lives.values()):
            return answers.plain(operation, self.request, self._body)
        about = self.about
        if about is None or not about.life.names(operation.id):
            self.verdict = "unknown"
            status = listed_status(operation, 404, 400)
            return self._refuse(Refusal(status, "task_not_found", f"There is no task {self._key(operation)[:80]}."))
        if operation is about.life.poll:
            return answers.state(operation, about, base_url, self.mock.clock.now())
        return self._downloaded(operation, about, answers.template(operation).media_type)

    def _created(self, operation: Operation, provider: Provider, life: Life) -> Task:
        """A new task; the one that an idempotency key has created before, where the spec has such a header."""
        header = retry_of(operation).header
        given = self.request.header(header.lower()) if header else None
        if given is None:
            return self.mock.create(provider, life, self.model, self._body)
        key = provider.name, operation.id, given
        known = self.mock.tasks.get(self.mock.repeatable.get(key, ""))
        if known is None:
            known = self.mock.create(provider, life, self.model, self._body)
            self.mock.repeatable[key] = known.id
        return known

    def _key(self, operation: Operation) -> str:
        """The id of the task that the request speaks of."""
        assert isinstance(self.route, Route)
        parameter = key_of(operation)
        if parameter is None:
            return ""
        if parameter.location == "path":
            return self.route.values.get(parameter.name, "")
        return dict(parse_qsl(self.request.query)).get(parameter.name, "")

    def _downloaded(self, operation: Operation, task: Task, media_type: str) -> Reply:
        """The bytes of a result, from the provider itself."""
        now = self.mock.clock.now()
        if task.at(now).state != "succeeded":
            status = listed_status(operation, 409, 404, 400)
            return self._refuse(Refusal(status, "task_not_finished", "The task has no result, or none yet."))
        if task.fate.result == "missing" or not task.result_lives(now):
            status = listed_status(operation, 410, 404)
            return self._refuse(Refusal(status, "result_expired", "The result can no longer be downloaded."))
        if is_json(media_type):
            return self.backend.answers.plain(operation, self.request, task.body)
        return _served(task.fate, media_type or "video/mp4", self.request.header("range"))

    def _result(self) -> Reply:
        """The bytes of a result, from the address that the task's answer had."""
        task, now = self.about, self.mock.clock.now()
        if self.request.method not in ("GET", "HEAD"):
            self.verdict = "unknown"
            return Reply(405, b"", [("allow", "GET, HEAD")])
        if task is None:
            self.verdict = "unknown"
            return Reply(404, b"There is no such result.\n", [("content-type", "text/plain; charset=utf-8")])
        if task.at(now).state != "succeeded" or not task.result_lives(now):
            self.verdict = "unknown"
            content = b"<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"
            return Reply(403, content, [("content-type", "application/xml")])
        return _served(
            task.fate,
            "image/png" if self.request.path.endswith(".png") else "video/mp4",
            self.request.header("range"),
        )


def _unanswerable(error: Unanswerable) -> Reply:
    """What comes in place of an answer that would be none of the spec's: the mock's own word, in no provider's shape."""
    return Reply(
        501, f"The mock has no answer here. {error}\n".encode(), [("content-type", "text/plain; charset=utf-8")]
    )


def _served(fate: Fate, media_type: str, wanted: str | None) -> Reply:
    if fate.result == "page":
        return Reply(200, b"<!DOCTYPE html><title>Gone</title>\n", [("content-type", "text/html; charset=utf-8")])
    if fate.result == "empty":
        return Reply(200, b"", [("content-type", "video/mp4")])
    if media_type.startswith("video/"):
        return media_reply(video(), "video/mp4", wanted)
    return media_of(media_type, wanted)


def _media_match(given: str, taken: str) -> bool:
    """Whether a media type is one of a range such as `video/*`."""
    if taken in ("*/*", given):
        return bool(given)
    return taken.endswith("/*") and given.startswith(taken[:-1])
