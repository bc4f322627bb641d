"""Schemas of an OpenAPI description on a page, carried into a draft with all that they demand. `drafting` calls it.

References are followed and written out; what OpenAPI 3.0 writes otherwise is written as JSON Schema 2020-12 has it; words
and examples stay behind, since a spec has its own. What has no place in a spec is a TODO where it stood.
"""

from __future__ import annotations

from reelspec.documentation.pages.description import Description
from reelspec.documentation.scaffold.drafted import Drafted
from reelspec.language.contract.keywords import BY_NAME, FLAG_NOTES, OTHER_NOTES, OURS, TEXT_NOTES
from reelspec.language.source.node import Json, Node
from reelspec.language.source.written import flow

MOST_DEPTH = 24
MOST_SCHEMAS = 5000
"""A description of more schemas, once references are followed, is drafted up to there; the rest are TODOs."""

_WORDS = frozenset((*TEXT_NOTES, *OTHER_NOTES)) - {"contentEncoding", "contentMediaType", "contentSchema"}
"""Words for people, and the examples that pages print."""
_LEFT = frozenset(["$schema", "$defs", "definitions", "nullable", "$ref", "deprecated"])
_READS = {
    "additionalProperties": {"properties", "patternProperties"},
    "unevaluatedProperties": {"properties", "patternProperties", "allOf", "anyOf", "oneOf", "if", "not"},
    "unevaluatedItems": {"items", "prefixItems", "contains", "allOf", "anyOf", "oneOf", "if", "not"},
    "items": {"prefixItems"},
    "contains": {"minContains", "maxContains"},
    "if": {"then", "else"},
}
"""Keywords that mean something else where others stand beside them (Core, sections 10.2.2, 10.3 and 11)."""
_CHOICES = ("allOf", "anyOf", "oneOf")


