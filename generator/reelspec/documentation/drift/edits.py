"""What to do in the specs about a fact that a page states otherwise: worked out against the specs as they are, not against
the older page, so that nothing is to be added that is there, and what is to be taken out is said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reelspec.documentation.comparison.facts import NOTHING, Change, Key, Nothing, Said, alike, lacking, listed, sides
from reelspec.documentation.comparison.fields import SpecField, limit_places
from reelspec.documentation.drift.finding import Compared, Edit, shown_value
from reelspec.documentation.pages.page import KEYWORDS, LIMITS, limit_keywords
from reelspec.language.contract.keywords import SIDES
from reelspec.language.source.node import Json, Node

_TASK = ("waiting", "succeeded", "failed", "cancelled", "expired")
"""The lists of `x-task` in which a word of the status stands."""


DONE = "it says so already: lock the page"
"""What is to be done where the specs have followed the page, or were ahead of it."""
_KEYWORDS = {"options": ("enum", "const"), "oneOf": ("oneOf", "anyOf"), "default": ("default", "x-default")}
"""Where the specs say a fact that is not called like its keyword."""


def field_edits(compared: Compared, change: Change) -> tuple[Edit, ...]:
    """The edits at every field of the specs that does not say what the page says now, at the rules that read a field whose
    values are others, and at the task whose status a word is."""
    fields = compared.fields_of(change.key)
    if not fields:
        return _elsewhere(compared, change)
    others = listed_in_all(fields) if len(fields) > 1 and change.kind == "options" else []
    edits: list[Edit] = []
    for at, field in enumerate(fields):
        edits += _at(compared, change, field, others, first=at == 0)
    if not edits:  # nothing to write: it stands there
        return tuple(done(compared, field, *keywords_of(change.kind)) for field in fields if field.node is not None)
    explained = compared.document.node.get("differences") if compared.document.node is not None else None
    reason = None if explained is None else explained.get(f"{compared.section_of(change.key)} {change.kind}")
    if reason is not None:
        edits.append(Edit("documents.yaml", reason.key_place, "see whether this still explains what differs"))
    if change.part in ("body", "alternative") and change.kind == "options":
        edits += [
            Edit(name, node.key_place, f"see whether it still holds for {change.path}")
            for name, node in compared.rules_about(change.path).items()
        ]
    if change.kind == "options":
        edits += _task(compared, change)
    return tuple(edits)


def keywords_of(kind: str) -> tuple[str, ...]:
    """The keywords with which the specs say a fact."""
    return limit_places(kind, 0) if kind in LIMITS else _KEYWORDS.get(kind, (kind,))


def done(compared: Compared, field: SpecField, *keywords: str) -> Edit:
    """That a field of the specs says already what the page says now."""
    keyword = field.keyword(*keywords)
    node = field.node
    assert node is not None
    return Edit(compared.name_of(node, keyword), node.key_place if keyword is None else keyword.key_place, DONE)


def listed_in_all(fields: tuple[SpecField, ...]) -> list[Json]:
    """The options of several files of one page together."""
    return [value for field in fields for value in field.options or ()]


def _at(compared: Compared, change: Change, field: SpecField, others: list[Json], *, first: bool) -> Iterator[Edit]:
    """What to do at one field; nothing where it says what the page says."""
    have: Said = field.facts.get(change.kind, NOTHING)
    if alike(change.kind, have, change.new) or field.node is None:
        return
    if change.kind == "required":
        yield _required(compared, change, field)
        return
    for keywords, what in (
        _limits(change, have) if change.kind in LIMITS else [_what(change, have, field, others, first)]
    ):
        keyword = field.keyword(*keywords)
        if what:
            place = field.node.key_place if keyword is None else keyword.key_place
            yield Edit(compared.name_of(field.node, keyword), place, what)


def leaf(path: str) -> str:
    """The last name of a path, without the schema or status that it is called after."""
    return path.rpartition(" ")[2].rpartition(".")[2]


def _required(compared: Compared, change: Change, field: SpecField) -> Edit:
    name = leaf(change.path)
    what = f"add {name} to required" if change.new else f"take {name} out of required"
    node = field.node
    assert node is not None
    if field.owner is None:  # a parameter
        keyword = node.get("required")
        what = "write required: true" if change.new else "write required: false"
        return Edit(compared.name_of(node, keyword), (keyword or node).key_place, what)
    owner = node.document.root.at(node.pointer[:-2])
    keyword = owner.get("required") if owner is not None else None
    return Edit(compared.name_of(node, keyword), (keyword or node).key_place, what)


def _limits(change: Change, have: Said) -> Iterator[tuple[tuple[str, ...], str]]:
    """The keywords of each bound that is another one now, and what to do there."""
    for side, has, old, new in zip(SIDES, sides(have), sides(change.old), sides(change.new), strict=True):
        if new not in (old, has):
            keywords = limit_keywords(change.kind, side)  # type: ignore[arg-type]
            yield keywords, f"take {keywords[0]} out" if new is None else f"write {keywords[0]}: {shown_value(new)}"


def _what(change: Change, have: Said, field: SpecField, others: list[Json], first: bool) -> tuple[tuple[str, ...], str]:
    """The keywords where it is done, the first that is written counts, and what; empty where nothing is."""
    kind, new = change.kind, change.new
    if kind == "options":
        if isinstance(new, Nothing):
            listed_as = "const" if field.keyword("enum") is None else "enum"
            unless = ", unless another page has one" if change.part in ("response", "other response") else ""
            return (listed_as,), f"take {listed_as} out{unless}: the page lists no values any more"
        if field.keyword("enum") is None and field.keyword("const") is not None:
            values = listed(new)
            return ("const",), f"write const: {shown_value(values[0])}" if len(
                values
            ) == 1 else f"write enum: {shown_value(new)}"
        return _KEYWORDS[kind], _options(change, have, others, first=first)
    if kind == "default":
        if isinstance(new, Nothing):
            return _KEYWORDS[kind], "take the default out"
        return _KEYWORDS[kind], f"write default: {shown_value(new)}"
    if kind == "oneOf":
        if isinstance(new, Nothing):
            return _KEYWORDS[kind], "see what it is now: there are no schemas to choose from"
        return _KEYWORDS[kind], f"write oneOf: {shown_value(new)}"
    if isinstance(new, Nothing) or (new is False and kind in ("deprecated", "uniqueItems")):
        if kind == "type":
            return ("type",), "see whether it still is that: the page names no type"
        return (kind,), f"take {kind} out"
    return (kind,), f"write {kind}: {shown_value(new)}"


def _options(change: Change, have: Said, others: list[Json], *, first: bool) -> str:
    """What to do about values that have come or gone; where the page lists them for the first time, about all of them.

    others: the values of all files that share the page's list.
    """
    new = listed(change.new)
    if isinstance(have, Nothing):
        return f"write enum: {shown_value(new)}"
    come, gone = lacking(new, listed(change.old)), listed(change.old)
    if isinstance(change.old, Nothing):
        come, gone = new, listed(have)
    gained = lacking(come, others or listed(have))
    lost = [value for value in lacking(gone, new) if not lacking([value], listed(have))]
    what = [f"add {', '.join(map(shown_value, gained))}"] if gained and first else []
    if lost:
        values = ", ".join(map(shown_value, lost))
        what.append(
            f"take out {values}{', unless another page has it' if change.part in ('response', 'other response') else ''}"
        )
    return " and ".join(what)


def _elsewhere(compared: Compared, change: Change) -> tuple[Edit, ...]:
    """Where the specs have no such field: a header that is a way to authenticate, or something to see to."""
    if change.part == "header" and (names := compared.spec.security()):
        node = compared.spec.elements.find(names[0])
        return (Edit(names[0], node.key_place, f"see whether it still is so: {change.path}"),)
    name = compared.section_of(change.key)
    return compared.in_documents(f"nothing of the specs is {name}: see where it belongs")


def _task(compared: Compared, change: Change) -> Iterator[Edit]:
    """The task of which the field is the status: it says of every word what it means."""
    if change.part not in ("response", "other response"):
        return
    operation = compared.operation
    for candidate in compared.told.provider.operations:
        task = candidate.node.get("x-task") if candidate.node is not None else None
        if task is None or operation is None:
            continue
        paths = [str(at.value).removeprefix("$.") for at in _each(task.get("status"))]
        poll = task.get("poll")
        if change.path not in paths or operation.id not in (candidate.id, poll and str(poll.value)):
            continue
        words = [word.value for kind in _TASK for word in _each(task.get(kind))]
        gained = lacking(lacking(listed(change.new), listed(change.old)), words)
        if gained:
            values = ", ".join(map(shown_value, gained))
            yield Edit(
                compared.name_of(task),
                task.key_place,
                f"say what {values} means, in {', '.join(_TASK[:-1])} or expired",
            )


def _each(node: Node | None) -> Iterator[Node]:
    if node is not None:
        yield from node.elements() if node.kind == "array" else (node,)


def where_to_add(compared: Compared, key: Key, schema: Json, required: bool) -> tuple[Edit, ...]:
    """The list of fields that a new one belongs to: beside a field that the specs have on the same level."""
    part, path = key
    part = {"example": "body", "alternative": "body", "example answer": "response"}.get(part, part)
    path = path.rpartition(" ")[2] if key[0] == "alternative" else path
    stem, _, name = path.rpartition(".")
    what = f"add {name}: {shown_value(schema)}"
    if part in ("header", "query", "path", "cookie"):
        operation = compared.operation
        node = (
            None if operation is None or operation.node is None else operation.node.get("parameters") or operation.node
        )
        if node is None:
            return compared.in_documents(f"nothing of the specs stands beside {path}: see where it belongs")
        what = f"add the parameter {name}, in: {part}, {'required, ' if required else ''}schema {shown_value(schema)}"
        return (Edit(compared.name_of(node), node.key_place, what),)
    edits: dict[str, Edit] = {}
    if part == "body":
        candidates = [body.fields for body in compared.told.bodies]
    else:
        others = compared.told.others(compared.operation)
        candidates = [{at: field for (side, at), field in others.items() if side == part}]
    prefix = stem if part != "other response" or stem else path.split(" ")[0]
    for fields in candidates:
        for at, field in fields.items():
            if at and at.rpartition(".")[0] == stem and not at.endswith("[]") and field.node is not None:
                node = field.node.document.root.at(field.node.pointer[:-1])
                break
        else:
            whole = fields.get(prefix)
            node = None if whole is None else whole.keyword("properties") or whole.schema.node or whole.node
        if node is not None:
            element = compared.name_of(node)
            edits[element] = Edit(element, node.key_place, f"{what}{', and to required' if required else ''}")
    return tuple(edits.values()) or compared.in_documents(
        f"nothing of the specs stands beside {path}: see where it belongs"
    )


def schema_of(path: str, inside: Mapping[str, Mapping[str, Json]]) -> dict[str, Json]:
    """The schema of a field, from what a page says of it and of what stands inside it."""
    facts = inside.get(path, {})
    schema: dict[str, Json] = {}
    if "type" in facts:
        schema["type"] = facts["type"]
    options = listed(facts.get("options", NOTHING))
    if options:
        schema.update({"const": options[0]} if len(options) == 1 else {"enum": options})
    if "default" in facts:
        schema["default"] = facts["default"]
    for kind in LIMITS:
        for side, bound in zip(SIDES, sides(facts.get(kind, NOTHING)), strict=True):
            if bound is not None:
                schema[limit_keywords(kind, side)[0]] = bound
    for keyword in (*KEYWORDS, "oneOf"):
        if keyword in facts:
            schema[keyword] = facts[keyword]
    if f"{path}[]" in inside:
        schema["items"] = schema_of(f"{path}[]", inside)
    members = [name for name in inside if name.rpartition(".")[0] == path and name != path]
    if members:
        schema["properties"] = {leaf(name): schema_of(name, inside) for name in members}
        needed: list[Json] = [leaf(name) for name in members if inside[name].get("required") is True]
        if needed:
            schema["required"] = needed
    return schema
