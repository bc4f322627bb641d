"""When a call is sent again, beyond the table in `exchanges`: which failures of httpx, how long the pauses are."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import pytest

from tests.codegen.clients.test_requests import IMAGE_TO_VIDEO
from videoapis import powertokens


class Pauses(list[float]):
    """Pauses that a client makes, taken without waiting."""

    def sync(self, seconds: float) -> None:
        self.append(seconds)


def create(client: Any) -> Any:
    return client.videos.create(**IMAGE_TO_VIDEO)


def retrieve(client: Any) -> Any:
    return client.videos.retrieve("t")


@pytest.mark.parametrize(
    "error", [httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ReadTimeout, httpx.WriteTimeout, httpx.RemoteProtocolError]
)
def test_which_failures_of_a_paid_call_are_repeated(error: type[httpx.TransportError]) -> None:
    sent = 0

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal sent
        sent += 1
        raise error("failed", request=request)

    with powertokens.PowerTokens("k", transport=httpx.MockTransport(answer)) as client:
        client._open().sleep = Pauses().sync  # type: ignore[assignment]
        with pytest.raises(powertokens.APIConnectionError) as caught:
            create(client)
    before = error in (httpx.ConnectTimeout, httpx.PoolTimeout)
    assert sent == (3 if before else 1)
    assert caught.value.not_sent is before


def test_pauses_are_drawn_from_the_whole_of_a_growing_span() -> None:
    """Full jitter: uniform from 0 to 0.5, 1, 2, 4, 8 and then 8 seconds."""
    pauses = Pauses()
    random.seed(11)
    transport = httpx.MockTransport(lambda request: httpx.Response(503))
    with powertokens.PowerTokens("k", transport=transport, max_retries=2000) as client:
        client._open().sleep = pauses.sync  # type: ignore[assignment]
        with pytest.raises(powertokens.ServerError):
            retrieve(client)
    random.seed(11)
    assert pauses == [random.uniform(0, min(8.0, 0.5 * 2 ** min(at, 9))) for at in range(2000)]
    late = pauses[4:]
    assert min(late) < 0.2 and max(late) > 7.8


def test_a_retry_after_date_counts_from_now() -> None:
    pauses = Pauses()
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
    answers = [httpx.Response(429, headers={"retry-after": date}), httpx.Response(200, json={"id": "t"})]
    with powertokens.PowerTokens("k", transport=httpx.MockTransport(lambda request: answers.pop(0))) as client:
        client._open().sleep = pauses.sync  # type: ignore[assignment]
        create(client)
    assert 0 < pauses[0] <= 40