class Carrier:
    """Carries schemas of one description. definitely: what stands in several places is written out in each."""

    def __init__(self, description: Description) -> None:
        self.description = description
        self.count = 0

    def schema(self, node: Node, path: str | None, through: tuple[str, ...] = ()) -> Drafted:
        """The schema at a node. path: the field that it is of. through: the references that have led here."""
        made = Drafted(path, self.description.line(node))
        self.count += 1
        if self.count > MOST_SCHEMAS or len(through) > MOST_DEPTH:
            made.todo("the schema goes on, deeper than a draft does")
            return made
        if node.value is False:
            made.single["not"] = Drafted()
            return made
        if not isinstance(node.value, dict):
            if node.value is not True:
                made.todo(f"the schema is {flow(node.value)}")
            return made
        reference = node.get("$ref")
        if reference is not None:
            return self.referred(made, node, reference, path, through)
        for key, inner in node.items():
            self.keyword(made, node, key, inner, path, through)
        deprecated = node.get("deprecated")
        if deprecated is not None and deprecated.value is True:
            made.keywords["deprecated"] = True
        self.merge_parts(made)
        self.nulls(made, node)
        _without_idle_null(made)
        self.required_flags(made, node)
        return made

    def referred(
        self, made: Drafted, node: Node, reference: Node, path: str | None, through: tuple[str, ...]
    ) -> Drafted:
        """What a reference leads to, with what stands beside it."""
        target = self.description.resolved(node)
        name = str(reference.value)
        if target.get("$ref") is not None:
            made.todo(f"$ref: {flow(reference.value)}: it leads out of the page, or nowhere")
            return made
        if name in through:
            made.todo(f"$ref: {flow(reference.value)}: the schema contains itself")
            return made
        referred = self.schema(target, path, (*through, name))
        beside = [key for key, _ in node.items() if key != "$ref" and key not in _WORDS]
        if not beside:
            return referred
        own = Drafted(path, made.line)
        for key, inner in node.items():
            if key != "$ref":
                self.keyword(own, node, key, inner, path, through)
        if (
            own.keywords.keys() & referred.keywords.keys() - {"default", "deprecated"}
            or own.inner_keys() & referred.inner_keys()
        ):
            made.several["allOf"] = [referred, own]
            self.nulls(made, node)
            return made
        referred.keywords.update(own.keywords)
        referred.single.update(own.single)
        referred.several.update(own.several)
        referred.named.update(own.named)
        referred.todos += own.todos
        self.nulls(referred, node)
        return referred

    def keyword(
        self, made: Drafted, node: Node, key: str, inner: Node, path: str | None, through: tuple[str, ...]
    ) -> None:
        """One keyword of a schema."""
        value = inner.value
        known = BY_NAME.get(key)
        if key in _WORDS or key in _LEFT or (key.startswith("x-") and key not in OURS):
            return
        if key in FLAG_NOTES:
            if value is True:
                made.keywords[key] = True
        elif key in ("exclusiveMinimum", "exclusiveMaximum") and isinstance(value, bool):
            bound = node.get("minimum" if key == "exclusiveMinimum" else "maximum")
            if value and bound is not None:
                made.keywords.pop(bound.pointer[-1], None)  # type: ignore[arg-type]
                made.keywords[key] = bound.value
        elif key in ("minimum", "maximum") and _is_excluded(node, key):
            made.keywords[f"exclusive{key[0].upper()}{key[1:]}"] = value
        elif key == "required" and isinstance(value, bool):
            return  # a flag, of drafts before 4; whoever has the field says it
        elif key == "items" and isinstance(value, list):
            made.several["prefixItems"] = [self.schema(element, None, through) for element in inner.elements()]
        elif key == "default" or key in ("contentEncoding", "contentMediaType"):
            made.keywords[key] = value
        elif known is None:
            made.todo(f"{key}: {flow(value)}", self.description.line(inner))
        elif known.shape == "schema":
            if isinstance(value, bool):
                made.keywords[key] = value
            else:
                made.single[key] = self.schema(inner, f"{path}[]" if key == "items" and path else None, through)
        elif known.shape == "schemas" and isinstance(value, list):
            made.several[key] = [
                self.schema(element, path if key == "allOf" else None, through) for element in inner.elements()
            ]
        elif known.shape == "schemas by name" and isinstance(value, dict):
            dotted = None if path is None else f"{path}." if path else ""
            made.named[key] = {
                name: self.schema(
                    member, f"{dotted}{name}" if key == "properties" and dotted is not None else None, through
                )
                for name, member in inner.items()
            }
        elif known.shape.startswith("schema"):
            made.todo(f"{key}: {flow(value)}", self.description.line(inner))
        elif key == "uniqueItems" and value is False:
            return
        else:
            made.keywords[key] = value

    # What is written otherwise

    def merge_parts(self, made: Drafted) -> None:
        """Choices and parts of one are that one, null among the choices aside; parts of an object are one object."""
        for key in _CHOICES:
            parts = made.several.get(key)
            if parts is None:
                continue
            others = [part for part in parts if not _is_null(part)]
            null = len(others) < len(parts)
            if null and (key == "allOf" or (key == "oneOf" and any(map(_admits_null, others)))):
                continue  # null fits all of them, or more than the one that it may fit
            if len(others) == 1 and not (null and not _takes_null(others[0])) and _merge(made, others[0]):
                del made.several[key]
                if null:
                    add_null(made)
            elif key == "allOf":
                trial = _copy(made)
                del trial.several[key]
                if all(_merge(trial, other) for other in others):
                    made.keywords, made.single, made.several, made.named = (
                        trial.keywords,
                        trial.single,
                        trial.several,
                        trial.named,
                    )
                    made.todos = trial.todos

    def nulls(self, made: Drafted, node: Node) -> None:
        """`nullable` of OpenAPI 3.0, which a page means for the whole value, whatever lists or parts stand beside it."""
        nullable = node.get("nullable")
        if nullable is None or nullable.value is not True:
            return
        if _takes_null(made):
            if "enum" in made.keywords and None not in _listed(made.keywords["enum"]):
                made.todo(
                    "nullable stands beside values without null: look whether null is sent",
                    self.description.line(nullable),
                )
            add_null(made)
        else:
            whole = _copy(made)
            whole.path = None
            made.keywords, made.single, made.named, made.todos = {}, {}, {}, []
            made.several = {"anyOf": [whole, Drafted(keywords={"type": "null"})]}

    def required_flags(self, made: Drafted, node: Node) -> None:
        """`required: true` at a field, of older drafts, in the object's list."""
        names = list(_listed(made.keywords.get("required")))
        for name, inner in properties.items() if (properties := node.get("properties")) is not None else ():
            flag = inner.get("required")
            if flag is not None and flag.value is True and name not in names:
                names.append(name)
        if names:
            made.keywords["required"] = names
        else:
            made.keywords.pop("required", None)


