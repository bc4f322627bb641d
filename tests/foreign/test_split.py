"""A document in several files and folders is one document."""

from __future__ import annotations

from typing import Any

import pytest

from tests.codegen.clients.server import Answer
from tests.foreign.reading import body


def test_files_and_folders_are_one_document(call: Any) -> None:
    split = call("split", Answer(json={"id": "f"}))
    made = split.client.films.create(title="dunes").model
    assert (type(made).__name__, made.id) == ("SchemasSharedMade", "f")
    assert body(split.last) == {"title": "dunes"}
    with pytest.raises(split.module.InvalidRequestError, match="/title: it is 1 character long"):
        split.client.films.create(title="d")
