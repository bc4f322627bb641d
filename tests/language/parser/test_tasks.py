"""`delay` of x-task is checked by place."""

from __future__ import annotations

import pytest

from reelspec.language.source.place import Problems
from tests.codegen.clients.providers import DOCUMENTS, MODEL, OPENAPI
from tests.support import build_files


def problems(delay: str) -> list[str]:
    text = OPENAPI % {"scheme": "{type: http, scheme: bearer}", "retry": ""}
    usual = "delay: {first: 0.01, factor: 1, most: 0.01}"
    assert usual in text
    text = text.replace(usual, f"delay: {delay}")
    files = {
        "specs/kite/openapi.yaml": text,
        "specs/kite/models/kite.yaml": MODEL,
        "specs/kite/documents.yaml": DOCUMENTS,
    }
    try:
        built = build_files(files)
    except Problems as found:
        return [str(one) for one in found.problems]
    (client,) = [content for name, content in built.files.items() if name.endswith("kite/client.py")]
    assert b"first=0.5," in client and b"most=4," in client
    return []


def test_a_delay_stands_in_the_client() -> None:
    assert problems("{first: 0.5, factor: 2, most: 4}") == []


@pytest.mark.parametrize(
    ("delay", "message"),
    [
        ("5", "delay is a mapping"),
        ("{frist: 1}", "not frist"),
        ("{first: 0}", "more than 0"),
        ("{first: true}", "first is a number"),
        ('{most: "5"}', "most is a number"),
        ("{factor: 0.5}", "from 1 to 10"),
        ("{first: 5, most: 2}", "shorter than the first"),
    ],
)
def test_nonsense_is_refused(delay: str, message: str) -> None:
    (only,) = problems(delay)
    assert message in only and "openapi.yaml:1" in only
