"""The mock provider without any input or output: a request in, a reply out, a journal of what happened."""

from __future__ import annotations

import hashlib
import threading
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reelspec.contract.model import Contract, Operation, Parameter, Provider
from reelspec.emit.openapi import is_json
from reelspec.logic.evaluate import accepts
from reelspec.mock.answers import RESERVED, Answers, media_of
from reelspec.mock.bodies import Unreadable, read_json
from reelspec.mock.clock import Clock
from reelspec.mock.control import control
from reelspec.mock.errors import Refusal, Violation, error_body, listed_status, refused
from reelspec.mock.faults import FAULTS
from reelspec.mock.journal import Entry, Journal
from reelspec.mock.judge import BodyJudge
from reelspec.mock.media import media_reply, video
from reelspec.mock.messages import Reply, Request, json_reply
from reelspec.mock.parameters import parameter_violations
from reelspec.mock.places import put, schemas_at
from reelspec.mock.plan import RESULT, Plan, RequestEntry, plan_of, read_plan
from reelspec.mock.routes import Route, Router
from reelspec.mock.security import Redactor, missing_key
from reelspec.mock.tasks import Fate, Life, Task, lives_of
from reelspec.source.node import Json
from reelspec.source.place import Problems

if TYPE_CHECKING:
    from reelspec.mock.asgi import App
    from reelspec.mock.transport import MockTransport

MOST_TASKS = 100_000
"""The oldest tasks are forgotten when there are more."""
_SAFE = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


class UnknownProvider(LookupError):
    """There is no provider of that name; the message says which there are."""


