"""What becomes of each keyword of a schema: one function for each kind of them. Called by `language.parser.schemas`.

A keyword gets its attribute of `Schema`, becomes an annotation, or is refused by name and place: nothing is lost in silence.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol, assert_never

from reelspec.language.contract.keywords import (
    BY_NAME,
    DIALECT,
    DIALECTS,
    FLAG_NOTES,
    JUDGING,
    KNOWN,
    OTHER_NOTES,
    REFUSED,
    TEXT_NOTES,
    Dialect,
    Keyword,
    hint,
    kind,
    similar,
    slip,
)
from reelspec.language.contract.naming import MOST_NAME
from reelspec.language.contract.schema import TYPES, Condition, Constant, Default, Schema, Source
from reelspec.language.parser.media import check_media
from reelspec.language.regex.ecma import PatternError, translate
from reelspec.language.source.node import Json, Node
from reelspec.language.source.text import shortened


class Reader(Protocol):
    """Who reads the schemas that stand in keywords, and notes what is wrong: `parser.schemas.SchemaReader`."""

    @property
    def dialect(self) -> Dialect: ...
    @property
    def foreign(self) -> bool: ...
    def problem(self, node: Node, message: str, name: str, *, key: bool = False) -> None: ...
    def note(self, node: Node, message: str, name: str, *, key: bool = False) -> None: ...
    def is_annotation(self, keyword: str) -> bool: ...
    def way_out(self, keyword: str) -> str: ...
    def read(self, node: Node, source: Source | None = None, *, name: str | None = None) -> Schema: ...
    def read_rules(self, node: Node, source: Source | None) -> tuple[Any, ...]: ...
    def read_condition(self, node: Node) -> Condition: ...
    def define(self, reference: Node, source: Source | None) -> str | None: ...
    def define_node(self, node: Node, source: Source | None) -> str: ...


class Given(NamedTuple):
    """A keyword where it stands. found: the attributes of the schema to be; notes: its annotations; both are added to."""

    reader: Reader
    keyword: str
    value: Node
    found: dict[str, Any]
    notes: dict[str, Json]
    source: Source | None

    def wrong(self, message: str, name: str = "keyword", *, key: bool = False, at: Node | None = None) -> None:
        self.reader.problem(at or self.value, message, name, key=key)

    def has_3_0(self) -> bool:
        """Whether a word of OpenAPI 3.0 means here what it means there; noted where only somebody else's document lets it."""
        if self.reader.dialect != "3.0" and self.reader.foreign:
            message = f"{self.keyword} is taken as OpenAPI 3.0 means it"
            if self.value.value is True or self.keyword != "nullable":
                self.reader.note(self.value, message, "dialect", key=True)
            return True
        return self.reader.dialect == "3.0"

    def must_be(self, what: str, right: bool) -> bool:
        """`right`; where it is not, noted as a problem."""
        if not right:
            self.wrong(f"{self.keyword} must be {what}, not {kind(self.value)}")
        return right


def read_keyword(given: Given) -> None:
    """Put one keyword in its place."""
    keyword = BY_NAME.get(given.keyword)
    if keyword is None:
        _READ.get(given.keyword, _other)(given)
        return
    value = _judging(keyword, given)
    if value is not None:
        given.found[keyword.attribute] = value


def is_number(given: Given) -> bool:
    value = given.value.value
    return given.must_be(
        "a number",
        given.value.kind in ("integer", "number") and (isinstance(value, int) or math.isfinite(value)),  # type: ignore[arg-type]
    )


def read_count(reader: Reader, keyword: str, value: Node) -> int | None:
    """A number of something: a whole number from 0; None (and a problem) for anything else."""
    number = value.value
    if isinstance(number, float) and number.is_integer():
        number = int(number)
    if isinstance(number, bool) or not isinstance(number, int) or number < 0:
        seen = str(number) if isinstance(number, int | float) and not isinstance(number, bool) else kind(value)
        reader.problem(value, f"{keyword} must be a whole number from 0, not {seen}", "keyword")
        return None
    return number


