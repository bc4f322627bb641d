"""Values that break exactly one keyword of their field, each with the violation to expect. Called by `exhaustive`.

Whether a value breaks one keyword only is decided by trying each keyword alone; a value that breaks two is not used.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from reelspec.cases.oracle import Expected
from reelspec.cases.sizes import numbered, sized
from reelspec.cases.texts import matching, missing, plausible
from reelspec.language.contract.keywords import BY_NAME
from reelspec.language.contract.schema import Definitions, Schema
from reelspec.language.contract.scope import resolved
from reelspec.language.rules.equality import equal
from reelspec.language.rules.evaluate import accepts
from reelspec.language.source.node import Json
from reelspec.language.source.values import has_type

MOST_PATTERN = 5
"""So many texts are shown that a pattern refuses."""
LONGEST_ARRAY = 2_000
"""A limit of items beyond this is not tried."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A value that its field refuses, or warns of: violation is what to expect at the value."""

    name: str
    value: Json
    violation: Expected

    @property
    def refused(self) -> bool:
        """The value is unknown to rules."""
        return self.violation.severity == "error"


_KEYWORDS = (
    ("minimum", "minimum"),
    ("maximum", "maximum"),
    ("exclusiveMinimum", "exclusive_minimum"),
    ("exclusiveMaximum", "exclusive_maximum"),
    ("multipleOf", "multiple_of"),
    ("minLength", "min_length"),
    ("maxLength", "max_length"),
    ("pattern", "pattern"),
    ("minItems", "min_items"),
    ("maxItems", "max_items"),
    ("uniqueItems", "unique_items"),
    ("minProperties", "min_properties"),
    ("maxProperties", "max_properties"),
    ("anyOf", "any_of"),
    ("oneOf", "one_of"),
    ("not", "negated"),
)


def broken_keywords(schema: Schema, definitions: Definitions, value: Json) -> tuple[str, ...]:
    """The keywords of the schema itself, not those inside of it, that refuse the value; a wrong type hides the others."""
    if schema.boolean is False:
        return ("false",)
    if schema.types is not None and not any(has_type(value, one) for one in schema.types):
        return ("type",)
    if schema.const is not None and not equal(value, schema.const.value):
        return ("const",)
    if schema.enum is not None and not any(equal(value, one) for one in schema.enum):
        return ("enum",)
    found: list[str] = []
    for keyword, attribute in _KEYWORDS:
        said = getattr(schema, attribute)
        if said is None or said == () or said is False:
            continue
        if not accepts(_alone(attribute, said), definitions, value):
            found += _of_branches(keyword, said, definitions, value) if keyword in ("anyOf", "oneOf") else (keyword,)
    return tuple(found)


def _of_branches(keyword: str, branches: tuple[Schema, ...], definitions: Definitions, value: Json) -> tuple[str, ...]:
    """The keywords that are to be reported for a value that anyOf or oneOf refuses; () where that is not said here."""
    if any(accepts(one, definitions, value) for one in branches):
        return (keyword,)
    whole = [resolved(one, definitions) for one in branches]
    fitting = [one for one in whole if one.types is None or any(has_type(value, kind) for kind in one.types)]
    if not fitting:
        return ("type",)
    if all(one.const is not None or one.enum is not None for one in fitting):
        return (keyword,) if len(fitting) > 1 else broken_keywords(fitting[0], definitions, value)
    if len(fitting) == 1 and not isinstance(value, dict):
        return broken_keywords(fitting[0], definitions, value)
    return ("", "")  # by the nearest: what that says is for tests of the words


_ALONE: dict[tuple[str, int], tuple[object, Schema]] = {}


def _alone(attribute: str, said: object) -> Schema:
    """A schema of that keyword alone; the same one each time, since it is compiled."""
    key = (attribute, id(said)) if not isinstance(said, int | float | str) else (f"{attribute}={said!r}", 0)
    if key not in _ALONE:
        _ALONE[key] = (said, Schema(**{attribute: said}))  # type: ignore[arg-type]
    return _ALONE[key][1]


def wrong_values(schema: Schema, definitions: Definitions, name: str, good: Json) -> Iterator[Wrong]:
    """Broken values for the field `name`; good: a value that it accepts."""
    seen: list[Json] = []
    labels: set[str] = set()
    patterns = 0
    for label, keyword, value in (*_of_types(schema, good), *_unlisted(schema), *_beyond(schema, name, good)):
        if (
            label in labels
            or any(equal(value, one) for one in seen)
            or (keyword == "pattern" and patterns >= MOST_PATTERN)
        ):
            continue
        found = broken_keywords(schema, definitions, value)
        if len(found) == 1 and (keyword is None or found[0] == keyword):
            seen.append(value)
            labels.add(label)
            patterns += keyword == "pattern"
            yield Wrong(f"{label} [{found[0]}]", value, Expected(found[0], ""))
    for label, rule, text in _doubtful(schema, name, good):
        if accepts(schema, definitions, text):
            yield Wrong(f"{label} [{rule}]", text, Expected(rule, "", severity="warning"))


