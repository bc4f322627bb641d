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
    unknown_members,
)
from reelspec.language.contract.naming import MOST_NAME
from reelspec.language.contract.schema import TYPES, Condition, Constant, Default, Schema, Source
from reelspec.language.parser.media import check_media
from reelspec.language.regex.ecma import PatternError, translate
from reelspec.language.source.node import Json, Node
from reelspec.language.source.text import shortened


class KeywordReader(Protocol):
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


class SchemaMember(NamedTuple):
    """A keyword where it stands. attributes: of the schema to be; notes: its annotations; both are added to."""

    reader: KeywordReader
    keyword: str
    value: Node
    attributes: dict[str, Any]
    notes: dict[str, Json]
    source: Source | None

    def wrong(self, message: str, name: str = "keyword", *, key: bool = False, at: Node | None = None) -> None:
        """Note that the keyword is wrong. name: of the problem; key: its place is that of the key; at: a part of the value."""
        self.reader.problem(at or self.value, message, name, key=key)

    def has_3_0(self) -> bool:
        """Whether a word of OpenAPI 3.0 means here what it means there; noted where only somebody else's document lets it."""
        if self.reader.dialect != "3.0" and self.reader.foreign:
            message = f"{self.keyword} is taken as OpenAPI 3.0 means it"
            if self.value.value is True or self.keyword != "nullable":
                self.reader.note(self.value, message, "dialect", key=True)
            return True
        return self.reader.dialect == "3.0"

    def must_be(self, words: str, right: bool) -> bool:
        """`right`; where it is not, noted as a problem."""
        if not right:
            self.wrong(f"{self.keyword} must be {words}, not {kind(self.value)}")
        return right


def read_keyword(member: SchemaMember) -> None:
    """Put one keyword in its place."""
    keyword = BY_NAME.get(member.keyword)
    if keyword is None:
        _READ.get(member.keyword, _other)(member)
        return
    value = _judging(keyword, member)
    if value is not None:
        member.attributes[keyword.attribute] = value


def is_number(member: SchemaMember) -> bool:
    """Whether the value is a number that JSON can write; noted where it is not."""
    value = member.value.value
    return member.must_be(
        "a number",
        member.value.kind in ("integer", "number") and (isinstance(value, int) or math.isfinite(value)),  # type: ignore[arg-type]
    )


def read_count(reader: KeywordReader, keyword: str, value: Node) -> int | None:
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


def _judging(keyword: Keyword, member: SchemaMember) -> object:
    """The value of a keyword that judges, as `Schema` has it; None, with a problem noted, where it is wrong."""
    match keyword.shape:
        case "reference":
            return member.reader.define(member.value, member.source)
        case "types":
            return _types(member)
        case "value":
            return Constant(member.value.value)
        case "values":
            return _values(member)
        case "number":
            # OpenAPI 3.0, where an exclusive bound is a flag: the schema reader sees to it.
            if keyword.exclusive and member.value.kind == "boolean" and member.has_3_0():
                return None
            return member.value.value if is_number(member) else None
        case "factor":
            return _factor(member)
        case "count":
            return read_count(member.reader, member.keyword, member.value)
        case "text":
            return member.value.value if member.must_be("a text", member.value.kind == "string") else None
        case "pattern":
            return _pattern(member)
        case "flag":
            return member.value.value if member.must_be("true or false", member.value.kind == "boolean") else None
        case "names":
            return _required(member)
        case "names by name":
            return _names_by_name(member)
        case "schema":
            return member.reader.read(member.value, member.source)
        case "schemas":
            return _schemas(member)
        case "schemas by name":
            return _schemas_by_name(member)
    assert_never(keyword.shape)


def _types(member: SchemaMember) -> tuple[str, ...] | None:
    names = [member.value] if member.value.kind == "string" else list(member.value.elements())
    if member.value.value is None and member.reader.foreign:
        member.reader.note(member.value, "type is null, which is no type's name, so that it says nothing", "keyword")
        return None
    if not names:
        member.wrong("type must be a type's name or a list of them")
    for type_name in names:
        if type_name.value not in TYPES:
            meant = hint(str(type_name.value), TYPES, f"; types are {', '.join(TYPES)}")
            member.wrong(f"there is no type {type_name.value}{meant}", "type", at=type_name)
            return None
    return tuple(dict.fromkeys(str(type_name.value) for type_name in names)) or None


