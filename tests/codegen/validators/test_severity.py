"""Errors, contested rules and warnings: what each does to a verdict, strict, order, and what valid bodies get. Run by pytest."""

from __future__ import annotations

from tests.contract.documents.case import Expected, contested, warning
from tests.support import build_files, judges_of, provider, request

SPEC = """
x-source: {document: page}
properties:
  a: {type: integer}
  b: {type: integer}
  url: {type: string, format: uri, x-media: {formats: [mp4, mov]}}
  open: {type: object, properties: {x: {type: integer}}}
x-rules:
  - {id: useless, severity: warning, source: notes, when: {a: 1}, must: {b: {present: false}}}
  - {id: doubtful, source: table, against: example, conflicts: [[a], [b]]}
  - {id: wrong, source: {document: page, section: limits}, when: {a: 3}, must: {b: {maximum: 5}}}
"""


def test_only_errors_make_a_body_invalid() -> None:
    judges = request(SPEC)
    both = (contested("doubtful", "/a", ("/b",)), warning("useless", "/b", ("/a",)))
    judges.check({"a": 1, "b": 1}, *both)
    assert judges.verdict({"a": 1, "b": 1})
    judges.check({"a": 2, "b": 1}, both[0])
    wrong = Expected("wrong", "/b", ("/a",))
    judges.check({"a": 3, "b": 6}, wrong, contested("doubtful", "/a", ("/b",)))
    assert not judges.verdict({"a": 3, "b": 6})


def test_strict_makes_contested_ones_errors_and_leaves_warnings() -> None:
    validate = request(SPEC).validator.validate
    found = [(one.rule, one.severity) for one in validate({"a": 1, "b": 1, "url": "x"}, strict=True)]
    assert found == [("doubtful", "error"), ("format", "warning"), ("useless", "warning")]
    found = [(one.rule, one.severity) for one in validate({"a": 3, "b": 6}, strict=True)]
    assert found == [("wrong", "error"), ("doubtful", "error")]


def test_strict_drops_warnings_where_a_contested_one_becomes_an_error() -> None:
    judges = request(
        """
        x-source: {document: page}
        properties: {a: {type: integer}, b: {type: integer}}
        x-rules:
          - {id: doubtful, source: table, against: example, conflicts: [[b], [a]]}
          - {id: useless, severity: warning, when: {a: 1}, must: {b: {present: false}}}
        """
    )
    judges.check({"a": 1, "b": 1}, contested("doubtful", "/b", ("/a",)), warning("useless", "/b", ("/a",)))
    strict = judges.validator.validate({"a": 1, "b": 1}, strict=True)
    assert [(one.rule, one.severity) for one in strict] == [("doubtful", "error")]


def test_an_error_rule_and_a_warning_may_count_the_same_items() -> None:
    judges = request(
        """
        properties:
          mode: {type: string, enum: [draft, final]}
          media:
            type: array
            items:
              type: object
              properties: {role: {type: string, enum: [first, last]}}
              required: [role]
              additionalProperties: false
        x-rules:
          - {id: last-with-first, when: {media: {contains: {role: last}}}, must: {media: {contains: {role: first}}}}
          - {id: better-with-last, severity: warning, must: {media: {contains: {role: last}}}}
        """
    )
    judges.check({"mode": "draft", "media": [{"role": "first"}]}, warning("better-with-last", "/media", ()))
    judges.check({"media": [{"role": "last"}]}, Expected("last-with-first", "/media", ()))
    judges.check(
        {"mode": "x", "media": [{"role": "lost"}]}, Expected("enum", "/mode"), Expected("enum", "/media/0/role")
    )
    judges.accept({"media": [{"role": "last"}, {"role": "first"}]})


def test_order_is_errors_contested_warnings_and_within_fields_unknown_fields_rules() -> None:
    request(SPEC).check(
        {"what": 1, "open": {"y": 1, "x": "1"}, "url": "https://a/b.avi", "b": 6, "a": 3},
        Expected("type", "/open/x"),
        Expected("additionalProperties", "/what"),
        Expected("wrong", "/b", ("/a",)),
        contested("doubtful", "/a", ("/b",)),
        warning("x-media", "/url"),
        warning("additionalProperties", "/open/y"),
    )


def test_sources_name_the_document_and_the_section() -> None:
    found = request(SPEC).validator.validate({"a": 3, "b": "6", "url": "x"})
    assert [(one.rule, one.source) for one in found] == [
        ("type", "The page, b"),
        ("doubtful", "The page, table"),
        ("format", "The page, url"),
    ]
    (error, doubt) = request(SPEC).validator.validate({"a": 3, "b": 6})
    assert (error.source, doubt.source) == ("The page, limits", "The page, table")
    assert "the document also says otherwise (The page, example)" in doubt.message