def _of_types(schema: Schema, good: Json) -> Iterator[tuple[str, str | None, Json]]:
    """A value of every type, the likely slips first: any that is refused is a fault of one keyword."""
    values = schema.values() or ()
    if isinstance(good, bool):
        yield "a boolean as text", None, "true" if good else "false"
        yield "a boolean as number", None, int(good)
    elif isinstance(good, int | float):
        yield "a number as text", None, str(good)
    elif isinstance(good, str):
        number = next((one for one in values if isinstance(one, str) and _is_whole(one)), None)
        if number is not None:
            yield "a text as number", None, int(number)
    yield "null", None, None
    yield "a text", None, "text"
    yield "a number", None, 5
    yield "a fraction", None, 5.5
    yield "a boolean", None, True
    yield "an object", None, {"value": good}
    if not isinstance(good, list):
        yield "an array", None, [good]
    elif good:
        yield "one item without its array", None, good[0]


def _unlisted(schema: Schema) -> Iterator[tuple[str, str | None, Json]]:
    values = [schema.const.value] if schema.const is not None else list(schema.enum or ())
    keyword = "const" if schema.const is not None else "enum"
    texts = [one for one in values if isinstance(one, str)]
    numbers = [one for one in values if isinstance(one, int | float) and not isinstance(one, bool)]
    for one in texts:
        if one.swapcase() != one:
            yield f"{one} in another case", keyword, one.swapcase()
            break
    for one in texts[:1]:
        yield f"{one} with a space", keyword, f" {one}"
        yield "an unlisted value", keyword, f"{one}-x"
        yield "an empty text", keyword, ""
    whole = sorted(int(one) for one in texts if _is_whole(one))
    for number in (whole[0] - 1, whole[-1] + 1) if whole else ():
        yield f"{number}, which is not listed", keyword, str(number)
    for left, right in pairwise(whole):
        if right - left > 1:
            yield f"{left + 1}, which is not listed", keyword, str(left + 1)
    if numbers:
        yield "a number below the list", keyword, min(numbers) - 1
        yield "a number above the list", keyword, max(numbers) + 1


def _is_whole(text: str) -> bool:
    return text.isascii() and (text.isdigit() or (text[:1] == "-" and text[1:].isdigit()))


def _beyond(schema: Schema, name: str, good: Json) -> Iterator[tuple[str, str | None, Json]]:
    """Just outside of each limit."""
    step = 1 if schema.types == ("integer",) else 0.5
    for keyword, bound, more in (("minimum", schema.minimum, -step), ("maximum", schema.maximum, step)):
        if bound is not None:
            yield f"outside of {keyword}", keyword, bound + more
    for keyword, bound in (
        ("exclusiveMinimum", schema.exclusive_minimum),
        ("exclusiveMaximum", schema.exclusive_maximum),
    ):
        if bound is not None:
            yield f"at {keyword}", keyword, bound
    if schema.multiple_of is not None:
        for number in (schema.multiple_of, good):
            if isinstance(number, int | float) and not isinstance(number, bool):
                for less in (2, 3, 10):
                    yield "between two multiples", "multipleOf", number + schema.multiple_of / less
                    yield "between two multiples", "multipleOf", number + 1
    base = good if isinstance(good, str) else plausible(schema, name)
    if schema.min_length is not None:
        for text in (base, *matching(schema.pattern or "")):
            yield "too short", "minLength", sized(text, schema.min_length - 1, BY_NAME["minLength"])
    if schema.max_length is not None:
        for text in (base, *matching(schema.pattern or "")):
            yield "too long", "maxLength", sized(text, schema.max_length + 1, BY_NAME["maxLength"])
    if schema.pattern is not None:
        texts = [base[1:], f"ftp{base[base.find(':') :]}" if ":" in base else base, *missing(schema.pattern)]
        if schema.min_length is not None:
            texts += [str(sized(one, schema.min_length, BY_NAME["minLength"])) for one in texts]
        for text in texts[:40]:
            yield f"{text[:20]!r}", "pattern", text
    if isinstance(good, list):
        yield from _arrays(schema, good)


def _arrays(schema: Schema, good: list[Json]) -> Iterator[tuple[str, str | None, Json]]:
    if schema.min_items:
        yield "too few items", "minItems", good[: schema.min_items - 1]
    if schema.max_items is not None and schema.max_items <= LONGEST_ARRAY and good:
        yield "too many items", "maxItems", numbered([good[0]] * (schema.max_items + 1))
    if schema.unique_items and good:
        yield "an item twice", "uniqueItems", [*good, good[0]]
        yield "an item twice", "uniqueItems", [good[0], good[0], *good[2:]]


def _doubtful(schema: Schema, name: str, good: Json) -> Iterator[tuple[str, str, Json]]:
    """Accepted texts that an address should not be."""
    if not isinstance(good, str):
        return
    if schema.format == "uri":
        yield "without a scheme", "format", good.partition("://")[2] or "example.com/file.png"
    formats = schema.media.get("formats")
    if isinstance(formats, list) and formats:
        other = next(one for one in ("png", "avi", "flac") if one not in formats)
        yield f"an address of a .{other}", "x-media", f"https://example.com/file-1.{other}"