# What judges, by the shape of its value


def _judging(keyword: Keyword, given: Given) -> object:
    """The value of a keyword that judges, as `Schema` has it; None, with a problem noted, where it is wrong."""
    match keyword.shape:
        case "reference":
            return given.reader.define(given.value, given.source)
        case "types":
            return _types(given)
        case "value":
            return Constant(given.value.value)
        case "values":
            return _values(given)
        case "number":
            # OpenAPI 3.0, where an exclusive bound is a flag: the schema reader sees to it.
            if keyword.exclusive and given.value.kind == "boolean" and given.has_3_0():
                return None
            return given.value.value if is_number(given) else None
        case "factor":
            return _factor(given)
        case "count":
            return read_count(given.reader, given.keyword, given.value)
        case "text":
            return given.value.value if given.must_be("a text", given.value.kind == "string") else None
        case "pattern":
            return _pattern(given)
        case "flag":
            return given.value.value if given.must_be("true or false", given.value.kind == "boolean") else None
        case "names":
            return _required(given)
        case "names by name":
            return _names_by_name(given)
        case "schema":
            return given.reader.read(given.value, given.source)
        case "schemas":
            return _schemas(given)
        case "schemas by name":
            return _schemas_by_name(given)
    assert_never(keyword.shape)


def _types(given: Given) -> tuple[str, ...] | None:
    names = [given.value] if given.value.kind == "string" else list(given.value.elements())
    if given.value.value is None and given.reader.foreign:
        given.reader.note(given.value, "type is null, which is no type's name, so that it says nothing", "keyword")
        return None
    if not names:
        given.wrong("type must be a type's name or a list of them")
    for type_name in names:
        if type_name.value not in TYPES:
            meant = similar(str(type_name.value), TYPES)
            hint = f"; did you mean {meant}?" if meant else f"; types are {', '.join(TYPES)}"
            given.wrong(f"there is no type {type_name.value}{hint}", "type", at=type_name)
            return None
    return tuple(dict.fromkeys(str(type_name.value) for type_name in names)) or None


def _values(given: Given) -> tuple[Json, ...] | None:
    if given.value.kind == "array" and not given.value.value and given.reader.foreign:
        given.reader.note(given.value, f"{given.keyword} lists no value, so that every value is refused", "keyword")
        return ()
    if given.value.kind != "array" or not given.value.value:
        given.wrong(f"{given.keyword} must be a list of at least one value")
        return None
    return tuple(item.value for item in given.value.elements())


def _factor(given: Given) -> Json:
    if not is_number(given):
        return None
    number = given.value.value
    if isinstance(number, int | float) and number > 0:
        return number
    given.wrong(f"{given.keyword} must be more than 0")
    return None


def _pattern(given: Given) -> Json:
    text = given.value.value
    right = given.must_be("a text", given.value.kind == "string") and _is_pattern(given, str(text), given.value)
    return text if right else None


def _is_pattern(given: Given, text: str, node: Node, *, key: bool = False) -> bool:
    try:
        translate(text)
    except PatternError as error:
        given.wrong(f"the pattern {shortened(text, 200)}: {error}", "pattern", key=key, at=node)
        return False
    return True


def _required(given: Given) -> tuple[str, ...] | None:
    if given.value.kind == "boolean":
        given.wrong("required is a list of field names on the object, not a flag on the field")
        return None
    return _names(given, given.value)


def _names_by_name(given: Given) -> dict[str, tuple[str, ...]] | None:
    if given.value.kind != "object":
        given.wrong(f"{given.keyword} must map names to lists of names, it is {kind(given.value)}")
        return None
    return {name: _names(given, listed) for name, listed in given.value.items()}


def _names(given: Given, value: Node) -> tuple[str, ...]:
    if value.kind != "array" or not all(item.kind == "string" for item in value.elements()):
        given.wrong(f"{given.keyword} must be a list of names", at=value)
        return ()
    names: list[str] = []
    for item in value.elements():
        if item.value in names and given.reader.foreign:
            given.reader.note(item, f"{given.keyword} names a field twice", "keyword")
            continue
        if item.value in names:
            given.wrong(f"{given.keyword} names {item.value} twice", at=item)
        names.append(str(item.value))
    return tuple(names)


def _schemas(given: Given) -> tuple[Schema, ...] | None:
    if given.value.kind != "array" or not given.value.value:
        given.wrong(f"{given.keyword} must be a list of at least one schema")
        return None
    return tuple(given.reader.read(item, given.source) for item in given.value.elements())


def _schemas_by_name(given: Given) -> dict[str, Schema] | None:
    if given.value.kind != "object":
        given.wrong(f"{given.keyword} must map names to schemas, it is {kind(given.value)}")
        return None
    place = BY_NAME[given.keyword].applies_to
    if place == "any field":
        for name, schema in given.value.items():
            _is_pattern(given, name, schema, key=True)
    return {
        name: given.reader.read(schema, given.source, name=name if place == "field" else None)
        for name, schema in given.value.items()
    }


def _rules(given: Given) -> None:
    given.found["rules"] = given.reader.read_rules(given.value, given.source)


# What only tells


def _default(given: Given) -> None:
    given.found["default"] = Constant(given.value.value)


def _definitions(given: Given) -> None:
    if given.value.kind != "object":
        given.wrong(f"{given.keyword} must map names to schemas, it is {kind(given.value)}")
        return
    for _, member in given.value.items():
        given.reader.define_node(member, given.source)


def _dialect(given: Given) -> None:
    if given.value.value not in DIALECTS:
        given.wrong(f"the dialect {given.value.value} is not carried, only {DIALECT}", "dialect")


def _text(given: Given) -> None:
    if given.must_be("a text", given.value.kind == "string"):
        given.notes[given.keyword] = given.value.value


def _flag(given: Given) -> None:
    if given.must_be("true or false", given.value.kind == "boolean"):
        given.notes[given.keyword] = given.value.value


def _note(given: Given) -> None:
    given.notes[given.keyword] = given.value.value


def _examples(given: Given) -> None:
    given.must_be("a list of values", given.value.kind == "array")
    _note(given)


def _media(given: Given) -> None:
    check_media(given.value, given.reader.problem)
    _note(given)


def _source(_: Given) -> None:
    """Read with the schema, since what stands below inherits it."""


# What stands elsewhere, or nowhere


def _of_model_files(given: Given) -> None:
    keyword, value = given.keyword, given.value
    if keyword == "x-name" and given.reader.foreign:
        _note(given)  # somebody else's extension
    elif value.pointer != (keyword,):
        given.wrong(f"{keyword} stands only at the top of a model file", key=True)
    elif keyword == "x-variant" and "@" not in value.document.file.rsplit("/", 1)[-1]:
        message = "x-variant stands only in a file whose name says so, models/<family>@<variant>.yaml"
        given.wrong(message, "variant", key=True)
    elif keyword == "x-name" and "@" in value.document.file.rsplit("/", 1)[-1]:
        given.wrong("a variant has the names of the models that it stands beside", key=True)
    elif keyword == "x-name":
        text = value.value
        given.must_be(f"a text of 1 to {MOST_NAME} characters", isinstance(text, str) and 0 < len(text) <= MOST_NAME)
    elif keyword == "x-invalid-examples":
        given.must_be("a list of {body, rule, path}", value.kind == "array")


def _of_operations(given: Given) -> None:
    given.wrong(f"{given.keyword} belongs to an operation", key=True)


def _nullable(given: Given) -> None:
    if given.reader.dialect != "3.0" and not given.reader.foreign:
        _refused(given)
    elif given.value.kind == "boolean" and given.has_3_0():
        pass
    elif given.value.kind != "boolean":
        given.wrong("nullable must be true or false")


