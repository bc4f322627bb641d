"""Which servers are this machine, who gets the key, and where it goes in a request."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from reelspec.language.contract.model import Operation, Parameter, Provider
from reelspec.language.contract.schema import Schema
from reelspec.testing.verify.errors import Unusable
from reelspec.testing.verify.target import ANY_KEY, Target, credentials, is_local, path_of, target_of, values_of
from tests.testing.verify.judged import model_of, server

PROVIDER, _ = model_of("powertokens/wan2.7-i2v")
CREATE, POLL = PROVIDER.operations[:2]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.255.3.4", "::1"])
def test_this_machine(host: str) -> None:
    assert is_local(host)


@pytest.mark.parametrize(
    "host",
    [
        "0.0.0.0",
        "10.0.0.1",
        "127.1",
        "127.0.0.1.example",
        "localhost.example",
        "my.localhost",
        "::",
        "::ffff:127.0.0.1",
        "",
    ],
)
def test_other_machines(host: str) -> None:
    assert not is_local(host)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1:8000",
        "localhost:8000",
        "ftp://localhost",
        "http://",
        "http://localhost@api.example",
        "http://user:word@localhost",
        "http://localhost/?key=1",
        "http://localhost/#top",
        "http://localhost:99999",
        "http://local\nhost",
        "",
    ],
)
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(Unusable):
        target_of(address, PROVIDER)


def test_the_key_of_the_environment_is_for_the_provider_and_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POWERTOKENS_API_KEY", "secret")
    assert target_of("https://api.powertokens.ai", PROVIDER).key == "secret"
    assert target_of("http://127.0.0.1:8000/", PROVIDER).key == "secret"
    assert target_of("https://api.powertokens.ai.example", PROVIDER).key is None
    assert target_of("https://elsewhere.example", PROVIDER).key is None
    assert target_of("https://elsewhere.example", PROVIDER, key="given").key == "given"


def test_this_machine_gets_some_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POWERTOKENS_API_KEY", raising=False)
    assert target_of("http://[::1]:8000", PROVIDER).key == ANY_KEY
    assert "secret" not in repr(target_of("http://[::1]:8000", PROVIDER, key="secret"))


def test_an_address_has_no_slash_at_its_end() -> None:
    target = target_of("http://127.0.0.1:8000/gateway/", PROVIDER)
    assert (target.address, target.local) == ("http://127.0.0.1:8000/gateway", True)
    assert target_of(server("powertokens/wan2.7-i2v"), PROVIDER, base_path="/api/").address.endswith("/api")


def test_what_is_no_application() -> None:
    with pytest.raises(Unusable, match="a WSGI application"):
        target_of(lambda environ, start_response: [b""], PROVIDER)
    with pytest.raises(Unusable, match="int is neither an address nor an application"):
        target_of(5, PROVIDER)


@pytest.mark.parametrize(
    ("scheme", "headers", "query"),
    [
        ({"type": "http", "scheme": "bearer"}, (("authorization", "Bearer k"),), ()),
        ({"type": "http", "scheme": "Basic"}, (("authorization", "Basic aw=="),), ()),
        ({"type": "apiKey", "in": "header", "name": "X-Key"}, (("x-key", "k"),), ()),
        ({"type": "apiKey", "in": "query", "name": "key"}, (), (("key", "k"),)),
        ({"type": "apiKey", "in": "cookie", "name": "sid"}, (("cookie", "sid=k"),), ()),
        ({"type": "oauth2", "flows": {}}, (("authorization", "Bearer k"),), ()),
    ],
)
def test_where_the_key_goes(scheme: Any, headers: Any, query: Any) -> None:
    provider: Provider = replace(PROVIDER, security_schemes={"bearer": scheme})
    found = credentials(provider, CREATE, "k")
    assert found is not None
    assert (found.headers, found.query) == (headers, query)
    assert "aw==" not in repr(found) and "k" not in repr(found).removeprefix("Credentials")


def test_an_operation_without_security_gets_no_key() -> None:
    assert credentials(PROVIDER, replace(CREATE, security=()), "k") is None


@pytest.mark.parametrize(
    ("task", "path"),
    [
        ("t-1", "/v1/videos/t-1"),
        ("a/b?c", "/v1/videos/a%2Fb%3Fc"),
        ("..", "/v1/videos/%2E%2E"),
        ("é", "/v1/videos/%C3%A9"),
    ],
)
def test_a_task_stays_one_segment_of_the_path(task: str, path: str) -> None:
    assert path_of(POLL, {"task_id": task}) == path


def test_values_of_parameters() -> None:
    def needs(schema: Schema) -> Operation:
        return replace(CREATE, parameters=(Parameter("region", "query", True, schema),))

    target = Target("http://127.0.0.1", local=True)
    assert values_of(needs(Schema(enum=("eu", "us"))), target) == {"region": "eu"}
    given = replace(target, parameters={"region": "us"})
    assert values_of(needs(Schema()), given) == {"region": "us"}
    with pytest.raises(Unusable, match="--param region=VALUE"):
        values_of(needs(Schema(types=("string",))), target)
