"""A client's module imports what its code names and nothing else, whatever operations and fields are called."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from tests.codegen.types.made import document, fields, operation
from tests.support import build_files

CLIENT = "python/videoapis/acme/client.py"
ANSWER = {"200": {"description": "done", "content": {"application/json": {"schema": fields(id={"type": "string"})}}}}


def client(*operations: dict[str, Any]) -> ast.Module:
    """The client of a provider with these operations."""
    files = build_files(document(*operations)).files
    (path,) = (path for path in files if path.endswith("/acme/client.py"))
    return ast.parse(files[path])


def imported(module: ast.Module) -> set[str]:
    """The names that a module imports, those for type checkers among them, without its `__future__`."""
    found: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module != "__future__":
            found.update(alias.asname or alias.name for alias in node.names)
    return found


def get(name: str, *parameters: dict[str, Any]) -> dict[str, Any]:
    """An operation of GET. name: its id."""
    return {f"/{name}": {"get": {"operationId": name, "parameters": list(parameters), "responses": ANSWER}}}


def query(name: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema}


WITHOUT_BODY = (
    get("tasks.overload", query("requests", type="string"), query("life", type="integer")),
    get("requests.scheme"),
)
TYPED = (
    get("list", query("order", enum=["up", "down"]), query("ids", type="array", items={"type": "string"})),
    operation("make", fields(prompt={"type": "string"}), fields(id={"type": "string"})),
)


@pytest.mark.parametrize("operations", [WITHOUT_BODY, TYPED, WITHOUT_BODY + TYPED])
def test_all_that_is_imported_is_used(operations: tuple[dict[str, Any], ...]) -> None:
    module = client(*operations)
    used = {node.id for node in ast.walk(module) if isinstance(node, ast.Name)}
    assert imported(module) <= used


def test_words_that_only_texts_and_attributes_have_bring_no_import() -> None:
    names = imported(client(*WITHOUT_BODY))
    assert not {"tasks", "requests", "overload", "Life", "Scheme", "Literal", "Sequence", "Unpack"} & names
    assert {"Call", "Operation", "Parameter", "Provider", "Any", "Mapping", "Result", "responses"} <= names


def test_what_annotations_name_is_imported() -> None:
    assert {"Literal", "Sequence", "Unpack", "requests", "responses"} <= imported(client(*TYPED))


def test_a_group_of_operations_hides_nothing_of_the_client() -> None:
    """`ledger` and `close` are the client's own; deeper down they are free."""
    module = client(get("ledger.read"), get("close.now"), get("films.ledger.read"))
    held = {
        target.attr
        for node in ast.walk(module)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute)
    }
    assert held == {"_client", "ledger_", "close_", "films", "ledger"}
