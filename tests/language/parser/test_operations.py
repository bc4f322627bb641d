"""Operations, parameters, servers and security schemes of whole documents: each read or refused by name and place."""

from __future__ import annotations

from typing import Any

import pytest

from tests.language.parser.whole import OK, document, made, notes, refusal, refusals

TEXT = {"type": "string"}


def get(path: str = "/orders", **others: Any) -> dict[str, Any]:
    """A document with one operation."""
    return document({path: {"get": {"operationId": "orders.list", "responses": OK, **others}}})


def operation(whole: dict[str, Any]) -> Any:
    """The only operation of a document."""
    (found,) = made(whole).contract.providers[0].operations
    return found


# Operations


def test_an_operation_id_that_stands_twice_is_one_problem() -> None:
    one = {"operationId": "list", "responses": OK}
    whole = document({"/a": {"get": one}, "/b": {"get": one}})
    message = "the operation id list stands at specs/shop/openapi.json:9:14 already"
    assert message in refusal(whole, documents="foreign: false\n")
    provider = made(whole).contract.providers[0]
    assert [one.message for one in provider.foreign] == [f"{message}, so that this one is {provider.operations[1].id}"]


def test_operation_ids_that_a_client_would_confuse_are_refused() -> None:
    paths = {
        f"/{at}": {"get": {"operationId": name, "responses": OK}}
        for at, name in enumerate(["list-orders", "listOrders", "shops", "shops/list"])
    }
    found = refusals(document(paths))
    assert len(found) == 2
    assert "the operation ids listOrders and list-orders are both list_orders in Python" in found[0]
    assert "the operation id shops/list leads through shops, which is an operation itself" in found[1]


def test_an_operation_that_is_a_reference_is_one_problem() -> None:
    found = refusal(document({"/orders/{id}": {"get": {"$ref": "list.yaml"}}}))
    assert "OpenAPI has no $ref in the place of an operation (get): bundle the document first" in found


def test_fields_beside_the_reference_of_a_path_are_refused() -> None:
    item = {"$ref": "#/components/pathItems/Orders", "get": {"responses": OK}}
    whole = document({"/orders": item}, components={"pathItems": {"Orders": {"put": {"responses": OK}}}})
    assert "OpenAPI does not define get beside the $ref of a path" in refusal(whole)


def test_callbacks_and_webhooks_are_told() -> None:
    whole = get(callbacks={"done": {}})
    whole["webhooks"] = {"done": {"post": {"responses": OK}}}
    assert notes(whole) == (
        "webhooks: read by nothing; clients call, they are not called",
        "callbacks are read by nothing; clients call, they are not called: orders.list",
    )


def test_many_places_are_told_in_one_note() -> None:
    body = {"requestBody": {"content": {"text/csv": {"schema": {**TEXT, "maxLength": 9}}}}, "responses": OK}
    paths = {f"/{at}": {"post": {"operationId": f"send{at}", **body}} for at in range(5)}
    assert notes(document(paths)) == (
        "bodies of text/csv are not judged, only JSON and forms are: send0, send1, send2 and 2 more",
    )


@pytest.mark.parametrize(
    ("others", "message"),
    [
        ({"parameters": {}}, "the parameters must be a list, not object"),
        ({"responses": []}, "the responses must be a mapping, not array"),
        ({"requestBody": []}, "the request body must be a mapping, not array"),
        ({"requestBody": {"content": []}}, "the content must be a mapping, not array"),
        ({"security": {}}, "the security must be a list, not object"),
        ({"consumes": []}, "consumes is no field of an operation in OpenAPI"),
    ],
)
def test_what_has_the_wrong_kind_is_refused(others: dict[str, Any], message: str) -> None:
    assert message in refusal(get(**others))


# Parameters


def test_parameters_of_every_kind() -> None:
    found = operation(
        get(
            "/orders/{id}",
            parameters=[
                {"name": "id", "in": "path", "required": True, "schema": TEXT},
                {"name": "tags", "in": "query", "schema": {"type": "array", "items": TEXT}, "explode": False},
                {"name": "where", "in": "query", "style": "deepObject", "schema": {"type": "object"}},
                {"name": "filter", "in": "query", "content": {"application/json": {"schema": {"type": "object"}}}},
                {"name": "X-Request-Id", "in": "header", "schema": TEXT},
                {"name": "session", "in": "cookie", "schema": TEXT},
            ],
        )
    )
    assert [(one.name, one.location, one.required) for one in found.parameters] == [
        ("id", "path", True),
        ("tags", "query", False),
        ("where", "query", False),
        ("filter", "query", False),
        ("X-Request-Id", "header", False),
        ("session", "cookie", False),
    ]
    assert found.parameters[3].schema.types == ("object",)