def add_null(made: Drafted) -> None:
    """Let null be one of the values."""
    types = made.keywords.get("type")
    listed = [types] if isinstance(types, str) else list(_listed(types))
    if listed and "null" not in listed:
        made.keywords["type"] = [*listed, "null"]
    if "const" in made.keywords and made.keywords["const"] is not None:
        made.keywords["enum"] = [made.keywords.pop("const"), None]
    elif "enum" in made.keywords and None not in _listed(made.keywords["enum"]):
        made.keywords["enum"] = [*_listed(made.keywords["enum"]), None]


def _without_idle_null(made: Drafted) -> None:
    """A null among the types that the list of values leaves no room for (JSON Schema, Validation, 6.1.2) says nothing."""
    types, values = made.keywords.get("type"), made.keywords.get("enum")
    if isinstance(types, list) and "null" in types and isinstance(values, list) and None not in values:
        left: list[Json] = [name for name in types if name != "null"]
        made.keywords["type"] = left[0] if len(left) == 1 else left


def _takes_null(made: Drafted) -> bool:
    """Whether null can be added by the type and the list of values alone: no other keyword asks anything of it."""
    says = "type" in made.keywords or "enum" in made.keywords or "const" in made.keywords
    asks = {"allOf", "anyOf", "oneOf", "not", "if"} & {*made.several, *made.single}
    return says and not asks


def _admits_null(made: Drafted) -> bool:
    """Whether null is one of the values already, as far as type and list of values say."""
    types = made.keywords.get("type")
    if types is not None and "null" not in ([types] if isinstance(types, str) else _listed(types)):
        return False
    if "const" in made.keywords:
        return made.keywords["const"] is None
    return "enum" not in made.keywords or None in _listed(made.keywords["enum"])


def _is_excluded(node: Node, key: str) -> bool:
    flag = node.get(f"exclusive{key[0].upper()}{key[1:]}")
    return flag is not None and flag.value is True


def _is_null(schema: Drafted) -> bool:
    return schema.value() in ({"type": "null"}, {"const": None}, {"enum": [None]})


def _merge(made: Drafted, part: Drafted) -> bool:
    """Put a part into the schema that it is a part of; False, with nothing done, where both say something of one keyword."""
    mine, others = made.value(), part.value()
    for key in (mine.keys() & others.keys()) - {"required", "deprecated", "readOnly", "writeOnly", "default"}:
        if key == "properties":
            if made.named[key].keys() & part.named[key].keys():
                return False
        elif repr(mine[key]) != repr(others[key]) or key in made.inner_keys():
            return False
    for key, around in _READS.items():  # what reads its neighbours would read those of the other as well
        if (key in mine and around & others.keys()) or (key in others and around & mine.keys()):
            return False
    required = [*_listed(made.keywords.get("required")), *_listed(part.keywords.get("required"))]
    made.keywords = {**part.keywords, **made.keywords}
    if required:
        made.keywords["required"] = list(dict.fromkeys(map(str, required)))
    made.single.update(part.single)
    made.several.update(part.several)
    for key, named in part.named.items():
        made.named[key] = {**made.named.get(key, {}), **named}
    made.todos += part.todos
    return True


def _copy(made: Drafted) -> Drafted:
    return Drafted(
        made.path,
        made.line,
        dict(made.keywords),
        dict(made.single),
        dict(made.several),
        {key: dict(named) for key, named in made.named.items()},
        list(made.todos),
    )


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []
