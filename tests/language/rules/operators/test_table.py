"""`table`: in the row whose keys match, no other cell may be certainly false. Run by pytest."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from reelspec.language.source.place import Problems
from tests.contract.documents.case import Expected
from tests.support import build_files, provider, request

ONE_KEY = """
properties:
  tier: {type: string, enum: [basic, plus, max]}
  size: {type: string, enum: [480P, 720P, 1080P]}
  seconds: {type: integer, minimum: 1, maximum: 20}
x-rules:
  - id: by-tier
    table:
      by: [tier]
      rows:
        - {tier: basic, size: 480P, seconds: {maximum: 5}}
        - {tier: plus, size: [480P, 720P]}
        - {tier: max, seconds: {minimum: 2}}
"""


def test_every_row_is_kept_and_broken() -> None:
    judges = request(ONE_KEY)
    for tier, size, seconds in itertools.product(
        ("basic", "plus", "max", None), ("480P", "720P", "1080P", None), (1, 5, 6, None)
    ):
        given = {"tier": tier, "size": size, "seconds": seconds}
        body = {name: value for name, value in given.items() if value is not None}
        path = None
        if tier == "basic":
            path = "/size" if size not in ("480P", None) else "/seconds" if seconds == 6 else None
        elif tier == "plus" and size == "1080P":
            path = "/size"
        elif tier == "max" and seconds == 1:
            path = "/seconds"
        related = tuple(one for one in ("/tier", "/size", "/seconds") if one != path)
        judges.check(body, *([] if path is None else [Expected("by-tier", path, related)]))


def test_a_refused_key_or_cell_decides_nothing() -> None:
    judges = request(ONE_KEY)
    judges.check({"tier": "Basic", "size": "1080P"}, Expected("enum", "/tier"))
    judges.check({"tier": "basic", "size": "1080p"}, Expected("enum", "/size"))
    judges.check(
        {"tier": "basic", "size": "1080p", "seconds": 6},
        Expected("enum", "/size"),
        Expected("by-tier", "/seconds", ("/tier", "/size")),
    )


def test_two_keys_and_a_guard() -> None:
    judges = request(
        """
        properties:
          kind: {type: string, enum: [text, image]}
          pro: {type: boolean}
          seconds: {type: integer}
          on: {type: string}
        x-rules:
          - id: by-both
            when: {on: "yes"}
            table:
              by: [kind, pro]
              rows:
                - {kind: text, pro: [true, false], seconds: {maximum: 5}}
                - {kind: image, pro: true, seconds: {maximum: 10}}
                - {kind: image, pro: false, seconds: {maximum: 8}}
        """.replace("on:", '"on":')
    )
    most = {("text", True): 5, ("text", False): 5, ("image", True): 10, ("image", False): 8}
    for (kind, pro), seconds in most.items():
        body: dict[str, Any] = {"on": "yes", "kind": kind, "pro": pro, "seconds": seconds}
        judges.accept(body, {**body, "on": "no", "seconds": 100}, {**body, "pro": not pro, "seconds": 5})
        judges.check({**body, "seconds": seconds + 1}, Expected("by-both", "/seconds", ("/on", "/kind", "/pro")))
    judges.accept({"on": "yes", "kind": "image", "seconds": 100}, {"on": "yes", "pro": True, "seconds": 100})


def test_an_absent_key_is_decided_by_its_default() -> None:
    judges = request(
        """
        properties:
          tier: {type: string, enum: [basic, plus], default: basic}
          size: {type: string, enum: [480P, 720P], default: 720P}
        x-rules:
          - id: by-tier
            table: {by: [tier], rows: [{tier: basic, size: 480P}, {tier: plus, size: 720P}]}
        """
    )
    judges.accept({"size": "480P"}, {"tier": "plus"}, {"tier": "plus", "size": "720P"})
    judges.check({}, Expected("by-tier", "/size", ("/tier",)))
    judges.check({"tier": "basic"}, Expected("by-tier", "/size", ("/tier",)))
    judges.check({"tier": "plus", "size": "480P"}, Expected("by-tier", "/size", ("/tier",)))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("[{tier: basic, size: 480P}]", 'no row for tier "plus"'),
        ("[{tier: basic, size: 480P}, {tier: [basic, plus], size: 720P}]", 'a second row for tier "basic"'),
    ],
)
def test_rows_must_cover_every_key_exactly_once(rows: str, said: str) -> None:
    text = f"""
    type: object
    properties:
      tier: {{type: string, enum: [basic, plus]}}
      size: {{type: string}}
    x-rules:
      - {{id: by-tier, table: {{by: [tier], rows: {rows}}}}}
    """
    with pytest.raises(Problems) as found:
        build_files(provider({"request.yaml": text}))
    assert said in str(found.value)


def test_messages_name_the_broken_cells_of_the_row() -> None:
    judges = request(ONE_KEY)
    assert judges.message({"tier": "basic", "size": "480P", "seconds": 6}) == (
        'seconds must be at most 5 when tier is "basic" (tier is "basic", seconds is 6)'
    )
    assert judges.message({"tier": "basic", "size": "720P", "seconds": 6}) == (
        'size must be "480P" and seconds must be at most 5 when tier is "basic" '
        '(tier is "basic", size is "720P", seconds is 6)'
    )
    assert judges.message({"tier": "max", "size": "720P", "seconds": 1}) == (
        'seconds must be at least 2 when tier is "max" (tier is "max", seconds is 1)'
    )


def test_messages_say_the_row_and_the_guard_in_one_condition() -> None:
    judges = request(
        ONE_KEY.replace("table:", "when: {any: [{seconds: 3}, {size: 1080P}]}\n    table:"),
    )
    assert judges.message({"tier": "plus", "size": "1080P"}) == (
        'size must be "480P" or "720P" when tier is "plus" and (seconds is 3 or size is "1080P") '
        '(seconds is absent, size is "1080P", tier is "plus")'
    )