def test_warnings_of_every_kind_on_valid_bodies() -> None:
    judges = request(
        """
        properties:
          url: {type: string, format: uri}
          many: {type: array, items: {type: string, format: uri, x-media: {formats: [png, jpg]}}}
          maybe: {type: [string, "null"], format: uri}
          free: {format: uri}
          media: {type: array, items: {$ref: '#/$defs/item'}}
          extra: {type: object, additionalProperties: {type: string, format: uri}}
          either: {anyOf: [{type: string, format: uri}, {type: integer}]}
          seconds: {type: [integer, "null"], default: 5}
        x-rules:
          - {id: long, severity: warning, must: {seconds: {maximum: 5}}}
          - {id: few, severity: warning, limit: {of: media, where: {kind: a}, most: 1}}
          - {id: pair, severity: warning, combinations: {of: media, by: kind, allow: [[a], [a, b], [a, a]]}}
        $defs:
          item:
            type: object
            properties: {kind: {type: string, default: a}, url: {type: string, format: uri}}
            x-rules:
              - {id: needs-url, severity: warning, at-least-one: [url, link]}
              - {id: no-scheme, severity: warning, when: {link: {present: true}}, must: {kind: b}}
            allOf: [{properties: {link: {type: string}}}]
        """
    )
    judges.accept(
        {},
        {
            "url": "https://a/b",
            "many": ["a:b.png", "http://a/b.JPEG", "http://a/b.png?c=d.gif"],
            "maybe": None,
            "free": 5,
        },
        {"media": [{"url": "a:b"}], "extra": {"x": "a:b"}, "either": 5, "seconds": None},
    )
    judges.check({"url": "a.png"}, warning("format", "/url"))
    judges.check({"url": ""}, warning("format", "/url"))
    judges.check({"many": ["http://a/b.gif", "b.png"]}, warning("x-media", "/many/0"), warning("format", "/many/1"))
    judges.check({"maybe": "x"}, warning("format", "/maybe"))
    judges.check({"free": "x"}, warning("format", "/free"))
    judges.check({"extra": {"x": "a:b", "y": "c"}}, warning("format", "/extra/y"))
    judges.check({"either": "x"}, warning("format", "/either"))
    judges.check({"seconds": 6}, warning("long", "/seconds"))
    judges.check(
        {"media": [{"link": "x"}, {"other": 1}]},
        warning("no-scheme", "/media/0/kind", ("/media/0/link",)),
        warning("additionalProperties", "/media/1/other"),
        warning("needs-url", "/media/1", ("/media/1/url", "/media/1/link")),
        warning("few", "/media"),
    )
    judges.check({"media": [{"url": "a:b", "kind": "b"}]}, warning("pair", "/media"))
    # The kind that is refused is unknown to the warnings as well.
    judges.check({"media": [{"url": "a:b", "kind": 5}]}, Expected("type", "/media/0/kind"))


def test_rules_say_in_the_schema_what_they_are_and_why_they_are_not_in_it() -> None:
    schema = judges_of(build_files(provider({"request.yaml": "type: object\n" + SPEC}))).schema
    said = schema["x-rules"]
    assert [one["id"] for one in said["carried"].values()] == ["wrong"]
    (place,) = said["carried"]
    found: object = schema
    for step in place.strip("/").split("/"):
        found = found[int(step)] if isinstance(found, list) else found[step]  # type: ignore[index]
    assert found == {"$ref": "#/$defs/wrong"}
    assert [(one["id"], one["severity"]) for one in said["notCarried"]] == [
        ("useless", "warning"),
        ("doubtful", "contested"),
    ]


def test_what_a_rule_reports_refuses_nothing_for_other_rules() -> None:
    judges = request(
        """
        properties: {more: {type: array, items: {type: integer}}}
        x-rules:
          - {id: some, limit: {of: more, least: 1}}
          - {id: two, severity: warning, schema: {properties: {more: {minItems: 2}}}}
        """
    )
    judges.check({"more": []}, Expected("some", "/more"), warning("two", "", ("/more",)))


def test_what_the_document_says_otherwise_stands_last() -> None:
    judges = request(
        """
        x-source: {document: page}
        properties: {a: {type: integer}}
        x-rules: [{id: doubtful, source: table, against: example, must: {a: 1}}]
        """
    )
    assert judges.message({"a": 2}) == "a must be 1 (a is 2); but the document also says otherwise (The page, example)"
