"""Drift: fields that a page has gained or lost, with everything that it says in their sections."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from reelspec.documentation.drift.finding import Compared, Edit, Finding, shown_value

ADDED, REMOVED = "field-added", "field-removed"


def find(compared: Compared) -> Iterator[Finding]:
    """A finding for each field; what stands inside a field that comes or goes belongs to it. That a field has items, or
    has none any more, is its type."""
    old, new = compared.locked.state.facts(), compared.capture.state.facts()
    for part, path in _tops([key for key in new if key not in old and not _items_of(key, old)]):
        facts = new[part, path]
        said = ", ".join(f"{kind} {shown_value(value)}" for kind, value in facts.items())
        yield Finding(
            ADDED,
            compared.section_of(part, path),
            f"the page has a new field{f' ({said})' if said else ''}",
            True,
            _where_to_add(compared, part, path),
            compared.line_of(part, path),
        )
    for part, path in _tops([key for key in old if key not in new and not _items_of(key, new)]):
        nodes = {**compared.fields_of(part, path), **(compared.rules_about(path) if part == "body" else {})}
        what = "remove it, if the field is really gone"
        edits = tuple(Edit(name, node.key_place, what) for name, node in nodes.items())
        if not edits:  # a header: whoever claims what is said of it
            mine = [
                one for one in compared.locked.accounts if (one.statement.part, one.statement.field) == (part, path)
            ]
            edits = tuple(dict.fromkeys(edit for one in mine for edit in compared.edits_of(one, what)))
        yield Finding(REMOVED, compared.section_of(part, path), "the page has this field no more", True, edits)


def sections(compared: Compared) -> frozenset[tuple[str, str]]:
    """(part, path) of all fields that come or go: their statements are no findings of their own."""
    old, new = compared.locked.state.facts(), compared.capture.state.facts()
    return frozenset(old.keys() ^ new.keys())


def _items_of(key: tuple[str, str], fields: Collection[tuple[str, str]]) -> bool:
    """Whether the key is for the items of one of the fields."""
    part, path = key
    return path.endswith("[]") and (part, path.rstrip("[]")) in fields


def _tops(keys: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The fields that stand inside no other of them."""
    for part, path in keys:
        inside = any(part == other and path.startswith((f"{top}.", f"{top}[")) for other, top in keys if top != path)
        if not inside:
            yield part, path


def _where_to_add(compared: Compared, part: str, path: str) -> tuple[Edit, ...]:
    """The list of fields that the new one belongs to: beside a field that the page has on the same level."""
    stem = path.rpartition(".")[0]
    for other_part, other in compared.locked.state.facts():
        if other_part == part and other.rpartition(".")[0] == stem:
            for name, node in compared.fields_of(part, other).items():
                beside = node.document.root.at(node.pointer[:-1])
                if beside is not None:
                    return (Edit(name.rpartition("/")[0], beside.key_place, f"add {path.rpartition('.')[2]}"),)
    return compared.in_documents(f"nothing of the specs stands beside {path}: see where it belongs")
