"""Listed words of any length: in the types as they are, and made in the time of their length."""

from __future__ import annotations

import ast
import json
import time

from tests.support import build_files


def test_a_listed_word_of_a_megabyte_is_in_the_types() -> None:
    word = 'a"\u202e\\' * 250_000
    schema = {"type": "object", "properties": {"state": {"type": "string", "enum": [word, "long-0-"]}}}
    answer = {"description": "ok", "content": {"application/json": {"schema": schema}}}
    operation = {"operationId": "read", "responses": {"200": answer}}
    document = {"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "paths": {"/a": {"get": operation}}}
    start = time.monotonic()
    files = build_files({"specs/acme/openapi.json": json.dumps(document)}).files
    assert time.monotonic() - start < 30
    sources = [text.decode() for path, text in files.items() if path.endswith(".py")]
    words = [
        node.value
        for source in sources
        if "long-0-" in source
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant)
    ]
    assert word in words and "long-0-" in words
    assert all(source.isprintable() for text in sources for source in text.split("\n"))
