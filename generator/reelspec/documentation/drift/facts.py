"""Drift: facts that a page states otherwise, and fields that it has gained or lost, with what to do about it in the specs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from reelspec.documentation.comparison.facts import (
    NOTHING,
    Change,
    Facts,
    Key,
    Nothing,
    Said,
    changes,
    lacking,
    listed,
    sides,
    status_of,
)
from reelspec.documentation.drift.contradicted import settle
from reelspec.documentation.drift.edits import DONE, done, field_edits, leaf, schema_of, where_to_add
from reelspec.documentation.drift.finding import Compared, DriftFinding, Edit, shown_value
from reelspec.documentation.drift.operation import find_operation
from reelspec.documentation.drift.value_edits import rule_edits
from reelspec.documentation.pages.page import KEYWORDS, LIMITS, Page, limit_keywords
from reelspec.language.contract.keywords import SIDES
from reelspec.language.source.node import Json

ADDED, REMOVED = "field-added", "field-removed"
_KINDS = {"range": "limits", "length": "limits", "items": "limits", "type": "retyped"}
"""The kinds of findings that are not called like the fact."""
_UNPRINTED = frozenset([*KEYWORDS, "oneOf", "security", "media", "responses", "headers"])
"""What a description of OpenAPI says and a rendered page does not show."""
_SHOWN = ("example", "example answer")


def find(compared: Compared) -> Iterator[DriftFinding]:
    """A finding for each fact of a field, for each field that comes or goes, and for what the operation as a whole is."""
    differing = [
        change
        for change in _changes(compared.old, compared.new)
        if _speaks(change, compared.old, compared.new)
        and (change.key, change.kind) not in compared.kept
        and not _is_read_anew(compared, change)
    ]
    for label, here in _schemas_that_come_or_go(compared.old, compared.new).items():
        differing = [
            change for change in differing if change.part != "alternative" or change.path.partition(" ")[0] != label
        ]
        nodes = [field.node for field in compared.fields_of(("alternative", label)) if field.node is not None]
        edits = tuple(
            Edit(compared.name_of(node), node.key_place, f"{'add' if here else 'take out'} what is for {label}")
            for node in nodes
        )
        words = "has one schema more" if here else "has one schema less"
        yield DriftFinding(
            "oneOf",
            "body",
            f"the body {words}, {label}",
            True,
            edits,
            compared.line_of(("alternative", f"{label} model")),
        )
    yield from _added(
        compared, [change for change in differing if change.kind == "field" and isinstance(change.old, Nothing)]
    )
    yield from _removed(
        compared, [change for change in differing if change.kind == "field" and isinstance(change.new, Nothing)]
    )
    for change in differing:
        if change.part == "operation" or change.kind == "media":
            yield from find_operation(compared, change)
        elif change.kind != "field" and change.part not in _SHOWN:
            yield _changed(compared, change)


def is_described(facts: Facts) -> bool:
    """Whether a page holds a description of OpenAPI, which says more than a rendered page shows."""
    return "media" in facts.get(("operation", ""), {}) or any(part == "other response" for part, _ in facts)


def _changes(old: Facts, new: Facts) -> Iterator[Change]:
    """The changes, without those that only follow from another one of the same field: of a field that has become a choice
    of schemas, that alone; of a number that has become an integer, not that its excluded bounds are written otherwise."""
    before, after = dict(old), _called_alike(old, new)
    if all(any(part == "alternative" for part, _ in side) for side in (before, after)):
        before, after = ({key: facts for key, facts in side.items() if key[0] != "body"} for side in (before, after))
    else:  # what all say alike is enough
        before, after = (
            {key: facts for key, facts in side.items() if key[0] != "alternative"} for side in (before, after)
        )
    old, new = before, dict(after)
    before, after = dict(old), dict(new)
    for key in old.keys() & new.keys():
        if {str(old[key].get("type")), str(new[key].get("type"))} == {"integer", "number"}:
            before[key], after[key] = _whole(old[key]), _whole(new[key])
    differing = list(_with_their_types(list(changes(before, after))))
    choices = {change.key for change in differing if change.kind == "oneOf" and change.path}
    seen: set[str] = set()
    for change in differing:
        if change.kind not in ("oneOf", "required", "deprecated", "default") and change.key in choices:
            continue
        if change.part == "alternative":  # what changes alike in several is one change
            alike_ = repr((change.path.partition(" ")[2], change.kind, change.old, change.new))
            if alike_ in seen:
                continue
            seen.add(alike_)
        yield change


def _schemas_that_come_or_go(old: Facts, new: Facts) -> dict[str, bool]:
    """The schemas of a body that only one of two pages has, where both have several: whether it is the new one."""
    before, after = _labels(old), _labels(_called_alike(old, new))
    if not before or not after:
        return {}
    return {label: label in after for label in (*before, *after) if (label in before) != (label in after)}


def _labels(facts: Facts) -> dict[str, None]:
    """What the schemas are called that a body may have."""
    return dict.fromkeys(path.partition(" ")[0] for part, path in facts if part == "alternative")


def _called_alike(old: Facts, new: Facts) -> dict[Key, Mapping[str, Json]]:
    """The new facts, with the alternatives of a body that have other names under the old name of the one most like it."""
    labels = [_labels(side) for side in (old, new)]
    come = [label for label in labels[1] if label not in labels[0]]
    gone = [label for label in labels[0] if label not in labels[1]]

    def fields(side: Facts, label: str) -> set[str]:
        return {
            repr((path.partition(" ")[2], facts))
            for (part, path), facts in side.items()
            if part == "alternative" and path.partition(" ")[0] == label
        }

    names: dict[str, str] = {}
    for label in come:
        mine = fields(new, label)
        best = max(gone, key=lambda label: len(fields(old, label) & mine), default=None)
        if best is not None:
            names[label] = best
            gone.remove(best)
    renamed: dict[Key, Mapping[str, Json]] = {}
    for (part, path), facts in new.items():
        label, blank, rest = path.partition(" ")
        renamed[part, f"{names.get(label, label)}{blank}{rest}" if part == "alternative" else path] = facts
    return renamed


def _with_their_types(differing: list[Change]) -> Iterator[Change]:
    """The changes without values that are the same in another type, and limits that another type cannot have."""
    retyped = {change.key for change in differing if change.kind == "type" and change.new}
    for change in differing:
        if change.key in retyped:
            limit = change.kind in LIMITS or change.kind.startswith("exclusive")
            if (limit and isinstance(change.new, Nothing)) or is_in_another_type(change):
                continue
        yield change


def is_in_another_type(change: Change) -> bool:
    """Whether the values of a fact are the same ones as before, written in another type."""
    if change.kind not in ("default", "options") or isinstance(change.old, Nothing):
        return False
    was, now = ([str(value).lower() for value in listed(side)] for side in (change.old, change.new))
    return was == now


def _whole(facts: Mapping[str, Json]) -> dict[str, Json]:
    """The facts of a number with excluded bounds as those of an integer."""
    merged = {kind: value for kind, value in facts.items() if not kind.startswith("exclusive")}
    least, most = sides(facts.get("range", NOTHING))
    low, high = facts.get("exclusiveMinimum"), facts.get("exclusiveMaximum")
    bounds: list[Json] = [low + 1 if isinstance(low, int) else least, high - 1 if isinstance(high, int) else most]
    if bounds != [None, None]:
        merged["range"] = bounds
    return merged


def _speaks(change: Change, old: Facts, new: Facts) -> bool:
    """Whether a change can be one of the page rather than of its form."""
    if is_described(old) != is_described(new):
        if change.part in ("other response", "header"):
            return False
        if change.kind in _UNPRINTED and (isinstance(change.old, Nothing) or isinstance(change.new, Nothing)):
            return False
    if change.part == "other response":  # a status that comes or goes is told as that
        status = change.path.split(" ")[0]
        return all(status in listed(side.get(("operation", ""), {}).get("responses", [])) for side in (old, new))
    return True


def _is_read_anew(compared: Compared, change: Change) -> bool:
    """Whether a fact that the lock has not is read from a statement that it has: then this reader knows more than the one
    that wrote the lock, and the page has not changed."""
    if change.kind == "field" or not isinstance(change.old, Nothing):
        return False
    known = {account.statement.identity for account in compared.locked.accounts}
    stated = compared.capture.state.statements
    sources = _sources(compared.capture.page, change)
    return bool(sources) and all(at is not None and stated[at].identity in known for at in sources)


def _sources(page: Page, change: Change) -> list[int | None]:
    """The statements that say a fact: one, and those below it that say its values; None for a value that none says."""
    if change.kind == "responses":
        return [at for at, statement in enumerate(page.statements) if status_of(statement) is not None]
    fact = next((fact for fact in page.facts if (fact.part, fact.field, fact.kind) == (*change.key, change.kind)), None)
    if fact is None or fact.statement is None:
        return []
    label = page.statements[fact.statement].text
    below = [str(value) for value in listed(change.new) if change.kind == "options" and str(value) not in label]
    items = {
        word[0]: at
        for at, statement in enumerate(page.statements if below else ())
        if statement.field == fact.field and (word := re.match(r"[\w.:+-]*[\w+-]", statement.text))
    }
    return [fact.statement, *map(items.get, below)]


def _changed(compared: Compared, change: Change) -> DriftFinding:
    kind = _KINDS.get(change.kind, change.kind)
    if kind == "required" and not change.new:
        kind = "optional"
    edits = settle(compared, change, field_edits(compared, change))
    if change.kind == "type":  # what it says in its new type is to be written so
        edits += tuple(
            edit
            for other in changes(*_of_field(compared, change.key))
            if is_in_another_type(other)
            for edit in field_edits(compared, other)
        )
    edits += tuple(rule_edits(compared, change))
    if (change.key, change.kind) in compared.bound:
        edits = tuple(replace(edit, what="see whether it holds under a condition alone now") for edit in edits)
    return DriftFinding(
        kind,
        compared.section_of(change.key),
        said_of(change),
        True,
        edits,
        compared.line_of(change.key, change.kind),
    )


def _of_field(compared: Compared, key: Key) -> tuple[Facts, Facts]:
    """What the two pages say of one field."""
    return {key: compared.old.get(key, {})}, {key: compared.new.get(key, {})}


def said_of(change: Change) -> str:
    """What a change of a fact is, in words."""
    old, new = change.old, change.new
    if change.kind in LIMITS:
        keywords = [limit_keywords(change.kind, side)[0] for side in SIDES]  # type: ignore[arg-type]
        pairs = zip(keywords, sides(old), sides(new), strict=True)
        return "; ".join(_moved(keyword, was, now) for keyword, was, now in pairs if was != now)
    match change.kind:
        case "required":
            return "it is required now" if new else "it is required no more"
        case "options":
            return _options(old, new)
        case "deprecated":
            return "it is deprecated now" if new else "it is deprecated no more"
        case "uniqueItems":
            return "no item may stand twice now" if new else "items may stand twice now"
        case "additionalProperties":
            return f"other fields were {_admitted(old)} and are {_admitted(new)}"
        case "oneOf":
            return "the schemas to choose from are others"
    if isinstance(new, Nothing):
        return f"its {change.kind} was {shown_value(_value(old))} and is stated no more"
    if isinstance(old, Nothing):
        return f"it has a {change.kind} now, {shown_value(new)}"
    return f"its {change.kind} was {shown_value(old)} and is {shown_value(new)}"


def _moved(keyword: str, before: Said, after: Said) -> str:
    if before is None:
        return f"its {keyword} is {shown_value(_value(after))} now"
    if after is None:
        return f"its {keyword} was {shown_value(_value(before))} and is stated no more"
    return f"its {keyword} was {shown_value(_value(before))} and is {shown_value(_value(after))}"


def _options(old: Said, new: Said) -> str:
    gained, lost = lacking(listed(new), listed(old)), lacking(listed(old), listed(new))
    if isinstance(old, Nothing):
        return f"it has a list of options now: {', '.join(map(shown_value, gained))}"
    if isinstance(new, Nothing):
        return "it has no list of options any more"
    parts = [f"new options: {', '.join(map(shown_value, gained))}"] if gained else []
    parts += [f"options that are gone: {', '.join(map(shown_value, lost))}"] if lost else []
    return "; ".join(parts)


def _admitted(value: Said) -> str:
    if value is False:
        return "refused"
    return "allowed" if isinstance(value, Nothing) or value is True or value == {} else f"bound to {shown_value(value)}"


def _value(value: Said) -> Json:
    return None if isinstance(value, Nothing) else value


def _added(compared: Compared, added: list[Change]) -> Iterator[DriftFinding]:
    """Fields that the page has now. What stands inside one is told with it; that a field has items now is its type."""
    keys = [change.key for change in added if not _items_of(change.key, compared.old)]
    for key in _tops(keys):
        part, path = key
        if part in _SHOWN and (_listed_or_known(compared, key)):
            continue
        shows = _SHOWN[0] if part == "body" else _SHOWN[1]
        inside = {
            name: {**compared.new.get((shows, name), {}), **facts}
            for (other, name), facts in compared.new.items()
            if other == part and _in(name, path)
        }
        summary = "; ".join(
            f"{name.removeprefix(path).lstrip('.')}{': ' if name != path else ''}"
            + ", ".join(f"{kind} {shown_value(value)}" for kind, value in facts.items())
            for name, facts in inside.items()
            if facts
        ).removeprefix(path)
        shown = " in its example" if part in _SHOWN else ""
        message = f"the page has a new field{shown}{f' ({summary})' if summary else ''}"
        edits = tuple(done(compared, field) for field in compared.fields_of(key) if field.node is not None)
        if not edits:
            required = inside[path].get("required") is True
            edits = where_to_add(compared, key, schema_of(path, inside), required)
        yield DriftFinding(ADDED, compared.section_of(key), message, True, edits, compared.line_of(key))


def _listed_or_known(compared: Compared, key: Key) -> bool:
    """Whether a field that an example shows is told by the page's lists, or known to the specs."""
    part = "body" if key[0] == "example" else "response"
    return any((part, key[1]) in facts for facts in (compared.old, compared.new)) or bool(compared.fields_of(key))