def _values(member: SchemaMember) -> tuple[Json, ...] | None:
    if member.value.kind == "array" and not member.value.value and member.reader.foreign:
        member.reader.note(member.value, f"{member.keyword} lists no value, so that every value is refused", "keyword")
        return ()
    if member.value.kind != "array" or not member.value.value:
        member.wrong(f"{member.keyword} must be a list of at least one value")
        return None
    return tuple(item.value for item in member.value.elements())


def _factor(member: SchemaMember) -> Json:
    if not is_number(member):
        return None
    number = member.value.value
    if isinstance(number, int | float) and number > 0:
        return number
    member.wrong(f"{member.keyword} must be more than 0")
    return None


def _pattern(member: SchemaMember) -> Json:
    text = member.value.value
    right = member.must_be("a text", member.value.kind == "string") and _is_pattern(member, str(text), member.value)
    return text if right else None


def _is_pattern(member: SchemaMember, text: str, node: Node, *, key: bool = False) -> bool:
    try:
        translate(text)
    except PatternError as error:
        member.wrong(f"the pattern {shortened(text, 200)}: {error}", "pattern", key=key, at=node)
        return False
    return True


def _required(member: SchemaMember) -> tuple[str, ...] | None:
    if member.value.kind == "boolean":
        member.wrong("required is a list of field names on the object, not a flag on the field")
        return None
    return _names(member, member.value)


def _names_by_name(member: SchemaMember) -> dict[str, tuple[str, ...]] | None:
    if member.value.kind != "object":
        member.wrong(f"{member.keyword} must map names to lists of names, it is {kind(member.value)}")
        return None
    return {name: _names(member, listed) for name, listed in member.value.items()}


def _names(member: SchemaMember, value: Node) -> tuple[str, ...]:
    if value.kind != "array" or not all(item.kind == "string" for item in value.elements()):
        member.wrong(f"{member.keyword} must be a list of names", at=value)
        return ()
    names: list[str] = []
    for item in value.elements():
        if item.value in names and member.reader.foreign:
            member.reader.note(item, f"{member.keyword} names a field twice", "keyword")
            continue
        if item.value in names:
            member.wrong(f"{member.keyword} names {item.value} twice", at=item)
        names.append(str(item.value))
    return tuple(names)


def _schemas(member: SchemaMember) -> tuple[Schema, ...] | None:
    if member.value.kind != "array" or not member.value.value:
        member.wrong(f"{member.keyword} must be a list of at least one schema")
        return None
    return tuple(member.reader.read(item, member.source) for item in member.value.elements())


def _schemas_by_name(member: SchemaMember) -> dict[str, Schema] | None:
    if member.value.kind != "object":
        member.wrong(f"{member.keyword} must map names to schemas, it is {kind(member.value)}")
        return None
    place = BY_NAME[member.keyword].applies_to
    if place == "any field":
        for name, schema in member.value.items():
            _is_pattern(member, name, schema, key=True)
    return {
        name: member.reader.read(schema, member.source, name=name if place == "field" else None)
        for name, schema in member.value.items()
    }


def _rules(member: SchemaMember) -> None:
    member.attributes["rules"] = member.reader.read_rules(member.value, member.source)


# What only tells


def _default(member: SchemaMember) -> None:
    member.attributes["default"] = Constant(member.value.value)


def _definitions(member: SchemaMember) -> None:
    if member.value.kind != "object":
        member.wrong(f"{member.keyword} must map names to schemas, it is {kind(member.value)}")
        return
    for _, definition in member.value.items():
        member.reader.define_node(definition, member.source)


def _dialect(member: SchemaMember) -> None:
    if member.value.value not in DIALECTS:
        member.wrong(f"the dialect {member.value.value} is not carried, only {DIALECT}", "dialect")


def _text(member: SchemaMember) -> None:
    if member.must_be("a text", member.value.kind == "string"):
        member.notes[member.keyword] = member.value.value


def _flag(member: SchemaMember) -> None:
    if member.must_be("true or false", member.value.kind == "boolean"):
        member.notes[member.keyword] = member.value.value


def _note(member: SchemaMember) -> None:
    member.notes[member.keyword] = member.value.value


def _examples(member: SchemaMember) -> None:
    member.must_be("a list of values", member.value.kind == "array")
    _note(member)


def _media(member: SchemaMember) -> None:
    check_media(member.value, member.reader.problem)
    _note(member)


def _source(_: SchemaMember) -> None:
    """Read with the schema, since what stands below inherits it."""


# What stands elsewhere, or nowhere