def _refused(given: Given) -> None:
    if given.reader.foreign and given.keyword not in JUDGING:
        message = f"{given.keyword} is not carried, nothing is judged by it"
        given.reader.note(given.value, message, "unknown-keyword", key=True)
        return
    given.wrong(f"{given.keyword} is not carried: {REFUSED[given.keyword]}", "unknown-keyword", key=True)


_DEFAULTS = ("when", "value")


def _depends(given: Given) -> None:
    """A default that depends on something: a list of `when` and `value`, of which the first that is certain counts."""
    _note(given)
    if given.reader.foreign:
        return  # somebody else's extension
    if given.value.kind != "array" or not list(given.value.elements()):
        given.wrong("x-default is a list of {when: condition, value}, the last of which may have no when", "x-default")
        return
    found = []
    entries = list(given.value.elements())
    for entry in entries:
        for key, value in entry.items():
            if key not in _DEFAULTS:
                message = f"an entry of x-default has when and value, not {key}{hint(key, _DEFAULTS)}"
                given.reader.problem(value, message, "x-default", key=True)
        when, taken = entry.get("when"), entry.get("value")
        if taken is None:
            given.reader.problem(entry, "an entry of x-default has a value, and when it is taken", "x-default")
        elif when is None and entry is not entries[-1]:
            given.reader.problem(entry, "only the last entry of x-default may have no when", "x-default")
        else:
            condition = None if when is None else given.reader.read_condition(when)
            found.append(Default(condition, Constant(taken.value), entry))
    given.found["depends"] = tuple(found)


def _other(given: Given) -> None:
    keyword, reader = given.keyword, given.reader
    if keyword.startswith("x-"):
        meant = slip(keyword)
        if meant and not reader.is_annotation(keyword):
            message = f"{keyword} is no keyword; did you mean {meant}?{reader.way_out(keyword)}"
            given.wrong(message, "unknown-keyword", key=True)
        else:
            _note(given)
        return
    # Without an x in front nobody else misspells an extension of ours: `name` is not meant to be `x-name`.
    of_ours = not reader.foreign or keyword.startswith("x")
    meant = hint(keyword, [known for known in KNOWN if of_ours or not known.startswith("x-")])
    message = f"{keyword} is no keyword of JSON Schema 2020-12{meant}"
    if reader.is_annotation(keyword) or (reader.foreign and (not meant or _is_without_effect(given))):
        # Core, section 6.5: an annotation.
        reader.note(given.value, f"{message}, an annotation that is not carried", "unknown-keyword", key=True)
    else:
        given.wrong(f"{message}{reader.way_out(keyword)}", "unknown-keyword", key=True)


def _is_without_effect(given: Given) -> bool:
    """Whether the keyword that is meant judges no value of the schema's types, so that it makes no difference there."""
    meant = BY_NAME.get(similar(given.keyword, KNOWN) or "")
    owner = given.value.document.root.at(given.value.pointer[:-1])
    types = None if owner is None else owner.get("type")
    if meant is None or types is None or meant.type is None:
        return False
    listed = types.value if isinstance(types.value, list) else [types.value]
    return meant.type not in listed and not (meant.type == "number" and "integer" in listed)


_READ: dict[str, Callable[[Given], None]] = {
    **dict.fromkeys(REFUSED, _refused),
    "default": _default,
    "x-rules": _rules,
    "$defs": _definitions,
    "definitions": _definitions,
    "$schema": _dialect,
    **dict.fromkeys(TEXT_NOTES, _text),
    **dict.fromkeys(FLAG_NOTES, _flag),
    **dict.fromkeys(OTHER_NOTES, _note),
    "examples": _examples,
    "x-default": _depends,
    "x-media": _media,
    "x-source": _source,
    **dict.fromkeys(("x-invalid-examples", "x-variant", "x-name"), _of_model_files),
    **dict.fromkeys(("x-task", "x-paid", "x-retry"), _of_operations),
    "nullable": _nullable,
}
"""What becomes of the keywords that do not judge by themselves; any other one is refused, or somebody's extension."""
