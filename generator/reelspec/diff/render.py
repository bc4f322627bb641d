"""A changeset as text for a terminal, as Markdown for a pull request and a changelog, and as JSON.

What stands in specs is shown escaped in the first two: nothing in it is obeyed, and no newline in it begins a line.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

from reelspec.common.markdown import block, escaped
from reelspec.common.terminal import Colour, painted
from reelspec.common.text import visible
from reelspec.diff import Changeset
from reelspec.diff.change import Change, Effect, Witness
from reelspec.diff.versioning import Advice, ChangeGroup, grouped
from reelspec.language.source.node import Json
from reelspec.language.source.text import shortened

LONGEST = 48
"""Longer texts in a witness are shortened where people read it; JSON has them whole."""


def as_text(changeset: Changeset, advice: Advice) -> str:
    """For a terminal, or what it is piped into: headings have colours on standard output, if that has any."""
    lines: list[str] = []
    colours: dict[int, Colour] = {}
    for effect, groups in _sections(changeset):
        colours[len(lines)] = "red" if effect.breaks else "bold"
        lines.append(f"{effect.title} ({len(groups)})")
        for group in groups:
            change = group.change
            lines.append(f"  {', '.join(group.subjects)}: {change.message} [{change.kind}]{_marks(change)}")
            where = change.new or change.old
            if where:
                lines.append(f"    {where}")
            if change.witness is not None:
                lines += [f"    {line}" for line in _witness_lines(change.witness)]
        lines.append("")
    if not changeset.changes:
        lines += ["Nothing has changed.", ""]
    lines.append(_version_line(advice))
    if changeset.changes:
        lines += ["", "Changelog entry:", "", *(f"  {line}".rstrip() for line in changelog(changeset, advice))]
    return "\n".join(painted(visible(line), colours.get(at)) for at, line in enumerate(lines))


def as_markdown(changeset: Changeset, advice: Advice) -> str:
    """For a pull request: headings, one item for each change, witnesses as code."""
    lines = [f"## Changes of specs: {escaped(changeset.old)} to {escaped(changeset.new)}", ""]
    lines += [f"{escaped(_version_line(advice))}.", ""]
    for effect, groups in _sections(changeset):
        lines += [f"### {effect.title}", ""]
        for group in groups:
            change = group.change
            subjects = ", ".join(f"**{escaped(subject)}**" for subject in group.subjects)
            where = change.new or change.old
            at = f" ({escaped(where)})" if where else ""
            lines.append(f"- {subjects}: {escaped(change.message)} `{change.kind}`{at}{_marks(change, escaped)}")
            if change.witness is not None:
                lines += ["", *block(_witness_lines(change.witness), "  "), ""]
        lines.append("")
    if not changeset.changes:
        lines += ["Nothing has changed.", ""]
    return "\n".join(lines).rstrip()


def as_json(changeset: Changeset, advice: Advice) -> dict[str, Json]:
    """Everything, one element for each change of each subject."""
    changes: list[Json] = [_change_json(change) for change in changeset.changes]
    return {
        "old": changeset.old,
        "new": changeset.new,
        "breaks": changeset.breaks,
        "version": {"before": advice.before, "after": advice.after, "part": advice.part, "why": advice.why},
        "changes": changes,
        "changelog": "\n".join(changelog(changeset, advice)) if changes else "",
    }


def changelog(changeset: Changeset, advice: Advice) -> list[str]:
    """An entry for a changelog, in Markdown."""
    lines = [f"## {advice.after}"]
    for effect, groups in _sections(changeset):
        lines += ["", f"### {effect.title}", ""]
        for group in groups:
            accepted = _marks(replace(group.change, decided=True), escaped)
            lines.append(f"- {', '.join(map(escaped, group.subjects))}: {escaped(group.change.message)}{accepted}")
    return lines


def _sections(changeset: Changeset) -> Iterator[tuple[Effect, list[ChangeGroup]]]:
    for effect in Effect:
        groups = grouped([change for change in changeset.changes if change.effect is effect])
        if groups:
            yield effect, groups


def _marks(change: Change, shown: Callable[[str], str] = str) -> str:
    """What is said behind a change. shown: writes text of others."""
    accepted = f" (accepted: {shown(change.accepted)})" if change.accepted else ""
    return accepted + ("" if change.decided else " (not decided)")


def _witness_lines(witness: Witness) -> list[str]:
    before, after = (
        ("accepted before", "refused now") if witness.accepted_by == "old" else ("accepted now", "refused before")
    )
    body = json.dumps(_short(witness.body), ensure_ascii=False)
    path = witness.path or "the body"
    return [f"{before}: {body}", f"{after}: {path}: {shortened(witness.message, 160)} [{witness.rule}]"]


def _short(value: Json) -> Json:
    """The value with its long texts and lists cut, each saying how long it was."""
    if isinstance(value, str) and len(value) > LONGEST:
        return f"{value[: LONGEST // 2]}… ({len(value)} characters)"
    if isinstance(value, list):
        kept: list[Json] = [_short(item) for item in value[:4]]
        return kept if len(value) <= 4 else [*kept, f"… ({len(value)} items)"]
    if isinstance(value, dict):
        return {name: _short(member) for name, member in value.items()}
    return value


def _version_line(advice: Advice) -> str:
    if advice.part == "none":
        return f"Next version: none needed after {advice.before} ({advice.why})"
    return f"Next version: {advice.after} after {advice.before} ({advice.why})"


def _change_json(change: Change) -> Json:
    out: dict[str, Json] = {
        "kind": change.kind,
        "effect": change.effect.value,
        "subject": change.subject,
        "pointer": change.pointer,
        "message": change.message,
        "old": change.old or None,
        "new": change.new or None,
        "decided": change.decided,
        "accepted": change.accepted or None,
    }
    if change.witness is not None:
        out["witness"] = {
            "body": change.witness.body,
            "acceptedBy": change.witness.accepted_by,
            "violation": {
                "rule": change.witness.rule,
                "path": change.witness.path,
                "message": change.witness.message,
            },
        }
    return out
