"""A mock provider: any provider of the specs, judging and answering as its spec says, with faults by plan. For tests.

    from reelspec.mock import Mock, serving

    mock = Mock(root, ["powertokens"], plan={"tasks": [{"end": "failed"}]})   # a contract, or the folder that holds specs/

    mock.app                    # an ASGI application, for any ASGI server or test client
    mock.transport()            # a transport of httpx, sync and async, without a socket: httpx.Client(transport=...)
    with serving(mock) as url:  # a real server in a thread on a free port of 127.0.0.1 (needs the extra `mock`)
        ...                     # several providers stand below f"{url}/<provider>", a single one also at url itself
    mock.handle(Request(...))   # a request in, a reply out, without any input or output

    mock.clock.advance(3)       # tasks live on this clock, which stands still until it is driven; Clock(speed=1) runs
    mock.journal                # entry by entry what arrived: .of(operation="videos.create", verdict="accepted")
    mock.tasks                  # id -> Task: .at(now) says how it is
    mock.replan({...})          # another plan from here on; mock.reset() forgets journal, tasks and counts

A plan (`plan.schema.json`) has faults of requests (`FAULTS`) and ways of tasks (`Fate`). What a provider's spec refuses is
answered in the provider's own error shape, naming rule and reason, and stands in the journal as verdict "invalid".
"""

from __future__ import annotations

from reelspec.testing.mock.clock import Clock
from reelspec.testing.mock.errors import Violation
from reelspec.testing.mock.faults import FAULTS
from reelspec.testing.mock.journal import Entry, Journal
from reelspec.testing.mock.messages import Delivery, Reply, Request
from reelspec.testing.mock.mock import Mock
from reelspec.testing.mock.plan import Plan, plan_of, read_plan
from reelspec.testing.mock.server import MissingExtra, serving
from reelspec.testing.mock.shared import UnknownProvider
from reelspec.testing.mock.tasks import ENDS, RESULTS, Fate, Task

__all__ = [
    "ENDS",
    "FAULTS",
    "RESULTS",
    "Clock",
    "Delivery",
    "Entry",
    "Fate",
    "Journal",
    "MissingExtra",
    "Mock",
    "Plan",
    "Reply",
    "Request",
    "Task",
    "UnknownProvider",
    "Violation",
    "plan_of",
    "read_plan",
    "serving",
]
