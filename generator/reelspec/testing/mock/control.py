"""What the mock says of itself, below `/__mock__`: journal, tasks and clock, for tests in other languages than Python."""

from __future__ import annotations

from urllib.parse import parse_qsl

from reelspec.language.contract.keywords import hint
from reelspec.language.source.node import Json
from reelspec.language.source.place import Problems
from reelspec.testing.mock.answers import RESERVED
from reelspec.testing.mock.bodies import UnreadableBody, read_json
from reelspec.testing.mock.messages import Reply, Request, json_reply
from reelspec.testing.mock.shared import MockState

USES = {
    f"GET {RESERVED}/journal": "the requests so far, oldest first; ?since=N leaves out the first N",
    f"DELETE {RESERVED}/journal": "forget journal, tasks and counts",
    f"GET {RESERVED}/tasks": "the tasks and how they are",
    f"GET {RESERVED}/clock": "the seconds since the mock began",
    f"POST {RESERVED}/clock": 'let time pass: {"advance": seconds}',
    f"PUT {RESERVED}/plan": "go on with another plan, as JSON",
}


def control(mock: MockState, request: Request) -> Reply:
    """The reply to a request about the mock itself. Such requests are in no journal, need no key and meet no fault."""
    name = request.path.removeprefix(RESERVED).strip("/")
    match request.method, name:
        case "GET" | "HEAD", "":
            return json_reply(200, {"providers": [provider.name for provider in mock.providers], "uses": dict(USES)})
        case "GET" | "HEAD", "journal":
            return _journal(mock, request)
        case "DELETE", "journal":
            mock.reset()
            return Reply(204)
        case "GET" | "HEAD", "tasks":
            now = mock.clock.now()
            return json_reply(200, {"tasks": [task.as_dict(now) for task in mock.tasks.values()]})
        case "GET" | "HEAD", "clock":
            return json_reply(200, {"now": mock.clock.now(), "speed": mock.clock.speed})
        case "POST", "clock":
            return _advance(mock, request)
        case "PUT", "plan":
            return _plan(mock, request)
    known = [use.split()[0] for use in USES if use.endswith(f"/{name}")]
    if known:
        reply = json_reply(405, {"error": {"message": f"{request.method} is no method of this path"}})
        reply.headers.append(("allow", ", ".join(known)))
        return reply
    return json_reply(404, {"error": {"message": "the mock has no such path"}, "uses": dict(USES)})


def _journal(mock: MockState, request: Request) -> Reply:
    questions = parse_qsl(request.query, keep_blank_values=True)
    for key, _ in questions:
        if key != "since":
            message = f"the journal has no parameter {key[:80]}{hint(key, ['since'])}"
            return json_reply(400, {"error": {"message": message}})
    since = next((value for _, value in questions), "0")
    if not since.isdecimal() or len(since) > 15:
        return json_reply(400, {"error": {"message": "since is a number of requests"}})
    entries: list[Json] = [entry.as_dict() for entry in mock.journal if entry.number > int(since)]
    return json_reply(200, {"total": mock.journal.total, "entries": entries})


def _advance(mock: MockState, request: Request) -> Reply:
    message = 'the body is {"advance": seconds}, from 0 to 1000000000'
    try:
        body = read_json(request.body)
    except UnreadableBody as error:
        return json_reply(400, {"error": {"message": f"{error}; {message}"}})
    for key in body if isinstance(body, dict) else ():
        if key != "advance":
            return json_reply(
                400, {"error": {"message": f"there is no {key[:80]} here{hint(key, ['advance'])}; {message}"}}
            )
    seconds = body.get("advance") if isinstance(body, dict) else None
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= 1e9:
        return json_reply(400, {"error": {"message": message}})
    mock.clock.advance(seconds)
    return json_reply(200, {"now": mock.clock.now(), "speed": mock.clock.speed})


def _plan(mock: MockState, request: Request) -> Reply:
    try:
        body = read_json(request.body)
        if not isinstance(body, dict):
            raise UnreadableBody("a plan is a mapping")
        mock.replan(body)
    except UnreadableBody as error:
        return json_reply(400, {"error": {"message": str(error)}})
    except Problems as problems:
        entries: list[Json] = [{"message": problem.message, "name": problem.name} for problem in problems.problems]
        return json_reply(400, {"error": {"message": "the plan is wrong", "problems": entries}})
    return Reply(204)