class Mock:
    """Providers that answer as their specs say.

    contract: a contract, or the root of a repository with specs/. providers: names, None for all. plan: a plan, a
    mapping of its form, or its file. clock: one that stands still and is driven by `advance` unless another is given.
    key: the only key that is accepted; None for any that is there. strict: contested rules refuse as well.

    Raises Problems for wrong specs or a wrong plan, UnknownProvider.
    """

    def __init__(
        self,
        contract: Contract | Path | str,
        providers: Sequence[str] | None = None,
        *,
        plan: Plan | Mapping[str, Any] | Path | None = None,
        clock: Clock | None = None,
        key: str | None = None,
        strict: bool = False,
    ) -> None:
        if not isinstance(contract, Contract):
            from reelspec.build import load

            contract = load(Path(contract))
        self.contract = contract
        self.providers = _chosen(contract, providers)
        self.clock = clock or Clock()
        self.journal = Journal()
        self.tasks: dict[str, Task] = {}
        """The tasks that were created, by id, in the order of their creation."""
        self.key = key
        self.plan = self._planned(plan)
        self._router = Router(self.providers)
        self._bodies = {one.name: BodyJudge(one, strict=strict) for one in self.providers}
        self._answers = {one.name: Answers(one, self.clock.unix) for one in self.providers}
        self._lives = {one.name: lives_of(one) for one in self.providers}
        self._redactors = {one.name: Redactor(one) for one in self.providers}
        self._neutral = Redactor(None)
        self._created = 0
        self._counts: dict[int, int] = {}
        self._lock = threading.RLock()

    @property
    def app(self) -> App:
        """The mock as an ASGI application (ASGI 3.0, HTTP)."""
        from reelspec.mock.asgi import App

        return App(self)

    def transport(self) -> MockTransport:
        """The mock as a transport of httpx, for sync and async clients, without a socket: faults become httpx's exceptions."""
        from reelspec.mock.transport import MockTransport

        return MockTransport(self)

    def replan(self, plan: Plan | Mapping[str, Any] | Path | None) -> None:
        """Go on with another plan, counting from the beginning. Raises Problems."""
        new = self._planned(plan)
        with self._lock:
            self.plan = new
            self._counts.clear()

    def reset(self) -> None:
        """Forget journal, tasks and counts; the plan and the clock stay."""
        with self._lock:
            self.journal.clear()
            self.tasks.clear()
            self._counts.clear()
            self._created = 0

    def _planned(self, plan: Plan | Mapping[str, Any] | Path | None) -> Plan:
        made = read_plan(plan) if isinstance(plan, Path) else plan if isinstance(plan, Plan) else plan_of(plan or {})
        problems = made.problems(self.providers)
        if problems:
            raise Problems(problems)
        return made

    def notes(self) -> list[str]:
        """Answers that could not be made as the spec says, found by making one of each."""
        for provider in self.providers:
            answers, lives = self._answers[provider.name], self._lives[provider.name]
            for operation in provider.operations:
                life = lives.get(operation.id)
                answers.template(operation, life, "created" if life is not None else "")
        return [f"{one.provider.name}: {note}" for one in self._answers.values() for note in one.notes()]

    # A request

    def handle(self, request: Request) -> Reply:
        """The reply to a request, journalled unless the request is about the mock itself."""
        with self._lock:
            if request.path == RESERVED or request.path.startswith(f"{RESERVED}/"):
                if request.path.startswith(f"{RESERVED}/results/"):
                    return self._handled(request, None)
                return control(self, request)
            return self._handled(request, self._router.find(request.method, request.path))

    def _handled(self, request: Request, route: Route | tuple[Provider, tuple[str, ...]] | None) -> Reply:
        exchange = _Exchange(self, request, route)
        reply = exchange.reply()
        redactor = self._neutral if exchange.provider is None else self._redactors[exchange.provider.name]
        self.journal.add(
            Entry(
                number=self.journal.total + 1,
                time=self.clock.now(),
                provider="" if exchange.provider is None else exchange.provider.name,
                operation=exchange.name,
                method=request.method,
                path=request.path,
                query=redactor.query(request),
                headers=redactor.headers(request),
                content=request.body,
                model=exchange.model,
                verdict=exchange.verdict,
                violations=exchange.violations,
                status=reply.status if not reply.delivery.reset else 0,
                task=exchange.task,
                fault=exchange.fault,
            )
        )
        return reply

    def fault_for(self, request: Request, provider: str, operation: str, model: str | None) -> RequestEntry | None:
        """The entry of the plan that this request meets. Every entry that fits counts the request."""
        chosen = None
        for entry in self.plan.requests:
            if not entry.match.fits(provider, operation, request.method, request.path, model):
                continue
            number = self._counts[id(entry)] = self._counts.get(id(entry), 0) + 1
            if chosen is None and entry.match.counts(number, f"{self.plan.seed}/{entry.match}"):
                chosen = entry
        return chosen

    def create(self, provider: Provider, life: Life, model: str | None, body: Json) -> Task:
        """A new task."""
        self._created += 1
        fate = self.plan.fate
        chosen = False
        for entry in self.plan.tasks:
            if entry.match.fits(provider.name, life.operation, "POST", "", model) and life.can_end(entry.fate.end):
                number = self._counts[id(entry)] = self._counts.get(id(entry), 0) + 1
                if not chosen and entry.match.counts(number, f"{self.plan.seed}/{entry.match}"):
                    fate, chosen = entry.fate, True
        identifier = self._identifier(provider, life)
        shared = _shared(body)
        task = Task(
            str(identifier), identifier, self._created, provider.name, life, fate, model, shared, self.clock.now()
        )
        self.tasks[task.id] = task
        if len(self.tasks) > MOST_TASKS:
            del self.tasks[next(iter(self.tasks))]
        return task

    def _identifier(self, provider: Provider, life: Life) -> Json:
        """An id that the answer's schema and the poll's parameter accept."""
        digest = hashlib.sha256(f"{self.plan.seed}/{provider.name}/{self._created}".encode()).hexdigest()
        number = 10**9 + self._created
        candidates: list[Json] = [f"task_{digest[:20]}", digest[:20], digest[:32], number, str(number)]
        candidates += [str(uuid.UUID(digest[:32], version=4)), digest[:12], digest[:8], self._created]
        operations = {one.id: one for one in provider.operations}
        asked = [parameter.schema for one in (life.poll, life.content) if (parameter := key_of(operations.get(one)))]
        template = self._answers[provider.name].template(operations[life.operation], life, "created")
        if template.schema is not None:
            asked += [one for path in life.id for one in schemas_at(template.schema, provider.definitions, path)]
        for one in candidates:
            if all(accepts(schema, provider.definitions, one) for schema in asked):
                return one
        # Where the parameter is a text and the answer has a number, the answer decides.
        answered = asked[-1] if asked else None
        return next(
            (one for one in candidates if answered and accepts(answered, provider.definitions, one)), candidates[0]
        )


