"""Where the spec has an idempotency header, a creation whose answer was lost is sent again, and still paid once."""

from __future__ import annotations

from pathlib import Path

import pytest

from reelspec.testing.mock import Mock
from tests.codegen.clients import providers
from tests.support import build_files

RETRY = "{statuses: [{status: 429}], idempotency-header: Idempotency-Key}"


@pytest.mark.parametrize("fault", ["reset", "truncated", "slow", "status"])
def test_a_lost_answer_is_asked_for_again(fault: str, tmp_path: Path) -> None:
    options = {"slow": {"seconds": 100}, "status": {"status": 502, "carried-out": True}}.get(fault, {})
    text = providers.OPENAPI % {"scheme": "{type: http, scheme: bearer}", "retry": f"      x-retry: {RETRY}"}
    files = {"openapi": text, "models/kite": providers.MODEL, "documents": providers.DOCUMENTS}
    contract = build_files({f"specs/kite/{name}.yaml": content for name, content in files.items()}).contract
    mock = Mock(contract, plan={"requests": [{"fault": fault, "match": {"nth": 1}, **options}]})
    with (
        providers.kite(tmp_path, retry=RETRY) as kite,
        kite.Kite("key-1", base_url="http://mock", transport=mock.transport()) as client,
    ):
        opened = client._open()
        opened.sleep, opened.clock = mock.clock.advance, mock.clock.now
        done = client.videos.create_and_wait(prompt="A kite climbs.", wait_timeout=600)
    first, second = mock.journal.of(operation="videos.create")
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
    assert first.task == second.task == done.id and list(mock.tasks) == [done.id] and done.state == "succeeded"
