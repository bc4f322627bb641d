"""The mock provider without any input or output: a request in, a reply out, a journal of what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reelspec.language.contract.model import Provider
from reelspec.testing.mock.answers import RESERVED
from reelspec.testing.mock.control import control
from reelspec.testing.mock.exchange import Exchange
from reelspec.testing.mock.journal import Entry
from reelspec.testing.mock.messages import Reply, Request
from reelspec.testing.mock.routes import Route
from reelspec.testing.mock.shared import MockState

if TYPE_CHECKING:
    from reelspec.testing.mock.asgi import App
    from reelspec.testing.mock.transport import MockTransport


class Mock(MockState):
    """Providers that answer as their specs say.

    contract: a contract, or the root of a repository with specs/. providers: names, None for all. plan: a plan, a
    mapping of its form, or its file. clock: one that stands still and is driven by `advance` unless another is given.
    key: the only key that is accepted; None for any that is there. strict: contested rules refuse as well.

    Raises Problems for wrong specs or a wrong plan, UnknownProvider.
    """

    @property
    def app(self) -> App:
        """The mock as an ASGI application (ASGI 3.0, HTTP)."""
        from reelspec.testing.mock.asgi import App

        return App(self.handle, self.clock)

    def transport(self) -> MockTransport:
        """The mock as a transport of httpx, for sync and async clients, without a socket: faults become httpx's exceptions."""
        from reelspec.testing.mock.transport import MockTransport

        return MockTransport(self.handle, self)

    def handle(self, request: Request) -> Reply:
        """The reply to a request, journalled unless the request is about the mock itself."""
        with self.lock:
            if request.path == RESERVED or request.path.startswith(f"{RESERVED}/"):
                if request.path.startswith(f"{RESERVED}/results/"):
                    return self._handled(request, None)
                return control(self, request)
            route = self._router.find(request.method, request.path, request.query)
            if isinstance(route, Route) and route.others:
                route = next((each for each in route.alike if Exchange(self, request, each).is_legal()), route)
            return self._handled(request, route)

    def _handled(self, request: Request, route: Route | tuple[Provider, tuple[str, ...]] | None) -> Reply:
        exchange = Exchange(self, request, route)
        reply = exchange.reply()
        reply.headers.append(("x-request-id", f"mock-{self.journal.total + 1}"))
        redactor = self._neutral if exchange.provider is None else self.backends[exchange.provider.name].redactor
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
