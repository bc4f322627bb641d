"""A first contract test: the client against the mock. docs/testing.md of reelspec goes on from here."""

import pytest


@pytest.mark.reelspec_mock("kite")
def test_a_refused_body(reelspec_mock_url: str) -> None:
    from apis.kite import InvalidRequestError, Kite

    with Kite("key", base_url=reelspec_mock_url) as client, pytest.raises(InvalidRequestError) as refused:
        client.videos.create(model="kite-1", prompt="A kite climbs.", size="1080p", seconds=8)
    assert [violation.rule for violation in refused.value.violations] == ["short-when-large"]