def _of_model_files(member: SchemaMember) -> None:
    keyword, value = member.keyword, member.value
    if keyword == "x-name" and member.reader.foreign:
        _note(member)  # somebody else's extension
    elif value.pointer != (keyword,):
        member.wrong(f"{keyword} stands only at the top of a model file", key=True)
    elif keyword == "x-variant" and "@" not in value.document.file.rsplit("/", 1)[-1]:
        message = "x-variant stands only in a file whose name says so, models/<family>@<variant>.yaml"
        member.wrong(message, "variant", key=True)
    elif keyword == "x-name" and "@" in value.document.file.rsplit("/", 1)[-1]:
        member.wrong("a variant has the names of the models that it stands beside", key=True)
    elif keyword == "x-name":
        text = value.value
        member.must_be(f"a text of 1 to {MOST_NAME} characters", isinstance(text, str) and 0 < len(text) <= MOST_NAME)
    elif keyword == "x-invalid-examples":
        member.must_be("a list of {body, rule, path}", value.kind == "array")


def _of_operations(member: SchemaMember) -> None:
    member.wrong(f"{member.keyword} belongs to an operation", key=True)


def _nullable(member: SchemaMember) -> None:
    if member.reader.dialect != "3.0" and not member.reader.foreign:
        _refused(member)
    elif member.value.kind == "boolean" and member.has_3_0():
        pass
    elif member.value.kind != "boolean":
        member.wrong("nullable must be true or false")


def _refused(member: SchemaMember) -> None:
    if member.reader.foreign and member.keyword not in JUDGING:
        message = f"{member.keyword} is not carried, nothing is judged by it"
        member.reader.note(member.value, message, "unknown-keyword", key=True)
        return
    member.wrong(f"{member.keyword} is not carried: {REFUSED[member.keyword]}", "unknown-keyword", key=True)


_DEFAULTS = ("when", "value")


def _depends(member: SchemaMember) -> None:
    """A default that depends on something: a list of `when` and `value`, of which the first that is certain counts."""
    _note(member)
    if member.reader.foreign:
        return  # somebody else's extension
    if member.value.kind != "array" or not list(member.value.elements()):
        member.wrong("x-default is a list of {when: condition, value}, the last of which may have no when", "x-default")
        return
    defaults = []
    entries = list(member.value.elements())
    for entry in entries:
        for value, message in unknown_members(entry, _DEFAULTS, "an entry of x-default has when and value, not"):
            member.wrong(message, "x-default", key=True, at=value)
        when, taken = entry.get("when"), entry.get("value")
        if taken is None:
            member.wrong("an entry of x-default has a value, and when it is taken", "x-default", at=entry)
        elif when is None and entry is not entries[-1]:
            member.wrong("only the last entry of x-default may have no when", "x-default", at=entry)
        else:
            condition = None if when is None else member.reader.read_condition(when)
            defaults.append(Default(condition, Constant(taken.value), entry))
    member.attributes["depends"] = tuple(defaults)


def _other(member: SchemaMember) -> None:
    keyword, reader = member.keyword, member.reader
    if keyword.startswith("x-"):
        meant = slip(keyword)
        if meant and not reader.is_annotation(keyword):
            message = f"{keyword} is no keyword; did you mean {meant}?{reader.way_out(keyword)}"
            member.wrong(message, "unknown-keyword", key=True)
        else:
            _note(member)
        return
    # Without an x in front nobody else misspells an extension of ours: `name` is not meant to be `x-name`.
    of_ours = not reader.foreign or keyword.startswith("x")
    meant = hint(keyword, [known for known in KNOWN if of_ours or not known.startswith("x-")])
    message = f"{keyword} is no keyword of JSON Schema 2020-12{meant}"
    if reader.is_annotation(keyword) or (reader.foreign and (not meant or _is_without_effect(member))):
        # Core, section 6.5: an annotation.
        reader.note(member.value, f"{message}, an annotation that is not carried", "unknown-keyword", key=True)
    else:
        member.wrong(f"{message}{reader.way_out(keyword)}", "unknown-keyword", key=True)


def _is_without_effect(member: SchemaMember) -> bool:
    """Whether the keyword that is meant judges no value of the schema's types, so that it makes no difference there."""
    meant = BY_NAME.get(similar(member.keyword, KNOWN) or "")
    owner = member.value.document.root.at(member.value.pointer[:-1])
    types = None if owner is None else owner.get("type")
    if meant is None or types is None or meant.type is None:
        return False
    listed = types.value if isinstance(types.value, list) else [types.value]
    return meant.type not in listed and not (meant.type == "number" and "integer" in listed)


_READ: dict[str, Callable[[SchemaMember], None]] = {
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
