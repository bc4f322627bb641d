"""Which patterns are written as string methods, and that these decide as the pattern does."""

from __future__ import annotations

import itertools
import re

import pytest

from reelspec.language.regex.ecma import WHITE_SPACE, PatternError, translate
from reelspec.language.regex.simple import LiteralForm, literal_form

FORMS = [
    ("^abc", "prefix", ("abc",)),
    ("^https?$|^$", None, ()),
    ("abc$", "suffix", ("abc",)),
    (r"\.mp4$", "suffix", (".mp4",)),
    ("^abc$", "equal", ("abc",)),
    ("^(?:abc)$", "equal", ("abc",)),
    ("^(abc)$", "equal", ("abc",)),
    ("abc", "contains", ("abc",)),
    (r"a\.b\/c[d]\u0065\-", "contains", ("a.b/cde-",)),
    ("\U0001f432", "contains", ("\U0001f432",)),
    ("", "contains", ("",)),
    ("^", "prefix", ("",)),
    ("$", "suffix", ("",)),
    ("^$", "equal", ("",)),
    ("^(?:a|b|c)$", "one-of", ("a", "b", "c")),
    ("^(a|b)$", "one-of", ("a", "b")),
    ("^(?<size>480p|720p|1080p)$", "one-of", ("480p", "720p", "1080p")),
    ("^(?:(b)|(?:a)|b|)$", "one-of", ("b", "a", "")),
    ("^(?:a|a)$", "equal", ("a",)),
    (r"\S", "not-blank", ()),
    (r"[^\s]", "not-blank", ()),
    # These need a regular expression.
    ("^a|b$", None, ()),
    ("^(?:a|b)", None, ()),
    ("(?:a|b)$", None, ()),
    ("a|b", None, ()),
    ("^(?:a|b)c$", None, ()),
    ("^(?:a|b.)$", None, ()),
    ("^ab?$", None, ()),
    ("^[ab]$", None, ()),
    (r"^\S", None, ()),
    (r"^\S$", None, ()),
    (r"\s", None, ()),
    (r"\bab", None, ()),
    ("a$b", None, ()),
    ("(^a)", None, ()),
    (r"(a)\1", None, ()),
    ("[]", None, ()),
    ("(?=a)", None, ()),
]


@pytest.mark.parametrize(("pattern", "kind", "values"), FORMS)
def test_forms(pattern: str, kind: str | None, values: tuple[str, ...]) -> None:
    form = literal_form(pattern)
    assert (form and form.kind, form.values if form else ()) == (kind, values)


def holds(form: LiteralForm, text: str) -> bool:
    """What `LiteralForm` says of each kind."""
    match form.kind:
        case "prefix":
            return text.startswith(form.values[0])
        case "suffix":
            return text.endswith(form.values[0])
        case "equal":
            return text == form.values[0]
        case "contains":
            return form.values[0] in text
        case "one-of":
            return text in form.values
        case "not-blank":
            return text.strip(WHITE_SPACE) != ""


@pytest.mark.parametrize("pattern", [pattern for pattern, kind, _ in FORMS if kind])
def test_a_form_decides_as_its_pattern(pattern: str) -> None:
    form = literal_form(pattern)
    assert form
    search = re.compile(translate(pattern)).search
    pieces = ["", *form.values, "a", "c", "x", "\n", " ", "\u3000\ufeff", "\x1c", "\U0001f432"]
    for text in map("".join, itertools.product(pieces, repeat=3)):
        assert holds(form, text) == (search(text) is not None), text


def test_not_a_pattern() -> None:
    with pytest.raises(PatternError):
        literal_form("^(?:a|b$")