def _removed(compared: Compared, removed: list[Change]) -> Iterator[DriftFinding]:
    """Fields that the page has no more."""
    keys = [change.key for change in removed if not _items_of(change.key, compared.new)]
    for key in _tops(keys):
        part, path = key
        if part == "example" or (part == "example answer" and any(other == "response" for other, _ in compared.new)):
            continue
        if part == "example answer" and not any(other == part for other, _ in compared.new):
            continue  # the whole example is gone
        what = "remove it, if the field is really gone"
        edits: list[Edit] = []
        for field in compared.fields_of(key):
            if field.node is not None:
                edits.append(Edit(compared.name_of(field.node), field.node.key_place, what))
            if field.required and field.owner is not None and field.required_place is not None:
                listed_ = field.owner.node.get("required") if field.owner.node is not None else None
                if listed_ is not None:
                    name = leaf(path)
                    edits.append(Edit(compared.name_of(listed_), listed_.key_place, f"take {name} out of required"))
        if part in ("body", "alternative"):
            edits += [Edit(name, node.key_place, what) for name, node in compared.rules_about(path).items()]
        if not edits:  # a header: whoever claims what is said of it
            edits = compared.claiming(key, what)
        edits = edits or list(compared.in_documents(DONE))
        yield DriftFinding(REMOVED, compared.section_of(key), "the page has this field no more", True, tuple(edits))


def _items_of(key: Key, fields: Collection[Key]) -> bool:
    """Whether the key is for the items of one of the fields."""
    part, path = key
    return path.endswith("[]") and (part, path.rstrip("[]")) in fields


def _in(path: str, top: str) -> bool:
    return path == top or path.startswith((f"{top}.", f"{top}["))


def _tops(keys: list[Key]) -> Iterator[Key]:
    """The fields that stand inside no other of them."""
    for part, path in keys:
        if not any(part == other and path != top and _in(path, top) for other, top in keys):
            yield part, path