class _Exchange:
    """One request on its way through the mock, and what the journal says of it."""

    def __init__(self, mock: Mock, request: Request, route: Route | tuple[Provider, tuple[str, ...]] | None) -> None:
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
        self.fault: str | None = None
        self._body: Json = None
        self._unread: Refusal | None = None
        self._carried_out: Reply | None = None

    def _provider(self) -> Provider | None:
        if isinstance(self.route, Route):
            return self.route.provider
        if self.route is not None:
            return self.route[0]
        first = self.request.path.split("/")[1:2]
        named = next((one for one in self.mock.providers if [one.name] == first), None)
        return named or (self.mock.providers[0] if len(self.mock.providers) == 1 else None)

    def reply(self) -> Reply:
        """The reply, after the plan has had its say."""
        request = self.request
        if request.path.startswith(f"{RESERVED}/results/"):
            self.name = RESULT
            parts = request.path.removeprefix(f"{RESERVED}/results/").split("/")
            self.provider = next((one for one in self.mock.providers if one.name == parts[0]), None)
        elif self.operation is None or self.provider is None:
            return self._unrouted()
        else:
            missing = missing_key(self.provider, self.operation, request, self.mock.key)
            if missing is not None:
                self.verdict = "unauthorized"
                status = listed_status(self.operation, 401, 403)
                return self._refuse(Refusal(status, "unauthorized", f"Not authorized: {missing}."))
            self._read()
        owner = "" if self.provider is None else self.provider.name
        entry = self.mock.fault_for(request, owner, self.name, self.model)
        if entry is None:
            return self.carry_out()
        self.fault = entry.fault
        self.verdict = "faulted"
        return FAULTS[entry.fault].apply(entry.options, self)

    # What faults ask (`faults.Context`)

    def carry_out(self) -> Reply:
        """Judge the request and act on it, once."""
        if self._carried_out is None:
            self.verdict = "accepted"
            self._carried_out = self._result() if self.name == RESULT else self._acted()
        return self._carried_out

    def error(self, status: int, message: str) -> Reply:
        """An error of that status in the provider's shape."""
        return self._refuse(Refusal(status, f"status_{status}", message))

    def refusal(self) -> Reply | None:
        """A success whose body says that the request was not accepted."""
        assert self.provider is not None
        life = self.mock._lives[self.provider.name].get(self.name)
        if life is None or not life.accepted:
            return None
        value = error_body(self.provider, self.operation, Refusal(400, "refused", "The request was not accepted."))
        for name, accepted in life.accepted.items():
            other: Json = (400 if accepted != 400 else 500) if isinstance(accepted, int) else "refused"
            value = put(value, (name,), (not accepted) if isinstance(accepted, bool) else other)
        return json_reply(200, value)

    # Steps

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
        return json_reply(refusal.status, error_body(self.provider, self.operation, refusal))

    def _read(self) -> None:
        """Read the body, so that the plan can ask for its model."""
        operation, body = self.operation, self.request.body
        assert operation is not None and self.provider is not None
        if not operation.request or not body:
            return
        given = (self.request.header("content-type") or "").partition(";")[0].strip().lower()
        taken = [one.media_type.partition(";")[0].strip().lower() for one in operation.request]
        if not any(_media_match(given, one) for one in taken):
            said = f"The content type {given[:80]} is" if given else "A content type is missing; none is"
            message = f"{said} not one of {', '.join(taken)}."
            self._unread = Refusal(listed_status(operation, 415, 400), "unsupported_media_type", message)
            return
        if not given.endswith("json") or not any(is_json(one) for one in taken):
            return
        try:
            self._body = read_json(body)
        except Unreadable as error:
            self._unread = Refusal(400, "invalid_json", f"{str(error)[0].upper()}{str(error)[1:]}.")
            return
        if operation.models:
            self.model = self.mock._bodies[self.provider.name].model_of(operation, self._body)

    def _acted(self) -> Reply:
        operation, provider, request = self.operation, self.provider, self.request
        assert operation is not None and provider is not None and isinstance(self.route, Route)
        if self._unread is not None:
            self.verdict = "unreadable"
            return self._refuse(self._unread)
        found = list(parameter_violations(operation.parameters, request, self.route.values, provider.definitions))
        if operation.request and not request.body:
            if operation.request_required:
                found.append(Violation("required", "", "the request needs a body"))
        elif operation.models and (request.header("content-type") or "").partition(";")[0].strip().endswith("json"):
            found += self.mock._bodies[provider.name].violations(operation, self._body)
        if found:
            self.verdict, self.violations = "invalid", tuple(found)
            return self._refuse(refused(tuple(found), listed_status(operation, 400, 422)))
        return self._answered(operation, provider)

    def _answered(self, operation: Operation, provider: Provider) -> Reply:
        mock, now = self.mock, self.mock.clock.now()
        answers, lives = mock._answers[provider.name], mock._lives[provider.name]
        life = lives.get(operation.id)
        base_url = self.request.base_url
        if life is not None:
            task = mock.create(provider, life, self.model, self._body)
            self.task = task.id
            return answers.created(operation, task, base_url, now)
        polls = any(one.poll == operation.id for one in lives.values())
        content = any(one.content == operation.id for one in lives.values())
        if not polls and not content:
            return answers.plain(operation, self.request, self._body)
        wanted = self._key(operation)
        found = mock.tasks.get(wanted)
        if (
            found is None
            or found.provider != provider.name
            or operation.id not in (found.life.poll, found.life.content)
        ):
            self.verdict = "unknown"
            status = listed_status(operation, 404, 400)
            return self._refuse(Refusal(status, "task_not_found", f"There is no task {wanted[:80]}."))
        if polls and operation.id == found.life.poll:
            return answers.state(operation, found, base_url, now)
        return self._downloaded(operation, found, answers.template(operation).media_type)

    def _key(self, operation: Operation) -> str:
        """The id of the task that the request speaks of."""
        assert isinstance(self.route, Route)
        parameter = key_of(operation)
        if parameter is None:
            return ""
        if parameter.location == "path":
            return self.route.values.get(parameter.name, "")
        from urllib.parse import parse_qsl

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
            return self.mock._answers[task.provider].plain(operation, self.request, task.body)
        return _served(task.fate, media_type or "video/mp4", self.request.header("range"))

    def _result(self) -> Reply:
        """The bytes of a result, from the address that the task's answer had."""
        name = self.request.path.rsplit("/", 1)[1]
        stem, _, ending = name.rpartition(".")
        task = self.mock.tasks.get(stem)
        now = self.mock.clock.now()
        if self.request.method not in ("GET", "HEAD"):
            self.verdict = "unknown"
            return Reply(405, b"", [("allow", "GET, HEAD")])
        if task is None or self.provider is None or task.provider != self.provider.name:
            self.verdict = "unknown"
            return Reply(404, b"There is no such result.\n", [("content-type", "text/plain; charset=utf-8")])
        if task.at(now).state != "succeeded" or not task.result_lives(now):
            self.verdict = "unknown"
            said = b"<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"
            return Reply(403, said, [("content-type", "application/xml")])
        return _served(task.fate, "image/png" if ending == "png" else "video/mp4", self.request.header("range"))


