"""Drift: fields that have another name now, known by what the page says of them. One finding each, and no others of them.

The newer page is compared as if the field were called as before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import SequenceMatcher

from reelspec.documentation.comparison.facts import Facts, Key
from reelspec.documentation.coverage.captures import Capture
from reelspec.documentation.coverage.state import FieldFacts, State, state_of
from reelspec.documentation.drift.edits import done, leaf
from reelspec.documentation.drift.finding import Compared, DriftFinding, Edit

_SHOWN = {"example": "body", "example answer": "response"}
"""The parts of fields that examples show, and those of the lists that tell of them."""
_ALIKE = 0.6
"""From this on two names are alike, of fields of which the page says nothing in words."""
_MOST = 40
"""With more fields that have come or gone the page is another one, and nothing is known by likeness."""


def renames(old: State, new: State) -> dict[Key, str]:
    """(part, old path) -> the new path, of fields beside each other of which the newer page says what the older one said."""
    before, after = old.facts(), new.facts()
    gone = [key for key in before if key not in after and _may_be_called_otherwise(key)]
    come = [key for key in after if key not in before and _may_be_called_otherwise(key)]
    if not gone or not come or max(len(gone), len(come)) > _MOST:
        return {}
    old_words, new_words = _words(old, gone), _words(new, come)
    ranked = sorted(
        (
            (-likeness, at, other)
            for at, was in enumerate(gone)
            for other, now in enumerate(come)
            if (likeness := _likeness(was, now, before, after, old_words, new_words)) > 0
        ),
    )
    renamed: dict[Key, str] = {}
    for _, at, other in ranked:
        if gone[at] not in renamed and come[other][1] not in renamed.values():
            renamed[gone[at]] = come[other][1]
    return renamed


def called_as_before(capture: Capture, renamed: Mapping[Key, str]) -> Capture:
    """The capture with the state that it would have if the fields were called as before; its page stays as it is."""
    if not renamed:
        return capture
    # a name that is a plain word is one in sentences too
    names = {leaf(new): leaf(old) for (_, old), new in renamed.items() if not leaf(new).isalpha()}
    word = re.compile(rf"(?<![\w.-])(?:{'|'.join(map(re.escape, names))})(?![\w-])")

    def spelled(text: str) -> str:
        return word.sub(lambda name: names[name[0]], text) if names else text

    def path(part: str, now: str | None) -> str | None:
        for (other, old), new in renamed.items() if now is not None else ():
            if (
                other == _SHOWN.get(part, part)
                and now is not None
                and (now == new or now.startswith((f"{new}.", f"{new}[")))
            ):
                return f"{old}{now[len(new) :]}"
        return now

    page = capture.page
    statements = tuple(
        replace(statement, text=spelled(statement.text), field=path(statement.part, statement.field))
        for statement in page.statements
    )
    facts = tuple(replace(fact, field=path(fact.part, fact.field) or "") for fact in page.facts)
    made = state_of(replace(page, statements=statements, facts=facts))
    own = capture.state.statements
    stated = tuple(
        replace(statement, fingerprint=printed.fingerprint)
        for statement, printed in zip(made.statements, own, strict=False)
    )
    fields = tuple(
        FieldFacts(field.part, path(field.part, field.path) or "", field.facts) for field in capture.state.fields
    )
    return replace(capture, state=State((*stated, *own[len(stated) :]), fields))


def find(compared: Compared) -> Iterator[DriftFinding]:
    """A finding for each field that has another name."""
    for key, new in compared.renamed.items():
        part, path = key
        name, now = leaf(path), leaf(new)
        edits: list[Edit] = []
        for field in compared.fields_of(key):
            if field.node is None:
                continue
            edits.append(Edit(compared.name_of(field.node), field.node.key_place, f"rename it to {now}"))
            needed = field.owner.node.get("required") if field.required and field.owner and field.owner.node else None
            if needed is not None:
                edits.append(Edit(compared.name_of(needed), needed.key_place, f"write {now} for {name}"))
        if edits and part in ("body", "alternative"):
            edits += [
                Edit(rule, node.key_place, f"write {now} for {name}")
                for rule, node in compared.rules_about(path).items()
            ]
        if not edits:
            edits = compared.claiming(key, f"write {now} for {name}")
        if not edits:
            edits = [done(compared, field) for field in compared.fields_of((part, new)) if field.node is not None]
        yield DriftFinding(
            "field-renamed",
            compared.section_of(key),
            f"it is called {new} now",
            True,
            tuple(dict.fromkeys(edits)),
            compared.line_of(key),
        )


def _may_be_called_otherwise(key: Key) -> bool:
    part, path = key
    return (
        part not in ("operation", "other response", "alternative", *_SHOWN) and path != "" and not path.endswith("[]")
    )


def _words(state: State, keys: list[Key]) -> dict[Key, list[str]]:
    """What a page says in words of each of the fields, as fingerprints."""
    known: dict[Key, list[str]] = {key: [] for key in keys}
    for statement in state.statements:
        key = (statement.part, statement.field or "")
        if key in known and not statement.structure and statement.kind not in ("type", "options", "limit", "example"):
            known[key].append(statement.fingerprint)
    return known


def _likeness(
    was: Key,
    now: Key,
    before: Facts,
    after: Facts,
    old_words: Mapping[Key, list[str]],
    new_words: Mapping[Key, list[str]],
) -> float:
    """How sure it is that a field that has gone is one that has come; 0 where it may be another one."""
    if was[0] != now[0] or was[1].rpartition(".")[0] != now[1].rpartition(".")[0]:
        return 0.0
    old, new = before[was], after[now]
    if old.get("type") != new.get("type"):
        return 0.0
    names = SequenceMatcher(None, leaf(was[1]), leaf(now[1]), autojunk=False).ratio()
    same = sum(old.get(kind) == new.get(kind) for kind in {*old, *new}) / max(len({*old, *new}), 1)
    words, others = old_words[was], new_words[now]
    if words or others:
        shared = len({*words} & {*others})
        return shared + same + names if 2 * shared >= max(len({*words}), len({*others})) else 0.0
    telling = {*old} - {"type", "required"}
    return same + names if same == 1.0 and (telling or names >= _ALIKE) else 0.0