def test_an_operations_parameter_replaces_the_paths() -> None:
    item = {
        "parameters": [{"name": "page", "in": "query", "schema": TEXT}],
        "get": {"parameters": [{"name": "page", "in": "query", "schema": {"type": "integer"}}], "responses": OK},
    }
    (page,) = operation(document({"/orders": item})).parameters
    assert page.schema.types == ("integer",)


def test_headers_that_openapi_ignores_are_told() -> None:
    whole = get(parameters=[{"name": "Authorization", "in": "header", "required": True, "schema": TEXT}])
    assert operation(whole).parameters == ()
    assert notes(whole) == ("OpenAPI ignores header parameters of these names: Authorization",)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ([{"name": "id", "in": "path", "schema": TEXT}], "the path parameter id must be required"),
        ([{"name": "id", "in": "path", "required": True}], "the parameter id needs a schema or content"),
        ([{"name": "id", "in": "body", "schema": TEXT}], "`in` is path, query, header or cookie"),
        ([{"name": "x", "in": "path", "required": True, "schema": TEXT}], "has no {x} for the parameter x to stand in"),
    ],
)
def test_parameters_that_cannot_be_sent_are_refused(parameters: list[Any], message: str) -> None:
    assert any(message in one for one in refusals(get("/orders/{id}", parameters=parameters)))


def test_a_parameter_that_stands_twice_is_refused() -> None:
    page = {"name": "page", "in": "query", "schema": TEXT}
    assert "the query parameter page stands at" in refusal(get(parameters=[page, page]))


def test_schema_and_content_of_a_parameter_exclude_each_other() -> None:
    both = {"name": "page", "in": "query", "schema": TEXT, "content": {"application/json": {"schema": TEXT}}}
    assert "a parameter has either a schema or content of one media type" in refusal(get(parameters=[both]))


# Servers and security


def test_servers_with_variables() -> None:
    servers = [
        {
            "url": "https://{region}.example.com/{version}",
            "variables": {"region": {"default": "eu"}, "version": {"default": "v1", "enum": ["v1"]}},
        },
        {"url": "/relative"},
    ]
    (provider,) = made({**get(), "servers": servers}).contract.providers
    assert provider.servers == ("https://eu.example.com/v1", "/relative")


def test_a_server_variable_without_a_default_is_refused() -> None:
    found = refusal({**get(), "servers": [{"url": "https://{region}.example.com"}]})
    assert "the server's variable region needs a default, a text" in found


def test_security_schemes_of_every_kind() -> None:
    schemes = {
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "basic": {"type": "http", "scheme": "basic"},
        "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
        "oauth": {"type": "oauth2", "flows": {"implicit": {"authorizationUrl": "https://a.example", "scopes": {}}}},
        "oidc": {"type": "openIdConnect", "openIdConnectUrl": "https://a.example"},
        "tls": {"type": "mutualTLS"},
        "again": {"$ref": "#/components/securitySchemes/key"},
    }
    whole = {
        **get(security=[{"key": []}, {"basic": [], "oauth": ["read"]}, {}]),
        "components": {"securitySchemes": schemes},
    }
    (provider,) = made(whole).contract.providers
    assert list(provider.security_schemes) == list(schemes)
    assert provider.security_schemes["again"] == schemes["key"]
    assert provider.operations[0].security == ("key", "basic", "oauth")


@pytest.mark.parametrize(
    ("scheme", "message"),
    [
        ({"type": "basic"}, "a security scheme has a type: apiKey, http, oauth2, openIdConnect, mutualTLS"),
        ({"type": "apiKey", "in": "header"}, "a security scheme of type apiKey needs `name`"),
        ({"type": "http", "scheme": "basic", "realm": "x"}, "realm is no field of a security scheme in OpenAPI"),
    ],
)
def test_security_schemes_that_are_not_whole_are_refused(scheme: dict[str, Any], message: str) -> None:
    assert message in refusal({**get(), "components": {"securitySchemes": {"key": scheme}}})


def test_an_operation_may_need_no_security() -> None:
    schemes = {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}
    whole = {**get(security=[]), "security": [{"key": []}], "components": {"securitySchemes": schemes}}
    assert operation(whole).security == ()