def key_of(operation: Operation | None) -> Parameter | None:
    """The parameter that names the task: the last one of the path, else the first required one of the query."""
    if operation is None:
        return None
    in_path = [one for one in operation.parameters if one.location == "path"]
    if in_path:
        order = {name: operation.path.find(f"{{{name}}}") for name in (one.name for one in in_path)}
        return max(in_path, key=lambda one: order[one.name])
    return next((one for one in operation.parameters if one.location == "query" and one.required), None)


def _shared(body: Json) -> Json:
    """The fields of a request that answers may repeat: short words and numbers, so that tasks stay small."""
    if not isinstance(body, dict):
        return None
    return {
        name: value
        for name, value in body.items()
        if not isinstance(value, dict | list) and not (isinstance(value, str) and len(value) > 1000)
    }


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


def _chosen(contract: Contract, names: Sequence[str] | None) -> tuple[Provider, ...]:
    if not names:
        if not contract.providers:
            raise UnknownProvider("the specs describe no provider")
        return contract.providers
    known = {one.name: one for one in contract.providers}
    for name in names:
        if name not in known:
            from difflib import get_close_matches

            near = get_close_matches(name, list(known), 1, 0.5)
            hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(known)}"
            raise UnknownProvider(f"there is no provider {name}{hint}")
    return tuple(known[name] for name in dict.fromkeys(names))
