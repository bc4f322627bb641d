"""A comparison as text for a terminal, as Markdown for a pull request and a changelog, and as JSON.

What stands in specs is shown escaped in the first two: nothing in it is obeyed, and no newline in it begins a line.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

from reelspec.common.markdown import block, escaped
from reelspec.common.terminal import Colour, painted
from reelspec.common.text import visible
from reelspec.diff import Comparison
from reelspec.diff.change import Change, Effect, Witness
from reelspec.diff.versioning import Advice, Entry, grouped
from reelspec.language.source.node import Json
from reelspec.language.source.text import shortened

LONGEST = 48
"""Longer texts in a witness are shortened where people read it; JSON has them whole."""


def as_text(comparison: Comparison, advice: Advice) -> str:
    """For a terminal, or what it is piped into: headings have colours on standard output, if that has any."""
    lines: list[str] = []
    colours: dict[int, Colour] = {}
    for effect, entries in _sections(comparison):
        colours[len(lines)] = "red" if effect.breaks else "bold"
        lines.append(f"{effect.title} ({len(entries)})")
        for entry in entries:
            one = entry.change
            lines.append(f"  {', '.join(entry.subjects)}: {one.message} [{one.kind}]{_marks(one)}")
            where = one.new or one.old
            if where:
                lines.append(f"    {where}")
            if one.witness is not None:
                lines += [f"    {line}" for line in _witness_lines(one.witness)]
        lines.append("")
    if not comparison.changes:
        lines += ["Nothing has changed.", ""]
    lines.append(_version_line(advice))
    if comparison.changes:
        lines += ["", "Changelog entry:", "", *(f"  {line}".rstrip() for line in changelog(comparison, advice))]
    return "\n".join(painted(visible(line), colours.get(at)) for at, line in enumerate(lines))


def as_markdown(comparison: Comparison, advice: Advice) -> str:
    """For a pull request: headings, one item for each change, witnesses as code."""
    lines = [f"## Changes of specs: {escaped(comparison.old)} to {escaped(comparison.new)}", ""]
    lines += [f"{escaped(_version_line(advice))}.", ""]
    for effect, entries in _sections(comparison):
        lines += [f"### {effect.title}", ""]
        for entry in entries:
            one = entry.change
            subjects = ", ".join(f"**{escaped(subject)}**" for subject in entry.subjects)
            where = one.new or one.old
            at = f" ({escaped(where)})" if where else ""
            lines.append(f"- {subjects}: {escaped(one.message)} `{one.kind}`{at}{_marks(one, escaped)}")
            if one.witness is not None:
                lines += ["", *block(_witness_lines(one.witness), "  "), ""]
        lines.append("")
    if not comparison.changes:
        lines += ["Nothing has changed.", ""]
    return "\n".join(lines).rstrip()


def as_json(comparison: Comparison, advice: Advice) -> dict[str, Json]:
    """Everything, one element for each change of each subject."""
    changes: list[Json] = [_change_json(one) for one in comparison.changes]
    return {
        "old": comparison.old,
        "new": comparison.new,
        "breaks": comparison.breaks,
        "version": {"before": advice.before, "after": advice.after, "part": advice.part, "why": advice.why},
        "changes": changes,
        "changelog": "\n".join(changelog(comparison, advice)) if changes else "",
    }


def changelog(comparison: Comparison, advice: Advice) -> list[str]:
    """An entry for a changelog, in Markdown."""
    lines = [f"## {advice.after}"]
    for effect, entries in _sections(comparison):
        lines += ["", f"### {effect.title}", ""]
        for entry in entries:
            accepted = _marks(replace(entry.change, decided=True), escaped)
            lines.append(f"- {', '.join(map(escaped, entry.subjects))}: {escaped(entry.change.message)}{accepted}")
    return lines


def _sections(comparison: Comparison) -> Iterator[tuple[Effect, list[Entry]]]:
    for effect in Effect:
        entries = grouped([one for one in comparison.changes if one.effect is effect])
        if entries:
            yield effect, entries


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
        kept: list[Json] = [_short(one) for one in value[:4]]
        return kept if len(value) <= 4 else [*kept, f"… ({len(value)} items)"]
    if isinstance(value, dict):
        return {name: _short(one) for name, one in value.items()}
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
